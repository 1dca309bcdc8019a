"""Arguments as the JVM's methods take them: each function gives the Python value of an argument or raises what a cast
on the JVM raises.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from cljrules.values.errors import ClojureError, class_cast, error, illegal_argument, null_pointer
from cljrules.values.kinds import class_name
from cljrules.values.limits import pay_for_text
from cljrules.values.symbols import Char

#: Beyond every long; Python compares it with decimals and doubles of any size exactly.
_TOO_LONG: Final = 1 << 63


def cannot_cast(value: Any, wanted: str) -> ClojureError:
    """The error of a value that is not of the class wanted: NullPointerException for nil, else ClassCastException."""
    if value is None:
        return null_pointer(f"`nil` was given where {wanted} is needed")
    return class_cast(f"class {class_name(value)} cannot be cast to class {wanted}")


def string_of(value: Any) -> str:
    """An argument that must be a string."""
    if value.__class__ is str:
        pay_for_text(len(value))
        return value
    raise cannot_cast(value, "java.lang.String")


def characters_of(value: Any) -> str:
    """An argument that must be a CharSequence."""
    if value.__class__ is str:
        pay_for_text(len(value))
        return value
    raise cannot_cast(value, "java.lang.CharSequence")


def unit_of(value: Any) -> str:
    """An argument that must be a character, as a string of one UTF-16 unit."""
    if value.__class__ is Char:
        return value.unit
    raise cannot_cast(value, "java.lang.Character")


def long_of(value: Any) -> int:
    """A number cast to a long, towards zero; raises IllegalArgumentException where it does not fit."""
    if value.__class__ is int:
        return value
    if value.__class__ is bool or not isinstance(value, int | float | Fraction | Decimal):
        raise cannot_cast(value, "java.lang.Number")
    if value != value:
        return 0
    # a decimal's digits are only written out where they may fit: 1E+999999999 has a thousand million of them
    if isinstance(value, float | Decimal) and not -_TOO_LONG <= value <= _TOO_LONG:
        raise illegal_argument(f"Value out of range for long: {value}")
    whole = int(value)
    if not -(1 << 63) <= whole < 1 << 63:
        raise illegal_argument(f"Value out of range for long: {value}")
    return whole


def int_of(value: Any) -> int:
    """A number cast to an int, towards zero; raises ArithmeticException where a long does not fit."""
    whole = long_of(value)
    if not -(1 << 31) <= whole < 1 << 31:
        raise error("ArithmeticException", "integer overflow")
    return whole


def wrapped_int_of(value: Any) -> int:
    """A number cast to a long and then to an int without a check, as `unchecked-int` casts an object."""
    return (long_of(value) + (1 << 31)) % (1 << 32) - (1 << 31)
