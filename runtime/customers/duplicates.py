"""Whether a customer may be in the store already: the same identification number, e-mail, phone or address.

Takes a customer's number, gives what is told of it and who has the same; never unseals a number.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Self

from sqlalchemy import ColumnElement, Connection, func, select

from runtime.customers.identification import same_number
from runtime.customers.tools.publication28 import standard_key
from runtime.store import schema
from runtime.store.errors import StoreError


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a customer is told by. `numbers` are the fingerprints' rows, by kind and place, so that a change shows."""

    number: int
    numbers: tuple[tuple[str, int], ...]
    email: str | None
    phones: tuple[str, ...]
    addresses: tuple[tuple[str, str, str], ...]

    @classmethod
    def of(cls, connection: Connection, number: int) -> Self:
        """What the customer is told by, as it stands in the store."""
        people, phones, places, ids = (
            schema.customers,
            schema.phones,
            schema.addresses,
            schema.customer_identifiers,
        )
        email = connection.scalar(select(people.c.email).where(people.c.id == number))
        numbers = connection.execute(select(ids.c.kind, ids.c.id).where(ids.c.customer_id == number)).all()
        active = select(phones.c.phone).where(phones.c.customer_id == number, phones.c.active)
        rows = connection.execute(
            select(places).where(places.c.customer_id == number, places.c.kind.in_(("primary", "mailing")))
        ).mappings()
        addresses = tuple(
            sorted(
                (row["kind"], standard_key(row["address1"] or "", row["address2"] or ""), (row["zipcode"] or "")[:5])
                for row in rows
            )
        )
        told = tuple(sorted((row.kind, row.id) for row in numbers))
        return cls(number, told, email, tuple(sorted(connection.scalars(active))), addresses)

    def beyond(self, before: Self) -> Self:
        """Only what is new since `before`: what was there already was let in then."""
        return replace(
            self,
            numbers=tuple(item for item in self.numbers if item not in before.numbers),
            email=self.email if self.email != before.email else None,
            phones=tuple(item for item in self.phones if item not in before.phones),
            addresses=tuple(item for item in self.addresses if item not in before.addresses),
        )


def find_duplicates(connection: Connection, candidate: Candidate) -> list[dict[str, Any]]:
    """Who may be the same: for each other customer its number and by what it was told (`ssn`, `email`, `phone`,
    `primary-address`, `mailing-address`).
    """
    found: dict[int, dict[str, None]] = {}
    if candidate.numbers:
        kinds = {kind for kind, _ in candidate.numbers}
        for number, kind in same_number(connection, candidate.number):
            if kind in kinds:
                found.setdefault(number, {})[kind] = None
    people, phones = schema.customers, schema.phones
    if candidate.email:
        for number in _customers(connection, people.c.email == candidate.email, candidate.number):
            found.setdefault(number, {})["email"] = None
    if candidate.phones:
        statement = select(phones.c.customer_id).where(phones.c.phone.in_(candidate.phones), phones.c.active)
        for number in _living(connection, list(connection.scalars(statement)), candidate.number):
            found.setdefault(number, {})["phone"] = None
    for kind, key, zipcode in candidate.addresses:
        for number in _same_address(connection, key, zipcode, candidate.number):
            found.setdefault(number, {})[f"{kind}-address"] = None
    return [{"customer": number, "same": list(what)} for number, what in sorted(found.items())]


def _customers(connection: Connection, condition: ColumnElement[bool], but: int) -> list[int]:
    people = schema.customers
    return list(connection.scalars(select(people.c.id).where(condition, people.c.id != but, ~people.c.deleted)))


def _living(connection: Connection, numbers: list[int], but: int) -> list[int]:
    return _customers(connection, schema.customers.c.id.in_(set(numbers)), but)


def _same_address(connection: Connection, key: str, zipcode: str, but: int) -> list[int]:
    """Who lives at an address; all of a ZIP code whose line begins alike are held against it."""
    number, _, rest = key.partition(" ")
    if not zipcode or not rest:
        return []
    table = schema.addresses
    near = select(table).where(
        table.c.zipcode.startswith(zipcode, autoescape=True),
        func.upper(table.c.address1).startswith(number, autoescape=True),
        table.c.kind.in_(("primary", "mailing")),
    )
    same = [
        row["customer_id"]
        for row in connection.execute(near).mappings()
        if standard_key(row["address1"] or "", row["address2"] or "") == key
    ]
    return _living(connection, same, but)


def refuse_duplicates(connection: Connection, candidate: Candidate) -> None:
    """Refuse a customer who may be in the store already. Raises StoreError (`duplicate`)."""
    found = find_duplicates(connection, candidate)
    if found:
        told = "; ".join(f"customer {item['customer']} (same {', '.join(item['same'])})" for item in found[:5])
        more = f" and {len(found) - 5} more" if len(found) > 5 else ""
        why = f"this may be somebody the store has already: {told}{more}"
        raise StoreError("duplicate", why, "look at them with `customer show`; add `--anyway` when it is another one")
