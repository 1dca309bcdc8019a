"""What a key finds in a value: in the maps of the catalogue, in maps that stand in a rule, in sets.

Takes types and keys, gives types. A key is a keyword's name, or a constant.
"""

from __future__ import annotations

import re
from typing import Any

from cljrules.types import lattice as t
from cljrules.types.equality import can_equal
from cljrules.types.lattice import Type


def entry(held: Type, key: Any) -> Type:
    """What a key (a keyword's name, or a constant) finds in a value, or nil."""
    found = present(held, key)
    return found if _is_there(held, key) else t.join(found, t.NOTHING)


def present(held: Type, key: Any) -> Type:
    """What a key finds in a value that has it."""
    if held.kinds & (t.OTHER | t.SET) or key is None or (held.kinds & (t.TEXT | t.VECTOR) and key.__class__ is not str):
        return t.ANY
    return _in_shape(held, key) if held.kinds & t.MAP else t.NEVER


def _in_shape(held: Type, key: Any) -> Type:
    shape = held.shape
    if shape is None:
        return t.ANY
    found = shape.entries.get(key)
    if found is not None:
        return found
    if shape.pattern is not None:
        fits = isinstance(key, str) and re.search(shape.pattern, key) is not None
        return t.NEVER if not fits else t.ANY if shape.each is None else shape.each
    return t.NEVER if shape.closed else t.ANY


def _is_there(held: Type, key: Any) -> bool:
    """Whether a value surely has a key."""
    shape = held.shape
    return held.kinds == t.MAP and shape is not None and (key in shape.entries or key in shape.always)


def or_default(present: Type, default: Type) -> Type:
    """What a look-up with a default gives. Whether an account has a key with nil in it or no such key is not known."""
    made = t.join(present, default)
    return Type(made.kinds | t.OTHER) if present.nilable else made


def found_in(items: Type, asked: Type) -> Type:
    """What a set of items gives for a value: the value, or nil."""
    if not can_equal(items, asked):
        return t.NOTHING
    return t.join(items, t.NOTHING)
