"""What state a promise is in: pending, fulfilled, failed or cancelled, worked out from its row and the business date.

Takes a row, or the table's columns, gives the state's word. A promise that is not kept fails when its due date has
passed, whether or not a night has run since; one that a night found broken stays so whatever a later clock says.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, case, not_

from runtime.store import schema

PENDING, FULFILLED, FAILED, CANCELLED = "pending", "fulfilled", "failed", "cancelled"
STATES: Final = (PENDING, FULFILLED, FAILED, CANCELLED)


def state_of(promise: Mapping[str, Any], day: str) -> str:
    """The state of a promise on a business date (YYYY-MM-DD): pending through its due date, failed after it, unless it
    was kept or withdrawn.
    """
    if promise["fulfilled"]:
        return FULFILLED
    if promise["cancelled_on"]:
        return CANCELLED
    return FAILED if promise["failed_on"] or promise["due_date"] < day else PENDING


def counts(promise: Mapping[str, Any]) -> bool:
    """Whether a promise is one of the account's: neither deleted nor withdrawn."""
    return not promise["deleted"] and not promise["cancelled_on"]


def state_column(day: str) -> ColumnElement[str]:
    """The same in SQL, over the columns of the table."""
    table = schema.promises.c
    return case(
        (table.fulfilled, FULFILLED),
        (table.cancelled_on.is_not(None), CANCELLED),
        (table.failed_on.is_not(None) | (table.due_date < day), FAILED),
        else_=PENDING,
    )


def open_column() -> ColumnElement[bool]:
    """Whether a promise was neither kept, found broken, withdrawn nor deleted."""
    table = schema.promises.c
    return not_(table.fulfilled) & not_(table.deleted) & table.failed_on.is_(None) & table.cancelled_on.is_(None)
