"""Stores on disk for the tests of the store."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tapes import AS_OF, TAPE

from runtime.store.importers.lendingclub import ImportReport, import_tape
from runtime.store.open import Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A new store on disk, at the day the catalogue's archetypes are described."""
    with open_store(str(tmp_path / "loans.db"), create=True, today=date(2026, 11, 22)) as made:
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
