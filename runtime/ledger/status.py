"""The figures of an account on a day, from its books: what the store keeps as the status of the day.

Takes books rolled to the day, gives figures by name, in cents, days and dates, that agree with one another: what is
shown as payoff is the sum of what is shown of its parts, what is past due is the sum of its buckets. Pure.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from runtime.ledger.books import Books, next_payments
from runtime.ledger.delinquency import unpaid_since
from runtime.ledger.interest import cents
from runtime.ledger.lateness import BANDS, DELINQUENT, Lateness, Past, lateness
from runtime.ledger.schedule import Scheduled
from runtime.ledger.waterfall import ZERO, Part

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Bucket:
    """A missed payment as it is shown, number 1 the newest: dollars `unpaid` of it and of the `fees` that go with it.
    Fees without a missed payment are a bucket of their own, for which nothing was scheduled.
    """

    number: int
    due: date
    unpaid: Decimal
    scheduled: Decimal
    carried: Decimal
    fees: Decimal


@dataclass(frozen=True, slots=True)
class Status:
    """The status of a day: `figures` by name in snake case, and the delinquency buckets, oldest first."""

    day: date
    figures: dict[str, Any]
    buckets: tuple[Bucket, ...]


def status(books: Books, day: date, past: Past | None = None, *, forecast: bool = True) -> Status:
    """The status at the end of `day`; `past` is what is known of the time before the books were opened. Without
    `forecast` the figures of what is still to come are left out: they change only where something is booked or falls
    due.
    """
    late = lateness(books.at.late, day, books.terms.contract, past)
    buckets = _buckets(books)
    figures = _owed(books, day)
    figures |= _past_due(books, day, late, buckets)
    figures |= _history(late)
    if forecast:
        figures |= _to_come(books, day, figures["status_amount_due"])
    figures |= _received(books)
    return Status(day, figures, buckets)


def _owed(books: Books, day: date) -> dict[str, Any]:
    at = books.at
    principal, payoff = cents(at.principal), cents(books.payoff_on(day))
    interest = payoff - principal - at.fees - at.payoff_fees
    per_day = books.accrual.per_day(at.principal + at.bearing, day)
    open_day = books.accrual.between(at.principal + at.bearing, day - _DAY, day, books.terms.places)
    today = at.last_day if at.accrued_to >= day else open_day
    due_principal = min(cents(sum((item.principal_unpaid for item in at.missed), ZERO)), max(principal, ZERO))
    return {
        "status_principal_balance": principal,
        "status_due_interest": interest,
        "status_due_fees": at.fees,
        "status_payoff_fees": at.payoff_fees,
        "status_payoff": payoff,
        "status_due_principal": due_principal,
        "status_due_pni": due_principal + interest,
        "status_due_escrow": at.escrow,
        "status_due_discount": at.discount,
        "status_perdiem": cents(per_day),
        "status_interest_accrued_today": cents(today),
        "status_interest_suspended": books.accrual.suspended_on(day),
        "status_net_charge_off": at.charged_off,
        "status_total_credits": at.credits,
        "status_total_advancements": at.advanced,
    }


def _past_due(books: Books, day: date, late: Lateness, buckets: tuple[Bucket, ...]) -> dict[str, Any]:
    past_due = sum((bucket.unpaid for bucket in buckets), ZERO)
    past_30 = cents(unpaid_since(books.at.missed, day, DELINQUENT))
    return {
        "status_amount_due": past_due,
        "status_amount_past_due_30": min(past_30, past_due),
        "status_days_past_due": late.days_past_due,
        "status_delinquent_bucket_amount": buckets[0].unpaid if buckets else ZERO,
        "status_delinquent_bucket_date": buckets[0].due if buckets else None,
    }


def _history(late: Lateness) -> dict[str, Any]:
    return {
        "status_unique_delinquencies": late.delinquencies,
        "status_delinquent_days": late.delinquent_days,
        "status_delinquency_percent": late.percent,
        "status_24_dpd_history": late.history,
        **{f"status_24_dpd_{band}": late.months_at_least(band) for band in BANDS},
        "date_of_first_delinquency": late.began,
        "first_delinquency_date": late.first_delinquent,
        "status_date_last_current": late.last_current,
        "status_date_last_current_30": late.last_current_30,
    }


def _buckets(books: Books) -> tuple[Bucket, ...]:
    """What is past due, oldest first: each missed payment with the fees charged from its due date to the next one's;
    fees older than all of them go with the oldest.
    """
    missed, charged = books.at.missed, books.at.charged
    if not missed:
        fees = sum((amount for _, amount in charged), ZERO)
        return (Bucket(1, charged[0][0], fees, ZERO, ZERO, fees),) if fees else ()
    due = [item.due for item in missed]
    of_each = [ZERO] * len(missed)
    for day, amount in charged:
        of_each[max(0, bisect_right(due, day) - 1)] += amount
    carried = ZERO
    found = []
    for number, item, fees in zip(range(len(missed), 0, -1), missed, of_each, strict=True):
        unpaid = cents(item.unpaid) + fees
        found.append(Bucket(number, item.due, unpaid, item.scheduled, carried, fees))
        carried += unpaid
    return tuple(found)


def _to_come(books: Books, day: date, past_due: Decimal) -> dict[str, Any]:
    """The schedule and the forecast from a day on."""
    terms, due = books.terms, books.due
    coming = next_payments(books)
    index = due.after(day)
    on_schedule = books.coming(books.at.next_index)
    first = coming[0] if coming else None
    final = coming[-1] if coming else None
    expires = due[terms.count - 1]
    next_amount = cents(first.amount) if first else ZERO
    return {
        **_parts("status_next_payment", first),
        **_parts("next_scheduled_payment", on_schedule),
        "status_next_payment_date": first.due if first else None,
        "next_scheduled_payment_date": on_schedule.due if on_schedule else None,
        "subsequent_due_date": coming[1].due if len(coming) > 1 else None,
        "status_full_due": past_due + next_amount,
        "next_period_amount": past_due + next_amount,
        "status_scheduled_payments": terms.count,
        "status_periods_remaining": max(0, terms.count - books.at.next_index) if coming else 0,
        "tx_forecast_terms_remaining": Decimal(len(coming)),
        "status_remaining_interest": cents(sum((payment.interest for payment in coming), ZERO)),
        "status_final_payment_amount": cents(final.amount) if final else ZERO,
        "status_final_payment_date": final.due if final else _paid_off_on(books, day),
        "status_orig_maturity_date": expires,
        "status_period_start": due[index - 1] if index else terms.contract,
        "status_period_end": due[index] - _DAY,
    }


def _paid_off_on(books: Books, day: date) -> date | None:
    """The day on which an account with nothing to come was paid off; None where it still owes something."""
    if books.payoff_on(day) > 0:
        return None
    moved = [held[0] for held in (books.at.last_payment, books.at.last_credit) if held is not None]
    return max(moved, default=day)


def _parts(prefix: str, payment: Scheduled | None) -> dict[str, Any]:
    amount = cents(payment.amount) if payment else ZERO
    interest = min(cents(payment.interest), amount) if payment else ZERO
    return {
        f"{prefix}_amount": amount,
        f"{prefix}_interest": interest,
        f"{prefix}_principal": amount - interest,
    }


def _received(books: Books) -> dict[str, Any]:
    at = books.at
    shown = {part: cents(amount) for part, amount in at.paid.items()}
    total = cents(sum(at.paid.values(), ZERO))
    fees = shown.get(Part.FEES, ZERO) + shown.get(Part.PAYOFF_FEES, ZERO)
    others = fees + shown.get(Part.INTEREST, ZERO) + shown.get(Part.ESCROW, ZERO) + shown.get(Part.DISCOUNT, ZERO)
    return {
        "status_total_paid": total,
        "status_total_paid_principal": total - others,
        "status_total_paid_interest": shown.get(Part.INTEREST, ZERO),
        "status_total_paid_fees": fees,
        "status_total_paid_escrow": shown.get(Part.ESCROW, ZERO),
        "status_total_paid_discount": shown.get(Part.DISCOUNT, ZERO),
        "payments_count": at.payments,
        "last_payment_amount": at.last_payment[1] if at.last_payment else ZERO,
        "status_last_payment_date": at.last_payment[0] if at.last_payment else None,
        "last_credit_amount": at.last_credit[1] if at.last_credit else ZERO,
        "last_credit_date": at.last_credit[0] if at.last_credit else None,
    }
