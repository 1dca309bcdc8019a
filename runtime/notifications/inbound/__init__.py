"""What providers report and customers answer: checked, understood, written down.

Functions over (URL, headers, body, moment), so that any server can pass on what it was sent. Header names are in lower
case. They raise `BadSignature` for what was not signed by the provider and `BadRequest` for what makes no sense; the
texts of both may be shown to whoever sent it. The same report twice changes nothing the second time.
"""

from __future__ import annotations


class BadRequest(Exception):
    """What came in makes no sense; the text may be shown to whoever sent it."""
