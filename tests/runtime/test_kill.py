"""Cut off anywhere and run again, the books, the audit and the events are those of an undisturbed run."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from books import DAY, count, difference, dump, made
from sqlalchemy import event

from runtime.deployments import deploy
from runtime.maintenance.nightly import maintain
from runtime.store.errors import StoreError
from runtime.store.open import open_store

ROOT = Path(__file__).resolve().parents[2]
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
        deploy(store, ROOT / "examples" / "demo" / "acme-collections")
    done = _copy(path, folder / "done.db")
    with open_store(str(done), today=DAY) as store:
        maintain(store, DAY, batch=10)
        return path, dump(store)


def _copy(store: Path, to: Path) -> Path:
    for end in ("", "-wal", "-shm"):
        if Path(f"{store}{end}").exists():
            shutil.copy(f"{store}{end}", f"{to}{end}")
    return to


@pytest.mark.parametrize("accounts", [10, 150, 330])
def test_kill_and_go_on(prepared: tuple[Path, dict[str, list[object]]], tmp_path: Path, accounts: int) -> None:
    ready, wanted = prepared
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
    time.sleep(0.004 * (accounts % 7))
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
        assert 0 < maintain(store, DAY, batch=10).loans < 400
        assert difference(wanted, dump(store)) == []
