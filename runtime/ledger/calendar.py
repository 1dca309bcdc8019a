"""Due dates: when the scheduled payments of a contract fall due.

Takes the frequency, the first payment date and the due-date changes, gives the date of any payment by its index.
Pure. (Frequencies: domain notes 6.3. Monthly on the 29th to 31st: the month's last day where it lacks the day. Twice a
month: a day and the day 15 days after it, which repeat every month.)
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

#: Days from one due date to the next, for the frequencies that count days.
_DAYS: Final = {"weekly": 7, "biWeekly": 14}
_MONTHS: Final = {"monthly": 1, "quarterly": 3, "semiannually": 6, "annually": 12}
_HALF_MONTH: Final = 15

#: Days of a uniform period and of the uniform year it is a part of, for interest that does not count actual days.
UNIFORM: Final = {
    "annually": (360, 360),
    "semiannually": (180, 360),
    "quarterly": (90, 360),
    "monthly": (30, 360),
    "semimonthly": (15, 360),
    "biWeekly": (14, 364),
    "weekly": (7, 364),
}


def add_months(day: date, months: int, day_of_month: int | None = None) -> date:
    """`months` calendar months later (earlier when negative), on `day_of_month` (the day's own when left out); the
    month's last day where it lacks that day.
    """
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day_of_month or day.day, monthrange(years, month + 1)[1]))


@lru_cache(maxsize=1 << 16)
def step(first: date, frequency: str, index: int, days_in_period: int = 30, *, last_of_month: bool = False) -> date:
    """The due date `index` periods after `first`; `days_in_period` is the step of frequency `custom`.

    With `last_of_month` dates of frequencies in months are the last of theirs.
    """
    if frequency in _MONTHS:
        return add_months(first, _MONTHS[frequency] * index, 31 if last_of_month else None)
    if frequency == "semimonthly":
        early = first.day <= _HALF_MONTH
        low = first.day if early else first.day - _HALF_MONTH
        months, second = divmod(index + (0 if early else 1), 2)
        return add_months(first, months, low + _HALF_MONTH * second)
    if frequency == "single":
        return first if index == 0 else add_months(first, index)
    return first + timedelta(days=_DAYS.get(frequency, days_in_period) * index)


def due_dates(first: date, frequency: str, count: int, days_in_period: int = 30) -> list[date]:
    """`count` due dates from `first` on."""
    return [step(first, frequency, index, days_in_period) for index in range(count)]


@dataclass(frozen=True, slots=True)
class Moved:
    """A due date that was moved: the payment due on `original` falls due on `new`, and all later ones follow it."""

    original: date
    new: date
    last_of_month: bool = False


class DueDates:
    """The due dates of one contract, worked out as they are asked for; past the last payment they go on at the same
    pace, since interest goes on being counted in periods.

    `moves` are applied in order, each to the dates the earlier ones left. `is_open` says of a day whether it is a
    business day; with `shift` 1 a due date on another day moves to the next business day, with -1 to the one before.
    """

    def __init__(
        self,
        first: date,
        frequency: str,
        days_in_period: int = 30,
        *,
        last_of_month: bool = False,
        moves: Sequence[Moved] = (),
        shift: int = 0,
        is_open: Callable[[date], bool] | None = None,
    ) -> None:
        self._pieces: list[tuple[int, date, bool]] = [(0, first, last_of_month)]
        self._frequency = frequency
        self._days = days_in_period
        self._shift = shift
        self._is_open = is_open
        self._known: dict[int, date] = {}
        self._after: dict[date, int] = {}
        for move in moves:
            self._move(move)

    def __getitem__(self, index: int) -> date:
        """The due date of the payment with this index."""
        known = self._known.get(index)
        if known is None:
            known = self._known[index] = self._worked_out(index)
        return known

    def after(self, day: date) -> int:
        """The index of the first due date later than a day."""
        known = self._after.get(day)
        if known is not None:
            return known
        index = self._guess(day)
        while self[index] <= day:
            index += 1
        while index and self[index - 1] > day:
            index -= 1
        self._after[day] = index
        return index

    def at_or_after(self, day: date) -> int:
        """The index of the first due date on a day or later."""
        return self.after(day - timedelta(days=1))

    def _guess(self, day: date) -> int:
        """About the index of the first due date later than a day."""
        start, first, _ = next((piece for piece in reversed(self._pieces) if piece[1] <= day), self._pieces[0])
        months = _MONTHS.get(self._frequency, 1 if self._frequency == "single" else 0)
        if months:
            passed = (day.year - first.year) * 12 + day.month - first.month
            return start + max(0, passed // months)
        days = _HALF_MONTH if self._frequency == "semimonthly" else _DAYS.get(self._frequency, self._days)
        return start + max(0, (day - first).days // days)

    def _worked_out(self, index: int) -> date:
        pieces = self._pieces
        piece = pieces[0]
        if len(pieces) > 1:
            piece = next(piece for piece in reversed(pieces) if piece[0] <= index)
        start, first, last = piece
        due = step(first, self._frequency, index - start, self._days, last_of_month=last)
        if self._shift and self._is_open is not None:
            while not self._is_open(due):
                due += timedelta(days=self._shift)
        return due

    def _move(self, move: Moved) -> None:
        index = self.at_or_after(move.original)
        if self[index] != move.original:
            raise ValueError(f"no payment falls due on {move.original}")
        if index and move.new <= self[index - 1]:
            raise ValueError(f"the payment before the one of {move.original} falls due on {self[index - 1]}")
        self._pieces = [piece for piece in self._pieces if piece[0] < index]
        self._pieces.append((index, move.new, move.last_of_month))
        self._known = {at: due for at, due in self._known.items() if at < index}
        self._after.clear()
