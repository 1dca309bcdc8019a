"""Sorted maps and sets against sorted lists of Python, and `compare` as an order."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from number_strategies import exact

from cljrules.values.collections import EMPTY_MAP, PersistentSet, Vector
from cljrules.values.compare import compare, sort_items
from cljrules.values.errors import ClojureError
from cljrules.values.sorted import EMPTY_SORTED_MAP, EMPTY_SORTED_SET, SortedMap
from cljrules.values.symbols import keyword

names = st.sampled_from(["a", "b", "ab", ""]).map(keyword)
comparable = st.one_of(
    st.lists(exact, min_size=3, max_size=3),
    st.lists(st.text("abc\ud83d\ude00", max_size=3), min_size=3, max_size=3),
    st.lists(names, min_size=3, max_size=3),
    st.lists(st.lists(st.one_of(st.none(), st.integers(0, 3)), max_size=3).map(Vector.of), min_size=3, max_size=3),
)


def _sign(order: int) -> int:
    return (order > 0) - (order < 0)


@given(comparable)
def test_compare_is_an_order(triple: list[Any]) -> None:
    a, b, c = triple
    assert compare(a, a) == 0
    assert _sign(compare(a, b)) == -_sign(compare(b, a))
    if compare(a, b) <= 0 and compare(b, c) <= 0:
        assert compare(a, c) <= 0
    assert compare(None, a) < 0 < compare(a, None)


changes = st.lists(st.tuples(st.booleans(), st.integers(-20, 20), st.integers()), max_size=60)


@given(st.lists(st.integers(-20, 20), max_size=60), changes)
def test_sorted_maps_do_what_sorted_dicts_do_and_never_change(
    start: list[int], steps: list[tuple[bool, int, int]]
) -> None:
    model = {key: str(key) for key in start}
    held: SortedMap = EMPTY_SORTED_MAP.assoc_all((key, str(key)) for key in start)
    past = [(held, model.copy())]
    for put, key, value in steps:
        held = held.assoc(key, value) if put else held.dissoc(key)
        if put:
            model[key] = value
        else:
            model.pop(key, None)
        past.append((held, model.copy()))
    for each, expected in past:
        assert list(each.entries()) == sorted(expected.items())
        assert [entry.key for entry in each.backwards()] == sorted(expected, reverse=True)
        assert each == EMPTY_MAP.assoc_all(expected.items())
        assert all(each.get(key) == value for key, value in expected.items())
        assert [entry.key for entry in each.from_key(3, True)] == [key for key in sorted(expected) if key >= 3]
        assert [entry.key for entry in each.from_key(3, False)] == [
            key for key in sorted(expected, reverse=True) if key <= 3
        ]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers())))
def test_putting_many_in_is_putting_each_in(pairs: list[tuple[int, int]]) -> None:
    one_by_one = EMPTY_SORTED_MAP
    for key, value in pairs:
        one_by_one = one_by_one.assoc(key, value)
    assert list(EMPTY_SORTED_MAP.assoc_all(pairs).entries()) == list(one_by_one.entries())
    assert list(EMPTY_SORTED_MAP.assoc_all(pairs * 20).entries()) == list(one_by_one.entries())


@given(st.lists(st.tuples(st.integers(0, 3), st.integers())))
def test_sorting_keeps_the_order_of_equal_items(pairs: list[tuple[int, int]]) -> None:
    ordered = sort_items(pairs, lambda a, b: a[0] - b[0])
    assert ordered == sorted(pairs, key=lambda pair: pair[0])


def test_a_sorted_set_equals_a_set_of_the_same_elements() -> None:
    held = EMPTY_SORTED_SET.conj_all([3, 1, 2, 1])
    assert list(held) == [1, 2, 3]
    assert held == PersistentSet.of([1, 2, 3])
    assert PersistentSet.of([1, 2, 3]) == held
    assert hash(held) == hash(PersistentSet.of([1, 2, 3]))
    assert held != PersistentSet.of([1, 2, keyword("a")])


@pytest.mark.parametrize("key", [EMPTY_MAP, PersistentSet.of([1]), object()])
def test_what_has_no_order_is_refused_as_a_first_key_too(key: Any) -> None:
    with pytest.raises(ClojureError, match="no order"):
        EMPTY_SORTED_MAP.assoc(key, 1)


def test_keys_that_cannot_be_compared_are_refused() -> None:
    held = EMPTY_SORTED_MAP.assoc(1, 1)
    with pytest.raises(ClojureError) as raised:
        held.get(keyword("a"))
    assert raised.value.cls.simple_name == "ClassCastException"
    with pytest.raises(ClojureError):
        compare(EMPTY_MAP, EMPTY_MAP.assoc(1, 1))
    assert compare(EMPTY_MAP, EMPTY_MAP) == 0
