"""The numeric tower: arithmetic, comparison and equality of numbers.

Takes and gives numbers of the kinds in `number_types`, Fraction (never whole) and Decimal (BigDecimal, see `decimals`),
with Clojure's contagion (Long < BigInt < Ratio < BigDecimal < Double), Clojure's checks of 64 bits and Clojure's
errors: ArithmeticException for overflow and zero divisors, NullPointerException for nil, ClassCastException for
anything else that is no number. Unlike the JVM's primitive doubles, dividing by zero always throws. Never rounds a
decimal except under `with-precision`, never makes a number past the limits (LimitExceeded).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from cljrules.values import decimals
from cljrules.values.decimals import MathContext, RoundingMode, math_context
from cljrules.values.errors import error
from cljrules.values.limits import pay_for_bits
from cljrules.values.number_order import (
    as_decimal,
    as_double,
    compare_numbers,
    ge,
    gt,
    hash_key,
    is_decimal,
    is_fixed,
    is_float,
    is_integer,
    is_nan,
    is_neg,
    is_pos,
    is_ratio,
    is_rational,
    is_zero,
    le,
    lt,
    max_,
    min_,
    num_eq,
    number_equiv,
)
from cljrules.values.number_text import double_text, integer_text, number_text, parse_number
from cljrules.values.number_types import (
    BIG,
    DECIMAL,
    DOUBLE,
    LONG,
    LONG_MAX,
    LONG_MIN,
    RATIO,
    BigInt,
    BigInteger,
    Float32,
    Int8,
    Int16,
    Int32,
    big,
    check_bits,
    common_level,
    divide_by_zero,
    integer_overflow,
    is_number,
    level_of,
    not_a_number,
    whole,
    wrap,
)

__all__ = [
    "LONG_MAX", "LONG_MIN", "BigInt", "BigInteger", "Float32", "Int8", "Int16", "Int32", "MathContext",
    "RoundingMode", "absolute", "add", "add_promoting", "as_decimal", "as_double", "compare_numbers", "dec", "div",
    "double_text", "ge", "gt", "hash_key", "inc", "integer_text", "is_decimal", "is_fixed", "is_float", "is_integer",
    "is_nan", "is_neg", "is_number", "is_pos", "is_ratio", "is_rational", "is_zero", "le", "lt", "math_context",
    "max_", "min_", "mod", "mul", "mul_promoting", "neg", "neg_promoting", "not_a_number", "num_eq", "number_equiv",
    "number_text", "parse_number", "quot", "rem", "sub", "sub_promoting", "whole", "wrap",
]  # fmt: skip


_LONG_BITS = 64


def _reduced(value: Fraction | int) -> Any:
    """The result of ratio arithmetic: a BigInt where it is whole."""
    if value.denominator == 1:
        return big(value.numerator)
    bits = max(value.numerator.bit_length(), value.denominator.bit_length())
    if bits > _LONG_BITS:
        check_bits(bits)
        # the greatest common divisor takes several times as long as a product
        pay_for_bits(3 * bits)
    return value


def add(a: Any, b: Any) -> Any:
    """`+`; raises ArithmeticException "integer overflow" outside 64 bits."""
    if a.__class__ is int and b.__class__ is int:
        made = a + b
        if LONG_MIN <= made <= LONG_MAX:
            return made
        raise integer_overflow()
    return _combine(_ADD, a, b, _fitting)


def sub(a: Any, b: Any) -> Any:
    """`-` of two; raises ArithmeticException "integer overflow" outside 64 bits."""
    if a.__class__ is int and b.__class__ is int:
        made = a - b
        if LONG_MIN <= made <= LONG_MAX:
            return made
        raise integer_overflow()
    rounds = math_context.get() is not None and b.__class__ is Decimal
    if rounds or (b == LONG_MIN and common_level(a, b) != DOUBLE):
        # Clojure adds the negation, which shows where the least Long is taken away or decimals are rounded
        return add(a, neg(b))
    return _combine(_SUBTRACT, a, b, _fitting)


def mul(a: Any, b: Any) -> Any:
    """`*`; raises ArithmeticException "integer overflow" outside 64 bits."""
    if a.__class__ is int and b.__class__ is int:
        made = a * b
        if LONG_MIN <= made <= LONG_MAX:
            return made
        raise integer_overflow()
    return _combine(_MULTIPLY, a, b, _fitting)


def add_promoting(a: Any, b: Any) -> Any:
    """`+'`: a Long result outside 64 bits becomes a BigInt."""
    return _combine(_ADD, a, b, whole)


def sub_promoting(a: Any, b: Any) -> Any:
    """`-'` of two: a Long result outside 64 bits becomes a BigInt."""
    common_level(a, b)
    return add_promoting(a, neg_promoting(b))


def mul_promoting(a: Any, b: Any) -> Any:
    """`*'`: a Long result outside 64 bits becomes a BigInt."""
    return _combine(_MULTIPLY, a, b, whole)


class _Operation(NamedTuple):
    """One operation at each level."""

    integers: Callable[[int, int], int]
    ratios: Callable[[Fraction, Fraction], Fraction]
    decimals: Callable[[Decimal, Decimal], Decimal]
    doubles: Callable[[float, float], float]


_ADD = _Operation(int.__add__, Fraction.__add__, decimals.add, float.__add__)
_SUBTRACT = _Operation(int.__sub__, Fraction.__sub__, decimals.subtract, float.__sub__)
_MULTIPLY = _Operation(int.__mul__, Fraction.__mul__, decimals.multiply, float.__mul__)


def _fitting(value: int) -> int:
    if LONG_MIN <= value <= LONG_MAX:
        return value
    raise integer_overflow()


def _combine(operation: _Operation, a: Any, b: Any, as_long: Callable[[int], int]) -> Any:
    level = common_level(a, b)
    if level == DECIMAL:
        return operation.decimals(as_decimal(a), as_decimal(b))
    if level == DOUBLE:
        return operation.doubles(as_double(a), as_double(b))
    if level == LONG:
        return as_long(operation.integers(int(a), int(b)))
    if level == BIG:
        return big(operation.integers(int(a), int(b)))
    return _reduced(operation.ratios(Fraction(a), Fraction(b)))


def neg(a: Any) -> Any:
    """`-` of one; raises ArithmeticException for the least Long."""
    level = level_of(a)
    if level == DOUBLE:
        return -float(a)
    if level == DECIMAL:
        return decimals.negate(a)
    if level == RATIO:
        return -a
    if level == BIG:
        return BigInt(-a)
    if a == LONG_MIN:
        raise integer_overflow()
    return -int(a)


def neg_promoting(a: Any) -> Any:
    """`-'` of one."""
    return BigInt(-a) if a.__class__ is int and a == LONG_MIN else neg(a)


def inc(a: Any) -> Any:
    """`inc`."""
    if a.__class__ is int and a != LONG_MAX:
        return a + 1
    return add(a, 1)


def dec(a: Any) -> Any:
    """`dec`."""
    if a.__class__ is int and a != LONG_MIN:
        return a - 1
    return add(a, -1)


def absolute(a: Any) -> Any:
    """`abs`; the least Long stays as it is, as on the JVM."""
    level = level_of(a)
    if level == DECIMAL:
        return decimals.absolute(a)
    if level == BIG:
        return BigInt(abs(a))
    if level == LONG:
        return wrap(abs(int(a)))
    return abs(a)


def div(a: Any, b: Any) -> Any:
    """`/`: a ratio where whole numbers do not divide evenly; raises ArithmeticException "Divide by zero" for every kind
    of zero.
    """
    if is_nan(a):
        return a
    if is_nan(b):
        return b
    if level_of(b) != RATIO and not b:
        raise divide_by_zero()
    level = common_level(a, b)
    if level == DOUBLE:
        return as_double(a) / as_double(b)
    if level == DECIMAL:
        return decimals.divide(as_decimal(a), as_decimal(b))
    if level == LONG:
        made, left = divmod(a, b)
        return Fraction(a, b) if left else wrap(made)
    return _reduced(Fraction(a) / Fraction(b))


def quot(a: Any, b: Any) -> Any:
    """`quot`: the whole part of a / b, towards zero; raises ArithmeticException "Divide by zero"."""
    level = _dividing(a, b)
    if level == DOUBLE:
        return _double_quotient(as_double(a), as_double(b))
    if level == DECIMAL:
        return decimals.quotient(as_decimal(a), as_decimal(b))
    if level == RATIO:
        return big(math.trunc(Fraction(a) / Fraction(b)))
    made = abs(int(a)) // abs(int(b))
    made = made if (a < 0) == (b < 0) else -made
    return wrap(made) if level == LONG else big(made)


def rem(a: Any, b: Any) -> Any:
    """`rem`: what `quot` leaves, with the sign of a; raises ArithmeticException "Divide by zero"."""
    level = _dividing(a, b)
    if level == DOUBLE:
        return _double_remainder(as_double(a), as_double(b))
    if level == DECIMAL:
        return decimals.remainder(as_decimal(a), as_decimal(b))
    if level == RATIO:
        x, y = Fraction(a), Fraction(b)
        return _reduced(x - y * math.trunc(x / y))
    left = abs(int(a)) % abs(int(b))
    left = -left if a < 0 else left
    return left if level == LONG else BigInt(left)


def mod(a: Any, b: Any) -> Any:
    """`mod`: the remainder with the sign of b; raises ArithmeticException "Divide by zero"."""
    left = rem(a, b)
    if is_zero(left) or is_pos(a) == is_pos(b):
        return left
    return add(left, b)


def _dividing(a: Any, b: Any) -> int:
    if level_of(b) != RATIO and not b:
        raise divide_by_zero()
    level = common_level(a, b)
    if level == BIG:
        pay_for_bits(int(a).bit_length() + int(b).bit_length())
    return level


def _double_quotient(a: float, b: float) -> float:
    made = a / b
    if math.isinf(made) or math.isnan(made):
        raise error("NumberFormatException", "Infinite or NaN")
    return float(math.trunc(made))


def _double_remainder(a: float, b: float) -> float:
    return a - _double_quotient(a, b) * b
