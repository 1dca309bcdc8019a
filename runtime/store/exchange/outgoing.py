"""Rows of the store as lines of a file: CSV with a header, or JSON Lines.

Takes a connection and a table, gives lines, in the order of the table's key. Only one batch of rows is in memory.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Connection, Table, select

from runtime.store.exchange.cells import cells_of

#: The forms a file of rows can have, by the end of its name.
FORMS: Final = {"csv": ".csv", "jsonl": ".jsonl"}
_AT_ONCE: Final = 2000


def lines_of(connection: Connection, table: Table, form: str) -> Iterator[str]:
    """The lines of a file of the table's rows, each with its end of line."""
    return _csv_lines(connection, table) if form == "csv" else _json_lines(connection, table)


def _rows(connection: Connection, table: Table) -> Iterator[Any]:
    statement = select(table).order_by(*table.primary_key).execution_options(yield_per=_AT_ONCE)
    yield from connection.execute(statement)


def _csv_lines(connection: Connection, table: Table) -> Iterator[str]:
    cells = list(cells_of(table).values())
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\n")
    writer.writerow([cell.name for cell in cells])
    for row in _rows(connection, table):
        yield _taken(line)
        writer.writerow([cell.as_cell(value) for cell, value in zip(cells, row, strict=True)])
    yield _taken(line)


def _taken(line: io.StringIO) -> str:
    text = line.getvalue()
    line.seek(0)
    line.truncate()
    return text


def _json_lines(connection: Connection, table: Table) -> Iterator[str]:
    cells = list(cells_of(table).values())
    for row in _rows(connection, table):
        fact = {cell.name: cell.as_json(value) for cell, value in zip(cells, row, strict=True)}
        yield json.dumps(fact, ensure_ascii=False) + "\n"
