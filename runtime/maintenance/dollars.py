"""What firings come to in dollars.

Takes the record of a firing, gives `Dollars`: what was posted, and by how much the balances moved.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from runtime.maintenance.record import FiringRecord

_NOTHING: Final = Decimal("0.00")
_POSTED: Final = {("transactions", "charge-off"): "charged_off", ("transactions", "credit"): "credited"}
_MOVED: Final = {("loan_status", "status_payoff"): "payoff", ("loan_status", "status_amount_due"): "past_due"}


@dataclass(slots=True)
class Dollars:
    """Dollars charged off and credited, and the growth (a fall below zero) of the payoff and of the amount past due."""

    charged_off: Decimal = _NOTHING
    credited: Decimal = _NOTHING
    payoff: Decimal = _NOTHING
    past_due: Decimal = _NOTHING

    def add(self, other: Dollars) -> None:
        """Add another's figures to these."""
        self.charged_off += other.charged_off
        self.credited += other.credited
        self.payoff += other.payoff
        self.past_due += other.past_due

    def minus(self, other: Dollars) -> Dollars:
        """These figures less another's."""
        return Dollars(
            self.charged_off - other.charged_off,
            self.credited - other.credited,
            self.payoff - other.payoff,
            self.past_due - other.past_due,
        )


def dollars_of(firing: FiringRecord) -> Dollars:
    """What a firing's actions come to."""
    made = Dollars()
    for action in firing.actions:
        for change in action.changes:
            name = (change.entity, change.field)
            if name in _POSTED:
                made_of = _POSTED[name]
                setattr(made, made_of, getattr(made, made_of) + change.after)
            elif name in _MOVED:
                made_of = _MOVED[name]
                setattr(made, made_of, getattr(made, made_of) + (change.after or 0) - (change.before or 0))
    return made
