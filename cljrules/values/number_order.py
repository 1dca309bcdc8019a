"""Comparison, equality and kinds of numbers.

Takes numbers of any kinds and gives truth values and orders as Clojure does: compared at the higher of their levels,
equal under `=` only within a category. Raises NullPointerException for nil and ClassCastException for other values that
are no numbers, except where a function asks of what kind a value is.
"""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cljrules.values import decimals
from cljrules.values.number_types import BIG, DECIMAL, DOUBLE, LEVELS, LONG, RATIO, common_level, level_of


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
    if a is None or b is None:
        # both are taken for numbers before one of them is found to be nil
        for operand in (a, b):
            if operand is not None:
                level_of(operand)
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
    return a if gt(a, b) else b


def min_(a: Any, b: Any) -> Any:
    """`min` of two: NaN where one is NaN, the second where they are equal."""
    if is_nan(a):
        return a
    if is_nan(b):
        return b
    return a if lt(a, b) else b


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
