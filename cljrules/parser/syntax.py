"""The grammar at work: text to nodes.

Takes a source and gives its top-level nodes up to the first mistake, and what the parser was in the middle of there.
Never raises for bad text and never goes deeper than `MAX_DEPTH`; what a mistake means and where to go on is not
decided here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from cljrules.parser.tables import State, load_tables
from cljrules.parser.tree import Node, Token
from cljrules.source import Source, Span

#: How deep forms may be nested.
MAX_DEPTH: Final = 512

_UNREADABLE: Final = "UNREADABLE"
_END: Final = "$END"
_ANY_FORM: Final = "SYMBOL"


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


class Scanner:
    """Splits text into tokens by the terminals of the grammar, in one regular expression."""

    def __init__(self, between: str, tokens: str) -> None:
        self._match = re.compile(f"(?:{between})*(?:{tokens}|(?P<end>\\Z))").match
        self._skip = re.compile(f"(?:{between})*").match

    def scan(self, source: Source, start: int, end: int) -> Iterator[Token]:
        """The tokens between two offsets; text that is no token is one UNREADABLE token, the last."""
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


class _Parser:
    """The automaton of the grammar."""

    def __init__(self) -> None:
        tables = load_tables()
        nodes = _Nodes()
        self.scanner = Scanner(tables.between, tables.tokens)
        self.states: tuple[State, ...] = tables.states
        self.start = tables.states[tables.start]
        self.end = tables.states[tables.end]
        #: Each rule: its name, how many parts it takes, what makes a node of them; None where its part stands for it.
        self.rules: tuple[tuple[str, int, Callable[[list[Any]], Any] | None], ...] = tuple(
            (rule.origin, rule.size, None if rule.name is None else getattr(nodes, rule.name)) for rule in tables.rules
        )

    def parse(self, tokens: Iterator[Token], end: Token) -> Parsed:
        """Feed tokens and the end to the automaton until it stops."""
        states, rules, last = self.states, self.rules, self.end
        values: list[Any] = []
        stack = [self.start]
        # A list takes two places (delimiter, contents so far), a shorthand one; four more for what is inside.
        limit = 2 * MAX_DEPTH + 4
        token: Token = end
        while True:
            token = next(tokens, end)
            # What is before text that is no token is finished as before any other form.
            kind = token.kind if token.kind != _UNREADABLE else _ANY_FORM
            action = stack[-1].get(kind)
            while action is not None and action < 0:
                origin, size, make = rules[-1 - action]
                if make is None:
                    stack.pop()
                else:
                    parts = values[-size:] if size else []
                    if size:
                        del values[-size:]
                        del stack[-size:]
                    values.append(make(parts))
                following = states[stack[-1][origin]]
                stack.append(following)
                if following is last:
                    nodes: list[Node] = values[-1]
                    return Parsed(nodes, None)
                action = following.get(kind)
            if action is None or token.kind == _UNREADABLE:
                return _stopped(values, token)
            stack.append(states[action])
            values.append(token)
            if len(values) > limit:
                return _stopped(values, token, too_deep=True)


@cache
def _parser() -> _Parser:
    return _Parser()


def scan(source: Source, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """The tokens between two offsets; text that is no token comes out as one UNREADABLE token, and ends the scan."""
    return _parser().scanner.scan(source, start, len(source.text) if end is None else end)


def last_token(source: Source, span: Span) -> Token:
    """The last token under a span that holds one."""
    return list(scan(source, span.start, span.end))[-1]


def parse_forms(source: Source, start: int = 0, end: int | None = None) -> Parsed:
    """Parse the text between two offsets up to its end or its first mistake."""
    end = len(source.text) if end is None else end
    parser = _parser()
    return parser.parse(parser.scanner.scan(source, start, end), Token(_END, end, end, source))


def _stopped(values: list[Any], token: Token, *, too_deep: bool = False) -> Parsed:
    nodes = values[0] if values and isinstance(values[0], list) else []
    rest = values[1:] if values and isinstance(values[0], list) else values
    parts = tuple(part if isinstance(part, (Token, list)) else [part] for part in rest)
    return Parsed(nodes, Mistake(token, parts, too_deep))
