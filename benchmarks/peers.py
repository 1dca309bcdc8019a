"""Other engines on five criteria, each on one loan held as a map: nanoseconds for one evaluation.

Every peer is optional: one that is not installed gives None. JVM Clojure runs a compiled `fn` with keyword look-ups for
each criteria in a loop after warming up; SCI the same through `nbb`; zen-engine and cel-python compiled expressions.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from cljrules.stdlib import catalogue

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
#: The catalogue's archetypes they are asked of in turn: every variable that holds one plain value.
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
    plain = (str, int, bool, Decimal)
    return [
        {name: value for name, value in catalogue.archetype_loan(archetype).items() if isinstance(value, plain)}
        for archetype in ARCHETYPES
    ]


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
(def loans {loans})
(def rules [{rules}])
(defn run [n]
  (loop [i 0 held 0]
    (if (< i n)
      (recur (inc i)
             (long (reduce (fn [a loan] (reduce (fn [b rule] (if (rule loan) (inc b) b)) a rules)) held loans)))
      held)))
(run {warm})
(run {warm})
(println "ns" (apply min (for [_ (range 5)]
  (let [started {now}] (run {times}) (/ (* {scale} (- {now} started)) {evaluations})))))
"""


def _script(times: int, now: str, scale: str, *, decimals: bool) -> str:
    """The program for Clojure and SCI."""

    def value(held: Any) -> str:
        return f"{held}{'M' if decimals else ''}" if isinstance(held, Decimal) else json.dumps(held)

    given = "".join(f"{{{' '.join(f':{name} {value(held)}' for name, held in loan.items())}}}" for loan in loans())
    rules = []
    for text, _ in FIVE:
        body = text if decimals else text.replace("M)", ")")
        for name in NAMED:
            body = body.replace(f" {name}", f" (:{name} loan)")
        rules.append(f"(fn [loan] {body})")
    evaluations = times * len(ARCHETYPES) * len(FIVE)
    return _CLOJURE.format(
        loans=f"[{given}]",
        rules=" ".join(rules),
        warm=times,
        times=times,
        now=now,
        scale=scale,
        evaluations=f"{evaluations}.0",
    )


def _printed(command: list[str], script: str, suffix: str) -> float | None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"five{suffix}")
        path.write_text(script, encoding="utf-8")
        done = subprocess.run([*command, str(path)], capture_output=True, text=True, timeout=300)
    for line in done.stdout.splitlines():
        if line.startswith("ns "):
            return float(line[3:])
    return None


def jvm_clojure() -> float | None:
    """Clojure on the JVM: compiled functions, keyword look-ups, the dispatch over rules and loans included."""
    command = shutil.which("clojure")
    return (
        None
        if command is None
        else _printed([command], _script(100_000, "(System/nanoTime)", "1", decimals=True), ".clj")
    )


def sci() -> float | None:
    """SCI on node, through `nbb` on the path or named by the environment variable NBB."""
    command = os.environ.get("NBB") or shutil.which("nbb")
    if command is None:
        return None
    return _printed([command], _script(20_000, "(js/performance.now)", "1000000", decimals=False), ".cljs")


PEERS: Mapping[str, Callable[[], float | None]] = {
    "Clojure on the JVM": jvm_clojure,
    "SCI on node (floating-point numbers)": sci,
    "zen-engine (floating-point numbers)": zen_engine,
    "cel-python (floating-point numbers)": cel_python,
}
