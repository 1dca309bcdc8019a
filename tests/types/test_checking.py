"""What is reported of criteria, what is not, and what is known of an expression by node and place."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from cljrules import packs
from cljrules.codes import CODES
from cljrules.diagnostics import Diagnostic
from cljrules.evaluation import Program
from cljrules.interp.nodes import Def
from cljrules.parser.reader import read
from cljrules.source import Source
from cljrules.stdlib.catalogue import load
from cljrules.types import Knowledge, Typed, check_criteria, check_function, described, infer
from cljrules.types import lattice as t
from cljrules.values.errors import ClojureError

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("CLJRULES_SHARED", ROOT.parent / "shared"))
KNOWLEDGE = Knowledge(load(), load().vocabulary)
PROGRAM = Program()
#: Codes that the types report, those that others report as well included.
OURS = {code for code, known in CODES.items() if known.family == "types"} | {"unknown-word", "unknown-key"}


def typed(text: str) -> Typed:
    forms, findings = read(Source("<criteria>", text))
    assert not findings and len(forms) == 1, text
    return check_criteria(PROGRAM.criteria(forms[0]).node, KNOWLEDGE, form=forms[0])


def codes(text: str) -> list[str]:
    return [finding.code for finding in typed(text).findings]


GUARDED = """\
(and (some? status-loan-recency) (> status-loan-recency 30))
(or (nil? status-loan-recency) (> status-loan-recency 30))
(if (and status-loan-recency (> status-loan-recency 30) (< status-loan-recency 90)) true false)
(and (not (nil? status-loan-recency)) (> status-loan-recency 30))
(and (not= nil status-loan-recency) (> status-loan-recency 30))
(if (nil? status-loan-recency) false (> status-loan-recency 30))
(if-not (some? status-loan-recency) false (> status-loan-recency 30))
(cond (nil? status-loan-recency) false (> status-loan-recency 30) true :else false)
(if-let [days status-loan-recency] (> days 30) false)
(if-some [days status-loan-recency] (> days 30) false)
(boolean (when-let [days status-loan-recency] (> days 30)))
(boolean (when (some? status-loan-recency) (> status-loan-recency 30)))
(let [days status-loan-recency] (and (some? days) (> status-loan-recency 30)))
(let [known (some? status-loan-recency)] (and known (> status-loan-recency 30)))
(let [days (or status-loan-recency 0)] (> days 30))
(> (or status-loan-recency 0) 30)
(and (number? status-loan-recency) (> status-loan-recency 30))
(and (= 30 status-loan-recency) (pos? status-loan-recency))
(and (some? (-> escrow :1)) (> (-> escrow :1 :balance) 0M))
(and (some? (-> escrow :1 :balance)) (= "full" (:payoff-option (:1 escrow))))
(if-let [bucket (:1 escrow)] (> (:balance bucket) 0M) false)
(> (get-in escrow [:1 :balance] 0M) 0M)
(> (:balance (get escrow :1 {:balance 0M})) 0M)
(let [score (some-> customer :primary :credit-score-average)] (and (some? score) (< score 580)))
(and (some? (some-> customer :primary :credit-score-average)) (< (-> customer :primary :credit-score-average) 580))
(boolean (and (seq payments) (> (:payment-amount (first payments)) 0M)))
(and (not (empty? payments)) (> (:payment-amount (last payments)) 0M))
(every? (fn [p] (> (:payment-amount p) 0M)) payments)
(and (some? status-loan-recency) (every? (fn [p] (> (:after-days-past-due p) status-loan-recency)) payments))
(= true (-> portfolio :7 :active))
(= loan-sub-status "Repaying")
(contains? #{"Repaying" "Pending Payoff"} loan-sub-status)
(boolean (#{"Repaying"} loan-sub-status))
(some? (some #{"Legal"} portfolio-list))
(case loan-sub-status "Repaying" true nil false false)
(and (some? status-orig-maturity-date) (neg? (u/date-compare current-date status-orig-maturity-date)))
(try (> status-loan-recency 30) (catch Exception e false))
(== status-payoff 0)
(= status-payoff 0M)
(zero? status-payoff)
(> (* 30 setup-loan-term) status-loan-age)
(> (/ status-payoff setup-loan-term) 100M)
(> (/ status-amount-due status-payoff) 1/2)
(> status-amount-due (* 1M status-days-past-due))
(or (= loan-status "Open") (not= setup-loan-type "lease") bankruptcy-active)
(not= status-amount-due nil)""".splitlines()

#: What rules are written with.
IDIOMS = r"""(let [{:keys [balance] :or {balance 0M}} (:1 escrow)] (> balance 0M))
(let [[a b] portfolio-list] (= a "Legal"))
(every? true? [bankruptcy-active (> status-payoff 3M)])
(some? (some true? [bankruptcy-active]))
(-> status-payoff (/ 100) (> 5))
(->> payments (filter #(> (:payment-amount %) 100M)) count (< 3))
(> (reduce + 0M (map :payment-amount payments)) 100M)
(clojure.string/includes? (or loan-title "") "auto")
(case loan-status ("Open" "Repossessed") true false)
(condp = loan-status "Open" true "Closed" false false)
(if-let [d status-next-payment-date] (<= (u/date-compare d current-date) 5) false)
(= (:value (get settings-custom-fields :12)) "yes")
(= "yes" (:value (get settings-custom-fields :12 {})))
(>= (or (-> customer :primary :credit-score-average) 0) 600)
(true? (-> portfolio :7 :active))
(some? (re-find #"(?i)fraud" (or loan-alert "")))
(u/between? status-days-past-due 30 59)
(> (* 100 (/ status-amount-due status-payoff)) 20)
(> (u/percent-of 10 status-payoff) status-amount-due)
(> (count (filter :checked checklist-items)) 2)
(not-any? #(= (:status %) "failed") unfulfilled-promises)
(>= (count (filter (fn [p] (>= (u/days-between (:payment-date p) current-date) 30)) payments)) 2)
(some? (first (filter #(= "suspend" (:type %)) stop-interest-dates)))
(= "suspend" (:type (last stop-interest-dates)))
(and (not (empty? stop-interest-dates)) (= "suspend" (:type (last stop-interest-dates))))
(let [total (apply + (map :payment-amount payments))] (> total 100M))
(let [n (count payments)] (cond (zero? n) false (> n 3) true :else false))
(letfn [(big? [x] (> x 100M))] (big? status-payoff))
(let [big? #(> % 100M)] (or (big? status-payoff) (big? status-amount-due)))
(= #{"Legal"} (set portfolio-list))
(= [] portfolio-list)
(= portfolio-list ["Legal"])
(> (.length loan-display-id) 3)
(.startsWith loan-display-id "7")
(>= (Math/abs (- status-days-past-due 30)) 5)
(loop [n 0 left payments] (if (empty? left) (> n 3) (recur (inc n) (rest left))))
(as-> status-payoff x (* x 2) (> x 30M))
(cond-> true bankruptcy-active not)
(let [s (some-> customer :secondary :credit-score-average)] (if (nil? s) false (< s 600)))
(> (get-in customer [:primary :employer-income] 0M) 3000M)
(some? (get-in customer [:secondary :id]))
(contains? customer :secondary)
(if (contains? customer :secondary) (> (-> customer :secondary :id) 3) false)
(= (u/last-day-of-month current-date) current-date)
(and (= true (-> customer :primary :ofac-match)) (not (-> customer :primary :primary-phone-do-not-call)))
(or (-> customer :primary :ofac-match) bankruptcy-active)
(boolean (or loan-sub-status loan-alert))
(not= "" (str loan-alert))
(neg? (compare (str settings-closed-date) current-date))
(= 1 (-> escrow :1 :schedule-include))
(< (rem status-loan-age 30) 5)
(> (bigdec status-days-past-due) 3.5M)
(= (bigdec status-days-past-due) 30M)
(> status-payoff 1000)
(<= 0.1M (/ status-amount-due (+ status-payoff 1M)))
(== 30 status-days-past-due 30M)
(and (map? customer) (string? loan-status))
(pos? (- (:days-past-due (:LARGEST-BUCKET status-delinquent-bucket-balance)) 3))
(every? #(contains? (set portfolio-list) %) ["Legal" "Collections"])
(some? (some #(= % "Legal") portfolio-list))
(not (some #{"Legal" "Collections"} portfolio-list))
(let [m {:a 1}] (> (:a m) status-days-past-due))
(> ({"Open" 30 "Closed" 60} loan-status 90) status-days-past-due)
(> (get {"Open" 30 "Closed" 60} loan-status 90) status-days-past-due)
(let [limits {"Open" 30}] (if-let [l (limits loan-status)] (> status-days-past-due l) false))
(= (name :Open) loan-status)
(if (and bankruptcy-active (some? bankruptcy-chapter)) (= bankruptcy-chapter "7") false)
(> status-days-past-due (if (= setup-loan-type "lease") 30 60))""".splitlines()

UNGUARDED = """\
(and (> status-loan-recency 30) (some? status-loan-recency))
(and (nil? status-orig-maturity-date) (> status-loan-recency 30))
(if (nil? status-loan-recency) (= loan-status "Open") (< (-> customer :primary :credit-score-average) 580))
(if (some? (:2 escrow)) (> (-> escrow :1 :balance) 0M) false)
(boolean (and (seq payments) (> (:payment-amount (second payments)) 0M)))
(let [days status-loan-recency] (> days 30))
(and (or (some? status-loan-recency) (= loan-status "Open")) (> status-loan-recency 30))
(every? (fn [c] (> (:credit-score-average c) 500)) [(:primary customer)])""".splitlines()


@pytest.mark.parametrize("text", [*GUARDED, *IDIOMS])
def test_what_is_asked_before_is_known(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize("text", UNGUARDED)
def test_what_is_not_asked_before_can_be_nil(text: str) -> None:
    assert codes(text) == ["nil-argument"]


@pytest.mark.parametrize(
    "text",
    [
        "(or (some? status-loan-recency) (> status-loan-recency 30))",
        "(and (nil? status-loan-recency) (> status-loan-recency 30))",
        "(if-not (nil? status-loan-recency) false (> status-loan-recency 30))",
    ],
)
def test_a_question_the_wrong_way_round_is_an_error(text: str) -> None:
    (finding,) = typed(text).findings
    assert (finding.code, finding.severity.value) == ("wrong-argument", "error")
    assert finding.message == "`>` takes numbers, not nil: here `status-loan-recency` is nil"


@pytest.mark.parametrize(
    "text",
    [
        "(and status-loan-recency (> status-loan-recency 30))",
        '(and (seq payments) (= loan-status "Open"))',
        '(and (-> portfolio :7 :active) (= loan-status "Open"))',
    ],
)
def test_criteria_that_can_be_nil(text: str) -> None:
    (finding,) = typed(text).findings
    assert (finding.code, finding.severity.value) == ("criteria-not-boolean", "warning")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("(+ status-amount-due status-payoff)", "an amount of dollars"),
        ("(* 0.02M status-amount-due)", "an amount of dollars"),
        ("(/ status-amount-due status-payoff)", "an amount such as `25.00M`"),
        ("(- status-days-past-due 30)", "a number of days"),
        ("(u/date-compare current-date status-orig-maturity-date)", "a number of days"),
        ("(inc status-days-past-due)", "a number of days"),
        ("(-> customer :primary :credit-score-average)", "a whole number or nil"),
        ("(first portfolio-list)", "a text or nil"),
        ("(map :payment-amount payments)", "a list"),
        ("(if bankruptcy-active current-date nil)", "a date or nil"),
        ("(count payments)", "a count"),
        ("(reduce + (map :payment-amount payments))", "any value"),
    ],
)
def test_types_in_words(text: str, words: str) -> None:
    assert described(typed(text).type) == words


def test_types_are_known_by_place() -> None:
    text = '(and (= loan-status "Open") (> status-days-past-due 30))'
    found = typed(text)
    for word, words in (("status-days-past-due", "a number of days"), ("loan-status", "a text")):
        held = found.at(found.root.form.source, text.index(word) + 3)
        assert held is not None and described(held[1]) == words
    whole = found.at(found.root.form.source, text.index(">"))
    assert whole is not None and described(found.of(found.root)) == "true or false"


def test_where_criteria_hold_more_is_known() -> None:
    found = typed("(and (some? status-loan-recency) (> status-loan-recency 30))")
    held = found.holding("status-loan-recency")
    assert held is not None and not held.nilable
    assert found.holding("status-orig-maturity-date") is None
    assert KNOWLEDGE.variable("status-loan-recency").nilable


def test_what_always_fails_has_no_value() -> None:
    found = typed("(> loan-status 30)")
    assert found.of(found.root).is_never
    assert found.of(typed("true").root) is t.ANY


def test_what_the_extenders_page_shows_works() -> None:
    page = (ROOT / "docs" / "extenders" / "types.md").read_text(encoding="utf-8")
    shown: dict[str, Any] = {}
    exec(page.partition("```python\n")[2].partition("```")[0], shown)
    found = shown["typed"]
    assert described(found.type) == "true or false" and found.findings == ()
    assert described(found.at(shown["source"], 40)[1]) == "a number of days"
    assert not found.holding("status-loan-recency").nilable


def test_right_packs_have_no_findings() -> None:
    folders = [ROOT / "tests" / "lint" / "packs", ROOT / "tests" / "packs" / "good", ROOT / "examples"]
    if (SHARED / "flips" / "open").is_dir():
        folders.append(SHARED / "flips" / "open")
    manifests = [path for folder in folders for path in folder.rglob("cljrules.toml") if "planted" not in path.parts]
    assert len(manifests) > 10
    found = [finding for path in manifests for finding in packs.load(path.parent).diagnostics]
    assert [finding for finding in found if finding.code in OURS] == []


def test_the_catalogues_own_expressions_have_no_findings() -> None:
    known = load()
    texts = [variable.example for variable in known.variables.values()] + [fact.expr for fact in known.facts]
    texts += [check.expr for action in known.actions.values() for check in action.preconditions if check.expr]
    assert {text: found for text in texts if (found := codes(text))} == {}


def test_recorded_expressions_that_have_a_value_have_no_findings() -> None:
    """Rule-shaped expressions with their loans written in them, as Clojure evaluated them."""
    seen = 0
    wrong: list[tuple[str, list[str]]] = []
    for line in (ROOT / "tests" / "oracle" / "cases.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if case["group"] != "rules" or case["kind"] != "value":
            continue
        forms, _ = read(Source(case["id"], case["source"]))
        try:
            program = Program(forms[:-1])
            nodes = [program.node(form) for form in forms[:-1]]
            found: list[Diagnostic] = [
                finding
                for node in nodes
                if isinstance(node, Def) and hasattr(node.var.root, "node")
                for finding, _ in check_function(node.var.root, KNOWLEDGE)
            ]
            found += infer(program.criteria(forms[-1]).node, KNOWLEDGE).findings
        except ClojureError:
            continue
        seen += 1
        if found:
            wrong.append((case["source"], [finding.code for finding in found]))
    assert seen > 450
    assert wrong == []


def test_a_fix_settles_its_finding() -> None:
    findings = [finding for finding in packs.check([ROOT / "tests/packs/bad/types"]) if finding.fix is not None]
    assert len(findings) > 30
    left = []
    for finding in findings:
        rule = (
            next(
                rule for rule in _pack().rules if rule.source.path == finding.source.path and rule.name == finding.rule
            )
            if finding.rule
            else None
        )
        if rule is None:
            continue
        start, end = rule.when.span
        text = finding.source.text[start:end]
        assert finding.fix is not None
        for edit in sorted(finding.fix.edits, key=lambda edit: edit.span, reverse=True):
            text = text[: edit.span.start - start] + edit.text + text[edit.span.end - start :]
        forms, wrong = read(Source("<fixed>", text))
        assert not wrong, text
        pack = _pack()
        program = Program([definition.form for definition in pack.definitions])
        known = Knowledge(load(), pack.manifest.vocabulary)
        again = check_criteria(program.criteria(forms[0]).node, known, form=forms[0]).findings
        before = sum(one.code == finding.code for one in findings if one.rule == finding.rule)
        if sum(one.code == finding.code for one in again) >= before:
            left.append((text, [one.code for one in again]))
    assert left == []


def _pack() -> packs.Pack:
    pack = packs.load(ROOT / "tests/packs/bad/types").pack
    assert pack is not None
    return pack


def test_dates_that_an_account_may_not_have(tmp_path: Path) -> None:
    (tmp_path / "cljrules.toml").write_text('[pack]\nname = "p"\nversion = "1"\nfiles = ["a.rules.clj"]\n')
    then = ":then [(loan/set {:follow-up-date {:base :last-payment-date :plus-days 7}})]"
    rules = f"(defrule one :when (> status-days-past-due 30) {then})"
    rules += f"(defrule two :when (and (> status-days-past-due 30) (some? status-last-payment-date)) {then})"
    change = "(due-date/change {:base-date :next-due-date :plus-days 3})"
    rules += f"(defrule three :when (> status-days-past-due 30) :then [{change}])"
    (tmp_path / "a.rules.clj").write_text(rules)
    (finding,) = packs.check([tmp_path])
    assert (finding.code, finding.rule, finding.source.slice(finding.span)) == (
        "absent-base",
        "one",
        ":last-payment-date",
    )
