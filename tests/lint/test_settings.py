"""Settings: codes switched off and on, findings kept with a reason, and what is wrong with either."""

from __future__ import annotations

from pathlib import Path

import pytest

from cljrules.diagnostics import Severity
from cljrules.lint import find, lint
from cljrules.packs import check_all, load

MANIFEST = '[pack]\nname = "p"\nversion = "1"\nfiles = ["p.rules.clj"]\n'
THEN = ':then [(loan/set {{:add-portfolios ["A"]}})]'
NEVER = f'(defrule r :when {{}}(and (= loan-status "Open") {{}}(= loan-status "Closed")) {THEN})'


def found(folder: Path, rules: str, settings: str = "") -> list[tuple[str, str, Severity]]:
    (folder / "cljrules.toml").write_text(MANIFEST + settings, encoding="utf-8")
    (folder / "p.rules.clj").write_text(rules, encoding="utf-8")
    report = check_all([folder], further=find)
    return [(one.code, one.source.slice(one.span), one.severity) for one in report.findings]


def codes(folder: Path, rules: str, settings: str = "") -> list[str]:
    return [code for code, _, _ in found(folder, rules, settings)]


def kept(code: str, reason: str = "policy 4.1") -> str:
    return f'^{{:lint/allow {{:{code} "{reason}"}}}} '


def test_a_finding_is_kept_by_the_form_it_is_in(tmp_path: Path) -> None:
    assert codes(tmp_path, NEVER.format("", "")) == ["never-true"]
    assert codes(tmp_path, NEVER.format("", kept("never-true"))) == []
    assert codes(tmp_path, NEVER.format(kept("never-true"), "")) == []
    assert codes(tmp_path, kept("never-true") + NEVER.format("", "")) == []


def test_a_finding_is_kept_by_the_manifest(tmp_path: Path) -> None:
    allow = '[[lint.allow]]\ncode = "never-true"\nreason = "policy 4.1"\n'
    assert codes(tmp_path, NEVER.format("", ""), allow) == []
    assert codes(tmp_path, NEVER.format("", ""), f'{allow}rule = "r"\n') == []
    assert codes(tmp_path, NEVER.format("", ""), f'{allow}rule = "another"\n') == ["unused-suppression", "never-true"]


def test_criteria_with_metadata_mean_the_same() -> None:
    from datetime import date

    from cljrules.evaluation import compile_criteria
    from cljrules.parser.reader import read
    from cljrules.source import Source
    from cljrules.stdlib.catalogue import sample_loan

    text = f'(and {kept("never-true")}(= loan-status "Open") {kept("x")}(>= status-days-past-due 0))'
    criteria = compile_criteria(read(Source("<c>", text))[0][0])
    assert criteria.decide({**sample_loan(), "loan-status": "Open"}, date(2026, 11, 22)).fires


def test_what_keeps_nothing_is_reported(tmp_path: Path) -> None:
    assert found(tmp_path, NEVER.format("", kept("same-branches")))[0] == (
        "unused-suppression",
        ":same-branches",
        Severity.WARNING,
    )


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_reason_is_needed(tmp_path: Path, reason: str) -> None:
    assert codes(tmp_path, NEVER.format("", kept("never-true", reason))) == ["missing-reason", "never-true"]
    allow = f'[[lint.allow]]\ncode = "never-true"\nreason = "{reason}"\n'
    assert found(tmp_path, NEVER.format("", ""), allow)[0] == ("missing-reason", f'"{reason}"', Severity.ERROR)
    assert codes(tmp_path, NEVER.format("", ""), '[[lint.allow]]\ncode = "never-true"\n')[0] == "missing-reason"


def test_what_cannot_run_cannot_be_kept(tmp_path: Path) -> None:
    rules = f'(defrule r :when {kept("unknown-variable")}(= lon-status "Open") {THEN.format()})'
    assert sorted(codes(tmp_path, rules)) == ["bad-value", "unknown-variable"]
    allow = '[[lint.allow]]\ncode = "unknown-variable"\nreason = "so"\n'
    assert codes(tmp_path, rules.replace(kept("unknown-variable"), ""), allow) == ["bad-value", "unknown-variable"]


def test_unknown_codes_are_named(tmp_path: Path) -> None:
    settings = '[lint]\ndisable = ["never-tru"]\nseverity = { "quite-another-thing" = "info" }\n'
    right = NEVER.replace("Closed", "Open").replace("and", "or").format("", "")
    assert [one for one in found(tmp_path, right, settings) if one[0] == "unknown-code"] == [
        ("unknown-code", '"never-tru"', Severity.WARNING),
        ("unknown-code", '"quite-another-thing"', Severity.INFO),
    ]
    assert "unknown-code" in codes(tmp_path, NEVER.format("", kept("never-tru")))
    assert "unknown-code" in codes(tmp_path, right, '[[lint.allow]]\ncode = "never-tru"\nreason = "x"\n')


def test_shapes_of_settings_are_checked(tmp_path: Path) -> None:
    for settings, code in [
        ("[lint]\nallow = 3\n", "bad-value"),
        ('[[lint.allow]]\ncode = 3\nreason = "x"\n', "bad-value"),
        ('[[lint.allow]]\nreason = "x"\n', "missing-key"),
        ('[[lint.allow]]\ncode = "never-true"\nreason = "x"\nrules = "r"\n', "unknown-key"),
    ]:
        assert code in codes(tmp_path, NEVER.format("", ""), settings), settings
    assert "bad-shape" in codes(tmp_path, NEVER.format("", "^{:lint/allow [:never-true]} "))


def test_severities_are_set_and_codes_switched_off(tmp_path: Path) -> None:
    settings = '[lint]\nseverity = { never-true = "error" }\n'
    assert found(tmp_path, NEVER.format("", ""), settings)[0][2] is Severity.ERROR
    assert found(tmp_path, NEVER.format("", ""), '[lint]\ndisable = ["never-true"]\n') == []


def test_lint_alone_keeps_too_and_says_nothing_of_unused_ones(tmp_path: Path) -> None:
    found(tmp_path, NEVER.format(kept("same-branches"), kept("never-true")))
    pack = load(tmp_path).pack
    assert pack is not None and lint(pack) == []
