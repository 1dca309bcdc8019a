"""Rules beside each other: alike, covered, shadowed, at odds, and ladders with a gap."""

from __future__ import annotations

from pathlib import Path

import pytest
from proof_packs import pack_of

from cljrules.prove import Prover, diagnose, study
from cljrules.stdlib.catalogue.places import changed

SET = "(loan/set {:follow-up-date {:base :current-date :plus-days 1}})"

CREDIT = '(credit/add {:type "Regular" :category "C" :amount 5M :info "x"})'


def rule(name: str, when: str, then: str = SET, more: str = "") -> str:
    return f"(defrule {name} :when {when} :then [{then}] {more})\n"


#: Packs with what is found in them: code, rule.
PACKS = {
    "duplicate": (
        rule("a", '(and (= loan-status "Open") (> status-days-past-due 30))')
        + rule("b", '(and (<= 31 status-days-past-due) (= loan-status "Open"))'),
        [("duplicate-rule", "b")],
    ),
    "covered with the same actions": (
        rule("a", "(> status-days-past-due 30)") + rule("b", "(> status-days-past-due 60)"),
        [("subsumed-rule", "b")],
    ),
    "covered by a later one": (
        rule("b", "(> status-days-past-due 60)") + rule("a", "(> status-days-past-due 30)"),
        [("subsumed-rule", "b")],
    ),
    "covered with other actions": (
        rule("a", "(> status-days-past-due 30)")
        + rule("b", "(> status-days-past-due 60)", '(loan/set {:autopay-status "suspend"})'),
        [],
    ),
    "covered, but the first acts only once": (
        rule("a", "(> status-days-past-due 30)", more=":once :never-again") + rule("b", "(> status-days-past-due 60)"),
        [],
    ),
    "shadowed by what the first changes": (
        rule("a", '(= loan-status "Open")', '(loan/set {:loan-status "Closed"})')
        + rule(
            "b", '(and (= loan-status "Open") (> status-days-past-due 60))', '(loan/set {:autopay-status "suspend"})'
        ),
        [("shadowed-rule", "b")],
    ),
    "changed back in between": (
        rule("a", '(= loan-status "Open")', '(loan/set {:loan-status "Closed"})')
        + rule("c", '(= loan-status "Closed")', '(loan/set {:loan-status "Open"})')
        + rule(
            "b", '(and (= loan-status "Open") (> status-days-past-due 60))', '(loan/set {:autopay-status "suspend"})'
        ),
        [("opposing-rules", "c")],
    ),
    "undo each other": (
        rule("a", "(> status-days-past-due 30)", '(loan/set {:add-portfolios ["Late"]})')
        + rule("b", "(> status-payoff 5000M)", '(loan/set {:remove-portfolios ["Late"]})'),
        [("opposing-rules", "b")],
    ),
    "actions that exclude each other": (
        rule("a", "(> status-days-past-due 30)", '(checklist/check {:checklist "C" :items ["I"]})')
        + rule("b", "(> status-payoff 5000M)", '(checklist/uncheck {:checklist "C" :items ["I"]})'),
        [("opposing-rules", "b")],
    ),
    "other items of the checklist": (
        rule("a", "(> status-days-past-due 30)", '(checklist/check {:checklist "C" :items ["I"]})')
        + rule("b", "(> status-payoff 5000M)", '(checklist/uncheck {:checklist "C" :items ["J"]})'),
        [],
    ),
    "an exception to a rule": (
        rule("a", "(> status-days-past-due 30)", '(loan/set {:autopay-status "suspend"})')
        + rule(
            "b", "(and (> status-days-past-due 30) (> status-payoff 9M))", '(loan/set {:autopay-status "continue"})'
        ),
        [],
    ),
    "kept apart by a rule in between": (
        rule("a", "(> status-days-past-due 30)", '(loan/set {:credit-status "93"})')
        + rule("c", "(> status-days-past-due 20)", '(loan/set {:loan-sub-status "Late"})')
        + rule("b", '(not= loan-sub-status "Late")', '(loan/set {:credit-status "97"})'),
        [],
    ),
    "credits are given twice": (
        rule("a", "(> status-days-past-due 30)", CREDIT) + rule("b", "(> status-days-past-due 60)", CREDIT),
        [],
    ),
    "never on one loan": (
        rule("a", "(> status-days-past-due 30)", '(loan/set {:autopay-status "suspend"})')
        + rule("b", "(<= status-days-past-due 30)", '(loan/set {:autopay-status "continue"})'),
        [],
    ),
    "the first keeps the second away": (
        rule("a", '(= loan-status "Open")', '(loan/set {:loan-status "Closed" :autopay-status "suspend"})')
        + rule("b", '(= loan-status "Open")', '(loan/set {:autopay-status "continue"})'),
        [("shadowed-rule", "b")],
    ),
    "inactive": (
        rule("a", "(> status-days-past-due 30)") + rule("b", "(> status-days-past-due 30)", more=":active false"),
        [],
    ),
    "one day between two steps": (
        rule("a", "(< 10 status-days-past-due 30)", '(loan/set {:add-portfolios ["A"]})')
        + rule("b", "(< 30 status-days-past-due 60)", '(loan/set {:add-portfolios ["B"]})'),
        [("ladder-gap", "b")],
    ),
    "a narrow gap in a ladder": (
        rule("a", "(<= 1 status-days-past-due 29)", '(loan/set {:add-portfolios ["A"]})')
        + rule("b", "(<= 30 status-days-past-due 59)", '(loan/set {:add-portfolios ["B"]})')
        + rule("c", "(<= 65 status-days-past-due 89)", '(loan/set {:add-portfolios ["C"]})'),
        [("ladder-gap", "c")],
    ),
    "two ends with room between them": (
        rule("a", "(< status-payoff 1000M)", '(loan/set {:add-portfolios ["A"]})')
        + rule("b", "(> status-payoff 9000M)", '(loan/set {:add-portfolios ["B"]})'),
        [],
    ),
    "a cent between two steps of money": (
        rule("a", "(and (> status-payoff 0M) (< status-payoff 100M))", '(loan/set {:add-portfolios ["A"]})')
        + rule("b", "(>= status-payoff 100.01M)", '(loan/set {:add-portfolios ["B"]})'),
        [("ladder-gap", "b")],
    ),
    "whole ladder": (
        rule("a", "(< 10 status-days-past-due 30)", '(loan/set {:add-portfolios ["A"]})')
        + rule("b", "(<= 30 status-days-past-due 60)", '(loan/set {:add-portfolios ["B"]})')
        + rule("c", "(> status-days-past-due 60)", '(loan/set {:add-portfolios ["C"]})'),
        [],
    ),
}


@pytest.mark.parametrize("name", PACKS)
def test_what_is_found(name: str, tmp_path: Path, prover: Prover) -> None:
    text, wanted = PACKS[name]
    made = study(prover.snapshot(pack_of(tmp_path, text)))
    assert [(found.code, found.rule) for found in made.findings] == wanted
    assert made.is_complete


def test_a_conflict_names_a_loan_on_which_both_act_again(tmp_path: Path, prover: Prover) -> None:
    made = study(prover.snapshot(pack_of(tmp_path, PACKS["undo each other"][0])))
    (relation,) = (relation for relation in made.relations if relation.again)
    assert relation.loan is not None
    first, second = relation.first, relation.second
    assert made.snapshot.decide(first, relation.loan.loan).fires
    assert made.snapshot.decide(second, changed(relation.loan.loan, {})).fires
    assert "undo each other" in made.findings[0].message


def test_a_gap_names_a_loan_on_which_neither_fires(tmp_path: Path, prover: Prover) -> None:
    made = study(prover.snapshot(pack_of(tmp_path, PACKS["one day between two steps"][0])))
    (gap,) = made.gaps
    assert gap.first == gap.last == 30
    assert not any(made.snapshot.decide(subject, gap.loan.loan).fires for subject in made.subjects)
    assert "`status-days-past-due` is 30" in made.findings[0].message


def test_criteria_that_never_hold_are_told_with_what_excludes_what(tmp_path: Path, prover: Prover) -> None:
    when = '(and (= loan-status "Open") (> status-days-past-due 60) bankruptcy-active (< status-days-past-due 30))'
    made = study(prover.snapshot(pack_of(tmp_path, rule("r", when))))
    (found,) = made.findings
    assert found.code == "never-true"
    assert found.source.slice(found.span) == "(< status-days-past-due 30)"
    assert [found.source.slice(label.span) for label in found.labels] == ["(> status-days-past-due 60)"]
    assert found.evidence == ()


def test_criteria_that_a_fact_excludes_name_it(tmp_path: Path, prover: Prover) -> None:
    when = "(and (> status-days-past-due 90) bankruptcy-active (< status-loan-age 60))"
    (found,) = study(prover.snapshot(pack_of(tmp_path, rule("r", when)))).findings
    assert found.code == "never-true"
    assert any("contract date" in note for note in found.evidence)


def test_an_editor_asks_about_one_rule(tmp_path: Path, prover: Prover) -> None:
    text = rule("a", "(and (> status-payoff 2M) (< status-payoff 1M))") + rule("b", '(some? (re-find #"x" loan-title))')
    snapshot = prover.snapshot(pack_of(tmp_path, text))
    assert [found.code for found in diagnose(snapshot.subject("a"), 5.0)] == ["never-true"]
    assert diagnose(snapshot.subject("b"), 5.0) == []


def test_the_settings_of_the_pack_count(tmp_path: Path, prover: Prover) -> None:
    pack = pack_of(tmp_path, PACKS["duplicate"][0], '[lint]\ndisable = ["duplicate-rule"]\n')
    assert study(prover.snapshot(pack)).findings == ()
