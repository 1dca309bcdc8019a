"""Courses of accounts in the store: kept as they are made, and the figures of a day written from them in bulk.

Takes courses and days of them, gives rows. A course holds for one version of its account: whoever writes an account's
rows counts its version, and the course is worth nothing from then on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, Select, String, and_, delete, select, type_coerce

from runtime.ledger.course import Course, Day
from runtime.ledger.lateness import BANDS
from runtime.store import schema
from runtime.store.bulk import put_rows, set_columns

#: The columns of the status that the days of a course change, in the order of `_as_stored`.
_COLUMNS: Final = (
    "status_date",
    "status_payoff",
    "status_due_interest",
    "status_due_pni",
    "status_perdiem",
    "status_interest_accrued_today",
    "status_delinquency_percent",
    "status_days_past_due",
    "status_unique_delinquencies",
    "status_delinquent_days",
    "status_24_dpd_history",
    *(f"status_24_dpd_{band}" for band in BANDS),
    "date_of_first_delinquency",
    "first_delinquency_date",
    "status_date_last_current",
    "status_date_last_current_30",
)
_PERIOD: Final = ("status_period_start", "status_period_end")
#: Millionths, as numbers are stored, in a hundredth of a percent.
_STORED_PERCENT: Final = 10_000


def keep_courses(connection: Connection, courses: Iterable[tuple[int, int, Course, date]]) -> None:
    """Keep courses: (account, its version, course, last day)."""
    rows = [
        (loan_id, version, last.isoformat(), json.dumps(course, separators=(",", ":")))
        for loan_id, version, course, last in courses
    ]
    put_rows(connection, schema.ledger_courses, ("loan_id", "version", "last_day", "course"), rows)


def forget_courses(connection: Connection, accounts: Select[tuple[int]]) -> None:
    """Forget the courses of accounts: something changed that is not theirs, and that they depend on."""
    table = schema.ledger_courses
    connection.execute(delete(table).where(table.c.loan_id.in_(accounts)))


def behind(connection: Connection, first: int, last: int, day: date) -> Sequence[tuple[int, str | None]]:
    """The activated accounts with numbers from `first` to `last` whose figures stand for a day before `day`, in order,
    each with its course where that reaches the day.
    """
    loans, status, courses = schema.loans, schema.loan_status, schema.ledger_courses
    iso = day.isoformat()
    holds = and_(courses.c.loan_id == loans.c.loan_id, courses.c.version == loans.c.version, courses.c.last_day >= iso)
    stands_for = type_coerce(status.c.status_date, String)
    statement = (
        select(loans.c.loan_id, courses.c.course)
        .join_from(loans, status, status.c.loan_id == loans.c.loan_id)
        .outerjoin(courses, holds)
        .where(loans.c.loan_id.between(first, last), loans.c.loan_active)
        .where(stands_for.is_(None) | (stands_for < iso))
        .order_by(loans.c.loan_id)
    )
    return [(row[0], row[1]) for row in connection.execute(statement).all()]


def course_of_text(text: str) -> Course:
    """The course that a stored text stands for."""
    return Course(*json.loads(text))


def write_days(connection: Connection, day: date, found: Iterable[tuple[int, Day]]) -> None:
    """Write the figures of a day of these accounts' courses."""
    iso = day.isoformat()
    rows, periods = [], []
    for number, made in found:
        rows.append(_as_stored(number, iso, made))
        if made.period is not None:
            periods.append((number, *map(_iso, made.period)))
    set_columns(connection, schema.loan_status, _COLUMNS, rows)
    set_columns(connection, schema.loan_status, _PERIOD, periods)


def _as_stored(number: int, day: str, made: Day) -> tuple[Any, ...]:
    late = made.lateness
    return (
        number,
        day,
        made.payoff,
        made.due_interest,
        made.due_pni,
        made.per_day,
        made.today,
        made.percent * _STORED_PERCENT,
        late.days_past_due,
        late.delinquencies,
        late.delinquent_days,
        late.history,
        *late.months,
        late.began,
        late.first_delinquent,
        late.last_current,
        late.last_current_30,
    )


@lru_cache(maxsize=1 << 14)
def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()
