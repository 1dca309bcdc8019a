"""Writing what rules did: the accounts' changes, the audit of each firing, the history and the events.

Takes outcomes of a batch, writes them in bulk inside the caller's transaction. Every row that a firing caused carries
its number.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection, insert

from runtime.events import Happening, Written, write_events
from runtime.maintenance.decide import Outcome
from runtime.maintenance.once import end_of_stretch
from runtime.maintenance.record import FiringRecord, plain
from runtime.maintenance.rules import RunnableRule
from runtime.maintenance.saving import save_accounts
from runtime.notifications.matching import tell_of_events
from runtime.store import schema
from runtime.store.accounts import write_inserts

AUTHOR = "rule"


def write_outcomes(
    connection: Connection,
    run_id: int | None,
    rules: Sequence[RunnableRule],
    outcomes: Sequence[Outcome],
    business_date: date,
    trigger: str,
    now: datetime,
    earlier: Sequence[Written] = (),
) -> int:
    """Write all outcomes, and the messages that what happened sets off; how many firings and failed evaluations were
    recorded. `earlier` are events of the same change that are written already.
    """
    firings = [firing for outcome in outcomes for firing in outcome.firings]
    numbers = _write_firings(connection, run_id, rules, firings, business_date, trigger, now)
    for firing, number in zip(firings, numbers, strict=True):
        for row in firing.rows:
            row["firing"] = number
    changed = [outcome.account for outcome in outcomes if outcome.account is not None and outcome.account.changes]
    save_accounts(connection, changed, now)
    events = _write_history(connection, rules, outcomes, firings, numbers, business_date, now)
    tell_of_events(connection, [*earlier, *events], now)
    return len(firings)


def _write_firings(
    connection: Connection,
    run_id: int | None,
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


def _write_history(
    connection: Connection,
    rules: Sequence[RunnableRule],
    outcomes: Sequence[Outcome],
    firings: Sequence[FiringRecord],
    numbers: Sequence[int],
    business_date: date,
    now: datetime,
) -> list[Written]:
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
            events.append(Happening(event.type, firing.loan_id, event.payload, AUTHOR, business_date, number))
    for outcome in outcomes:
        changes += [end_of_stretch(rule, outcome.loan_id, business_date, now) for rule in outcome.ends]
    write_inserts(connection, "loan_changes", changes)
    return write_events(connection, events, now)
