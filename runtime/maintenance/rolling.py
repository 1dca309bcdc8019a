"""The first step of the night: the status of the day, the late fees that it brings, and the promises that money kept
which was booked ahead for it.

Takes accounts whose figures stand for an earlier day, works out their books up to the business date, and writes the
figures. An account on which nothing happens goes the short way: its course, made when its books were last worked out,
says what its figures are, and those of many accounts are written at once. A late fee is booked as of its own day, so
that a night that was missed is made up for when the next one runs. Accounts that are not activated have no days and are
left alone, as are those whose terms are not complete.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, select

from runtime.actions.account import Account, NotApplied
from runtime.actions.ledger import NO_PARTS, books_now, open_books, reported_at, restate
from runtime.events import Happening, write_events
from runtime.ledger.books import Books
from runtime.ledger.course import Course, course_of, on_day
from runtime.ledger.late_fees import late_fee
from runtime.ledger.lateness import Past
from runtime.maintenance.arriving import keep_by_what_arrives
from runtime.maintenance.saving import save_accounts
from runtime.store import schema
from runtime.store.accounts import read_accounts
from runtime.store.books import ENTRIES, MOVEMENTS, TERMS
from runtime.store.courses import behind, course_of_text, keep_courses, write_days

AUTHOR: Final = "maintenance"
_DAY: Final = timedelta(days=1)
#: What the books of an account and the figures that follow from them are worked out from.
_READ: Final[dict[str, Sequence[str]]] = {
    "loans": ("status_loan_sub_status_id", "loan_archived", "loan_deleted", "version"),
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


def roll(
    connection: Connection, numbers: Sequence[int], business_date: date, now: datetime, *, keep: bool = True
) -> int:
    """Bring the figures of these accounts (in order) up to the business date, where they stand for an earlier one; how
    many were. Without `keep` no courses are made, as for accounts that are about to change.

    Inside the caller's transaction.
    """
    wanted = set(numbers)
    held = [row for row in behind(connection, numbers[0], numbers[-1], business_date) if row[0] in wanted]
    if not held:
        return 0
    done = _follow(connection, [(number, text) for number, text in held if text is not None], business_date)
    rest = [number for number, text in held if text is None]
    charged = _statuses_with_late_fees(connection) if rest else frozenset()
    done += sum(
        _roll(connection, rest[at : at + _AT_ONCE], business_date, charged, now, keep=keep)
        for at in range(0, len(rest), _AT_ONCE)
    )
    keep_by_what_arrives(connection, [number for number, _ in held], business_date, now)
    return done


def begin(connection: Connection, numbers: Sequence[int], day: date, now: datetime) -> None:
    """Open the books of accounts (in order) whose figures stand for `day`, and state every figure from them, what is
    still to come included: as accounts that came with figures stand once something was booked on them.

    Inside the caller's transaction.
    """
    for at in range(0, len(numbers), _AT_ONCE):
        _roll(connection, numbers[at : at + _AT_ONCE], day, frozenset(), now, keep=True, all_figures=True)


def _follow(connection: Connection, found: Sequence[tuple[int, str]], business_date: date) -> int:
    """Write the figures of accounts that are on a course; how many they are."""
    day = business_date.toordinal()
    write_days(connection, business_date, [(number, on_day(course_of_text(text), day)) for number, text in found])
    return len(found)


def _roll(
    connection: Connection,
    numbers: Sequence[int],
    business_date: date,
    charged: frozenset[int],
    now: datetime,
    *,
    keep: bool,
    all_figures: bool = False,
) -> int:
    accounts = []
    courses: list[tuple[int, int, Course, date]] = []
    for loan_id, rows in read_accounts(connection, numbers, _READ).items():
        account = Account(loan_id, business_date, rows)
        try:
            books, past, stated = _up_to_date(account, charged, all_figures=all_figures)
        except NotApplied:
            continue
        accounts.append(account)
        if keep:
            found = course_of(books, business_date, past, _later(account), reported_at(), stated=stated)
            if found is not None:
                courses.append((loan_id, account.get("loans", "version") + 1, *found))
    save_accounts(connection, accounts, now)
    keep_courses(connection, courses)
    happenings = [
        Happening(event.type, account.loan_id, event.payload, AUTHOR, account.today)
        for account in accounts
        for event in account.events
    ]
    write_events(connection, happenings, now)
    return len(accounts)


def _later(account: Account) -> list[date]:
    """The days after the business date on which an entry of the account applies, becomes known or is reversed."""
    today = account.today.isoformat()
    return [date.fromisoformat(day) for day in _days_of_entries(account) if day > today]


def _days_of_entries(account: Account) -> Iterator[str]:
    for table in ENTRIES:
        for row in account.rows(table):
            for column in _DAYS:
                day = row.get(column)
                if day is not None:
                    yield day


def _statuses_with_late_fees(connection: Connection) -> frozenset[int]:
    table = schema.loan_sub_statuses.c
    return frozenset(connection.scalars(select(table.id).where(table.late_fees)))


def _up_to_date(account: Account, charged: frozenset[int], *, all_figures: bool) -> tuple[Books, Past, bool]:
    """State the account as of the business date: its books, what is known of the time before them, and whether what is
    still to come was stated as well, as it is where something moved, and with `all_figures`.
    """
    open_books(account)
    from_day = account.row("loan_status")["status_date"]
    sub_status = account.get("loans", "status_loan_sub_status_id")
    rolled = books_now(account)
    moved = True
    if from_day is not None:
        since = date.fromisoformat(from_day)
        moved = all_figures or _something_moved(account, rolled[0], since)
        if (sub_status is None or sub_status in charged) and _charge(account, rolled[0], since + _DAY):
            rolled, moved = books_now(account), True
    restate(account, rolled, forecast=moved)
    return *rolled, moved


def _something_moved(account: Account, books: Books, since: date) -> bool:
    """Whether anything was booked, or fell due, after a day: else what is still to come is as it was."""
    due, today = books.due, account.today
    if due.after(since) != due.after(today) or due.at_or_after(since) != due.at_or_after(today):
        return True
    first, last = since.isoformat(), today.isoformat()
    return any(first < day <= last for day in _days_of_entries(account))


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
