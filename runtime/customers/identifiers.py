"""Identification numbers: how each kind is written, and which are none at all.

Takes a kind and a text, gives the number in the one form it is kept in, so that equal numbers are equal texts; raises
StoreError without repeating the number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from runtime.customers.texts import wrong

#: Kinds, with the name people know them by. The first three are the catalogue's `customer-id-type`.
KINDS: Final[dict[str, str]] = {
    "ssn": "Social Security number",
    "sin": "Social Insurance number",
    "employerNumber": "employer identification number",
    "passport": "passport number",
    "driverLicense": "driver's license number",
    "nationalId": "national identification number",
}
#: Kinds that tell one customer from another.
UNIQUE: Final = ("ssn", "sin", "employerNumber", "passport")

# IRS: prefixes of employer identification numbers that no office hands out.
_NO_EIN: Final = frozenset(
    {"00", "07", "08", "09", "17", "18", "19", "28", "29", "49", "69", "70", "78", "79", "89", "96", "97"}
)
# Numbers that stood on samples and in advertisements, and so were used by thousands.
_PUBLISHED_SSN: Final = frozenset({"078051120", "219099999"})


def read_number(kind: str, value: str) -> str:
    """The number as it is kept. Raises StoreError."""
    if kind not in KINDS:
        raise wrong("kind", f"cannot be `{kind}`", f"it is one of {', '.join(KINDS)}")
    compact = re.sub(r"[\s.-]+", "", value).upper()
    return _READERS[kind](kind, compact)


def _digits(kind: str, text: str, length: int) -> str:
    if not (text.isascii() and text.isdigit() and len(text) == length):
        raise wrong(kind, f"is no {KINDS[kind]}", f"write its {length} digits")
    return text


def _ssn(kind: str, text: str) -> str:
    """Social Security Administration: no area 000, 666 or 9xx, no group 00, no serial 0000."""
    digits = _digits(kind, text, 9)
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    # A taxpayer identification number of the IRS (9xx, group 50-65, 70-88, 90-92 or 94-99) stands where an SSN would.
    itin = area[0] == "9" and (
        50 <= int(group) <= 65 or 70 <= int(group) <= 88 or 90 <= int(group) <= 92 or int(group) >= 94
    )
    never = area in ("000", "666") or (area[0] == "9" and not itin) or group == "00" or serial == "0000"
    if never or digits in _PUBLISHED_SSN:
        raise wrong(kind, "is a number that nobody has", "look at the card again")
    return f"{area}-{group}-{serial}"


def _sin(kind: str, text: str) -> str:
    """Canada: nine digits with a Luhn check digit, none beginning with 0 or 8."""
    digits = _digits(kind, text, 9)
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(digits)]
    if sum(value - 9 if value > 9 else value for value in doubled) % 10 or digits[0] in "08":
        raise wrong(kind, "is a number that nobody has", "look at the card again")
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"


def _ein(kind: str, text: str) -> str:
    digits = _digits(kind, text, 9)
    if digits[:2] in _NO_EIN:
        raise wrong(kind, "is a number that no company has", "look at the letter again")
    return f"{digits[:2]}-{digits[2:]}"


def _letters_and_digits(kind: str, text: str) -> str:
    if not re.fullmatch(r"[A-Z0-9*/]{4,25}", text) or not any(character.isdigit() for character in text):
        raise wrong(kind, f"is no {KINDS[kind]}", "write 4 to 25 letters and digits")
    return text


_READERS: Final[dict[str, Callable[[str, str], str]]] = {
    "ssn": _ssn,
    "sin": _sin,
    "employerNumber": _ein,
    "passport": _letters_and_digits,
    "driverLicense": _letters_and_digits,
    "nationalId": _letters_and_digits,
}
