"""Static functions and constants of the JVM's number classes that are about sizes, bits and spellings of numbers."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from typing import Any, Final

from cljrules.values.casts import string_of
from cljrules.values.coercions import to_double, to_int, to_long
from cljrules.values.errors import error
from cljrules.values.java_hash import hash_code
from cljrules.values.number_types import Int32, wrap


def _decoded(text: Any, bits: int) -> int:
    """`Long/decode`: a number in decimal, or in hexadecimal after `0x` or `#`, or in octal after `0`."""
    held = string_of(text)
    sign, rest = ("-", held[1:]) if held[:1] == "-" else ("", held.removeprefix("+"))
    base = 10
    for prefix, radix in (("0x", 16), ("0X", 16), ("#", 16), ("0", 8)):
        if rest.startswith(prefix) and len(rest) > len(prefix):
            base, rest = radix, rest[len(prefix) :]
            break
    if not rest.isalnum() or not rest.isascii():
        raise error("NumberFormatException", f'For input string: "{held}"')
    try:
        number = int(sign + rest, base)
    except ValueError:
        raise error("NumberFormatException", f'For input string: "{held}"') from None
    if not -(1 << (bits - 1)) <= number < 1 << (bits - 1):
        raise error("NumberFormatException", f'For input string: "{held}"')
    return number


def _trailing_zeros(number: int, bits: int) -> int:
    return (number & -number).bit_length() - 1 if number else bits


def _of_bits(name: str, bits: int, cast: Callable[[Any], int], kind: Callable[[int], int]) -> dict[str, Any]:
    """The functions of a class of whole numbers with so many bits."""
    mask = (1 << bits) - 1

    def unsigned(value: Any) -> int:
        return int(cast(value)) & mask

    return {
        f"{name}/SIZE": Int32(bits),
        f"{name}/BYTES": Int32(bits // 8),
        f"{name}/sum": lambda a, b: kind(wrap(cast(a) + cast(b), bits)),
        f"{name}/hashCode": lambda value: Int32(hash_code(kind(cast(value)))),
        f"{name}/numberOfLeadingZeros": lambda value: Int32(bits - unsigned(value).bit_length()),
        f"{name}/numberOfTrailingZeros": lambda value: Int32(_trailing_zeros(unsigned(value), bits)),
        f"{name}/highestOneBit": lambda value: kind(wrap(1 << unsigned(value).bit_length() >> 1, bits)),
        f"{name}/lowestOneBit": lambda value: kind(wrap((held := unsigned(value)) & -held, bits)),
        f"{name}/reverse": lambda value: kind(wrap(int(f"{unsigned(value):0{bits}b}"[::-1], 2), bits)),
        f"{name}/decode": lambda text: kind(_decoded(text, bits)),
    }


STATICS: Final[Mapping[str, Any]] = {
    **_of_bits("Long", 64, to_long, int),
    **_of_bits("Integer", 32, to_int, Int32),
    "Double/MIN_NORMAL": 2.2250738585072014e-308,
    "Double/SIZE": Int32(64),
    "Double/BYTES": Int32(8),
    "Double/MAX_EXPONENT": Int32(1023),
    "Double/MIN_EXPONENT": Int32(-1022),
    "Double/hashCode": lambda value: Int32(hash_code(to_double(value))),
    "Double/doubleToLongBits": lambda value: struct.unpack(">q", struct.pack(">d", to_double(value)))[0],
    "Double/longBitsToDouble": lambda bits: struct.unpack(">d", struct.pack(">q", to_long(bits)))[0],
}
