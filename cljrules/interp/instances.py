"""Values of types that a program defines with `deftype` and `reify`, and records.

Methods are functions of the program whose first argument is the value itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from cljrules.interp.host import HostClass
from cljrules.values.collections import MapLike, PersistentMap
from cljrules.values.errors import JavaClass, error, illegal_argument
from cljrules.values.functions import invoke
from cljrules.values.symbols import Keyword, keyword


class Instance:
    """A value of a program's own type."""

    __slots__ = ("cls", "fields", "meta")

    def __init__(self, cls: HostClass, fields: dict[str, Any], meta: Any = None) -> None:
        self.cls = cls
        self.fields = fields
        self.meta = meta

    @staticmethod
    def make(cls: HostClass, args: list[Any]) -> Any:
        """A value of the type with its fields in order; raises IllegalArgumentException for a wrong number of them."""
        if len(args) != len(cls.fields):
            raise illegal_argument(f"No matching ctor found for class {cls.name}")
        if cls.is_record:
            pairs = ((keyword(name), value) for name, value in zip(cls.fields, args, strict=True))
            return Record(cls, PersistentMap.of(pairs))
        return Instance(cls, dict(zip(cls.fields, args, strict=True)))

    @property
    def java_class(self) -> JavaClass:
        return self.cls

    def with_meta(self, meta: Any) -> Instance:
        return Instance(self.cls, self.fields, meta)

    def own_method(self, name: str) -> Callable[..., Any] | None:
        """The method of this name bound to this value, None where its type has none."""
        function = self.cls.methods.get(name)
        return None if function is None else lambda *args: invoke(function, self, *args)

    def __getattr__(self, name: str) -> Any:
        java = _PYTHON_NAMES.get(name)
        function = None if java is None else self.cls.methods.get(java)
        if function is None:
            raise AttributeError(name)
        return lambda *args: invoke(function, self, *args)


#: methods of the language's own interfaces that its functions look for, by the Python name they use
_PYTHON_NAMES = {
    "__clj_str__": "toString",
    "invoke": "invoke",
    "deref": "deref",
    "seq": "seq",
    "compare_to": "compareTo",
    "count": "count",
    "get": "valAt",
}


def field_of(target: Any, name: str) -> Any:
    """The field of an instance or record; raises IllegalArgumentException where there is none."""
    if isinstance(target, Record) and name in target.cls.fields:
        return target.get(keyword(name))
    if isinstance(target, Record) or name not in target.fields:
        raise illegal_argument(f"No matching field found: {name} for class {target.cls.name}")
    return target.fields[name]


class Record(MapLike):
    """A map with declared fields and a type; equal only to records of its type."""

    __slots__ = ("_held", "cls", "meta")

    def __init__(self, cls: HostClass, held: PersistentMap, meta: Any = None) -> None:
        self.cls = cls
        self._held = held
        self.meta = meta

    @property
    def record_type(self) -> HostClass:
        return self.cls

    @property
    def java_class(self) -> JavaClass:
        return self.cls

    @property
    def invoke(self) -> Any:
        function = self.cls.methods.get("invoke")
        if function is None:
            raise AttributeError("invoke")
        return lambda *args: invoke(function, self, *args)

    @property
    def held(self) -> PersistentMap:
        """The fields as a plain map."""
        return self._held

    @property
    def __clj_str__(self) -> Any:
        function = self.cls.methods.get("toString")
        if function is None:
            raise AttributeError("__clj_str__")
        return lambda: invoke(function, self)

    def own_method(self, name: str) -> Callable[..., Any] | None:
        function = self.cls.methods.get(name)
        return None if function is None else lambda *args: invoke(function, self, *args)

    def with_meta(self, meta: Any) -> Record:
        return Record(self.cls, self._held, meta)

    def get(self, key: Any, default: Any = None) -> Any:
        return self._held.get(key, default)

    def contains(self, key: Any) -> bool:
        return self._held.contains(key)

    def find(self, key: Any) -> Any:
        return self._held.find(key)

    def assoc(self, key: Any, value: Any) -> Record:
        return Record(self.cls, self._held.assoc(key, value), self.meta)

    def assoc_all(self, pairs: Any) -> Record:
        return Record(self.cls, self._held.assoc_all(pairs), self.meta)

    def dissoc(self, key: Any) -> Any:
        """Without a declared field a record is a plain map."""
        less = self._held.dissoc(key)
        if isinstance(key, Keyword) and key.ns is None and key.name in self.cls.fields:
            return less
        return Record(self.cls, less, self.meta)

    def entries(self) -> Iterator[tuple[Any, Any]]:
        return self._held.entries()

    def __len__(self) -> int:
        return len(self._held)

    __hash__ = MapLike.__hash__


def empty_record(record: Record) -> Exception:
    """The error of asking for an empty record."""
    return error("UnsupportedOperationException", f"Can't create empty: {record.cls.name}")
