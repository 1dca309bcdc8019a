"""Promises as people and programs see them: chosen by account, state, type, agent and due date.

Takes a connection and the business date, gives plain rows. Never writes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, not_, select

from runtime.store import schema
from runtime.store.promise_states import state_column

_PAGE: Final = 2000


@dataclass(frozen=True, slots=True)
class Choice:
    """Which promises: of an account, in these states, of these types, logged by an agent, due from a day to a day (both
    count). What is empty or None leaves out nothing.
    """

    loan: int | None = None
    states: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    agent: str | None = None
    first: date | None = None
    last: date | None = None

    def conditions(self, today: date) -> list[ColumnElement[bool]]:
        """The choice as conditions on columns of the table."""
        table = schema.promises.c
        found: list[ColumnElement[bool]] = [not_(table.deleted)]
        if self.loan is not None:
            found.append(table.loan_id == self.loan)
        if self.states:
            found.append(state_column(today.isoformat()).in_(self.states))
        if self.types:
            found.append(table.type.in_(self.types))
        if self.agent is not None:
            found.append(table.logged_by == self.agent)
        if self.first is not None:
            found.append(table.due_date >= self.first.isoformat())
        if self.last is not None:
            found.append(table.due_date <= self.last.isoformat())
        return found

    def as_data(self) -> dict[str, Any]:
        """What was chosen, as JSON data."""
        return {
            "loan": self.loan,
            "status": list(self.states),
            "type": list(self.types),
            "agent": self.agent,
            "from": self.first.isoformat() if self.first else None,
            "to": self.last.isoformat() if self.last else None,
        }


def promises(
    connection: Connection, today: date, choice: Choice, *, limit: int | None = None
) -> Iterator[dict[str, Any]]:
    """The promises chosen, as plain data, the one due first in front; only a part of them is in memory at a time."""
    table = schema.promises.c
    statement = (
        select(schema.promises, state_column(today.isoformat()).label("state"))
        .where(*choice.conditions(today))
        .order_by(table.due_date, table.id)
        .limit(limit)
        .execution_options(yield_per=_PAGE)
    )
    for row in connection.execute(statement).mappings():
        yield as_data(row)


def as_data(row: Any) -> dict[str, Any]:
    """A promise as plain data."""
    return {
        "id": row["id"],
        "loan": row["loan_id"],
        "status": row["state"],
        "type": row["type"],
        "amount": row["amount"],
        "due_date": row["due_date"],
        "subject": row["subject"],
        "note": row["note"],
        "logged_by": row["logged_by"],
        "created_on": row["created_on"] or row["created_at"][:10],
        "fulfilled_by": row["fulfilled_by"],
        "fulfilled_on": row["fulfilled_on"],
        "fulfillment_date": row["fulfillment_date"],
        "transaction": row["transaction_id"],
        "scenario": row["scenario"],
        "pack": row["scenario_pack"],
        "failed_on": row["failed_on"],
        "cancelled_on": row["cancelled_on"],
        "cancelled_by": row["cancelled_by"],
        "cancel_reason": row["cancel_reason"],
    }


def story(connection: Connection, loan_id: int, number: int) -> list[dict[str, Any]]:
    """What happened to a promise, oldest first: the day, who did it, and what changed from what to what."""
    table = schema.loan_changes
    names = ("business_date", "author", "rule", "before", "after")
    statement = (
        select(*(table.c[name] for name in names))
        .where(table.c.loan_id == loan_id, table.c.entity == "promises", table.c.field == str(number))
        .order_by(table.c.id)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]
