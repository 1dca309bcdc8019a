"""APD Reset: `apd/reset` and `dpd/reset`, which change how much and how long an account counts as late, never what it
owes.

Their precondition is judged as the account stood when the rule fired, so that both may stand in one rule.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from cljrules.packs.model import ActionCall
from runtime.actions.account import Account, NotApplied
from runtime.actions.figures import read_dues, write_past_due, write_reporting
from runtime.actions.scene import Definition, Options, Scene
from runtime.ledger.credits import Dues
from runtime.ledger.delinquency import ZERO, Missed


def _effective_day(account: Account, options: Options) -> str:
    days = options["plus_days"]
    if days > 0:
        raise NotApplied(f"the reset would take effect in {days} days, after the business date")
    return account.today.isoformat()


def _reset_amount(account: Account, options: Options, scene: Scene) -> None:
    day = _effective_day(account, options)
    before = read_dues(account)
    wanted = ZERO if options["type"] == "zero" else scene.dollars(options["amount"])
    if wanted < 0:
        raise NotApplied(f"the amount past due cannot become {wanted}")
    if wanted == before.amount_due:
        return
    after = replace(before, amount_due=wanted, missed=_cut(before.missed, wanted))
    adjust_amount(account, before, day, options["type"], wanted, scene.rule)
    write_past_due(account, after)
    _write_full_due(account)
    write_reporting(account)


def _cut(missed: tuple[Missed, ...], total: Decimal) -> tuple[Missed, ...]:
    """The newest missed payments that add up to at most `total` dollars."""
    kept: list[Missed] = []
    for bucket in reversed(missed):
        share = min(total, bucket.unpaid)
        if share > 0:
            kept.insert(0, replace(bucket, unpaid=share))
        total -= share
    return tuple(kept)


def _reset_days(account: Account, options: Options, scene: Scene) -> None:
    day = _effective_day(account, options)
    before = read_dues(account)
    if before.days_past_due == 0:
        return
    adjust_days(account, before, day, scene.rule)
    write_past_due(account, replace(before, days_past_due=0))
    write_reporting(account)


def _write_full_due(account: Account) -> None:
    status = account.row("loan_status")
    full = status["status_amount_due"] + status["status_next_payment_amount"]
    account.set("loan_status", "status_full_due", full)
    account.set("loan_status", "next_period_amount", full)


def adjust_amount(account: Account, before: Dues, day: str, kind: str, amount: Decimal, title: str) -> None:
    """Record that the amount past due was set, on its own or with a credit."""
    account.insert("apd_adjustments", date=day, type=kind, dollar_amount=amount, title=title)
    account.note("apd_adjustments", kind, before.amount_due, amount)
    account.raise_event(
        "past-due-adjustment-posted",
        adjustment="amount",
        type=kind,
        date=day,
        amount=amount,
        amount_past_due_before=before.amount_due,
        days_past_due_before=before.days_past_due,
    )


def adjust_days(account: Account, before: Dues, day: str, title: str) -> None:
    """Record that the days past due were set to zero, on their own or with a credit."""
    account.insert("dpd_adjustments", date=day, title=title)
    account.note("dpd_adjustments", "days", before.days_past_due, 0)
    account.raise_event(
        "past-due-adjustment-posted",
        adjustment="days",
        type=None,
        date=day,
        amount=None,
        amount_past_due_before=before.amount_due,
        days_past_due_before=before.days_past_due,
    )


def _refuse(call: ActionCall) -> str | None:
    if call.effective["plus-days"] > 0:
        return "a reset cannot be put off to a day after the business date"
    return None


DEFINITIONS: Final[MappingProxyType[str, Definition]] = MappingProxyType(
    {
        "apd/reset": Definition(_reset_amount, refuse=_refuse),
        "dpd/reset": Definition(_reset_days, refuse=_refuse),
    }
)
