"""What Python raises on behalf of a program, as an error of the language.

The library gives the errors that Clojure gives; this is the net under it, so that nothing else ever leaves an
evaluation: arguments that a function did not look at closely become an error of the program, with the place of the
call, and running out of stack or memory becomes what it is on the JVM or a limit.
"""

from __future__ import annotations

from typing import Any, Final

from cljrules.values.errors import ClojureError, LimitExceeded, error

#: What counts as a mistake of the program's arguments; the first class that fits says what error it is.
_CLASSES: Final[tuple[tuple[type[Exception], str], ...]] = (
    (RecursionError, "StackOverflowError"),
    (TypeError, "ClassCastException"),
    (AttributeError, "ClassCastException"),
    (ArithmeticError, "ArithmeticException"),
    (LookupError, "IndexOutOfBoundsException"),
    (ValueError, "IllegalArgumentException"),
    (AssertionError, "IllegalArgumentException"),
    (RuntimeError, "IllegalStateException"),
    (StopIteration, "IllegalStateException"),
)

#: Everything that `fault_of` takes.
FAULTS: Final[tuple[type[Exception], ...]] = (*(cls for cls, _ in _CLASSES), MemoryError)


def fault_of(mistake: BaseException, message: str, form: Any = None) -> ClojureError | LimitExceeded:
    """The error of the language for one of `FAULTS`, to be raised by the caller; at the place of a form, if given."""
    made: ClojureError | LimitExceeded
    if isinstance(mistake, MemoryError):
        made = LimitExceeded("size", "the evaluation ran out of memory")
    elif isinstance(mistake, RecursionError):
        made = error("StackOverflowError", "calls or values are nested too deeply")
        made.help = "look for a function that calls itself without end; `recur` repeats without nesting"
    else:
        name = next(name for cls, name in _CLASSES if isinstance(mistake, cls))
        made = error(name, message)
    if form is not None:
        made.span = form.span
        made.source = form.source
    return made
