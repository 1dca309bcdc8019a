"""Agents' inboxes: what notifications tell agent users inside the system, read and unread.

Takes a connection; gives messages of an agent, and marks them as read. An inbox is known by a name: that of an agent
user, or one that nobody is called, which a team reads together.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, update

from runtime.store import schema


def read_inbox(
    connection: Connection,
    agent: str,
    *,
    unread: bool = False,
    loan_id: int | None = None,
    notification: str | None = None,
    since: date | None = None,
    until: date | None = None,
    containing: str | None = None,
    limit: int | None = None,
) -> list[dict[str, Any]]:
    """An agent's messages, the newest first. `containing` is looked for in title and message, whatever the case."""
    table = schema.inbox.c
    conditions: list[ColumnElement[bool]] = [table.agent == agent]
    if unread:
        conditions.append(table.read_at.is_(None))
    for column, value in ((table.loan_id, loan_id), (table.notification, notification)):
        if value is not None:
            conditions.append(column == value)
    if since is not None:
        conditions.append(table.business_date >= since)
    if until is not None:
        conditions.append(table.business_date <= until)
    if containing:
        conditions.append(
            table.message.icontains(containing, autoescape=True) | table.title.icontains(containing, autoescape=True)
        )
    statement = select(schema.inbox).where(*conditions).order_by(table.id.desc()).limit(limit)
    return [
        {
            "id": row["id"],
            "agent": row["agent"],
            "loan": row["loan_id"],
            "notification": row["notification"],
            "title": row["title"],
            "message": row["message"],
            "read": row["read_at"] is not None,
            "business_date": row["business_date"],
            "received_at": row["received_at"],
            "read_at": row["read_at"],
        }
        for row in connection.execute(statement).mappings()
    ]


def mark_read(
    connection: Connection, agent: str, numbers: Sequence[int] | None, now: datetime, *, read: bool = True
) -> int:
    """Mark messages of an agent as read or unread, all of them where no numbers are given; how many changed."""
    table = schema.inbox
    conditions = [table.c.agent == agent, table.c.read_at.is_(None) if read else table.c.read_at.is_not(None)]
    if numbers is not None:
        conditions.append(table.c.id.in_(numbers))
    return connection.execute(update(table).where(*conditions).values(read_at=now if read else None)).rowcount
