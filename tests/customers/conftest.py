"""Stores for the tests of customers: an SQLite file, and where the store matters a PostgreSQL too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import postgres
import pytest
from books import DAY
from folk import opened

from runtime.store.generator import generate
from runtime.store.open import Store, open_store
from runtime.store.secrets import make_key


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A key of the test's own, and a folder without a `runtime.toml`."""
    made = make_key()
    monkeypatch.setenv("CLJRULES_KEY", made)
    monkeypatch.delenv("CLJRULES_CONFIG", raising=False)
    monkeypatch.chdir(tmp_path)
    return made


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with opened(tmp_path / "loans.db") as made:
        yield made


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres.running_server() as address:
        yield address


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=postgres.needed)])
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """The same store on either database."""
    if request.param == "sqlite":
        with opened(tmp_path / "both.db") as made:
            yield made
        return
    with (
        postgres.new_database(request.getfixturevalue("server")) as address,
        open_store(address, create=True, today=DAY) as made,
    ):
        generate(made, 12, 5, DAY)
        yield made
