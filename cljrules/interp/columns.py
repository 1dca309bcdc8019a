"""Columns of loans: what the columnar engine may take a column for.

A column is named after a loan variable, or after a way into a map variable, the keys joined by `/`
(`variable/KEY/field`). A shape says how values of the language lie in it:

    int    whole numbers (Long), in a signed integer column
    dec    BigDecimals, as whole numbers of 10^-scale, in a signed integer column
    bool   true and false
    str    texts, as real text (not UTF-16 units), in a text, categorical or enumeration column
    day    texts `YYYY-MM-DD`, as days since 1970-01-01, in an integer column of at least 32 bits
    texts  vectors of texts that hold no nil
    map    a map of which only ways into it have columns

A null is nil: for a way into a map also a key that is absent. A value that the shape cannot hold, or a loan without the
variable, is a null too and marked in a Boolean column `odd_column` beside it. Everything here is plain data.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from cljrules.values.symbols import Keyword

INT: Final = "int"
DEC: Final = "dec"
BOOL: Final = "bool"
STR: Final = "str"
DAY: Final = "day"
TEXTS: Final = "texts"
MAP: Final = "map"

EPOCH: Final = date(1970, 1, 1).toordinal()
LONG_LOW: Final = -(2**63)
LONG_HIGH: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Shape:
    """How values lie in a column; `scale` is the number of decimal places of `dec`."""

    kind: str
    scale: int = 0


@dataclass(frozen=True, slots=True)
class ColumnKind:
    """What is true of a column in one batch of loans.

    `nulls`: some value is nil or odd. `odd`: the column of odd rows is there. `low` and `high` bound the stored whole
    numbers. `bits` is the width of an integer column. `constant`: every row holds this value of the language, and there
    is no column.
    """

    shape: Shape
    nulls: bool = True
    odd: bool = False
    low: int = LONG_LOW
    high: int = LONG_HIGH
    bits: int = 64
    constant: Any = None
    is_constant: bool = False


def odd_column(name: str) -> str:
    """The name of the Boolean column that marks rows whose value in column `name` its shape cannot hold."""
    return f"{name}?"


def below(path: str, key: object) -> str | None:
    """The way from a map to what a key of it holds; None for a key that no column is named after."""
    return f"{path}/{key.name}" if isinstance(key, Keyword) and key.ns is None and "/" not in key.name else None


def day_number(text: Any) -> int | None:
    """Days since 1970-01-01 of a text that is a calendar day written `YYYY-MM-DD`, else None."""
    if not isinstance(text, str) or len(text) != 10 or not text.isascii():
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day.toordinal() - EPOCH if day.isoformat() == text else None


def powers(low: int, high: int) -> tuple[int, int]:
    """Bounds of whole numbers widened to powers of two, so that batches of like loans have the same."""
    return (0 if low >= 0 else -(1 << (-low - 1).bit_length())), (0 if high <= 0 else (1 << high.bit_length()) - 1)
