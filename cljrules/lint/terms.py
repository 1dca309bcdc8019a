"""Numbers in criteria as linear terms: how much of each loan variable, and a constant.

A term's keys are places on a loan (a variable, or a variable with the keys into its map, joined by dots) or, for what
cannot be worked out, the expression's own text. A date counts as the number of its day. Nothing here knows conditions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from cljrules.stdlib.catalogue.places import value_at

ZERO: Final = Fraction(0)


@dataclass(frozen=True, slots=True)
class Term:
    """`parts` of places with their factors, plus `constant`; `numbers` are the literals it was written with.

    `over` is the term it is divided by, where that is not a number.
    """

    parts: tuple[tuple[str, Fraction], ...]
    constant: Fraction = ZERO
    numbers: tuple[Fraction, ...] = ()
    over: Term | None = None

    @property
    def is_constant(self) -> bool:
        return not self.parts and self.over is None

    def scaled(self, factor: Fraction) -> Term:
        """The term times a number."""
        parts = tuple((key, part * factor) for key, part in self.parts) if factor else ()
        return Term(parts, self.constant * factor, self.numbers, self.over)

    def plus(self, other: Term, sign: int = 1) -> Term:
        """The sum, or with `sign` -1 the difference, of two terms that are not divided by others."""
        sums = dict(self.parts)
        for key, part in other.parts:
            sums[key] = sums.get(key, ZERO) + sign * part
        parts = tuple((key, part) for key, part in sums.items() if part)
        return Term(parts, self.constant + sign * other.constant, self.numbers + other.numbers)


def constant(value: Any) -> Term:
    """The term of a number."""
    exact = as_fraction(value)
    return Term((), exact, (exact,))


def place(key: str) -> Term:
    """The term of one place on a loan."""
    return Term(((key, Fraction(1)),))


def as_fraction(value: Any) -> Fraction:
    """A number of the language, exactly; a binary one as it prints."""
    return Fraction(str(value)) if isinstance(value, float) else Fraction(value)


def is_number(value: Any) -> bool:
    """Whether a value is a finite number (and not true or false)."""
    if isinstance(value, bool):
        return False
    if isinstance(value, float):
        return value - value == 0
    return isinstance(value, int | Decimal | Fraction)


def day_number(text: str) -> Fraction | None:
    """The number of a day written `YYYY-MM-DD`, None for any other text."""
    try:
        return Fraction(date.fromisoformat(text).toordinal()) if len(text) == 10 else None
    except ValueError:
        return None


def number_at(loan: Mapping[str, Any], key: str) -> Fraction | None:
    """The number, or a date's day number, that a loan holds at a place."""
    found = value_at(loan, key)
    if is_number(found):
        return as_fraction(found)
    return day_number(found) if isinstance(found, str) else None
