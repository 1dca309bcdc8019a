"""What formulas come to on one loan, without a solver."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor
from typing import Any

from cljrules.prove.formulas import ZERO, Atom, Formula, Number, TextOf, TextTest


class Holding:
    """What formulas and numbers come to where their symbols have these values (bool, number, text).

    Raises KeyError for a symbol without a value.
    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values
        self._known: dict[int, bool] = {}

    def formula(self, item: Formula) -> bool:
        """Whether a formula holds."""
        found = self._known.get(item.ident)
        if found is None:
            found = self._known[item.ident] = self._formula(item)
        return found

    def _formula(self, item: Formula) -> bool:
        match item.op:
            case "true" | "false":
                return item.op == "true"
            case "flag":
                return bool(self._values[item.args[0]])
            case "not":
                return not self.formula(item.args[0])
            case "and":
                return all(map(self.formula, item.args))
            case "or":
                return any(map(self.formula, item.args))
            case "same-text":
                one, other = map(self._text, item.args)
                return one == other
            case "text-in":
                test: TextTest = item.args[1]
                return test.passes(self._text(item.args[0]))
        value = self.number(item.args[0])
        return value <= 0 if item.op == "at-most" else value < 0 if item.op == "below" else value == 0

    def _text(self, text: str | TextOf) -> str:
        return text if isinstance(text, str) else str(self._values[text.name])

    def number(self, number: Number) -> Fraction:
        """What a number is."""
        total = number.constant
        for atom, factor in number.parts:
            total += factor * self._atom(atom)
        return total

    def _atom(self, atom: Atom) -> Fraction:
        match atom.op:
            case "symbol":
                return Fraction(self._values[atom.args[0]])
            case "choice":
                test, one, other = atom.args
                return self.number(one if self.formula(test) else other)
            case "product":
                return self.number(atom.args[0]) * self.number(atom.args[1])
            case "quotient":
                # where the divisor is 0 whatever holds the quotient does not matter
                divisor = self.number(atom.args[1])
                return self.number(atom.args[0]) / divisor if divisor else ZERO
        return Fraction(floor(self.number(atom.args[0])))
