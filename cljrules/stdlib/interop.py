"""Methods and static functions of the JVM on text, characters, booleans, names, errors, classes, regexes and
collections.

`METHODS` maps a method's name to a function of the target and the arguments, which finds the method of the target's
class; `STATICS` maps
`Class/name` to a function or a constant. Both include those of numbers. A class without the method gets the
IllegalArgumentException that Clojure
gives. Nothing is ever looked up on a Python object.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, NoReturn
from uuid import UUID

from cljrules.interp.function import Fn
from cljrules.stdlib import host_bits, host_methods, host_numbers
from cljrules.stdlib.interop_collections import LIST, MAP, PAIR, SET
from cljrules.stdlib.interop_statics import STATICS as OWN_STATICS
from cljrules.stdlib.interop_text import CHARACTER, MATCHER, REGEX, STRING
from cljrules.stdlib.java_time import DAY, UNIT, ChronoUnit, LocalDate
from cljrules.stdlib.java_time import STATICS as TIME_STATICS
from cljrules.values.booleans import NewBoolean, plain_boolean
from cljrules.values.casts import string_of
from cljrules.values.classes import JavaClass
from cljrules.values.collections import MapEntry, MapLike, SetLike
from cljrules.values.compare import comparison_of, has_order
from cljrules.values.errors import ClojureError, illegal_argument
from cljrules.values.functions import Builtin, arity_of, invoke
from cljrules.values.java_collections import NAMES as JAVA_NAMES
from cljrules.values.java_collections import ArrayList, HashMap, HashSet
from cljrules.values.java_hash import hash_code
from cljrules.values.kinds import class_name, class_of
from cljrules.values.number_types import Int32, is_number, wrap
from cljrules.values.printer import str_of
from cljrules.values.regex import Matcher, Regex
from cljrules.values.seqs import Sequential, elements, seq_of
from cljrules.values.symbols import Char, Keyword, Symbol, symbol

Method = Callable[..., Any]


def _superclass(target: JavaClass) -> JavaClass | None:
    return target.parents[0] if target.parents else None


def _is_instance(target: JavaClass, value: Any) -> bool:
    cls = class_of(value)
    return cls is not None and cls.is_a(target)


_ERROR: Final[dict[str, Method]] = {
    "getMessage": lambda target: target.message,
    "getLocalizedMessage": lambda target: target.message,
    "getCause": lambda target: target.cause,
    "getData": lambda target: target.data,
}
_CLASS: Final[dict[str, Method]] = {
    "getName": lambda target: target.name,
    "getTypeName": lambda target: target.name,
    "getCanonicalName": lambda target: target.name.replace("$", "."),
    "getSimpleName": lambda target: target.simple_name,
    "getSuperclass": _superclass,
    "isInstance": _is_instance,
    "isInterface": lambda target: target.interface,
    "isAssignableFrom": lambda target, other: other.is_a(target),
}
_MOMENT: Final[dict[str, Method]] = {
    "getTime": lambda target: round(target.timestamp() * 1000),
    "before": lambda target, other: target < other,
    "after": lambda target, other: target > other,
}
_FUNCTION: Final[dict[str, Method]] = {
    "compare": lambda target, a, b: Int32(comparison_of(target)(a, b)),
    "applyTo": lambda target, args: invoke(target, *elements(args)),
}
_BOOLEAN: Final[dict[str, Method]] = {"booleanValue": plain_boolean}
_NAME: Final[dict[str, Method]] = {
    "getName": lambda target: target.name,
    "getNamespace": lambda target: target.ns,
    "sym": lambda target: symbol(target.name, target.ns),
}
_UUID: Final[dict[str, Method]] = {
    "getMostSignificantBits": lambda target: wrap(target.int >> 64, 64),
    "getLeastSignificantBits": lambda target: wrap(target.int & (1 << 64) - 1, 64),
    "version": lambda target: Int32(target.int >> 76 & 15),
    "variant": lambda target: Int32(2),
}


def _tables_of(target: Any) -> tuple[Mapping[str, Method], ...]:
    """The methods of a value's class, the nearest class first."""
    cls = target.__class__
    if cls is str:
        return (STRING,)
    if cls is Char:
        return (CHARACTER,)
    if cls is bool:
        return (_BOOLEAN,)
    if isinstance(target, MapEntry):
        return (PAIR, LIST)
    for kinds, table in _BY_KIND:
        if isinstance(target, kinds):
            return (table,)
    return ()


_BY_KIND: Final[tuple[tuple[Any, Mapping[str, Method]], ...]] = (
    (MapLike, MAP),
    (SetLike, SET),
    (Sequential, LIST),
    (Keyword | Symbol, _NAME),
    (ClojureError, _ERROR),
    (JavaClass, _CLASS),
    (Regex, REGEX),
    (Matcher, MATCHER),
    (UUID, _UUID),
    (NewBoolean, _BOOLEAN),
    (Builtin | Fn, _FUNCTION),
    (datetime, _MOMENT),
    (LocalDate, DAY),
    (ChronoUnit, UNIT),
)


def _deref(target: Any) -> Any:
    getter = getattr(target, "deref", None)
    if getter is None:
        _missing(target, "deref", 0)
    return getter()


def _invoke(target: Any, *args: Any) -> Any:
    if not hasattr(target, "invoke") and not isinstance(target, Keyword | Symbol):
        _missing(target, "invoke", len(args))
    return invoke(target, *args)


def _meta(target: Any) -> Any:
    if not hasattr(target, "meta"):
        _missing(target, "meta", 0)
    return target.meta


def _seq(target: Any) -> Any:
    if not isinstance(target, Sequential | MapLike | SetLike):
        _missing(target, "seq", 0)
    return seq_of(target)


def _compare_to(target: Any, other: Any) -> Any:
    if not is_number(target) and not has_order(target):
        _missing(target, "compareTo", 1)
    return host_methods.METHODS["compareTo"](target, other)


#: Methods of every value, or of values of many classes.
_GENERAL: Final[dict[str, Method]] = {
    "toString": str_of,
    "hashCode": hash_code,
    "compareTo": _compare_to,
    "deref": _deref,
    "invoke": _invoke,
    "call": lambda target: _invoke(target),
    "meta": _meta,
    "seq": _seq,
}


def _missing(target: Any, name: str, count: int) -> NoReturn:
    if count:
        raise illegal_argument(f"No matching method {name} found taking {count} args for class {class_name(target)}")
    raise illegal_argument(f"No matching field found: {name} for class {class_name(target)}")


def _dispatcher(name: str) -> Method:
    general = _GENERAL.get(name) or host_methods.METHODS.get(name)
    of_numbers = host_methods.METHODS.get(name)

    def call(target: Any, *args: Any) -> Any:
        method = general if not is_number(target) or of_numbers is None else of_numbers
        for table in _tables_of(target):
            method = table.get(name, method)
        if method is None:
            _missing(target, name, len(args))
        low, high = arity_of(method)
        if not low <= len(args) + 1 <= high:
            _missing(target, name, len(args))
        return method(target, *args)

    return call


_TABLES: Final = (STRING, CHARACTER, PAIR, *(table for _, table in _BY_KIND))
_NAMES: Final = frozenset(_GENERAL) | frozenset(host_methods.METHODS).union(*_TABLES, JAVA_NAMES)

#: Method name -> function of target and arguments.
METHODS: Final[Mapping[str, Method]] = {name: _dispatcher(name) for name in sorted(_NAMES)}

#: `Class/name` -> function or constant.
STATICS: Final[Mapping[str, Any]] = {**host_numbers.STATICS, **host_bits.STATICS, **OWN_STATICS, **TIME_STATICS}


def _new_string(text: Any = "") -> str:
    if text is not None and text.__class__ is not str:
        raise illegal_argument("No matching ctor found for class java.lang.String")
    return string_of(text)


def _new_boolean(value: Any) -> NewBoolean:
    if value.__class__ is str:
        return NewBoolean(value.lower() == "true")
    if value.__class__ is not bool:
        raise illegal_argument("No matching ctor found for class java.lang.Boolean")
    return NewBoolean(value)


def _making(kind: type[ArrayList] | type[HashMap] | type[HashSet]) -> Method:
    return lambda content=0: kind(content)


#: Full class name -> function that makes a value of it.
CONSTRUCTORS: Final[Mapping[str, Method]] = {
    **host_numbers.CONSTRUCTORS,
    "java.lang.String": _new_string,
    "java.lang.Boolean": _new_boolean,
    **{kind.java_name: _making(kind) for kind in (ArrayList, HashMap, HashSet)},
}
