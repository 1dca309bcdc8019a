"""Things that can be called.

Every callable value has `invoke(*args)`. A `Builtin` is a function of the language written in Python; it knows how
many arguments it takes, so that a wrong number is an ArityException and never a Python error.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from cljrules.values.classes import CLASSES, JavaClass
from cljrules.values.errors import ClojureError, class_cast, null_pointer, wrong_arity
from cljrules.values.kinds import class_name
from cljrules.values.symbols import Keyword, Symbol

MANY: Final = 1 << 30
_FUNCTION: Final = CLASSES["clojure.lang.AFunction"]
_VARIADIC: Final = CLASSES["clojure.lang.RestFn"]

_MUNGED: Final = {
    "-": "_",
    ":": "_COLON_",
    "+": "_PLUS_",
    ">": "_GT_",
    "<": "_LT_",
    "=": "_EQ_",
    "~": "_TILDE_",
    "!": "_BANG_",
    "@": "_CIRCA_",
    "#": "_SHARP_",
    "'": "_SINGLEQUOTE_",
    '"': "_DOUBLEQUOTE_",
    "%": "_PERCENT_",
    "^": "_CARET_",
    "&": "_AMPERSAND_",
    "*": "_STAR_",
    "|": "_BAR_",
    "{": "_LBRACE_",
    "}": "_RBRACE_",
    "[": "_LBRACK_",
    "]": "_RBRACK_",
    "/": "_SLASH_",
    "\\": "_BSLASH_",
    "?": "_QMARK_",
}


def munged(name: str) -> str:
    """A name as the JVM writes it."""
    return "".join(_MUNGED.get(unit, unit) for unit in name)


@lru_cache(maxsize=1024)
def function_class(ns: str, name: str, variadic: bool) -> JavaClass:
    """The class of a function with a name."""
    return JavaClass(f"{munged(ns)}${munged(name)}", (_VARIADIC if variadic else _FUNCTION,))


class Builtin:
    """A Python function as a value of the language. `low` and `high` bound the number of arguments; `declaration` is
    what an extension declared of it (`cljrules.extension.Declaration`), None for a function of the library.
    """

    __slots__ = ("declaration", "fn", "high", "low", "meta", "name", "ns")

    def __init__(self, ns: str, name: str, fn: Callable[..., Any], meta: Any = None, declaration: Any = None) -> None:
        self.ns = ns
        self.name = name
        self.fn = fn
        self.meta = meta
        self.declaration = declaration
        self.low, self.high = arity_of(fn)

    @property
    def java_class(self) -> JavaClass:
        return function_class(self.ns, self.name, self.high == MANY)

    @property
    def columnar(self) -> Callable[..., Any] | None:
        """What an extension declared as this function's form on whole columns, None without one."""
        return None if self.declaration is None else self.declaration.columnar

    def with_meta(self, meta: Any) -> Builtin:
        made = Builtin(self.ns, self.name, self.fn, meta, self.declaration)
        made.low, made.high = self.low, self.high
        return made

    def invoke(self, *args: Any) -> Any:
        if not self.low <= len(args) <= self.high:
            wrong_arity(len(args), f"{self.ns}/{self.name}")
        return self.fn(*args)

    def __repr__(self) -> str:
        return f"#<{self.ns}/{self.name}>"


def arity_of(fn: Callable[..., Any]) -> tuple[int, int]:
    """The least and greatest number of positional arguments a plain Python function takes."""
    code: Any = fn.__code__
    defaults = fn.__defaults__ or ()
    takes_many = code.co_flags & 0x04
    return code.co_argcount - len(defaults), MANY if takes_many else code.co_argcount


def invoke(f: Any, *args: Any) -> Any:
    """Call a value with arguments; raises ClassCastException where it is no function, NullPointerException for nil."""
    if isinstance(f, Keyword | Symbol):
        return look_up(f, *args)
    try:
        method = f.invoke
    except AttributeError:
        raise not_callable(f) from None
    return method(*args)


def callable_of(f: Any) -> Callable[..., Any]:
    """A Python callable that calls the value; checked once, for use in loops."""
    if isinstance(f, Keyword | Symbol):
        return lambda *args: look_up(f, *args)
    method: Callable[..., Any] | None = getattr(f, "invoke", None)
    return method if method is not None else lambda *args: invoke(f, *args)


def callable_with(f: Any, count: int) -> Callable[..., Any]:
    """A Python callable for calls with so many arguments; the cheapest there is."""
    if f.__class__ is Builtin and f.low <= count <= f.high:
        return f.fn
    return callable_of(f)


def look_up(name: Keyword | Symbol, *args: Any) -> Any:
    """A keyword or symbol called as a function: looks itself up in its first argument."""
    if not 1 <= len(args) <= 2:
        wrong_arity(len(args), repr(name))
    target = args[0]
    getter = getattr(target, "get", None)
    default = args[1] if len(args) == 2 else None
    return default if getter is None else getter(name, default)


def own_method(value: Any, name: str) -> Callable[..., Any] | None:
    """The method that a program's own type gives its value, None where there is none."""
    getter = getattr(value, "own_method", None)
    return None if getter is None else getter(name)


def not_callable(f: Any) -> ClojureError:
    """The error of calling a value that is no function."""
    if f is None:
        return null_pointer("`nil` was called as a function")
    return class_cast(f"{class_name(f)} cannot be cast to clojure.lang.IFn: it was called as a function")
