"""Sequences: walking, laziness, and that walking is paid for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cljrules.values.collections import Vector
from cljrules.values.errors import ClojureError, LimitExceeded, error
from cljrules.values.limits import METER, Limits, Meter
from cljrules.values.ranges import Cycle, Iterate, NaturalSeq, RangeSeq, Repeat
from cljrules.values.seqs import (
    EMPTY,
    ChunkSeq,
    Cons,
    LazySeq,
    PersistentList,
    Seq,
    after,
    blocks_of,
    collect,
    from_items,
    lazy,
    lazy_blocks,
    lazy_map,
    seq_of,
)


@pytest.fixture
def few_steps() -> Iterator[Meter]:
    meter = Meter(Limits(steps=1000, size=1000))
    token = METER.set(meter)
    yield meter
    METER.reset(token)


def _by_next(value: Any) -> list[Any]:
    found, at = [], seq_of(value)
    while at is not None:
        found.append(at.first())
        at = at.next()
    return found


def _by_rest(value: Any) -> list[Any]:
    found, at = [], seq_of(value)
    while at is not None:
        found.append(at.first())
        at = seq_of(at.rest())
    return found


items = st.lists(st.integers(), max_size=70)


def _kinds(held: list[int]) -> list[Any]:
    chain: Any = None
    for item in reversed(held):
        chain = Cons(item, chain)
    return [
        Vector.of(held),
        PersistentList.of(held),
        chain,
        from_items(held),
        lazy(iter(held)),
        lazy_blocks(iter([held[:5], [], held[5:]])),
        lazy_map(Vector.of(held), lambda block: list(block)),
        LazySeq(lambda: LazySeq(lambda: from_items(held))),
    ]


@given(items)
def test_every_way_of_walking_gives_the_same_elements(held: list[int]) -> None:
    for value in _kinds(held):
        assert _by_next(value) == held
        assert _by_rest(value) == held
        assert collect(value or ()) == held
        assert [x for block in blocks_of(value) for x in block] == held


@given(items, st.integers(0, 80))
def test_what_comes_after_some_elements(held: list[int], count: int) -> None:
    for value in _kinds(held):
        assert _by_next(after(value, count)) == held[count:]


@given(items)
def test_sequences_of_equal_elements_are_equal_and_hash_alike(held: list[int]) -> None:
    kinds = [value for value in _kinds(held) if value is not None]
    assert all(a == b and hash(a) == hash(b) for a in kinds for b in kinds)
    assert all(value != Vector.of([*held, 1]) for value in kinds)


def test_a_lazy_sequence_works_each_element_out_once_and_no_sooner() -> None:
    seen = []

    def source() -> Iterator[int]:
        for number in range(5):
            seen.append(number)
            yield number

    made = lazy(source())
    assert seen == []
    at = made.seq()
    assert at is not None and seen == [0]
    assert list(made) == list(made) == [0, 1, 2, 3, 4]
    assert seen == [0, 1, 2, 3, 4]


def test_blocks_of_32_are_worked_out_together_and_only_where_the_source_is_chunked() -> None:
    seen = []
    made = lazy_map(Vector.of(range(100)), lambda block: [seen.append(x) or x for x in block])
    assert made.first() == 0 and len(seen) == 32
    one_by_one = []
    unchunked = lazy_map(PersistentList.of(range(100)), lambda block: [one_by_one.append(x) or x for x in block])
    assert unchunked.first() == 0 and len(one_by_one) == 1
    assert [len(block) for block in blocks_of(Vector.of(range(70)))] == [32, 32, 6]
    tail = seq_of(after(Vector.of(range(70)), 5))
    assert [len(block) for block in blocks_of(tail)] == [27, 32, 6]


def test_an_error_met_on_the_way_is_met_again() -> None:
    def source() -> Iterator[int]:
        yield 1
        raise error("ArithmeticException", "Divide by zero")

    made = lazy(source())
    for _ in range(2):
        with pytest.raises(ClojureError, match="Divide by zero"):
            list(made)
    assert made.first() == 1


def test_a_sequence_cut_off_by_a_limit_does_not_pass_for_ended(few_steps: Meter) -> None:
    made = lazy(iter(range(10**6)))
    for _ in range(2):
        with pytest.raises(LimitExceeded):
            collect(made)
        METER.set(Meter(Limits()))


def test_a_sequence_that_needs_itself_ends_in_an_error() -> None:
    made: LazySeq = lazy(iter(()))

    def source() -> Iterator[Any]:
        yield made.first()

    made = lazy(source())
    with pytest.raises(ClojureError) as raised:
        made.first()
    assert raised.value.cls.simple_name == "StackOverflowError"


def test_nested_lazy_sequences_need_no_stack() -> None:
    made: Any = from_items([1])
    for _ in range(50_000):
        made = LazySeq(lambda inner=made: inner)
    assert made.first() == 1


def _inc(value: int) -> int:
    return value + 1


@pytest.mark.parametrize(
    "endless",
    [
        NaturalSeq(range(1 << 62)),
        RangeSeq(range(10**12)),
        Iterate(_inc, 0),
        Repeat(1),
        Cycle(ChunkSeq([1, 2]), ChunkSeq([1, 2])),
        Cons(0, NaturalSeq(range(1 << 62))),
    ],
)
@pytest.mark.parametrize("walk", [collect, _by_next, _by_rest, lambda value: sum(1 for _ in value)])
def test_walking_without_end_is_stopped(few_steps: Meter, endless: Seq, walk: Any) -> None:
    with pytest.raises(LimitExceeded):
        walk(endless)


def test_a_lazy_sequence_that_finds_nothing_is_stopped(few_steps: Meter) -> None:
    with pytest.raises(LimitExceeded):
        lazy_map(RangeSeq(range(10**12)), lambda block: []).seq()


def test_iterations_are_worked_out_once_when_walked_by_next() -> None:
    calls = []

    def step(value: int) -> int:
        calls.append(value)
        return value + 1

    made = Iterate(step, 0)
    assert made.first() == 0 and calls == []
    following = made.next()
    assert following.first() == following.first() == 1 and calls == [0]
    assert made.next() is following
    assert made.drop(3).first() == 3


@given(st.lists(st.integers(), min_size=1, max_size=5), st.integers(0, 20))
def test_cycles_begin_again(held: list[int], count: int) -> None:
    whole = ChunkSeq(held)
    made = Cycle(whole, whole)
    assert list(islice(made, 30)) == [held[place % len(held)] for place in range(30)]
    assert made.drop(count).first() == held[count % len(held)]


def test_the_empty_list_is_a_sequence_without_elements() -> None:
    assert seq_of(EMPTY) is None
    assert EMPTY.rest() is EMPTY
    assert list(EMPTY) == []
