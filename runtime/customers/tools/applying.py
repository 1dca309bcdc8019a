"""Checks asked for at a desk, by the command or the queue: what they find is written there, with history and event."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import delete, insert, select, update

from runtime.customers.belongings import find
from runtime.customers.desk import Desk, Row, add_row
from runtime.customers.particulars import PARTS, address_row, write_address
from runtime.customers.tools.checks import Screening, checked_values, request_key, screen
from runtime.customers.tools.local import LocalAddresses
from runtime.customers.tools.providers import CHECKS, Answer
from runtime.customers.tools.wiring import (
    NO_LIST,
    address_provider,
    mode_of,
    not_activated,
    ofac_index,
    phone_provider,
    tool_settings,
)
from runtime.store import schema
from runtime.store.errors import StoreError

ADDRESS_KINDS: Final = {"primary-address": "primary", "mailing-address": "mailing", "employer-address": "employer"}

_REFERENCE: Final = ("address1", "address2", "city", "state", "zipcode", "verified", "standardized")


def check_now(desk: Desk, check: str) -> dict[str, Any]:
    """Check a customer here and now, or queue what needs a service outside; what came of it. Raises StoreError."""
    if check not in CHECKS:
        raise StoreError("bad-customer", f"there is no check `{check}`", f"there are {', '.join(CHECKS)}")
    settings = tool_settings(desk.connection)
    mode = mode_of(settings, CHECKS[check])
    if mode == "off":
        raise StoreError("refused", not_activated(CHECKS[check]), "docs/operators/customers.md tells how to set it up")
    if check in ADDRESS_KINDS:
        _american(desk, ADDRESS_KINDS[check])
    if mode == "remote":
        return {"check": check, "outcome": "queued", "request": queue(desk, check, None, None)}
    if check == "ofac":
        index = ofac_index(desk.connection)
        if index is None:
            raise StoreError("refused", NO_LIST, "import one first")
        screening = screen(index, desk.customer, settings.ofac_threshold)
        apply_screening(desk, screening)
        matches = [match.as_data() for match in screening.matches]
        return {"check": check, "outcome": screening.outcome, "details": screening.details, "matches": matches}
    if check == "phone":
        answer = phone_provider(settings).look_up(_primary_phone(desk)["phone"])
        apply_answer(desk, check, answer, settings.phone)
    else:
        answer = address_provider(settings).validate(_american(desk, ADDRESS_KINDS[check]))
        apply_answer(desk, check, answer, settings.address)
    return {"check": check, "outcome": answer.outcome, "details": answer.details}


def _american(desk: Desk, kind: str) -> Row:
    row = address_row(desk, kind)
    if row is None or not row["address1"]:
        raise StoreError("refused", f"customer {desk.number} has no {kind} address", "enter it first")
    if row["country"] != "usa":
        raise StoreError("refused", "addresses are looked up in the United States alone", "nothing was changed")
    return row


def _primary_phone(desk: Desk) -> Row:
    table = schema.phones
    statement = select(table).where(table.c.customer_id == desk.number, table.c.is_primary, table.c.active)
    row = desk.connection.execute(statement).mappings().first()
    if row is None:
        raise StoreError("refused", f"customer {desk.number} has no primary phone", "enter it first")
    return dict(row)


def check_reference(desk: Desk, number: int) -> dict[str, Any]:
    """Check the address of a reference, by the rules of the Postal Service and without asking it. Raises StoreError."""
    row = find(desk, "reference", number)
    if not row["address1"] or row["country"] != "usa":
        raise StoreError("refused", f"reference {number} has no address in the United States", "enter it first")
    answer = LocalAddresses().validate(row)
    values = checked_values(answer, LocalAddresses.name, desk.today.isoformat())
    table = schema.customer_references
    desk.connection.execute(update(table).where(table.c.id == number).values(**values))
    after = find(desk, "reference", number)
    before, now = ({"id": number, **{name: item[name] for name in _REFERENCE}} for item in (row, after))
    desk.note("reference", before, now)
    return {"reference": number, "outcome": answer.outcome, "details": answer.details}


def queue(desk: Desk, check: str, loan_id: int | None, role: str | None) -> int:
    """Put a request for a service in the queue; its number, that of the one before where it is asked already."""
    table = schema.customer_tool_requests
    what: tuple[Any, ...] = ()
    if check in ADDRESS_KINDS:
        row = address_row(desk, ADDRESS_KINDS[check]) or {}
        what = tuple(row.get(part) for part in ("address1", "address2", "city", "state", "zipcode"))
    key = request_key(check, desk.number, desk.today.isoformat(), what)
    same = (table.c.status == "pending") & (table.c.check == check) & (table.c.customer_id == desk.number)
    known = desk.connection.scalar(select(table.c.id).where(same | (table.c.idempotency_key == key)).limit(1))
    if known is not None:
        return int(known)
    return add_row(
        desk.connection,
        table.name,
        customer_id=desk.number,
        loan_id=loan_id,
        role=role,
        check=check,
        idempotency_key=key,
        business_date=desk.today,
        author=desk.author,
        created_at=desk.now,
    )


def apply_answer(
    desk: Desk, check: str, answer: Answer, provider: str, *, loan_id: int | None = None, role: str | None = None
) -> None:
    """Write what a tool found, and tell it."""
    today = desk.today.isoformat()
    if check in ADDRESS_KINDS:
        row = _american(desk, ADDRESS_KINDS[check])
        values = checked_values(answer, provider, today)
        whole = {part: values.pop(part, row[part]) for part in PARTS}
        write_address(desk, ADDRESS_KINDS[check], whole, values)
    elif check == "phone":
        _write_phone(desk, checked_values(answer, provider, today))
    elif check == "credit" and answer.outcome == "ok":
        desk.set({**answer.values, "credit_score_date": today})
    elif check == "social-profile" and answer.outcome == "ok":
        _write_profiles(desk, answer)
    _tell(desk, check, answer.outcome, answer.details, loan_id, role)


def _write_phone(desk: Desk, values: dict[str, Any]) -> None:
    row = _primary_phone(desk)
    table = schema.phones
    desk.connection.execute(update(table).where(table.c.id == row["id"]).values(**values))
    shown = ("carrier_name", "carrier_verified", "is_land_line")
    before = {name: row[name] for name in shown}
    desk.note("phone", {"id": row["id"], **before}, {"id": row["id"], **{name: values[name] for name in shown}})


def _write_profiles(desk: Desk, answer: Answer) -> None:
    table = schema.social_profiles
    for profile in answer.rows:
        same = (table.c.customer_id == desk.number, table.c.profile_type == profile["profile_type"])
        before = desk.connection.execute(select(table).where(*same)).mappings().one_or_none()
        if before is not None and all(before[name] == value for name, value in profile.items()):
            continue
        desk.connection.execute(delete(table).where(*same))
        desk.connection.execute(insert(table).values(customer_id=desk.number, **profile))
        shown = None if before is None else {name: before[name] for name in profile}
        desk.note("social-profile", shown, profile)


def apply_screening(desk: Desk, screening: Screening) -> None:
    """Write what the list says of the customer, and tell it."""
    add_row(
        desk.connection,
        "ofac_screenings",
        customer_id=desk.number,
        business_date=desk.today,
        author=desk.author,
        created_at=desk.now,
        **screening.row(),
    )
    desk.set({"ofac_tested": True, "ofac_match": bool(screening.matches)})
    _tell(desk, "ofac", screening.outcome, screening.details, None, None)


def _tell(desk: Desk, check: str, outcome: str, details: str | None, loan_id: int | None, role: str | None) -> None:
    desk.tell("customer-checked", loan_id=loan_id, role=role, check=check, outcome=outcome, details=details)
