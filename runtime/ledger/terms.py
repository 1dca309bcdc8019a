"""The terms of a contract, as far as the ledger needs them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

#: Periods a year has by rate type (vendor documentation: loan setup values).
PERIODS_A_YEAR: Final = {
    "annually": 1,
    "semiannually": 2,
    "monthly": 12,
    "semimonthly": 24,
    "biweekly": 26,
    "weekly": 52,
}


@dataclass(frozen=True, slots=True)
class LateFee:
    """What is charged for a payment that is late.

    `type` is `fixed`, `flat`, `percentage`, `greater` or `lesser` (of the flat amount and the percentage of the
    regular payment); `calc` says what makes it fall due: `standard` anything past due, `standardFee` more than the fee
    past due, `current` no payment in the present period. (Domain notes 6.6b.)
    """

    type: str = "flat"
    amount: Decimal = Decimal("0.00")
    percent: Decimal = Decimal("0.00")
    calc: str = "standard"
    grace_days: int = 0


@dataclass(frozen=True, slots=True)
class Terms:
    """A contract. Money in dollars; `rate` in percent per `rate_type`; `payment` is the regular scheduled payment.

    The words are those of the catalogue's enumerations. `places` are the decimal places of the ledger's arithmetic;
    `most_interest` caps what the account may ever earn.
    """

    amount: Decimal
    rate: Decimal
    payment: Decimal
    count: int
    contract: date
    first_payment: date
    frequency: str = "monthly"
    days_in_period: int = 30
    rate_type: str = "annually"
    days_in_year: str = "actual"
    first_period_days: str = "actual"
    first_day_interest: bool = False
    calc_type: str = "simpleInterest"
    interest_application: str = "betweenTransactions"
    ends_at_expiry: bool = False
    most_interest: Decimal | None = None
    last_of_month: bool = False
    business_days: str = "disabled"
    places: int = 5
    late_fee: LateFee = LateFee()

    @property
    def shift(self) -> int:
        """Which way a due date moves that is no business day: 1 to the next one, -1 to the one before, 0 not at all."""
        return {"addDays": 1, "subtractDays": -1}.get(self.business_days, 0)

    @property
    def yearly_rate(self) -> Decimal:
        """The rate in percent per year."""
        return self.rate * PERIODS_A_YEAR.get(self.rate_type, 1)
