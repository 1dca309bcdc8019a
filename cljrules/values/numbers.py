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
from typing import Any

from cljrules.values import decimals
from cljrules.values.decimals import MathContext, RoundingMode, math_context
from cljrules.values.errors import error
from cljrules.values.number_text import double_text, integer_text, number_text, parse_number
from cljrules.values.number_types import (
    BIG,
    DECIMAL,
    DOUBLE,
    LEVELS,
    LONG,
    LONG_MAX,
    LONG_MIN,
    MAX_BITS,
    RATIO,
    BigInt,
    BigInteger,
    Float32,
    Int8,
    Int16,
    Int32,
    big,
    common_level,
    divide_by_zero,
    integer_overflow,
    is_number,
    level_of,
    not_a_number,
    number_too_large,
    whole,
    wrap,
)

__all__ = [
    "LONG_MAX",
    "LONG_MIN",
    "BigInt",
    "BigInteger",
    "Float32",
    "Int8",
    "Int16",
    "Int32",
    "MathContext",
    "RoundingMode",
    "absolute",
    "add",
    "add_promoting",
    "as_decimal",
    "as_double",
    "compare_numbers",
    "dec",
    "div",
    "double_text",
    "ge",
    "gt",
    "hash_key",
    "inc",
    "integer_text",
    "is_decimal",
    "is_even",
    "is_fixed",
    "is_float",
    "is_integer",
    "is_nan",
    "is_neg",
    "is_number",
    "is_odd",
    "is_pos",
    "is_ratio",
    "is_rational",
    "is_zero",
    "le",
    "lt",
    "math_context",
    "max_",
    "min_",
    "mod",
    "mul",
    "mul_promoting",
    "neg",
    "neg_promoting",
    "not_a_number",
    "num_eq",
    "number_equiv",
    "number_text",
    "parse_number",
    "quot",
    "rem",
    "sub",
    "sub_promoting",
    "whole",
    "wrap",
]  # fmt: skip


def as_double(value: Any) -> float:
    """Number.doubleValue: the nearest double, an infinity where the number is too large for one."""
    if isinstance(value, float):
        return float(value)
    if isinstance(value, Fraction):
        return decimals.ratio_to_double(value)
    if isinstance(value, int):
        try:
            return float(value)
        except OverflowError:
            return math.inf if value > 0 else -math.inf
    return float(value)


def as_decimal(value: Any) -> Decimal:
    """A whole number, ratio or decimal as a decimal; raises ArithmeticException for a ratio of endless expansion."""
    if value.__class__ is Decimal:
        return value
    if isinstance(value, Fraction):
        return decimals.of_ratio(value)
    return Decimal(value)


def _reduced(value: Fraction | int) -> Any:
    """The result of ratio arithmetic: a BigInt where it is whole."""
    if value.denominator == 1:
        return big(value.numerator)
    if value.numerator.bit_length() > MAX_BITS or value.denominator.bit_length() > MAX_BITS:
        number_too_large()
    return value


def add(a: Any, b: Any) -> Any:
    """`+`; raises ArithmeticException "integer overflow" outside 64 bits."""
    if a.__class__ is int and b.__class__ is int:
        made = a + b
        if LONG_MIN <= made <= LONG_MAX:
            return made
        raise integer_overflow()
    return _combine(a, b, _checked(int.__add__), Fraction.__add__, decimals.add, float.__add__)


def sub(a: Any, b: Any) -> Any:
    """`-` of two; raises ArithmeticException "integer overflow" outside 64 bits."""
    if a.__class__ is int and b.__class__ is int:
        made = a - b
        if LONG_MIN <= made <= LONG_MAX:
            return made
        raise integer_overflow()
    # other kinds add the negation, which shows where the least Long is taken away or decimals are rounded
    if common_level(a, b) == DOUBLE and b.__class__ is int:
        return as_double(a) - as_double(b)
    return add(a, neg(b))


def mul(a: Any, b: Any) -> Any:
    """`*`; raises ArithmeticException "integer overflow" outside 64 bits."""
    if a.__class__ is int and b.__class__ is int:
        made = a * b
        if LONG_MIN <= made <= LONG_MAX:
            return made
        raise integer_overflow()
    return _combine(a, b, _checked(int.__mul__), Fraction.__mul__, decimals.multiply, float.__mul__)


def add_promoting(a: Any, b: Any) -> Any:
    """`+'`: a Long result outside 64 bits becomes a BigInt."""
    return _combine(a, b, lambda x, y: whole(x + y), Fraction.__add__, decimals.add, float.__add__)


def sub_promoting(a: Any, b: Any) -> Any:
    """`-'` of two: a Long result outside 64 bits becomes a BigInt."""
    common_level(a, b)
    return add_promoting(a, neg_promoting(b))


def mul_promoting(a: Any, b: Any) -> Any:
    """`*'`: a Long result outside 64 bits becomes a BigInt."""
    return _combine(a, b, lambda x, y: whole(x * y), Fraction.__mul__, decimals.multiply, float.__mul__)


def _checked(operation: Callable[[int, int], int]) -> Callable[[int, int], int]:
    def apply(a: int, b: int) -> int:
        made = operation(int(a), int(b))
        if LONG_MIN <= made <= LONG_MAX:
            return made
        raise integer_overflow()

    return apply


def _combine(
    a: Any,
    b: Any,
    longs: Callable[[int, int], int],
    ratios: Callable[[Fraction, Fraction], Fraction],
    decimal: Callable[[Decimal, Decimal], Decimal],
    doubles: Callable[[float, float], float],
) -> Any:
    level = common_level(a, b)
    if level == DOUBLE:
        return doubles(as_double(a), as_double(b))
    if level == DECIMAL:
        return decimal(as_decimal(a), as_decimal(b))
    if level == LONG:
        return longs(a, b)
    made = ratios(Fraction(a), Fraction(b))
    return big(made.numerator) if level == BIG else _reduced(made)


def neg(a: Any) -> Any:
    """`-` of one; raises ArithmeticException for the least Long."""
    level = level_of(a)
    if level == DOUBLE:
        return 0.0 - a if a == 0 else -float(a)
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
    return common_level(a, b)


def _double_quotient(a: float, b: float) -> float:
    made = a / b
    if math.isinf(made) or math.isnan(made):
        raise error("NumberFormatException", "Infinite or NaN")
    return float(math.trunc(made))


def _double_remainder(a: float, b: float) -> float:
    return a - _double_quotient(a, b) * b


def lt(a: Any, b: Any) -> bool:
    """`<` of two."""
    if a.__class__ is int and b.__class__ is int:
        return a < b
    x, y = _comparable(a, b)
    return bool(x < y)


def le(a: Any, b: Any) -> bool:
    """`<=` of two."""
    if a.__class__ is int and b.__class__ is int:
        return a <= b
    x, y = _comparable(a, b)
    return bool(x <= y)


def gt(a: Any, b: Any) -> bool:
    """`>` of two."""
    return lt(b, a)


def ge(a: Any, b: Any) -> bool:
    """`>=` of two."""
    return le(b, a)


def num_eq(a: Any, b: Any) -> bool:
    """`==` of two: equal values of any kinds."""
    if a.__class__ is int and b.__class__ is int:
        return a == b
    x, y = _comparable(a, b)
    return bool(x == y)


def _comparable(a: Any, b: Any) -> tuple[Any, Any]:
    """Both numbers in the representation in which Clojure compares them."""
    level = common_level(a, b)
    if level == DOUBLE:
        return as_double(a), as_double(b)
    if level == DECIMAL:
        return as_decimal(a), as_decimal(b)
    return a, b


def compare_numbers(a: Any, b: Any) -> int:
    """`compare` of two numbers: -1, 0 or 1; 0 where one is NaN."""
    if lt(a, b):
        return -1
    return 1 if lt(b, a) else 0


def max_(a: Any, b: Any) -> Any:
    """`max` of two: NaN where one is NaN, the second where they are equal."""
    if is_nan(a):
        return a
    if is_nan(b):
        return b
    if _both_double_zero(a, b):
        return a if math.copysign(1, a) > 0 else b
    return a if gt(a, b) else b


def min_(a: Any, b: Any) -> Any:
    """`min` of two: NaN where one is NaN, the second where they are equal."""
    if is_nan(a):
        return a
    if is_nan(b):
        return b
    if _both_double_zero(a, b):
        return a if math.copysign(1, a) < 0 else b
    return a if lt(a, b) else b


def _both_double_zero(a: Any, b: Any) -> bool:
    return isinstance(a, float) and isinstance(b, float) and a == 0 == b


def number_equiv(a: Any, b: Any) -> bool:
    """`=` of two numbers: equal value in the same category (whole, ratio, decimal, floating); 1 = 1N, 1.0M = 1.00M, but
    not 1 = 1.0.
    """
    mine, theirs = LEVELS[a.__class__], LEVELS[b.__class__]
    if mine != theirs and (mine > BIG or theirs > BIG):
        return False
    return bool(a == b)


def hash_key(value: Any) -> Any:
    """A Python hashable for a number; two numbers are `=` exactly when their keys are equal."""
    level = LEVELS[value.__class__]
    if level == DOUBLE:
        return ("d", float(value)) if value == value else ("d", object())
    if level == DECIMAL:
        return ("m", value)
    if level == RATIO:
        return ("r", value)
    return int(value)


def is_zero(a: Any) -> bool:
    """`zero?`."""
    return level_of(a) != RATIO and not a


def is_pos(a: Any) -> bool:
    """`pos?`."""
    level_of(a)
    return bool(a > 0)


def is_neg(a: Any) -> bool:
    """`neg?`."""
    level_of(a)
    return bool(a < 0)


def is_nan(a: Any) -> bool:
    """Whether a value is the double or float NaN."""
    return isinstance(a, float) and a != a


def is_integer(a: Any) -> bool:
    """`integer?`: a whole number of any size."""
    return LEVELS.get(a.__class__, DOUBLE) <= BIG


def is_fixed(a: Any) -> bool:
    """`int?`: a whole number of fixed size."""
    return LEVELS.get(a.__class__) == LONG


def is_ratio(a: Any) -> bool:
    """`ratio?`."""
    return a.__class__ is Fraction


def is_decimal(a: Any) -> bool:
    """`decimal?`."""
    return a.__class__ is Decimal


def is_rational(a: Any) -> bool:
    """`rational?`: whole, ratio or decimal."""
    return LEVELS.get(a.__class__, DOUBLE) <= DECIMAL


def is_float(a: Any) -> bool:
    """`float?` and `double?`... of either size."""
    return LEVELS.get(a.__class__) == DOUBLE


def is_even(a: Any) -> bool:
    """`even?`; raises IllegalArgumentException for what is no whole number."""
    if not is_integer(a):
        shown = number_text(a) if is_number(a) else "nil" if a is None else str(a)
        raise error("IllegalArgumentException", f"Argument must be an integer: {shown}")
    return not a & 1


def is_odd(a: Any) -> bool:
    """`odd?`; raises IllegalArgumentException for what is no whole number."""
    return not is_even(a)
