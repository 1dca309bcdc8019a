"""Functions of `clojure.core` that take a sequence apart by number or by a test, and those that mix sequences.

All are lazy unless they say otherwise.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from cljrules.stdlib import transducers
from cljrules.stdlib.registry import core
from cljrules.stdlib.transducers import truthy
from cljrules.stdlib.updates import find_entry
from cljrules.values.casts import int_of
from cljrules.values.collections import Vector
from cljrules.values.equality import equiv
from cljrules.values.functions import callable_with
from cljrules.values.numbers import is_pos, is_zero, rem
from cljrules.values.ranges import ENDLESS
from cljrules.values.seqs import EMPTY, Cons, LazySeq, Seq, after, elements, from_items, lazy, seq_of

_ABSENT: Any = object()


def turns_of(n: Any) -> int:
    """How often a number can be counted down by one while it is positive; raises as `pos?` for what is no number."""
    if not is_pos(n):
        return 0
    # a decimal's digits are only written out where they count: 1E+999999999 has a thousand million of them
    return ENDLESS if n >= ENDLESS else math.ceil(n)


def each(coll: Any) -> Iterator[Any]:
    """The elements one by one, working out no more of a lazy sequence than is asked for, and keeping that."""
    at = coll
    while (found := seq_of(at)) is not None:
        yield found.first()
        at = found.rest()


@core("take")
def take(n: Any, coll: Any = _ABSENT) -> Any:
    """The first n elements."""
    if coll is _ABSENT:
        return transducers.taking(lambda: turns_of(n))
    return lazy(_taken(n, coll))


def _taken(n: Any, coll: Any) -> Iterator[Any]:
    at = coll
    for _ in range(turns_of(n)):
        found = seq_of(at)
        if found is None:
            return
        yield found.first()
        at = found.rest()


@core("drop")
def drop(n: Any, coll: Any = _ABSENT) -> Any:
    """The elements after the first n."""
    if coll is _ABSENT:
        return transducers.dropping(lambda: turns_of(n))

    def rest() -> Any:
        found = seq_of(coll)
        return after(found, turns_of(n))

    return LazySeq(rest)


@core("take-while")
def take_while(pred: Any, coll: Any = _ABSENT) -> Any:
    """The elements before the first the predicate does not hold for."""
    if coll is _ABSENT:
        return transducers.taking_while(pred)
    call = callable_with(pred, 1)

    def holding() -> Iterator[Any]:
        for x in each(coll):
            if not truthy(call(x)):
                return
            yield x

    return lazy(holding())


@core("drop-while")
def drop_while(pred: Any, coll: Any = _ABSENT) -> Any:
    """The elements from the first on that the predicate does not hold for."""
    if coll is _ABSENT:
        return transducers.dropping_while(pred)
    call = callable_with(pred, 1)

    def rest() -> Seq | None:
        found = seq_of(coll)
        while found is not None and truthy(call(found.first())):
            found = found.next()
        return found

    return LazySeq(rest)


@core("take-nth")
def take_nth(n: Any, coll: Any = _ABSENT) -> Any:
    """Every nth element, the first included."""
    if coll is _ABSENT:
        return transducers.taking_nth(lambda index: is_zero(rem(index, n)))

    def chosen() -> Iterator[Any]:
        at = coll
        while (found := seq_of(at)) is not None:
            yield found.first()
            at = after(found, turns_of(n))

    return lazy(chosen())


@core("take-last")
def take_last(n: Any, coll: Any) -> Seq | None:
    """The last n elements, at once; nil when there are none."""
    return from_items(list(deque(elements(coll), maxlen=min(turns_of(n), 1 << 31))))


@core("drop-last")
def drop_last(n: Any, coll: Any = _ABSENT) -> LazySeq:
    """All but the last n elements, or the last one."""
    count, source = (1, n) if coll is _ABSENT else (n, coll)

    def kept() -> Iterator[Any]:
        found = seq_of(source)
        ahead = after(found, turns_of(count))
        for x, _ in zip(each(source), each(ahead), strict=False):
            yield x

    return lazy(kept())


@core("split-at")
def split_at(n: Any, coll: Any) -> Vector:
    """The first n elements and the rest."""
    return Vector((take(n, coll), drop(n, coll)))


@core("split-with")
def split_with(pred: Any, coll: Any) -> Vector:
    """The elements before the first the predicate does not hold for, and the rest."""
    return Vector((take_while(pred, coll), drop_while(pred, coll)))


@core("partition")
def partition(n: Any, first: Any, second: Any = _ABSENT, third: Any = _ABSENT) -> LazySeq:
    """Sequences of n elements each, `step` apart; a last shorter one only when there is padding for it."""
    if second is _ABSENT:
        return lazy(_parts(n, n, first, _ABSENT))
    if third is _ABSENT:
        return lazy(_parts(n, first, second, _ABSENT))
    return lazy(_parts(n, first, third, second))


def _parts(n: Any, step: Any, coll: Any, padding: Any) -> Iterator[Any]:
    at = coll
    while (found := seq_of(at)) is not None:
        part = list(_taken(n, found))
        if len(part) == n:
            yield from_items(part) or EMPTY
            at = after(found, turns_of(step))
            continue
        if padding is not _ABSENT:
            yield from_items(list(_taken(n, from_items([*part, *_taken(n, padding)])))) or EMPTY
        return


@core("partition-all")
def partition_all(n: Any, first: Any = _ABSENT, second: Any = _ABSENT) -> Any:
    """Sequences of n elements each, `step` apart, shorter ones at the end."""
    if first is _ABSENT:
        return transducers.partitioning(int_of(n))
    step, coll = (n, first) if second is _ABSENT else (first, second)

    def parts() -> Iterator[Any]:
        at = coll
        while (found := seq_of(at)) is not None:
            yield from_items(list(_taken(n, found))) or EMPTY
            at = after(found, turns_of(step))

    return lazy(parts())


@core("partition-by")
def partition_by(f: Any, coll: Any = _ABSENT) -> Any:
    """Sequences of elements that follow one another and for which a function gives the same."""
    if coll is _ABSENT:
        return transducers.partitioning_by(f)
    call = callable_with(f, 1)

    def runs() -> Iterator[Any]:
        at = seq_of(coll)
        while at is not None:
            run = _run(call, at)
            yield run
            at = seq_of(after(at, sum(1 for _ in run)))

    return lazy(runs())


def _run(call: Callable[[Any], Any], at: Seq) -> Seq:
    head = at.first()
    mark = call(head)

    def same() -> Iterator[Any]:
        for x in each(following):
            if not equiv(mark, call(x)):
                return
            yield x

    following = at.next()
    return Cons(head, lazy(same()))


@core("interleave")
def interleave(*colls: Any) -> Any:
    """The first elements of all collections, then the second ones, and so on until one ends."""

    def mixed() -> Iterator[Any]:
        at = list(colls)
        while True:
            seqs = [seq_of(coll) for coll in at]
            if None in seqs:
                return
            yield from [found.first() for found in seqs]  # type: ignore[union-attr]
            at = [found.rest() for found in seqs]  # type: ignore[union-attr]

    return lazy(mixed()) if colls else EMPTY


@core("interpose")
def interpose(separator: Any, coll: Any = _ABSENT) -> Any:
    """The elements with a separator between each two."""
    if coll is _ABSENT:
        return transducers.interposing(separator)

    def separated() -> Iterator[Any]:
        source = each(coll)
        for x in source:
            yield x
            break
        for x in source:
            yield separator
            yield x

    return lazy(separated())


@core("replace")
def replace(replacements: Any, coll: Any = _ABSENT) -> Any:
    """The elements, those that are keys of the map replaced by their values; a vector stays a vector."""

    def replaced(x: Any) -> Any:
        entry = find_entry(replacements, x)
        return x if entry is None else entry.value

    if coll is _ABSENT:
        return transducers.mapping_python("replace", replaced)
    if isinstance(coll, Vector):
        return Vector.of(map(replaced, coll), coll.meta)
    return lazy(map(replaced, each(coll)))
