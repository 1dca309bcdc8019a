"""Methods of lists, maps, sets and map entries, as tables of functions of the target and the arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from cljrules.values.arrays import Array
from cljrules.values.casts import int_of
from cljrules.values.collections import MapEntry, PersistentSet, Vector
from cljrules.values.equality import equiv
from cljrules.values.errors import error, illegal_argument
from cljrules.values.kinds import class_name
from cljrules.values.number_types import Int32
from cljrules.values.seqs import PersistentList, from_items

Method = Callable[..., Any]


def _count(target: Any) -> Int32:
    return Int32(len(target) if hasattr(target, "__len__") else sum(1 for _ in target))


def _at(target: Any, index: Any) -> Any:
    place = int_of(index)
    if place >= 0:
        for count, item in enumerate(target):
            if count == place:
                return item
    raise error("IndexOutOfBoundsException", f"index {place} is outside the collection")


def _index_of(target: Any, item: Any) -> Int32:
    return Int32(next((place for place, held in enumerate(target) if equiv(held, item)), -1))


def _last_index_of(target: Any, item: Any) -> Int32:
    return Int32(max((place for place, held in enumerate(target) if equiv(held, item)), default=-1))


def _vector(target: Any, name: str) -> Vector:
    if isinstance(target, Vector):
        return target
    raise illegal_argument(f"No matching method {name} found for class {class_name(target)}")


def _part(target: Any, start: Any, end: Any) -> Vector:
    items = list(_vector(target, "subList"))
    first, last = int_of(start), int_of(end)
    if not 0 <= first <= last <= len(items):
        raise error("IndexOutOfBoundsException", f"{first} to {last} is outside a vector of {len(items)}")
    return Vector.of(items[first:last])


def _first(target: Any) -> Any:
    return next(iter(target), None)


def _rest(target: Any) -> Any:
    return PersistentList.of(list(target)[1:])


def _cons(target: Any, item: Any) -> Any:
    return target.conj(item) if isinstance(target, Vector) else PersistentList.of((item, *target))


LIST: Final[Mapping[str, Method]] = {
    "size": _count,
    "count": _count,
    "length": lambda target: _count(_vector(target, "length")),
    "containsKey": lambda target, key: _vector(target, "containsKey").contains(key),
    "isEmpty": lambda target: _count(target) == 0,
    "get": _at,
    "nth": _at,
    "contains": lambda target, item: any(equiv(held, item) for held in target),
    "indexOf": _index_of,
    "lastIndexOf": _last_index_of,
    "subList": _part,
    "first": _first,
    "next": lambda target: from_items(list(target)[1:]),
    "more": _rest,
    "cons": _cons,
    "peek": lambda target: target.items[-1] if isinstance(target, Vector) and len(target) else _first(target),
    "pop": lambda target: target.pop() if isinstance(target, Vector) else _rest(target),
    "toArray": lambda target: Array("object", target),
}

PAIR: Final[Mapping[str, Method]] = {
    "getKey": lambda target: target.key,
    "getValue": lambda target: target.value,
    "key": lambda target: target.key,
    "val": lambda target: target.value,
}


def _entry_at(target: Any, key: Any) -> MapEntry | None:
    return MapEntry(key, target.get(key)) if target.contains(key) else None


MAP: Final[Mapping[str, Method]] = {
    "size": _count,
    "count": _count,
    "isEmpty": lambda target: len(target) == 0,
    "get": lambda target, key: target.get(key),
    "valAt": lambda target, key, default=None: target.get(key, default),
    "getOrDefault": lambda target, key, default: target.get(key, default),
    "containsKey": lambda target, key: target.contains(key),
    "containsValue": lambda target, value: any(equiv(held, value) for held in target.values()),
    "entryAt": _entry_at,
    "keySet": lambda target: PersistentSet.of(target.keys()),
    "values": lambda target: PersistentList.of(target.values()),
    "entrySet": lambda target: PersistentSet.of(target),
    "assoc": lambda target, key, value: target.assoc(key, value),
    "without": lambda target, key: target.dissoc(key),
}

SET: Final[Mapping[str, Method]] = {
    "size": _count,
    "count": _count,
    "isEmpty": lambda target: len(target) == 0,
    "contains": lambda target, item: target.contains(item),
    "get": lambda target, item: target.get(item),
    "disjoin": lambda target, item: target.disj(item),
    "cons": lambda target, item: target.conj(item),
}
