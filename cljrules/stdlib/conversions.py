"""Conversions between kinds of numbers, bits, arithmetic that wraps around, and numbers in text, for `clojure.core`."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import reduce
from typing import Any, Final
from uuid import UUID

from cljrules.stdlib.registry import core
from cljrules.values import bits, coercions
from cljrules.values.casts import string_of
from cljrules.values.coercions import to_double
from cljrules.values.errors import error, illegal_argument
from cljrules.values.kinds import class_name
from cljrules.values.number_text import parse_double as double_in
from cljrules.values.number_types import LONG_MAX, LONG_MIN, Float32, not_a_number
from cljrules.values.numbers import is_number
from cljrules.values.symbols import Char

_LONG: Final = re.compile(r"[-+]?\d{1,40}")
_UUID: Final = re.compile("-".join(["([0-9a-fA-F]{1,16})"] * 5))


@core("long")
def long(x: Any) -> int:
    """The whole part as a Long."""
    return coercions.to_long(x)


@core("int")
def int_(x: Any) -> int:
    """The whole part as an Integer, or a character's code."""
    return coercions.to_int(x)


@core("short")
def short(x: Any) -> int:
    """The whole part as a Short."""
    return coercions.to_short(x)


@core("byte")
def byte(x: Any) -> int:
    """The whole part as a Byte."""
    return coercions.to_byte(x)


@core("char")
def char_(x: Any) -> Char:
    """The character of a code."""
    return coercions.to_char(x)


@core("double", "unchecked-double")
def double(x: Any) -> float:
    """The number as a Double."""
    return coercions.to_double(x)


@core("float")
def float_(x: Any) -> Float32:
    """The number as a Float."""
    return coercions.to_float(x)


@core("boolean")
def boolean_cast(x: Any) -> bool:
    """false of nil and false, else true."""
    return x is not None and x is not False


@core("num")
def num(x: Any) -> Any:
    """The number itself; raises ClassCastException for anything else."""
    if x is None or is_number(x):
        return x
    raise not_a_number(x)


@core("bigint")
def bigint(x: Any) -> int:
    """The whole part as a BigInt."""
    return coercions.to_bigint(x)


@core("biginteger")
def biginteger(x: Any) -> int:
    """The whole part as a java.math.BigInteger."""
    return coercions.to_biginteger(x)


@core("bigdec")
def bigdec(x: Any) -> Any:
    """The number, or the number that a string holds, as a BigDecimal."""
    return coercions.to_bigdec(x)


@core("rationalize")
def rationalize(num: Any) -> Any:
    """A double or BigDecimal as the exact ratio of its digits."""
    return coercions.rationalize(num)


@core("unchecked-long")
def unchecked_long(x: Any) -> int:
    """The whole part cut to 64 bits."""
    return coercions.unchecked_long(x)


@core("unchecked-int")
def unchecked_int(x: Any) -> int:
    """The whole part cut to 32 bits."""
    return coercions.unchecked_int(x)


@core("unchecked-short")
def unchecked_short(x: Any) -> int:
    """The whole part cut to 16 bits."""
    return coercions.unchecked_short(x)


@core("unchecked-byte")
def unchecked_byte(x: Any) -> int:
    """The whole part cut to 8 bits."""
    return coercions.unchecked_byte(x)


@core("unchecked-char")
def unchecked_char(x: Any) -> Char:
    """The character of the lowest 16 bits."""
    return coercions.unchecked_char(x)


@core("unchecked-float")
def unchecked_float(x: Any) -> Float32:
    """The number as a Float, an infinity where it is too large."""
    return coercions.narrow_float(coercions.to_double(x))


@core("NaN?")
def is_nan(num: Any) -> bool:
    """Whether a number is NaN."""
    return math.isnan(to_double(num))


@core("infinite?")
def is_infinite(num: Any) -> bool:
    """Whether a number is one of the infinities."""
    return math.isinf(to_double(num))


def _fold(operation: Callable[[Any, Any], Any], x: Any, y: Any, more: tuple[Any, ...]) -> Any:
    return reduce(operation, more, operation(x, y))


@core("bit-and")
def bit_and(x: Any, y: Any, *more: Any) -> int:
    """The bits that all have."""
    return _fold(bits.bit_and, x, y, more)  # type: ignore[no-any-return]


@core("bit-or")
def bit_or(x: Any, y: Any, *more: Any) -> int:
    """The bits that any has."""
    return _fold(bits.bit_or, x, y, more)  # type: ignore[no-any-return]


@core("bit-xor")
def bit_xor(x: Any, y: Any, *more: Any) -> int:
    """The bits that an odd number of them have."""
    return _fold(bits.bit_xor, x, y, more)  # type: ignore[no-any-return]


@core("bit-and-not")
def bit_and_not(x: Any, y: Any, *more: Any) -> int:
    """The bits of the first that no other has."""
    return _fold(bits.bit_and_not, x, y, more)  # type: ignore[no-any-return]


@core("bit-not")
def bit_not(x: Any) -> int:
    """All bits turned over."""
    return bits.bit_not(x)


@core("bit-shift-left")
def bit_shift_left(x: Any, n: Any) -> int:
    """The bits moved up by n places."""
    return bits.shift_left(x, n)


@core("bit-shift-right")
def bit_shift_right(x: Any, n: Any) -> int:
    """The bits moved down by n places, keeping the sign."""
    return bits.shift_right(x, n)


@core("unsigned-bit-shift-right")
def unsigned_bit_shift_right(x: Any, n: Any) -> int:
    """The bits moved down by n places, zeros coming in."""
    return bits.unsigned_shift_right(x, n)


@core("bit-set")
def bit_set(x: Any, n: Any) -> int:
    """The number with bit n on."""
    return bits.bit_set(x, n)


@core("bit-clear")
def bit_clear(x: Any, n: Any) -> int:
    """The number with bit n off."""
    return bits.bit_clear(x, n)


@core("bit-flip")
def bit_flip(x: Any, n: Any) -> int:
    """The number with bit n turned over."""
    return bits.bit_flip(x, n)


@core("bit-test")
def bit_test(x: Any, n: Any) -> bool:
    """Whether bit n is on."""
    return bits.bit_test(x, n)


@core("unchecked-add")
def unchecked_add(x: Any, y: Any) -> Any:
    """The sum, cut to 64 bits."""
    return bits.unchecked_add(x, y)


@core("unchecked-subtract")
def unchecked_subtract(x: Any, y: Any) -> Any:
    """The difference, cut to 64 bits."""
    return bits.unchecked_subtract(x, y)


@core("unchecked-multiply")
def unchecked_multiply(x: Any, y: Any) -> Any:
    """The product, cut to 64 bits."""
    return bits.unchecked_multiply(x, y)


@core("unchecked-inc")
def unchecked_inc(x: Any) -> Any:
    """One more, cut to 64 bits."""
    return bits.unchecked_add(x, 1)


@core("unchecked-dec")
def unchecked_dec(x: Any) -> Any:
    """One less, cut to 64 bits."""
    return bits.unchecked_subtract(x, 1)


@core("unchecked-negate")
def unchecked_negate(x: Any) -> Any:
    """The negation, cut to 64 bits."""
    return bits.unchecked_negate(x)


@core("unchecked-add-int")
def unchecked_add_int(x: Any, y: Any) -> int:
    """The sum of Integers, cut to 32 bits."""
    return bits.unchecked_add_int(x, y)


@core("unchecked-subtract-int")
def unchecked_subtract_int(x: Any, y: Any) -> int:
    """The difference of Integers, cut to 32 bits."""
    return bits.unchecked_subtract_int(x, y)


@core("unchecked-multiply-int")
def unchecked_multiply_int(x: Any, y: Any) -> int:
    """The product of Integers, cut to 32 bits."""
    return bits.unchecked_multiply_int(x, y)


@core("unchecked-divide-int")
def unchecked_divide_int(x: Any, y: Any) -> int:
    """The whole part of the quotient of Integers."""
    return bits.unchecked_divide_int(x, y)


@core("unchecked-remainder-int")
def unchecked_remainder_int(x: Any, y: Any) -> int:
    """The remainder of the division of Integers."""
    return bits.unchecked_remainder_int(x, y)


@core("unchecked-inc-int")
def unchecked_inc_int(x: Any) -> int:
    """One more, cut to 32 bits."""
    return bits.unchecked_add_int(x, 1)


@core("unchecked-dec-int")
def unchecked_dec_int(x: Any) -> int:
    """One less, cut to 32 bits."""
    return bits.unchecked_subtract_int(x, 1)


@core("unchecked-negate-int")
def unchecked_negate_int(x: Any) -> int:
    """The negation, cut to 32 bits."""
    return bits.unchecked_negate_int(x)


def _text(s: Any) -> str:
    if s.__class__ is str:
        return s
    raise illegal_argument(f"Expected string, got {class_name(s)}")


@core("parse-long")
def parse_long(s: Any) -> int | None:
    """The Long that a string holds, nil where it holds none."""
    text = _text(s)
    if _LONG.fullmatch(text) is None:
        return None
    value = int(text)
    return value if LONG_MIN <= value <= LONG_MAX else None


@core("parse-double")
def parse_double(s: Any) -> float | None:
    """The Double that a string holds, nil where it holds none."""
    return double_in(_text(s))


@core("parse-boolean")
def parse_boolean(s: Any) -> bool | None:
    """true or false where a string says so exactly, else nil."""
    return {"true": True, "false": False}.get(_text(s))


@core("parse-uuid")
def parse_uuid(s: Any) -> UUID | None:
    """The UUID that a string holds, nil where it holds none."""
    if s is None:
        raise error("NullPointerException", "nil holds no UUID")
    matched = _UUID.fullmatch(string_of(s))
    if matched is None:
        return None
    widths = (8, 4, 4, 4, 12)
    return UUID("".join(part[-width:].zfill(width) for part, width in zip(matched.groups(), widths, strict=True)))
