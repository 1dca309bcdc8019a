"""Numbers of every kind for Hypothesis."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from cljrules.values.numbers import LONG_MAX, LONG_MIN, BigInt

longs = st.integers(LONG_MIN, LONG_MAX)
small = st.integers(-1000, 1000)
bigs = st.integers(-(10**40), 10**40).map(BigInt)
ratios = st.fractions(max_denominator=10**6).filter(lambda value: value.denominator != 1)
doubles = st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def _decimals(draw: Any) -> Decimal:
    digits = draw(st.integers(-(10**20), 10**20))
    return Decimal(digits).scaleb(-draw(st.integers(-8, 12)))


decimals = _decimals().map(lambda value: value if value else value.copy_abs())
rationals = st.one_of(small, longs, bigs, ratios)
numbers = st.one_of(small, longs, bigs, ratios, decimals, doubles)
#: Numbers whose arithmetic is exact and never ends in a 64-bit overflow.
exact = st.one_of(small, bigs, ratios)
