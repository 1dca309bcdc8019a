"""The text as a tree: every token in its place, nothing lost.

Takes what the grammar recognised and gives nodes with exact spans. Spaces and comments are what lies between tokens;
`Tree.pieces` gives them too, so that the pieces put together are the text again. Says nothing about what a token
means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from cljrules.diagnostics import Diagnostic
from cljrules.source import Source, Span

#: Whitespace as Clojure counts it: Java's Character.isWhitespace and the comma.
WHITESPACE: Final = "\\t-\\r\\x1c-\\x20,\\u1680\\u2000-\\u2006\\u2008-\\u200a\\u2028\\u2029\\u205f\\u3000"

_TRIVIA: Final = re.compile(rf"(?P<SPACE>[{WHITESPACE}]+)|(?P<COMMENT>(?:;|#!)[^\n\r]*)")

_OPENERS: Final = {
    "list": ("LPAR", 1),
    "vector": ("LSQB", 1),
    "map": ("LBRACE", 1),
    "set": ("HASH_LBRACE", 2),
    "function": ("HASH_LPAR", 2),
}
_CLOSERS: Final = {"list": "RPAR", "function": "RPAR", "vector": "RSQB", "map": "RBRACE", "set": "RBRACE"}


class Node:
    """A token or a form with its parts.

    A token's `kind` is its terminal in the grammar, in capitals, and it has no children. Other kinds: list, vector,
    map, set, function (their children are what stands between the delimiters); quote, syntax-quote, unquote,
    unquote-splicing, deref, var, meta, tagged, symbolic, namespaced-map, conditional, conditional-splicing, discard
    (the first child is the token that says so; discarded forms may precede an operand).
    """

    __slots__ = ("children", "end", "kind", "source", "start")

    def __init__(self, kind: str, start: int, end: int, source: Source, children: Sequence[Node] = ()) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.source = source
        self.children = children

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def text(self) -> str:
        """The source text of the node."""
        return self.source.text[self.start : self.end]

    def __repr__(self) -> str:
        return f"<{self.kind} {self.start}-{self.end}>"


class Token(Node):
    """A node without parts, as the scanner gives it."""

    __slots__ = ()

    def __init__(self, kind: str, start: int, end: int, source: Source) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.source = source
        self.children = ()


class Piece(NamedTuple):
    """A stretch of text: a token by its terminal, or SPACE, COMMENT, or UNREADABLE for the text under a diagnostic."""

    kind: str
    span: Span


@dataclass(frozen=True)
class Tree:
    """A text's top-level forms in order; a malformed one is there as its diagnostic, the text it takes up in
    `skipped`."""

    source: Source
    items: tuple[Node | Diagnostic, ...]
    skipped: tuple[Span, ...] = ()

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The well-formed top-level nodes."""
        return tuple(item for item in self.items if isinstance(item, Node))

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The findings about malformed top-level forms."""
        return tuple(item for item in self.items if isinstance(item, Diagnostic))

    def pieces(self) -> Iterator[Piece]:
        """The whole text, piece by piece, in order and without gaps."""
        solid: list[Piece] = [Piece("UNREADABLE", span) for span in self.skipped if span.end > span.start]
        for node in self.nodes:
            solid.extend(tokens_of(node))
        solid.sort(key=lambda piece: piece.span)
        at = 0
        for piece in solid:
            yield from _trivia(self.source.text, at, piece.span.start)
            yield piece
            at = piece.span.end
        yield from _trivia(self.source.text, at, len(self.source.text))

    def comments(self) -> Iterator[Span]:
        """Where the comments are, in order, without those in unreadable text."""
        return (piece.span for piece in self.pieces() if piece.kind == "COMMENT")


def tokens_of(node: Node) -> Iterator[Piece]:
    """The tokens of a node in order, delimiters included."""
    pending: list[Node | Piece] = [node]
    while pending:
        item = pending.pop()
        if isinstance(item, Piece):
            yield item
        elif item.kind in _OPENERS:
            opener, length = _OPENERS[item.kind]
            yield Piece(opener, Span(item.start, item.start + length))
            pending.append(Piece(_CLOSERS[item.kind], Span(item.end - 1, item.end)))
            pending.extend(reversed(item.children))
        elif item.children:
            pending.extend(reversed(item.children))
        else:
            yield Piece(item.kind, item.span)


def _trivia(text: str, start: int, end: int) -> Iterator[Piece]:
    while start < end:
        match = _TRIVIA.match(text, start, end)
        if match is None or match.lastgroup is None:
            raise AssertionError(f"the text at {start} is neither a token nor between tokens")
        yield Piece(match.lastgroup, Span(start, match.end()))
        start = match.end()
