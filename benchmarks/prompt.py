"""How long a person waits for the prompt of `cljrules repl`, and for its first answer.

    python benchmarks/prompt.py [PACK] [--runs N]

Starts the command in a terminal of its own, waits until the prompt is drawn, types an expression and waits for its
value. Printed are milliseconds from the start of the process, and how long a second expression takes.
"""

from __future__ import annotations

import argparse
import os
import pty
import re
import select
import signal
import statistics
import sys
import time
from tempfile import TemporaryDirectory

_WHERE_IS_THE_CURSOR = b"\x1b[6n"
_PAINT = re.compile(rb"\x1b\[[0-9;?]*[a-zA-Z]")


class Terminal:
    """A command in a terminal."""

    def __init__(self, arguments: list[str], state: str) -> None:
        self.start = time.perf_counter()
        self.process, self.line = pty.fork()
        if self.process == 0:
            os.environ.update({"TERM": "xterm-256color", "XDG_STATE_HOME": state})
            os.execv(sys.executable, [sys.executable, "-m", "cljrules", "repl", *arguments])
        self._seen = b""

    def wait(self, pattern: bytes) -> float:
        """The seconds since the start when what is shown matches; raises TimeoutError after 30."""
        while not re.search(pattern, self._seen):
            if not select.select([self.line], [], [], 30)[0]:
                raise TimeoutError(f"{pattern!r} was not shown; {self._seen!r} was")
            got = os.read(self.line, 65536)
            if _WHERE_IS_THE_CURSOR in got:
                os.write(self.line, b"\x1b[1;1R")
            self._seen += _PAINT.sub(b"", got)
        self._seen = b""
        return time.perf_counter() - self.start

    def type(self, text: str) -> None:
        """Type a line."""
        os.write(self.line, f"{text}\r".encode())

    def close(self) -> None:
        """End the command."""
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self.line)


def run(arguments: list[str], state: str) -> tuple[float, float, float]:
    """Milliseconds to the prompt, to the first answer, and for the second."""
    terminal = Terminal(arguments, state)
    try:
        shown = terminal.wait(rb"=> ")
        terminal.type("(+ 40000 2)")
        first = terminal.wait(rb"40002")
        time.sleep(0.3)
        begun = time.perf_counter() - terminal.start
        terminal.type("(+ 50000 2)")
        second = terminal.wait(rb"50002") - begun
    finally:
        terminal.close()
    return 1000 * shown, 1000 * first, 1000 * second


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="How long one waits for the prompt.")
    parser.add_argument("pack", nargs="?")
    parser.add_argument("--runs", type=int, default=20)
    given = parser.parse_args()
    with TemporaryDirectory() as state:
        arguments = [given.pack] if given.pack else []
        found = [run(arguments, state) for _ in range(given.runs + 1)][1:]
    for name, times in zip(("prompt", "first answer", "second answer"), zip(*found, strict=True), strict=True):
        print(f"{name:<14} median {statistics.median(times):.0f} ms, {min(times):.0f} to {max(times):.0f} ms")


if __name__ == "__main__":
    main()
