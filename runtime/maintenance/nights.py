"""Which accounts a night takes, and which nights are still to be run.

Takes a connection and a business date. An account has its nights one after another: those that were missed come first,
each with the rules of its own date. Never writes.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, exists, func, select

from runtime.store import schema
from runtime.store.views import live

LOCKED = "locked"
_DAY = timedelta(days=1)


def taken(business_date: date, *, missed: bool = False) -> list[ColumnElement[bool]]:
    """Conditions for the accounts that a night takes: live ones that nobody has locked and whose figures do not stand
    for a later day. A night that was `missed` is not made up for on accounts that were locked when it was run first.
    """
    return [*live(business_date), *free(business_date, missed=missed), ~_ahead(business_date)]


def free(business_date: date, *, missed: bool = False) -> list[ColumnElement[bool]]:
    """Conditions for accounts that nobody has locked."""
    loans, locks, left_out = schema.loans.c, schema.loan_locks.c, schema.maintenance_exceptions.c
    conditions = [~exists().where(locks.loan_id == loans.loan_id)]
    if missed:
        was_locked = exists().where(
            left_out.loan_id == loans.loan_id,
            left_out.business_date == business_date.isoformat(),
            left_out.kind == LOCKED,
        )
        conditions.append(~was_locked)
    return conditions


def _ahead(business_date: date) -> ColumnElement[bool]:
    loans, status = schema.loans.c, schema.loan_status.c
    return loans.loan_active & exists().where(
        status.loan_id == loans.loan_id, status.status_date > business_date.isoformat()
    )


def next_missed(connection: Connection, business_date: date, after: date | None = None) -> date | None:
    """The first date before the business date, and later than `after`, that some account has missed."""
    loans = schema.loans.c
    if after is None:
        last, before = loans.loan_last_maintenance_date, business_date - _DAY
        earliest = select(last).where(last < before.isoformat(), *taken(before)).order_by(last).limit(1)
        day = connection.scalar(earliest)
        if day is None:
            return None
        after = date.fromisoformat(day)
    at = after + _DAY
    while at < business_date:
        if connection.scalar(select(loans.loan_id).where(*taken(at, missed=True)).limit(1)) is not None:
            return at
        at += _DAY
    return None


def latest_day(connection: Connection) -> date | None:
    """The latest day for which a live account had its maintenance, or its figures stand."""
    loans, status = schema.loans.c, schema.loan_status.c
    kept = (~loans.loan_archived, ~loans.loan_deleted, ~loans.loan_temporary)
    figures = select(func.max(status.status_date)).join_from(
        schema.loan_status, schema.loans, loans.loan_id == status.loan_id
    )
    days = (
        connection.scalar(select(func.max(loans.loan_last_maintenance_date)).where(*kept)),
        connection.scalar(figures.where(*kept, loans.loan_active)),
    )
    return max((date.fromisoformat(day) for day in days if day is not None), default=None)
