"""`java.time.LocalDate` and the units of `ChronoUnit`: days of the calendar as values. Nothing here reads a clock.

`STATICS` and `METHODS` are tables of the library; years go from 1 to 9999, and a day outside is a DateTimeException.
"""

from __future__ import annotations

from calendar import isleap, monthrange
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, ClassVar, Final

from cljrules.values.casts import cannot_cast, characters_of, int_of, long_of
from cljrules.values.errors import error
from cljrules.values.number_types import Int32


class LocalDate:
    """A day of the calendar."""

    java_name: ClassVar[str] = "java.time.LocalDate"
    __slots__ = ("day",)

    def __init__(self, day: date) -> None:
        self.day: Final = day

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LocalDate) and self.day == other.day

    def __hash__(self) -> int:
        return hash(self.day)

    def compare_to(self, other: Any) -> int:
        """How far apart the years are, then the months, then the days, as on the JVM."""
        mine, theirs = self.day, _date(other)
        return mine.year - theirs.year or mine.month - theirs.month or mine.day - theirs.day

    def __clj_str__(self) -> str:
        return self.day.isoformat()

    def __clj_print__(self, write: Callable[[str], Any]) -> None:
        write(f'#object[java.time.LocalDate 0x0 "{self.__clj_str__()}"]')


class ChronoUnit:
    """A unit of time between two days."""

    java_name: ClassVar[str] = "java.time.temporal.ChronoUnit"
    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name: Final = name

    def __clj_str__(self) -> str:
        return self.name.capitalize()


def _date(value: Any) -> date:
    if isinstance(value, LocalDate):
        return value.day
    raise cannot_cast(value, LocalDate.java_name)


def _made(year: int, month: int, day: int) -> LocalDate:
    try:
        return LocalDate(date(year, month, day))
    except (ValueError, OverflowError):
        raise error("DateTimeException", f"there is no day {year:04d}-{month:02d}-{day:02d}") from None


def _parse(text: Any) -> LocalDate:
    held = characters_of(text)
    try:
        return LocalDate(date.fromisoformat(held if len(held) == 10 and held[4] == "-" else ""))
    except ValueError:
        raise error("DateTimeParseException", f"`{held}` is not a day such as 2026-11-22") from None


def _moved(target: LocalDate, days: int) -> LocalDate:
    try:
        return LocalDate(target.day + timedelta(days=days))
    except OverflowError:
        raise error("DateTimeException", "the day is outside of the years from 1 to 9999") from None


def _moved_months(target: LocalDate, months: int) -> LocalDate:
    year, month = divmod(target.day.year * 12 + target.day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise error("DateTimeException", "the day is outside of the years from 1 to 9999")
    return _made(year, month + 1, min(target.day.day, monthrange(year, month + 1)[1]))


def _between(unit: ChronoUnit, first: Any, second: Any) -> int:
    start, end = _date(first), _date(second)
    days = (end - start).days
    if unit.name in ("DAYS", "WEEKS"):
        return int(days / (7 if unit.name == "WEEKS" else 1))
    months = (end.year * 12 + end.month) - (start.year * 12 + start.month)
    if days > 0 and end.day < start.day:
        months -= 1
    elif days < 0 and end.day > start.day:
        months += 1
    return int(months / (12 if unit.name == "YEARS" else 1))


def _with(target: LocalDate, **parts: int) -> LocalDate:
    held = {"year": target.day.year, "month": target.day.month, "day": target.day.day} | parts
    if "day" not in parts and 1 <= held["month"] <= 12 and 1 <= held["year"] <= 9999:
        held["day"] = min(held["day"], monthrange(held["year"], held["month"])[1])
    return _made(**held)


STATICS: Final[Mapping[str, Any]] = {
    "java.time.LocalDate/of": lambda year, month, day: _made(int_of(year), int_of(month), int_of(day)),
    "java.time.LocalDate/parse": _parse,
    "java.time.LocalDate/ofEpochDay": lambda days: _moved(LocalDate(date(1970, 1, 1)), long_of(days)),
    **{f"java.time.temporal.ChronoUnit/{name}": ChronoUnit(name) for name in ("DAYS", "WEEKS", "MONTHS", "YEARS")},
}

#: Methods of days.
DAY: Final[Mapping[str, Callable[..., Any]]] = {
    "getYear": lambda target: Int32(target.day.year),
    "getMonthValue": lambda target: Int32(target.day.month),
    "getDayOfMonth": lambda target: Int32(target.day.day),
    "getDayOfYear": lambda target: Int32(target.day.timetuple().tm_yday),
    "lengthOfMonth": lambda target: Int32(monthrange(target.day.year, target.day.month)[1]),
    "lengthOfYear": lambda target: Int32(365 + isleap(target.day.year)),
    "isLeapYear": lambda target: isleap(target.day.year),
    "plusDays": lambda target, days: _moved(target, long_of(days)),
    "plusWeeks": lambda target, weeks: _moved(target, 7 * long_of(weeks)),
    "plusMonths": lambda target, months: _moved_months(target, long_of(months)),
    "plusYears": lambda target, years: _moved_months(target, 12 * long_of(years)),
    "minusDays": lambda target, days: _moved(target, -long_of(days)),
    "minusWeeks": lambda target, weeks: _moved(target, -7 * long_of(weeks)),
    "minusMonths": lambda target, months: _moved_months(target, -long_of(months)),
    "minusYears": lambda target, years: _moved_months(target, -12 * long_of(years)),
    "withDayOfMonth": lambda target, day: _with(target, day=int_of(day)),
    "withMonth": lambda target, month: _with(target, month=int_of(month)),
    "withYear": lambda target, year: _with(target, year=int_of(year)),
    "isBefore": lambda target, other: target.day < _date(other),
    "isAfter": lambda target, other: target.day > _date(other),
    "isEqual": lambda target, other: target.day == _date(other),
    "toEpochDay": lambda target: (target.day - date(1970, 1, 1)).days,
}

#: Methods of units.
UNIT: Final[Mapping[str, Callable[..., Any]]] = {"between": _between}
