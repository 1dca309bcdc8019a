"""The running conversation with every number: what went out, what came in, how it fared.

Takes connections inside a transaction. What went out is written before it is handed over, so that an attempt after a
crash knows that there may have been one before; statuses only go forward, whatever order they are reported in.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, func, select

from runtime.notifications.channels.sms.segments import Segments
from runtime.notifications.message import Message
from runtime.store.schema import phones, sms_messages

#: How far on its way a message is; what is reported later must not take it back.
_ORDER: Final = {
    "sending": 0,
    "accepted": 1,
    "scheduled": 1,
    "queued": 2,
    "sent": 3,
    "delivered": 4,
    "undelivered": 4,
    "failed": 4,
    "canceled": 4,
    "read": 5,
}
STATUSES: Final = frozenset(_ORDER)


def begin(
    connection: Connection, message: Message, phone: str, own: str, text: str, measured: Segments, now: datetime
) -> RowMapping | None:
    """Write that a message is being handed over; the row of an earlier attempt where there was one."""
    earlier = (
        connection.execute(select(sms_messages).where(sms_messages.c.idempotency_key == message.idempotency_key))
        .mappings()
        .first()
    )
    if earlier is None:
        connection.execute(
            sms_messages.insert().values(
                direction="out",
                idempotency_key=message.idempotency_key,
                loan_id=message.loan_id,
                customer_id=message.customer_id,
                notification=message.notification,
                phone=phone,
                own_number=own or None,
                text=text,
                segments=measured.count,
                encoding=measured.encoding,
                status="sending",
                at=now,
                changed_at=now,
            )
        )
    return earlier


def known(connection: Connection, provider_ids: list[str]) -> set[str]:
    """Those of the provider's ids that belong to messages written down here."""
    wanted = select(sms_messages.c.provider_id).where(sms_messages.c.provider_id.in_(provider_ids))
    return {str(one) for one in connection.scalars(wanted)}


def accepted(connection: Connection, message: Message, provider_id: str, status: str, now: datetime) -> None:
    """Write what the provider knows a message by."""
    own = sms_messages.c.idempotency_key == message.idempotency_key
    status = status if status in _ORDER else "queued"
    values = {"provider_id": provider_id, "status": status, "error": None, "changed_at": now}
    connection.execute(sms_messages.update().where(own).values(values))


def refused(connection: Connection, message: Message, error: str | None, final: bool, now: datetime) -> None:
    """Write that the provider does not have a message: `final`, or until the next attempt."""
    own = sms_messages.c.idempotency_key == message.idempotency_key
    if final:
        values = {"status": "failed", "error": error, "changed_at": now}
        connection.execute(sms_messages.update().where(own).values(values))
    else:
        connection.execute(sms_messages.delete().where(own & (sms_messages.c.status == "sending")))


def report(connection: Connection, provider_id: str, status: str, error: str | None, now: datetime) -> bool:
    """Write a status that the provider reports; whether it is a message of ours and the news is news."""
    own = sms_messages.c.provider_id == provider_id
    before = connection.scalar(select(sms_messages.c.status).where(own))
    if before is None or status not in _ORDER or _ORDER[status] <= _ORDER.get(before, 0):
        return False
    values = {"status": status, "error": error, "changed_at": now}
    connection.execute(sms_messages.update().where(own).values(values))
    return True


def receive(
    connection: Connection, provider_id: str, phone: str, own: str, text: str, measured: Segments, now: datetime
) -> int | None:
    """Write what a customer wrote; its number, None where it was written down before."""
    if connection.scalar(select(sms_messages.c.id).where(sms_messages.c.provider_id == provider_id)) is not None:
        return None
    customer, loan = whose(connection, phone)
    values: dict[str, Any] = {"direction": "in", "provider_id": provider_id, "phone": phone, "own_number": own or None}
    values |= {"customer_id": customer, "loan_id": loan, "text": text, "segments": measured.count}
    values |= {"encoding": measured.encoding, "status": "received", "at": now, "changed_at": now}
    number: int = connection.scalar(sms_messages.insert().values(values).returning(sms_messages.c.id)) or 0
    return number


def answered(connection: Connection, number: int, text: str, measured: Segments, now: datetime) -> None:
    """Write what the provider was told to answer to a message that came in."""
    asked = connection.execute(select(sms_messages).where(sms_messages.c.id == number)).mappings().one()
    same = {name: asked[name] for name in ("phone", "own_number", "customer_id", "loan_id")}
    values = {"direction": "out", "text": text, "segments": measured.count, "encoding": measured.encoding, **same}
    connection.execute(sms_messages.insert().values(values | {"status": "sent", "at": now, "changed_at": now}))


def whose(connection: Connection, phone: str) -> tuple[int | None, int | None]:
    """The customer and loan a number's messages belong to: those of the latest that went there, else the one customer
    who has the number.
    """
    latest = connection.execute(
        select(sms_messages.c.customer_id, sms_messages.c.loan_id)
        .where((sms_messages.c.phone == phone) & (sms_messages.c.direction == "out"))
        .order_by(sms_messages.c.id.desc())
        .limit(1)
    ).first()
    if latest is not None and latest.customer_id is not None:
        return latest.customer_id, latest.loan_id
    # Numbers lie as they were written, in any form; the last ten digits are enough to look, the whole to decide.
    digits = phone.lstrip("+")
    forms = {phone, digits, digits[-10:]} | {f"{a}-{b}-{c}" for a, b, c in [_three(digits)]}
    forms |= {f"({a}) {b}-{c}" for a, b, c in [_three(digits)]}
    found = connection.execute(
        select(func.min(phones.c.customer_id), func.count(phones.c.customer_id.distinct())).where(
            phones.c.phone.in_(sorted(forms)) & phones.c.active
        )
    ).one()
    return (found[0], None) if found[1] == 1 else (None, None)


def _three(digits: str) -> tuple[str, str, str]:
    last = digits[-10:]
    return last[:3], last[3:6], last[6:]


def listed(connection: Connection, phone: str | None, customer: int | None, limit: int) -> list[RowMapping]:
    """The latest messages of a number or a customer, the newest last."""
    wanted = select(sms_messages).order_by(sms_messages.c.id.desc()).limit(limit)
    if phone is not None:
        wanted = wanted.where(sms_messages.c.phone == phone)
    if customer is not None:
        wanted = wanted.where(sms_messages.c.customer_id == customer)
    return list(reversed(connection.execute(wanted).mappings().all()))
