"""Measure whole processes: wall-clock seconds and peak memory, start-up included.

Takes a command, gives what `wait4` says of it. Never measures inside the process: what is measured is what a user
waits for.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


class BenchmarkError(Exception):
    """A command that was to be measured failed; the text holds what it said."""


@dataclass(frozen=True)
class Run:
    """One run of a command: elapsed `seconds`, peak resident memory in MB, what it `said` on standard output, and the
    `cpu` seconds it took: what a single thread takes where nothing else runs.
    """

    seconds: float
    megabytes: float
    said: str
    cpu: float = 0.0


@dataclass(frozen=True)
class Spread:
    """The runs of one command."""

    runs: tuple[Run, ...]

    def of(self, figure: Callable[[Run], float]) -> tuple[float, float, float]:
        """Least, median and greatest of a figure over the runs."""
        figures = [figure(run) for run in self.runs]
        return min(figures), statistics.median(figures), max(figures)

    @property
    def megabytes(self) -> float:
        """The greatest peak memory of the runs."""
        return max(run.megabytes for run in self.runs)


def run_once(command: Sequence[str], stdin: Path | None = None, allowed: Sequence[int] = (0,)) -> Run:
    """Run a command to its end; raises BenchmarkError when it ends with another exit code than those allowed."""
    with (
        (stdin or Path(os.devnull)).open("rb") as given,
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as errors,
    ):
        started = time.perf_counter()
        process = subprocess.Popen(command, stdin=given, stdout=out, stderr=errors, env=_environment())
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        errors.seek(0)
        said, complaint = out.read().decode(errors="replace"), errors.read().decode(errors="replace")
    if process.returncode not in allowed:
        raise BenchmarkError(f"`{' '.join(command)}` ended with {process.returncode}:\n{complaint or said}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Run(seconds, usage.ru_maxrss * unit / 1_000_000, said, usage.ru_utime + usage.ru_stime)


def _environment() -> dict[str, str]:
    """The environment as users have it: Python keeps what it has compiled."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def repeat(
    times: int,
    command: Sequence[str],
    *,
    stdin: Path | None = None,
    before: Callable[[], object] | None = None,
    allowed: Sequence[int] = (0,),
) -> Spread:
    """Run a command several times, with what has to be done afresh before each run (not measured)."""
    runs = []
    for _ in range(times):
        if before is not None:
            before()
        runs.append(run_once(command, stdin, allowed))
    return Spread(tuple(runs))
