"""Which mutants of a rule its examples would notice, and which example would notice the others.

Takes a rule with its examples, gives a verdict for each mutant. A mutant is noticed when an example no longer holds.
For any other one the smallest loan is looked for on which rule and mutant differ; an example made of it says what the
rule as written answers. Where no such loan is found the two may mean the same, and the mutant does not count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from cljrules.evaluation import Criteria, Program
from cljrules.lint.nearest import Known, Nearby, literals_of
from cljrules.lint.translate import Translator
from cljrules.packs.model import Definition, Rule
from cljrules.parser.forms import Atom, Coll, Form
from cljrules.stdlib.catalogue import sample_loan
from cljrules.stdlib.catalogue.places import changed
from cljrules.trials.judging import Case, Judge
from cljrules.trials.mutants import Mutant, Mutator
from cljrules.values.collections import MapLike, Vector
from cljrules.values.errors import ClojureError, LimitExceeded

#: An example names at most so many variables besides those that differ from the sample loan.
_MOST_NAMED: Final = 6
NOTICED, MISSED, SAME = "noticed", "missed", "same"


@dataclass(frozen=True, slots=True)
class Telling:
    """An example that tells a rule from a mutant: what differs from the sample loan, by variable, and what the rule as
    written answers.
    """

    given: Mapping[str, Any]
    fires: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a mutant: `noticed` by an example, `missed`, or the `same` on every loan that was tried. `inside`
    names the pack's definition that was changed, None for the criteria themselves.
    """

    mutant: Mutant
    inside: str | None
    state: str
    telling: Telling | None = None


class Mutation:
    """Tries the mutants of one pack's rules."""

    def __init__(self, judge: Judge) -> None:
        self._judge: Final = judge
        self._mutator: Final = Mutator(judge.catalogue, judge.pack.manifest.vocabulary)
        self._definitions: Final = {definition.name: definition for definition in judge.pack.definitions}
        self._changed: Final[dict[str, list[tuple[Mutant, Program | None]]]] = {}
        self._as_of: Final = date.fromisoformat(judge.catalogue.sample.as_of)

    @cached_property
    def _translator(self) -> Translator:
        return Translator(self._judge.catalogue, self._judge.pack.definitions)

    def verdicts(self, rule: Rule) -> tuple[Verdict, ...]:
        """The verdicts on all mutants of a rule, those of the definitions it uses included."""
        try:
            criteria = self._judge.program.criteria(rule.when)
        except (ClojureError, LimitExceeded):
            return ()
        cases = [self._judge.case(example) for example in rule.examples]
        held = [case for case in cases if _answer(criteria, case.loan, case.as_of) is case.fires]
        used = self._used(rule.when)
        nearby = self._nearby(rule, criteria, [self._definitions[name].form for name in used])
        found = []
        for mutant in self._mutator.mutants(rule.when):
            asked = self._criteria(self._judge.program, mutant.form)
            found.append(self._verdict(mutant, None, asked, held, nearby, criteria))
        for name in used:
            for mutant, program in self._mutants_of(name):
                asked = None if program is None else self._criteria(program, rule.when)
                found.append(self._verdict(mutant, name, asked, held, nearby, criteria))
        return tuple(found)

    def fewest(self, rule: Rule, verdicts: Sequence[Verdict]) -> list[Telling]:
        """Of the examples that would notice the missed mutants, few that notice them all: always the one that notices
        most of those still missed.
        """
        missed = [verdict for verdict in verdicts if verdict.telling is not None]
        tellings = [verdict.telling for verdict in missed if verdict.telling is not None]
        asked = [self._asked(rule, verdict) for verdict in missed]
        notices = [
            {at for at, criteria in enumerate(asked) if criteria is None or self._tells(telling, criteria)}
            for telling in tellings
        ]
        chosen: list[Telling] = []
        left = set(range(len(missed)))
        while left:
            best = max(range(len(tellings)), key=lambda at: (len(notices[at] & left), -len(tellings[at].given), -at))
            chosen.append(tellings[best])
            left -= notices[best] | {best}
        return sorted(chosen, key=lambda telling: not telling.fires)

    def _tells(self, telling: Telling, asked: Criteria) -> bool:
        loan = changed(sample_loan(), telling.given)
        return _answer(asked, loan, self._as_of) is not telling.fires

    def _asked(self, rule: Rule, verdict: Verdict) -> Criteria | None:
        if verdict.inside is None:
            return self._criteria(self._judge.program, verdict.mutant.form)
        held = self._mutants_of(verdict.inside)
        program = next(program for mutant, program in held if mutant is verdict.mutant)
        return None if program is None else self._criteria(program, rule.when)

    def _verdict(
        self,
        mutant: Mutant,
        inside: str | None,
        asked: Criteria | None,
        held: Sequence[Case],
        nearby: Nearby,
        criteria: Criteria,
    ) -> Verdict:
        # what cannot even be read is noticed by everyone
        if asked is None or any(_answer(asked, case.loan, case.as_of) is not case.fires for case in held):
            return Verdict(mutant, inside, NOTICED)

        def differs(loan: Mapping[str, Any]) -> bool:
            answer = _answer(criteria, loan, self._as_of)
            return answer is not None and _answer(asked, loan, self._as_of) is not answer

        changes = nearby.smallest(differs)
        if changes is None:
            return Verdict(mutant, inside, SAME)
        decision = criteria.decide(nearby.loan_with(changes), self._as_of)
        given = self._given(decision.read, changes, nearby)
        loan = {**sample_loan(), **given}
        decision, again = criteria.decide(loan, self._as_of), asked.decide(loan, self._as_of)
        if decision.error is not None or (again.error is None and again.fires is decision.fires):
            return Verdict(mutant, inside, SAME)
        return Verdict(mutant, inside, MISSED, Telling(given, decision.fires))

    def _given(self, read: Mapping[str, Any], changes: Mapping[str, Any], nearby: Nearby) -> dict[str, Any]:
        """What an example says of its loan: what differs from the sample loan, and the plain values that were read, so
        that the example can be understood by itself.
        """
        loan = nearby.loan_with(changes)
        differs = {place.split(".")[0] for place in changes}
        today = self._judge.catalogue.sample.today
        # the sample loan's words need not be among the pack's own
        plain = [name for name, value in read.items() if _is_plain(value) and nearby.may_hold(name, value)]
        named = [name for name in dict.fromkeys([*plain, *sorted(differs)]) if name != today]
        return {name: _short(loan[name]) for name in named if name in differs or len(named) <= _MOST_NAMED}

    def _nearby(self, rule: Rule, criteria: Criteria, used: Sequence[Form]) -> Nearby:
        tree = self._translator.criteria(rule.when)
        known = Known((tree,), criteria.variables, literals_of((rule.when, *used)))
        return Nearby(sample_loan(), known, self._judge.catalogue, self._judge.pack.manifest.vocabulary)

    def _criteria(self, program: Program, form: Form) -> Criteria | None:
        try:
            return program.criteria(form)
        except (ClojureError, LimitExceeded):
            return None

    def _used(self, form: Form) -> list[str]:
        """The definitions of the pack that a form names, directly or through one another."""
        found: dict[str, None] = {}
        waiting = [form]
        while waiting:
            at = waiting.pop()
            if isinstance(at, Coll):
                waiting += at.items
            elif isinstance(at, Atom) and at.symbol is not None:
                name = at.symbol.text
                if name in self._definitions and name not in found:
                    found[name] = None
                    waiting.append(self._definitions[name].form)
        return [name for name in self._definitions if name in found]

    def _mutants_of(self, name: str) -> list[tuple[Mutant, Program | None]]:
        """The mutants of a definition, each with the program that has it instead; None where that cannot be made."""
        if name not in self._changed:
            definition = self._definitions[name]
            self._changed[name] = [(mutant, self._program_with(name, mutant)) for mutant in self._in(definition)]
        return self._changed[name]

    def _in(self, definition: Definition) -> list[Mutant]:
        form = definition.form
        if form.head is not None and form.head.text == "def":
            return self._mutator.mutants_of_value(form.items[-1])
        return self._mutator.mutants(form.items[-1]) if len(form.items) > 3 else []

    def _program_with(self, name: str, mutant: Mutant) -> Program | None:
        definitions: list[Definition | Form] = []
        for definition in self._judge.pack.definitions:
            form = definition.form
            if definition.name == name:
                form = Coll(form.kind, (*form.items[:-1], mutant.form), form.span, form.source, form.meta)
            definitions.append(form)
        try:
            return self._judge.program_with(definitions)
        except (ClojureError, LimitExceeded):
            return None


def _is_plain(value: Any) -> bool:
    return not isinstance(value, MapLike | Vector)


def _short(value: Any) -> Any:
    """A value as an author writes it: whole amounts without cents."""
    return value.to_integral_value() if isinstance(value, Decimal) and value == value.to_integral_value() else value


def _answer(criteria: Criteria, loan: Mapping[str, Any], as_of: date) -> bool | None:
    """What criteria answer, None for an error."""
    answer = criteria.ask(loan, as_of)
    return answer if isinstance(answer, bool) else None
