"""`check --fix`: safe fixes only, nothing lost, and what the diff shows is what is done."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cljrules.codes import finding
from cljrules.commands.mending import mend
from cljrules.diagnostics import Edit, Fix
from cljrules.packs import Report
from cljrules.source import Source, Span

RULES = """\
;; a heading
(defrule a ; of a
  :when (and (or (= loan-status "Open")) ; first
             (not (= loan-sub-status "Settled"))
             (not (= loan-sub-status "Settled"))
             (not (; kept
                   = loan-alert "x"))
             (= current-date "11/22/2026"))
  :then [(loan/set {:add-portfolios ["A"]})])
"""
FIXED = """\
;; a heading
(defrule a ; of a
  :when (and (= loan-status "Open") ; first
             (not= loan-sub-status "Settled")
             (not (; kept
                   = loan-alert "x"))
             (= current-date "11/22/2026"))
  :then [(loan/set {:add-portfolios ["A"]})])
"""


def check(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from cljrules.cli import main; main()", "check", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.rules.clj"
    path.write_text(RULES, encoding="utf-8")
    return path


def test_safe_fixes_are_applied_until_none_is_left(file: Path) -> None:
    done = check("--fix", str(file))
    assert file.read_text(encoding="utf-8") == FIXED
    assert done.returncode == 1 and "invalid-day" in done.stdout and "duplicate-condition" not in done.stdout
    assert done.stderr.count("fixed ") == 3
    again = check("--fix", str(file))
    assert again.stderr == "" and file.read_text(encoding="utf-8") == FIXED


def test_the_diff_shows_it_and_changes_nothing(file: Path) -> None:
    done = check("--diff", str(file))
    assert file.read_text(encoding="utf-8") == RULES and done.returncode == 1
    patch = subprocess.run(["patch", "-o", "-", str(file)], input=done.stdout, capture_output=True, text=True)
    assert patch.stdout == FIXED
    check("--fix", str(file))
    assert check("--diff", str(file)).stdout == ""


def test_other_fixes_only_when_their_code_is_named(file: Path) -> None:
    check("--fix-unsafe", "invalid-day", str(file))
    assert '(= current-date "2026-11-22")' in file.read_text(encoding="utf-8")


def test_a_comparator_is_never_turned_round(tmp_path: Path) -> None:
    path = tmp_path / "a.rules.clj"
    text = (
        '(defrule r "More than 120 days." :when (< status-days-past-due 120) :then [(loan/set {:credit-status "97"})])'
    )
    path.write_text(text, encoding="utf-8")
    done = check("--fix", str(path))
    assert "comparator-reversed" in done.stdout and path.read_text(encoding="utf-8") == text
    refused = check("--fix-unsafe", "comparator-reversed", str(path))
    assert refused.returncode == 2 and "never applied by itself" in refused.stderr
    assert "did you mean" in check("--fix-unsafe", "invalid-dai", str(path)).stderr


def test_line_ends_and_byte_order_marks_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.rules.clj"
    path.write_bytes(b"\xef\xbb\xbf" + RULES.replace("\n", "\r\n").encode())
    check("--fix", str(path))
    assert path.read_bytes() == b"\xef\xbb\xbf" + FIXED.replace("\n", "\r\n").encode()


def test_a_file_that_cannot_be_written_is_named(file: Path) -> None:
    from cljrules.commands.mending import Mended, write

    done = Mended(Report([], 0, 0, 0), {str(file): "something else"}, {str(file): "new"})
    (why,) = write(done)
    assert "changed in the meantime" in why and file.read_text(encoding="utf-8") == RULES
    gone = str(file.with_name("gone.clj"))
    assert write(Mended(Report([], 0, 0, 0), {gone: "a"}, {gone: "b"}))[0].startswith(gone)


def report(text: str, *edits: tuple[int, int, str]) -> Report:
    source = Source("a.clj", text)
    found = [
        finding(
            "lone-operand",
            (source, Span(start, end)),
            "m",
            fix=Fix("t", (Edit(Span(start, end), new),), safe=True),
        )
        for start, end, new in edits
    ]
    return Report(found, 1, 1, 1)


def test_overlapping_fixes_wait_for_the_next_pass() -> None:
    seen: list[str] = []

    def check(texts: object) -> Report:
        text = texts.get("a.clj", "(a b c)")  # type: ignore[attr-defined]
        seen.append(text)
        return report(text, (1, 2, "x"), (1, 4, "y")) if len(seen) == 1 else report(text)

    assert mend(check, ()).after == {"a.clj": "(x b c)"}


def test_a_pass_that_makes_an_error_or_loses_a_comment_is_taken_back() -> None:
    def breaks(texts: object) -> Report:
        text = texts.get("a.clj", "(a)")  # type: ignore[attr-defined]
        broken = finding("unclosed-delimiter", (Source("a.clj", text), Span(0, 1)), "m")
        return Report([broken], 1, 1, 1) if text != "(a)" else report(text, (2, 3, ""))

    def loses(texts: object) -> Report:
        text = texts.get("a.clj", "(a ; why\n)")  # type: ignore[attr-defined]
        return report(text, (2, 9, "")) if "why" in text else report(text)

    assert mend(breaks, ()).after == {} and mend(loses, ()).after == {}
