"""A course gives, on every day that it reaches, the status that the books give on that day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import LAST, days, dollars, entries, terms

from runtime.ledger.books import Position
from runtime.ledger.course import Course, Day, course_of, on_day
from runtime.ledger.delinquency import Missed
from runtime.ledger.entries import Entry, Money, StopInterest
from runtime.ledger.lateness import Past
from runtime.ledger.replay import opening, replay
from runtime.ledger.schedule import level_payment
from runtime.ledger.status import status
from runtime.ledger.terms import LateFee, Terms

TURNS = (30, 60, 90, 120, 150, 180)
DAY = timedelta(days=1)


def shown(made: Day) -> dict[str, Any]:
    """The figures of a day as the status names them."""
    late = made.lateness
    days_of_late = (late.began, late.first_delinquent, late.last_current, late.last_current_30)
    names = ("date_of_first_delinquency", "first_delinquency_date", "status_date_last_current")
    return {
        "status_payoff": dollars_of(made.payoff),
        "status_due_interest": dollars_of(made.due_interest),
        "status_due_pni": dollars_of(made.due_pni),
        "status_perdiem": dollars_of(made.per_day),
        "status_interest_accrued_today": dollars_of(made.today),
        "status_delinquency_percent": dollars_of(made.percent),
        "status_days_past_due": late.days_past_due,
        "status_unique_delinquencies": late.delinquencies,
        "status_delinquent_days": late.delinquent_days,
        "status_24_dpd_history": late.history,
        **{f"status_24_dpd_{band}": count for band, count in zip(TURNS, late.months, strict=True)},
        **{
            name: date.fromisoformat(day) if day else None
            for name, day in zip((*names, "status_date_last_current_30"), days_of_late, strict=True)
        },
    }


def dollars_of(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


def follow(contract: Terms, booked: list[Entry], start: Position, past: Past, day: date) -> int:
    """Compare every day of the course that begins on a day with the books; how many there were."""
    books = replay(contract, booked, day, start)
    later = [on for entry in booked for on in (entry.day, entry.known, entry.reversed_on) if on is not None]
    found = course_of(books, day, past, [on for on in later if on > day], TURNS, stated=True)
    if found is None:
        return 0
    course, last = Course(*found[0]), found[1]
    stood = status(books, day, past)
    compared = 0
    while day < last and compared < 70:
        day += DAY
        compared += 1
        exact = status(replay(contract, booked, day, start), day, past)
        if exact.figures["status_last_payment_date"] is None and exact.figures["last_credit_date"] is None:
            # an account that owes nothing and on which nothing moved was paid off "today": stated when a period ends
            stood.figures["status_final_payment_date"] = exact.figures["status_final_payment_date"]
        made = on_day(course, day.toordinal())
        quick = {**stood.figures, **shown(made)}
        if made.period is not None:
            quick["status_period_start"], quick["status_period_end"] = map(date.fromordinal, made.period)
        told = {name: (quick[name], figure) for name, figure in exact.figures.items() if quick[name] != figure}
        assert (day, told, stood.buckets) == (day, {}, exact.buckets)
    return compared


@st.composite
def pasts(draw: Any, contract: Terms, opened: date) -> Past:
    total = draw(st.sampled_from([0, 0, 0, 12, 40]))
    first = opened - timedelta(days=90) if total else None
    history = draw(st.text(alphabet="0123456B", max_size=24))
    current = draw(st.sampled_from([None, opened, opened - timedelta(days=3)]))
    return Past(opened, total, int(total > 0), first, first, current, current, history)


@settings(max_examples=300, deadline=None)
@given(terms(), entries(), days, st.data())
def test_a_course_is_what_the_books_say(contract: Terms, booked: list[Entry], day: date, data: st.DataObject) -> None:
    fees = LateFee(amount=Decimal("15.00"), grace_days=data.draw(st.sampled_from([0, 5, 40])))
    cap = data.draw(st.sampled_from([None, None, Decimal("35.50")]))
    places = data.draw(st.sampled_from([2, 5, 5, 10]))
    contract = replace(contract, late_fee=fees, most_interest=cap, places=places)
    past = data.draw(pasts(contract, contract.contract - DAY))
    follow(contract, booked, opening(contract), past, max(day, contract.contract))


@settings(max_examples=200, deadline=None)
@given(terms(), entries(4), days, st.data())
def test_books_that_were_opened_late_have_a_course_too(
    contract: Terms, booked: list[Entry], day: date, data: st.DataObject
) -> None:
    day = max(day, contract.contract + timedelta(days=40))
    principal = data.draw(dollars("-20", "9000"))
    missed = tuple(
        Missed(day - timedelta(days=back), Decimal("100.00"), Decimal("70.00"), Decimal("55.00"))
        for back in sorted(data.draw(st.sets(st.integers(1, 400), max_size=4)), reverse=True)
    )
    held = Position(
        day=day,
        principal=principal,
        accrued_to=day - DAY,
        interest=data.draw(dollars("0", "80")),
        fees=Decimal("15.00"),
        missed=missed,
        next_index=replay(contract, [], day).due.at_or_after(day),
        late=[(day, missed[0].due if missed else None)],
    )
    stops = [replace(entry, day=max(entry.day, day)) for entry in booked if not isinstance(entry, Money)]
    past = data.draw(pasts(contract, day))
    after = day + timedelta(days=data.draw(st.integers(0, 200)))
    follow(contract, stops, held, past, after)


def test_most_days_of_a_plain_contract_are_on_a_course() -> None:
    contract = Terms(
        Decimal("12000.00"), Decimal("17.90"), level_payment(Decimal("12000.00"), Decimal("17.90"), 48), 48,
        date(2024, 1, 31), date(2024, 2, 29),
    )  # fmt: skip
    paid: list[Entry] = [
        Money(day=due, known=due, number=index, amount=contract.payment)
        for index, due in enumerate(replay(contract, [], LAST).due[at] for at in range(40))
    ]
    past = Past(contract.contract - DAY)
    day, on_course, exact = contract.contract, 0, 0
    while day < date(2026, 12, 31):
        found = follow(contract, paid, opening(contract), past, day)
        on_course, exact, day = on_course + found, exact + 1, day + timedelta(days=found + 1)
    assert on_course > 25 * exact / 2


def test_a_year_changes_within_a_course() -> None:
    contract = Terms(
        Decimal("5000.00"), Decimal("12.00"), Decimal("1000.00"), 8, date(2027, 11, 20), date(2027, 12, 20),
        frequency="quarterly",
    )  # fmt: skip
    suspended = StopInterest(day=date(2028, 2, 1), known=date(2028, 2, 1), number=1, suspended=True)
    past = Past(contract.contract - DAY)
    assert follow(contract, [suspended], opening(contract), past, date(2027, 12, 21)) == 28
    assert follow(contract, [suspended], opening(contract), past, date(2028, 1, 21)) == 10
    assert follow(contract, [suspended], opening(contract), past, date(2028, 2, 1)) > 10
