"""`promise`: recording promises, what became of them, and how reliable borrowers and agents are."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from itertools import islice
from types import EllipsisType
from typing import Any, Final

import click
from sqlalchemy import Connection, select

from runtime.commands.output import compact, console, print_json, shown, table, writing
from runtime.commands.servicing import tell
from runtime.maintenance.real_time import Changed, Scene, change
from runtime.promises import making
from runtime.promises.listing import Choice, as_data, promises, story
from runtime.promises.report import BORROWERS, GROUPINGS, Figures, Report
from runtime.promises.report import report as make_report
from runtime.promises.roles import read_roles, set_roles
from runtime.store import schema
from runtime.store.errors import StoreError
from runtime.store.finding import find_loan
from runtime.store.open import Store, open_store
from runtime.store.promise_states import state_column

_LINES: Final = 50
_FEW: Final = 20
_COLUMNS: Final = (
    "id",
    "loan",
    "status",
    "type",
    "amount",
    "due_date",
    "subject",
    "note",
    "logged_by",
    "created_on",
    "fulfilled_by",
    "fulfilled_on",
    "fulfillment_date",
    "transaction",
    "scenario",
    "pack",
    "failed_on",
    "cancelled_on",
    "cancelled_by",
    "cancel_reason",
)


def add(url: str, today: date | None, name: str, more: Mapping[str, Any], as_json: bool) -> int:
    """Record a promise; prints its number."""

    def act(scene: Scene) -> int:
        return making.add(scene.connection, scene.account, scene.now, **more)

    with open_store(url, today=today) as store:
        with store.read() as connection:
            loan_id = find_loan(connection, name)
        changed = change(store, loan_id, more["author"], "promise", act)
    if as_json:
        print_json({"promise": changed.result})
    else:
        tell(changed, {}, f"recorded promise {changed.result}", as_json)
    return 0


def edit(url: str, today: date | None, number: int, author: str, more: Mapping[str, Any], as_json: bool) -> int:
    """Change a promise."""

    def act(scene: Scene) -> None:
        making.edit(scene.account, number, **more)

    return _change(url, today, number, author, "edit", act, "changed", as_json)


def fulfil(
    url: str, today: date | None, number: int, author: str, role: str | None, more: Mapping[str, Any], as_json: bool
) -> int:
    """Mark a promise as kept."""

    def act(scene: Scene) -> None:
        roles = read_roles(scene.connection)
        making.fulfil(scene.account, number, author=author, role=role, roles=roles, **more)

    return _change(url, today, number, author, "fulfil", act, "marked as kept", as_json)


def cancel(url: str, today: date | None, number: int, author: str, reason: str | None, as_json: bool) -> int:
    """Withdraw a promise."""

    def act(scene: Scene) -> None:
        making.cancel(scene.account, number, author=author, reason=reason)

    return _change(url, today, number, author, "cancel", act, "cancelled", as_json)


def _change(
    url: str,
    today: date | None,
    number: int,
    author: str,
    verb: str,
    act: Callable[[Scene], None],
    done: str,
    as_json: bool,
) -> int:
    with open_store(url, today=today) as store:
        changed: Changed = change(store, _loan_of(store, number), author, f"promise-{verb}", act)
        with store.read() as connection:
            promise = _one(connection, store, number)
    tell(changed, {"promise": promise}, f"promise {number} {done}", as_json)
    return 0


def _loan_of(store: Store, number: int) -> int:
    table_ = schema.promises.c
    with store.read() as connection:
        found = connection.scalar(select(table_.loan_id).where(table_.id == number, ~table_.deleted))
    if found is None:
        raise _missing(number)
    return int(found)


def _missing(number: int) -> StoreError:
    return StoreError("no-such-promise", f"there is no promise {number}", "`promise list` has their numbers")


def _one(connection: Connection, store: Store, number: int) -> dict[str, Any]:
    state = state_column(store.today.isoformat()).label("state")
    table_ = schema.promises
    statement = select(table_, state).where(table_.c.id == number, ~table_.c.deleted)
    row = connection.execute(statement).mappings().one_or_none()
    if row is None:
        raise _missing(number)
    return as_data(row)


def show(url: str, today: date | None, number: int, as_json: bool) -> int:
    """Print a promise and its story."""
    with open_store(url, today=today) as store, store.read() as connection:
        promise = _one(connection, store, number)
        told = story(connection, promise["loan"], number)
    if as_json:
        print_json({"promise": promise, "story": told})
        return 0
    out = console()
    rows = [[name.replace("_", " "), _cell(value)] for name, value in promise.items() if value not in (None, "")]
    out.print(table(f"Promise {number}", ["what", ""], rows))
    changes = [[item["business_date"], item["rule"] or item["author"], _cell(item["after"])] for item in told]
    out.print(table("What happened to it", ["day", "by", "became"], changes))
    return 0


def _cell(value: Any) -> object:
    return compact(value) if isinstance(value, Mapping) else str(value)


def list_promises(
    url: str, today: date | None, given: Mapping[str, Any], limit: int | None, csv_file: str | None, as_json: bool
) -> int:
    """Print promises, or write them to a file."""
    with ExitStack() as stack:
        store = stack.enter_context(open_store(url, today=today))
        connection = stack.enter_context(store.read())
        found = promises(connection, store.today, _choice(connection, given), limit=limit)
        if csv_file is not None:
            file = stack.enter_context(writing(csv_file))
            count = _write(file, _COLUMNS, ([row[name] for name in _COLUMNS] for row in found))
            click.echo(f"wrote {count:,} promises to {csv_file}", err=as_json)
        elif as_json:
            print_json(list(found))
        else:
            _print_promises(list(islice(found, _LINES)), more=next(found, None) is not None)
    return 0


def _choice(connection: Connection, given: Mapping[str, Any]) -> Choice:
    loan = None if given["loan"] is None else find_loan(connection, given["loan"])
    first, last = given["first"], given["last"]
    if first is not None and last is not None and last < first:
        raise StoreError("dates-reversed", f"{last} comes before {first}", "give the earlier day as --from")
    return Choice(loan, tuple(given["states"]), tuple(given["types"]), given["agent"], first, last)


def _print_promises(rows: Sequence[Mapping[str, Any]], *, more: bool) -> None:
    if not rows:
        console().print("no promises")
        return
    cells = [
        [
            str(row["id"]),
            str(row["loan"]),
            row["status"],
            row["type"],
            row["amount"],
            row["due_date"],
            row["subject"],
            row["logged_by"],
            _kept_by(row),
        ]
        for row in rows
    ]
    heads: list[str | tuple[str, str]] = [("id", "right"), ("loan", "right"), "status", "type", ("amount", "right")]
    out = console()
    out.print(table(None, [*heads, "due", "subject", "logged by", "kept by"], cells))
    if more:
        out.print(f"… and more than these {len(rows)}; --limit, --csv FILE and --format json tell of them")


def _kept_by(row: Mapping[str, Any]) -> str:
    if row["status"] != "fulfilled":
        return ""
    by = row["scenario"] or row["fulfilled_by"] or ""
    return f"{by}, transaction {row['transaction']}" if row["transaction"] else str(by)


def report(
    url: str,
    today: date | None,
    given: Mapping[str, Any],
    per: str,
    limit: int | None,
    files: tuple[str | None, str | None],
    as_json: bool,
) -> int:
    """Print the report, and write it to files as CSV and HTML."""
    csv_file, html_file = files
    everyone = csv_file is not None and per == "borrower" and limit is None
    with ExitStack() as stack:
        store = stack.enter_context(open_store(url, today=today))
        connection = stack.enter_context(store.read())
        choice = _choice(connection, given)
        made = make_report(connection, store.today, choice, borrowers=None if everyone else limit or BORROWERS)
        of_loan = list(promises(connection, store.today, choice)) if choice.loan is not None else []
        if csv_file is not None:
            names = list(Figures().as_data())
            lines = ([name, *figures.as_data().values()] for name, figures in GROUPINGS[per](made))
            _write(stack.enter_context(writing(csv_file)), (per, *names), lines)
        if html_file is not None:
            from runtime.promises.page import page

            stack.enter_context(writing(html_file)).write(page(made, of_loan))
    if as_json:
        print_json({**made.as_data(), **({"promises": of_loan} if choice.loan is not None else {})})
        return 0
    _print_report(made)
    if choice.loan is not None:
        _print_promises(of_loan[:_LINES], more=len(of_loan) > _LINES)
    for path in filter(None, files):
        click.echo(f"wrote {path}")
    return 0


def _write(file: Any, heads: Sequence[str], lines: Iterable[Sequence[object]]) -> int:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(heads)
    count = 0
    for line in lines:
        writer.writerow("" if cell is None else _plain_cell(cell) for cell in line)
        count += 1
    return count


def _plain_cell(cell: object) -> object:
    """A cell that a spreadsheet does not take for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _print_report(made: Report) -> None:
    out = console()
    total = [("all", made.total)]
    out.print(_figures_table(f"Promises as of {made.business_date}", "", total))
    out.print(_figures_table("By agent", "agent", [(name or "(nobody)", of) for name, of in made.agents.items()]))
    out.print(_figures_table("By month due", "month", list(made.months.items())[-_FEW:]))
    borrowers = [(who.name or "(no borrower)", of) for who, of in made.borrowers[:_FEW]]
    out.print(_figures_table("By borrower, the most broken promises first", "borrower", borrowers))
    if made.borrower_count > _FEW:
        out.print(f"… and {made.borrower_count - _FEW:,} more borrowers; --per borrower --csv FILE has all of them")


def _figures_table(title: str, what: str, lines: Iterable[tuple[str, Figures]]) -> Any:
    heads = ("all", "pending", "kept", "broken", "rate", "early/day/late", "days", "promised", "value kept")
    rows = [
        [
            name,
            of.promises,
            of.pending,
            of.kept,
            of.broken,
            None if of.kept_rate is None else f"{of.kept_rate}%",
            f"{of.kept_early:,}/{of.kept_on_day:,}/{of.kept_late:,}",
            of.average_days,
            of.amount_promised,
            of.value_kept,
        ]
        for name, of in lines
    ]
    return table(title, [what, *((name, "right") for name in heads)], rows)


def roles(url: str, wanted: Sequence[str] | EllipsisType | None, as_json: bool) -> int:
    """Print, or set, the roles that may mark promises as kept by hand."""
    with open_store(url) as store:
        if wanted is not ...:
            for role in wanted or ():
                if not role.strip() or len(role) > making.LONGEST_SUBJECT:
                    raise StoreError("bad-role", f"`{role}` is no name of a role", "give a short name, such as manager")
            with store.begin() as connection:
                set_roles(connection, wanted)
        with store.read() as connection:
            found = read_roles(connection)
    if as_json:
        print_json({"may_fulfil": found})
    elif found is None:
        click.echo("every role may mark promises as kept by hand")
    else:
        who = shown(", ".join(found)) if found else "no role"
        click.echo(f"{who} may mark promises as kept by hand")
    return 0
