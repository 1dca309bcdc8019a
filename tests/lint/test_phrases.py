"""What texts say about figures."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cljrules.lint.phrases import figures


@pytest.mark.parametrize(
    ("text", "value", "way", "strict", "unit"),
    [
        ("more than 120 days past due", 120, 1, True, "days"),
        ("over $2,500 still owed", 2500, 1, True, "dollars"),
        ("no more than six payments left", 6, -1, False, "times"),
        ("fewer than fifteen days late", 15, -1, True, "days"),
        ("within the last 30 days", 30, -1, False, "days"),
        ("60+ days", 60, 1, False, "days"),
        ("Balances of $9.99 or less", Fraction("9.99"), -1, False, "dollars"),
        ("Loans of $25,000 and over", 25000, 1, False, "dollars"),
        ("at least one hundred twenty days", 120, 1, False, "days"),
        ("by the thirty-sixth day", 36, -1, False, "days"),
        ("the last payment was less than half of it", Fraction(1, 2), -1, True, "share"),
        ("short by no more than two percent", 2, -1, False, "percent"),
        ("not within 10 days", 10, 1, True, "days"),
        ("no payment is more than 9 days late", 9, -1, False, "days"),
        ("$35 or less never goes to the agency", 35, -1, False, "dollars"),
        ("welcome in the first week", 1, -1, False, "weeks"),
        ("a score of 700 or better", 700, 1, False, ""),
        ("paid something within the past ten days", 10, -1, False, "days"),
        ("nothing paid in the last 60 days", 60, 1, True, "days"),
        ("has not paid for more than 60 days", 60, 1, True, "days"),
        ("never been late by more than 10 days", 10, -1, False, "days"),
        ("no longer over thirty days", 30, -1, False, "days"),
        ("no balance above $3,000", 3000, -1, False, "dollars"),
        ("no suit below $10,000", 10000, -1, True, "dollars"),
        ("fails to reach 640", 640, -1, True, ""),
        ("three quarters repaid or better", Fraction(3, 4), 1, False, "share"),
        ("over a fifth of the price", Fraction(1, 5), 1, True, "share"),
        ("more than one missed payment", 1, 1, True, "times"),
        ("less than a full installment", 1, -1, True, "times"),
        ("upwards of one hundred and fifty days", 150, 1, True, "days"),
        ("a quarter of a million or more", 250000, 1, False, ""),
        ("older than four and a half years", Fraction(9, 2), 1, True, "years"),
        ("balance over 85 % of value", 85, 1, True, "percent"),
        ("dpd >= 30", 30, 1, False, ""),
        ("more than thirty (30) days", 30, 1, True, "days"),
        ("at day 80 unless it is under $25", 25, 1, False, "dollars"),
        ("short by $250 or more", 250, 1, False, "dollars"),
        ("not later than sixty days before maturity", 60, 1, False, "days"),
    ],
)
def test_a_figure_and_the_side_asked_for(text: str, value: Fraction, way: int, strict: bool, unit: str) -> None:
    *_, figure = figures(text)
    assert (figure.value, figure.way, figure.strict, figure.unit) == (value, way, strict, unit)


@pytest.mark.parametrize(
    "text",
    ["between 3 and 9 days", "5 to 14 days", "from day 30 to day 59", "5-14 days", "anywhere from 6 through 19 days"],
)
def test_a_stretch_has_a_lower_and_an_upper_end(text: str) -> None:
    low, high = figures(text)
    assert (low.way, high.way) == (1, -1)


@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    assert all(figure.way in (-1, 0, 1) for figure in figures(text))


@given(st.integers(0, 10**6), st.sampled_from([("more than", 1), ("at most", -1), ("under", -1), ("at least", 1)]))
def test_digits_are_read_as_they_stand(number: int, phrase: tuple[str, int]) -> None:
    (figure,) = figures(f"{phrase[0]} {number:,} dollars")
    assert (figure.value, figure.way, figure.unit) == (number, phrase[1], "dollars")
