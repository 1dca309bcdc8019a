"""What an expression can be on any loan: alternatives, each with the condition under which it is the one.

A `Value` says when its evaluation is an error, and otherwise which leaf it is: conditions of the alternatives exclude
each other and leave nothing out. Takes and gives formulas; never looks at nodes or at a catalogue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from cljrules.prove.formulas import Formula, Formulas, Number, TextOf
from cljrules.source import Source, Span
from cljrules.stdlib.catalogue import Member

#: The kinds of numbers that `=` tells apart, and the widths of whole ones.
LONG, BIG, RATIO, DECIMAL, DOUBLE = "long", "big", "ratio", "decimal", "double"
CATEGORY: Final = {LONG: "whole", BIG: "whole", RATIO: "ratio", DECIMAL: "decimal", DOUBLE: "double"}

#: From so many numbers of one kind on they are folded into one.
_MOST_NUMBERS: Final = 4


@dataclass(frozen=True, slots=True)
class Nil:
    """nil."""

    @property
    def key(self) -> tuple[Any, ...]:
        return ("nil",)


@dataclass(frozen=True, slots=True)
class Truth:
    """true or false."""

    formula: Formula

    @property
    def key(self) -> tuple[Any, ...]:
        return ("truth", self.formula.ident)


@dataclass(frozen=True, slots=True)
class Num:
    """A number of one kind."""

    kind: str
    number: Number

    @property
    def key(self) -> tuple[Any, ...]:
        return ("number", self.kind, self.number.key)


@dataclass(frozen=True, slots=True)
class Text:
    """A text: a known one, or that of a place. The text of a place of the catalogue's type date is a `Day`."""

    text: str | TextOf

    @property
    def key(self) -> tuple[Any, ...]:
        return ("text", self.text)


@dataclass(frozen=True, slots=True)
class Day:
    """A text that is a day, by the day's number."""

    number: Number

    @property
    def key(self) -> tuple[Any, ...]:
        return ("day", self.number.key)


@dataclass(frozen=True, slots=True)
class Known:
    """A value of the language that is known and none of the above: a keyword, a set, a vector."""

    value: Any
    name: str

    @property
    def key(self) -> tuple[Any, ...]:
        return ("known", self.name)


@dataclass(frozen=True, slots=True)
class Held:
    """A map or a list that the loan holds at a place; of a list that `as_set` its items as a set."""

    path: tuple[str, ...]
    member: Member
    is_entry: bool = False
    as_set: bool = False

    @property
    def key(self) -> tuple[Any, ...]:
        return ("held", self.path, self.as_set)


@dataclass(frozen=True, slots=True)
class Items:
    """A vector, or the rest of arguments, of so many values."""

    items: tuple[Value, ...]

    @property
    def key(self) -> tuple[Any, ...]:
        return ("items", *(item.key for item in self.items))


@dataclass(frozen=True, slots=True)
class Hole:
    """Something that is not worked out: anything at all, the same wherever the name is the same. `why` says what it is
    and why it is not worked out, `source` and `span` where it stands.
    """

    name: str
    why: str
    source: Source
    span: Span

    @property
    def key(self) -> tuple[Any, ...]:
        return ("hole", self.name)


Leaf: TypeAlias = "Nil | Truth | Num | Text | Day | Known | Held | Items | Hole"
Alternative: TypeAlias = "tuple[Formula, Leaf]"
NIL: Final = Nil()


@dataclass(frozen=True, slots=True)
class Value:
    """`error` is when the evaluation throws; where it does not, one of the alternatives is the value."""

    error: Formula
    alternatives: tuple[Alternative, ...]

    @property
    def key(self) -> tuple[Any, ...]:
        return (self.error.ident, *((when.ident, leaf.key) for when, leaf in self.alternatives))

    @property
    def only(self) -> Leaf | None:
        """The one thing that the value is where it is no error, None where it can be several."""
        return self.alternatives[0][1] if len(self.alternatives) == 1 else None


class Values:
    """Makes values out of others."""

    def __init__(self, formulas: Formulas) -> None:
        self.formulas: Final = formulas

    def of(self, leaf: Leaf) -> Value:
        """A value that is one thing."""
        return Value(self.formulas.false, ((self.formulas.true, leaf),))

    def truth(self, formula: Formula) -> Value:
        """true where a formula holds, else false."""
        return self.of(Truth(formula))

    @property
    def failure(self) -> Value:
        """What is always an error."""
        return Value(self.formulas.true, ())

    def made(self, error: Formula, alternatives: Iterable[Alternative]) -> Value:
        """A value of these alternatives, like ones put together."""
        f = self.formulas
        found: dict[tuple[Any, ...], Alternative] = {}
        truths: list[tuple[Formula, Formula]] = []
        for when, leaf in alternatives:
            if when is f.false:
                continue
            if isinstance(leaf, Truth):
                truths.append((when, leaf.formula))
                continue
            before = found.get(leaf.key)
            found[leaf.key] = (when if before is None else f.any(before[0], when), leaf)
        kept = list(found.values())
        if truths:
            when = f.any(*(when for when, _ in truths))
            if len(truths) == 1:
                kept.append((when, Truth(truths[0][1])))
            else:
                kept.append((when, Truth(f.any(*(f.all(when, truth) for when, truth in truths)))))
        return Value(error, tuple(self._folded(kept)))

    def _folded(self, kept: list[Alternative]) -> list[Alternative]:
        for kind in (LONG, BIG, DECIMAL, RATIO):
            alike = [(when, leaf) for when, leaf in kept if isinstance(leaf, Num) and leaf.kind == kind]
            if len(alike) > _MOST_NUMBERS:
                kept = [pair for pair in kept if not (isinstance(pair[1], Num) and pair[1].kind == kind)]
                number = alike[-1][1].number
                for when, leaf in reversed(alike[:-1]):
                    number = self.formulas.choice(when, leaf.number, number)
                kept.append((self.formulas.any(*(when for when, _ in alike)), Num(kind, number)))
        return kept

    def choose(self, test: Formula, one: Value, other: Value) -> Value:
        """The one value where a test holds, else the other."""
        f = self.formulas
        if test is f.true:
            return one
        if test is f.false:
            return other
        against = f.negated(test)
        return self.made(
            f.any(f.all(test, one.error), f.all(against, other.error)),
            [
                *((f.all(test, when), leaf) for when, leaf in one.alternatives),
                *((f.all(against, when), leaf) for when, leaf in other.alternatives),
            ],
        )

    def guarded(self, error: Formula, made: Value) -> Value:
        """A value that is only come to where something before it was no error."""
        f = self.formulas
        if error is f.false:
            return made
        return Value(f.any(error, f.all(f.negated(error), made.error)), made.alternatives)

    def each(self, value: Value, made: Callable[[Leaf], Value]) -> Value:
        """What becomes of a value when something is done to whatever it is."""
        f = self.formulas
        error = value.error
        found: list[Alternative] = []
        for when, leaf in value.alternatives:
            given = made(leaf)
            error = f.any(error, f.all(when, given.error))
            found += ((f.all(when, also), item) for also, item in given.alternatives)
        return self.made(error, found)

    def pairs(self, one: Value, other: Value, made: Callable[[Leaf, Leaf], Value]) -> Value:
        """The same for two values."""
        return self.each(one, lambda first: self.each(other, lambda second: made(first, second)))

    def failing(self, error: Formula, value: Value) -> Value:
        """A value that is an error in some more cases."""
        return (
            value if error is self.formulas.false else Value(self.formulas.any(error, value.error), value.alternatives)
        )
