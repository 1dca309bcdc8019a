"""Packs: good ones load whole, bad ones get the findings written beside their text."""

from __future__ import annotations

import os
import shutil
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

import pytest
from announced import announced

from cljrules import packs
from cljrules.diagnostics import Diagnostic, Severity
from cljrules.packs import Amount, DateSpec, PortfolioChanged, StatusChanged
from cljrules.render import render_text

HERE = Path(__file__).parent
GOOD = HERE / "good"
BAD = HERE / "bad"
SHARED = Path(os.environ.get("CLJRULES_SHARED", HERE.parents[2] / "shared"))


def place(finding: Diagnostic) -> tuple[str, int, int, str]:
    position = finding.source.position(finding.span.start)
    return Path(finding.source.path).name, position.line, position.column, finding.code


def files_of(folder: Path) -> list[Path]:
    return sorted(item for item in folder.iterdir() if item.suffix in (".clj", ".toml"))


@pytest.mark.parametrize("folder", sorted(BAD.iterdir()), ids=lambda folder: folder.name)
def test_bad_packs_have_the_findings_written_beside_them(folder: Path) -> None:
    found = [finding for finding in packs.check([folder]) if finding.severity is not Severity.INFO]
    expected = [item for path in files_of(folder) for item in announced(path)]
    assert expected
    assert sorted(map(place, found)) == sorted((item.file, item.line, item.column, item.code) for item in expected), (
        render_text(found)
    )
    by_place = {}
    for finding in found:
        by_place.setdefault(place(finding), []).append(finding)
    for item in expected:
        same_place = by_place[(item.file, item.line, item.column, item.code)]
        assert any(item.said in f"{finding.message} {finding.help or ''}" for finding in same_place), (item, same_place)
        if item.width is not None:
            assert {finding.span.end - finding.span.start for finding in same_place} == {item.width}, item


@pytest.mark.parametrize("folder", sorted(GOOD.iterdir()), ids=lambda folder: folder.name)
def test_good_packs_have_no_findings(folder: Path) -> None:
    loaded = packs.load(folder)
    assert render_text(loaded.diagnostics) == ""
    assert loaded.pack is not None and loaded.pack.name == folder.name


def test_the_open_packs_have_no_findings() -> None:
    folder = SHARED / "flips" / "open"
    if not folder.is_dir():
        pytest.skip(f"the shared rule packs are not at {folder}; set CLJRULES_SHARED to test with them")
    report = packs.check_all([folder])
    assert render_text(report.findings) == ""
    assert (report.packs, report.rules) == (10, 158)


def whole() -> packs.Pack:
    pack = packs.load(GOOD / "whole").pack
    assert pack is not None
    return pack


def test_the_manifest_is_read() -> None:
    manifest = whole().manifest
    assert (manifest.version, manifest.timezone, manifest.store_url) == (
        "2026.11.0",
        "America/Denver",
        "sqlite:///whole.db",
    )
    assert manifest.files == ("late.rules.clj", "notices.rules.clj")
    assert manifest.vocabulary["portfolios"]["Collections"] == ("Early", "Late")
    assert manifest.disabled == {"unlisted-file"}
    assert manifest.severities == {"empty-file": Severity.WARNING}


def test_a_rule_has_every_key() -> None:
    rule = whole().rules[0]
    assert (rule.name, rule.doc) == ("charge-off", "Charge off open accounts more than 120 days past due.")
    assert rule.source.slice(rule.when.span) == '(and (= loan-status "Open") (late? 120))'
    assert rule.source.slice(rule.name_span) == "charge-off"
    assert rule.runs == {"daily-maintenance"} and rule.enroll == {"new-loans"}
    assert (rule.preactivation, rule.active, rule.once) == (True, False, "while-true")
    assert rule.intent is not None and rule.intent.inverse and rule.intent.reason == "Kept on purpose."
    assert [example.fires for example in rule.examples] == [True, False]
    assert rule.examples[0].given["status-payoff"] == Decimal(10)
    assert rule.examples[1].as_of is not None and rule.examples[1].as_of.isoformat() == "2026-11-22"


def test_a_rule_has_its_defaults() -> None:
    rule = whole().rules[1]
    assert rule.runs == {"real-time", "daily-maintenance"} and rule.enroll == {"new-loans", "existing-loans"}
    assert (rule.preactivation, rule.active, rule.once, rule.intent, rule.examples) == (False, True, None, None, ())


def test_options_are_plain_values() -> None:
    calls = whole().rules[0].then
    assert [call.name for call in calls][:3] == ["loan/set", "interest/suspend", "interest/resume"]
    options = calls[0].options
    assert (options["loan-status"], options["agent-user"], options["add-portfolios"]) == ("Closed", None, ("Legal",))
    assert options["closed-date"] == DateSpec("current-date", None, -1)
    assert options["convenience-fee-percent"] == Decimal("2.5")
    assert options["custom-fields"] == {
        "35": "1",
        "36": True,
        "37": Amount("payoff", Decimal(10)),
        "38": DateSpec("current-date", None, 0),
        "39": DateSpec("next-due-date", None, 3),
        "40": Decimal("12.50"),
        "41": None,
    }
    assert calls[1].options["date"] == DateSpec(None, "2026-11-22")
    assert calls[5].options == {"type": "fixed", "amount": Amount(None, Decimal("12.34"))}


def test_names_of_literals_stand_for_them() -> None:
    calls = whole().rules[0].then
    assert calls[3].options["amount"] == Amount("payoff", Decimal(0))
    assert calls[4].options["amount"] == Amount(None, Decimal(25))


def test_defaults_are_added_apart() -> None:
    resume = whole().rules[0].then[2]
    assert resume.options == {}
    assert resume.effective == {"date": DateSpec("current-date", None, 0)}
    credit = whole().rules[0].then[3]
    assert "type" not in credit.options and credit.effective["type"] == "Regular"


def test_a_notification_has_every_channel() -> None:
    handoff, closed, ten_days = whole().notifications
    assert handoff.on == (PortfolioChanged("Legal", True), PortfolioChanged("Early", False))
    assert handoff.restrict["days-past-due"] == (30, 120)
    assert [channel.name for channel in handoff.channels] == ["email", "sms", "system", "mail-house", "webhook"]
    email, sms, system, _, webhook = handoff.channels
    assert email.settings["to"] == {"customers", "agents"} and email.restrict is None
    assert not sms.enabled
    assert system.restrict == {"days-past-due": (60, 90)}
    assert webhook.settings["method"] == "put" and webhook.settings["headers"] == MappingProxyType({"X-Team": "legal"})
    assert webhook.settings["context"] == ("loan-display-id", "status-days-past-due")
    assert closed.on == (StatusChanged("Open", None, "Closed", "Settled"), StatusChanged())
    assert ten_days.on == () and ten_days.when is not None


def test_scenarios_are_read() -> None:
    standard, whole_amount = whole().scenarios
    assert standard.evaluate_on == {"payments", "credits"} and standard.fail_on_reversal
    assert (standard.window.days_before, standard.window.by, standard.tolerance.percent) == (10, "apply-date", 5)
    assert whole_amount.applies_when is None and whole_amount.tolerance.percent == 0


def test_the_hash_is_of_names_and_texts(tmp_path: Path) -> None:
    first = shutil.copytree(GOOD / "whole", tmp_path / "first")
    second = shutil.copytree(GOOD / "whole", tmp_path / "second")
    loaded = packs.load(first).pack, packs.load(second).pack
    assert loaded[0] is not None and loaded[1] is not None
    assert loaded[0].content_hash == loaded[1].content_hash == whole().content_hash
    (second / "late.rules.clj").open("a").write("\n")
    changed = packs.load(second).pack
    assert changed is not None and changed.content_hash != loaded[0].content_hash


def test_a_bare_expression_is_a_rule_without_a_name_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "late.rules.clj"
    path.write_text(
        '(and (= loan-status "Open")\n     (> status-days-past-due 120)) ; from the editor\n', encoding="utf-8"
    )
    loaded = packs.load(path)
    assert loaded.diagnostics == [] and loaded.pack is not None
    [rule] = loaded.pack.rules
    assert rule.name == "late" and rule.then == ()


def test_a_bare_expression_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "late.clj"
    path.write_text("(> status-days-past-deu 120)", encoding="utf-8")
    [finding] = packs.check([path])
    assert (finding.code, finding.help, finding.rule) == (
        "unknown-variable",
        "did you mean `status-days-past-due`?",
        "late",
    )


def test_two_expressions_are_no_pack(tmp_path: Path) -> None:
    path = tmp_path / "late.clj"
    path.write_text("(> 1 2) (> 2 3)", encoding="utf-8")
    assert [finding.code for finding in packs.check([path])] == ["several-expressions"]


def test_a_mistyped_rule_is_no_expression(tmp_path: Path) -> None:
    path = tmp_path / "late.clj"
    path.write_text("(defrul late :when true)", encoding="utf-8")
    [finding] = packs.check([path])
    assert (finding.code, finding.help) == ("unknown-form", "did you mean `defrule`?")


def test_a_file_of_a_pack_is_checked_with_its_pack(tmp_path: Path) -> None:
    folder = shutil.copytree(GOOD / "whole", tmp_path / "whole")
    text = (folder / "late.rules.clj").read_text(encoding="utf-8").replace("account/archive", "account/achive")
    (folder / "late.rules.clj").write_text(text, encoding="utf-8")
    assert [finding.code for finding in packs.check([folder / "late.rules.clj"])] == ["unknown-action"]
    assert packs.check([folder / "notices.rules.clj"]) == []


def test_a_folder_of_packs_is_all_of_them(tmp_path: Path) -> None:
    for name in ("one", "two"):
        shutil.copytree(GOOD / "whole", tmp_path / "lenders" / name)
    report = packs.check_all([tmp_path])
    assert (report.packs, report.rules, report.findings) == (2, 4, [])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b";; only a comment\n", "empty-file"),
        (b"(> 1 2", None),
        (b"\xff\xfe(\x00", "unreadable-file"),
        (b"(> 1\x00 2)", "unreadable-file"),
        (b"(" * 100_000, None),
        (b"(" * 100_000 + b")" * 100_000, None),
        (b"(+ 1 2) " * 1_400_000, "unreadable-file"),
    ],
    ids=["empty", "comment", "unclosed", "utf-16", "nul", "open", "deep", "huge"],
)
def test_bad_files_get_a_finding_with_a_place(tmp_path: Path, data: bytes, code: str | None) -> None:
    path = tmp_path / "bad.rules.clj"
    path.write_bytes(data)
    findings = packs.check([path])
    assert findings and all(finding.severity is Severity.ERROR for finding in findings)
    assert code is None or [finding.code for finding in findings] == [code]
    assert str(path) in render_text(findings)


def test_missing_things_are_named(tmp_path: Path) -> None:
    assert [finding.code for finding in packs.check([tmp_path / "gone"])] == ["unreadable-file"]
    assert [finding.code for finding in packs.check([tmp_path])] == ["missing-manifest"]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('[pack]\nname = "a"\nversion = \n', 3, "this is not TOML"),
        ('[pack]\nname = "a"\nname = "b"\n', 3, "this is not TOML"),
        ('[pack]\nname = "a', 2, "this is not TOML"),
        ("", 1, "there is no [pack] table"),
        ('[pack]\nname = "a"\nversion = "1"\n', 1, "[pack] needs `files`"),
        ("pack = 5\n", 1, "`pack` is a table"),
        ("a = " + "[" * 5_000, 1, "TOML"),
    ],
)
def test_a_broken_manifest_gets_a_finding_at_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    (tmp_path / "cljrules.toml").write_text(text, encoding="utf-8")
    loaded = packs.load(tmp_path)
    assert loaded.pack is None
    assert said in loaded.diagnostics[0].message or said == "TOML"
    assert loaded.diagnostics[0].source.position(loaded.diagnostics[0].span.start).line == line


def test_a_folder_that_links_to_itself_is_read_once(tmp_path: Path) -> None:
    shutil.copytree(GOOD / "whole", tmp_path / "whole")
    (tmp_path / "loop").symlink_to(tmp_path)
    report = packs.check_all([tmp_path])
    assert (report.packs, report.findings) == (1, [])


def test_an_example_is_evaluated_on_its_date(tmp_path: Path) -> None:
    path = tmp_path / "dated.rules.clj"
    path.write_text(
        """(defrule dated
          :when (and (= current-date "2027-02-01") (= (u/today) current-date))
          :then [(account/archive)]
          :examples [{:given {} :as-of "2027-02-01" :fires true} {:given {} :fires false}])""",
        encoding="utf-8",
    )
    assert packs.check([path]) == []


@pytest.mark.parametrize(
    "slip", [("(def limit 30)", "def limit 30)"), ("(def limit 30)", "(def limit 30"), ("[days]", "[days")]
)
def test_a_definition_that_cannot_be_read_costs_only_itself(slip: tuple[str, str], tmp_path: Path) -> None:
    text = (
        "(def limit 30)\n\n(defn late? [days]\n  (> days limit))\n\n"
        "(defrule late\n  :when (late? status-days-past-due)\n  :then [(account/archive)])\n"
    )
    path = tmp_path / "late.clj"
    path.write_text(text.replace(*slip), encoding="utf-8")
    assert [finding.family for finding in packs.check([path])] == ["syntax"]
