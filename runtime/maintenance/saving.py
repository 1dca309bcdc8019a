"""Writing what changed on accounts: columns, rows added and taken away, and the growth of their versions.

Takes accounts with what is pending on them, inside the caller's transaction; a row that a firing caused carries its
number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert

from runtime.actions.account import Account, NumberOf
from runtime.store import schema
from runtime.store.accounts import grow_versions, write_deletes, write_inserts, write_updates


def save_accounts(connection: Connection, accounts: Sequence[Account], now: datetime) -> None:
    """Write what is pending of each account, in bulk."""
    updates: dict[str, list[tuple[Mapping[str, Any], dict[str, Any]]]] = defaultdict(list)
    deletes: dict[str, list[dict[str, Any]]] = defaultdict(list)
    inserts: dict[str, list[dict[str, Any]]] = defaultdict(list)
    written = _number_rows(connection, accounts, now)
    for account in accounts:
        pending = account.pending
        for table, values in pending.updates.items():
            updates[table].append(({"loan_id": account.loan_id}, values))
        for (table, number), values in pending.row_updates.items():
            updates[table].append(({"id": number}, _stamped(table, values, now)))
        for table, keys in pending.deletes:
            deletes[table].append(keys)
        for table, row in pending.inserts:
            if id(row) not in written:
                inserts[table].append(_completed(table, row, now))
        if account.get("loans", "loan_archived") or account.get("loans", "loan_deleted"):
            _stamp_end(account, updates, now)
    for table, rows in deletes.items():
        write_deletes(connection, table, rows)
    for table, changes in updates.items():
        write_updates(connection, table, changes)
    for table, rows in inserts.items():
        write_inserts(connection, table, rows)
    grow_versions(connection, [account.loan_id for account in accounts])


def _number_rows(connection: Connection, accounts: Sequence[Account], now: datetime) -> set[int]:
    """Write the inserted rows whose numbers other rows hold, so that they have them; which ones, by identity."""
    held = {
        id(value.row)
        for account in accounts
        for values in account.pending.row_updates.values()
        for value in values.values()
        if isinstance(value, NumberOf)
    }
    for account in accounts if held else ():
        for name, row in account.pending.inserts:
            if id(row) in held:
                table = schema.METADATA.tables[name]
                made = insert(table).values(**_completed(name, row, now)).returning(table.c.id)
                row["id"] = connection.scalar(made)
    return held


def _stamped(table: str, values: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Columns of a row to set: with the numbers of rows that have them by now, and the moment of the change where the
    table keeps it.
    """
    found = {name: value.row["id"] if isinstance(value, NumberOf) else value for name, value in values.items()}
    if "updated_at" in schema.METADATA.tables[table].columns:
        found["updated_at"] = now
    return found


def _stamp_end(account: Account, updates: dict[str, list[Any]], now: datetime) -> None:
    column = "archived_at" if account.get("loans", "loan_archived") else "deleted_at"
    updates["loans"].append(({"loan_id": account.loan_id}, {column: now}))


def _completed(table: str, row: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The row as the table wants it: with the firing that caused it and the moment it was made, where the table keeps
    them.
    """
    columns = schema.METADATA.tables[table].columns
    found = {name: value for name, value in row.items() if name != "firing"}
    if "firing_id" in columns:
        found["firing_id"] = row.get("firing")
    for moment in ("created_at", "changed_at"):
        if moment in columns:
            found[moment] = now
    return found
