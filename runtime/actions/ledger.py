"""An account's books while actions run on it: entries are booked, and every figure of the day is stated anew from them.

Takes an account; inserts rows that are entries, and writes the figures that follow. Every action that moves money or
dates goes through here, so that the figures are always those the ledger gives for what is booked.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any, Final

from cljrules.stdlib import catalogue
from runtime.actions.account import Account, NotApplied, Row
from runtime.ledger.books import Books
from runtime.ledger.carried import as_data
from runtime.ledger.interest import cents
from runtime.ledger.lateness import Past
from runtime.ledger.reporting import credit_status, ecoa_codes
from runtime.ledger.status import Status, status
from runtime.ledger.waterfall import ZERO, Part, Split
from runtime.store.books import UNNUMBERED, NoBooks, books_of, bucket_rows, columns_of_status, opening_of, terms_of

_LINE_OF_CREDIT = "creditLimit"
_PARTS = (Part.INTEREST, Part.FEES, Part.ESCROW, Part.DISCOUNT)
#: The columns of a transaction for what it went to, before it is divided.
NO_PARTS: Final = {part.value: ZERO for part in (Part.PRINCIPAL, *_PARTS)}


def open_books(account: Account) -> None:
    """Make sure that the account's books are open before anything is booked: from then on figures follow from them.
    NotApplied where the account's terms are not complete.
    """
    if account.opening is not None:
        return
    try:
        opening = opening_of(account.tables, terms_of(account.row("loan_setup")))
    except NoBooks as missing:
        raise NotApplied(str(missing)) from None
    if not account.rows("ledger_openings"):
        account.insert("ledger_openings", opening=as_data(opening))
    account.opening = opening


def stand(account: Account) -> tuple[Books, Status]:
    """The account's books and status as of the business date; NotApplied where it has no books, or where what was
    booked does not fit its terms.
    """
    books, past = books_now(account)
    return books, status(books, account.today, past)


def books_now(account: Account) -> tuple[Books, Past]:
    """The account's books as of the business date, and what is known of the time before they were opened; raises as
    `stand`.
    """
    open_books(account)
    try:
        return books_of(account.tables, account.today, account.opening)
    except (NoBooks, ValueError) as problem:
        raise NotApplied(str(problem)) from None


def restate(
    account: Account, rolled: tuple[Books, Past] | None = None, *, forecast: bool = True
) -> tuple[Books, Status]:
    """Write every figure of the day as the books now have it: the status, the buckets, the parts of what was posted,
    and how the account is reported. `rolled` are its books, where they are known; without `forecast` what is still to
    come stays as it stands. Raises as `stand`, and has then written nothing.
    """
    books, past = rolled if rolled is not None else books_now(account)
    made = status(books, account.today, past, forecast=forecast)
    held = account.row("loan_status")
    for column, value in columns_of_status(made).items():
        if held[column] != value or type(held[column]) is not type(value):
            account.set("loan_status", column, value)
    account.stamp("loan_status", "status_date", account.today.isoformat())
    if account.get("loan_setup", "setup_loan_type") == _LINE_OF_CREDIT:
        limit = account.get("loan_setup", "setup_credit_limit")
        balance = account.get("loan_status", "status_principal_balance")
        account.set("loan_status", "status_available_credit", max(ZERO, limit - balance))
    _write_buckets(account, bucket_rows(made))
    _write_parts(account, books)
    write_reporting(account)
    return books, made


def parts_of(amount: Decimal, shares: Split) -> dict[str, Decimal]:
    """How an amount was divided, in cents that add up to it; what went to payoff fees is with the fees."""
    found = {part.value: cents(shares.to(part)) for part in _PARTS}
    found[Part.FEES.value] += cents(shares.to(Part.PAYOFF_FEES))
    found[Part.PRINCIPAL.value] = amount - sum(found.values(), ZERO)
    return found


def _write_parts(account: Account, books: Books) -> None:
    """An entry that came in late changes how later ones are divided."""
    rows = {row["id"]: row for row in account.rows("transactions") if row.get("id")}
    for money, shares in books.posted:
        row = rows.get(money.number)
        if row is None:
            continue
        for column, amount in parts_of(row["amount"] if not money.credit else shares.applied, shares).items():
            if row[column] != amount:
                account.note("transactions", f"{row['kind']} {row['id']} {column}", row[column], amount)
                account.change(row, "transactions", column, amount)


def _write_buckets(account: Account, wanted: list[Row]) -> None:
    kept = account.rows("delinquency_buckets")
    names = list(wanted[0]) if wanted else []
    if [{name: row[name] for name in names} for row in kept] == wanted:
        return
    for row in list(kept):
        account.remove("delinquency_buckets", row, ("bucket_number",))
    for made in wanted:
        account.insert("delinquency_buckets", **made)


@cache
def _bands() -> tuple[tuple[str, int, int | None], ...]:
    choices = catalogue.load().enumerations["credit-status"].values
    return tuple((choice.code, choice.dpd_min, choice.dpd_max) for choice in choices if choice.dpd_min is not None)


@cache
def reported_at() -> frozenset[int]:
    """The numbers of days past due at which an account begins to be reported otherwise."""
    return frozenset(low for _, low, _ in _bands() if low > 0)


def write_reporting(account: Account) -> None:
    """Write the credit status and ECOA codes the account is reported with, from its settings and figures."""
    status, settings = account.row("loan_status"), account.row("loan_settings")
    reported = credit_status(
        settings["settings_credit_status"], status["status_days_past_due"], status["status_net_charge_off"], _bands()
    )
    secondary = any(row["role"] == "secondary" for row in account.rows("customer_links"))
    codes = ecoa_codes(settings["settings_ecoa_code"], settings["settings_co_buyer_ecoa_code"], secondary)
    account.set("loan_status", "status_credit_status", reported)
    account.set("loan_status", "status_calced_ecoa", codes[0])
    account.set("loan_status", "status_calced_ecoa_co_buyer", codes[1])


def booked(account: Account) -> tuple[Status, Split]:
    """Restate the account once money was booked by a row just inserted: the status, and how the money was divided."""
    books, made = restate(account)
    shares = next((split for money, split in reversed(books.posted) if money.number == UNNUMBERED), Split({}, ZERO))
    return made, shares


def after_columns(made: Status) -> dict[str, Any]:
    """How the account stands once money was posted, as columns of the transaction."""
    following = made.figures["status_next_payment_date"]
    return {
        "after_days_past_due": made.figures["status_days_past_due"],
        "after_amount_past_due": made.figures["status_amount_due"],
        "after_principal_balance": made.figures["status_principal_balance"],
        "after_payoff": made.figures["status_payoff"],
        "after_next_due_date": following.isoformat() if following is not None else None,
    }


def suspended_on(account: Account, day: str) -> bool:
    """Whether interest is suspended on a day (YYYY-MM-DD): the latest entry on or before it decides."""
    stops = ((row["date"], row["type"]) for row in account.rows("stop_interest_dates") if row["date"] <= day)
    return max(stops, default=("", ""))[1] == "suspend"
