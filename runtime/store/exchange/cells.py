"""What a column's values are in a file: as the text of a CSV cell, and as JSON.

Takes values of the store, gives texts and JSON, and the same values back; ValueError for what is none, with what it
should be. A blank cell is no value. A text that a spreadsheet would take for a formula, begins with an apostrophe or is
empty stands behind an apostrophe. Secrets leave sealed, as they lie in the store.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Final

from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, String, Table

from cljrules.stdlib import catalogue
from cljrules.suggest import did_you_mean
from runtime.store import placement
from runtime.store.columns import Day, Document, Moment, Money, Number, iso_day, iso_moment
from runtime.store.secrets import Digest, Fingerprint, Sealed, Secret

#: What spreadsheets run as a formula, and the mark that stops them.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
_WHOLE: Final = re.compile(r"[+-]?\d{1,19}", re.ASCII)
_TOKEN: Final = re.compile(r"s1\.[0-9a-f]{8}\.[A-Za-z0-9_-]+=*", re.ASCII)
_DIGEST: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)
_YES: Final = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_MOST: Final = 10**15

Reader = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Cell:
    """A column: its name, whether its values are texts or documents, whether it may be without one, how to read one
    and how to show it.
    """

    name: str
    is_text: bool
    is_document: bool
    may_be_empty: bool
    nullable: bool
    has_default: bool
    read: Reader
    show: Reader

    def as_cell(self, value: Any) -> str:
        """The value as a CSV cell."""
        if value is None:
            return ""
        shown = self.show(value)
        if isinstance(shown, bool):
            return "true" if shown else "false"
        dumped = self.is_document or not isinstance(shown, str)
        text = json.dumps(shown, ensure_ascii=False, sort_keys=True) if dumped else str(shown)
        if self.is_text and (not text or text.startswith(_FORMULA)):
            return f"'{text}"
        return text

    def of_cell(self, text: str) -> Any:
        """The value of a CSV cell; ValueError."""
        if not text:
            return self._none()
        if self.is_document:
            return self.read(_parsed(text.removeprefix("'")))
        if self.is_text:
            return self.read(text.removeprefix("'"))
        return self.read(text.strip())

    def as_json(self, value: Any) -> Any:
        """The value as JSON."""
        return None if value is None else self.show(value)

    def of_json(self, value: Any) -> Any:
        """The value of a JSON one; ValueError."""
        return self._none() if value is None else self.read(value)

    def _none(self) -> None:
        if not self.nullable:
            raise ValueError("there must be a value")


@cache
def cells_of(table: Table) -> dict[str, Cell]:
    """The columns of a table, in its order, by name."""
    return {column.name: _cell(column) for column in table.columns}


def _cell(column: Column[Any]) -> Cell:
    read, show = _pair(column)
    is_text = isinstance(column.type, (String, Document, Secret, LargeBinary)) and not isinstance(
        column.type, (Day, Moment, Fingerprint)
    )
    is_numbered = column.primary_key and column.autoincrement is not False and not column.foreign_keys
    return Cell(
        name=column.name,
        is_text=is_text,
        is_document=isinstance(column.type, Document),
        may_be_empty=isinstance(column.type, String) and not column.info.get("words"),
        nullable=bool(column.nullable),
        has_default=column.server_default is not None or (is_numbered and isinstance(column.type, BigInteger)),
        read=read,
        show=show,
    )


def _pair(column: Column[Any]) -> tuple[Reader, Reader]:
    match column.type:
        case Boolean():
            return _boolean, bool
        case Money():
            return lambda value: _number(value, 2), str
        case Number():
            return lambda value: _number(value, 6), str
        case Integer() | BigInteger():
            return _whole, int
        case Day():
            return _day, str
        case Moment():
            return _moment, str
        case Document():
            return _jsonable, lambda value: value
        case Secret(place=place, last=last):
            return lambda value: _sealed(value, place, last), lambda value: value.token
        case Fingerprint():
            return _fingerprint, str
        case LargeBinary():
            return _bytes, lambda value: b64encode(value).decode()
        case String(length=longest):
            words = _words(column)
            return (lambda value: _word(value, words)) if words else (lambda value: _text(value, longest)), str
    raise LookupError(f"no file holds a `{column.type}`")


def _words(column: Column[Any]) -> frozenset[str]:
    """The words a column takes: those its check lists, or of its variable's enumeration; empty for any."""
    listed: tuple[str, ...] = column.info.get("words", ())
    if listed:
        return frozenset(listed)
    variable = placement.by_column().get(column.name)
    where = placement.place(variable) if variable is not None else None
    if variable is None or where is None or column.table.name != where.table:
        return frozenset()
    return frozenset(catalogue.load().choices(variable) or ())


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    found = _YES.get(str(value).lower()) if isinstance(value, (str, int)) else None
    if found is None:
        raise ValueError(f"`{value}` is neither true nor false; write `true` or `false`")
    return found


def _whole(value: Any) -> int:
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63:
        return value
    raise ValueError(f"`{_brief(value)}` is no whole number; write it as 1200")


def _number(value: Any, places: int) -> Decimal:
    example = "120.50" if places == 2 else "14.25"
    try:
        if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
            raise InvalidOperation
        found = Decimal(value)
    except InvalidOperation:
        raise ValueError(f"`{_brief(value)}` is no number; write it as {example}") from None
    if not found.is_finite() or abs(found) >= _MOST:
        raise ValueError(f"`{_brief(value)}` is out of range; write it as {example}")
    if found != found.quantize(Decimal(1).scaleb(-places)):
        raise ValueError(f"`{_brief(value)}` has more than {places} decimal places; write it as {example}")
    return found


def _day(value: Any) -> str:
    try:
        return iso_day(_text(value, 10))
    except ValueError:
        raise ValueError(f"`{_brief(value)}` is no day; write it as 2026-11-22") from None


def _moment(value: Any) -> str:
    try:
        return iso_moment(_text(value, 40))
    except ValueError:
        raise ValueError(f"`{_brief(value)}` is no moment; write it as 2026-11-22T18:30:00+00:00") from None


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise ValueError(f"`{_brief(text)}` is no JSON") from None


def _jsonable(value: Any) -> Any:
    if isinstance(value, dict):
        return {_text(key, None): _jsonable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_jsonable(item) for item in value]
    if isinstance(value, Decimal):
        return float(value)
    return _text(value, None) if isinstance(value, str) else value


def _no_constant(text: str) -> Any:
    raise ValueError(f"`{text}` is no number of JSON")


def _sealed(value: Any, place: str, last: int) -> Sealed | str:
    text = _text(value, None)
    return Sealed(text, place, last) if _TOKEN.fullmatch(text) else text


def _fingerprint(value: Any) -> str:
    text = _text(value, None)
    return Digest(text) if _DIGEST.fullmatch(text) else text


def _bytes(value: Any) -> bytes:
    try:
        return b64decode(_text(value, None), validate=True)
    except ValueError:
        raise ValueError("it is not base64") from None


def _word(value: Any, words: frozenset[str]) -> str:
    text = _text(value, None)
    if text not in words:
        near = did_you_mean(text, sorted(words))
        raise ValueError(f"`{_brief(text)}` is none of its words; {near or 'write one of ' + ', '.join(sorted(words))}")
    return text


def _text(value: Any, longest: int | None) -> str:
    if not isinstance(value, str):
        raise ValueError(f"`{_brief(value)}` is no text")
    if "\0" in value:
        raise ValueError("it holds a NUL character; leave it out")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError("it holds half a character; leave it out") from None
    if longest is not None and len(value) > longest:
        raise ValueError(f"it has {len(value):,} characters; at most {longest:,} fit")
    return value


def _brief(value: Any) -> str:
    text = value if isinstance(value, str) else str(value)
    return text if len(text) <= 40 else f"{text[:40]}…"
