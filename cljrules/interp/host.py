"""The few things of the JVM that programs may name: static functions, constructors and methods, all of them from the
library's tables.

Nothing here looks anything up on a Python object: a method exists where the library lists it, or where the program
itself defined it on a type of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Final

from cljrules.values.casts import cannot_cast
from cljrules.values.classes import OBJECT, JavaClass
from cljrules.values.collections import MapLike
from cljrules.values.errors import ClojureError, error, illegal_argument, null_pointer
from cljrules.values.functions import arity_of
from cljrules.values.kinds import class_name
from cljrules.values.number_order import is_fixed
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
        #: the fields that its methods may change
        self.changeable: frozenset[str] = frozenset()


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


#: What an argument of a constructor must be, by the letter of the table of classes.
_TAKEN: Final[dict[str, tuple[str, Callable[[Any], bool]]]] = {
    "S": ("java.lang.String", lambda value: value is None or value.__class__ is str),
    "T": ("java.lang.Throwable", lambda value: value is None or isinstance(value, ClojureError)),
    "M": ("clojure.lang.IPersistentMap", lambda value: value is None or isinstance(value, MapLike)),
    "I": ("java.lang.Number", is_fixed),
    "O": ("java.lang.Object", lambda value: True),
}


def new_error(cls: JavaClass, args: list[Any]) -> ClojureError:
    """An error made with `new`; raises what the JVM says to arguments that its class cannot be made of."""
    if cls.abstract:
        raise error("InstantiationError", cls.name)
    constructors = [held for held in cls.constructors if len(held) == len(args)]
    if not constructors:
        raise illegal_argument(f"No matching ctor found for class {cls.name}")
    if len(constructors) > 1:
        fitting = [
            held for held in constructors if all(_TAKEN[letter][1](arg) for letter, arg in zip(held, args, strict=True))
        ]
        if len(fitting) != 1:
            found = "More than one matching method found:" if fitting else "No matching ctor found for class"
            raise illegal_argument(f"{found} {cls.name}")
        constructors = fitting
    message: str | None = None
    cause: ClojureError | None = None
    data: Any = None
    for letter, arg in zip(constructors[0], args, strict=True):
        wanted, fits = _TAKEN[letter]
        if not fits(arg):
            raise cannot_cast(arg, wanted)
        if letter == "T":
            cause = arg
        elif letter == "M":
            if arg is None:
                raise illegal_argument("Additional data must be non-nil.")
            data = arg
        elif letter == "I":
            message = f"Index out of range: {arg}"
        elif message is None:
            message = str_of(arg) if arg is not None else None
            cause = arg if letter == "O" and isinstance(arg, ClojureError) else cause
    if constructors[0] == "T" and cause is not None:
        message = str_of(cause)
    return ClojureError(cls, message, data=data, cause=cause)
