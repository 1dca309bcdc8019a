"""From what was booked to how an account stands on a day.

Takes terms, entries and a day, gives the books at the end of that day. The same entries give the same books, in
whatever order they are handed over; an entry that is not known yet on the day changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from runtime.ledger.accrual import Accrual
from runtime.ledger.books import Books, Position
from runtime.ledger.calendar import DueDates, Moved
from runtime.ledger.entries import DueDateChange, Entry, StopInterest, in_order
from runtime.ledger.terms import Terms


def opening(terms: Terms) -> Position:
    """The position of a contract on its first day, before anything was booked."""
    before = terms.contract - timedelta(days=1)
    return Position(terms.contract, terms.amount, before if terms.first_day_interest else terms.contract)


def replay(
    terms: Terms,
    entries: Iterable[Entry],
    day: date,
    start: Position | None = None,
    is_open: Callable[[date], bool] | None = None,
) -> Books:
    """The books at the end of a day. `start` is a position to go on from, which must not hold any of the entries
    already; without one the books start with the contract. `is_open` tells business days, for contracts whose due
    dates keep to them. Raises ValueError for a moved due date that no payment has, and for a split that does not add
    up.
    """
    counted = in_order(entries, day)
    moves = [
        Moved(entry.original, entry.new, entry.last_of_month) for entry in counted if isinstance(entry, DueDateChange)
    ]
    stops = [(entry.day, entry.suspended, entry.earned) for entry in counted if isinstance(entry, StopInterest)]
    due = DueDates(
        terms.first_payment,
        terms.frequency,
        terms.days_in_period,
        last_of_month=terms.last_of_month,
        moves=moves,
        shift=terms.shift,
        is_open=is_open,
    )
    books = Books(terms, due, Accrual(terms, due, stops), start.copy() if start is not None else opening(terms))
    for entry in counted:
        books.apply(entry)
    books.roll(day)
    return books
