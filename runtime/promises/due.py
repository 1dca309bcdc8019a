"""The promises' step of the night: those whose due date has passed fail, those due today are reminded of.

Takes a batch of accounts after their rules have run. Works in bulk inside the caller's transaction. An account that a
rule archived or deleted is left alone. A promise fails on the day after its due date, whichever night finds that out. A
reminder is given on the due date itself; where no night ran for that day there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, bindparam, not_, or_, select, update

from runtime.events import Happening, write_events
from runtime.store import schema
from runtime.store.accounts import write_inserts
from runtime.store.promise_states import open_column

AUTHOR: Final = "maintenance"


def fail_and_remind(
    connection: Connection, numbers: Sequence[int], business_date: date, now: datetime
) -> tuple[int, int]:
    """Find promises of these accounts (in order of their numbers) broken that were due before the business date, and
    remind of those that are due on it, each once, with their events; how many failed, and how many are due.
    """
    today = business_date.isoformat()
    found = _come_due(connection, numbers, today)
    failed = [row for row in found if row["due_date"] < today]
    due = [row for row in found if row["due_date"] == today]
    _set(connection, "failed_on", [(row["id"], _day_after(row["due_date"])) for row in failed], now)
    _set(connection, "reminded_on", [(row["id"], today) for row in due], now)
    happenings = [_happening(row, "promise-failed", business_date, {"reason": "due-date-passed"}) for row in failed]
    for row in due:
        payload = {"type": row["type"], "amount": row["amount"], "due-date": today}
        happenings.append(_happening(row, "promise-due", business_date, payload))
    write_events(connection, happenings, now)
    changes = [
        {
            "loan_id": row["loan_id"],
            "entity": "promises",
            "field": str(row["id"]),
            "before": {"failed_on": None},
            "after": {"failed_on": _day_after(row["due_date"])},
            "author": AUTHOR,
            "business_date": today,
            "changed_at": now,
        }
        for row in failed
    ]
    write_inserts(connection, "loan_changes", changes)
    return len(failed), len(due)


def _come_due(connection: Connection, numbers: Sequence[int], today: str) -> list[dict[str, Any]]:
    promises, loans = schema.promises.c, schema.loans.c
    statement = (
        select(promises.id, promises.loan_id, promises.type, promises.amount, promises.due_date)
        .join_from(schema.promises, schema.loans, loans.loan_id == promises.loan_id)
        .where(
            promises.loan_id.between(numbers[0], numbers[-1]),
            promises.due_date <= today,
            open_column(),
            or_(promises.due_date < today, promises.reminded_on.is_(None), promises.reminded_on != today),
            not_(loans.loan_archived),
            not_(loans.loan_deleted),
        )
        .order_by(promises.loan_id, promises.due_date, promises.id)
    )
    wanted = set(numbers)
    return [dict(row) for row in connection.execute(statement).mappings() if row["loan_id"] in wanted]


def _set(connection: Connection, column: str, days: Sequence[tuple[int, str]], now: datetime) -> None:
    if days:
        table = schema.promises
        values = {column: bindparam("day"), "updated_at": now}
        statement = update(table).where(table.c.id == bindparam("number")).values(values)
        connection.execute(statement, [{"number": number, "day": day} for number, day in days])


def _day_after(due: str) -> str:
    return (date.fromisoformat(due) + timedelta(days=1)).isoformat()


def _happening(row: dict[str, Any], type_: str, day: date, payload: dict[str, Any]) -> Happening:
    return Happening(type_, row["loan_id"], {"promise-id": row["id"], **payload}, AUTHOR, day)
