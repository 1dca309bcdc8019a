"""Functions of `clojure.core` that make collections, put things in and take things out.

Maps have more functions in `maps`, arrays in `arrays`.
"""

from __future__ import annotations

from typing import Any, Final

from cljrules.stdlib.registry import core
from cljrules.stdlib.sorting import in_pairs
from cljrules.stdlib.updates import assoc_one, conj_one, count_of, find_entry, holds, look_up
from cljrules.values.arrays import Array
from cljrules.values.casts import cannot_cast, int_of
from cljrules.values.classes import CLASSES
from cljrules.values.collections import (
    EMPTY_VECTOR,
    MapEntry,
    MapLike,
    PersistentMap,
    PersistentSet,
    SetLike,
    SubVector,
    Vector,
)
from cljrules.values.errors import error, illegal_argument
from cljrules.values.functions import invoke, own_method
from cljrules.values.kinds import class_name, class_of
from cljrules.values.limits import spend_walking
from cljrules.values.queues import EMPTY_QUEUE, PersistentQueue
from cljrules.values.seqs import EMPTY, Cons, LazySeq, PersistentList, Seq, Sequential, collect, elements, seq_of
from cljrules.values.sorted import SortedMap, SortedSet
from cljrules.values.transients import Transient, TransientMap, TransientSet, TransientVector, transient_of

_ABSENT: Final[Any] = object()

#: static fields of the JVM's classes
STATICS: Final = {"clojure.lang.PersistentQueue/EMPTY": EMPTY_QUEUE}


#: what can be given metadata
_WITH_METADATA: Final = CLASSES["clojure.lang.IObj"]


@core("vector")
def vector(*items: Any) -> Vector:
    """A vector of the arguments."""
    return Vector.of(items)


@core("vec")
def vec(coll: Any) -> Vector:
    """A vector of the elements."""
    if isinstance(coll, Vector):
        return SubVector(coll.items) if isinstance(coll, SubVector) else Vector(coll.items)
    return Vector.of(_to_items(coll))


def _to_items(coll: Any) -> list[Any]:
    if not (coll is None or coll.__class__ is str or hasattr(coll, "seq") or isinstance(coll, Sequential)):
        raise error("RuntimeException", f"Unable to convert: {class_name(coll)} to Object[]")
    return collect(elements(coll))


@core("to-array")
def to_array(coll: Any) -> Array:
    """An array of the elements."""
    return Array("object", _to_items(coll))


@core("subvec")
def subvec(v: Any, start: Any, end: Any = _ABSENT) -> Vector:
    """The part of a vector from index `start` to before `end`, or to its end."""
    last = count_of(v) if end is _ABSENT else end
    if v is not None and not isinstance(v, Vector):
        raise cannot_cast(v, "clojure.lang.IPersistentVector")
    first, last = int_of(start), int_of(last)
    if not 0 <= first <= last or (v is not None and last > len(v)):
        raise error("IndexOutOfBoundsException", f"from {first} to {last} is outside a vector of {count_of(v)}")
    if v is None:
        raise cannot_cast(v, "clojure.lang.IPersistentVector")
    spend_walking(last - first)
    return SubVector(v.items[first:last]) if last > first else EMPTY_VECTOR


@core("list")
def list_(*items: Any) -> PersistentList:
    """A list of the arguments."""
    return PersistentList.of(items)


@core("list*")
def list_star(first: Any, *more: Any) -> Seq | None:
    """A sequence of the arguments, the last of them a sequence itself."""
    *leading, coll = (first, *more)
    found: Any = seq_of(coll)
    for item in reversed(leading):
        found = PersistentList.of((item,)) if found is None else Cons(item, found)
    return found  # type: ignore[no-any-return]


@core("set")
def set_(coll: Any) -> Any:
    """A set of the distinct elements."""
    if isinstance(coll, SetLike):
        return coll if coll.meta is None else coll.with_meta(None)  # type: ignore[attr-defined]
    return PersistentSet.of(collect(elements(coll)))


@core("hash-set")
def hash_set(*items: Any) -> PersistentSet:
    """A set of the distinct arguments."""
    return PersistentSet.of(items)


@core("hash-map", "array-map")
def hash_map(*keyvals: Any) -> PersistentMap:
    """A map of keys and values that take turns."""
    return PersistentMap.of(in_pairs(keyvals))


@core("conj")
def conj(coll: Any = EMPTY_VECTOR, *items: Any) -> Any:
    """The collection with items put in where that is cheap: at the end of a vector, at the beginning of a list."""
    for item in items:
        coll = conj_one(coll, item)
    return coll


@core("disj")
def disj(coll: Any, *items: Any) -> Any:
    """The set without items."""
    if not items:
        return coll
    if coll is None or coll is False:
        return None
    if not isinstance(coll, PersistentSet | SortedSet):
        raise cannot_cast(coll, "clojure.lang.IPersistentSet")
    for item in items:
        coll = coll.disj(item)
    return coll


@core("assoc")
def assoc(coll: Any, key: Any, value: Any, *keyvals: Any) -> Any:
    """The map with values for keys, or the vector with elements at indexes."""
    coll = assoc_one(coll, key, value)
    for more in range(0, len(keyvals) - 1, 2):
        coll = assoc_one(coll, keyvals[more], keyvals[more + 1])
    if len(keyvals) % 2:
        raise illegal_argument("assoc needs a value for each key after the collection, the last key has none")
    return coll


@core("dissoc")
def dissoc(coll: Any, *keys: Any) -> Any:
    """The map without keys."""
    if not keys or coll is None:
        return coll
    for key in keys:
        if not isinstance(coll, MapLike):
            raise cannot_cast(coll, "clojure.lang.IPersistentMap")
        coll = coll.dissoc(key)  # type: ignore[attr-defined]
    return coll


@core("get")
def get(coll: Any, key: Any, not_found: Any = None) -> Any:
    """What a map, set or vector holds for a key, the default where it holds nothing."""
    return look_up(coll, key, not_found)


@core("contains?")
def contains(coll: Any, key: Any) -> bool:
    """Whether a map or set has a key, or a vector an index; never looks for an element of a vector."""
    return holds(coll, key)


@core("find")
def find(coll: Any, key: Any) -> MapEntry | None:
    """The entry of a key, nil where there is none."""
    return find_entry(coll, key)


@core("count")
def count(coll: Any) -> int:
    """The number of elements, of a string its UTF-16 units."""
    return count_of(coll)


@core("peek")
def peek(coll: Any) -> Any:
    """The last element of a vector, the first of a list or queue; nil when empty."""
    if isinstance(coll, Vector):
        return coll.items[-1] if len(coll) else None
    if isinstance(coll, PersistentList):
        return coll.first()
    if isinstance(coll, PersistentQueue):
        return coll.peek()
    if coll is None:
        return None
    own = own_method(coll, "peek")
    if own is not None:
        return own()
    raise cannot_cast(coll, "clojure.lang.IPersistentStack")


@core("pop")
def pop(coll: Any) -> Any:
    """The vector without its last element, or the list or queue without its first."""
    if isinstance(coll, Vector | PersistentQueue):
        return coll.pop()
    if isinstance(coll, PersistentList):
        if not coll.count:
            raise error("IllegalStateException", "Can't pop empty list")
        return coll.rest()
    if coll is None:
        return None
    raise cannot_cast(coll, "clojure.lang.IPersistentStack")


@core("empty")
def empty(coll: Any) -> Any:
    """An empty collection of the same kind; nil for what is no collection."""
    if isinstance(coll, MapEntry):
        return None
    if isinstance(coll, Vector):
        return EMPTY_VECTOR.with_meta(coll.meta)
    if isinstance(coll, SortedMap | SortedSet | PersistentQueue):
        return coll.emptied()
    if isinstance(coll, PersistentMap):
        return PersistentMap({}, meta=coll.meta)
    if isinstance(coll, PersistentSet):
        return PersistentSet(PersistentMap({}), coll.meta)
    if isinstance(coll, MapLike):
        raise error("UnsupportedOperationException", f"a record has fields and cannot be empty: {class_name(coll)}")
    if isinstance(coll, PersistentList):
        return EMPTY.with_meta(coll.meta)
    return EMPTY if isinstance(coll, Seq | LazySeq) else None


@core("empty?")
def is_empty(coll: Any) -> bool:
    """Whether there are no elements."""
    return seq_of(coll) is None


@core("not-empty")
def not_empty(coll: Any) -> Any:
    """The collection itself, nil when it is empty."""
    return coll if seq_of(coll) is not None else None


@core("meta")
def meta(x: Any) -> Any:
    """The metadata of a value, nil when there is none."""
    own = own_method(x, "meta")
    if own is not None:
        return own()
    return getattr(x, "meta", None)


@core("with-meta")
def with_meta(x: Any, meta_map: Any) -> Any:
    """The value with other metadata."""
    cls = class_of(x)
    change = getattr(x, "with_meta", None) if cls is not None and cls.is_a(_WITH_METADATA) else None
    if meta_map is not None and not isinstance(meta_map, MapLike):
        raise cannot_cast(meta_map, "clojure.lang.IPersistentMap")
    if change is None:
        raise cannot_cast(x, "clojure.lang.IObj")
    return change(meta_map)


@core("vary-meta")
def vary_meta(x: Any, f: Any, *args: Any) -> Any:
    """The value with its metadata changed by a function of it and further arguments."""
    return with_meta(x, invoke(f, meta(x), *args))


@core("transient")
def transient(coll: Any) -> Transient:
    """A copy that changes in place."""
    return transient_of(coll)


@core("persistent!")
def persistent(coll: Any) -> Any:
    """The persistent collection a transient has become; ends the transient."""
    return _transient(coll, Transient, "ITransientCollection").persistent()


@core("conj!")
def conj_in_place(coll: Any = _ABSENT, item: Any = _ABSENT) -> Any:
    """Put an item into a transient."""
    if coll is _ABSENT:
        return transient_of(EMPTY_VECTOR)
    return coll if item is _ABSENT else _transient(coll, Transient, "ITransientCollection").conj(item)


@core("assoc!")
def assoc_in_place(coll: Any, key: Any, value: Any, *keyvals: Any) -> Any:
    """Put values for keys into a transient map, or elements at indexes into a transient vector."""
    # the JVM takes nil for a value that is missing at the end
    pairs = [(key, value), *zip(keyvals[::2], [*keyvals[1::2], None], strict=False)]
    for each_key, each_value in pairs:
        coll = _transient(coll, TransientMap | TransientVector, "ITransientAssociative").assoc(each_key, each_value)
    return coll


@core("dissoc!")
def dissoc_in_place(coll: Any, key: Any, *keys: Any) -> Any:
    """Take keys out of a transient map."""
    for each in (key, *keys):
        coll = _transient(coll, TransientMap, "ITransientMap").dissoc(each)
    return coll


@core("disj!")
def disj_in_place(coll: Any, *items: Any) -> Any:
    """Take items out of a transient set."""
    for item in items:
        coll = _transient(coll, TransientSet, "ITransientSet").disj(item)
    return coll


@core("pop!")
def pop_in_place(coll: Any) -> Any:
    """Take the last element off a transient vector."""
    return _transient(coll, TransientVector, "ITransientVector").pop()


def _transient(coll: Any, wanted: Any, java_name: str) -> Any:
    if not isinstance(coll, wanted):
        raise cannot_cast(coll, f"clojure.lang.{java_name}")
    return coll
