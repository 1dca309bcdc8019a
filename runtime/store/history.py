"""What happened to accounts: firings of rules, changes and events, as they were recorded.

Takes a connection and what to look for, gives rows as dictionaries, newest first for listings and oldest first for one
account's story. Must never write.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, select

from runtime.store import schema

Row = dict[str, Any]


def firings(
    connection: Connection,
    *,
    loan_id: int | None = None,
    rule: str | None = None,
    business_date: date | None = None,
    outcome: str | None = None,
    run_id: int | None = None,
    limit: int = 100,
) -> list[Row]:
    """Firings that match all that is given, newest first, at most `limit`."""
    table = schema.firings
    wanted = {
        "loan_id": loan_id,
        "rule": rule,
        "business_date": business_date,
        "outcome": outcome,
        "run_id": run_id,
    }
    statement = select(table).where(*_equal(table, wanted)).order_by(table.c.id.desc()).limit(limit)
    return _rows(connection, statement)


def firings_by_rule(connection: Connection, *, run_id: int | None = None) -> list[Row]:
    """For each rule and outcome the number of firings (`count`), of one run or of all."""
    table = schema.firings
    statement = (
        select(table.c.rule, table.c.outcome, func.count().label("count"))
        .where(*_equal(table, {"run_id": run_id}))
        .group_by(table.c.rule, table.c.outcome)
        .order_by(table.c.rule, table.c.outcome)
    )
    return _rows(connection, statement)


def changes_of(connection: Connection, loan_id: int) -> list[Row]:
    """Every change of the account, oldest first: entity, field, before, after, author, rule, firing and date."""
    table = schema.loan_changes
    return _rows(connection, select(table).where(table.c.loan_id == loan_id).order_by(table.c.id))


def events_of(connection: Connection, loan_id: int) -> list[Row]:
    """Every event of the account, oldest first."""
    table = schema.events
    return _rows(connection, select(table).where(table.c.loan_id == loan_id).order_by(table.c.id))


def find_loan(connection: Connection, name: str) -> int | None:
    """The number of the loan that people call `name`: number, display id or external id; None when there is none."""
    loans = schema.loans.c
    by: list[ColumnElement[bool]] = [loans.loan_display_id == name, loans.external_id == name]
    if name.isascii() and name.isdigit() and len(name) < 19:
        by.insert(0, loans.loan_id == int(name))
    for condition in by:
        found = connection.scalar(select(loans.loan_id).where(condition).order_by(loans.loan_id))
        if found is not None:
            return int(found)
    return None


def _equal(table: Table, wanted: Row) -> list[ColumnElement[bool]]:
    return [table.c[name] == value for name, value in wanted.items() if value is not None]


def _rows(connection: Connection, statement: Any) -> list[Row]:
    return [dict(row) for row in connection.execute(statement).mappings()]
