"""Conventional layout of a text.

Takes source text and gives it indented as Clojure is, with the author's line breaks, comments and blank lines (one at
most). Never changes what the text reads to; gives a text with syntax errors back as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from cljrules.parser.reader import ReadError, Reading, form_of, parse
from cljrules.parser.tree import Node, Piece, Tree
from cljrules.source import Source

_OPENING: Final = frozenset(("LPAR", "LSQB", "LBRACE", "HASH_LBRACE", "HASH_LPAR"))
_CLOSING: Final = frozenset(("RPAR", "RSQB", "RBRACE"))
_CALLS: Final = frozenset(("LPAR", "HASH_LPAR"))

# Marks that stand right before their form. A tag or a namespace does not: without the space it would be another token.
_JOINED: Final = frozenset(
    (
        "QUOTE",
        "SYNTAX_QUOTE",
        "UNQUOTE",
        "UNQUOTE_SPLICING",
        "DEREF",
        "VAR",
        "META",
        "DISCARD",
        "SYMBOLIC",
        "CONDITIONAL",
        "CONDITIONAL_SPLICING",
    )
)

# Forms whose lines are all indented by two: definitions, functions, and the parts of types.
_DEFINITION: Final = re.compile(r"def(?!ault|late|er)|(fn|ns|reify|letfn|proxy|bound-fn|extend(-type|-protocol)?)$")
_WITH_METHODS: Final = re.compile(r"(defrecord|deftype|defprotocol|reify|proxy|extend(-type|-protocol)?)$")

# Forms with a body after so many arguments; the body is indented by two where it begins on a line of its own.
_BODY_AFTER: Final = {
    **dict.fromkeys(("do", "try", "finally", "cond", "comment", "delay", "lazy-seq"), 0),
    **dict.fromkeys(
        (
            "let",
            "loop",
            "binding",
            "when",
            "when-not",
            "when-let",
            "when-some",
            "when-first",
            "if",
            "if-not",
            "if-let",
            "if-some",
            "for",
            "doseq",
            "dotimes",
            "while",
            "case",
            "cond->",
            "cond->>",
            "testing",
            "with-open",
            "with-out-str",
            "with-precision",
            "with-redefs",
            "with-local-vars",
            "locking",
        ),
        1,
    ),
    **dict.fromkeys(("condp", "as->", "catch", "are"), 2),
}

_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_INDENT: Final = 2


def format_text(source: str) -> str:
    """The text in conventional layout; unchanged if it has syntax errors."""
    tree = parse(Source("", source))
    if tree.diagnostics:
        return source
    # Where the text will be read is not known here: aliases, tags and conditionals are taken for good.
    lenient = Reading(conditionals=True, resolve_alias=lambda alias: alias, read_tagged=lambda tag, form: form)
    try:
        for node in tree.nodes:
            form_of(node, lenient)
    except ReadError:
        return source
    return _Layout(tree).text()


class _Open:
    """A collection being written: where its delimiter stands, how its lines are indented."""

    def __init__(self, opener: Piece, column: int, node: Node, parent: _Open | None, line_starts: set[int]) -> None:
        text = node.source.text
        length = opener.span.end - opener.span.start
        self.kind = opener.kind
        self.first_column = column + length
        self.next_index = 0
        self.argument_column: int | None = None
        self.line_of_head = -1
        elements = [child for child in node.children if child.kind != "discard"]
        head = elements[0] if elements else None
        self.head = text[head.start : head.end] if head is not None and head.kind in ("SYMBOL", "KEYWORD") else None
        name = (self.head or "").rpartition("/")[2]
        self._has_methods = bool(_WITH_METHODS.match(name))
        self._is_letfn = name == "letfn" or (opener.kind == "LSQB" and parent is not None and parent.head == "letfn")
        self._is_body = bool(_DEFINITION.match(name)) or (parent is not None and parent.holds_methods(opener.kind))
        after = _BODY_AFTER.get(name)
        if after is not None and len(elements) > after + 1:
            self._is_body = self._is_body or elements[after + 1].start in line_starts

    def holds_methods(self, kind: str) -> bool:
        """Whether a list in it is the definition of a function."""
        return kind == "LPAR" and (self._has_methods or (self._is_letfn and self.kind == "LSQB"))

    def indent(self, index: int) -> int:
        """The column at which a line begins with the element of this index."""
        if index == 0 or self.kind not in _CALLS or self.head is None:
            return self.first_column
        if self._is_body:
            return self.first_column - 1 + _INDENT
        return self.first_column if self.argument_column is None else self.argument_column


class _Layout:
    """Writes the tokens of a tree one after the other."""

    def __init__(self, tree: Tree) -> None:
        self._source = tree.source.text
        self._pieces = list(tree.pieces())
        self._nodes: dict[int, Node] = {}
        self._indexes: dict[int, int] = {}
        self._conditional_bodies: set[int] = set()
        self._collect(tree.nodes)
        self._line_starts = self._find_line_starts()
        ends = (_LINE_END.search(self._source, *piece.span) for piece in self._pieces if piece.kind == "SPACE")
        first_end = next((end[0] for end in ends if end is not None), "\n")
        self._line_end = "\r\n" if first_end == "\r\n" else "\n"
        self._out: list[str] = []
        self._column = 0
        self._line = 0
        self._open: list[_Open] = []

    def text(self) -> str:
        previous: Piece | None = None
        gap: list[Piece] = []
        for piece in self._pieces:
            if piece.kind in ("SPACE", "COMMENT"):
                gap.append(piece)
            else:
                self._write_gap(previous, gap, piece)
                self._write_token(piece)
                previous, gap = piece, []
        self._write_gap(previous, gap, None)
        return "".join(self._out)

    def _collect(self, nodes: Iterable[Node]) -> None:
        pending = list(nodes)
        while pending:
            node = pending.pop()
            pending.extend(node.children)
            if node.kind in ("list", "vector", "map", "set", "function"):
                self._nodes[node.start] = node
                index = 0
                for child in node.children:
                    self._indexes[child.start] = index
                    index += child.kind != "discard"
            elif node.kind in ("conditional", "conditional-splicing"):
                self._conditional_bodies.add(node.children[-1].start)

    def _find_line_starts(self) -> set[int]:
        starts = set()
        fresh = False
        for piece in self._pieces:
            if piece.kind == "SPACE":
                fresh = fresh or _LINE_END.search(self._source, *piece.span) is not None
            elif piece.kind != "COMMENT":
                if fresh:
                    starts.add(piece.span.start)
                fresh = False
        return starts

    def _write(self, text: str) -> None:
        self._out.append(text)
        lines = _LINE_END.split(text)
        self._column = len(lines[-1]) + (self._column if len(lines) == 1 else 0)
        self._line += len(lines) - 1

    def _write_line_ends(self, count: int) -> None:
        if self._out:
            self._out.append(self._line_end * count)
            self._line += count
        self._column = 0

    def _write_token(self, piece: Piece) -> None:
        start, end = piece.span
        top = self._open[-1] if self._open else None
        index = self._indexes.get(start)
        if top is not None and index is not None and piece.kind not in _CLOSING:
            if index == 0:
                top.line_of_head = self._line
            elif index == 1 and top.argument_column is None and top.line_of_head == self._line:
                top.argument_column = self._column
            top.next_index = index + 1
        if piece.kind in _OPENING:
            opened = _Open(piece, self._column, self._nodes[start], top, self._line_starts)
            if start in self._conditional_bodies:
                opened.head = None
            self._open.append(opened)
        elif piece.kind in _CLOSING:
            self._open.pop()
        self._write(self._source[start:end])

    def _indent(self, piece: Piece | None) -> int:
        if not self._open:
            return 0
        top = self._open[-1]
        index = self._indexes.get(piece.span.start) if piece is not None else None
        return top.indent(top.next_index if index is None else index)

    def _write_gap(self, previous: Piece | None, gap: list[Piece], following: Piece | None) -> None:
        """What lies between two tokens: spaces or line ends, and the comments."""
        inline = ""
        line_ends = 0
        commented = False
        opening = previous is not None and previous.kind in _OPENING
        for piece in gap:
            text = self._source[piece.span.start : piece.span.end]
            if piece.kind == "SPACE":
                if not line_ends and not commented:
                    inline += _LINE_END.split(text)[0]
                line_ends += len(_LINE_END.findall(text))
                continue
            if line_ends or not self._out:
                self._write_comma(inline, previous, opening or commented)
                self._write_line_ends(1 if opening and not commented else min(line_ends, 2))
                self._write(" " * self._indent(None))
            else:
                self._write_comma(inline, previous, opening)
                self._write(_spaces(inline) or " ")
            self._write(text.rstrip())
            commented, line_ends, inline = True, 0, ""
        if following is None:
            if self._out:
                self._write_line_ends(1)
        elif commented or (line_ends and not opening and following.kind not in _CLOSING and self._out):
            self._write_comma(inline, previous, commented)
            self._write_line_ends(1 if following.kind in _CLOSING else max(min(line_ends, 2), 1))
            self._write(" " * self._indent(following))
        elif previous is not None and not opening and following.kind not in _CLOSING:
            self._write(self._between(previous, inline, following))

    def _write_comma(self, inline: str, previous: Piece | None, apart: bool) -> None:
        if "," in inline and previous is not None and not apart and previous.kind not in _JOINED:
            self._write(",")

    def _between(self, previous: Piece, inline: str, following: Piece) -> str:
        if previous.kind in _JOINED:
            # `~ @a` is not `~@a`.
            return (
                " " if self._source[following.span.start] == "@" and previous.kind in ("UNQUOTE", "CONDITIONAL") else ""
            )
        if previous.kind == "NAMESPACE":
            return "" if following.kind == "LBRACE" else " "
        if "," in inline:
            return ", "
        return _spaces(inline) or " "


def _spaces(inline: str) -> str:
    """The author's spaces, as columns are aligned with them; anything else is one space."""
    return inline if not inline.strip(" ") else " "
