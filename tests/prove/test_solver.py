"""The solver's process: deadlines, crashes, and doing without it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from time import monotonic

import pytest

from cljrules.prove import solving
from cljrules.prove.solving import Query, Solver, SolverMissing

EASY = Query("(declare-const x Int)(assert (> x 3))", (("x", "Int"),))
#: Fermat's last theorem for cubes, which no solver settles by itself.
HARD = Query(
    "(declare-const x Int)(declare-const y Int)(declare-const z Int)"
    "(assert (and (> x 1) (> y 1) (> z 1) (= (+ (* x x x) (* y y y)) (* z z z))))",
    (("x", "Int"),),
)


@pytest.fixture
def solver() -> Iterator[Solver]:
    with Solver() as made:
        yield made


def test_a_question_is_answered(solver: Solver) -> None:
    answer = solver.ask(EASY, 10.0)
    assert answer.answer == "sat"
    assert int(answer.values[0]) > 3


def test_wishes_are_met_as_far_as_can_be(solver: Solver) -> None:
    query = Query(
        "(declare-const x Int)(declare-const y Bool)(assert (> x 3))(assert (or y (> x 100)))",
        (("x", "Int"), ("y", "Bool")),
        (("(not y)", 1),),
        ("(ite (< x 0) (- x) x)",),
    )
    answer = solver.ask(query, 10.0)
    assert (answer.least, list(answer.values)) == (True, ["101", False])


def test_what_takes_too_long_is_unknown_and_the_next_question_is_answered(solver: Solver) -> None:
    solver.ask(EASY, 10.0)
    started = monotonic()
    answer = solver.ask(HARD, 0.5)
    assert answer.answer == "unknown"
    assert answer.why
    assert monotonic() - started < 3.0
    assert solver.ask(EASY, 10.0).answer == "sat"


def test_a_solver_that_does_not_listen_is_killed(solver: Solver, monkeypatch: pytest.MonkeyPatch) -> None:
    solver.ask(EASY, 10.0)
    process = solver._process
    assert process is not None
    import os
    import signal

    os.kill(process.pid, signal.SIGSTOP)
    answer = solver.ask(EASY, 0.2)
    assert answer.answer == "unknown"
    assert process.poll() is not None
    assert solver.ask(EASY, 10.0).answer == "sat"
    assert solver.starts == 2


def test_a_solver_that_died_is_started_again(solver: Solver) -> None:
    solver.ask(EASY, 10.0)
    assert solver._process is not None
    solver._process.kill()
    assert solver.ask(EASY, 10.0).answer == "sat"
    assert solver.starts == 2


def test_a_malformed_question_is_unknown(solver: Solver) -> None:
    assert solver.ask(Query("(assert (> nothing 3))", ()), 10.0).answer == "unknown"
    assert solver.ask(EASY, 10.0).answer == "sat"


def test_without_the_solver_there_is_an_error_that_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "is_installed", lambda: False)
    with Solver() as made, pytest.raises(SolverMissing, match="not installed"):
        made.ask(EASY, 1.0)


def test_importing_proofs_does_not_import_z3() -> None:
    code = (
        "import sys, cljrules.prove, cljrules.commands.proving, cljrules.commands.comparing; print('z3' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"
