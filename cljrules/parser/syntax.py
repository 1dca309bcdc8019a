"""The grammar at work: text to nodes.

Takes a source and gives its top-level nodes up to the first mistake, and what the parser was in the middle of there.
Never raises for bad text and never goes deeper than `MAX_DEPTH`; what a mistake means and where to go on is not
decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import lark.lexer
from lark import Lark
from lark.common import LexerConf
from lark.exceptions import UnexpectedToken

from cljrules.parser.tree import Node, Token
from cljrules.source import Source, Span

#: How deep forms may be nested.
MAX_DEPTH: Final = 512

_UNREADABLE: Final = "UNREADABLE"
_END: Final = "$END"


@dataclass(frozen=True, slots=True)
class Mistake:
    """Where the grammar stopped: the token it could not take (kind UNREADABLE for text that is no token, $END for the
    end) and the unfinished form before it: tokens that wait for something, and lists of finished nodes between them.
    `too_deep` when the nesting, not the token, is what stopped it."""

    token: Token
    unfinished: tuple[Token | list[Node], ...]
    too_deep: bool = False

    @property
    def start(self) -> int:
        """Where the malformed form begins."""
        return next((part.start for part in self.unfinished if isinstance(part, Token)), self.token.start)


@dataclass(frozen=True, slots=True)
class Parsed:
    """Finished top-level nodes, and the mistake after them if there is one."""

    nodes: list[Node]
    mistake: Mistake | None


class Scanner(lark.lexer.Lexer):
    """Splits text into tokens by the terminals of the grammar, in one regular expression.

    Text that is no token comes out as one UNREADABLE token, and ends the scan.
    """

    __future_interface__ = 2

    def __init__(self, conf: LexerConf) -> None:
        ignored = set(conf.ignore)
        terminals = sorted(
            conf.terminals, key=lambda one: (-one.priority, -one.pattern.max_width, -len(one.pattern.value))
        )
        between = "|".join(one.pattern.to_regexp() for one in terminals if one.name in ignored)
        tokens = "|".join(f"(?P<{one.name}>{one.pattern.to_regexp()})" for one in terminals if one.name not in ignored)
        self._match = re.compile(f"(?:{between})*(?:{tokens}|(?P<end>\\Z))").match
        self._skip = re.compile(f"(?:{between})*").match

    def scan(self, source: Source, start: int, end: int) -> Iterator[Token]:
        """The tokens between two offsets."""
        text, match = source.text, self._match
        while True:
            found = match(text, start, end)
            if found is None:
                skipped = self._skip(text, start, end)
                yield Token(_UNREADABLE, skipped.end() if skipped else start, end, source)
                return
            kind = found.lastgroup
            if kind is None or kind == "end":
                return
            start = found.end()
            yield Token(kind, found.start(kind), start, source)

    def lex(self, lexer_state: Any, parser_state: Any) -> Iterator[Any]:
        """The tokens of a whole text, for lark's own `parse`."""
        source = Source("", str(lexer_state.text.text))
        return self.scan(source, 0, len(source.text))


class _Nodes:
    """Makes nodes of what the rules of the grammar recognise; each method has the name of a rule or of an
    alternative."""

    def none(self, parts: list[Any]) -> list[Node]:
        return []

    def add(self, parts: list[Any]) -> list[Node]:
        forms: list[Node] = parts[0]
        forms.append(parts[1])
        return forms

    def first(self, parts: list[Any]) -> list[Node]:
        return parts

    def before(self, parts: list[Any]) -> list[Node]:
        forms: list[Node] = parts[1]
        forms.append(parts[0])
        return forms

    def start(self, parts: list[Any]) -> list[Node]:
        forms: list[Node] = parts[0]
        return forms

    def shorthand(self, parts: list[Any]) -> Node:
        mark, operand = parts
        return Node(_SHORTHANDS[mark.kind], mark.start, operand[0].end, mark.source, (mark, *reversed(operand)))

    discard = shorthand

    def meta(self, parts: list[Any]) -> Node:
        mark, meta, operand = parts
        children = (mark, *reversed(meta), *reversed(operand))
        return Node("meta", mark.start, operand[0].end, mark.source, children)

    def collection(self, parts: list[Any]) -> Node:
        opener = parts[0]
        return Node(_COLLECTIONS[opener.kind], opener.start, parts[2].end, opener.source, parts[1])


_COLLECTIONS: Final = {
    "LPAR": "list",
    "LSQB": "vector",
    "LBRACE": "map",
    "HASH_LBRACE": "set",
    "HASH_LPAR": "function",
}
_SHORTHANDS: Final = {
    "QUOTE": "quote",
    "SYNTAX_QUOTE": "syntax-quote",
    "UNQUOTE": "unquote",
    "UNQUOTE_SPLICING": "unquote-splicing",
    "DEREF": "deref",
    "VAR": "var",
    "TAG": "tagged",
    "SYMBOLIC": "symbolic",
    "NAMESPACE": "namespaced-map",
    "CONDITIONAL": "conditional",
    "CONDITIONAL_SPLICING": "conditional-splicing",
    "DISCARD": "discard",
}


def grammar_text() -> str:
    """The grammar as written."""
    return files("cljrules.parser").joinpath("grammar.lark").read_text(encoding="utf-8")


@cache
def _grammar() -> Lark:
    # With interegular installed, as for the tests, lark would compare all terminals at every start: 150 ms for what a
    # test checks once.
    checks = lark.lexer.has_interegular
    lark.lexer.has_interegular = False
    try:
        return Lark(grammar_text(), parser="lalr", lexer=Scanner, keep_all_tokens=True, transformer=_Nodes())
    finally:
        lark.lexer.has_interegular = checks


def _started() -> tuple[Scanner, Any]:
    """The scanner, and the state of a parse that has seen nothing."""
    parser = _grammar().parse_interactive("")
    scanner = parser.lexer_thread.lexer
    assert isinstance(scanner, Scanner)
    return scanner, parser.parser_state


def scan(source: Source, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """The tokens between two offsets; text that is no token comes out as one UNREADABLE token, and ends the scan."""
    return _started()[0].scan(source, start, len(source.text) if end is None else end)


def last_token(source: Source, span: Span) -> Token:
    """The last token under a span that holds one."""
    return list(scan(source, span.start, span.end))[-1]


def parse_forms(source: Source, start: int = 0, end: int | None = None) -> Parsed:
    """Parse the text between two offsets up to its end or its first mistake."""
    end = len(source.text) if end is None else end
    scanner, state = _started()
    feed, values = state.feed_token, state.value_stack
    # A list takes two places on the stack (delimiter, contents so far), a shorthand one; four more for its contents.
    limit = 2 * MAX_DEPTH + 4
    token = Token(_END, end, end, source)
    try:
        for token in scanner.scan(source, start, end):
            feed(token)
            if len(values) > limit:
                return _stopped(values, token, too_deep=True)
        token = Token(_END, end, end, source)
        return Parsed(feed(token, True), None)
    except UnexpectedToken:
        return _stopped(values, token)


def _stopped(values: list[Any], token: Token, *, too_deep: bool = False) -> Parsed:
    nodes = values[0] if values and isinstance(values[0], list) else []
    rest = values[1:] if values and isinstance(values[0], list) else values
    parts = tuple(part if isinstance(part, (Token, list)) else [part] for part in rest)
    return Parsed(nodes, Mistake(token, parts, too_deep))
