"""Rules tried on their examples, by every engine.

Takes a pack; gives for each example what the criteria answered and whether the engines agree. The reference evaluator
says what is right; the compiled engine, and the columnar one where its library is there, must not say otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from typing import Any, Final

from cljrules.evaluation import Criteria, Decision, Program
from cljrules.packs.model import Definition, Example, Pack, Rule
from cljrules.parser.forms import Form
from cljrules.stdlib.catalogue import Catalogue, sample_loan
from cljrules.values.errors import ClojureError, LimitExceeded
from cljrules.values.symbols import from_units


@dataclass(frozen=True, slots=True)
class Case:
    """An example as it is tried: the whole loan, the day, and whether the rule fires."""

    loan: Mapping[str, Any]
    as_of: date
    fires: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an example came to. `failure` says what is wrong with it in words, None where it holds; `engines` are the
    engines that answered.
    """

    number: int
    example: Example
    failure: str | None
    engines: tuple[str, ...]


class Judge:
    """Tries the rules of one pack."""

    def __init__(self, pack: Pack, catalogue: Catalogue) -> None:
        self.pack: Final = pack
        self.catalogue: Final = catalogue
        self.program: Final = self.program_with(pack.definitions)

    def program_with(self, definitions: Iterable[Definition | Form]) -> Program:
        """The pack's program with these definitions; raises ClojureError and LimitExceeded where one is wrong."""
        forms = (item.form if isinstance(item, Definition) else item for item in definitions)
        return Program(forms, extensions=self.pack.functions)

    def case(self, example: Example) -> Case:
        """An example as it is tried: variables not given have the sample loan's values."""
        known = self.catalogue.sample
        as_of = example.as_of or date.fromisoformat(known.as_of)
        return Case({**sample_loan(), known.today: as_of.isoformat(), **example.given}, as_of, example.fires)

    def outcomes(self, rule: Rule) -> tuple[Outcome, ...]:
        """What each example of a rule came to."""
        if not rule.examples:
            return ()
        cases = [self.case(example) for example in rule.examples]
        try:
            criteria = self.program.criteria(rule.when)
        except (ClojureError, LimitExceeded) as mistake:
            why = f"the criteria cannot be read: {from_units(mistake.message or '')}"
            return tuple(Outcome(at, example, why, ()) for at, example in enumerate(rule.examples, 1))
        columnar = columnar_answers(criteria, cases)
        found = []
        for at, (example, case, column) in enumerate(zip(rule.examples, cases, columnar, strict=True), 1):
            decision = criteria.decide(case.loan, case.as_of)
            compiled = criteria.test(case.loan, case.as_of) if criteria.test is not None else None
            answers = {"compiled": compiled, "columnar": column}
            engines = ("reference", *(name for name, answer in answers.items() if answer is not None))
            failure = _failure(example, decision) or _disagreement(decision, answers)
            found.append(Outcome(at, example, failure, engines))
        return tuple(found)


def _failure(example: Example, decision: Decision) -> str | None:
    wanted = "fires" if example.fires else "does not fire"
    if decision.error is not None:
        return f"it says that the rule {wanted}, but the criteria give an error: {from_units(str(decision.error))}"
    if decision.fires is not example.fires:
        return f"it says that the rule {wanted}, but the criteria give `{str(decision.fires).lower()}`"
    return None


def _disagreement(decision: Decision, answers: Mapping[str, bool | None]) -> str | None:
    for name, answer in answers.items():
        if answer is not None and (decision.error is not None or answer is not decision.value):
            return f"the {name} engine gives `{str(answer).lower()}`, the reference evaluator does not; report this"
    return None


def columnar_answers(criteria: Criteria, cases: Sequence[Case]) -> list[bool | None]:
    """What the columnar engine answers; None where it abstains, or its library is not installed."""
    if find_spec("polars") is None:
        return [None] * len(cases)
    from cljrules.interp.columnar import answers, batch_of, columns_read, lower
    from cljrules.stdlib.catalogue.shapes import shape_of

    shapes = {name: shape for name in sorted(columns_read(criteria.node, shape_of)) if (shape := shape_of(name))}
    found: list[bool | None] = [None] * len(cases)
    for as_of in {case.as_of for case in cases}:
        rows = [at for at, case in enumerate(cases) if case.as_of == as_of]
        batch = batch_of([cases[at].loan for at in rows], shapes)
        made = answers(batch.frame, {"criteria": lower(criteria.node, batch.kinds, as_of)})
        for at, answer in zip(rows, made["criteria"].to_list(), strict=True):
            found[at] = answer
    return found
