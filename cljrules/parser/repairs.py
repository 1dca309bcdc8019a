"""Repairs of a malformed form: one delimiter or quote put in, taken out or exchanged, the most plausible first.

Takes the text of one form, gives edits after which it can be read. Which of them its author would make is judged by how
the text then looks (`layout`). Nothing is said here; the finding is made where a repair is chosen. The work is
bounded, so that many mistakes in a long text stay cheap.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from cljrules.diagnostics import Edit
from cljrules.parser.layout import Word, strangeness, words_of
from cljrules.parser.stretches import CLOSERS, CLOSING
from cljrules.parser.syntax import scan
from cljrules.parser.tree import Token
from cljrules.source import Source, Span

# Words looked at for one form, all repairs together, and the longest form looked at.
_EFFORT: Final = 40_000
_LONGEST: Final = 10_000

_OPENERS: Final = {")": "(", "]": "[", "}": "{"}
_KINDS: Final = {"(": "LPAR", "[": "LSQB", "{": "LBRACE", ")": "RPAR", "]": "RSQB", "}": "RBRACE"}
_QUOTE: Final = re.compile(r'(?<!\\)"')
_APOSTROPHE: Final = re.compile("'")
_LINE: Final = re.compile(r"[^\r\n]+")
_BOUNDARY: Final = re.compile(r"(?<=\S)(?=[\s()\[\]{}]|\Z)|(?<![^\s()\[\]{}])(?=\S)")

Stack = tuple[str, ...]


class Repair(NamedTuple):
    """An edit that makes a form readable. `token` is the delimiter that is taken out, exchanged, or stands after what
    is put in; `opener` the delimiter that the edit closes, or that a closer taken out had closed."""

    edit: Edit
    token: Token
    opener: Token | None
    strangeness: float


def delimiter_repairs(source: Source, span: Span) -> list[Repair]:
    """The repairs of the delimiters of the text under `span`, which holds no unfinished string, best first."""
    tokens = list(scan(source, span.start, span.end))
    if not tokens or tokens[-1].kind == "UNREADABLE" or len(tokens) > _LONGEST:
        return []
    end = Token("$END", tokens[-1].end, tokens[-1].end, source)
    words = words_of(tokens, source.text)
    tried = list(_balanced(tokens, end))
    most = max(8, _EFFORT // len(tokens))
    if len(tried) > most:
        tried = [one for one in tried if _is_likely(one[1], words)][:most]
    found = [
        Repair(_edit(number, removed, text, tokens, end), (*tokens, end)[number], opener, strangeness(edited) + cost)
        for removed, number, text, opener, cost in tried
        if (edited := _edited(words, tokens, number, removed, text)) is not None
    ]
    # Of equal places for a closer the last is the one that the grammar points at.
    return sorted(found, key=lambda repair: (repair.strangeness, -repair.edit.span.start))


def quote_repairs(source: Source, span: Span) -> list[Repair]:
    """The repairs of one quote of the text under `span`, best first."""
    text = source.slice(span)
    if len(text) > 4 * _LONGEST:
        return []
    left = max(8, _EFFORT // max(1, len(text) // 4))
    found: list[Repair] = []
    for places in _quote_places(text):
        for start, removed, written in places:
            left -= 1
            if left < 0:
                break
            edited = text[:start] + written + text[start + removed :]
            tokens = list(scan(Source("", edited)))
            odd = strangeness(words_of(tokens, edited))
            if odd < float("inf") and tokens and tokens[-1].kind != "UNREADABLE":
                at = Span(span.start + start, span.start + start + removed)
                token = Token("QUOTE", at.start, at.end, source)
                found.append(Repair(Edit(at, written), token, None, odd + (0.2 if written == "" else 0.0)))
        if found and min(repair.strangeness for repair in found) < 3.0:
            break
    return sorted(found, key=lambda repair: repair.strangeness)


def _quote_places(text: str) -> Iterator[list[tuple[int, int, str]]]:
    """Where a quote may be missing, too many, or an apostrophe: first on the lines that have an odd number of them."""
    likely: list[tuple[int, int, str]] = []
    others: list[tuple[int, int, str]] = []
    for line in _LINE.finditer(text):
        quotes = [found.start() for found in _QUOTE.finditer(text, line.start(), line.end())]
        kept = likely if len(quotes) % 2 else others
        kept += [(found.start(), 1, '"') for found in _APOSTROPHE.finditer(text, line.start(), line.end())]
        kept += [(found.start(), 0, '"') for found in _BOUNDARY.finditer(text, line.start(), line.end())]
        kept += [(place, 1, "") for place in quotes]
    yield likely
    yield others


def _balanced(tokens: Sequence[Token], end: Token) -> Iterator[tuple[bool, int, str, Token | None, float]]:
    """Edits of one delimiter after which all match: whether the token is taken out, its number, what is put in at it,
    the opener that is closed."""
    before = list(_stacks(tokens))
    after = list(_stacks_from_the_end(tokens))
    openers = _open_tokens(tokens)
    for number, token in enumerate((*tokens, end)):
        stack, wanted = before[number], after[number]
        if stack is None:
            return
        last = openers[number][-1] if openers[number] else None
        if wanted is not None:
            if stack and stack[:-1] == wanted:
                yield False, number, stack[-1], last, 0.0
            elif wanted and wanted[:-1] == stack:
                yield False, number, _OPENERS[wanted[-1]], None, 0.15
        wanted = after[number + 1] if number < len(tokens) else None
        if wanted is None or token.kind not in _OPEN_OR_CLOSE:
            continue
        if stack == wanted:
            yield True, number, "", last, 0.1
        elif token.kind in CLOSING and stack and stack[:-1] == wanted:
            yield True, number, stack[-1], last, 0.05
        elif token.kind in CLOSERS and wanted and wanted[:-1] == stack:
            yield True, number, _OPENERS[wanted[-1]], None, 0.05


_OPEN_OR_CLOSE: Final = frozenset((*CLOSERS, *CLOSING))


def _stacks(tokens: Iterable[Token]) -> Iterator[Stack | None]:
    """What waits to be closed before each token and at the end; None from the first that closes something else."""
    stack: Stack | None = ()
    yield stack
    for token in tokens:
        if stack is not None and token.kind in CLOSERS:
            stack = (*stack, CLOSERS[token.kind])
        elif stack is not None and token.kind in CLOSING:
            stack = stack[:-1] if stack and stack[-1] == token.text else None
        yield stack


def _stacks_from_the_end(tokens: Sequence[Token]) -> list[Stack | None]:
    """What must wait to be closed before each token and at the end, for the rest to match."""
    stack: Stack | None = ()
    found = [stack]
    for token in reversed(tokens):
        if stack is not None and token.kind in CLOSING:
            stack = (*stack, token.text)
        elif stack is not None and token.kind in CLOSERS:
            stack = stack[:-1] if stack and stack[-1] == CLOSERS[token.kind] else None
        found.append(stack)
    return found[::-1]


def _open_tokens(tokens: Iterable[Token]) -> list[tuple[Token, ...]]:
    """The openers that wait before each token and at the end."""
    opened: tuple[Token, ...] = ()
    found = [opened]
    for token in tokens:
        if token.kind in CLOSERS:
            opened = (*opened, token)
        elif token.kind in CLOSING:
            opened = opened[:-1]
        found.append(opened)
    return found


def _is_likely(number: int, words: Sequence[Word]) -> bool:
    """Whether a place is the end or the beginning of a line, or among delimiters."""
    if number >= len(words):
        return True
    return words[number].leads or words[number].kind in _OPEN_OR_CLOSE


def _edit(number: int, removed: bool, text: str, tokens: Sequence[Token], end: Token) -> Edit:
    token = tokens[number] if number < len(tokens) else end
    if removed:
        # Of `#{` and `#(` the mark stays where there is another delimiter after it.
        return Edit(Span(token.end - 1 if text else token.start, token.end), text)
    place = token.start
    if text in _OPENERS and number:
        place = tokens[number - 1].end
    return Edit(Span(place, place), text)


def _edited(words: Sequence[Word], tokens: Sequence[Token], number: int, removed: bool, text: str) -> list[Word] | None:
    """The words once edited; the rest of the line moves with the edit. None for an edit that another gives as well."""
    if not removed and text in _OPENERS and number < len(words) and words[number].text == text:
        return None
    moved = len(text) - removed
    near = words[min(number, len(words) - 1)]
    at = words[number - 1] if not removed and text in _OPENERS and number else near
    line = at.line
    made: list[Word] = []
    if text:
        leads = near.leads if removed or text not in _OPENERS else False
        made = [Word(_kind(text, tokens, number, removed), text, line, near.column, leads, False)]
    after = [
        word._replace(column=word.column + moved) if word.line == line else word for word in words[number + removed :]
    ]
    if after and after[0].line == line and text not in _OPENERS:
        # What is put in at the beginning of a line leads it now; what followed what was taken out does.
        after[0] = after[0]._replace(
            leads=(after[0].leads and bool(removed)) or bool(removed and not text and near.leads)
        )
    return [*words[:number], *made, *after]


def _kind(text: str, tokens: Sequence[Token], number: int, removed: bool) -> str:
    if removed and tokens[number].text.startswith("#"):
        return {"(": "HASH_LPAR", "{": "HASH_LBRACE"}.get(text, _KINDS[text])
    return _KINDS[text]
