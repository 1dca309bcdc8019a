"""One account in memory while rules run on it: its rows, and everything that is to be written.

Takes the rows read from the store, gives actions something to change; every change is kept with its before and after.
Never touches the database: `runtime.store.accounts` reads the rows and writes what `Pending` holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from runtime.ledger.carried import Opening

Row: TypeAlias = dict[str, Any]

#: Tables of which every account has exactly one row.
SINGLE = ("loans", "loan_setup", "loan_settings", "loan_status")


class NotApplied(Exception):
    """An action that cannot be applied to this account; `reason` says why, in words for people."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, eq=False)
class NumberOf:
    """The number that an inserted row will have once it is written, as the value of another row's column."""

    row: Row


@dataclass(frozen=True, slots=True)
class Change:
    """A value before and after; `entity` is the table or thing, `field` the column or title in it."""

    entity: str
    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to the account, by its name in the catalogue."""

    type: str
    payload: Mapping[str, Any]


@dataclass(slots=True)
class Pending:
    """What is to be written for an account, in terms of the store's tables: columns of its single rows, columns of
    other rows by their number, rows to add, and keys of rows to take away."""

    updates: dict[str, Row] = field(default_factory=dict)
    row_updates: dict[tuple[str, int], Row] = field(default_factory=dict)
    inserts: list[tuple[str, Row]] = field(default_factory=list)
    deletes: list[tuple[str, Row]] = field(default_factory=list)


class Account:
    """An account's rows by table, with the changes made to them.

    `rows` holds the account's rows of every table that actions read or change (`loaded` names them), each a dictionary
    of column values; `today` is the business date.
    """

    def __init__(self, loan_id: int, today: date, rows: Mapping[str, list[Row]]) -> None:
        self.loan_id = loan_id
        self.today = today
        self.loaded = frozenset(rows)
        self.tables: dict[str, list[Row]] = {name: list(items) for name, items in rows.items()}
        self.pending = Pending()
        self.changes: list[Change] = []
        self.events: list[Event] = []
        #: Where its books begin, once they were looked at.
        self.opening: Opening | None = None

    def row(self, table: str) -> Row:
        """The account's one row of a table of `SINGLE`."""
        return self.tables[table][0]

    def rows(self, table: str) -> list[Row]:
        """The account's rows of a table, empty when it has none."""
        return self.tables.setdefault(table, [])

    def get(self, table: str, column: str) -> Any:
        """A column of a table of `SINGLE`."""
        return self.row(table)[column]

    def set(self, table: str, column: str, value: Any) -> bool:
        """Set a column of a table of `SINGLE`; whether that changed anything."""
        row = self.row(table)
        before = row[column]
        if before == value and type(before) is type(value):
            return False
        row[column] = value
        self.pending.updates.setdefault(table, {})[column] = value
        self.changes.append(Change(table, column, before, value))
        return True

    def stamp(self, table: str, column: str, value: Any) -> None:
        """Set a column of a table of `SINGLE` that says when the rest was written; no change of the account."""
        row = self.row(table)
        if row[column] != value:
            row[column] = value
            self.pending.updates.setdefault(table, {})[column] = value

    def change(self, row: Row, table: str, column: str, value: Any) -> None:
        """Set a column of one of several rows, known by its `id`; the caller notes the change."""
        row[column] = value
        self.pending.row_updates.setdefault((table, row["id"]), {})[column] = value

    def note(self, entity: str, field: str, before: Any, after: Any) -> None:
        """Record a change that `set` did not make, such as a portfolio entered."""
        self.changes.append(Change(entity, field, before, after))

    def insert(self, table: str, **row: Any) -> Row:
        """Add a row (its `loan_id` is filled in) and give it back."""
        made: Row = {"loan_id": self.loan_id, **row}
        self.rows(table).append(made)
        self.pending.inserts.append((table, made))
        return made

    def remove(self, table: str, row: Row, keys: Iterable[str]) -> None:
        """Take a row away; `keys` are the columns beside `loan_id` that tell it from the account's other rows."""
        self.rows(table).remove(row)
        made = next((made for name, made in self.pending.inserts if name == table and made is row), None)
        if made is not None:
            self.pending.inserts = [(name, kept) for name, kept in self.pending.inserts if kept is not row]
            return
        self.pending.deletes.append((table, {key: row[key] for key in ("loan_id", *keys)}))

    def raise_event(self, type_: str, **payload: Any) -> None:
        """Record that something happened; payload names are the catalogue's, in snake case."""
        self.events.append(Event(type_, {name.replace("_", "-"): value for name, value in payload.items()}))
