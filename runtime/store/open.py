"""Opening and making a store.

Takes a URL or path, gives a `Store`: an engine set up for many readers and one careful writer, at the schema this
program was made for. Must never leave a caller with a driver's traceback for a file that is missing, locked, foreign,
damaged, of another version, or full (`StoreError`), and must never write to a store that holds data when asked to make
one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection, Engine, create_engine, event, inspect, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import StaticPool

from runtime.store import schema
from runtime.store.errors import StoreError, translating
from runtime.store.migrations import HEAD, REVISIONS

__all__ = ["Store", "StoreError", "open_store", "upgrade_store"]


@dataclass(frozen=True)
class Store:
    """An open store. `today` is the business date that commands take when none is given, in the tenant's time zone."""

    engine: Engine
    name: str
    today: date

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction that writes: committed when the block ends, rolled back when it raises; one at a time."""
        with translating(self.name), self.engine.connect() as connection:
            writer = connection.execution_options(writes=True)
            with writer.begin():
                yield writer

    @contextmanager
    def rehearse(self) -> Iterator[Connection]:
        """A transaction that may write and is always rolled back, for seeing what would happen."""
        with translating(self.name), self.engine.connect() as connection:
            writer = connection.execution_options(writes=True)
            with writer.begin() as transaction:
                yield writer
                transaction.rollback()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads: everything in it sees the store at one moment."""
        with translating(self.name), self.engine.connect() as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Gives back every connection; the store cannot be used afterwards."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_store(url: str, *, create: bool = False, today: date | None = None, wait_ms: int = 5000) -> Store:
    """Opens the store at `url` (`sqlite:///FILE`, `postgresql+psycopg://…`, or a bare path).

    With `create` it is made first; a store that holds accounts, or a database with other tables, is refused.
    `wait_ms` is how long to wait for another writer. Raises StoreError.
    """
    address = _address(url)
    name = _name(address)
    _check_file(address, name, create=create)
    engine = _engine(address, wait_ms)
    try:
        if create:
            _make(engine, name)
        else:
            _check_version(engine, name)
        with translating(name), engine.connect() as connection:
            zone = connection.scalar(select(schema.tenant.c.time_zone))
        return Store(engine, name, today or _today(zone))
    except BaseException:
        engine.dispose()
        raise


def upgrade_store(url: str, *, wait_ms: int = 5000, revision: str = HEAD) -> tuple[str, str]:
    """Brings the store's schema to this program's, or to an earlier `revision`, whole or not at all; gives the
    revisions before and after.

    Raises StoreError, also for a store made by a newer program, and where rows would be left that point to nothing.
    """
    from runtime.store.migrations import downgrade, upgrade

    if revision not in REVISIONS:
        known = f"this program knows `{REVISIONS[0]}` to `{HEAD}`"
        raise StoreError("bad-revision", f"there is no schema `{revision}`", known)
    address = _address(url)
    name = _name(address)
    _check_file(address, name, create=False)
    engine = _engine(address, wait_ms)
    try:
        with translating(name), engine.connect().execution_options(writes=True) as connection:
            # SQLite takes a table that is made anew for one whose rows are gone, and would delete what belongs to them.
            _pragma(connection, "foreign_keys=OFF")
            with connection.begin():
                before = _version(connection, name)
                if before not in ("", *REVISIONS):
                    raise _newer(name, before)
                move = upgrade if before in REVISIONS[: REVISIONS.index(revision)] or not before else downgrade
                if before != revision:
                    move(connection, revision)
                _check_references(connection, name)
                if connection.scalar(select(schema.tenant.c.id)) is None:
                    connection.execute(schema.tenant.insert().values(id=1))
        return before, revision
    finally:
        engine.dispose()


def _pragma(connection: Connection, setting: str) -> None:
    """A setting of SQLite for this connection, outside of a transaction."""
    if connection.dialect.name == "sqlite":
        cursor = connection.connection.cursor()
        cursor.execute(f"PRAGMA {setting}")
        cursor.close()


def _check_references(connection: Connection, name: str) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        why = f"a row of `{broken[0]}` in the store `{name}` points to a row of `{broken[2]}` that is not there"
        raise StoreError("damaged", why, "nothing was changed; restore the store from a backup")


def _address(url: str) -> URL:
    if "://" not in url:
        return URL.create("sqlite", database=url)
    try:
        return make_url(url)
    except ArgumentError as error:
        raise StoreError(
            "bad-address",
            f"`{url}` is not the address of a store",
            "write a path, `sqlite:///FILE` or `postgresql+psycopg://…`",
        ) from error


def _name(address: URL) -> str:
    if address.get_backend_name() == "sqlite":
        return address.database or "in memory"
    return address.render_as_string(hide_password=True)


def _file(address: URL) -> Path | None:
    database = address.database
    if address.get_backend_name() != "sqlite" or not database or database == ":memory:":
        return None
    return Path(database.removeprefix("file:").split("?", 1)[0])


def _check_file(address: URL, name: str, *, create: bool) -> None:
    path = _file(address)
    if path is None:
        return
    if path.is_dir():
        raise StoreError(
            "not-a-store", f"`{name}` is a directory, not a store", "give the path of the store's file in it"
        )
    if not create and not path.exists():
        raise StoreError(
            "missing",
            f"there is no store at `{name}`",
            "check the path, or make one there with `cljrules-runtime init`",
        )
    if create and not path.parent.exists():
        raise StoreError("missing", f"there is no directory `{path.parent}`", "make the directory first")


def _engine(address: URL, wait_ms: int) -> Engine:
    options: dict[str, Any] = {}
    if address.get_backend_name() == "sqlite" and _file(address) is None:
        options = {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
    try:
        # What is written may be a secret, so errors tell the statement without its values.
        engine = create_engine(address, hide_parameters=True, **options)
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise StoreError(
            "bad-address",
            f"no driver for a store at `{address.drivername}`",
            "use `sqlite:///FILE`, or install the extra `postgres` and use `postgresql+psycopg://…`",
        ) from error
    if engine.dialect.name == "sqlite":
        _set_up_sqlite(engine, wait_ms)
    return engine


def _set_up_sqlite(engine: Engine, wait_ms: int) -> None:
    def connected(connection: Any, _: object) -> None:
        # The driver must not begin transactions by itself: too late for a reader, too weakly for a writer.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={int(wait_ms)}")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA temp_store=MEMORY")
        cursor.execute("PRAGMA cache_size=-65536")
        cursor.close()

    def begun(connection: Connection) -> None:
        # A writer takes its lock at once: two that read first and then write could only fail.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begun)


def _version(connection: Connection, name: str) -> str:
    """The store's revision, empty before the first; StoreError for what is no store."""
    tables = inspect(connection).get_table_names()
    if "alembic_version" not in tables:
        what = "holds tables, but not those of a store" if tables else "is empty"
        raise StoreError("empty", f"`{name}` {what}", "make a store at a new path with `cljrules-runtime init`")
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or ""


def _newer(name: str, version: str) -> StoreError:
    return StoreError(
        "newer",
        f"the store `{name}` has schema `{version}`, which this program does not know",
        f"use a newer release of the program; this one knows schemas up to `{HEAD}`",
    )


def _check_version(engine: Engine, name: str) -> None:
    with translating(name), engine.connect() as connection:
        version = _version(connection, name)
    if version == HEAD:
        return
    if version and version not in REVISIONS:
        raise _newer(name, version)
    raise StoreError(
        "older",
        f"the store `{name}` has schema `{version or 'none'}`, this program needs `{HEAD}`",
        "make a backup, then run `cljrules-runtime upgrade`",
    )


def _make(engine: Engine, name: str) -> None:
    from runtime.store.migrations import upgrade

    with translating(name), engine.connect() as connection:
        tables = inspect(connection).get_table_names()
    if tables and "alembic_version" not in tables:
        raise StoreError("holds-data", f"`{name}` is a database with tables of something else", "choose a new path")
    if tables:
        _check_version(engine, name)
        with translating(name), engine.connect() as connection:
            if connection.scalar(select(schema.loans.c.loan_id).limit(1)) is not None:
                raise StoreError(
                    "holds-data",
                    f"the store `{name}` already holds accounts",
                    "choose a new path, or move the old store away first",
                )
        return
    with translating(name):
        with engine.connect() as connection:
            _pragma(connection, "journal_mode=WAL")
        with engine.connect().execution_options(writes=True) as connection, connection.begin():
            upgrade(connection)
            connection.execute(schema.tenant.insert().values(id=1))


def _today(zone: str | None) -> date:
    with suppress(ZoneInfoNotFoundError, ValueError):
        return datetime.now(ZoneInfo(zone or "UTC")).date()
    return datetime.now(UTC).date()
