"""Numbers as text: Clojure's literals and Java's toString.

`parse_number` takes a token as the reader cuts it out and gives the number; the functions named `…_text` give what
Java's toString gives (OpenJDK 17, whose doubles do not always have the fewest digits). Never interprets anything but a
whole token.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from cljrules.values.double_digits import double_figures
from cljrules.values.errors import ClojureError, error
from cljrules.values.limits import pay_for_bits, spend
from cljrules.values.number_types import (
    MAX_BITS,
    BigInt,
    big,
    divide_by_zero,
    number_too_large,
    whole,
)

_WHOLE: Final = re.compile(
    r"([-+]?)(?:(0)|([1-9][0-9]*)|0[xX]([0-9A-Fa-f]+)|0([0-7]+)|([1-9][0-9]?)[rR]([0-9A-Za-z]+)|0[0-9]+)(N)?", re.ASCII
)
_RATIO: Final = re.compile(r"([-+]?)([0-9]+)/([0-9]+)", re.ASCII)
_FLOAT: Final = re.compile(r"([-+]?[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?)(M)?", re.ASCII)
_DECIMAL: Final = re.compile(r"([-+]?)([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE]([-+]?[0-9]+))?", re.ASCII)
_DOUBLE: Final = re.compile(r"[-+]?(?:NaN|Infinity|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?[fFdD]?)", re.ASCII)
_HEX_DOUBLE: Final = re.compile(
    r"[-+]?0[xX](?:[0-9a-fA-F]+\.?[0-9a-fA-F]*|\.[0-9a-fA-F]+)[pP][-+]?[0-9]+[fFdD]?", re.ASCII
)

#: Decimal digits beyond which a whole number is certainly past its limit.
_MAX_FIGURES: Final = MAX_BITS * 3 // 10 + 200
_DIRECT_FIGURES: Final = 4000
_MAX_SCALE: Final = 2**31 - 1


def invalid_number(token: str) -> ClojureError:
    """The error of a token that looks like a number and is none."""
    return error("NumberFormatException", f"Invalid number: {token}")


def parse_number(token: str) -> Any:
    """The number a token stands for.

    Raises NumberFormatException for a token that is none, ArithmeticException for a ratio with a zero denominator,
    LimitExceeded for one too large.
    """
    matched = _WHOLE.fullmatch(token)
    if matched is not None:
        return _whole_literal(matched, token)
    matched = _FLOAT.fullmatch(token)
    if matched is not None:
        return parse_decimal(matched[1]) if matched[2] else float(matched[1])
    matched = _RATIO.fullmatch(token)
    if matched is not None:
        return _ratio_literal(*matched.groups())
    raise invalid_number(token)


def _whole_literal(matched: re.Match[str], token: str) -> int:
    sign, zero, ten, sixteen, eight, radix, figures, suffix = matched.groups()
    if zero:
        return BigInt(0) if suffix else 0
    if ten:
        value = figures_to_int(ten)
    elif sixteen:
        value = int(sixteen, 16)
    elif eight:
        value = int(eight, 8)
    elif radix:
        value = _in_radix(figures, int(radix), token)
    else:
        raise invalid_number(token)
    value = -value if sign == "-" else value
    return big(value) if suffix else whole(value)


def _in_radix(figures: str, radix: int, token: str) -> int:
    if not 2 <= radix <= 36:
        raise error("NumberFormatException", "Radix out of range")
    if len(figures) > _MAX_FIGURES:
        number_too_large()
    value = 0
    for figure in figures:
        unit = int(figure, 36)
        if unit >= radix:
            raise invalid_number(token)
        value = value * radix + unit
    return value


def _ratio_literal(sign: str, numerator: str, denominator: str) -> Any:
    top, bottom = figures_to_int(numerator), figures_to_int(denominator)
    if not bottom:
        raise divide_by_zero()
    value = Fraction(-top if sign == "-" else top, bottom)
    if value.denominator != 1:
        return value
    return whole(value.numerator) if max(top, bottom).bit_length() < 64 else big(value.numerator)


def figures_to_int(figures: str) -> int:
    """Decimal figures of any number as a whole number; raises LimitExceeded where they are too many."""
    if len(figures) <= _DIRECT_FIGURES:
        return int(figures)
    figures = figures.lstrip("0") or "0"
    if len(figures) > _MAX_FIGURES:
        number_too_large()
    pay_for_bits(4 * len(figures))
    return int(Decimal(figures))


_UNFINISHED: Final = re.compile(r"[+-]?[0-9]*\.?[0-9]*[eE][+-]?")


def parse_decimal(text: str) -> Decimal:
    """`new BigDecimal(text)`; raises NumberFormatException."""
    matched = _DECIMAL.fullmatch(text)
    if matched is None:
        # what Java says to an exponent without digits
        unfinished = _UNFINISHED.fullmatch(text) is not None
        raise error(
            "ArrayIndexOutOfBoundsException" if unfinished else "NumberFormatException",
            f"Invalid decimal number: {text}" if text else "Invalid decimal number: it is empty",
        )
    point = matched[2].find(".")
    fraction = len(matched[2]) - point - 1 if point >= 0 else 0
    power = matched[3] or "0"
    if len(power.lstrip("+-0")) > 10 or not -_MAX_SCALE - 1 <= fraction - int(power) <= _MAX_SCALE:
        raise error("NumberFormatException", "Scale out of range.")
    if len(text) > _MAX_FIGURES:
        number_too_large()
    value = Decimal(text)
    return value if value else value.copy_abs()


def parse_double(text: str) -> float | None:
    """`Double.parseDouble` of text (spaces around it are allowed), None where the text is no double."""
    text = text.strip("".join(map(chr, range(33))))
    if len(text) > 64:
        spend(len(text) >> 1)
    if _DOUBLE.fullmatch(text) is not None:
        return float(text.rstrip("fFdD") if text[-1] in "fFdD" else text)
    if _HEX_DOUBLE.fullmatch(text) is not None:
        try:
            return float.fromhex(text.rstrip("fFdD") if "p" in text.lower() else text)
        except OverflowError:
            return -math.inf if text.startswith("-") else math.inf
    return None


def integer_text(value: int) -> str:
    """A whole number's decimal digits, however many."""
    if value.bit_length() <= 10_000:
        return int.__repr__(value)
    pay_for_bits(value.bit_length())
    return format(Decimal(value), "f")


def decimal_text(value: Decimal) -> str:
    """BigDecimal.toString: plain where the scale is not negative and the number at least 1E-6, else scientific."""
    return str(value)


def double_text(value: float) -> str:
    """Double.toString, or Float.toString for a Float32."""
    if value != value:
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    sign = "-" if math.copysign(1.0, value) < 0 else ""
    figures, point = double_figures(value)
    if 0 < point < 8:
        figures = figures.ljust(point, "0")
        return f"{sign}{figures[:point]}.{figures[point:] or '0'}"
    if -3 < point <= 0:
        return f"{sign}0.{'0' * -point}{figures}"
    return f"{sign}{figures[0]}.{figures[1:] or '0'}E{point - 1}"


def number_text(value: Any) -> str:
    """Number.toString."""
    if isinstance(value, float):
        return double_text(value)
    if value.__class__ is Decimal:
        return decimal_text(value)
    if isinstance(value, Fraction):
        return f"{integer_text(value.numerator)}/{integer_text(value.denominator)}"
    return integer_text(value)


def number_literal(value: Any) -> str:
    """A number as Clojure prints it for reading back."""
    if isinstance(value, float):
        if value != value:
            return "##NaN"
        if math.isinf(value):
            return "##Inf" if value > 0 else "##-Inf"
        return double_text(value)
    if value.__class__ is Decimal:
        return f"{decimal_text(value)}M"
    if value.__class__ is BigInt:
        return f"{integer_text(value)}N"
    return number_text(value)
