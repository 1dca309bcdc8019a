"""Cut off anywhere and run again, the books, the audit and the events are those of an undisturbed run."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import postgres
import pytest
from books import DAY, books_of, count, difference, dump, made
from interruptions import started, work
from sqlalchemy import event

from runtime.deployments import deploy
from runtime.maintenance.nightly import maintain
from runtime.store.errors import StoreError
from runtime.store.generator import generate
from runtime.store.open import open_store

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "examples" / "demo" / "acme-collections"
RUN = """\
import sys
from datetime import date
from runtime.maintenance.nightly import maintain
from runtime.store.open import open_store
with open_store(sys.argv[1]) as store:
    maintain(store, date.fromisoformat(sys.argv[2]), batch=10, progress=lambda done, total: print(done, flush=True))
"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, list[tuple[object, ...]]]]:
    """A store ready to run, and the books of an undisturbed run of it."""
    folder = tmp_path_factory.mktemp("kill")
    path = folder / "ready.db"
    with made(path, 400) as store:
        deploy(store, DEMO)
    done = _copy(path, folder / "done.db")
    with open_store(str(done), today=DAY) as store:
        maintain(store, DAY, batch=10)
        return path, dump(store)


def _copy(store: Path, to: Path) -> Path:
    for end in ("", "-wal", "-shm"):
        if Path(f"{store}{end}").exists():
            shutil.copy(f"{store}{end}", f"{to}{end}")
    return to


def test_kill_and_go_on(prepared: tuple[Path, dict[str, list[object]]], tmp_path: Path) -> None:
    ready, wanted = prepared
    accounts = 150
    path = _copy(ready, tmp_path / "loans.db")
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, str(path), DAY.isoformat()],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    for line in process.stdout:
        if int(line) >= accounts:
            break
    process.send_signal(signal.SIGKILL)
    process.wait()
    with open_store(str(path), today=DAY) as store:
        done = count(store, "SELECT count(*) FROM loans WHERE loan_last_maintenance_date = '2026-11-22'")
        assert accounts <= done
        if process.returncode == -signal.SIGKILL:
            assert count(store, "SELECT status FROM maintenance_runs") == "running"
        maintain(store, DAY, batch=10)
        assert difference(wanted, dump(store)) == []
        assert maintain(store, DAY).loans == 0


def test_a_full_disk_and_go_on(prepared: tuple[Path, dict[str, list[object]]], tmp_path: Path) -> None:
    ready, wanted = prepared
    path = _copy(ready, tmp_path / "loans.db")
    with open_store(str(path), today=DAY) as store:
        pages = count(store, "PRAGMA page_count")

        def fill(connection: Any, _: object) -> None:
            connection.execute(f"PRAGMA max_page_count={pages + 12}")

        store.engine.dispose()
        event.listen(store.engine, "connect", fill)
        with pytest.raises(StoreError) as caught:
            maintain(store, DAY, batch=10)
        assert caught.value.kind == "disk-full"
    with open_store(str(path), today=DAY) as store:
        assert count(store, "PRAGMA integrity_check") == "ok"
        done = count(store, "SELECT count(*) FROM loans WHERE loan_last_maintenance_date = '2026-11-22'")
        assert 0 < done < 400 == maintain(store, DAY, batch=10).loans
        assert difference(wanted, dump(store)) == []


#: Three nights in a row, the last two with the sweep; what was done already is looked at again after each kill.
NIGHTS = tuple((DAY + timedelta(days=days), 0 if days else 10**9) for days in range(3))


def kill_again_and_again(url: str, seed: int) -> int:
    """Do the nights in processes that are killed before a random statement each, until one gets to the end; how many
    were killed.
    """
    random = Random(seed)
    killed = 0
    while True:
        night = earliest_left(url)
        process = started(url, NIGHTS[night:], random.randint(1, 200))
        process.join()
        if process.exitcode == 0:
            return killed
        assert process.exitcode == -signal.SIGKILL, f"seed {seed}"
        killed += 1


def earliest_left(url: str) -> int:
    """The night that is under way: one before it would be refused."""
    with open_store(url, today=DAY) as store:
        last = count(store, "SELECT max(loan_last_maintenance_date) FROM loans WHERE NOT loan_archived")
    return max(0, (date.fromisoformat(last) - DAY).days)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A store ready for the nights, and its books after them."""
    folder = tmp_path_factory.mktemp("nights")
    path = folder / "ready.db"
    with made(path, 60) as store:
        deploy(store, DEMO)
    with open_store(str(_copy(path, folder / "done.db")), today=DAY) as store:
        work(store, NIGHTS)
        return path, books_of(store)


@pytest.mark.parametrize("seed", [1, 2])
def test_nights_killed_again_and_again(undisturbed: tuple[Path, list[str]], tmp_path: Path, seed: int) -> None:
    ready, wanted = undisturbed
    path = _copy(ready, tmp_path / "loans.db")
    assert kill_again_and_again(str(path), seed) > 4
    with open_store(str(path), today=DAY) as store:
        assert books_of(store) == wanted, f"seed {seed}"
        assert count(store, "PRAGMA integrity_check") == "ok"


@postgres.needed
def test_nights_killed_again_and_again_on_a_server(undisturbed: tuple[Path, list[str]]) -> None:
    with postgres.running_server() as server, postgres.new_database(server) as address:
        with open_store(address, create=True, today=DAY) as store:
            generate(store, 60, 5, DAY)
            deploy(store, DEMO)
        assert kill_again_and_again(address, 4) > 4
        with open_store(address, today=DAY) as store:
            assert books_of(store) == undisturbed[1]
