"""Errors a program can meet, by the JVM's names.

`ClojureError` is an error as Clojure sees it: thrown, caught by class name, carrying a message, data and a cause. Its
place in the text (`span`, `source`) is filled in by the evaluator. `LimitExceeded` is not one of them: a program
cannot catch it.
"""

from __future__ import annotations

from typing import Any, Final, NoReturn


class JavaClass:
    """A class of the JVM by name, as `class` and `type` give it; `parents` are its direct superclass and interfaces."""

    __slots__ = ("name", "parents")

    def __init__(self, name: str, parents: tuple[JavaClass, ...] = ()) -> None:
        self.name: Final = name
        self.parents: Final = parents

    @property
    def simple_name(self) -> str:
        return self.name.rsplit(".", 1)[-1].rsplit("$", 1)[-1]

    def is_a(self, other: JavaClass) -> bool:
        """Whether a value of this class is an instance of the other."""
        return self is other or any(parent.is_a(other) for parent in self.parents)

    def __repr__(self) -> str:
        return self.name


OBJECT = JavaClass("java.lang.Object")


def _error_classes() -> dict[str, JavaClass]:
    table: dict[str, JavaClass] = {}

    def add(name: str, parent: JavaClass) -> JavaClass:
        made = JavaClass(name, (parent,))
        table[name] = table[made.simple_name] = made
        return made

    throwable = add("java.lang.Throwable", OBJECT)
    exception = add("java.lang.Exception", throwable)
    problem = add("java.lang.Error", throwable)
    add("java.lang.AssertionError", problem)
    linkage = add("java.lang.LinkageError", problem)
    add("java.lang.ClassFormatError", linkage)
    changed = add("java.lang.IncompatibleClassChangeError", linkage)
    add("java.lang.AbstractMethodError", changed)
    add("java.lang.IllegalAccessError", changed)
    machine = add("java.lang.VirtualMachineError", problem)
    add("java.lang.StackOverflowError", machine)
    add("java.lang.OutOfMemoryError", machine)
    reflective = add("java.lang.ReflectiveOperationException", exception)
    add("java.lang.ClassNotFoundException", reflective)
    add("java.lang.NoSuchFieldException", reflective)
    add("java.lang.NoSuchMethodException", reflective)
    add("java.lang.InstantiationException", reflective)
    add("java.lang.CloneNotSupportedException", exception)
    add("java.lang.InterruptedException", exception)
    add("java.io.FileNotFoundException", add("java.io.IOException", exception))
    runtime = add("java.lang.RuntimeException", exception)
    add("java.lang.ArithmeticException", runtime)
    add("java.lang.ClassCastException", runtime)
    add("java.lang.NullPointerException", runtime)
    add("java.lang.NegativeArraySizeException", runtime)
    add("java.lang.ArrayStoreException", runtime)
    add("java.lang.SecurityException", runtime)
    add("java.util.ConcurrentModificationException", runtime)
    add("java.util.NoSuchElementException", runtime)
    state = add("java.lang.IllegalStateException", runtime)
    add("java.util.concurrent.CancellationException", state)
    add("java.lang.UnsupportedOperationException", runtime)
    index = add("java.lang.IndexOutOfBoundsException", runtime)
    add("java.lang.ArrayIndexOutOfBoundsException", index)
    add("java.lang.StringIndexOutOfBoundsException", index)
    argument = add("java.lang.IllegalArgumentException", runtime)
    add("clojure.lang.ArityException", argument)
    add("java.lang.NumberFormatException", argument)
    add("java.util.regex.PatternSyntaxException", argument)
    form = add("java.util.IllegalFormatException", argument)
    for name in (
        "UnknownFormatConversionException",
        "MissingFormatArgumentException",
        "IllegalFormatConversionException",
        "IllegalFormatPrecisionException",
        "IllegalFormatFlagsException",
        "IllegalFormatWidthException",
        "FormatFlagsConversionMismatchException",
        "MissingFormatWidthException",
        "DuplicateFormatFlagsException",
        "UnknownFormatFlagsException",
        "IllegalFormatArgumentIndexException",
        "IllegalFormatCodePointException",
    ):
        add(f"java.util.{name}", form)
    add("clojure.lang.ExceptionInfo", runtime)
    add("clojure.lang.LispReader$ReaderException", runtime)
    add("clojure.lang.Compiler$CompilerException", runtime)
    add("java.time.DateTimeException", runtime)
    add("java.time.format.DateTimeParseException", table["DateTimeException"])
    return table


#: Error classes by full and by simple name.
ERROR_CLASSES: Final = _error_classes()


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
    return ClojureError(ERROR_CLASSES[name], message)


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
