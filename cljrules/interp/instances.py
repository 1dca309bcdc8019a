"""Values of types that a program defines with `deftype` and `reify`, and records.

Methods are functions of the program whose first argument is the value itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from cljrules.interp.host import HostClass
from cljrules.values.classes import JavaClass
from cljrules.values.collections import MapLike, PersistentMap, Sequential, SetLike, Vector, elements, pairs_of
from cljrules.values.errors import error, illegal_argument
from cljrules.values.functions import invoke
from cljrules.values.symbols import Keyword, Symbol, keyword


class Owned:
    """A value whose type has methods of its own, defined by the program."""

    __slots__ = ()
    cls: HostClass

    @property
    def java_class(self) -> JavaClass:
        return self.cls

    def own_method(self, name: str) -> Callable[..., Any] | None:
        """The method of this name bound to this value, None where its type has none."""
        function = self.cls.methods.get(name)
        if function is None:
            return None

        def call(*args: Any) -> Any:
            if not function.takes(1 + len(args)):
                raise error("AbstractMethodError", f"{self.cls.name} has no `{name}` of {len(args)} arguments")
            return invoke(function, self, *args)

        return call

    def __getattr__(self, name: str) -> Any:
        java = _PYTHON_NAMES.get(name)
        found = None if java is None else self.own_method(java)
        if found is None:
            raise AttributeError(name)
        return found

    def equal_to(self, other: Any) -> bool | None:
        """What the type's own `equals` says of another value, None where it has none."""
        own = self.own_method("equals")
        return None if own is None else own(other) not in (None, False)

    def own_hash(self) -> Any:
        """The number the type's own `hashCode` gives, None where it has none."""
        own = self.own_method("hasheq") or self.own_method("hashCode")
        return None if own is None else own()


class Instance(Owned):
    """A value of a program's own type."""

    __slots__ = ("cls", "fields", "meta")

    def __init__(self, cls: HostClass, fields: dict[str, Any], meta: Any = None) -> None:
        self.cls = cls
        self.fields = fields
        self.meta = meta

    @staticmethod
    def make(cls: HostClass, args: list[Any]) -> Any:
        """A value of the type with its fields in order, a record also with its metadata and further entries; raises
        IllegalArgumentException for a wrong number of them.
        """
        meta, more = (args[-2], args[-1]) if cls.is_record and len(args) == len(cls.fields) + 2 else (None, None)
        if len(args) != len(cls.fields) and (not cls.is_record or len(args) != len(cls.fields) + 2):
            raise illegal_argument(f"No matching ctor found for class {cls.name}")
        if cls.is_record:
            held = PersistentMap.of((keyword(name), value) for name, value in zip(cls.fields, args, strict=False))
            return Record(cls, held if more is None else held.assoc_all(more.entries()), meta)
        return Instance(cls, dict(zip(cls.fields, args, strict=True)))

    def with_meta(self, meta: Any) -> Any:
        own = self.own_method("withMeta")
        return Instance(self.cls, self.fields, meta) if own is None else own(meta)

    def get(self, key: Any, default: Any = None) -> Any:
        """What `get` and a keyword find here: the type's own `valAt` says."""
        own = self.own_method("valAt")
        if own is None:
            return default
        return own(key) if default is None and self.cls.methods["valAt"].takes(2) else own(key, default)

    def __eq__(self, other: object) -> bool:
        # a collection says itself what equals it
        collection = isinstance(other, Sequential | MapLike | SetLike)
        return self is other or (not collection and self.equal_to(other) is True)

    def __hash__(self) -> int:
        own = self.own_hash()
        return id(self) >> 4 if own is None else hash(own)


#: methods of the language's own interfaces that its functions look for, by the Python name they use
_PYTHON_NAMES = {
    "__clj_str__": "toString",
    "invoke": "invoke",
    "deref": "deref",
    "seq": "seq",
    "compare_to": "compareTo",
    "count": "count",
}


def field_of(target: Any, name: str) -> Any:
    """The field of an instance or record; raises IllegalArgumentException where there is none."""
    if isinstance(target, Record) and name in target.cls.fields:
        return target.get(keyword(name))
    if isinstance(target, Record) or name not in target.fields:
        raise illegal_argument(f"No matching field found: {name} for class {target.cls.name}")
    return target.fields[name]


class Record(Owned, MapLike):
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
    def invoke(self) -> Any:
        # a record is no function, whatever maps are
        own = self.own_method("invoke")
        if own is None:
            raise AttributeError("invoke")
        return own

    @property
    def held(self) -> PersistentMap:
        """The fields as a plain map."""
        return self._held

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


def record_of(cls: HostClass, values: Any) -> Record:
    """A record from a map of its fields and others, or from a sequence of pairs."""
    fields = PersistentMap.of((keyword(name), None) for name in cls.fields)
    given = values.entries() if isinstance(values, MapLike) else pairs_in(values)
    return Record(cls, fields.assoc_all(given))


def pairs_in(values: Any) -> Iterator[tuple[Any, Any]]:
    for item in elements(values):
        yield from pairs_of(item)


def static_of(cls: JavaClass, name: str) -> Callable[..., Any] | None:
    """What can be called on a program's own type itself: `(Name/getBasis)`, and `(Name/create values)` of a record."""
    if not isinstance(cls, HostClass):
        return None
    if name == "getBasis":
        return lambda: Vector.of(Symbol(None, field) for field in cls.fields)
    if name == "create" and cls.is_record:
        return lambda values: record_of(cls, values)
    return None


def literal_of(cls: HostClass, value: Any) -> Any:
    """The value of `#Name{…}` or `#Name[…]`; raises what the reader does."""
    if isinstance(value, MapLike) and cls.is_record:
        return record_of(cls, value)
    if isinstance(value, Vector):
        if len(value) != len(cls.fields):
            why = f"Unexpected number of constructor arguments to {cls.name}: got {len(value)}"
            raise error("RuntimeException", why)
        return Instance.make(cls, list(value))
    raise error("RuntimeException", f'Unreadable constructor form starting with "#{cls.name}"')


def empty_record(record: Record) -> Exception:
    """The error of asking for an empty record."""
    return error("UnsupportedOperationException", f"Can't create empty: {record.cls.name}")
