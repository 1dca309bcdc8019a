"""Where a text can be cut so that each part can be read alone.

Takes a text, gives its stretches: each begins with a parenthesis at the margin, or with the comments right above one.
What is well-formed decides, not the margin: a form that goes on over several stretches is found by `goes_on_to`, from
what each stretch leaves open. Nothing is parsed here and no finding made, so the work of a stretch can be kept for as
long as its text stays the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

from cljrules.parser.shorthands import MARKS
from cljrules.parser.syntax import Mistake, scan
from cljrules.parser.tree import Token
from cljrules.source import Source, Span

#: Tokens that open, and what closes them; tokens that close.
CLOSERS: Final = {"LPAR": ")", "HASH_LPAR": ")", "LSQB": "]", "LBRACE": "}", "HASH_LBRACE": "}"}
CLOSING: Final = frozenset(("RPAR", "RSQB", "RBRACE"))


_BEGINNING: Final = re.compile(r"^(?:[ \t]*;[^\n]*\n)*\(", re.MULTILINE)
_QUOTE: Final = re.compile(r'[^"\\]*(?:\\[\s\S][^"\\]*)*"')


@dataclass(frozen=True, slots=True)
class Open:
    """What is unfinished where a stretch ends: delimiters that wait to be closed, a string, a mark that waits for its
    form."""

    closers: tuple[str, ...] = ()
    in_string: bool = False
    waiting: bool = False

    @property
    def nothing(self) -> bool:
        """Whether nothing is unfinished."""
        return not self.closers and not self.in_string and not self.waiting


class Balance(NamedTuple):
    """What a stretch closes of what was open before it, and what it leaves open; `broken` where it cannot go on a form
    at all."""

    closed: tuple[str, ...]
    opened: tuple[str, ...]
    in_string: bool
    waiting: bool
    broken: bool


def stretches(text: str) -> list[Span]:
    """The stretches of a text in order, without gaps; the first begins where the text does."""
    starts = [0, *(found.start() for found in _BEGINNING.finditer(text) if found.start())]
    return [Span(start, end) for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def left_open(mistake: Mistake) -> Open | None:
    """What a stretch leaves open, if nothing but its end is wrong with it."""
    token = mistake.token
    in_string = token.kind == "UNREADABLE" and token.source.text.startswith(('"', '#"'), token.start)
    if mistake.too_deep or not (in_string or token.kind == "$END"):
        return None
    parts = [part for part in mistake.unfinished if isinstance(part, Token)]
    closers = tuple(CLOSERS[part.kind] for part in parts if part.kind in CLOSERS)
    return Open(closers, in_string, not in_string and bool(parts) and parts[-1].kind in MARKS)


def balance(text: str, in_string: bool) -> Balance:
    """The balance of a stretch that begins inside a string or outside."""
    start = 0
    if in_string:
        end = _QUOTE.match(text)
        if end is None:
            return Balance((), (), True, False, False)
        start = end.end()
    closed: list[str] = []
    opened: list[str] = []
    last = ""
    for token in scan(Source("", text), start):
        last = token.kind
        if last in CLOSERS:
            opened.append(CLOSERS[last])
        elif last in CLOSING:
            if not opened:
                closed.append(token.text)
            elif opened.pop() != token.text:
                return Balance((), (), False, False, True)
        elif last == "UNREADABLE":
            ends_in_string = text.startswith(('"', '#"'), token.start)
            return Balance(tuple(closed), tuple(opened), ends_in_string, False, not ends_in_string)
    return Balance(tuple(closed), tuple(opened), False, last in MARKS, False)


def goes_on_to(
    after: int, unfinished: Open, balances: Callable[[int, bool], Balance | None]
) -> tuple[int, bool] | None:
    """The first stretch at whose end nothing is open any more, when stretch `after` leaves something `unfinished`, and
    whether a string goes on from one to another; None where there is none. `balances` gives the balance of a stretch by
    its number, None past the last."""
    stack = list(unfinished.closers)
    in_string = crossed = unfinished.in_string
    number = after
    while True:
        number += 1
        found = balances(number, in_string)
        if found is None or found.broken:
            return None
        for closer in found.closed:
            if not stack or stack.pop() != closer:
                return None
        stack += found.opened
        in_string = found.in_string
        crossed |= in_string
        if not stack and not in_string and not found.waiting:
            return number, crossed
