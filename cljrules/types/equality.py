"""Whether two values can ever be equal as `=` has it: numbers of one category only, texts, collections by content."""

from __future__ import annotations

from typing import Final

from cljrules.stdlib.catalogue.values import is_date
from cljrules.types import lattice as t
from cljrules.types.lattice import Type

#: Kinds whose values can be equal to one another.
_GROUPS: Final = (t.INTEGER, t.SEQUENTIAL)


def equal_kinds(kinds: int) -> int:
    """The kinds of all values that can be equal to a value of some kinds."""
    for group in _GROUPS:
        if kinds & group:
            kinds |= group
    return kinds | t.OTHER if kinds & (t.COLLECTION | t.OTHER) else kinds


def can_equal(one: Type, other: Type) -> bool:
    """Whether there are values of the two types that are equal; two nils are."""
    if not one.kinds & equal_kinds(other.kinds):
        return False
    if one.kinds & other.kinds & t.NIL or not (one.is_known and other.is_known):
        return True
    if one.constants is not None and other.constants is not None:
        return not one.constants.isdisjoint(other.constants)
    return _can_be_written_alike(one, other) and _can_be_written_alike(other, one)


def _can_be_written_alike(dated: Type, other: Type) -> bool:
    """Whether a date, if the first is one, and a text can be the same text."""
    if dated.unit not in (t.DATE, t.DATETIME) or dated.kinds & ~t.NIL != t.TEXT or dated.constants is not None:
        return True
    if other.unit in (t.DATE, t.DATETIME):
        return other.unit == dated.unit
    if other.constants is None or dated.unit != t.DATE:
        return True
    return any(category == "text" and is_date(text) for category, text in other.constants)


def differ_by_number_kind(one: Type, other: Type) -> bool:
    """Whether two types are numbers that cannot be equal because their kinds are compared apart."""
    both = (one.kinds & ~t.NIL, other.kinds & ~t.NIL)
    return all(kinds and not kinds & ~t.NUMBER for kinds in both) and not both[0] & equal_kinds(both[1])
