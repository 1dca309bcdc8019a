"""What changed in meaning between two states of a pack."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from proof_packs import pack_of

from cljrules.prove import Comparison, Difference, Prover

THEN = '[(loan/set {:autopay-status "suspend"})]'

Compare = Callable[[str, str], list[Difference]]


def rule(name: str, when: str, then: str = THEN, more: str = "") -> str:
    return f'(defrule {name} "doc" :when {when} :then {then} {more})\n'


@pytest.fixture
def compared(tmp_path: Path, prover: Prover) -> Compare:
    def compare(old: str, new: str) -> list[Difference]:
        return Comparison(prover, pack_of(tmp_path / "old", old), pack_of(tmp_path / "new", new)).differences()

    return compare


#: Old criteria, new criteria, the change, and the loans that tell them apart.
CRITERIA = [
    ("(> status-days-past-due 30)", "(<= 31 status-days-past-due)", "equivalent", None, None),
    ("(> status-days-past-due 30)", "(> status-days-past-due 60)", "stricter", None, "`status-days-past-due` 31"),
    ("(> status-days-past-due 30)", "(>= status-days-past-due 30)", "looser", "`status-days-past-due` 30", None),
    (
        "(> status-days-past-due 30)",
        "(< status-days-past-due 30)",
        "incomparable",
        "the sample loan",
        "`status-days-past-due` 31",
    ),
    (
        "(let [odd (str loan-alert)] (and (> (count odd) 3) (> status-payoff 5M)))",
        "(let [text (str loan-alert)] (and (> (count text) 3) (< 5M status-payoff)))",
        "equivalent",
        None,
        None,
    ),
    (
        "(if (nil? status-loan-recency) false (> status-loan-recency 30))",
        "(and (some? status-loan-recency) (> status-loan-recency 30))",
        "equivalent",
        None,
        None,
    ),
]


@pytest.mark.parametrize(("old", "new", "change", "gained", "lost"), CRITERIA)
def test_criteria(compared: Compare, old: str, new: str, change: str, gained: str | None, lost: str | None) -> None:
    (found,) = compared(rule("r", old), rule("r", new))
    assert found.change == change
    assert (found.gained is None) == (gained is None) and (found.lost is None) == (lost is None)
    assert gained is None or gained in found.gained.told
    assert lost is None or lost in found.lost.told
    assert found.is_change == (change != "equivalent")


def test_what_else_changes(compared: Compare) -> None:
    old = "".join([
        rule("same", "(> status-days-past-due 1)"),
        rule("acts", "(> status-days-past-due 2)"),
        rule("once", "(> status-days-past-due 3)"),
        rule("gone", "(> status-days-past-due 4)"),
        rule("named", "(> status-days-past-due 5)"),
        rule("shared", "(late? status-days-past-due)"),
        "(defn late? [days] (> days 30))",
    ])  # fmt: skip
    new = "".join([
        "(defn late? [n] (>= n 30))",
        rule("same", "(> status-days-past-due 1)", more=":examples [{:given {:status-days-past-due 2} :fires true}]"),
        rule("acts", "(> status-days-past-due 2)", '[(loan/set {:autopay-status "continue"})]'),
        rule("once", "(> status-days-past-due 3)", more=":once :while-true"),
        rule("renamed", "(< 5 status-days-past-due)"),
        rule("shared", "(late? status-days-past-due)"),
        rule("fresh", "(> status-days-past-due 7)", '[(loan/set {:credit-status "97"})]'),
    ])  # fmt: skip
    found = {one.name: one for one in compared(old, new)}
    assert list(found) == ["same", "acts", "once", "renamed", "shared", "fresh", "gone"]
    assert not found["same"].is_change
    assert (found["acts"].change, found["acts"].actions) == ("equivalent", True)
    assert (found["once"].change, found["once"].settings) == ("equivalent", ("once",))
    assert (found["renamed"].old_name, found["renamed"].change, found["renamed"].is_change) == (
        "named",
        "equivalent",
        False,
    )
    assert (found["shared"].change, found["fresh"].change, found["gone"].change) == ("looser", "new", "removed")


def test_a_renamed_rule_that_acts_at_other_times_is_still_the_same_rule(compared: Compare) -> None:
    (found,) = compared(
        rule("a", "(> status-days-past-due 1)"), rule("b", "(<= 2 status-days-past-due)", more=":once :while-true")
    )
    assert (found.name, found.old_name, found.settings, found.is_change) == ("b", "a", ("once",), True)


def test_order_is_part_of_the_meaning(compared: Compare) -> None:
    a, b, c = (rule(name, f"(> status-days-past-due {number})") for number, name in enumerate("abc"))
    found = compared(a + b + c, c + a + b)
    assert [one.name for one in found if one.moved] == ["c"]
    assert not any(one.is_change for one in compared(a + b + c, a + b + c))


def test_what_is_not_proven_is_no_equivalence(compared: Compare) -> None:
    (found,) = compared(rule("r", "(> (count (str loan-alert)) 3)"), rule("r", "(> (count (str loan-display-id)) 3)"))
    assert found.change == "unproven"
    assert found.is_change
    assert found.doubts
