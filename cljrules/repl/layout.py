"""How a text is laid out while it is typed: what is open, how far a new line is indented, which brackets belong
together.

Takes a text and an offset. Works on tokens, so that half-written text is no obstacle; indentation is the formatter's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cljrules.parser.formatter import format_text
from cljrules.parser.shorthands import MARKS
from cljrules.parser.stretches import CLOSERS, CLOSING
from cljrules.parser.syntax import scan
from cljrules.parser.tree import Token
from cljrules.source import Source

_STRINGS: Final = ('"', '#"')
_MARK: Final = "cursor-mark"


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text; what cannot be read is the last, of kind UNREADABLE."""
    return scan(Source("", text))


def is_string(token: Token) -> bool:
    """Whether a token is a text or a regex, finished or not."""
    return token.source.text.startswith(_STRINGS, token.start)


def is_complete(text: str) -> bool:
    """Whether a text can be handed over: nothing is open, or it is broken so that more would not mend it."""
    opened: list[str] = []
    last = ""
    for token in tokens(text):
        last = token.kind
        if last in CLOSERS:
            opened.append(CLOSERS[last])
        elif last in CLOSING and (not opened or opened.pop() != token.text):
            return True
        elif last == "UNREADABLE":
            return not is_string(token)
    return not opened and last not in MARKS


def pairs(text: str) -> dict[int, int]:
    """The offsets of brackets that belong together, each to the other."""
    found: dict[int, int] = {}
    opened: list[Token] = []
    for token in tokens(text):
        if token.kind in CLOSERS:
            opened.append(token)
        elif token.kind in CLOSING and opened:
            opener = opened.pop()
            if CLOSERS[opener.kind] == token.text:
                found[opener.end - 1] = token.start
                found[token.start] = opener.end - 1
    return found


def indentation(before: str) -> int:
    """How far the line is indented that begins after a text: as the formatter would write it there. None of its own
    inside a string.
    """
    opened: list[Token] = []
    counts: list[int] = [0]
    for token in tokens(before):
        if token.kind in CLOSERS:
            counts[-1] += 1
            opened.append(token)
            counts.append(0)
        elif token.kind in CLOSING:
            if not opened:
                return 0
            opened.pop()
            counts.pop()
        elif token.kind == "UNREADABLE":
            return 0
        elif token.kind not in MARKS:
            counts[-1] += 1
    if not opened:
        return 0
    start = opened[0].start
    column = start - (before.rfind("\n", 0, start) + 1)
    closers = ""
    inner = True
    for token, count in zip(reversed(opened), reversed(counts), strict=False):
        # A map has a value for each key once the mark, or the form around it, stands there.
        is_odd = token.kind == "LBRACE" and (count + inner) % 2 == 1
        closers += (" nil" if is_odd else "") + CLOSERS[token.kind]
        inner = False
    laid = format_text(f"{before[start:].rstrip()}\n{_MARK}{closers}\n")
    place = laid.find(_MARK)
    if place < 0:
        return column
    return column + place - (laid.rfind("\n", 0, place) + 1)
