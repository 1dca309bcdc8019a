"""What the tests of faults share: doing something before one of a store's statements, and nights in other processes."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from multiprocessing.process import BaseProcess

from sqlalchemy import event

from runtime.maintenance.nightly import maintain
from runtime.store.open import Store, open_store

Nights = Sequence[tuple[date, int]]

_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["runtime.maintenance.nightly", "psycopg"])


@contextmanager
def before_statement(store: Store, at: int, act: Callable[[], None]) -> Iterator[list[int]]:
    """Do something before the store's statement or commit number `at`; gives the count of those so far, in a list."""
    seen = [0]

    def statement(*_: object) -> None:
        seen[0] += 1
        if seen[0] == at:
            act()

    event.listen(store.engine, "before_cursor_execute", statement)
    event.listen(store.engine, "commit", statement)
    try:
        yield seen
    finally:
        event.remove(store.engine, "before_cursor_execute", statement)
        event.remove(store.engine, "commit", statement)


def work(store: Store, nights: Nights) -> None:
    """The nights, each a date and the number of accounts from which on it sweeps."""
    for day, sweep_from in nights:
        maintain(store, day, batch=10, sweep_from=sweep_from)


def started(url: str, nights: Nights, kill_at: int = 0) -> BaseProcess:
    """A process that does the nights, and kills itself before a statement."""
    process = _PROCESSES.Process(target=_work, args=(url, nights, kill_at))
    process.start()
    return process


def _work(url: str, nights: Nights, kill_at: int) -> None:
    def kill() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    with open_store(url, today=nights[0][0], wait_ms=60_000) as store, before_statement(store, kill_at, kill):
        work(store, nights)
