"""The tenant's business days: which weekdays it is open, and on which days it is not.

Takes a connection, gives `BusinessDays`, which the ledger asks about due dates. At least one weekday is always open.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, delete, insert, select, update

from runtime.store import schema
from runtime.store.courses import forget_courses
from runtime.store.errors import StoreError

#: The word of a contract whose due dates fall on any day.
ANY_DAY = "disabled"
_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class BusinessDays:
    """Open weekdays (1 Monday to 7 Sunday), and the days that are closed all the same."""

    weekdays: frozenset[int]
    holidays: frozenset[date]

    def is_open(self, day: date) -> bool:
        """Whether the lender is open on a day."""
        return day.isoweekday() in self.weekdays and day not in self.holidays


def read_business_days(connection: Connection) -> BusinessDays:
    """The tenant's business days."""
    days = connection.scalar(select(schema.tenant.c.business_weekdays)) or "12345"
    closed = connection.scalars(select(schema.holidays.c.day))
    return BusinessDays(frozenset(map(int, days)), frozenset(map(date.fromisoformat, closed)))


def write_weekdays(connection: Connection, words: Iterable[str]) -> BusinessDays:
    """Say which weekdays are open, by their first three letters; StoreError for other words and for none at all."""
    told = {word.lower()[:3] for word in words}
    unknown = sorted(told - set(_NAMES))
    if unknown or not told:
        why = f"`{unknown[0]}` is no weekday" if unknown else "no weekday would be open"
        raise StoreError("bad-option", why, f"name some of {', '.join(_NAMES)}")
    days = "".join(str(number) for number, name in enumerate(_NAMES, 1) if name in told)
    connection.execute(update(schema.tenant).values(business_weekdays=days))
    _forget_courses(connection)
    return read_business_days(connection)


def close(connection: Connection, day: date, title: str) -> None:
    """Close a day; its title is put anew where it was closed already."""
    open_(connection, day)
    connection.execute(insert(schema.holidays).values(day=day, title=title))
    _forget_courses(connection)


def open_(connection: Connection, day: date) -> bool:
    """Open a day that was closed; whether it was."""
    was_closed = (
        connection.execute(delete(schema.holidays).where(schema.holidays.c.day == day.isoformat())).rowcount > 0
    )
    if was_closed:
        _forget_courses(connection)
    return was_closed


def _forget_courses(connection: Connection) -> None:
    """The courses of accounts whose due dates keep to business days no longer hold."""
    setup = schema.loan_setup.c
    forget_courses(connection, select(setup.loan_id).where(setup.setup_due_dates_on_business_days != ANY_DAY))


def weekday_names(days: BusinessDays) -> list[str]:
    """The open weekdays by name."""
    return [name for number, name in enumerate(_NAMES, 1) if number in days.weekdays]
