"""Missed payments: what is past due, since when, oldest first.

Takes the amount past due, the regular payment and the day the oldest missed payment fell due, gives the delinquency
buckets; pays them, oldest first. Pure. (Buckets: bucket 1 is the newest missed payment, the highest number the oldest;
a payment goes to the oldest first: domain notes 6.5.)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from runtime.ledger.calendar import due_dates

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Missed:
    """A scheduled payment that is not completely paid: its due date, dollars scheduled, dollars still unpaid, and how
    much of the unpaid is principal; a payment meets interest first.
    """

    due: date
    scheduled: Decimal
    unpaid: Decimal
    principal: Decimal = ZERO

    @property
    def principal_unpaid(self) -> Decimal:
        """Dollars of principal still unpaid."""
        return min(self.principal, self.unpaid)

    def days_past_due(self, today: date) -> int:
        """Days since it fell due, 0 before."""
        return max(0, (today - self.due).days)


def missed_payments(unpaid: Decimal, payment: Decimal, oldest: date, frequency: str = "monthly") -> tuple[Missed, ...]:
    """The missed payments that add up to `unpaid` dollars, oldest first; the oldest takes what is not a whole payment.

    None when nothing is unpaid; one with everything when there is no regular payment.
    """
    if unpaid <= 0:
        return ()
    if payment <= 0:
        return (Missed(oldest, unpaid, unpaid, unpaid),)
    whole, part = divmod(unpaid, payment)
    count = int(whole) + (1 if part else 0)
    days = due_dates(oldest, frequency, count)
    shares = [part or payment] + [payment] * (count - 1)
    return tuple(Missed(day, payment, share, share) for day, share in zip(days, shares, strict=True))


def pay_oldest(missed: Iterable[Missed], amount: Decimal) -> tuple[Missed, ...]:
    """The missed payments once `amount` dollars went to them, oldest first; what is completely paid is gone."""
    remaining = []
    left = amount
    for bucket in missed:
        share = min(left, bucket.unpaid)
        left -= share
        if bucket.unpaid > share:
            unpaid = bucket.unpaid - share
            remaining.append(Missed(bucket.due, bucket.scheduled, unpaid, min(bucket.principal, unpaid)))
    return tuple(remaining)


def unpaid_since(missed: Iterable[Missed], today: date, days: int) -> Decimal:
    """Dollars still unpaid of payments that fell due `days` days ago or earlier."""
    return sum((bucket.unpaid for bucket in missed if (today - bucket.due).days >= days), ZERO)
