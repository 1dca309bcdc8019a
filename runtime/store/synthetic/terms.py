"""The arithmetic of a made-up contract: payment, balances and interest, in whole cents.

Takes an amount, a yearly rate in hundredths of a percent and a number of monthly terms. Whole numbers throughout, but
for the payment, which any level close to the annuity would do for.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paid:
    """A contract after some payments: balance, and what the payments went to, in cents."""

    balance: int
    principal: int
    interest: int


def level_payment(amount: int, rate: int, terms: int) -> int:
    """Cents of the level monthly payment."""
    monthly = rate / 120_000
    if monthly == 0:
        return -(-amount // terms)
    return round(amount * monthly / (1 - (1 + monthly) ** -terms))


def month_of_interest(balance: int, rate: int) -> int:
    """Cents of interest a balance earns in a month, half a cent up."""
    return (balance * rate + 60_000) // 120_000


def day_of_interest(balance: int, rate: int, days_in_year: int = 365) -> int:
    """Cents of interest a balance earns in a day, half a cent up."""
    unit = 10_000 * days_in_year
    return (balance * rate + unit // 2) // unit


def after_payments(amount: int, rate: int, payment: int, count: int) -> Paid:
    """The contract after `count` payments made when due; the balance never falls below zero."""
    balance, interest = amount, 0
    for _ in range(count):
        earned = month_of_interest(balance, rate)
        share = min(balance, payment - earned)
        balance -= share
        interest += earned
    return Paid(balance, amount - balance, interest)
