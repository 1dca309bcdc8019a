"""A store with data goes to each earlier revision of the schema and back, and what both can hold is kept."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import postgres
import pytest
from sqlalchemy import MetaData, create_engine, insert, select

from runtime.store import schema
from runtime.store.errors import StoreError
from runtime.store.generator import generate
from runtime.store.migrations import HEAD, REVISIONS
from runtime.store.open import open_store, upgrade_store

TODAY = date(2026, 11, 22)
Rows = dict[str, list[dict[str, Any]]]


def fill(url: str) -> None:
    """A store of 30 loans, with rows that point to rows of tables that migrations change."""
    with open_store(url, create=True, today=TODAY) as store:
        generate(store, 30, 7, TODAY)
        with store.begin() as connection:
            connection.execute(insert(schema.source_companies).values(id=99, title="Far Away Finance"))
            connection.execute(schema.loans.update().values(status_source_company_id=99))
            money = connection.execute(select(schema.transactions.c.id, schema.transactions.c.loan_id)).first()
            promise = {"subject": "Kept", "amount": 5, "due_date": "2026-11-01", "created_at": "2026-11-01T00:00:00Z"}
            connection.execute(
                insert(schema.promises).values(loan_id=money.loan_id, transaction_id=money.id, **promise)
            )


def contents(url: str) -> Rows:
    """Every row of every table, as the database has it."""
    engine = create_engine(url)
    found: Rows = {}
    metadata = MetaData()
    metadata.reflect(engine)
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            if table.name != "alembic_version":
                rows = connection.execute(select(table).order_by(*table.primary_key)).mappings()
                found[table.name] = [dict(row) for row in rows]
    engine.dispose()
    return found


def shared(rows: Rows, other: Rows) -> Rows:
    """The rows of the tables that both have, with the columns that both have."""
    kept = {}
    for table in set(rows) & set(other):
        columns = set(rows[table][0] if rows[table] else ()) & set(other[table][0] if other[table] else ())
        kept[table] = [{name: row[name] for name in sorted(columns)} for row in rows[table]]
    return kept


def walk(url: str) -> None:
    before = contents(url)
    # each way is made of steps between neighbours, and all of these are gone both ways
    for earlier in REVISIONS[:-1]:
        for start, end in ((HEAD, earlier), (earlier, HEAD)):
            assert upgrade_store(url, revision=end) == (start, end)
            after = contents(url)
            assert all(rows["loans"] and rows["transactions"] for rows in (before, after))
            assert all(rows["promises"] and rows["customers"] for rows in (before, after))
            assert shared(before, after) == shared(after, before), (start, end)
            before = after


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    yield f"sqlite:///{tmp_path / 'loans.db'}"


def test_data_is_kept_on_every_way_on_sqlite(address: str) -> None:
    fill(address)
    first = contents(address)
    walk(address)
    assert {table: len(rows) for table, rows in contents(address).items()} == {
        table: len(rows) for table, rows in first.items()
    }
    open_store(address).close()


@postgres.needed
def test_data_is_kept_on_every_way_on_postgresql() -> None:
    with postgres.running_server() as server, postgres.new_database(server) as url:
        fill(url)
        walk(url)
        open_store(url).close()


def test_a_store_whose_rows_point_to_nothing_is_not_moved(address: str, tmp_path: Path) -> None:
    fill(address)
    engine = create_engine(address)
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM customers WHERE id = 1")
    engine.dispose()
    with pytest.raises(StoreError, match="points to a row of `customers` that is not there"):
        upgrade_store(address, revision=REVISIONS[0])
    open_store(address).close()


def test_a_revision_that_there_is_not_is_refused(address: str) -> None:
    fill(address)
    with pytest.raises(StoreError, match="there is no schema `12`"):
        upgrade_store(address, revision="12")


def test_checks_are_the_same_in_the_migrations_and_in_the_code(made_once: Path, tmp_path: Path) -> None:
    from sqlalchemy import inspect

    direct = create_engine("sqlite://")
    schema.METADATA.create_all(direct)
    path = tmp_path / "loans.db"
    shutil.copyfile(made_once, path)
    migrated = create_engine(f"sqlite:///{path}")

    def checks(engine: Any) -> dict[str, set[tuple[str, str]]]:
        found = inspect(engine)
        return {
            table: {(str(check["name"]), check["sqltext"]) for check in found.get_check_constraints(table)}
            for table in schema.METADATA.tables
        }

    assert checks(migrated) == checks(direct)
    assert checks(direct)["escrow_transactions"]
