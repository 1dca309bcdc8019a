"""The history of accounts and customers: what was changed, by whom or by which rule, when, before and after.

Takes a connection, gives changes as plain data, oldest first. Never writes; whoever changes something records it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, select

from runtime.store import schema

_AT_ONCE = 5000


def changes_of_loans(connection: Connection, loan_id: int | None = None) -> Iterator[dict[str, Any]]:
    """Every change of an account, or of all of them: `loan`, `entity`, `field`, `before`, `after`, `author`, `rule` and
    `pack_version` (where a rule made it), `firing`, `business_date`, `changed_at` (UTC).
    """
    table, firings = schema.loan_changes, schema.firings
    statement = select(table, firings.c.pack_version).outerjoin(firings, firings.c.id == table.c.firing_id)
    if loan_id is not None:
        statement = statement.where(table.c.loan_id == loan_id)
    rows = connection.execute(statement.order_by(table.c.id).execution_options(yield_per=_AT_ONCE))
    for row in rows.mappings():
        yield _told(row, "loan", "loan_id", ("field", "rule", "pack_version"))


def changes_of_customers(connection: Connection, customer_id: int | None = None) -> Iterator[dict[str, Any]]:
    """Every change of a customer, or of all of them: `customer`, `kind`, `entity`, `before`, `after`, `author`, `loan`,
    `firing`, `business_date`, `changed_at` (UTC). Secrets are masked.
    """
    table = schema.customer_changes
    statement = select(table)
    if customer_id is not None:
        statement = statement.where(table.c.customer_id == customer_id)
    rows = connection.execute(statement.order_by(table.c.id).execution_options(yield_per=_AT_ONCE))
    for row in rows.mappings():
        yield {**_told(row, "customer", "customer_id", ("kind",)), "loan": row["loan_id"]}


def _told(row: Mapping[Any, Any], of: str, number: str, more: tuple[str, ...]) -> dict[str, Any]:
    return {
        of: row[number],
        "entity": row["entity"],
        "before": row["before"],
        "after": row["after"],
        "author": row["author"],
        **{name: row[name] for name in more},
        "firing": row["firing_id"],
        "business_date": row["business_date"],
        "changed_at": row["changed_at"],
    }
