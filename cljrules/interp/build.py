"""Building forms for macros.

A macro written in Python gets forms and gives plain Python data: a list is a list form, a tuple a vector, a string a
symbol (`c/name` is short for `clojure.core/name`, `i/name` for what only the library uses), `Lit(x)` the value x; forms
stay what they are. `Builder.form` turns that into a form whose new parts have the place of the macro call.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from cljrules.interp.problems import nonconforming
from cljrules.parser.forms import Atom, Coll, Form
from cljrules.values.errors import wrong_arity
from cljrules.values.functions import arity_of
from cljrules.values.symbols import Keyword, Symbol, keyword

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Lit:
    """A value that stands for itself where a macro gives data."""

    value: Any


class Builder:
    """Makes forms at the place of one macro call; `gensym` gives fresh names."""

    __slots__ = ("call", "fresh", "world")

    def __init__(self, call: Coll, world: Any) -> None:
        self.call = call
        self.world = world
        self.fresh: Callable[[str], str] = world.gensym

    def gensym(self, prefix: str) -> Atom:
        """A symbol that nothing else uses."""
        return self.atom(Symbol(None, self.fresh(f"{prefix}__") + "__auto"))

    def atom(self, value: Any) -> Atom:
        return Atom(value, self.call.span, self.call.source)

    def map_of(self, entries: dict[str, Any]) -> Form:
        """A map with keywords for keys, of plain data."""
        parts = tuple(self.form(part) for key, data in entries.items() for part in (Lit(keyword(key)), data))
        return Coll("map", parts, self.call.span, self.call.source)

    def described(self, name: Form, entries: dict[str, Any], more: tuple[Form, ...] = ()) -> Form:
        """A name to be defined, with more metadata: the entries, and the parts of further maps."""
        assert isinstance(name, Atom)
        held = () if name.meta is None else name.meta.items
        made = self.map_of(entries)
        assert isinstance(made, Coll)
        return Atom(
            name.value, name.span, name.source, Coll("map", (*held, *made.items, *more), made.span, made.source)
        )

    def form(self, data: Any) -> Form:
        """Plain data as a form."""
        if isinstance(data, Atom | Coll):
            return data
        if isinstance(data, list):
            return Coll("list", tuple(self.form(part) for part in data), self.call.span, self.call.source)
        if isinstance(data, tuple):
            return Coll("vector", tuple(self.form(part) for part in data), self.call.span, self.call.source)
        if isinstance(data, str):
            if data.startswith("c/"):
                return self.atom(Symbol("clojure.core", data[2:]))
            if data.startswith("i/"):
                return self.atom(Symbol("cljrules.core", data[2:]))
            return self.atom(Symbol(None, data))
        if isinstance(data, Lit):
            return self.atom(data.value)
        return self.atom(data)


class Macro:
    """A macro of the library: a Python function of a `Builder` and the forms of the call. `example` is given for
    those that Clojure checks against a spec: there a wrong number of forms is an ExceptionInfo.
    """

    __slots__ = ("example", "fn", "high", "low", "name", "ns")

    def __init__(self, ns: str, name: str, fn: Callable[..., Any], example: str | None = None) -> None:
        self.ns = ns
        self.name = name
        self.fn = fn
        self.example = example
        low, high = arity_of(fn)
        self.low = low - 1
        self.high = high - 1

    def expand(self, call: Coll, world: Any) -> Form:
        """The form a call stands for; raises ArityException and whatever the macro finds wrong."""
        args = call.items[1:]
        if not self.low <= len(args) <= self.high:
            if self.example is not None:
                raise nonconforming(call, self.name, f"{len(args)} forms follow it", self.example)
            wrong_arity(len(args), f"{self.ns}/{self.name}")
        builder = Builder(call, world)
        return builder.form(self.fn(builder, *args))


def macro(*names: str, ns: str = "clojure.core", example: str | None = None) -> Callable[[F], F]:
    """Mark a Python function as the library's macro of these names; `example` as in `Macro`."""

    def mark(function: F) -> F:
        function.__clj_macros__ = tuple((ns, name, example) for name in names)  # type: ignore[attr-defined]
        return function

    return mark


def symbol_of(form: Form) -> Symbol | None:
    """The symbol a form is, else None."""
    return form.symbol if isinstance(form, Atom) else None


def keyword_of(form: Form) -> Keyword | None:
    """The keyword a form is, else None."""
    return form.keyword if isinstance(form, Atom) else None


def is_vector(form: Form) -> bool:
    return isinstance(form, Coll) and form.kind == "vector"


def is_list(form: Form) -> bool:
    return isinstance(form, Coll) and form.kind == "list"
