"""Persistent vectors, maps and sets.

They never change: every operation gives a new value that shares what it can. Equality and hash are Clojure's
(`equality`). Maps and sets keep the order in which keys were first put in, so that every run of a program sees the
same order; the JVM's order is that of its hash codes. Small ones are flat copies, larger ones tries (pyrsistent's
vector, immutables' map).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from immutables import Map as Trie
from pyrsistent import pvector

from cljrules.values.equality import equiv, hkey, unkey
from cljrules.values.errors import class_cast, error, illegal_argument, null_pointer, wrong_arity
from cljrules.values.kinds import class_name
from cljrules.values.limits import LAZY, PUT, check_size, spend, spend_walking
from cljrules.values.seqs import (
    EMPTY,
    ArraySeq,
    ChunkSeq,
    Cons,
    EntrySeq,
    KeySeq,
    LazySeq,
    NodeSeq,
    PersistentList,
    Seq,
    Sequential,
    SubVectorSeq,
    VectorSeq,
    elements,
    seq_of,
)

SMALL_VECTOR = 64
SMALL_MAP = 16

seq = seq_of

__all__ = [
    "EMPTY", "EMPTY_MAP", "EMPTY_SET", "EMPTY_VECTOR", "ChunkSeq", "Cons", "LazySeq", "MapEntry", "PersistentList",
    "PersistentMap", "PersistentSet", "Seq", "Sequential", "Vector", "elements", "entry_of", "equiv", "hkey",
    "pairs_of", "seq", "unkey",
]  # fmt: skip


class Vector(Sequential):
    """A vector. `items` is an indexed Python sequence that never changes."""

    java_name: ClassVar[str] = "clojure.lang.PersistentVector"
    __slots__ = ("_hash", "items", "meta")

    def __init__(self, items: Any, meta: Any = None) -> None:
        self.items = items
        self.meta = meta
        self._hash: int | None = None

    @staticmethod
    def of(items: Iterable[Any], meta: Any = None) -> Vector:
        """A vector of the items in order."""
        held = tuple(items)
        check_size(len(held))
        return Vector(held, meta)

    def _trie(self) -> Any:
        """The items in a form that can be changed cheaply; a large flat copy is converted once, when first changed."""
        if self.items.__class__ is tuple:
            self.items = pvector(self.items)
        return self.items

    def with_meta(self, meta: Any) -> Vector:
        return Vector(self.items, meta)

    def conj(self, item: Any) -> Vector:
        items = self.items
        if items.__class__ is tuple and len(items) < SMALL_VECTOR:
            return Vector((*items, item), self.meta)
        check_size(len(items) + 1)
        return Vector(self._trie().append(item), self.meta)

    def assoc(self, index: Any, value: Any) -> Vector:
        """The vector with an element replaced, or added where the index is the count; raises
        IndexOutOfBoundsException otherwise.
        """
        items = self.items
        if not isinstance(index, int) or index.__class__ is bool:
            raise illegal_argument("Key must be integer")
        if index == len(items):
            return self.conj(value)
        if not 0 <= index < len(items):
            raise error("IndexOutOfBoundsException", f"index {index} is outside a vector of {len(items)}")
        if items.__class__ is tuple and len(items) <= SMALL_VECTOR:
            return Vector((*items[:index], value, *items[index + 1 :]), self.meta)
        return Vector(self._trie().set(index, value), self.meta)

    def pop(self) -> Vector:
        if not len(self.items):
            raise error("IllegalStateException", "Can't pop empty vector")
        spend_walking(len(self.items))
        return Vector(self.items[:-1], self.meta)

    def get(self, index: Any, default: Any = None) -> Any:
        """The element at an index, the default where there is none or the index is no integer."""
        if isinstance(index, int) and index.__class__ is not bool and 0 <= index < len(self.items):
            return self.items[index]
        return default

    def nth(self, index: int) -> Any:
        """The element at an index; raises IndexOutOfBoundsException."""
        if 0 <= index < len(self.items):
            return self.items[index]
        raise error("IndexOutOfBoundsException", f"index {index} is outside a vector of {len(self.items)}")

    def contains(self, index: Any) -> bool:
        return isinstance(index, int) and index.__class__ is not bool and 0 <= index < len(self.items)

    def seq(self) -> Seq | None:
        return VectorSeq(self.items) if len(self.items) else None

    def invoke(self, *args: Any) -> Any:
        """A vector called as a function gives the element at an index."""
        if len(args) != 1:
            wrong_arity(len(args), self.java_name)
        index = args[0]
        if not isinstance(index, int) or index.__class__ is bool:
            raise illegal_argument("Key must be integer")
        return self.nth(index)

    def __len__(self) -> int:
        return len(self.items)

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> Iterator[Any]:
        spend_walking(len(self.items))
        return iter(self.items)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Vector):
            if len(self.items) != len(other.items):
                return False
            spend(LAZY + (len(self.items) >> 1))
            return all(equiv(mine, theirs) for mine, theirs in zip(self.items, other.items, strict=True))
        return Sequential.__eq__(self, other)

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = Sequential.__hash__(self)
        return self._hash


class SubVector(Vector):
    """A part of a vector; what is made of it is one too."""

    java_name: ClassVar[str] = "clojure.lang.APersistentVector$SubVector"
    __slots__ = ()

    def with_meta(self, meta: Any) -> SubVector:
        return SubVector(self.items, meta)

    def conj(self, item: Any) -> SubVector:
        return SubVector(super().conj(item).items, self.meta)

    def assoc(self, index: Any, value: Any) -> SubVector:
        return SubVector(super().assoc(index, value).items, self.meta)

    def pop(self) -> Vector:
        less = super().pop()
        return SubVector(less.items, self.meta) if len(less) else EMPTY_VECTOR

    def seq(self) -> Seq | None:
        return SubVectorSeq(self.items) if len(self.items) else None

    __hash__ = Vector.__hash__


class MapEntry(Vector):
    """A key and its value; a vector of two."""

    java_name: ClassVar[str] = "clojure.lang.MapEntry"
    __slots__ = ()

    def __init__(self, key: Any, value: Any) -> None:
        super().__init__((key, value))

    @property
    def key(self) -> Any:
        return self.items[0]

    @property
    def value(self) -> Any:
        return self.items[1]

    def pop(self) -> Vector:
        return Vector(self.items[:-1])


class MapLike:
    """Base of maps of every kind: equal to any other map with equal entries."""

    __slots__ = ()

    def get(self, key: Any, default: Any = None) -> Any:
        raise NotImplementedError

    def contains(self, key: Any) -> bool:
        raise NotImplementedError

    def entries(self) -> Iterator[tuple[Any, Any]]:
        """Keys and values in the map's order."""
        raise NotImplementedError

    def __len__(self) -> int:
        raise NotImplementedError

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> Iterator[MapEntry]:
        for key, value in self.entries():
            yield MapEntry(key, value)

    def seq(self) -> Seq | None:
        spend_walking(4 * len(self))
        return self.entry_seq([MapEntry(key, value) for key, value in self.entries()]) if len(self) else None

    @property
    def entry_seq(self) -> type[ArraySeq]:
        """The kind of sequence of its entries."""
        return EntrySeq if len(self) <= 8 else NodeSeq

    def keys(self) -> list[Any]:
        return [key for key, _ in self.entries()]

    def values(self) -> list[Any]:
        return [value for _, value in self.entries()]

    def invoke(self, *args: Any) -> Any:
        """A map called as a function looks a key up."""
        if not 1 <= len(args) <= 2:
            wrong_arity(len(args), class_name(self))
        return self.get(*args)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, MapLike):
            return NotImplemented
        if len(self) != len(other):
            return False
        spend(LAZY + len(self))
        if getattr(self, "record_type", None) is not getattr(other, "record_type", None):
            return False
        return all(equiv(value, other.get(key, _ABSENT)) for key, value in self.entries())

    def __hash__(self) -> int:
        return hash(frozenset((hkey(key), hkey(value)) for key, value in self.entries()))


_ABSENT: Any = object()


def pairs_of(item: Any) -> Iterable[tuple[Any, Any]]:
    """The keys and values that `conj` puts into a map: those of a pair, of a map, or of a sequence of entries.

    Raises IllegalArgumentException for a vector that is no pair and for what is no sequence, ClassCastException for
    elements that are no entries.
    """
    if isinstance(item, Vector):
        if len(item) != 2:
            raise illegal_argument(f"a vector put into a map must be a pair, this one has {len(item)} elements")
        return (tuple(item.items),)
    if isinstance(item, MapLike):
        return item.entries()
    return ((entry.key, entry.value) for entry in map(entry_of, elements(item)))


def entry_of(item: Any) -> MapEntry:
    """A map entry itself; raises ClassCastException, NullPointerException for nil."""
    if isinstance(item, MapEntry):
        return item
    if item is None:
        raise null_pointer("`nil` was given where a map entry is needed")
    raise class_cast(f"{class_name(item)} cannot be cast to java.util.Map$Entry")


class PersistentMap(MapLike):
    """A map in the order its keys were put in."""

    __slots__ = ("_hash", "_large", "_next", "_small", "meta")

    def __init__(self, small: dict[Any, Any] | None, large: Any = None, following: int = 0, meta: Any = None) -> None:
        # exactly one of the two is held: small maps key -> value, large ones key -> (ordinal, value)
        self._small = small
        self._large = large
        self._next = following
        self.meta = meta
        self._hash: int | None = None

    @staticmethod
    def of(pairs: Iterable[tuple[Any, Any]], meta: Any = None) -> PersistentMap:
        """A map of the pairs; of equal keys the first stays and the last value counts."""
        return PersistentMap._from_dict({}, pairs, meta)

    @staticmethod
    def _from_dict(held: dict[Any, Any], pairs: Iterable[tuple[Any, Any]], meta: Any) -> PersistentMap:
        for key, value in pairs:
            held[hkey(key)] = value
        spend(2 * len(held))
        if len(held) <= SMALL_MAP:
            return PersistentMap(held, meta=meta)
        check_size(len(held))
        large = Trie((key, (ordinal, value)) for ordinal, (key, value) in enumerate(held.items()))
        return PersistentMap(None, large, len(held), meta)

    @property
    def java_name(self) -> str:
        return "clojure.lang.PersistentArrayMap" if len(self) <= 8 else "clojure.lang.PersistentHashMap"

    def with_meta(self, meta: Any) -> PersistentMap:
        return PersistentMap(self._small, self._large, self._next, meta)

    def get(self, key: Any, default: Any = None) -> Any:
        if self._small is not None:
            return self._small.get(hkey(key), default)
        found = self._large.get(hkey(key))
        return default if found is None else found[1]

    def contains(self, key: Any) -> bool:
        held = self._small if self._small is not None else self._large
        return hkey(key) in held

    def find(self, key: Any) -> MapEntry | None:
        """The entry of a key, with the key as the map holds it."""
        wanted = hkey(key)
        if self._small is not None:
            for held, value in self._small.items():
                if held == wanted:
                    return MapEntry(unkey(held), value)
            return None
        found = self._large.get(wanted)
        return None if found is None else MapEntry(key, found[1])

    def assoc(self, key: Any, value: Any) -> PersistentMap:
        spend(PUT)
        if self._small is not None:
            if len(self._small) < SMALL_MAP or hkey(key) in self._small:
                held = self._small.copy()
                held[hkey(key)] = value
                return PersistentMap(held, meta=self.meta)
            return PersistentMap._from_dict(self._small.copy(), ((key, value),), self.meta)
        held_key = hkey(key)
        found = self._large.get(held_key)
        if found is not None:
            return PersistentMap(None, self._large.set(held_key, (found[0], value)), self._next, self.meta)
        check_size(len(self._large) + 1)
        return PersistentMap(None, self._large.set(held_key, (self._next, value)), self._next + 1, self.meta)

    def assoc_all(self, pairs: Iterable[tuple[Any, Any]]) -> PersistentMap:
        """The map with many entries put in, in order."""
        if self._small is not None:
            return PersistentMap._from_dict(self._small.copy(), pairs, self.meta)
        made = self
        for key, value in pairs:
            spend()
            made = made.assoc(key, value)
        return made

    def dissoc(self, key: Any) -> PersistentMap:
        spend(PUT)
        held_key = hkey(key)
        if self._small is not None:
            if held_key not in self._small:
                return self
            held = self._small.copy()
            del held[held_key]
            return PersistentMap(held, meta=self.meta)
        if held_key not in self._large:
            return self
        return PersistentMap(None, self._large.delete(held_key), self._next, self.meta)

    def entries(self) -> Iterator[tuple[Any, Any]]:
        if self._small is not None:
            for key, value in self._small.items():
                yield unkey(key), value
            return
        # they are sorted first
        spend_walking(8 * len(self._large))
        for key, (_, value) in sorted(self._large.items(), key=_ordinal):
            yield unkey(key), value

    def __len__(self) -> int:
        return len(self._small if self._small is not None else self._large)

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = MapLike.__hash__(self)
        return self._hash


def _ordinal(item: tuple[Any, tuple[int, Any]]) -> int:
    return item[1][0]


class SetLike:
    """Base of sets of every kind: equal to any other set with equal elements."""

    __slots__ = ()

    def contains(self, item: Any) -> bool:
        raise NotImplementedError

    def get(self, item: Any, default: Any = None) -> Any:
        """The element of the set that is equal to the item, or the default."""
        raise NotImplementedError

    def __iter__(self) -> Iterator[Any]:
        raise NotImplementedError

    def __len__(self) -> int:
        raise NotImplementedError

    def __bool__(self) -> bool:
        return True

    def seq(self) -> Seq | None:
        return KeySeq(list(self)) if len(self) else None

    def invoke(self, *args: Any) -> Any:
        """A set called as a function gives its own element equal to the item, or nil."""
        if len(args) != 1:
            wrong_arity(len(args), class_name(self))
        return self.get(args[0])

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, SetLike):
            return NotImplemented
        if len(self) != len(other):
            return False
        spend(LAZY + 2 * len(self))
        return all(self.contains(item) for item in other)

    def __hash__(self) -> int:
        return hash(frozenset(hkey(item) for item in self))


class PersistentSet(SetLike):
    """A set in the order its elements were put in."""

    java_name: ClassVar[str] = "clojure.lang.PersistentHashSet"
    __slots__ = ("_hash", "_held", "meta")

    def __init__(self, held: PersistentMap, meta: Any = None) -> None:
        self._held = held
        self.meta = meta
        self._hash: int | None = None

    @staticmethod
    def of(items: Iterable[Any], meta: Any = None) -> PersistentSet:
        """A set of the items; of equal ones the first stays."""
        held: dict[Any, Any] = {}
        for item in items:
            held.setdefault(hkey(item), item)
        spend(2 * len(held))
        return PersistentSet(PersistentMap.of((item, item) for item in held.values()), meta)

    def with_meta(self, meta: Any) -> PersistentSet:
        return PersistentSet(self._held, meta)

    def contains(self, item: Any) -> bool:
        return self._held.contains(item)

    def get(self, item: Any, default: Any = None) -> Any:
        return self._held.get(item, default)

    def conj(self, item: Any) -> PersistentSet:
        return self if self._held.contains(item) else PersistentSet(self._held.assoc(item, item), self.meta)

    def disj(self, item: Any) -> PersistentSet:
        return PersistentSet(self._held.dissoc(item), self.meta) if self._held.contains(item) else self

    def __iter__(self) -> Iterator[Any]:
        for key, _ in self._held.entries():
            yield key

    def __len__(self) -> int:
        return len(self._held)

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = SetLike.__hash__(self)
        return self._hash


EMPTY_VECTOR = Vector(())
EMPTY_MAP = PersistentMap({})
EMPTY_SET = PersistentSet(EMPTY_MAP)
