"""Code as data and back.

`value_of` gives the value a quoted form stands for; `form_of_value` gives a form for a value that a macro or a
program made. Lists remember the form they were read from, so that code handed through a macro keeps its place.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cljrules.parser.forms import Atom, Coll, Form, Pattern
from cljrules.source import Source, Span
from cljrules.values.collections import MapLike, PersistentMap, PersistentSet, SetLike, Vector
from cljrules.values.limits import CONVERT, spend
from cljrules.values.seqs import PersistentList, Sequential
from cljrules.values.symbols import Symbol


def value_of(form: Form, make_regex: Callable[[str], Any]) -> Any:
    """The value of a quoted form."""
    spend(CONVERT)
    if isinstance(form, Atom):
        if isinstance(form.value, Pattern):
            return make_regex(form.value.text)
        if form.meta is not None and isinstance(form.value, Symbol):
            return form.value.with_meta(value_of(form.meta, make_regex))
        return form.value
    meta = None if form.meta is None else value_of(form.meta, make_regex)
    items = [value_of(item, make_regex) for item in form.items]
    match form.kind:
        case "list":
            return PersistentList.of(items, meta, form)
        case "vector":
            return Vector.of(items, meta)
        case "map":
            return PersistentMap.of(zip(items[::2], items[1::2], strict=True), meta)
        case "set":
            return PersistentSet.of(items, meta)


def form_of_value(value: Any, span: Span, source: Source) -> Form:
    """A form for a value; parts that were not read from a text take the given place."""
    if isinstance(value, PersistentList) and value.form is not None:
        return value.form  # type: ignore[no-any-return]
    spend(CONVERT)
    meta = _meta_form(value, span, source)
    if isinstance(value, Symbol):
        return Atom(value, span, source, meta)
    if isinstance(value, Vector):
        return Coll("vector", tuple(form_of_value(item, span, source) for item in value), span, source, meta)
    if isinstance(value, Sequential):
        return Coll("list", tuple(form_of_value(item, span, source) for item in value), span, source, meta)
    if isinstance(value, SetLike):
        return Coll("set", tuple(form_of_value(item, span, source) for item in value), span, source, meta)
    if isinstance(value, MapLike) and not hasattr(value, "record_type"):
        parts = tuple(form_of_value(part, span, source) for entry in value.entries() for part in entry)
        return Coll("map", parts, span, source, meta)
    return Atom(value, span, source)


def _meta_form(value: Any, span: Span, source: Source) -> Coll | None:
    if not isinstance(value, Symbol | Vector | MapLike | SetLike | Sequential):
        return None
    meta = getattr(value, "meta", None)
    if meta is None or not len(meta):
        return None
    parts = tuple(form_of_value(part, span, source) for entry in meta.entries() for part in entry)
    return Coll("map", parts, span, source)
