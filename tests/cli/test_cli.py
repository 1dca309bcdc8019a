"""The command `cljrules`, run as a user runs it."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import stat
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from cljrules.commands.examples import examples_of
from cljrules.stdlib.catalogue import load

GOOD = Path(__file__).parents[1] / "packs" / "good" / "whole"
DEMO = Path(__file__).parents[2] / "examples" / "demo" / "acme-collections"
COMMAND = [sys.executable, "-c", "from cljrules.cli import main; main()"]


def run(*args: str, given: str | bytes = "", cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the command; it must not end in a traceback, whatever it is given."""
    done = subprocess.run(
        [*COMMAND, *args],
        input=given.encode() if isinstance(given, str) else given,
        capture_output=True,
        cwd=cwd,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **env},
    )
    out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    assert "Traceback" not in err, err
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


def answers(*lines: Any) -> list[dict[str, Any]]:
    given = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    done = run("eval", "--jsonl", given=given)
    assert done.returncode == 0
    return [json.loads(line) for line in done.stdout.splitlines()]


class TestEval:
    def test_a_value_is_printed(self) -> None:
        done = run("eval", "(/ 1 3)")
        assert (done.stdout, done.stderr, done.returncode) == ("1/3\n", "", 0)

    def test_json_has_the_value_and_its_type(self) -> None:
        done = run("eval", '(do (print "hi") [1 2.50M])', "--format", "json")
        assert json.loads(done.stdout) == {"kind": "value", "value": "[1 2.50M]", "type": "vector", "stdout": "hi"}

    def test_a_mistake_shows_the_line_the_carets_and_the_help(self) -> None:
        done = run("eval", "(if (> status-pay-off 1M)\n true false)", "--sample")
        assert done.returncode == 1 and done.stdout == ""
        assert done.stderr.splitlines() == [
            "error[unresolved-symbol]: `status-pay-off` is not known here",
            " --> <expression>:1:8",
            "  |",
            "1 | (if (> status-pay-off 1M)",
            "  |        ^^^^^^^^^^^^^^",
            "  = help: did you mean `status-payoff`?",
        ]

    def test_a_mistake_as_json_has_its_place(self) -> None:
        done = run("eval", "(+ 1\n   (/ 1 0))", "--format", "json")
        data = json.loads(done.stdout)
        assert (data["kind"], data["error"], done.returncode) == ("error", "ArithmeticException", 1)
        assert (data["finding"]["line"], data["finding"]["column"]) == (2, 4)

    @pytest.mark.parametrize(
        ("binding", "expression", "value"),
        [
            ("status-payoff=9.99", "status-payoff", "9.99M"),
            ("status-payoff=10", "status-payoff", "10M"),
            ("status-payoff=10.50M", "status-payoff", "10.50M"),
            ("status-days-past-due=121", "status-days-past-due", "121"),
            ("loan-active=true", "loan-active", "true"),
            ("loan-status=Open", "loan-status", '"Open"'),
            ('loan-status="Paid Off"', "loan-status", '"Paid Off"'),
            ("source-company=nil", "source-company", "nil"),
            ("current-date=2026-11-22", "current-date", '"2026-11-22"'),
            ('portfolio={"3": {"active": true}}', "(-> portfolio :3 :active)", "true"),
            ("portfolio={:3 {:active true}}", "(-> portfolio :3 :active)", "true"),
            ("portfolio=[]", "(count portfolio)", "0"),
            ('portfolio-list=["Legal"]', "(first portfolio-list)", '"Legal"'),
        ],
    )
    def test_loan_values_are_read_by_the_variables_type(self, binding: str, expression: str, value: str) -> None:
        done = run("eval", expression, "--loan", binding)
        assert (done.stdout.strip(), done.stderr) == (value, "")

    @pytest.mark.parametrize(
        ("binding", "said"),
        [
            ("status-payof=1", "did you mean `status-payoff`?"),
            ("status-payoff", "has no `=`"),
            ("status-payoff=much", '`status-payoff` takes an amount such as 25.00, not the text `"much"`'),
            ("status-days-past-due=1.5", "takes a whole number"),
            ("loan-active=yes", "takes true or false"),
            ("loan-status=nil", "not nil"),
            ("current-date=22.11.2026", "takes a date"),
        ],
    )
    def test_loan_values_that_do_not_fit_are_wrong_usage(self, binding: str, said: str) -> None:
        done = run("eval", "1", "--loan", binding)
        assert done.returncode == 2 and said in done.stderr

    def test_the_sample_loan_and_the_business_date(self) -> None:
        assert run("eval", "(u/today)", "--as-of", "2027-01-31").stdout == '"2027-01-31"\n'
        assert run("eval", "(u/today)").stdout == '"2026-11-22"\n'
        assert run("eval", "current-date", "--as-of", "2027-01-31", "--sample").stdout == '"2027-01-31"\n'
        assert run("eval", "status-payoff", "--sample").stdout == "8302.61M\n"
        assert run("eval", "1", "--as-of", "2027-02-30").returncode == 2

    def test_standard_input_is_read_for_a_dash(self) -> None:
        assert run("eval", "-", given="(+ 1 2)").stdout == "3\n"
        assert run("eval", "-", given=b"\xff\xfe\x00").returncode == 2

    @pytest.mark.parametrize("args", [[], ["1", "--jsonl"], ["1", "2"], ["1", "--format", "xml"]])
    def test_wrong_usage(self, args: list[str]) -> None:
        assert run("eval", *args).returncode == 2

    @pytest.mark.parametrize("text", ["(" * 100_000, "(" * 50_000 + ")" * 50_000, "", '"', "#", "(loop [] (recur))"])
    def test_hard_texts_end_in_an_error_or_a_value(self, text: str) -> None:
        assert run("eval", "-", given=text).returncode in (0, 1)


class TestJsonLines:
    def test_the_fields_are_those_of_the_contract(self) -> None:
        assert answers(
            {"id": "a", "source": "(+ 1 2)"},
            {"id": 2, "source": "(> status-payoff 10)", "loan": {"status-payoff": 10}},
            {"id": None, "source": "(/ 1 0)"},
            {"id": "d", "source": '(println "x") nil'},
            {"id": "e", "source": "(u/today)", "as_of": "2027-01-31"},
        ) == [
            {"id": "a", "kind": "value", "value": "3", "type": "Long"},
            {"id": 2, "kind": "value", "value": "false", "type": "Boolean"},
            {"id": None, "kind": "error", "error": "ArithmeticException", "message": "Divide by zero"},
            {"id": "d", "kind": "value", "value": "nil", "type": "nil", "stdout": "x\n"},
            {"id": "e", "kind": "value", "value": '"2027-01-31"', "type": "String"},
        ]

    @pytest.mark.parametrize(
        ("source", "kind"),
        [
            ("nil", "nil"),
            ("true", "Boolean"),
            ("1", "Long"),
            ("1N", "BigInt"),
            ("1/2", "Ratio"),
            ("1.0M", "BigDecimal"),
            ("1.0", "Double"),
            ("\\a", "Character"),
            ('"a"', "String"),
            (":a", "Keyword"),
            ("'a", "Symbol"),
            ("[1]", "vector"),
            ("{1 2}", "map"),
            ("#{1}", "set"),
            ("(map inc [1])", "seq"),
            ("'(1)", "list"),
            ("inc", "function"),
            ("(fn [x] x)", "function"),
            ('#"a"', "other"),
        ],
    )
    def test_types_are_named(self, source: str, kind: str) -> None:
        [answer] = answers({"id": 1, "source": source})
        assert answer["type"] == kind

    def test_errors_are_named_by_their_class(self) -> None:
        sources = ["(foo)", "(+ 1", '(+ 1 "a")', "(+ 1 nil)", "((fn [x] x))", "(loop [] (recur))", "1//2"]
        found = [answer["error"] for answer in answers(*({"id": 0, "source": source} for source in sources))]
        assert (
            found
            == [
                "CompilerException",
                "ReaderException",
                "ClassCastException",
                "NullPointerException",
                "ArityException",
                "LimitExceeded",
                "ReaderException",
            ]
            or found[-1] == "NumberFormatException"
        )

    def test_json_numbers_bind_by_their_own_shape(self) -> None:
        [answer] = answers(
            '{"id": 1, "source": "[x y (-> z :a first)]", "loan": {"x": 1.50, "y": 2, "z": {"a": [3.0]}}}'
        )
        assert answer["value"] == "[1.50M 2 3.0M]"

    def test_an_endless_value_meets_a_limit(self) -> None:
        [first, second] = answers({"id": 1, "source": "(into [] (range))"}, {"id": 2, "source": "1"})
        assert (first["error"], second["value"]) == ("LimitExceeded", "1")

    def test_of_an_endless_sequence_a_hundred_elements_are_shown(self) -> None:
        [answer] = answers({"id": 1, "source": "(range)"})
        assert answer["value"] == f"({' '.join(map(str, range(100)))} ...)"

    def test_nothing_is_shared_between_lines(self) -> None:
        [_, second] = answers({"id": 1, "source": "(def x 1)"}, {"id": 2, "source": "x"})
        assert second["error"] == "CompilerException"

    @pytest.mark.parametrize(
        "line",
        [
            "no json",
            "[1]",
            "5",
            "{}",
            '{"id": 1, "source": 5}',
            '{"id": 1, "source": "1", "loan": [1]}',
            '{"id": 1, "source": "1", "as_of": "today"}',
            '{"id": 1, "source": "1", "loan": {"x": NaN}}',
            "[" * 100_000,
            '{"id": 1, "source": "' + "(" * 100_000 + '"}',
        ],
    )
    def test_a_line_that_asks_nothing_gets_an_error_line(self, line: str) -> None:
        [first, second] = answers(line, {"id": 2, "source": "(+ 1 1)"})
        assert first["kind"] == "error" and set(first) == {"id", "kind", "error", "message"}
        assert second["value"] == "2"

    def test_bytes_that_are_no_text(self) -> None:
        done = run("eval", "--jsonl", given=b'\xff\xfe\n\n{"id": 1, "source": "1"}\n')
        assert [json.loads(line)["kind"] for line in done.stdout.splitlines()] == ["error", "value"]


class TestCheck:
    def test_a_good_pack(self) -> None:
        done = run("check", str(GOOD))
        assert (done.stdout, done.returncode) == ("nothing found in 1 pack, 2 files, 2 rules\n", 0)

    def test_findings_as_text_and_json(self, tmp_path: Path) -> None:
        path = tmp_path / "late.rules.clj"
        path.write_text(
            '(defrule late\n  :when true\n  :then [(loan/sett {:loan-status "Closed"})])\n', encoding="utf-8"
        )
        done = run("check", "late.rules.clj", cwd=tmp_path)
        assert done.returncode == 1
        assert done.stdout.splitlines() == [
            "error[unknown-action]: there is no action `loan/sett`",
            " --> late.rules.clj:3:11",
            "  |",
            '3 |   :then [(loan/sett {:loan-status "Closed"})])',
            "  |           ^^^^^^^^^ not an action",
            "  = help: did you mean `loan/set`?",
            "",
            "1 error in 1 pack, 1 file, 0 rules",
        ]
        report = json.loads(run("check", str(path), "--format", "json").stdout)
        assert report["summary"] == {"packs": 1, "files": 1, "rules": 0, "errors": 1, "warnings": 0, "infos": 0}
        assert report["findings"] == [
            {
                "code": "unknown-action",
                "family": "names",
                "severity": "error",
                "file": str(path),
                "line": 3,
                "column": 11,
                "end_line": 3,
                "end_column": 20,
                "rule": "late",
                "message": "there is no action `loan/sett`",
                "help": "did you mean `loan/set`?",
                "evidence": [],
                "fix": None,
            }
        ]

    def test_several_paths(self, tmp_path: Path) -> None:
        good = shutil.copytree(GOOD, tmp_path / "good")
        (tmp_path / "bare.clj").write_text("(> status-days-past-due 2)", encoding="utf-8")
        done = run("check", str(good), str(tmp_path / "bare.clj"), "--format", "json")
        assert json.loads(done.stdout)["summary"]["packs"] == 2 and done.returncode == 0

    @pytest.mark.parametrize("data", [b"\x00\x01", b"\xff\xfe(", b"(+ 1 2) " * 1_400_000])
    def test_unreadable_input_is_named(self, tmp_path: Path, data: bytes) -> None:
        path = tmp_path / "bad.clj"
        path.write_bytes(data)
        done = run("check", str(path))
        assert done.returncode == 2 and f"{path}:1:1" in done.stdout

    def test_missing_input_is_named(self, tmp_path: Path) -> None:
        assert run("check", str(tmp_path / "gone")).returncode == 2
        assert run("check", str(tmp_path)).returncode == 2
        assert run("check").returncode == 2

    @pytest.mark.parametrize("data", ["", "(" * 100_000, "(" * 100_000 + ")" * 100_000])
    def test_hard_text_is_a_finding(self, tmp_path: Path, data: str) -> None:
        path = tmp_path / "hard.clj"
        path.write_text(data, encoding="utf-8")
        assert run("check", str(path)).returncode == 1


class TestFmt:
    UGLY = "(defrule  late\n:when   (> 1 2)\n  :then [ (account/archive) ])"

    def test_files_are_laid_out_once(self, tmp_path: Path) -> None:
        path = tmp_path / "late.rules.clj"
        path.write_text(self.UGLY, encoding="utf-8")
        path.chmod(0o640)
        assert run("fmt", "--check", str(path)).returncode == 1
        assert path.read_text(encoding="utf-8") == self.UGLY
        assert run("fmt", str(path)).returncode == 0
        assert path.read_text(encoding="utf-8") != self.UGLY
        assert stat.S_IMODE(path.stat().st_mode) == 0o640
        assert run("fmt", "--check", str(path)).returncode == 0
        assert [item.name for item in tmp_path.iterdir()] == ["late.rules.clj"]

    def test_a_file_with_syntax_errors_is_left_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "late.clj"
        path.write_text("(defrule  late", encoding="utf-8")
        done = run("fmt", str(path))
        assert done.returncode == 1 and "late.clj:1:1" in done.stderr
        assert path.read_text(encoding="utf-8") == "(defrule  late"

    def test_a_link_stays_a_link(self, tmp_path: Path) -> None:
        (tmp_path / "real.clj").write_text(self.UGLY, encoding="utf-8")
        (tmp_path / "link.clj").symlink_to("real.clj")
        assert run("fmt", str(tmp_path / "link.clj")).returncode == 0
        assert (tmp_path / "link.clj").is_symlink()
        assert (tmp_path / "real.clj").read_text(encoding="utf-8") != self.UGLY

    def test_folders_and_standard_input(self, tmp_path: Path) -> None:
        (tmp_path / "inner").mkdir()
        (tmp_path / "inner" / "a.clj").write_text(self.UGLY, encoding="utf-8")
        assert run("fmt", str(tmp_path)).stdout.strip().endswith("a.clj")
        assert run("fmt", "-", given=self.UGLY).stdout == (tmp_path / "inner" / "a.clj").read_text(encoding="utf-8")

    def test_unreadable_input(self, tmp_path: Path) -> None:
        (tmp_path / "binary.clj").write_bytes(b"\x00")
        assert run("fmt", str(tmp_path / "binary.clj")).returncode == 2
        assert run("fmt", str(tmp_path / "gone.clj")).returncode == 2
        (tmp_path / "empty").mkdir()
        assert run("fmt", str(tmp_path / "empty")).returncode == 2


class TestDoc:
    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("status-days-past-due", "(> status-days-past-due 120)"),
            ("loan/set", "convenience-fee-percent"),
            ("credit-status", "DA"),
            ("payoff", "amount base"),
            ("next-due-date", "date base"),
            ("loan-status-changed", "event"),
            ("str", "function"),
            ("when", "macro"),
        ],
    )
    def test_everything_with_a_name_is_explained(self, name: str, said: str) -> None:
        done = run("doc", name)
        assert done.returncode == 0 and said in done.stdout

    def test_json(self) -> None:
        data = json.loads(run("doc", "status-payoff", "--format", "json").stdout)
        assert (data["kind"], data["type"], data["unit"], data["healthy"]) == (
            "variable",
            "money",
            "dollars",
            "8302.61",
        )

    def test_a_name_that_is_not_there(self) -> None:
        done = run("doc", "status-pay-off")
        assert done.returncode == 1 and "did you mean `status-payoff`" in done.stderr

    def test_the_overview_lists_everything(self) -> None:
        data = json.loads(run("doc", "--format", "json").stdout)
        assert len(data["actions"]) == 20 and sum(map(len, data["variables"].values())) == 238


def test_version_and_help() -> None:
    assert run("--version").stdout.startswith("cljrules ")
    assert "Examples:" in run("--help").stdout
    assert run("nonsense").returncode == 2


@pytest.mark.parametrize("command", ["cljrules", "eval", "check", "fmt", "doc", "explain", "test", "document", "repl"])
def test_the_examples_of_the_help_work(command: str, tmp_path: Path) -> None:
    shown = run(*([] if command == "cljrules" else [command]), "--help").stdout
    shutil.copytree(GOOD, tmp_path / "packs" / "acme")
    run("fmt", "packs/acme", cwd=tmp_path)
    loan = {name: variable.healthy for name, variable in load().variables.items()} | {"loan-status": "Closed"}
    (tmp_path / "loans.jsonl").write_text(
        json.dumps(loan, default=lambda value: dict(value) if isinstance(value, Mapping) else float(value)) + "\n",
        encoding="utf-8",
    )
    for line in examples_of(command):
        assert line in shown
        before, _, typed = line.rpartition(" | ")
        given = shlex.split(before)[1] if before else ""
        done = run(*shlex.split(typed)[1:], given=given, cwd=tmp_path)
        assert done.returncode == 0, (line, done.stderr)


def test_a_reader_that_goes_away_is_no_error() -> None:
    lines = "".join(json.dumps({"id": n, "source": "1"}) + "\n" for n in range(20_000))
    command = " ".join(map(shlex.quote, [*COMMAND, "eval", "--jsonl"]))
    done = subprocess.run(f"{command} | head -1", shell=True, input=lines.encode(), capture_output=True, timeout=60)
    assert json.loads(done.stdout)["value"] == "1"
    assert done.stderr == b""


def test_a_fault_of_ours_is_told_in_a_line(tmp_path: Path) -> None:
    probe = (
        "import cljrules.cli as c, cljrules.commands.checking as k\n"
        "def broken(*a, **k): raise RuntimeError('lost')\n"
        "k.run = broken\nc.main(['check', 'x'])"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, env=env, timeout=60)
    assert done.returncode == 70
    assert done.stderr.splitlines()[0] == "error: RuntimeError: lost" and "report it" in done.stderr
    debug = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, env={**env, "CLJRULES_DEBUG": "1"}, timeout=60
    )
    assert "Traceback" in debug.stderr


class TestExplain:
    def test_a_rule_is_read_back(self) -> None:
        done = run("explain", str(DEMO), "late-collections")
        assert done.returncode == 0
        assert "Fires when the loan status is “Open” and the account is at least 60 days past due." in done.stdout

    def test_a_loan_is_told_why_and_what_would_change_it(self) -> None:
        done = run("explain", str(DEMO), "late-collections", "--sample", "--loan", "status-days-past-due=59")
        assert done.returncode == 0
        assert "✗ the account is at least 60 days past due  (days past due 59)" in done.stdout
        assert "it would fire with days past due 60 instead of 59" in done.stdout

    def test_loans_of_a_file_are_told_one_by_one(self, tmp_path: Path) -> None:
        file = tmp_path / "loans.jsonl"
        file.write_text(
            '{"id": "A-1", "loan": {"status-days-past-due": 60}}\n\n{"status-days-past-due": 2}\n', encoding="utf-8"
        )
        done = run("explain", str(DEMO), "late-collections", "--sample", "--jsonl", str(file), "--format", "json")
        told = json.loads(done.stdout)
        assert [(item["loan"], item["fires"]) for item in told] == [("A-1", True), ("line 3", False)]
        assert told[1]["changes"] == [
            {"place": "status-days-past-due", "label": "days past due", "now": "2", "then": "60", "value": "60"}
        ]

    def test_what_is_wrong_is_said(self, tmp_path: Path) -> None:
        bad = tmp_path / "loans.jsonl"
        bad.write_text('{"status-days-pastdue": 60}\n', encoding="utf-8")
        done = run("explain", str(DEMO), "--jsonl", str(bad))
        assert (
            done.returncode == 2 and "line 1: there is no variable `status-days-pastdue`; did you mean" in done.stderr
        )
        done = run("explain", str(DEMO), "late-colections")
        assert done.returncode == 2 and "did you mean `late-collections`?" in done.stderr
        assert run("explain", str(tmp_path / "nothing")).returncode == 2
