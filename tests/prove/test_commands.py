"""`cljrules prove` and `cljrules diff` as they are typed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from proof_packs import MANIFEST, pack_of

RULES = """\
(defrule late :when (and (= loan-status "Open") (> status-days-past-due 30))
  :then [(loan/set {:autopay-status "suspend"})])
(defrule nobody :when (and (> status-payoff 10M) (< status-payoff 5M))
  :then [(loan/set {:credit-status "97"})])
"""
DEMO = Path(__file__).resolve().parents[2] / "examples" / "demo" / "acme-collections"


def cljrules(*args: object, code: str = "") -> subprocess.CompletedProcess[str]:
    start = f"{code}\nfrom cljrules.cli import main; main()"
    return subprocess.run([sys.executable, "-c", start, *map(str, args)], capture_output=True, text=True, timeout=120)


def test_a_rule_is_told_with_its_loans(tmp_path: Path) -> None:
    pack_of(tmp_path, RULES)
    done = cljrules("prove", tmp_path)
    assert done.returncode == 1
    assert "  fires on the sample loan with `status-days-past-due` 31\n" in done.stdout
    assert "  `(> status-days-past-due 30)`: fires with `status-days-past-due` 31, not with 30\n" in done.stdout
    assert "warning[never-true]: `nobody` never fires: no loan satisfies" in done.stdout
    assert done.stdout.endswith("1 warning; 2 of 2 rules proven\n")


def test_json_has_the_loans(tmp_path: Path) -> None:
    pack_of(tmp_path, RULES)
    done = cljrules("prove", tmp_path, "--rule", "late", "--format", "json")
    assert done.returncode == 0
    (pack,) = json.loads(done.stdout)["packs"]
    (rule,) = pack["rules"]
    assert (rule["outcome"], rule["fires"]["changes"]) == ("sometimes", {"status-days-past-due": "31"})
    assert [boundary["comparison"] for boundary in rule["boundaries"]] == ["(> status-days-past-due 30)"]


@pytest.mark.parametrize(
    ("format", "said"), [("sarif", '"ruleId": "never-true"'), ("junit", "never-true"), ("github", "::warning ")]
)
def test_findings_are_told_to_other_tools(tmp_path: Path, format: str, said: str) -> None:
    pack_of(tmp_path, RULES)
    done = cljrules("prove", tmp_path, "--format", format)
    assert (done.returncode, said in done.stdout) == (1, True), done.stdout + done.stderr


def test_the_demo_pack_is_proven() -> None:
    document = json.loads(cljrules("prove", DEMO, "--format", "json").stdout)
    assert {rule["outcome"] for rule in document["packs"][0]["rules"]} == {"sometimes"}


def test_wrong_usage_and_unreadable_packs(tmp_path: Path) -> None:
    pack_of(tmp_path / "p", RULES)
    unknown = cljrules("prove", tmp_path / "p", "--rule", "lat")
    assert (unknown.returncode, "did you mean `late`?" in unknown.stderr) == (2, True)
    assert cljrules("prove", tmp_path / "missing").returncode == 2
    assert cljrules("diff", tmp_path / "missing", tmp_path / "p").returncode == 2


def test_without_the_solver_it_is_said_how_to_install_it(tmp_path: Path) -> None:
    pack_of(tmp_path, RULES)
    hide = (
        "import importlib.util as u; find = u.find_spec; u.find_spec = lambda n, *a: None if n == 'z3' else find(n, *a)"
    )
    for args in (("prove", tmp_path), ("diff", tmp_path, tmp_path)):
        done = cljrules(*args, code=hide)
        assert done.returncode == 2
        assert "pip install 'cljrules[prove]'" in done.stderr


def test_a_pack_with_mistakes_is_proved_as_far_as_it_goes(tmp_path: Path) -> None:
    (tmp_path / "cljrules.toml").write_text(MANIFEST, encoding="utf-8")
    (tmp_path / "p.rules.clj").write_text(RULES.replace("status-payoff 10M", "status-payof 10M"), encoding="utf-8")
    done = cljrules("prove", tmp_path)
    assert "unknown-variable" in done.stderr
    assert "fires on the sample loan with `status-days-past-due` 31" in done.stdout
    assert "1 of 2 rules proven" in done.stdout


def test_differences_are_told_with_the_loan(tmp_path: Path) -> None:
    pack_of(tmp_path / "old", RULES)
    pack_of(tmp_path / "new", RULES.replace("30", "45"))
    done = cljrules("diff", tmp_path / "old", tmp_path / "new")
    assert done.returncode == 1
    assert (
        "  fires on fewer loans\n  no longer fires on the sample loan with `status-days-past-due` 31\n" in done.stdout
    )
    assert done.stdout.endswith("1 of 2 rules changed in meaning\n")
    same = cljrules("diff", tmp_path / "old", tmp_path / "old", "--format", "json")
    assert same.returncode == 0
    assert {one["change"] for one in json.loads(same.stdout)["differences"]} == {"equivalent"}


def test_bare_files_can_be_compared(tmp_path: Path) -> None:
    for name, text in {"a.clj": "(> status-days-past-due 30)", "b.clj": "(< 30 status-days-past-due)"}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = cljrules("diff", tmp_path / "a.clj", tmp_path / "b.clj")
    assert done.returncode == 0, done.stdout + done.stderr
