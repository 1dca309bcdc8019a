"""Every code has its page, and what the pages show is what `check` says."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from cljrules.codes import CODES
from cljrules.lint import lint
from cljrules.lookup.findings import describe_code
from cljrules.packs import check_all, load
from cljrules.prove import Prover, study

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs" / "lint"
HEADINGS = ["What", "Why", "Avoid", "Prefer", "When to keep"]
MANIFEST = '[pack]\nname = "p"\nversion = "1"\nfiles = ["p.rules.clj"]\n'
#: What only `cljrules prove` finds.
PROVED = {code for code, known in CODES.items() if known.by == "prove"}
BLOCK = re.compile(r"^```(clojure|toml|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def sections(code: str) -> dict[str, str]:
    """The parts of a page by heading; under "" what stands before the first."""
    text = (PAGES / f"{code}.md").read_text(encoding="utf-8")
    head, *rest = re.split(r"^## (.+)\n", text, flags=re.MULTILINE)
    return {"": head, **dict(zip(rest[::2], rest[1::2], strict=True))}


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    there = {path.stem for path in PAGES.glob("*.md")} - {"README"}
    assert there == CODES.keys()


@pytest.mark.parametrize("code", CODES)
def test_a_page_has_the_fixed_parts(code: str) -> None:
    parts = sections(code)
    assert list(parts)[1:] == HEADINGS
    title, _, family = parts[""].strip().partition("\n\n")
    known = CODES[code]
    severity = f"severity *{known.severity}*" if known.severity is not None else "*off* unless switched on"
    assert title == f"# `{code}`"
    assert family.startswith(f"Family *{known.family}*, {severity}")
    assert all(parts[heading].strip() for heading in HEADINGS)
    assert BLOCK.search(parts["Avoid"]) and BLOCK.search(parts["Prefer"])


def checked(part: str, folder: Path, code: str) -> set[str] | None:
    """The codes found in the pack that a part shows; None where it shows text that is not for `check`."""
    blocks: dict[str, str] = {}
    for kind, text in BLOCK.findall(part):
        blocks[kind] = blocks.get(kind, "") + text
    if "text" in blocks:
        return None
    settings = blocks.get("toml", "")
    on = (
        "" if CODES[code].severity is not None or "[lint" in settings else f'[lint]\nseverity = {{ {code} = "info" }}\n'
    )
    manifest = settings if "[pack]" in settings else MANIFEST + on + settings
    rules = blocks.get("clojure", "(def limit 30)")
    (folder / "cljrules.toml").write_text(manifest, encoding="utf-8")
    (folder / "p.rules.clj").write_text(rules, encoding="utf-8")
    found = {finding.code for finding in check_all([folder], further=lint).findings}
    return found | proved(folder) if code in PROVED else found


def proved(folder: Path) -> set[str]:
    """The codes that a proof of the pack in a folder finds."""
    pack = load(folder).pack
    assert pack is not None
    with Prover() as prover:
        return {finding.code for finding in study(prover.snapshot(pack)).findings}


@pytest.mark.parametrize("code", CODES)
def test_what_a_page_shows_is_found_and_what_it_prefers_is_not(code: str, tmp_path: Path) -> None:
    parts = sections(code)
    avoid = checked(parts["Avoid"], tmp_path, code)
    prefer = checked(parts["Prefer"], tmp_path, code)
    assert avoid is None or code in avoid
    assert prefer is None or prefer <= {"empty-file", "unused-definition"} - {code}


@pytest.mark.parametrize(
    ("tool", "made"),
    [
        ("lint_pages", PAGES / "README.md"),
        ("event_page", ROOT / "docs" / "authors" / "events.md"),
        ("editor_grammar", ROOT / "editors" / "vscode" / "syntaxes" / "cljrules.tmLanguage.json"),
    ],
)
def test_pages_that_are_made_are_what_their_tool_makes(tool: str, made: Path) -> None:
    spec = importlib.util.spec_from_file_location(tool, ROOT / "tools" / f"{tool}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert made.read_text(encoding="utf-8") == module.page(), "run `make docs`"


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_explained_from_its_page(code: str) -> None:
    told = describe_code(code)
    assert told is not None and told["page"] == (PAGES / f"{code}.md").read_text(encoding="utf-8")
    assert describe_code(f"{code}-x") is None
