"""Rounding of interest and money: exact decimals, half up."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

CENT = Decimal("0.01")


def cents(amount: Decimal) -> Decimal:
    """`amount` rounded half up to whole cents; never a negative zero."""
    return amount.quantize(CENT, ROUND_HALF_UP) + 0


def exact(amount: Fraction, places: int) -> Decimal:
    """A fraction of a dollar rounded half up to so many decimal places."""
    scaled = amount * 10**places
    whole, rest = divmod(abs(scaled.numerator), scaled.denominator)
    whole += 2 * rest >= scaled.denominator
    with localcontext() as context:
        context.prec = max(28, len(str(whole)))
        return Decimal(whole if scaled >= 0 else -whole).scaleb(-places)
