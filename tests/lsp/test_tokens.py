"""Semantic tokens: kinds, ranges, and deltas that put together are the whole."""

from __future__ import annotations

import random
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from marked import opened, rule

from cljrules.lsp import tokens
from cljrules.lsp.buffer import Change
from cljrules.lsp.session import Session

RULES = rule('(and (= loan-status "Open") (> status-payoff 10M) (late? limit)) ; why') + (
    '(defrule two\n  "Two\nlines 😀."\n  :when (let [n 3] (> n 2))\n'
    '  :then [(credit/add {:type "Payoff" :category "Goodwill" :amount {:base :payoff :plus 0M}})]\n'
    '  :examples [{:given {:loan-status "Open"} :as-of "2026-11-22" :fires true}])\n'
)


def named(data: list[int], text: str) -> list[tuple[str, str]]:
    """The tokens as texts with their kinds."""
    lines = text.split("\n")
    found, line, column = [], 0, 0
    for at in range(0, len(data), 5):
        by_line, by_column, length, kind, _ = data[at : at + 5]
        line, column = line + by_line, by_column + (column if by_line == 0 else 0)
        units = lines[line].encode("utf-16-le")
        found.append((units[2 * column : 2 * (column + length)].decode("utf-16-le"), tokens.TYPES[kind]))
    return found


def test_each_name_has_its_kind(tmp_path: Path) -> None:
    _, view, _ = opened(tmp_path, RULES + "|")
    found = dict(named(tokens.all_tokens(view), view.source.text))
    assert found["loan-status"] == "loanVariable"
    assert found['"Open"'] == "word"
    assert found["10M"] == "money"
    assert found["late?"] == found["limit"] == "definition"
    assert found["; why"] == "comment"
    assert found["n"] == "parameter"
    assert found["credit/add"] == "action"
    assert found[":category"] == "option"
    assert found[":payoff"] == "base"
    assert found['"2026-11-22"'] == "date"
    assert found["two"] == "rule"
    assert found['lines 😀."'] == "string"
    assert found[">"] == "function"
    assert found["and"] == "macro"


def test_a_range_has_its_lines(tmp_path: Path) -> None:
    _, view, _ = opened(tmp_path, RULES + "|")
    whole = named(tokens.all_tokens(view), view.source.text)
    some = named(tokens.tokens_in(view, 2, 2), view.source.text)
    assert some and some == [one for one in whole if one in some][: len(some)]
    assert some[0] == (":when", "property")


def composed(before: list[int], edits: list[object]) -> list[int]:
    data = list(before)
    for edit in sorted(edits, key=lambda one: one.start, reverse=True):  # type: ignore[attr-defined]
        start, count = edit.start, edit.delete_count  # type: ignore[attr-defined]
        data[start : start + count] = edit.data or []  # type: ignore[attr-defined]
    return data


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6))
def test_deltas_compose(tmp_path: Path, seed: int) -> None:
    session, view, _ = opened(tmp_path, RULES + "|")
    dice = random.Random(seed)
    data = tokens.all_tokens(view)
    for version in range(2, 8):
        text = view.source.text
        at = dice.randrange(len(text) + 1)
        new = (
            text[:at]
            + dice.choice(["(", ")", '"', "a", "\n", ";", "(def z 1)\n"])
            + text[at + dice.choice((0, 0, 4)) :]
        )
        session.change(view.uri, version, [Change(new)])
        later = session.view(view.uri)
        assert later is not None
        view = later
        now = tokens.all_tokens(view)
        assert composed(data, list(tokens.edits_between(data, now))) == now
        # What is kept of parts is what a new session gives.
        fresh = Session()
        fresh.set_folders([tmp_path])
        fresh.open(view.uri, "cljrules", 1, new)
        other = fresh.view(view.uri)
        assert other is not None and tokens.all_tokens(other) == now
        data = now
