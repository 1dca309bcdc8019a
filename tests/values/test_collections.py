"""Persistent collections against Python's own, which change: what an operation gives, and that it changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from value_strategies import values

from cljrules.values.collections import (
    EMPTY_MAP,
    EMPTY_VECTOR,
    MapEntry,
    PersistentMap,
    PersistentSet,
    Vector,
    equiv,
    hkey,
    unkey,
)
from cljrules.values.errors import ClojureError, LimitExceeded
from cljrules.values.limits import METER, Limits, Meter
from cljrules.values.numbers import BigInt
from cljrules.values.queues import EMPTY_QUEUE
from cljrules.values.seqs import EMPTY, PersistentList
from cljrules.values.symbols import keyword
from cljrules.values.transients import transient_of

#: sizes on both sides of the change from flat copies to tries
sizes = st.sampled_from([0, 1, 15, 16, 17, 31, 63, 64, 65, 130])


@st.composite
def vector_changes(draw: Any) -> list[tuple[str, int, int]]:
    kinds = st.sampled_from(["conj", "pop", "assoc"])
    return draw(st.lists(st.tuples(kinds, st.integers(0, 200), st.integers(-9, 9)), max_size=40))


@given(sizes, vector_changes())
def test_vectors_do_what_lists_do_and_never_change(size: int, changes: list[tuple[str, int, int]]) -> None:
    model = list(range(size))
    vector = Vector.of(model)
    past = [(vector, model.copy())]
    for kind, place, value in changes:
        if kind == "conj":
            vector = vector.conj(value)
            model.append(value)
        elif kind == "pop" and model:
            vector = vector.pop()
            model.pop()
        elif kind == "assoc" and model:
            vector = vector.assoc(place % len(model), value)
            model[place % len(model)] = value
        past.append((vector, model.copy()))
    for held, expected in past:
        assert list(held) == expected
        assert len(held) == len(expected)
        assert [held.nth(index) for index in range(len(expected))] == expected


@given(sizes, vector_changes())
def test_what_a_transient_does_changes_nothing_it_was_made_from(size: int, changes: list[tuple[str, int, int]]) -> None:
    vector = Vector.of(range(size))
    mapping = PersistentMap.of((index, index) for index in range(size))
    items = PersistentSet.of(range(size))
    in_vector, in_map, in_set = transient_of(vector), transient_of(mapping), transient_of(items)
    for kind, place, value in changes:
        if kind == "pop":
            in_map.dissoc(place)
            in_set.disj(place)
        else:
            in_vector.conj(value)
            in_map.assoc(place, value)
            in_set.conj(place)
    for made in (in_vector, in_map, in_set):
        made.persistent()
    assert list(vector) == list(range(size))
    assert list(mapping.entries()) == [(index, index) for index in range(size)]
    assert set(items) == set(range(size))


map_changes = st.lists(st.tuples(st.sampled_from(["assoc", "dissoc"]), values, st.integers(0, 9)), max_size=30)


@settings(max_examples=60)
@given(sizes, map_changes)
def test_maps_do_what_dicts_do_keep_their_order_and_never_change(
    size: int, changes: list[tuple[str, Any, int]]
) -> None:
    model = {hkey(index): index for index in range(size)}
    held = PersistentMap.of((index, index) for index in range(size))
    past = [(held, model.copy())]
    for kind, key, value in changes:
        if kind == "assoc":
            held = held.assoc(key, value)
            model[hkey(key)] = value
        else:
            held = held.dissoc(key)
            model.pop(hkey(key), None)
        past.append((held, model.copy()))
    for each, expected in past:
        assert [(hkey(key), value) for key, value in each.entries()] == list(expected.items())
        assert len(each) == len(expected)
        assert all(each.get(unkey(key)) == value and each.contains(unkey(key)) for key, value in expected.items())
        assert each == PersistentMap.of((unkey(key), value) for key, value in reversed(expected.items()))


@settings(max_examples=60)
@given(sizes, st.lists(st.tuples(st.booleans(), values), max_size=30))
def test_sets_hold_each_element_once_and_never_change(size: int, changes: list[tuple[bool, Any]]) -> None:
    model = dict.fromkeys(range(size))
    held = PersistentSet.of(range(size))
    past = [(held, model.copy())]
    for add, item in changes:
        held = held.conj(item) if add else held.disj(item)
        if add:
            model.setdefault(hkey(item))
        else:
            model.pop(hkey(item), None)
        past.append((held, model.copy()))
    for each, expected in past:
        assert [hkey(item) for item in each] == list(expected)
        assert all(each.contains(unkey(key)) for key in expected)


@given(st.lists(st.one_of(st.none(), st.integers()), max_size=80))
def test_queues_give_back_what_went_in_first(changes: list[int | None]) -> None:
    queue, model = EMPTY_QUEUE, list[int]()
    for change in changes:
        if change is not None:
            queue = queue.conj(change)
            model.append(change)
        else:
            queue = queue.pop()
            model = model[1:]
        assert list(queue) == model
        assert queue.peek() == (model[0] if model else None)


@given(values, values)
def test_hash_agrees_with_equality(a: Any, b: Any) -> None:
    assert equiv(a, b) == equiv(b, a)
    assert equiv(a, b) == (hkey(a) == hkey(b))
    if equiv(a, b):
        assert hash(hkey(a)) == hash(hkey(b))


@given(values)
def test_a_value_is_found_under_itself(value: Any) -> None:
    held = EMPTY_MAP.assoc(value, "held")
    assert held.get(value) == "held"
    entry = held.find(value)
    assert entry is not None and equiv(entry.key, value)
    assert PersistentSet.of([value, value]).get(value) is value


def test_numbers_of_different_categories_are_different_keys() -> None:
    held = PersistentMap.of([(1, "long"), (1.0, "double"), (True, "boolean")])
    assert len(held) == 3
    assert held.get(BigInt(1)) == "long"
    assert held.get(1.0) == "double"
    assert held.get(True) == "boolean"


def test_an_entry_is_a_vector_of_two() -> None:
    entry = MapEntry(keyword("a"), 1)
    assert entry == Vector.of([keyword("a"), 1])
    assert (entry.key, entry.value) == (keyword("a"), 1)
    assert entry.pop().__class__ is Vector


def test_sequential_values_are_equal_whatever_their_kind() -> None:
    assert equiv(Vector.of([1, 2]), PersistentList.of([1, 2]))
    assert equiv(EMPTY, EMPTY_VECTOR)
    assert not equiv(EMPTY_VECTOR, EMPTY_MAP)
    assert not equiv(EMPTY_VECTOR, None)
    assert not equiv(Vector.of([1]), Vector.of([1.0]))


@pytest.mark.parametrize(
    ("act", "name"),
    [
        (lambda: EMPTY_VECTOR.pop(), "IllegalStateException"),
        (lambda: EMPTY_VECTOR.nth(0), "IndexOutOfBoundsException"),
        (lambda: EMPTY_VECTOR.assoc(1, 1), "IndexOutOfBoundsException"),
        (lambda: EMPTY_VECTOR.assoc("a", 1), "IllegalArgumentException"),
        (lambda: EMPTY_VECTOR.invoke(True), "IllegalArgumentException"),
        (lambda: EMPTY_VECTOR.invoke(), "ArityException"),
        (lambda: EMPTY_MAP.invoke(), "ArityException"),
    ],
)
def test_errors_are_those_of_the_jvm(act: Any, name: str) -> None:
    with pytest.raises(ClojureError) as raised:
        act()
    assert raised.value.cls.simple_name == name


def test_a_collection_larger_than_allowed_is_refused() -> None:
    token = METER.set(Meter(Limits(size=100)))
    try:
        full = Vector.of(range(100))
        with pytest.raises(LimitExceeded):
            full.conj(1)
        with pytest.raises(LimitExceeded):
            Vector.of(range(101))
        with pytest.raises(LimitExceeded):
            PersistentMap.of((index, index) for index in range(101))
    finally:
        METER.reset(token)
