"""The last step of the night: the day's figures are archived, one row an account and day.

Takes accounts and a date inside the caller's transaction; copies what stands in the store, within the database. A
snapshot of a day is that of its last change: writing it again replaces it. (Domain notes 2.4, 6.6.)
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, FromClause, ScalarSelect, Text, cast, delete, func, insert, literal, select

from runtime.store import schema
from runtime.store.bulk import among


def archive(connection: Connection, numbers: Sequence[int], business_date: date) -> None:
    """Archive the figures of these accounts (in order) as those of a day; accounts that are not activated have none."""
    if not numbers:
        return
    table, loans, status = schema.daily_snapshots, schema.loans, schema.loan_status
    day = business_date.isoformat()
    if connection.scalar(select(table.c.loan_id).where(table.c.snapshot_date == day).limit(1)) is not None:
        connection.execute(
            delete(table).where(table.c.snapshot_date == day, among(connection, table.c.loan_id, numbers))
        )
    figures = schema.archived_columns()
    selected: list[Any] = [
        loans.c.loan_id,
        literal(day),
        loans.c.status_loan_status_id,
        loans.c.status_loan_sub_status_id,
        _listed(connection, schema.loan_portfolios, "portfolio_id"),
        *(status.c[name] for name in figures),
    ]
    names = ["loan_id", "snapshot_date", "status_loan_status_id", "status_loan_sub_status_id", "portfolios", *figures]
    rows = (
        select(*selected)
        .join_from(loans, status, status.c.loan_id == loans.c.loan_id)
        .where(among(connection, loans.c.loan_id, numbers), loans.c.loan_active)
    )
    connection.execute(insert(table).from_select(names, rows, include_defaults=False))


def _listed(connection: Connection, table: FromClause, column: str) -> ScalarSelect[Any]:
    """The numbers of an account's rows in a table, as the text of a JSON list."""
    numbers = table.c[column]
    if connection.dialect.name == "postgresql":
        made: Any = func.coalesce(cast(func.json_agg(numbers), Text), literal("[]"))
    else:
        made = func.json_group_array(numbers)
    return select(made).where(table.c.loan_id == schema.loans.c.loan_id).correlate(schema.loans).scalar_subquery()
