"""Notation of other languages and pasted characters are named, once, with what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from cljrules import packs
from cljrules.diagnostics import Diagnostic

DAYS = "(> status-days-past-due 30)"


def findings(text: str, folder: Path) -> list[Diagnostic]:
    path = folder / "criteria.clj"
    path.write_bytes(text.encode())
    return packs.load(path).diagnostics


def mended(finding: Diagnostic) -> str:
    assert finding.fix is not None
    text = finding.source.text
    for edit in sorted(finding.fix.edits, key=lambda edit: edit.span, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


@pytest.mark.parametrize(
    ("text", "code", "right"),
    [
        ("(status-days-past-due > 30)", "infix-notation", DAYS),
        ("status-days-past-due > 30", "infix-notation", DAYS),
        (f"{DAYS} && (< status-payoff 1M)", "infix-notation", f"(and {DAYS} (< status-payoff 1M))"),
        (
            "(status-days-past-due > 30 and status-payoff + 5M > 0M or (status-days-past-due < 2))",
            "infix-notation",
            f"(or (and {DAYS} (> (+ status-payoff 5M) 0M)) (< status-days-past-due 2))",
        ),
        ("!(= loan-status 1)", "infix-notation", "(not (= loan-status 1))"),
        ("90 status-days-past-due AND (-> collateral-gps-status (get :a.b) :PROPERTY)", "infix-notation", None),
        ("if status-days-past-due > 30 then true", "infix-notation", None),
        ("(> {{ status-days-past-due }} 30)", "template-syntax", None),
        ("(> [[v('status-days-past-due')]] 30)", "template-syntax", DAYS),
        ("(> %1 30)", "template-syntax", None),
        (f"(&& {DAYS} true)", "foreign-operator", f"(and {DAYS} true)"),
        ('(!= loan-status "Open")', "foreign-operator", '(not= loan-status "Open")'),
        ('(== loan-status "Open")', "foreign-operator", '(= loan-status "Open")'),
        ("(≥ status-days-past-due 30)", "foreign-operator", "(>= status-days-past-due 30)"),
        (f"(if {DAYS} then true else false)", "foreign-word", f"(if {DAYS} true false)"),
        ("(= loan-status null)", "foreign-word", "(= loan-status nil)"),
        ("(> status-days-past-due 30 days)", "foreign-word", None),
        ("(> status-payoff 10,50)", "comma-in-number", "(> status-payoff 10.50M)"),
        ("(> status-payoff 1,250,000.50M)", "comma-in-number", "(> status-payoff 1250000.50M)"),
        ("(> status-payoff $1,000)", "currency-sign", "(> status-payoff 1000M)"),
        ("(> setup-interest-rate 5%)", "percent-sign", "(> setup-interest-rate 5)"),
        ("(= current-date 2026-11-22)", "invalid-number", '(= current-date "2026-11-22")'),
        ("(= current-date 11/22/2026)", "invalid-number", '(= current-date "2026-11-22")'),
        ("(> status-payoff .5)", "invalid-number", "(> status-payoff 0.5M)"),
        ("(> status-days-past-due 030)", "octal-number", DAYS),
        ("(= loan-status 'Open')", "single-quoted", '(= loan-status "Open")'),
        ("(= loan-status “Open”)", "typographic-quote", '(= loan-status "Open")'),
        ("(> status‑days‑past‑due 30)", "typographic-dash", DAYS),
        ("(>\u00a0status-days-past-due\u00a030)", "invisible-character", DAYS),
        ("(> status-days-past-due\u200b 30)", "invisible-character", DAYS),
        ("(＞ status-days-past-due 30)", "wide-character", DAYS),
        ("(&gt; status-days-past-due 30)", "escaped-markup", DAYS),
        (f"```clojure\n{DAYS}\n```\n", "code-fence", f"{DAYS}\n"),
        (f"{DAYS} {DAYS}", "several-expressions", None),
        (f"// late\n{DAYS}", "invalid-token", None),
    ],
)
def test_each_is_named_once_and_its_fix_gives_what_was_meant(
    text: str, code: str, right: str | None, tmp_path: Path
) -> None:
    (finding,) = findings(text, tmp_path)
    assert (finding.code, finding.family) == (code, "syntax")
    assert finding.help
    if right is not None:
        assert mended(finding) == right
        assert [left.code for left in findings(right, tmp_path) if left.family == "syntax"] == []


@pytest.mark.parametrize(
    "text",
    [
        f"\ufeff{DAYS}",
        f"{DAYS};",
        '(and (= loan-status "Open")\r\n\t(> status-days-past-due 30))\r\n',
        '(= loan-status "5%, $1,000 – “so” && {{ x }}")',
        "(contains? #{1,250 7} status-days-past-due)",
        "(some #(> %1 30) [status-days-past-due, 250])",
        "(let [then 30] (> status-days-past-due then))",
        "(let [> <] (> 30 status-days-past-due))",
    ],
)
def test_clojure_of_its_own_is_left_alone(text: str, tmp_path: Path) -> None:
    assert [finding.code for finding in findings(text, tmp_path) if finding.family == "syntax"] == []


def test_infix_after_a_key_of_a_rule(tmp_path: Path) -> None:
    text = '(defrule late\n  :when status-days-past-due > 30 and loan-status = "Open"\n  :then [(account/archive)])\n'
    (finding,) = findings(text, tmp_path)
    assert (finding.code, finding.rule) == ("infix-notation", "late")
    assert '(and (> status-days-past-due 30) (= loan-status "Open"))' in mended(finding)


def test_a_name_of_the_authors_own_is_no_unit(tmp_path: Path) -> None:
    rules = """
    (def days 3)
    (defn spread [months] (* 30 months))
    (defrule fine "Fine." :when (> (spread 2) (* 2 days)) :then [(account/archive)])
    (defrule local "Local." :when (let [years 2] (> (* 365 years) status-loan-age)) :then [(account/archive)])
    """
    assert findings(rules, tmp_path) == []
