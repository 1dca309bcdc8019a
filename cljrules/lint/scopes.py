"""Local names: where each is bound, and how often it is used.

Walks criteria and definitions once, with the names that are in scope. Knows the forms that bind, `let` and its like,
functions, comprehensions, and the patterns they bind by; any other form is taken for a call.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from cljrules.parser.forms import Atom, Coll, Form
from cljrules.values.symbols import Keyword, Symbol

_LETS: Final = frozenset({"let", "let*", "loop", "when-let", "if-let", "when-some", "if-some", "when-first", "dotimes"})
_COMPREHENSIONS: Final = frozenset({"for", "doseq"})
_FUNCTIONS: Final = frozenset({"fn", "fn*", "defn", "defn-", "defmacro"})
_QUOTING: Final = frozenset({"quote", "comment", "var"})
#: Forms nested more deeply are not looked into; names are then taken to be used.
_DEEPEST: Final = 120


class Binding:
    """A local name. `value` is what it is bound to, None for a parameter or a part of a pattern; `call` the first form
    that calls it.
    """

    __slots__ = ("call", "owner", "symbol", "uses", "value")

    def __init__(self, symbol: Atom, value: Form | None, owner: str | None) -> None:
        self.symbol: Final = symbol
        self.value: Final = value
        self.owner: Final = owner
        self.uses = 0
        self.call: Coll | None = None

    @property
    def name(self) -> str:
        assert isinstance(self.symbol.value, Symbol)
        return self.symbol.value.name


class Scopes:
    """The local names of some forms with their owners."""

    def __init__(self, forms: Iterable[tuple[Form, str | None]]) -> None:
        self.bindings: Final[list[Binding]] = []
        self._owner: str | None = None
        for form, owner in forms:
            self._owner = owner
            self._walk(form, {}, 0)

    def _walk(self, form: Form, seen: dict[str, Binding], depth: int) -> None:
        if isinstance(form, Atom):
            if isinstance(form.value, Symbol) and form.value.ns is None and form.value.name in seen:
                seen[form.value.name].uses += 1
            return
        if depth > _DEEPEST:
            for binding in seen.values():
                binding.uses += 1
            return
        head = form.head
        if head is None:
            self._all(form.items, seen, depth)
            return
        if head.ns is None and head.name in seen:
            binding = seen[head.name]
            binding.call = binding.call or form
            self._all(form.items, seen, depth)
        elif head.text in _QUOTING:
            return
        elif head.text in _LETS and len(form.items) > 1 and _is_vector(form.items[1]):
            self._let(form, seen, depth)
        elif head.text in _COMPREHENSIONS and len(form.items) > 1 and _is_vector(form.items[1]):
            self._comprehension(form, seen, depth)
        elif head.text in _FUNCTIONS:
            self._function(form.items[1:], seen, depth)
        elif head.text == "letfn" and len(form.items) > 1 and isinstance(form.items[1], Coll):
            self._letfn(form, form.items[1], seen, depth)
        elif head.text == "as->" and len(form.items) > 2:
            self._walk(form.items[1], seen, depth + 1)
            self._all(form.items[3:], self._bound(form.items[2], None, seen), depth)
        else:
            self._all(form.items[1:], seen, depth)

    def _all(self, forms: Iterable[Form], seen: dict[str, Binding], depth: int) -> None:
        for form in forms:
            self._walk(form, seen, depth + 1)

    def _let(self, form: Coll, seen: dict[str, Binding], depth: int) -> None:
        pattern = form.items[1]
        assert isinstance(pattern, Coll)
        for target, value in zip(pattern.items[::2], pattern.items[1::2], strict=False):
            self._walk(value, seen, depth + 1)
            seen = self._bound(target, value, seen)
        self._all(form.items[2:], seen, depth)

    def _comprehension(self, form: Coll, seen: dict[str, Binding], depth: int) -> None:
        pattern = form.items[1]
        assert isinstance(pattern, Coll)
        for target, value in zip(pattern.items[::2], pattern.items[1::2], strict=False):
            if isinstance(target, Atom) and isinstance(target.value, Keyword):
                if target.value.name == "let" and isinstance(value, Coll):
                    for name, held in zip(value.items[::2], value.items[1::2], strict=False):
                        self._walk(held, seen, depth + 1)
                        seen = self._bound(name, held, seen)
                else:
                    self._walk(value, seen, depth + 1)
            else:
                self._walk(value, seen, depth + 1)
                seen = self._bound(target, None, seen)
        self._all(form.items[2:], seen, depth)

    def _function(self, parts: tuple[Form, ...], seen: dict[str, Binding], depth: int) -> None:
        """A function from its name on: bodies follow parameters, or stand in a list each with their own."""
        for at, part in enumerate(parts):
            if _is_vector(part):
                self._all(parts[at + 1 :], self._bound(part, None, seen), depth)
                return
            if isinstance(part, Coll) and part.kind == "list":
                self._function(part.items, seen, depth + 1)

    def _letfn(self, form: Coll, functions: Coll, seen: dict[str, Binding], depth: int) -> None:
        for function in functions.items:
            if isinstance(function, Coll) and function.items:
                seen = self._bound(function.items[0], None, seen)
        for function in functions.items:
            if isinstance(function, Coll):
                self._function(function.items[1:], seen, depth + 1)
        self._all(form.items[2:], seen, depth)

    def _bound(self, pattern: Form, value: Form | None, seen: dict[str, Binding]) -> dict[str, Binding]:
        """The names in scope after a pattern is bound."""
        seen = dict(seen)
        for symbol, whole in _targets(pattern):
            binding = Binding(symbol, value if whole else None, self._owner)
            self.bindings.append(binding)
            seen[binding.name] = binding
        if isinstance(pattern, Coll):
            for default in _defaults(pattern):
                self._walk(default, seen, 1)
        return seen


def _targets(pattern: Form) -> Iterator[tuple[Atom, bool]]:
    """The symbols that a pattern binds, each with whether it is bound to the whole value."""
    if isinstance(pattern, Atom):
        if isinstance(pattern.value, Symbol) and pattern.value.name != "&":
            yield pattern, True
        return
    pending: list[Form] = [pattern]
    while pending:
        at = pending.pop(0)
        if isinstance(at, Atom):
            if isinstance(at.value, Symbol) and at.value.name != "&":
                yield at, False
        elif at.kind == "vector":
            pending += [item for item in at.items if not (isinstance(item, Atom) and isinstance(item.value, Keyword))]
        elif at.kind == "map":
            for key, value in at.pairs():
                name = key.value.name if isinstance(key, Atom) and isinstance(key.value, Keyword) else None
                if name in ("keys", "strs", "syms", "as"):
                    pending.append(value)
                elif name is None:
                    pending.append(key)


def _defaults(pattern: Coll) -> Iterator[Form]:
    """The forms that stand for what is missing, after `:or`."""
    pending: list[Form] = [pattern]
    while pending:
        at = pending.pop()
        if isinstance(at, Coll) and at.kind == "map":
            for key, value in at.pairs():
                is_or = isinstance(key, Atom) and isinstance(key.value, Keyword) and key.value.name == "or"
                if is_or and isinstance(value, Coll) and value.kind == "map":
                    yield from value.items[1::2]
                else:
                    pending.append(key)
        elif isinstance(at, Coll):
            pending += at.items


def _is_vector(form: Form) -> bool:
    return isinstance(form, Coll) and form.kind == "vector"
