"""Trying out repairs of a malformed form.

Takes edits and says which makes the form readable; how often that may be tried is bounded by the form's length, so that
many mistakes in a long text stay cheap.
"""

from __future__ import annotations

from typing import Final

from cljrules.diagnostics import Edit
from cljrules.parser.syntax import parse_forms
from cljrules.source import Source, Span

_MOST: Final = 60
# Code points parsed for the repair of one form, all tries together.
_EFFORT: Final = 30_000


def tries(span: Span) -> int:
    """How many repairs of the form under `span` may be tried out."""
    return min(_MOST, _EFFORT // max(span.end - span.start, 1))


def settles(source: Source, span: Span, edit: Edit) -> bool:
    """Whether the text under `span` is one form once edited."""
    text = source.text[span.start : edit.span.start] + edit.text + source.text[edit.span.end : span.end]
    parsed = parse_forms(Source(source.path, text))
    return parsed.mistake is None and len(parsed.nodes) == 1
