"""Automatic late fees: which payments have earned one on a day. Pure. (Domain notes 6.6b.)"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from runtime.ledger.books import Books
from runtime.ledger.interest import cents
from runtime.ledger.terms import Terms
from runtime.ledger.waterfall import ZERO


def late_fee(books: Books, day: date) -> Decimal:
    """Dollars of late fee that a day brings: that of the payment whose grace ended the day before, zero where there is
    none or the contract's terms call for none. (Due on the 1st with 5 days of grace: paid on the 6th there is no fee.)
    """
    terms = books.terms
    unpaid = sum((item.unpaid for item in books.at.missed), ZERO)
    turned = timedelta(days=terms.late_fee.grace_days + 1)
    if not any(item.due + turned == day and item.scheduled > 0 for item in books.at.missed):
        return ZERO
    fee = _amount(terms)
    if terms.late_fee.calc == "standardFee" and unpaid <= fee:
        return ZERO
    if terms.late_fee.calc == "current" and _paid_this_period(books, day):
        return ZERO
    return fee


def _amount(terms: Terms) -> Decimal:
    fee = terms.late_fee
    share = cents(terms.payment * fee.percent / 100)
    match fee.type:
        case "percentage":
            return share
        case "greater":
            return max(fee.amount, share)
        case "lesser":
            return min(fee.amount, share)
    return fee.amount


def _paid_this_period(books: Books, day: date) -> bool:
    index = books.due.after(day)
    starts = books.due[index - 1] if index else books.terms.contract
    return books.at.last_payment is not None and books.at.last_payment[0] >= starts
