"""Who works: the name of this worker, and whether another one is gone.

A name tells machine, process and thread, so that a worker that was killed is known to be gone by anyone on its own
machine at once. Elsewhere, and where a worker hangs, a lease that is not renewed for long enough is a sign of the same.
Neither needs clocks to agree. Whoever is wrongly thought gone can write nothing more (`leases`).
"""

from __future__ import annotations

import os
import socket
import threading
import time
from pathlib import Path
from typing import Final

_DEAD: Final = frozenset("ZX")


def this_worker() -> str:
    """The name of the worker that this thread is: machine, process, the process's beginning, thread."""
    process = os.getpid()
    return f"{_machine()}:{process}:{_beginning(process)}:{threading.get_ident()}"


def is_gone(worker: str) -> bool:
    """Whether a worker is known to be gone: a process of this machine that is no more. False where nothing is known."""
    machine, process, beginning, _ = worker.rsplit(":", 3)
    return machine == _machine() and _beginning(int(process)) != beginning


def _machine() -> str:
    """This machine's name, with what tells containers apart that share it."""
    try:
        return f"{socket.gethostname()}/{Path('/proc/self/ns/pid').stat().st_ino}"
    except OSError:
        return socket.gethostname()


def _beginning(process: int) -> str:
    """When a process began, as its system tells it; empty for one that is no more, `?` where it cannot be known."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace").rpartition(") ")[2].split()
        return "" if fields[0] in _DEAD else fields[19]
    except OSError:
        pass
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return ""
    except OSError:
        return "?"
    return "?"


class Watch:
    """Watches the leases of others. One that was not renewed for `patience` seconds, as this process counts them, is
    taken to be that of a worker that is gone.
    """

    def __init__(self, me: str, patience: float) -> None:
        self._me = me
        self._patience = patience
        self._seen: dict[int, tuple[tuple[int, int], float]] = {}

    def gone(self, number: int, worker: str | None, epoch: int, beats: int) -> bool:
        """Whether the holder of a lease is gone. This thread's own earlier lease counts as one, since it works on one
        at a time.
        """
        if worker is None or worker == self._me or is_gone(worker):
            return True
        now = time.monotonic()
        seen = self._seen.get(number)
        if seen is None or seen[0] != (epoch, beats):
            self._seen[number] = ((epoch, beats), now)
            return False
        return now - seen[1] >= self._patience
