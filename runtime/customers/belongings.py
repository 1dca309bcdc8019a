"""What a customer has several of: phones, references, social profiles, payment profiles. Added, changed, removed.

Takes the desk and what is given by field; gives the row's number. Raises StoreError.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Table, delete, select, update

from runtime.customers.desk import Desk, Row, add_row
from runtime.customers.fields import read_fields, require, shown_fields
from runtime.customers.places import complete_address
from runtime.customers.texts import wrong
from runtime.store import schema
from runtime.store.errors import StoreError

#: What is forgotten of a row when what a tool had looked at changes.
UNCHECKED: Final[Mapping[str, Any]] = {
    "check_outcome": None,
    "checked_by": None,
    "check_details": None,
    "checked_on": None,
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of belonging: its table, and what else changes when a row of it is as given."""

    table: Table
    fit: Callable[[Desk, Row, Row | None], Row]


def add(desk: Desk, kind: str, given: Any) -> int:
    """Add one; its number."""
    found = KINDS[kind]
    row = found.fit(desk, read_fields(kind, given, desk.scope()), None)
    number = add_row(desk.connection, found.table.name, customer_id=desk.number, **row)
    kept = next(item for item in rows_of(desk, kind) if item["id"] == number)
    desk.note(kind, None, {"id": number, **shown_fields(kind, kept)})
    if kind == "payment-profile":
        desk.tell("payment-profile-added", type=kept["type"])
    if kind == "reference":
        desk.tell("references-added", count=1)
    return number


def change(desk: Desk, kind: str, number: int, given: Any) -> None:
    """Change fields of one."""
    before = find(desk, kind, number)
    table = KINDS[kind].table
    row = KINDS[kind].fit(desk, read_fields(kind, given, desk.scope()), before)
    if row:
        desk.connection.execute(update(table).where(table.c.id == number).values(**row))
    after = find(desk, kind, number)
    shown = shown_fields(kind, before), shown_fields(kind, after)
    replaced = "token" in row
    if shown[0] != shown[1] or replaced:
        token = ({"token": "********"}, {"token": "replaced"}) if replaced else ({}, {})
        desk.note(kind, {"id": number, **shown[0], **token[0]}, {"id": number, **shown[1], **token[1]})


def remove(desk: Desk, kind: str, number: int) -> None:
    """Take one away; a payment profile that payments refer to stays, no longer active and without its token."""
    before = find(desk, kind, number)
    table = KINDS[kind].table
    if kind == "payment-profile" and _is_used(desk, number):
        off = {"active": False, "is_primary": False, "is_secondary": False, "token": None, "token_fingerprint": None}
        desk.connection.execute(update(table).where(table.c.id == number).values(**off))
    else:
        desk.connection.execute(delete(table).where(table.c.id == number))
    desk.note(kind, {"id": number, **shown_fields(kind, before)}, None)
    if kind == "phone" and before["is_primary"]:
        _lead(desk)


def rows_of(desk: Desk, kind: str) -> list[Row]:
    """All the customer has of a kind, in the order they were added."""
    table = KINDS[kind].table
    statement = select(table).where(table.c.customer_id == desk.number).order_by(table.c.id)
    return [dict(row) for row in desk.connection.execute(statement).mappings()]


def find(desk: Desk, kind: str, number: int) -> Row:
    """One by its number. Raises StoreError."""
    row = next((row for row in rows_of(desk, kind) if row["id"] == number), None)
    if row is None:
        what = kind.replace("-", " ")
        raise StoreError(
            "no-such-customer", f"customer {desk.number} has no {what} `{number}`", "`customer show` lists them"
        )
    return row


def _fit_phone(desk: Desk, row: Row, before: Row | None) -> Row:
    """At most one phone is primary and one secondary; the first one is primary."""
    others = [item for item in rows_of(desk, "phone") if before is None or item["id"] != before["id"]]
    if before is None:
        require("phone", row, "phone")
        row.setdefault("is_primary", not any(item["is_primary"] for item in others) and row.get("active", True))
    whole = {**(before or {"is_primary": False, "is_secondary": False, "active": True}), **row}
    if any(item["phone"] == whole["phone"] for item in others):
        raise StoreError(
            "refused", f"customer {desk.number} has the phone `{whole['phone']}` already", "change that one"
        )
    if whole["is_primary"] and whole["is_secondary"]:
        raise wrong("primary", "and `secondary` cannot both be true", "choose one of them")
    if whole["is_primary"] and not whole["active"]:
        raise wrong("active", "cannot be false for the primary phone", "make another phone primary first")
    if before is not None and before["is_primary"] and not whole["is_primary"] and others:
        raise wrong("primary", "cannot be taken from the primary phone", "make another phone primary instead")
    for column in ("is_primary", "is_secondary"):
        if whole[column]:
            _take(desk, "phone", column, others)
    if before is not None and whole["phone"] != before["phone"]:
        row |= {"carrier_name": None, "carrier_verified": False, "is_land_line": False, **UNCHECKED}
    return row


def _take(desk: Desk, kind: str, column: str, others: list[Row]) -> None:
    """Take a mark that one row alone may have from the others."""
    table = KINDS[kind].table
    for item in others:
        if item[column]:
            desk.connection.execute(update(table).where(table.c.id == item["id"]).values({column: False}))
            desk.note(kind, {"id": item["id"], column: True}, {"id": item["id"], column: False})


def _lead(desk: Desk) -> None:
    """Let the first active phone be primary, the secondary one before others."""
    table = schema.phones
    rest = sorted((row for row in rows_of(desk, "phone") if row["active"]), key=lambda row: not row["is_secondary"])
    if rest:
        number = rest[0]["id"]
        lead = update(table).where(table.c.id == number).values(is_primary=True, is_secondary=False)
        desk.connection.execute(lead)
        desk.note("phone", {"id": number, "primary": False}, {"id": number, "primary": True})


def _fit_reference(desk: Desk, row: Row, before: Row | None) -> Row:
    if before is None:
        require("reference", row, "name")
    parts = ("address1", "address2", "city", "state", "zipcode", "country")
    if not any(part in row for part in parts):
        return row
    whole = {part: (before or {}).get(part) for part in parts} | {part: row[part] for part in parts if part in row}
    changed = before is not None and any(whole[part] != before[part] for part in parts)
    return {
        **row,
        **complete_address(whole),
        **({"verified": False, "standardized": False, **UNCHECKED} if changed else {}),
    }


def _fit_social(desk: Desk, row: Row, before: Row | None) -> Row:
    if before is None:
        require("social-profile", row, "profile_type")
    kind = row.get("profile_type")
    others = (item for item in rows_of(desk, "social-profile") if before is None or item["id"] != before["id"])
    if kind and any(item["profile_type"] == kind for item in others):
        raise StoreError("refused", f"customer {desk.number} has a profile at `{kind}` already", "change that one")
    return row


def _fit_payment_profile(desk: Desk, row: Row, before: Row | None) -> Row:
    """Tokens only: what could be the number of a card or an account is refused wherever it stands."""
    if before is None:
        require("payment-profile", row, "title", "type", "token")
    for column in ("title", "token", "bank_name", "holder_name"):
        if row.get(column):
            _refuse_numbers(column, row[column])
    if row.get("masked_number"):
        if not re.fullmatch(r"\d{4}", row["masked_number"], re.ASCII):
            raise wrong("last4", "is not four digits", "write the last four digits and no others")
        row["masked_number"] = f"****{row['masked_number']}"
    if "token" in row:
        row["token_fingerprint"] = row["token"]
    others = [item for item in rows_of(desk, "payment-profile") if before is None or item["id"] != before["id"]]
    for column in ("is_primary", "is_secondary"):
        if row.get(column):
            _take(desk, "payment-profile", column, others)
    return row


def _refuse_numbers(column: str, text: str) -> None:
    compact = re.sub(r"[\s._*-]", "", text)
    runs = re.findall(r"\d{12,19}", compact)
    only_digits = column == "token" and not re.search(r"[A-Za-z]", text)
    if only_digits or any(
        _is_card(run[at : at + size]) for run in runs for size in range(12, 20) for at in range(len(run))
    ):
        raise wrong(
            column.replace("_", "-"),
            "could be the number of a card or an account, which never lies in this store",
            "enter it at the payment vault and give the token that the vault answers",
        )


def _is_card(digits: str) -> bool:
    """Whether digits are as many as those of a card and pass its check."""
    if len(digits) < 12:
        return False
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _is_used(desk: Desk, number: int) -> bool:
    tables = (schema.transactions, schema.autopays)
    return any(
        desk.connection.scalar(select(table.c.id).where(table.c.payment_profile_id == number).limit(1)) is not None
        for table in tables
    )


#: Every kind by name.
KINDS: Final[Mapping[str, Kind]] = {
    "phone": Kind(schema.phones, _fit_phone),
    "reference": Kind(schema.customer_references, _fit_reference),
    "social-profile": Kind(schema.social_profiles, _fit_social),
    "payment-profile": Kind(schema.payment_profiles, _fit_payment_profile),
}
