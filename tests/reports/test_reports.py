"""Findings in the formats of other tools: SARIF against its schema, JUnit as XML, annotations unescaped again.

`sarif-2.1.0.schema.json` is the schema of SARIF 2.1.0 (rtm.5) as Microsoft's package `@microsoft/jest-sarif` holds it,
under the MIT license.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator

from cljrules.codes import finding
from cljrules.diagnostics import Diagnostic, Edit, Fix, Label, Severity
from cljrules.reports import github, junit, sarif
from cljrules.source import Source, Span

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SCHEMA = json.loads((HERE / "sarif-2.1.0.schema.json").read_text(encoding="utf-8"))
FINDINGS = ROOT / "tests" / "lint" / "rules"


def made(message: str = "it is `so`", text: str = "(é\n(> a 1))", path: str = "a b/ü.rules.clj") -> Diagnostic:
    source = Source(path, text)
    end = len(text)
    return finding(
        "comparator-boundary",
        (source, Span(min(3, end), min(6, end))),
        message,
        "write, `>=`: or not",
        rule="r",
        evidence=("100% sure",),
        labels=(Label(Span(0, min(2, end)), "here"),),
        fix=Fix("write", (Edit(Span(min(4, end), min(5, end)), "<"),)),
    )


def check(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from cljrules.cli import main; main()", "check", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=ROOT)


# -- SARIF ------------------------------------------------------------------------------------------------------------


def test_sarif_of_the_command_is_valid() -> None:
    done = check("tests/lint/rules", "tests/packs/bad", "--format", "sarif")
    log = json.loads(done.stdout)
    Draft4Validator(SCHEMA).validate(log)
    run = log["runs"][0]
    assert done.returncode == 1 and len(run["results"]) > 50
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        place = result["locations"][0]["physicalLocation"]
        assert (ROOT / place["artifactLocation"]["uri"]).exists()


def test_sarif_of_nothing_is_valid() -> None:
    log = json.loads(sarif.render([], "1"))
    Draft4Validator(SCHEMA).validate(log)
    assert log["runs"][0]["results"] == []


def test_sarif_places_count_code_points_from_one() -> None:
    log = json.loads(sarif.render([made()], "1"))
    Draft4Validator(SCHEMA).validate(log)
    (result,) = log["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "a%20b/%C3%BC.rules.clj"
    assert place["region"] == {"startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 4}
    assert result["level"] == "note" and result["fixes"] and result["relatedLocations"]


@given(st.text(), st.text(max_size=40))
def test_any_text_gives_valid_sarif(message: str, text: str) -> None:
    log = json.loads(sarif.render([made(message, text)], "1"))
    Draft4Validator(SCHEMA).validate(log)
    assert log["runs"][0]["results"][0]["message"]["text"].startswith(message)


# -- JUnit ------------------------------------------------------------------------------------------------------------


def test_junit_names_every_file_and_counts_what_failed() -> None:
    done = check("tests/lint/rules/slips.rules.clj", "tests/packs/good", "--format", "junit")
    root = ElementTree.fromstring(done.stdout)
    suites = {suite.get("name"): suite for suite in root}
    assert len(suites) == 3
    slips = suites["tests/lint/rules/slips.rules.clj"]
    failed = slips.findall("./testcase/failure")
    assert len(failed) == int(slips.get("failures", "")) == int(root.get("failures", "")) >= 6
    assert slips.findall("./testcase/system-out")
    assert all(len(case) == 0 for case in suites["tests/packs/good/whole/late.rules.clj"])


@given(st.text(), st.text(max_size=40))
def test_any_text_gives_well_formed_junit(message: str, text: str) -> None:
    root = ElementTree.fromstring(junit.render([made(message, text, path=f"x{text}")], []))
    assert root.find("./testsuite/testcase") is not None


# -- GitHub -----------------------------------------------------------------------------------------------------------


def unescaped(text: str) -> str:
    for code, character in (("%0A", "\n"), ("%0D", "\r"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, character)
    return text


@given(st.text(), st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30))
def test_an_annotation_is_one_command(message: str, path: str) -> None:
    (line,) = github.render([made(message, path=path)]).split("\n")
    match = re.fullmatch(
        r"::notice file=([^,:]*),line=2,endLine=2,title=comparator-boundary,col=1,endColumn=3::(.*)", line, re.S
    )
    assert match is not None
    assert unescaped(match[1]) == path
    assert unescaped(match[2]).endswith("100% sure\nhelp: write, `>=`: or not")


@pytest.mark.parametrize("severity", list(Severity))
def test_severities_have_their_command(severity: Severity) -> None:
    found = finding("never-true", (Source("p", "x"), Span(0, 1)), "m", severity=severity)
    word = {"error": "error", "warning": "warning", "info": "notice"}[severity.value]
    assert github.render([found]).startswith(f"::{word} file=p,")


def test_several_lines_have_no_columns() -> None:
    found = finding("never-true", (Source("p", "(a\n b)"), Span(0, 6)), "m")
    assert github.render([found]) == "::warning file=p,line=1,endLine=2,title=never-true::m"
