"""Values from outside as the language's values.

Takes a catalogue variable and a value as Python or JSON holds it, gives the value that criteria see: Decimal for money,
rates and numbers (digits kept as given), int for counts, text in UTF-16 units, dates as text `YYYY-MM-DD`, maps with
keyword keys. A value of another type is refused by name; a binary floating-point number always is, since it is never
exactly the amount that was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from cljrules.stdlib.catalogue.model import Member, Variable
from cljrules.values.collections import MapLike, PersistentMap, Vector
from cljrules.values.symbols import Keyword, from_units, keyword, to_units

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LONG = range(-(2**63), 2**63)
_DECIMALS = frozenset({"money", "rate", "percent", "number"})
#: What a value of each type is, as messages say it.
IN_WORDS: Final = {
    "boolean": "true or false",
    "integer": "a whole number",
    "money": "an amount such as 25.00",
    "rate": "a rate such as 14.07",
    "percent": "a percentage such as 5.00",
    "number": "a number",
    "date": "a date such as 2026-11-22",
    "datetime": "a time such as 2026-11-22T02:00:00-07:00",
    "text": "a text",
    "enum": "a text",
    "map": "a map",
    "list": "a list",
}


class BindError(ValueError):
    """A value that a variable cannot hold.

    `place` is the variable, with the way to the member where the value is inside a map or list.
    """

    def __init__(self, place: str, expected: str, given: str) -> None:
        super().__init__(f"`{place}` takes {expected}, not {given}")
        self.place = place
        self.expected = expected
        self.given = given


def bind(variable: Variable, value: Any) -> Any:
    """The value as criteria see it; raises BindError naming the variable, what it takes and what was given.

    A map of a variable may hold members that the catalogue does not list, and may come as the empty list.
    """
    return _bind(variable, value, variable.name)


def plain(value: Any) -> Any:
    """JSON data as the language's values by its own shape alone: integers as Long, decimals as BigDecimal, objects with
    keyword keys.
    """
    if isinstance(value, str):
        return to_units(value)
    if isinstance(value, Mapping):
        return PersistentMap.of((_key(key), plain(item)) for key, item in value.items())
    if isinstance(value, list | tuple):
        return Vector.of(map(plain, value))
    return value


def describe(value: Any) -> str:
    """A value in a few words, for messages."""
    if value is None:
        return "nil"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, str):
        text = from_units(value)
        return f'the text `"{text if len(text) <= 40 else text[:37] + "..."}"`'
    if isinstance(value, float):
        return f"the floating-point number `{value}`"
    if isinstance(value, Decimal | int):
        return f"`{value}`"
    if isinstance(value, Mapping | MapLike):
        return "a map"
    if isinstance(value, Iterable):
        return "a list"
    return f"`{value}`"


def _bind(member: Member, value: Any, place: str) -> Any:
    if value is None:
        if member.nilable:
            return None
        raise BindError(place, IN_WORDS[member.type], "nil")
    bound = _BINDERS[member.type](member, value, place)
    if bound is _UNFIT:
        raise BindError(place, IN_WORDS[member.type] + (", or nil" if member.nilable else ""), describe(value))
    return bound


_UNFIT: Any = object()


def _boolean(member: Member, value: Any, place: str) -> Any:
    return value if isinstance(value, bool) else _UNFIT


def _integer(member: Member, value: Any, place: str) -> Any:
    return int(value) if isinstance(value, int) and not isinstance(value, bool) and value in _LONG else _UNFIT


def _decimal(member: Member, value: Any, place: str) -> Any:
    if isinstance(value, Decimal):
        return value if value.is_finite() else _UNFIT
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else _UNFIT


def _text(member: Member, value: Any, place: str) -> Any:
    return to_units(value) if isinstance(value, str) else _UNFIT


def _date(member: Member, value: Any, place: str) -> Any:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if not isinstance(value, str):
        return _UNFIT
    if not is_date(value):
        raise BindError(place, "a date such as 2026-11-22" + (", or nil" if member.nilable else ""), describe(value))
    return value


def _datetime(member: Member, value: Any, place: str) -> Any:
    if isinstance(value, datetime):
        return value.isoformat() if value.tzinfo is not None else _UNFIT
    if not isinstance(value, str):
        return _UNFIT
    try:
        return value if datetime.fromisoformat(value).tzinfo is not None else _UNFIT
    except ValueError:
        return _UNFIT


def _map(member: Member, value: Any, place: str) -> Any:
    if isinstance(value, list | tuple | Vector) and not len(value):
        return PersistentMap.of(())
    if not isinstance(value, Mapping | MapLike):
        return _UNFIT
    entries = []
    for key, item in _entries(value):
        name = _key(key)
        if not isinstance(name, Keyword) or (member.key_pattern and not re.search(member.key_pattern, name.name)):
            raise BindError(place, f"keys that are {member.keys}" if member.keys else "keyword keys", describe(key))
        # A keyed map holds one entry of the declared fields per key; any other map is such an entry itself.
        below = f"{place} :{name.name}"
        entries.append(
            (name, _entry(member, item, below) if member.key_pattern else _field(member, name.name, item, below))
        )
    return PersistentMap.of(entries)


def _entry(member: Member, value: Any, place: str) -> Any:
    if not isinstance(value, Mapping | MapLike):
        raise BindError(place, "a map", describe(value))
    return PersistentMap.of(
        (_key(key), _field(member, _key_name(key), item, f"{place} :{_key_name(key)}")) for key, item in _entries(value)
    )


def _field(member: Member, name: str, value: Any, place: str) -> Any:
    field = member.fields.get(name)
    return plain(value) if field is None else _bind(field, value, place)


def _list(member: Member, value: Any, place: str) -> Any:
    if not isinstance(value, list | tuple | Vector):
        return _UNFIT
    items = member.items
    return Vector.of(
        plain(item) if items is None else _bind(items, item, f"{place} {at}") for at, item in enumerate(value)
    )


_BINDERS = {
    "boolean": _boolean,
    "integer": _integer,
    **dict.fromkeys(_DECIMALS, _decimal),
    "date": _date,
    "datetime": _datetime,
    "text": _text,
    "enum": _text,
    "map": _map,
    "list": _list,
}


def _entries(value: Any) -> Iterable[tuple[Any, Any]]:
    entries: Iterable[tuple[Any, Any]] = value.entries() if isinstance(value, MapLike) else value.items()
    return entries


def _key(key: Any) -> Any:
    return keyword(key.removeprefix(":")) if isinstance(key, str) else key


def _key_name(key: Any) -> str:
    return key.name if isinstance(key, Keyword) else str(key).removeprefix(":")


def is_date(text: str) -> bool:
    """Whether a text is a real calendar day written `YYYY-MM-DD`."""
    if not _DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
