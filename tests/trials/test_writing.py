"""Examples written into files: nothing else changes, the second time nothing at all, and the rule agrees with each."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from explained_packs import CONDITIONS
from hypothesis import HealthCheck, given, settings

from cljrules.commands.testing import run
from cljrules.packs import load
from cljrules.parser.formatter import format_text
from cljrules.trials.mutation import MISSED, Telling
from cljrules.trials.report import try_pack
from cljrules.trials.writing import with_examples

DEMO = Path(__file__).parents[2] / "examples" / "demo"
NEW = Telling({"status-days-past-due": 5}, True)
TEXT = "{:given {:status-days-past-due 5} :fires true}"


def written(folder: Path) -> None:
    assert run([str(folder)], None, mutate=True, write=True, least=None, format="json") == 0


@pytest.mark.parametrize("name", ["acme-collections", "planted"])
def test_written_examples_make_the_score_whole_and_change_nothing_else(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    shutil.copytree(DEMO / "acme-collections", folder)
    if name == "planted":
        # a rule that is wrong gets examples of what it says, not of what it should say
        file = folder / "charge-off.rules.clj"
        text = file.read_text(encoding="utf-8").replace("(>= status-days-past-due 90)", "(<= status-days-past-due 90)")
        file.write_text(re.sub(r"\n  :examples \[.*?\]\)", ")", text, flags=re.DOTALL), encoding="utf-8")
    before = {path: format_text(path.read_text(encoding="utf-8")) for path in folder.glob("*.clj")}
    for path, text in before.items():
        path.write_text(text, encoding="utf-8")
    written(folder)
    loaded = load(folder)
    assert loaded.pack is not None and [item.code for item in loaded.diagnostics] == []
    trial = try_pack(loaded.pack, folder)
    assert trial.is_good and trial.count(MISSED) == 0
    after = {path: path.read_text(encoding="utf-8") for path in before}
    for path, text in after.items():
        assert format_text(text) == text
        kept = text.splitlines()
        old = [line.rstrip(")]") for line in before[path].splitlines()]
        assert [line for line in old if line not in {item.rstrip(")]") for item in kept}] == []
    written(folder)
    assert after == {path: path.read_text(encoding="utf-8") for path in before}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(defrule a\n  :when true\n  :then [(x)])", f"(defrule a\n  :when true\n  :then [(x)]\n  :examples [{TEXT}])"),
        (
            "(defrule a\n  :when true ; why\n  :then [(x)] ; note\n  )",
            f"(defrule a\n  :when true ; why\n  :then [(x)] ; note\n  :examples [{TEXT}]\n  )",
        ),
        ("(defrule a :when true :examples [] :then [(x)])", f"(defrule a :when true :examples [{TEXT}] :then [(x)])"),
        (
            "(defrule a :when true\n  :examples [{:b 1} ; one\n             ])",
            f"(defrule a :when true\n  :examples [{{:b 1}} ; one\n             {TEXT}\n             ])",
        ),
        ("(defrule a :when true :then [(x)] :examples shared)", "(defrule a :when true :then [(x)] :examples shared)"),
        ("(defrule other :when true :then [(x)])", "(defrule other :when true :then [(x)])"),
    ],
)
def test_examples_are_put_where_they_belong(text: str, expected: str) -> None:
    assert with_examples(f";; head\n\n{text} ; tail\n", {"a": [NEW]}) == f";; head\n\n{expected} ; tail\n"


def test_words_of_the_sample_loan_that_the_pack_does_not_know_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "cljrules.toml").write_text(
        '[pack]\nname = "a"\nversion = "1"\nfiles = ["a.rules.clj"]\n[vocabulary]\nsource-companies = ["One", "Two"]\n'
    )
    file = tmp_path / "a.rules.clj"
    file.write_text(
        '(defrule a\n  :when (and (= source-company "One") (> status-days-past-due 5))\n  :then [(account/archive)])\n'
    )
    written(tmp_path)
    loaded = load(tmp_path)
    assert loaded.pack is not None and loaded.diagnostics == []
    assert len(loaded.pack.rules[0].examples) >= 3
    assert "Acme" not in file.read_text(encoding="utf-8")


def test_line_ends_of_windows_and_odd_characters_stay(tmp_path: Path) -> None:
    text = "; – “x”\r\n(defrule a\r\n  :when (> status-days-past-due 5)\r\n  :then [(account/archive)])\r\n"
    file = tmp_path / "a.rules.clj"
    file.write_bytes(text.encode())
    written(file)
    new = file.read_bytes().decode()
    assert new.startswith("; – “x”\r\n(defrule a\r\n  :when (> status-days-past-due 5)\r\n  :then [(account/archive)]")
    assert ":examples" in new and "\n" not in new.replace("\r\n", "")
    written(file)
    assert file.read_bytes().decode() == new


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CONDITIONS)
def test_writing_twice_writes_once(tmp_path: Path, condition: str) -> None:
    file = tmp_path / "a.rules.clj"
    file.write_text(f"(defrule a :when {condition} :then [(account/archive)])\n", encoding="utf-8")
    written(file)
    once = file.read_text(encoding="utf-8")
    assert not [item for item in load(file).diagnostics if item.code == "example-fails"]
    written(file)
    assert file.read_text(encoding="utf-8") == once
