"""Multimethods and protocols: functions whose meaning depends on what they are called with."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from cljrules.interp import instances
from cljrules.interp.host import HostClass
from cljrules.interp.instances import Instance, Record
from cljrules.interp.registry import world_core
from cljrules.interp.world import INTERNAL, World
from cljrules.stdlib.hierarchy import is_kind_of
from cljrules.stdlib.program import global_hierarchy
from cljrules.stdlib.registry import core
from cljrules.values.classes import OBJECT, JavaClass
from cljrules.values.collections import EMPTY_MAP, EMPTY_SET, PersistentMap
from cljrules.values.errors import class_cast, error, illegal_argument, null_pointer, wrong_arity
from cljrules.values.functions import invoke
from cljrules.values.kinds import class_name, class_of
from cljrules.values.printer import pr_str, str_of
from cljrules.values.seqs import from_items
from cljrules.values.symbols import Keyword, Symbol, keyword

#: no class, where None stands for nil
_NOWHERE: Final = object()


class MultiFn:
    """A function that chooses its method by a dispatch value."""

    java_name: ClassVar[str] = "clojure.lang.MultiFn"

    def __init__(self, name: str, dispatch: Any, default: Any, hierarchy: Any) -> None:
        self.name = name
        self.dispatch = dispatch
        self.default = default
        self.hierarchy = hierarchy
        self.methods: PersistentMap = EMPTY_MAP
        self.preferred: PersistentMap = EMPTY_MAP

    def invoke(self, *args: Any) -> Any:
        value = invoke(self.dispatch, *args)
        method = self.method(value)
        if method is None:
            raise illegal_argument(f"No method in multimethod '{self.name}' for dispatch value: {str_of(value)}")
        return invoke(method, *args)

    def method(self, value: Any) -> Any:
        """The method for a dispatch value, the default one where none fits, None without one."""
        hierarchy = self.hierarchy.deref()
        best: tuple[Any, Any] | None = None
        for choice, method in self.methods.entries():
            if not is_kind_of(hierarchy, value, choice):
                continue
            if best is None or self._dominates(hierarchy, choice, best[0]):
                best = (choice, method)
            elif not self._dominates(hierarchy, best[0], choice):
                raise illegal_argument(
                    f"Multiple methods in multimethod '{self.name}' match dispatch value: {pr_str(value)} -> "
                    f"{pr_str(choice)} and {pr_str(best[0])}, and neither is preferred"
                )
        return best[1] if best is not None else self.methods.get(self.default)

    def _dominates(self, hierarchy: Any, one: Any, other: Any) -> bool:
        preferred = self.preferred.get(one)
        return (preferred is not None and preferred.contains(other)) or is_kind_of(hierarchy, one, other)


@world_core("multi*", ns=INTERNAL)
def multi(world: World, name: Any, dispatch: Any, default: Any, hierarchy: Any) -> Any:
    """A multimethod without methods."""
    if not (dispatch is None or hasattr(dispatch, "invoke") or isinstance(dispatch, Keyword | Symbol)):
        raise class_cast(f"{class_name(dispatch)} cannot be cast to clojure.lang.IFn: it was to choose a method")
    return MultiFn(name, dispatch, default, global_hierarchy(world) if hierarchy is None else hierarchy)


def _multi_fn(value: Any) -> MultiFn:
    if isinstance(value, MultiFn):
        return value
    if value is None:
        raise null_pointer("nil was given where a multimethod is needed")
    raise class_cast(f"{class_name(value)} cannot be cast to clojure.lang.MultiFn")


@core("add-method*", ns=INTERNAL)
def add_method(multi_fn: Any, value: Any, method: Any) -> Any:
    """Give a multimethod a method for a dispatch value."""
    _multi_fn(multi_fn).methods = multi_fn.methods.assoc(value, method)
    return multi_fn


@core("remove-method")
def remove_method(multi_fn: Any, value: Any) -> Any:
    """Take a multimethod's method for a dispatch value away."""
    _multi_fn(multi_fn).methods = multi_fn.methods.dissoc(value)
    return multi_fn


@core("remove-all-methods")
def remove_all_methods(multi_fn: Any) -> Any:
    """Take all methods of a multimethod away."""
    _multi_fn(multi_fn).methods = EMPTY_MAP
    return multi_fn


@core("prefer-method")
def prefer_method(multi_fn: Any, one: Any, other: Any) -> Any:
    """Say which of two dispatch values counts where both fit."""
    rival = _multi_fn(multi_fn).preferred.get(other)
    if rival is not None and rival.contains(one):
        raise error(
            "IllegalStateException",
            f"Preference conflict in multimethod '{multi_fn.name}': {pr_str(other)} is already preferred to "
            f"{pr_str(one)}",
        )
    held = multi_fn.preferred.get(one) or EMPTY_SET
    multi_fn.preferred = multi_fn.preferred.assoc(one, held.conj(other))
    return multi_fn


@core("methods")
def methods(multi_fn: Any) -> Any:
    """A multimethod's methods by dispatch value."""
    return _multi_fn(multi_fn).methods


@core("get-method")
def get_method(multi_fn: Any, value: Any) -> Any:
    """A multimethod's method for a dispatch value, or nil."""
    return _multi_fn(multi_fn).method(value)


@core("prefers")
def prefers(multi_fn: Any) -> Any:
    """Which dispatch values a multimethod prefers to which."""
    return _multi_fn(multi_fn).preferred


class Protocol:
    """Named functions that types implement. `implementations` maps a class (None for nil) to functions by name."""

    java_name: ClassVar[str] = "clojure.lang.PersistentArrayMap"

    def __init__(self, name: str, by_metadata: bool, described: PersistentMap) -> None:
        self.name = name
        self.by_metadata = by_metadata
        #: what it says of itself as a map: its docstring, its functions, the var it is the value of
        self.described = described
        self.implementations: dict[JavaClass | None, dict[str, Any]] = {}
        #: the numbers of arguments of its functions, by name
        self.methods: dict[str, frozenset[int]] = {}

    def find(self, method: str, target: Any, count: int) -> Any:
        """The function of a method for a value, None where there is none."""
        if isinstance(target, Instance | Record) and self in target.cls.protocols:
            own = target.cls.methods.get(method)
            if own is None or not own.takes(count):
                raise error("AbstractMethodError", f"{target.cls.name} has no `{method}` of {count} arguments")
            return own
        if self.by_metadata:
            meta = getattr(target, "meta", None)
            space = self.name.rsplit("/", 1)[0]
            found = None if meta is None else meta.get(Symbol(space, method))
            if found is not None:
                return found
        implemented = self._implemented(class_of(target))
        return None if implemented is _NOWHERE else self.implementations[implemented].get(method)

    def _implemented(self, cls: JavaClass | None) -> JavaClass | Any | None:
        """The class whose implementation counts for values of a class: itself, a superclass, an interface, Object."""
        held = self.implementations
        at = cls
        while at is not None and at is not OBJECT:
            if at in held:
                return at
            at = at.superclass
        if cls is None:
            return None if None in held else _NOWHERE
        best: JavaClass | None = None
        for above in held:
            if above is not None and above is not OBJECT and above in cls.above:
                best = above if best is None or above.is_a(best) else best
        if best is not None:
            return best
        return OBJECT if OBJECT in held else _NOWHERE

    def satisfied_by(self, target: Any) -> bool:
        """Whether a value's type implements the protocol."""
        if isinstance(target, Instance | Record) and self in target.cls.protocols:
            return True
        return self._implemented(class_of(target)) is not _NOWHERE

    def get(self, key: Any, default: Any = None) -> Any:
        """What the protocol says of itself under a keyword."""
        return self.described.get(key, default)

    def seq(self) -> Any:
        return self.described.seq()

    def __clj_print__(self, write: Any) -> None:
        write(pr_str(self.described))


class ProtocolFn:
    """One function of a protocol."""

    java_name: ClassVar[str] = "clojure.lang.AFunction"

    def __init__(self, protocol: Protocol, name: str, counts: frozenset[int]) -> None:
        self.protocol = protocol
        self.name = name
        #: the numbers of arguments it was declared with
        self.declared_counts = counts
        self.meta: Any = None

    def invoke(self, *args: Any) -> Any:
        if len(args) not in self.declared_counts:
            wrong_arity(len(args), f"{self.protocol.name.rsplit('/', 1)[0]}/{self.name}")
        found = self.protocol.find(self.name, args[0], len(args))
        if found is None:
            raise illegal_argument(
                f"No implementation of method: :{self.name} of protocol: #'{self.protocol.name} found for class: "
                f"{class_name(args[0])}"
            )
        return invoke(found, *args)


@core("protocol*", ns=INTERNAL)
def protocol(name: str, by_metadata: Any, doc: Any, signatures: Any, var: Any) -> Any:
    """A protocol without implementations."""
    interface = Symbol(None, name.replace("/", ".").replace("-", "_"))
    told = {
        "on": interface,
        "on-interface": interface,
        **({} if doc is None else {"doc": doc}),
        "sigs": signatures,
        "var": var,
        "method-map": PersistentMap.of((key, key) for key, _ in signatures.entries()),
    }
    described = PersistentMap.of((keyword(key), value) for key, value in told.items())
    return Protocol(name, by_metadata is not None and by_metadata is not False, described)


@core("protocol-fn*", ns=INTERNAL)
def protocol_fn(held: Any, name: Any, *counts: Any) -> Any:
    """The function of a protocol's method."""
    held.methods[name] = frozenset(counts)
    return ProtocolFn(held, name, held.methods[name])


@core("extend")
def extend(cls: Any, *pairs: Any) -> Any:
    """Implement protocols for a class: each followed by a map of functions by keyword."""
    for held, functions in zip(pairs[::2], pairs[1::2], strict=False):
        if not isinstance(held, Protocol):
            raise illegal_argument(f"{pr_str(held)} is not a protocol")
        table = held.implementations.setdefault(cls, {})
        for name, function in functions.entries():
            table[name.name] = function
    return None


@core("satisfies?")
def satisfies(held: Any, value: Any) -> Any:
    """Whether a value's type implements a protocol."""
    if not isinstance(held, Protocol):
        raise null_pointer(f"{class_name(held)} is not a protocol")
    return held.satisfied_by(value)


@core("extends?")
def extends(held: Any, cls: Any) -> Any:
    """Whether a class implements a protocol itself."""
    return cls in held.implementations or (isinstance(cls, HostClass) and held in cls.protocols)


@core("extenders")
def extenders(held: Any) -> Any:
    """The classes that implement a protocol."""
    if not isinstance(held, Protocol):
        return None
    return from_items(list(held.implementations))


@core("find-protocol-impl")
def find_protocol_impl(held: Any, value: Any) -> Any:
    """A value's implementation of a protocol: functions by keyword."""
    cls = class_of(value)
    functions = held.implementations.get(cls)
    return None if functions is None else PersistentMap.of((keyword(name), fn) for name, fn in functions.items())


@core("add-methods*", ns=INTERNAL)
def add_methods(cls: Any, held: Any, functions: Any) -> Any:
    """Give a program's own type its methods, and say which protocol or interface they belong to."""
    if isinstance(held, Protocol):
        cls.protocols.add(held)
    for name, function in functions.entries():
        cls.methods[name] = function
    return None


@core("reify*", ns=INTERNAL)
def reify(cls: Any) -> Any:
    """The one value of a type made on the spot."""
    return Instance(cls, {})


@core("record-of*", ns=INTERNAL)
def record_of(cls: Any, values: Any) -> Any:
    """A record from a map of its fields and others."""
    return instances.record_of(cls, values)


@core("record?")
def is_record(value: Any) -> Any:
    """Whether a value is a record."""
    return isinstance(value, Record)


@core("copy-class*", ns=INTERNAL)
def copy_class(cls: Any) -> Any:
    """A type of its own like another, so that each value made on the spot keeps its own methods."""
    return HostClass(cls.name, cls.fields, is_record=cls.is_record, parents=cls.parents)
