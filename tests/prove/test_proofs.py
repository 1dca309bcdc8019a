"""What is proved of criteria: claims hold on all loans, loans that are shown are what they are shown for."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from consistent_loans import loan
from criteria_programs import DEFINITIONS, Generator
from hypothesis import given, settings
from hypothesis import strategies as st
from proof_packs import pack_of, rules_of
from test_encoding import Drawn

from cljrules.packs import Pack
from cljrules.parser.reader import read
from cljrules.prove import Prover, Subject
from cljrules.prove.proving import ALWAYS, FAILS, FIRES, NEVER, QUIET, SOMETIMES, UNPROVEN
from cljrules.source import Source

WORDS = ("Open", "Closed", "Paid Off", "", "30", "2026-11-22", "x")
SAMPLE = "the sample loan"

#: Criteria with the outcome, the smallest loan on which they fire, and the smallest on which they do not.
PROVED = [
    (
        '(and (= loan-status "Open") (> status-days-past-due 120))',
        SOMETIMES,
        f"{SAMPLE} with `status-days-past-due` 121",
        SAMPLE,
    ),
    ("(and (> status-days-past-due 30) (< status-days-past-due 31))", NEVER, None, SAMPLE),
    ("(>= status-days-past-due 0)", ALWAYS, SAMPLE, None),
    ("(> status-days-past-due 36500)", NEVER, None, SAMPLE),
    ("(or (>= status-payoff 10M) (< status-payoff 10M))", ALWAYS, SAMPLE, None),
    ("(= status-payoff 10)", NEVER, None, SAMPLE),
    ("(and (> status-payoff 10M) (< status-payoff 10.01M))", NEVER, None, SAMPLE),
    ("(> status-days-past-due status-loan-age)", NEVER, None, SAMPLE),
    ('(= settings-credit-status "nonsense")', NEVER, None, SAMPLE),
    ("(and (nil? status-last-payment-date) (> last-payment-amount 0M))", NEVER, None, SAMPLE),
    (
        "(= (u/month current-date) 1)",
        SOMETIMES,
        f'{SAMPLE} with `current-date` "2027-01-01"',
        SAMPLE,
    ),
    (
        '(contains? (set portfolio-list) "Legal")',
        SOMETIMES,
        f'{SAMPLE} with `portfolio-list` ["Legal"]',
        SAMPLE,
    ),
    (
        "(= true (-> portfolio :7 :active))",
        SOMETIMES,
        f"{SAMPLE} with `(-> portfolio :7 :active)` true",
        SAMPLE,
    ),
    (
        "(> status-payoff (* 1.5M setup-loan-amount))",
        SOMETIMES,
        None,
        SAMPLE,
    ),
]


@pytest.mark.parametrize(("text", "outcome", "fires", "quiet"), PROVED)
def test_what_is_proved(
    text: str, outcome: str, fires: str | None, quiet: str | None, tmp_path: Path, prover: Prover
) -> None:
    snapshot = prover.snapshot(pack_of(tmp_path, rules_of({"r": text})))
    proof = snapshot.prove(snapshot.subject("r"))
    assert proof.outcome == outcome
    assert (proof.fires is None) == (outcome == NEVER)
    assert fires is None or (proof.fires is not None and proof.fires.told == fires)
    assert quiet is None or (proof.quiet is not None and proof.quiet.told == quiet)
    assert (FIRES in proof.settled) == (outcome == NEVER)
    assert (QUIET in proof.settled) == (outcome == ALWAYS)


def test_an_error_is_an_outcome_of_its_own(tmp_path: Path, prover: Prover) -> None:
    snapshot = prover.snapshot(pack_of(tmp_path, rules_of({"r": "(> status-loan-recency 30)"})))
    proof = snapshot.prove(snapshot.subject("r"))
    assert proof.outcome == SOMETIMES
    assert proof.fails is not None
    assert proof.fails.told == f"{SAMPLE} with `status-last-payment-date` nil and `status-loan-recency` nil" or (
        proof.fails.told == f"{SAMPLE} with `status-loan-recency` nil"
    )
    assert proof.error is not None


def test_words_of_the_pack_are_the_only_ones(tmp_path: Path, prover: Prover) -> None:
    words = '[vocabulary]\nloan-status = { Open = ["Repaying"], Closed = [] }\n'
    rules = rules_of({"r": '(not (or (= loan-status "Open") (= loan-status "Closed")))'})
    snapshot = prover.snapshot(pack_of(tmp_path, rules, words))
    assert snapshot.prove(snapshot.subject("r")).outcome == NEVER
    bare = prover.snapshot(pack_of(tmp_path / "bare", rules))
    assert bare.prove(bare.subject("r")).outcome == SOMETIMES


def test_what_is_not_worked_out_does_not_hide_what_can_be_proved(tmp_path: Path, prover: Prover) -> None:
    odd = '(re-find #"x+y" (str loan-alert))'
    rules = rules_of(
        {
            "never": f"(and (> status-days-past-due 5) (< status-days-past-due 3) (some? {odd}))",
            "open": f"(and (> status-days-past-due 5) (some? {odd}))",
        }
    )
    snapshot = prover.snapshot(pack_of(tmp_path, rules))
    assert snapshot.prove(snapshot.subject("never")).outcome == NEVER
    proof = snapshot.prove(snapshot.subject("open"))
    assert proof.outcome == UNPROVEN
    (doubt,) = proof.doubts
    assert doubt.source.slice(doubt.span).startswith("(re-find")


def test_a_time_that_is_too_short_proves_nothing(tmp_path: Path, prover: Prover) -> None:
    snapshot = prover.snapshot(pack_of(tmp_path, rules_of({"r": "(> status-days-past-due 120)"})))
    proof = snapshot.prove(snapshot.subject("r"), seconds=0.0)
    assert proof.outcome == UNPROVEN
    assert snapshot.prove(snapshot.subject("r")).outcome == SOMETIMES


def test_boundaries_stand_next_to_each_other(tmp_path: Path, prover: Prover) -> None:
    young = "(> (u/date-compare current-date setup-contract-date) 9)"
    text = f"(and (<= 5 status-days-past-due 14) (> status-amount-due 50M) {young})"
    snapshot = prover.snapshot(pack_of(tmp_path, rules_of({"r": text})))
    found = {
        (boundary.inside.loan[name], boundary.outside.loan[name])
        for boundary in snapshot.prove(snapshot.subject("r")).boundaries
        for name in boundary.inside.loan
        if boundary.inside.loan[name] != boundary.outside.loan[name]
    }
    assert found == {
        (5, 4),
        (14, 15),
        (Decimal("50.01"), Decimal("50.00")),
        ("2026-11-12", "2026-11-13"),
    }


def test_proofs_are_remembered_until_the_text_changes(tmp_path: Path, prover: Prover) -> None:
    pack = pack_of(tmp_path, rules_of({"r": "(> status-days-past-due 7)"}))
    first, again = prover.snapshot(pack), prover.snapshot(pack)
    proof = first.prove(first.subject("r"))
    assert again.prove(again.subject("r")) is proof
    other = prover.snapshot(pack_of(tmp_path / "b", rules_of({"r": "(> status-days-past-due 8)"})))
    assert other.prove(other.subject("r")).fires != proof.fires


@pytest.fixture(scope="module")
def definitions(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return pack_of(tmp_path_factory.mktemp("p"), DEFINITIONS + rules_of({"r": "true"}))


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_claims_hold_on_random_loans(data: st.DataObject, definitions: Pack, prover: Prover) -> None:
    choices = Drawn(data)
    text = Generator(choices).criteria()
    snapshot = prover.snapshot(definitions)
    subject = Subject("rule", definitions.rules[0], read(Source("criteria", text))[0][0], snapshot)
    if subject.criteria is None or subject.encoded is None:
        return
    proof = snapshot.prove(subject, seconds=3.0)
    for outcome, witness in ((FIRES, proof.fires), (QUIET, proof.quiet), (FAILS, proof.fails)):
        assert witness is None or (outcome not in proof.settled and _outcome(subject, witness.loan) == outcome), text
    if not subject.encoded.holes:
        # whatever the solver finds is borne out by the evaluator; it may run out of time
        assert all("does not bear it out" not in doubt.why for doubt in proof.doubts), text
    for _ in range(4):
        asked = loan(choices, subject.criteria.variables, WORDS)
        if snapshot.is_consistent([subject.encoded.fires, subject.encoded.fails], asked):
            assert _outcome(subject, asked) not in proof.settled, text


def _outcome(subject: Subject, asked: object) -> str:
    assert isinstance(asked, dict)
    decision = subject.snapshot.decide(subject, asked)
    return FIRES if decision.fires else FAILS if decision.error is not None else QUIET


def test_no_list_is_longer_than_a_collection_can_be(tmp_path: Path, prover: Prover) -> None:
    pack = pack_of(tmp_path, rules_of({"r": "(> (count portfolio-list) 2147483647)"}))
    snapshot = prover.snapshot(pack)
    assert snapshot.prove(snapshot.subject("r")).outcome == NEVER
