"""Arithmetic, comparison and kinds of numbers in `clojure.core`."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

from cljrules.stdlib.registry import core
from cljrules.values import numbers
from cljrules.values.errors import class_cast, illegal_argument
from cljrules.values.kinds import class_name
from cljrules.values.number_types import LEVELS, BigInteger, not_a_number
from cljrules.values.printer import str_of


def _number_or_nil(x: Any) -> Any:
    """The cast to Number of one-argument calls, which lets nil through."""
    if x is None or x.__class__ in LEVELS:
        return x
    raise not_a_number(x)


@core("+")
def add(*xs: Any) -> Any:
    """The sum; 0 of nothing. Throws where a Long result does not fit into 64 bits."""
    if len(xs) == 2:
        return numbers.add(xs[0], xs[1])
    if not xs:
        return 0
    return reduce(numbers.add, xs[1:], xs[0] if len(xs) > 1 else _number_or_nil(xs[0]))


@core("*")
def multiply(*xs: Any) -> Any:
    """The product; 1 of nothing. Throws where a Long result does not fit into 64 bits."""
    if len(xs) == 2:
        return numbers.mul(xs[0], xs[1])
    if not xs:
        return 1
    return reduce(numbers.mul, xs[1:], xs[0] if len(xs) > 1 else _number_or_nil(xs[0]))


@core("-")
def subtract(x: Any, *ys: Any) -> Any:
    """The first less all others; of one number, its negation."""
    return reduce(numbers.sub, ys, x) if ys else numbers.neg(x)


@core("/")
def divide(x: Any, *ys: Any) -> Any:
    """The first divided by all others; of one number, its reciprocal. Whole numbers give a ratio where they do not
    divide evenly.
    """
    return reduce(numbers.div, ys, x) if ys else numbers.div(1, x)


@core("+'")
def add_promoting(*xs: Any) -> Any:
    """The sum; a result that does not fit into 64 bits becomes a BigInt."""
    if not xs:
        return 0
    return reduce(numbers.add_promoting, xs[1:], xs[0] if len(xs) > 1 else _number_or_nil(xs[0]))


@core("*'")
def multiply_promoting(*xs: Any) -> Any:
    """The product; a result that does not fit into 64 bits becomes a BigInt."""
    if not xs:
        return 1
    return reduce(numbers.mul_promoting, xs[1:], xs[0] if len(xs) > 1 else _number_or_nil(xs[0]))


@core("-'")
def subtract_promoting(x: Any, *ys: Any) -> Any:
    """The first less all others, or the negation; a result that does not fit into 64 bits becomes a BigInt."""
    return reduce(numbers.sub_promoting, ys, x) if ys else numbers.neg_promoting(x)


@core("inc")
def inc(x: Any) -> Any:
    """One more."""
    return numbers.inc(x)


@core("dec")
def dec(x: Any) -> Any:
    """One less."""
    return numbers.dec(x)


@core("inc'")
def inc_promoting(x: Any) -> Any:
    """One more; a BigInt past the greatest Long."""
    return numbers.add_promoting(x, 1)


@core("dec'")
def dec_promoting(x: Any) -> Any:
    """One less; a BigInt past the least Long."""
    return numbers.sub_promoting(x, 1)


@core("quot")
def quot(num: Any, div: Any) -> Any:
    """The whole part of num / div, towards zero."""
    return numbers.quot(num, div)


@core("rem")
def rem(num: Any, div: Any) -> Any:
    """What `quot` leaves, with the sign of num."""
    return numbers.rem(num, div)


@core("mod")
def mod(num: Any, div: Any) -> Any:
    """The remainder with the sign of div."""
    return numbers.mod(num, div)


@core("abs")
def absolute(a: Any) -> Any:
    """The number without its sign."""
    return numbers.absolute(a)


def _chain(test: Callable[[Any, Any], bool], x: Any, rest: tuple[Any, ...]) -> bool:
    for y in rest:
        if not test(x, y):
            return False
        x = y
    return True


@core("<")
def lt(x: Any, *more: Any) -> bool:
    """Whether each number is less than the next."""
    return _chain(numbers.lt, x, more)


@core("<=")
def le(x: Any, *more: Any) -> bool:
    """Whether no number is greater than the next."""
    return _chain(numbers.le, x, more)


@core(">")
def gt(x: Any, *more: Any) -> bool:
    """Whether each number is greater than the next."""
    return _chain(numbers.gt, x, more)


@core(">=")
def ge(x: Any, *more: Any) -> bool:
    """Whether no number is less than the next."""
    return _chain(numbers.ge, x, more)


@core("==")
def num_eq(x: Any, *more: Any) -> bool:
    """Whether the numbers are of equal value, whatever their kinds."""
    return _chain(numbers.num_eq, x, more)


@core("max")
def max_(x: Any, *more: Any) -> Any:
    """The greatest number; NaN where there is one."""
    return reduce(numbers.max_, more, x)


@core("min")
def min_(x: Any, *more: Any) -> Any:
    """The least number; NaN where there is one."""
    return reduce(numbers.min_, more, x)


@core("zero?")
def is_zero(num: Any) -> bool:
    """Whether a number is zero."""
    return numbers.is_zero(num)


@core("pos?")
def is_pos(num: Any) -> bool:
    """Whether a number is greater than zero."""
    return numbers.is_pos(num)


@core("neg?")
def is_neg(num: Any) -> bool:
    """Whether a number is less than zero."""
    return numbers.is_neg(num)


@core("even?")
def is_even(n: Any) -> bool:
    """Whether a whole number is even; raises IllegalArgumentException for anything else."""
    if not numbers.is_integer(n):
        raise illegal_argument(f"Argument must be an integer: {str_of(n)}")
    return not n & 1


@core("odd?")
def is_odd(n: Any) -> bool:
    """Whether a whole number is odd; raises IllegalArgumentException for anything else."""
    return not is_even(n)


@core("number?")
def is_number(x: Any) -> bool:
    """Whether a value is a number of any kind."""
    return numbers.is_number(x)


@core("integer?")
def is_integer(n: Any) -> bool:
    """Whether a value is a whole number of any size."""
    return numbers.is_integer(n)


@core("int?")
def is_int(x: Any) -> bool:
    """Whether a value is a whole number of fixed size."""
    return numbers.is_fixed(x)


@core("pos-int?")
def is_pos_int(x: Any) -> bool:
    """Whether a value is a whole number of fixed size greater than zero."""
    return bool(numbers.is_fixed(x) and x > 0)


@core("neg-int?")
def is_neg_int(x: Any) -> bool:
    """Whether a value is a whole number of fixed size less than zero."""
    return bool(numbers.is_fixed(x) and x < 0)


@core("nat-int?")
def is_nat_int(x: Any) -> bool:
    """Whether a value is a whole number of fixed size not less than zero."""
    return bool(numbers.is_fixed(x) and x >= 0)


@core("ratio?")
def is_ratio(n: Any) -> bool:
    """Whether a value is a ratio."""
    return numbers.is_ratio(n)


@core("decimal?")
def is_decimal(n: Any) -> bool:
    """Whether a value is a BigDecimal."""
    return numbers.is_decimal(n)


@core("rational?")
def is_rational(n: Any) -> bool:
    """Whether a value is a whole number, a ratio or a BigDecimal."""
    return numbers.is_rational(n)


@core("float?")
def is_float(n: Any) -> bool:
    """Whether a value is a floating-point number of either size."""
    return numbers.is_float(n)


@core("double?")
def is_double(x: Any) -> bool:
    """Whether a value is a Double."""
    return x.__class__ is float


@core("numerator")
def numerator(r: Any) -> BigInteger:
    """The upper part of a ratio."""
    return BigInteger(_ratio(r).numerator)


@core("denominator")
def denominator(r: Any) -> BigInteger:
    """The lower part of a ratio."""
    return BigInteger(_ratio(r).denominator)


def _ratio(r: Any) -> Any:
    if numbers.is_ratio(r):
        return r
    if r is None:
        raise not_a_number(r)
    raise class_cast(f"{class_name(r)} cannot be cast to clojure.lang.Ratio")
