"""Batches of loans as columns, and what criteria answer for them.

Takes loans as the other engines see them, or a frame whose columns lie as `columns` says; gives a frame and what is
true of its columns in this batch, so that what cannot happen costs nothing. Never changes a value: one that its shape
cannot hold exactly is marked as odd, and criteria that read it abstain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import polars as pl

from cljrules.interp.columnar.lowering import ColumnarCriteria
from cljrules.interp.columnar.values import DTYPES, plain_text
from cljrules.interp.columns import (
    BOOL,
    DAY,
    DEC,
    INT,
    LONG_HIGH,
    LONG_LOW,
    MAP,
    STR,
    TEXTS,
    ColumnKind,
    Shape,
    day_number,
    odd_column,
    powers,
)
from cljrules.values.collections import Vector
from cljrules.values.functions import look_up
from cljrules.values.symbols import keyword

_ODD: Final = object()
_MOST_DIGITS: Final = 60
_NUMBERED: Final = (INT, DEC, DAY)
_TYPES: Final[dict[str, Any]] = {
    INT: pl.Int64,
    DEC: pl.Int64,
    DAY: pl.Int32,
    BOOL: pl.Boolean,
    STR: pl.String,
    TEXTS: pl.List(pl.String),
}


@dataclass(frozen=True, slots=True)
class Batch:
    """Loans as columns, and what is true of each column."""

    frame: pl.DataFrame
    kinds: Mapping[str, ColumnKind]


def answers(frame: pl.DataFrame, criteria: Mapping[str, ColumnarCriteria]) -> pl.DataFrame:
    """What each criteria answer for each row: Boolean columns of the same names and order, null where they abstain.

    All are evaluated in one query, which works out once what several of them share.
    """
    fixed = {name for name, held in criteria.items() if not held.answer.meta.root_names()}
    asked = [held.answer.alias(name) for name, held in criteria.items() if name not in fixed]
    found = frame.lazy().select(asked).collect(engine="streaming") if asked else pl.DataFrame()
    made = {}
    for name, held in criteria.items():
        if name in fixed:
            made[name] = pl.repeat(pl.select(held.answer).item(), frame.height, dtype=pl.Boolean, eager=True)
        else:
            made[name] = found[name]
    return pl.DataFrame(made)


def described(
    frame: pl.DataFrame,
    shapes: Mapping[str, Shape],
    constants: Mapping[str, Any] | None = None,
) -> dict[str, ColumnKind]:
    """What is true of the columns of a frame. `constants` are columns that are not there, with the value of the
    language that every row has.
    """
    bounds = {name for name, shape in shapes.items() if shape.kind in _NUMBERED and name in frame.columns}
    ends = frame.select(
        *(pl.col(name).min().alias(f"<{name}") for name in bounds),
        *(pl.col(name).max().alias(f">{name}") for name in bounds),
    )
    kinds: dict[str, ColumnKind] = {}
    for name, shape in shapes.items():
        odd = odd_column(name) in frame.columns
        if shape.kind == MAP:
            kinds[name] = ColumnKind(shape, nulls=odd, odd=odd)
            continue
        if name not in frame.columns:
            continue
        column = frame[name]
        nulls = column.null_count() > 0
        if name not in bounds:
            kinds[name] = ColumnKind(shape, nulls, odd)
            continue
        low, high = powers(ends[f"<{name}"][0] or 0, ends[f">{name}"][0] or 0)
        bits = next(width for width, dtype in DTYPES.items() if dtype == column.dtype)
        kinds[name] = ColumnKind(shape, nulls, odd, low, high, bits)
    for name, value in (constants or {}).items():
        kinds[name] = ColumnKind(shapes[name], is_constant=True, constant=value)
    return kinds


def batch_of(loans: Sequence[Mapping[str, Any]], shapes: Mapping[str, Shape]) -> Batch:
    """Loans as the other engines see them, as columns of these names and shapes."""
    made: dict[str, pl.Series] = {}
    for name, shape in shapes.items():
        root, *keys = name.split("/")
        values = [_found(loan, root, keys) for loan in loans]
        if shape.kind == MAP:
            stored: list[Any] = [value if value is _ODD else None for value in values]
        else:
            store = _STORES[shape.kind]
            stored = [value if value is None or value is _ODD else store(value, shape) for value in values]
        odd = [value is _ODD for value in stored]
        if any(odd):
            made[odd_column(name)] = pl.Series(odd, dtype=pl.Boolean)
            stored = [None if value is _ODD else value for value in stored]
        if shape.kind != MAP:
            made[name] = pl.Series(stored, dtype=_TYPES[shape.kind])
    frame = pl.DataFrame(made) if made else pl.DataFrame(height=len(loans))
    return Batch(frame, described(frame, shapes))


def _found(loan: Mapping[str, Any], root: str, keys: Iterable[str]) -> Any:
    if root not in loan:
        return _ODD
    value = loan[root]
    for key in keys:
        value = look_up(keyword(key), value)
    return value


def _whole(value: Any, shape: Shape) -> Any:
    return value if value.__class__ is int and LONG_LOW <= value <= LONG_HIGH else _ODD


def _scaled(value: Any, shape: Shape) -> Any:
    if value.__class__ is not Decimal:
        return _ODD
    sign, digits, exponent = value.as_tuple()
    if len(digits) > _MOST_DIGITS or not isinstance(exponent, int) or abs(exponent) > _MOST_DIGITS:
        return _ODD
    whole, left = int("".join(map(str, digits))), 0
    shift = exponent + shape.scale
    if shift >= 0:
        whole *= 10**shift
    else:
        whole, left = divmod(whole, 10**-shift)
    whole = -whole if sign else whole
    return whole if not left and LONG_LOW <= whole <= LONG_HIGH else _ODD


def _truth(value: Any, shape: Shape) -> Any:
    return value if value is True or value is False else _ODD


def _text(value: Any, shape: Shape) -> Any:
    text = plain_text(value) if value.__class__ is str else None
    return _ODD if text is None else text


def _day(value: Any, shape: Shape) -> Any:
    number = day_number(value)
    return _ODD if number is None else number


def _texts(value: Any, shape: Shape) -> Any:
    if not isinstance(value, Vector):
        return _ODD
    items = [_text(item, shape) for item in value]
    return _ODD if any(item is _ODD for item in items) else items


_STORES: Final[dict[str, Callable[[Any, Shape], Any]]] = {
    INT: _whole,
    DEC: _scaled,
    BOOL: _truth,
    STR: _text,
    DAY: _day,
    TEXTS: _texts,
}
