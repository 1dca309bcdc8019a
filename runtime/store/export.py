"""The books as text: every business fact of a store, in an order that depends on nothing but the facts.

Takes a store, gives JSON Lines. Numbers that the store gives to rows, moments at which something was written, and the
runs that wrote it are left out, so that two stores with the same books give the same bytes. Of secrets only masks and
digests under the current key are shown.
"""

from __future__ import annotations

import heapq
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Column, Connection, LargeBinary, Table, select

from runtime.store import schema
from runtime.store.columns import Moment
from runtime.store.secrets import Fingerprint, Sealed

#: Tables of the machinery, which say how the books came about and how they are kept, not what stands in them.
_MACHINERY: Final = frozenset(
    {
        "maintenance_runs",
        "deployment_files",
        "deployments",
        "tenant",
        "ledger_openings",
        "ledger_courses",
        "ofac_lists",
        "ofac_entries",
        "deliveries",
        "maintenance_exceptions",
        "maintenance_partitions",
        "emails",
        "sms_messages",
        "letters",
        "letter_statuses",
    }
)
#: Columns that count rows and writes.
_COUNTED: Final = frozenset({"version", "display_id", "attempts"})
#: Columns that say how messages are told apart and sent; the event that a message is about is known by its number.
_OF_SENDING: Final = frozenset({"idempotency_key", "claimed_by", "last_error"})
#: Columns that differ where what they were made of is the same.
_SALTED: Final = frozenset({"access_password_hash", "place"})
#: Tables whose numbers people know accounts and customers by.
_KNOWN_BY_NUMBER: Final = frozenset({"loans", "customers"})
_CHUNK: Final = 200_000

Shown = Callable[[Any], Any]


def canonical_lines(connection: Connection) -> Iterator[str]:
    """Every fact as one line of JSON, sorted; in memory is only a part of them at a time."""
    words = _words(connection)
    with tempfile.TemporaryDirectory() as folder:
        runs: list[Path] = []
        lines: list[str] = []
        for table in schema.METADATA.sorted_tables:
            if table.name in _MACHINERY:
                continue
            for line in _facts(connection, table, words):
                lines.append(line)
                if len(lines) == _CHUNK:
                    runs.append(_spill(sorted(lines), Path(folder) / str(len(runs))))
                    lines = []
        yield from heapq.merge(sorted(lines), *map(_read, runs))


def _spill(lines: list[str], path: Path) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def _read(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield line[:-1]


def _facts(connection: Connection, table: Table, words: Mapping[str, Mapping[Any, str]]) -> Iterator[str]:
    columns = [(column, shown) for column in table.columns if (shown := _shown(table, column, words)) is not None]
    statement = select(*(column for column, _ in columns)).execution_options(yield_per=5000)
    for row in connection.execute(statement):
        fact = {column.name: shown(value) for (column, shown), value in zip(columns, row, strict=True)}
        yield json.dumps({"table": table.name, **fact}, ensure_ascii=False, sort_keys=True)


def _shown(table: Table, column: Column[Any], words: Mapping[str, Mapping[Any, str]]) -> Shown | None:
    """How a column's values are shown; None where they are no business fact."""
    if isinstance(column.type, (Moment, Fingerprint, LargeBinary)) or column.name in _COUNTED | _SALTED | _OF_SENDING:
        return None
    if column.foreign_keys:
        target = next(iter(column.foreign_keys)).column.table.name
        if target in words:
            return words[target].get
        return _plain if target in _KNOWN_BY_NUMBER else None
    if column.name == "id" and table.name not in _KNOWN_BY_NUMBER:
        return None
    if column.name in ("firing_id", "run_id", "content_hash"):
        return None
    if (table.name, column.name) == ("events", "payload"):
        return _without_row_numbers
    if (table.name, column.name) == ("firings", "trigger"):
        return lambda value: str(value).partition(" ")[0]
    return _plain


def _without_row_numbers(payload: Mapping[str, Any]) -> dict[str, Any]:
    """What an event carries but for numbers that the store gave to rows; people and fields are known by theirs."""
    known = ("customer-id", "field-id")
    return {name: value for name, value in payload.items() if not name.endswith("-id") or name in known}


def _plain(value: Any) -> Any:
    if isinstance(value, Sealed):
        return value.canonical()
    return str(value) if isinstance(value, Decimal) else value


def _words(connection: Connection) -> dict[str, dict[Any, str]]:
    """The tenant's words by number, for each table that holds some: they are shown instead of their numbers."""
    found: dict[str, dict[Any, str]] = {}
    for table in schema.METADATA.sorted_tables:
        if "title" in table.columns and "id" in table.columns and "loan_id" not in table.columns:
            parent = table.columns.get("parent")
            columns = [table.c.id, table.c.title] + ([parent] if parent is not None else [])
            rows = connection.execute(select(*columns)).all()
            above = found.get(next(iter(parent.foreign_keys)).column.table.name, {}) if parent is not None else {}
            found[table.name] = {
                row[0]: row[1] if parent is None else f"{above.get(row[2], row[2])}/{row[1]}" for row in rows
            }
    return found
