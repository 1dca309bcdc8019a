"""The record of e-mails: subject and beginning of each, and how it fared.

Takes connections inside a transaction. A row is written before a message is handed over the second time, so that it is
known how many copies there may be.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from runtime.notifications.message import Message
from runtime.store.schema import emails


def copies_before(connection: Connection, message: Message) -> int:
    """How many copies the receiver may have already."""
    wanted = select(emails.c.copies).where(emails.c.idempotency_key == message.idempotency_key)
    return connection.scalar(wanted) or 0


def record(
    connection: Connection, message: Message, written: Mapping[str, str], status: str, detail: str | None, now: datetime
) -> None:
    """Write or change the row of a message; `written` has its sender, recipient, subject, excerpt and message_id."""
    handed = int(status in ("sent", "unknown"))
    values: dict[str, Any] = {"status": status, "detail": detail, "changed_at": now}
    if status == "sent":
        values["sent_at"] = now
    own = emails.c.idempotency_key == message.idempotency_key
    changed = connection.execute(emails.update().where(own).values(copies=emails.c.copies + handed, **values))
    if not changed.rowcount:
        connection.execute(
            emails.insert().values(
                idempotency_key=message.idempotency_key,
                loan_id=message.loan_id,
                customer_id=message.customer_id,
                notification=message.notification,
                copies=handed,
                **written,
                **values,
            )
        )


def mark(connection: Connection, message_id: str, status: str, detail: str | None, now: datetime) -> bool:
    """Say of the e-mail with a Message-ID that it bounced or was complained about; whether there is one."""
    own = emails.c.message_id == message_id
    changed = connection.execute(emails.update().where(own).values(status=status, detail=detail, changed_at=now))
    return bool(changed.rowcount)
