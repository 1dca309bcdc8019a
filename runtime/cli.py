"""The command `cljrules-runtime`.

Declares the commands, their options and help; what they do is in `runtime.commands`, imported when a command runs. Exit
codes: 0 fine, 1 refused, 2 wrong usage or a store or file that cannot be used, 70 a fault in the program itself.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NoReturn

import click

from runtime.commands.booking import GROUPS, OF_A_LOAN
from runtime.commands.calendar import calendar
from runtime.commands.customer import customer
from runtime.commands.notify import notify
from runtime.commands.options import FORMATS, Day, Group, Settings, formatted, is_json
from runtime.commands.promise_group import promise
from runtime.commands.secret_keys import key

_REPORT = "this is a fault in cljrules; please report it with the command you typed (CLJRULES_DEBUG=1 shows where)"

# Kinds of StoreError that mean "not done, for a reason of its own", rather than input that cannot be used.
_REFUSED = frozenset(
    {
        "nothing-deployed",
        "holds-data",
        "no-such-loan",
        "no-such-letter",
        "no-such-transaction",
        "no-such-promise",
        "not-live",
        "stale",
        "refused",
        "no-such-rule",
        "before-the-books",
        "no-such-pack",
        "back-dated",
        "to-come",
        "no-such-customer",
        "duplicate",
        "not-allowed",
        "no-such-notification",
        "no-such-status",
    }
)


_ROWS = "Rows of an entity, from a CSV or JSON Lines file; may be given several times."


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--store", envvar="CLJRULES_STORE", metavar="URL", help="The store: a file, or a database URL.")
@click.option("--today", type=Day(), help="The business date that stands for today; the tenant's own when left out.")
@click.option("--format", "format_", type=FORMATS, default="text", show_default=True, help="How to print.")
@click.option("--config", envvar="CLJRULES_CONFIG", metavar="FILE", help="The settings; `runtime.toml` when left out.")
@click.version_option(package_name="cljrules", prog_name="cljrules-runtime")
@click.pass_context
def cli(context: click.Context, store: str | None, today: date | None, format_: str, config: str | None) -> None:
    """Run loan-servicing rules over a portfolio, and see what they did."""
    if config is not None:
        from runtime.settings import naming

        context.with_resource(naming(config))
    context.obj = Settings(store, today, format_, config)


@cli.command()
@formatted
@click.pass_obj
def init(settings: Settings, format_: str | None) -> int:
    """Make a store."""
    from runtime.commands.setting_up import init as run

    return run(settings.url, settings.today, is_json(settings, format_))


@cli.command()
@click.option("--to", "revision", metavar="SCHEMA", help="An earlier schema, for the release that needs it.")
@formatted
@click.pass_obj
def upgrade(settings: Settings, revision: str | None, format_: str | None) -> int:
    """Bring a store of an older release up to date."""
    from runtime.commands.setting_up import upgrade as run

    return run(settings.url, revision, is_json(settings, format_))


@cli.command()
@click.argument("count", required=False, type=click.IntRange(1, 10_000_000), metavar="[LOANS]")
@click.option("--loans", type=click.IntRange(1, 10_000_000), help="How many loans to make, up to 10,000,000.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed makes the same loans.")
@formatted
@click.pass_obj
def generate(settings: Settings, count: int | None, loans: int | None, seed: int, format_: str | None) -> int:
    """Add made-up loans, as of the business date."""
    wanted = loans if loans is not None else count
    if wanted is None or (loans is not None and count is not None):
        raise click.UsageError("say once how many loans to make, such as `--loans 1000`")
    from runtime.commands.setting_up import generate as run

    return run(settings.url, settings.today, wanted, seed, is_json(settings, format_))


@cli.group("import", invoke_without_command=True)
@click.option("--entity", "pairs", type=(str, str), multiple=True, metavar="ENTITY FILE", help=_ROWS)
@click.option("--all", "folder", metavar="DIR", help="A folder of `export --all`, into a store without accounts.")
@formatted
@click.pass_context
def import_(
    context: click.Context, pairs: tuple[tuple[str, str], ...], folder: str | None, format_: str | None
) -> int | None:
    """Import accounts from other systems, rows of any entity, or a whole store.

    Rows that are new are added, rows with a known key are changed where they differ; all of it happens or none.
    """
    if context.invoked_subcommand is not None:
        return None
    if bool(pairs) == bool(folder):
        raise click.UsageError("say what to import: `--entity NAME FILE`, `--all DIR`, or a command below")
    from runtime.commands import exchanging

    settings: Settings = context.obj
    as_json = is_json(settings, format_)
    if folder:
        return exchanging.import_folder(settings.url, settings.today, folder, as_json)
    return exchanging.import_entities(settings.url, settings.today, pairs, as_json)


@import_.command()
@click.argument("file", metavar="FILE.json")
@formatted
@click.pass_obj
def api(settings: Settings, file: str, format_: str | None) -> int:
    """Import accounts from JSON in the shape of a lender's API.

    Their figures are worked out from what is booked. Fields that are not known are listed, never dropped in silence.
    """
    from runtime.commands.exchanging import import_api_file as run

    return run(settings.url, settings.today, file, is_json(settings, format_))


@import_.command()
@click.argument("file", metavar="FILE")
@click.option("--skip-broken", is_flag=True, help="Leave out broken lines and list them, instead of refusing the tape.")
@formatted
@click.pass_obj
def lendingclub(settings: Settings, file: str, skip_broken: bool, format_: str | None) -> int:
    """Import a LendingClub loan tape (CSV)."""
    from runtime.commands.setting_up import import_lendingclub as run

    return run(settings.url, settings.today, file, skip_broken, is_json(settings, format_))


@cli.command()
@click.argument("folder", metavar="DIR")
@formatted
@click.pass_obj
def deploy(settings: Settings, folder: str, format_: str | None) -> int:
    """Deploy a rule pack; one with errors is refused.

    Only the text that was deployed is ever run. Deploying the same text again changes nothing.
    """
    from runtime.commands.setting_up import deploy as run

    return run(settings.url, settings.today, folder, is_json(settings, format_))


@cli.command()
@click.option("--date", "business_date", type=Day(), help="The business date to run for; today when left out.")
@click.option("--dry-run", is_flag=True, help="Show what would change and write nothing.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that share it.")
@click.option("--partition", metavar="K/N", help="Only a part: the Kth of N partitions, or FIRST-LAST account numbers.")
@click.option("--no-catch-up", is_flag=True, help="Leave nights that were missed out, instead of running them first.")
@click.option("--yes", "sure", is_flag=True, help="Run for a date that has not come yet.")
@formatted
@click.pass_obj
def maintain(
    settings: Settings,
    business_date: date | None,
    dry_run: bool,
    workers: int,
    partition: str | None,
    no_catch_up: bool,
    sure: bool,
    format_: str | None,
) -> int:
    """Run the deployed rules over every live account, for one business date.

    Accounts that had their maintenance on that date are left out, so a run that was stopped goes on where it was.
    Nights that were missed are run first, each with the rules of its own date.
    """
    from runtime.commands.maintaining import Asked
    from runtime.commands.maintaining import maintain as run

    asked = Asked(dry_run, workers, partition, not no_catch_up, sure)
    return run(settings.url, settings.today, business_date, asked, is_json(settings, format_))


@cli.command()
@click.argument("folder", metavar="PACK")
@click.option("--from", "first", type=Day(), required=True, help="The first day.")
@click.option("--to", "last", type=Day(), required=True, help="The last day.")
@click.option("--against", metavar="DEPLOYED", help="Compare with this deployed pack; `deployed`: that of its name.")
@click.option("--csv", "csv_file", metavar="FILE", help="Write every account and rule that was hit to a file.")
@click.option("--promises-csv", metavar="FILE", help="Write every promise that its scenarios keep to a file.")
@click.option("--html", "html_file", metavar="FILE", help="Write a report with charts to a file.")
@formatted
@click.pass_obj
def simulate(
    settings: Settings,
    folder: str,
    first: date,
    last: date,
    against: str | None,
    csv_file: str | None,
    promises_csv: str | None,
    html_file: str | None,
    format_: str | None,
) -> int:
    """Tell which accounts a rule pack would hit, when, and what that comes to in dollars.

    Days that had their maintenance are decided on the accounts as they had stood, later ones are run as nights from the
    store's present state. Nothing in the store is changed.
    """
    from runtime.commands.simulating import simulate as run

    written = (csv_file, promises_csv, html_file)
    return run(settings.url, settings.today, folder, first, last, against, written, is_json(settings, format_))


@cli.group()
def loan() -> None:
    """Look at one loan, or change it."""


@loan.command()
@click.argument("name", metavar="ID")
@formatted
@click.pass_obj
def show(settings: Settings, name: str, format_: str | None) -> int:
    """Print every variable of a loan, given by its number or the number shown to people."""
    from runtime.commands.looking import show_loan as run

    return run(settings.url, settings.today, name, is_json(settings, format_))


@loan.command()
@click.argument("name", metavar="ID")
@click.option("--changes", is_flag=True, help="Every change instead, by whoever or whatever made it.")
@formatted
@click.pass_obj
def history(settings: Settings, name: str, changes: bool, format_: str | None) -> int:
    """Tell what rules did to a loan: what they read, what they changed, in order."""
    from runtime.commands import looking

    run = looking.loan_changes if changes else looking.loan_history
    return run(settings.url, settings.today, name, is_json(settings, format_))


@cli.command()
@click.option("--loan", "name", metavar="ID", help="Only this loan's.")
@click.option("--rule", metavar="NAME", help="Only this rule's.")
@click.option("--date", "day", type=Day(), help="Only those of this business date.")
@click.option("--limit", type=click.IntRange(1), help="Only the latest so many.")
@formatted
@click.pass_obj
def firings(
    settings: Settings, name: str | None, rule: str | None, day: date | None, limit: int | None, format_: str | None
) -> int:
    """List what fired, and what failed, on which loans."""
    from runtime.commands.looking import list_firings as run

    return run(settings.url, settings.today, name, rule, day, limit, is_json(settings, format_))


@cli.command()
@click.option("--loan", "name", metavar="ID", help="Only this loan's.")
@click.option("--type", "type_", metavar="EVENT", help="Only events of this type, such as loan-status-changed.")
@click.option("--date", "day", type=Day(), help="Only those of this business date.")
@click.option("--limit", type=click.IntRange(1), help="Only the latest so many.")
@formatted
@click.pass_obj
def events(
    settings: Settings, name: str | None, type_: str | None, day: date | None, limit: int | None, format_: str | None
) -> int:
    """List what happened to loans and customers, in order."""
    from runtime.commands.happening import list_events as run

    return run(settings.url, settings.today, name, type_, day, limit, is_json(settings, format_))


@cli.command()
@formatted
@click.pass_obj
def status(settings: Settings, format_: str | None) -> int:
    """Count what the store holds."""
    from runtime.commands.looking import status as run

    return run(settings.url, settings.today, is_json(settings, format_))


@cli.command()
@click.option("--dir", "folder", default="demo-out", show_default=True, help="Folder for the demo's store.")
@click.option("--examples", metavar="DIR", help="Folder of the example packs; the checkout's own when left out.")
@click.option("--loans", type=click.IntRange(10, 1_000_000), default=10_000, show_default=True, help="Portfolio size.")
@click.option("--seed", type=int, default=7, show_default=True, help="Seed of the portfolio.")
def demo(folder: str, examples: str | None, loans: int, seed: int) -> int:
    """Check, deploy and run the example rules over a made-up portfolio, and look at the result."""
    from runtime.commands.demo import run

    return run(Path(folder), Path(examples) if examples else None, loans, seed)


@cli.command()
@click.argument("name", metavar="LOAN")
@click.argument("rule", metavar="RULE")
@click.option("--date", "day", type=Day(), help="The day asked about; today when left out.")
@click.option("--trace", is_flag=True, help="Add the value of every part of the criteria.")
@formatted
@click.pass_obj
def why(settings: Settings, name: str, rule: str, day: date | None, trace: bool, format_: str | None) -> int:
    """Tell why a rule fired on a loan on a day or did not, and what would have to be different."""
    from runtime.commands.why import why as run

    return run(settings.url, settings.today, name, rule, day, trace, is_json(settings, format_))


@cli.command()
@click.option("--canonical", metavar="FILE", help="Every business fact as sorted JSON Lines.")
@click.option("--history", metavar="FILE", help="Every change of accounts and customers, as JSON Lines.")
@click.option("--parquet", metavar="FILE", help="The variables of every account as columns.")
@click.option("--date", "day", type=Day(), help="With --parquet: as of this day; today when left out.")
@click.option("--variable", "names", multiple=True, metavar="NAME", help="With --parquet: only these.")
@click.option("--entity", metavar="NAME", help="The rows of one entity, to --csv or --jsonl.")
@click.option("--csv", "csv_file", metavar="FILE", help="As CSV.")
@click.option("--jsonl", metavar="FILE", help="As JSON Lines.")
@click.option("--all", "folder", metavar="DIR", help="Every entity, into a new folder.")
@click.option(
    "--as", "form", type=click.Choice(["jsonl", "csv"]), default="jsonl", help="With --all: the form of files."
)
@click.pass_obj
def export(
    settings: Settings,
    canonical: str | None,
    history: str | None,
    parquet: str | None,
    day: date | None,
    names: tuple[str, ...],
    entity: str | None,
    csv_file: str | None,
    jsonl: str | None,
    folder: str | None,
    form: str,
) -> int:
    """Write the books, their history, or rows to files; `-` is standard output.

    Two stores with the same books give the same bytes with --canonical. A folder written with --all can be imported
    into a new store, on another kind of database as well.
    """
    from runtime.commands import exchanging

    if sum(what is not None for what in (canonical, history, parquet, entity, folder)) != 1:
        raise click.UsageError("say what to export: one of --canonical, --history, --parquet, --entity and --all")
    if (entity is not None) != (csv_file is not None or jsonl is not None) or (csv_file and jsonl):
        raise click.UsageError("--entity goes with one of --csv and --jsonl")
    url, today = settings.url, settings.today
    if canonical is not None:
        return exchanging.export_canonical(url, today, canonical)
    if history is not None:
        return exchanging.export_history(url, today, history)
    if parquet is not None:
        return exchanging.export_columns(url, today, parquet, day, names)
    if folder is not None:
        return exchanging.export_folder(url, today, folder, form)
    return exchanging.export_entity(url, today, entity or "", "csv" if csv_file else "jsonl", csv_file or jsonl or "")


for _group in (*GROUPS, key, calendar, promise, customer, notify):
    cli.add_command(_group)
for _command in OF_A_LOAN:
    loan.add_command(_command)


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit; nothing a user does ends in a traceback."""
    sys.exit(_run(args))


def _run(args: Sequence[str] | None) -> int:
    try:
        status = cli.main(args=args, prog_name="cljrules-runtime", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped; what was written before stays, and the same command goes on from there", err=True)
        return 130
    except BrokenPipeError:
        return _reader_went_away()
    except Exception as error:
        return _not_installed(error) or _failed(error)
    return status if isinstance(status, int) else 0


def _reader_went_away() -> int:
    # Python flushes standard output once more on its way out; that must not fail again.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 141


def _not_installed(error: Exception) -> int:
    """Tell, where that is what is wrong, that the extra with the packages is missing; 0 where it is not."""
    wanted = {"sqlalchemy": ("stores", "runtime"), "alembic": ("stores", "runtime"), "jinja2": ("pages", "document")}
    wanted |= {
        "fastapi": ("callbacks", "service"),
        "uvicorn": ("callbacks", "service"),
        "typst": ("letters", "runtime"),
    }
    if not isinstance(error, ModuleNotFoundError) or error.name not in wanted:
        return 0
    need, extra = wanted[error.name]
    click.echo(
        f"error: the package `{error.name}` is not installed, which {need} need\n"
        f"  = help: install cljrules with its extra `{extra}`: pip install 'cljrules[{extra}]'",
        err=True,
    )
    return 2


def _failed(error: Exception) -> int:
    from runtime.store.errors import StoreError

    if os.environ.get("CLJRULES_DEBUG"):
        import traceback

        traceback.print_exc()
    if isinstance(error, StoreError):
        click.echo(f"error: {error.message}\n  = help: {error.help}", err=True)
        return 1 if error.kind in _REFUSED else 2
    what = " ".join(str(error).split())[:200]
    click.echo(f"error: {type(error).__name__}{f': {what}' if what else ''}\n  = help: {_REPORT}", err=True)
    return 70


if __name__ == "__main__":
    main()
