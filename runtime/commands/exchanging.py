"""`export` and `import` of rows, whole stores, histories and columns."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Table

from cljrules.suggest import did_you_mean
from runtime.commands.output import print_json, progress_bar, writing
from runtime.store import schema
from runtime.store.columns import plain
from runtime.store.errors import StoreError
from runtime.store.exchange.folder import numbered, read_folder, write_folder
from runtime.store.exchange.incoming import Record, take_in
from runtime.store.exchange.outgoing import lines_of
from runtime.store.exchange.reading import BadRows
from runtime.store.export import canonical_lines
from runtime.store.history import changes_of_customers, changes_of_loans
from runtime.store.numbering import catch_up
from runtime.store.open import open_store

AUTHOR = "import"


def export_canonical(url: str, today: date | None, path: str) -> int:
    """Write every business fact to a file (`-`: standard output), whole or not at all."""
    with open_store(url, today=today) as store, store.read() as connection:
        return _write((f"{line}\n" for line in canonical_lines(connection)), path, "facts")


def export_history(url: str, today: date | None, path: str) -> int:
    """Write every change of accounts and customers to a file as JSON Lines."""
    with open_store(url, today=today) as store, store.read() as connection:
        return _write(_history_lines(connection), path, "changes")


def _history_lines(connection: Any) -> Iterator[str]:
    for changes in (changes_of_loans(connection), changes_of_customers(connection)):
        for change in changes:
            yield json.dumps(plain(change), ensure_ascii=False) + "\n"


def export_entity(url: str, today: date | None, name: str, form: str, path: str) -> int:
    """Write the rows of a table to a file."""
    table = _entity(name)
    with open_store(url, today=today) as store, store.read() as connection:
        lines = lines_of(connection, table, form)
        header = 1 if form == "csv" else 0
        return _write(lines, path, "rows", header)


def export_folder(url: str, today: date | None, folder: str, form: str) -> int:
    """Write every table into a new folder."""
    with open_store(url, today=today) as store, store.read() as connection, progress_bar("writing tables") as progress:
        counts = write_folder(connection, Path(folder), form, progress)
    click.echo(f"wrote {sum(counts.values()):,} rows of {len(counts)} tables to {folder}")
    return 0


def export_columns(url: str, today: date | None, path: str, day: date | None, names: Sequence[str]) -> int:
    """Write the variables of every account as of a day to a Parquet file."""
    from runtime.maintenance.columns_file import write_columns

    with open_store(url, today=today) as store, store.read() as connection, progress_bar("writing columns") as progress:
        done = write_columns(connection, day or store.today, Path(path), names or None, progress)
    left = f"; {done.unknown:,} left out, since their books do not reach that day" if done.unknown else ""
    click.echo(f"wrote {done.columns:,} columns of {done.accounts:,} accounts to {path}{left}")
    return 0


def import_entities(url: str, today: date | None, pairs: Sequence[tuple[str, str]], as_json: bool) -> int:
    """Take the rows of files into tables, all of them or none."""
    wanted = [(_entity(name), Path(path)) for name, path in pairs]
    told = []
    try:
        with open_store(url, today=today) as store, store.begin() as connection:
            record = Record(AUTHOR, store.today, datetime.now(UTC))
            for table, path in wanted:
                done = take_in(connection, table, path, record)
                key = numbered(table)
                if key is not None:
                    catch_up(connection, table.c[key])
                told.append(
                    {
                        "entity": table.name,
                        "file": str(path),
                        "added": done.added,
                        "changed": done.changed,
                        "unchanged": done.unchanged,
                    }
                )
    except BadRows as refusal:
        return _refuse(refusal, as_json)
    if as_json:
        print_json({"imported": True, "files": told})
        return 0
    for item in told:
        counts = f"{item['added']:,} added, {item['changed']:,} changed, {item['unchanged']:,} as they were"
        click.echo(f"{item['entity']}: {counts}")
    return 0


def import_folder(url: str, today: date | None, folder: str, as_json: bool) -> int:
    """Take a whole store from a folder."""
    try:
        with (
            open_store(url, today=today) as store,
            store.begin() as connection,
            progress_bar("reading tables") as progress,
        ):
            counts = read_folder(connection, Path(folder), progress)
    except BadRows as refusal:
        return _refuse(refusal, as_json)
    if as_json:
        print_json({"imported": True, "rows": counts})
    else:
        click.echo(f"imported {sum(counts.values()):,} rows of {len(counts)} tables from {folder}")
    return 0


def import_api_file(url: str, today: date | None, path: str, as_json: bool) -> int:
    """Take accounts from a file in the shape of a lender's API."""
    from runtime.maintenance.api_import import BadDocument, import_api

    try:
        with open_store(url, today=today) as store, progress_bar("reading accounts") as progress:
            done = import_api(store, Path(path), progress)
    except BadDocument as refusal:
        problems = [{"path": item.path, "message": item.message, "help": item.help} for item in refusal.problems]
        if as_json:
            print_json({"imported": False, "message": refusal.message, "problems": problems})
            return 1
        for item in refusal.problems:
            click.echo(f"{item.path}: {item.message}" + (f"; {item.help}" if item.help else ""), err=True)
        click.echo(f"error: {refusal.message}\n  = help: mend the file; nothing was imported", err=True)
        return 1
    if as_json:
        print_json(
            {
                "imported": True,
                "accounts": done.added,
                "already": done.already,
                "customers": done.customers,
                "without_books": done.without_books,
                "unknown_fields": dict(sorted(done.unknown.items())),
                "left_out": dict(sorted(done.left_out.items())),
            }
        )
        return 0
    click.echo(
        f"imported {len(done.added):,} accounts and {done.customers:,} customers; {done.already:,} were there already"
    )
    for number in done.without_books:
        click.echo(f"account {number} has no books: its terms are not complete")
    for what, counts in (("not known", done.unknown), ("left out", done.left_out)):
        for name, count in sorted(counts.items()):
            click.echo(f"{what}: {name} ({count:,})")
    return 0


def _refuse(refusal: BadRows, as_json: bool) -> int:
    if as_json:
        problems = [
            {"line": item.line, "column": item.column or None, "message": item.message} for item in refusal.problems
        ]
        print_json({"imported": False, "message": refusal.message, "problems": problems})
        return 1
    for item in refusal.problems:
        where = f"line {item.line}" + (f", column `{item.column}`" if item.column else "")
        click.echo(f"{where}: {item.message}", err=True)
    click.echo(f"error: {refusal.message}\n  = help: {refusal.help}", err=True)
    return 1


def _entity(name: str) -> Table:
    tables = schema.METADATA.tables
    wanted = name.replace("-", "_")
    if wanted not in tables:
        help = did_you_mean(wanted, sorted(tables)) or f"there are {', '.join(sorted(tables))}"
        raise StoreError("bad-option", f"there is no entity `{name}`", help)
    return tables[wanted]


def _write(lines: Iterable[str], path: str, what: str, header: int = 0) -> int:
    if path == "-":
        for line in lines:
            click.echo(line, nl=False)
        return 0
    count = -header
    with writing(path) as file:
        for line in lines:
            file.write(line)
            count += 1
    click.echo(f"wrote {count:,} {what} to {path}")
    return 0
