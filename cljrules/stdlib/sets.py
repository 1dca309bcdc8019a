"""`clojure.set`: sets as sets and as relations (sets of maps).

Other collections go as far as on the JVM: what is added to them is added as `conj` adds it, what is taken away needs a
set.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from cljrules.stdlib.collections import assoc, conj, contains, count, disj, dissoc, get
from cljrules.stdlib.maps import keys, merge, select_keys, vals
from cljrules.stdlib.registry import core
from cljrules.stdlib.transducers import truthy
from cljrules.values.collections import EMPTY_MAP, EMPTY_SET, MapLike, PersistentMap, PersistentSet, Vector
from cljrules.values.functions import callable_of
from cljrules.values.seqs import seq_of

SETS: Final = "clojure.set"
_ABSENT: Any = object()

#: From so many new elements on a set is made afresh instead of grown.
_MANY: Final = 8


def _items(value: Any) -> Iterable[Any]:
    return seq_of(value) or ()


def _with_all(held: Any, other: Any) -> Any:
    """A collection with the elements of another added."""
    if not isinstance(held, PersistentSet):
        return conj(held, *_items(other))
    new = [item for item in _items(other) if not held.contains(item)]
    return PersistentSet.of((*held, *new), held.meta) if len(new) > _MANY else conj(held, *new)


def _by_size(first: Any, others: tuple[Any, ...], *, largest: bool) -> list[Any]:
    """Sets with the largest or the smallest at the front, of equal ones the last; the others in order."""
    held = [first, *others]
    sizes = [count(one) for one in held]
    wanted = max(sizes) if largest else min(sizes)
    front = next(one for one, size in zip(reversed(held), reversed(sizes), strict=True) if size == wanted)
    return [front, *[one for one in held if one is not front]]


@core("union", ns=SETS)
def union(*sets: Any) -> Any:
    """A set of all elements of the sets."""
    if not sets:
        return EMPTY_SET
    if len(sets) == 1:
        return sets[0]
    if len(sets) == 2 and count(sets[0]) < count(sets[1]):
        sets = sets[::-1]
    made, *rest = sets if len(sets) == 2 else _by_size(sets[0], sets[1:], largest=True)
    for other in rest:
        made = _with_all(made, other)
    return made


@core("intersection", ns=SETS)
def intersection(s1: Any, *sets: Any) -> Any:
    """A set of the elements that all sets have."""
    if not sets:
        return s1
    made, *rest = (s1, *sets) if len(sets) == 1 else _by_size(s1, sets, largest=False)
    for other in rest:
        small, large = (other, made) if count(other) < count(made) else (made, other)
        made = disj(small, *[item for item in _items(small) if not contains(large, item)])
    return made


@core("difference", ns=SETS)
def difference(s1: Any, *sets: Any) -> Any:
    """A set of the elements of the first set that none of the others has."""
    made = s1
    for other in sets:
        if count(made) < count(other):
            made = disj(made, *[item for item in _items(made) if contains(other, item)])
        else:
            made = disj(made, *_items(other))
    return made


@core("select", ns=SETS)
def select(pred: Any, xset: Any) -> Any:
    """A set of the elements for which a function gives a true value."""
    test = callable_of(pred)
    return disj(xset, *[item for item in _items(xset) if not truthy(test(item))])


@core("subset?", ns=SETS)
def is_subset(set1: Any, set2: Any) -> bool:
    """Whether the second set has every element of the first."""
    return count(set1) <= count(set2) and all(contains(set2, item) for item in _items(set1))


@core("superset?", ns=SETS)
def is_superset(set1: Any, set2: Any) -> bool:
    """Whether the first set has every element of the second."""
    return count(set1) >= count(set2) and all(contains(set1, item) for item in _items(set2))


def _relation(rows: Iterable[Any], like: Any) -> PersistentSet:
    return PersistentSet.of(rows, getattr(like, "meta", None))


@core("project", ns=SETS)
def project(xrel: Any, ks: Any) -> PersistentSet:
    """A relation of the maps of another with only some keys."""
    return _relation([select_keys(row, ks) for row in _items(xrel)], xrel)


@core("rename-keys", ns=SETS)
def rename_keys(map: Any, kmap: Any) -> Any:
    """A map with keys renamed as a map of old and new keys says; the new ones come last."""
    made = dissoc(map, *_items(keys(kmap)))
    for entry in _items(kmap):
        old, new = entry
        if contains(map, old):
            made = assoc(made, new, get(map, old))
    return made


@core("rename", ns=SETS)
def rename(xrel: Any, kmap: Any) -> PersistentSet:
    """A relation of the maps of another with keys renamed."""
    return _relation([rename_keys(row, kmap) for row in _items(xrel)], xrel)


@core("index", ns=SETS)
def index(xrel: Any, ks: Any) -> PersistentMap:
    """A map from the values of some keys, as maps, to the set of maps of a relation that have them."""
    groups: dict[PersistentMap, list[Any]] = {}
    for row in _items(xrel):
        groups.setdefault(select_keys(row, ks), []).append(row)
    return PersistentMap.of((key, PersistentSet.of(rows)) for key, rows in groups.items())


@core("map-invert", ns=SETS)
def map_invert(m: Any) -> PersistentMap:
    """A map of the values of a map to their keys."""
    if isinstance(m, MapLike):
        return PersistentMap.of((value, key) for key, value in m.entries())
    if isinstance(m, Vector):
        return PersistentMap.of((item, at) for at, item in enumerate(m))
    return PersistentMap.of((entry.value, entry.key) for entry in _items(m))


@core("join", ns=SETS)
def join(xrel: Any, yrel: Any, km: Any = _ABSENT) -> PersistentSet:
    """The maps of two relations merged where they agree: on the keys both have, or on keys of the one paired with
    keys of the other.
    """
    renaming = EMPTY_MAP if km is _ABSENT else km
    if km is _ABSENT and not (seq_of(xrel) and seq_of(yrel)):
        return EMPTY_SET
    small, large = (xrel, yrel) if count(xrel) <= count(yrel) else (yrel, xrel)
    if km is _ABSENT:
        theirs = keys(next(iter(_items(yrel))))
        shared = PersistentSet.of(_items(theirs))
        wanted: Any = Vector.of(key for key in _items(keys(next(iter(_items(xrel))))) if shared.contains(key))
        groups = index(small, wanted)
    else:
        renaming = map_invert(km) if small is xrel else km
        wanted = keys(renaming)
        groups = index(small, vals(renaming))
    joined = []
    for row in _items(large):
        found = groups.get(rename_keys(select_keys(row, wanted), renaming))
        joined += [merge(other, row) for other in found or ()]
    return PersistentSet.of(joined)
