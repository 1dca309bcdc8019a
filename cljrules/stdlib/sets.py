"""`clojure.set`: sets as sets and as relations (sets of maps)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from cljrules.stdlib.registry import core
from cljrules.values.casts import cannot_cast
from cljrules.values.collections import EMPTY_MAP, EMPTY_SET, MapLike, PersistentMap, PersistentSet, SetLike, Vector
from cljrules.values.errors import illegal_argument
from cljrules.values.functions import callable_of
from cljrules.values.kinds import class_name
from cljrules.values.seqs import PersistentList, Sequential, seq_of
from cljrules.values.sorted import SortedSet

SETS: Final = "clojure.set"
_ABSENT: Any = object()


def items_of(value: Any) -> Iterable[Any]:
    """The elements of a seqable value."""
    return seq_of(value) or ()


def count_of(value: Any) -> int:
    """The number of elements of a collection."""
    if value is None:
        return 0
    if isinstance(value, SetLike | MapLike | Vector | str):
        return len(value)
    return sum(1 for _ in items_of(value))


def has(value: Any, item: Any) -> bool:
    """Whether a set or map has an element or key, a vector an index."""
    if value is None:
        return False
    if isinstance(value, SetLike | MapLike | Vector):
        return value.contains(item)
    raise illegal_argument(f"contains? not supported on type: {class_name(value)}")


def _with(held: Any, items: Iterable[Any]) -> Any:
    """A collection with items added as `conj` adds them."""
    if isinstance(held, SortedSet):
        return held.conj_all(items)
    if isinstance(held, PersistentSet):
        return _grown(held, items)
    if isinstance(held, Vector):
        return Vector.of((*held, *items), held.meta)
    if held is None or isinstance(held, Sequential):
        made: Any = PersistentList.of(items_of(held))
        for item in items:
            made = made.cons(item)
        return made
    for item in items:
        conj = getattr(held, "conj", None)
        if conj is None:
            raise cannot_cast(held, "clojure.lang.IPersistentCollection")
        held = conj(item)
    return held


def _grown(held: PersistentSet, items: Iterable[Any]) -> PersistentSet:
    new = [item for item in items if not held.contains(item)]
    if len(new) > 8:
        return PersistentSet.of((*held, *new), held.meta)
    for item in new:
        held = held.conj(item)
    return held


def _without(held: Any, unwanted: Iterable[Any]) -> Any:
    """A set with items taken out as `disj` takes them out."""
    if held is None:
        return None
    taken = False
    for item in unwanted:
        if not isinstance(held, PersistentSet | SortedSet):
            raise cannot_cast(held, "clojure.lang.IPersistentSet")
        taken = True
        held = held.disj(item)
    return held if taken or held is not None else None


@core("union", ns=SETS)
def union(*sets: Any) -> Any:
    """A set of all elements of the sets."""
    if not sets:
        return EMPTY_SET
    made, *rest = sorted(sets, key=count_of, reverse=True) if len(sets) > 2 else sets
    for other in rest:
        if count_of(made) < count_of(other):
            made, other = other, made
        made = _with(made, items_of(other)) if count_of(other) else made
    return made


@core("intersection", ns=SETS)
def intersection(s1: Any, *sets: Any) -> Any:
    """A set of the elements that all sets have."""
    made = s1
    for other in sorted(sets, key=count_of):
        if count_of(other) < count_of(made):
            made, other = other, made
        against = other
        made = _without(made, [item for item in items_of(made) if not has(against, item)])
    return made


@core("difference", ns=SETS)
def difference(s1: Any, *sets: Any) -> Any:
    """A set of the elements of the first set that none of the others has."""
    made = s1
    for other in sets:
        if count_of(made) < count_of(other):
            against = other
            made = _without(made, [item for item in items_of(made) if has(against, item)])
        else:
            made = _without(made, items_of(other))
    return made


@core("select", ns=SETS)
def select(pred: Any, xset: Any) -> Any:
    """A set of the elements for which a function gives a true value."""
    test = callable_of(pred)
    return _without(xset, [item for item in items_of(xset) if test(item) in (None, False)])


@core("subset?", ns=SETS)
def is_subset(set1: Any, set2: Any) -> bool:
    """Whether the second set has every element of the first."""
    return count_of(set1) <= count_of(set2) and all(has(set2, item) for item in items_of(set1))


@core("superset?", ns=SETS)
def is_superset(set1: Any, set2: Any) -> bool:
    """Whether the first set has every element of the second."""
    return count_of(set1) >= count_of(set2) and all(has(set1, item) for item in items_of(set2))


def select_keys(row: Any, keys: Iterable[Any]) -> PersistentMap:
    """A map of some keys of a map, those it has."""
    if row is None:
        return EMPTY_MAP
    if not isinstance(row, MapLike | Vector):
        raise cannot_cast(row, "clojure.lang.ILookup")
    return PersistentMap.of(((key, row.get(key)) for key in keys if row.contains(key)), getattr(row, "meta", None))


def _rows(rows: Iterable[Any], relation: Any) -> PersistentSet:
    return PersistentSet.of(rows, getattr(relation, "meta", None))


@core("project", ns=SETS)
def project(xrel: Any, ks: Any) -> PersistentSet:
    """A relation of the maps of another with only some keys."""
    keys = list(items_of(ks))
    return _rows((select_keys(row, keys) for row in items_of(xrel)), xrel)


@core("rename-keys", ns=SETS)
def rename_keys(map: Any, kmap: Any) -> Any:
    """A map with keys renamed as a map of old and new keys says; the new ones come last."""
    renamed = [(old, new) for old, new in _entries(kmap) if has(map, old)]
    made = map
    for old, _ in _entries(kmap):
        if made is not None:
            made = _map_of(made).dissoc(old)
    pairs = [(new, map.get(old)) for old, new in renamed]
    return made.assoc_all(pairs) if pairs else made


def _entries(map: Any) -> list[tuple[Any, Any]]:
    if map is None:
        return []
    if isinstance(map, MapLike):
        return list(map.entries())
    return [(pair.nth(0), pair.nth(1)) for pair in items_of(map)]


def _map_of(value: Any) -> Any:
    if isinstance(value, MapLike):
        return value
    raise cannot_cast(value, "clojure.lang.IPersistentMap")


@core("rename", ns=SETS)
def rename(xrel: Any, kmap: Any) -> PersistentSet:
    """A relation of the maps of another with keys renamed."""
    return _rows((rename_keys(row, kmap) for row in items_of(xrel)), xrel)


@core("index", ns=SETS)
def index(xrel: Any, ks: Any) -> PersistentMap:
    """A map from the values of some keys, as maps, to the set of maps of a relation that have them."""
    keys = list(items_of(ks))
    return _grouped(items_of(xrel), lambda row: select_keys(row, keys))


def _grouped(rows: Iterable[Any], key_of: Callable[[Any], Any]) -> PersistentMap:
    groups: dict[Any, list[Any]] = {}
    for row in rows:
        groups.setdefault(key_of(row), []).append(row)
    return PersistentMap.of((key, PersistentSet.of(held)) for key, held in groups.items())


@core("map-invert", ns=SETS)
def map_invert(m: Any) -> PersistentMap:
    """A map of the values of a map to their keys."""
    return PersistentMap.of((value, key) for key, value in _entries(m))


@core("join", ns=SETS)
def join(xrel: Any, yrel: Any, km: Any = _ABSENT) -> PersistentSet:
    """The maps of two relations merged where they agree: on the keys both have, or on keys of the one paired with
    keys of the other.
    """
    left, right = list(items_of(xrel)), list(items_of(yrel))
    if km is _ABSENT:
        if not left or not right:
            return EMPTY_SET
        shared = [key for key, _ in _map_of(left[0]).entries() if _map_of(right[0]).contains(key)]
        pairs = [(key, key) for key in shared]
    else:
        pairs = _entries(km)
    by_key = _grouped(
        right, lambda row: PersistentMap.of((mine, row.get(theirs)) for mine, theirs in pairs if row.contains(theirs))
    )
    joined = []
    for row in left:
        wanted = select_keys(row, [mine for mine, _ in pairs])
        joined += [row.assoc_all(other.entries()) for other in by_key.get(wanted) or ()]
    return PersistentSet.of(joined)
