"""Strings that are never closed: where the missing quote belongs.

Takes the text of one malformed form and the string that runs to its end, and gives one finding. The string that runs
on is seldom the one that lacks its quote: after a missing quote, text and strings change places. So lines with an odd
number of quotes are tried first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from cljrules.diagnostics import Diagnostic, Edit, Fix, Label
from cljrules.parser.findings import finding
from cljrules.parser.repairs import settles, tries
from cljrules.parser.syntax import last_token
from cljrules.parser.tree import Token
from cljrules.source import Source, Span

_QUOTE: Final = re.compile(r'(?<!\\)"')
_LINE: Final = re.compile(r"[^\r\n]+")
_WORD: Final = re.compile(r"[^\s()\[\]{}]+")

_HELP: Final = 'write `"` where it ends; a `"` inside it is written `\\"`'


def unterminated(source: Source, token: Token, span: Span) -> Diagnostic:
    """The finding for the string or pattern at `token`, which the form under `span` does not close."""
    what = "pattern" if source.text[token.start] == "#" else "string"
    end = token.start + len(source.text[token.start : span.end].splitlines()[0])
    return finding(
        "unterminated-regex" if what == "pattern" else "unterminated-string",
        source,
        Span(token.start, end),
        f"this {what} is never closed",
        _HELP,
        labels=(Label(Span(token.start, token.start + 1), "opened here"),),
    )


def missing_quote(source: Source, span: Span) -> Diagnostic | None:
    """The finding for a missing quote, if putting one in makes the text under `span` one form."""
    last = last_token(source, span)
    if last.kind != "UNREADABLE" or source.text[last.start] not in '"#':
        return None
    place = _missing_quote(source, span)
    if place is None:
        return None
    fix = Fix('insert `"`', (Edit(Span(place, place), '"'),))
    before = source.text[span.start : place]
    if len(_QUOTE.findall(before.rpartition("\n")[2])) % 2:
        start = span.start + max(match.start() for match in _QUOTE.finditer(before))
        regex = before[: start - span.start].endswith("#")
        code, what = ("unterminated-regex", "pattern") if regex else ("unterminated-string", "string")
        return finding(code, source, Span(start, place), f"this {what} is never closed", _HELP, fix=fix)
    return finding(
        "unterminated-string",
        source,
        Span(place, place + 1),
        'a `"` is missing here',
        'write `"` before and after a text',
        fix=fix,
    )


def _missing_quote(source: Source, span: Span) -> int | None:
    """The first place at which a quote makes the text under `span` one form."""
    for place in islice(_places(source.slice(span)), tries(span)):
        at = Span(span.start + place, span.start + place)
        if settles(source, span, Edit(at, '"')):
            return at.start
    return None


def _places(text: str) -> Iterator[int]:
    for line in _LINE.finditer(text):
        quotes = [match.start() for match in _QUOTE.finditer(text, line.start(), line.end())]
        if len(quotes) % 2 == 0:
            continue
        first, last = quotes[0], quotes[-1]
        for word in _WORD.finditer(text, last + 1, line.end()):
            yield word.end()
        words = [word.start() for word in _WORD.finditer(text, line.start(), first)]
        # Before a quote there is prose or code: prose begins with the line, a text within code with its last word.
        alone = not re.search(r"[()\[\]{}]", text[line.start() : first])
        yield from words if alone else reversed(words)
