"""How a payment or credit is divided over what is owed.

Takes an amount and what is owed of each part, gives the dollars that go to each part and what is left over. Pure; exact
decimals; never gives a part more than is owed of it, and never loses or makes a cent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

ZERO: Final = Decimal("0.00")


class Part(StrEnum):
    """What a dollar can go to."""

    FEES = "fees"
    PAYOFF_FEES = "payoff fees"
    ESCROW = "escrow"
    INTEREST = "interest"
    DISCOUNT = "discount"
    PRINCIPAL = "principal"


#: Order of parts by payment type (domain notes 6.4; help: payment-waterfall-application-loan). `Custom` has none: its
#: split is fixed by hand for each payment, so a rule cannot post it.
WATERFALLS: Final[Mapping[str, tuple[Part, ...]]] = MappingProxyType(
    {
        "Regular": (Part.FEES, Part.ESCROW, Part.INTEREST, Part.DISCOUNT, Part.PRINCIPAL),
        "Principal only": (Part.PRINCIPAL,),
        "Discount": (Part.DISCOUNT,),
        "Fees only": (Part.FEES,),
        "P&I": (Part.PRINCIPAL, Part.INTEREST),
        "I&P only": (Part.INTEREST, Part.PRINCIPAL),
        "IFP": (Part.INTEREST, Part.FEES, Part.PRINCIPAL),
        "IPF": (Part.INTEREST, Part.PRINCIPAL, Part.FEES),
        "Escrow": (Part.ESCROW,),
        "Payoff": (Part.PAYOFF_FEES, Part.FEES, Part.ESCROW, Part.INTEREST, Part.DISCOUNT, Part.PRINCIPAL),
        "Payoff fees then due fees": (Part.PAYOFF_FEES, Part.FEES),
        "Interest, payoff fees, due fees, principal": (Part.INTEREST, Part.PAYOFF_FEES, Part.FEES, Part.PRINCIPAL),
    }
)

#: Payment types that do not reduce what has come due.
NOT_TOWARDS_DUES: Final = frozenset({"Principal only"})


@dataclass(frozen=True, slots=True)
class Split:
    """An amount divided: dollars by part (only parts that got some) and the dollars no part could take."""

    parts: Mapping[Part, Decimal]
    left: Decimal

    @property
    def applied(self) -> Decimal:
        """Dollars that went to any part."""
        return sum(self.parts.values(), ZERO)

    def to(self, part: Part) -> Decimal:
        """Dollars that went to one part."""
        return self.parts.get(part, ZERO)


def split(amount: Decimal, owed: Mapping[Part, Decimal], order: Sequence[Part]) -> Split:
    """Divide `amount` (dollars, zero or more) over the parts in order, each up to what is owed of it.

    A negative amount owed counts as nothing owed. Raises ValueError for a negative amount.
    """
    if amount < 0:
        raise ValueError(f"a waterfall divides zero dollars or more, not {amount}")
    left = amount
    parts: dict[Part, Decimal] = {}
    for part in order:
        share = min(left, max(owed.get(part, ZERO), ZERO))
        if share > 0:
            parts[part] = share
            left -= share
    return Split(parts, left)
