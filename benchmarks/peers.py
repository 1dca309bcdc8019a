"""Other engines on five criteria, each on one loan held as a map: nanoseconds for one evaluation.

Every peer is optional: one that is not installed gives None. Clojure and its dialects run a compiled `fn` with keyword
look-ups for each criteria in a loop after warming up; zen-engine and cel-python compiled expressions.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import clojure_text

from cljrules.packs.model import Pack
from cljrules.parser.reader import read
from cljrules.source import Source
from cljrules.stdlib import catalogue
from cljrules.values.collections import Vector

#: Criteria, and the same for zen-engine and CEL (`_` for `-` in names).
FIVE = (
    (
        '(and (= loan-status "Open") (> status-days-past-due 120))',
        "loan_status == 'Open' and status_days_past_due > 120",
    ),
    (
        '(and (= loan-status "Open") (>= status-days-past-due 15) (< status-days-past-due 60)'
        " (> status-amount-due 50M))",
        "loan_status == 'Open' and status_days_past_due >= 15 and status_days_past_due < 60 and status_amount_due > 50",
    ),
    (
        '(and (= loan-status "Open") (> status-payoff 0M) (< status-payoff 10M))',
        "loan_status == 'Open' and status_payoff > 0 and status_payoff < 10",
    ),
    (
        '(or (= loan-status "Closed") (and (= loan-sub-status "Repaying") (> status-days-past-due 30)))',
        "loan_status == 'Closed' or (loan_sub_status == 'Repaying' and status_days_past_due > 30)",
    ),
    (
        "(and (not bankruptcy-active) (> (* 2 status-days-past-due) 90))",
        "not bankruptcy_active and 2 * status_days_past_due > 90",
    ),
)
#: The catalogue's archetypes they are asked of in turn: every variable that holds one plain value, nil or texts.
ARCHETYPES = ("current", "15-late", "60-late", "charged-off", "paid-off", "bankrupt")
#: The variables that the criteria name.
NAMED = (
    "loan-status",
    "loan-sub-status",
    "status-days-past-due",
    "status-amount-due",
    "status-payoff",
    "bankruptcy-active",
)
ROUNDS = 5


def loans() -> list[dict[str, Any]]:
    """The loans as criteria see them."""
    return [
        {name: value for name, value in catalogue.archetype_loan(archetype).items() if _is_plain(value)}
        for archetype in ARCHETYPES
    ]


def _is_plain(value: object) -> bool:
    if isinstance(value, Vector):
        return all(isinstance(item, str) for item in value)
    return value is None or isinstance(value, (str, int, bool, Decimal))


def best(work: Callable[[], object], evaluations: int, rounds: int = ROUNDS) -> float:
    """Nanoseconds for one evaluation: the least of several rounds."""
    least = float("inf")
    for _ in range(rounds):
        started = time.perf_counter_ns()
        work()
        least = min(least, (time.perf_counter_ns() - started) / evaluations)
    return least


def snake(loan: Mapping[str, Any]) -> dict[str, Any]:
    """What the criteria name of a loan, for engines that copy the whole loan for each evaluation; without `-` in names,
    with floating numbers.
    """
    named = {name: loan[name] for name in NAMED}
    return {
        name.replace("-", "_"): float(value) if isinstance(value, Decimal) else value for name, value in named.items()
    }


def zen_engine() -> float | None:
    """zen-engine's compiled expressions."""
    try:
        import zen  # type: ignore[import-not-found]
    except ImportError:
        return None
    asked = [zen.compile_expression(text) for _, text in FIVE]
    given = [snake(loan) for loan in loans()]
    times = 300

    def work() -> None:
        for _ in range(times):
            for loan in given:
                for expression in asked:
                    expression.evaluate(loan)

    return best(work, times * len(given) * len(asked))


def cel_python() -> float | None:
    """cel-python's programs."""
    try:
        import celpy  # type: ignore[import-not-found]
    except ImportError:
        return None
    environment = celpy.Environment()
    asked = []
    for _, text in FIVE:
        cel = text.replace(" and ", " && ").replace(" or ", " || ").replace("not ", "!")
        for amount in ("status_amount_due", "status_payoff"):
            cel = cel.replace(f"{amount} > 50", f"{amount} > 50.0").replace(f"{amount} > 0", f"{amount} > 0.0")
            cel = cel.replace(f"{amount} < 10", f"{amount} < 10.0")
        asked.append(environment.program(environment.compile(cel)))
    given = [celpy.json_to_cel(snake(loan)) for loan in loans()]
    times = 10

    def work() -> None:
        for _ in range(times):
            for loan in given:
                for expression in asked:
                    expression.evaluate(loan)

    return best(work, times * len(given) * len(asked), 2)


_CLOJURE = """
{definitions}
(def loans {loans})
(def rules [{rules}])
(defn run [n]
  (loop [i 0 held 0]
    (if (< i n)
      (recur (inc i)
             (long (reduce (fn [a loan] (reduce (fn [b rule] (if (rule loan) (inc b) b)) a rules)) held loans)))
      held)))
"""
_ANSWERING = """
(dotimes [_ {warm}] (run {times}))
(println (run 1))
(flush)
(loop []
  (when (read-line)
    (let [started (System/nanoTime)]
      (run {times})
      (println (- (System/nanoTime) started))
      (flush))
    (recur)))
"""
_TELLING = """
(run {warm})
(println "ns" (apply min (for [_ (range 10)]
  (let [started {now}] (run {times}) (/ (* {scale} (- {now} started)) {evaluations})))))
"""
#: The five criteria as one function that looks up each variable once, and gives how many hold.
_BY_HAND = """
(def loans {loans})
(def together
  (fn [loan]
    (let [open (= (:loan-status loan) "Open")
          days (:status-days-past-due loan)
          payoff (:status-payoff loan)
          held (if (and open (> days 120)) 1 0)
          held (if (and open (>= days 15) (< days 60) (> (:status-amount-due loan) 50M)) (inc held) held)
          held (if (and open (> payoff 0M) (< payoff 10M)) (inc held) held)
          held (if (or (= (:loan-status loan) "Closed") (and (= (:loan-sub-status loan) "Repaying") (> days 30)))
                 (inc held)
                 held)]
      (if (and (not (:bankruptcy-active loan)) (> (* 2 days) 90)) (inc held) held))))
(defn run [n]
  (loop [i 0 held 0]
    (if (< i n)
      (recur (inc i) (long (reduce (fn [a loan] (+ a (long (together loan)))) held loans)))
      held)))
"""


class Clojure:
    """Clojure on the JVM as a process that measures when it is asked to, so that it can take turns with others. A
    compiled `fn` for each criteria, keyword look-ups; the dispatch over rules and loans is included.
    """

    def __init__(self, script: str, times: int) -> None:
        self._folder = tempfile.TemporaryDirectory()
        path = Path(self._folder.name, "rules.clj")
        path.write_text(script + _ANSWERING.format(warm=20, times=times), encoding="utf-8")
        self._process = subprocess.Popen(
            ["clojure", str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._times = times
        #: How many criteria held in one pass over the loans.
        self.held = int(self._answer())

    @staticmethod
    def is_installed() -> bool:
        """Whether there is a `clojure`."""
        return shutil.which("clojure") is not None

    def measure(self) -> float:
        """Nanoseconds for one pass over the loans."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return int(self._answer()) / self._times

    def close(self) -> None:
        """End the process."""
        self._process.communicate()
        self._folder.cleanup()

    def _answer(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("clojure ended")
        return line


def clojure_five() -> Clojure:
    """The five criteria, one function each."""
    return Clojure(_five(decimals=True), 400)


def clojure_by_hand() -> Clojure:
    """The five criteria in one function written by hand."""
    return Clojure(_BY_HAND.format(loans=clojure_text.loans(loans())), 400)


def clojure_pack(pack: Pack) -> Clojure:
    """The criteria of a pack, one function each."""
    definitions, rules = clojure_text.rules(pack)
    made = _CLOJURE.format(definitions=definitions, loans=clojure_text.loans(loans()), rules=" ".join(rules))
    return Clojure(made, 100)


def _five(*, decimals: bool) -> str:
    """The five criteria for Clojure and its dialects."""
    rules = [clojure_text.function(read(Source("five", text))[0][0]) for text, _ in FIVE]
    held = " ".join(rules)
    given = clojure_text.loans(loans(), decimals=decimals)
    return _CLOJURE.format(definitions="", loans=given, rules=held if decimals else held.replace("M)", ")"))


def _told(command: list[str], suffix: str, times: int, now: str, scale: str, *, decimals: bool) -> float | None:
    """What a dialect that measures itself says."""
    evaluations = times * len(ARCHETYPES) * len(FIVE)
    clock = "(import time)\n(defn now [] (time/perf_counter_ns))\n" if suffix == ".lpy" else ""
    script = (
        clock
        + _five(decimals=decimals)
        + _TELLING.format(warm=times, times=times, now=now, scale=scale, evaluations=f"{evaluations}.0")
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"five{suffix}")
        path.write_text(script, encoding="utf-8")
        done = subprocess.run([*command, str(path)], capture_output=True, text=True, timeout=600)
    return next((float(line[3:]) for line in done.stdout.splitlines() if line.startswith("ns ")), None)


def sci() -> float | None:
    """SCI on node, through `nbb` on the path or named by the environment variable NBB."""
    command = os.environ.get("NBB") or shutil.which("nbb")
    return None if command is None else _told([command], ".cljs", 2000, "(js/performance.now)", "1e6", decimals=False)


def basilisp() -> float | None:
    """Basilisp, its command on the path or named by the environment variable BASILISP."""
    command = os.environ.get("BASILISP") or shutil.which("basilisp")
    return None if command is None else _told([command, "run"], ".lpy", 20, "(now)", "1", decimals=True)


PEERS: Mapping[str, Callable[[], float | None]] = {
    "SCI on node (floating-point numbers)": sci,
    "zen-engine (floating-point numbers)": zen_engine,
    "Basilisp": basilisp,
    "cel-python (floating-point numbers)": cel_python,
}
