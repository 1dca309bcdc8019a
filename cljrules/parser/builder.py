"""Nodes to forms: what a well-formed text means.

Takes a node and a Reading and gives the form, shorthand spelt out, as Clojure 1.11's LispReader does. Raises
ReadError for what is well-formed and yet cannot be read: `{:a}`, `1//2`, `#foo 1`, equal keys. Works with a stack of
its own, so that depth costs no Python frames.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from cljrules.parser import literals, shorthands
from cljrules.parser.duplicates import first_duplicate
from cljrules.parser.findings import Malformed, ReadError, finding
from cljrules.parser.forms import Atom, Coll, CollKind, Form, Pattern
from cljrules.parser.literals import shown
from cljrules.parser.reading import Reading
from cljrules.parser.syntax import MAX_DEPTH
from cljrules.parser.tree import Node
from cljrules.source import Source, Span
from cljrules.values.symbols import Keyword, Symbol, keyword, to_units

_FN: Final = Symbol(None, "fn*")
_AMPERSAND: Final = Symbol(None, "&")
_MAX_ARGUMENTS: Final = 20


#: Kinds of tokens that EDN ends at other signs than Clojure does.
_TOKENS = frozenset({"SYMBOL", "KEYWORD", "NUMBER", "CHARACTER"})
_CLOJURE_SIGNS = frozenset("@~`")


class _Frame:
    """A node being built: the children still to come, and the forms of those done."""

    __slots__ = ("children", "forms", "node")

    def __init__(self, node: Node, children: Iterator[Node]) -> None:
        self.node = node
        self.children = children
        self.forms: list[Form] = []


class Builder:
    """Builds the forms of one source; `in_function` for a part of a function literal."""

    def __init__(self, source: Source, reading: Reading, *, in_function: bool = False) -> None:
        self._source = source
        self._reading = reading
        self._arguments: dict[int, Symbol] | None = {} if in_function else None
        self._finishers: dict[str, Callable[[_Frame], Sequence[Form]]] = {
            "list": self._list,
            "vector": self._vector,
            "map": self._map,
            "set": self._set,
            "function": self._function,
            "meta": self._meta,
            "discard": self._discard,
            "conditional": self._chosen,
            "conditional-splicing": self._spliced,
        }

    def build(self, node: Node) -> Form | None:
        """The form of a top-level node, None for one that is discarded or meant for other dialects."""
        if not node.children and node.kind.isupper():
            return self._atom(node)
        if node.kind == "conditional-splicing" and self._reading.conditionals:
            raise self._malformed(
                node, "conditional-splice", "`#?@` splices into nothing at the top level", "write `#?`"
            )
        forms = self._build(node)
        return forms[0] if forms else None

    def _build(self, node: Node) -> Sequence[Form]:
        frames = [self._entered(node)]
        while True:
            frame = frames[-1]
            forms = frame.forms
            for child in frame.children:
                if child.kind.isupper():
                    forms.append(self._atom(child))
                else:
                    frames.append(self._entered(child))
                    if len(frames) > MAX_DEPTH:
                        raise too_deep(self._source, child.span)
                    break
            else:
                finished = self._finished(frames.pop())
                if not frames:
                    return finished
                frames[-1].forms.extend(finished)

    def _entered(self, node: Node) -> _Frame:
        kind = node.kind
        if self._reading.edn and kind in shorthands.NOT_EDN:
            raise self._malformed(node, "not-edn", f"{shown(node.text[:2])} is not EDN", "EDN is data only")
        if kind in ("conditional", "conditional-splicing"):
            return _Frame(node, iter(self._branch(node)))
        if kind == "function":
            if self._arguments is not None:
                raise nested_function(node)
            self._arguments = {}
        if kind in ("tagged", "namespaced-map"):
            try:
                shorthands.check_mark(node.children[0], node.children[1])
            except Malformed as malformed:
                raise malformed.placed(self._source, node.span) from None
        children = iter(node.children)
        if node.children and node.children[0].kind in shorthands.MARKS:
            next(children)
        return _Frame(node, children)

    def _finished(self, frame: _Frame) -> Sequence[Form]:
        node = frame.node
        finish = self._finishers.get(node.kind)
        if finish is not None:
            return finish(frame)
        if len(frame.forms) != 1:
            raise self._malformed(
                node,
                "missing-form",
                f"{shown(node.children[0].text)} has no form to apply to",
                "write the form after it",
            )
        try:
            return (shorthands.spell_out(node, frame.forms[0], self._reading),)
        except Malformed as malformed:
            raise malformed.placed(self._source, node.span) from None

    def _atom(self, node: Node) -> Atom:
        span = Span(node.start, node.end)
        if self._reading.edn:
            self._check_edn_token(node)
        try:
            return Atom(self._value(node.kind, self._source.text[node.start : node.end]), span, self._source)
        except Malformed as malformed:
            raise malformed.placed(self._source, span) from None

    def _check_edn_token(self, node: Node) -> None:
        """Refuse what EDN does not know: keywords of the current namespace, signs that only Clojure reads."""
        text = self._source.text
        if text.startswith("::", node.start):
            raise self._malformed(node, "not-edn", f"{shown(node.text)} is not EDN", "write the namespace in full")
        if node.kind in _TOKENS and text[node.end : node.end + 1] in _CLOJURE_SIGNS:
            found = shown(text[node.start : node.end + 1])
            raise self._malformed(node, "not-edn", f"{found} is not EDN", "put a space between the two")

    def _value(self, kind: str, token: str) -> Any:
        if kind == "SYMBOL":
            if token[0] == "%" and self._arguments is not None:
                return self._argument(token)
            return literals.symbol_value(token)
        if kind == "KEYWORD":
            if token.startswith("::"):
                return self._resolved_keyword(token)
            return literals.keyword_value(token)
        if kind == "NUMBER":
            return literals.number_value(token)
        if kind == "STRING":
            return literals.string_value(token)
        if kind == "CHARACTER":
            return literals.character_value(token)
        return Pattern(to_units(literals.with_line_feeds(token[2:-1])))

    def _resolved_keyword(self, token: str) -> Keyword:
        alias, name = literals.resolved_keyword_parts(token)
        if alias is None:
            return keyword(name, self._reading.current_ns)
        namespace = self._reading.aliased(alias)
        if namespace is None:
            raise Malformed(
                "unknown-alias",
                f"{shown(token)} names no namespace: `{alias}` is no alias here",
                f"write `:{alias}/{name}`",
            )
        return keyword(name, namespace)

    def _argument(self, token: str) -> Symbol:
        assert self._arguments is not None
        if token == "%":
            number = 1
        elif token == "%&":
            number = -1
        elif token[1:].isdecimal() and token.isascii():
            number = int(token[1:]) if len(token) < 9 else _MAX_ARGUMENTS + 1
        else:
            raise Malformed(
                "invalid-argument",
                f"{shown(token)} is not an argument of `#()`",
                "write `%`, `%1`, `%2` … or `%&`",
                "IllegalStateException",
            )
        if number > _MAX_ARGUMENTS:
            raise Malformed(
                "invalid-argument",
                f"a function takes at most {_MAX_ARGUMENTS} arguments, not {shown(token)}",
                "use `%&`",
            )
        if number not in self._arguments:
            self._arguments[number] = self._argument_name(number)
        return self._arguments[number]

    def _argument_name(self, number: int) -> Symbol:
        return Symbol(None, f"{'rest' if number == -1 else f'p{number}'}__{next(self._reading.ids)}#")

    def _coll(self, kind: CollKind, frame: _Frame) -> Coll:
        node = frame.node
        return Coll(kind, tuple(frame.forms), Span(node.start, node.end), self._source)

    def _list(self, frame: _Frame) -> Sequence[Form]:
        return (self._coll("list", frame),)

    def _vector(self, frame: _Frame) -> Sequence[Form]:
        return (self._coll("vector", frame),)

    def _map(self, frame: _Frame) -> Sequence[Form]:
        form = self._coll("map", frame)
        try:
            shorthands.check_map(form)
        except Malformed as malformed:
            raise malformed.placed(self._source, form.span) from None
        self._check_keys(form.items[::2])
        return (form,)

    def _set(self, frame: _Frame) -> Sequence[Form]:
        self._check_keys(frame.forms)
        return (self._coll("set", frame),)

    def _check_keys(self, keys: Sequence[Form]) -> None:
        duplicate = first_duplicate(keys)
        if duplicate is not None:
            text = self._source.slice(duplicate.span)
            raise ReadError(
                finding(
                    "duplicate-key",
                    self._source,
                    duplicate.span,
                    f"{shown(text)} is there twice",
                    "leave one of the two out",
                    error_class="IllegalArgumentException",
                )
            )

    def _function(self, frame: _Frame) -> Sequence[Form]:
        found, self._arguments = self._arguments or {}, None
        node = frame.node
        names = [found.get(number) or self._argument_name(number) for number in range(1, max(found, default=0) + 1)]
        if -1 in found:
            names += [_AMPERSAND, found[-1]]
        # The list in `#(…)` begins at its parenthesis; the parameters are nowhere in the text.
        inner = Span(node.start + 1, node.end)
        whole = Span(node.start, node.end)
        parameters = Coll("vector", tuple(Atom(name, whole, self._source) for name in names), whole, self._source)
        body = Coll("list", tuple(frame.forms), inner, self._source)
        return (Coll("list", (Atom(_FN, whole, self._source), parameters, body), whole, self._source),)

    def _meta(self, frame: _Frame) -> Sequence[Form]:
        node = frame.node
        if len(frame.forms) != 2:
            raise self._malformed(node, "missing-form", "`^` needs metadata and a form", "as in `^:private name`")
        try:
            return (shorthands.with_metadata(*frame.forms),)
        except Malformed as malformed:
            raise malformed.placed(self._source, node.span) from None

    def _discard(self, frame: _Frame) -> Sequence[Form]:
        return ()

    def _chosen(self, frame: _Frame) -> Sequence[Form]:
        return frame.forms

    def _spliced(self, frame: _Frame) -> Sequence[Form]:
        if not frame.forms:
            return ()
        form = frame.forms[0]
        if isinstance(form, Coll) and form.kind in ("list", "vector"):
            return form.items
        raise self._malformed(
            frame.node, "conditional-splice", "`#?@` splices a list or a vector", "put the forms into `[…]`"
        )

    def _branch(self, node: Node) -> list[Node]:
        """The part of a reader conditional that is read here: one node or none."""
        try:
            return shorthands.branch(node, self._reading)
        except Malformed as malformed:
            raise malformed.placed(self._source, node.span) from None

    def _malformed(
        self, node: Node, code: str, message: str, help: str, error_class: str = "ReaderException"
    ) -> ReadError:
        return Malformed(code, message, help, error_class).placed(self._source, node.span)


def nested_function(node: Node) -> ReadError:
    """The error of a function literal within another."""
    return Malformed(
        "nested-function",
        "`#()` cannot be nested in another `#()`",
        "write one of them as `(fn [x] …)`",
        "IllegalStateException",
    ).placed(node.source, node.span)


def too_deep(source: Source, span: Span) -> ReadError:
    """The error of forms nested deeper than `MAX_DEPTH`."""
    return ReadError(
        finding(
            "too-deep",
            source,
            Span(span.start, min(span.end, span.start + 1)),
            f"forms are nested more than {MAX_DEPTH} deep",
            "take inner forms out with `def` or `defn`",
            error_class="LimitExceeded",
        )
    )
