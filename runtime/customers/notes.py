"""Notes about a customer: a title, a category of the tenant's, and what there is to say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select, update

from runtime.customers.desk import Desk, add_row
from runtime.customers.texts import line, paragraphs, wrong
from runtime.customers.words import read_words
from runtime.store import schema
from runtime.store.errors import StoreError


def add_note(desk: Desk, subject: str, body: str, category: str, *, pinned: bool = False) -> int:
    """Write a note; its number. Raises StoreError."""
    row = {**_checked(desk, {"subject": subject, "body": body, "category": category}), "pinned": pinned}
    number = add_row(desk.connection, "notes", customer_id=desk.number, author=desk.author, created_at=desk.now, **row)
    desk.note("note", None, {"id": number, **row})
    return number


def edit_note(desk: Desk, number: int, given: Mapping[str, Any]) -> None:
    """Change title, text, category or pin of a note. Raises StoreError."""
    table = schema.notes
    same = (table.c.id == number, table.c.customer_id == desk.number)
    before = desk.connection.execute(select(table).where(*same)).mappings().one_or_none()
    if before is None:
        raise StoreError("no-such-customer", f"customer {desk.number} has no note `{number}`", "`customer note list`")
    row = _checked(desk, given)
    if row:
        desk.connection.execute(update(table).where(*same).values(**row))
        names = ("subject", "body", "category", "pinned")
        old = {name: before[name] for name in names}
        desk.note("note", {"id": number, **old}, {"id": number, **old, **row})


def _checked(desk: Desk, given: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(given)
    if "subject" in found:
        found["subject"] = line("title", found["subject"])
        if not found["subject"]:
            raise wrong("title", "is empty", "say in a few words what the note is about")
    if "body" in found:
        found["body"] = paragraphs("note", found["body"])
        if not found["body"]:
            raise wrong("note", "is empty", "write what there is to say")
    if "category" in found:
        known = read_words(desk.connection)["note-categories"]
        if found["category"] not in known:
            raise wrong("category", f"cannot be `{found['category']}`", f"it is one of {', '.join(known)}")
    return found


def notes_of(connection: Connection, customer_id: int) -> list[dict[str, Any]]:
    """The customer's notes: those that are pinned, then the latest."""
    table = schema.notes
    rows = connection.execute(select(table).where(table.c.customer_id == customer_id).order_by(table.c.id.desc()))
    found = [
        {
            "id": row["id"],
            "title": row["subject"],
            "category": row["category"],
            "body": row["body"],
            "author": row["author"],
            "created-at": row["created_at"],
            "pinned": bool(row["pinned"]),
        }
        for row in rows.mappings()
    ]
    return sorted(found, key=lambda note: not note["pinned"])
