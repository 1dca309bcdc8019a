"""How many text messages a text takes (3GPP TS 23.038, 23.040).

A text of the GSM 7-bit alphabet takes 160 septets alone and 153 in each of several parts; a character of the extension
table takes two. Any other character makes the whole text UCS-2: 70 UTF-16 units alone, 67 in each part. Neither an
extended character nor a surrogate pair is split between parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

GSM: Final = "GSM-7"
UCS2: Final = "UCS-2"

_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED: Final = frozenset("\f^{}\\[~]|€")
_ALONE: Final = {GSM: 160, UCS2: 70}
_IN_PARTS: Final = {GSM: 153, UCS2: 67}


@dataclass(frozen=True, slots=True)
class Segments:
    """What a text takes: `units` are septets or UTF-16 units, `count` messages that are paid for."""

    encoding: str
    units: int
    count: int


def measure(text: str) -> Segments:
    """The encoding a text needs, and in how many parts it goes; an empty text takes one."""
    encoding = GSM if all(one in _BASIC or one in _EXTENDED for one in text) else UCS2
    widths = [_width(one, encoding) for one in text]
    units = sum(widths)
    if units <= _ALONE[encoding]:
        return Segments(encoding, units, 1)
    room, count, used = _IN_PARTS[encoding], 1, 0
    for width in widths:
        if used + width > room:
            count, used = count + 1, 0
        used += width
    return Segments(encoding, units, count)


def _width(character: str, encoding: str) -> int:
    if encoding == GSM:
        return 2 if character in _EXTENDED else 1
    return 2 if ord(character) > 0xFFFF else 1
