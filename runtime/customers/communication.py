"""What a customer was sent and sent back: text messages, e-mails, letters, and what waits or was withheld.

Takes a connection and a customer's number, gives each message with its state, the latest first.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from runtime.store import schema

_MOST = 500


def communication_of(connection: Connection, number: int, most: int = _MOST) -> dict[str, list[dict[str, Any]]]:
    """The customer's messages by channel: `sms` is the running conversation both ways, `email` keeps the first 500
    characters, `mail-house` the way of every letter, `waiting` what is not sent yet or was withheld.
    """
    return {
        "sms": _sms(connection, number, most),
        "email": _emails(connection, number, most),
        "mail-house": _letters(connection, number, most),
        "waiting": _waiting(connection, number, most),
    }


def _sms(connection: Connection, number: int, most: int) -> list[dict[str, Any]]:
    table = schema.sms_messages
    names = ("id", "direction", "phone", "text", "segments", "status", "error", "at", "loan_id", "notification")
    statement = select(*(table.c[name] for name in names)).where(table.c.customer_id == number)
    return _named(connection.execute(statement.order_by(table.c.id.desc()).limit(most)).mappings())


def _emails(connection: Connection, number: int, most: int) -> list[dict[str, Any]]:
    table = schema.emails
    names = (
        "id",
        "sender",
        "recipient",
        "subject",
        "excerpt",
        "status",
        "detail",
        "sent_at",
        "loan_id",
        "notification",
    )
    statement = select(*(table.c[name] for name in names)).where(table.c.customer_id == number)
    return _named(connection.execute(statement.order_by(table.c.id.desc()).limit(most)).mappings())


def _letters(connection: Connection, number: int, most: int) -> list[dict[str, Any]]:
    table, ways = schema.letters, schema.letter_statuses
    names = (
        *("id", "submitted_at", "name", "address", "title", "requester", "source", "status", "tracking", "pages"),
        *("loan_id", "notification", "cancel_until"),
    )
    statement = select(*(table.c[name] for name in names)).where(table.c.customer_id == number)
    found = _named(connection.execute(statement.order_by(table.c.id.desc()).limit(most)).mappings())
    numbers = [letter["id"] for letter in found]
    steps: dict[int, list[dict[str, Any]]] = {letter: [] for letter in numbers}
    for row in connection.execute(select(ways).where(ways.c.letter_id.in_(numbers)).order_by(ways.c.id)).mappings():
        steps[row["letter_id"]].append({name: row[name] for name in ("status", "at", "author", "note")})
    return [{**letter, "tracking-history": steps[letter["id"]]} for letter in found]


def _waiting(connection: Connection, number: int, most: int) -> list[dict[str, Any]]:
    table = schema.outbox
    names = (
        "id",
        "channel",
        "notification",
        "receiver",
        "status",
        "withheld_reason",
        "attempts",
        "loan_id",
        "created_at",
    )
    statement = select(*(table.c[name] for name in names)).where(
        table.c.customer_id == number, table.c.status != "sent"
    )
    return _named(connection.execute(statement.order_by(table.c.id.desc()).limit(most)).mappings())


def _named(rows: Any) -> list[dict[str, Any]]:
    renamed = {"loan_id": "account"}
    return [{renamed.get(name, name.replace("_", "-")): value for name, value in row.items()} for row in rows]
