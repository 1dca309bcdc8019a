"""`cljrules repl`: a prompt in a terminal, or expressions from a pipe."""

from __future__ import annotations

import sys
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from cljrules.repl.bench import Bench


def run(
    path: str | None, store: str | None, as_of: str | None, loan: str | None, sample: str | None, run_extensions: bool
) -> int:
    """Talk until the person leaves, or the input ends; the exit code."""
    folder = Path(path) if path is not None else None
    if folder is not None and not folder.exists():
        raise click.UsageError(f"there is no pack at `{path}`")
    day = _day(as_of)

    def make() -> Bench:
        from cljrules.repl.bench import Bench

        return Bench(folder, store, day, run_extensions=run_extensions)

    first = [f":loan {loan}"] if loan is not None else [f":sample {sample}"] if sample is not None else []
    if sys.stdin.isatty() and sys.stdout.isatty():
        if find_spec("prompt_toolkit") is None:
            raise click.ClickException(
                "the prompt needs prompt-toolkit, which is not installed; pip install 'cljrules[repl]'"
            )
        from cljrules.commands.version import version
        from cljrules.repl.prompt import Prompt

        name = folder.resolve().name if folder is not None else "user"
        return Prompt(make, name, banner=f"cljrules {version()}", first=first).run()
    from cljrules.repl.piped import run as answer

    with make().closing() as bench:
        return answer(bench, [*(f"{line}\n" for line in first), *sys.stdin], sys.stdout, sys.stderr)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    from cljrules.commands.loans import business_day

    return business_day(text)
