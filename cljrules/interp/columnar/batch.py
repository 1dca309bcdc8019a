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

#: Stands for the value of a variable that a loan does not have, and for one that its shape cannot hold.
NO_VALUE: Final = object()
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
        root = name.split("/")[0]
        made |= column_of([loan.get(root, NO_VALUE) for loan in loans], name, shape)
    frame = pl.DataFrame(made) if made else pl.DataFrame(height=len(loans))
    return Batch(frame, described(frame, shapes))


def column_of(values: Sequence[Any], name: str, shape: Shape) -> dict[str, pl.Series]:
    """The column of a name, and that of its odd rows where there are some, from the values of the language that its
    loan variable has, NO_VALUE where it has none.
    """
    keys = [keyword(key) for key in name.split("/")[1:]]
    if keys:
        values = [_found(value, keys) for value in values]
    store = _STORES[shape.kind]
    if shape.kind in (STR, DAY) and all(value.__class__ is str or value is None for value in values):
        # texts come again and again
        known: dict[Any, Any] = {text: None if text is None else store(text, shape) for text in set(values)}
        stored = [known[text] for text in values]
    else:
        stored = [value if value is None or value is NO_VALUE else store(value, shape) for value in values]
    made: dict[str, pl.Series] = {}
    if any(value is NO_VALUE for value in stored):
        made[odd_column(name)] = pl.Series([value is NO_VALUE for value in stored], dtype=pl.Boolean)
        stored = [None if value is NO_VALUE else value for value in stored]
    if shape.kind == TEXTS:
        made[name] = _series_of_lists(stored)
    elif shape.kind != MAP:
        made[name] = pl.Series(stored, dtype=_TYPES[shape.kind])
    return made


def _series_of_lists(stored: Sequence[Any]) -> pl.Series:
    """A column of vectors. Each different one is made once: Polars is slow in making lists."""
    places: dict[Any, int] = {}
    rows = [places.setdefault(items, len(places)) for items in stored]
    return pl.Series([items if items is None else list(items) for items in places], dtype=_TYPES[TEXTS]).gather(rows)


def _found(value: Any, keys: Iterable[Any]) -> Any:
    for key in keys:
        if value is NO_VALUE:
            break
        value = look_up(key, value)
    return value


def _whole(value: Any, shape: Shape) -> Any:
    return value if value.__class__ is int and LONG_LOW <= value <= LONG_HIGH else NO_VALUE


def _scaled(value: Any, shape: Shape) -> Any:
    if value.__class__ is not Decimal:
        return NO_VALUE
    sign, digits, exponent = value.as_tuple()
    if len(digits) > _MOST_DIGITS or not isinstance(exponent, int) or abs(exponent) > _MOST_DIGITS:
        return NO_VALUE
    whole, left = int("".join(map(str, digits))), 0
    shift = exponent + shape.scale
    if shift >= 0:
        whole *= 10**shift
    else:
        whole, left = divmod(whole, 10**-shift)
    whole = -whole if sign else whole
    return whole if not left and LONG_LOW <= whole <= LONG_HIGH else NO_VALUE


def _truth(value: Any, shape: Shape) -> Any:
    return value if value is True or value is False else NO_VALUE


def _text(value: Any, shape: Shape) -> Any:
    text = plain_text(value) if value.__class__ is str else None
    return NO_VALUE if text is None else text


def _day(value: Any, shape: Shape) -> Any:
    number = day_number(value)
    return NO_VALUE if number is None else number


def _texts(value: Any, shape: Shape) -> Any:
    if not isinstance(value, Vector):
        return NO_VALUE
    if not len(value):
        return ()
    items = tuple(_text(item, shape) for item in value)
    return NO_VALUE if any(item is NO_VALUE for item in items) else items


_STORES: Final[dict[str, Callable[[Any, Shape], Any]]] = {
    INT: _whole,
    DEC: _scaled,
    BOOL: _truth,
    STR: _text,
    DAY: _day,
    TEXTS: _texts,
    MAP: lambda value, shape: None,
}
