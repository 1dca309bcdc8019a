"""Credits: `credit/add`, which lowers what is owed, or books it as a loss."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from cljrules.packs.model import ActionCall, DateSpec
from runtime.actions.account import Account, NotApplied
from runtime.actions.figures import read_dues, write_dues
from runtime.actions.past_due import adjust_amount, adjust_days
from runtime.actions.scene import Definition, Options, Scene
from runtime.ledger.credits import post
from runtime.ledger.waterfall import WATERFALLS, Part


def apply(account: Account, options: Options, scene: Scene) -> None:
    """Post the credit; NotApplied for zero or less, for a day to come, and where no part of the waterfall owes
    anything.
    """
    amount = scene.dollars(options["amount"])
    if amount <= 0:
        raise NotApplied(f"the credit comes to {amount} dollars; only more than zero is posted")
    day = scene.day(options["date"])
    if day > account.today.isoformat():
        raise NotApplied(f"the credit would apply on {day}, after the business date")
    payment_type = options["type"]
    before = read_dues(account)
    reset = bool(options["reset_past_due"])
    after, shares = post(before, amount, payment_type, account.today, reset=reset)
    posted = shares.applied
    if posted <= 0:
        raise NotApplied(f"nothing is owed that a credit of type `{payment_type}` could lower")

    total = account.get("loan_status", "status_total_credits")
    account.set("loan_status", "status_total_credits", total + posted)
    account.set("loan_status", "last_credit_date", day)
    account.set("loan_status", "last_credit_amount", posted)
    if options["charge_off"]:
        loss = account.get("loan_status", "status_net_charge_off")
        account.set("loan_status", "status_net_charge_off", loss + posted)
    write_dues(account, after)
    if reset:
        adjust_amount(account, before, account.today.isoformat(), "zero", after.amount_due, scene.rule)
        adjust_days(account, before, account.today.isoformat(), scene.rule)
    info = options.get("info") or scene.rule
    account.insert(
        "transactions",
        kind="credit",
        info=info,
        apply_date=day,
        process_date=account.today.isoformat(),
        amount=posted,
        principal=shares.to(Part.PRINCIPAL),
        interest=shares.to(Part.INTEREST),
        fees=shares.to(Part.FEES) + shares.to(Part.PAYOFF_FEES),
        escrow=shares.to(Part.ESCROW),
        discount=shares.to(Part.DISCOUNT),
        payment_type=payment_type,
        category=options["category"],
        charge_off=bool(options["charge_off"]),
        reset_past_due=reset,
        principal_only=payment_type == "Principal only",
        after_days_past_due=after.days_past_due,
        after_amount_past_due=after.amount_due,
        after_principal_balance=after.principal,
        after_payoff=after.payoff,
        after_next_due_date=account.get("loan_status", "status_next_payment_date"),
        author="rule",
    )
    account.note("transactions", "charge-off" if options["charge_off"] else "credit", None, posted)
    if shares.left:
        account.note("transactions", "not posted: no part of the waterfall could take it", None, shares.left)
    account.raise_event(
        "credit-posted",
        amount=posted,
        date=day,
        category=options["category"],
        type=payment_type,
        charge_off=bool(options["charge_off"]),
        info=info,
    )


def refuse(call: ActionCall) -> str | None:
    """Why a credit could never be posted: a waterfall that needs a split by hand, or a day that is always to come."""
    payment_type = call.effective["type"]
    if payment_type not in WATERFALLS:
        known = ", ".join(f"`{name}`" for name in WATERFALLS)
        return f"a rule cannot post a credit of type `{payment_type}`; the types with a waterfall are {known}"
    day = call.effective["date"]
    if isinstance(day, DateSpec) and day.base == "current-date" and day.plus_days > 0:
        return "a credit cannot be posted for a day after the business date"
    return None


DEFINITIONS: Final[MappingProxyType[str, Definition]] = MappingProxyType(
    {"credit/add": Definition(apply, refuse=refuse)}
)
