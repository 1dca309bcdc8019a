"""`clojure.test` files, the pytest plugin and the command `cljrules test`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cljrules.packs import load
from cljrules.stdlib.catalogue import load as load_catalogue
from cljrules.trials.clojure_tests import run_file, test_files
from cljrules.trials.judging import Judge

RULES = """(def charge-off-days 120)
(defn late? [days] (> status-days-past-due days))
(defrule charge-off
  :when (late? charge-off-days)
  :then [(account/archive)]
  :examples [{:given {:status-days-past-due 121} :fires true}
             {:given {:status-days-past-due 120} :fires %s}])
"""
IN_NAMESPACE = """(ns acme.late-test
  (:require [clojure.test :refer [deftest is]] [acme :refer [charge-off-days]] [rules :refer [fires?]]))
(deftest days (is (= 120 charge-off-days)))
(deftest fires
  (is (fires? "charge-off" {:status-days-past-due 121}))
  (is (fires? "charge-off" {:status-days-past-due 120})))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return pack_in(tmp_path, "false")


def pack_in(folder: Path, second: str) -> Path:
    (folder / "cljrules.toml").write_text('[pack]\nname = "acme"\nversion = "1"\nfiles = ["a.rules.clj"]\n')
    (folder / "a.rules.clj").write_text(RULES % second)
    return folder


def outcomes(folder: Path) -> dict[str | None, str | None]:
    pack = load(folder).pack
    assert pack is not None
    judge = Judge(pack, load_catalogue())
    return {item.name: item.failure for file in test_files(folder) for item in run_file(file, judge)}


def command(*args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *args], cwd=cwd, capture_output=True, text=True, timeout=120)


def cljrules(*args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return command("-c", "from cljrules.cli import main; main()", *args, cwd=cwd)


def test_files_are_found_beside_and_below(folder: Path) -> None:
    (folder / "test").mkdir()
    for name in ("late_test.clj", "late-test.clj", "other.clj", "test/any.clj", "test/notes.txt"):
        (folder / name).write_text("")
    assert [path.relative_to(folder).as_posix() for path in test_files(folder)] == [
        "late-test.clj",
        "late_test.clj",
        "test/any.clj",
    ]


def test_tests_see_the_pack_and_its_rules(folder: Path) -> None:
    (folder / "late_test.clj").write_text(IN_NAMESPACE)
    assert outcomes(folder) == {"days": None, "fires": "assertions: 1 failed"}


def test_a_file_without_a_namespace_is_read_in_the_packs(folder: Path) -> None:
    (folder / "a_test.clj").write_text("(deftest now (is (not (late? charge-off-days))))")
    assert outcomes(folder) == {"now": None}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('(deftest a (is (fires? "charge-of" {})))', "1 gave an error"),
        ("(deftest a (is (= 1 (undefined 2))))", "undefined"),
        ("(deftest a (is true)", "never closed"),
        ('(deftest a (is (fires? "charge-off" {:status-days-pastdue 1})))', "1 gave an error"),
    ],
)
def test_what_is_wrong_is_a_failure(folder: Path, text: str, said: str) -> None:
    (folder / "a_test.clj").write_text(text)
    assert [said in (failure or "") for failure in outcomes(folder).values()] == [True]


def test_the_plugin_collects_examples_and_tests(folder: Path) -> None:
    (folder / "late_test.clj").write_text(IN_NAMESPACE)
    done = command("-m", "pytest", "-q", "--tb=short", str(folder), cwd=folder)
    assert done.returncode == 1
    assert "1 failed, 4 passed" in done.stdout
    assert "actual: (not true)" in done.stdout or 'expected: (fires? "charge-off"' in done.stdout
    assert "pytest_plugin.py" not in done.stdout


def test_the_plugin_tells_of_an_example_that_fails(tmp_path: Path) -> None:
    folder = pack_in(tmp_path, "true")
    done = command("-m", "pytest", "-q", str(folder), cwd=folder)
    assert "it says that the rule fires, but the criteria give `false`" in done.stdout
    assert "a.rules.clj:7: the example of `charge-off`" in done.stdout
    (folder / "a.rules.clj").write_text("(defrule")
    done = command("-m", "pytest", "-q", str(folder), cwd=folder)
    assert "1 failed" in done.stdout and "unclosed-delimiter" in done.stdout


class TestCommand:
    def test_the_report_names_slips_and_an_example_for_them(self, folder: Path) -> None:
        done = cljrules("test", ".", cwd=folder)
        assert done.returncode == 0
        assert "acme 1: 2 of 2 examples hold in 1 rule" in done.stdout
        assert "mutation score 100%" in done.stdout
        (folder / "a.rules.clj").write_text((RULES % "false").partition("  :examples")[0] + ")")
        done = cljrules("test", ".", cwd=folder)
        assert "in `charge-off-days`: `121` instead of `120`" in done.stdout
        assert "{:given {:status-days-past-due 121} :fires true}" in done.stdout
        assert cljrules("test", ".", "--min-score", "50", cwd=folder).returncode == 1

    def test_failures_give_one(self, tmp_path: Path) -> None:
        folder = pack_in(tmp_path, "true")
        done = cljrules("test", ".", "--no-mutation", cwd=folder)
        assert done.returncode == 1 and "✗ charge-off, example 2 (a.rules.clj:7)" in done.stdout
        done = cljrules("test", ".", "--no-mutation", "--format", "junit", cwd=folder)
        suite = ElementTree.fromstring(done.stdout)[0]
        assert (suite.get("tests"), suite.get("failures")) == ("2", "1")

    def test_json_has_the_engines(self, folder: Path) -> None:
        data = json.loads(cljrules("test", ".", "--format", "json", cwd=folder).stdout)[0]
        assert data["score"] == 100
        assert {tuple(item["engines"]) for item in data["rules"][0]["examples"]} == {
            ("reference", "compiled", "columnar")
        }

    def test_what_cannot_be_used_is_said(self, folder: Path) -> None:
        assert cljrules("test", "nowhere", cwd=folder).returncode == 2
        done = cljrules("test", ".", "--rule", "charge-of", cwd=folder)
        assert done.returncode == 2 and "did you mean `charge-off`?" in done.stderr
