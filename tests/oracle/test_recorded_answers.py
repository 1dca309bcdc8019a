"""Every answer recorded from Clojure 1.11.1 is given here too, but for those that docs/differences.md explains.

cases.jsonl holds programs of every kind, corners.jsonl odd arguments and rare forms that were once answered otherwise.
"""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from cljrules.evaluation import Session
from cljrules.explain.answers import answer

sys.path.insert(0, str(Path(__file__).parent))
from compare import agrees

HERE = Path(__file__).parent


def recorded(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / name).read_text("utf-8").splitlines()]


CASES = recorded("cases.jsonl")
CORNERS = recorded("corners.jsonl")
EXCEPTIONS: dict[str, Any] = tomllib.loads((HERE / "exceptions.toml").read_text("utf-8"))
GROUPS = sorted({case["group"] for case in CASES})


def given(case: dict[str, Any]) -> dict[str, Any]:
    return answer(Session(), case["source"]).as_json()


def differing(cases: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    answers = ((case, given(case)) for case in cases)
    return [
        (case["source"], case.get("value", case.get("error")), ours) for case, ours in answers if not agrees(case, ours)
    ]


@pytest.mark.parametrize("group", GROUPS)
def test_recorded_answers(group: str) -> None:
    cases = [case for case in CASES if case["group"] == group and case["id"] not in EXCEPTIONS["cases"]]
    assert cases
    assert differing(cases) == []


@pytest.mark.parametrize("group", sorted({case["group"] for case in CORNERS}))
def test_corners(group: str) -> None:
    assert differing([case for case in CORNERS if case["group"] == group]) == []


def test_every_exception_has_a_reason_and_still_differs() -> None:
    assert set(EXCEPTIONS["cases"].values()) == set(EXCEPTIONS["reasons"])
    by_id = {case["id"]: case for case in CASES}
    agreeing = [name for name in EXCEPTIONS["cases"] if agrees(by_id[name], given(by_id[name]))]
    assert agreeing == []
