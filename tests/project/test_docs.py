"""What the authors' pages show is what the commands do."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
AUTHORS = ROOT / "docs" / "authors"
CLJRULES = [sys.executable, "-c", "from cljrules.cli import main; main()"]


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of a page, by language."""
    return re.findall(
        rf"^```{language}\n(.*?)^```", (AUTHORS / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )


def shown() -> list[tuple[str, str, str]]:
    """Each line that shows an outcome: the text to evaluate, `;=>` or `;!`, and the outcome."""
    found = []
    for block in blocks("language.md", "clojure"):
        before = ""
        for line in block.splitlines():
            code, mark, outcome = re.fullmatch(r"(.*?)(?:(;=>|;!)\s*(.*))?", line).groups()  # type: ignore[union-attr]
            if mark:
                found.append((before + code, mark, outcome))
            else:
                before += line + "\n"
    return found


@pytest.fixture(scope="module")
def answers() -> list[dict[str, str]]:
    loan = {"loan-status": "Open", "status-days-past-due": 45}
    asked = [
        {"id": str(n), "source": source, "loan": loan, "as_of": "2026-11-22"}
        for n, (source, _, _) in enumerate(shown())
    ]
    lines = "".join(json.dumps(question) + "\n" for question in asked)
    done = subprocess.run([*CLJRULES, "eval", "--jsonl"], input=lines, capture_output=True, text=True, timeout=60)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_language_page_shows_true_outcomes(answers: list[dict[str, str]]) -> None:
    cases = shown()
    assert len(cases) > 25
    got = [
        (source, answer.get("value") or answer.get("error"))
        for (source, _, _), answer in zip(cases, answers, strict=True)
    ]
    assert got == [(source, outcome) for source, _, outcome in cases]


def test_the_packs_page_shows_a_pack_that_passes_the_check(tmp_path: Path) -> None:
    [settings] = blocks("packs.md", "toml")
    files = tomllib.loads(settings)["pack"]["files"]
    forms = blocks("packs.md", "clojure")
    (tmp_path / "cljrules.toml").write_text(settings, encoding="utf-8")
    for number, name in enumerate(files):
        (tmp_path / name).write_text("\n".join(forms[number :: len(files)]), encoding="utf-8")
    command = [*CLJRULES, "check", str(tmp_path), "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    found = json.loads(done.stdout)["findings"]
    assert [finding["message"] for finding in found] == []
    assert done.returncode == 0
