"""One change of one customer: row locked, change made, history and events written, all in one transaction.

Takes a store, gives a `Desk` to work at; what is noted at it becomes rows of `customer_changes` and one event. Must
never write an identification number, a token or a password to the history: those who note mask them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import Connection, insert, select, update

from runtime.customers.fields import Scope
from runtime.customers.words import read_words
from runtime.events import Happening, write_events
from runtime.store import schema
from runtime.store.accounts import write_inserts
from runtime.store.errors import StoreError
from runtime.store.open import Store

#: Events other than `customer-updated`, by the entity that changed.
_EVENTS: Final = {"employer": "employer-updated", "payment-profile": "payment-profile-added"}
Row = dict[str, Any]


@dataclass(slots=True)
class Note:
    """A change of part of a customer: what it was and what it is, by field; None where there was or is nothing."""

    entity: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    kind: str = "changed"


@dataclass(slots=True)
class Desk:
    """A customer under change."""

    connection: Connection
    customer: Row
    author: str
    today: date
    now: datetime
    notes: list[Note] = field(default_factory=list)
    events: list[tuple[str, int | None, Mapping[str, Any]]] = field(default_factory=list)

    @property
    def number(self) -> int:
        """The customer's number."""
        return int(self.customer["id"])

    def scope(self, country: str = "usa") -> Scope:
        """What reading values depends on."""
        return Scope(self.today, read_words(self.connection), country)

    def note(self, entity: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> None:
        """Record a change of the customer; only fields that differ are kept."""
        if before is not None and after is not None:
            names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
            before, after = ({name: row.get(name) for name in names} for row in (before, after))
            if not names:
                return
        self.notes.append(Note(entity, before, after))

    def record(self, kind: str, entity: str, what: Mapping[str, Any]) -> None:
        """Record what was done with the customer without changing it: `revealed`, `exported`, `erased`."""
        self.notes.append(Note(entity, None, what, kind))

    def tell(self, event: str, *, loan_id: int | None = None, **payload: Any) -> None:
        """Raise an event of the catalogue about the customer, on an account or on none."""
        told = {name.replace("_", "-"): value for name, value in payload.items()}
        self.events.append((event, loan_id, {"customer-id": self.number, **told}))

    def set(self, values: Mapping[str, Any], shown: Mapping[str, Any] | None = None) -> None:
        """Set columns of the customer's own row, with their history; `shown` is told instead of a column's values."""
        changed = {name: value for name, value in values.items() if self.customer[name] != value}
        if not changed:
            return
        table = schema.customers
        self.connection.execute(update(table).where(table.c.id == self.number).values(**changed))
        before = {name: self.customer[name] for name in changed}
        self.customer.update(changed)
        hide = shown or {}
        self.note("customer", _hidden(before, hide, old=True), _hidden(changed, hide, old=False))


def _hidden(row: Mapping[str, Any], shown: Mapping[str, Any], *, old: bool) -> dict[str, Any]:
    return {name: (None if old else shown[name]) if name in shown else value for name, value in row.items()}


def find_customer(connection: Connection, number: int, *, lock: bool = False) -> Row:
    """The customer's row. Raises StoreError (`no-such-customer`)."""
    table = schema.customers
    statement = select(table).where(table.c.id == number, ~table.c.deleted)
    row = connection.execute(statement.with_for_update() if lock else statement).mappings().one_or_none()
    if row is None:
        raise StoreError("no-such-customer", f"there is no customer `{number}`", "`customer find TEXT` looks for one")
    return dict(row)


@contextmanager
def changing(store: Store, number: int, author: str, *, version: int | None = None) -> Iterator[Desk]:
    """Change a customer in a transaction of its own. With `version` the change is refused where the customer was
    changed since that version was read. Raises StoreError.
    """
    with store.begin() as connection, changing_within(connection, number, author, store.today, version) as desk:
        yield desk


@contextmanager
def changing_within(
    connection: Connection, number: int, author: str, today: date, version: int | None = None
) -> Iterator[Desk]:
    """The same inside the caller's transaction."""
    customer = find_customer(connection, number, lock=True)
    if customer["erased_at"] is not None:
        why = f"the data of customer {number} was erased on {customer['erased_at'][:10]}"
        raise StoreError("refused", why, "nothing can be added to it; enter the person anew")
    if version is not None and version != customer["version"]:
        why = f"customer {number} was changed since: it is at version {customer['version']}, not {version}"
        raise StoreError("stale", why, "look at it again, and change what is there now")
    desk = Desk(connection, customer, author, today, datetime.now(UTC))
    yield desk
    write(desk)


def write(desk: Desk) -> None:
    """Write the history and the events of what was noted, and count the version."""
    if not desk.notes:
        tell_events(desk)
        return
    common: Row = {"customer_id": desk.number, "author": desk.author, "business_date": desk.today}
    rows = [
        {
            **common,
            "kind": note.kind,
            "entity": note.entity,
            "before": note.before,
            "after": note.after,
            "changed_at": desk.now,
        }
        for note in desk.notes
    ]
    write_inserts(desk.connection, "customer_changes", rows)
    changed = [note for note in desk.notes if note.kind == "changed"]
    if changed:
        table = schema.customers
        grown = update(table).where(table.c.id == desk.number).values(version=table.c.version + 1)
        desk.connection.execute(grown)
    if not desk.events and changed:
        desk.tell(_EVENTS.get(changed[0].entity, "customer-updated"), changes=_changes(changed))
    tell_events(desk)


def tell_events(desk: Desk) -> None:
    """Write the events; the accounts they are on are locked for it."""
    loans = schema.loans
    numbers = sorted({loan_id for _, loan_id, _ in desk.events if loan_id is not None})
    desk.connection.execute(select(loans.c.loan_id).where(loans.c.loan_id.in_(numbers)).with_for_update())
    happenings = [
        Happening(event, loan_id, payload, desk.author, desk.today, customer_id=desk.number)
        for event, loan_id, payload in desk.events
    ]
    write_events(desk.connection, happenings, desk.now)


def _changes(notes: list[Note]) -> list[dict[str, Any]]:
    found = []
    for note in notes:
        before, after = note.before or {}, note.after or {}
        for name in {**before, **after}:
            what = name if note.entity == "customer" else f"{note.entity}.{name}"
            found.append({"field": what, "before": before.get(name), "after": after.get(name)})
    return found


def add_row(connection: Connection, name: str, /, **values: Any) -> int:
    """Insert a row; its number."""
    table = schema.METADATA.tables[name]
    number: int = connection.execute(insert(table).values(**values).returning(table.c.id)).scalar_one()
    return number
