"""The compiled engine: what it leaves to the reference evaluator."""

from __future__ import annotations

import pytest
from engine_agreement import DAY, prepare, program

from cljrules.interp.compiled.emission import Writer
from cljrules.values.collections import Vector

DEFINITIONS = """
(defn f [x] (and (f x) (f x) (f x) (f x) (f x) (f x)))
(def late-states #{"Open" "Closed"})
(defn in-portfolio? [title] (contains? (set portfolio-list) title))
"""


def nested(call: str, times: int) -> str:
    """Criteria in which each value is made of the one before, twice."""
    bindings = " ".join(f"x{n} {call.format(f'x{n - 1}')}" for n in range(1, times + 1))
    return f"(let [x0 loan-status {bindings}] (some? x{times}))"


@pytest.mark.parametrize("call", ["(str {0} {0})", "(vector {0} {0})", '(clojure.string/replace {0} "O" {0})'])
def test_what_grows_with_each_call_is_metered(call: str) -> None:
    held = prepare(program(""), nested(call, 40))
    assert held is not None and held.test is None


def test_a_little_text_is_made_at_once() -> None:
    held = prepare(program(""), "(> (count (str loan-status loan-status)) 7)")
    assert held is not None and held.test is not None
    assert [held.test({"loan-status": text}, DAY) for text in ("Open", "New")] == [True, False]


def test_functions_that_call_themselves_are_not_written_out_without_end() -> None:
    held = prepare(program(DEFINITIONS), "(f (> status-days-past-due 1))")
    assert held is not None and held.test is None


@pytest.mark.parametrize(
    ("text", "loan", "expected"),
    [
        ('(some? (#{"Open"} loan-status))', {"loan-status": "Open"}, True),
        ("(contains? late-states loan-status)", {"loan-status": "Paid Off"}, False),
        ("(if (late-states loan-status) true false)", {"loan-status": "Closed"}, True),
        ("(do (inc status-days-past-due) true)", {"status-days-past-due": {}}, None),
        ("(true? 1)", {}, False),
        ('(contains? (set portfolio-list) "Watch")', {"portfolio-list": Vector.of(["Legal", "Watch"])}, True),
        ('(contains? (set portfolio-list) "Watch")', {"portfolio-list": Vector.of([1, None])}, False),
        ('(contains? (set portfolio-list) "Watch")', {"portfolio-list": None}, False),
        ('(contains? (set portfolio-list) "Watch")', {"portfolio-list": 1}, None),
        ('(in-portfolio? "Legal")', {"portfolio-list": Vector.of(["Legal", "Watch"])}, True),
        ('(some? (some #{"Watch"} portfolio-list))', {"portfolio-list": Vector.of([None, "Watch"])}, True),
        ("(nil? (some late-states portfolio-list))", {"portfolio-list": Vector.of([1.5, "Watch"])}, True),
        ("(nil? (some late-states portfolio-list))", {"portfolio-list": None}, True),
        ("(nil? (some late-states portfolio-list))", {"portfolio-list": "Open"}, None),
        ("(or (> status-days-past-due 1) (> (* 30N 0) 1))", {"status-days-past-due": 1}, None),
        ("(> (- status-payoff status-days-past-due) 1)", {"status-payoff": 1, "status-days-past-due": 1}, None),
    ],
)
def test_answers(text: str, loan: dict[str, object], expected: bool | None) -> None:
    held = prepare(program(DEFINITIONS), text)
    assert held is not None and held.test is not None
    assert held.test(loan, DAY) is expected


def test_a_macro_that_looks_like_and_is_none() -> None:
    held = prepare(program(""), "(let [x__auto (> status-days-past-due 1)] (if x__auto (not (not x__auto)) x__auto))")
    assert held is not None and held.test is None
    assert held.decide({"status-days-past-due": 2}, DAY).value is True


def test_no_text_of_a_program_becomes_code(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    original = Writer.function

    def kept(self: Writer, name: str, parameters: str) -> object:
        written.extend(self.lines)
        return original(self, name, parameters)

    monkeypatch.setattr(Writer, "function", kept)
    held = prepare(program(""), '(and (= loan-status "\') or __import__(\\"os\\")") (= loan-title "x\\nreturn True"))')
    assert held is not None
    assert held.test is not None and held.test({"loan-status": "x", "loan-title": "y"}, DAY) is False
    assert not any("import" in line or "return True" in line for line in written)
