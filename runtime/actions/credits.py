"""Credits: `credit/add`, which lowers what is owed, or books it as a loss. A credit for a day to come is booked at once
and lowers what is owed on that day.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from cljrules.packs.model import ActionCall
from runtime.actions.account import Account, NotApplied
from runtime.actions.ledger import NO_PARTS, after_columns, booked, open_books, parts_of, stand
from runtime.actions.past_due import ZERO, adjust_amount, adjust_days
from runtime.actions.scene import Definition, Options, Scene
from runtime.ledger.waterfall import WATERFALLS, Part, split


def apply(account: Account, options: Options, scene: Scene) -> None:
    """Post the credit; NotApplied for zero or less, and where no part of the waterfall owes anything."""
    amount = scene.dollars(options["amount"])
    if amount <= 0:
        raise NotApplied(f"the credit comes to {amount} dollars; only more than zero is posted")
    day = date.fromisoformat(scene.day(options["date"]))
    open_books(account)
    posted = amount if day > account.today else _fitting(account, amount, options["type"])
    info = options.get("info") or scene.rule
    row = account.insert(
        "transactions",
        kind="credit",
        info=info,
        apply_date=day.isoformat(),
        process_date=account.today.isoformat(),
        amount=posted,
        **NO_PARTS,
        payment_type=options["type"],
        category=options["category"],
        charge_off=bool(options["charge_off"]),
        reset_past_due=bool(options["reset_past_due"]),
        principal_only=options["type"] == "Principal only",
        deleted=False,
        author="rule",
    )
    account.note("transactions", "charge-off" if options["charge_off"] else "credit", None, posted)
    if posted < amount:
        account.note("transactions", "not posted: no part of the waterfall could take it", None, amount - posted)
    if options["reset_past_due"]:
        adjust_amount(account, day, "zero", ZERO, scene.rule)
        adjust_days(account, day, scene.rule)
    if day <= account.today:
        made, shares = booked(account)
        row.update(parts_of(posted, shares))
        row.update(after_columns(made))
    account.raise_event(
        "credit-posted",
        amount=posted,
        date=day.isoformat(),
        category=options["category"],
        type=options["type"],
        charge_off=bool(options["charge_off"]),
        info=info,
    )


def _fitting(account: Account, amount: Decimal, payment_type: str) -> Decimal:
    """As much of a credit as is owed of what its type can lower: a credit never leaves a balance in the borrower's
    favour.
    """
    books, made = stand(account)
    limits = {
        **books.owed(),
        Part.PRINCIPAL: made.figures["status_principal_balance"],
        Part.INTEREST: made.figures["status_due_interest"],
    }
    posted = split(amount, limits, WATERFALLS[payment_type]).applied
    if posted <= 0:
        raise NotApplied(f"nothing is owed that a credit of type `{payment_type}` could lower")
    return posted


def refuse(call: ActionCall) -> str | None:
    """Why a credit could never be posted: a waterfall that needs a split by hand."""
    payment_type = call.effective["type"]
    if payment_type not in WATERFALLS:
        known = ", ".join(f"`{name}`" for name in WATERFALLS)
        return f"a rule cannot post a credit of type `{payment_type}`; the types with a waterfall are {known}"
    return None


DEFINITIONS: Final[MappingProxyType[str, Definition]] = MappingProxyType(
    {"credit/add": Definition(apply, refuse=refuse)}
)
