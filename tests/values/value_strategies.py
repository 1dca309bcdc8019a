"""Values of every kind for Hypothesis: numbers, text, names and nested collections."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from cljrules.values.collections import PersistentMap, PersistentSet, Vector
from cljrules.values.numbers import BigInt
from cljrules.values.seqs import PersistentList, lazy
from cljrules.values.symbols import char, keyword, symbol

#: atoms among which many are equal or nearly equal, so that collisions are frequent
atoms: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(
        [None, True, False, 0, 1, -1, BigInt(1), 1.0, 0.0, Decimal(1), Decimal("1.00"), Decimal("0.10"), Fraction(1, 2)]
    ),
    st.integers(-5, 40),
    st.sampled_from("abc").map(char),
    st.text("ab1", max_size=2),
    st.sampled_from("abc").map(keyword),
    st.sampled_from("abc").map(symbol),
)


def _nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    items = st.lists(inner, max_size=4)
    return st.one_of(
        items.map(Vector.of),
        items.map(PersistentList.of),
        items.map(lambda held: lazy(iter(held))),
        items.map(PersistentSet.of),
        st.lists(st.tuples(inner, inner), max_size=4).map(PersistentMap.of),
    )


values: st.SearchStrategy[Any] = st.recursive(atoms, _nested, max_leaves=8)
