"""Text in `clojure.core`: `str`, `subs`, and printing to a string or to the output of the evaluation."""

from __future__ import annotations

from typing import Any, Final

from cljrules.stdlib.registry import core
from cljrules.values.casts import int_of, string_of
from cljrules.values.collections import PersistentMap
from cljrules.values.errors import error
from cljrules.values.limits import check_text, spend
from cljrules.values.output import write
from cljrules.values.printer import pr_str, print_str, str_of
from cljrules.values.symbols import Char

_ABSENT: Any = object()

_NAMES: Final = {"\n": "newline", "\t": "tab", " ": "space", "\b": "backspace", "\f": "formfeed", "\r": "return"}
_ESCAPES: Final = {"\n": "n", "\t": "t", "\r": "r", '"': '"', "\\": "\\", "\f": "f", "\b": "b"}

#: Maps of characters: their names, and how strings write them.
VALUES: Final = (
    ("clojure.core", "char-name-string", PersistentMap.of((Char(unit), name) for unit, name in _NAMES.items())),
    (
        "clojure.core",
        "char-escape-string",
        PersistentMap.of((Char(unit), f"\\{letter}") for unit, letter in _ESCAPES.items()),
    ),
)


def concatenate(pieces: list[str]) -> str:
    """The pieces as one string, within the limit of its length."""
    length = sum(map(len, pieces))
    check_text(length)
    spend(2 * len(pieces) + (length >> 8))
    return "".join(pieces)


@core("str")
def str_(*xs: Any) -> str:
    """The values as text, one after the other; nil is the empty string."""
    return concatenate([str_of(x) for x in xs])


@core("subs")
def subs(s: Any, start: Any, end: Any = _ABSENT) -> str:
    """The part of a string from index `start`, counted from 0, to before `end`, or to its end."""
    first = int_of(start)
    last = None if end is _ABSENT else int_of(end)
    text = string_of(s)
    last = len(text) if last is None else last
    return slice_of(text, first, last)


def slice_of(text: str, first: int, last: int) -> str:
    """The units from `first` to before `last`; raises StringIndexOutOfBoundsException."""
    if not 0 <= first <= last <= len(text):
        raise error("StringIndexOutOfBoundsException", f"begin {first}, end {last}, length {len(text)}")
    return text[first:last]


@core("pr-str")
def pr_str_(*xs: Any) -> str:
    """The values printed so that they can be read back, with spaces between."""
    return concatenate(_spaced(pr_str, xs))


@core("prn-str")
def prn_str(*xs: Any) -> str:
    """Like `pr-str`, with a newline at the end."""
    return concatenate([*_spaced(pr_str, xs), "\n"])


@core("print-str")
def print_str_(*xs: Any) -> str:
    """The values printed for people, strings and characters as they are, with spaces between."""
    return concatenate(_spaced(print_str, xs))


@core("println-str")
def println_str(*xs: Any) -> str:
    """Like `print-str`, with a newline at the end."""
    return concatenate([*_spaced(print_str, xs), "\n"])


@core("pr")
def pr(*xs: Any) -> None:
    """Print the values so that they can be read back, with spaces between."""
    write(pr_str_(*xs))


@core("prn")
def prn(*xs: Any) -> None:
    """Like `pr`, with a newline at the end."""
    write(prn_str(*xs))


@core("print")
def print_(*xs: Any) -> None:
    """Print the values for people, with spaces between."""
    write(print_str_(*xs))


@core("println")
def println(*xs: Any) -> None:
    """Like `print`, with a newline at the end."""
    write(println_str(*xs))


@core("printf")
def printf(fmt: Any, *args: Any) -> None:
    """Print a format string with the values put in, as `format` gives it."""
    from cljrules.stdlib.formatting import format_

    write(format_(fmt, *args))


@core("newline")
def newline() -> None:
    """Print a newline."""
    write("\n")


@core("flush")
def flush() -> None:
    """Does nothing: what is printed is at once where it goes."""


def _spaced(show: Any, values: tuple[Any, ...]) -> list[str]:
    pieces: list[str] = []
    for value in values:
        if pieces:
            pieces.append(" ")
        pieces.append(show(value))
    return pieces
