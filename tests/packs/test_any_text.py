"""Whatever stands in a pack's files, checking it ends, and every finding has a place in its file."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cljrules import packs
from cljrules.packs.toml_places import find_places
from cljrules.render import finding_json, render_text
from cljrules.source import Source

GOOD = Path(__file__).parent / "good" / "whole"
RULES = (GOOD / "late.rules.clj").read_text(encoding="utf-8")
NOTICES = (GOOD / "notices.rules.clj").read_text(encoding="utf-8")
MANIFEST = (GOOD / "cljrules.toml").read_text(encoding="utf-8")
TOKENS = sorted(set(re.findall(r'[()\[\]{}"#]|[^\s()\[\]{}"#]+', RULES + NOTICES)))


@pytest.fixture(autouse=True, scope="module")
def started() -> None:
    """The evaluator raises Python's limit on recursion once; Hypothesis wants it the same throughout a test."""
    assert packs.load(GOOD).diagnostics == []


@st.composite
def spoilt(draw: st.DrawFn, text: str) -> str:
    """A text with some stretches replaced by words that occur in packs."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 20)))
        text = text[:start] + draw(st.sampled_from(["", " ", "\n", *TOKENS]) | st.text(max_size=3)) + text[end:]
    return text


def check(rules: str, notices: str, manifest: str) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in (("late.rules.clj", rules), ("notices.rules.clj", notices), ("cljrules.toml", manifest)):
            (folder / file).write_bytes(text.encode("utf-8", "replace"))
        loaded = packs.load(folder)
    for finding in loaded.diagnostics:
        assert 0 <= finding.span.start <= finding.span.end <= len(finding.source.text)
        assert finding.message and finding.message == finding.message.strip() and not finding.message.endswith(".")
        assert finding_json(finding)["line"] >= 1
    if loaded.diagnostics:
        assert render_text(loaded.diagnostics)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(spoilt(RULES), spoilt(NOTICES))
def test_spoilt_rules(rules: str, notices: str) -> None:
    check(rules, notices, MANIFEST)


@settings(max_examples=40, deadline=None)
@given(spoilt(MANIFEST))
def test_spoilt_manifests(manifest: str) -> None:
    check("", "", manifest)


def test_places_in_toml() -> None:
    text = (
        "# comment [x]\n"
        'a.b = "x # not a comment"\n'
        '[t."quoted key"] # c\n'
        "list = [ 1, [2, 3], # c ]\n  'y',\n]\n"
        'inline = { k = """long\n"] text""", "z" = {} }\n'
        "[[many]]\nn = 2026-11-22 10:00:00\n[[many]]\nn = 0x1F\n"
    )
    source = Source("a.toml", text)
    found = {path: source.slice(place.value) for path, place in find_places(text).items()}
    assert found[("a", "b")] == '"x # not a comment"'
    assert found[("t", "quoted key", "list", 1, 0)] == "2"
    assert found[("t", "quoted key", "list", 2)] == "'y'"
    assert found[("t", "quoted key", "inline", "k")] == '"""long\n"] text"""'
    assert found[("t", "quoted key", "inline", "z")] == "{}"
    assert (found[("many", 0, "n")], found[("many", 1, "n")]) == ("2026-11-22 10:00:00", "0x1F")
    assert source.slice(find_places(text)[("a", "b")].key) == "a.b"
