"""Input that is no terminal: expressions and commands from a pipe or a file, answers on standard output.

Values are printed as the language prints them, each on a line; what is wrong goes to standard error. An error does not
stop what follows, and is told by the exit code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TextIO

from cljrules.repl.answering import told
from cljrules.repl.bench import Bench
from cljrules.repl.commands import Leave, is_command
from cljrules.repl.layout import is_complete
from cljrules.repl.pages import Screen, painted


def inputs(lines: Iterable[str]) -> Iterator[str]:
    """Whole inputs from lines: commands, and expressions that go on until nothing is open."""
    pending: list[str] = []
    for line in lines:
        if not pending and is_command(line):
            yield line.strip()
            continue
        pending.append(line)
        text = "".join(pending)
        if not text.strip():
            pending.clear()
        elif is_complete(text):
            pending.clear()
            yield text
    if "".join(pending).strip():
        yield "".join(pending)


def run(bench: Bench, lines: Iterable[str], out: TextIO, err: TextIO) -> int:
    """Answer every input; the exit code is 1 where something was wrong."""
    code = 0
    screen = Screen()
    for text in inputs(lines):
        try:
            answer = told(bench, text, screen, plain=True)
        except Leave:
            break
        if answer.stdout:
            out.write(answer.stdout)
        for line in answer.lines:
            out.write(f"{painted(line, screen)}\n")
        out.flush()
        for line in answer.wrong:
            err.write(f"{painted(line, screen)}\n")
        err.flush()
        code = code if answer.is_fine else 1
    return code
