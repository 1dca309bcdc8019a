"""Functions of `clojure.core` that work a collection down to one value, and those that put one into another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cljrules.stdlib.combinators import comp
from cljrules.stdlib.predicates import is_counted
from cljrules.stdlib.registry import core
from cljrules.stdlib.transducers import (
    Eduction,
    Reducing,
    complete_of,
    concatenating,
    halting_when,
    in_blocks,
    step_of,
    transform,
    truthy,
)
from cljrules.stdlib.updates import conj_one, count_of
from cljrules.values.collections import (
    MapEntry,
    MapLike,
    PersistentList,
    PersistentMap,
    PersistentSet,
    Vector,
    entry_of,
    pairs_of,
)
from cljrules.values.equality import hkey, unkey
from cljrules.values.errors import class_cast
from cljrules.values.functions import Builtin, callable_with, invoke, not_callable, own_method
from cljrules.values.kinds import class_name
from cljrules.values.limits import spend
from cljrules.values.numbers import lt
from cljrules.values.ranges import Cycle, Iterate, RangeSeq, Repeat
from cljrules.values.refs import Reduced
from cljrules.values.seqs import EMPTY, Seq, collect, elements, lazy_blocks, seq_of
from cljrules.values.sorted import SortedMap, SortedSet
from cljrules.values.symbols import Keyword, Symbol
from cljrules.values.transients import Transient, transient_of

_ABSENT: Any = object()


def fold(step: Callable[[Any, Any], Any], acc: Any, coll: Any) -> Any:
    """What reducing gives; ends at a reduced value and gives what that holds."""
    own = own_method(coll, "reduce")
    if own is not None:
        return own(Builtin("clojure.core", "reduce", lambda held, x: step(held, x)), acc)
    source = elements(coll)
    pay_for(source)
    for x in source:
        acc = step(acc, x)
        if acc.__class__ is Reduced:
            return acc.value
    return acc


def pay_for(source: Any) -> None:
    """Pay for walking over a collection that is held in memory; the others make one pay while they are walked over."""
    if hasattr(source, "__len__"):
        spend(len(source) >> 2)


@core("reduce")
def reduce(f: Any, init: Any, coll: Any = _ABSENT) -> Any:
    """Combine the elements from the left with a function, beginning with an initial value or the first element."""
    _check_function(f, init if coll is _ABSENT else coll)
    step = step_of(f)
    if coll is not _ABSENT:
        return fold(step, init, coll)
    source = elements(init)
    pay_for(source)
    walk = iter(source)
    acc = next(walk, _ABSENT)
    if acc is _ABSENT:
        return invoke(f)
    for x in walk:
        acc = step(acc, x)
        if acc.__class__ is Reduced:
            return acc.value
    return acc


# what reduces itself: it asks for a function even where none is called
_OWN_REDUCE = (Vector, PersistentList, RangeSeq, Iterate, Repeat, Cycle)


def _check_function(f: Any, coll: Any) -> None:
    if isinstance(coll, _OWN_REDUCE) and not (f is None or hasattr(f, "invoke") or isinstance(f, Keyword | Symbol)):
        raise not_callable(f)


@core("reduce-kv")
def reduce_kv(f: Any, init: Any, coll: Any) -> Any:
    """Combine the keys and values of a map, or the indexes and elements of a vector, with a function of three."""
    if coll is not None and not (f is None or hasattr(f, "invoke") or isinstance(f, Keyword | Symbol)):
        raise not_callable(f)
    own = own_method(coll, "kvreduce")
    if own is not None:
        return own(f, init)
    step = callable_with(f, 3)
    acc = init
    pay_for(coll)
    if isinstance(coll, Vector) and not isinstance(coll, MapEntry):
        pairs: Any = enumerate(coll)
    elif isinstance(coll, MapLike):
        pairs = coll.entries()
    else:
        pairs = ((entry.key, entry.value) for entry in map(entry_of, elements(coll)))
    for key, value in pairs:
        acc = step(acc, key, value)
        if acc.__class__ is Reduced:
            return acc.value
    return acc


@core("transduce")
def transduce(xform: Any, f: Any, init: Any, coll: Any = _ABSENT) -> Any:
    """Reduce a collection with a reducing function that a transducer has changed."""
    if coll is _ABSENT:
        coll, init = init, invoke(f)
    rf = invoke(xform, f)
    return complete_of(rf)(fold(step_of(rf), init, coll))


@core("completing")
def completing(f: Any, finish: Any = None) -> Reducing:
    """A reducing function with the completion `finish`, or none."""
    return Reducing(f, step_of(f), (lambda acc: acc) if finish is None else callable_with(finish, 1))


@core("cat")
def cat(rf: Any) -> Reducing:
    """The transducer that puts the elements of each input in its place."""
    return concatenating(rf)


@core("halt-when")
def halt_when(pred: Any, retf: Any = None) -> Builtin:
    """The transducer that ends everything at the first input the predicate holds for, with that input as the result."""
    return halting_when(pred, retf)


@core("eduction")
def eduction(*xforms_and_coll: Any) -> Eduction:
    """Transducers and, last, a collection, put together each time the elements are asked for."""
    *xforms, coll = xforms_and_coll or (None,)
    return Eduction(comp(*xforms), coll)


@core("sequence")
def sequence(xform: Any, *colls: Any) -> Any:
    """A collection as a sequence, possibly changed by a transducer; 32 elements are worked out at a time."""
    if not colls:
        return xform if isinstance(xform, Seq) else seq_of(xform) or EMPTY
    made = transform(xform, *colls)
    first = next(made, _ABSENT)
    if first is _ABSENT:
        return EMPTY

    def rest() -> Any:
        yield first
        yield from made

    return lazy_blocks(in_blocks(rest()))


@core("into")
def into(to: Any = _ABSENT, xform: Any = _ABSENT, source: Any = _ABSENT) -> Any:
    """The first collection with all elements of the last put in, on the way possibly changed by a transducer."""
    if to is _ABSENT:
        return Vector(())
    if xform is _ABSENT:
        return to
    if source is not _ABSENT:
        return _into_changed(to, xform, source)
    return put_all(to, xform)


def put_all(to: Any, source: Any) -> Any:
    """The collection with all elements of another put in."""
    if isinstance(source, MapLike) and isinstance(to, PersistentMap | SortedMap):
        pay_for(source)
        return to.assoc_all(source.entries())
    items = elements(source)
    pay_for(items)
    if isinstance(to, Vector):
        return Vector.of([*to, *collect(items)], to.meta)
    if isinstance(to, PersistentMap | SortedMap):
        return to.assoc_all(pair for item in items for pair in pairs_of(item))
    if isinstance(to, PersistentSet):
        return PersistentSet.of([*to, *collect(items)], to.meta)
    if isinstance(to, SortedSet):
        return to.conj_all(items)
    for item in items:
        to = conj_one(to, item)
    return to


def _into_changed(to: Any, xform: Any, source: Any) -> Any:
    def put_one(acc: Any, item: Any = _ABSENT) -> Any:
        return acc if item is _ABSENT else conj_one(acc, item)

    if not (to.__class__ is Vector or isinstance(to, PersistentMap | PersistentSet)):
        return transduce(xform, Builtin("clojure.core", "conj", put_one), to, source)

    def put(acc: Any, item: Any = _ABSENT) -> Any:
        if item is not _ABSENT:
            return acc.conj(item)
        if not isinstance(acc, Transient):
            raise class_cast(f"{class_name(acc)} cannot be cast to clojure.lang.ITransientCollection")
        return acc.persistent().with_meta(to.meta)

    return transduce(xform, Builtin("clojure.core", "conj!", put), transient_of(to), source)


@core("reduced")
def reduced(x: Any) -> Reduced:
    """A value that ends the reduction it is given to."""
    return Reduced(x)


@core("reduced?")
def is_reduced(x: Any) -> bool:
    """Whether a value ends the reduction it is given to."""
    return x.__class__ is Reduced


@core("ensure-reduced")
def ensure_reduced(x: Any) -> Reduced:
    """The value itself if it is reduced, else wrapped so that it is."""
    return x if x.__class__ is Reduced else Reduced(x)


@core("unreduced")
def unreduced(x: Any) -> Any:
    """What a reduced value holds; any other value itself."""
    return x.value if x.__class__ is Reduced else x


@core("some")
def some(pred: Any, coll: Any) -> Any:
    """The first answer of the predicate that is neither nil nor false, or nil."""
    call = callable_with(pred, 1)
    source = elements(coll)
    pay_for(source)
    for x in source:
        found = call(x)
        if truthy(found):
            return found
    return None


@core("every?")
def is_every(pred: Any, coll: Any) -> bool:
    """Whether the predicate holds for all elements."""
    call = callable_with(pred, 1)
    source = elements(coll)
    pay_for(source)
    return all(truthy(call(x)) for x in source)


@core("not-any?")
def is_not_any(pred: Any, coll: Any) -> bool:
    """Whether the predicate holds for no element."""
    return not truthy(some(pred, coll))


@core("not-every?")
def is_not_every(pred: Any, coll: Any) -> bool:
    """Whether there is an element the predicate does not hold for."""
    return not is_every(pred, coll)


@core("frequencies")
def frequencies(coll: Any) -> PersistentMap:
    """A map from each distinct element to how often it comes."""
    counts: dict[Any, int] = {}
    source = elements(coll)
    pay_for(source)
    for x in source:
        key = hkey(x)
        counts[key] = counts.get(key, 0) + 1
    return PersistentMap.of((unkey(key), count) for key, count in counts.items())


@core("group-by")
def group_by(f: Any, coll: Any) -> PersistentMap:
    """A map from what the function gives to the vector of the elements it gives that for."""
    call = callable_with(f, 1)
    groups: dict[Any, list[Any]] = {}
    source = elements(coll)
    pay_for(source)
    for x in source:
        groups.setdefault(hkey(call(x)), []).append(x)
    return PersistentMap.of((unkey(key), Vector.of(items)) for key, items in groups.items())


@core("mapv")
def mapv(f: Any, coll: Any, *colls: Any) -> Vector:
    """`map`, all at once, as a vector."""
    call = callable_with(f, 1 + len(colls))
    sources = [elements(each) for each in (coll, *colls)]
    pay_for(sources[0])
    return Vector.of(collect(map(call, *sources)))


@core("filterv")
def filterv(pred: Any, coll: Any) -> Vector:
    """`filter`, all at once, as a vector."""
    call = callable_with(pred, 1)
    source = elements(coll)
    pay_for(source)
    return Vector.of(collect(x for x in source if truthy(call(x))))


@core("run!")
def run_all(proc: Any, coll: Any) -> None:
    """Call a function with each element, for its effect."""
    call = callable_with(proc, 1)
    fold(lambda _, x: call(x), None, coll)


@core("bounded-count")
def bounded_count(limit: Any, coll: Any) -> int:
    """The count of a counted collection; of any other at most the limit."""
    if is_counted(coll):
        return count_of(coll)
    walk = iter(elements(coll))
    count = 0
    while next(walk, _ABSENT) is not _ABSENT and lt(count, limit):
        count += 1
    return count
