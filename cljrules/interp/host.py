"""The few things of the JVM that programs may name: static functions, constructors and methods, all of them from the
library's tables.

Nothing here looks anything up on a Python object: a method exists where the library lists it, or where the program
itself defined it on a type of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Final

from cljrules.values.errors import OBJECT, ClojureError, JavaClass, class_cast, illegal_argument, null_pointer
from cljrules.values.functions import arity_of
from cljrules.values.kinds import class_name
from cljrules.values.printer import str_of


class HostFunction:
    """A static function of a class. A number of arguments that none takes is an IllegalArgumentException, as for
    reflective calls.
    """

    java_name: ClassVar[str] = "clojure.lang.AFunction"
    __slots__ = ("cls", "fn", "high", "low", "meta", "name")

    def __init__(self, cls: str, name: str, fn: Callable[..., Any]) -> None:
        self.cls = cls
        self.name = name
        self.fn = fn
        self.low, self.high = arity_of(fn)
        self.meta: Any = None

    def invoke(self, *args: Any) -> Any:
        if not self.low <= len(args) <= self.high:
            raise illegal_argument(f"No matching method {self.name} found taking {len(args)} args for class {self.cls}")
        return self.fn(*args)


class HostClass(JavaClass):
    """A type that a program defines. `fields` are its declared fields; `methods` maps names to functions by number of
    arguments.
    """

    __slots__ = ("fields", "is_record", "methods", "protocols")

    def __init__(
        self, name: str, fields: tuple[str, ...], *, is_record: bool, parents: tuple[JavaClass, ...] = (OBJECT,)
    ) -> None:
        super().__init__(name, parents)
        self.fields = fields
        self.is_record = is_record
        self.methods: dict[str, Any] = {}
        self.protocols: set[Any] = set()


def call_method(table: Callable[..., Any] | None, name: str, target: Any, args: tuple[Any, ...]) -> Any:
    """Call a method: one the target's own type defines, else the library's. Raises NullPointerException on nil,
    IllegalArgumentException for an unknown one.
    """
    if target is None:
        raise null_pointer(f"`.{name}` was called on nil")
    own = getattr(target, "own_method", None)
    if own is not None:
        method = own(name)
        if method is not None:
            return method(*args)
    if table is None:
        kind = "field" if not args else "method"
        raise illegal_argument(f"No matching {kind} {name} found taking {len(args)} args for {class_name(target)}")
    low, high = arity_of(table)
    if not low <= len(args) + 1 <= high:
        raise illegal_argument(
            f"No matching method {name} found taking {len(args)} args for class {class_name(target)}"
        )
    return table(target, *args)


#: Errors that can be made of a message, of a cause, or of both.
_WITH_CAUSE: Final = frozenset(
    {
        "java.lang.Throwable",
        "java.lang.Exception",
        "java.lang.Error",
        "java.lang.RuntimeException",
        "java.lang.IllegalArgumentException",
        "java.lang.IllegalStateException",
        "java.lang.UnsupportedOperationException",
        "java.lang.SecurityException",
        "java.util.ConcurrentModificationException",
        "java.util.NoSuchElementException",
        "java.io.IOException",
    }
)


def new_error(cls: JavaClass, args: list[Any]) -> ClojureError:
    """An error made with `new`; raises what the JVM says to arguments that its class cannot be made of."""
    if not args:
        return ClojureError(cls, None)
    first = args[0]
    if len(args) == 1:
        if isinstance(first, str):
            return ClojureError(cls, first)
        if cls.name == "java.lang.AssertionError":
            return ClojureError(cls, str_of(first) if first is not None else "null")
        if cls.name in _WITH_CAUSE:
            if isinstance(first, ClojureError):
                return ClojureError(cls, str_of(first), cause=first)
            found = "More than one matching method found:" if first is None else "No matching ctor found for class"
            raise illegal_argument(f"{found} {cls.name}")
        if first is None:
            return ClojureError(cls, None)
        raise class_cast(f"{class_name(first)} cannot be cast to java.lang.String")
    if len(args) > 2 or cls.name not in _WITH_CAUSE:
        raise illegal_argument(f"No matching ctor found for class {cls.name}")
    cause = args[1]
    if first is not None and not isinstance(first, str):
        raise class_cast(f"{class_name(first)} cannot be cast to java.lang.String")
    if cause is not None and not isinstance(cause, ClojureError):
        raise class_cast(f"{class_name(cause)} cannot be cast to java.lang.Throwable")
    return ClojureError(cls, first, cause=cause)
