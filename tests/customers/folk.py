"""What the tests of customers share: stores with a key, people as documents, and the events about them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from books import DAY, values
from sqlalchemy import select

from runtime.customers.desk import changing
from runtime.customers.editing import create
from runtime.customers.showing import show_customer
from runtime.maintenance.record import plain
from runtime.store import schema
from runtime.store.generator import generate
from runtime.store.open import Store, open_store

AUTHOR = "clerk"

DANA: dict[str, Any] = {
    "first-name": "Dana",
    "middle-name": "Rae",
    "last-name": "WHITFIELD",
    "email": "Dana.Whitfield@Mail.Example",
    "birth-date": "1986-03-09",
    "phones": [{"phone": "(801) 555-0142", "type": "cell"}],
    "addresses": {"primary": {"address1": "418 Juniper Street", "zipcode": "84601"}},
    "mailing-is-primary": True,
    "identification": [{"kind": "ssn", "number": "219-09-9998"}],
}
BARE: dict[str, Any] = {"first-name": "Bo", "last-name": "ek"}


def opened(path: Path, loans: int = 12, seed: int = 5) -> Store:
    """A store on disk with a made-up portfolio."""
    store = open_store(str(path), create=True, today=DAY)
    generate(store, loans, seed, DAY)
    return store


def entered(store: Store, document: dict[str, Any] | None = None, **more: Any) -> int:
    """A customer, Dana when none is described."""
    return create(store, {**(DANA if document is None else document), **more}, AUTHOR)


def shown(store: Store, number: int) -> dict[str, Any]:
    """The customer's document as a program reads it."""
    with store.read() as connection:
        found: dict[str, Any] = json.loads(json.dumps(show_customer(connection, number), default=str))
        return found


def at_desk(store: Store, number: int, act: Any, *words: Any, **more: Any) -> Any:
    """What an act at the customer's desk gives."""
    with changing(store, number, AUTHOR) as desk:
        return act(desk, *words, **more)


def events(store: Store, number: int) -> list[tuple[str, dict[str, Any]]]:
    """Kind and payload of every event of a customer, in order."""
    table = schema.events
    with store.read() as connection:
        rows = connection.execute(select(table).where(table.c.customer_id == number).order_by(table.c.id))
        return [(row.type, row.payload) for row in rows]


def seen(store: Store, loan: int, role: str = "primary") -> dict[str, Any]:
    """A customer of an account as criteria see them."""
    found: dict[str, Any] = plain(values(store, loan)["customer"])[role]
    return found
