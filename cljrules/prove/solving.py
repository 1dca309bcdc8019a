"""The solver as this process sees it: questions go to a process of its own, which is started when it is first needed.

A question has a deadline; a solver that has not answered by then is killed, and one that is gone is started again.
"Unknown" is an answer like any other, with the reason; nothing here raises for what a solver does.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from queue import Empty, Queue
from threading import Lock, Thread
from time import monotonic
from typing import Any, Final

#: How long the process may take to start, and to notice by itself that its time is over.
_START_SECONDS: Final = 20.0
_GRACE_SECONDS: Final = 0.5

MISSING: Final = "proofs need the solver z3, which is not installed"
HOW_TO_INSTALL: Final = "install it with `pip install 'cljrules[prove]'`"


class SolverMissing(Exception):
    """The solver is not installed."""

    def __init__(self) -> None:
        super().__init__(MISSING)


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked; see `worker`."""

    script: str
    symbols: tuple[tuple[str, str], ...]
    soft: tuple[tuple[str, int], ...] = ()
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """`answer` is `sat`, `unsat` or `unknown`; `values` are in the order of the question's symbols."""

    answer: str
    values: Sequence[Any] = ()
    least: bool = False
    why: str = ""


def is_installed() -> bool:
    """Whether the solver can be started; does not import it."""
    return find_spec("z3") is not None


class Solver:
    """Asks one question at a time. May be used from several threads; `close` ends the process."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._answers: Queue[str | None] = Queue()
        self._lock: Final = Lock()
        #: How often a process was started.
        self.starts = 0

    def ask(self, query: Query, seconds: float) -> Answer:
        """The answer to a question; raises SolverMissing where there is no solver."""
        with self._lock:
            return self._ask(query, seconds)

    def warm(self) -> None:
        """Start the process, so that the first question does not wait for it."""
        with self._lock:
            self._running()

    def close(self) -> None:
        """End the process; the next question starts a new one."""
        process = self._process
        if process is not None:
            self._end(process)

    def __enter__(self) -> Solver:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, query: Query, seconds: float) -> Answer:
        if seconds <= 0:
            return Answer("unknown", why="there was no time left")
        document = {
            "script": query.script,
            "symbols": query.symbols,
            "soft": query.soft,
            "near": query.near,
            "milliseconds": max(1, int(seconds * 1000)),
        }
        text = json.dumps(document) + "\n"
        for _ in range(2):
            fresh = self._process is None
            process, answers = self._running()
            given = self._exchange(process, answers, text, seconds + (_START_SECONDS if fresh else _GRACE_SECONDS))
            if given is None:
                self._end(process)
                return Answer("unknown", why=f"the solver did not answer within {seconds:.1f} seconds")
            if given:
                made = json.loads(given)
                return Answer(made["answer"], made["values"], made["least"], made.get("why", ""))
            self._end(process)
        return Answer("unknown", why="the solver stopped twice over this question")

    def _exchange(
        self, process: subprocess.Popen[str], answers: Queue[str | None], text: str, seconds: float
    ) -> str | None:
        """The line that was answered; empty where the process is gone, None where it took too long."""
        assert process.stdin is not None
        until = monotonic() + seconds
        try:
            process.stdin.write(text)
            process.stdin.flush()
            return answers.get(timeout=max(0.0, until - monotonic())) or ""
        except Empty:
            return None
        except (OSError, ValueError):
            return ""

    def _running(self) -> tuple[subprocess.Popen[str], Queue[str | None]]:
        process = self._process
        if process is not None and process.poll() is None:
            return process, self._answers
        if not is_installed():
            raise SolverMissing
        # -P: the folder of the worker must not be where it looks for modules
        command = [sys.executable, "-P", str(Path(__file__).with_name("worker.py"))]
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        answers: Queue[str | None] = Queue()
        Thread(target=_listen, args=(process, answers), daemon=True).start()
        self._process, self._answers = process, answers
        self.starts += 1
        return process, answers

    def _end(self, process: subprocess.Popen[str]) -> None:
        if self._process is process:
            self._process = None
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()


def _listen(process: subprocess.Popen[str], answers: Queue[str | None]) -> None:
    assert process.stdout is not None
    with suppress(OSError, ValueError):
        for line in process.stdout:
            answers.put(line)
    answers.put(None)
