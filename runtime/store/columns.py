"""Column types: how values of the language lie in the database.

Takes Python values, gives exact storage that sorts and sums in SQL on SQLite and PostgreSQL: money as whole cents,
rates and numbers as whole millionths, dates and moments as ISO text (what the language reads), documents as JSON.
Must never store money as a float, and never round: what does not fit is refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, String, Text, TypeDecorator
from sqlalchemy.types import TypeEngine

from cljrules.values.collections import MapLike
from cljrules.values.symbols import Keyword, from_units
from runtime.store.secrets import Sealed

Processor = Callable[[Any], Any]


def whole_number() -> TypeEngine[int]:
    """A 64-bit whole number; on SQLite INTEGER, so that a primary key of it numbers itself."""
    return BigInteger().with_variant(Integer, "sqlite")


def _scaled(value: Decimal | int, places: int) -> int:
    """`value` in units of 10^-places; ValueError where that is not a whole number, TypeError for what is not exact."""
    if isinstance(value, bool) or not isinstance(value, (Decimal, int)):
        raise TypeError(f"expected an exact decimal, got `{value!r}` ({type(value).__name__})")
    scaled = Decimal(value).scaleb(places)
    whole = int(scaled)
    if whole != scaled:
        raise ValueError(f"`{value}` has more than {places} decimal places")
    return whole


@lru_cache(maxsize=1 << 17)
def dollars(cents: int) -> Decimal:
    """Dollars, with two decimal places, of whole cents."""
    return Decimal(cents).scaleb(-2)


def cents(amount: Decimal | int) -> int:
    """Whole cents of dollars; ValueError for a fraction of a cent, TypeError for a float."""
    return _scaled(amount, 2)


@lru_cache(maxsize=1 << 16)
def decimal_of(millionths: int, least: int) -> Decimal:
    """The number of `millionths`, with as few decimal places as hold it but at least `least`."""
    value = Decimal(millionths).scaleb(-6)
    for places in range(least, 6):
        shorter = value.quantize(Decimal(1).scaleb(-places))
        if shorter == value:
            return shorter
    return value


class Money(TypeDecorator[Decimal]):
    """Dollars as Decimal with two places; stored as whole cents."""

    impl = BigInteger
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Processor:
        return lambda value: None if value is None else cents(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor:
        return lambda value: None if value is None else dollars(value)


class Number(TypeDecorator[Decimal]):
    """An exact number as Decimal, stored as whole millionths; given back with at least `least` decimal places."""

    impl = BigInteger
    cache_ok = True

    def __init__(self, least: int = 0) -> None:
        super().__init__()
        self.least = least

    def bind_processor(self, dialect: Dialect) -> Processor:
        return lambda value: None if value is None else _scaled(value, 6)

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor:
        least = self.least
        return lambda value: None if value is None else decimal_of(value, least)


def iso_day(value: date | str) -> str:
    """The day as YYYY-MM-DD; ValueError for text that names no calendar day."""
    if isinstance(value, datetime):
        raise ValueError(f"`{value}` is a moment, expected a day")
    if isinstance(value, date):
        return value.isoformat()
    if len(value) != 10 or date.fromisoformat(value).isoformat() != value:
        raise ValueError(f"`{value}` is not a day written YYYY-MM-DD")
    return value


class Day(TypeDecorator[str]):
    """A calendar day, stored and given back as text YYYY-MM-DD; takes a `date` or such a text."""

    impl = String(10)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Processor:
        return lambda value: None if value is None else iso_day(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> None:
        return None


def iso_moment(value: datetime | str) -> str:
    """The moment as ISO 8601 text in UTC; ValueError for one without an offset."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    if moment.tzinfo is None:
        raise ValueError(f"`{value}` has no offset from UTC")
    return moment.astimezone(UTC).isoformat()


class Moment(TypeDecorator[str]):
    """A moment, stored and given back as ISO 8601 text in UTC; takes an aware `datetime` or a text with an offset."""

    impl = String(32)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Processor:
        return lambda value: None if value is None else iso_moment(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> None:
        return None


def plain(value: Any) -> Any:
    """`value` in what JSON can hold: decimals and days as text, keywords as `:name`, secrets masked, all through."""
    if isinstance(value, str):
        return from_units(value)
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Keyword):
        return f":{value.text}"
    if isinstance(value, Sealed):
        return value.masked
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, MapLike):
        return {_plain_key(key): plain(entry) for key, entry in value.entries()}
    if isinstance(value, Mapping):
        return {_plain_key(key): plain(entry) for key, entry in value.items()}
    return [plain(entry) for entry in value]


def _plain_key(key: Any) -> str:
    return key.text if isinstance(key, Keyword) else str(key)


class Document(TypeDecorator[Any]):
    """A JSON document as text with sorted keys, so that equal documents are equal texts; `plain` says what it takes."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Processor:
        encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=plain).encode

        def bind(value: Any) -> str | None:
            if value is None:
                return None
            with suppress(TypeError):  # keys that JSON does not have
                text = encode(value)
                if text.isascii():  # so that no text in it is written in units
                    return text
            return encode(plain(value))

        return bind

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor:
        return lambda value: None if value is None else json.loads(value)
