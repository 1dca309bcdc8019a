"""`maintain`: the nightly run, and its table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import click

from runtime.commands.collecting import seldom_collecting
from runtime.commands.output import compact, console, print_json, progress_bar, shown, table
from runtime.maintenance.crew import WAIT, crew
from runtime.maintenance.nightly import Part
from runtime.maintenance.nightly import maintain as run
from runtime.maintenance.nights import latest_day
from runtime.maintenance.report import COUNTS, Report
from runtime.store.errors import StoreError
from runtime.store.open import Store, open_store

_LINES = 20
#: How many partitions a night can be divided into by hand.
MOST_PARTS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asked of a nightly run beside its date."""

    dry_run: bool = False
    workers: int = 1
    partition: str | None = None
    catch_up: bool = True
    sure: bool = False


def maintain(url: str, today: date | None, business_date: date | None, asked: Asked, as_json: bool) -> int:
    """Run the deployed packs for a business date, or show what that would change."""
    part = _part(asked.partition) if asked.partition is not None else None
    with seldom_collecting(), open_store(url, today=today, wait_ms=WAIT) as store:
        day = business_date or store.today
        if today is None and not asked.sure:
            _refuse_a_day_to_come(store, day)
        helpers = 0 if asked.dry_run or part is not None else asked.workers - 1
        with crew(url, store.today, helpers), progress_bar("maintaining") as progress:
            report = run(store, day, dry_run=asked.dry_run, progress=progress, catch_up=asked.catch_up, part=part)
    if as_json:
        print_json(report.as_data())
    else:
        print_report(report)
    return 0


def _refuse_a_day_to_come(store: Store, day: date) -> None:
    """Refuse a date that has not come yet: a night cannot be taken back. The day after the portfolio's latest is none:
    a portfolio may live ahead of the clock.
    """
    if day <= store.today:
        return
    with store.read() as connection:
        latest = latest_day(connection)
    if latest is not None and day <= latest + timedelta(days=1):
        return
    raise StoreError(
        "to-come",
        f"{day} has not come yet; today is {store.today}, and a night cannot be taken back",
        "check the date; if it is meant, add `--yes`, or say which day it is with `--today` before the command",
    )


def _part(text: str) -> Part:
    """The part that a text such as `3/8` or `10000-19999` names."""
    found = re.fullmatch(r"(\d{1,18})([/-])(\d{1,18})", text)
    if found is not None:
        first, second = int(found[1]), int(found[3])
        if found[2] == "/" and 1 <= first <= second <= MOST_PARTS:
            return Part(number=first, of=second)
        if found[2] == "-" and 0 <= first <= second:
            return Part(first=first, last=second)
    raise click.UsageError(
        f"`{text}` names no part; write `3/8` for the third of eight partitions (at most {MOST_PARTS:,}), "
        "or `10000-19999` for a range of account numbers"
    )


def print_report(report: Report, *, lines: int = _LINES) -> None:
    """The nights made up for, the table of rules, what it comes to, and for a dry run the first changes."""
    out = console()
    for night in report.caught_up:
        _print_caught_up(night, lines)
    date = report.business_date
    if not report.dry_run and not report.loans:
        left = " that nobody has locked" if report.left_out else ""
        out.print(f"every live account{left} is maintained for {date} already; nothing changed")
        _print_exceptions(report, lines)
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
    if report.steps:
        out.print(", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in sorted(report.steps.items())))
    if report.sample and lines:
        _print_sample(report, lines)
    _print_exceptions(report, lines)


def _print_caught_up(night: Report, lines: int) -> None:
    packs = ", ".join(f"{pack['pack']} {pack['version']}" for pack in night.packs) or "no pack"
    verb = "would be made up for" if night.dry_run else "made up for"
    console().print(
        f"night of {night.business_date} {verb} with {packs}: {night.loans:,} accounts, {night.total('fired'):,} "
        f"firings, {night.changed:,} changed",
        markup=False,
    )
    _print_exceptions(night, lines)


def _print_exceptions(report: Report, lines: int) -> None:
    """The first accounts that were left out, and the first failures, on standard error."""
    for line in report.left_out[:lines]:
        click.echo(f"left out: loan {line['loan']}: {shown(line['message'])}", err=True)
    if len(report.left_out) > lines:
        click.echo(f"… and {len(report.left_out) - lines:,} more left out; --format json lists them", err=True)
    for failure in report.failures[:lines]:
        rule = f", rule `{failure['rule']}`" if failure["rule"] else ""
        click.echo(f"error: loan {failure['loan']}{rule}: {shown(failure['message'])}", err=True)
    if len(report.failures) > lines:
        click.echo(f"… and {len(report.failures) - lines:,} more; --format json lists them", err=True)


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
