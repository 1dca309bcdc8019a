"""The catalogue's own expressions are criteria: they are true or false on every archetype, and facts are true."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from cljrules.evaluation import Criteria, Program
from cljrules.packs.actions import read_action
from cljrules.packs.desk import Desk
from cljrules.packs.model import ActionCall
from cljrules.parser.forms import Form
from cljrules.parser.reader import read
from cljrules.source import Source
from cljrules.stdlib.catalogue import archetype_loan, load

CATALOGUE = load()
TODAY = date.fromisoformat(CATALOGUE.sample.as_of)
PRECONDITIONS = sorted(
    {condition.expr for action in CATALOGUE.actions.values() for condition in action.preconditions if condition.expr}
)


@cache
def program() -> Program:
    return Program()


def form_of(text: str) -> Form:
    forms, findings = read(Source("<catalogue>", text))
    assert findings == [] and len(forms) == 1, text
    return forms[0]


def criteria(text: str) -> Criteria:
    return program().criteria(form_of(text))


def outcomes(text: str) -> set[object]:
    asked = criteria(text)
    decisions = [asked.decide(archetype_loan(name), TODAY) for name in CATALOGUE.archetypes]
    assert [decision.error for decision in decisions if decision.error is not None] == []
    return {decision.value for decision in decisions}


@pytest.mark.parametrize("name", CATALOGUE.variables)
def test_examples_are_true_or_false_on_every_archetype(name: str) -> None:
    example = CATALOGUE.variables[name].example
    assert outcomes(example) <= {True, False}
    assert name in criteria(example).variables


@pytest.mark.parametrize("fact", CATALOGUE.facts, ids=lambda fact: fact.id)
def test_facts_are_true_on_every_archetype(fact: object) -> None:
    assert outcomes(fact.expr) == {True}  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", PRECONDITIONS)
def test_preconditions_are_true_or_false_on_every_archetype(text: str) -> None:
    assert outcomes(text) <= {True, False}


@pytest.mark.parametrize("name", CATALOGUE.actions)
def test_examples_of_actions_fit_their_own_description(name: str) -> None:
    desk = Desk(CATALOGUE)
    call = read_action(form_of(CATALOGUE.actions[name].example), desk)
    assert desk.findings == []
    assert isinstance(call, ActionCall) and call.name == name
    required = {key for key, option in CATALOGUE.actions[name].options.items() if option.required}
    assert required <= set(call.options)
