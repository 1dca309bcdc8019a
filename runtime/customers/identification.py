"""A customer's identification numbers: sealed in the store, masked wherever they are shown.

Takes the desk and what is given by field. `reveal` alone gives a number, to a role that may see it, and records that.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, select

from runtime.customers.desk import Desk, Row, add_row
from runtime.customers.fields import read_fields, require
from runtime.customers.identifiers import KINDS, UNIQUE, read_number
from runtime.customers.texts import wrong
from runtime.store import schema
from runtime.store.errors import StoreError
from runtime.store.secrets import Sealed


def set_identification(desk: Desk, given: Any) -> None:
    """Write the customer's number of a kind, in place of the one before."""
    row = read_fields("identification", given, desk.scope())
    require("identification", row, "kind", "number")
    kind = row["kind"]
    number = read_number(kind, row["number"])
    _fits(desk, kind)
    before = _row(desk.connection, desk.number, kind)
    if before is not None and before["number"].holds(number) and _same(before, row):
        return
    table = schema.customer_identifiers
    desk.connection.execute(delete(table).where(table.c.customer_id == desk.number, table.c.kind == kind))
    values = {**row, "number": number, "fingerprint": number}
    add_row(desk.connection, table.name, customer_id=desk.number, **values)
    after = _row(desk.connection, desk.number, kind)
    assert after is not None
    desk.note(f"identification-{kind}", None if before is None else _shown(before), _shown(after))


def _fits(desk: Desk, kind: str) -> None:
    """A person has no employer's number; a company has either that or its owner's (seed 003: General information)."""
    if kind == "employerNumber" and desk.customer["customer_type"] == "individual":
        raise wrong("employerNumber", "is a number of companies", "give `ssn` or `sin` for a person")


def _same(before: Row, row: Mapping[str, Any]) -> bool:
    return all(before[name] == row[name] for name in ("issuer", "expires_on") if name in row)


def _shown(row: Row) -> dict[str, Any]:
    return {"number": row["number"].masked, "issuer": row["issuer"], "expires-on": row["expires_on"]}


def remove_identification(desk: Desk, kind: str) -> None:
    """Take the number of a kind away."""
    before = _row(desk.connection, desk.number, kind)
    if before is None:
        raise StoreError("refused", f"customer {desk.number} has no `{kind}`", "nothing was changed")
    table = schema.customer_identifiers
    desk.connection.execute(delete(table).where(table.c.customer_id == desk.number, table.c.kind == kind))
    desk.note(f"identification-{kind}", _shown(before), None)


def _row(connection: Connection, customer_id: int, kind: str) -> Row | None:
    table = schema.customer_identifiers
    statement = select(table).where(table.c.customer_id == customer_id, table.c.kind == kind)
    row = connection.execute(statement).mappings().one_or_none()
    return None if row is None else dict(row)


def identification(connection: Connection, customer_id: int) -> list[dict[str, Any]]:
    """The customer's numbers, masked."""
    table = schema.customer_identifiers
    rows = connection.execute(select(table).where(table.c.customer_id == customer_id).order_by(table.c.id)).mappings()
    return [{"kind": row["kind"], "label": KINDS[row["kind"]], **_shown(dict(row))} for row in rows]


def reveal(desk: Desk, kind: str, role: str, allowed: Mapping[str, tuple[str, ...]], reason: str | None) -> str:
    """The customer's number of a kind, for a role that `allowed` lets see it; who saw it, and why, is recorded.

    Raises StoreError: `not-allowed` for another role.
    """
    if kind not in KINDS:
        raise wrong("reveal", f"cannot be `{kind}`", f"it is one of {', '.join(KINDS)}")
    if kind not in allowed.get(role, ()) and "*" not in allowed.get(role, ()):
        raise StoreError(
            "not-allowed",
            f"the role `{role}` may not see the {KINDS[kind]} of a customer",
            "`[customers.reveal]` in runtime.toml says which role may see what",
        )
    row = _row(desk.connection, desk.number, kind)
    if row is None:
        raise StoreError("no-such-customer", f"customer {desk.number} has no `{kind}`", "`customer show` lists them")
    number: Sealed = row["number"]
    plain = number.reveal()
    desk.record("revealed", f"identification-{kind}", {"role": role, "reason": reason})
    return plain


def same_number(connection: Connection, customer_id: int) -> list[tuple[int, str]]:
    """Other customers with one of this customer's numbers that tell people apart, each with the kind of number."""
    mine, other = schema.customer_identifiers, schema.customer_identifiers.alias()
    people = schema.customers
    statement = (
        select(other.c.customer_id, other.c.kind)
        .join_from(mine, other, (other.c.fingerprint == mine.c.fingerprint) & (other.c.kind == mine.c.kind))
        .join(people, people.c.id == other.c.customer_id)
        .where(mine.c.customer_id == customer_id, other.c.customer_id != customer_id, mine.c.kind.in_(UNIQUE))
        .where(~people.c.deleted)
        .order_by(other.c.customer_id)
    )
    return [(row.customer_id, row.kind) for row in connection.execute(statement)]


def with_number(connection: Connection, kind: str, number: str) -> list[int]:
    """Customers with this number, found by its fingerprint: nothing is unsealed."""
    table = schema.customer_identifiers
    plain = read_number(kind, number)
    statement = select(table.c.customer_id).where(table.c.kind == kind, table.c.fingerprint == plain)
    return list(connection.scalars(statement.order_by(table.c.customer_id)))
