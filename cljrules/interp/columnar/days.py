"""Dates in columns: the functions of the `u/` namespace on days since 1970-01-01.

Takes operands that keep the law of `values`, gives values that keep it. A text that names no calendar day, nil, and a
result outside the years 1 to 9999 are undecided, since the functions refuse them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

import polars as pl

from cljrules.interp.columnar.numbers import arithmetic, chain
from cljrules.interp.columnar.values import NOTHING, NUMBERS, Nulls, Value, constant, day_constant, strict
from cljrules.interp.columns import BOOL, DAY, EPOCH, INT

FIRST_DAY: Final = date.min.toordinal() - EPOCH
LAST_DAY: Final = date.max.toordinal() - EPOCH


def day_of(value: Value) -> Value | None:
    """The value as a day, None where it is none."""
    if value.kind == DAY:
        return value
    return day_constant(value)


def days_apart(later: Value, earlier: Value) -> Value:
    """The days from one day to another, as a Long."""
    to, since = day_of(later), day_of(earlier)
    if to is None or since is None:
        return NOTHING
    return arithmetic("-", (_number(to), _number(since)))


def _number(day: Value) -> Value:
    """A day's number, as a Long."""
    if day.known:
        return constant(day.low)
    return strict(INT, lambda expr: expr.cast(pl.Int64), day, low=day.low, high=day.high)


def shifted(day: Value, days: Value) -> Value:
    """The day so many days later."""
    start = day_of(day)
    if start is None or days.kind != INT:
        return NOTHING
    moved = arithmetic("+", (_number(start), days))
    if moved.kind != INT:
        return NOTHING
    low, high = max(moved.low, FIRST_DAY), min(moved.high, LAST_DAY)
    if low > high:
        return NOTHING

    def make(expr: pl.Expr) -> pl.Expr:
        held = expr if moved.low == low and moved.high == high else pl.when(expr.is_between(low, high)).then(expr)
        return held.cast(pl.Int32)

    made = strict(DAY, make, moved, low=low, high=high, bits=32)
    within = (low, high) == (moved.low, moved.high)
    return made if within or made.kind != DAY else replace(made, nulls=Nulls.UNDECIDED)


def shifted_months(day: Value, months: Value, each: int) -> Value:
    """The same day a constant number of months (or of `each` months) later, the month's last day where it has none."""
    start = day_of(day)
    if start is None or not months.known or months.kind != INT or abs(months.low) > 12 * 9999:
        return NOTHING
    count = months.low * each
    low, high = start.low + 31 * min(count, 0), start.high + 31 * max(count, 0)
    if low < FIRST_DAY or high > LAST_DAY:
        return NOTHING

    def make(expr: pl.Expr) -> pl.Expr:
        return expr.cast(pl.Int32).cast(pl.Date).dt.offset_by(f"{count}mo").cast(pl.Int32)

    return strict(DAY, make, start, low=low, high=high, bits=32)


def part(day: Value, name: str) -> Value:
    """A part of a date, as a Long."""
    start = day_of(day)
    if start is None:
        return NOTHING
    take, high = _PARTS[name]
    return strict(INT, lambda expr: take(expr.cast(pl.Int32).cast(pl.Date)).cast(pl.Int64), start, low=1, high=high)


_PARTS: Final[dict[str, tuple[Callable[[pl.Expr], pl.Expr], int]]] = {
    "year": (lambda day: day.dt.year(), 9999),
    "month": (lambda day: day.dt.month(), 12),
    "day-of-month": (lambda day: day.dt.day(), 31),
    "day-of-week": (lambda day: day.dt.weekday(), 7),
}


def last_of_month(day: Value) -> Value:
    """The last day of the month."""
    start = day_of(day)
    if start is None:
        return NOTHING

    def make(expr: pl.Expr) -> pl.Expr:
        return expr.cast(pl.Int32).cast(pl.Date).dt.month_end().cast(pl.Int32)

    return strict(DAY, make, start, low=start.low, high=min(start.high + 30, LAST_DAY), bits=32)


def between(args: Sequence[Value]) -> Value:
    """`u/between?` of a value and both bounds, numbers or days."""
    value, low, high = args
    days = [day_of(arg) for arg in args]
    if all(day is not None for day in days):
        value, low, high = (_number(day) for day in days if day is not None)
    elif not all(arg.kind in NUMBERS for arg in args):
        return NOTHING
    made = chain("<=", (low, value, high))
    return strict(BOOL, _last, value, low, high, made)


def _last(*exprs: pl.Expr) -> pl.Expr:
    """The last expression where all others have a value."""
    *others, answer = exprs
    return pl.when(pl.all_horizontal(*(other.is_not_null() for other in others))).then(answer)
