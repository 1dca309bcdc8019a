"""What people do with promises: make them, change them, mark them as kept, withdraw them.

Each function is a change of one account in memory, inside the caller's transaction.
What does not fit is refused with NotApplied before anything is changed. A promise that failed or was kept stays on the
record as it was made: only its subject and note can still be changed, and it cannot be withdrawn.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from cljrules.stdlib import catalogue
from runtime.actions.account import Account, NotApplied, Row
from runtime.promises.keeping import kept_by, write
from runtime.promises.matching import KINDS
from runtime.store import schema
from runtime.store.promise_states import FULFILLED, PENDING, state_of

#: The longest subject, in characters, and the longest note.
LONGEST_SUBJECT: Final = 200
LONGEST_NOTE: Final = 20_000
#: The most dollars that can be promised: what the view of promises can show.
MOST: Final = Decimal("999999999.99")
PAYMENT: Final = "payment"


def types() -> tuple[str, ...]:
    """What a promise can be about."""
    return tuple(choice.code for choice in catalogue.load().enumerations["promise-type"].values)


def add(
    connection: Connection,
    account: Account,
    now: datetime,
    *,
    amount: Decimal | None,
    due: date,
    type_: str,
    subject: str,
    note: str = "",
    author: str,
) -> int:
    """Record a promise due on a day from the business date on, and give its number; only one to pay has to have an
    amount, in dollars.
    """
    if type_ not in types():
        raise NotApplied(f"there is no type of promise `{type_}`; there are {_listed(types())}")
    dollars = _dollars(amount, type_)
    _check_due(due, account.today)
    _check_text(subject, note, author)
    table = schema.promises
    values: dict[str, Any] = {
        "loan_id": account.loan_id,
        "subject": subject,
        "note": note,
        "type": type_,
        "amount": dollars,
        "due_date": due.isoformat(),
        "logged_by": author,
        "created_on": account.today.isoformat(),
        "created_at": now,
    }
    made = insert(table).values(**values).returning(table.c.id)
    number: int = connection.execute(made).scalar_one()
    row = dict(connection.execute(select(table).where(table.c.id == number)).mappings().one())
    account.rows("promises").append(row)
    account.note("promises", str(number), None, {name: row[name] for name in ("type", "amount", "due_date", "subject")})
    account.raise_event("promise-created", promise_id=number, type=type_, amount=dollars, due_date=due)
    return number


def edit(
    account: Account,
    number: int,
    *,
    amount: Decimal | None = None,
    due: date | None = None,
    subject: str | None = None,
    note: str | None = None,
) -> None:
    """Change what is given of a promise; its amount and due date only while it is pending."""
    promise = find(account, number)
    values: dict[str, Any] = {}
    if (amount is not None or due is not None) and (state := _state(account, promise)) != PENDING:
        raise NotApplied(f"promise {number} is {state}; only a pending one's amount and due date can be changed")
    if amount is not None:
        values["amount"] = _dollars(amount, promise["type"])
    if due is not None:
        _check_due(due, account.today)
        values["due_date"] = due.isoformat()
    _check_text(subject if subject is not None else promise["subject"], note or "", "-")
    if subject is not None:
        values["subject"] = subject
    if note is not None:
        values["note"] = note
    write(account, promise, **values)


def fulfil(
    account: Account,
    number: int,
    *,
    author: str,
    role: str | None,
    roles: Collection[str] | None,
    day: date | None = None,
    transaction: int | None = None,
) -> None:
    """Mark a promise as kept on a day (the business date when left out), by a transaction where one is named. `roles`
    are those that may do so, None for every one.
    """
    if roles is not None and role not in roles:
        who = f"the role `{role}`" if role is not None else "whoever names no role"
        raise NotApplied(f"{who} may not mark promises as kept; {_listed(roles) or 'no role'} may")
    promise = find(account, number)
    state = _state(account, promise)
    if state not in (PENDING, "failed"):
        raise NotApplied(f"promise {number} is {state} already")
    kept_on = day if day is not None else account.today
    if kept_on > account.today:
        raise NotApplied(f"a promise cannot have been kept on {kept_on}, after the business date")
    _check_text(promise["subject"], "", author)
    _check_transaction(account, transaction)
    write(
        account,
        promise,
        fulfilled=True,
        fulfillment_date=kept_on.isoformat(),
        fulfilled_on=account.today.isoformat(),
        fulfilled_by=author,
        transaction_id=transaction,
        scenario=None,
        scenario_pack=None,
        fails_on_reversal=False,
        failed_on=None,
    )
    account.raise_event("promise-fulfilled", promise_id=number, scenario=None, transaction_id=transaction)


def cancel(account: Account, number: int, *, author: str, reason: str | None = None) -> None:
    """Withdraw a pending promise: it counts as neither kept nor broken."""
    promise = find(account, number)
    state = _state(account, promise)
    if state != PENDING:
        kept = " (what kept it can be reversed)" if state == FULFILLED else ""
        raise NotApplied(f"promise {number} is {state}{kept}; only a pending one can be cancelled")
    _check_text(promise["subject"], reason or "", author)
    write(account, promise, cancelled_on=account.today.isoformat(), cancelled_by=author, cancel_reason=reason)
    account.raise_event("promise-cancelled", promise_id=number, reason=reason)


def find(account: Account, number: int) -> Row:
    """The promise with a number; NotApplied where the account has none."""
    found = next((row for row in account.rows("promises") if row["id"] == number and not row["deleted"]), None)
    if found is None:
        raise NotApplied(f"the account has no promise {number}")
    return found


def _state(account: Account, promise: Row) -> str:
    return state_of(promise, account.today.isoformat())


def _dollars(amount: Decimal | None, type_: str) -> Decimal:
    if amount is None and type_ != PAYMENT:
        return Decimal("0.00")
    if amount is None or (amount <= 0 and type_ == PAYMENT):
        raise NotApplied("a promise to pay has an amount of more than zero dollars")
    if amount < 0:
        raise NotApplied(f"an amount cannot be less than zero dollars, as {amount} is")
    if amount != amount.quantize(Decimal("0.01")):
        raise NotApplied(f"{amount} has fractions of a cent")
    if amount > MOST:
        raise NotApplied(f"nobody can promise more than ${MOST:,}")
    return amount.quantize(Decimal("0.01"))


def _check_due(due: date, today: date) -> None:
    if due < today:
        raise NotApplied(f"the due date {due} has passed; a promise is due on {today} or later")


def _check_text(subject: str, note: str, author: str) -> None:
    if not subject.strip():
        raise NotApplied("a promise has a subject")
    for what, text, longest in (
        ("subject", subject, LONGEST_SUBJECT),
        ("note", note, LONGEST_NOTE),
        ("name of who does it", author, LONGEST_SUBJECT),
    ):
        if len(text) > longest:
            raise NotApplied(f"the {what} has {len(text):,} characters; it may have {longest:,}")
        if "\x00" in text:
            raise NotApplied(f"the {what} has a character that no text can have (U+0000)")
    if not author.strip():
        raise NotApplied("somebody has to be named who does it")


def _check_transaction(account: Account, number: int | None) -> None:
    if number is None:
        return
    row = next((row for row in account.rows("transactions") if row["id"] == number), None)
    if row is None or row["kind"] not in KINDS:
        raise NotApplied(f"the account has no payment or credit {number}")
    if row["reversed"] or row["deleted"]:
        raise NotApplied(f"transaction {number} is reversed")
    for other in account.rows("promises"):
        if kept_by(other, row):
            raise NotApplied(f"transaction {number} keeps promise {other['id']} already; it keeps one at most")


def _listed(names: Collection[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))
