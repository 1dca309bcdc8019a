"""Finding customers: by name, e-mail, phone or number; by an identification number through its fingerprint.

Takes what people type, gives one line about each customer found, the nearest first.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from runtime.customers.identification import with_number
from runtime.customers.phones import phone_number
from runtime.store import schema
from runtime.store.derived.people import full_name
from runtime.store.errors import StoreError


def list_customers(
    connection: Connection, *, status: str | None = None, after: int = 0, limit: int = 100
) -> list[dict[str, Any]]:
    """Customers in order of their numbers, from the one after `after` on."""
    people = schema.customers
    conditions = [people.c.id > after]
    if status is not None:
        conditions.append(people.c.status == status)
    return _found(connection, _people().where(*conditions).order_by(people.c.id).limit(limit))


def find_customers(connection: Connection, text: str, limit: int = 50) -> list[dict[str, Any]]:
    """Customers whose name, company, e-mail, phone, external id, username or number is like the text."""
    words = text.split()
    if not words:
        raise StoreError("bad-customer", "there is nothing to look for", "give a name, an e-mail address or a phone")
    people = schema.customers
    whole = " ".join(words)
    exact: list[ColumnElement[bool]] = [
        func.lower(people.c.email) == whole.lower(),
        people.c.external_id == whole,
        people.c.access_username == whole,
    ]
    if whole.isascii() and whole.isdigit() and len(whole) < 19:
        exact.append(people.c.id == int(whole))
    found = _found(connection, _people().where(or_(*exact)).order_by(people.c.id).limit(limit))
    found += _found(connection, _with_phone(whole).limit(limit))
    names = (people.c.first_name, people.c.middle_name, people.c.last_name, people.c.company_name, people.c.email)
    like = and_(*(or_(*(name.icontains(word, autoescape=True) for name in names)) for word in words))
    found += _found(connection, _people().where(like).order_by(people.c.last_name, people.c.id).limit(limit))
    return list({item["customer"]: item for item in found}.values())[:limit]


def find_by_number(connection: Connection, kind: str, number: str) -> list[dict[str, Any]]:
    """Customers with an identification number, found without unsealing any."""
    people = schema.customers
    numbers = with_number(connection, kind, number)
    return _found(connection, _people().where(people.c.id.in_(numbers)).order_by(people.c.id))


def _people() -> Select[Any]:
    return select(schema.customers).where(~schema.customers.c.deleted)


def _with_phone(text: str) -> Select[Any]:
    people, phones = schema.customers, schema.phones
    try:
        number = phone_number("phone", text)
    except StoreError:
        number = text
    holders = select(phones.c.customer_id).where(phones.c.phone == number)
    return _people().where(people.c.id.in_(holders)).order_by(people.c.id)


def _found(connection: Connection, statement: Select[Any]) -> list[dict[str, Any]]:
    rows = [dict(row) for row in connection.execute(statement).mappings()]
    phones = schema.phones
    numbers = [row["id"] for row in rows]
    primary = select(phones.c.customer_id, phones.c.phone).where(
        phones.c.customer_id.in_(numbers), phones.c.is_primary, phones.c.active
    )
    phone = {row.customer_id: row.phone for row in connection.execute(primary)} if rows else {}
    return [
        {
            "customer": row["id"],
            "name": full_name(row),
            "customer-type": row["customer_type"],
            "status": row["status"],
            "email": row["email"],
            "phone": phone.get(row["id"]),
            "external-id": row["external_id"],
        }
        for row in rows
    ]
