"""Files of rows as rows: CSV with a header, or JSON Lines.

Takes a path and a table, gives rows with their line numbers, each a mapping from columns to values, or the problems of
its line. Must never guess: what is not a row of the table is told with its place.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, TextIO

from sqlalchemy import Table

from cljrules.suggest import did_you_mean
from runtime.store.errors import StoreError
from runtime.store.exchange.cells import Cell, cells_of

#: How many problems are told at most; the file is not read on then.
MOST_PROBLEMS: Final = 20
#: How long a field of a CSV file may be: documents lie in them.
_LONGEST_FIELD: Final = 1 << 27


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a line; `column` is empty where it is the line as a whole."""

    line: int
    column: str
    message: str


class BadRows(StoreError):
    """A file of rows that cannot be taken in; `problems` are the first ones, and nothing was changed."""

    def __init__(self, path: str, problems: list[Problem]) -> None:
        first = problems[0]
        where = f"line {first.line}" + (f", column `{first.column}`" if first.column else "")
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__("bad-rows", f"`{path}`, {where}: {first.message}{more}", "nothing was imported; mend the file")
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file: the values it gives by column, and what is wrong with it."""

    number: int
    values: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()


def read_lines(path: Path, table: Table) -> Iterator[Line]:
    """The rows of a file, in order; StoreError for one that is no such file at all."""
    form = _form(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _csv(file, path, table) if form == "csv" else _json(file, table)
    except UnicodeDecodeError as error:
        why = f"`{path}` is not text in UTF-8: byte {error.start:,} cannot be read"
        raise StoreError("bad-file", why, "save it as UTF-8") from None
    except OSError as error:
        raise StoreError("bad-file", f"`{path}` cannot be read: {error.strerror}", "check the name") from None


def _form(path: Path) -> str:
    match path.suffix.lower():
        case ".csv":
            return "csv"
        case ".jsonl" | ".ndjson":
            return "jsonl"
    raise StoreError("bad-file", f"`{path}` is neither CSV nor JSON Lines", "let its name end in .csv or .jsonl")


def _csv(file: TextIO, path: Path, table: Table) -> Iterator[Line]:
    csv.field_size_limit(_LONGEST_FIELD)
    rows = csv.reader(file, strict=True)
    try:
        header = next(rows, None)
        if header is None:
            raise StoreError("bad-file", f"`{path}` is empty", "its first line names the columns")
        cells = [_named(table, name.strip()) for name in header]
        if len(set(header)) < len(header):
            twice = next(name for name in header if header.count(name) > 1)
            raise StoreError("bad-file", f"`{path}` has the column `{twice}` twice", "leave one of them out")
        for row in rows:
            if row:
                yield _of_cells(rows.line_num, cells, row)
    except csv.Error as error:
        why = f"`{path}`, line {rows.line_num}: {str(error).lower()}"
        raise StoreError("bad-file", why, "write it as RFC 4180 has it, quotes doubled inside quotes") from None


def _named(table: Table, name: str) -> Cell:
    cells = cells_of(table)
    if name not in cells:
        help = did_you_mean(name, list(cells)) or f"it has {', '.join(cells)}"
        raise StoreError("bad-file", f"`{table.name}` has no column `{name}`", help)
    return cells[name]


def _of_cells(number: int, cells: list[Cell], row: list[str]) -> Line:
    if len(row) != len(cells):
        why = f"it has {len(row)} cells, the header {len(cells)}"
        return Line(number, {}, (Problem(number, "", why),))
    return _checked(number, [(cell, cell.of_cell, text) for cell, text in zip(cells, row, strict=True)])


def _json(file: TextIO, table: Table) -> Iterator[Line]:
    cells = cells_of(table)
    for number, text in enumerate(file, 1):
        if not text.strip():
            continue
        try:
            found = json.loads(text, parse_float=Decimal, parse_constant=_no_constant)
            if not isinstance(found, dict):
                raise ValueError("an object is expected")
        except (ValueError, RecursionError) as error:
            said = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
            yield Line(number, {}, (Problem(number, "", f"it is not a JSON object: {said}"),))
            continue
        unknown = [name for name in found if name not in cells]
        if unknown:
            why = f"`{table.name}` has no such column"
            near = did_you_mean(unknown[0], list(cells))
            yield Line(number, {}, (Problem(number, unknown[0], f"{why}; {near}" if near else why),))
            continue
        yield _checked(number, [(cells[name], cells[name].of_json, value) for name, value in found.items()])


def _no_constant(text: str) -> Any:
    raise ValueError(f"`{text}` is no number of JSON")


def _checked(number: int, given: list[tuple[Cell, Any, Any]]) -> Line:
    values: dict[str, Any] = {}
    problems = []
    for cell, read, value in given:
        # a cell left blank in a column that fills itself is as good as no cell
        blank = value is None or (value == "" and not cell.may_be_empty)
        if blank and not cell.nullable and cell.has_default:
            continue
        if value == "" and cell.may_be_empty and not cell.nullable:
            values[cell.name] = ""
            continue
        try:
            values[cell.name] = read(value)
        except ValueError as error:
            problems.append(Problem(number, cell.name, str(error)))
    return Line(number, values, tuple(problems))
