"""APD Reset: `apd/reset` and `dpd/reset`, which change how much and how long an account counts as late, never what it
owes.

Their precondition is judged as the account stood when the rule fired, so that both may stand in one rule. A reset for a
day to come is booked at once and takes effect on that day.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from runtime.actions.account import Account, NotApplied
from runtime.actions.ledger import open_books, restate
from runtime.actions.scene import Definition, Options, Scene

ZERO: Final = Decimal("0.00")


def _effective_day(account: Account, options: Options) -> date:
    return account.today + timedelta(days=options["plus_days"])


def _reset_amount(account: Account, options: Options, scene: Scene) -> None:
    day = _effective_day(account, options)
    wanted = ZERO if options["type"] == "zero" else scene.dollars(options["amount"])
    if wanted < 0:
        raise NotApplied(f"the amount past due cannot become {wanted}")
    if day == account.today and wanted == account.get("loan_status", "status_amount_due"):
        return
    adjust_amount(account, day, options["type"], wanted, scene.rule)
    if day == account.today:
        restate(account)


def _reset_days(account: Account, options: Options, scene: Scene) -> None:
    day = _effective_day(account, options)
    if day == account.today and account.get("loan_status", "status_days_past_due") == 0:
        return
    adjust_days(account, day, scene.rule)
    if day == account.today:
        restate(account)


def adjust_amount(account: Account, day: date, kind: str, amount: Decimal, title: str) -> None:
    """Book that the amount past due is set, on its own or with a credit."""
    open_books(account)
    before = _before(account)
    account.insert("apd_adjustments", date=day.isoformat(), type=kind, dollar_amount=amount, title=title)
    account.note("apd_adjustments", kind, before["amount_past_due_before"], amount)
    account.raise_event(
        "past-due-adjustment-posted", adjustment="amount", type=kind, date=day.isoformat(), amount=amount, **before
    )


def adjust_days(account: Account, day: date, title: str) -> None:
    """Book that the days past due are set to zero, on their own or with a credit."""
    open_books(account)
    before = _before(account)
    account.insert("dpd_adjustments", date=day.isoformat(), title=title)
    account.note("dpd_adjustments", "days", before["days_past_due_before"], 0)
    account.raise_event(
        "past-due-adjustment-posted", adjustment="days", type=None, date=day.isoformat(), amount=None, **before
    )


def _before(account: Account) -> dict[str, Decimal | int]:
    status = account.row("loan_status")
    return {
        "amount_past_due_before": status["status_amount_due"],
        "days_past_due_before": status["status_days_past_due"],
    }


DEFINITIONS: Final[MappingProxyType[str, Definition]] = MappingProxyType(
    {"apd/reset": Definition(_reset_amount), "dpd/reset": Definition(_reset_days)}
)
