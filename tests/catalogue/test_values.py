"""Values from outside become the language's, or are refused by name."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cljrules.stdlib.catalogue import BindError, archetype_loan, bind, load, sample_loan
from cljrules.stdlib.catalogue.values import plain
from cljrules.values.collections import PersistentMap, Vector
from cljrules.values.symbols import keyword

VARIABLES = load().variables


def test_the_sample_loan_has_every_variable() -> None:
    loan = sample_loan()
    assert set(loan) == set(VARIABLES)
    assert loan["status-payoff"] == Decimal("8302.61")
    assert loan["status-days-past-due"] == 0 and type(loan["status-days-past-due"]) is int
    assert loan["customer"].get(keyword("primary")).get(keyword("first-name")) == "Dana"


@pytest.mark.parametrize("name", load().archetypes)
def test_archetypes_are_whole_loans(name: str) -> None:
    loan = archetype_loan(name)
    archetype = load().archetypes[name]
    assert set(loan) == set(VARIABLES)
    for variable in archetype.nil:
        if "." not in variable:
            assert loan[variable] is None


def test_maps_of_archetypes_are_laid_over_key_by_key() -> None:
    primary = keyword("primary")
    joint = archetype_loan("joint")["customer"]
    assert joint.get(primary) == sample_loan()["customer"].get(primary)
    assert joint.get(keyword("secondary")) is not None
    assert not archetype_loan("line-of-credit")["collateral-position"].contains(keyword("id1"))


def test_digits_of_money_stay_as_given() -> None:
    assert str(bind(VARIABLES["status-payoff"], Decimal("10.00"))) == "10.00"
    assert str(bind(VARIABLES["status-payoff"], Decimal("10"))) == "10"
    assert str(bind(VARIABLES["status-payoff"], 10)) == "10"


def test_maps_get_keyword_keys_and_may_come_empty() -> None:
    bound = bind(VARIABLES["portfolio"], {"3": {"active": True, "title": "Legal"}})
    assert isinstance(bound, PersistentMap)
    assert bound.get(keyword("3")).get(keyword("active")) is True
    for empty in ([], (), {}, Vector.of(())):
        assert len(bind(VARIABLES["portfolio"], empty)) == 0
    assert isinstance(bind(VARIABLES["portfolio"], []), PersistentMap)


def test_text_is_held_in_utf_16_units() -> None:
    assert len(bind(VARIABLES["loan-status"], "\U0001f600")) == 2


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("status-payoff", 9.99, "floating-point number `9.99`"),
        ("status-payoff", True, "`true`"),
        ("status-payoff", Decimal("NaN"), "`NaN`"),
        ("status-payoff", "10", 'the text `"10"`'),
        ("status-payoff", None, "nil"),
        ("status-days-past-due", Decimal("1.5"), "`1.5`"),
        ("status-days-past-due", 2**63, str(2**63)),
        ("loan-active", 1, "`1`"),
        ("loan-active", "true", 'the text `"true"`'),
        ("loan-status", 7, "`7`"),
        ("current-date", "2026-02-30", "2026-02-30"),
        ("current-date", "2026-2-3", "2026-2-3"),
        ("loan-create-time", "2026-02-03", "2026-02-03"),
        ("portfolio", {"x": {}}, 'the text `"x"`'),
        ("portfolio", {"3": 5}, "`5`"),
        ("portfolio-list", "Legal", 'the text `"Legal"`'),
        ("portfolio-list", [5], "`5`"),
    ],
)
def test_a_wrong_value_is_named_with_what_was_expected(name: str, value: Any, said: str) -> None:
    with pytest.raises(BindError) as refused:
        bind(VARIABLES[name], value)
    assert str(refused.value).startswith(f"`{name}")
    assert said in str(refused.value)


def test_the_way_into_a_map_is_told() -> None:
    with pytest.raises(BindError, match="`portfolio :3 :active` takes true or false"):
        bind(VARIABLES["portfolio"], {"3": {"active": "yes"}})


def test_dates_may_come_as_dates() -> None:
    assert bind(VARIABLES["current-date"], datetime.date(2026, 11, 22)) == "2026-11-22"


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(VARIABLES)), JSON)
def test_any_json_binds_or_is_refused_by_name(name: str, value: Any) -> None:
    try:
        bound = bind(VARIABLES[name], value)
    except BindError as refused:
        assert name in str(refused)
    else:
        # binding what was bound changes nothing
        assert bind(VARIABLES[name], bound) == bound


@given(JSON)
def test_plain_data_keeps_its_shape(value: Any) -> None:
    made = plain(value)
    if isinstance(value, dict):
        assert len(made) == len(value)
    elif isinstance(value, list):
        assert isinstance(made, Vector) and len(made) == len(value)
    elif not isinstance(value, str):
        assert made == value and type(made) is type(value)
