"""Stores on disk for the tests of the channels."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from runtime.store.generator import generate
from runtime.store.open import Store, open_store

DAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a store with a few made-up loans, to be copied."""
    path = tmp_path_factory.mktemp("store") / "few.db"
    with open_store(str(path), create=True, today=DAY) as store:
        generate(store, 12, 3, DAY)
    return path


@pytest.fixture
def store(made_once: Path, tmp_path: Path) -> Iterator[Store]:
    """A store of its own for each test, with twelve loans."""
    path = tmp_path / "few.db"
    shutil.copyfile(made_once, path)
    with open_store(str(path), today=DAY) as made:
        yield made
