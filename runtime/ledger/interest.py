"""Simple interest: what a balance accrues in a day, and when accrual is suspended.

Pure; exact decimals rounded half up to cents where money comes out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")

#: Periods a year has by rate type (vendor documentation: loan setup values).
_PERIODS_A_YEAR: Mapping[str, int] = {
    "annually": 1,
    "semiannually": 2,
    "monthly": 12,
    "semimonthly": 24,
    "biweekly": 26,
    "weekly": 52,
}


def cents(amount: Decimal) -> Decimal:
    """`amount` rounded half up to whole cents."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def per_diem(principal: Decimal, rate: Decimal, rate_type: str, uniform_year: bool, today: date) -> Decimal:
    """Dollars of interest a day: the yearly rate over 360 days in a uniform year, else over the year's actual days.

    `rate` is in percent per `rate_type`. A negative balance accrues nothing. (Domain notes 6.2.)
    """
    if principal <= 0:
        return Decimal("0.00")
    leap = today.year % 4 == 0 and (today.year % 100 != 0 or today.year % 400 == 0)
    days = 360 if uniform_year else 366 if leap else 365
    yearly = principal * rate * _PERIODS_A_YEAR.get(rate_type, 1) / 100
    return cents(yearly / days)


def suspended_on(day: str, entries: Iterable[tuple[str, str]]) -> bool:
    """Whether accrual is suspended on `day` (YYYY-MM-DD), given (day, `suspend` or `resume`) entries in any order.

    The latest entry on or before the day decides; without one interest accrues.
    """
    latest = max((entry for entry in entries if entry[0] <= day), default=None)
    return latest is not None and latest[1] == "suspend"
