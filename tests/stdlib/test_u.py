"""The `u/` namespace: dates and money."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cljrules.evaluation import Session
from cljrules.stdlib.extensions import EXTENSIONS
from cljrules.values.errors import ClojureError

_DATES = st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(date.isoformat)
_CENTS = st.decimals(Decimal("-1e12"), Decimal("1e12"), places=5)


_U = dict(EXTENSIONS["u"])


def u(name: str, *args: Any) -> Any:
    return _U[name].invoke(*args)


@given(_DATES, st.integers(-20_000, 20_000))
def test_adding_days_is_undone_by_taking_them_away(day: str, days: int) -> None:
    later = u("add-days", day, days)
    assert u("add-days", later, -days) == day
    assert u("date-compare", later, day) == days
    assert u("days-between", day, later) == days


@given(_DATES, _DATES)
def test_comparing_dates_the_other_way_round_negates(a: str, b: str) -> None:
    assert u("date-compare", a, b) == -u("date-compare", b, a)
    assert (u("date-compare", a, b) > 0) == (a > b)


@given(_DATES, st.integers(-500, 500))
def test_adding_months_keeps_the_day_or_takes_the_months_last(day: str, months: int) -> None:
    later = u("add-months", day, months)
    assert (u("year", later) * 12 + u("month", later)) - (u("year", day) * 12 + u("month", day)) == months
    if u("day-of-month", later) != u("day-of-month", day):
        assert later == u("last-day-of-month", later)
        assert u("day-of-month", later) < u("day-of-month", day)


@given(_DATES, _DATES)
def test_months_between_is_the_most_months_that_fit(a: str, b: str) -> None:
    months = u("months-between", a, b)
    assert months == -u("months-between", b, a) or u("day-of-month", a) != u("day-of-month", b)
    if months >= 0 and b >= a:
        assert u("add-months", a, months) <= b
        assert u("add-months", a, months + 1) > b or u("day-of-month", a) > 28


@given(_DATES)
def test_the_last_day_of_a_month_is_followed_by_the_first(day: str) -> None:
    last = u("last-day-of-month", day)
    assert u("month", last) == u("month", day)
    assert u("day-of-month", u("add-days", last, 1)) == 1


@given(_DATES)
def test_weekdays_go_round(day: str) -> None:
    assert u("day-of-week", u("add-days", day, 7)) == u("day-of-week", day)
    assert u("day-of-week", u("add-days", day, 1)) == u("day-of-week", day) % 7 + 1


@given(_CENTS)
def test_rounding_money_is_off_by_half_a_cent_at_most(amount: Decimal) -> None:
    rounded = u("round-money", amount)
    assert rounded.as_tuple().exponent == -2
    assert abs(rounded - amount) <= Decimal("0.005")
    assert u("round-money", rounded) == rounded


@given(st.fractions(-1000, 1000, max_denominator=10_000).filter(lambda ratio: ratio.denominator > 1))
def test_rounding_a_ratio_is_exact(ratio: Fraction) -> None:
    rounded = Fraction(u("round-money", ratio))
    assert abs(rounded - ratio) <= Fraction(1, 200)
    assert abs(rounded) >= abs(ratio) or abs(rounded - ratio) < Fraction(1, 200)


@given(_CENTS, _CENTS)
def test_percent_of_is_exact(percent: Decimal, amount: Decimal) -> None:
    assert Fraction(u("percent-of", percent, amount)) == Fraction(percent) * Fraction(amount) / 100


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("(u/today)", "2026-11-22"),
        ("(u/today :format :date)", "2026-11-22"),
        ('(u/date-compare (u/today) "2026-10-28")', 25),
        ('(u/add-months "2026-01-31" 1)', "2026-02-28"),
        ('(u/add-months "2024-01-31" 1)', "2024-02-29"),
        ('(u/add-years "2024-02-29" 1)', "2025-02-28"),
        ('(u/months-between "2026-01-31" "2026-02-28")', 0),
        ('(u/months-between "2026-01-31" "2026-03-31")', 2),
        ('(u/day-of-week "2026-11-22")', 7),
        ('(u/business-day? "2026-11-23")', True),
        ('(u/business-day? "2026-11-22")', False),
        ('(u/business-day? "2026-11-26")', False),
        ('(u/business-day? "2027-07-05")', False),
        ('(u/business-day? "2026-07-03")', True),
        ('(u/business-day? "2026-11-26" [])', True),
        ('(u/business-day? "2026-11-23" #{"2026-11-23"})', False),
        ("(u/round-money 10.005M)", Decimal("10.01")),
        ("(u/round-money 10.005M :half-even)", Decimal("10.00")),
        ("(u/round-money 5)", Decimal("5.00")),
        ("(u/percent-of 5 200.00M)", Decimal("10.0000")),
        ("(u/between? 5 1M 5)", True),
        ('(u/between? "2026-11-22" "2026-11-23" "2026-12-01")', False),
    ],
)
def test_values(source: str, value: Any) -> None:
    found = Session(as_of=date(2026, 11, 22)).run(source)
    assert found == value
    assert str(found) == str(value)


@pytest.mark.parametrize(
    ("source", "error", "words"),
    [
        ('(u/date-compare nil "2026-01-01")', "NullPointerException", "`u/date-compare` was given nil"),
        ('(u/date-compare "11/22/2026" "2026-01-01")', "IllegalArgumentException", '"11/22/2026" is not a date'),
        ('(u/date-compare "2026-02-30" "2026-01-01")', "IllegalArgumentException", "not a day of the calendar"),
        ('(u/date-compare 20261122 "2026-01-01")', "ClassCastException", "20261122 is not a date"),
        ('(u/add-days "2026-01-01" 1.5M)', "IllegalArgumentException", "1.5M is not a number of days"),
        ('(u/add-days "2026-01-01" 99999999)', "IllegalArgumentException", "outside the years 1 to 9999"),
        ('(u/add-years "9999-01-01" 1)', "IllegalArgumentException", "outside the years 1 to 9999"),
        ('(u/date-compare "2026-01-01")', "ArityException", "u/date-compare"),
        ("(u/round-money 1.5)", "IllegalArgumentException", "1.5 is not an exact amount"),
        ("(u/round-money 1.5M :up-ish)", "IllegalArgumentException", ":up-ish is not a way of rounding"),
        ("(u/today :format :unix)", "IllegalArgumentException", "there is no option :format :unix"),
        ("(u/between? nil 1 2)", "NullPointerException", "`u/between?` was given nil"),
    ],
)
def test_mistakes_are_named_in_the_authors_words(source: str, error: str, words: str) -> None:
    with pytest.raises(ClojureError) as caught:
        Session(as_of=date(2026, 11, 22)).run(source)
    assert caught.value.cls.simple_name == error
    assert words in str(caught.value)


def test_today_needs_a_business_date() -> None:
    with pytest.raises(ClojureError) as caught:
        Session().run("(u/today)")
    assert caught.value.cls.simple_name == "IllegalStateException"
    assert caught.value.help is not None


def test_every_function_says_what_it_does() -> None:
    assert {name for name, function in _U.items() if not function.declaration.doc} == set()
    assert len(_U) == 16


def test_today_refuses_unknown_options() -> None:
    with pytest.raises(ClojureError, match="has no value"):
        Session(as_of=date(2026, 11, 22)).run("(u/today :format)")
