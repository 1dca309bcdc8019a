"""Money that people and systems book: payments, credits, charges, advancements, and taking them back.

Each function is a change for `real_time.change`: it takes the scene, books the entry, states the account anew, and
gives the transaction's number.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select

from runtime.actions.account import Account, NotApplied, Row
from runtime.actions.ledger import NO_PARTS, after_columns, open_books, parts_of, restate
from runtime.ledger.waterfall import WATERFALLS, Split
from runtime.maintenance.real_time import Scene
from runtime.store import schema


def post_payment(scene: Scene, amount: Decimal, apply_date: date, process_date: date, **more: Any) -> int:
    """Post a payment of `amount` dollars. `more` are further columns, such as its type, method, title and `extra`."""
    _check(scene.account, amount, more.get("payment_type") or "Regular")
    number = _book(scene, "payment", amount, apply_date, process_date, status="success", **more)
    scene.account.raise_event(
        "payment-posted",
        payment_id=number,
        amount=amount,
        apply_date=apply_date,
        process_date=process_date,
        type=more.get("payment_type") or "Regular",
    )
    return number


def post_credit(scene: Scene, amount: Decimal, apply_date: date, process_date: date, **more: Any) -> int:
    """Post a credit of `amount` dollars."""
    _check(scene.account, amount, more.get("payment_type") or "Regular")
    number = _book(scene, "credit", amount, apply_date, process_date, **more)
    scene.account.raise_event(
        "credit-posted",
        credit_id=number,
        amount=amount,
        date=apply_date,
        category=more.get("category"),
        type=more.get("payment_type") or "Regular",
        charge_off=bool(more.get("charge_off")),
        info=more.get("info"),
    )
    return number


def post_charge(scene: Scene, amount: Decimal, apply_date: date, **more: Any) -> int:
    """Post a charge of `amount` dollars."""
    _check(scene.account, amount, "Regular")
    number = _book(scene, "charge", amount, apply_date, scene.account.today, fees=amount, **more)
    scene.account.raise_event("charge-posted", charge_id=number, amount=amount, date=apply_date, info=more.get("info"))
    return number


def post_advancement(scene: Scene, amount: Decimal, apply_date: date, **more: Any) -> int:
    """Lend `amount` dollars more."""
    _check(scene.account, amount, "Regular")
    number = _book(scene, "advancement", amount, apply_date, scene.account.today, principal=amount, **more)
    scene.account.raise_event("advancement-posted", advancement_id=number, amount=amount, date=apply_date)
    return number


def reverse(scene: Scene, number: int, day: date, reason: str | None = None, comment: str | None = None) -> int:
    """Take a transaction back as of a day: from then on the account stands as if it had never been."""
    account = scene.account
    row = next((row for row in account.rows("transactions") if row["id"] == number), None)
    if row is None:
        raise NotApplied(f"the account has no transaction {number}")
    if row["reversed"] or row["deleted"]:
        raise NotApplied(f"transaction {number} is reversed already")
    if day > account.today:
        raise NotApplied(f"a reversal cannot be dated {day}, after the business date")
    if day.isoformat() < row["process_date"]:
        raise NotApplied(f"transaction {number} was processed on {row['process_date']}, after {day}")
    open_books(account)
    for column, value in (
        ("reversed", True),
        ("reversed_on", day.isoformat()),
        ("reverse_reason", reason),
        ("reverse_comment", comment),
    ):
        account.change(row, "transactions", column, value)
    account.note("transactions", f"{row['kind']} {number} reversed", row["amount"], None)
    _count_reversal(account, row, day, reason)
    restate(account)
    _tell_reversal(account, row, day, reason)
    return number


def _count_reversal(account: Account, row: Row, day: date, reason: str | None) -> None:
    if row["kind"] != "payment":
        return
    status = account.row("loan_status")
    account.set("loan_status", "payments_reversed_count", status["payments_reversed_count"] + 1)
    if reason == "nsf":
        account.set("loan_status", "payments_nsf_count", status["payments_nsf_count"] + 1)
    account.set("loan_status", "last_reversal_date", max(day.isoformat(), status["last_reversal_date"] or ""))


def _tell_reversal(account: Account, row: Row, day: date, reason: str | None) -> None:
    if row["kind"] == "payment":
        account.raise_event("payment-reversed", payment_id=row["id"], amount=row["amount"], reason=reason, date=day)
    elif row["kind"] == "charge":
        account.raise_event("charge-reversed", charge_id=row["id"], amount=row["amount"])


def _check(account: Account, amount: Decimal, payment_type: str) -> None:
    if amount <= 0:
        raise NotApplied(f"an amount has to be more than zero dollars, not {amount}")
    if amount != amount.quantize(Decimal("0.01")):
        raise NotApplied(f"{amount} has fractions of a cent")
    if not account.get("loans", "loan_active"):
        raise NotApplied("the account is not activated")
    if payment_type not in WATERFALLS:
        known = ", ".join(f"`{name}`" for name in WATERFALLS)
        raise NotApplied(f"there is no payment type `{payment_type}` that money can be posted with; there are {known}")


def _book(scene: Scene, kind: str, amount: Decimal, apply_date: date, process_date: date, **more: Any) -> int:
    """Insert the transaction, so that it has its number, and state the account anew."""
    account = scene.account
    if process_date > account.today:
        raise NotApplied(f"it cannot be processed on {process_date}, after the business date")
    open_books(account)
    values = {
        "loan_id": account.loan_id,
        "kind": kind,
        "apply_date": apply_date.isoformat(),
        "process_date": process_date.isoformat(),
        "amount": amount,
        **NO_PARTS,
        **{name: value for name, value in more.items() if value is not None},
    }
    table = schema.transactions
    number = scene.connection.execute(
        insert(table).values(**values, created_at=scene.now).returning(table.c.id)
    ).scalar_one()
    read = scene.connection.execute(select(table).where(table.c.id == number)).mappings().one()
    row = dict(read)
    account.rows("transactions").append(row)
    account.note("transactions", kind, None, amount)
    books, made = restate(account)
    shares: Split | None = next((split for money, split in books.posted if money.number == number), None)
    if shares is not None:
        for column, part in parts_of(amount if kind == "payment" else min(amount, shares.applied), shares).items():
            account.change(row, "transactions", column, part)
    for column, value in after_columns(made).items():
        account.change(row, "transactions", column, value)
    return int(number)
