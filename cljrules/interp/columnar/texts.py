"""Texts and vectors of texts in columns.

Takes operands that keep the law of `values`, gives values that keep it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from cljrules.interp.columnar.values import (
    FALSE,
    NOTHING,
    OTHER,
    PRESENT,
    Nulls,
    Value,
    checked,
    guard,
    negation,
    plain_text,
    strict,
)
from cljrules.interp.columns import BOOL, INT, STR, TEXTS


def matches(name: str, value: Value, wanted: Value) -> Value:
    """`starts-with?`, `ends-with?` and `includes?` with a constant text."""
    if value.kind != STR or wanted.kind != STR or not wanted.known:
        return NOTHING
    text = plain_text(wanted.constant)
    if text is None:
        return NOTHING

    def make(expr: pl.Expr, _: pl.Expr) -> pl.Expr:
        held = expr.cast(pl.String).str
        if name == "starts-with?":
            return held.starts_with(text)
        return held.ends_with(text) if name == "ends-with?" else held.contains(text, literal=True)

    return strict(BOOL, make, value, wanted)


def holds(value: Value, item: Value) -> Value:
    """Whether a vector of texts holds an item; nil holds none."""
    if value.kind != TEXTS or not item.known:
        return NOTHING
    found = _any_of(value, [item.constant])
    return found if item.kind != OTHER else guard(FALSE, value)


def _any_of(value: Value, items: Sequence[Any]) -> Value:
    wanted = [text for item in items if isinstance(item, str) and (text := plain_text(item)) is not None]
    made: pl.Expr = pl.lit(False)
    for at, text in enumerate(wanted):
        found = value.expr.list.contains(text)
        made = made | found if at else found
    if not wanted:
        return guard(FALSE, value)
    if value.nulls is not Nulls.NEVER:
        made = made.fill_null(False)
    return guard(checked(Value(BOOL, made, parts=value.parts * len(wanted) + 1)), value)


def first_of(value: Value, items: Sequence[Any]) -> Value:
    """`some` of a set: what it gives is a text that is in the set, or nil."""
    if any(item is None or item is False for item in items):
        return NOTHING
    found = _any_of(value, items)
    if found.kind != BOOL:
        return NOTHING
    return _present(found)


def _present(found: Value) -> Value:
    """Something that is there where a Boolean is true, and nil elsewhere."""
    if found.known:
        return NOTHING
    expr = pl.when(found.expr).then(True)
    if not found.nulls.may_be_undecided:
        return Value(PRESENT, expr, Nulls.NIL, parts=found.parts + 1)
    return checked(Value(PRESENT, expr, Nulls.BOTH, mask=found.expr.is_null(), parts=2 * found.parts + 2))


def is_empty(value: Value) -> Value:
    """`empty?` of a vector of texts; nil is empty."""
    if value.kind != TEXTS:
        return NOTHING
    return negation(_is_filled(value))


def _is_filled(value: Value) -> Value:
    made = value.expr.list.len() > 0
    if value.nulls is not Nulls.NEVER:
        made = made.fill_null(False)
    return guard(checked(Value(BOOL, made, parts=value.parts + 1)), value)


def if_any(value: Value) -> Value:
    """`seq` and `not-empty` of a vector of texts: nil where it is empty."""
    if value.kind != TEXTS:
        return NOTHING
    return _present(_is_filled(value))


def length(value: Value) -> Value:
    """`count` of a vector of texts; nil counts 0."""
    if value.kind != TEXTS:
        return NOTHING
    made = value.expr.list.len().cast(pl.Int64)
    if value.nulls is not Nulls.NEVER:
        made = made.fill_null(0)
    return guard(checked(Value(INT, made, low=0, high=2**32, parts=value.parts + 1)), value)
