"""Values under construction: an expression for every row at once, and what its nulls mean.

The engine's one law: on a row that is not undecided, the expression is null exactly where the language has nil, and
otherwise holds the language's value; on a row that is undecided it is null. Every function here keeps the law, given
operands that keep it: an operand that is evaluated and undecided makes the result undecided, one that is not reached
does not count.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from typing import Any, Final

import polars as pl

from cljrules.interp.columns import BOOL, DAY, DEC, INT, LONG_HIGH, LONG_LOW, MAP, STR, day_number
from cljrules.values.decimals import EXACT
from cljrules.values.symbols import from_units, to_units

#: A number of which only the value is known, not whether it is a Long or a BigDecimal.
NUM: Final = "num"
#: nil, and a value that is undecided on every row.
NIL: Final = "nil"
NOTHING_KIND: Final = "nothing"
#: A constant that no column can hold.
OTHER: Final = "other"
#: Something that is there or nil, of which nothing else is known.
PRESENT: Final = "present"
#: Kinds that tell nothing about a value.
OPAQUE: Final = frozenset({NOTHING_KIND, MAP})

NUMBERS: Final = (INT, DEC, NUM)

#: How large an expression may grow; text that names a value many times in itself grows like a power.
MOST_PARTS: Final = 4000


class Nulls(Enum):
    """What a null of a value means. Where both can be, `Value.mask` tells the undecided rows."""

    NEVER = 0
    NIL = 1
    UNDECIDED = 2
    BOTH = 3

    @property
    def may_be_nil(self) -> bool:
        return self in (Nulls.NIL, Nulls.BOTH)

    @property
    def may_be_undecided(self) -> bool:
        return self in (Nulls.UNDECIDED, Nulls.BOTH)


@dataclass(frozen=True, slots=True)
class Value:
    """An expression and what is known of it.

    `scale`, `low`, `high` and `bits` are those of the stored whole numbers of the number and day kinds. `constant`
    is the language's value where it is `known` to be the same on every row; of a map it is the way to it.
    """

    kind: str
    expr: pl.Expr
    nulls: Nulls = Nulls.NEVER
    mask: pl.Expr | None = None
    scale: int = 0
    low: int = LONG_LOW
    high: int = LONG_HIGH
    bits: int = 64
    constant: Any = None
    known: bool = False
    parts: int = 1

    @property
    def undecided(self) -> pl.Expr | None:
        """Where the value is undecided; None where it never is."""
        if self.nulls is Nulls.BOTH:
            return self.mask
        return self.expr.is_null() if self.nulls is Nulls.UNDECIDED else None


NOTHING: Final = Value(NOTHING_KIND, pl.lit(None, dtype=pl.Boolean), Nulls.UNDECIDED)
TRUE: Final = Value(BOOL, pl.lit(True), constant=True, known=True)
FALSE: Final = Value(BOOL, pl.lit(False), constant=False, known=True)
NO_VALUE: Final = Value(NIL, pl.lit(None), Nulls.NIL, constant=None, known=True)


def truth(value: bool) -> Value:
    """A Boolean constant."""
    return TRUE if value else FALSE


def checked(value: Value) -> Value:
    """The value, undecided everywhere where its expression has grown too large."""
    return NOTHING if value.parts > MOST_PARTS else value


def constant(value: Any) -> Value:
    """A constant of the language."""
    if value is None:
        return NO_VALUE
    if value is True or value is False:
        return truth(value)
    if value.__class__ is str:
        text = plain_text(value)
        if text is not None:
            return Value(STR, pl.lit(text), constant=value, known=True)
    if value.__class__ is int:
        return whole(INT, value, 0, value)
    if value.__class__ is Decimal and (held := _unscaled(value)) is not None:
        return whole(DEC, held[0], held[1], value)
    return Value(OTHER, NOTHING.expr, constant=value, known=True)


def whole(kind: str, number: int, scale: int, value: Any) -> Value:
    """A constant that is stored as a whole number."""
    bits = width(number, number)
    if bits is None:
        return Value(OTHER, NOTHING.expr, constant=value, known=True)
    expr = pl.lit(number, dtype=DTYPES[bits])
    return Value(kind, expr, scale=scale, low=number, high=number, bits=bits, constant=value, known=True)


def _unscaled(value: Decimal) -> tuple[int, int] | None:
    """The whole number and scale of a decimal that is not too long for a column."""
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or not -40 < exponent < 40 or abs(value.adjusted()) > 40:
        return None
    scale = max(-exponent, 0)
    return int(value.scaleb(scale, EXACT)), scale


def plain_text(units: str) -> str | None:
    """Real text of UTF-16 units; None where a surrogate stands alone, which no column can hold."""
    if units.isascii():
        return units
    text = from_units(units)
    return text if to_units(text) == units else None


def day_constant(value: Value) -> Value | None:
    """The day a constant text names, None where it names none."""
    number = day_number(value.constant) if value.known and value.kind == STR else None
    if number is None:
        return None
    return whole(DAY, number, 0, value.constant)


# Undecided rows.


def guard(value: Value, *evaluated: Value) -> Value:
    """The value, undecided also where one of the evaluated ones is."""
    masks = [other.undecided for other in evaluated if other.nulls.may_be_undecided]
    found = [mask for mask in masks if mask is not None]
    if not found or value.kind == NOTHING_KIND:
        return value
    if any(other.kind == NOTHING_KIND for other in evaluated):
        return NOTHING
    where = found[0]
    for mask in found[1:]:
        where = where | mask
    parts = value.parts + 2 * sum(other.parts for other in evaluated) + 1
    expr = pl.when(~where).then(value.expr)
    way = value.constant if value.kind == MAP else None
    held = replace(value, expr=expr, constant=way, known=False)
    if not value.nulls.may_be_nil:
        return checked(replace(held, nulls=Nulls.UNDECIDED, parts=parts))
    mask = where if value.mask is None else where | value.mask
    return checked(replace(held, nulls=Nulls.BOTH, mask=mask, parts=2 * parts))


def strict(kind: str, make: Callable[..., pl.Expr], *args: Value, **known: Any) -> Value:
    """A value that needs all its operands: undecided where one is nil or undecided; `make` must give null for null."""
    if any(arg.kind in (NOTHING_KIND, NIL, MAP) for arg in args):
        return NOTHING
    nulls = Nulls.NEVER if all(arg.nulls is Nulls.NEVER for arg in args) else Nulls.UNDECIDED
    parts = 1 + sum(arg.parts for arg in args)
    return checked(Value(kind, make(*(arg.expr for arg in args)), nulls, parts=parts, **known))


# Truth.


def test(value: Value) -> Value:
    """Whether a value is neither nil nor false, as a Boolean that is never nil."""
    if value.kind in OPAQUE:
        return NOTHING
    if value.known:
        return truth(value.constant is not None and value.constant is not False)
    if value.kind == BOOL:
        if not value.nulls.may_be_nil:
            return value
        return guard(Value(BOOL, value.expr.fill_null(False), parts=value.parts + 1), value)
    return is_some(value)


def is_some(value: Value) -> Value:
    """`some?`."""
    if value.kind in OPAQUE:
        return NOTHING
    if value.known:
        return truth(value.constant is not None)
    if not value.nulls.may_be_nil:
        return guard(TRUE, value)
    return guard(Value(BOOL, value.expr.is_not_null(), parts=value.parts + 1), value)


def negation(tested: Value) -> Value:
    """The opposite of a Boolean that is never nil."""
    if tested.kind == NOTHING_KIND:
        return NOTHING
    if tested.known:
        return truth(not tested.constant)
    return Value(BOOL, ~tested.expr, tested.nulls, parts=tested.parts + 1)


def both(first: Value, second: Value) -> Value:
    """Whether both hold, of Booleans that are never nil; the second counts only where the first is true."""
    if first.kind == NOTHING_KIND:
        return NOTHING
    if first.known:
        return second if first.constant else FALSE
    if second.known and second.constant:
        return first
    if second.known and first.nulls is Nulls.NEVER:
        return FALSE
    # null and false is false to Polars: what is undecided first has to stay so
    other = second.expr if first.nulls is Nulls.NEVER else second.expr | first.expr.is_null()
    return _joined(first, second, first.expr & other)


def either(first: Value, second: Value) -> Value:
    """Whether one holds, of Booleans that are never nil; the second counts only where the first is false."""
    if first.kind == NOTHING_KIND:
        return NOTHING
    if first.known:
        return TRUE if first.constant else second
    if second.known and not second.constant:
        return first
    if second.known and first.nulls is Nulls.NEVER:
        return TRUE
    other = second.expr if first.nulls is Nulls.NEVER else second.expr & first.expr.is_not_null()
    return _joined(first, second, first.expr | other)


def _joined(first: Value, second: Value, expr: pl.Expr) -> Value:
    nulls = Nulls.NEVER if first.nulls is second.nulls is Nulls.NEVER else Nulls.UNDECIDED
    parts = first.parts * (1 if first.nulls is Nulls.NEVER else 2) + second.parts + 1
    return checked(Value(BOOL, expr, nulls, parts=parts))


# Choice.


def choice(tested: Value, then: Value, otherwise: Value) -> Value:
    """`if`: the test is a Boolean that is never nil."""
    if tested.kind == NOTHING_KIND:
        return NOTHING
    if tested.known:
        return then if tested.constant else otherwise
    if then.kind in OPAQUE and otherwise.kind in OPAQUE:
        return NOTHING
    if _is_truth(then) and _is_truth(otherwise):
        if otherwise.known and not otherwise.constant:
            return both(tested, then)
        if then.known and then.constant:
            return either(tested, otherwise)
    one, other = _alike(then, otherwise)
    expr = pl.when(tested.expr).then(one.expr)
    if tested.nulls is Nulls.NEVER:
        made = expr.otherwise(other.expr)
    else:
        made = expr.when(~tested.expr).then(other.expr)
    branches = one.nulls, other.nulls
    undecided = tested.nulls is not Nulls.NEVER or any(nulls.may_be_undecided for nulls in branches)
    nil = any(nulls.may_be_nil for nulls in branches)
    parts = 2 * tested.parts + one.parts + other.parts + 1
    value = replace(
        one,
        expr=made,
        nulls=Nulls((1 if nil else 0) + (2 if undecided else 0)),
        mask=None,
        low=min(one.low, other.low),
        high=max(one.high, other.high),
        bits=max(one.bits, other.bits),
        constant=None,
        known=False,
        parts=parts,
    )
    if nil and undecided:
        mask = pl.when(tested.expr).then(_mask(one)).when(~tested.expr).then(_mask(other)).otherwise(True)
        value = replace(value, mask=mask, parts=3 * parts)
    return checked(value)


def _is_truth(value: Value) -> bool:
    return value.kind == BOOL and not value.nulls.may_be_nil


def _mask(value: Value) -> pl.Expr:
    mask = value.undecided
    return pl.lit(False) if mask is None else mask


def _alike(one: Value, other: Value) -> tuple[Value, Value]:
    """Two values of one kind; what cannot be held in one column with the first is undecided."""
    kinds = {one.kind, other.kind}
    if one.kind == other.kind and one.kind != OTHER:
        if one.kind == STR:
            # texts may lie in columns of different types
            return replace(one, expr=one.expr.cast(pl.String)), replace(other, expr=other.expr.cast(pl.String))
        return aligned(one, other) if one.kind in (*NUMBERS, DAY) else (one, other)
    if kinds <= set(NUMBERS):
        one, other = aligned(one, other)
        return replace(one, kind=NUM), replace(other, kind=NUM)
    if DAY in kinds:
        one, other = day_constant(one) or one, day_constant(other) or other
        if one.kind == other.kind:
            return aligned(one, other)
    held = (one, other) if one.kind not in (NIL, *OPAQUE, OTHER) else (other, one)
    main, rest = held
    if main.kind in (NIL, *OPAQUE, OTHER):
        # no column at all: nil beside something undecided
        nil = main.kind == NIL
        main = replace(
            NOTHING, kind=BOOL, nulls=main.nulls if nil else Nulls.UNDECIDED, mask=main.mask if nil else None
        )
    if rest.kind == NIL:
        rest = replace(main, expr=rest.expr, nulls=rest.nulls, mask=rest.mask, known=False, parts=rest.parts)
    else:
        rest = replace(main, expr=pl.lit(None), nulls=Nulls.UNDECIDED, mask=None, known=False, parts=1)
    return (main, rest) if held[0] is one else (rest, main)


# Whole numbers of one scale and width.


def aligned(one: Value, other: Value) -> tuple[Value, Value]:
    """Two numbers with the same scale and width."""
    scale = max(one.scale, other.scale)
    one, other = rescaled(one, scale), rescaled(other, scale)
    bits = max(one.bits, other.bits)
    return widened(one, bits), widened(other, bits)


def rescaled(value: Value, scale: int) -> Value:
    """A number with more decimal places, exactly."""
    if value.scale == scale:
        return value
    factor = 10 ** (scale - value.scale)
    low, high = value.low * factor, value.high * factor
    bits = width(low, high)
    if bits is None:
        return Value(value.kind, pl.lit(None, dtype=pl.Int64), Nulls.UNDECIDED, scale=scale)
    held = widened(value, bits)
    expr = held.expr * pl.lit(factor, dtype=DTYPES[bits])
    return replace(held, expr=expr, scale=scale, low=low, high=high, bits=bits, parts=value.parts + 1)


def widened(value: Value, bits: int) -> Value:
    """A number in a wider column."""
    if value.bits >= bits:
        return value
    return replace(value, expr=value.expr.cast(DTYPES[bits]), bits=bits)


DTYPES: Final[dict[int, Any]] = {8: pl.Int8, 16: pl.Int16, 32: pl.Int32, 64: pl.Int64, 128: pl.Int128}


def width(low: int, high: int) -> int | None:
    """The width that arithmetic with such results takes, None where no column is wide enough."""
    if low >= LONG_LOW and high <= LONG_HIGH:
        return 64
    return 128 if low >= -(2**127) and high < 2**127 else None
