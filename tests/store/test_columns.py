"""What goes into a column comes out the same, or is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from cljrules.values.collections import PersistentMap, Vector
from cljrules.values.symbols import keyword
from runtime.store.columns import Day, Document, Moment, Money, Number, iso_day, iso_moment

DIALECT = sqlite.dialect()
money = st.decimals(min_value=-999_999_999, max_value=999_999_999, places=2)


def through(kind: Money | Number | Day | Moment | Document, value: object) -> object:
    """The value after a round trip through storage."""
    into = kind.bind_processor(DIALECT)
    out = kind.result_processor(DIALECT, None)
    stored = into(value)
    return out(stored) if out else stored


@given(money)
def test_money_comes_back_with_two_places(amount: Decimal) -> None:
    back = through(Money(), amount)
    assert str(back) == str(amount.quantize(Decimal("0.01")) + 0)


@given(money, money)
def test_stored_money_sorts_and_adds_as_money(one: Decimal, other: Decimal) -> None:
    store = Money().bind_processor(DIALECT)
    assert (store(one) < store(other)) == (one < other)
    assert store(one) + store(other) == store(one + other)


@pytest.mark.parametrize("amount", [Decimal("1.005"), Decimal("0.001")])
def test_a_fraction_of_a_cent_is_refused(amount: Decimal) -> None:
    with pytest.raises(ValueError, match="more than 2 decimal places"):
        through(Money(), amount)


@pytest.mark.parametrize("amount", [1.5, "1.50", True])
def test_only_exact_numbers_are_money(amount: object) -> None:
    with pytest.raises(TypeError, match="expected an exact decimal"):
        through(Money(), amount)


@given(st.decimals(min_value=-10_000, max_value=10_000, places=6))
def test_numbers_come_back_equal_and_as_short_as_allowed(value: Decimal) -> None:
    back = through(Number(least=2), value)
    assert isinstance(back, Decimal)
    assert back == value
    places = -int(back.as_tuple().exponent)
    assert places == 2 or (places > 2 and back.as_tuple().digits[-1] != 0)


@given(st.dates())
def test_days_are_iso_text_that_sorts(day: date) -> None:
    assert through(Day(), day) == through(Day(), day.isoformat()) == day.isoformat()


@pytest.mark.parametrize("text", ["2026-02-30", "20260101", "2026-1-1", "", "2026-01-01T00:00", "next week"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        iso_day(text)


def test_moments_are_kept_in_utc_and_need_an_offset() -> None:
    mountain = datetime(2026, 11, 22, 2, 0, tzinfo=timezone(timedelta(hours=-7)))
    assert through(Moment(), mountain) == "2026-11-22T09:00:00+00:00"
    assert iso_moment("2026-11-22T02:00:00-07:00") == iso_moment(mountain.astimezone(UTC))
    with pytest.raises(ValueError, match="no offset"):
        iso_moment("2026-11-22T02:00:00")


def test_documents_keep_exact_amounts_and_the_shape_of_maps() -> None:
    value = {
        "b": Decimal("1.10"),
        "a": [PersistentMap.of([(keyword("due"), Decimal("2.00"))]), Vector.of([1, None, True])],
        "day": date(2026, 1, 2),
        "word": keyword("zero"),
        "text": "\ud83d\ude00",
    }
    assert through(Document(), value) == {
        "b": "1.10",
        "a": [{"due": "2.00"}, [1, None, True]],
        "day": "2026-01-02",
        "word": ":zero",
        "text": "\U0001f600",
    }


@pytest.mark.parametrize("kind", [Money(), Number(), Day(), Moment(), Document()])
def test_nothing_stays_nothing(kind: Money) -> None:
    assert through(kind, None) is None
