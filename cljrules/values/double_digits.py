"""The digits of a double as OpenJDK 17 prints it.

Before version 19 the JDK does not always print the fewest digits that read back as the same double (2.0E23 comes out as
1.9999999999999998E23), so Python's repr will not do. Digits come from the free-format algorithm of Steele and White
(1990) with the stopping rules that `Double.toString` can be seen to follow: at least two digits in scientific notation,
and whole numbers below 2^63 written out exactly, then cut to the digits that a double can hold.
"""

from __future__ import annotations

import math
import struct
from typing import Final

from cljrules.values.number_types import Float32

_HIDDEN_BIT: Final = 1 << 52
_LOG10_2: Final = 0.301029995663981
_BITS_OF_FIVES: Final = (0, *((5**power).bit_length() for power in range(1, 27)))


def double_figures(value: float, *, compatible: bool = True) -> tuple[str, int]:
    """Digits d and exponent e of a finite value's magnitude, which prints as 0.d · 10^e. A Float32 is printed as a
    float.

    `compatible` gives the digits of `Double.toString`, otherwise those that `format` rounds.
    """
    if value == 0:
        return "0", 1
    fraction, exponent, significant = _unpack_float(value) if isinstance(value, Float32) else _unpack_double(value)
    tail = (fraction & -fraction).bit_length() - 1
    bits = 53 - tail
    tiny = max(0, bits - exponent - 1)
    if -21 <= exponent <= 62 and tiny == 0:
        dropped = _insignificant(exponent - significant - 1) if exponent > significant else 0
        whole = fraction << (exponent - 52) if exponent >= 52 else fraction >> (52 - exponent)
        return _whole_figures(whole, dropped)
    return _fraction_figures(fraction >> tail, exponent, bits, tiny, significant, compatible)


def _unpack_double(value: float) -> tuple[int, int, int]:
    """Significand with its top bit at 52, binary exponent, and how many bits of it count."""
    (raw,) = struct.unpack(">Q", struct.pack(">d", value))
    fraction, exponent = raw & (_HIDDEN_BIT - 1), raw >> 52 & 0x7FF
    if exponent:
        return fraction | _HIDDEN_BIT, exponent - 1023, 53
    shift = 53 - fraction.bit_length()
    return fraction << shift, 1 - shift - 1023, fraction.bit_length()


def _unpack_float(value: float) -> tuple[int, int, int]:
    (raw,) = struct.unpack(">I", struct.pack(">f", value))
    fraction, exponent = raw & 0x7FFFFF, raw >> 23 & 0xFF
    if exponent:
        return (fraction | 1 << 23) << 29, exponent - 127, 24
    shift = 24 - fraction.bit_length()
    return (fraction << shift) << 29, 1 - shift - 127, fraction.bit_length()


def _insignificant(power: int) -> int:
    """How many decimal digits the lowest `power` bits can hold."""
    return int(power * _LOG10_2) if power > 1 else 0


def _whole_figures(whole: int, dropped: int) -> tuple[str, int]:
    exponent = 0
    if dropped:
        whole, left = divmod(whole, 10**dropped)
        exponent = dropped
        if left >= 10**dropped // 2:
            whole += 1
    figures = str(whole)
    return figures.rstrip("0") or "0", exponent + len(figures)


def _fraction_figures(
    fraction: int, exponent: int, bits: int, tiny: int, significant: int, compatible: bool
) -> tuple[str, int]:
    # b / s is the number scaled into [1, 10), m / s half the distance to its neighbours; both are powers of 2 and 5
    # times whole numbers
    estimate = (fraction / (1 << (bits - 1)) - 1.5) * 0.289529654 + 0.176091259 + exponent * _LOG10_2
    power = math.floor(estimate)
    b5, s5 = max(0, -power), max(0, power)
    b2, s2 = b5 + tiny + exponent, s5 + tiny
    m2 = b2 - significant
    b2 -= bits - 1
    common = min(b2, s2)
    b2, s2, m2 = b2 - common, s2 - common, m2 - common
    if bits == 1:
        m2 -= 1  # below a power of two the neighbour is half as far away
    if m2 < 0:
        b2, s2, m2 = b2 - m2, s2 - m2, 0
    # beyond 64 bits the JDK computes with big integers, and there a tie counts as having reached the upper neighbour
    fits = bits + b2 + _bits_of_five(b5, 0) < 64 and s2 + 1 + _bits_of_five(s5, 1) < 64
    b, s, m = fraction * 5**b5 << b2, 5**s5 << s2, 5**b5 << m2
    tens = s * 10
    figures: list[int] = []
    low = high = False
    first = True
    while not (low or high):
        figure, b = divmod(b, s)
        b, m = b * 10, m * 10
        low = b < m
        high = b + m > tens if fits else b + m >= tens
        if first and figure == 0 and not high:
            power -= 1
        else:
            figures.append(figure)
        if first and (not compatible or power < -3 or power >= 8):
            low = high = False
        first = False
    return _rounded(figures, power, low, high, 2 * b - tens)


def _bits_of_five(power: int, more: int) -> int:
    power += more
    return _BITS_OF_FIVES[power] if power < len(_BITS_OF_FIVES) else power * 3


def _rounded(figures: list[int], power: int, low: bool, high: bool, over_half: int) -> tuple[str, int]:
    if high and (not low or over_half > 0 or (over_half == 0 and figures[-1] & 1)):
        at = len(figures) - 1
        while at >= 0 and figures[at] == 9:
            figures[at] = 0
            at -= 1
        if at < 0:
            figures, power = [1, *figures[1:]], power + 1
        else:
            figures[at] += 1
    return "".join(map(str, figures)).rstrip("0") or "0", power + 1
