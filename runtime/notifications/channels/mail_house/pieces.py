"""Letters on their way: queued, cancelled, followed from status to status.

Takes connections inside a transaction. Statuses are those of the domain notes (3.5). A letter can be cancelled for some
minutes after it was queued and not afterwards; once handed over, its status is the latest that the mail house reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, select

from runtime.notifications.channels.mail_house.letter import Letter
from runtime.notifications.message import Message
from runtime.store.errors import StoreError
from runtime.store.schema import letter_statuses, letters

PENDING: Final = "pending"
CANCELED: Final = "canceled"
IN_PROGRESS: Final = "in-progress"
RENDERED: Final = "rendered-pdf"
RETURNED: Final = "returned-to-sender"
PROCESSED: Final = "processed-for-delivery"
#: What a mail house reports.
REPORTED: Final = (
    *("printed", "mailed", "sent", "in-transit", "in-local-area", PROCESSED, RETURNED, "re-routed"),
    *("error-lms", "error-usps"),
)
STATUSES: Final = (PENDING, CANCELED, IN_PROGRESS, RENDERED, *REPORTED)
#: A letter that has been processed for delivery for so long was delivered.
_DELIVERED_AFTER: Final = timedelta(hours=24)
SYSTEM: Final = "system"


def queue(
    connection: Connection, message: Message, letter: Letter, written: Mapping[str, Any], until: datetime, now: datetime
) -> int:
    """Queue a letter; its number, also where it was queued before. `written` has its title, name and address."""
    earlier = connection.scalar(select(letters.c.id).where(letters.c.idempotency_key == message.idempotency_key))
    if earlier is not None:
        return int(earlier)
    row = letters.insert().values(
        idempotency_key=message.idempotency_key,
        loan_id=message.loan_id,
        customer_id=message.customer_id,
        notification=message.notification,
        requester=SYSTEM,
        source="notification",
        status=PENDING,
        pdf=letter.pdf,
        checksum=letter.checksum,
        pages=letter.pages,
        submitted_at=now,
        cancel_until=until,
        **written,
    )
    number: int = connection.scalar(row.returning(letters.c.id)) or 0
    follow(connection, number, PENDING, now, SYSTEM, None)
    return number


def follow(connection: Connection, number: int, status: str, at: datetime, author: str, note: str | None) -> bool:
    """Add to a letter's history; whether that was not there before."""
    same = (letter_statuses.c.letter_id == number) & (letter_statuses.c.status == status)
    if connection.scalar(select(letter_statuses.c.id).where(same & (letter_statuses.c.at == at))) is not None:
        return False
    row = {"letter_id": number, "status": status, "at": at, "author": author, "note": note}
    connection.execute(letter_statuses.insert().values(row))
    return True


def cancel(connection: Connection, number: int, author: str, now: datetime) -> None:
    """Cancel a letter. Raises StoreError where it is too late, or there is none."""
    row = connection.execute(select(letters.c.status, letters.c.cancel_until).where(letters.c.id == number)).first()
    if row is None:
        raise StoreError("no-such-letter", f"there is no letter {number}", "`notify mail list` shows the letters")
    if row.status == CANCELED:
        raise StoreError("refused", f"letter {number} is canceled already", "nothing is left to do")
    waiting = (letters.c.id == number) & (letters.c.status == PENDING)
    in_time = now < datetime.fromisoformat(str(row.cancel_until))
    if not in_time or not connection.execute(letters.update().where(waiting).values(status=CANCELED)).rowcount:
        why = f"its status is {row.status}" if row.status != PENDING else "the time to cancel it is over"
        raise StoreError("refused", f"letter {number} cannot be canceled: {why}", "ask the mail house to hold it back")
    follow(connection, number, CANCELED, now, author, None)


def report(
    connection: Connection, number: int, status: str, at: datetime, author: str, note: str | None, tracking: str | None
) -> bool:
    """Write what the mail house says of a letter; whether that was new. Its status is that of the latest moment.

    Raises ValueError for a letter that was never handed over.
    """
    row = connection.execute(select(letters.c.status).where(letters.c.id == number)).first()
    if row is None:
        raise ValueError(f"there is no letter {number}")
    if row.status in (PENDING, CANCELED, IN_PROGRESS):
        raise ValueError(f"letter {number} was not handed over; its status is {row.status}")
    if not follow(connection, number, status, at, author, note):
        return False
    reported = (letter_statuses.c.letter_id == number) & letter_statuses.c.status.in_(REPORTED)
    newest = select(letter_statuses.c.status).where(reported)
    latest = connection.scalar(newest.order_by(letter_statuses.c.at.desc(), letter_statuses.c.id.desc()).limit(1))
    values = {"status": latest} | ({"tracking": tracking} if tracking else {})
    connection.execute(letters.update().where(letters.c.id == number).values(values))
    return True


def listed(
    connection: Connection, status: str | None, loan_id: int | None, limit: int, now: datetime
) -> list[dict[str, Any]]:
    """The latest letters with their histories, the newest last."""
    columns = [column for column in letters.c if column.name != "pdf"]
    wanted = select(*columns).order_by(letters.c.id.desc()).limit(limit)
    if status is not None:
        wanted = wanted.where(letters.c.status == status)
    if loan_id is not None:
        wanted = wanted.where(letters.c.loan_id == loan_id)
    rows = list(reversed(connection.execute(wanted).mappings().all()))
    histories: dict[int, list[dict[str, Any]]] = {row["id"]: [] for row in rows}
    past = select(letter_statuses).where(letter_statuses.c.letter_id.in_(histories))
    for one in connection.execute(past.order_by(letter_statuses.c.at, letter_statuses.c.id)).mappings():
        told = {"status": one["status"], "at": one["at"], "author": one["author"], "note": one["note"]}
        histories[one["letter_id"]].append(told)
    return [_shown(row, histories[row["id"]], now) for row in rows]


def _shown(row: RowMapping, history: list[dict[str, Any]], now: datetime) -> dict[str, Any]:
    cancelable = row["status"] == PENDING and now < datetime.fromisoformat(str(row["cancel_until"]))
    since = [datetime.fromisoformat(str(one["at"])) for one in history if one["status"] == PROCESSED]
    delivered = row["status"] == PROCESSED and bool(since) and now - since[-1] >= _DELIVERED_AFTER
    return {**row, "cancelable": cancelable, "delivered": delivered, "history": history}


def pdf_of(connection: Connection, number: int) -> bytes:
    """The PDF of a letter. Raises StoreError."""
    found = connection.scalar(select(letters.c.pdf).where(letters.c.id == number))
    if found is None:
        raise StoreError("no-such-letter", f"there is no letter {number}", "`notify mail list` shows the letters")
    return bytes(found)
