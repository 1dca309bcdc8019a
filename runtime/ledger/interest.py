"""Rounding of money: exact decimals, half up."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def cents(amount: Decimal) -> Decimal:
    """`amount` rounded half up to whole cents; never a negative zero."""
    return amount.quantize(CENT, ROUND_HALF_UP) + 0
