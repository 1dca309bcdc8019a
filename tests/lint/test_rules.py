"""The rules of the linter: expected findings beside the source, silence on right packs, and claims that are true."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from announced import announced
from hypothesis import given
from hypothesis import strategies as st

from cljrules.codes import CODES
from cljrules.diagnostics import Diagnostic, Severity
from cljrules.evaluation import compile_criteria
from cljrules.lint import find
from cljrules.lint.judgements import Judgement
from cljrules.lint.rules import modules
from cljrules.lint.views import PackView
from cljrules.packs import check_all, load
from cljrules.parser.reader import read
from cljrules.render import render_text
from cljrules.source import Source
from cljrules.stdlib.catalogue import load as load_catalogue
from cljrules.stdlib.catalogue import sample_loan

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FIXTURES = sorted((HERE / "rules").glob("*.rules.clj"))
RIGHT = [
    *sorted((HERE / "packs").glob("*/*")),
    ROOT / "examples" / "charge-off",
    ROOT / "examples" / "demo" / "acme-collections",
    ROOT / "tests" / "packs" / "good",
]
OWN = {code for module in modules() for code in module.CODES}


def checked(path: Path) -> list[Diagnostic]:
    """The findings of the linter's rules at a path, without those about comparators, types and so on."""
    return [found for found in check_all([path], further=find).findings if found.code in OWN]


def place(found: Diagnostic) -> tuple[int, int, str]:
    position = found.source.position(found.span.start)
    return position.line, position.column, found.code


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name.partition(".")[0])
def test_findings_are_those_announced_beside_the_source(path: Path) -> None:
    expected = [item for item in announced(path) if item.code in OWN]
    found = checked(path)
    assert sorted(map(place, found)) == sorted((item.line, item.column, item.code) for item in expected), render_text(
        found
    )
    for item in expected:
        assert any(
            item.said in one.message and item.width in (None, one.span.end - one.span.start)
            for one in found
            if place(one) == (item.line, item.column, item.code)
        )


def test_every_rule_has_a_fixture() -> None:
    shown = {item.code for path in FIXTURES for item in announced(path)}
    assert {code for code in OWN if CODES[code].severity is not None} - shown == set()


@pytest.mark.parametrize("path", RIGHT, ids=lambda path: path.name)
def test_right_packs_are_left_alone(path: Path) -> None:
    assert render_text(checked(path)) == ""


def test_the_open_packs_are_left_alone() -> None:
    folder = Path(os.environ.get("CLJRULES_SHARED", ROOT.parent / "shared")) / "flips" / "open"
    if not folder.is_dir():
        pytest.skip(f"the shared rule packs are not at {folder}; set CLJRULES_SHARED to test with them")
    found = checked(folder)
    assert render_text([one for one in found if one.severity is not Severity.INFO]) == ""
    assert len(found) <= 2


def test_rules_without_words_or_examples_are_told_when_asked_for(tmp_path: Path) -> None:
    rules = '(defrule r :when (= loan-status "Open") :then [(loan/set {:add-portfolios ["A"]})])'
    (tmp_path / "p.rules.clj").write_text(rules)
    manifest = '[pack]\nname = "p"\nversion = "1"\nfiles = ["p.rules.clj"]\n'
    (tmp_path / "cljrules.toml").write_text(manifest)
    assert checked(tmp_path) == []
    settings = '[lint]\nseverity = { missing-docstring = "info", missing-examples = "warning" }\n'
    (tmp_path / "cljrules.toml").write_text(manifest + settings)
    told = [(found.code, found.severity) for found in checked(tmp_path)]
    assert told == [("missing-docstring", Severity.INFO), ("missing-examples", Severity.WARNING)]


# -- what is claimed for every loan is so for loans at and around the bounds -----------------------------------------

DAYS, WORDS = [0, 29, 30, 31, 60], ["Open", "Closed"]
days, signs = st.sampled_from(DAYS), st.sampled_from(["<", ">", "<=", ">="])

leaves = st.one_of(
    st.builds("({} status-days-past-due {})".format, st.one_of(signs, st.sampled_from(["==", "="])), days),
    st.builds("({} {} status-payoff 30M)".format, signs, st.builds("{}M".format, days)),
    st.builds('({} loan-status "{}")'.format, st.sampled_from(["=", "not="]), st.sampled_from(WORDS)),
    st.builds("({} status-loan-recency)".format, st.sampled_from(["nil?", "some?", "pos?"])),
    st.builds("({} (- status-days-past-due status-loan-age) {})".format, signs, days),
    st.builds("(let [d status-days-past-due] ({} d {}))".format, signs, days),
    st.builds("({} {} status-loan-recency)".format, signs, days),
    st.sampled_from(["settings-autopay-enabled", "(= false settings-autopay-enabled)", "(contains? portfolio :4)"]),
)


def filled(pattern: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """A text with each `{}` filled in from a strategy."""
    return st.tuples(*parts).map(lambda chosen: pattern.format(*chosen))


criteria = st.recursive(
    leaves,
    lambda inner: st.one_of(
        filled("({} {} {} {})", st.sampled_from(["and", "or"]), inner, inner, inner),
        filled("(not {})", inner),
        filled("(if {} {} {})", inner, inner, inner),
        filled("(cond {} {} {} {} :else {})", inner, inner, inner, inner, inner),
        filled('(case loan-status "Open" {} "Closed" {} {})', inner, inner, inner),
    ),
    max_leaves=7,
)


def loans() -> Iterator[dict[str, Any]]:
    from decimal import Decimal

    for days in DAYS:
        for status in ("Open", "Closed", "Repossessed"):
            for recency in (None, 0, 30):
                yield {
                    **sample_loan(),
                    "status-days-past-due": days,
                    "status-loan-age": 60 - days,
                    "loan-status": status,
                    "status-loan-recency": recency,
                    "status-payoff": Decimal(days + (recency or 0)),
                    "settings-autopay-enabled": days > 29,
                }


def outcomes(text: str) -> list[bool | None]:
    """What criteria give on each loan; None for an error."""
    asked = compile_criteria(read(Source("<criteria>", text))[0][0])
    given = [asked.decide(loan, date(2026, 11, 22)) for loan in loans()]
    return [None if one.error is not None else bool(one.value) for one in given]


def without(text: str, judged: Judgement, start: int) -> str:
    """Criteria with a judged form replaced by what it is said to come to."""
    instead = {"never": "false", "always": "true", "adds-nothing": "true", "covered": "false", "unreached": "(/ 1 0)"}
    span = judged.form.span
    return text[: span.start - start] + instead[judged.verdict] + text[span.end - start :]


@given(criteria)
def test_what_is_claimed_is_so(text: str) -> None:
    head = "(defrule r :when "
    source = f'{head}{text} :then [(loan/set {{:add-portfolios ["A"]}})])'
    pack = load(Path("<pack>"), texts={"<pack>": source}).pack
    assert pack is not None
    judgements = PackView(pack, load_catalogue()).judgements
    before = outcomes(text) if judgements else []
    for judged in judgements:
        after = outcomes(without(text, judged, len(head)))
        # leaving out what is false may let a loan get to an error further on: it fires as little as before
        pairs = [(old, bool(new)) for old, new in zip(before, after, strict=True) if old is not None]
        assert all(old == new for old, new in pairs), judged
        if judged.whole:
            assert not any(before) if judged.verdict == "never" else False not in before


def test_a_slip_elsewhere_does_not_make_a_definition_unused() -> None:
    rule = '(defrule r :when {} :then [(loan/set {{:add-portfolios ["A"]}})])'
    for criteria in ("(lat? 5)", "(= 1 (late? 5)", "(late? 5)"):
        text = f"; late? and early\n(defn late? [n] (< n status-loan-age)) (def early 3)\n{rule.format(criteria)}"
        found = check_all([Path("<pack>")], further=find, texts={"<pack>": text}).findings
        assert [one.message for one in found if one.code == "unused-definition"] == ["nothing uses `early`"]


ODD = [
    *("(let [x] x)", "(let [[& ] 1] true)", "(let [{:keys a} 1] a)", "(let [{:keys [a] :or [1]} 1] a)", "(cond 1)"),
    *("(case)", "(case loan-status)", '(case loan-status "a")', "(if)", "(not)", "(not 1 2)", "(=)", "(= 1)", "(->)"),
    *("(-> x (not))", "(fn)", "(letfn [] 1)", "(letfn [(f [x] (f x))] (f 1))", "(let [f f] (f 1))", "(for [x] x)"),
    *("(for [:let [x 1]] x)", "(as-> 1 x (> x 3))", "(when)", "#(and % %)", "(let [a 1 a (inc a)] (> a a))", "(quote)"),
    *(
        "^{:lint/allow 3} (and)",
        "^{:lint/allow {3 4}} (and)",
        "^{:lint/allow {:never-true nil}} (or)",
        "'(and)",
        "(get)",
    ),
    *(
        "(get loan-status)",
        "(= 5 (get portfolio :k 5))",
        "(= 6 (:a portfolio 6))",
        "(/ 1 0)",
        "(> (/ status-payoff 0) 3)",
    ),
    *("(= 1 (-))", "(< (*) 3)", "(u/between? 1 2)", "(loop [x 1] (recur x))", "(str " * 300 + "1" + ")" * 300),
    *("(not " * 300 + "true" + ")" * 300, f"(and {'(= loan-title (str 1)) ' * 200})", "(= x a)", "(f 1)"),
]


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd[:30])
def test_any_criteria_can_be_looked_at(odd: str) -> None:
    before = "(def x x) (def a b) (def b a) (defn f [n] (f n)) (def g f) (defn h [& y] (h y))\n"
    text = (
        f"{before}(defrule r :when {odd} :then [(dpd/reset)]) (defrule q :when (and {odd} {odd}) :then [(dpd/reset)])"
    )
    assert check_all([Path("<pack>")], further=find, texts={"<pack>": text}).findings


def test_values_that_stand_for_missing_ones_are_not_the_places_own() -> None:
    text = "(and (= 5 (get portfolio :k 5)) (= 6 (get portfolio :k 6)) (nil? (:k portfolio 1)) (some? (:k portfolio)))"
    source = f'(defrule r :when {text} :then [(loan/set {{:add-portfolios ["A"]}})])'
    found = check_all([Path("<pack>")], further=find, texts={"<pack>": source}).findings
    assert [one.message for one in found if one.code in OWN] == []
