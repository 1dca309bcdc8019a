"""An account's books from its rows: terms, entries and opening as the ledger takes them, and figures as columns.

Takes rows by table, as they lie in the store or in memory, gives books and columns. Never reads or writes a database.
An account that came with figures and no complete history has its books opened from the figures of the day they stand
for; what is booked later counts on from there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, TypeAlias

from runtime.ledger.accrual import Accrual
from runtime.ledger.books import Books, Position
from runtime.ledger.calendar import DueDates
from runtime.ledger.carried import Opening, from_data
from runtime.ledger.delinquency import Missed, missed_payments
from runtime.ledger.entries import (
    Advancement,
    AmountReset,
    Charge,
    DaysReset,
    DueDateChange,
    Entry,
    Money,
    StopInterest,
    TakenBack,
)
from runtime.ledger.lateness import Past
from runtime.ledger.replay import replay
from runtime.ledger.status import Status
from runtime.ledger.terms import LateFee, Terms
from runtime.ledger.waterfall import ZERO, Part

Row: TypeAlias = Mapping[str, Any]
Tables: TypeAlias = Mapping[str, Sequence[Row]]

#: Tables that hold entries of the ledger, beside the account's terms and figures.
ENTRIES: Final = ("transactions", "apd_adjustments", "dpd_adjustments", "stop_interest_dates", "due_date_changes")

#: Where the rows of an account whose due dates keep to business days hold them, under `calendar`; no table.
BUSINESS_DAYS: Final = "business_days"

#: Columns of transactions that entries, and how money was divided, are told by.
MOVEMENTS: Final = (
    "id",
    "kind",
    "apply_date",
    "process_date",
    "amount",
    "principal",
    "interest",
    "fees",
    "escrow",
    "discount",
    "payment_type",
    "extra",
    "charge_off",
    "charge_off_recovery",
    "payoff_fee",
    "interest_bearing",
    "reversed_on",
    "deleted",
)
#: Columns of the setup that a contract's terms are made of.
TERMS: Final = (
    "setup_calc_type",
    "setup_contract_date",
    "setup_days_in_period",
    "setup_days_in_year",
    "setup_due_date_on_last_dom",
    "setup_due_dates_on_business_days",
    "setup_end_interest",
    "setup_finance_charge_as_mia",
    "setup_first_day_interest",
    "setup_first_payment_date",
    "setup_first_period_days",
    "setup_grace_days",
    "setup_interest_application",
    "setup_interest_rate",
    "setup_interest_rate_type",
    "setup_late_fee_amount",
    "setup_late_fee_calc",
    "setup_late_fee_percent",
    "setup_late_fee_type",
    "setup_loan_amount",
    "setup_loan_term",
    "setup_max_interest_amount",
    "setup_payment",
    "setup_payment_frequency",
    "setup_round_decimals",
)

#: The number of an entry whose row is not written yet.
UNNUMBERED: Final = 1 << 62

_DAY: Final = timedelta(days=1)
#: No ledger counts in less than cents, whatever a row says.
_CENTS: Final = 2


class NoBooks(Exception):
    """An account without books: its terms are not complete. The text says what is missing, in words for people."""


def terms_of(setup: Row) -> Terms:
    """The terms of a contract from its row; raises NoBooks where they are not complete."""
    for column, what in (
        ("setup_contract_date", "contract date"),
        ("setup_first_payment_date", "first payment date"),
    ):
        if setup[column] is None:
            raise NoBooks(f"the account's terms have no {what}")
    if setup["setup_loan_term"] < 1:
        raise NoBooks("the account's terms have no payments")
    digits = re.match(r"\d+", setup["setup_days_in_period"] or "")
    return Terms(
        amount=setup["setup_loan_amount"],
        rate=setup["setup_interest_rate"],
        payment=setup["setup_payment"],
        count=setup["setup_loan_term"],
        contract=date.fromisoformat(setup["setup_contract_date"]),
        first_payment=date.fromisoformat(setup["setup_first_payment_date"]),
        frequency=setup["setup_payment_frequency"],
        days_in_period=int(digits.group()) if digits else 30,
        rate_type=setup["setup_interest_rate_type"],
        days_in_year=setup["setup_days_in_year"],
        first_period_days=setup["setup_first_period_days"],
        first_day_interest=bool(setup["setup_first_day_interest"]),
        calc_type=setup["setup_calc_type"],
        interest_application=setup["setup_interest_application"],
        ends_at_expiry=setup["setup_end_interest"] == "loanExp",
        most_interest=setup["setup_max_interest_amount"] if setup["setup_finance_charge_as_mia"] else None,
        last_of_month=bool(setup["setup_due_date_on_last_dom"]),
        business_days=setup["setup_due_dates_on_business_days"],
        places=max(_CENTS, setup["setup_round_decimals"]),
        late_fee=LateFee(
            type=setup["setup_late_fee_type"],
            amount=setup["setup_late_fee_amount"],
            percent=setup["setup_late_fee_percent"],
            calc=setup["setup_late_fee_calc"],
            grace_days=setup["setup_grace_days"],
        ),
    )


def opening_of(tables: Tables, terms: Terms) -> Opening:
    """Where the account's books begin: as they were opened once, or from the figures as they now stand."""
    held = tables["ledger_openings"]
    return from_data(held[0]["opening"]) if held else _from_figures(tables, terms)


def _from_figures(tables: Tables, terms: Terms) -> Opening:
    row = tables["loan_status"][0]
    day = _required(row["status_date"]) if row["status_date"] else terms.contract
    suspended = [
        (_required(stop["date"]), stop["type"] == "suspend", bool(stop.get("earned")))
        for stop in _by_day(tables["stop_interest_dates"])
    ]
    due = DueDates(
        terms.first_payment,
        terms.frequency,
        terms.days_in_period,
        last_of_month=terms.last_of_month,
        shift=terms.shift,
        is_open=_is_open(tables),
    )
    missed = _missed(tables, row, terms, day)
    fees = row["status_due_fees"]
    past_due = sum((item.unpaid for item in missed), ZERO)
    outside = min(fees, max(ZERO, fees - (row["status_amount_due"] - past_due)))
    late = day - timedelta(days=row["status_days_past_due"]) if missed else None
    position = Position(
        day=day,
        principal=row["status_principal_balance"],
        # the figures are those of the day's end; its own interest is left open, since accrual may stop on that day
        accrued_to=day - _DAY,
        interest=row["status_due_interest"] - row["status_interest_accrued_today"],
        fees=fees,
        outside=outside,
        charged=_charged(tables, fees - outside, day),
        payoff_fees=row["status_payoff_fees"],
        escrow=row["status_due_escrow"],
        discount=row["status_due_discount"],
        missed=missed,
        next_index=due.at_or_after(day),
        floor=late if late is not None and late > missed[0].due else None,
        earned=row["status_total_paid_interest"] + row["status_due_interest"] - row["status_interest_accrued_today"],
        paid={
            part: row[f"status_total_paid_{part.value}"]
            for part in (Part.PRINCIPAL, Part.INTEREST, Part.FEES, Part.ESCROW, Part.DISCOUNT)
        },
        payments=row["payments_count"],
        last_payment=_moved(row["status_last_payment_date"], row["last_payment_amount"]),
        credits=row["status_total_credits"],
        last_credit=_moved(row["last_credit_date"], row["last_credit_amount"]),
        charged_off=row["status_net_charge_off"],
        advanced=row["status_total_advancements"],
        late=[(day, late)],
    )
    position.ahead = _ahead(Books(terms, due, Accrual(terms, due, suspended), position), row)
    past = Past(
        day=day,
        delinquent_days=row["status_delinquent_days"],
        delinquencies=row["status_unique_delinquencies"],
        began=_day(row["date_of_first_delinquency"]),
        first_delinquent=_day(row["first_delinquency_date"]),
        last_current=_day(row["status_date_last_current"]),
        last_current_30=_day(row["status_date_last_current_30"]),
        history=row["status_24_dpd_history"],
    )
    holds = {name: max((item["id"] for item in tables[name] if item.get("id")), default=0) for name in ENTRIES}
    already = frozenset(row["id"] for row in tables["transactions"] if row.get("reversed_on"))
    return Opening(position, past, holds, already)


def _ahead(books: Books, row: Row) -> Decimal:
    """What was paid towards payments still to come: those before the next due date are covered."""
    following = _day(row["status_next_payment_date"])
    index, ahead = books.at.next_index, ZERO
    while following is not None and index < books.terms.count and books.due[index] < following:
        ahead += books.terms.payment
        index += 1
    return ahead


def _missed(tables: Tables, row: Row, terms: Terms, day: date) -> tuple[Missed, ...]:
    """The missed payments: as the buckets have them, or worked out from the amount and days past due. Of what has come
    due the newest payments hold the principal, since money meets interest first.
    """
    buckets = sorted(tables["delinquency_buckets"], key=lambda bucket: -int(bucket["bucket_number"]))
    if buckets:
        found = [
            (_required(bucket["due_date"]), bucket["scheduled_payment"], bucket["amount_due"] - bucket["fees"])
            for bucket in buckets
            if bucket["amount_due"] > bucket["fees"]
        ]
    elif row["status_days_past_due"]:
        unpaid = max(ZERO, row["status_amount_due"] - row["status_due_fees"])
        since = day - timedelta(days=row["status_days_past_due"])
        worked_out = missed_payments(unpaid, terms.payment, since, terms.frequency)
        found = [(item.due, item.scheduled, item.unpaid) for item in worked_out]
    else:
        return ()
    left = row["status_due_principal"]
    made = []
    for due, scheduled, unpaid in reversed(found):
        principal = min(left, unpaid)
        left -= principal
        made.append(Missed(due, scheduled, unpaid, principal))
    return tuple(reversed(made))


def _charged(tables: Tables, counted: Decimal, day: date) -> tuple[tuple[date, Decimal], ...]:
    """The fees that count as past due by their days, as the buckets have them; what they do not hold is of the day."""
    found = []
    for bucket in sorted(tables["delinquency_buckets"], key=lambda bucket: str(bucket["due_date"])):
        share = min(bucket["fees"], counted)
        if share > 0:
            found.append((_required(bucket["due_date"]), share))
            counted -= share
    return (*found, (day, counted)) if counted > 0 else tuple(found)


def entries_of(tables: Tables, opening: Opening) -> list[Entry]:
    """The entries that the rows stand for, without those the opening holds already. Suspensions are always there,
    since accrual depends on them. What applies before the books were opened counts from their first day.
    """
    found = list(_entries(tables, opening))
    first = opening.position.day
    return [
        entry if entry.day >= first or isinstance(entry, StopInterest) else replace(entry, day=first) for entry in found
    ]


def _entries(tables: Tables, opening: Opening) -> Iterator[Entry]:
    holds, reversed_before = opening.holds, opening.reversed
    for row in tables["transactions"]:
        if _is_new(row, holds.get("transactions", 0)):
            if not row["deleted"]:
                yield from _of_transaction(row)
        elif row.get("reversed_on") and row["id"] not in reversed_before:
            yield _taken_back(row)
    for row in tables["apd_adjustments"]:
        if _is_new(row, holds.get("apd_adjustments", 0)) and not row.get("deleted"):
            yield AmountReset(**_common(row, row["date"]), amount=row["dollar_amount"])
    for row in tables["dpd_adjustments"]:
        if _is_new(row, holds.get("dpd_adjustments", 0)) and not row.get("deleted"):
            yield DaysReset(**_common(row, row["date"]))
    for row in tables["stop_interest_dates"]:
        yield StopInterest(
            **_common(row, row["date"]), suspended=row["type"] == "suspend", earned=bool(row.get("earned"))
        )
    for row in tables["due_date_changes"]:
        if _is_new(row, holds.get("due_date_changes", 0)):
            yield DueDateChange(
                **_common(row, row["changed_on"]),
                original=_required(row["original_date"]),
                new=_required(row["new_date"]),
                last_of_month=bool(row.get("on_last_day_of_month")),
            )


def _of_transaction(row: Row) -> Iterator[Entry]:
    common = _common(row, row["apply_date"], row["process_date"], row.get("reversed_on"))
    match row["kind"]:
        case "payment" | "credit":
            payment_type = row["payment_type"] or "Regular"
            parts = {
                part: row[part.value] for part in (Part.PRINCIPAL, Part.INTEREST, Part.FEES, Part.ESCROW, Part.DISCOUNT)
            }
            yield Money(
                **common,
                amount=row["amount"],
                type=payment_type,
                credit=row["kind"] == "credit",
                custom=parts if payment_type == "Custom" else {},
                extra=row.get("extra") or "tx.principal",
                charge_off=bool(row.get("charge_off")),
                recovery=bool(row.get("charge_off_recovery")),
            )
        case "charge":
            yield Charge(
                **common,
                amount=row["amount"],
                at_payoff=bool(row.get("payoff_fee")),
                bears_interest=bool(row.get("interest_bearing")),
            )
        case "advancement" | "funding":
            yield Advancement(**common, amount=row["amount"])


def _taken_back(row: Row) -> Entry:
    parts = {part: row[part.value] for part in (Part.INTEREST, Part.FEES, Part.ESCROW, Part.DISCOUNT)}
    # an imported payment may not say how it was divided
    parts[Part.PRINCIPAL] = row["amount"] - sum(parts.values(), ZERO)
    return TakenBack(
        **_common(row, row["reversed_on"]),
        amount=row["amount"],
        parts=parts,
        due=_required(row["apply_date"]),
        kind=row["kind"],
        charge_off=bool(row.get("charge_off")),
    )


def _common(row: Row, day: str, known: str | None = None, reversed_on: str | None = None) -> dict[str, Any]:
    return {
        "day": _required(day),
        "known": _required(known or day),
        # a row that is not written yet has no number, and comes after all that have
        "number": row.get("id") or UNNUMBERED,
        "reversed_on": _day(reversed_on),
    }


def books_of(tables: Tables, day: date, opening: Opening | None = None) -> tuple[Books, Past]:
    """The account's books at the end of a day, and what is known of the time before they were opened; `opening` is
    where they begin, for whoever knows it. Raises NoBooks, and ValueError for entries that do not fit the terms.
    """
    terms = terms_of(tables["loan_setup"][0])
    opening = opening or opening_of(tables, terms)
    made = replay(terms, entries_of(tables, opening), day, opening.position, _is_open(tables))
    return made, opening.past


def _is_open(tables: Tables) -> Callable[[date], bool] | None:
    """What tells the lender's business days, for an account whose due dates keep to them."""
    held = tables.get(BUSINESS_DAYS)
    return held[0]["calendar"].is_open if held else None


def columns_of_status(made: Status) -> dict[str, Any]:
    """The figures of a day as columns of the store."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in made.figures.items()}


def bucket_rows(made: Status) -> list[dict[str, Any]]:
    """The delinquency buckets of a day as rows of the store."""
    return [
        {
            "bucket_number": bucket.number,
            "due_date": bucket.due.isoformat(),
            "amount_due": bucket.unpaid,
            "scheduled_payment": bucket.scheduled,
            "new_due_amount": bucket.scheduled or bucket.fees,
            "past_due_amount": bucket.carried,
            "fees": bucket.fees,
        }
        for bucket in made.buckets
    ]


def _is_new(row: Row, held: int) -> bool:
    return not row.get("id") or row["id"] > held


def _by_day(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: str(row["date"]))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _required(text: str) -> date:
    return date.fromisoformat(text)


def _moved(day: str | None, amount: Decimal) -> tuple[date, Decimal] | None:
    return (date.fromisoformat(day), amount) if day else None
