"""Rules that fire once: whether a rule with `:once` has had its turn on an account.

Takes what the audit says, gives what is held back. `:never-again` looks for any firing. `:while-true` holds back after
a firing until an evaluation that was not true; that evaluation is kept among the account's changes, so no other memory
is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from runtime.maintenance.rules import RunnableRule
from runtime.store import schema

#: What the change is called that marks the end of a stretch in which a rule's criteria were true.
ENTITY = "rule"


def stretch_field(rule: RunnableRule) -> str:
    """The name under which the end of a stretch is kept: PACK/RULE."""
    return "/".join(rule.key)


def held_back(
    connection: Connection, rules: Iterable[RunnableRule], loan_ids: Sequence[int], *, before: date | None = None
) -> set[tuple[int, int]]:
    """(loan, rule number) pairs on which a rule with `:once` must not fire now, or `before` a day; `loan_ids` are in
    order.
    """
    once = {rule.key: rule for rule in rules if rule.rule.once is not None}
    if not once or not loan_ids:
        return set()
    day = (before or date.max).isoformat()
    fired = _last_firings(connection, once, loan_ids, day)
    ends = _last_ends(connection, once, loan_ids, day)
    held = set()
    for (loan_id, pack, name), last in fired.items():
        rule = once.get((pack, name))
        if rule is None:
            continue
        end = ends.get((loan_id, stretch_field(rule)))
        if rule.rule.once == "never-again" or end is None or end <= last:
            held.add((loan_id, rule.number))
    return held


def had_effect(
    connection: Connection, rules: Iterable[RunnableRule], loan_ids: Sequence[int], day: date
) -> set[tuple[int, int]]:
    """(loan, rule number) pairs on which a rule, in the very version, took effect in the night of a day or in a forced
    evaluation of it; `loan_ids` are in order.
    """
    if not loan_ids:
        return set()
    numbers = {(rule.deployed.pack.content_hash, rule.name): rule.number for rule in rules}
    firings = schema.firings.c
    statement = select(firings.loan_id, firings.content_hash, firings.rule).where(
        firings.loan_id.between(loan_ids[0], loan_ids[-1]),
        firings.business_date == day.isoformat(),
        (firings.trigger == "nightly") | firings.trigger.like("forced %"),
        firings.outcome.in_(("applied", "unchanged")),
    )
    found = ((row[0], numbers.get((row[1], row[2]))) for row in connection.execute(statement))
    return {(loan_id, number) for loan_id, number in found if number is not None}


def any_forced(connection: Connection, day: date) -> bool:
    """Whether an evaluation was forced on a day."""
    runs = schema.maintenance_runs.c
    forced = (runs.business_date == day.isoformat(), runs.forced.is_not(None))
    return connection.scalar(select(runs.id).where(*forced).limit(1)) is not None


def _last_firings(
    connection: Connection, once: dict[tuple[str, str], RunnableRule], loan_ids: Sequence[int], before: str
) -> dict[tuple[int, str, str], str]:
    firings, deployments = schema.firings, schema.deployments
    statement = (
        select(firings.c.loan_id, deployments.c.pack_name, firings.c.rule, func.max(firings.c.business_date))
        .join_from(firings, deployments, firings.c.deployment_id == deployments.c.id)
        .where(
            firings.c.loan_id.between(loan_ids[0], loan_ids[-1]),
            firings.c.rule.in_({name for _, name in once}),
            firings.c.outcome != "error",
            firings.c.business_date < before,
        )
        .group_by(firings.c.loan_id, deployments.c.pack_name, firings.c.rule)
    )
    return {(row[0], row[1], row[2]): row[3] for row in connection.execute(statement)}


def _last_ends(
    connection: Connection, once: dict[tuple[str, str], RunnableRule], loan_ids: Sequence[int], before: str
) -> dict[tuple[int, str], str]:
    table = schema.loan_changes
    fields = {stretch_field(rule) for rule in once.values() if rule.rule.once == "while-true"}
    if not fields:
        return {}
    statement = (
        select(table.c.loan_id, table.c.field, func.max(table.c.business_date))
        .where(
            table.c.loan_id.between(loan_ids[0], loan_ids[-1]),
            table.c.entity == ENTITY,
            table.c.field.in_(fields),
            table.c.business_date < before,
        )
        .group_by(table.c.loan_id, table.c.field)
    )
    return {(row[0], row[1]): row[2] for row in connection.execute(statement)}


def end_of_stretch(rule: RunnableRule, loan_id: int, business_date: date, moment: Any) -> dict[str, Any]:
    """The change that records that the rule's criteria are no longer true on the account."""
    return {
        "loan_id": loan_id,
        "entity": ENTITY,
        "field": stretch_field(rule),
        "before": True,
        "after": False,
        "author": "rule",
        "rule": rule.name,
        "business_date": business_date,
        "changed_at": moment,
    }
