"""`demo`: the example rules from their text to their effect, on a made-up portfolio.

Checks the pack with a slip of the pen in it, deploys the good one, looks at what a night would do, runs the night,
tells one loan's story, and runs the same night again. Writes only to the folder it is given.
"""

from __future__ import annotations

import sys
import time
from datetime import date
from pathlib import Path

import click
from sqlalchemy import func, select

from cljrules.packs import load
from cljrules.render import render_text, wants_colour
from runtime.commands.looking import print_story, read_firings
from runtime.commands.maintaining import print_report
from runtime.commands.output import console, progress_bar, table
from runtime.deployments import deploy
from runtime.maintenance.nightly import maintain
from runtime.maintenance.report import Report
from runtime.store import schema
from runtime.store.errors import StoreError
from runtime.store.generator import generate
from runtime.store.open import Store, open_store

DAY = date(2026, 11, 22)
STORE = "demo.db"


def run(folder: Path, examples: Path | None, loans: int, seed: int) -> int:
    """Run the demo in a folder, which is made; 1 when something did not come out as it should."""
    home = examples if examples is not None else Path(__file__).resolve().parents[2] / "examples"
    packs = home / "demo"
    good, planted = packs / "acme-collections", packs / "planted"
    if not good.is_dir() or not planted.is_dir():
        raise StoreError(
            "missing",
            f"there are no example packs in `{packs}`",
            "run the demo from a checkout, or name the folder: --examples DIR",
        )
    if not _find_the_slip(_near(planted)):
        return 1
    with _store(folder) as store:
        _headline("2", f"Make {loans:,} loans and deploy the good pack")
        started = time.perf_counter()
        with progress_bar("making loans") as progress:
            generate(store, loans, seed, DAY, progress)
        pack = deploy(store, good).deployed.pack
        click.echo(f"made {loans:,} loans in {time.perf_counter() - started:.1f} s (seed {seed})")
        click.echo(f"deployed {pack.name} {pack.version}, {len(pack.rules)} rules, content {pack.content_hash[:12]}")
        return _nights(store, folder)


def _nights(store: Store, folder: Path) -> int:
    _headline("3", f"What would the night of {DAY} do? (a dry run: nothing is written)")
    with progress_bar("looking") as progress:
        planned = maintain(store, DAY, dry_run=True, progress=progress)
    _print_plan(planned)

    _headline("4", "Run it")
    started = time.perf_counter()
    with progress_bar("maintaining") as progress:
        done = maintain(store, DAY, progress=progress)
    seconds = time.perf_counter() - started
    print_report(done)
    click.echo(f"{seconds:.1f} s, {done.total('evaluated') / seconds:,.0f} decisions a second")

    _headline("5", "One loan's story")
    with store.read() as connection:
        number = _busiest(store)
        print_story(number, read_firings(connection, loan=number), brief=True)

    _headline("6", "Run the same night again")
    again = maintain(store, DAY)
    click.echo(f"{again.loans:,} accounts maintained, {again.changed:,} changed, {again.total('fired'):,} firings")
    _headline("7", "Look around yourself")
    address = folder / STORE
    for command in (
        f"cljrules-runtime --store {address} --today {DAY} status",
        f"cljrules-runtime --store {address} --today {DAY} loan show {number}",
        f"cljrules-runtime --store {address} firings --rule charge-off-after-120-days --limit 10",
        f"cljrules-runtime --store {address} maintain --date 2026-11-23 --dry-run",
    ):
        click.echo(f"  {command}")
    agreed = (planned.rules, planned.charged_off, planned.credited) == (done.rules, done.charged_off, done.credited)
    return int(not agreed or again.loans > 0 or done.total("errors") > 0)


def _near(path: Path) -> Path:
    """The path as seen from here, where it lies below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _headline(number: str, text: str) -> None:
    click.echo(f"\n{click.style(f'{number}. {text}', bold=True)}\n")


def _find_the_slip(planted: Path) -> bool:
    """Show what checking the pack with the slip finds; whether it found it."""
    _headline("1", "Check a draft of the rules, with one slip of the pen in it")
    findings = load(planted).diagnostics
    click.echo(render_text(findings, colour=wants_colour(sys.stdout)), color=True)
    click.echo("\nThe draft would not be deployed.")
    return bool(findings)


def _store(folder: Path) -> Store:
    folder.mkdir(parents=True, exist_ok=True)
    for name in (STORE, f"{STORE}-wal", f"{STORE}-shm"):
        (folder / name).unlink(missing_ok=True)
    return open_store(str(folder / STORE), create=True, today=DAY)


def _print_plan(report: Report) -> None:
    """How many loans each rule would hit, most first."""
    most = max((counts["fired"] for counts in report.rules.values()), default=0) or 1
    rows = []
    for label, counts in sorted(report.rules.items(), key=lambda item: -item[1]["fired"]):
        share = f"{100 * counts['fired'] / max(1, counts['evaluated']):.1f}%"
        rows.append([label, counts["fired"], share, "█" * round(30 * counts["fired"] / most)])
    columns = ["rule", ("loans hit", "right"), ("share", "right"), ""]
    console().print(table(None, columns, rows))
    click.echo(f"${report.charged_off:,} would be charged off and ${report.credited:,} forgiven.")


def _busiest(store: Store) -> int:
    """The loan with the most firings; of several the first."""
    table_ = schema.firings
    statement = (
        select(table_.c.loan_id)
        .where(table_.c.business_date == DAY)
        .group_by(table_.c.loan_id)
        .order_by(func.count().desc(), table_.c.loan_id)
        .limit(1)
    )
    with store.read() as connection:
        return int(connection.scalars(statement).one())
