"""`cljrules repl`: a prompt in a terminal, or expressions from a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable
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
    make = bench_maker(path, store, as_of, run_extensions=run_extensions)
    first = [f":loan {loan}"] if loan is not None else [f":sample {sample}"] if sample is not None else []
    if sys.stdin.isatty() and sys.stdout.isatty():
        if find_spec("prompt_toolkit") is None:
            raise click.ClickException(
                "the prompt needs prompt-toolkit, which is not installed; pip install 'cljrules[repl]'"
            )
        from cljrules.commands.version import version
        from cljrules.repl.prompt import Prompt

        name = Path(path).resolve().name if path is not None else "user"
        return Prompt(make, name, banner=f"cljrules {version()}", first=first).run()
    from cljrules.repl.piped import run as answer

    with make().closing() as bench:
        return answer(bench, [*(f"{line}\n" for line in first), *sys.stdin], sys.stdout, sys.stderr)


def bench_maker(path: str | None, store: str | None, as_of: str | None, *, run_extensions: bool) -> Callable[[], Bench]:
    """What makes a bench of a pack and a store; raises click.UsageError for a pack or a day that there is not. Nothing
    heavy is loaded before a bench is made.
    """
    folder = Path(path) if path is not None else None
    if folder is not None and not folder.exists():
        raise click.UsageError(f"there is no pack at `{path}`")
    day = None
    if as_of is not None:
        from cljrules.commands.loans import business_day

        day = business_day(as_of)

    def make() -> Bench:
        from cljrules.repl.bench import Bench

        return Bench(folder, store, day, run_extensions=run_extensions)

    return make
