"""`cljrules repl` with input that is no terminal."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benches import environment

from cljrules.repl.piped import inputs


def run(given: str, *arguments: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cljrules", "repl", *arguments]
    return subprocess.run(command, input=given, capture_output=True, text=True, timeout=60, env=environment(tmp_path))


def test_inputs_go_on_until_nothing_is_open() -> None:
    given = ["(+ 1\n", "2)\n", "\n", ":why x\n", "[1\n", ":a\n", "]\n", "(f\n"]
    assert list(inputs(given)) == ["(+ 1\n2)\n", ":why x", "[1\n:a\n]\n", "(f\n"]


def test_values_go_to_standard_output(pack: Path, tmp_path: Path) -> None:
    done = run('(+ 1\n 2) *1\n(println "hi")\n:why collections\nstatus-payoff\n', str(pack), tmp_path=tmp_path)
    assert done.returncode == 0 and done.stderr == ""
    lines = done.stdout.split("\n")
    assert lines[:4] == ["3", "3", "hi", "nil"] and "does not fire" in lines[4] and lines[-2:] == ["8302.61M", ""]
    assert "\x1b" not in done.stdout


def test_an_error_is_told_and_does_not_stop_the_rest(tmp_path: Path) -> None:
    done = run("(/ 1 0)\n(+ 1 1)\n:nothing\n", tmp_path=tmp_path)
    assert done.returncode == 1 and done.stdout == "2\n"
    assert "Divide by zero" in done.stderr and "no command `:nothing`" in done.stderr


def test_what_is_left_open_at_the_end_is_an_error(tmp_path: Path) -> None:
    done = run("(+ 1", tmp_path=tmp_path)
    assert done.returncode == 1 and "never closed" in done.stderr


def test_a_loan_to_begin_with(pack: Path, loans: Path, tmp_path: Path) -> None:
    done = run("status-days-past-due\n", str(pack), "--store", str(loans), "--loan", "A-1", tmp_path=tmp_path)
    assert done.stdout.endswith("\n95\n")
    done = run("1\n", str(pack), "--store", str(loans), "--loan", "A-7", tmp_path=tmp_path)
    assert done.returncode == 1 and "no account `A-7`" in done.stderr


def test_usage(tmp_path: Path) -> None:
    assert run("", "nowhere", tmp_path=tmp_path).returncode == 2
    assert run("", "--as-of", "x", tmp_path=tmp_path).returncode == 2
    assert run("", "--loan", "1", "--sample", "x", tmp_path=tmp_path).returncode == 2
