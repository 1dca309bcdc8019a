"""Functions of `clojure.core` on maps: their keys and values, merging, nested updates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from cljrules.stdlib.reduction import pay_for
from cljrules.stdlib.registry import core
from cljrules.stdlib.updates import assoc_one, conj_one, find_entry, holds, look_up
from cljrules.values.collections import (
    EMPTY_MAP,
    MapEntry,
    MapLike,
    PersistentMap,
    PersistentSet,
    SubVector,
    Vector,
    entry_of,
)
from cljrules.values.functions import callable_of, callable_with
from cljrules.values.seqs import KeySeq, LazySeq, ValueSeq, elements, lazy, seq_of

_ABSENT: Final[Any] = object()


@core("key")
def key(entry: Any) -> Any:
    """The key of a map entry."""
    return entry_of(entry).key


@core("val")
def val(entry: Any) -> Any:
    """The value of a map entry."""
    return entry_of(entry).value


@core("keys")
def keys(coll: Any) -> Any:
    """The keys of a map as a sequence, nil when there are none."""
    if isinstance(coll, MapLike):
        return KeySeq(coll.keys()) if len(coll) else None
    return _of_entries(coll, lambda entry: entry.key)


@core("vals")
def vals(coll: Any) -> Any:
    """The values of a map as a sequence, nil when there are none."""
    if isinstance(coll, MapLike):
        return ValueSeq(coll.values()) if len(coll) else None
    return _of_entries(coll, lambda entry: entry.value)


def _of_entries(coll: Any, part: Callable[[MapEntry], Any]) -> LazySeq | None:
    found = seq_of(coll)
    return None if found is None else lazy(part(entry_of(entry)) for entry in elements(found))


@core("merge")
def merge(*maps: Any) -> Any:
    """The first map with the entries of the others put in; nil when all are nil."""
    if all(each is None or each is False for each in maps):
        return None
    merged = maps[0]
    for each in maps[1:]:
        merged = conj_one(EMPTY_MAP if merged is None or merged is False else merged, each)
    return merged


@core("merge-with")
def merge_with(f: Any, *maps: Any) -> Any:
    """Like `merge`; where both maps have a key a function makes one value of the two."""
    if all(each is None or each is False for each in maps):
        return None
    call = callable_with(f, 2)
    merged = maps[0]
    for each in maps[1:]:
        merged = EMPTY_MAP if merged is None or merged is False else merged
        for entry in elements(each):
            held, value = entry_of(entry).key, entry.value
            merged = assoc_one(merged, held, call(look_up(merged, held), value) if holds(merged, held) else value)
    return merged


@core("select-keys")
def select_keys(coll: Any, wanted: Any) -> PersistentMap:
    """A map of those entries of a map whose keys are in a collection."""
    entries = (find_entry(coll, each) for each in elements(wanted))
    return PersistentMap.of(((entry.key, entry.value) for entry in entries if entry), getattr(coll, "meta", None))


@core("zipmap")
def zipmap(ks: Any, vs: Any) -> PersistentMap:
    """A map from keys to the values at the same place."""
    sources = elements(ks), elements(vs)
    pay_for(sources[0])
    return EMPTY_MAP.assoc_all(zip(*sources, strict=False))


@core("update-vals")
def update_vals(coll: Any, f: Any) -> Any:
    """The map with each value replaced by what a function gives for it."""
    call = callable_with(f, 1)
    if isinstance(coll, SubVector):
        return PersistentMap.of(enumerate(map(call, coll)))
    if isinstance(coll, Vector) and not isinstance(coll, MapEntry):
        return Vector.of(map(call, coll), coll.meta)
    if isinstance(coll, PersistentSet) and not len(coll):
        return coll
    changed = ((held, call(value)) for held, value in _entries(coll))
    return PersistentMap.of(changed, getattr(coll, "meta", None))


@core("update-keys")
def update_keys(coll: Any, f: Any) -> PersistentMap:
    """The map with each key replaced by what a function gives for it."""
    call = callable_with(f, 1)
    changed = ((call(held), value) for held, value in _entries(coll))
    return PersistentMap.of(changed, getattr(coll, "meta", None))


def _entries(coll: Any) -> Any:
    pay_for(coll)
    if isinstance(coll, MapLike):
        return coll.entries()
    if isinstance(coll, Vector) and not isinstance(coll, MapEntry):
        return enumerate(coll)
    return ((entry.key, entry.value) for entry in map(entry_of, elements(coll)))


@core("get-in")
def get_in(coll: Any, path: Any, not_found: Any = _ABSENT) -> Any:
    """What nested collections hold at the end of a path of keys."""
    found = coll
    for each in elements(path):
        found = look_up(found, each, None if not_found is _ABSENT else _ABSENT)
        if found is _ABSENT:
            return not_found
    return found


@core("assoc-in")
def assoc_in(coll: Any, path: Any, value: Any) -> Any:
    """The nested collections with a value at the end of a path of keys; maps are made where nothing is."""
    return _changed(coll, list(elements(path)) or [None], lambda _: value)


@core("update")
def update(coll: Any, k: Any, f: Any, *args: Any) -> Any:
    """The map with the value of a key replaced by what a function gives for it and further arguments."""
    return assoc_one(coll, k, callable_of(f)(look_up(coll, k), *args))


@core("update-in")
def update_in(coll: Any, path: Any, f: Any, *args: Any) -> Any:
    """The nested collections with the value at the end of a path replaced by what a function gives for it."""
    call = callable_of(f)
    return _changed(coll, list(elements(path)) or [None], lambda value: call(value, *args))


def _changed(coll: Any, path: list[Any], change: Callable[[Any], Any]) -> Any:
    passed = [coll]
    for each in path[:-1]:
        passed.append(look_up(passed[-1], each))
    # the JVM looks a value up at the end of `assoc-in` too late for it to matter
    made = assoc_one(passed[-1], path[-1], change(look_up(passed[-1], path[-1])))
    for holder, each in zip(reversed(passed[:-1]), reversed(path[:-1]), strict=True):
        made = assoc_one(holder, each, made)
    return made
