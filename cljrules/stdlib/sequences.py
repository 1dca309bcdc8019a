"""Functions of `clojure.core` on the beginning, the rest and the elements of sequences.

Also the lazy ones that take a function of an element. Parts of a sequence by number or by a test are in `slices`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

from cljrules.stdlib import transducers
from cljrules.stdlib.reduction import sequence
from cljrules.stdlib.registry import core
from cljrules.stdlib.slices import each, turns_of
from cljrules.stdlib.transducers import truthy
from cljrules.stdlib.updates import nth_of
from cljrules.values.collections import Vector
from cljrules.values.equality import hkey
from cljrules.values.functions import callable_with
from cljrules.values.refs import Reduced
from cljrules.values.seqs import (
    EMPTY,
    ChunkSeq,
    Cons,
    LazySeq,
    PersistentList,
    Seq,
    Sequential,
    VectorSeq,
    after,
    blocks_of,
    collect,
    elements,
    from_items,
    lazy,
    lazy_blocks,
    lazy_map,
    seq_of,
)

_ABSENT: Any = object()


@core("seq")
def seq(coll: Any) -> Seq | None:
    """The elements as a sequence, nil when there are none."""
    return seq_of(coll)


@core("first")
def first(coll: Any) -> Any:
    """The first element, nil when there is none."""
    found = seq_of(coll)
    return None if found is None else found.first()


@core("next")
def next_(coll: Any) -> Seq | None:
    """The elements after the first, nil when there are none."""
    found = seq_of(coll)
    return None if found is None else found.next()


@core("rest")
def rest(coll: Any) -> Sequential:
    """The elements after the first, possibly none; not yet worked out where they are lazy."""
    found = seq_of(coll)
    return EMPTY if found is None else found.rest()


@core("second")
def second(coll: Any) -> Any:
    """The second element."""
    return first(next_(coll))


@core("ffirst")
def ffirst(coll: Any) -> Any:
    """The first element of the first element."""
    return first(first(coll))


@core("fnext")
def fnext(coll: Any) -> Any:
    """The first element after the first."""
    return first(next_(coll))


@core("nfirst")
def nfirst(coll: Any) -> Any:
    """What follows the first element of the first element."""
    return next_(first(coll))


@core("nnext")
def nnext(coll: Any) -> Any:
    """What follows the second element."""
    return next_(next_(coll))


@core("last")
def last(coll: Any) -> Any:
    """The last element."""
    if isinstance(coll, Vector):
        return coll.items[-1] if len(coll) else None
    kept = deque(elements(coll), maxlen=1)
    return kept[0] if kept else None


@core("butlast")
def butlast(coll: Any) -> Seq | None:
    """All elements but the last, nil when there are none."""
    held = collect(elements(coll))[:-1]
    return VectorSeq(held) if held else None


@core("cons")
def cons(x: Any, coll: Any) -> Seq:
    """A sequence of an element and then those of a collection."""
    if coll is None:
        return PersistentList.of((x,))
    return Cons(x, coll if isinstance(coll, Seq | LazySeq) else seq_of(coll))


@core("nth")
def nth(coll: Any, index: Any, not_found: Any = _ABSENT) -> Any:
    """The element at an index, counted from 0."""
    return nth_of(coll, index) if not_found is _ABSENT else nth_of(coll, index, not_found)


@core("nthrest")
def nthrest(coll: Any, n: Any) -> Any:
    """What is left of a collection after dropping so many elements at once."""
    turns = turns_of(n)
    if turns <= 0 or seq_of(coll) is None:
        return coll
    left = after(coll, turns)
    return EMPTY if left is None else left


@core("nthnext")
def nthnext(coll: Any, n: Any) -> Seq | None:
    """Like `nthrest`, but nil when nothing is left."""
    found = seq_of(coll)
    return None if found is None else seq_of(after(found, turns_of(n)))


@core("reverse")
def reverse(coll: Any) -> PersistentList:
    """The elements from the last to the first, as a list."""
    return PersistentList.of(reversed(collect(elements(coll))))


@core("doall")
def doall(n: Any, coll: Any = _ABSENT) -> Any:
    """Work out a lazy sequence, or its first n elements, and give it."""
    dorun(n, coll)
    return n if coll is _ABSENT else coll


@core("dorun")
def dorun(n: Any, coll: Any = _ABSENT) -> None:
    """Work out a lazy sequence, or its first n elements, for the effects."""
    if coll is _ABSENT:
        deque(elements(n), maxlen=0)
        return
    nthnext(coll, n)


@core("map")
def map_(f: Any, coll: Any = _ABSENT, *colls: Any) -> Any:
    """What a function gives for each element, or for the elements of several collections in step, lazily."""
    if coll is _ABSENT:
        return transducers.mapping(f)
    call = callable_with(f, 1 + len(colls))
    if colls:
        return lazy(mapeach(call, (coll, *colls)))
    return lazy_map(coll, lambda block: [call(x) for x in block])


def mapeach(call: Any, colls: tuple[Any, ...]) -> Iterator[Any]:
    """What a function gives for the elements at each place, until a collection ends."""
    at = list(colls)
    while True:
        seqs = [seq_of(each) for each in at]
        if None in seqs:
            return
        yield call(*(each.first() for each in seqs))  # type: ignore[union-attr]
        at = [each.rest() for each in seqs]  # type: ignore[union-attr]


@core("filter")
def filter_(pred: Any, coll: Any = _ABSENT) -> Any:
    """The elements the predicate holds for, lazily."""
    if coll is _ABSENT:
        return transducers.filtering(pred)
    call = callable_with(pred, 1)
    return lazy_map(coll, lambda block: [x for x in block if truthy(call(x))])


@core("remove")
def remove(pred: Any, coll: Any = _ABSENT) -> Any:
    """The elements the predicate does not hold for, lazily."""
    if coll is _ABSENT:
        return transducers.removing(pred)
    call = callable_with(pred, 1)
    return lazy_map(coll, lambda block: [x for x in block if not truthy(call(x))])


@core("keep")
def keep(f: Any, coll: Any = _ABSENT) -> Any:
    """What a function gives for each element and is not nil, lazily."""
    if coll is _ABSENT:
        return transducers.keeping(f)
    call = callable_with(f, 1)
    return lazy_map(coll, lambda block: [y for x in block if (y := call(x)) is not None])


@core("map-indexed")
def map_indexed(f: Any, coll: Any = _ABSENT) -> Any:
    """What a function gives for each index and element, lazily."""
    if coll is _ABSENT:
        return transducers.mapping_indexed(f)
    return lazy_blocks(_indexed(f, coll))


@core("keep-indexed")
def keep_indexed(f: Any, coll: Any = _ABSENT) -> Any:
    """What a function gives for each index and element and is not nil, lazily."""
    if coll is _ABSENT:
        return transducers.keeping_indexed(f)
    return lazy_blocks([y for y in block if y is not None] for block in _indexed(f, coll))


def _indexed(f: Any, coll: Any) -> Iterator[list[Any]]:
    call, index = callable_with(f, 2), 0
    for block in blocks_of(coll):
        yield [call(index + place, x) for place, x in enumerate(block)]
        index += len(block)


@core("concat")
def concat(*colls: Any) -> LazySeq:
    """The elements of all collections, one collection after the other, lazily."""
    return concat_all(from_items(colls))


def concat_all(colls: Any) -> LazySeq:
    """`concat` of the collections in a sequence, which may be without end."""

    def thunk() -> Any:
        following = seq_of(colls)
        return None if following is None else _joined(following.first(), following.rest())

    return LazySeq(thunk)


def _joined(at: Any, following: Any) -> LazySeq:
    def thunk() -> Any:
        found = seq_of(at)
        if found is None:
            more = seq_of(following)
            return None if more is None else _joined(more.first(), more.rest())
        if isinstance(found, ChunkSeq) and found.chunked:
            return ChunkSeq(found.block(), 0, _joined(found.after_block(), following))
        return Cons(found.first(), _joined(found.rest(), following))

    return LazySeq(thunk)


def _apply_concat(leading: tuple[Any, ...], following: Any) -> LazySeq:
    # four collections are looked at before the first element is asked for, as the JVM does when it spreads arguments
    nthnext(following, max(0, 3 - len(leading)))
    return concat_all(concat(from_items(leading), following))


concat.apply = _apply_concat  # type: ignore[attr-defined]


@core("mapcat")
def mapcat(f: Any, *colls: Any) -> Any:
    """The elements of what a function gives for each element, lazily."""
    if not colls:
        return transducers.mapping_concatenated(f)
    return _apply_concat((), map_(f, *colls))


@core("distinct")
def distinct(coll: Any = _ABSENT) -> Any:
    """The elements without those that came before, lazily."""
    if coll is _ABSENT:
        return transducers.distinguishing()

    def fresh() -> Iterator[Any]:
        seen = set()
        nth_of(coll, 0, None)  # refuses what has no order, as the JVM does
        for x in each(coll):
            key = hkey(x)
            if key not in seen:
                seen.add(key)
                yield x

    return lazy(fresh())


@core("dedupe")
def dedupe(coll: Any = _ABSENT) -> Any:
    """The elements without those equal to the one right before, lazily."""
    return transducers.deduplicating() if coll is _ABSENT else sequence(transducers.deduplicating(), coll)


@core("reductions")
def reductions(f: Any, init: Any, coll: Any = _ABSENT) -> Any:
    """All the intermediate results of `reduce`, lazily."""
    step = callable_with(f, 2)

    def results(acc: Any, source: Iterator[Any]) -> Iterator[Any]:
        for x in source:
            acc = step(acc, x)
            if acc.__class__ is Reduced:
                yield acc.value
                return
            yield acc

    def from_first() -> Iterator[Any]:
        source = each(init)
        acc = next(source, _ABSENT)
        if acc is _ABSENT:
            yield callable_with(f, 0)()
            return
        yield acc
        yield from results(acc, source)

    if coll is _ABSENT:
        return lazy(from_first())
    if init.__class__ is Reduced:
        return PersistentList.of((init.value,))
    return Cons(init, lazy(results(init, each(coll))))


@core("tree-seq")
def tree_seq(is_branch: Any, children: Any, root: Any) -> LazySeq:
    """The nodes of a tree, each before its children, lazily."""
    branches, below = callable_with(is_branch, 1), callable_with(children, 1)

    def nodes() -> Iterator[Any]:
        levels = [iter((root,))]
        while levels:
            for node in levels[-1]:
                inner = each(below(node)) if truthy(branches(node)) else None
                yield node
                if inner is not None:
                    levels.append(inner)
                    break
            else:
                levels.pop()

    return lazy(nodes())


@core("flatten")
def flatten(coll: Any) -> LazySeq:
    """The elements of nested sequences and vectors that are none themselves, in order, lazily."""

    def leaves() -> Iterator[Any]:
        levels = [each(coll)] if isinstance(coll, Sequential) else []
        while levels:
            for node in levels[-1]:
                if isinstance(node, Sequential):
                    levels.append(each(node))
                    break
                yield node
            else:
                levels.pop()

    return lazy(leaves())
