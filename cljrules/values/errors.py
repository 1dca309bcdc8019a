"""Errors a program can meet, by the JVM's names.

`ClojureError` is an error as Clojure sees it: thrown, caught by class name, carrying a message, data and a cause. Its
place in the text (`span`, `source`) is filled in by the evaluator. `LimitExceeded` is not one of them: a program
cannot catch it.
"""

from __future__ import annotations

from typing import Any, Final, NoReturn

from cljrules.values.classes import CLASSES, JavaClass

#: Error classes that programs meet without naming their package, by simple name.
_PACKAGES: Final = ("java.lang.", "clojure.lang.", "java.util.", "java.io.", "java.util.concurrent.")


def error_class(name: str) -> JavaClass:
    """The class of errors with this full or simple name; KeyError where there is none."""
    if name in CLASSES.lines:
        return CLASSES[name]
    found = next((package + name for package in _PACKAGES if package + name in CLASSES.lines), None)
    if found is None:
        found = next(full for full in CLASSES.lines if full.endswith((f".{name}", f"${name}")))
    return CLASSES[found]


class ClojureError(Exception):
    """An error a program raises or meets. `data` is the map of `ex-info`, else None; `cause` another ClojureError or
    None.
    """

    def __init__(
        self, cls: JavaClass, message: str | None, *, data: Any = None, cause: ClojureError | None = None
    ) -> None:
        super().__init__(message)
        self.cls = cls
        self.message = message
        self.data = data
        self.cause = cause
        self.span: Any = None
        self.source: Any = None
        self.help: str | None = None
        #: what kind of mistake in a program this is, for findings: unresolved-symbol, arity, shape; and the name it is
        #: about
        self.code: str | None = None
        self.subject: str | None = None
        #: whether a form could not be made sense of, before anything of it was evaluated
        self.compiling = False
        #: the finding that this error tells of, where the text could not be read
        self.diagnostic: Any = None

    @property
    def root(self) -> ClojureError:
        """The innermost cause."""
        error = self
        while error.cause is not None:
            error = error.cause
        return error

    def __str__(self) -> str:
        return self.message or self.cls.simple_name


def error(name: str, message: str | None) -> ClojureError:
    """An error of the class with this full or simple name, to be raised by the caller."""
    return ClojureError(error_class(name), message)


def illegal_argument(message: str) -> ClojureError:
    return error("IllegalArgumentException", message)


def null_pointer(message: str) -> ClojureError:
    return error("NullPointerException", message)


def class_cast(message: str) -> ClojureError:
    return error("ClassCastException", message)


def wrong_arity(count: int, name: str) -> NoReturn:
    """Raise the error of a call with a number of arguments that the function does not take."""
    raise error("ArityException", f"wrong number of args ({count}) passed to: {name}")


class LimitExceeded(Exception):
    """An evaluation went past one of its limits; `limit` names it: steps, depth, size, number, regex or deadline."""

    def __init__(self, limit: str, message: str, help: str | None = None) -> None:
        super().__init__(message)
        self.limit = limit
        self.message = message
        self.help = help
        self.span: Any = None
        self.source: Any = None
        self.diagnostic: Any = None
