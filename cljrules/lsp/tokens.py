"""Semantic tokens: what each name, value and word of a document is, for colours.

Takes a document, gives the numbers of the protocol: all of them, those of a range, or what changed since an earlier
answer. What was worked out about a part is kept while its text, and the names of the pack, are the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from lsprotocol import types as lsp

from cljrules.lsp.expecting import expected_at
from cljrules.lsp.names import (
    DEFINITION,
    GLOBAL,
    LOCAL,
    OPTION,
    VARIABLE,
    Occurrence,
    definitions,
    functions,
    occurrences,
)
from cljrules.lsp.outline import path_at
from cljrules.lsp.project import Piece, View
from cljrules.source import Source

#: The kinds of tokens. Those that are not the protocol's own: loanVariable, action, option, word, base, money, date,
#: rule, notification, scenario, definition.
TYPES: Final = (
    *("loanVariable", "action", "option", "word", "base", "money", "date", "rule", "notification", "scenario"),
    *("definition", "parameter", "function", "macro", "keyword", "property", "number", "string", "regexp", "comment"),
)
MODIFIERS: Final = ("declaration", "readonly", "defaultLibrary", "unnecessary")
LEGEND: Final = lsp.SemanticTokensLegend(list(TYPES), list(MODIFIERS))
_TYPE: Final = {name: number for number, name in enumerate(TYPES)}
_DAY: Final = re.compile(r'"\d{4}-\d{2}-\d{2}"')
_SPECIAL: Final = frozenset(
    (
        *(
            "defrule",
            "defnotification",
            "defpromise-scenario",
            "def",
            "defn",
            "defmacro",
            "comment",
            "if",
            "let",
            "fn",
            "do",
        ),
        *("quote", "loop", "recur", "try", "catch", "throw"),
    )
)
#: A token in its part: line, column and length in UTF-16 units, type, modifiers.
Token = tuple[int, int, int, int, int]


def all_tokens(view: View) -> list[int]:
    """The tokens of a document as the protocol writes them."""
    return _encoded(_tokens(view))


def tokens_in(view: View, first: int, last: int) -> list[int]:
    """The tokens of some lines, counted from 0."""
    return _encoded(token for token in _tokens(view) if first <= token[0] <= last)


def edits_between(before: Sequence[int], after: Sequence[int]) -> list[lsp.SemanticTokensEdit]:
    """What makes one answer of another."""
    if before == after:
        return []
    start, shortest = 0, min(len(before), len(after))
    while start < shortest and before[start] == after[start]:
        start += 1
    end = 0
    while end < shortest - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return [lsp.SemanticTokensEdit(start, len(before) - end - start, list(after[start : len(after) - end]))]


def _encoded(tokens: Iterable[Token]) -> list[int]:
    data: list[int] = []
    line = column = 0
    for at, start, length, kind, modifiers in tokens:
        data += (at - line, start - (column if at == line else 0), length, kind, modifiers)
        line, column = at, start
    return data


def _tokens(view: View) -> Iterator[Token]:
    names = frozenset(definition.name for definition in definitions(view))
    for piece in view.pieces:
        known: dict[object, list[Token]] = view.project.kept("tokens", piece.part, dict)
        vocabulary = view.snapshot.gathered.files.manifest.source
        key = (names & _words(view, piece), vocabulary)
        if key not in known:
            known.clear()
            known[key] = list(_of_piece(view, piece, names))
        by_line, by_column = view.source.utf16_position(piece.start)
        for line, column, length, kind, modifiers in known[key]:
            yield line + by_line, column + (by_column if line == 0 else 0), length, kind, modifiers


def _words(view: View, piece: Piece) -> frozenset[str]:
    return view.project.kept(
        "token-names", piece.part, lambda: frozenset(one.name for one in occurrences(piece) if one.role == GLOBAL)
    )


def _of_piece(view: View, piece: Piece, names: frozenset[str]) -> Iterator[Token]:
    found: list[tuple[int, int, str, int]] = []
    text = piece.part.source.text
    named = {one.start: one for one in occurrences(piece)}
    ends: list[tuple[int, int]] = []
    for shape in piece.shape.walk():
        if shape.kind in ("text", "list", "vector", "map", "set", "function", "mark"):
            continue
        ends.append((shape.start, shape.end))
        one = named.get(shape.start)
        kind, modifiers = _kind_of_name(view, one, names) if one is not None else ("", 0)
        if not kind:
            kind, modifiers = _kind_of_value(view, piece, shape.kind, shape.text, shape.start), 0
        if kind:
            found.append((shape.start, shape.end, kind, modifiers))
    found += ((start, end, "comment", 0) for start, end in _comments(text, sorted(ends)))
    found.sort()
    source = piece.part.source
    for start, end, kind, modifiers in found:
        yield from _by_lines(source, start, end, _TYPE[kind], modifiers)


def _kind_of_name(view: View, one: Occurrence, names: frozenset[str]) -> tuple[str, int]:
    declared = 1 if one.declares else 0
    if one.role == LOCAL:
        return "parameter", declared
    if one.role == OPTION:
        return "option", 0
    if one.role == VARIABLE:
        return ("loanVariable", 0) if one.name in view.catalogue.variables else ("property", 0)
    if one.role in ("rule", "notification", "scenario", DEFINITION):
        return one.role, declared
    if one.name in names:
        return "definition", 0
    if one.name in view.catalogue.variables:
        return "loanVariable", 2
    if one.name in view.catalogue.actions or one.name in ("portfolio/added", "portfolio/removed", "status/changed"):
        return "action", 4
    if one.name in _SPECIAL:
        return "keyword", 0
    entry = functions(view).get(one.name)
    if entry is None:
        return "", 0
    return ("macro" if entry.kind == "macro" else "function"), 4


def _kind_of_value(view: View, piece: Piece, kind: str, text: str, start: int) -> str:
    if kind == "NUMBER":
        return "money" if text.endswith("M") else "number"
    if kind == "KEYWORD":
        name = text[1:]
        is_base = name in view.catalogue.amount_bases or name in view.catalogue.date_bases
        return "base" if is_base else "property"
    if kind == "STRING":
        if _DAY.fullmatch(text):
            return "date"
        path = tuple(path_at(piece.shape, start + 1))
        expected = expected_at(view, path, start + 1)
        words = expected.words(view)
        return "word" if words is not None and text[1:-1] in words else "string"
    if kind == "REGEX":
        return "regexp"
    if kind == "SYMBOL" and text in ("nil", "true", "false"):
        return "keyword"
    return "number" if kind == "CHARACTER" else ""


def _comments(text: str, solid: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The comments between tokens."""
    at = 0
    for start, end in [*solid, (len(text), len(text))]:
        for found in re.finditer(r"(?:;|#!)[^\n\r]*", text[at:start]):
            yield at + found.start(), at + found.end()
        at = max(at, end)


def _by_lines(source: Source, start: int, end: int, kind: int, modifiers: int) -> Iterator[Token]:
    """A token, line by line where it goes over several."""
    while start < end:
        line, column = source.utf16_position(start)
        starts = source.line_starts
        stop = min(end, starts[line + 1]) if line + 1 < len(starts) else end
        length = len(source.text[start:stop].rstrip("\r\n").encode("utf-16-le")) // 2
        if length:
            yield line, column, length, kind, modifiers
        start = stop
