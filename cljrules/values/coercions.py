"""Numbers turned into numbers of another kind, as `long`, `bigdec`, `unchecked-int` and the like do it.

Takes any value and gives a number; raises IllegalArgumentException "Value out of range" where the checked ones do not
fit, and as `numbers` for what is no number. Characters count as numbers only where the JVM takes them.
"""

from __future__ import annotations

import math
import struct
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cljrules.values import decimals
from cljrules.values.errors import ClojureError, class_cast, error, illegal_argument, null_pointer
from cljrules.values.kinds import class_name
from cljrules.values.number_text import double_text, figures_to_int, number_text, parse_decimal
from cljrules.values.number_types import (
    INT_MAX,
    INT_MIN,
    LONG_MAX,
    LONG_MIN,
    BigInt,
    BigInteger,
    Float32,
    Int8,
    Int16,
    Int32,
    big,
    integer_overflow,
    is_number,
    level_of,
    not_a_number,
    wrap,
)
from cljrules.values.numbers import as_decimal, as_double
from cljrules.values.symbols import Char

_FLOAT_MAX = 3.4028234663852886e38


def _out_of_range(value: Any, kind: str) -> ClojureError:
    return illegal_argument(f"Value out of range for {kind}: {number_text(value)}")


def to_long(value: Any) -> int:
    """`long`: the whole part; decimals go through a double, as on the JVM."""
    if isinstance(value, int) and is_number(value):
        if LONG_MIN <= value <= LONG_MAX:
            return int(value)
        raise _out_of_range(value, "long")
    if isinstance(value, Fraction):
        whole = math.trunc(value)
        if LONG_MIN <= whole <= LONG_MAX:
            return whole
        raise _out_of_range(whole, "long")
    if isinstance(value, Char):
        return ord(value.unit)
    level_of(value)
    double = as_double(value)
    if double != double:
        return 0
    if not -9.223372036854775808e18 <= double <= 9.223372036854775808e18:
        raise _out_of_range(double, "long")
    return max(LONG_MIN, min(LONG_MAX, int(double)))


def to_int(value: Any) -> Int32:
    """`int`; raises ArithmeticException "integer overflow" for a whole number that does not fit,
    IllegalArgumentException for a double.
    """
    if isinstance(value, float) and not INT_MIN <= value <= INT_MAX and value == value:
        raise _out_of_range(value, "int")
    if value is None or not (is_number(value) or isinstance(value, Char)):
        raise _not_a_character(value)
    whole = to_long(value)
    if not INT_MIN <= whole <= INT_MAX:
        raise integer_overflow()
    return Int32(whole)


def _not_a_character(value: Any) -> ClojureError:
    if value is None:
        return null_pointer("nil was used as a number")
    return class_cast(f"{class_name(value)} cannot be cast to java.lang.Character or java.lang.Number")


def to_short(value: Any) -> Int16:
    """`short`."""
    return Int16(_narrow(value, 16, "short"))


def to_byte(value: Any) -> Int8:
    """`byte`."""
    return Int8(_narrow(value, 8, "byte"))


def _narrow(value: Any, bits: int, kind: str) -> int:
    if isinstance(value, float) and not -(1 << (bits - 1)) <= value < 1 << (bits - 1):
        raise _out_of_range(value, kind)
    whole = to_long(value)
    if wrap(whole, bits) != whole:
        raise _out_of_range(whole, kind)
    return whole


def to_char(value: Any) -> Char:
    """`char`: the character of a UTF-16 code unit."""
    if isinstance(value, Char):
        return value
    level_of(value)
    if isinstance(value, float) and not 0 <= value < 65536:
        raise _out_of_range(value, "char")
    code = to_whole(value)
    if not 0 <= code <= 0xFFFF:
        raise _out_of_range(code, "char")
    return Char(chr(code))


def to_double(value: Any) -> float:
    """`double`."""
    level_of(value)
    return as_double(value)


def to_float(value: Any) -> Float32:
    """`float`; raises IllegalArgumentException for a finite number beyond its range and for the infinities."""
    double = to_double(value)
    if not -_FLOAT_MAX <= double <= _FLOAT_MAX and double == double:
        raise _out_of_range(value, "float")
    return narrow_float(double)


def narrow_float(value: float) -> Float32:
    """The nearest single-precision number, an infinity where there is none."""
    try:
        return Float32(struct.unpack("<f", struct.pack("<f", value))[0])
    except OverflowError:
        return Float32(math.copysign(math.inf, value))


def to_whole(value: Any) -> int:
    """The whole part of a finite number, exactly."""
    if isinstance(value, Decimal):
        return decimals.to_whole(value)
    whole: int = math.trunc(value)
    return whole


def unchecked_long(value: Any) -> int:
    """`unchecked-long`: cut to 64 bits; doubles to the nearest end of the range."""
    level_of(value)
    if isinstance(value, float):
        return _saturated(value, LONG_MIN, LONG_MAX)
    return wrap(to_whole(value))


def unchecked_int(value: Any) -> Int32:
    """`unchecked-int`: cut to 32 bits; doubles to the nearest end of the range."""
    if isinstance(value, Char):
        return Int32(ord(value.unit))
    if isinstance(value, float):
        return Int32(_saturated(value, INT_MIN, INT_MAX))
    level_of(value)
    return Int32(wrap(to_whole(value), 32))


def _saturated(value: float, low: int, high: int) -> int:
    return 0 if value != value else int(max(float(low), min(float(high), value))) if value < high else high


def unchecked_short(value: Any) -> Int16:
    """`unchecked-short`: cut to 16 bits."""
    level_of(value)
    return Int16(wrap(unchecked_int(value), 16))


def unchecked_byte(value: Any) -> Int8:
    """`unchecked-byte`: cut to 8 bits."""
    level_of(value)
    return Int8(wrap(unchecked_int(value), 8))


def unchecked_char(value: Any) -> Char:
    """`unchecked-char`: the character of the lowest 16 bits."""
    if isinstance(value, Char):
        return value
    return Char(chr((unchecked_int(value) if isinstance(value, float) else unchecked_long(value)) & 0xFFFF))


def to_bigint(value: Any) -> BigInt:
    """`bigint`: the whole part of a number, or the whole number that a string holds."""
    return big(_any_whole(value))


def to_biginteger(value: Any) -> BigInteger:
    """`biginteger`: as `bigint`, as a java.math.BigInteger."""
    return BigInteger(to_bigint(value))


def _any_whole(value: Any) -> int:
    if isinstance(value, float):
        return decimals.to_whole(decimal_of_double(value))
    if is_number(value):
        return to_whole(value)
    if isinstance(value, str):
        return parse_whole(value)
    if value is None:
        raise not_a_number(value)
    raise illegal_argument(f"No matching ctor found for class java.math.BigInteger: {class_name(value)} is no number")


def parse_whole(text: str, radix: int = 10) -> int:
    """`new BigInteger(text, radix)`; raises NumberFormatException."""
    figures = text[1:] if text[:1] in ("-", "+") else text
    if not (figures.isascii() and figures.isalnum()):
        raise error("NumberFormatException", f'For input string: "{text}"')
    if radix == 10 and figures.isdigit():
        value = figures_to_int(figures)
    else:
        try:
            value = int(figures, radix)
        except ValueError:
            raise error("NumberFormatException", f'For input string: "{text}"') from None
    return -value if text[0] == "-" else value


def decimal_of_double(value: float) -> Decimal:
    """BigDecimal.valueOf: the decimal with the digits that the double prints; raises NumberFormatException for what is
    not finite.
    """
    if not math.isfinite(value):
        raise error("NumberFormatException", f"{double_text(value)} has no decimal digits")
    return decimals.plain(Decimal(double_text(float(value))))


def to_bigdec(value: Any) -> Decimal:
    """`bigdec`: doubles by the digits they print, ratios by division, strings as BigDecimal reads them."""
    if isinstance(value, float):
        return decimal_of_double(value)
    if is_number(value):
        return as_decimal(value)
    if isinstance(value, str):
        if not value:
            raise error("ArrayIndexOutOfBoundsException", "an empty string holds no number")
        return parse_decimal(value)
    if value is None:
        raise not_a_number(value)
    raise illegal_argument(f"No matching ctor found for class java.math.BigDecimal: {class_name(value)} is no number")


def rationalize(value: Any) -> Any:
    """`rationalize`: a double or decimal as the exact ratio of the digits it prints; other values as they are."""
    if isinstance(value, float):
        return decimals.to_ratio(decimal_of_double(value))
    if isinstance(value, Decimal):
        return decimals.to_ratio(value)
    if value is not None and not is_number(value):
        raise not_a_number(value)
    return value
