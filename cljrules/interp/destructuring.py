"""Destructuring: taking a value apart in a binding.

Turns a binding pattern and the form of its value into simple bindings, name by name, in the order Clojure makes them.
Knows vectors with `&` and `:as`, maps with `:keys`, `:strs`, `:syms` (with namespaces too), `:or` and `:as`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cljrules.interp.build import Builder, Lit, keyword_of, symbol_of
from cljrules.parser.forms import Atom, Coll, Form
from cljrules.values.symbols import Keyword, Symbol, keyword

Binding = tuple[Atom, Any]


def bindings_of(build: Builder, pattern: Form, value: Any) -> Iterator[Binding]:
    """Simple bindings (symbol, data for a form) that take `value` apart by `pattern`; raises ValueError saying what
    is wrong with the pattern.
    """
    if isinstance(pattern, Atom):
        name = pattern.symbol
        if name is None:
            raise ValueError("a name, a vector or a map is wanted where a value is bound")
        if name.ns is not None:
            raise ValueError(f"`{name.text}` has a namespace; a local name has none")
        yield pattern, value
    elif pattern.kind == "vector":
        yield from _sequential(build, pattern, value)
    elif pattern.kind == "map":
        yield from _associative(build, pattern, value)
    else:
        raise ValueError("a name, a vector or a map is wanted where a value is bound")


def is_simple(pattern: Form) -> bool:
    """Whether a pattern is just a name."""
    return isinstance(pattern, Atom)


def _sequential(build: Builder, pattern: Coll, value: Any) -> Iterator[Binding]:
    whole = build.gensym("vec")
    yield whole, value
    items = list(pattern.items)
    alias = _after(items, ":as")
    rest = _after(items, "&")
    at = build.gensym("seq")
    if rest is not None:
        yield at, ["c/seq", whole]
    for index, part in enumerate(items):
        if rest is None:
            yield from bindings_of(build, part, ["c/nth", whole, Lit(index), Lit(None)])
        else:
            first = build.gensym("first")
            yield first, ["c/first", at]
            yield at, ["c/next", at]
            yield from bindings_of(build, part, first)
    if rest is not None:
        yield from bindings_of(build, rest, at)
    if alias is not None:
        if symbol_of(alias) is None:
            raise ValueError("`:as` is followed by a name")
        yield from bindings_of(build, alias, whole)


def _after(items: list[Form], mark: str) -> Form | None:
    """Take a mark (`&` or `:as`) and the form after it out of the items."""
    for index, item in enumerate(items):
        name, key = symbol_of(item), keyword_of(item)
        found = (name is not None and name.text == mark) or (key is not None and f":{key.text}" == mark)
        if found:
            if index + 1 >= len(items):
                raise ValueError(f"`{mark}` is followed by a name")
            following = items[index + 1]
            following_name = symbol_of(following)
            if mark == "&" and following_name is not None and following_name.text == "&":
                raise ValueError("`&` is followed by a name")
            del items[index : index + 2]
            if mark == "&" and len(items) > index and not _is_as(items[index]):
                raise ValueError("only one name follows `&`")
            if mark == ":as" and len(items) > index:
                raise ValueError("`:as` and its name stand at the end")
            return following
    return None


def _is_as(form: Form) -> bool:
    key = keyword_of(form)
    return key is not None and key.text == "as"


def _associative(build: Builder, pattern: Coll, value: Any) -> Iterator[Binding]:
    raw = build.gensym("map")
    yield raw, value
    whole = build.gensym("map")
    yield whole, ["if", ["c/seq?", raw], ["c/seq-to-map-for-destructuring", raw], raw]
    defaults: dict[str, Form] = {}
    names: list[tuple[Form, Any]] = []
    alias: Form | None = None
    for key, target in pattern.pairs():
        option = keyword_of(key)
        if option is None:
            names.append((key, target))
        elif option.name in ("keys", "strs", "syms"):
            if not isinstance(target, Coll) or target.kind != "vector":
                raise ValueError(f"`:{option.text}` is followed by a vector of names")
            names.extend(_named(option, part) for part in target.items)
        elif option.text == "or":
            if not isinstance(target, Coll) or target.kind != "map":
                raise ValueError("`:or` is followed by a map of names and defaults")
            for name, default in target.pairs():
                held = symbol_of(name)
                if held is None:
                    raise ValueError("the keys of `:or` are names")
                defaults[held.text] = default
        elif option.text == "as":
            if symbol_of(target) is None:
                raise ValueError("`:as` is followed by a name")
            alias = target
        else:
            raise ValueError(f"`:{option.text}` is unknown here; known are `:keys`, `:strs`, `:syms`, `:or` and `:as`")
    if alias is not None:
        yield from bindings_of(build, alias, whole)
    for part, key_data in names:
        local = symbol_of(part)
        look_up = ["c/get", whole, key_data]
        if local is not None and local.text in defaults:
            look_up.append(defaults[local.text])
        yield from bindings_of(build, part, look_up)


def _named(option: Keyword, part: Form) -> tuple[Form, Any]:
    if not isinstance(part, Atom) or not isinstance(part.value, Symbol | Keyword):
        raise ValueError(f"`:{option.text}` names symbols")
    held = part.value
    ns = held.ns or option.ns
    local = Atom(Symbol(None, held.name, held.meta if isinstance(held, Symbol) else None), part.span, part.source)
    match option.name:
        case "keys":
            return local, Lit(keyword(held.name, ns))
        case "strs":
            return local, Lit(held.name)
        case _:
            return local, ["quote", Lit(Symbol(ns, held.name))]
