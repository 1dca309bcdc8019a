"""Transients: collections that change in place until they are made persistent.

Each pays nothing for a copy while it changes; after `persistent` it refuses to be used (IllegalAccessError).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from cljrules.values.collections import PersistentMap, PersistentSet, Vector, pairs_of
from cljrules.values.equality import hkey, unkey
from cljrules.values.errors import class_cast, error, illegal_argument, null_pointer, wrong_arity
from cljrules.values.kinds import class_name
from cljrules.values.limits import check_size, spend_walking


class Transient:
    """Base of the three kinds."""

    __slots__ = ("_live",)

    def __init__(self) -> None:
        self._live = True

    def ensure_live(self) -> None:
        if not self._live:
            raise error("IllegalAccessError", "transient used after `persistent!`")

    def end(self) -> None:
        """Refuse every use from now on."""
        self.ensure_live()
        self._live = False

    def conj(self, item: Any) -> Transient:
        raise NotImplementedError

    def get(self, key: Any, default: Any = None) -> Any:
        raise NotImplementedError

    def contains(self, key: Any) -> bool:
        raise NotImplementedError

    def persistent(self) -> Any:
        raise NotImplementedError

    def invoke(self, *args: Any) -> Any:
        """A transient called as a function looks a key up."""
        if not 1 <= len(args) <= 2:
            wrong_arity(len(args), class_name(self))
        return self.get(*args)


class TransientVector(Transient):
    """A vector that changes in place."""

    java_name: ClassVar[str] = "clojure.lang.PersistentVector$TransientVector"
    __slots__ = ("_items",)

    def __init__(self, items: Iterable[Any]) -> None:
        super().__init__()
        self._items = list(items)

    def conj(self, item: Any) -> TransientVector:
        self.ensure_live()
        check_size(len(self._items) + 1)
        self._items.append(item)
        return self

    def assoc(self, index: Any, value: Any) -> TransientVector:
        self.ensure_live()
        if not isinstance(index, int) or index.__class__ is bool:
            raise illegal_argument("Key must be integer")
        if index == len(self._items):
            return self.conj(value)
        self.nth(index)
        self._items[index] = value
        return self

    def pop(self) -> TransientVector:
        self.ensure_live()
        if not self._items:
            raise error("IllegalStateException", "Can't pop empty vector")
        self._items.pop()
        return self

    def nth(self, index: int) -> Any:
        """The element at an index; raises IndexOutOfBoundsException."""
        self.ensure_live()
        if not 0 <= index < len(self._items):
            raise error("IndexOutOfBoundsException", f"index {index} is outside a vector of {len(self._items)}")
        return self._items[index]

    def get(self, index: Any, default: Any = None) -> Any:
        self.ensure_live()
        return self._items[index] if self.contains(index) else default

    def contains(self, index: Any) -> bool:
        return isinstance(index, int) and index.__class__ is not bool and 0 <= index < len(self._items)

    def persistent(self) -> Vector:
        self.end()
        return Vector.of(self._items)

    def invoke(self, *args: Any) -> Any:
        if len(args) != 1:
            wrong_arity(len(args), class_name(self))
        if not isinstance(args[0], int) or args[0].__class__ is bool:
            raise illegal_argument("Key must be integer")
        return self.nth(args[0])

    def __len__(self) -> int:
        self.ensure_live()
        return len(self._items)


class TransientMap(Transient):
    """A map that changes in place."""

    java_name: ClassVar[str] = "clojure.lang.PersistentHashMap$TransientHashMap"
    __slots__ = ("_held",)

    def __init__(self, pairs: Iterable[tuple[Any, Any]]) -> None:
        super().__init__()
        self._held = {hkey(key): value for key, value in pairs}

    def conj(self, item: Any) -> TransientMap:
        self.ensure_live()
        for key, value in pairs_of(item):
            self.assoc(key, value)
        return self

    def assoc(self, key: Any, value: Any) -> TransientMap:
        self.ensure_live()
        self._held[hkey(key)] = value
        check_size(len(self._held))
        return self

    def dissoc(self, key: Any) -> TransientMap:
        self.ensure_live()
        self._held.pop(hkey(key), None)
        return self

    def get(self, key: Any, default: Any = None) -> Any:
        self.ensure_live()
        return self._held.get(hkey(key), default)

    def contains(self, key: Any) -> bool:
        self.ensure_live()
        return hkey(key) in self._held

    def persistent(self) -> PersistentMap:
        self.end()
        return PersistentMap.of((unkey(key), value) for key, value in self._held.items())

    def __len__(self) -> int:
        self.ensure_live()
        return len(self._held)


class TransientSet(Transient):
    """A set that changes in place."""

    java_name: ClassVar[str] = "clojure.lang.PersistentHashSet$TransientHashSet"
    __slots__ = ("_held",)

    def __init__(self, items: Iterable[Any]) -> None:
        super().__init__()
        self._held = {hkey(item): item for item in items}

    def conj(self, item: Any) -> TransientSet:
        self.ensure_live()
        self._held.setdefault(hkey(item), item)
        check_size(len(self._held))
        return self

    def disj(self, item: Any) -> TransientSet:
        self.ensure_live()
        self._held.pop(hkey(item), None)
        return self

    def get(self, item: Any, default: Any = None) -> Any:
        self.ensure_live()
        return self._held.get(hkey(item), default)

    def contains(self, item: Any) -> bool:
        self.ensure_live()
        return hkey(item) in self._held

    def persistent(self) -> PersistentSet:
        self.end()
        return PersistentSet.of(self._held.values())

    def __len__(self) -> int:
        self.ensure_live()
        return len(self._held)


def transient_of(value: Any) -> Transient:
    """A transient copy; raises ClassCastException for what has none."""
    if value.__class__ is Vector:
        spend_walking(len(value.items))
        return TransientVector(value.items)
    if isinstance(value, PersistentMap):
        return TransientMap(value.entries())
    if isinstance(value, PersistentSet):
        return TransientSet(value)
    if value is None:
        raise null_pointer("`nil` was given where a vector, map or set is needed")
    raise class_cast(f"{class_name(value)} cannot be cast to clojure.lang.IEditableCollection")
