"""Fields of the API's entities as values of the store.

Takes an entity and its section of `shape.toml`, gives columns; what cannot be read goes into the report with its path.
Numbers may be texts, flags 0 and 1, dates `/Date(seconds)/`, `/Date(milliseconds)/` or YYYY-MM-DD; enumerations are
full codes such as `loan.frequency.monthly`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any, Final

from cljrules.stdlib import catalogue
from cljrules.suggest import did_you_mean
from runtime.store.columns import iso_day, iso_moment
from runtime.store.importers.api.report import Report

_STAMP: Final = re.compile(r"/Date\((-?\d{1,16})(?:[+-]\d{4})?\)/", re.ASCII)
#: Stamps above this count milliseconds: as seconds they would lie beyond the year 5000.
_MILLISECONDS: Final = 10**11
_LONGEST: Final = 4000
_MOST: Final = Decimal(10) ** 12
#: What the API adds to every entity for itself.
_HOUSEKEEPING: Final = re.compile(r"_|\$")

Entity = Mapping[str, Any]


class Unreadable(ValueError):
    """A value that is none of its kind: what is wrong, and what to write instead."""

    def __init__(self, message: str, help: str) -> None:
        super().__init__(message)
        self.help = help


@dataclass(frozen=True, slots=True)
class Shape:
    """An entity's fields with column and reader, those that code handles, and those that are left."""

    table: str
    columns: Mapping[str, tuple[str, Callable[[Any], Any]]]
    handled: frozenset[str]
    left: frozenset[str]


@cache
def shapes() -> Mapping[str, Shape]:
    """The shape of every entity, by the name of the field that holds it."""
    text = Path(__file__).with_name("shape.toml").read_text(encoding="utf-8")
    return {name: _shape(name, section) for name, section in tomllib.loads(text).items()}


def _shape(name: str, section: Mapping[str, Any]) -> Shape:
    columns = {}
    for field, told in section.items():
        if field not in ("table", "handled", "left"):
            column, kind, *rest = told.split(" ")
            columns[field] = (column, _reader(kind, rest))
    table = {"Loan": "loans", "LoanSetup": "loan_setup", "LoanSettings": "loan_settings"}.get(name, "")
    return Shape(
        section.get("table", table), columns, frozenset(section.get("handled", ())), frozenset(section.get("left", ()))
    )


def read_entity(name: str, entity: Any, path: str, report: Report) -> dict[str, Any]:
    """The columns of an entity; fields without a value are left to the store's defaults."""
    shape = shapes()[name]
    if not isinstance(entity, Mapping):
        report.wrong(path, "an object is expected", f"write the fields of `{name}` between braces")
        return {}
    row: dict[str, Any] = {}
    for field, value in entity.items():
        where = f"{path}.{field}"
        if field in shape.columns:
            column, read = shape.columns[field]
            if value is None or (value == "" and read is not _text):
                continue
            try:
                row[column] = read(value)
            except Unreadable as error:
                report.wrong(where, str(error), error.help)
        elif field in shape.handled or field in shape.left or _HOUSEKEEPING.match(field) or is_deferred(value):
            continue
        elif field[:1].isupper() and isinstance(value, (Mapping, list)):
            report.not_taken(where, len(list(items(value, where, Report()))))
        else:
            report.not_known(where)
    return row


def is_deferred(value: Any) -> bool:
    """Whether the API left an entity out and only says where it is."""
    return isinstance(value, Mapping) and "__deferred" in value


def items(value: Any, path: str, report: Report) -> Iterator[tuple[str, Entity]]:
    """The entities of a list, each with its path: a plain list, `{"results": […]}`, or one left out."""
    if value is None or is_deferred(value):
        return
    held = value.get("results", value) if isinstance(value, Mapping) else value
    within = f"{path}.results" if held is not value else path
    if isinstance(held, Mapping):
        if held:
            yield path, held
        return
    if not isinstance(held, list):
        report.wrong(path, "a list is expected", 'write it as `{"results": […]}` or `[…]`')
        return
    for number, item in enumerate(held):
        if isinstance(item, Mapping):
            yield f"{within}[{number}]", item
        else:
            report.wrong(f"{within}[{number}]", "an object is expected", "write its fields between braces")


def _reader(kind: str, rest: list[str]) -> Callable[[Any], Any]:
    match kind:
        case "text":
            return _text
        case "money":
            return _money
        case "rate" | "number":
            return _number
        case "whole":
            return read_whole
        case "flag":
            return read_flag
        case "day":
            return read_day
        case "moment":
            return read_moment
        case "word":
            return lambda value: _word(value, rest[0])
        case "code":
            return lambda value: _code(value, rest[0])
        case "yes":
            return lambda value: _yes(value, rest[0])
    raise LookupError(f"no kind `{kind}`")


def _text(value: Any) -> str:
    text = value if isinstance(value, str) else str(value) if isinstance(value, (int, Decimal)) else None
    if text is None or isinstance(value, bool):
        raise Unreadable(f"`{_brief(value)}` is no text", "write it in quotes")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Unreadable("it holds half a character", "leave it out") from None
    if "\0" in text:
        raise Unreadable("it holds a NUL character", "leave it out")
    if len(text) > _LONGEST:
        raise Unreadable(f"it has {len(text):,} characters", f"at most {_LONGEST:,} fit")
    return text


def _decimal(value: Any, example: str) -> Decimal:
    try:
        if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
            raise InvalidOperation
        found = Decimal(value)
        if not found.is_finite() or abs(found) >= _MOST:
            raise InvalidOperation
    except InvalidOperation:
        raise Unreadable(f"`{_brief(value)}` is no amount", f"write it as {example}") from None
    return found


def _money(value: Any) -> Decimal:
    found = _decimal(value, "120.50")
    if found != found.quantize(Decimal("0.01")):
        raise Unreadable(f"`{_brief(value)}` has a part of a cent", "write it with two decimal places")
    return found.quantize(Decimal("0.01"))


def _number(value: Any) -> Decimal:
    found = _decimal(value, "14.25")
    if found != found.quantize(Decimal("0.000001")):
        raise Unreadable(f"`{_brief(value)}` has more than six decimal places", "round it")
    return found


def read_whole(value: Any) -> int:
    """A whole number, as one or as a text."""
    found = _decimal(value, "12") if not isinstance(value, bool) else Decimal(int(value))
    if found != int(found):
        raise Unreadable(f"`{_brief(value)}` is no whole number", "write it as 12")
    return int(found)


def read_flag(value: Any) -> bool:
    """True or false, 1 or 0, as such or as a text."""
    found = {"1": True, "true": True, "0": False, "false": False}.get(str(value).lower())
    if found is None:
        raise Unreadable(f"`{_brief(value)}` is neither 1 nor 0", "write 1, 0, true or false")
    return found


def read_moment(value: Any) -> str:
    """A moment in UTC."""
    try:
        stamp = _STAMP.fullmatch(value) if isinstance(value, str) else None
        if stamp is None:
            text = _text(value)
            return iso_moment(text if len(text) > 10 else f"{iso_day(text)}T00:00:00+00:00")
        seconds = int(stamp[1])
        return iso_moment(datetime.fromtimestamp(seconds / 1000 if abs(seconds) >= _MILLISECONDS else seconds, UTC))
    except (ValueError, OverflowError, OSError):
        raise Unreadable(f"`{_brief(value)}` is no date", "write it as /Date(1494460800)/ or 2026-11-22") from None


def read_day(value: Any) -> str:
    """A calendar day: that of the moment in UTC, as the API keeps days."""
    return read_moment(value)[:10]


def _word(value: Any, name: str) -> str:
    enumeration = catalogue.load().enumerations[name]
    known = {choice.api or f"{enumeration.api_prefix or ''}{choice.code}": choice.code for choice in enumeration.values}
    text = str(value)
    if text in known:
        return known[text]
    if text in known.values():
        return text
    near = did_you_mean(text, list(known)) or f"write one of {', '.join(known)}"
    raise Unreadable(f"`{_brief(text)}` is no {name.replace('-', ' ')}", near)


def _code(value: Any, prefix: str) -> str:
    text = _text(value)
    code = text.removeprefix(prefix)
    if not code or "." in code:
        raise Unreadable(f"`{_brief(text)}` does not begin with `{prefix}`", f"write it as `{prefix}` and a word")
    return code


def _yes(value: Any, prefix: str) -> bool:
    words = {"yes": True, "no": False}
    code = str(value).removeprefix(prefix)
    return words[code] if code in words else read_flag(value)


def _brief(value: Any) -> str:
    text = value if isinstance(value, str) else str(value)
    return text if len(text) <= 40 else f"{text[:40]}…"
