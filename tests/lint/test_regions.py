"""Stretches of numbers: laws."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from cljrules.lint.conditions import FLIP, MIRRORED, NEGATED
from cljrules.lint.regions import Range, range_of

SIGNS = st.sampled_from(sorted(FLIP))
BOUNDS = st.integers(-20, 20).map(lambda n: Fraction(n, 2))
RANGES = st.builds(range_of, SIGNS, BOUNDS, st.just(False))


def holds(operator: str, a: Fraction, b: Fraction) -> bool:
    return {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[operator]


def contains(stretch: Range, number: Fraction) -> bool:
    return not stretch.meet(Range(number, True, number, True)).is_empty


@given(SIGNS, BOUNDS, BOUNDS)
def test_a_range_holds_what_satisfies_its_comparison(operator: str, bound: Fraction, number: Fraction) -> None:
    assert contains(range_of(operator, bound, False), number) is holds(operator, number, bound)
    if number.denominator == 1:
        assert contains(range_of(operator, bound, True), number) is holds(operator, number, bound)


@given(SIGNS, BOUNDS, BOUNDS)
def test_operators_turned_about(operator: str, a: Fraction, b: Fraction) -> None:
    assert holds(operator, a, b) is holds(MIRRORED[operator], b, a)
    assert holds(operator, a, b) is not holds(NEGATED[operator], a, b)
    assert FLIP[FLIP[operator]] == operator


@given(RANGES, RANGES, BOUNDS)
def test_what_two_ranges_share(a: Range, b: Range, number: Fraction) -> None:
    assert contains(a.meet(b), number) is (contains(a, number) and contains(b, number))
    assert a.meet(b) == b.meet(a) or a.meet(b).is_empty
    if a.covers(b) and contains(b, number):
        assert contains(a, number)
