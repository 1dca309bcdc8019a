"""Numbers in columns: comparison and exact arithmetic on whole numbers of 10^-scale.

Takes operands that keep the law of `values`, gives values that keep it. Bounds of every operand are known, so that no
arithmetic can leave its column's width unseen: a Long result outside 64 bits is undecided, a decimal that no column can
hold makes everything undecided. Comparing with a constant asks the reference's own comparison where the answer changes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import Any, Final

import polars as pl

from cljrules.interp.columnar.values import (
    DTYPES,
    FALSE,
    NOTHING,
    NUM,
    NUMBERS,
    TRUE,
    Nulls,
    Value,
    aligned,
    both,
    checked,
    constant,
    guard,
    rescaled,
    strict,
    truth,
    widened,
    width,
)
from cljrules.interp.columns import DAY, DEC, INT, LONG_HIGH, LONG_LOW
from cljrules.values import numbers as num
from cljrules.values.decimals import EXACT
from cljrules.values.errors import ClojureError, LimitExceeded

_REFERENCE: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": num.lt,
    "<=": num.le,
    ">": num.gt,
    ">=": num.ge,
    "==": num.num_eq,
}
_COLUMNS: Final[dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]]] = {
    "<": pl.Expr.lt,
    "<=": pl.Expr.le,
    ">": pl.Expr.gt,
    ">=": pl.Expr.ge,
    "==": pl.Expr.eq,
}
_TURNED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "=="}


def chain(sign: str, args: Sequence[Value]) -> Value:
    """`<` and its like: all arguments are evaluated, the comparison stops at the first pair that fails."""
    made = compare(sign, args[0], args[1])
    for one, other in pairwise(args[1:]):
        made = both(made, compare(sign, one, other))
    return guard(made, *args[2:])


def compare(sign: str, one: Value, other: Value) -> Value:
    """A comparison of two numbers."""
    if one.known and other.known:
        return _folded(_REFERENCE[sign], one.constant, other.constant)
    if one.known:
        return compare(_TURNED[sign], other, one)
    if one.kind not in NUMBERS:
        return NOTHING
    if other.known:
        return with_constant(sign, one, other.constant)
    if other.kind not in NUMBERS:
        return NOTHING
    one, other = aligned(one, other)
    return strict("bool", _COLUMNS[sign], one, other)


def with_constant(sign: str, value: Value, number: Any) -> Value:
    """A number or day column compared with a constant (a day: its number)."""
    if not num.is_number(number) or num.is_nan(number):
        return NOTHING
    if value.kind == NUM and isinstance(number, Fraction):
        return NOTHING
    try:
        at_least, above = _thresholds(value, number)
    except ClojureError:
        return NOTHING
    match sign:
        case "<":
            return _below(value, at_least)
        case "<=":
            return _below(value, above)
        case ">":
            return _from(value, above)
        case ">=":
            return _from(value, at_least)
    if above - at_least == 1 and value.low <= at_least <= value.high:
        return _whether(value, lambda expr: expr == _literal(value, at_least))
    return both(_from(value, at_least), _below(value, above))


def _thresholds(value: Value, number: Any) -> tuple[int, int]:
    """The least stored whole numbers whose values are at least, and above, a number; one past the value's bounds where
    there is none within them."""
    low, high = value.low, value.high + 1
    if number.__class__ in (int, Decimal) and (held := constant(number)).kind in (INT, DEC):
        exact = Fraction(held.low * 10**value.scale, 10**held.scale)
        return min(max(ceil(exact), low), high), min(max(floor(exact) + 1, low), high)
    return _first(value, num.ge, number), _first(value, num.gt, number)


def _first(value: Value, holds: Callable[[Any, Any], bool], number: Any) -> int:
    low, high = value.low, value.high + 1
    while low < high:
        middle = (low + high) // 2
        if holds(middle if value.kind == INT else Decimal(middle).scaleb(-value.scale, EXACT), number):
            high = middle
        else:
            low = middle + 1
    return low


def _literal(value: Value, number: int) -> pl.Expr:
    return pl.lit(number, dtype=DTYPES[value.bits])


def _below(value: Value, threshold: int) -> Value:
    if threshold <= value.low:
        return _always(value, FALSE)
    if threshold > value.high:
        return _always(value, TRUE)
    return _whether(value, lambda expr: expr < _literal(value, threshold))


def _from(value: Value, threshold: int) -> Value:
    if threshold <= value.low:
        return _always(value, TRUE)
    if threshold > value.high:
        return _always(value, FALSE)
    return _whether(value, lambda expr: expr >= _literal(value, threshold))


def _whether(value: Value, make: Callable[[pl.Expr], pl.Expr]) -> Value:
    return strict("bool", make, value)


def _always(value: Value, answer: Value) -> Value:
    """A comparison that has one answer for every number of the column; nil still has none."""
    if value.nulls is Nulls.NEVER:
        return answer
    expr = pl.when(value.expr.is_not_null()).then(answer.expr)
    return checked(Value("bool", expr, Nulls.UNDECIDED, parts=value.parts + 1))


def _folded(function: Callable[..., Any], *args: Any) -> Value:
    """What the reference gives for constants; undecided where it raises."""
    try:
        made = function(*args)
    except (ClojureError, LimitExceeded):
        return NOTHING
    return truth(made) if made is True or made is False else constant(made)


# Arithmetic.

_FOLDS: Final[dict[str, Callable[[Any, Any], Any]]] = {"+": num.add, "-": num.sub, "*": num.mul}
_OPERATORS: Final[dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]]] = {
    "+": pl.Expr.add,
    "-": pl.Expr.sub,
    "*": pl.Expr.mul,
}


def arithmetic(sign: str, args: Sequence[Value]) -> Value:
    """`+`, `-` or `*` of two and more."""
    made = args[0]
    for other in args[1:]:
        made = _combined(sign, made, other)
    return made


def _combined(sign: str, one: Value, other: Value) -> Value:
    if one.known and other.known:
        return _folded(_FOLDS[sign], one.constant, other.constant)
    if one.kind not in NUMBERS or other.kind not in NUMBERS:
        return NOTHING
    if sign == "*":
        scale = one.scale + other.scale
        corners = [a * b for a in (one.low, one.high) for b in (other.low, other.high)]
    else:
        if sign == "-" and DEC in (one.kind, other.kind) and other.kind != DEC and other.low <= LONG_LOW:
            # a Long is negated before it is taken away from a BigDecimal, which the least Long does not survive
            return NOTHING
        one, other = aligned(one, other)
        scale = one.scale
        low, high = (other.low, other.high) if sign == "+" else (-other.high, -other.low)
        corners = [one.low + low, one.high + high]
    kind = one.kind if one.kind == other.kind else DEC if DEC in (one.kind, other.kind) else NUM
    return _fitted(kind, min(corners), max(corners), scale, _OPERATORS[sign], one, other)


def _fitted(kind: str, low: int, high: int, scale: int, operator: Callable[..., pl.Expr], *operands: Value) -> Value:
    """The result of an operation, worked out in a column wide enough; a Long past 64 bits is undecided."""
    bits = width(low, high)
    if bits is None or (kind == NUM and width(low // 10**scale, high // 10**scale) != 64):
        return NOTHING
    held = [widened(operand, bits) for operand in operands]
    made = strict(kind, operator, *held, scale=scale, low=low, high=high, bits=max(bits, *(one.bits for one in held)))
    if kind != INT or bits == 64 or made.kind != INT:
        return made
    expr = made.expr.cast(pl.Int64, strict=False)
    low, high = max(low, LONG_LOW), min(high, LONG_HIGH)
    return replace(made, expr=expr, nulls=Nulls.UNDECIDED, low=low, high=high, bits=64)


def negated(value: Value) -> Value:
    """`-` of one."""
    if value.known:
        return _folded(num.neg, value.constant)
    if value.kind not in NUMBERS or (value.kind == INT and value.low == LONG_LOW):
        return NOTHING
    return _fitted(value.kind, -value.high, -value.low, value.scale, _minus, value)


def _minus(expr: pl.Expr) -> pl.Expr:
    return pl.lit(0, dtype=pl.Int8) - expr


def _size(expr: pl.Expr) -> pl.Expr:
    return pl.when(expr < 0).then(_minus(expr)).otherwise(expr)


def absolute(value: Value) -> Value:
    """`abs`."""
    if value.known:
        return _folded(num.absolute, value.constant)
    if value.kind not in NUMBERS or value.low <= LONG_LOW:
        return NOTHING
    if value.low >= 0:
        return value if value.nulls in (Nulls.NEVER, Nulls.UNDECIDED) else needed(value)
    high = max(-value.low, value.high)
    return _fitted(value.kind, 0, high, value.scale, _size, value)


def needed(value: Value) -> Value:
    """The value where nil is an error: a null is undecided."""
    if value.kind not in (*NUMBERS, DAY):
        return NOTHING
    return value if value.nulls is Nulls.NEVER else replace(value, nulls=Nulls.UNDECIDED, mask=None)


def extreme(sign: str, args: Sequence[Value]) -> Value:
    """`max` (sign `>`) and `min` (`<`) of two and more."""
    made = args[0]
    for other in args[1:]:
        made = _more_extreme(sign, made, other)
    return made


def _more_extreme(sign: str, one: Value, other: Value) -> Value:
    if one.known and other.known:
        return _folded(num.max_ if sign == ">" else num.min_, one.constant, other.constant)
    if one.kind not in NUMBERS or other.kind not in NUMBERS:
        return NOTHING
    kind = one.kind if one.kind == other.kind else NUM
    one, other = aligned(one, other)
    pick = max if sign == ">" else min
    holds = _COLUMNS[sign]

    def make(a: pl.Expr, b: pl.Expr) -> pl.Expr:
        first = holds(a, b)
        return pl.when(first).then(a).when(~first).then(b)

    low, high = pick(one.low, other.low), pick(one.high, other.high)
    made = strict(kind, make, one, other, scale=one.scale, low=low, high=high, bits=max(one.bits, other.bits))
    return checked(replace(made, parts=3 * made.parts))


def quotient(value: Value, divisor: Value) -> Value:
    """`/` by a constant whose reciprocal has an end, where the quotient is a BigDecimal."""
    if value.known and divisor.known:
        return _folded(num.div, value.constant, divisor.constant)
    if not divisor.known or divisor.kind not in (INT, DEC) or not divisor.low or DEC not in (value.kind, divisor.kind):
        return NOTHING
    try:
        inverse = num.div(Decimal(1), divisor.constant)
    except ClojureError:
        return NOTHING
    return _combined("*", value, constant(inverse))


def whole_division(name: str, value: Value, divisor: Value) -> Value:
    """`quot`, `rem` and `mod` of a Long that is never negative by a positive constant Long."""
    if value.known and divisor.known:
        return _folded(getattr(num, name), value.constant, divisor.constant)
    if value.kind != INT or divisor.kind != INT or not divisor.known or divisor.low < 1 or value.low < 0:
        return NOTHING
    if name == "quot":
        low, high = value.low // divisor.low, value.high // divisor.low
        return _fitted(INT, low, high, 0, pl.Expr.floordiv, value, divisor)
    return _fitted(INT, 0, min(value.high, divisor.low - 1), 0, pl.Expr.mod, value, divisor)


def percentage(percent: Value, amount: Value) -> Value:
    """`u/percent-of`: exact, a hundredth of the product."""
    made = _combined("*", percent, amount)
    if made.kind not in NUMBERS or made.known:
        return NOTHING
    return replace(made, kind=DEC, scale=made.scale + 2)


def rounded(value: Value) -> Value:
    """`u/round-money`: to two places, halves up, of a number that is never negative."""
    if value.known or value.kind not in (DEC, INT) or value.low < 0:
        return NOTHING
    if value.scale <= 2:
        made = rescaled(needed(value), 2)
        return replace(made, kind=DEC)
    unit = 10 ** (value.scale - 2)
    bits = width(0, value.high + unit)
    if bits is None:
        return NOTHING
    held = widened(needed(value), max(bits, value.bits))
    factor, half = pl.lit(unit, dtype=DTYPES[held.bits]), pl.lit(unit // 2, dtype=DTYPES[held.bits])
    high = (value.high + unit // 2) // unit
    return replace(held, kind=DEC, expr=(held.expr + half) // factor, scale=2, low=0, high=high)
