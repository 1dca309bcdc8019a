"""Packs made of a text, for the tests of proofs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cljrules.diagnostics import Severity
from cljrules.packs import Pack, load

MANIFEST = '[pack]\nname = "p"\nversion = "1"\nfiles = ["p.rules.clj"]\n'


def pack_of(folder: Path, rules: str, manifest: str = "") -> Pack:
    """The pack of a text of rules, free of errors but for what the type checker finds as well."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cljrules.toml").write_text(MANIFEST + manifest, encoding="utf-8")
    (folder / "p.rules.clj").write_text(rules, encoding="utf-8")
    loaded = load(folder)
    assert loaded.pack is not None
    errors = [found for found in loaded.diagnostics if found.severity is Severity.ERROR]
    assert [found for found in errors if found.family not in ("types", "names")] == []
    return loaded.pack


def rules_of(criteria: Mapping[str, str]) -> str:
    """A rule for each criteria, with an action that does not matter."""
    action = '[(checklist/check {:checklist "C" :items ["I"]})]'
    return "\n".join(f"(defrule {name} :when {text} :then {action})" for name, text in criteria.items())
