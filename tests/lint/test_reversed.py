"""Reversed comparators: expected findings beside the source, and what a finding carries."""

from __future__ import annotations

import re
import time
from datetime import date
from pathlib import Path

import pytest

from cljrules.diagnostics import Diagnostic, Severity
from cljrules.lint import lint
from cljrules.packs import LoadedPack, check_all, load

FINDINGS = Path(__file__).parent / "findings" / "reversed.rules.clj"


def loaded(folder: Path, text: str, manifest: str = "") -> LoadedPack:
    (folder / "cljrules.toml").write_text(f'[pack]\nname = "p"\nversion = "1"\nfiles = ["p.rules.clj"]\n{manifest}')
    (folder / "p.rules.clj").write_text(text)
    return load(folder)


def findings(folder: Path, text: str, manifest: str = "") -> list[Diagnostic]:
    pack = loaded(folder, text, manifest).pack
    assert pack is not None
    return lint(pack)


CHARGE_OFF = """(defrule charge-off
  "Charge off open accounts more than 120 days past due."
  :when (and (= loan-status "Open") (< status-days-past-due 120))
  :then [(loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"})]%s)"""


def test_findings_are_those_written_beside_the_source() -> None:
    text = FINDINGS.read_text(encoding="utf-8")
    expected = []
    for form in re.split(r"\n(?=\(def)", text):
        name = re.match(r"\(def\w+ (\S+)", form)
        for code, sign in re.findall(r"^;\^ (\S+) (\S+)$", form, re.MULTILINE):
            assert name is not None
            expected.append((name.group(1), code, sign))
    pack = load(FINDINGS).pack
    assert pack is not None
    found = [(f.rule, f.code, f.source.slice(f.span)) for f in lint(pack) if f.family == "comparator"]
    assert found == expected


def test_a_finding_names_evidence_and_tried_loans_and_offers_the_fix(tmp_path: Path) -> None:
    pack = loaded(tmp_path, CHARGE_OFF % "").pack
    assert pack is not None
    (finding,) = lint(pack)
    assert finding.family == "comparator"
    assert any("more than 120" in text for text in finding.evidence)
    assert finding.evidence[-2:] == (
        "fires on the sample loan with `status-days-past-due` 119",
        "does not fire on the sample loan with `status-days-past-due` 120",
    )
    assert finding.fix is not None and not finding.fix.safe
    (edit,) = finding.fix.edits
    text = finding.source.text
    mended = text[: edit.span.start] + edit.text + text[edit.span.end :]
    assert "(> status-days-past-due 120)" in mended
    assert findings(tmp_path, mended) == []


def test_examples_settle_the_matter(tmp_path: Path) -> None:
    """The same rule is suspected without examples and left alone with examples that hold."""
    rule = """(defrule r :when (and (= loan-status "Open") (< status-days-past-due 20))
      :then [(loan/set {:add-portfolios ["Collections"]})]%s)"""
    examples = (
        " :examples [{:given {:status-days-past-due 19} :fires true} {:given {:status-days-past-due 21} :fires false}]"
    )
    assert [f.code for f in findings(tmp_path, rule % "")] == ["comparator-reversed"]
    assert findings(tmp_path, rule % examples) == []


def test_failing_examples_are_evidence(tmp_path: Path) -> None:
    text = CHARGE_OFF % " :examples [{:given {:status-days-past-due 121} :fires true} {:given {} :fires false}]"
    (finding,) = findings(tmp_path, text)
    assert any("all examples hold" in told for told in finding.evidence)
    assert finding.severity is Severity.ERROR


def test_intent_keeps_a_comparator(tmp_path: Path) -> None:
    assert findings(tmp_path, CHARGE_OFF % ' :intent {:inverse true :reason "a drill"}') == []


def test_the_manifest_switches_it_off(tmp_path: Path) -> None:
    text = """(defrule r :when (and (= loan-status "Open") (< status-days-past-due 20))
      :then [(loan/set {:add-portfolios ["Collections"]})])"""
    assert findings(tmp_path, text, '[lint]\ndisable = ["comparator-reversed"]\n') == []
    (lowered,) = findings(tmp_path, text, '[lint]\nseverity = { "comparator-reversed" = "info" }\n')
    assert lowered.severity is Severity.INFO


def test_the_check_reports_it(tmp_path: Path) -> None:
    loaded(tmp_path, CHARGE_OFF % "")
    report = check_all([tmp_path], further=lint)
    assert [finding.code for finding in report.findings] == ["comparator-reversed"]
    assert [finding.code for finding in check_all([tmp_path]).findings] == []


@pytest.mark.parametrize(
    "criteria",
    [
        "(apply < [1 2 3])",
        "(every? (fn [p] (> (:payment-amount p) 0M)) payments)",
        "(< (count payments) 3 (count portfolio-list))",
        "(let [[a b] [1 2]] (< a b status-days-past-due))",
        "(letfn [(f [x] (if (> x 0) (f (dec x)) true))] (f status-days-past-due))",
        "(cond (> status-days-past-due 3) false (< status-payoff 3M) true :else (<= 1 status-loan-age 2))",
        "(> (/ status-principal-balance (max 1M setup-loan-amount)) 1/2)",
        '(> (u/date-compare "2026-01-01" current-date) 3)',
        "(< 1 2)",
        "(let [x x] (> x 3))",
        "(> status-days-past-due)",
    ],
)
def test_any_criteria_can_be_looked_at(tmp_path: Path, criteria: str) -> None:
    """What is not understood is left alone: a finding is about a comparator that stands in the text."""
    for finding in findings(tmp_path, f"(defrule r :when {criteria} :then [(dpd/reset)])"):
        if finding.family == "comparator":
            assert finding.source.slice(finding.span) in ("<", ">", "<=", ">=")


def test_functions_that_call_each_other_come_to_an_end(tmp_path: Path) -> None:
    text = """(defn even-days? [n] (if (> n 0) (not (even-days? (dec n))) true))
      (defrule r :when (even-days? status-days-past-due) :then [(dpd/reset)])"""
    assert [f.code for f in findings(tmp_path, text)] == []


def test_the_loans_named_are_what_they_are_said_to_be(tmp_path: Path) -> None:
    """Each loan that a finding names is tried once more, with the compiled criteria."""
    from cljrules.evaluation import compile_criteria
    from cljrules.stdlib.catalogue import sample_loan

    pack = load(FINDINGS).pack
    assert pack is not None
    tried = 0
    for finding in lint(pack):
        rule = next(rule for rule in pack.rules if rule.name == finding.rule)
        criteria = compile_criteria(rule.when, [definition.form for definition in pack.definitions])
        for told in finding.evidence:
            change = re.fullmatch(r"(fires|does not fire) on the sample loan with `([a-z-]+)` (\d+)", told)
            if change is not None:
                loan = {**sample_loan(), change.group(2): int(change.group(3))}
                assert criteria.decide(loan, date(2026, 11, 22)).fires is (change.group(1) == "fires")
                tried += 1
    assert tried >= 6


def test_a_rule_with_hundreds_of_comparators_costs_little(tmp_path: Path) -> None:
    many = " ".join(f"(> status-days-past-due {number})" for number in range(1500))
    text = f'(defrule wide "Wide." :when (and {many}) :then [(loan/set {{:credit-status "71"}})])'
    path = tmp_path / "wide.rules.clj"
    path.write_text(text, encoding="utf-8")
    started = time.process_time()
    assert [found.code for found in check_all([path], further=lint).findings if found.family == "comparator"] == []
    # a rule of 60 comparators takes a fraction of a second; weighed in pairs 1,500 would take minutes
    assert time.process_time() - started < 30
