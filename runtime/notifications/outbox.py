"""The outbox: messages written with the change that caused them, and looking at them.

Takes rows, writes each once: a message is known by its idempotency key, which follows from the pack's text, the
notification, the channel, the cause and the recipient, and from nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects import postgresql, sqlite

from runtime.store import schema

PENDING: Final = "pending"
SENT: Final = "sent"
FAILED: Final = "failed"
WITHHELD: Final = "withheld"
_CHUNK: Final = 1000


@dataclass(frozen=True, slots=True)
class Draft:
    """A message before it is in the outbox; `withheld` is the reason where it is not sent."""

    notification: str
    content_hash: str
    channel: str
    loan_id: int | None
    cause: str
    addressee: str
    receiver: str | None
    body: Mapping[str, Any]
    business_date: date
    event_id: int | None = None
    customer_id: int | None = None
    withheld: str | None = None

    @property
    def key(self) -> str:
        """The idempotency key."""
        parts = (self.content_hash, self.notification, self.channel, self.loan_id, self.cause, self.addressee)
        return f"msg_{hashlib.sha256(repr(parts).encode()).hexdigest()[:40]}"


def put(connection: Connection, drafts: Sequence[Draft], now: datetime) -> None:
    """Write messages, inside the caller's transaction; those that are there already stay as they are."""
    table = schema.outbox
    for at in range(0, len(drafts), _CHUNK):
        rows = [
            {
                "event_id": draft.event_id,
                "loan_id": draft.loan_id,
                "customer_id": draft.customer_id,
                "notification": draft.notification,
                "channel": draft.channel,
                "receiver": draft.receiver,
                "idempotency_key": draft.key,
                "content_hash": draft.content_hash,
                "business_date": draft.business_date,
                "body": draft.body,
                "status": PENDING if draft.withheld is None else WITHHELD,
                "withheld_reason": draft.withheld,
                "next_attempt_at": now if draft.withheld is None else None,
                "created_at": now,
            }
            for draft in drafts[at : at + _CHUNK]
        ]
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        statement = dialect.insert(table).on_conflict_do_nothing(index_elements=["idempotency_key"])
        connection.execute(statement, rows)


def read_outbox(
    connection: Connection,
    *,
    loan_id: int | None = None,
    status: str | None = None,
    channel: str | None = None,
    notification: str | None = None,
    customer_id: int | None = None,
    limit: int | None = None,
) -> list[dict[str, Any]]:
    """Messages, oldest first; with a limit the latest ones."""
    table, events = schema.outbox, schema.events
    given = {
        table.c.loan_id: loan_id,
        table.c.status: status,
        table.c.channel: channel,
        table.c.notification: notification,
        table.c.customer_id: customer_id,
    }
    statement = select(table, events.c.type.label("event_type")).outerjoin(events, events.c.id == table.c.event_id)
    statement = statement.where(*(column == value for column, value in given.items() if value is not None))
    rows = connection.execute(statement.order_by(table.c.id.desc()).limit(limit)).mappings().all()
    return [shown(row) for row in reversed(rows)]


def shown(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A message as it is printed."""
    return {
        "id": row["id"],
        "notification": row["notification"],
        "channel": row["channel"],
        "recipient": row["receiver"],
        "customer": row["customer_id"],
        "loan": row["loan_id"],
        "status": row["status"],
        "attempts": row["attempts"],
        "idempotency_key": row["idempotency_key"],
        "withheld_reason": row["withheld_reason"],
        "event": row["event_id"],
        "event_type": row["event_type"],
        "business_date": row["business_date"],
        "last_error": row["last_error"],
        "next_attempt_at": row["next_attempt_at"],
        "sent_at": row["sent_at"],
        "created_at": row["created_at"],
        "body": row["body"],
    }


def count_by_status(connection: Connection) -> dict[str, int]:
    """How many messages there are of each status."""
    table = schema.outbox
    found = connection.execute(select(table.c.status, func.count()).group_by(table.c.status))
    return dict.fromkeys((PENDING, SENT, FAILED, WITHHELD), 0) | {row[0]: row[1] for row in found}
