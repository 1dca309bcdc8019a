"""The payment schedule of a contract: what each payment is made of.

Takes terms, due dates and a balance, gives the payments from an index to the last. Pure; interest in cents, as a
schedule states it; the last payment takes what is left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from runtime.ledger.accrual import Accrual
from runtime.ledger.calendar import UNIFORM, DueDates
from runtime.ledger.interest import cents
from runtime.ledger.terms import Terms

ZERO: Final = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A payment of the schedule; `balance` is the principal left once it is made."""

    index: int
    due: date
    amount: Decimal
    principal: Decimal
    interest: Decimal
    balance: Decimal


def level_payment(amount: Decimal, yearly_rate: Decimal, count: int, frequency: str = "monthly") -> Decimal:
    """The payment, in dollars to the cent, that pays `amount` off in `count` uniform periods."""
    days, year = UNIFORM.get(frequency, (30, 360))
    rate = yearly_rate / 100 * days / year
    if not rate:
        return cents(amount / count)
    return cents(amount * rate / (1 - (1 + rate) ** -count))


def schedule(
    terms: Terms,
    due: DueDates,
    accrual: Accrual,
    balance: Decimal,
    start: date,
    first: int = 0,
) -> Iterator[Scheduled]:
    """The payments with indexes from `first` to the last of the contract, when `balance` dollars of principal accrue
    from `start` and every payment is made as it falls due. Ends early where nothing is left.
    """
    if balance <= 0:
        return
    # whole units of as many decimal places as the balance has: a schedule is long, and exact decimals take their time
    places = max(2, -int(balance.as_tuple().exponent))
    cent = 10 ** (places - 2)
    left, regular = int(balance.scaleb(places)), int(terms.payment.scaleb(places))
    last = terms.count - 1
    only_interest = terms.calc_type == "interestOnly"
    for index in range(first, terms.count):
        if left <= 0:
            return
        day = due[index]
        interest = accrual.cents_between(left, places, start, day) * cent
        owed = left + interest
        amount = owed if index == last else min(interest if only_interest else regular, owed)
        interest = min(interest, amount)
        left -= amount - interest
        yield Scheduled(
            index,
            day,
            Decimal(amount).scaleb(-places),
            Decimal(amount - interest).scaleb(-places),
            Decimal(interest).scaleb(-places),
            Decimal(left).scaleb(-places),
        )
        start = day
