"""The tenant's own fields of customers and employers: what there is to fill in beside what everybody has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, select, update

from runtime.customers.desk import add_row
from runtime.customers.fields import pairs
from runtime.customers.texts import line, wrong
from runtime.store import schema
from runtime.store.errors import StoreError

ENTITIES: Final = ("customer", "employer")
KINDS: Final = ("text", "boolean", "date", "number", "money", "select")


def define_field(connection: Connection, entity: str, title: str, kind: str, choices: Sequence[str]) -> int:
    """Add a field; its number. `choices` of a select field are words NUMBER=TEXT. Raises StoreError."""
    title = line("title", title)
    if not title or title.isdigit():
        raise wrong("title", "is no title", "give words; digits alone would be taken for a field's number")
    if (kind == "select") != bool(choices):
        raise wrong("choice", "goes with the kind `select`, and `select` with choices", "write `--choice 1=Spanish`")
    numbered = pairs(choices)
    if any(not number.isdigit() for number in numbered):
        raise wrong("choice", "is told by a number", "write `--choice 1=Spanish --choice 2=French`")
    table = schema.custom_fields
    if connection.scalar(select(table.c.id).where(table.c.entity == entity, table.c.title == title)) is not None:
        raise StoreError("refused", f"there is a field `{title}` of {entity}s already", "choose another title")
    values: dict[str, Any] = {"choices": numbered} if numbered else {}
    return add_row(connection, table.name, entity=entity, title=title, kind=kind, **values)


def retire_field(connection: Connection, name: str) -> None:
    """Take a field, given by number or title, out of use; values stay with the customers. Raises StoreError."""
    table = schema.custom_fields
    named = table.c.id == int(name) if name.isascii() and name.isdigit() and len(name) < 19 else table.c.title == name
    mine = (named, table.c.entity.in_(ENTITIES), table.c.active)
    if connection.execute(update(table).where(*mine).values(active=False)).rowcount == 0:
        why = f"there is no field `{name}` in use"
        raise StoreError("no-such-customer", why, "`customer fields list` lists them")


def list_fields(connection: Connection) -> list[dict[str, Any]]:
    """The fields in use."""
    table = schema.custom_fields
    mine = select(table).where(table.c.entity.in_(ENTITIES), table.c.active).order_by(table.c.id)
    names = ("id", "entity", "title", "kind", "choices")
    return [{name: row[name] for name in names} for row in connection.execute(mine).mappings()]
