"""Operations on the 64 bits of a Long, and arithmetic that wraps around instead of throwing.

Whole numbers of fixed size only: anything else is an IllegalArgumentException, nil a NullPointerException. The
unchecked operations on other numbers are the ordinary ones.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cljrules.values import numbers
from cljrules.values.coercions import to_int
from cljrules.values.errors import error, illegal_argument
from cljrules.values.kinds import class_name
from cljrules.values.number_types import Int32, level_of, not_a_number, wrap
from cljrules.values.numbers import is_fixed


def bits_of(value: Any) -> int:
    """The operand of a bit operation."""
    if is_fixed(value):
        return int(value)
    if value is None:
        raise not_a_number(value)
    raise illegal_argument(f"bit operation not supported for: {class_name(value)}")


def bit_and(a: Any, b: Any) -> int:
    """`bit-and` of two."""
    return bits_of(a) & bits_of(b)


def bit_or(a: Any, b: Any) -> int:
    """`bit-or` of two."""
    return bits_of(a) | bits_of(b)


def bit_xor(a: Any, b: Any) -> int:
    """`bit-xor` of two."""
    return bits_of(a) ^ bits_of(b)


def bit_and_not(a: Any, b: Any) -> int:
    """`bit-and-not` of two."""
    return bits_of(a) & ~bits_of(b)


def bit_not(a: Any) -> int:
    """`bit-not`."""
    return ~bits_of(a)


def shift_left(a: Any, n: Any) -> int:
    """`bit-shift-left`; only the lowest six bits of the distance count."""
    return wrap(bits_of(a) << (bits_of(n) & 63))


def shift_right(a: Any, n: Any) -> int:
    """`bit-shift-right`, keeping the sign."""
    return bits_of(a) >> (bits_of(n) & 63)


def unsigned_shift_right(a: Any, n: Any) -> int:
    """`unsigned-bit-shift-right`, filling with zeros."""
    return wrap((bits_of(a) & (1 << 64) - 1) >> (bits_of(n) & 63))


def bit_set(a: Any, n: Any) -> int:
    """`bit-set`: bit n on."""
    return wrap(bits_of(a) | 1 << (bits_of(n) & 63))


def bit_clear(a: Any, n: Any) -> int:
    """`bit-clear`: bit n off."""
    return wrap(bits_of(a) & ~(1 << (bits_of(n) & 63)))


def bit_flip(a: Any, n: Any) -> int:
    """`bit-flip`: bit n turned over."""
    return wrap(bits_of(a) ^ 1 << (bits_of(n) & 63))


def bit_test(a: Any, n: Any) -> bool:
    """`bit-test`: whether bit n is on."""
    return bool(bits_of(a) >> (bits_of(n) & 63) & 1)


def _unchecked(a: Any, b: Any, longs: Callable[[int, int], int], others: Callable[[Any, Any], Any]) -> Any:
    if is_fixed(a) and is_fixed(b):
        return wrap(longs(int(a), int(b)))
    return others(a, b)


def unchecked_add(a: Any, b: Any) -> Any:
    """`unchecked-add`: Longs wrap around."""
    return _unchecked(a, b, int.__add__, numbers.add)


def unchecked_subtract(a: Any, b: Any) -> Any:
    """`unchecked-subtract`: Longs wrap around."""
    return _unchecked(a, b, int.__sub__, lambda x, y: numbers.add(x, unchecked_negate(y)))


def unchecked_multiply(a: Any, b: Any) -> Any:
    """`unchecked-multiply`: Longs wrap around."""
    return _unchecked(a, b, int.__mul__, numbers.mul)


def unchecked_negate(a: Any) -> Any:
    """`unchecked-negate`: the least Long stays."""
    return wrap(-int(a)) if is_fixed(a) else numbers.neg(a)


def unchecked_add_int(a: Any, b: Any) -> Int32:
    """`unchecked-add-int`: Integers wrap around."""
    level_of(a)
    return Int32(wrap(to_int(a) + to_int(b), 32))


def unchecked_subtract_int(a: Any, b: Any) -> Int32:
    """`unchecked-subtract-int`: Integers wrap around."""
    level_of(a)
    return Int32(wrap(to_int(a) - to_int(b), 32))


def unchecked_multiply_int(a: Any, b: Any) -> Int32:
    """`unchecked-multiply-int`: Integers wrap around."""
    return Int32(wrap(to_int(a) * to_int(b), 32))


def unchecked_divide_int(a: Any, b: Any) -> Int32:
    """`unchecked-divide-int`; raises ArithmeticException "/ by zero"."""
    return Int32(wrap(int(numbers.quot(*_int_division(a, b))), 32))


def unchecked_remainder_int(a: Any, b: Any) -> Int32:
    """`unchecked-remainder-int`; raises ArithmeticException "/ by zero"."""
    return Int32(int(numbers.rem(*_int_division(a, b))))


def _int_division(a: Any, b: Any) -> tuple[int, int]:
    top, bottom = int(to_int(a)), int(to_int(b))
    if not bottom:
        raise error("ArithmeticException", "/ by zero")
    return top, bottom


def unchecked_negate_int(a: Any) -> Int32:
    """`unchecked-negate-int`: the least Integer stays."""
    level_of(a)
    return Int32(wrap(-to_int(a), 32))
