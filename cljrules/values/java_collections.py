"""The JVM's collections that change in place: `ArrayList`, `HashMap` and `HashSet`, as far as programs use them.

They are no collections of the language (`coll?` is false) but can be walked over, asked and counted, and equal the
language's own with the same content. Packs may not make them; a program of its own may.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, ClassVar, Final

from cljrules.values.casts import cannot_cast, int_of
from cljrules.values.classes import CLASSES
from cljrules.values.collections import MapEntry, PersistentMap, PersistentSet, Vector, equiv, hkey, unkey
from cljrules.values.errors import error, illegal_argument
from cljrules.values.kinds import class_name, class_of
from cljrules.values.limits import PUT, check_size, spend, spend_walking
from cljrules.values.seqs import Seq, elements, seq_of


class Changeable:
    """Base of the three kinds. `plain` is the collection of the language with the same content."""

    __slots__ = ()

    def plain(self) -> Any:
        raise NotImplementedError

    def seq(self) -> Seq | None:
        return seq_of(self.plain())

    def __iter__(self) -> Iterator[Any]:
        return iter(self.plain())

    def __len__(self) -> int:
        raise NotImplementedError

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        return self is other or bool(self.plain() == (other.plain() if isinstance(other, Changeable) else other))

    def __hash__(self) -> int:
        return hash(self.plain())

    def __clj_str__(self) -> str:
        from cljrules.values.printer import str_of

        if isinstance(self, HashMap):
            return "{" + ", ".join(f"{str_of(unkey(key))}={str_of(held)}" for key, held in self.held.items()) + "}"
        return "[" + ", ".join("null" if item is None else str_of(item) for item in self) + "]"

    def own_method(self, name: str) -> Callable[..., Any] | None:
        """The method of this name bound to this value, None where there is none."""
        method = METHODS[self.__class__].get(name)
        return None if method is None else partial(method, self)

    def size(self) -> int:
        return len(self)

    def is_empty(self) -> bool:
        return not len(self)


class ArrayList(Changeable):
    """A list."""

    java_name: ClassVar[str] = "java.util.ArrayList"
    __slots__ = ("items",)

    def __init__(self, items: Any = 0) -> None:
        self.items: list[Any] = [] if isinstance(items, int) else list(_collection(items))
        check_size(len(self.items))

    def plain(self) -> Vector:
        return Vector.of(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def _place(self, index: Any, end: int) -> int:
        at = int_of(index)
        if not 0 <= at < end:
            raise error("IndexOutOfBoundsException", f"index {at} is outside a list of {len(self.items)}")
        return at

    def add(self, first: Any, *second: Any) -> Any:
        check_size(len(self.items) + 1)
        if len(second) > 1:
            raise illegal_argument("No matching method add found taking 3 args for class java.util.ArrayList")
        if second:
            spend_walking(len(self.items))
            self.items.insert(self._place(first, len(self.items) + 1), second[0])
            return None
        spend()
        self.items.append(first)
        return True

    def add_all(self, items: Any) -> bool:
        added = list(_collection(items))
        check_size(len(self.items) + len(added))
        self.items += added
        return bool(added)

    def at(self, index: Any) -> Any:
        return self.items[self._place(index, len(self.items))]

    def nth(self, index: Any, *default: Any) -> Any:
        if default and not 0 <= int_of(index) < len(self.items):
            return default[0]
        return self.at(index)

    def put_at(self, index: Any, value: Any) -> Any:
        at = self._place(index, len(self.items))
        before, self.items[at] = self.items[at], value
        return before

    def remove(self, what: Any) -> Any:
        spend_walking(len(self.items))
        if isinstance(what, int) and what.__class__ is not bool:
            return self.items.pop(self._place(what, len(self.items)))
        at = self.index_of(what)
        if at >= 0:
            del self.items[at]
        return at >= 0

    def index_of(self, item: Any) -> int:
        spend_walking(len(self.items))
        return next((at for at, held in enumerate(self.items) if equiv(held, item)), -1)

    def contains(self, item: Any) -> bool:
        return self.index_of(item) >= 0

    def clear(self) -> None:
        self.items.clear()


class HashSet(Changeable):
    """A set, in the order its elements were put in."""

    java_name: ClassVar[str] = "java.util.HashSet"
    __slots__ = ("held",)

    def __init__(self, items: Any = 0) -> None:
        self.held: dict[Any, None] = {}
        if not isinstance(items, int):
            self.add_all(items)

    def plain(self) -> PersistentSet:
        return PersistentSet.of(unkey(key) for key in self.held)

    def __len__(self) -> int:
        return len(self.held)

    def get(self, item: Any, default: Any = None) -> Any:
        return item if hkey(item) in self.held else default

    def add(self, item: Any) -> bool:
        spend(PUT)
        new = hkey(item) not in self.held
        check_size(len(self.held) + 1)
        self.held[hkey(item)] = None
        return new

    def add_all(self, items: Any) -> bool:
        return sum(self.add(item) for item in _collection(items)) > 0

    def contains(self, item: Any) -> bool:
        return hkey(item) in self.held

    def remove(self, item: Any) -> bool:
        return self.held.pop(hkey(item), _ABSENT) is None

    def clear(self) -> None:
        self.held.clear()


class HashMap(Changeable):
    """A map, in the order its keys were put in."""

    java_name: ClassVar[str] = "java.util.HashMap"
    __slots__ = ("held",)

    def __init__(self, entries: Any = 0) -> None:
        self.held: dict[Any, Any] = {}
        if not isinstance(entries, int):
            self.put_all(entries)

    def plain(self) -> PersistentMap:
        return PersistentMap.of((unkey(key), value) for key, value in self.held.items())

    def __len__(self) -> int:
        return len(self.held)

    def get(self, key: Any, default: Any = None) -> Any:
        return self.held.get(hkey(key), default)

    def put(self, key: Any, value: Any) -> Any:
        spend(PUT)
        check_size(len(self.held) + 1)
        before = self.held.get(hkey(key))
        self.held[hkey(key)] = value
        return before

    def put_all(self, entries: Any) -> None:
        for entry in elements(_map(entries)):
            self.put(entry.key, entry.value)

    def contains_key(self, key: Any) -> bool:
        return hkey(key) in self.held

    def contains_value(self, value: Any) -> bool:
        spend_walking(len(self.held))
        return any(equiv(held, value) for held in self.held.values())

    def remove(self, key: Any) -> Any:
        return self.held.pop(hkey(key), None)

    def key_set(self) -> Any:
        return PersistentSet.of(self.plain().keys())

    def values(self) -> Any:
        return Vector.of(self.held.values())

    def entry_set(self) -> Any:
        return PersistentSet.of(MapEntry(unkey(key), value) for key, value in self.held.items())

    def clear(self) -> None:
        self.held.clear()


_ABSENT = object()


def _collection(value: Any) -> Any:
    """What a constructor takes the elements of: a collection that is no map."""
    if value is None:
        raise cannot_cast(value, "java.util.Collection")
    cls = class_of(value)
    if cls is None or not cls.is_a(CLASSES["java.util.Collection"]):
        raise illegal_argument(f"No matching ctor found: {class_name(value)} is no collection")
    return elements(value)


def _map(value: Any) -> Any:
    if isinstance(value, HashMap) or (hasattr(value, "entries") and not isinstance(value, Vector)):
        return value.plain() if isinstance(value, HashMap) else value
    if value is None:
        raise cannot_cast(value, "java.util.Map")
    raise illegal_argument(f"No matching ctor found: {class_name(value)} is no map")


_OF_ALL: Final[dict[str, Callable[..., Any]]] = {"size": Changeable.size, "isEmpty": Changeable.is_empty}

#: The methods of each kind, by the JVM's name.
METHODS: Final[Mapping[type, Mapping[str, Callable[..., Any]]]] = {
    ArrayList: {
        **_OF_ALL,
        "add": ArrayList.add,
        "addAll": ArrayList.add_all,
        "get": ArrayList.at,
        "nth": ArrayList.nth,
        "set": ArrayList.put_at,
        "remove": ArrayList.remove,
        "indexOf": ArrayList.index_of,
        "contains": ArrayList.contains,
        "clear": ArrayList.clear,
    },
    HashSet: {
        **_OF_ALL,
        "add": HashSet.add,
        "addAll": HashSet.add_all,
        "contains": HashSet.contains,
        "remove": HashSet.remove,
        "clear": HashSet.clear,
    },
    HashMap: {
        **_OF_ALL,
        "get": HashMap.get,
        "getOrDefault": HashMap.get,
        "put": HashMap.put,
        "putAll": HashMap.put_all,
        "containsKey": HashMap.contains_key,
        "containsValue": HashMap.contains_value,
        "remove": HashMap.remove,
        "keySet": HashMap.key_set,
        "values": HashMap.values,
        "entrySet": HashMap.entry_set,
        "clear": HashMap.clear,
    },
}

#: All names of methods.
NAMES: Final = frozenset(name for table in METHODS.values() for name in table)
