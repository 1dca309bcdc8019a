"""The first step of the night: the status of the day, and the late fees that the day brings.

Takes accounts whose figures stand for an earlier day, works out their books up to the business date, and writes the
figures. A late fee is booked as of its own day, so that a night that was missed is made up for when the next one runs.
Accounts that are not activated have no days and are left alone, as are those whose terms are not complete.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, select

from runtime.actions.account import Account, NotApplied
from runtime.actions.ledger import NO_PARTS, books_now, open_books, restate
from runtime.events import Happening, write_events
from runtime.ledger.books import Books
from runtime.ledger.late_fees import late_fee
from runtime.maintenance.saving import save_accounts
from runtime.store import schema
from runtime.store.accounts import read_accounts
from runtime.store.books import ENTRIES, MOVEMENTS, TERMS

AUTHOR: Final = "maintenance"
_DAY: Final = timedelta(days=1)
#: What the books of an account and the figures that follow from them are worked out from.
_READ: Final[dict[str, Sequence[str]]] = {
    "loans": ("status_loan_sub_status_id", "loan_archived", "loan_deleted"),
    "loan_setup": (*TERMS, "setup_loan_type", "setup_credit_limit"),
    "loan_settings": ("settings_credit_status", "settings_ecoa_code", "settings_co_buyer_ecoa_code"),
    "loan_status": (),
    "ledger_openings": (),
    "delinquency_buckets": (),
    "customer_links": ("role",),
    **dict.fromkeys(ENTRIES, ()),
    "transactions": MOVEMENTS,
}
#: How many accounts are held in memory at a time.
_AT_ONCE: Final = 300
#: Columns of entries that say on which day they take effect or become known.
_DAYS: Final = ("apply_date", "process_date", "reversed_on", "date", "changed_on")


def roll(connection: Connection, numbers: Sequence[int], business_date: date, now: datetime) -> int:
    """Bring the figures of these accounts up to the business date, where they stand for an earlier one; how many were.

    Inside the caller's transaction.
    """
    behind = _behind(connection, numbers, business_date)
    if not behind:
        return 0
    charged = _statuses_with_late_fees(connection)
    return sum(
        _roll(connection, behind[at : at + _AT_ONCE], business_date, charged, now)
        for at in range(0, len(behind), _AT_ONCE)
    )


def _roll(
    connection: Connection, numbers: Sequence[int], business_date: date, charged: frozenset[int], now: datetime
) -> int:
    accounts = []
    for loan_id, rows in read_accounts(connection, numbers, _READ).items():
        account = Account(loan_id, business_date, rows)
        try:
            _up_to_date(account, charged)
        except NotApplied:
            continue
        accounts.append(account)
    save_accounts(connection, accounts, now)
    happenings = [
        Happening(event.type, account.loan_id, event.payload, AUTHOR, account.today)
        for account in accounts
        for event in account.events
    ]
    write_events(connection, happenings, now)
    return len(accounts)


def _behind(connection: Connection, numbers: Sequence[int], business_date: date) -> list[int]:
    """The activated ones of these accounts whose figures stand for an earlier day."""
    loans, status = schema.loans.c, schema.loan_status.c
    statement = (
        select(loans.loan_id)
        .join_from(schema.loans, schema.loan_status, status.loan_id == loans.loan_id)
        .where(
            loans.loan_id.between(numbers[0], numbers[-1]),
            loans.loan_active,
            status.status_date.is_(None) | (status.status_date < business_date.isoformat()),
        )
        .order_by(loans.loan_id)
    )
    wanted = set(numbers)
    return [number for number in connection.scalars(statement) if number in wanted]


def _statuses_with_late_fees(connection: Connection) -> frozenset[int]:
    table = schema.loan_sub_statuses.c
    return frozenset(connection.scalars(select(table.id).where(table.late_fees)))


def _up_to_date(account: Account, charged: frozenset[int]) -> None:
    open_books(account)
    from_day = account.row("loan_status")["status_date"]
    sub_status = account.get("loans", "status_loan_sub_status_id")
    rolled = books_now(account)
    if from_day is None:
        restate(account, rolled)
        return
    since = date.fromisoformat(from_day)
    moved = _something_moved(account, rolled[0], since)
    if (sub_status is None or sub_status in charged) and _charge(account, rolled[0], since + _DAY):
        rolled, moved = books_now(account), True
    restate(account, rolled, forecast=moved)


def _something_moved(account: Account, books: Books, since: date) -> bool:
    """Whether anything was booked, or fell due, after a day: else what is still to come is as it was."""
    due, today = books.due, account.today
    if due.after(since) != due.after(today) or due.at_or_after(since) != due.at_or_after(today):
        return True
    first, last = since.isoformat(), today.isoformat()
    return any(
        row.get(column) is not None and first < row[column] <= last
        for table in ENTRIES
        for row in account.rows(table)
        for column in _DAYS
    )


def _charge(account: Account, books: Books, first: date) -> bool:
    """Book the late fees of every day from `first` to the business date; whether there were any."""
    today = account.today
    grace = account.get("loan_setup", "setup_grace_days") + 1
    booked = False
    days = {item.due + timedelta(days=grace) for item in books.at.missed if item.scheduled > 0}
    for day in sorted(day for day in days if first <= day <= today):
        account.today = day
        fee = late_fee(books_now(account)[0], day)
        account.today = today
        if fee > 0:
            _book(account, day, fee)
            booked = True
    return booked


def _book(account: Account, day: date, fee: Any) -> None:
    info = f"Late Fee {day:%m/%d/%Y}"
    account.insert(
        "transactions",
        kind="charge",
        info=info,
        apply_date=day.isoformat(),
        process_date=day.isoformat(),
        amount=fee,
        **{**NO_PARTS, "fees": fee},
        payment_type=None,
        deleted=False,
        author=AUTHOR,
    )
    account.raise_event("charge-posted", amount=fee, date=day.isoformat(), info=info)
