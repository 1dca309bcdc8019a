"""What a customer means who answers a text message with one of the words that end or begin messages.

The words are those that Twilio and the carriers know, and those by which US rules take a consent to be revoked
(47 CFR 64.1200(a)(10)). Only a message that is nothing but the word counts.
"""

from __future__ import annotations

import re
from typing import Final, Literal

Meaning = Literal["stop", "start", "help"]

_STOP: Final = ("stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "opt out")
_START: Final = ("start", "unstop", "yes", "optin", "opt in")
_HELP: Final = ("help", "info")
_WORDS: Final[dict[str, Meaning]] = {
    **dict.fromkeys(_STOP, "stop"),
    **dict.fromkeys(_START, "start"),
    **dict.fromkeys(_HELP, "help"),
}


def meaning(text: str) -> Meaning | None:
    """What the message asks for; None for one that is part of a conversation."""
    words = re.findall(r"\w+", text[:200].casefold())
    return _WORDS.get(" ".join(words))
