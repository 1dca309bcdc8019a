"""Sessions: a bench each, with a thread that does what is asked of it in order and can be interrupted.

Nothing of one session is seen by another. What is asked is a function of the bench; `interrupt` ends the one that runs.
"""

from __future__ import annotations

import ctypes
import queue
import threading
import uuid
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from cljrules.repl.bench import Bench

#: How many sessions there may be at once, and how much may wait in one.
MOST_SESSIONS: Final = 64
MOST_WAITING: Final = 100
_STACK: Final = 64 * 1024 * 1024


Outcome = dict[str, Any]


class Interrupted(BaseException):
    """Raised in a session's thread to end what it does."""


class Refused(Exception):
    """A session that cannot be made or takes no more."""


class Job(NamedTuple):
    """Something to do with the bench: the message's id, what is done, and who is told its outcome once the session is
    free again; None where it was interrupted.
    """

    id: str
    run: Callable[[Bench], Outcome]
    tell: Callable[[Outcome | None], None]


class Session:
    """A bench with a thread of its own; the bench is made there when it is first needed."""

    def __init__(self, make: Callable[[], Bench]) -> None:
        self.id: Final = str(uuid.uuid4())
        self._make = make
        self._bench: Bench | None = None
        self._jobs: queue.Queue[Job | None] = queue.Queue(MOST_WAITING)
        self._lock = threading.Lock()
        self._running: str | None = None
        self._closed = False
        before = threading.stack_size(_STACK)
        self._thread = threading.Thread(target=self._work, daemon=True, name=f"session {self.id}")
        self._thread.start()
        threading.stack_size(before)

    def ask(self, job: Job) -> None:
        """Do something after what was asked before; raises Refused where too much waits."""
        try:
            self._jobs.put_nowait(job)
        except queue.Full:
            raise Refused("too much is waiting in this session") from None

    def interrupt(self, id: str | None) -> bool | None:
        """End what runs, or only a job of an id. Whether something ran; None where it is another job that runs."""
        with self._lock:
            if self._running is None:
                return False
            if id is not None and id != self._running:
                return None
            self._running = None
            self._raise(Interrupted)
            return True

    def close(self) -> None:
        """End what runs, forget what waits, and take nothing more."""
        with self._lock:
            self._closed = True
            if self._running is not None:
                self._raise(Interrupted)
        while True:
            try:
                self._jobs.put_nowait(None)
                return
            except queue.Full:
                try:
                    self._jobs.get_nowait()
                except queue.Empty:
                    continue

    def _raise(self, what: type[BaseException] | None) -> None:
        thread = ctypes.c_ulong(self._thread.ident or 0)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(what) if what is not None else None)

    def _work(self) -> None:
        while True:
            job = self._jobs.get()
            if job is None or self._closed:
                break
            outcome: Outcome | None = None
            try:
                with self._lock:
                    self._running = job.id
                if self._bench is None:
                    self._bench = self._make()
                outcome = job.run(self._bench)
                self._settle()
            except Interrupted:
                self._settle()
            job.tell(outcome)
        if self._bench is not None:
            self._bench.loans.close()

    def _settle(self) -> None:
        """Say that nothing runs, and take back an interruption that came too late: a job has at most one."""
        with self._lock:
            self._running = None
            self._raise(None)


class Sessions:
    """The sessions of a server."""

    def __init__(self, make: Callable[[], Bench]) -> None:
        self._make = make
        self._held: dict[str, Session] = {}
        self._lock = threading.Lock()

    def open(self) -> Session:
        """A new session; raises Refused where there are too many."""
        with self._lock:
            if len(self._held) >= MOST_SESSIONS:
                raise Refused(f"there are {MOST_SESSIONS} sessions; close one")
            made = Session(self._make)
            self._held[made.id] = made
            return made

    def find(self, id: str) -> Session | None:
        """The session of an id."""
        with self._lock:
            return self._held.get(id)

    def close(self, id: str) -> None:
        """Close the session of an id."""
        with self._lock:
            held = self._held.pop(id, None)
        if held is not None:
            held.close()

    @property
    def ids(self) -> list[str]:
        """The ids of all sessions."""
        with self._lock:
            return list(self._held)
