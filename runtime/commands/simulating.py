"""`simulate`: what a pack would do over a range of days, as a table, CSV, JSON and a page with charts."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

import click

from runtime.commands.output import console, print_json, progress_bar, shown, table, writing
from runtime.commands.setting_up import refuse
from runtime.deployments import Refused, deployable
from runtime.maintenance.dollars import Dollars
from runtime.simulation import simulate as run
from runtime.simulation.promises import COLUMNS, PromiseLine, PromiseTally
from runtime.simulation.result import BOTH, NEWLY, NO_LONGER, Hit, Line, Result, dollars_data
from runtime.store.open import open_store

if TYPE_CHECKING:
    from rich.table import Table

_LINES: Final = 20
_DOLLARS: Final = tuple(dollars_data(Dollars()))
_OF_A_HIT: Final = ("first_day", "last_day", "days", "days_changed", *_DOLLARS)


def simulate(
    url: str,
    today: date | None,
    folder: str,
    first: date,
    last: date,
    against: str | None,
    written: tuple[str | None, str | None, str | None],
    as_json: bool,
) -> int:
    """Simulate the pack in a folder; `written` are the files for CSV, CSV of promises and HTML. 1 when the pack is
    refused.
    """
    csv_file, promises_file, html_file = written
    with ExitStack() as stack:
        store = stack.enter_context(open_store(url, today=today))
        try:
            candidate = deployable(Path(folder))
        except Refused as refused:
            return refuse(
                refused.diagnostics, folder, {"simulated": False}, "not simulated: mend the errors first", as_json
            )
        line_to = _csv(stack.enter_context(writing(csv_file)), against is not None) if csv_file else None
        promise_to = _promises_csv(stack.enter_context(writing(promises_file))) if promises_file else None
        page_file = stack.enter_context(writing(html_file)) if html_file else None
        with progress_bar("simulating") as progress:
            result = run(
                store,
                candidate,
                first,
                last,
                against=against,
                line_to=line_to,
                promise_to=promise_to,
                progress=progress,
            )
        if page_file is not None:
            from runtime.simulation.page import page

            page_file.write(page(result))
    if as_json:
        print_json(result.as_data())
    else:
        _print(result)
        for path in filter(None, written):
            click.echo(f"wrote {path}")
    return 0


def _csv(file: TextIO, compared: bool) -> Callable[[Line], None]:
    """A writer of lines: those of the deployed pack come in columns of their own."""
    writer = csv.writer(file, lineterminator="\n")
    others = ("state", *(f"deployed_{name}" for name in _OF_A_HIT)) if compared else ()
    writer.writerow(("loan", "rule", *_OF_A_HIT, *others))

    def write(line: Line) -> None:
        more = (line.state, *_cells(line.deployed)) if compared else ()
        writer.writerow((line.loan, line.rule, *_cells(line.hit), *more))

    return write


def _promises_csv(file: TextIO) -> Callable[[PromiseLine], None]:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    return lambda line: writer.writerow(["" if cell is None else cell for cell in line.as_data().values()])


def _cells(hit: Hit | None) -> list[object]:
    return [""] * len(_OF_A_HIT) if hit is None else list(hit.as_data().values())


def _print(result: Result) -> None:
    out = console()
    rows: list[tuple[list[object], Dollars]] = []
    for name, item in result.rules.items():
        totals = item.simulated
        rows.append(([name, totals.accounts, totals.fired, totals.changed, totals.errors], totals.dollars))
    every = result.total()
    rows.append((["all rules", None, every.fired, every.changed, every.errors], every.dollars))
    counts: list[Sequence[str]] = [(name, "right") for name in ("accounts", "fired", "changed", "errors")]
    title = f"What {result.pack} {result.version} would do from {result.first} to {result.last}"
    out.print(_with_dollars(title, ["rule", *counts], rows))
    if result.against:
        _print_comparison(result)
    _print_lines(result)
    if result.promises is not None:
        _print_promises(result.promises)
    out.print(f"{result.accounts:,} accounts looked at; nothing was written to the store")
    for sentence in result.how():
        out.print(f"- {sentence}", markup=False)
    for failure in result.failures[:_LINES]:
        rule = f", rule `{failure['rule']}`" if failure["rule"] else ""
        told = f"error: {failure['day']}, loan {failure['loan']}{rule}: {shown(failure['message'])}"
        click.echo(told, err=True)
    if every.errors > _LINES:
        click.echo(f"… and {every.errors - _LINES:,} more; --format json lists them", err=True)


def _print_comparison(result: Result) -> None:
    states = (BOTH, NEWLY, NO_LONGER)
    rows: list[tuple[list[object], Dollars]] = []
    for name, item in result.rules.items():
        change = item.simulated.dollars.minus(item.deployed.dollars)
        rows.append(([name, *(item.states[state] for state in states)], change))
    every = result.total().dollars.minus(result.total(deployed=True).dollars)
    rows.append(
        (["all rules", *(sum(item.states[state] for item in result.rules.values()) for state in states)], every)
    )
    columns: list[Sequence[str]] = ["rule", *((state, "right") for state in states)]
    title = f"Against {result.against} as deployed: accounts, and the difference in dollars"
    console().print(_with_dollars(title, columns, rows))


def _print_lines(result: Result) -> None:
    if not result.lines:
        console().print("both packs hit the same accounts on the same days" if result.against else "no account is hit")
        return
    rows: list[tuple[list[object], Dollars]] = []
    for line in result.lines[:_LINES]:
        when = [line.state, _when(line.hit), _when(line.deployed)] if result.against else [_when(line.hit)]
        rows.append(([str(line.loan), line.rule, *when], line.difference))
    whens = ["state", "simulated", "deployed"] if result.against else ["days"]
    title = "The first accounts on which the packs differ" if result.against else "The first accounts"
    console().print(_with_dollars(title, [("loan", "right"), "rule", *whens], rows))
    if result.line_count > _LINES:
        console().print(f"… and {result.line_count - _LINES:,} more; --csv FILE writes all of them")


def _print_promises(tally: PromiseTally) -> None:
    out = console()
    rows = [
        [
            str(line.promise),
            str(line.loan),
            line.amount,
            line.due_date,
            line.state,
            _by(line.scenario, line.transaction, None),
            line.day,
            _by(line.kept_scenario, line.kept_transaction, line.kept_by),
        ]
        for line in tally.lines[:_LINES]
    ]
    heads: list[Sequence[str]] = [("promise", "right"), ("loan", "right"), ("amount", "right"), "due", "state"]
    title = f"Promises that the scenarios keep, or that were kept, from {tally.first} to {tally.last}"
    out.print(table(title, [*heads, "kept by the pack", "on", "kept in truth by"], rows))
    counts = ", ".join(f"{count:,} {state}" for state, count in tally.states.items())
    out.print(f"{tally.promises:,} promises to pay: {counts}; ${tally.value_kept:,} kept by the pack")
    if sum(tally.states.values()) > _LINES:
        out.print("--promises-csv FILE writes all of them")


def _by(scenario: str | None, transaction: int | None, person: str | None) -> str:
    return f"{scenario or person or ''}{f', transaction {transaction}' if transaction else ''}"


def _when(hit: Hit | None) -> str:
    if hit is None:
        return ""
    return str(hit.first) if hit.days == 1 else f"{hit.first} … {hit.last:%m-%d}, {hit.days} days"


def _with_dollars(title: str, columns: list[Sequence[str]], rows: list[tuple[list[object], Dollars]]) -> Table:
    """A table with columns of dollars, as far as there are any."""
    figures = [dollars_data(dollars) for _, dollars in rows]
    used = [name for name in _DOLLARS if any(Decimal(row[name]) for row in figures)]
    cells = [
        [*row, *(Decimal(data[name]) or None for name in used)] for (row, _), data in zip(rows, figures, strict=True)
    ]
    heads = [(name.removesuffix("_change").replace("_", " "), "right") for name in used]
    return table(title, [*columns, *heads], cells)
