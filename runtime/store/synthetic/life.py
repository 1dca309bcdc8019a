"""The life of one made-up installment loan up to a day: dates, payments made and missed, and the figures that follow.

Takes a kind and chance, gives a `Life`: everything in whole cents and calendar days, consistent with itself (the
catalogue's facts hold).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Final

from runtime.ledger.calendar import add_months
from runtime.store.synthetic.shape import SETTLED, Kind
from runtime.store.synthetic.terms import after_payments, day_of_interest, level_payment, month_of_interest

LATE_FEE: Final = 2500
GRACE_DAYS: Final = 10
_TERMS: Final = (36, 48, 60, 72)


@dataclass(slots=True)
class Life:
    """One loan on the day. Money in cents; `missed` are (due date, unpaid, scheduled) with the oldest first."""

    kind: Kind
    as_of: date
    amount: int
    rate: int
    terms: int
    payment: int
    first: date
    contract: date
    paid: int
    late_days: int = 0
    principal: int = 0
    interest: int = 0
    fees: int = 0
    due_principal: int = 0
    paid_principal: int = 0
    paid_interest: int = 0
    partial: int = 0
    partial_interest: int = 0
    missed: list[tuple[date, int, int]] = field(default_factory=list)
    next_due: date | None = None
    last_paid: date | None = None
    ended: date | None = None
    charged_off: int = 0
    written_off: tuple[int, int, int] = (0, 0, 0)
    suspended_on: date | None = None

    @property
    def payoff(self) -> int:
        return self.principal + self.interest + self.fees

    @property
    def fees_of_missed(self) -> list[int]:
        """The late fee that goes with each missed payment, the oldest first."""
        return [min(LATE_FEE, max(0, self.fees - LATE_FEE * place)) for place in range(len(self.missed))]

    @property
    def past_due(self) -> int:
        return sum(unpaid for _, unpaid, _ in self.missed) + self.fees

    @property
    def past_due_30(self) -> int:
        return sum(unpaid for due, unpaid, _ in self.missed if (self.as_of - due).days >= 30)

    @property
    def age(self) -> int:
        return max(0, (self.as_of - self.contract).days)

    @property
    def per_diem(self) -> int:
        if self.suspended_on is not None or self.kind.special == "application":
            return 0
        leap = self.as_of.year % 4 == 0 and (self.as_of.year % 100 != 0 or self.as_of.year % 400 == 0)
        return day_of_interest(self.principal, self.rate, 366 if leap else 365)

    @property
    def final(self) -> date:
        return add_months(self.first, self.terms - 1)

    def due(self, index: int) -> date:
        """Due date of the payment with this index, from 0."""
        return add_months(self.first, index)


def live(random: Random, kind: Kind, as_of: date) -> Life:
    """A loan of this kind as it stands on the day."""
    terms = random.choice(_TERMS)
    amount = random.randrange(4_000, 38_000) * 100
    rate = random.randrange(499, 2399)
    payment = level_payment(amount, rate, terms)
    late = random.randint(*kind.late)
    if late:
        turned = as_of - timedelta(days=late)
        turned -= timedelta(days=max(0, turned.day - 28))
        late = (as_of - turned).days
    else:
        turned = as_of + timedelta(days=random.randrange(1, 29))
        turned -= timedelta(days=max(0, turned.day - 28))
        if turned <= as_of:
            turned = as_of + timedelta(days=4)
    paid = random.randrange(1 if kind.special else 0, terms - 12)
    if kind.special in ("application", "new"):
        return _fresh(random, kind, as_of, amount, rate, terms, payment)
    first = add_months(turned, -paid)
    loan = Life(kind, as_of, amount, rate, terms, payment, first, add_months(first, -1), paid, late)
    _pay(loan)
    if late:
        _miss(random, loan)
    _accrue(loan)
    if kind.special in ("charged-off-collectible", "suspended"):
        loan.suspended_on = as_of - timedelta(days=random.randrange(1, 25))
    if kind.special in SETTLED or kind.special == "small-balance":
        _settle(random, loan)
    return loan


def _fresh(random: Random, kind: Kind, as_of: date, amount: int, rate: int, terms: int, payment: int) -> Life:
    contract = as_of if kind.special == "application" else as_of - timedelta(days=random.randrange(1, 6))
    first = add_months(contract, 1)
    loan = Life(kind, as_of, amount, rate, terms, payment, first, contract, 0, principal=amount, next_due=first)
    if kind.special == "new":
        loan.interest = day_of_interest(amount, rate) * loan.age
    return loan


def _pay(loan: Life) -> None:
    state = after_payments(loan.amount, loan.rate, loan.payment, loan.paid)
    loan.principal, loan.paid_principal, loan.paid_interest = state.balance, state.principal, state.interest
    loan.last_paid = loan.due(loan.paid - 1) if loan.paid else None
    loan.next_due = loan.due(loan.paid)


def _miss(random: Random, loan: Life) -> None:
    """What has come due since the last payment: missed payments, a part payment now and then, and late fees."""
    index = loan.paid
    balance = loan.principal
    while index < loan.terms and loan.due(index) < loan.as_of:
        scheduled = min(loan.payment, balance + month_of_interest(balance, loan.rate))
        loan.missed.append((loan.due(index), scheduled, scheduled))
        share = scheduled - month_of_interest(balance, loan.rate)
        loan.due_principal += share
        balance -= share
        index += 1
    loan.next_due = loan.due(index) if index < loan.terms else None
    if random.random() < 0.15:
        due, unpaid, scheduled = loan.missed[0]
        part = unpaid * random.randrange(10, 80) // 100
        loan.missed[0] = (due, unpaid - part, scheduled)
        loan.partial = part
        loan.last_paid = due
    overdue = sum((loan.as_of - due).days > GRACE_DAYS for due, _, _ in loan.missed)
    loan.fees = LATE_FEE * min(overdue, 4) if random.random() < 0.6 else 0


def _accrue(loan: Life) -> None:
    since = loan.due(loan.paid - 1) if loan.paid else loan.contract
    days = max(0, (loan.as_of - since).days)
    loan.interest = day_of_interest(loan.principal * days, loan.rate)
    to_interest = min(loan.partial, loan.interest)
    to_principal = min(loan.partial - to_interest, loan.principal)
    loan.partial, loan.partial_interest = to_interest + to_principal, to_interest
    loan.interest -= to_interest
    loan.principal -= to_principal
    loan.due_principal = max(0, min(loan.due_principal - to_principal, loan.principal))
    loan.paid_interest += to_interest
    loan.paid_principal += to_principal


def _settle(random: Random, loan: Life) -> None:
    """The account has (next to) nothing left on it: it was paid off, or written off."""
    special = loan.kind.special
    if special == "charged-off":
        loan.charged_off = loan.payoff
        loan.written_off = (loan.principal, loan.interest, loan.fees)
    else:
        loan.paid_principal += loan.principal
        loan.paid_interest += loan.interest
        loan.partial += loan.principal + loan.interest
        loan.partial_interest += loan.interest
        loan.last_paid = loan.as_of - timedelta(days=random.randrange(1, 12))
    loan.principal = loan.interest = loan.fees = loan.due_principal = 0
    loan.missed = []
    if special == "small-balance":
        loan.interest = random.randrange(50, 1400)
        return
    loan.next_due = None
    if special != "nothing-owed":
        loan.ended = loan.as_of - timedelta(days=min(loan.age, random.randrange(1, 200)))
        if special != "charged-off":
            loan.last_paid = loan.ended
        elif loan.last_paid is not None:
            loan.last_paid = min(loan.last_paid, loan.ended)
