"""Opening the books of a portfolio: accounts that came with figures are brought under the ledger all at once.

Takes a store and the day that the figures stand for. Left alone, an account's books are opened when its figures first
move, in the night after; that night then takes several times as long as others.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import Select, func, select

from runtime.maintenance.rolling import begin
from runtime.store import schema
from runtime.store.open import Store

_AT_ONCE: Final = 1000


def begin_books(store: Store, day: date, progress: Callable[[int, int], None] | None = None) -> int:
    """Open the books of the activated accounts whose figures stand for `day` and whose books are not open; how many.

    `progress` is called with accounts done and accounts to do. Every thousand accounts are in one transaction.
    """
    with store.read() as connection:
        total = connection.scalar(select(func.count()).select_from(_unopened(day).subquery())) or 0
    after, done = 0, 0
    while True:
        with store.begin() as connection:
            numbers = list(connection.scalars(_unopened(day, after).limit(_AT_ONCE)))
            if not numbers:
                return done
            begin(connection, numbers, day, datetime.now(UTC))
        after, done = numbers[-1], done + len(numbers)
        if progress is not None:
            progress(done, total)


def _unopened(day: date, after: int = 0) -> Select[Any]:
    """The numbers above `after` of the accounts whose books can be opened as of a day, in order."""
    loans, status, openings = schema.loans.c, schema.loan_status.c, schema.ledger_openings
    return (
        select(loans.loan_id)
        .join_from(schema.loans, schema.loan_status, status.loan_id == loans.loan_id)
        .outerjoin(openings, openings.c.loan_id == loans.loan_id)
        .where(loans.loan_id > after, openings.c.loan_id.is_(None), status.status_date == day.isoformat())
        .where(loans.loan_active, ~loans.loan_archived, ~loans.loan_deleted)
        .order_by(loans.loan_id)
    )
