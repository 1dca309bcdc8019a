"""What a credit does to an account's balances and dues.

Takes the dues as they stand and a credit, gives the dues after it and how the credit was divided. Pure; exact decimals.
Never makes a balance negative: what no part of the waterfall can take is left over and not posted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from runtime.ledger.delinquency import Missed, pay_oldest
from runtime.ledger.waterfall import NOT_TOWARDS_DUES, WATERFALLS, ZERO, Part, Split, split


@dataclass(frozen=True, slots=True)
class Dues:
    """What an account owes on a day, in dollars.

    `interest` and `fees` are what is unpaid of them; `due_principal` is the part of `principal` that has come due;
    `payoff` is principal, interest, fees and payoff fees; `amount_due` is the amount past due, of which `missed` says
    which scheduled payments it is made of (fees are past due beside them).
    """

    principal: Decimal
    interest: Decimal
    fees: Decimal
    escrow: Decimal
    discount: Decimal
    payoff_fees: Decimal
    due_principal: Decimal
    payoff: Decimal
    amount_due: Decimal
    days_past_due: int
    missed: tuple[Missed, ...]

    def owed(self) -> dict[Part, Decimal]:
        """Dollars each part of a waterfall can take."""
        return {
            Part.PRINCIPAL: self.principal,
            Part.INTEREST: self.interest,
            Part.FEES: self.fees,
            Part.ESCROW: self.escrow,
            Part.DISCOUNT: self.discount,
            Part.PAYOFF_FEES: self.payoff_fees,
        }


def post(dues: Dues, amount: Decimal, payment_type: str, today: date, *, reset: bool = False) -> tuple[Dues, Split]:
    """The dues once a credit of `amount` dollars has applied, and how it was divided.

    With `reset` the amount and days past due become zero whatever is still owed. KeyError for a payment type without a
    waterfall (`Custom`).
    """
    shares = split(amount, dues.owed(), WATERFALLS[payment_type])
    principal = dues.principal - shares.to(Part.PRINCIPAL)
    towards_dues = payment_type not in NOT_TOWARDS_DUES
    due_principal = dues.due_principal - shares.to(Part.PRINCIPAL) if towards_dues else dues.due_principal
    balance_parts = (Part.PRINCIPAL, Part.INTEREST, Part.FEES, Part.PAYOFF_FEES)
    after = replace(
        dues,
        principal=principal,
        interest=dues.interest - shares.to(Part.INTEREST),
        fees=dues.fees - shares.to(Part.FEES),
        escrow=dues.escrow - shares.to(Part.ESCROW),
        discount=dues.discount - shares.to(Part.DISCOUNT),
        payoff_fees=dues.payoff_fees - shares.to(Part.PAYOFF_FEES),
        due_principal=max(ZERO, min(due_principal, principal)),
        payoff=dues.payoff - sum((shares.to(part) for part in balance_parts), ZERO),
    )
    if reset or after.payoff <= 0:
        return replace(after, amount_due=ZERO, days_past_due=0, missed=()), shares
    if not towards_dues or shares.applied == 0:
        return after, shares
    return _less_past_due(after, dues, shares, today), shares


def _less_past_due(after: Dues, before: Dues, shares: Split, today: date) -> Dues:
    fees_past_due = before.amount_due - sum((bucket.unpaid for bucket in before.missed), ZERO)
    fees_paid = shares.to(Part.FEES)
    missed = pay_oldest(before.missed, shares.applied - fees_paid - shares.to(Part.PAYOFF_FEES))
    amount_due = sum((bucket.unpaid for bucket in missed), ZERO) + max(ZERO, fees_past_due - fees_paid)
    if missed:
        days = missed[0].days_past_due(today)
    else:
        days = 0 if before.missed or amount_due == 0 else before.days_past_due
    return replace(after, amount_due=amount_due, days_past_due=days, missed=missed)
