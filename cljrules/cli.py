"""The command `cljrules`.

Declares the commands, their options and help; what they do is in `cljrules.commands`, imported when a command runs.
Exit codes: 0 fine, 1 findings or refused, 2 wrong usage or unreadable input, 70 a fault in cljrules itself.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NoReturn, TypeVar

import click

_REPORT = "this is a fault in cljrules; report it with the command you typed (CLJRULES_DEBUG=1 shows where it is)"

_Taking = TypeVar("_Taking", bound=Callable[..., Any])
_FORMAT = click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print what is found.",
)
_REPORT_FORMAT = click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "sarif", "junit", "github"]),
    default="text",
    show_default=True,
    help="How to print what is found: for people, programs, code scanning, test reports, or annotations on GitHub.",
)


def _version(context: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    if not wanted or context.resilient_parsing:
        return
    from cljrules.commands.version import version

    click.echo(f"cljrules {version()}")
    context.exit()


class _WithExamples(click.Command):
    """A command whose help ends with the examples that examples.toml has for it."""

    def format_epilog(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        _write_examples(self.name or "", formatter)


class _Group(click.Group):
    command_class = _WithExamples

    def format_epilog(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        _write_examples("cljrules", formatter)


def _write_examples(name: str, formatter: click.HelpFormatter) -> None:
    from cljrules.commands.examples import examples_of

    with formatter.section("Examples"):
        for line in examples_of(name):
            formatter.write(f"{'':{formatter.current_indent}}{line}\n")


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Print the version."
)
def cli() -> None:
    """Write, check and explain loan-servicing rules written in Clojure."""


@cli.command("eval")
@click.argument("expression", required=False, metavar="[EXPR]")
@click.option("--jsonl", is_flag=True, help="Answer JSON lines from standard input, one answer a line.")
@click.option(
    "--loan", "bindings", multiple=True, metavar="VARIABLE=VALUE", help="Give a loan variable a value; may be repeated."
)
@click.option("--sample", is_flag=True, help="Variables not given take the sample loan's values.")
@click.option("--as-of", metavar="YYYY-MM-DD", help="The business date; the sample loan's when left out.")
@_FORMAT
def evaluate(
    expression: str | None, jsonl: bool, bindings: tuple[str, ...], sample: bool, as_of: str | None, format_: str
) -> int:
    """Evaluate an expression; `-` reads it from standard input."""
    if jsonl:
        if expression is not None or bindings or sample or as_of:
            raise click.UsageError(
                "--jsonl takes everything from standard input; leave out the expression and the other options"
            )
        from cljrules.commands.answering import run as answer

        return answer(sys.stdin.buffer, sys.stdout)
    if expression is None:
        raise click.UsageError("there is no expression; write one in quotes, such as '(+ 1 2)', or use --jsonl")
    from cljrules.commands.evaluating import run

    return run(expression, bindings, sample=sample, as_of=as_of, format=format_)


@cli.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--no-extensions",
    is_flag=True,
    help="Do not execute the packs' extensions; rules that use them are checked by their shape only.",
)
@click.option("--fix", is_flag=True, help="Apply the fixes that cannot change what a rule means, then check.")
@click.option(
    "--fix-unsafe",
    "unsafe",
    multiple=True,
    metavar="CODE",
    help="Apply the fixes of this code as well, even where they change what a rule means; may be repeated.",
)
@click.option("--diff", "only_diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option(
    "--portfolio",
    metavar="STORE",
    help="Count what the rules match in a store, or a file of loans, beside the deployed version.",
)
@click.option("--as-of", metavar="YYYY-MM-DD", help="The business date of the portfolio; its own when left out.")
@_REPORT_FORMAT
def check(
    paths: tuple[str, ...],
    no_extensions: bool,
    fix: bool,
    unsafe: tuple[str, ...],
    only_diff: bool,
    portfolio: str | None,
    as_of: str | None,
    format_: str,
) -> int:
    """Check rule files, packs, or folders of packs. Extensions of the packs are executed."""
    if only_diff and format_ != "text":
        raise click.UsageError("--diff prints a diff; leave out --format")
    for code in unsafe:
        _refuse_code(code)
    from cljrules.commands.checking import run

    ask = partial(run, paths, format_, not no_extensions, fix=fix or bool(unsafe), unsafe=unsafe, only_diff=only_diff)
    if portfolio is None:
        return ask()
    from cljrules.commands.portfolios import PortfolioCheck

    with PortfolioCheck(portfolio, as_of) as held:
        return ask(portfolio=held)


def _refuse_code(code: str) -> None:
    """Raise UsageError for a code that has no fix to be applied."""
    from cljrules.codes import CODES
    from cljrules.commands.mending import NEVER
    from cljrules.suggest import did_you_mean

    if code not in CODES:
        meant = did_you_mean(code, CODES)
        raise click.UsageError(f"there is no code `{code}`{f'; {meant}' if meant else ''}")
    if code in NEVER:
        raise click.UsageError(f"the fix of `{code}` is never applied by itself: only its author knows what is meant")


@cli.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit with 1 when a file would change.")
def fmt(paths: tuple[str, ...], only_check: bool) -> int:
    """Lay out rule files in the one style; `-` formats standard input.

    A file with syntax errors is left as it is.
    """
    from cljrules.commands.formatting import run

    return run(paths, only_check)


@cli.command()
@click.argument("name", required=False, metavar="[NAME]")
@click.option(
    "--pack", metavar="FOLDER", help="The pack whose extensions to look in; this folder's when left out. Executes them."
)
@_FORMAT
def doc(name: str | None, pack: str | None, format_: str) -> int:
    """Explain a variable, action, enumeration, base, function or finding; without a name, list what there is."""
    from cljrules.commands.documenting import run

    return run(name, format_, pack)


@cli.command()
@click.argument("pack", metavar="PACK")
@click.argument("rule", required=False, metavar="[RULE]")
@click.option(
    "--loan",
    "bindings",
    multiple=True,
    metavar="VARIABLE=VALUE",
    help="Say why the rules fire on this loan or do not; may be repeated.",
)
@click.option("--sample", is_flag=True, help="Variables not given take the sample loan's values.")
@click.option("--jsonl", "loans", metavar="FILE", help="Say it for each loan in a file of JSON lines.")
@click.option("--as-of", metavar="YYYY-MM-DD", help="The business date; the sample loan's when left out.")
@click.option("--trace", is_flag=True, help="Show every expression with its value.")
@_FORMAT
def explain(
    pack: str,
    rule: str | None,
    bindings: tuple[str, ...],
    sample: bool,
    loans: str | None,
    as_of: str | None,
    trace: bool,
    format_: str,
) -> int:
    """Say in plain English what rules do; with a loan, why they fire on it or do not."""
    if loans is not None and bindings:
        raise click.UsageError("give either a loan with --loan or a file with --jsonl")
    from cljrules.commands.explaining import run

    return run(pack, rule, bindings, sample=sample, loans=loans, as_of=as_of, trace=trace, format=format_)


@cli.command()
@click.argument("paths", nargs=-1, required=True, metavar="PACK...")
@click.option("--rule", "only", metavar="NAME", help="Try this rule alone.")
@click.option("--no-mutation", is_flag=True, help="Only run examples and tests; change nothing in the criteria.")
@click.option("--write-examples", is_flag=True, help="Add the examples that would notice the slips now missed.")
@click.option("--min-score", type=click.FloatRange(0, 100), help="Exit with 1 below this mutation score, in percent.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "junit"]),
    default="text",
    show_default=True,
    help="How to print what came of it.",
)
def test(
    paths: tuple[str, ...],
    only: str | None,
    no_mutation: bool,
    write_examples: bool,
    min_score: float | None,
    format_: str,
) -> int:
    """Run examples and clojure.test files, and say which slips of the pen they would not notice."""
    from cljrules.commands.testing import run

    return run(paths, only, mutate=not no_mutation, write=write_examples, least=min_score, format=format_)


@cli.command()
@click.argument("pack", metavar="PACK")
@click.option("-o", "--output", "folder", required=True, metavar="DIR", help="The folder to write into.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["html", "md"]),
    default="html",
    show_default=True,
    help="HTML to read and print, or Markdown.",
)
def document(pack: str, folder: str, format_: str) -> int:
    """Write a pack out for compliance: an index, a page for each rule, charts of its ladders."""
    from cljrules.commands.rendering import run

    return run(pack, folder, format_)


_NO_EXTENSIONS = click.option(
    "--no-extensions", is_flag=True, help="Do not execute the packs' extensions; rules that use them are not proven."
)
_SECONDS = click.option(
    "--seconds", type=click.FloatRange(min=0.1), default=60.0, show_default=True, help="How long to try, for each pack."
)


@cli.command()
@click.argument("paths", nargs=-1, required=True, metavar="PACK...")
@click.option("--rule", metavar="NAME", help="Only this rule, by itself.")
@click.option("--all", "everything", is_flag=True, help="Also tell what rules are to each other where that is fine.")
@_SECONDS
@_NO_EXTENSIONS
@_REPORT_FORMAT
def prove(
    paths: tuple[str, ...], rule: str | None, everything: bool, seconds: float, no_extensions: bool, format_: str
) -> int:
    """Prove on which loans rules fire, and which are in each other's way. Needs the extra `prove`."""
    from cljrules.commands.proving import run

    return run(paths, format_, rule=rule, everything=everything, seconds=seconds, run_extensions=not no_extensions)


@cli.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--all", "everything", is_flag=True, help="Also tell what did not change.")
@_SECONDS
@_NO_EXTENSIONS
@_FORMAT
def diff(old: str, new: str, everything: bool, seconds: float, no_extensions: bool, format_: str) -> int:
    """Tell what changed in meaning between two states of a pack, each a folder or a file. Needs the extra `prove`."""
    from cljrules.commands.comparing import run

    return run(old, new, format_, everything=everything, seconds=seconds, run_extensions=not no_extensions)


@cli.command()
@click.option("--stdio", is_flag=True, help="Talk over standard input and output, as without --tcp.")
@click.option(
    "--tcp", metavar="[HOST:]PORT", help="Wait for editors to connect, on this host only unless one is given."
)
@click.option("--log", "log_file", metavar="FILE", help="Write what goes on to a file.")
def lsp(stdio: bool, tcp: str | None, log_file: str | None) -> int:
    """Serve editors: findings, completion, hover and more, by the language server protocol. Needs the extra `lsp`."""
    if stdio and tcp is not None:
        raise click.UsageError("give either --stdio or --tcp")
    from cljrules.commands.serving import run

    return run(tcp, log_file)


def _bench(command: _Taking) -> _Taking:
    """The options of commands that evaluate beside a pack and loans."""
    for option in (
        click.option(
            "--no-extensions",
            is_flag=True,
            help="Do not execute the pack's extensions; what uses them cannot be evaluated.",
        ),
        click.option(
            "--as-of",
            metavar="YYYY-MM-DD",
            help="The business date; the store's, or the sample loan's, when left out.",
        ),
        click.option(
            "--store",
            metavar="URL",
            help="Where real loans are: a store, or a file of loans; the pack's when left out.",
        ),
        click.argument("pack", required=False, metavar="[PACK]"),
    ):
        command = option(command)
    return command


@cli.command()
@_bench
@click.option("--loan", metavar="ID", help="Begin with this loan of the store.")
@click.option("--sample", metavar="NAME", help="Begin with this sample loan.")
def repl(
    pack: str | None,
    store: str | None,
    loan: str | None,
    sample: str | None,
    as_of: str | None,
    no_extensions: bool,
) -> int:
    """Try expressions and rules on loans, at a prompt or from a pipe. The prompt needs the extra `repl`."""
    if loan is not None and sample is not None:
        raise click.UsageError("give either --loan or --sample")
    from cljrules.commands.prompting import run

    return run(pack, store, as_of, loan, sample, not no_extensions)


@cli.command()
@_bench
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="The port to listen on; any free one when left out."
)
@click.option("--bind", "host", default="127.0.0.1", show_default=True, help="The address to listen on.")
def nrepl(pack: str | None, store: str | None, as_of: str | None, port: int, host: str, no_extensions: bool) -> int:
    """Serve editors that evaluate over nREPL, such as Calva, CIDER and Conjure. Writes the port to `.nrepl-port`."""
    from cljrules.commands.connecting import run

    return run(pack, store, as_of, host, port, run_extensions=not no_extensions)


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit; nothing a user does ends in a traceback."""
    # what a command makes it mostly keeps: looking for garbage as often as usual takes a fifth of its time
    gc.set_threshold(50_000, 20, 50)
    sys.exit(_run(args))


def _run(args: Sequence[str] | None) -> int:
    try:
        status = cli.main(args=args, prog_name="cljrules", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        return 130
    except BrokenPipeError:
        return _reader_went_away()
    except Exception as error:
        return _fault(error)
    return status if isinstance(status, int) else 0


def _reader_went_away() -> int:
    # Python flushes standard output once more on its way out; that must not fail again.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 141


def _fault(error: Exception) -> int:
    if os.environ.get("CLJRULES_DEBUG"):
        import traceback

        traceback.print_exc()
    what = " ".join(str(error).split())[:200]
    click.echo(f"error: {type(error).__name__}{f': {what}' if what else ''}\n  = help: {_REPORT}", err=True)
    return 70


if __name__ == "__main__":
    main()
