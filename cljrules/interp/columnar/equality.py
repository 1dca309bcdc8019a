"""Clojure's `=` on columns.

Takes and gives values that keep the law of `values`. Kinds that have no value in common are equal only where both are
nil; a number of which the category is not known, a vector, or a text beside a day may be equal in ways a column does
not show: those are undecided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from cljrules.interp.columnar.numbers import with_constant
from cljrules.interp.columnar.values import (
    FALSE,
    NIL,
    NOTHING,
    NOTHING_KIND,
    NUM,
    OPAQUE,
    OTHER,
    PRESENT,
    Nulls,
    Value,
    aligned,
    both,
    checked,
    constant,
    day_constant,
    either,
    guard,
    is_some,
    negation,
    truth,
)
from cljrules.interp.columns import BOOL, DAY, DEC, INT, STR, TEXTS
from cljrules.values.equality import equiv


def all_equal(args: Sequence[Value]) -> Value:
    """`=` of two and more: all are evaluated, the comparison stops at the first pair that differs."""
    made = equality(args[0], args[1])
    for one, other in pairwise(args[1:]):
        made = both(made, equality(one, other))
    return guard(made, *args[2:])


def equality(one: Value, other: Value) -> Value:
    """`=` of two."""
    if {one.kind, other.kind} & OPAQUE:
        return NOTHING
    if one.known and other.known:
        return truth(equiv(one.constant, other.constant))
    if NIL in (one.kind, other.kind):
        held = other if one.kind == NIL else one
        return guard(negation(is_some(held)), one, other)
    one, other = (other, one) if one.known else (one, other)
    if one.kind == DAY and other.kind == STR:
        other = day_constant(other) or (replace(other, kind=OTHER) if other.known else NOTHING)
    elif other.known and other.kind == OTHER and isinstance(other.constant, int):
        other = constant(int(other.constant))
    kinds = {one.kind, other.kind}
    if kinds & {NUM, TEXTS, PRESENT, NOTHING_KIND} or kinds == {STR, DAY}:
        return NOTHING
    if one.kind != other.kind or one.kind == OTHER:
        return _of_unlike(one, other)
    if other.known and one.kind in (INT, DEC, DAY):
        number = other.low if one.kind == DAY else other.constant
        made = with_constant("==", one, number)
        return _nil_is_false(made, one)
    return _of_like(one, other)


def _nil_is_false(made: Value, value: Value) -> Value:
    """An equality with a constant, false where the value is nil."""
    if not value.nulls.may_be_nil or made.kind == NOTHING_KIND or made.known:
        return made
    plain = Value(BOOL, made.expr.fill_null(False), parts=made.parts + 1)
    return guard(plain, value)


def _of_like(one: Value, other: Value) -> Value:
    if one.kind in (INT, DEC, DAY):
        one, other = aligned(one, other)
    parts = one.parts + other.parts + 1
    if not (one.nulls.may_be_nil or other.nulls.may_be_nil):
        nulls = Nulls.NEVER if one.nulls is other.nulls is Nulls.NEVER else Nulls.UNDECIDED
        return checked(Value(BOOL, one.expr == other.expr, nulls, parts=parts))
    if other.known:
        return _nil_is_false(Value(BOOL, one.expr == other.expr, one.nulls, parts=parts), one)
    return guard(Value(BOOL, one.expr.eq_missing(other.expr), parts=parts), one, other)


def _of_unlike(one: Value, other: Value) -> Value:
    """`=` of two kinds that have no value in common but nil."""
    if one.nulls.may_be_nil and other.nulls.may_be_nil:
        parts = one.parts + other.parts + 1
        return guard(Value(BOOL, one.expr.is_null() & other.expr.is_null(), parts=parts), one, other)
    return guard(FALSE, one, other)


def membership(value: Value, items: Sequence[object]) -> Value:
    """Whether a value is one of constants."""
    made = FALSE
    for item in items:
        made = either(made, equality(value, constant(item)))
    return guard(made, value)
