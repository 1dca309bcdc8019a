"""How interest accrues from one day to another.

Takes the terms, their due dates and the days on which accrual was suspended or resumed, gives interest in dollars,
rounded half up to the decimal places asked for; what is counted before is exact to fifty digits. Interest of a day
accrues as the day ends, so from one day to a later one the first is left out and the last counts. A suspended stretch
begins with the day of its suspension (with the next, where money was posted on that day before) and ends before the
day of its resumption. (Domain notes 6.2, 1.9.)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cached_property, lru_cache
from math import lcm
from typing import Final

from runtime.ledger.calendar import UNIFORM, DueDates
from runtime.ledger.terms import Terms

_DAY: Final = timedelta(days=1)
#: Days by which a period of the calendar may differ from a uniform one, weekends and holidays included.
_REGULAR: Final = 4
_WIDE: Final = Context(prec=50)
_NOTHING: Final = Decimal(0)
#: Decimal places of a rate in percent a year.
_RATE: Final = 6
#: Days of a plain and of a leap year counted in one unit: a day of the one is 366 of it, of the other 365.
_PLAIN, _LEAP, _YEAR = 366, 365, 365 * 366


def is_leap(year: int) -> bool:
    """Whether a year has 366 days."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def interest_a_day(balance: Decimal, yearly_rate: Decimal, days: int) -> Decimal:
    """Dollars that a balance earns in a day of a year that has so many, not rounded."""
    return _WIDE.divide(_WIDE.multiply(balance, yearly_rate), Decimal(100 * days))


def rounded(amount: Decimal, places: int) -> Decimal:
    """An amount rounded half up to so many decimal places."""
    return amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _WIDE)


@dataclass(frozen=True, slots=True)
class Pace:
    """How the part of a year that was earned grows within one period, that after `opens` up to `closes`, in `year`ths
    of a year: `daily` by `days` a day, `uniform` up to `days` as days of a uniform period go by, `actual` by the days
    of the calendar.
    """

    kind: str
    opens: date
    closes: date
    days: int
    year: int

    def gone(self, day: date) -> int:
        """What has gone by since the period opened."""
        if self.kind == "actual":
            return _actual(self.opens, day)
        if self.kind == "daily":
            return (day - self.opens).days * self.days
        return _elapsed(self.opens, self.closes, day, self.days)


class Accrual:
    """Interest of one contract. `stops` are (day, suspended, earned) in the order of their days: with `earned` the day
    itself had earned its interest before accrual was suspended on it.
    """

    def __init__(self, terms: Terms, due: DueDates, stops: Sequence[tuple[date, bool, bool]] = ()) -> None:
        self._terms = terms
        self._due = due
        self._announced = [(day, suspended) for day, suspended, _ in stops]
        self._stops = [(day + _DAY if earned else day, suspended) for day, suspended, earned in stops]
        self._is_actual = terms.days_in_year == "actual"
        #: Whether the schedule fixes what each period earns.
        self._fixed = terms.calc_type in ("rule78", "simpleIntLocked")
        self._first_as_others = terms.first_period_days == "actual"
        self._ends = due[terms.count - 1] if terms.ends_at_expiry else None
        self._rate = terms.yearly_rate.scaleb(_RATE)
        self._uniform = UNIFORM.get(terms.frequency, (terms.days_in_period, 365))

    def suspended_on(self, day: date) -> bool:
        """Whether accrual is suspended on a day: the latest entry on or before it decides."""
        return _latest(self._announced, day)

    def between(self, balance: Decimal, start: date, end: date, places: int) -> Decimal:
        """Dollars that `balance` dollars earn on the days after `start` up to and with `end`."""
        if balance <= 0 or end <= start:
            return _NOTHING
        if self._fixed:
            end = min(end, self._ends or end)
            return rounded(sum((self._scheduled(*piece) for piece in self._pieces(start, end)), _NOTHING), places)
        days, year = self.share(start, end)
        if not days:
            return _NOTHING
        yearly = _WIDE.multiply(balance, self._terms.yearly_rate)
        return rounded(_WIDE.divide(_WIDE.multiply(yearly, Decimal(days)), Decimal(100 * year)), places)

    def cents_between(self, balance: int, places: int, start: date, end: date) -> int:
        """The same for a balance above zero in whole units of 10^-`places` dollars, in whole cents."""
        rate = int(self._rate)
        if self._fixed or rate != self._rate:
            return int(self.between(Decimal(balance).scaleb(-places), start, end, 2).scaleb(2))
        days, year = self.share(start, end)
        unit: int = year * 10 ** (places + _RATE)
        return (2 * balance * rate * days + unit) // (2 * unit)

    def share(self, start: date, end: date) -> tuple[int, int]:
        """The part of a year that the days after `start` up to and with `end` count for, as a whole number of so many
        parts to a year.
        """
        if self._ends is not None and end > self._ends:
            end = self._ends
        if end <= start:
            return 0, 1
        if not self._stops and self._is_actual and (self._first_as_others or start >= self._due[0]):
            return _actual(start, end), _YEAR
        total, parts = 0, 1
        for days, year in self._shares(start, end):
            if parts in (1, year):
                total, parts = total + days, year
            else:
                common = lcm(parts, year)
                total, parts = total * (common // parts) + days * (common // year), common
        return total, parts

    def goes_on(self, day: date) -> bool:
        """Whether the day after `day` earns interest, as far as suspensions say."""
        return not _latest(self._stops, day + _DAY)

    def pace(self, day: date) -> Pace | None:
        """How shares grow from `day` on, up to the end of the period that the next day is in; None where no one pace
        says it.
        """
        terms = self._terms
        if self._fixed:
            return None
        index = self._due.after(day)
        closes = self._due[index]
        opens = self._due[index - 1] if index else self._first_day
        days, year = self._uniform
        if index == 0 and terms.first_period_days == "forceRegular":
            return Pace("daily", opens, closes, days, year * max(1, (closes - opens).days))
        if index == 0 and terms.first_period_days == "frequency":
            return None
        if self._is_actual:
            return Pace("actual", opens, closes, 1, _YEAR)
        return Pace("daily" if index == 0 else "uniform", opens, closes, 1 if index == 0 else days, year)

    @property
    def days_of_year(self) -> int | None:
        """The days of the year that a day's interest is a part of; None for those of the calendar's own year."""
        return None if self._is_actual else self._uniform[1]

    def per_day(self, balance: Decimal, day: date) -> Decimal:
        """Dollars that `balance` earns in a day, not rounded: a year's interest over its actual days, or over those of
        a uniform year; nothing while suspended.
        """
        if balance <= 0 or self.suspended_on(day):
            return _NOTHING
        days = (366 if is_leap(day.year) else 365) if self._is_actual else self._uniform[1]
        return interest_a_day(balance, self._terms.yearly_rate, days)

    def _accruing(self, start: date, end: date) -> Iterator[tuple[date, date]]:
        """The stretches after `start` up to `end` that accrue, as (day before the first, last day)."""
        at = start
        running = not _latest(self._stops, start + _DAY)
        for day, suspended in self._stops:
            if day <= start + _DAY:
                continue
            if day > end:
                break
            if suspended and running:
                yield at, day - _DAY
            elif not suspended and not running:
                at = day - _DAY
            running = not suspended
        if running:
            yield at, end

    def _shares(self, start: date, end: date) -> Iterator[tuple[int, int]]:
        """What stretches count for, as days of a year with so many."""
        if self._is_actual and (self._first_as_others or start >= self._due[0]):
            for first, last in self._accruing(start, end):
                yield _actual(first, last), _YEAR
            return
        for piece in self._pieces(start, end):
            yield self._share(*piece)

    def _pieces(self, start: date, end: date) -> Iterator[tuple[int, date, date, date, date]]:
        """Accruing stretches cut at due dates: (index of the period, its start, its end, stretch start, stretch end).
        Period 0 runs from the contract date to the first due date.
        """
        for first, last in self._accruing(start, end):
            at = first
            while at < last:
                index = self._due.after(at)
                closes = self._due[index]
                opens = self._due[index - 1] if index else self._first_day
                stop = min(closes, last)
                yield index, opens, closes, at, stop
                at = stop

    @property
    def _first_day(self) -> date:
        return self._terms.contract - (_DAY if self._terms.first_day_interest else timedelta(0))

    def _share(self, index: int, opens: date, closes: date, start: date, end: date) -> tuple[int, int]:
        """The part of a year that a stretch within one period counts for."""
        days, year = self._uniform
        if index == 0 and self._terms.first_period_days == "forceRegular":
            return days * (end - start).days, year * max(1, (closes - opens).days)
        if index == 0 and self._terms.first_period_days == "frequency":
            return _months_of_30(opens, end) - _months_of_30(opens, start), 360
        if self._is_actual:
            return _actual(start, end), _YEAR
        if index == 0:
            return (end - start).days, year
        return _elapsed(opens, closes, end, days) - _elapsed(opens, closes, start, days), year

    def _scheduled(self, index: int, opens: date, closes: date, start: date, end: date) -> Decimal:
        """Interest of a stretch where the schedule fixes what each period earns, however early or late one pays."""
        if index >= self._terms.count:
            return _NOTHING
        return _WIDE.divide(self._by_period[index] * (end - start).days, Decimal(max(1, (closes - opens).days)))

    @cached_property
    def _by_period(self) -> list[Decimal]:
        terms = self._terms
        if terms.calc_type == "rule78":
            total = terms.payment * terms.count - terms.amount
            digits = Decimal(terms.count * (terms.count + 1) // 2)
            return [_WIDE.divide(total * (terms.count - index), digits) for index in range(terms.count)]
        balance, earned = terms.amount, []
        days, year = self._uniform
        for _ in range(terms.count):
            yearly = _WIDE.multiply(max(_NOTHING, balance), terms.yearly_rate)
            interest = _WIDE.divide(yearly * days, Decimal(100 * year))
            earned.append(interest)
            balance -= terms.payment - interest
        return earned


def _latest(stops: Sequence[tuple[date, bool]], day: date) -> bool:
    held = False
    for at, suspended in stops:
        if at > day:
            break
        held = suspended
    return held


@lru_cache(maxsize=1 << 16)
def _actual(start: date, end: date) -> int:
    """Actual days after `start` up to `end`, each as a part of its own year, in the unit of `_YEAR` to a year."""
    share = 0
    while start < end:
        year = (start + _DAY).year
        close = end if end.year == year else date(year, 12, 31)
        share += (close - start).days * (_LEAP if is_leap(year) else _PLAIN)
        start = close
    return share


def _elapsed(opens: date, closes: date, day: date, days: int) -> int:
    """Uniform days of a period gone by at the end of a day: never more than the period has, and all of them at its
    end. A period that was stretched or cut by a moved due date counts its actual days.
    """
    if abs((closes - opens).days - days) > max(_REGULAR, days // 45):
        return (day - opens).days
    return days if day >= closes else min((day - opens).days, days)


def _months_of_30(start: date, end: date) -> int:
    """Days from one date to another where every month has 30."""
    years, months = end.year - start.year, end.month - start.month
    return 360 * years + 30 * months + min(end.day, 30) - min(start.day, 30)
