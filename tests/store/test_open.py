"""Opening a store: what works, and what every kind of trouble is called."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from stored_loans import add_bare_loan

from runtime.store import schema
from runtime.store.migrations import HEAD, downgrade
from runtime.store.open import Store, StoreError, open_store, upgrade_store


def kind_of(url: str | Path, **options: object) -> str:
    """The kind of error that opening raises; its words are checked to be for people."""
    with pytest.raises(StoreError) as raised:
        open_store(str(url), **options)  # type: ignore[arg-type]
    error = raised.value
    assert error.message and error.help and "Traceback" not in error.message
    assert not error.message.endswith(".") and error.message[0] in "`abcdefghijklmnopqrstuvwxyz"
    return error.kind


def test_a_store_is_found_again_by_path_and_by_url(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with open_store(str(path), create=True) as made, made.begin() as connection:
        add_bare_loan(connection, 7)
    for url in (str(path), f"sqlite:///{path}"):
        with open_store(url) as store, store.read() as connection:
            assert connection.scalars(select(schema.loans.c.loan_id)).all() == [7]


def test_sqlite_is_set_up_for_many_readers_and_a_careful_writer(store: Store) -> None:
    with store.read() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 1, "busy_timeout": 5000}


def test_today_is_the_date_given_or_the_tenants_own(tmp_path: Path) -> None:
    path = str(tmp_path / "a.db")
    with open_store(path, create=True, today=date(2026, 3, 1)) as made:
        assert made.today == date(2026, 3, 1)
        with made.begin() as connection:
            connection.execute(schema.tenant.update().values(time_zone="No/Where"))
    with open_store(path) as store:
        assert isinstance(store.today, date)


def test_a_failed_change_is_taken_back(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.begin() as connection:
        add_bare_loan(connection)
        connection.execute(select(1 / 0))  # type: ignore[call-overload]
    with store.read() as connection:
        assert connection.scalars(select(schema.loans.c.loan_id)).all() == []


def test_a_missing_file(tmp_path: Path) -> None:
    assert kind_of(tmp_path / "none.db") == "missing"
    assert not (tmp_path / "none.db").exists()
    assert kind_of(tmp_path / "none" / "a.db", create=True) == "missing"


def test_a_directory(tmp_path: Path) -> None:
    assert kind_of(tmp_path) == "not-a-store"


def test_a_text_file(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("these are notes, no database " * 100)
    assert kind_of(path) == "not-a-store"
    assert kind_of(path, create=True) == "not-a-store"
    assert path.read_text().startswith("these are notes")


def test_an_empty_file_and_a_foreign_database(tmp_path: Path) -> None:
    empty = tmp_path / "empty.db"
    empty.touch()
    assert kind_of(empty) == "empty"
    foreign = tmp_path / "foreign.db"
    with sqlite3.connect(foreign) as connection:
        connection.execute("CREATE TABLE recipes (title TEXT)")
    assert kind_of(foreign) == "empty"
    assert kind_of(foreign, create=True) == "holds-data"


def test_addresses_that_mean_nothing(tmp_path: Path) -> None:
    assert kind_of("://") == "bad-address"
    assert kind_of("oracle9://server/loans") == "bad-address"


def test_a_store_that_holds_accounts_is_not_made_anew(store: Store) -> None:
    with store.begin() as connection:
        add_bare_loan(connection)
    assert kind_of(store.name, create=True) == "holds-data"
    with open_store(store.name) as again, again.read() as connection:
        assert connection.scalars(select(schema.loans.c.loan_id)).all() == [1]


def test_a_store_without_accounts_may_be_made_again(store: Store) -> None:
    with open_store(store.name, create=True) as again, again.read() as connection:
        assert connection.scalars(select(schema.tenant.c.id)).all() == [1]


def test_a_store_of_a_newer_program(store: Store) -> None:
    with sqlite3.connect(store.name) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert kind_of(store.name) == kind_of(store.name, create=True) == "newer"
    with pytest.raises(StoreError, match="has schema `9999`, which this program does not know"):
        upgrade_store(store.name)


def test_an_older_store_is_refused_until_it_is_upgraded(store: Store) -> None:
    with store.begin() as connection:
        downgrade(connection, "base")
    assert kind_of(store.name) == "older"
    assert upgrade_store(store.name) == ("", HEAD)
    assert upgrade_store(store.name) == (HEAD, HEAD)
    with open_store(store.name) as again, again.read() as connection:
        assert connection.scalars(select(schema.tenant.c.id)).all() == [1]


def test_only_a_store_is_upgraded(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    for path, kind in (("empty.db", "empty"), ("none.db", "missing")):
        with pytest.raises(StoreError) as raised:
            upgrade_store(str(tmp_path / path))
        assert raised.value.kind == kind


def test_an_older_store_says_how_to_upgrade(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runtime.store.open.REVISIONS", (HEAD, "9999"))
    monkeypatch.setattr("runtime.store.open.HEAD", "9999")
    with pytest.raises(StoreError, match=f"has schema `{HEAD}`, this program needs `9999`") as raised:
        open_store(store.name)
    assert raised.value.kind == "older"
    assert "cljrules-runtime upgrade" in raised.value.help


def test_a_locked_store_can_be_read_but_not_written(store: Store) -> None:
    other = sqlite3.connect(store.name, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with open_store(store.name, wait_ms=50) as waiting:
            with waiting.read() as connection:
                assert connection.scalar(select(schema.tenant.c.id)) == 1
            with pytest.raises(StoreError) as raised, waiting.begin() as connection:
                add_bare_loan(connection)
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert raised.value.kind == "locked"


def test_an_exclusively_locked_store_cannot_be_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    open_store(str(path), create=True).close()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA journal_mode=DELETE")
    other.execute("BEGIN EXCLUSIVE")
    try:
        assert kind_of(path, wait_ms=50) == "locked"
    finally:
        other.close()


def test_a_read_only_store_can_be_read_but_not_written(store: Store) -> None:
    with open_store(f"sqlite:///file:{store.name}?mode=ro&uri=true") as readonly:
        with readonly.read() as connection:
            assert connection.scalar(select(schema.tenant.c.id)) == 1
        with pytest.raises(StoreError) as raised, readonly.begin() as connection:
            add_bare_loan(connection)
    assert raised.value.kind == "read-only"


def test_a_full_disk(store: Store) -> None:
    with store.read() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    note = {"body": "x" * 4_000_000, "author": "test", "created_at": "2026-01-01T00:00:00+00:00"}
    with pytest.raises(StoreError) as raised, store.begin() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        connection.execute(insert(schema.notes).values(**note))
    assert raised.value.kind == "disk-full"
    with open_store(store.name) as again, again.read() as connection:
        assert connection.scalar(select(schema.notes.c.id)) is None


def test_a_damaged_store(store: Store) -> None:
    with store.begin() as connection:
        for number in range(1, 200):
            add_bare_loan(connection, number)
    store.close()
    path = Path(store.name)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode=DELETE")
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xa5" * (len(data) - 4096)
    path.write_bytes(bytes(data))
    with pytest.raises(StoreError) as raised, open_store(str(path)) as broken, broken.read() as connection:
        connection.execute(select(schema.loans)).all()
    assert raised.value.kind == "damaged"


def test_a_store_in_memory() -> None:
    with open_store("sqlite://", create=True) as store:
        with store.begin() as connection:
            add_bare_loan(connection, 3)
        with store.read() as connection:
            assert connection.scalars(select(schema.loans.c.loan_id)).all() == [3]
