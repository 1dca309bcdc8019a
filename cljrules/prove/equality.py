"""Clojure's `=` on what values can be, and known values as leaves."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import isfinite
from typing import Any

from cljrules.prove.formulas import Formula, Number, constant
from cljrules.prove.site import Site
from cljrules.prove.values import (
    BIG,
    CATEGORY,
    DECIMAL,
    DOUBLE,
    LONG,
    NIL,
    RATIO,
    Day,
    Held,
    Hole,
    Items,
    Known,
    Leaf,
    Nil,
    Num,
    Text,
    Truth,
    Value,
)
from cljrules.stdlib.catalogue.values import is_date
from cljrules.values.equality import equiv
from cljrules.values.number_types import BigInt
from cljrules.values.printer import pr_str
from cljrules.values.seqs import Sequential

#: A binary number with no more digits than this is as far from its neighbours as from what it prints.
_EXACT_DIGITS = 15


def leaf_of(site: Site, value: Any) -> Leaf | None:
    """A known value as a leaf; None where its numbers are not exact."""
    f = site.formulas
    if value is None:
        return NIL
    if value is True or value is False:
        return Truth(f.truth(value))
    if value.__class__ is str:
        return Text(value)
    if value.__class__ is int:
        return Num(LONG, constant(value))
    if value.__class__ is BigInt:
        return Num(BIG, constant(int(value)))
    if value.__class__ is Fraction:
        return Num(RATIO, constant(value))
    if value.__class__ is Decimal:
        return Num(DECIMAL, constant(value))
    if value.__class__ is float:
        if not isfinite(value) or len(repr(value).strip("-0.").replace(".", "").split("e")[0]) > _EXACT_DIGITS:
            return None
        return Num(DOUBLE, constant(Fraction(repr(value))))
    if isinstance(value, int | float):
        return None
    return Known(value, pr_str(value))


def day_of(leaf: Leaf) -> Number | None:
    """The day that a leaf is, None where it is none or may be none."""
    if isinstance(leaf, Day):
        return leaf.number
    if isinstance(leaf, Text) and isinstance(leaf.text, str) and is_date(leaf.text):
        return constant(date.fromisoformat(leaf.text).toordinal())
    return None


def all_equal(site: Site, args: tuple[Value, ...]) -> Value:
    """`=` of any number of values."""
    if len(args) < 2:
        return site.values.each(args[0], lambda leaf: site.values.truth(site.formulas.true))
    made = equal(site, args[0], args[1])
    error = site.formulas.any(*(arg.error for arg in args))
    for one, other in pairwise(args[1:]):
        more = equal(site, one, other)
        made = site.values.pairs(made, more, lambda a, b: site.values.truth(site.formulas.all(_truth(a), _truth(b))))
    return site.values.failing(error, made)


def _truth(leaf: Leaf) -> Formula:
    assert isinstance(leaf, Truth)
    return leaf.formula


def equal(site: Site, one: Value, other: Value) -> Value:
    """`=` of two values; never an error by itself."""
    return site.values.pairs(one, other, lambda a, b: same(site, a, b))


def same(site: Site, a: Leaf, b: Leaf) -> Value:
    """`=` of two things."""
    decided = equality(site, a, b)
    if decided is not None:
        return site.values.truth(decided)
    first, second = sorted((a, b), key=lambda leaf: repr(leaf.key))
    if isinstance(first, Nil) or isinstance(second, Nil):
        hole = second if isinstance(first, Nil) else first
        return site.values.truth(site.is_nil(hole))
    if isinstance(a, Truth) or isinstance(b, Truth):
        truth, hole = (a, b) if isinstance(a, Truth) else (b, a)
        assert isinstance(truth, Truth)
        f = site.formulas
        is_true = site.is_true(hole)
        is_false = f.all(site.is_boolean(hole), f.negated(is_true))
        return site.values.truth(f.choose(truth.formula, is_true, is_false))
    why = next((leaf.why for leaf in (a, b) if isinstance(leaf, Hole)), "these are compared in a way not worked out")
    return site.named("=").truth_hole(first, second, why=why)


def equality(site: Site, a: Leaf, b: Leaf) -> Formula | None:
    """When two things are `=`; None where that is not worked out."""
    f = site.formulas
    if a == b and not isinstance(a, Num):
        return f.true
    if isinstance(a, Hole) or isinstance(b, Hole):
        return None
    if isinstance(a, Nil) or isinstance(b, Nil):
        return f.false
    if isinstance(a, Truth) and isinstance(b, Truth):
        return f.equals(a.formula, b.formula)
    if isinstance(a, Num) and isinstance(b, Num):
        return f.is_zero(a.number.plus(b.number, -1)) if CATEGORY[a.kind] == CATEGORY[b.kind] else f.false
    if isinstance(a, Text) and isinstance(b, Text):
        return f.same_text(a.text, b.text)
    if isinstance(a, Text | Day) and isinstance(b, Text | Day):
        return _as_days(site, a, b)
    if isinstance(a, Known) and isinstance(b, Known):
        return f.truth(equiv(a.value, b.value))
    if isinstance(a, Items) or isinstance(b, Items):
        return None
    if isinstance(a, Held) or isinstance(b, Held):
        return _with_held(site, a, b) if isinstance(a, Held) else _with_held(site, b, a)
    return f.false


def _as_days(site: Site, a: Leaf, b: Leaf) -> Formula | None:
    text = a if isinstance(a, Text) else b if isinstance(b, Text) else None
    if text is not None and not isinstance(text.text, str):
        return None
    one, other = day_of(a), day_of(b)
    return site.formulas.false if one is None or other is None else site.formulas.is_zero(one.plus(other, -1))


def _with_held(site: Site, held: Leaf, other: Leaf) -> Formula | None:
    assert isinstance(held, Held)
    if isinstance(other, Truth | Num | Text | Day):
        return site.formulas.false
    if isinstance(other, Known) and isinstance(other.value, Sequential) and held.member.type == "list":
        if not held.as_set and not list(other.value):
            return site.formulas.is_zero(site.ground.count(held))
        return site.formulas.false if held.as_set else None
    return None
