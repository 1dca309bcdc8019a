"""Formulas as SMT-LIB text.

A text of the loan is a number: its place in the list of texts that a question knows, or any greater number for a text
that is none of them. Takes formulas, gives text that a solver reads; never asks one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import lcm
from typing import Final, NamedTuple

from cljrules.prove.formulas import Atom, Formula, Number, TextOf, TextTest
from cljrules.prove.walking import inside

#: How a test of texts answers about a text that is not in the list.
_UNKNOWN: Final = "unknown "


def plain(name: str) -> str:
    """A name in letters that every solver takes."""
    return "".join(one if " " <= one <= "~" and one not in "|\\%" else f"%{ord(one):x};" for one in name)


def quoted(name: str) -> str:
    """A name as a symbol of SMT-LIB."""
    return f"|{plain(name)}|"


class Declared(NamedTuple):
    """A symbol with its sort, `Bool`, `Int`, `Real` or `Text`, and its bounds."""

    name: str
    sort: str
    low: Fraction | None
    high: Fraction | None


class Script:
    """Writes the declarations and definitions that some formulas need, and their names."""

    def __init__(self, formulas: Iterable[Formula], texts: Sequence[str], symbols: Iterable[Declared]) -> None:
        """`texts` are the texts by their numbers; `symbols` are all that the formulas are about."""
        self._numbers: Final = {text: number for number, text in enumerate(texts)}
        self._names: dict[int, str] = {}
        self._atoms: dict[int, str] = {}
        self.lines: Final[list[str]] = []
        wanted = list(formulas)
        for name, sort, low, high in symbols:
            self.lines.append(f"(declare-const {quoted(name)} {'Int' if sort == 'Text' else sort})")
            for end, sign in ((Fraction(0) if sort == "Text" else low, ">="), (high, "<=")):
                if end is not None and sort != "Bool":
                    self.lines.append(f"(assert ({sign} {quoted(name)} {literal(end, sort == 'Real')}))")
        items = inside(wanted)
        for test in dict.fromkeys(item.args[1].name for item in items if item.op == "text-in"):
            self.lines.append(f"(declare-fun {quoted(_UNKNOWN + test)} (Int) Bool)")
        for item in items:
            if isinstance(item, Atom):
                self._define_atom(item)
            elif item.ident not in self._names:
                self._define(item)

    def name(self, formula: Formula) -> str:
        """A formula by name."""
        return self._names[formula.ident]

    def _define(self, item: Formula) -> None:
        if item.op in ("true", "false"):
            self._names[item.ident] = item.op
        elif item.op == "flag":
            self._names[item.ident] = quoted(item.args[0])
        else:
            name = f"f{item.ident}"
            self.lines.append(f"(define-fun {name} () Bool {self._condition(item)})")
            self._names[item.ident] = name

    def _condition(self, item: Formula) -> str:
        match item.op:
            case "not" | "and" | "or":
                return f"({item.op} {' '.join(self._names[arg.ident] for arg in item.args)})"
            case "same-text":
                return f"(= {' '.join(map(self._text, item.args))})"
            case "text-in":
                return self._passing(*item.args)
        sign = {"at-most": "<=", "below": "<", "is-zero": "="}[item.op]
        number: Number = item.args[0]
        zero = "0" if _is_int(number) else "0.0"
        return f"({sign} {self.number(number)} {zero})"

    def _text(self, text: str | TextOf) -> str:
        return quoted(text.name) if isinstance(text, TextOf) else str(self._numbers[text])

    def _passing(self, text: TextOf, test: TextTest) -> str:
        where = quoted(text.name)
        known = [f"(= {where} {number})" for one, number in self._numbers.items() if test.passes(one)]
        other = f"(and (<= {len(self._numbers)} {where}) ({quoted(_UNKNOWN + test.name)} {where}))"
        return f"(or {' '.join([*known, other])})"

    def _define_atom(self, atom: Atom) -> None:
        if atom.op == "symbol":
            self._atoms[atom.ident] = quoted(atom.args[0])
            return
        name = f"n{atom.ident}"
        self.lines.append(f"(define-fun {name} () {'Int' if atom.is_whole else 'Real'} {self._value(atom)})")
        self._atoms[atom.ident] = name

    def _value(self, atom: Atom) -> str:
        if atom.op == "floor":
            return self._floor(atom.args[0])
        if atom.op == "choice":
            test, one, other = atom.args
            both = " ".join(self.number(number, as_real=not atom.is_whole) for number in (one, other))
            return f"(ite {self._names[test.ident]} {both})"
        both = " ".join(self.number(number, as_real=not atom.is_whole) for number in atom.args)
        return f"({'*' if atom.op == 'product' else '/'} {both})"

    def _floor(self, number: Number) -> str:
        if not all(atom.is_whole for atom, _ in number.parts):
            return f"(to_int {self.number(number, as_real=True)})"
        down = lcm(number.constant.denominator, *(factor.denominator for _, factor in number.parts))
        return f"(div {self.number(number.scaled(Fraction(down)))} {down})"

    def number(self, number: Number, *, as_real: bool = False) -> str:
        """A number as a term, of sort Int where it can be and `as_real` does not forbid it."""
        real = as_real or not _is_int(number)
        terms = [_multiple(self._term(atom, real), factor, real) for atom, factor in number.parts]
        if number.constant or not terms:
            terms.append(literal(number.constant, real))
        return terms[0] if len(terms) == 1 else f"(+ {' '.join(terms)})"

    def _term(self, atom: Atom, real: bool) -> str:
        name = self._atoms[atom.ident]
        return f"(to_real {name})" if real and atom.is_whole else name


def _is_int(number: Number) -> bool:
    return number.is_whole


def _multiple(term: str, factor: Fraction, real: bool) -> str:
    return term if factor == 1 else f"(* {literal(factor, real)} {term})"


def literal(value: Fraction, real: bool) -> str:
    """A number that is known, as a term."""
    size = abs(value)
    if not real:
        text = str(size.numerator)
    elif size.denominator == 1:
        text = f"{size.numerator}.0"
    else:
        text = f"(/ {size.numerator}.0 {size.denominator}.0)"
    return f"(- {text})" if value < 0 else text
