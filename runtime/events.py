"""What happened to accounts and customers: written in the transaction of the change, numbered for each account.

Takes happenings, writes rows and gives them back with their numbers. An account's events are 1, 2, 3 and so on in the
order in which they happened, on every store alike, so that one that is missing or doubled shows; the account is locked
while they are written. The types of events, what each carries and what it means stand in the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select

from cljrules.stdlib import catalogue
from runtime.store import schema
from runtime.store.columns import plain

_CHUNK: Final = 900


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened, before it is written. `payload` has the names that the catalogue gives the type;
    `firing_id` is the firing that caused it, if a rule did.
    """

    type: str
    loan_id: int | None
    payload: Mapping[str, Any]
    author: str
    business_date: date
    firing_id: int | None = None
    customer_id: int | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """An event as it stands in the store; `number` is its place among the account's events."""

    id: int
    number: int | None
    type: str
    loan_id: int | None
    payload: Mapping[str, Any]
    business_date: date


def write_events(connection: Connection, happenings: Sequence[Happening], now: datetime) -> list[Written]:
    """Write what happened, in order, inside the caller's transaction. Raises ValueError for a type that the catalogue
    does not know.
    """
    if not happenings:
        return []
    known = catalogue.load().events
    for happening in happenings:
        if happening.type not in known:
            raise ValueError(f"there is no event `{happening.type}` in the catalogue")
    last = _last_numbers(connection, {item.loan_id for item in happenings if item.loan_id is not None})
    rows = []
    for item in happenings:
        number = None
        if item.loan_id is not None:
            number = last[item.loan_id] = last.get(item.loan_id, 0) + 1
        rows.append(
            {
                "type": item.type,
                "loan_id": item.loan_id,
                "customer_id": item.customer_id,
                "number": number,
                "payload": plain(item.payload),
                "author": item.author,
                "firing_id": item.firing_id,
                "business_date": item.business_date,
                "happened_at": now,
            }
        )
    table = schema.events
    numbers = connection.scalars(insert(table).returning(table.c.id, sort_by_parameter_order=True), rows)
    return [
        Written(number, row["number"], item.type, item.loan_id, row["payload"], item.business_date)
        for number, row, item in zip(numbers, rows, happenings, strict=True)
    ]


def _last_numbers(connection: Connection, loan_ids: Iterable[int]) -> dict[int, int]:
    """The number of the latest event of each of these accounts that has one."""
    numbers = sorted(loan_ids)
    table = schema.events.c
    found: dict[int, int] = {}
    for at in range(0, len(numbers), _CHUNK):
        chunk = numbers[at : at + _CHUNK]
        statement = (
            select(table.loan_id, func.max(table.number)).where(table.loan_id.in_(chunk)).group_by(table.loan_id)
        )
        found.update((row[0], row[1]) for row in connection.execute(statement))
    return found


def read_events(
    connection: Connection,
    *,
    loan_id: int | None = None,
    type_: str | None = None,
    day: date | None = None,
    limit: int | None = None,
) -> list[dict[str, Any]]:
    """Events, oldest first, each with the rule that caused it; with a limit the latest ones."""
    events, firings, deployments = schema.events, schema.firings, schema.deployments
    source = events.outerjoin(firings, firings.c.id == events.c.firing_id).outerjoin(
        deployments, deployments.c.id == firings.c.deployment_id
    )
    columns = (events, firings.c.rule, firings.c.pack_version, deployments.c.pack_name)
    statement = select(*columns).select_from(source)
    for column, value in ((events.c.loan_id, loan_id), (events.c.type, type_), (events.c.business_date, day)):
        if value is not None:
            statement = statement.where(column == value)
    rows = connection.execute(statement.order_by(events.c.id.desc()).limit(limit)).mappings().all()
    labels = catalogue.load().events
    return [
        {
            "id": row["id"],
            "number": row["number"],
            "type": row["type"],
            "label": labels[row["type"]].label if row["type"] in labels else None,
            "loan": row["loan_id"],
            "customer": row["customer_id"],
            "payload": row["payload"],
            "author": row["author"],
            "rule": row["rule"],
            "pack": row["pack_name"],
            "pack_version": row["pack_version"],
            "business_date": row["business_date"],
            "happened_at": row["happened_at"],
        }
        for row in reversed(rows)
    ]
