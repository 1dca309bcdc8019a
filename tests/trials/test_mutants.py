"""Mutants: what is changed, that the text and the form say the same, and that the examples found tell them apart."""

from __future__ import annotations

from datetime import date

import pytest
from explained_packs import CATALOGUE, CONDITIONS, DEMO
from hypothesis import given, settings

from cljrules.explain.phrases import sentence
from cljrules.explain.rules import PackReader
from cljrules.parser.forms import Atom, Form
from cljrules.parser.reader import read
from cljrules.source import Source
from cljrules.stdlib.catalogue import sample_loan
from cljrules.trials.judging import Judge
from cljrules.trials.mutants import Mutator
from cljrules.trials.mutation import MISSED, NOTICED, Mutation

DAY = date.fromisoformat(CATALOGUE.sample.as_of)
MUTATOR = Mutator(CATALOGUE, DEMO.manifest.vocabulary)
JUDGE = Judge(DEMO, CATALOGUE)
MUTATION = Mutation(JUDGE)
RULES = {rule.name: rule for rule in DEMO.rules}


def form_of(text: str) -> Form:
    forms, findings = read(Source("criteria", text))
    assert not findings
    return forms[0]


def shape(form: Form) -> object:
    return (
        (type(form.value), form.value) if isinstance(form, Atom) else (form.kind, [shape(item) for item in form.items])
    )


def changes(text: str) -> list[tuple[str, str]]:
    return [(mutant.kind, mutant.said) for mutant in MUTATOR.mutants(form_of(text))]


def test_a_comparison_is_turned_round_and_its_bound_moved() -> None:
    assert changes("(> status-days-past-due 120)") == [
        ("flip", "`(< status-days-past-due 120)` instead of `(> status-days-past-due 120)`"),
        ("boundary", "`(>= status-days-past-due 120)` instead of `(> status-days-past-due 120)`"),
        ("constant", "`(> status-days-past-due 119)` instead of `(> status-days-past-due 120)`"),
        ("constant", "`(> status-days-past-due 121)` instead of `(> status-days-past-due 120)`"),
    ]


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("(< status-payoff 10M)", "constant", "`(< status-payoff 9.99M)` instead of `(< status-payoff 10M)`"),
        ('(= loan-status "Open")', "word", '`(= loan-status "Closed")` instead of `(= loan-status "Open")`'),
        ('(= loan-status "Open")', "equality", '`(not= loan-status "Open")` instead of `(= loan-status "Open")`'),
        ("(nil? loan-alert)", "equality", "`(some? loan-alert)` instead of `(nil? loan-alert)`"),
        ("(and loan-active bankruptcy-active)", "connective", "`or` instead of `and`"),
        ("(and loan-active bankruptcy-active)", "operand", "without `bankruptcy-active`"),
        ("(not loan-active)", "negation", "`loan-active` instead of `(not loan-active)`"),
        ("loan-active", "negation", "`(not loan-active)` instead of `loan-active`"),
        ('(= current-date "2026-02-28")', "constant",
         '`(= current-date "2026-03-01")` instead of `(= current-date "2026-02-28")`'),
    ],
)  # fmt: skip
def test_each_kind_of_slip(text: str, kind: str, said: str) -> None:
    assert (kind, said) in changes(text)


def test_keys_into_maps_are_no_constants() -> None:
    assert all("get" not in said or ">" in said for _, said in changes("(> (get-in portfolio [:7 :count] 0) 3)"))


def edited(text: str) -> None:
    form = form_of(text)
    for mutant in MUTATOR.mutants(form):
        low, high = mutant.edit.span
        assert shape(form_of(text[:low] + mutant.edit.text + text[high:])) == shape(mutant.form), mutant.said


@given(CONDITIONS)
def test_the_edited_text_reads_to_the_mutant(text: str) -> None:
    edited(text)


@pytest.mark.parametrize("name", sorted(RULES))
def test_mutants_of_whole_rules_read_as_they_say(name: str) -> None:
    rule = RULES[name]
    edited(rule.source.slice(rule.when.span))


@pytest.mark.parametrize("name", sorted(RULES))
def test_every_slip_of_the_demo_is_noticed_or_told_apart(name: str) -> None:
    rule = RULES[name]
    criteria = JUDGE.program.criteria(rule.when)
    for verdict in MUTATION.verdicts(rule):
        assert verdict.state in (NOTICED, MISSED), verdict.mutant.said
        if verdict.telling is not None:
            loan = {**sample_loan(), **verdict.telling.given}
            assert criteria.decide(loan, DAY).fires is verdict.telling.fires
            if verdict.inside is None:
                assert JUDGE.program.criteria(verdict.mutant.form).decide(loan, DAY).value is not verdict.telling.fires


@pytest.mark.parametrize("name", sorted(RULES))
def test_every_slip_reads_differently_in_english(name: str) -> None:
    text = RULES[name].source.slice(RULES[name].when.span)
    reader = PackReader(DEMO, CATALOGUE)
    original = sentence(reader.phrase(form_of(text)))
    for mutant in MUTATOR.mutants(form_of(text)):
        low, high = mutant.edit.span
        changed = sentence(reader.phrase(form_of(text[:low] + mutant.edit.text + text[high:])))
        assert changed != original, mutant.said


def test_slips_in_the_definitions_a_rule_uses_count_for_it() -> None:
    inside = {verdict.inside for verdict in MUTATION.verdicts(RULES["cured"])}
    assert inside == {None, "in-portfolio?"}


@settings(max_examples=30, deadline=None)
@given(CONDITIONS)
def test_examples_that_are_found_tell_the_mutant_from_the_rule(text: str) -> None:
    from cljrules.lint.nearest import Known, Nearby, literals_of
    from cljrules.lint.translate import Translator

    form = form_of(text)
    criteria = JUDGE.program.criteria(form)
    tree = Translator(CATALOGUE, ()).criteria(form)
    nearby = Nearby(sample_loan(), Known((tree,), criteria.variables, literals_of([form])), CATALOGUE, {})
    for mutant in MUTATOR.mutants(form)[:6]:
        asked = JUDGE.program.criteria(mutant.form)
        found = nearby.smallest(lambda loan, asked=asked: asked.ask(loan, DAY) is not criteria.ask(loan, DAY))
        if found is not None:
            loan = nearby.loan_with(found)
            assert asked.decide(loan, DAY).value is not criteria.decide(loan, DAY).value
