"""How interest accrues from one day to another.

Takes the terms, their due dates and the days on which accrual was suspended or resumed, gives interest as an exact
fraction of a dollar: nothing is rounded here. Interest of a day accrues as the day ends, so from one day to a later one
the first is left out and the last counts. A suspended stretch begins with the day of its suspension and ends before the
day of its resumption. (Domain notes 6.2, 1.9.)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from runtime.ledger.calendar import UNIFORM, DueDates
from runtime.ledger.terms import Terms

_DAY = timedelta(days=1)
#: Days by which a period of the calendar may differ from a uniform one, weekends and holidays included.
_REGULAR = 4


def days_of_year(year: int) -> int:
    """365, in leap years 366."""
    return 366 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 365


def interest_a_day(balance: Decimal, yearly_rate: Decimal, days: int) -> Fraction:
    """Dollars that a balance earns in a day of a year that has so many."""
    return Fraction(balance) * Fraction(yearly_rate) / 100 / days


class Accrual:
    """Interest of one contract. `stops` are (day, suspended) pairs, in the order of their days."""

    def __init__(self, terms: Terms, due: DueDates, stops: Sequence[tuple[date, bool]] = ()) -> None:
        self._terms = terms
        self._due = due
        self._stops = stops

    def suspended_on(self, day: date) -> bool:
        """Whether a day accrues nothing: the latest entry on or before it decides."""
        held = False
        for at, suspended in self._stops:
            if at > day:
                break
            held = suspended
        return held

    def between(self, balance: Decimal, start: date, end: date) -> Fraction:
        """Dollars that `balance` dollars earn on the days after `start` up to and with `end`."""
        if self._terms.ends_at_expiry:
            end = min(end, self._due[self._terms.count - 1])
        if end <= start or balance <= 0:
            return Fraction(0)
        if self._terms.calc_type in ("rule78", "simpleIntLocked"):
            return sum((self._scheduled(*piece) for piece in self._pieces(start, end)), Fraction(0))
        share = sum((self._share(*piece) for piece in self._pieces(start, end)), Fraction(0))
        return Fraction(balance) * Fraction(self._terms.yearly_rate) / 100 * share

    def per_day(self, balance: Decimal, day: date) -> Fraction:
        """Dollars that `balance` earns in a day: a year's interest over its actual days, or over those of a uniform
        year; nothing while suspended.
        """
        if balance <= 0 or self.suspended_on(day):
            return Fraction(0)
        return interest_a_day(
            balance, self._terms.yearly_rate, days_of_year(day.year) if self._is_actual else self._uniform[1]
        )

    @property
    def _is_actual(self) -> bool:
        return self._terms.days_in_year == "actual"

    @cached_property
    def _uniform(self) -> tuple[int, int]:
        return UNIFORM.get(self._terms.frequency, (self._terms.days_in_period, 365))

    def _accruing(self, start: date, end: date) -> Iterator[tuple[date, date]]:
        """The stretches after `start` up to `end` that accrue, as (day before the first, last day)."""
        at = start
        running = not self.suspended_on(start + _DAY)
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

    def _share(self, index: int, opens: date, closes: date, start: date, end: date) -> Fraction:
        """The part of a year that a stretch within one period counts for."""
        days, year = self._uniform
        if index == 0 and self._terms.first_period_days == "forceRegular":
            return Fraction(days, year) * Fraction((end - start).days, max(1, (closes - opens).days))
        if index == 0 and self._terms.first_period_days == "frequency":
            return Fraction(_months_of_30(opens, end) - _months_of_30(opens, start), 360)
        if self._is_actual:
            return _actual(start, end)
        if index == 0:
            return Fraction((end - start).days, year)
        return Fraction(_elapsed(opens, closes, end, days) - _elapsed(opens, closes, start, days), year)

    def _scheduled(self, index: int, opens: date, closes: date, start: date, end: date) -> Fraction:
        """Interest of a stretch where the schedule fixes what each period earns, however early or late one pays."""
        if index >= self._terms.count:
            return Fraction(0)
        part = Fraction((end - start).days, max(1, (closes - opens).days))
        return self._by_period[index] * part

    @cached_property
    def _by_period(self) -> list[Fraction]:
        terms = self._terms
        total = Fraction(terms.payment) * terms.count - Fraction(terms.amount)
        if terms.calc_type == "rule78":
            digits = terms.count * (terms.count + 1) // 2
            return [total * (terms.count - index) / digits for index in range(terms.count)]
        balance, earned = Fraction(terms.amount), []
        days, year = self._uniform
        for _ in range(terms.count):
            interest = max(Fraction(0), balance) * Fraction(terms.yearly_rate) / 100 * days / year
            earned.append(interest)
            balance -= Fraction(terms.payment) - interest
        return earned


def _actual(start: date, end: date) -> Fraction:
    """Actual days after `start` up to `end`, each as a part of its own year."""
    share = Fraction(0)
    while start < end:
        year = (start + _DAY).year
        close = min(end, date(year, 12, 31))
        share += Fraction((close - start).days, days_of_year(year))
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
    return 360 * (end.year - start.year) + 30 * (end.month - start.month) + min(end.day, 30) - min(start.day, 30)
