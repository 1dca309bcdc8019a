"""Stores on disk for the tests of the store."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tapes import AS_OF, TAPE

from runtime.store.importers.lendingclub import ImportReport, import_tape
from runtime.store.open import Store, open_store


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a store with nothing in it, to be copied: making one takes longer than most tests."""
    path = tmp_path_factory.mktemp("store") / "empty.db"
    open_store(str(path), create=True).close()
    return path


@pytest.fixture
def store(made_once: Path, tmp_path: Path) -> Iterator[Store]:
    """A new store on disk, at the day the catalogue's archetypes are described."""
    path = tmp_path / "loans.db"
    shutil.copyfile(made_once, path)
    with open_store(str(path), today=date(2026, 11, 22)) as made:
        yield made


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, ImportReport, float]]:
    """The whole tape in a store, with the report and the processor seconds it took; not to be written to."""
    with open_store(str(tmp_path_factory.mktemp("tape") / "loans.db"), create=True, today=AS_OF) as store:
        done: list[int] = []
        start = time.process_time()
        report = import_tape(store, TAPE, progress=done.append)
        took = time.process_time() - start
        assert done == sorted(done) and done[-1] == 10_000
        yield store, report, took
