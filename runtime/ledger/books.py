"""The books of one account: what is owed, what is past due, what was paid, as entries are applied day after day.

`Books` is a running position: `roll` lets days go by (payments come due, interest accrues), `apply` books an entry.
Amounts are exact to the terms' decimal places; rounding to cents is the status's business. Nothing here knows a store.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from decimal import Decimal
from operator import attrgetter
from typing import Final

from runtime.ledger.accrual import Accrual
from runtime.ledger.calendar import DueDates
from runtime.ledger.delinquency import Missed, pay_oldest
from runtime.ledger.entries import Advancement, AmountReset, Charge, DaysReset, Entry, Money, TakenBack
from runtime.ledger.interest import cents
from runtime.ledger.schedule import Scheduled, schedule
from runtime.ledger.terms import Terms
from runtime.ledger.waterfall import NOT_TOWARDS_DUES, WATERFALLS, ZERO, Part, Split, split

_DAY: Final = timedelta(days=1)
_CENT: Final = Decimal("0.01")
_HALF_CENT: Final = Decimal("0.005")
_FRACTIONAL: Final = frozenset({Part.INTEREST, Part.PRINCIPAL})
_STAYS: Final = frozenset({"periods.principalonly", "tx.principalonly"})


@dataclass(slots=True)
class Position:
    """Where an account stands at the end of `day`, in dollars.

    `interest` is what was unpaid of it at the end of `accrued_to`; since then it has gone on accruing. `bearing` is the
    part of `fees` on which interest is earned, `outside` the part that does not count as past due. `missed` are the
    scheduled payments not completely paid, oldest first; `ahead` is what was paid towards payments still to come, the
    first of which has the index `next_index`. `floor` is the day from which days past due count at the earliest,
    `held` the day from which they go on counting though a reset took away the amount past due.
    `charged` are the fees that count as past due, by their days, oldest first; money meets the oldest.
    `last_day` is what `accrued_to` itself earned. `paid` is what payments went to, part by part. `late` are the turns
    of lateness: from a day on, the day since which something is unpaid, or None.
    """

    day: date
    principal: Decimal
    accrued_to: date
    interest: Decimal = ZERO
    fees: Decimal = ZERO
    bearing: Decimal = ZERO
    outside: Decimal = ZERO
    payoff_fees: Decimal = ZERO
    escrow: Decimal = ZERO
    discount: Decimal = ZERO
    missed: tuple[Missed, ...] = ()
    ahead: Decimal = ZERO
    next_index: int = 0
    floor: date | None = None
    held: date | None = None
    earned: Decimal = ZERO
    last_day: Decimal = ZERO
    paid: dict[Part, Decimal] = field(default_factory=dict)
    payments: int = 0
    last_payment: tuple[date, Decimal] | None = None
    credits: Decimal = ZERO
    last_credit: tuple[date, Decimal] | None = None
    charged_off: Decimal = ZERO
    advanced: Decimal = ZERO
    late: list[tuple[date, date | None]] = field(default_factory=list)
    charged: tuple[tuple[date, Decimal], ...] = ()

    def copy(self) -> Position:
        """A position that can be carried on without changing this one."""
        made = Position(*_held(self))
        made.paid, made.late = dict(self.paid), list(self.late)
        return made


_held: Final = attrgetter(*(field.name for field in fields(Position)))


class Books:
    """The books of a contract, from a position on."""

    def __init__(self, terms: Terms, due: DueDates, accrual: Accrual, position: Position) -> None:
        self.terms: Final = terms
        self.due: Final = due
        self.accrual: Final = accrual
        self.at: Final = position
        #: What was posted since the books were opened, with how it was divided.
        self.posted: Final[list[tuple[Money, Split]]] = []

    # -- what is owed -------------------------------------------------------------------------------------------------

    def interest_on(self, day: date) -> Decimal:
        """Unpaid interest at the end of a day, to the terms' decimal places."""
        more = self.accrual.between(self.at.principal + self.at.bearing, self.at.accrued_to, day, self.terms.places)
        return self.at.interest + self._capped(more)

    def _capped(self, more: Decimal) -> Decimal:
        most = self.terms.most_interest
        return more if most is None else max(ZERO, min(more, most - self.at.earned))

    def payoff_on(self, day: date) -> Decimal:
        """What pays the account off at the end of a day; below zero where it is overpaid."""
        at = self.at
        return at.principal + self.interest_on(day) + at.fees + at.payoff_fees

    def coming(self, index: int) -> Scheduled | None:
        """The scheduled payment with an index as it would come due, from how the books stand; None where nothing is
        left to come due. The last of the contract takes everything that is not past due by then.
        """
        if index >= self.terms.count:
            return None
        due = self.due[index]
        at = self.at
        interest = max(ZERO, self.interest_on(max(due, at.accrued_to)) - self._interest_past_due())
        unpaid = sum((item.principal_unpaid for item in at.missed), ZERO)
        left = at.principal + at.ahead - unpaid
        owed = left + interest
        if owed <= 0:
            return None
        last = index == self.terms.count - 1
        regular = interest if self.terms.calc_type == "interestOnly" else self.terms.payment
        amount = cents(owed if last else min(regular, owed))
        share = max(ZERO, min(cents(interest), amount))
        return Scheduled(index, due, amount, amount - share, share, left - (amount - share))

    def _interest_past_due(self) -> Decimal:
        return sum((item.unpaid - item.principal_unpaid for item in self.at.missed), ZERO)

    # -- days go by ---------------------------------------------------------------------------------------------------

    def roll(self, day: date) -> None:
        """Let days go by up to the end of `day`: what fell due before it and was not paid ahead is past due."""
        at = self.at
        while at.next_index < self.terms.count and self.due[at.next_index] < day:
            self._come_due(self.due[at.next_index] + _DAY)
        at.day = max(at.day, day)

    def _come_due(self, day: date) -> None:
        at = self.at
        payment = self.coming(at.next_index)
        at.next_index += 1
        if payment is None:
            return
        used = min(at.ahead, payment.amount)
        at.ahead -= used
        if used < payment.amount:
            unpaid = payment.amount - used
            at.missed = (*at.missed, Missed(payment.due, payment.amount, unpaid, min(payment.principal, unpaid)))
            self._turn(day)

    def _turn(self, day: date) -> None:
        """Note since when something is unpaid, where that changes."""
        at = self.at
        since = self.since
        if since != (at.late[-1][1] if at.late else None):
            if at.late and at.late[-1][0] == day:
                at.late.pop()
            if since != (at.late[-1][1] if at.late else None):
                at.late.append((day, since))

    @property
    def since(self) -> date | None:
        """The day from which days past due count; None where nothing is late."""
        at = self.at
        since = at.missed[0].due if at.missed else None
        if since is not None and at.floor is not None:
            since = max(since, at.floor)
        return min((day for day in (since, at.held) if day is not None), default=None)

    def _settle(self, day: date) -> None:
        """Interest up to the end of a day becomes part of what is owed."""
        at = self.at
        if day > at.accrued_to:
            owed = self.interest_on(day)
            at.last_day = owed - self.interest_on(max(at.accrued_to, day - _DAY))
            at.earned += owed - at.interest
            at.interest = owed
            at.accrued_to = day

    # -- entries ------------------------------------------------------------------------------------------------------

    def apply(self, entry: Entry) -> Split | None:
        """Book an entry on its day; gives how money was divided. Suspensions and moved due dates are part of the
        accrual and the due dates already, so that they change nothing here.
        """
        self.roll(entry.day)
        self._settle(entry.day)
        shares = self._book(entry)
        self._date_fees(entry.day)
        return shares

    def _book(self, entry: Entry) -> Split | None:
        match entry:
            case Money():
                return self._post(entry)
            case Charge():
                self._charge(entry)
            case Advancement():
                self.at.principal += entry.amount
                self.at.advanced += entry.amount
            case TakenBack():
                self._take_back(entry)
            case AmountReset():
                self._reset_amount(entry.amount, entry.day)
            case DaysReset():
                self._reset_days(entry.day)
        return None

    def _date_fees(self, day: date) -> None:
        """Keep the fees that count as past due by their days: what is new is of this one, what is gone was oldest."""
        at = self.at
        more = at.fees - at.outside - sum((amount for _, amount in at.charged), ZERO)
        if more > 0:
            at.charged = (*at.charged, (day, more))
        while more < 0:
            (first, amount), *rest = at.charged
            kept = max(ZERO, amount + more)
            at.charged = ((first, kept), *rest) if kept else tuple(rest)
            more += amount - kept

    def _charge(self, charge: Charge) -> None:
        at = self.at
        if charge.at_payoff:
            at.payoff_fees += charge.amount
            return
        at.fees += charge.amount
        if charge.bears_interest:
            at.bearing += charge.amount
        if not charge.past_due:
            at.outside += charge.amount

    def _post(self, money: Money) -> Split:
        at = self.at
        if self.terms.interest_application == "betweenPeriods" and not money.credit:
            self._accrue_whole_period(money.day)
        shares = self._divide(money)
        for part, amount in shares.parts.items():
            self._lower(part, amount)
        if shares.left and (not money.credit or shares.left < _CENT):
            # what nothing owed takes stays on the account as a balance in the borrower's favour; of a credit that is
            # no more than the fraction of a cent by which interest was rounded
            at.principal -= shares.left
            shares = Split({**shares.parts, Part.PRINCIPAL: shares.to(Part.PRINCIPAL) + shares.left}, ZERO)
        posted = cents(money.amount - shares.left)
        self.posted.append((money, shares))
        self._record(money, posted, shares)
        self._close_residue()
        self._towards_dues(money, shares)
        return shares

    def _close_residue(self) -> None:
        """An account that owes half a cent or less either way is paid off."""
        at = self.at
        if abs(at.principal + at.interest) <= _HALF_CENT and not at.fees and not at.payoff_fees:
            at.paid[Part.PRINCIPAL] = at.paid.get(Part.PRINCIPAL, ZERO) + at.principal + at.interest
            at.principal = at.interest = ZERO

    def _accrue_whole_period(self, day: date) -> None:
        """Where interest is earned for whole periods, an early payment meets the whole period's interest."""
        index = self.due.at_or_after(day)
        if index < self.terms.count:
            self._settle(self.due[index])

    def _divide(self, money: Money) -> Split:
        owed = self.owed()
        if money.type in WATERFALLS:
            return _whole_cents(split(money.amount, owed, WATERFALLS[money.type]))
        parts = {part: amount for part, amount in money.custom.items() if amount > 0}
        if sum(parts.values(), ZERO) != money.amount:
            raise ValueError("the parts of a split by hand do not add up to the payment")
        return Split(parts, ZERO)

    def owed(self) -> dict[Part, Decimal]:
        """Dollars each part of a waterfall can take, as of the day the books were settled."""
        at = self.at
        return {
            Part.PRINCIPAL: at.principal,
            Part.INTEREST: at.interest,
            Part.FEES: at.fees,
            Part.ESCROW: at.escrow,
            Part.DISCOUNT: at.discount,
            Part.PAYOFF_FEES: at.payoff_fees,
        }

    def _lower(self, part: Part, amount: Decimal) -> None:
        at = self.at
        match part:
            case Part.PRINCIPAL:
                at.principal -= amount
            case Part.INTEREST:
                at.interest -= amount
            case Part.FEES:
                at.fees -= amount
                at.bearing = min(at.bearing, at.fees)
                at.outside = min(at.outside, at.fees)
            case Part.ESCROW:
                at.escrow -= amount
            case Part.DISCOUNT:
                at.discount -= amount
            case Part.PAYOFF_FEES:
                at.payoff_fees -= amount

    def _record(self, money: Money, posted: Decimal, shares: Split) -> None:
        at = self.at
        if money.credit:
            at.credits += posted
            at.last_credit = (money.day, posted)
            if money.charge_off:
                at.charged_off += posted
            return
        at.payments += 1
        at.last_payment = (money.day, posted)
        if money.recovery:
            at.charged_off = max(ZERO, at.charged_off - posted)
        for part, amount in shares.parts.items():
            at.paid[part] = at.paid.get(part, ZERO) + amount

    def _towards_dues(self, money: Money, shares: Split) -> None:
        at = self.at
        if money.reset or self.payoff_on(money.day) <= 0:
            at.missed, at.ahead, at.outside, at.held = (), ZERO, at.fees, None
            if money.reset:
                at.floor = money.day
        elif money.type not in NOT_TOWARDS_DUES:
            left = shares.applied - shares.to(Part.FEES) - shares.to(Part.PAYOFF_FEES) - shares.to(Part.ESCROW)
            unpaid = sum((item.unpaid for item in at.missed), ZERO)
            at.missed = pay_oldest(at.missed, left)
            at.held = None if left else at.held
            if left > unpaid and money.extra not in _STAYS:
                at.ahead += left - unpaid
        self._turn(money.day)

    def _take_back(self, taken: TakenBack) -> None:
        """Put back what money had lowered; of a charge, or an advancement, take away what is still owed of it."""
        at = self.at
        if taken.kind in ("charge", "advancement"):
            part = Part.FEES if taken.kind == "charge" else Part.PRINCIPAL
            self._lower(part, min(taken.amount, self.owed()[part]))
            self._turn(taken.day)
            return
        for part, amount in taken.parts.items():
            self._lower(part, -amount)
        if taken.kind == "credit":
            at.credits -= taken.amount
            at.charged_off = max(ZERO, at.charged_off - taken.amount) if taken.charge_off else at.charged_off
        else:
            at.payments -= 1
            for part, amount in taken.parts.items():
                at.paid[part] = at.paid.get(part, ZERO) - amount
        self._uncover(taken)

    def _uncover(self, taken: TakenBack) -> None:
        """What the money had covered is unpaid again: first what it had paid ahead, then what had fallen due."""
        at = self.at
        covered = taken.amount - taken.parts.get(Part.FEES, ZERO) - taken.parts.get(Part.ESCROW, ZERO)
        ahead = min(at.ahead, covered)
        at.ahead -= ahead
        if covered > ahead:
            principal = min(taken.parts.get(Part.PRINCIPAL, ZERO), covered - ahead)
            back = Missed(taken.due, covered - ahead, covered - ahead, principal)
            at.missed = tuple(sorted((*at.missed, back), key=lambda item: item.due))
        self._turn(taken.day)

    def _reset_amount(self, amount: Decimal, day: date) -> None:
        at = self.at
        at.held = self.since
        unpaid = sum((item.unpaid for item in at.missed), ZERO)
        fees = at.fees - at.outside
        if amount < unpaid + fees:
            kept = max(ZERO, amount - unpaid)
            at.outside = at.fees - kept
            at.missed = pay_oldest(at.missed, unpaid - (amount - kept))
        elif amount > unpaid + fees:
            more = amount - unpaid - fees
            at.missed = tuple(sorted((*at.missed, Missed(day, more, more, ZERO)), key=lambda item: item.due))
        self._turn(day)

    def _reset_days(self, day: date) -> None:
        self.at.floor, self.at.held = day, None
        self._turn(day)


def _whole_cents(shares: Split) -> Split:
    """A division in which only interest and principal have fractions of a cent: fees are always whole cents."""
    parts = {part: amount if part in _FRACTIONAL else cents(amount) for part, amount in shares.parts.items()}
    over = shares.applied - sum(parts.values(), ZERO)
    if over:
        taker = Part.PRINCIPAL if Part.PRINCIPAL in parts else Part.INTEREST
        parts[taker] = parts.get(taker, ZERO) + over
    return Split(parts, shares.left)


def next_payments(books: Books) -> list[Scheduled]:
    """The payments still to come, as now forecast: those already paid ahead are left out, the first may be partly."""
    at = books.at
    first = books.coming(at.next_index)
    if first is None:
        return []
    rest = schedule(books.terms, books.due, books.accrual, first.balance, first.due, first.index + 1)
    ahead = at.ahead
    found: list[Scheduled] = []
    for payment in (first, *rest):
        used = min(ahead, payment.amount)
        ahead -= used
        if not used < payment.amount:
            continue
        if not used:
            found.append(payment)
        else:
            amount = payment.amount - used
            interest = min(payment.interest, amount)
            found.append(Scheduled(payment.index, payment.due, amount, amount - interest, interest, payment.balance))
    return found
