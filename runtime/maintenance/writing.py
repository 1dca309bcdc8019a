"""Writing what rules did: the accounts' changes, the audit of each firing, the history and the events.

Takes outcomes of a batch, writes them in bulk inside the caller's transaction. Every row that a firing caused carries
its number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert

from runtime.actions.account import Account
from runtime.maintenance.decide import Outcome
from runtime.maintenance.once import end_of_stretch
from runtime.maintenance.record import FiringRecord, plain
from runtime.maintenance.rules import RunnableRule
from runtime.store import schema
from runtime.store.accounts import grow_versions, write_deletes, write_inserts, write_updates

AUTHOR = "rule"


def write_outcomes(
    connection: Connection,
    run_id: int,
    rules: Sequence[RunnableRule],
    outcomes: Sequence[Outcome],
    business_date: date,
    trigger: str,
    now: datetime,
) -> int:
    """Write all outcomes; how many firings and failed evaluations were recorded."""
    firings = [firing for outcome in outcomes for firing in outcome.firings]
    numbers = _write_firings(connection, run_id, rules, firings, business_date, trigger, now)
    for firing, number in zip(firings, numbers, strict=True):
        for row in firing.rows:
            row["firing"] = number
    changed = [outcome.account for outcome in outcomes if outcome.account is not None and outcome.account.changes]
    _write_accounts(connection, changed, now)
    _write_history(connection, rules, outcomes, firings, numbers, business_date, now)
    return len(firings)


def _write_firings(
    connection: Connection,
    run_id: int,
    rules: Sequence[RunnableRule],
    firings: Sequence[FiringRecord],
    business_date: date,
    trigger: str,
    now: datetime,
) -> list[int]:
    if not firings:
        return []
    rows = [
        {
            "run_id": run_id,
            "deployment_id": rules[firing.rule_number].deployed.number,
            "content_hash": rules[firing.rule_number].deployed.pack.content_hash,
            "pack_version": rules[firing.rule_number].deployed.pack.version,
            "rule": rules[firing.rule_number].name,
            "loan_id": firing.loan_id,
            "business_date": business_date,
            "trigger": trigger,
            "outcome": firing.outcome,
            "error": firing.error,
            "variables": plain(firing.variables),
            "actions": [action.as_data() for action in firing.actions],
            "fired_at": now,
        }
        for firing in firings
    ]
    table = schema.firings
    statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    return list(connection.scalars(statement, rows))


def _write_accounts(connection: Connection, accounts: Sequence[Account], now: datetime) -> None:
    updates: dict[str, list[tuple[Mapping[str, Any], dict[str, Any]]]] = defaultdict(list)
    deletes: dict[str, list[dict[str, Any]]] = defaultdict(list)
    inserts: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for account in accounts:
        pending = account.pending
        for table, values in pending.updates.items():
            updates[table].append(({"loan_id": account.loan_id}, values))
        for (table, number), values in pending.row_updates.items():
            updates[table].append(({"id": number}, values))
        for table, keys in pending.deletes:
            deletes[table].append(keys)
        for table, row in pending.inserts:
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
    if "created_at" in columns:
        found["created_at"] = now
    return found


def _write_history(
    connection: Connection,
    rules: Sequence[RunnableRule],
    outcomes: Sequence[Outcome],
    firings: Sequence[FiringRecord],
    numbers: Sequence[int],
    business_date: date,
    now: datetime,
) -> None:
    changes = []
    events = []
    for firing, number in zip(firings, numbers, strict=True):
        common = {"loan_id": firing.loan_id, "author": AUTHOR, "firing_id": number, "business_date": business_date}
        for action in firing.actions:
            for change in action.changes:
                changes.append(
                    {
                        **common,
                        "entity": change.entity,
                        "field": change.field,
                        "before": plain(change.before),
                        "after": plain(change.after),
                        "rule": rules[firing.rule_number].name,
                        "changed_at": now,
                    }
                )
        for event in firing.events:
            events.append({**common, "type": event.type, "payload": plain(event.payload), "happened_at": now})
    for outcome in outcomes:
        changes += [end_of_stretch(rule, outcome.loan_id, business_date, now) for rule in outcome.ends]
    write_inserts(connection, "loan_changes", changes)
    write_inserts(connection, "events", events)
