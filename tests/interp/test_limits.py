"""Whatever a program does, it ends soon, within its allowance, and the process goes on.

The programs are in `limit_programs`; a group runs in a process of its own with a limit on its memory (`limit_runner`).
Most get a small part of the usual allowance, so that an allowance's worth of work is seen to be little work: steps are
priced so that the usual one lasts about a second.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from limit_programs import GROUPS

from cljrules.evaluation import Session, compile_criteria
from cljrules.parser.reader import read
from cljrules.source import Source
from cljrules.values.errors import ClojureError, LimitExceeded
from cljrules.values.limits import Limits

HERE = Path(__file__).parent

#: Groups whose programs need much of the usual allowance to get to where they would do harm; the steps of all groups.
WHOLE = frozenset({"nesting", "cycles", "texts"})
MANY = Limits().steps // 2
FEW = 150_000

#: Processor seconds that one program may take: several times what was measured, for slow machines.
SECONDS = {True: 8.0, False: 1.5}

#: MB that a group may take at its peak beyond what the process began with, and keep at its end.
PEAK = 200
KEPT = 50


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited and measured as Linux does it")
@pytest.mark.parametrize("group", GROUPS)
def test_programs_without_end_are_ended(group: str) -> None:
    steps = MANY if group in WHOLE else FEW
    done = subprocess.run(
        [sys.executable, str(HERE / "limit_runner.py"), group, str(steps)],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, (reports[-1:], done.stderr[-2000:])
    *programs, memory = reports
    assert len(programs) == len(GROUPS[group])
    assert [report for report in programs if report["end"].startswith("escape")] == []
    assert [report for report in programs if not report["healthy"]] == []
    assert [report for report in programs if report["seconds"] > SECONDS[group in WHOLE]] == []
    assert memory["peak"] - memory["before"] < PEAK
    assert memory["after"] - memory["before"] < KEPT


@pytest.mark.parametrize(
    "program",
    [
        "(loop [] (recur))",
        "(while true)",
        "(reduce + (iterate inc 0))",
        "(last (range))",
        "(dorun (map inc (range)))",
        "(pr-str (repeat 1))",
        "(defmacro m [] `(m)) (m)",
        "(loop [] (inc (inc (inc 1))) (recur))",
        "(defn f [n] (+ (f n) (f n))) (loop [] (try (f 1) (catch Throwable e nil)) (recur))",
    ],
)
def test_the_usual_allowance_is_used_up(program: str) -> None:
    with pytest.raises(LimitExceeded) as caught:
        Session().show(program)
    assert caught.value.limit == "steps"


@pytest.mark.parametrize(
    ("program", "end"),
    [
        ("(reduce * (range 1 1000000))", "ArithmeticException"),
        ("(nth (iterate inc 0) 1000000000000)", "ArithmeticException"),
        ("((fn f [n] (inc (f n))) 1)", "StackOverflowError"),
        ("(declare b) (defn a [n] (b n)) (defn b [n] (a n)) (a 1)", "StackOverflowError"),
        ("(declare v) (def v #'v) (v)", "StackOverflowError"),
        ("(first (reduce (fn [s i] (map inc s)) (range 5) (range 20000)))", "StackOverflowError"),
    ],
)
def test_errors_of_the_jvm_stay_errors(program: str, end: str) -> None:
    with pytest.raises(ClojureError) as caught:
        Session().show(program)
    assert caught.value.cls.simple_name == end


@pytest.mark.parametrize(
    "program",
    [
        "(try (loop [] (recur)) (catch Throwable e :caught))",
        "(try (loop [] (recur)) (catch Error e :caught))",
        "(try (dorun (range)) (catch Exception e :caught) (finally :done))",
        '(try (try (loop [] (recur)) (finally (throw (ex-info "mine" {})))) (catch Exception e :caught))',
        "(try (loop [] (recur)) (finally (loop [] (recur))))",
        "(def d (delay (loop [] (recur)))) (try @d (catch Throwable e 1)) @d",
    ],
)
def test_a_limit_cannot_be_caught(program: str) -> None:
    with pytest.raises(LimitExceeded):
        Session(limits=Limits(steps=20_000)).show(program)


@pytest.mark.parametrize(
    ("limits", "program", "limit"),
    [
        (Limits(steps=1_000), "(reduce + (range 10000))", "steps"),
        (Limits(size=100), "(vec (range 1000))", "size"),
        (Limits(size=100), "(into #{} (range 1000))", "size"),
        (Limits(text=100), '(apply str (repeat 200 "x"))', "size"),
        (Limits(text=100), '(format "%200d" 1)', "size"),
        (Limits(digits=1_000), "(reduce *' (range 1 1000))", "number"),
        (Limits(digits=1_000), "(reduce * (repeat 2000 1.5M))", "number"),
        (Limits(digits=1_000), "(reduce * 1N (repeat 2000 7))", "number"),
    ],
)
def test_every_limit_can_be_set(limits: Limits, program: str, limit: str) -> None:
    with pytest.raises(LimitExceeded) as caught:
        Session(limits=limits).show(program)
    assert caught.value.limit == limit


def test_calls_may_be_nested_as_deeply_as_allowed() -> None:
    total = "(defn total [n] (let [m n] (cond (zero? m) 0 (neg? m) -1 :else (+ m (total (dec m)))))) (total %d)"
    assert Session().run(total % 1400) == 1400 * 1401 // 2
    with pytest.raises(ClojureError) as caught:
        Session(limits=Limits(depth=100)).run(total % 200)
    assert caught.value.cls.simple_name == "StackOverflowError"


@pytest.mark.parametrize(
    "program",
    [
        "(loop [] (recur))",
        "((fn [] (recur)))",
        "(defn f [n] (when (pos? n) (f (dec n)) (f (dec n)))) (f 1000)",
        "(dorun (map inc (range)))",
        "(reduce + (range))",
        "(count (filter nil? (range)))",
        "(every? number? (iterate inc 1))",
        "(loop [s (set (range 1000))] (recur (conj s (rand-nth-of s))))".replace("(rand-nth-of s)", "(first s)"),
        "(sort (fn [a b] (dorun (range)) 1) [1 2 3])",
    ],
)
def test_a_deadline_ends_what_has_steps_left(program: str) -> None:
    start = time.monotonic()
    with pytest.raises(LimitExceeded) as caught:
        Session(limits=Limits(steps=10**12, seconds=0.05)).show(program)
    assert caught.value.limit == "deadline"
    assert time.monotonic() - start < 2


def test_criteria_that_go_past_a_limit_are_an_error_of_that_decision() -> None:
    forms, _ = read(Source("criteria", '(and (= loan-status "Open") (every? pos? (range 1 1e18)))'))
    criteria = compile_criteria(forms[0])
    day = date(2026, 11, 22)
    decision = criteria.decide({"loan-status": "Open"}, day)
    assert isinstance(decision.error, LimitExceeded)
    assert not decision.fires
    assert criteria.decide({"loan-status": "Closed"}, day).value is False


@pytest.mark.parametrize("clauses", [100, 1_000, 30_000])
def test_criteria_with_many_clauses_answer_or_say_that_they_are_too_deep(clauses: int) -> None:
    text = f"(cond {'(= status-days-past-due 7) true ' * clauses} :else false)"
    forms, findings = read(Source("criteria", text))
    assert not findings
    loan = {"status-days-past-due": 5}
    try:
        answer = compile_criteria(forms[0]).ask(loan, date(2026, 11, 22))
    except ClojureError as problem:
        assert clauses > 1_000
        assert problem.cls.simple_name == "StackOverflowError"
        assert problem.span is not None
    else:
        assert clauses <= 1_000
        assert answer is False


@pytest.mark.parametrize(
    "key",
    [
        "(*' i 2305843009213693951)",
        "(* i 4294967297)",
        "(/ i 2305843009213693951)",
        "(* 1M i 2305843009213693951M)",
        "(* 1.0 i 4611686018427387904)",
        "[(* i 4294967297)]",
    ],
)
def test_keys_chosen_to_share_a_hash_are_as_fast_as_others(key: str) -> None:
    def seconds(made: str) -> float:
        start = time.process_time()
        count = Session(limits=Limits(steps=10**9)).run(f"(count (set (map (fn [i] {made}) (range 1 10001))))")
        assert count == 10_000
        return time.process_time() - start

    assert seconds(key) < 15 * seconds("i") + 0.5


def test_numbers_are_keys_by_their_value() -> None:
    program = """
    (let [big 2305843009213693951
          m {big :long, 1.5M :decimal, 1/3 :ratio, 2.5 :double, -0.0 :zero}]
      [(m (+ 0N big)) (m 1.50M) (m (/ 2 6)) (m (/ 5 2.0)) (m 0.0) (m (float 2.5)) (m (double big)) (m (bigdec big))])
    """
    assert Session().show(program)[1] == "[:long :decimal :ratio :double :zero :double nil nil]"


def test_values_nested_without_end_are_given_back() -> None:
    for make in (
        "[v]",
        "(list v)",
        "{:a v}",
        "(atom v)",
        "(fn [] v)",
        "(delay v)",
        "(lazy-seq v)",
        '(ex-info "a" {} v)',
    ):
        program = f"(loop [v nil i 0] (if (< i 100000) (recur {make} (inc i)) (do v :made)))"
        assert Session(limits=Limits(steps=10**9)).show(program)[1] == ":made"


def test_exact_numbers_stay_exact_up_to_their_limit() -> None:
    value = Session().run("(reduce *' (range 1 3000))")
    expected = 1
    for factor in range(1, 3000):
        expected *= factor
    assert value == expected
    assert Session().run("(* 1.1M (bigdec 1e300))") == Decimal("1.1") * Decimal(10) ** 300
