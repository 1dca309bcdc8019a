"""Data written in a pack as the language's values: literals, and vectors, sets and maps of them. Nothing is run."""

from __future__ import annotations

from typing import Any

from cljrules.packs.desk import MISFIT, Desk
from cljrules.packs.shapes import constant, misfit
from cljrules.parser.forms import Atom, Form, Pattern
from cljrules.values.collections import PersistentMap, PersistentSet, Vector
from cljrules.values.symbols import Symbol


def literal_value(form: Form, desk: Desk) -> Any:
    """The value of a literal form (or of a name that the pack defines as one).

    Reports and gives MISFIT for anything else.
    """
    resolved = constant(form, desk)
    if isinstance(resolved, Atom):
        if isinstance(resolved.value, Symbol | Pattern):
            return misfit(form, desk, "a literal value")
        return resolved.value
    if resolved.kind == "list":
        return misfit(form, desk, "a literal value")
    items = [literal_value(item, desk) for item in resolved.items]
    if any(item is MISFIT for item in items):
        return MISFIT
    if resolved.kind == "vector":
        return Vector.of(items)
    if resolved.kind == "set":
        return PersistentSet.of(items)
    return PersistentMap.of(zip(items[::2], items[1::2], strict=True))


def is_literal(form: Form) -> bool:
    """Whether a form is data that means itself: no symbol and no list in it."""
    pending = [form]
    while pending:
        item = pending.pop()
        if isinstance(item, Atom):
            if isinstance(item.value, Symbol | Pattern):
                return False
        elif item.kind == "list":
            return False
        else:
            pending += item.items
    return True
