"""The reference evaluator: scope, recursion, errors and their places, limits."""

from __future__ import annotations

from datetime import date

import pytest

from cljrules.evaluation import Program, Session, compile_criteria
from cljrules.parser.reader import read
from cljrules.source import Source
from cljrules.values.errors import ClojureError, LimitExceeded
from cljrules.values.limits import Limits
from cljrules.values.printer import pr_str
from cljrules.values.symbols import from_units


def show(text: str, limits: Limits | None = None) -> str:
    return from_units(Session(limits=limits).show(text)[1])


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("(map #(%) (loop [i 0 fs []] (if (< i 3) (recur (inc i) (conj fs (fn [] i))) fs)))", "(0 1 2)"),
        ("(let [x 1 f (fn [] x) x 2] [(f) x])", "[1 2]"),
        ("((fn outer [n] (let [g (fn [] (outer 0))] (if (zero? n) :done (g)))) 3)", ":done"),
        (
            "(letfn [(ev? [n] (if (zero? n) true (od? (dec n))))"
            "        (od? [n] (if (zero? n) false (ev? (dec n))))] (ev? 10))",
            "true",
        ),
        ("(let [a 1] (let [f (fn [b] (let [g (fn [c] [a b c])] (g 3)))] (f 2)))", "[1 2 3]"),
        ("(loop [[x & xs] [1 2 3] total 0] (if x (recur xs (+ total x)) total))", "6"),
        ("(try (/ 1 0) (catch ArithmeticException e (.getMessage e)) (finally :ignored))", '"Divide by zero"'),
        ("(defmacro unless [c & body] `(if ~c nil (do ~@body))) (unless false 1 2)", "2"),
        ("(let [when 1] when)", "1"),
        ("(def x 1) (let [f (fn [] x)] (def x 2) (f))", "2"),
    ],
)
def test_scope_and_control(source: str, printed: str) -> None:
    assert show(source) == printed


@pytest.mark.parametrize(
    ("source", "cls", "place"),
    [
        ("(let [x 1]\n  (+ x (/ 1 0)))", "ArithmeticException", "(/ 1 0)"),
        ("(if true 1 nope)", "CompilerException", "nope"),
        ("(loop [x 1] (inc (recur 2)))", "UnsupportedOperationException", "(recur 2)"),
        ("(defn f [a] a) (f 1 2)", "ArityException", "(f 1 2)"),
        ('(throw (ex-info "no" {}))', "ExceptionInfo", '(throw (ex-info "no" {}))'),
        ("(1 2)", "ClassCastException", "(1 2)"),
        ("(-> 5 (/ 0))", "ArithmeticException", "(/ 0)"),
    ],
)
def test_errors_have_their_place(source: str, cls: str, place: str) -> None:
    with pytest.raises(ClojureError) as caught:
        Session().run(source)
    assert caught.value.cls.simple_name == cls
    assert caught.value.source.slice(caught.value.span) == place


@pytest.mark.parametrize(
    "source",
    [
        "(loop [] (recur))",
        "((fn f [] (recur)))",
        "(count (iterate inc 0))",
        "(reduce + (range))",
        "(pr-str (iterate inc 0))",
        "(doseq [x (range)] x)",
        '(apply str (repeat 1000000000 "x"))',
        "(nth (iterate inc 0) 2000000000)",
        "(reduce *' (range 1 1000000))",
        "(vec (repeat 1000000000 0))",
        "(try (loop [] (recur)) (catch Throwable e :caught))",
        "(let [a (atom [])] (while true (swap! a conj 1)))",
    ],
)
def test_what_never_ends_is_stopped(source: str) -> None:
    with pytest.raises(LimitExceeded):
        Session().show(source)


def test_runaway_recursion_is_a_stack_overflow() -> None:
    with pytest.raises(ClojureError) as caught:
        Session().run("(defn f [x] (inc (f x))) (f 1)")
    assert caught.value.cls.simple_name == "StackOverflowError"


def test_a_session_goes_on_after_a_limit() -> None:
    session = Session(limits=Limits(steps=1000))
    session.run("(def x 5)")
    with pytest.raises(LimitExceeded):
        session.run("(loop [] (recur))")
    assert session.run("(inc x)") == 6


def criteria(text: str, definitions: str = ""):
    forms, problems = read(Source("test.rules.clj", text))
    before, _ = read(Source("defs.rules.clj", definitions))
    assert not problems
    return compile_criteria(forms[0], before)


def test_criteria_read_variables_through_functions() -> None:
    asked = criteria("(and (late?) (> status-payoff 0M))", "(defn late? [] (> status-days-past-due 30))")
    assert asked.variables == {"status-days-past-due", "status-payoff"}
    decision = asked.decide({"status-days-past-due": 10}, date(2026, 11, 22))
    assert decision.value is False
    assert decision.read == {"status-days-past-due": 10}


def test_one_program_serves_many_loans() -> None:
    forms, _ = read(Source("t", "(> status-days-past-due limit)"))
    definitions, _ = read(Source("d", "(def limit 30)"))
    asked = Program(definitions).criteria(forms[0])
    answers = [asked.decide({"status-days-past-due": days}, date(2026, 11, 22)).fires for days in (30, 31, 0)]
    assert answers == [False, True, False]


@pytest.mark.parametrize("value", [None, 1, "true"])
def test_criteria_that_are_not_boolean_are_an_error(value: object) -> None:
    decision = criteria("loan-status").decide({"loan-status": value}, date(2026, 11, 22))
    assert decision.error is not None
    assert not decision.fires


def test_a_missing_variable_is_an_error_with_its_place() -> None:
    decision = criteria("(> status-payoff 0M)").decide({}, date(2026, 11, 22))
    assert decision.error is not None
    assert decision.error.source.slice(decision.error.span) == "status-payoff"


def test_sessions_do_not_see_each_other() -> None:
    Session().run("(def hidden 1)")
    with pytest.raises(ClojureError):
        Session().run("hidden")


def test_printing_is_part_of_the_allowance() -> None:
    with pytest.raises(LimitExceeded):
        Session(limits=Limits(text=1000)).show("(vec (repeat 10 (apply str (repeat 150 9))))")
    assert pr_str(Session().run("(range 3)")) == "(0 1 2)"


def test_a_sequence_without_end_is_shown_in_part() -> None:
    assert show("(range)").endswith(" 98 99 ...)")
