"""Missed payments: what is past due, since when, oldest first.

Takes the amount past due, the regular payment and the day the oldest missed payment fell due, gives the delinquency
buckets; pays them, oldest first. Pure. (Buckets: bucket 1 is the newest missed payment, the highest number the oldest;
a payment goes to the oldest first: domain notes 6.5.)
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

ZERO = Decimal("0.00")

#: Days between due dates by payment frequency, for the frequencies that count days; the others count months.
_DAYS = {"weekly": 7, "biWeekly": 14, "semimonthly": 15}
_MONTHS = {"monthly": 1, "quarterly": 3, "semiannually": 6, "annually": 12}


@dataclass(frozen=True, slots=True)
class Missed:
    """A scheduled payment that is not completely paid: its due date, dollars scheduled and dollars still unpaid."""

    due: date
    scheduled: Decimal
    unpaid: Decimal

    def days_past_due(self, today: date) -> int:
        """Days since it fell due, 0 before."""
        return max(0, (today - self.due).days)


def add_months(day: date, months: int) -> date:
    """`months` calendar months later (earlier when negative); the month's last day where the day does not exist."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def due_dates(first: date, frequency: str, count: int, days_in_period: int = 30) -> list[date]:
    """`count` due dates from `first` on; `days_in_period` is the step of frequency `custom` (or any other)."""
    if frequency in _MONTHS:
        return [add_months(first, _MONTHS[frequency] * index) for index in range(count)]
    step = _DAYS.get(frequency, days_in_period)
    return [first + timedelta(days=step * index) for index in range(count)]


def missed_payments(unpaid: Decimal, payment: Decimal, oldest: date, frequency: str = "monthly") -> tuple[Missed, ...]:
    """The missed payments that add up to `unpaid` dollars, oldest first; the oldest takes what is not a whole payment.

    None when nothing is unpaid; one with everything when there is no regular payment.
    """
    if unpaid <= 0:
        return ()
    if payment <= 0:
        return (Missed(oldest, unpaid, unpaid),)
    whole, part = divmod(unpaid, payment)
    count = int(whole) + (1 if part else 0)
    days = due_dates(oldest, frequency, count)
    shares = [part or payment] + [payment] * (count - 1)
    return tuple(Missed(day, payment, share) for day, share in zip(days, shares, strict=True))


def pay_oldest(missed: Iterable[Missed], amount: Decimal) -> tuple[Missed, ...]:
    """The missed payments once `amount` dollars went to them, oldest first; what is completely paid is gone."""
    remaining = []
    left = amount
    for bucket in missed:
        share = min(left, bucket.unpaid)
        left -= share
        if bucket.unpaid > share:
            remaining.append(Missed(bucket.due, bucket.scheduled, bucket.unpaid - share))
    return tuple(remaining)


def unpaid_since(missed: Iterable[Missed], today: date, days: int) -> Decimal:
    """Dollars still unpaid of payments that fell due `days` days ago or earlier."""
    return sum((bucket.unpaid for bucket in missed if (today - bucket.due).days >= days), ZERO)
