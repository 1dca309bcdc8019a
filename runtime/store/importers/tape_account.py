"""An account of a LendingClub tape as rows of the store.

Takes a `TapeLoan` and the day the tape stands for, gives the columns of its tables. What the tape does not state is
assumed here, the same way every time:

- *Day of the contract.* The tape names the month only. Current and ended loans get a day from 1 to 28 by their number.
  Of a late loan the day is one that puts its oldest unpaid instalment inside the band of its status.
- *Days past due.* The tape states none. In grace: 2 to 15; late 16-30: 16 to 29; late 31-120: counted from the first
  instalment that the money received does not cover, kept within the band. All are counted from a due date of the
  schedule, so the ledger finds the same number of days.
- *Payments.* The tape states totals. They are divided over the due dates up to the last one paid: an instalment each,
  the rest with the last; principal, interest and late fees in proportion, to the cent, so that sums are the tape's.
- *Charge-off.* The principal never repaid is charged off by a credit on the tape's day; nothing is past due any more.
- *People.* The tape is anonymous: borrowers are called by the loan's number.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from operator import itemgetter
from typing import Any

from runtime.ledger.accrual import interest_a_day, is_leap
from runtime.ledger.calendar import add_months
from runtime.ledger.delinquency import Missed, missed_payments, unpaid_since
from runtime.ledger.interest import cents
from runtime.store.importers.tape import TapeLoan, TapeStatus
from runtime.store.schema import variable

Row = dict[str, Any]
ZERO = Decimal("0.00")
_ENDED = frozenset({TapeStatus.CHARGED_OFF, TapeStatus.PAID})


@dataclass(frozen=True)
class TapeAccount:
    """A loan of the tape with what was settled about it; `as_of` is the day the tape stands for."""

    loan: TapeLoan
    as_of: date

    @cached_property
    def _spread(self) -> int:
        return self.loan.number % 28 + 1

    @cached_property
    def days_past_due(self) -> int:
        """Days since the oldest unpaid instalment fell due."""
        return (self.as_of - self.oldest_unpaid).days if self.oldest_unpaid else 0

    @cached_property
    def contract(self) -> date:
        """The day of the contract, within the issue month."""
        return self.loan.issued.replace(day=self._day_of_month)

    @cached_property
    def _day_of_month(self) -> int:
        last = self.as_of.day
        match self.loan.status:
            case TapeStatus.GRACE:
                return min(28, last - 2 - self._spread % 14)
            case TapeStatus.LATE_16:
                return max(1, last - 16 - self._spread % 14)
        return self._spread

    @cached_property
    def oldest_unpaid(self) -> date | None:
        """The due date of the oldest instalment not completely paid; None when nothing is late."""
        match self.loan.status:
            case TapeStatus.GRACE | TapeStatus.LATE_16:
                return add_months(self.contract, self._months_run)
            case TapeStatus.LATE_31:
                covered = int(self.loan.paid / self.loan.instalment + Decimal("0.5"))
                due = add_months(self.contract, covered + 1)
                while (self.as_of - due).days < 31:
                    due = add_months(due, -1)
                while (self.as_of - due).days > 120:
                    due = add_months(due, 1)
                return due
        return None

    @cached_property
    def _months_run(self) -> int:
        """Due dates from the first to the tape's day."""
        months = (self.as_of.year - self.contract.year) * 12 + self.as_of.month - self.contract.month
        return months if add_months(self.contract, months) <= self.as_of else months - 1

    @cached_property
    def _paid_instalments(self) -> int:
        """Due dates up to the last one paid; at least one when money was received."""
        run = self._months_run
        if self.oldest_unpaid:
            months = (self.oldest_unpaid.year - self.contract.year) * 12 + self.oldest_unpaid.month
            run = months - self.contract.month - 1
        return max(run, 1) if self.loan.paid else 0

    @cached_property
    def missed(self) -> tuple[Missed, ...]:
        """The unpaid instalments, oldest first."""
        if self.oldest_unpaid is None:
            return ()
        first = self._number_of(self.oldest_unpaid)
        count = min(self._months_run, self.loan.term) - first + 1
        return missed_payments(self.loan.instalment * count, self.loan.instalment, self.oldest_unpaid)

    def _number_of(self, due: date) -> int:
        return (due.year - self.contract.year) * 12 + due.month - self.contract.month

    @cached_property
    def rows(self) -> dict[str, Row]:
        """Columns of the account's single rows, by table."""
        loan = self.loan
        return {"loan_setup": self._setup(), "loan_settings": self._settings(), "loan_status": self._status(loan)}

    def _setup(self) -> Row:
        loan = self.loan
        schedule = amortise(loan.amount, loan.rate, loan.instalment, loan.term)
        total = loan.amount + schedule.interest
        return {
            "setup_loan_amount": loan.amount,
            "setup_contract_date": self.contract,
            "setup_first_payment_date": add_months(self.contract, 1),
            "setup_loan_term": loan.term,
            "setup_interest_rate": loan.rate,
            "setup_payment": loan.instalment,
            "setup_grace_days": 15,
            "setup_loan_class": "carLoan" if loan.purpose == "car" else "consumer",
            "setup_orig_final_payment_date": add_months(self.contract, loan.term),
            "setup_orig_final_payment_amount": schedule.last,
            "setup_is_setup_valid": True,
            "setup_round_decimals": variable("setup_round_decimals").healthy,
            "setup_til_loan_amount": loan.amount,
            "setup_til_finance_charge": schedule.interest,
            "setup_til_total_of_payments": total,
            "setup_til_sales_price": total,
        }

    def _settings(self) -> Row:
        ended = self.loan.status in _ENDED
        credit = {TapeStatus.CHARGED_OFF: "97", TapeStatus.PAID: "13"}.get(self.loan.status, "0")
        return {
            "settings_credit_status": credit,
            "settings_credit_bureau": "01",
            "settings_reporting_type": "I",
            "settings_e_billing": True,
            "settings_closed_date": self._ended_on if ended else None,
        }

    @cached_property
    def _ended_on(self) -> date:
        if self.loan.status is TapeStatus.PAID:
            return add_months(self.contract, self._paid_instalments)
        return self.as_of

    @cached_property
    def charged_off(self) -> Decimal:
        """Principal given up as a loss."""
        if self.loan.status is TapeStatus.CHARGED_OFF:
            return self.loan.amount - self.loan.paid_principal
        return ZERO

    def payments(self) -> Iterator[Row]:
        """The payments that make up the totals received, oldest first."""
        loan, count = self.loan, self._paid_instalments
        if not count:
            return
        regular = loan.instalment if loan.instalment * (count - 1) < loan.paid else cents(loan.paid / count)
        parts = {"principal": loan.paid_principal, "interest": loan.paid_interest, "fees": loan.paid_fees}
        given = dict.fromkeys(parts, ZERO)
        for number in range(1, count + 1):
            so_far = loan.paid if number == count else min(regular * number, loan.paid)
            row: Row = {"apply_date": add_months(self.contract, number)}
            for part in ("principal", "fees"):
                share = parts[part] if number == count else cents(parts[part] * so_far / loan.paid)
                row[part], given[part] = share - given[part], share
            share = so_far - given["principal"] - given["fees"]
            row["interest"], given["interest"] = share - given["interest"], share
            row["amount"] = row["principal"] + row["interest"] + row["fees"]
            yield row

    def _status(self, loan: TapeLoan) -> Row:
        as_of, balance = self.as_of, loan.balance
        daily = cents(interest_a_day(balance, loan.rate, 366 if is_leap(as_of.year) else 365))
        paid_to = add_months(self.contract, self._paid_instalments) if self._paid_instalments else self.contract
        accrued = daily * max(0, (as_of - paid_to).days)
        past_due = sum((one.unpaid for one in self.missed), ZERO)
        due_principal = sum(self._principal_parts(len(self.missed)), ZERO)
        left = amortise(balance, loan.rate, loan.instalment, 1200)
        next_number = self._months_run + 1
        next_due = add_months(self.contract, next_number) if balance and next_number <= loan.term else None
        following = add_months(self.contract, next_number + 1) if next_due and next_number < loan.term else None
        interest = min(cents(balance * loan.rate / 1200), loan.instalment)
        amount = min(loan.instalment, balance + interest) if next_due else ZERO
        next_interest = min(interest, amount)
        final = (
            add_months(self.contract, next_number + left.count - 1 - len(self.missed)) if balance else self._ended_on
        )
        start = add_months(self.contract, self._months_run)
        last = max(self.payments(), key=itemgetter("apply_date"), default=None)
        full = past_due + amount
        return {
            "status_date": as_of,
            "status_days_past_due": self.days_past_due,
            "status_amount_due": past_due,
            "status_amount_past_due_30": unpaid_since(self.missed, as_of, 30),
            **self._lateness(),
            "status_delinquent_bucket_amount": self.missed[0].unpaid if self.missed else ZERO,
            "status_delinquent_bucket_date": self.oldest_unpaid,
            "status_payoff": balance + accrued,
            "status_principal_balance": balance,
            "status_perdiem": daily,
            "status_interest_accrued_today": daily,
            "status_due_principal": due_principal,
            "status_due_interest": accrued,
            "status_due_pni": due_principal + accrued,
            "status_remaining_interest": left.interest,
            "status_full_due": full,
            "next_period_amount": full,
            "status_net_charge_off": self.charged_off,
            "status_total_credits": self.charged_off,
            "last_credit_amount": self.charged_off,
            "last_credit_date": as_of if self.charged_off else None,
            "status_next_payment_amount": amount,
            "status_next_payment_principal": amount - next_interest,
            "status_next_payment_interest": next_interest,
            "next_scheduled_payment_amount": amount,
            "next_scheduled_payment_principal": amount - next_interest,
            "next_scheduled_payment_interest": next_interest,
            "status_scheduled_payments": loan.term,
            "status_periods_remaining": max(0, loan.term - self._months_run) if balance else 0,
            "tx_forecast_terms_remaining": Decimal(left.count),
            "status_final_payment_amount": left.last,
            "status_credit_status": self._credit_status,
            "status_calced_ecoa": "2" if loan.joint else "1",
            "status_calced_ecoa_co_buyer": "2" if loan.joint else "0",
            "status_next_payment_date": next_due,
            "subsequent_due_date": following,
            "next_scheduled_payment_date": next_due,
            "status_final_payment_date": max(final, as_of) if balance else final,
            "status_orig_maturity_date": add_months(self.contract, loan.term),
            "status_period_start": start,
            "status_period_end": add_months(self.contract, next_number) - timedelta(days=1),
            "tx_first_payment_date": add_months(self.contract, 1),
            "status_total_paid": loan.paid,
            "status_total_paid_principal": loan.paid_principal,
            "status_total_paid_interest": loan.paid_interest,
            "status_total_paid_fees": loan.paid_fees,
            "last_payment_amount": last["amount"] if last else ZERO,
            "status_last_payment_date": last["apply_date"] if last else None,
            "payments_count": self._paid_instalments,
        }

    def _principal_parts(self, count: int) -> Iterator[Decimal]:
        """Principal in the next `count` instalments from today's balance."""
        balance = self.loan.balance
        for _ in range(count):
            part = max(ZERO, min(balance, self.loan.instalment - cents(balance * self.loan.rate / 1200)))
            balance -= part
            yield part

    @property
    def _credit_status(self) -> str:
        """As AUTO resolves it, by bands of 30 days past due; what the settings say for accounts that ended."""
        setting: str = self._settings()["settings_credit_status"]
        if setting != "0":
            return setting
        return ("11", "71", "78", "80", "82")[min(self.days_past_due // 30, 4)]

    def _lateness(self) -> Row:
        """Delinquency counts: the loan was late once, from its oldest unpaid instalment, or never."""
        days = self.days_past_due
        oldest = self.oldest_unpaid
        delinquent = max(0, days - 29)
        age = (self.as_of - self.contract).days
        codes = ""
        for months in range(24):
            day = add_months(self.as_of, -months)
            then = (day - oldest).days if oldest else 0
            codes += "B" if day < self.contract else str(min(6, max(0, then) // 30))
        since = oldest + timedelta(days=30) if oldest and delinquent else None
        counts = {
            f"status_24_dpd_{30 * band}": sum(code.isdigit() and int(code) >= band for code in codes)
            for band in range(1, 7)
        }
        return {
            "status_unique_delinquencies": 1 if delinquent else 0,
            "status_delinquent_days": delinquent,
            "status_delinquency_percent": cents(Decimal(100 * delinquent) / (age + 1)),
            "status_24_dpd_history": codes,
            **counts,
            "date_of_first_delinquency": since,
            "first_delinquency_date": since,
            "status_date_last_current": oldest or self.as_of,
            "status_date_last_current_30": since - timedelta(days=1) if since else self.as_of,
        }

    def buckets(self) -> Iterator[Row]:
        """Delinquency buckets, the oldest (highest number) first."""
        carried = ZERO
        for number, one in zip(range(len(self.missed), 0, -1), self.missed, strict=True):
            yield {
                "bucket_number": number,
                "due_date": one.due,
                "amount_due": one.unpaid,
                "scheduled_payment": one.scheduled,
                "new_due_amount": one.scheduled,
                "past_due_amount": carried,
            }
            carried += one.unpaid


@dataclass(frozen=True, slots=True)
class Amortisation:
    """A schedule in short: how many payments, interest in all of them, and the last payment, in dollars."""

    count: int
    interest: Decimal
    last: Decimal


def amortise(balance: Decimal, rate: Decimal, payment: Decimal, most: int) -> Amortisation:
    """Monthly payments of `payment` dollars at `rate` percent a year until nothing is left, `most` at the most.

    The last payment takes what is left; interest of a month is rounded half up to the cent.
    """
    left, monthly, paid = int(balance * 100), int(rate * 10**6), int(payment * 100)
    count = interest = last = 0
    while left > 0 and count < most:
        count += 1
        due = (left * monthly * 2 + 1_200_000_000) // 2_400_000_000
        interest += due
        last = left + due if count == most else min(paid, left + due)
        left += due - last
    return Amortisation(count, Decimal(interest).scaleb(-2), Decimal(last).scaleb(-2))


def last_day(month: date) -> date:
    """The last day of the month."""
    return month.replace(day=monthrange(month.year, month.month)[1])
