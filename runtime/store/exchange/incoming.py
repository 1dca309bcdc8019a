"""Rows of a file into a table: new ones are added, known ones changed where they differ.

Takes a connection inside the caller's transaction, gives what came of it; `BadRows` where anything is wrong, and then
the caller's transaction is to be undone. With `record` every change of an account or a customer goes into its history,
and accounts count a version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Connection, Table, and_, or_, select
from sqlalchemy.exc import DBAPIError

from runtime.store.accounts import grow_versions, write_inserts, write_updates
from runtime.store.columns import plain
from runtime.store.exchange.cells import cells_of
from runtime.store.exchange.reading import MOST_PROBLEMS, BadRows, Line, Problem, read_lines
from runtime.store.secrets import Fingerprint, Sealed, Secret, masked

_AT_ONCE: Final = 500
#: Tables that tell of changes themselves.
_TELLING: Final = frozenset({"loan_changes", "customer_changes", "events", "firings", "daily_snapshots", "outbox"})


@dataclass(slots=True)
class TakenIn:
    """How many rows were added, changed, and already there as they are."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """How changes are recorded: who made them, on which business date, at which moment."""

    author: str
    business_date: date
    now: datetime


def take_in(connection: Connection, table: Table, path: Path, record: Record | None) -> TakenIn:
    """Take the rows of a file into a table; raises BadRows, and StoreError for a file that is none of rows."""
    return _Intake(connection, table, path, record).run()


class _Intake:
    def __init__(self, connection: Connection, table: Table, path: Path, record: Record | None) -> None:
        self._connection = connection
        self._table = table
        self._path = path
        self._record = record if table.name not in _TELLING else None
        self._keys = [column.name for column in table.primary_key]
        self._numbered = self._keys in (["id"], ["loan_id"]) and not _is_reference(table.c[self._keys[0]])
        self._seen: dict[tuple[Any, ...], int] = {}
        self._problems: list[Problem] = []
        self._done = TakenIn()

    def run(self) -> TakenIn:
        lines = read_lines(self._path, self._table)
        while batch := list(islice(lines, _AT_ONCE)):
            for line in batch:
                self._check(line)
            if not self._problems:
                self._check_references(batch)
            if not self._problems:
                self._write(batch)
            if len(self._problems) >= MOST_PROBLEMS:
                break
        if self._problems:
            raise BadRows(str(self._path), self._problems[:MOST_PROBLEMS])
        return self._done

    def _problem(self, line: Line, column: str, message: str) -> None:
        self._problems.append(Problem(line.number, column, message))

    def _key(self, line: Line) -> tuple[Any, ...] | None:
        key = tuple(line.values.get(name) for name in self._keys)
        return None if None in key else key

    def _check(self, line: Line) -> None:
        if line.problems:
            self._problems.extend(line.problems)
            return
        key = self._key(line)
        if key is None:
            missing = next(name for name in self._keys if line.values.get(name) is None)
            if not self._numbered:
                self._problem(line, missing, "there must be a value, since it tells the row")
            return
        if key in self._seen:
            self._problem(line, self._keys[0], f"the row of line {self._seen[key]} once more")
        self._seen[key] = line.number

    def _check_references(self, batch: Sequence[Line]) -> None:
        """Every row that is pointed to must be there: the database would say no more than that one is not."""
        for column in self._table.columns:
            for link in column.foreign_keys:
                told = {line.values[column.name] for line in batch if line.values.get(column.name) is not None}
                target = link.column
                there = set(self._connection.scalars(select(target).where(target.in_(told)))) if told else set()
                for line in batch:
                    value = line.values.get(column.name)
                    if value is not None and value not in there:
                        why = f"there is no row of `{target.table.name}` with the {target.name} `{value}`"
                        self._problem(line, column.name, f"{why}; import those first")

    def _write(self, batch: Sequence[Line]) -> None:
        known = self._known([key for line in batch if (key := self._key(line)) is not None])
        fresh, changes = [], []
        for line in batch:
            before = known.get(self._key(line) or ())
            if before is None:
                fresh.append(line)
                continue
            after = {name: value for name, value in line.values.items() if _differs(before[name], value)}
            if after:
                changes.append((line, before, after))
            else:
                self._done.unchanged += 1
        for line in fresh:
            self._check_complete(line)
        if self._problems:
            return
        self._done.added += len(fresh)
        self._done.changed += len(changes)
        updates = {line.number: ({name: before[name] for name in self._keys}, after) for line, before, after in changes}
        name = self._table.name
        self._try(
            [line for line, _, _ in changes],
            lambda lines: write_updates(self._connection, name, [updates[line.number] for line in lines]),
        )
        self._try(fresh, lambda lines: write_inserts(self._connection, name, [dict(line.values) for line in lines]))
        if self._record is not None and not self._problems:
            self._tell(fresh, changes)

    def _known(self, keys: Sequence[tuple[Any, ...]]) -> dict[tuple[Any, ...], dict[str, Any]]:
        if not keys:
            return {}
        columns = [self._table.c[name] for name in self._keys]
        condition: ColumnElement[bool] = or_(
            *(and_(*(column == value for column, value in zip(columns, key, strict=True))) for key in keys)
        )
        if len(columns) == 1:
            condition = columns[0].in_([key[0] for key in keys])
        rows = self._connection.execute(select(self._table).where(condition)).mappings()
        return {tuple(row[name] for name in self._keys): dict(row) for row in rows}

    def _check_complete(self, line: Line) -> None:
        for name, cell in cells_of(self._table).items():
            if not cell.nullable and not cell.has_default and line.values.get(name) is None:
                if self._numbered and name in self._keys:
                    continue
                self._problem(line, name, "a new row needs a value")

    def _try(self, lines: Sequence[Line], write: Any) -> None:
        """Write the lines; where the database refuses them, find the first that it refuses alone."""
        if not lines:
            return
        try:
            with self._connection.begin_nested():
                write(lines)
            return
        except DBAPIError as refusal:
            said = refusal
        for line in lines:
            try:
                with self._connection.begin_nested():
                    write([line])
            except DBAPIError as refusal:
                self._problem(line, "", f"the store refuses it: {_said(refusal)}")
                return
        raise said

    def _tell(
        self, fresh: Sequence[Line], changes: Sequence[tuple[Line, Mapping[str, Any], Mapping[str, Any]]]
    ) -> None:
        columns = self._table.columns
        if "loan_id" in columns:
            self._tell_loans(fresh, changes)
        elif "customer_id" in columns or self._table.name == "customers":
            self._tell_customers(fresh, changes)

    def _common(self) -> dict[str, Any]:
        record = self._record
        assert record is not None
        return {"author": record.author, "business_date": record.business_date, "changed_at": record.now}

    def _tell_loans(self, fresh: Iterable[Line], changes: Iterable[tuple[Line, Mapping[str, Any], Any]]) -> None:
        common = self._common()
        told = []
        loans: dict[int, None] = {}
        for line in fresh:
            number = line.values.get("loan_id")
            if number is not None:
                loans[number] = None
                told.append({**common, "loan_id": number, **self._entry("imported", None, self._row_name(line))})
        for line, before, after in changes:
            number = before["loan_id"]
            if number is None:
                continue
            loans[number] = None
            for name, value in after.items():
                field = name if self._keys == ["loan_id"] else f"{self._row_name(line)} {name}"
                shown = [self._shown({name: given})[name] for given in (before[name], value)]
                told.append({**common, "loan_id": number, **self._entry(field, *shown)})
        write_inserts(self._connection, "loan_changes", told)
        grow_versions(self._connection, list(loans))

    def _entry(self, field: str, before: Any, after: Any) -> dict[str, Any]:
        return {"entity": self._table.name, "field": field, "before": before, "after": after}

    def _shown(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Values as the history may show them: secrets masked, also those that a file gives in the clear."""
        found = {}
        for name, value in values.items():
            kind = self._table.c[name].type
            if isinstance(kind, Fingerprint):
                continue
            if isinstance(kind, Secret) and isinstance(value, str):
                value = masked(value, kind.last)
            found[name] = f"{len(value)} bytes" if isinstance(value, bytes) else plain(value)
        return found

    def _row_name(self, line: Line) -> str:
        return " ".join(str(line.values[name]) for name in self._keys if line.values.get(name) is not None)

    def _tell_customers(self, fresh: Iterable[Line], changes: Iterable[tuple[Line, Mapping[str, Any], Any]]) -> None:
        owner = "id" if self._table.name == "customers" else "customer_id"
        rows: list[tuple[int, dict[str, Any] | None, dict[str, Any]]] = []
        for line in fresh:
            number = line.values.get(owner)
            if number is not None:
                rows.append((number, None, self._shown(line.values)))
        for _, before, after in changes:
            number = before[owner]
            if number is not None:
                rows.append((number, self._shown({name: before[name] for name in after}), self._shown(after)))
        common = {**self._common(), "entity": self._table.name}
        told = [{**common, "customer_id": number, "before": was, "after": now} for number, was, now in rows]
        write_inserts(self._connection, "customer_changes", told)


def _is_reference(column: Column[Any]) -> bool:
    return bool(column.foreign_keys)


def _differs(before: Any, after: Any) -> bool:
    if isinstance(before, Sealed):
        return not (isinstance(after, Sealed) and after.token == before.token)
    return bool(before != after)


def _said(refusal: DBAPIError) -> str:
    lines: Iterator[str] = (line.strip() for line in str(refusal.orig).splitlines())
    return next((line for line in lines if line), "it breaks a rule of the schema").lower()
