"""What the database itself refuses, whoever writes to it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Connection, Table, delete, func, insert, select
from sqlalchemy.exc import IntegrityError
from stored_loans import CREATED, add_archetype, add_bare_loan

from runtime.store import schema
from runtime.store.open import Store

FIRING = {
    "loan_id": 1,
    "rule": "late",
    "business_date": "2026-11-22",
    "content_hash": "c" * 64,
    "pack_version": "1.0.0",
    "trigger": "nightly",
    "outcome": "applied",
    "variables": {"balance": Decimal("10.50")},
    "actions": [],
    "fired_at": CREATED,
}
DEPLOYMENT = {
    "pack_name": "collections",
    "pack_version": "1.0.0",
    "content_hash": "c" * 64,
    "active": True,
    "deployed_by": "sam",
    "deployed_at": CREATED,
}
LINK = {"loan_id": 1, "customer_id": 1, "role": "primary"}
DATE = {"loan_id": 1, "date": "2026-11-22", "type": "suspend"}


def refused(store: Store, table: Table, *rows: dict[str, Any]) -> bool:
    """Whether the last of the rows is refused, after the others were taken."""
    with store.begin() as connection:
        for row in rows[:-1]:
            connection.execute(insert(table).values(**row))
    try:
        with store.begin() as connection:
            connection.execute(insert(table).values(**rows[-1]))
    except IntegrityError:
        return True
    return False


@pytest.fixture
def loan(store: Store) -> Store:
    """A store with loan 1 and customers 1 and 2."""
    with store.begin() as connection:
        add_bare_loan(connection)
        connection.execute(insert(schema.customers), [{"id": number, "created_at": CREATED} for number in (1, 2)])
    return store


@pytest.mark.parametrize(
    ("table", "first", "second", "clash"),
    [
        (schema.firings, FIRING, {}, True),
        (schema.firings, FIRING, {"trigger": "payment 7"}, False),
        (schema.firings, FIRING, {"business_date": "2026-11-23"}, False),
        (schema.deployments, DEPLOYMENT, {}, True),
        (schema.deployments, DEPLOYMENT, {"active": False}, False),
        (schema.deployments, DEPLOYMENT, {"mode": "shadow"}, False),
        (schema.customer_links, LINK, {"customer_id": 2}, True),
        (schema.customer_links, {**LINK, "role": "other"}, {"customer_id": 2}, False),
        (schema.bankruptcies, {"loan_id": 1, "active": True}, {}, True),
        (schema.bankruptcies, {"loan_id": 1, "active": False}, {}, False),
        (schema.stop_interest_dates, DATE, {"type": "resume"}, True),
        (schema.loan_statuses, {"title": "Open"}, {}, True),
    ],
)
def test_a_second_row_is_refused_where_there_can_be_only_one(
    loan: Store, table: Table, first: dict[str, Any], second: dict[str, Any], clash: bool
) -> None:
    assert refused(loan, table, first, {**first, **second}) is clash


def test_rows_of_a_loan_that_does_not_exist_are_refused(loan: Store) -> None:
    assert refused(loan, schema.firings, {**FIRING, "loan_id": 2})
    assert refused(loan, schema.stop_interest_dates, {**DATE, "loan_id": 2})


def test_what_belongs_to_a_loan_goes_with_it(store: Store) -> None:
    def counts(connection: Connection) -> dict[str, int]:
        owned = [table for table in schema.METADATA.sorted_tables if "loan_id" in table.c]
        found = {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in owned}
        return {name: count for name, count in found.items() if count}

    with store.begin() as connection:
        add_archetype(connection, "bankrupt", store.today)
        assert len(counts(connection)) > 8
        connection.execute(delete(schema.loans))
        assert counts(connection) == {}


def test_a_document_keeps_amounts_exact(loan: Store) -> None:
    with loan.begin() as connection:
        connection.execute(insert(schema.firings).values(**FIRING))
        assert connection.scalar(select(schema.firings.c.variables)) == {"balance": "10.50"}
