"""Who sends what: claims of messages in the outbox, and what came of each attempt.

Takes a dispatcher's name and a moment, gives messages that are due and nobody else is sending, and writes outcomes.
A claim lasts for a lease; what a dispatcher that stopped had claimed is taken over, at once where its process is known
to be gone. An outcome is written only by whoever still holds the claim. Before a customer's message is given out it is
looked at once more: consent that was withdrawn, an address that changed, quiet hours.
"""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, bindparam, insert, literal_column, or_, select, update

from runtime.notifications.consent import text_phone, why_no_customer, why_not
from runtime.notifications.message import EMAIL, SMS, Message
from runtime.notifications.outbox import FAILED, PENDING, SENT, WITHHELD
from runtime.notifications.quiet_hours import awake_at, zones_of
from runtime.notifications.recipients import Circle, Person, State, read_circle
from runtime.settings import QuietHours
from runtime.store import schema

#: Written out, so that the index of what is pending is used.
_IS_PENDING: Final = schema.outbox.c.status == literal_column(f"'{PENDING}'")
DELIVERED: Final = "delivered"
RETRY: Final = "retry"
HELD: Final = "held"
UNKNOWN: Final = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one attempt. `wait`: seconds until the next one, None when there is none."""

    message: Message
    outcome: str
    started_at: datetime
    duration_ms: int
    reason: str | None = None
    code: str | None = None
    reference: str | None = None
    detail: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    wait: float | None = None


def own_name() -> str:
    """A name for this process's dispatcher that tells where it runs, and that no other has."""
    return f"{socket.gethostname()}|{os.getpid()}|{_started(os.getpid())}|{secrets.token_hex(4)}"


def _started(pid: int) -> str:
    """When a process of this machine was started, in the kernel's own measure; empty where that cannot be told."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def is_gone(name: str) -> bool:
    """Whether a dispatcher is known to have stopped: its process was on this machine and is there no more."""
    host, _, rest = name.partition("|")
    pid, _, rest = rest.partition("|")
    started = rest.partition("|")[0]
    if host != socket.gethostname() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return bool(started) and _started(int(pid)) != started


def take_over(connection: Connection, now: datetime) -> int:
    """Free what dispatchers had claimed that stopped; how many messages. What came of them is not known: they are
    sent again under the same key.
    """
    table = schema.outbox
    pending = (_IS_PENDING, table.c.claimed_by.is_not(None))
    owners = connection.scalars(select(table.c.claimed_by).where(*pending).distinct()).all()
    gone = [owner for owner in owners if is_gone(owner)]
    lost: ColumnElement[bool] = or_(table.c.claimed_by.in_(gone), table.c.claimed_until < now)
    rows = connection.execute(
        select(table.c.id, table.c.attempts).where(*pending, lost).with_for_update(skip_locked=True)
    ).all()
    if not rows:
        return 0
    connection.execute(
        insert(schema.deliveries),
        [
            {
                "outbox_id": row.id,
                "attempt": row.attempts,
                "started_at": now,
                "duration_ms": 0,
                "outcome": UNKNOWN,
                "reason": "the dispatcher stopped before it told what came of it",
                "detail": {},
            }
            for row in rows
        ],
    )
    free = update(table).where(table.c.id == bindparam("number")).values(claimed_by=None, claimed_until=None)
    connection.execute(free, [{"number": row.id} for row in rows])
    return len(rows)


@dataclass(frozen=True, slots=True)
class Asking:
    """What a dispatcher asks for: messages of a channel, at most so many, for so long; the hours to leave people alone
    in, and the tenant's time zone.
    """

    owner: str
    channel: str
    limit: int
    lease: timedelta
    quiet: QuietHours
    time_zone: str


def claim(connection: Connection, asking: Asking, now: datetime) -> tuple[list[Message], int]:
    """Claim messages that are due, in the caller's transaction; and how many more were looked at and not given out."""
    table = schema.outbox
    free = table.c.claimed_by.is_(None)
    due = (_IS_PENDING, table.c.channel == asking.channel, table.c.next_attempt_at <= now, free)
    statement = select(table).where(*due).order_by(table.c.next_attempt_at, table.c.id).limit(asking.limit)
    rows = [dict(row) for row in connection.execute(statement.with_for_update(skip_locked=True)).mappings()]
    if not rows:
        return [], 0
    kept = _looked_at_again(connection, rows, asking, now)
    claimed = update(table).where(table.c.id == bindparam("number"))
    values = {"claimed_by": asking.owner, "claimed_until": now + asking.lease, "attempts": table.c.attempts + 1}
    if kept:
        connection.execute(claimed.values(**values), [{"number": row["id"]} for row in kept])
    return [_message(row) for row in kept], len(rows) - len(kept)


def _message(row: Mapping[str, Any]) -> Message:
    return Message(
        id=row["id"],
        notification=row["notification"],
        channel=row["channel"],
        recipient=row["receiver"] or "",
        idempotency_key=row["idempotency_key"],
        body=row["body"],
        loan_id=row["loan_id"],
        customer_id=row["customer_id"],
        attempts=row["attempts"],
        business_date=date.fromisoformat(row["business_date"]),
        created_at=datetime.fromisoformat(row["created_at"]),
    )


def _looked_at_again(
    connection: Connection, rows: list[dict[str, Any]], asking: Asking, now: datetime
) -> list[dict[str, Any]]:
    """The messages that may go now; the others are held until people are awake, or withheld with the reason."""
    of_customers = [row for row in rows if row["customer_id"] is not None and row["loan_id"] is not None]
    if not of_customers:
        return rows
    circle = read_circle(connection, (row["loan_id"] for row in of_customers))
    kept = []
    for row in rows:
        if row["customer_id"] is None or row["loan_id"] is None:
            kept.append(row)
            continue
        state = circle.states[row["loan_id"]]
        people = circle.people.get(row["loan_id"], ())
        person = next((one for one in people if one.customer_id == row["customer_id"]), None)
        why = _why_no_longer(row, person, state, circle)
        if why is not None:
            _withhold(connection, row, why, now)
            continue
        until = now
        if asking.channel in asking.quiet.channels and person is not None:
            until = awake_at(zones_of(person.home, asking.time_zone), now, asking.quiet)
        if until > now:
            _hold(connection, row, until, now)
            continue
        if row.pop("moved", False):
            table = schema.outbox
            moved = update(table).where(table.c.id == row["id"]).values(receiver=row["receiver"], body=row["body"])
            connection.execute(moved)
        kept.append(row)
    return kept


def _why_no_longer(row: dict[str, Any], person: Person | None, state: State, circle: Circle) -> str | None:
    """Why a message that was let through when it was written may not go now. One that was never tried follows the
    customer to a new address.
    """
    if person is None:
        return why_no_customer(state) or "the customer is no longer on the account"
    why = why_not(row["channel"], person, state, circle)
    if why is not None or row["channel"] not in (EMAIL, SMS):
        return why
    phone = text_phone(person, circle) if row["channel"] == SMS else None
    current = phone.number if phone is not None else person.email
    known = {phone.number for phone in person.phones} if row["channel"] == SMS else {person.email}
    if row["receiver"] in known:
        return None
    if row["attempts"]:
        return "the customer's address changed after the message was tried"
    row["receiver"] = current
    row["body"] = {**row["body"], "to": current}
    row["moved"] = True
    return None


def _withhold(connection: Connection, row: Mapping[str, Any], why: str, now: datetime) -> None:
    table = schema.outbox
    values = {"status": WITHHELD, "withheld_reason": why, "next_attempt_at": None}
    connection.execute(update(table).where(table.c.id == row["id"]).values(**values))
    connection.execute(insert(schema.deliveries), [_looked(row, WITHHELD, why, now)])


def _hold(connection: Connection, row: Mapping[str, Any], until: datetime, now: datetime) -> None:
    table = schema.outbox
    connection.execute(update(table).where(table.c.id == row["id"]).values(next_attempt_at=until))
    why = f"quiet hours where the customer lives, until {until.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    connection.execute(insert(schema.deliveries), [_looked(row, HELD, why, now)])


def _looked(row: Mapping[str, Any], outcome: str, why: str, now: datetime) -> dict[str, Any]:
    return {
        "outbox_id": row["id"],
        "attempt": row["attempts"],
        "started_at": now,
        "duration_ms": 0,
        "outcome": outcome,
        "reason": why,
        "detail": {},
    }


def settle(connection: Connection, owner: str, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Write what came of attempts; a message whose claim has passed to another keeps what that one makes of it."""
    table = schema.outbox
    mine = (table.c.id == bindparam("number"), table.c.claimed_by == owner, _IS_PENDING)
    free: dict[str, Any] = {"claimed_by": None, "claimed_until": None}
    delivered = [{"number": one.message.id} for one in outcomes if one.outcome == DELIVERED]
    failed = [{"number": one.message.id, "why": one.reason} for one in outcomes if one.outcome == FAILED]
    again = [
        {"number": one.message.id, "why": one.reason, "then": now + timedelta(seconds=one.wait or 0.0)}
        for one in outcomes
        if one.outcome == RETRY
    ]
    if delivered:
        values = {**free, "status": SENT, "sent_at": now, "next_attempt_at": None, "last_error": None}
        connection.execute(update(table).where(*mine).values(**values), delivered)
    if failed:
        values = {**free, "status": FAILED, "next_attempt_at": None, "last_error": bindparam("why")}
        connection.execute(update(table).where(*mine).values(**values), failed)
    if again:
        then = bindparam("then", type_=table.c.next_attempt_at.type)
        values = {**free, "next_attempt_at": then, "last_error": bindparam("why")}
        connection.execute(update(table).where(*mine).values(**values), again)
    if outcomes:
        connection.execute(
            insert(schema.deliveries),
            [
                {
                    "outbox_id": one.message.id,
                    "attempt": one.message.attempts + 1,
                    "started_at": one.started_at,
                    "duration_ms": one.duration_ms,
                    "outcome": one.outcome,
                    "code": one.code,
                    "reason": one.reason,
                    "reference": one.reference,
                    "detail": one.detail,
                }
                for one in outcomes
            ],
        )


def give_back(connection: Connection, owner: str, messages: Sequence[Message]) -> None:
    """Free messages that were claimed and not tried."""
    table = schema.outbox
    mine = (table.c.id == bindparam("number"), table.c.claimed_by == owner, _IS_PENDING)
    values = {"claimed_by": None, "claimed_until": None, "attempts": table.c.attempts - 1}
    if messages:
        connection.execute(update(table).where(*mine).values(**values), [{"number": one.id} for one in messages])


def redrive(connection: Connection, numbers: Sequence[int] | None, now: datetime) -> int:
    """Let messages that failed be tried again from the start, all of them where no numbers are given; how many."""
    table = schema.outbox
    conditions = [table.c.status == FAILED, *([table.c.id.in_(numbers)] if numbers is not None else [])]
    values = {"status": PENDING, "attempts": 0, "next_attempt_at": now}
    return connection.execute(update(table).where(*conditions).values(**values)).rowcount
