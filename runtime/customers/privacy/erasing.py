"""Erasing a customer: everything personal goes, from every table; what the books must keep stays under a pseudonym.

Takes the desk of a customer, writes in its transaction, and gives counts by table. The account's money, dates, roles
and figures stay. Rows that belong to the customer alone are deleted or emptied; in the texts of the customer's accounts
(notes, history, audit, messages) whatever names the customer is taken out. Files are removed by the caller once the
transaction is committed, and `purge` then makes the database forget what it had written over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Column, Connection, String, Table, Text, delete, select, update

from cljrules.stdlib import catalogue
from runtime.customers.desk import Desk, Row
from runtime.customers.privacy.terms import MARK, Terms, name_forms, number_forms, phone_forms
from runtime.store import schema
from runtime.store.columns import Document
from runtime.store.errors import StoreError
from runtime.store.open import Store

#: Tables whose rows are the customer's alone.
_DELETED: Final = (
    "customer_identifiers",
    "addresses",
    "phones",
    "employers",
    "customer_references",
    "social_profiles",
    "customer_custom_values",
    "customer_documents",
    "notes",
)
#: Columns of rows that stay and tell nothing any more.
_EMPTIED: Final[Mapping[str, Mapping[str, Any]]] = {
    "customer_changes": {"before": None, "after": None},
    "customer_tool_requests": {"details": None},
    "ofac_screenings": {"matches": [], "fingerprint": ""},
    "outbox": {"body": {}, "receiver": None, "last_error": None},
    "emails": {"recipient": MARK, "subject": MARK, "excerpt": "", "detail": None},
    "sms_messages": {"phone": MARK, "text": ""},
    "letters": {"name": MARK, "address": {}, "title": MARK, "pdf": b"", "tracking": None},
}
#: Tables of terms and figures, whose texts are words and not what people wrote.
_FIGURES: Final = frozenset({"loans", "loan_setup", "loan_settings", "loan_status", "daily_snapshots"})
#: Short texts that people write, beside columns of any length.
_WRITTEN: Final = frozenset({"receiver", "subject", "recipient", "phone", "title", "info", "name", "value"})
#: Texts of the machinery and of who acted.
_NOT_WRITTEN: Final = frozenset({"author", "agent", "rule", "entity", "field", "kind", "status", "type", "trigger"})
_BATCH: Final = 500


@dataclass(slots=True)
class Erased:
    """What was done: rows by table and what became of them, and the files that are to go."""

    counts: Counter[str] = field(default_factory=Counter)
    places: list[str] = field(default_factory=list)


def refuse_while_owing(desk: Desk) -> None:
    """Refuse to erase who owes on a live account: the lender needs the data to service it. Raises StoreError."""
    links, loans, figures = schema.customer_links, schema.loans, schema.loan_status
    statement = (
        select(links.c.loan_id)
        .join(loans, loans.c.loan_id == links.c.loan_id)
        .join(figures, figures.c.loan_id == links.c.loan_id)
        .where(links.c.customer_id == desk.number, loans.c.loan_active, figures.c.status_payoff > 0)
        .where(~loans.c.loan_archived, ~loans.c.loan_deleted)
        .order_by(links.c.loan_id)
    )
    owing = list(desk.connection.scalars(statement))
    if owing:
        listed = ", ".join(map(str, owing[:5])) + ("" if len(owing) <= 5 else f" and {len(owing) - 5} more")
        raise StoreError(
            "refused",
            f"customer {desk.number} still owes on account {listed}, which cannot be serviced without the data",
            "tell the customer so, and erase when it is paid; `--anyway` erases all the same",
        )


def erase(desk: Desk) -> Erased:
    """Erase the customer. What was done is not noted at the desk: history must not tell what it was."""
    connection, number = desk.connection, desk.number
    done = Erased()
    terms = _terms(desk)
    loans = _accounts(connection, number)
    outbox = _numbers(connection, "outbox", number)
    done.places = [
        place
        for place in connection.scalars(
            select(schema.customer_documents.c.place).where(schema.customer_documents.c.customer_id == number)
        )
        if place is not None
    ]
    _erase_profiles(connection, number, done)
    for name in _DELETED:
        table = schema.METADATA.tables[name]
        rows = connection.execute(delete(table).where(table.c.customer_id == number)).rowcount
        done.counts[f"{name} deleted"] += rows
    for name, values in _EMPTIED.items():
        table = schema.METADATA.tables[name]
        rows = connection.execute(update(table).where(table.c.customer_id == number).values(**values)).rowcount
        done.counts[f"{name} emptied"] += rows
    requests = schema.customer_tool_requests
    waiting = (requests.c.customer_id == number, requests.c.status == "pending")
    connection.execute(update(requests).where(*waiting).values(status="failed", outcome="unavailable"))
    _empty_events(connection, number, done)
    _empty_deliveries(connection, outbox, done)
    _forget_addresses(connection, terms, done)
    for table in schema.METADATA.sorted_tables:
        if "loan_id" in table.columns and table.name not in _FIGURES:
            _scrub(connection, table, table.c.loan_id, loans, terms, done)
    runs = schema.maintenance_runs
    every = list(connection.scalars(select(runs.c.id))) if loans else []
    _scrub(connection, runs, runs.c.id, every, terms, done)
    _pseudonymise(desk, done)
    done.counts = Counter({name: rows for name, rows in sorted(done.counts.items()) if rows})
    return done


def _terms(desk: Desk) -> Terms:
    """Whatever the customer is or was known by, and the words that are no names."""
    connection, number = desk.connection, desk.number
    texts: set[str | None] = set(name_forms(desk.customer))
    texts |= {desk.customer[name] for name in ("email", "access_username", "external_id")}
    for row in _rows(connection, "phones", number):
        texts |= phone_forms(row["phone"])
    for row in [*_rows(connection, "addresses", number), *_rows(connection, "customer_references", number)]:
        texts |= {row["address1"], row["address2"]} | _joined(row)
    for row in _rows(connection, "customer_references", number):
        texts |= {row["name"]}
        texts |= {form for name in ("primary_phone", "secondary_phone") if row[name] for form in phone_forms(row[name])}
    for row in _rows(connection, "employers", number):
        texts |= {row["company_name"]} | (phone_forms(row["phone"]) if row["phone"] else set())
    for row in _rows(connection, "social_profiles", number):
        texts |= {row["username"], row["url"], row["photo_url"], row["profile_id"]}
    for row in _rows(connection, "payment_profiles", number):
        texts |= {row["holder_name"], row["masked_number"]}
    for row in _rows(connection, "customer_identifiers", number):
        texts |= number_forms(row["number"].reveal())
    for row in _rows(connection, "customer_changes", number):
        for side in (row["before"], row["after"]):
            texts |= set(_former(side or {}))
    for row in _rows(connection, "customer_custom_values", number):
        texts |= {row["value"] if row["value"] not in ("true", "false") and len(row["value"]) > 3 else None}
    return Terms(texts, _words(connection))


#: Fields of the history whose values name the customer.
_NAMING: Final = frozenset(
    {
        *("first_name", "middle_name", "last_name", "company_name", "contact_name", "email", "access_username"),
        *("external_id", "name", "phone", "primary-phone", "secondary-phone", "address1", "address2", "company-name"),
        *("holder-name", "url", "photo-url", "username", "profile-id"),
    }
)


def _former(side: Mapping[str, Any]) -> Iterable[str]:
    for name, value in side.items():
        if name in _NAMING and isinstance(value, str):
            yield value
            if "phone" in name:
                yield from phone_forms(value)
    parts = [side[name] for name in ("first_name", "last_name") if isinstance(side.get(name), str)]
    if len(parts) == 2:
        yield " ".join(parts)


def _joined(row: Row) -> set[str]:
    line = ", ".join(part for part in (row["address1"], row["address2"], row["city"]) if part)
    return {line} if row["address1"] else set()


def _words(connection: Connection) -> set[str]:
    """Words of the tenant and of the catalogue."""
    found = {code for enumeration in catalogue.load().enumerations.values() for code in enumeration.codes}
    for table in schema.METADATA.sorted_tables:
        if "title" in table.columns and "loan_id" not in table.columns and "customer_id" not in table.columns:
            found |= {str(title) for title in connection.scalars(select(table.c.title)) if title}
    return found


def _rows(connection: Connection, name: str, number: int) -> list[Row]:
    table = schema.METADATA.tables[name]
    columns = [column for column in table.columns if column.name != "content"]
    return [dict(row) for row in connection.execute(select(*columns).where(table.c.customer_id == number)).mappings()]


def _accounts(connection: Connection, number: int) -> list[int]:
    """The accounts the customer is or was linked to."""
    links, changes = schema.customer_links, schema.customer_changes
    now = connection.scalars(select(links.c.loan_id).where(links.c.customer_id == number))
    once = connection.scalars(select(changes.c.loan_id).where(changes.c.customer_id == number).distinct())
    return sorted({*now, *(loan for loan in once if loan is not None)})


def _numbers(connection: Connection, name: str, number: int) -> list[int]:
    table = schema.METADATA.tables[name]
    return list(connection.scalars(select(table.c.id).where(table.c.customer_id == number)))


def _erase_profiles(connection: Connection, number: int, done: Erased) -> None:
    """Payment profiles: those that money refers to stay as a number."""
    table, used = schema.payment_profiles, set()
    for other in (schema.transactions, schema.autopays):
        mine = select(table.c.id).where(table.c.customer_id == number)
        used |= set(connection.scalars(select(other.c.payment_profile_id).where(other.c.payment_profile_id.in_(mine))))
    empty: dict[str, Any] = {
        **dict.fromkeys(("masked_number", "token", "token_fingerprint", "bank_name", "holder_name", "card_expiration")),
        "title": MARK,
        "is_primary": False,
        "is_secondary": False,
        "active": False,
    }
    kept = update(table).where(table.c.customer_id == number, table.c.id.in_(used)).values(**empty)
    done.counts["payment_profiles emptied"] += connection.execute(kept).rowcount
    gone = delete(table).where(table.c.customer_id == number, table.c.id.not_in(used))
    done.counts["payment_profiles deleted"] += connection.execute(gone).rowcount


def _empty_events(connection: Connection, number: int, done: Erased) -> None:
    """Of the customer's own events the kind stays, and which check came to what."""
    table = schema.events
    kept = ("customer-id", "check", "outcome", "role", "type", "count")
    for row in connection.execute(select(table.c.id, table.c.payload).where(table.c.customer_id == number)).all():
        payload = {name: row.payload[name] for name in kept if name in row.payload}
        connection.execute(update(table).where(table.c.id == row.id).values(payload=payload))
        done.counts["events emptied"] += 1


def _empty_deliveries(connection: Connection, outbox: Sequence[int], done: Erased) -> None:
    table = schema.deliveries
    empty: dict[str, Any] = {"reason": None, "reference": None, "detail": {}}
    for at in range(0, len(outbox), _BATCH):
        chunk = table.c.outbox_id.in_(outbox[at : at + _BATCH])
        done.counts["deliveries emptied"] += connection.execute(update(table).where(chunk).values(**empty)).rowcount


def _forget_addresses(connection: Connection, terms: Terms, done: Erased) -> None:
    """Addresses nothing more was to be sent to: nothing can be, once the customer is erased."""
    table = schema.suppressions
    mine = delete(table).where(table.c.address.in_({text.lower() for text in terms.texts}))
    done.counts["suppressions deleted"] += connection.execute(mine).rowcount


def _scrub(
    connection: Connection, table: Table, by: Column[Any], numbers: Sequence[int], terms: Terms, done: Erased
) -> None:
    """Take the texts out of what people wrote in rows of these accounts."""
    keys = list(table.primary_key)
    columns = [column for column in table.columns if _is_written(column) and column not in keys]
    if not columns:
        return
    for at in range(0, len(numbers), _BATCH):
        statement = select(*keys, *columns).where(by.in_(numbers[at : at + _BATCH]))
        for row in connection.execute(statement).all():
            values = dict(zip((column.name for column in columns), row[len(keys) :], strict=True))
            changed = {name: new for name, old in values.items() if (new := terms.scrub(old)) != old}
            if changed:
                same = [key == value for key, value in zip(keys, row[: len(keys)], strict=True)]
                connection.execute(update(table).where(*same).values(**changed))
                done.counts[f"{table.name} scrubbed"] += 1


def _is_written(column: Column[Any]) -> bool:
    if column.name in _NOT_WRITTEN:
        return False
    if isinstance(column.type, (Document, Text)):
        return True
    return isinstance(column.type, String) and column.name in _WRITTEN


def _pseudonymise(desk: Desk, done: Erased) -> None:
    table, number = schema.customers, desk.number
    is_person = desk.customer["customer_type"] == "individual"
    kept = {"id", "customer_type", "active", "deleted", "version", "created_at"}
    values: dict[str, Any] = {}
    for column in table.columns:
        if column.name not in kept:
            values[column.name] = None if column.nullable else _plain_default(column)
    values |= {"status": "Inactive", "erased_at": desk.now, "sells_personal_information": False}
    values |= {"first_name": "Erased", "last_name": f"Customer {number}"} if is_person else {}
    values |= {} if is_person else {"company_name": f"Erased customer {number}"}
    values["version"] = table.c.version + 1
    desk.connection.execute(update(table).where(table.c.id == number).values(**values))
    done.counts["customers pseudonymised"] += 1


def _plain_default(column: Column[Any]) -> Any:
    return False if column.type.python_type is bool else ""


def purge(store: Store) -> str:
    """Make the database forget what was deleted and written over; what was done, in words. Raises StoreError."""
    if store.engine.dialect.name != "sqlite":
        return "PostgreSQL lets go of what was deleted at its next vacuum; `VACUUM FULL` does so at once"
    with store.engine.connect() as connection:
        raw = connection.connection.cursor()
        try:
            raw.execute("VACUUM")
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            raw.close()
    return "the store's file was written anew without it"
