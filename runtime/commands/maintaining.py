"""`maintain`: the nightly run, and its table."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import click

from runtime.commands.output import compact, console, print_json, progress_bar, shown, table
from runtime.maintenance.nightly import maintain as run
from runtime.maintenance.report import COUNTS, Report
from runtime.store.open import open_store

_LINES = 20
_NEW_OBJECTS = 200_000


def maintain(url: str, today: date | None, business_date: date | None, dry_run: bool, as_json: bool) -> int:
    """Run the deployed packs for a business date, or show what that would change."""
    with _seldom_collecting(), open_store(url, today=today) as store, progress_bar("maintaining") as progress:
        report = run(store, business_date or store.today, dry_run=dry_run, progress=progress)
    if as_json:
        print_json(report.as_data())
    else:
        print_report(report)
    return 0


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """Look for cycles seldom: a batch's rows live together and go together, and have none."""
    before = gc.get_threshold()
    gc.set_threshold(_NEW_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def print_report(report: Report, *, lines: int = _LINES) -> None:
    """The table of rules, what it comes to, and for a dry run the first changes."""
    out = console()
    date = report.business_date
    if not report.dry_run and not report.loans:
        out.print(f"every live account is maintained for {date} already; nothing changed")
        return
    title = f"What a run of {date} would do" if report.dry_run else f"Nightly run of {date}"
    rows: list[list[object]] = [[label, *(counts[name] for name in COUNTS)] for label, counts in report.rules.items()]
    rows.append(["all rules", *(report.total(name) for name in COUNTS)])
    columns: list[Sequence[str]] = ["rule", *((name, "right") for name in COUNTS)]
    out.print(table(title, columns, rows))
    verb = "would change" if report.dry_run else "changed"
    out.print(
        f"{report.loans:,} accounts maintained, {report.changed:,} {verb}; "
        f"${report.charged_off:,} charged off, ${report.credited:,} credited"
        if not report.dry_run
        else f"{report.loans:,} accounts looked at, {report.changed:,} {verb}; "
        f"${report.charged_off:,} would be charged off, ${report.credited:,} credited. Nothing was written."
    )
    if report.sample and lines:
        _print_sample(report, lines)
    for failure in report.failures[:lines]:
        click.echo(f"error: loan {failure['loan']}, rule `{failure['rule']}`: {shown(failure['message'])}", err=True)
    if len(report.failures) > lines:
        click.echo(f"… and {len(report.failures) - lines:,} more; `cljrules-runtime firings` lists them", err=True)


def _print_sample(report: Report, lines: int) -> None:
    rows = []
    for line in report.sample[:lines]:
        for action in line["actions"]:
            for change in action["changes"]:
                rows.append([line["loan"], line["rule"], *change_cells(change)])
    out = console()
    out.print(table("The first changes", [("loan", "right"), "rule", "what", "before", "after"], rows))
    more = sum(counts["applied"] for counts in report.rules.values()) - min(lines, len(report.sample))
    if more > 0:
        out.print(f"… and {more:,} more firings that would change something; --format json lists them")


def change_cells(change: Mapping[str, Any]) -> list[object]:
    """A change as three cells: what, before, after."""
    return [f"{change['entity']}.{change['field']}", _cell(change["before"]), _cell(change["after"])]


def _cell(value: Any) -> str:
    return "–" if value is None else value if isinstance(value, str) else compact(value)
