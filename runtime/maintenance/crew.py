"""More workers on this machine: processes of their own that help with whatever run is under way.

Takes a store and a number of workers, starts them, and lets them go when the block ends. A worker stops after its batch
when the process that started it is gone; it may be killed at any time, and whoever is left goes on with its partition.
"""

from __future__ import annotations

import json
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from typing import Any, Final

#: Seconds that workers have to end after they were let go.
_LEAVE: Final = 30
#: Milliseconds that a worker waits for another writer on SQLite: the whole of another's stretch, and more.
WAIT: Final = 120_000


@contextmanager
def crew(url: str, today: date, count: int, **manner: Any) -> Iterator[list[int]]:
    """Have `count` workers help while the block runs: the numbers of their processes. `manner` are fields of
    `nightly.Manner` that JSON can hold.
    """
    told = json.dumps({"url": url, "today": today.isoformat(), "manner": manner})
    workers = [
        subprocess.Popen([sys.executable, "-m", __name__], stdin=subprocess.PIPE, text=True) for _ in range(count)
    ]
    try:
        for worker in workers:
            # the address may hold a password: it is told, not written on the command line
            with suppress(OSError):
                assert worker.stdin is not None
                print(told, file=worker.stdin, flush=True)
        yield [worker.pid for worker in workers]
    finally:
        for worker in workers:
            with suppress(OSError):
                assert worker.stdin is not None
                worker.stdin.close()
        for worker in workers:
            _let_go(worker)


def _let_go(worker: subprocess.Popen[str]) -> None:
    try:
        worker.wait(_LEAVE)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()


def main() -> None:
    """Be a worker: what to do is a line on standard input, and its end is the end."""
    from runtime.maintenance.nightly import Manner, join
    from runtime.store.errors import StoreError
    from runtime.store.open import open_store

    line = sys.stdin.readline()
    if not line:
        return
    told = json.loads(line)
    manner = Manner(go_on=_is_wanted, **told["manner"])
    try:
        with open_store(told["url"], today=date.fromisoformat(told["today"]), wait_ms=WAIT) as store:
            join(store, manner)
    except StoreError as problem:
        print(f"a worker stopped: {problem.message}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


def _is_wanted() -> bool:
    """Whether the process that started this one is still there and has not let it go."""
    return not select.select([sys.stdin], [], [], 0)[0]


if __name__ == "__main__":
    main()
