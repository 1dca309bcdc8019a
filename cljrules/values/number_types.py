"""Kinds of numbers that Python does not have, and the limits every number obeys.

Gives the classes; never computes with them (`numbers` does).
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NoReturn

from cljrules.values.errors import ClojureError, LimitExceeded, class_cast, error, null_pointer
from cljrules.values.limits import METER, pay_for_bits

LONG_MIN: Final = -(2**63)
LONG_MAX: Final = 2**63 - 1
INT_MIN: Final = -(2**31)
INT_MAX: Final = 2**31 - 1

#: the largest whole number that can be made, in bits
MAX_BITS: Final = 100_000
#: bits that hold ten decimal digits
BITS_OF_TEN_DIGITS: Final = 34


class BigInt(int):
    """A whole number of any size that stays one: `1N`."""

    __slots__ = ()


class BigInteger(int):
    """The JVM's own whole number of any size, as `numerator` and `biginteger` give it; prints without `N`."""

    __slots__ = ()


class Int32(int):
    """A Java Integer."""

    __slots__ = ()


class Int16(int):
    """A Java Short."""

    __slots__ = ()


class Int8(int):
    """A Java Byte."""

    __slots__ = ()


class Float32(float):
    """A Java Float; holds a double that is exactly a single-precision number."""

    __slots__ = ()


#: Levels of contagion: an operation on two numbers happens at the higher of their levels.
LONG: Final = 0
BIG: Final = 1
RATIO: Final = 2
DECIMAL: Final = 3
DOUBLE: Final = 4

LEVELS: Final[dict[type, int]] = {
    int: LONG,
    Int32: LONG,
    Int16: LONG,
    Int8: LONG,
    BigInt: BIG,
    BigInteger: BIG,
    Fraction: RATIO,
    Decimal: DECIMAL,
    float: DOUBLE,
    Float32: DOUBLE,
}


def is_number(value: Any) -> bool:
    """Whether a value is a number; booleans are none."""
    return value.__class__ in LEVELS


def not_a_number(*values: Any) -> ClojureError:
    """The error of using values of which at least one is no number: NullPointerException where one is nil, else
    ClassCastException.
    """
    from cljrules.values.kinds import class_name

    if any(value is None for value in values):
        return null_pointer("nil was used as a number")
    wrong = next(value for value in values if not is_number(value))
    return class_cast(f"{class_name(wrong)} cannot be cast to java.lang.Number")


def level_of(value: Any) -> int:
    """The level of one number; raises NullPointerException or ClassCastException for what is none."""
    level = LEVELS.get(value.__class__)
    if level is None:
        raise not_a_number(value)
    return level


def common_level(a: Any, b: Any) -> int:
    """The level at which an operation on two numbers happens; raises as `level_of`."""
    levels = LEVELS
    mine, theirs = levels.get(a.__class__), levels.get(b.__class__)
    if mine is None or theirs is None:
        raise not_a_number(a, b)
    return mine if mine > theirs else theirs


def integer_overflow() -> ClojureError:
    """The error of a Long result outside 64 bits."""
    problem = error("ArithmeticException", "integer overflow")
    problem.help = "use `+'`, `-'`, `*'` or a literal ending in `N`, which have no upper bound"
    return problem


def divide_by_zero() -> ClojureError:
    """The error of a zero divisor; ours also where the JVM's primitive doubles give an infinity."""
    return error("ArithmeticException", "Divide by zero")


def number_too_large() -> NoReturn:
    """Raise the error of a number with more digits than an evaluation may make."""
    raise LimitExceeded(
        "number",
        "a number grew too large to compute with",
        "decimals may have 10,000 digits and exponents up to 100,000, whole numbers 100,000 bits",
    )


def whole(value: int) -> int:
    """A whole number as a Long where 64 bits hold it, else as a BigInt."""
    return value if LONG_MIN <= value <= LONG_MAX else big(value)


def big(value: int) -> BigInt:
    """A whole number as a BigInt; raises LimitExceeded past `MAX_BITS`."""
    bits = value.bit_length()
    if bits > 2048:
        check_bits(bits)
        pay_for_bits(bits)
    return BigInt(value)


def check_bits(bits: int) -> None:
    """Refuse a whole number of more bits than allowed; raises LimitExceeded."""
    meter = METER.get()
    if bits > MAX_BITS or (meter is not None and bits > meter.limits.digits * BITS_OF_TEN_DIGITS // 10 + 1):
        number_too_large()


def wrap(value: int, bits: int = 64) -> int:
    """A whole number cut to two's complement of so many bits, as the JVM's unchecked operations cut it."""
    half = 1 << (bits - 1)
    return (value + half) % (half << 1) - half
