"""Whether an amount on a day is what a scenario takes a promise to be kept by.

Takes a scenario, a promise's row and a transaction's row; pure arithmetic on days and dollars, criteria aside. Both
ends of the window count. The least amount is exact: 95% of $100.01 is $95.0095, so that $95.01 is enough and $95.00 is
not. Amounts are those applied to the account, without a convenience fee, and are never added together.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from cljrules.packs.model import Scenario, Tolerance, Window

#: The kinds of transaction that can keep a promise, with the scenario's word for them.
KINDS: Final[Mapping[str, str]] = {"payment": "payments", "credit": "credits"}

_ALL: Final = Decimal(100)


def day_of(scenario: Scenario, transaction: Mapping[str, Any]) -> str:
    """The day of a transaction that the scenario goes by, YYYY-MM-DD."""
    day: str = transaction["apply_date" if scenario.window.by == "apply-date" else "process_date"]
    return day


def within(window: Window, due: str, day: str) -> bool:
    """Whether a day is no more than the window's days before or after the due date."""
    after = (date.fromisoformat(day) - date.fromisoformat(due)).days
    return -window.days_before <= after <= window.days_after


def enough(tolerance: Tolerance, promised: Decimal, amount: Decimal) -> bool:
    """Whether an amount in dollars is no more than the tolerance short of what was promised."""
    if tolerance.dollars is not None:
        return amount >= promised - tolerance.dollars
    percent = tolerance.percent if tolerance.percent is not None else Decimal(0)
    return amount * _ALL >= promised * (_ALL - percent)


def fits(scenario: Scenario, promise: Mapping[str, Any], transaction: Mapping[str, Any]) -> bool:
    """Whether the transaction keeps the promise by the scenario's kinds, window and tolerance."""
    return (
        KINDS[transaction["kind"]] in scenario.evaluate_on
        and within(scenario.window, promise["due_date"], day_of(scenario, transaction))
        and enough(scenario.tolerance, promise["amount"], transaction["amount"])
    )
