"""Stores on disk for the tests of the store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from runtime.store.open import Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A new store on disk, at the day the catalogue's archetypes are described."""
    with open_store(str(tmp_path / "loans.db"), create=True, today=date(2026, 11, 22)) as made:
        yield made
