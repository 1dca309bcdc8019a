"""Values of tagged literals: `#inst` and `#uuid`.

Takes the text after the tag and gives a `datetime` in UTC, to the millisecond as java.util.Date, or a `UUID`. Raises
Malformed with the class of the error Clojure raises. A form holds such a value in an Atom.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from cljrules.parser.findings import Malformed
from cljrules.parser.literals import shown

# The format of clojure.instant/parse-timestamp: RFC 3339, any tail of which may be left out.
_TIMESTAMP: Final = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d)(?::(\d\d)(?::(\d\d)(?:\.(\d+))?)?)?)?)?)?(?:Z|([-+])(\d\d):(\d\d))?",
    re.ASCII,
)
_UUID_BITS: Final = (32, 16, 16, 16, 48)


def instant(value: Any) -> datetime:
    """The moment of an `#inst`, in UTC."""
    if not isinstance(value, str):
        cls = "NullPointerException" if value is None else "ClassCastException"
        raise Malformed("invalid-tagged", "`#inst` takes a string", 'as in `#inst "2026-11-22"`', cls)
    match = _TIMESTAMP.fullmatch(value)
    if match is None:
        raise Malformed("invalid-tagged", f"{shown(value)} is not a date or time", 'as in `#inst "2026-11-22"`')
    year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
    hour, minute, second = int(match[4] or 0), int(match[5] or 0), int(match[6] or 0)
    offset_hour, offset_minute = int(match[9] or 0), int(match[10] or 0)
    leap = 60 if minute == 59 else 59
    valid = year >= 1 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
    if not valid or hour > 23 or minute > 59 or second > leap or offset_hour > 23 or offset_minute > 59:
        raise Malformed("invalid-tagged", f"{shown(value)} is not a date of the calendar", "check month, day and hour")
    milliseconds = int((match[7] or "0").ljust(3, "0")[:3])
    offset = timedelta(hours=offset_hour, minutes=offset_minute) * (-1 if match[8] == "-" else 1)
    since = timedelta(hours=hour, minutes=minute, seconds=second, milliseconds=milliseconds)
    try:
        return datetime(year, month, day, tzinfo=UTC) + since - offset
    except OverflowError:
        raise Malformed("invalid-tagged", f"{shown(value)} is out of range", "years go from 1 to 9999") from None


def uuid(value: Any) -> UUID:
    """The UUID of a `#uuid`, as java.util.UUID.fromString reads it: leading zeros may be missing."""
    example = 'as in `#uuid "550e8400-e29b-41d4-a716-446655440000"`'
    if not isinstance(value, str):
        raise Malformed("invalid-tagged", "`#uuid` takes a string", example, "AssertionError")
    parts = value.split("-")
    if len(parts) != 5 or len(value) > 36:
        raise Malformed("invalid-tagged", f"{shown(value)} is not a UUID", example, "IllegalArgumentException")
    number = 0
    for part, bits in zip(parts, _UUID_BITS, strict=True):
        if not re.fullmatch(r"[0-9a-fA-F]+", part):
            raise Malformed("invalid-tagged", f"{shown(value)} is not a UUID", example, "NumberFormatException")
        number = (number << bits) | (int(part, 16) & ((1 << bits) - 1))
    return UUID(int=number)
