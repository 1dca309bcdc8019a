"""Functions of extensions in columns, where an extension declared how.

Takes a function with a declared columnar form and operands that keep the law of `values`, gives a value that keeps it.
The form gets one Polars expression for each argument (Int64, Boolean, String or Date) and gives one; what it gives null
for, arguments and results outside what is declared, and nil are undecided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

import polars as pl

from cljrules.interp.columnar.days import FIRST_DAY, LAST_DAY, day_of
from cljrules.interp.columnar.values import NOTHING, Nulls, Value, strict
from cljrules.interp.columns import BOOL, DAY, INT, LONG_HIGH, LONG_LOW, STR
from cljrules.values.functions import Builtin

_KINDS: Final = {"boolean": BOOL, "integer": INT, "text": STR, "enum": STR, "date": DAY}
_TYPES: Final[dict[str, Any]] = {BOOL: pl.Boolean, INT: pl.Int64, STR: pl.String, DAY: pl.Date}


def declared(function: Builtin, args: Sequence[Value], as_of: date) -> Value:
    """What a function with a columnar form gives; undecided everywhere where a type has no column."""
    declaration = function.declaration
    types = [parameter.type for parameter in declaration.parameters[: len(args)]]
    given = [_operand(type, arg) for type, arg in zip(types, args, strict=False)]
    kind = _KINDS.get(declaration.gives.word)
    if kind is None or len(given) < len(args) or any(arg is None for arg in given):
        return NOTHING

    def make(*exprs: pl.Expr) -> pl.Expr:
        columns = [
            expr.cast(pl.Int32).cast(pl.Date) if _KINDS[type.word] == DAY else expr.cast(_TYPES[_KINDS[type.word]])
            for type, expr in zip(types, exprs, strict=True)
        ]
        held = declaration.columnar(*([as_of] if declaration.dated else []), *columns)
        made: pl.Expr = held.cast(_TYPES[kind], strict=False)
        fits = [_fits(type, column) for type, column in zip(types, columns, strict=True)]
        made = pl.when(pl.all_horizontal(*fits, _fits(declaration.gives, made))).then(made)
        return made.cast(pl.Int32) if kind == DAY else made

    low, high = _ends(declaration.gives, kind)
    bits = 32 if kind == DAY else 64
    try:
        made = strict(kind, make, *(arg for arg in given if arg is not None), low=low, high=high, bits=bits)
    except Exception:
        # a form that fails is no form; the function itself is called and says what is wrong
        return NOTHING
    return made if made.kind == NOTHING.kind else replace(made, nulls=Nulls.UNDECIDED)


def _operand(type: Any, arg: Value) -> Value | None:
    """The argument as a column of the declared type, None where it is none."""
    kind = _KINDS.get(type.word)
    if kind == DAY:
        return day_of(arg)
    return arg if kind is not None and arg.kind == kind else None


def _fits(type: Any, column: pl.Expr) -> pl.Expr:
    """Where a column is not null and within what is declared."""
    found = column.is_not_null()
    if _KINDS[type.word] == DAY:
        found = found & column.cast(pl.Int32).is_between(FIRST_DAY, LAST_DAY)
    if type.min is not None:
        found = found & (column >= type.min)
    if type.max is not None:
        found = found & (column <= type.max)
    return found & column.is_in(list(type.one_of)) if type.one_of else found


def _ends(type: Any, kind: str) -> tuple[int, int]:
    if kind == DAY:
        return FIRST_DAY, LAST_DAY
    return (LONG_LOW if type.min is None else int(type.min), LONG_HIGH if type.max is None else int(type.max))
