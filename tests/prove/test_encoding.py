"""Formulas say of every loan what the reference evaluator says: fires, does not fire, is an error."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from consistent_loans import loan
from criteria_programs import DEFINITIONS, Generator
from hypothesis import given, settings
from hypothesis import strategies as st

from cljrules.evaluation import Criteria, Program
from cljrules.parser.reader import read
from cljrules.prove.encoding import Encoded, Encoder
from cljrules.prove.formulas import Formulas
from cljrules.prove.ground import Ground
from cljrules.prove.holding import Holding
from cljrules.prove.proving import Prover, new_ground
from cljrules.prove.questions import Asker
from cljrules.prove.walking import symbols
from cljrules.source import Source
from cljrules.stdlib.catalogue import load
from cljrules.values.errors import ClojureError, LimitExceeded

PROGRAM = Program(read(Source("definitions", DEFINITIONS))[0])
WORDS = ("Open", "Closed", "Paid Off", "", "30", "2026-11-22", "x")


class Drawn:
    """Decisions that Hypothesis makes."""

    def __init__(self, data: st.DataObject) -> None:
        self._data = data

    def below(self, count: int) -> int:
        return int(self._data.draw(st.integers(0, count - 1)))


def prepared(text: str, program: Program = PROGRAM) -> Criteria:
    return program.criteria(read(Source("criteria", text))[0][0])


def encoded(criteria: Criteria) -> tuple[Ground, Encoded]:
    ground = Ground(Formulas(), load(), {})
    return ground, Encoder(ground).criteria(criteria.node)


def outcome(criteria: Criteria, asked: dict[str, Any]) -> str:
    decision = criteria.decide(asked, date.fromisoformat(asked[load().sample.today]))
    return "fires" if decision.fires else "fails" if decision.error is not None else "quiet"


def by_formula(ground: Ground, made: Encoded, asked: dict[str, Any]) -> str | None:
    """What the formulas say, None where that hangs on something that is not worked out."""
    known, names = ground.known_of([made.fires, made.fails])
    values = Asker(ground, Prover().solver).values_on(asked, names)
    holding = Holding(values)
    try:
        fires, fails = holding.formula(made.fires), holding.formula(made.fails)
    except KeyError:
        return None
    assert not (fires and fails)
    laws = [law for law in known if symbols([law]) <= values.keys()]
    assert all(map(holding.formula, laws)), "a law does not hold on a loan that can be"
    return "fires" if fires else "fails" if fails else "quiet"


@settings(max_examples=250, deadline=None)
@given(st.data())
def test_formulas_agree_with_the_evaluator(data: st.DataObject) -> None:
    choices = Drawn(data)
    text = Generator(choices).criteria()
    try:
        criteria = prepared(text)
    except (ClojureError, LimitExceeded):
        return
    ground, made = encoded(criteria)
    for _ in range(3):
        asked = loan(choices, criteria.variables, WORDS)
        said = by_formula(ground, made, asked)
        assert said in (None, outcome(criteria, asked)), text


#: Criteria, and changes of the sample loan with what becomes of them.
EXACT = [
    ("(> status-days-past-due 120)", {"status-days-past-due": 121}, "fires"),
    ("(= 0 status-payoff)", {}, "quiet"),
    ("(> status-loan-recency 30)", {"status-loan-recency": None}, "fails"),
    ("(and (some? status-loan-recency) (> status-loan-recency 3))", {"status-loan-recency": None}, "quiet"),
    ("(or (nil? status-loan-recency) (> status-loan-recency 900))", {"status-loan-recency": None}, "fires"),
    ("(> status-payoff \"5\")", {}, "fails"),
    ("(if (= loan-status \"Open\") 1 true)", {}, "fails"),
    ("(= (/ status-days-past-due 2) 1/2)", {"status-days-past-due": 1}, "fires"),
    ("(= (/ status-days-past-due 2) 1)", {"status-days-past-due": 2}, "fires"),
    ("(> (/ status-payoff 3) 1M)", {}, "fails"),
    ("(< (quot status-days-past-due 30) 1)", {"status-days-past-due": 29}, "fires"),
    ("(= (mod status-days-past-due 7) 3)", {"status-days-past-due": 10}, "fires"),
    ("(= (u/round-money (* 0.055M status-amount-due)) 0.06M)", {}, "quiet"),
    ("(= (u/day-of-week current-date) 7)", {}, "fires"),
    ("(= (u/month current-date) 11)", {}, "fires"),
    ("(= (u/add-months current-date 3) \"2027-02-22\")", {}, "fires"),
    ("(case loan-status \"Open\" true \"Closed\" false)", {}, "fires"),
    ("(case loan-status \"Nope\" true)", {}, "fails"),
    ("(= true (-> portfolio :7 :active))", {}, "quiet"),
    ("(> (-> portfolio :7 :active) 1)", {}, "fails"),
    ("(contains? (set portfolio-list) \"Legal\")", {}, "quiet"),
    ("(some? (some #{\"Legal\"} portfolio-list))", {}, "quiet"),
    ("(empty? portfolio-list)", {}, "fires"),
    ("(let [[a b] [status-days-past-due 2]] (< a b))", {}, "fires"),
    ("(let [{:keys [credit-score-average]} (:primary customer)] (> credit-score-average 5))", {}, "fires"),
    ("(neg? (compare current-date \"2026-12-01\"))", {}, "fires"),
    ("(= -1 (compare current-date \"2026-11-23\"))", {}, "fires"),
    ("(pos? (compare status-payoff 5M))", {}, "fires"),
    ("(some #(= loan-status %) [\"Closed\" \"Open\"])", {}, "fires"),
    ("(not-any? #(= loan-status %) [\"Closed\" \"Open\"])", {}, "quiet"),
    ("(every? pos? [status-payoff status-loan-recency])", {"status-loan-recency": None}, "fails"),
    ("(apply > [status-payoff 5M])", {}, "fires"),
    ("(> (reduce + [status-due-fees 1M status-due-fees]) 1M)", {}, "quiet"),
    ("(> (long status-payoff) 8988)", {"status-payoff": Decimal("8988.99")}, "quiet"),
    ("(= (bigdec status-days-past-due) 0M)", {}, "fires"),
    ("(= (str loan-alert) \"\")", {}, "fires"),
    ("(> (/ status-principal-balance 12000M) 0.5M)", {"status-principal-balance": Decimal("6000.03")}, "fires"),
    ("(> (/ status-payoff setup-loan-amount) 0.5M)", {"status-payoff": Decimal("9000.00")}, "fires"),
    ("(> (/ status-payoff setup-loan-amount) 0.5M)", {"status-payoff": Decimal("9000.01")}, "fails"),
    ("(< 1 status-days-past-due 5 nil)", {"status-days-past-due": 2}, "fails"),
    ("(< 1 status-days-past-due nil)", {}, "quiet"),
    ("(> status-payoff 0.5)", {}, "fires"),
    ("(> (* 2.0 status-payoff) 0.5)", {}, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "changes", "wanted"), EXACT)
def test_what_is_worked_out(text: str, changes: dict[str, Any], wanted: str | None) -> None:
    from cljrules.stdlib.catalogue import sample_loan

    criteria = prepared(text)
    ground, made = encoded(criteria)
    asked = {**sample_loan(), **changes}
    said = by_formula(ground, made, asked)
    assert said == wanted
    assert (wanted is None) == bool(made.holes)
    if wanted is not None:
        assert outcome(criteria, asked) == wanted


DEFINED = """
(def limit 30)
(defn late? [days] (> days limit))
(defn later? ([days] (later? days limit)) ([days than & more] (and (> days than) (empty? more))))
(defn count-down [n] (if (< n 1) 30 (count-down (dec n))))
"""


@pytest.mark.parametrize(
    "text",
    ["(late? status-days-past-due)", "(later? status-days-past-due)", "(< (count-down 5) status-days-past-due)"],
)
def test_functions_of_the_pack_are_looked_into(text: str) -> None:
    program = Program(read(Source("d", DEFINED))[0])
    ground, made = encoded(prepared(text, program))
    plain = Encoder(ground).criteria(prepared("(< 30 status-days-past-due)").node)
    assert made.fires is plain.fires


def test_what_is_not_worked_out_is_the_same_where_it_is_written_the_same() -> None:
    text = "(and (> (count (clojure.string/trim loan-alert)) 3) (> status-days-past-due {}))"
    ground, one = encoded(prepared(text.format(30)))
    other = Encoder(ground).criteria(prepared(text.format(29)).node)
    assert one.holes
    assert {hole.name for hole in one.holes} == {hole.name for hole in other.holes}


def test_a_snapshot_takes_the_facts_of_the_catalogue_for_true() -> None:
    assert len(new_ground({}).facts) > 20
