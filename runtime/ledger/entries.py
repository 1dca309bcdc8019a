"""What is booked on an account: payments, credits, charges, advancements, resets, suspensions, moved due dates.

An entry applies on one day and is known from another (its process date); a reversal is known from a third. What is
booked later never changes the status of an earlier day. Pure data, with the order in which entries of a day apply.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import ClassVar

from runtime.ledger.waterfall import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What every entry has: the day it applies on, the day from which it is known, its number in the order of booking,
    and the day from which it is known to be reversed.
    """

    rank: ClassVar[int] = 0
    day: date
    known: date
    number: int
    reversed_on: date | None = None

    def counts_on(self, day: date) -> bool:
        """Whether it is part of the books as they were known at the end of a day."""
        return self.day <= day and self.known <= day and (self.reversed_on is None or self.reversed_on > day)


@dataclass(frozen=True, slots=True, kw_only=True)
class StopInterest(Entry):
    """Accrual is suspended from its day on, or resumed; `earned` where money met the day's interest before."""

    rank: ClassVar[int] = 0
    suspended: bool
    earned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDateChange(Entry):
    """The payment due on `original` falls due on `new`, all later ones follow."""

    rank: ClassVar[int] = 1
    original: date
    new: date
    last_of_month: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Advancement(Entry):
    """More is lent: principal grows."""

    rank: ClassVar[int] = 2
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge(Entry):
    """A fee; `at_payoff` falls due only when the account is paid off, `bears_interest` adds to what interest is earned
    on, `past_due` says whether it counts as past due.
    """

    rank: ClassVar[int] = 3
    amount: Decimal
    at_payoff: bool = False
    bears_interest: bool = False
    past_due: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Money(Entry):
    """A payment, or with `credit` a credit, divided by the waterfall of its type, or as `custom` says part by part.

    `extra` is where a payment goes beyond what is due: `tx.principal` pays ahead, the `principalonly` ways do not.
    `charge_off` books a loss, `recovery` takes one back; `reset` makes nothing past due whatever is still owed.
    """

    rank: ClassVar[int] = 4
    amount: Decimal
    type: str = "Regular"
    credit: bool = False
    custom: Mapping[Part, Decimal] = field(default_factory=dict)
    extra: str = "tx.principal"
    charge_off: bool = False
    recovery: bool = False
    reset: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack(Entry):
    """Money, or a charge, from before the books were opened is taken back: `parts` are what it went to, `due` the day
    that what it covered fell due.
    """

    rank: ClassVar[int] = 4
    amount: Decimal
    parts: Mapping[Part, Decimal]
    due: date
    kind: str = "payment"
    charge_off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountReset(Entry):
    """The amount past due becomes `amount` (zero or a fixed one), what is owed stays."""

    rank: ClassVar[int] = 5
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysReset(Entry):
    """Days past due count from its day at the earliest."""

    rank: ClassVar[int] = 6


def in_order(entries: Iterable[Entry], day: date) -> list[Entry]:
    """The entries that count on a day, in the order they apply: by day, then suspensions, moved due dates,
    advancements, charges, money, resets; those of one kind as they were booked.
    """
    counting = (entry for entry in entries if entry.counts_on(day))
    return sorted(counting, key=lambda entry: (entry.day, entry.rank, entry.number))
