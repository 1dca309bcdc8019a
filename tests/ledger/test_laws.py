"""Laws of the ledger that hold for every contract and every history."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import LAST, days, entries, terms

from runtime.ledger.books import Books
from runtime.ledger.entries import Advancement, AmountReset, Charge, Entry, Money, StopInterest
from runtime.ledger.interest import cents
from runtime.ledger.replay import replay
from runtime.ledger.status import Status, status
from runtime.ledger.terms import Terms
from runtime.ledger.waterfall import ZERO

CENT = Decimal("0.01")


def stands(contract: Terms, booked: list[Entry], day: date) -> Status:
    return status(replay(contract, booked, day), day)


def counted(booked: list[Entry], day: date) -> list[Entry]:
    return [entry for entry in booked if entry.counts_on(day)]


@given(terms(), entries(), days)
def test_every_dollar_is_on_one_side_or_the_other(contract: Terms, booked: list[Entry], day: date) -> None:
    books = replay(contract, booked, day)
    at = books.at
    lent = contract.amount + sum(
        (entry.amount for entry in counted(booked, day) if isinstance(entry, Advancement)), ZERO
    )
    charged = sum((entry.amount for entry in counted(booked, day) if isinstance(entry, Charge)), ZERO)
    paid = sum((entry.amount for entry in counted(booked, day) if isinstance(entry, Money) and not entry.credit), ZERO)
    earned = at.earned + books.interest_on(day) - at.interest
    assert sum(at.paid.values(), ZERO) + _residue(books) == paid
    assert abs(lent + charged + earned - paid - at.credits - books.payoff_on(day)) <= CENT


def _residue(books: Books) -> Decimal:
    """What closing an account that owed less than half a cent moved from what is owed to what was paid."""
    paid = sum(books.at.paid.values(), ZERO)
    return cents(paid) - paid


@given(terms(), entries(), days, st.randoms(use_true_random=False))
def test_the_order_in_which_entries_are_handed_over_does_not_matter(
    contract: Terms, booked: list[Entry], day: date, random: Random
) -> None:
    shuffled = list(booked)
    random.shuffle(shuffled)
    assert stands(contract, shuffled, day) == stands(contract, booked, day)


@given(terms(), entries(), days)
def test_what_is_known_later_changes_nothing(contract: Terms, booked: list[Entry], day: date) -> None:
    assert stands(contract, booked, day) == stands(contract, counted(booked, day), day)


@given(terms(), entries(), days, st.data())
def test_reversing_restores(contract: Terms, booked: list[Entry], day: date, data: st.DataObject) -> None:
    if not booked:
        return
    index = data.draw(st.integers(0, len(booked) - 1))
    reversed_on = data.draw(st.dates(booked[index].known, LAST + timedelta(days=10)))
    taken_back = [replace(entry, reversed_on=reversed_on) if at == index else entry for at, entry in enumerate(booked)]
    without = [entry for at, entry in enumerate(booked) if at != index]
    expected = without if day >= reversed_on else booked
    assert stands(contract, taken_back, day) == stands(contract, expected, day)


@settings(max_examples=40, deadline=None)
@given(terms(), entries(), days)
def test_days_can_be_rolled_one_by_one(contract: Terms, booked: list[Entry], day: date) -> None:
    known_at_once = [replace(entry, known=entry.day) for entry in booked if entry.day <= day]
    books = replay(contract, [], contract.contract)
    stepwise = replay(contract, known_at_once, day)
    books = Books(contract, stepwise.due, stepwise.accrual, books.at)
    waiting = sorted(known_at_once, key=lambda entry: (entry.day, entry.rank, entry.number))
    at = contract.contract
    while at <= day:
        while waiting and waiting[0].day <= at:
            books.apply(waiting.pop(0))
        books.roll(at)
        if at.day == 1:
            status(books, at)
        at += timedelta(days=1)
    if day >= contract.contract:
        assert books.at == stepwise.at
        assert status(books, day) == status(stepwise, day)


@given(terms(), entries(), days)
def test_a_position_can_be_carried_on(contract: Terms, booked: list[Entry], day: date) -> None:
    known_at_once = [replace(entry, known=entry.day) for entry in booked]
    half = contract.contract + (day - contract.contract) / 2
    if day < contract.contract:
        return
    held = replay(contract, known_at_once, half).at
    stops = [entry.day for entry in known_at_once if isinstance(entry, StopInterest)]
    if any(half < stop <= held.accrued_to for stop in stops):
        return  # interest of the whole period was met before it was known that accrual stops in it
    rest = [entry for entry in known_at_once if entry.day > half or isinstance(entry, StopInterest)]
    assert replay(contract, rest, day, held).at == replay(contract, known_at_once, day).at


@given(terms(), entries(), days)
def test_what_is_past_due_is_the_sum_of_its_parts(contract: Terms, booked: list[Entry], day: date) -> None:
    books = replay(contract, booked, day)
    made = status(books, day)
    figures = made.figures
    assert figures["status_amount_due"] == sum((bucket.unpaid for bucket in made.buckets), ZERO)
    assert sum((bucket.fees for bucket in made.buckets), ZERO) == books.at.fees - books.at.outside
    missed = sum((item.unpaid for item in books.at.missed), books.at.fees - books.at.outside)
    assert abs(figures["status_amount_due"] - missed) <= CENT * len(made.buckets)
    largest = made.buckets[0] if made.buckets else None
    assert figures["status_delinquent_bucket_amount"] == (largest.unpaid if largest else ZERO)
    assert figures["status_delinquent_bucket_date"] == (largest.due if largest else None)
    parts = ("principal_balance", "due_interest", "due_fees", "payoff_fees")
    assert figures["status_payoff"] == sum((figures[f"status_{part}"] for part in parts), ZERO)
    assert figures["status_due_pni"] == figures["status_due_principal"] + figures["status_due_interest"]
    assert figures["status_amount_past_due_30"] <= figures["status_amount_due"]
    assert [bucket.number for bucket in made.buckets] == list(range(len(made.buckets), 0, -1))
    assert [bucket.due for bucket in made.buckets] == sorted(bucket.due for bucket in made.buckets)
    reset = any(isinstance(entry, AmountReset) for entry in counted(booked, day))
    assert figures["status_days_past_due"] == 0 or made.buckets or reset


@given(terms(), entries(), days)
def test_paying_what_is_shown_as_payoff_ends_the_account(contract: Terms, booked: list[Entry], day: date) -> None:
    if day < contract.contract or contract.interest_application == "betweenPeriods":
        return
    payoff = stands(contract, booked, day).figures["status_payoff"]
    if payoff <= 0:
        return
    last = Money(day=day, known=day, number=99, amount=payoff, type="Payoff")
    kept = [entry for entry in counted(booked, day) if entry.rank <= Money.rank or entry.day < day]
    figures = stands(contract, [*kept, last], day).figures
    assert figures["status_payoff"] == 0
    assert figures["status_amount_due"] == 0
    assert figures["status_days_past_due"] == 0
    assert figures["status_next_payment_date"] is None
