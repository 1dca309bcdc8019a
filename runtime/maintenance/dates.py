"""Business dates only go on: what is refused, or counted as a later day, when a clock or a person names an earlier one.

Takes a connection and a date. Never writes.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, func, select

from runtime.store import schema
from runtime.store.errors import StoreError


def refuse_back_dated(connection: Connection, business_date: date) -> None:
    """Raise StoreError for a nightly run that would go back: `back-dated` when live accounts are maintained for a later
    date, `before-the-books` when the figures of all of them stand for later days.
    """
    loans, status = schema.loans.c, schema.loan_status.c
    kept = (~loans.loan_archived, ~loans.loan_deleted, ~loans.loan_temporary)
    last = connection.scalar(select(func.max(loans.loan_last_maintenance_date)).where(*kept))
    if last is not None and last > business_date.isoformat():
        raise StoreError(
            "back-dated",
            f"accounts are maintained for {last} already; a run for {business_date} would go back",
            f"check the clock and the date; the next run is that of {last}, where it was cut off, or of a later day",
        )
    earliest = select(func.min(status.status_date)).join_from(
        schema.loans, schema.loan_status, status.loan_id == loans.loan_id
    )
    first = connection.scalar(earliest.where(*kept, loans.loan_active))
    if first is not None and first > business_date.isoformat():
        raise StoreError(
            "before-the-books",
            f"the figures of all accounts stand for {first} or later; nothing can be done for {business_date}",
            f"run it for {first} or a later day",
        )


def business_date_of(connection: Connection, loan_id: int, today: date) -> date:
    """The day on which a change of an account counts: today, or the later day for which its figures stand already."""
    table = schema.loan_status
    stands = connection.scalar(select(table.c.status_date).where(table.c.loan_id == loan_id))
    return max(today, date.fromisoformat(stands)) if stands is not None else today
