"""Questions to the solver about loans, and its answers as values of symbols.

Asks whether some formulas can hold together on a loan that the catalogue allows. Everything known of the symbols is
part of the question; what formulas do not show of a computed symbol is told to the solver as soon as it guesses wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from time import monotonic
from typing import Any, Final

from cljrules.prove.formulas import Formula, Number, TextOf, TextTest, constant
from cljrules.prove.ground import Computed, Ground, Symbol
from cljrules.prove.holding import Holding
from cljrules.prove.smt import Declared, Script, literal, plain, quoted
from cljrules.prove.solving import Answer, Query, Solver
from cljrules.prove.walking import inside
from cljrules.stdlib.catalogue import sample_loan
from cljrules.values.errors import ClojureError

#: How often a wrong guess about a computed symbol is put right.
_MOST_GUESSES: Final = 12
_FILLER: Final = "something else"


@dataclass(frozen=True, slots=True)
class Found:
    """`answer` is `sat`, `unsat` or `unknown`. `values` are those of the symbols, `read` the symbols that the formulas
    themselves are about.
    """

    answer: str
    values: Mapping[str, Any]
    read: frozenset[str]
    why: str = ""


class Asker:
    """Asks a solver about the loans of a ground."""

    def __init__(self, ground: Ground, solver: Solver) -> None:
        self._ground = ground
        self._solver = solver
        self._sample: dict[str, Any] = {}

    def sample_values(self, names: Iterable[str]) -> Mapping[str, Any]:
        """What symbols are on the sample loan."""
        wanted = set(names)
        if not wanted <= self._sample.keys():
            self._sample.update(self.values_on(sample_loan(), wanted - self._sample.keys()))
        return self._sample

    def values_on(self, loan: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
        """What symbols are on a loan, those that follow from others included; holes and errors are left out."""
        ground = self._ground
        made: dict[str, Any] = {}
        waiting = []
        for name in names:
            if name in ground.symbols:
                made[name] = ground.read(ground.symbols[name], loan)
            elif name in ground.computed:
                waiting.append(name)
        while waiting:
            left = []
            for name in waiting:
                try:
                    value = _computed(ground, name, made)
                except KeyError:
                    left.append(name)
                    continue
                if value is not None:
                    made[name] = value
            if len(left) == len(waiting):
                break
            waiting = left
        return made

    def can_hold(
        self,
        wanted: Sequence[Formula],
        seconds: float,
        *,
        nearest: bool = False,
        without: frozenset[int] = frozenset(),
    ) -> Found:
        """Whether formulas can all hold; with `nearest`, on a loan as near to the sample loan as can be. Laws can be
        left out of what is known.
        """
        until = monotonic() + seconds
        f = self._ground.formulas
        if f.all(*wanted) is f.false:
            return Found("unsat", {}, frozenset())
        read = self._ground.read_by(wanted)
        lemmas: list[Formula] = []
        tame = True
        while True:
            question = _Question(
                self._ground, self, [*wanted, *lemmas], read, tame=tame, nearest=nearest, without=without
            )
            answer = self._solver.ask(question.query, until - monotonic())
            if answer.answer == "unsat" and tame and question.is_tamed:
                # what is not proved on loans that can be written down may still be so on others
                tame, nearest = False, False
                continue
            if answer.answer != "sat":
                return Found(answer.answer, {}, read, answer.why)
            values = question.values(answer)
            wrong = self._wrong_guesses(values)
            if not wrong:
                return Found("sat", values, read)
            if len(lemmas) > _MOST_GUESSES:
                return Found("unknown", values, read, "what the dates come to was guessed wrong too often")
            lemmas += wrong

    def _wrong_guesses(self, values: Mapping[str, Any]) -> list[Formula]:
        ground = self._ground
        found = []
        for name, computed in ground.computed.items():
            if name not in values:
                continue
            actual = _computed(ground, name, values)
            if actual is None or actual == values[name]:
                continue
            found.append(_lemma(ground, computed, actual, values))
        return found


def _lemma(ground: Ground, computed: Computed, actual: Any, values: Mapping[str, Any]) -> Formula:
    """What a computed symbol is where its inputs are as they were guessed, or near to that."""
    f = ground.formulas
    inputs = [Holding(values).number(number) for number in computed.inputs]
    if computed.sort == "Bool":
        flag = f.flag(computed.name)
        is_actual = flag if actual else f.negated(flag)
        return f.implies(f.all(*map(f.is_zero, _gaps(computed, inputs))), is_actual)
    symbol = f.symbol(computed.name, is_whole=True, low=computed.low, high=computed.high)
    gap = symbol.plus(constant(actual), -1)
    if computed.around is None:
        return f.implies(f.all(*map(f.is_zero, _gaps(computed, inputs))), f.is_zero(gap))
    first, last, slope = computed.around(inputs[0])
    day = computed.inputs[0]
    inside = f.all(f.at_most_zero(constant(first).plus(day, -1)), f.at_most_zero(day.plus(constant(last), -1)))
    moved = day.plus(constant(inputs[0]), -1).scaled(Fraction(slope))
    return f.implies(inside, f.is_zero(gap.plus(moved, -1)))


def _gaps(computed: Computed, inputs: Sequence[Fraction]) -> Iterator[Number]:
    for number, value in zip(computed.inputs, inputs, strict=True):
        yield number.plus(constant(value), -1)


def _computed(ground: Ground, name: str, values: Mapping[str, Any]) -> Any:
    """What a computed symbol is, None where that is an error; raises KeyError where its inputs are not known."""
    computed = ground.computed[name]
    inputs = list(map(Holding(values).number, computed.inputs))
    try:
        return computed.compute(*inputs)
    except (ClojureError, ValueError, OverflowError, ArithmeticError):
        return None


class _Question:
    def __init__(
        self,
        ground: Ground,
        asker: Asker,
        wanted: Sequence[Formula],
        read: frozenset[str],
        *,
        tame: bool,
        nearest: bool,
        without: frozenset[int],
    ) -> None:
        self._ground = ground
        known, names = ground.known_of(wanted, without)
        everything = [*wanted, *known]
        declared = sorted(filter(None, map(self._declared, names)))
        self._texts = _texts_of(ground, everything, [one for one in declared if one.sort == "Text"])
        script = Script(everything, self._texts, declared)
        lines = [*script.lines, *(f"(assert {script.name(formula)})" for formula in everything)]
        reals = [one.name for one in declared if one.sort == "Real"]
        tests = any(item.op == "text-in" for item in inside(everything))
        self.is_tamed = bool(tame and (reals or tests))
        if tame:
            lines += [f"(declare-const {quoted(f'{name} in cents')} Int)" for name in reals]
            lines += [f"(assert (= (* 100.0 {quoted(name)}) (to_real {quoted(f'{name} in cents')})))" for name in reals]
            lines += [f"(assert (< {quoted(one.name)} {len(self._texts)}))" for one in declared if one.sort == "Text"]
        self._declared_symbols = declared
        soft: tuple[tuple[str, int], ...] = ()
        near: tuple[str, ...] = ()
        if nearest:
            soft, near = self._wishes(asker, read)
        symbols_wanted = tuple((plain(one.name), one.sort) for one in declared)
        self.query = Query("\n".join(lines), symbols_wanted, soft, near)

    def _declared(self, name: str) -> Declared:
        symbol = self._ground.symbols.get(name)
        if symbol is not None:
            return Declared(name, symbol.sort, symbol.low, symbol.high)
        computed = self._ground.computed.get(name)
        if computed is not None:
            return Declared(name, computed.sort, computed.low, computed.high)
        return Declared(name, "Bool", None, None)

    def _wishes(self, asker: Asker, read: frozenset[str]) -> tuple[tuple[tuple[str, int], ...], tuple[str, ...]]:
        """That each place is as on the sample loan, and that numbers are near to it."""
        sample = asker.sample_values(read)
        places: dict[tuple[str, ...], list[Symbol]] = {}
        for name in sorted(read):
            symbol = self._ground.symbols.get(name)
            if symbol is not None:
                places.setdefault(symbol.path, []).append(symbol)
        soft: list[tuple[str, int]] = []
        near: list[str] = []
        for at in places.values():
            is_nil = any(symbol.role == "nil" and sample[symbol.name] for symbol in at)
            same = [self._same(symbol, sample[symbol.name]) for symbol in at if symbol.role != "value" or not is_nil]
            # another business date makes another loan of every date on it
            weight = 3 if at[0].name == self._ground.today else 2
            soft.append((same[0] if len(same) == 1 else f"(and {' '.join(same)})", weight))
            for symbol in at:
                if symbol.sort in ("Int", "Real"):
                    near.append(_distance(symbol, self._centre(symbol, sample, is_nil)))
        return tuple(soft), tuple(near)

    def _centre(self, symbol: Symbol, sample: Mapping[str, Any], is_nil: bool) -> Fraction:
        if not is_nil:
            return Fraction(sample[symbol.name])
        # a date that is not there is looked for around the business date
        today = self._ground.symbols.get(self._ground.today)
        return Fraction(self._ground.read(today, sample_loan())) if symbol.type == "date" and today else Fraction(0)

    def _same(self, symbol: Symbol, value: Any) -> str:
        name = quoted(symbol.name)
        if symbol.sort == "Bool":
            return name if value else f"(not {name})"
        if symbol.sort == "Text":
            return f"(= {name} {self._texts.index(value)})"
        return f"(= {name} {literal(value, symbol.sort == 'Real')})"

    def values(self, answer: Answer) -> dict[str, Any]:
        """The values of all symbols in an answer."""
        made: dict[str, Any] = {}
        for declared, value in zip(self._declared_symbols, answer.values, strict=True):
            if declared.sort == "Bool":
                made[declared.name] = bool(value)
            elif declared.sort == "Text":
                number = int(Fraction(value))
                made[declared.name] = self._texts[number] if number < len(self._texts) else f"{_FILLER} {number}"
            else:
                made[declared.name] = Fraction(value)
        return made


def _distance(symbol: Symbol, centre: Fraction) -> str:
    name, at = quoted(symbol.name), literal(centre, symbol.sort == "Real")
    return f"(ite (< {name} {at}) (- {at} {name}) (- {name} {at}))"


def _texts_of(ground: Ground, formulas: Iterable[Formula], declared: Sequence[Declared]) -> list[str]:
    """The texts that a question knows: those that are named, those that places take, and as many others as there are
    places, so that all can differ.
    """
    found: dict[str, None] = {}
    for one in declared:
        if one.name in ground.symbols:
            found[ground.read(ground.symbols[one.name], sample_loan())] = None
            found.update(dict.fromkeys(ground.words(one.name)))
    for item in inside(formulas):
        if item.op == "same-text":
            found.update(dict.fromkeys(arg for arg in item.args if not isinstance(arg, TextOf)))
        elif item.op == "text-in":
            test: TextTest = item.args[1]
            found[test.example] = None
    fillers = (_FILLER if number == 1 else f"{_FILLER} {number}" for number in range(1, 3 * len(declared) + 3))
    wanted = len(found) + len(declared)
    for filler in fillers:
        if len(found) < wanted:
            found.setdefault(filler)
    return list(found)
