"""The queue of what services outside are to be asked: each request is taken, asked without a transaction, and written.

A request is taken by one runner at a time, for `LEASE`; one that died leaves it to the next. The service is given the
request's key, so that asking again after a crash is asking once. What a service answers is written with its history and
event; what it does not answer is asked again later, and told as unavailable at last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, select, update

from runtime.customers.desk import Desk, Row, changing_within, find_customer, tell_events
from runtime.customers.particulars import PARTS
from runtime.customers.tools.applying import ADDRESS_KINDS, apply_answer
from runtime.customers.tools.providers import CHECKS, Answer, Person, Unavailable
from runtime.customers.tools.wiring import (
    address_provider,
    credit_provider,
    mode_of,
    not_activated,
    social_provider,
    tool_settings,
)
from runtime.settings.customers import CustomerTools
from runtime.store import schema
from runtime.store.columns import iso_moment
from runtime.store.open import Store

LEASE: Final = timedelta(minutes=10)
#: How long a service that did not answer is left alone, after the first, the second try and so on.
_PAUSES: Final = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))


@dataclass(frozen=True, slots=True)
class _Taken:
    request: Row
    person: Person
    parts: Mapping[str, Any]


def run_requests(store: Store, *, now: datetime | None = None, most: int = 10_000) -> list[dict[str, Any]]:
    """Ask what is due, one request after the other; what came of each."""
    moment = now or datetime.now(UTC)
    with store.read() as connection:
        settings = tool_settings(connection)
    addresses = address_provider(settings)
    done: list[dict[str, Any]] = []
    while len(done) < most:
        with store.begin() as connection:
            taken = _take(connection, moment)
        if taken is None:
            return done
        done.append(_finish(store, taken, settings, _asked(taken, settings, addresses), moment))
    return done


def _take(connection: Connection, now: datetime) -> _Taken | None:
    table = schema.customer_tool_requests
    due = table.c.next_attempt_at.is_(None) | (table.c.next_attempt_at <= iso_moment(now))
    statement = select(table).where(table.c.status == "pending", due).order_by(table.c.id).limit(1)
    row = connection.execute(statement.with_for_update(skip_locked=True)).mappings().one_or_none()
    if row is None:
        return None
    taken = {"attempts": row["attempts"] + 1, "next_attempt_at": now + LEASE}
    connection.execute(update(table).where(table.c.id == row["id"]).values(**taken))
    request = {**row, "attempts": row["attempts"] + 1}
    customer = find_customer(connection, row["customer_id"])
    return _Taken(request, _person(connection, customer, request), _parts(connection, request))


def _parts(connection: Connection, request: Row) -> dict[str, Any]:
    table = schema.addresses
    kind = ADDRESS_KINDS.get(request["check"], "primary")
    same = (table.c.customer_id == request["customer_id"], table.c.kind == kind)
    row = connection.execute(select(table).where(*same)).mappings().one_or_none()
    return {part: row[part] for part in PARTS} if row is not None else {}


def _person(connection: Connection, customer: Row, request: Row) -> Person:
    """What the service is told: credit bureaus the SSN too, others no number."""
    number, ids, phones = customer["id"], schema.customer_identifiers, schema.phones
    ssn = None
    if request["check"] == "credit":
        kinds = ids.c.kind.in_(("ssn", "sin"))
        sealed = connection.scalar(select(ids.c.number).where(ids.c.customer_id == number, kinds).limit(1))
        ssn = sealed.reveal() if sealed is not None else None
    phone = select(phones.c.phone).where(phones.c.customer_id == number, phones.c.is_primary, phones.c.active)
    return Person(
        reference=request["idempotency_key"],
        first_name=customer["first_name"],
        middle_name=customer["middle_name"],
        last_name=customer["last_name"],
        company_name=customer["company_name"],
        birth_date=customer["birth_date"],
        ssn=ssn,
        email=customer["email"],
        phone=connection.scalar(phone.limit(1)),
        address=_parts(connection, {"check": "primary-address", "customer_id": number}) or None,
    )


def _asked(taken: _Taken, settings: CustomerTools, addresses: Any) -> Answer | Unavailable:
    check = taken.request["check"]
    if mode_of(settings, CHECKS[check]) != "remote":
        return Answer("unavailable", not_activated(CHECKS[check]))
    try:
        if check == "credit":
            return credit_provider(settings).pull(taken.person)
        if check == "social-profile":
            return social_provider(settings).find(taken.person)
        found: Answer = addresses.validate(taken.parts)
        return found
    except Unavailable as error:
        return error


def _finish(
    store: Store, taken: _Taken, settings: CustomerTools, answer: Answer | Unavailable, now: datetime
) -> dict[str, Any]:
    request, table = taken.request, schema.customer_tool_requests
    told = {"request": request["id"], "customer": request["customer_id"], "check": request["check"]}
    with store.begin() as connection:
        if isinstance(answer, Unavailable):
            if request["attempts"] < settings.attempts:
                pause = _PAUSES[min(request["attempts"], len(_PAUSES)) - 1]
                later = {"next_attempt_at": now + pause, "details": answer.reason}
                connection.execute(update(table).where(table.c.id == request["id"]).values(**later))
                return {**told, "outcome": "later", "details": answer.reason}
            answer = Answer("unavailable", answer.reason)
        elif request["check"] in ADDRESS_KINDS and _parts(connection, request) != taken.parts:
            connection.execute(update(table).where(table.c.id == request["id"]).values(next_attempt_at=None))
            return {**told, "outcome": "later", "details": "the address changed while it was looked up"}
        _write(connection, store, request, answer)
        status = "failed" if answer.outcome == "unavailable" else "done"
        values = {"status": status, "outcome": answer.outcome, "details": answer.details, "finished_at": now}
        connection.execute(update(table).where(table.c.id == request["id"]).values(**values))
    return {**told, "outcome": answer.outcome, "details": answer.details}


def _write(connection: Connection, store: Store, request: Row, answer: Answer) -> None:
    """Write what was found; of a customer whose data was erased meanwhile nothing but that."""
    check, loan_id, role = request["check"], request["loan_id"], request["role"]
    customer = find_customer(connection, request["customer_id"], lock=True)
    if answer.outcome == "unavailable" or customer["erased_at"] is not None:
        desk = Desk(connection, customer, "service", store.today, datetime.now(UTC))
        details = answer.details if customer["erased_at"] is None else "the customer's data was erased"
        desk.tell("customer-checked", loan_id=loan_id, role=role, check=check, outcome="unavailable", details=details)
        tell_events(desk)
        return
    with changing_within(connection, request["customer_id"], "service", store.today) as desk:
        provider = "usps" if check in ADDRESS_KINDS else CHECKS[check]
        apply_answer(desk, check, answer, provider, loan_id=loan_id, role=role)


def list_requests(connection: Connection, customer_id: int | None = None) -> list[dict[str, Any]]:
    """What is asked of services, and what came of it, the latest first."""
    table = schema.customer_tool_requests
    statement = select(table).order_by(table.c.id.desc())
    if customer_id is not None:
        statement = statement.where(table.c.customer_id == customer_id)
    hidden = ("idempotency_key", "firing_id")
    rows = connection.execute(statement.limit(1000)).mappings()
    return [{name: value for name, value in row.items() if name not in hidden} for row in rows]
