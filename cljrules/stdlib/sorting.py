"""Functions of `clojure.core` that compare and sort, and those of sorted collections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cljrules.stdlib.registry import core
from cljrules.stdlib.transducers import truthy
from cljrules.values.casts import cannot_cast
from cljrules.values.collections import Vector
from cljrules.values.compare import compare, comparison_of, sort_by_keys
from cljrules.values.errors import illegal_argument, null_pointer, wrong_arity
from cljrules.values.functions import Builtin, callable_with, invoke, own_method
from cljrules.values.limits import spend
from cljrules.values.number_types import Int32
from cljrules.values.numbers import ge, gt, le, lt
from cljrules.values.printer import str_of
from cljrules.values.seqs import (
    EMPTY,
    ArraySeq,
    Cons,
    KeySeq,
    ReversedSeq,
    Seq,
    TreeSeq,
    collect,
    elements,
    from_items,
    seq_of,
)
from cljrules.values.sorted import EMPTY_SORTED_MAP, SortedMap, SortedSet

_ABSENT: Any = object()


@core("compare")
def compare_(a: Any, b: Any) -> int:
    """Negative, zero or positive as the first value comes before, with or after the second; nil comes first."""
    return Int32(compare(a, b))


@core("comparator")
def comparator(pred: Any) -> Builtin:
    """A comparison made of a predicate that says whether its first argument comes before its second."""
    call = callable_with(pred, 2)

    def order(a: Any, b: Any) -> int:
        if truthy(call(a, b)):
            return -1
        return 1 if truthy(call(b, a)) else 0

    return Builtin("clojure.core", "comparator", order)


@core("sort")
def sort(first: Any, second: Any = _ABSENT) -> Any:
    """The elements sorted by `compare`, or by a comparison of one's own."""
    f, coll = (None, first) if second is _ABSENT else (first, second)
    return _sorted(None, f, coll)


@core("sort-by")
def sort_by(key: Any, first: Any, second: Any = _ABSENT) -> Any:
    """The elements sorted by what a function gives for each."""
    f, coll = (None, first) if second is _ABSENT else (first, second)
    return _sorted(callable_with(key, 1), f, coll)


def _sorted(key: Callable[[Any], Any] | None, f: Any, coll: Any) -> Any:
    items = collect(elements(coll))
    if not items:
        return EMPTY
    order = comparison_of(f)
    spend(len(items))
    found = ArraySeq(sort_by_keys(items, key, order))
    meta = getattr(coll, "meta", None)
    return found if meta is None else Cons(found.first(), found.rest(), meta)


@core("max-key")
def max_key(k: Any, x: Any, *more: Any) -> Any:
    """The value for which a function gives the greatest number; of equal ones the last."""
    return _extreme(k, x, more, gt, ge)


@core("min-key")
def min_key(k: Any, x: Any, *more: Any) -> Any:
    """The value for which a function gives the smallest number; of equal ones the last."""
    return _extreme(k, x, more, lt, le)


def _extreme(k: Any, x: Any, more: tuple[Any, ...], beats: Any, keeps_up: Any) -> Any:
    if not more:
        return x
    call = callable_with(k, 1)
    key, rival = call(x), call(more[0])
    if not beats(key, rival):
        x, key = more[0], rival
    for other in more[1:]:
        rival = call(other)
        if keeps_up(rival, key):
            x, key = other, rival
    return x


@core("sorted-map")
def sorted_map(*keyvals: Any) -> SortedMap:
    """A map sorted by `compare` of its keys."""
    return _sorted_map(EMPTY_SORTED_MAP, keyvals)


@core("sorted-map-by")
def sorted_map_by(f: Any, *keyvals: Any) -> SortedMap:
    """A map sorted by a comparison of its keys."""
    return _sorted_map(SortedMap([], [], comparison_of(f), f), keyvals)


def _sorted_map(empty: SortedMap, keyvals: tuple[Any, ...]) -> SortedMap:
    """Keys are compared as they come, before one is found to have no value."""
    whole = len(keyvals) - len(keyvals) % 2
    made = empty.assoc_all(in_pairs(keyvals[:whole]))
    in_pairs(keyvals[whole:])
    return made


def in_pairs(keyvals: tuple[Any, ...]) -> list[tuple[Any, Any]]:
    """Keys and values that take turns as pairs; raises IllegalArgumentException for a key without a value."""
    if len(keyvals) % 2:
        raise illegal_argument(f"No value supplied for key: {str_of(keyvals[-1])}")
    return list(zip(keyvals[::2], keyvals[1::2], strict=True))


@core("sorted-set")
def sorted_set(*items: Any) -> SortedSet:
    """A set sorted by `compare`."""
    return SortedSet(EMPTY_SORTED_MAP).conj_all(items)


@core("sorted-set-by")
def sorted_set_by(f: Any, *items: Any) -> SortedSet:
    """A set sorted by a comparison."""
    if f is None and items:
        raise null_pointer("`nil` was given where a comparison is needed")
    return SortedSet(SortedMap([], [], comparison_of(f), f)).conj_all(items)


@core("rseq")
def rseq(coll: Any) -> Seq | None:
    """The elements of a vector or a sorted collection from the last to the first, nil when there are none."""
    if isinstance(coll, Vector):
        return ReversedSeq(list(reversed(list(coll)))) if len(coll) else None
    if isinstance(coll, SortedMap | SortedSet):
        kind = TreeSeq if isinstance(coll, SortedMap) else KeySeq
        return kind(coll.backwards()) if len(coll) else None
    own = own_method(coll, "rseq")
    if own is not None:
        return own()  # type: ignore[no-any-return]
    raise cannot_cast(coll, "clojure.lang.Reversible")


@core("subseq")
def subseq(coll: Any, test: Any, key: Any, end_test: Any = _ABSENT, end_key: Any = _ABSENT) -> Any:
    """The elements of a sorted collection whose keys pass one or two tests such as `> key`, in order; nil for none."""
    return _between(coll, test, key, end_test, end_key, True)


@core("rsubseq")
def rsubseq(coll: Any, test: Any, key: Any, end_test: Any = _ABSENT, end_key: Any = _ABSENT) -> Any:
    """Like `subseq`, from the last to the first."""
    return _between(coll, test, key, end_test, end_key, False)


def _between(coll: Any, test: Any, key: Any, end_test: Any, end_key: Any, ascending: bool) -> Any:
    if end_test is not _ABSENT and end_key is _ABSENT:
        wrong_arity(4, f"clojure.core/{'subseq' if ascending else 'rsubseq'}")
    if not isinstance(coll, SortedMap | SortedSet):
        raise cannot_cast(coll, "clojure.lang.Sorted")
    is_map = isinstance(coll, SortedMap)

    def passes(item: Any, wanted: Any, limit: Any) -> bool:
        order = coll.order(item.key if is_map else item, limit)
        return truthy(invoke(wanted, order, 0))

    found = list(coll) if ascending else coll.backwards()
    found = [item for item in found if passes(item, test, key)]
    if end_test is not _ABSENT:
        found = [item for item in found if passes(item, end_test, end_key)]
    return seq_of(from_items(found))
