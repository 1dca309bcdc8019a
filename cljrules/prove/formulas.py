"""Conditions and numbers as formulas over a loan's places: what criteria become before a solver sees them.

A `Formulas` makes them, each once, so that two formulas of one maker are the same object exactly when they are written
the same. A number is linear in its atoms; an atom is a symbol of the loan or something that is not linear. Nothing here
knows loans, nodes or a solver.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, gcd, lcm
from typing import Any, Final

ZERO: Final = Fraction(0)
ONE: Final = Fraction(1)


class Formula:
    """A condition. `op` is true, false, flag, not, and, or, at-most (a number ≤ 0), below (< 0), is-zero, same-text or
    text-in; `args` are what it is about.
    """

    __slots__ = ("args", "ident", "op")

    def __init__(self, op: str, args: tuple[Any, ...], ident: int) -> None:
        self.op: Final = op
        self.args: Final = args
        self.ident: Final = ident

    def __repr__(self) -> str:
        return f"({' '.join((self.op, *map(repr, self.args)))})"


class Atom:
    """A part of a number that is not a multiple of others: a `symbol` with its bounds; `choice` of two numbers by a
    condition; `product` or `quotient` of two; `floor` of one.
    """

    __slots__ = ("args", "high", "ident", "is_whole", "low", "op")

    def __init__(
        self, op: str, args: tuple[Any, ...], ident: int, is_whole: bool, low: Fraction | None, high: Fraction | None
    ) -> None:
        self.op: Final = op
        self.args: Final = args
        self.ident: Final = ident
        self.is_whole: Final = is_whole
        self.low: Final = low
        self.high: Final = high

    def __repr__(self) -> str:
        return str(self.args[0]) if self.op == "symbol" else f"({' '.join((self.op, *map(repr, self.args)))})"


@dataclass(frozen=True, slots=True)
class Number:
    """The sum of `parts`, atoms with factors, and a constant."""

    parts: tuple[tuple[Atom, Fraction], ...]
    constant: Fraction = ZERO

    @property
    def is_constant(self) -> bool:
        return not self.parts

    @property
    def is_whole(self) -> bool:
        """Whether the number is sure to be whole."""
        return self.constant.denominator == 1 and all(
            atom.is_whole and factor.denominator == 1 for atom, factor in self.parts
        )

    @property
    def bounds(self) -> tuple[Fraction | None, Fraction | None]:
        """The least and the greatest that the number can be, as far as its atoms tell."""
        low: Fraction | None = self.constant
        high: Fraction | None = self.constant
        for atom, factor in self.parts:
            ends = (atom.low, atom.high) if factor > 0 else (atom.high, atom.low)
            low = None if low is None or ends[0] is None else low + factor * ends[0]
            high = None if high is None or ends[1] is None else high + factor * ends[1]
        return low, high

    @property
    def key(self) -> tuple[Any, ...]:
        return (*((atom.ident, factor) for atom, factor in self.parts), self.constant)

    def plus(self, other: Number, sign: int = 1) -> Number:
        """The sum, or with `sign` -1 the difference."""
        sums = dict(self.parts)
        for atom, factor in other.parts:
            sums[atom] = sums.get(atom, ZERO) + sign * factor
        parts = sorted(((atom, factor) for atom, factor in sums.items() if factor), key=lambda part: part[0].ident)
        return Number(tuple(parts), self.constant + sign * other.constant)

    def scaled(self, factor: Fraction) -> Number:
        """The number times a constant."""
        if not factor:
            return Number((), ZERO)
        return Number(tuple((atom, part * factor) for atom, part in self.parts), self.constant * factor)


def constant(value: Any) -> Number:
    """A number that is known."""
    return Number((), Fraction(value))


class Formulas:
    """Makes formulas and atoms. Whatever it is given is simplified as far as its shape shows."""

    def __init__(self) -> None:
        self._made: dict[tuple[Any, ...], Formula] = {}
        self._atoms: dict[tuple[Any, ...], Atom] = {}
        self.true: Final = self._formula("true")
        self.false: Final = self._formula("false")

    def _formula(self, op: str, *args: Any, key: tuple[Any, ...] | None = None) -> Formula:
        full = (op, *(args if key is None else key))
        made = self._made.get(full)
        if made is None:
            made = self._made[full] = Formula(op, args, len(self._made))
        return made

    @property
    def size(self) -> int:
        """How many formulas were made."""
        return len(self._made)

    def truth(self, value: bool) -> Formula:
        """The formula of what is known."""
        return self.true if value else self.false

    def flag(self, name: str) -> Formula:
        """A condition of the loan by itself."""
        return self._formula("flag", name)

    def negated(self, one: Formula) -> Formula:
        """The opposite."""
        if one.op == "true":
            return self.false
        if one.op == "false":
            return self.true
        if one.op == "not":
            inner: Formula = one.args[0]
            return inner
        if one.op == "below":
            return self.at_most_zero(one.args[0].scaled(-ONE))
        if one.op == "at-most":
            return self.below_zero(one.args[0].scaled(-ONE))
        return self._formula("not", one, key=(one.ident,))

    def all(self, *items: Formula) -> Formula:
        """Every one holds."""
        return self._joined("and", self.true, self.false, items)

    def any(self, *items: Formula) -> Formula:
        """One holds, or more."""
        return self._joined("or", self.false, self.true, items)

    def _joined(self, op: str, neutral: Formula, final: Formula, items: Iterable[Formula]) -> Formula:
        found: dict[int, Formula] = {}
        for item in items:
            parts: tuple[Formula, ...] = item.args if item.op == op else (item,)
            for part in parts:
                if part is final:
                    return final
                if part is not neutral:
                    found[part.ident] = part
        for part in list(found.values()):
            if self.negated(part).ident in found:
                return final
        if op == "and" and _exclude_each_other(found.values()):
            return final
        if len(found) < 2:
            return next(iter(found.values()), neutral)
        return self._formula(op, *found.values(), key=tuple(sorted(found)))

    def implies(self, one: Formula, other: Formula) -> Formula:
        """The second holds wherever the first does."""
        return self.any(self.negated(one), other)

    def equals(self, one: Formula, other: Formula) -> Formula:
        """Both hold or neither."""
        return self.all(self.implies(one, other), self.implies(other, one))

    def choose(self, test: Formula, one: Formula, other: Formula) -> Formula:
        """The one where the test holds, else the other."""
        return self.any(self.all(test, one), self.all(self.negated(test), other))

    # Numbers.

    def at_most_zero(self, number: Number) -> Formula:
        """The number is 0 or less."""
        return self._bounded("at-most", number)

    def below_zero(self, number: Number) -> Formula:
        """The number is less than 0."""
        return self._bounded("below", number)

    def is_zero(self, number: Number) -> Formula:
        """The number is 0."""
        low, high = number.bounds
        if low is not None and low == high:
            return self.truth(low == 0)
        if (low is not None and low > 0) or (high is not None and high < 0):
            return self.false
        number = _in_lowest_terms(number)
        if number.parts[0][1] < 0:
            number = number.scaled(-ONE)
        if _is_grid(number) and number.constant.denominator != 1:
            return self.false
        return self._formula("is-zero", number, key=number.key)

    def _bounded(self, op: str, number: Number) -> Formula:
        low, high = number.bounds
        if high is not None and (high < 0 or (high == 0 and op == "at-most")):
            return self.true
        if low is not None and (low > 0 or (low == 0 and op == "below")):
            return self.false
        number = _in_lowest_terms(number)
        if _is_grid(number):
            # on whole numbers `< 0` is `≤ -1`, and a constant between two of them is rounded
            limit = -number.constant
            most = ceil(limit) - 1 if op == "below" else floor(limit)
            op, number = "at-most", Number(number.parts, Fraction(-most))
        return self._formula(op, number, key=number.key)

    def symbol(self, name: str, *, is_whole: bool, low: Fraction | None = None, high: Fraction | None = None) -> Number:
        """A number of the loan."""
        return number_of(self._atom("symbol", (name,), (name,), is_whole, low, high))

    def _atom(
        self,
        op: str,
        args: tuple[Any, ...],
        key: tuple[Any, ...],
        is_whole: bool,
        low: Fraction | None,
        high: Fraction | None,
    ) -> Atom:
        full = (op, *key)
        made = self._atoms.get(full)
        if made is None:
            made = self._atoms[full] = Atom(op, args, len(self._atoms), is_whole, low, high)
        return made

    def choice(self, test: Formula, one: Number, other: Number) -> Number:
        """The one number where the test holds, else the other."""
        if test is self.true or one == other:
            return one
        if test is self.false:
            return other
        (low, high), (also_low, also_high) = one.bounds, other.bounds
        low = None if low is None or also_low is None else min(low, also_low)
        high = None if high is None or also_high is None else max(high, also_high)
        is_whole = one.is_whole and other.is_whole
        key = (test.ident, one.key, other.key)
        return number_of(self._atom("choice", (test, one, other), key, is_whole, low, high))

    def product(self, one: Number, other: Number) -> Number:
        """The product of two numbers."""
        if one.is_constant:
            return other.scaled(one.constant)
        if other.is_constant:
            return one.scaled(other.constant)
        first, second = sorted((one, other), key=lambda number: repr(number.key))
        corners = [a * b for a in first.bounds for b in second.bounds if a is not None and b is not None]
        low, high = (min(corners), max(corners)) if len(corners) == 4 else (None, None)
        key = (first.key, second.key)
        return number_of(self._atom("product", (first, second), key, first.is_whole and second.is_whole, low, high))

    def quotient(self, one: Number, other: Number) -> Number:
        """One number divided by another that is not 0."""
        if other.is_constant:
            return one.scaled(1 / other.constant)
        return number_of(self._atom("quotient", (one, other), (one.key, other.key), False, None, None))

    def floor(self, number: Number) -> Number:
        """The greatest whole number that is not above a number."""
        if number.is_constant:
            return constant(floor(number.constant))
        if number.is_whole:
            return number
        low, high = number.bounds
        ends = (None if low is None else Fraction(floor(low)), None if high is None else Fraction(floor(high)))
        return number_of(self._atom("floor", (number,), (number.key,), True, *ends))

    # Texts. A text is a str, or a `TextOf` a place of the loan.

    def same_text(self, one: str | TextOf, other: str | TextOf) -> Formula:
        """Two texts are equal."""
        if one == other:
            return self.true
        if isinstance(one, str) and isinstance(other, str):
            return self.false
        if isinstance(one, str) or (isinstance(other, TextOf) and other.name < one.name):
            one, other = other, one
        return self._formula("same-text", one, other)

    def text_in(self, text: str | TextOf, test: TextTest) -> Formula:
        """A text passes a test."""
        return self.truth(test.passes(text)) if isinstance(text, str) else self._formula("text-in", text, test)


@dataclass(frozen=True, slots=True)
class TextOf:
    """The text that the loan holds at a place, by the place's name."""

    name: str


@dataclass(frozen=True, slots=True)
class TextTest:
    """A test of one text; tests of one name are the same. `example` is a text that passes."""

    name: str
    passes: Callable[[str], bool]
    example: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TextTest) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return self.name


def _exclude_each_other(parts: Iterable[Formula]) -> bool:
    """Whether conditions plainly cannot all hold: one place is to hold two texts, or bounds leave no number."""
    texts: dict[str, str] = {}
    highs: dict[tuple[Any, ...], Fraction] = {}
    lows: dict[tuple[Any, ...], Fraction] = {}
    for part in parts:
        if part.op == "same-text":
            place, text = part.args
            if isinstance(text, str) and texts.setdefault(place.name, text) != text:
                return True
        elif part.op in ("at-most", "below", "is-zero"):
            number: Number = part.args[0]
            grows = number.parts[0][1] > 0
            sided = number if grows else number.scaled(-ONE)
            key = sided.key[:-1]
            bound = -sided.constant
            if part.op == "is-zero" or grows:
                highs[key] = min(bound, highs.get(key, bound))
            if part.op == "is-zero" or not grows:
                lows[key] = max(bound, lows.get(key, bound))
            if key in highs and key in lows and lows[key] > highs[key]:
                return True
    return False


def number_of(atom: Atom) -> Number:
    """An atom by itself, as a number."""
    return Number(((atom, ONE),))


def _is_grid(number: Number) -> bool:
    """Whether the number less its constant is sure to be whole."""
    return all(atom.is_whole and factor.denominator == 1 for atom, factor in number.parts)


def _in_lowest_terms(number: Number) -> Number:
    """A positive multiple of a number whose factors are whole and have no divisor in common."""
    down = lcm(*(factor.denominator for _, factor in number.parts))
    up = gcd(*(factor.numerator * (down // factor.denominator) for _, factor in number.parts))
    return number.scaled(Fraction(down, up))
