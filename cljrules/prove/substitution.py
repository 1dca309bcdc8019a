"""Formulas with something else in the place of symbols."""

from __future__ import annotations

from collections.abc import Mapping

from cljrules.prove.formulas import Atom, Formula, Formulas, Number, TextOf, number_of


def replaced(
    formulas: Formulas,
    formula: Formula,
    numbers: Mapping[str, Number],
    flags: Mapping[str, Formula],
    texts: Mapping[str, str],
) -> Formula:
    """A formula with other numbers, conditions and texts in the place of symbols."""
    return _Replacing(formulas, numbers, flags, texts).formula(formula)


class _Replacing:
    def __init__(
        self,
        formulas: Formulas,
        numbers: Mapping[str, Number],
        flags: Mapping[str, Formula],
        texts: Mapping[str, str],
    ) -> None:
        self._formulas = formulas
        self._numbers = numbers
        self._flags = flags
        self._texts = texts
        self._known: dict[int, Formula] = {}

    def formula(self, item: Formula) -> Formula:
        found = self._known.get(item.ident)
        if found is None:
            found = self._known[item.ident] = self._formula(item)
        return found

    def _formula(self, item: Formula) -> Formula:
        f = self._formulas
        match item.op:
            case "true" | "false":
                return item
            case "flag":
                return self._flags.get(item.args[0], item)
            case "not":
                return f.negated(self.formula(item.args[0]))
            case "and":
                return f.all(*map(self.formula, item.args))
            case "or":
                return f.any(*map(self.formula, item.args))
            case "same-text":
                return f.same_text(*map(self._text, item.args))
            case "text-in":
                return f.text_in(self._text(item.args[0]), item.args[1])
        number = self._number(item.args[0])
        made = {"at-most": f.at_most_zero, "below": f.below_zero, "is-zero": f.is_zero}[item.op]
        return made(number)

    def _text(self, text: str | TextOf) -> str | TextOf:
        return self._texts.get(text.name, text) if isinstance(text, TextOf) else text

    def _number(self, number: Number) -> Number:
        total = Number((), number.constant)
        for atom, factor in number.parts:
            total = total.plus(self._atom(atom).scaled(factor))
        return total

    def _atom(self, atom: Atom) -> Number:
        f = self._formulas
        match atom.op:
            case "symbol":
                return self._numbers.get(atom.args[0], number_of(atom))
            case "choice":
                return f.choice(self.formula(atom.args[0]), self._number(atom.args[1]), self._number(atom.args[2]))
            case "product":
                return f.product(self._number(atom.args[0]), self._number(atom.args[1]))
            case "quotient":
                return f.quotient(self._number(atom.args[0]), self._number(atom.args[1]))
        return f.floor(self._number(atom.args[0]))
