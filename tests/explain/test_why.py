"""Why rules fire or do not: the trace agrees with the evaluator, and the change turns the answer round."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from explained_packs import CATALOGUE, CONDITIONS, DEMO
from hypothesis import given, settings

from cljrules.evaluation import Program
from cljrules.explain.why import FAILS, HOLDS, UNSEEN, Explainer
from cljrules.interp.trace import Step
from cljrules.lint.nearest import Known, Nearby, literals_of
from cljrules.lint.translate import Translator
from cljrules.packs.desk import Desk
from cljrules.packs.literals import literal_value
from cljrules.parser.reader import read
from cljrules.source import Source
from cljrules.stdlib.catalogue import archetype_loan, sample_loan
from cljrules.stdlib.catalogue.places import changed
from cljrules.values.errors import ClojureError, LimitExceeded

DAY = date.fromisoformat(CATALOGUE.sample.as_of)
EXPLAINER = Explainer(DEMO, CATALOGUE)
RULES = {rule.name: rule for rule in DEMO.rules}


def steps_of(text: str, definitions: str = "", loan: str = "current") -> tuple[object, tuple[Step, ...]]:
    forms, _ = read(Source("definitions", definitions))
    criteria, _ = read(Source("criteria", text))
    trace = Program(forms, traced=True).criteria(criteria[0]).trace(archetype_loan(loan), DAY)
    return trace.decision.value, trace.steps


def value_of(text: str) -> object:
    forms, _ = read(Source("value", text))
    return literal_value(forms[0], Desk(CATALOGUE))


def shown(step: Step) -> str:
    if not step.looked_at:
        return f"{step.text}: not looked at"
    return f"{step.text} = {step.value!r}"


def test_every_part_has_its_value_and_what_was_not_reached_says_so() -> None:
    value, steps = steps_of("(and (> status-days-past-due 5) (< status-payoff 5M))")
    assert value is False
    assert [shown(step) for step in steps[0].walk()] == [
        "(and (> status-days-past-due 5) (< status-payoff 5M)) = False",
        "(> status-days-past-due 5) = False",
        "status-days-past-due = 0",
        "(< status-payoff 5M): not looked at",
    ]


def test_functions_of_the_pack_are_entered_and_recursion_ends() -> None:
    _, steps = steps_of("(late? 3)", "(defn late? [n] (> status-days-past-due n))")
    assert [shown(step) for step in steps[0].walk()][1:3] == [
        "(> status-days-past-due n) = False",
        "status-days-past-due = 0",
    ]
    value, steps = steps_of("(> (turn 5000) 3)", "(defn turn [n] (if (pos? n) (recur (dec n)) 9))")
    assert value is True and steps


def test_an_error_stands_at_the_step_that_met_it() -> None:
    _, steps = steps_of("(and true (> (/ 1 0) 2))")
    failed = [step.text for step in steps[0].walk() if step.error is not None]
    assert failed[-1] == "(/ 1 0)"


@pytest.mark.parametrize("archetype", sorted(CATALOGUE.archetypes))
def test_traced_criteria_decide_as_the_evaluator_does(archetype: str) -> None:
    loan = archetype_loan(archetype)
    plain, traced = Program(), Program(traced=True)
    for variable in CATALOGUE.variables.values():
        forms, _ = read(Source(variable.name, variable.example))
        wanted = plain.criteria(forms[0]).decide(loan, DAY)
        found = traced.criteria(forms[0]).trace(loan, DAY)
        assert (found.decision.value, found.decision.read) == (wanted.value, wanted.read), variable.example
        assert found.steps[0].value is wanted.value


def test_traced_programs_of_any_kind_agree_with_plain_ones() -> None:
    """Value and error alike, for one in eight of the expressions whose answers Clojure gave."""
    plain, traced = Program(), Program(traced=True)
    lines = (Path(__file__).parents[1] / "oracle" / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    compared = 0
    for line in lines[::8]:
        for form in read(Source("case", json.loads(line)["source"]))[0]:
            try:
                wanted = plain.criteria(form).decide(archetype_loan("current"), DAY)
            except (ClojureError, LimitExceeded):
                continue
            found = traced.criteria(form).trace(archetype_loan("current"), DAY).decision
            assert (found.value, _told(found.error)) == (wanted.value, _told(wanted.error)), line
            compared += 1
    assert compared > 500


def _told(error: ClojureError | LimitExceeded | None) -> str:
    # names made up by a program count on
    return "" if error is None else re.sub(r"\d+", "0", str(error))


@given(CONDITIONS)
def test_traced_conditions_agree_with_plain_ones(text: str) -> None:
    forms, _ = read(Source("criteria", text))
    loan = archetype_loan("current")
    trace = Program(traced=True).criteria(forms[0]).trace(loan, DAY)
    assert trace.decision.value == Program().criteria(forms[0]).decide(loan, DAY).value
    if isinstance(trace.decision.value, bool) and trace.steps:
        assert trace.steps[0].value is trace.decision.value


def test_conditions_are_told_one_by_one() -> None:
    loan = changed(sample_loan(), {"status-days-past-due": 35})
    told = EXPLAINER.explain(RULES["charge-off-after-120-days"], loan, DAY)
    assert told.fires is False
    assert [point.state for point in told.points] == [HOLDS, FAILS, UNSEEN, UNSEEN]
    assert told.points[1].said == "the account is more than 120 days past due"
    assert [(seen.label, seen.said) for seen in told.points[1].values] == [("days past due", "35")]
    assert told.changes is not None
    assert [(change.place, change.printed) for change in told.changes] == [("status-days-past-due", "121")]
    assert json.loads(json.dumps(told.as_json()))["trace"][0]["value"] == "false"


def test_a_function_called_twice_is_told_for_each_call() -> None:
    in_watch = changed(sample_loan(), {})
    told = EXPLAINER.explain(RULES["cured"], in_watch, DAY)
    assert [point.state for point in told.points[2].points] == [FAILS, FAILS]


@pytest.mark.parametrize("name", sorted(RULES))
def test_the_change_turns_the_answer_round(name: str) -> None:
    rule = RULES[name]
    criteria = Program(item.form for item in DEMO.definitions).criteria(rule.when) if DEMO else None
    assert criteria is not None
    for archetype in CATALOGUE.archetypes:
        loan = archetype_loan(archetype)
        told = EXPLAINER.explain(rule, loan, DAY)
        assert told.changes is not None, archetype
        values = {change.place: value_of(change.printed) for change in told.changes}
        assert told.fires is criteria.decide(loan, DAY).fires
        assert criteria.decide(changed(loan, values), DAY).fires is not told.fires


def test_the_smallest_change_is_found_where_several_would_do() -> None:
    told = EXPLAINER.explain(RULES["early-collections"], archetype_loan("current"), DAY)
    assert told.changes is not None
    assert {change.place: change.printed for change in told.changes} == {
        "status-days-past-due": "15",
        "status-amount-due": "50.01M",
    }


@settings(max_examples=40, deadline=None)
@given(CONDITIONS)
def test_changes_of_any_condition_hold_when_they_are_tried(text: str) -> None:
    forms, _ = read(Source("criteria", text))
    criteria = Program().criteria(forms[0])
    tree = Translator(CATALOGUE, ()).criteria(forms[0])
    loan = archetype_loan("current")
    held = criteria.decide(loan, DAY).value
    nearby = Nearby(loan, Known((tree,), criteria.variables, literals_of(forms)), CATALOGUE, {})
    found = nearby.smallest(lambda other: criteria.decide(other, DAY).value is (not held))
    if found is not None:
        assert criteria.decide(nearby.loan_with(found), DAY).value is not held
        assert len(found) <= 6
