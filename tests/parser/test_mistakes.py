"""One slipped delimiter or quote in a good pack: one finding at the slip, and all other forms read as before."""

from __future__ import annotations

import importlib.util
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def mistakes() -> ModuleType:
    import sys

    spec = importlib.util.spec_from_file_location("mistakes", ROOT / "benchmarks" / "mistakes.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # dataclasses look their module up
    sys.modules["mistakes"] = module
    spec.loader.exec_module(module)
    return module


def test_slips_in_our_packs(mistakes: ModuleType) -> None:
    folders = [ROOT / name for name in mistakes.OWN]
    made = [
        outcome for _, outcome in mistakes.outcomes(mistakes.files_in(folders), 700, 20261126) if outcome is not None
    ]
    assert len(made) >= 500
    assert all(len(outcome.findings) == 1 for outcome in made)
    assert all(outcome.others_kept for outcome in made)
    near = Counter(min(outcome.lines, outcome.nearest) <= 1 for outcome in made)
    assert near[True] >= 0.995 * len(made)
    # most often the fix that is offered gives back what stood there
    real = [outcome for outcome in made if outcome.slip.kind != "moved"]
    assert sum(outcome.mended for outcome in real) >= 0.75 * len(real)


def test_stray_quote_in_one_rule_leaves_the_next_alone(mistakes: ModuleType) -> None:
    from cljrules.parser.reader import read
    from cljrules.source import Source

    text = '(def a "one)\n\n(def b "two (2) parts")\n\n(def c "three")\n'
    forms, findings = read(Source("", text))
    assert [form.source.slice(form.span)[:6] for form in forms] == ["(def b", "(def c"]
    assert [finding.source.position(finding.span.start).line for finding in findings] == [1]


def test_wrapped_forms_at_the_margin_stay_one_beside_a_slip(mistakes: ModuleType) -> None:
    from cljrules.parser.reader import read
    from cljrules.source import Source

    text = '(comment\n(def a 1)\n(def b "(")\n)\n\n(def c [1)\n\n(def d "text\n(with a margin) in it")\n'
    forms, findings = read(Source("", text))
    assert [form.source.slice(form.span)[:6] for form in forms] == ["(comme", "(def d"]
    assert len(findings) == 1


def test_each_malformed_text_that_clojure_was_asked_about_gives_one_finding() -> None:
    import json

    from cljrules.parser.reader import read
    from cljrules.source import Source

    cases = (ROOT / "tests" / "oracle" / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [case for case in map(json.loads, cases) if case["group"] == "reader" and case.get("phase") == "read"]
    # patterns are looked at where they are used; of two mistakes the first one ends a form
    known = {'#"("': 0, '#"*"': 0, "\\[1 2]": 2}
    assert len(asked) > 300
    for case in asked:
        assert len(read(Source("", case["source"]))[1]) == known.get(case["source"], 1), case["source"]
