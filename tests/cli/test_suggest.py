"""Did you mean: near names are found, far ones are not offered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cljrules.stdlib.catalogue import load
from cljrules.suggest import did_you_mean, suggest

NAMES = sorted(load().variables)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("status-days-past-deu", "status-days-past-due"),
        ("status_days_past_due", "status-days-past-due"),
        ("Loan-Status", "loan-status"),
        ("days-past-due", "status-days-past-due"),
        ("loan-stauts", "loan-status"),
        ("status-pay-off", "status-payoff"),
    ],
)
def test_the_name_that_was_meant_comes_first(written: str, meant: str) -> None:
    assert suggest(written, NAMES)[0] == meant


@pytest.mark.parametrize("written", ["", "zzz", "frobnicate", "x" * 100_000])
def test_nothing_is_offered_for_a_name_like_none(written: str) -> None:
    assert suggest(written, NAMES) == ()
    assert did_you_mean(written, NAMES) is None


@given(st.sampled_from(NAMES).filter(lambda name: len(name) > 8), st.data())
def test_a_name_with_one_letter_lost_is_found(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(name) - 1))
    written = name[:at] + name[at + 1 :]
    if written not in NAMES:
        assert name in suggest(written, NAMES, limit=8)


def test_the_prefix_is_written_before_the_name() -> None:
    assert did_you_mean("whn", ["when", "then"], prefix=":") == "did you mean `:when`?"
