"""Due dates that keep to the lender's business days, from the store's calendar through the ledger to the variables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from books import put, values
from test_opening import RULES, example

from runtime.ledger.calendar import add_months
from runtime.maintenance.nightly import maintain
from runtime.maintenance.opening import create
from runtime.maintenance.posting import post_payment
from runtime.maintenance.real_time import change
from runtime.store import business_days
from runtime.store.errors import StoreError
from runtime.store.open import Store, open_store

TODAY = date(2026, 7, 1)
FIRST = date(2026, 6, 13)  # a Saturday


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(str(tmp_path / "loans.db"), create=True, today=TODAY) as store:
        put(store, tmp_path / "pack", RULES)
        yield store


def opened(store: Store, keep: str, first: date = FIRST) -> int:
    document = example()
    document["variables"] |= {
        "setup-contract-date": add_months(first, -1).isoformat(),
        "setup-first-payment-date": first.isoformat(),
        "setup-due-dates-on-business-days": keep,
        "setup-late-fee-amount": Decimal(0),
    }
    document["external-id"] = f"{keep} {first}"
    number: int = create(store, document, "clerk").result
    return number


def dates(store: Store, number: int) -> tuple[str, str]:
    """The oldest missed due date, and the next one."""
    loan = values(store, number)
    late = TODAY - timedelta(days=loan["status-days-past-due"])
    return late.isoformat(), loan["status-next-payment-date"]


@pytest.mark.parametrize(
    ("keep", "expected"),
    [
        ("disabled", ("2026-06-13", "2026-07-13")),
        ("addDays", ("2026-06-15", "2026-07-13")),
        ("subtractDays", ("2026-06-12", "2026-07-13")),
    ],
)
def test_a_due_date_on_a_weekend_moves(store: Store, keep: str, expected: tuple[str, str]) -> None:
    assert dates(store, opened(store, keep)) == expected


def test_it_moves_past_holidays_and_with_the_lenders_weekdays(store: Store) -> None:
    with store.begin() as connection:
        business_days.close(connection, date(2026, 6, 15), "Founders' Day")
        business_days.close(connection, date(2026, 7, 13), "Summer Day")
    number = opened(store, "addDays")
    assert dates(store, number) == ("2026-06-16", "2026-07-14")
    with store.begin() as connection:
        business_days.write_weekdays(connection, ["Thu", "sat"])
        business_days.open_(connection, date(2026, 7, 13))
    assert dates(store, opened(store, "addDays", FIRST + timedelta(days=1))) == ("2026-06-18", "2026-07-16")
    assert dates(store, opened(store, "subtractDays", FIRST + timedelta(days=1))) == ("2026-06-13", "2026-07-11")


def test_a_closed_day_counts_from_the_next_change_on(store: Store) -> None:
    number = opened(store, "addDays")
    with store.begin() as connection:
        business_days.close(connection, date(2026, 7, 13), "Summer Day")
    act = partial(post_payment, amount=Decimal("1.00"), apply_date=TODAY, process_date=TODAY)
    change(store, number, "clerk", "payment", act)
    assert values(store, number)["status-next-payment-date"] == "2026-07-14"


def test_nights_count_days_past_due_from_the_moved_date(store: Store) -> None:
    kept, plain = opened(store, "addDays", date(2026, 7, 4)), opened(store, "disabled", date(2026, 7, 4))
    late = []
    for night in range(1, 8):
        maintain(store, TODAY + timedelta(days=night))
        late.append(tuple(values(store, number)["status-days-past-due"] for number in (kept, plain)))
    # the 4th is a Saturday: due on Monday the 6th instead
    assert late == [(0, 0), (0, 0), (0, 0), (0, 1), (0, 2), (1, 3), (2, 4)]


def test_a_calendar_without_open_days_is_refused(store: Store) -> None:
    with store.begin() as connection:
        for words in ([], ["someday"]):
            with pytest.raises(StoreError):
                business_days.write_weekdays(connection, words)
        days = business_days.read_business_days(connection)
    assert business_days.weekday_names(days) == ["mon", "tue", "wed", "thu", "fri"]
