"""Maps and sets in the order of their keys, by `compare` or by a comparison of the program's own.

They never change. Keys are held in one sorted flat list and found by halving; two keys are the same when the comparison
says 0, so that a key it cannot compare raises ClassCastException, as on the JVM.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar, Final

from cljrules.values.collections import MapEntry, MapLike, SetLike
from cljrules.values.compare import compare, has_order, sort_by_keys
from cljrules.values.errors import ClojureError, class_cast, error_class
from cljrules.values.kinds import class_name
from cljrules.values.limits import check_size, spend, spend_walking
from cljrules.values.seqs import TreeSeq

Order = Callable[[Any, Any], int]

#: so many entries are put in one by one, more are sorted together
_FEW: Final = 32


def _place(keys: list[Any], key: Any, order: Order) -> tuple[int, bool]:
    """Where a key is or would go, and whether it is there."""
    low, high = 0, len(keys)
    while low < high:
        middle = (low + high) // 2
        answer = order(key, keys[middle])
        if answer == 0:
            return middle, True
        if answer < 0:
            high = middle
        else:
            low = middle + 1
    return low, False


def _refuse_unordered(key: Any, order: Order) -> None:
    # nothing is there to compare a first key with, so that it has to be looked at by itself
    if order is compare and not has_order(key):
        raise class_cast(f"{class_name(key)} cannot be cast to java.lang.Comparable: values of this kind have no order")


def _first(entry: tuple[Any, Any]) -> Any:
    return entry[0]


class SortedMap(MapLike):
    """A map sorted by key.

    `order` is the comparison, `comparator` the function of the language it came from, None for `compare`.
    """

    java_name: ClassVar[str] = "clojure.lang.PersistentTreeMap"
    __slots__ = ("_hash", "_keys", "_values", "comparator", "meta", "order")

    def __init__(
        self, keys: list[Any], values: list[Any], order: Order = compare, comparator: Any = None, meta: Any = None
    ) -> None:
        self._keys = keys
        self._values = values
        self.order = order
        self.comparator = comparator
        self.meta = meta
        self._hash: int | None = None

    def with_meta(self, meta: Any) -> SortedMap:
        return SortedMap(self._keys, self._values, self.order, self.comparator, meta)

    @property
    def entry_seq(self) -> type[TreeSeq]:
        return TreeSeq

    def emptied(self) -> SortedMap:
        """An empty map with the same order and metadata."""
        return SortedMap([], [], self.order, self.comparator, self.meta)

    def get(self, key: Any, default: Any = None) -> Any:
        at, found = _place(self._keys, key, self.order)
        return self._values[at] if found else default

    def contains(self, key: Any) -> bool:
        return _place(self._keys, key, self.order)[1]

    def find(self, key: Any) -> MapEntry | None:
        """The entry of a key, with the key as the map holds it."""
        at, found = _place(self._keys, key, self.order)
        return MapEntry(self._keys[at], self._values[at]) if found else None

    def assoc(self, key: Any, value: Any) -> SortedMap:
        if not self._keys:
            _refuse_unordered(key, self.order)
        at, found = _place(self._keys, key, self.order)
        keys, values = self._keys, self._copied(self._values)
        if found:
            values[at] = value
        else:
            keys = keys.copy()
            keys.insert(at, key)
            values.insert(at, value)
            check_size(len(keys))
        return SortedMap(keys, values, self.order, self.comparator, self.meta)

    def assoc_all(self, pairs: Iterable[tuple[Any, Any]]) -> SortedMap:
        """The map with many entries put in, in order; of equal keys the first stays and the last value counts."""
        added = list(pairs)
        if len(added) < _FEW:
            made = self
            for key, value in added:
                made = made.assoc(key, value)
            return made
        check_size(len(added))
        spend(len(added))
        _refuse_unordered(added[0][0], self.order)
        entries = sort_by_keys([*self.entries(), *added], _first, self.order)
        keys, values = [entries[0][0]], [entries[0][1]]
        for key, value in entries[1:]:
            if self.order(keys[-1], key) == 0:
                values[-1] = value
            else:
                keys.append(key)
                values.append(value)
        check_size(len(keys))
        return SortedMap(keys, values, self.order, self.comparator, self.meta)

    @staticmethod
    def _copied(items: list[Any]) -> list[Any]:
        spend(len(items) >> 7)
        return items.copy()

    def dissoc(self, key: Any) -> SortedMap:
        at, found = _place(self._keys, key, self.order)
        if not found:
            return self
        keys, values = self._copied(self._keys), self._values.copy()
        del keys[at], values[at]
        return SortedMap(keys, values, self.order, self.comparator, self.meta)

    def entries(self) -> Iterator[tuple[Any, Any]]:
        spend_walking(len(self._keys))
        return zip(self._keys, self._values, strict=True)

    def backwards(self) -> list[Any]:
        """The entries from the last to the first."""
        return [MapEntry(key, value) for key, value in zip(reversed(self._keys), reversed(self._values), strict=True)]

    def from_key(self, key: Any, ascending: bool) -> list[Any]:
        """The entries from a key on, itself included where it is there, in either direction."""
        at, found = _place(self._keys, key, self.order)
        chosen = range(at, len(self._keys)) if ascending else range(at if found else at - 1, -1, -1)
        return [MapEntry(self._keys[index], self._values[index]) for index in chosen]

    def __len__(self) -> int:
        return len(self._keys)

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = MapLike.__hash__(self)
        return self._hash


class SortedSet(SetLike):
    """A sorted set; its elements are the keys of a sorted map."""

    java_name: ClassVar[str] = "clojure.lang.PersistentTreeSet"
    __slots__ = ("_held", "meta")

    def __init__(self, held: SortedMap, meta: Any = None) -> None:
        self._held = held
        self.meta = meta

    @property
    def order(self) -> Order:
        return self._held.order

    def with_meta(self, meta: Any) -> SortedSet:
        return SortedSet(self._held, meta)

    def emptied(self) -> SortedSet:
        """An empty set with the same order and metadata."""
        return SortedSet(self._held.emptied(), self.meta)

    def contains(self, item: Any) -> bool:
        return self._held.contains(item)

    def get(self, item: Any, default: Any = None) -> Any:
        found = self._held.find(item)
        return default if found is None else found.key

    def conj(self, item: Any) -> SortedSet:
        return self.conj_all((item,))

    def conj_all(self, items: Iterable[Any]) -> SortedSet:
        """The set with many elements put in; of equal ones the first stays."""
        return SortedSet(self._held.assoc_all((item, None) for item in items), self.meta)

    def disj(self, item: Any) -> SortedSet:
        return SortedSet(self._held.dissoc(item), self.meta)

    def backwards(self) -> list[Any]:
        """The elements from the last to the first."""
        return [entry.key for entry in self._held.backwards()]

    def from_key(self, key: Any, ascending: bool) -> list[Any]:
        """The elements from a value on, itself included where it is there, in either direction."""
        return [entry.key for entry in self._held.from_key(key, ascending)]

    def __iter__(self) -> Iterator[Any]:
        return (key for key, _ in self._held.entries())

    def __len__(self) -> int:
        return len(self._held)

    def __eq__(self, other: object) -> bool:
        try:
            return SetLike.__eq__(self, other)
        except ClojureError as problem:
            # an element that cannot be compared with ours is none of ours
            if problem.cls is _CAST:
                return False
            raise

    __hash__ = SetLike.__hash__


_CAST = error_class("ClassCastException")
EMPTY_SORTED_MAP = SortedMap([], [])
EMPTY_SORTED_SET = SortedSet(EMPTY_SORTED_MAP)
