"""Every combination of kinds, windows, tolerances, dates, boxes and reversals, on accounts in memory.

What is expected is read off the tables here, one word for each value of each dimension; nothing of it is worked out.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import cache
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from books import DAY, write_pack
from hypothesis import given, settings
from hypothesis import strategies as st
from promised import scenario

from cljrules.packs import load
from runtime.actions.account import Account
from runtime.deployments import Deployed
from runtime.promises.keeping import Keeper, kept_by
from runtime.promises.matching import enough, fits
from runtime.promises.scenarios import ReadyScenario, ready

KINDS = {
    ("#{:payments}", "payment"): True,
    ("#{:payments}", "credit"): False,
    ("#{:credits}", "payment"): False,
    ("#{:credits}", "credit"): True,
    ("#{:payments :credits}", "payment"): True,
    ("#{:payments :credits}", "credit"): True,
}
#: Days from the due date of a window of 10 days before and 3 after.
DAYS = {-11: False, -10: True, -9: True, 0: True, 2: True, 3: True, 4: False}
#: Dollars towards $200.00 by each tolerance.
AMOUNTS = {
    ("{:percent 5}", "189.99"): False,
    ("{:percent 5}", "190.00"): True,
    ("{:percent 5}", "190.01"): True,
    ("{:percent 5}", "200.01"): True,
    ("{:dollars 10M}", "189.99"): False,
    ("{:dollars 10M}", "190.00"): True,
    ("{:dollars 10M}", "190.01"): True,
    (None, "199.99"): False,
    (None, "200.00"): True,
    (None, "5000.00"): True,
}
#: Box, whether the due date has passed when the money is taken back: the state then.
TAKEN_BACK = {
    (True, False): "pending",
    (True, True): "failed",
    (False, False): "fulfilled",
    (False, True): "fulfilled",
}
DUE = DAY + timedelta(days=30)


class Loan(dict[str, Any]):
    """Variables of an account, which nobody asks for here."""

    def refresh(self) -> None:
        pass


@cache
def ready_scenarios(text: str) -> list[ReadyScenario]:
    with TemporaryDirectory() as folder:
        loaded = load(write_pack(Path(folder), text))
        assert loaded.pack is not None and not loaded.diagnostics, loaded.diagnostics
        return ready([Deployed(1, loaded.pack)])


def iso(offset: int) -> str:
    return (DUE + timedelta(days=offset)).isoformat()


def promise_row(number: int = 1, amount: str = "200.00", due: int = 0, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "type": "payment",
        "amount": Decimal(amount),
        "due_date": iso(due),
        "fulfilled": False,
        "fulfillment_date": None,
        "fulfilled_on": None,
        "fulfilled_by": None,
        "transaction_id": None,
        "scenario": None,
        "scenario_pack": None,
        "fails_on_reversal": False,
        "failed_on": None,
        "cancelled_on": None,
        "deleted": False,
        "created_at": "2026-01-01T00:00:00+00:00",
        **more,
    }


def money(
    number: int = 1, amount: str = "200.00", apply: int = 0, process: int = 0, kind: str = "payment"
) -> dict[str, Any]:
    return {
        "id": number,
        "kind": kind,
        "amount": Decimal(amount),
        "apply_date": iso(apply),
        "process_date": iso(process),
        "reversed": False,
        "deleted": False,
        "created_at": "2026-06-01T00:00:00+00:00",
    }


def account_on(offset: int, promises: list[dict[str, Any]]) -> Account:
    return Account(1, DUE + timedelta(days=offset), {"promises": promises, "transactions": []})


def post(keeper: Keeper, account: Account, *rows: dict[str, Any]) -> None:
    for row in rows:
        before = keeper.standing(account)
        account.rows("transactions").append(row)
        keeper.follow(account, Loan(), before)


def take_back(keeper: Keeper, account: Account, row: dict[str, Any], flag: str = "reversed") -> None:
    before = keeper.standing(account)
    row[flag] = True
    keeper.follow(account, Loan(), before)


def state(promise: dict[str, Any], account: Account) -> str:
    """What a person would say of it, in the words of the help pages."""
    if promise["fulfilled"]:
        return "fulfilled"
    return "failed" if account.today.isoformat() > promise["due_date"] else "pending"


@pytest.mark.parametrize("by", ["apply-date", "process-date"])
@pytest.mark.parametrize(("kinds", "window", "amounts"), list(product(KINDS.items(), DAYS.items(), AMOUNTS.items())))
def test_what_keeps_a_promise(by: str, kinds: Any, window: Any, amounts: Any) -> None:
    (on, kind), kind_counts = kinds
    offset, day_counts = window
    (tolerance, amount), amount_counts = amounts
    text = scenario(on=on, before=10, after=3, by=by, tolerance=tolerance)
    # the other date is outside any window
    dates = {"apply": offset, "process": -40} if by == "apply-date" else {"apply": -40, "process": offset}
    account = account_on(5, [promise_row()])
    post(Keeper(ready_scenarios(text)), account, money(amount=amount, kind=kind, **dates))
    kept = kind_counts and day_counts and amount_counts
    assert account.rows("promises")[0]["fulfilled"] is kept


@pytest.mark.parametrize(("box", "passed"), TAKEN_BACK)
@pytest.mark.parametrize("flag", ["reversed", "deleted"])
@pytest.mark.parametrize("kind", ["payment", "credit"])
@pytest.mark.parametrize("by", ["apply-date", "process-date"])
def test_what_becomes_of_it_when_the_money_is_taken_back(
    box: bool, passed: bool, flag: str, kind: str, by: str
) -> None:
    keeper = Keeper(ready_scenarios(scenario(box=box, by=by)))
    promise = promise_row()
    account = account_on(-2, [promise])
    row = money(apply=-2, process=-2, kind=kind)
    post(keeper, account, row)
    assert state(promise, account) == "fulfilled"
    account.today = DUE + timedelta(days=1 if passed else 0)
    take_back(keeper, account, row, flag)
    assert state(promise, account) == TAKEN_BACK[box, passed]
    assert (promise["transaction_id"] is None) is box


@pytest.mark.parametrize("box", [True, False])
@pytest.mark.parametrize("passed", [True, False])
def test_other_money_keeps_it_again(box: bool, passed: bool) -> None:
    keeper = Keeper(ready_scenarios(scenario(box=box)))
    promise = promise_row()
    account = account_on(-1, [promise])
    first, small, other = money(1, apply=-1), money(2, "50.00", apply=-1), money(3, "260.00", apply=-1)
    post(keeper, account, first, small, other)
    assert promise["transaction_id"] == 1
    account.today = DUE + timedelta(days=1 if passed else 0)
    take_back(keeper, account, first)
    assert promise["fulfilled"]
    assert promise["transaction_id"] == (3 if box else 1)
    assert [event.type for event in account.events] == ["promise-fulfilled"] * (2 if box else 1)
    take_back(keeper, account, other)
    assert state(promise, account) == (("failed" if passed else "pending") if box else "fulfilled")


def test_money_from_before_the_promise_does_not_keep_it_again() -> None:
    keeper = Keeper(ready_scenarios(scenario()))
    promise = promise_row(created_at="2026-05-01T00:00:00+00:00")
    account = account_on(0, [])
    early = {**money(1), "created_at": "2026-04-30T00:00:00+00:00"}
    post(keeper, account, early)
    account.rows("promises").append(promise)
    row = money(2)
    post(keeper, account, row)
    take_back(keeper, account, row)
    assert not promise["fulfilled"]


@pytest.mark.parametrize(
    "more", [{"type": "insurance"}, {"type": "other"}, {"cancelled_on": iso(-1)}, {"deleted": True}], ids=str
)
def test_promises_that_money_never_keeps(more: dict[str, Any]) -> None:
    account = account_on(0, [promise_row(**more)])
    post(Keeper(ready_scenarios(scenario(tolerance="{:percent 100}"))), account, money())
    assert not account.rows("promises")[0]["fulfilled"]


def test_amounts_are_never_added_and_one_transaction_keeps_one_promise() -> None:
    keeper = Keeper(ready_scenarios(scenario()))
    account = account_on(
        0, [promise_row(1, "100.00", due=2), promise_row(2, "100.00", due=1), promise_row(3, "100.00", due=2)]
    )
    post(keeper, account, money(1, "50.00"), money(2, "50.00"))
    assert [row["transaction_id"] for row in account.rows("promises")] == [None, None, None]
    post(keeper, account, money(3, "300.00"))
    assert [row["transaction_id"] for row in account.rows("promises")] == [None, 3, None]
    post(keeper, account, money(4, "100.00"))
    assert [row["transaction_id"] for row in account.rows("promises")] == [4, 3, None]


def test_the_earliest_promise_comes_before_the_earliest_scenario() -> None:
    text = scenario("strict", tolerance=None, box=False) + scenario("lax", tolerance="{:percent 50}")
    keeper = Keeper(ready_scenarios(text))
    account = account_on(0, [promise_row(1, "300.00", due=1), promise_row(2, "200.00", due=2)])
    post(keeper, account, money(1, "200.00"), money(2, "400.00"))
    assert [(row["transaction_id"], row["scenario"]) for row in account.rows("promises")] == [(1, "lax"), (2, "strict")]
    assert [row["fails_on_reversal"] for row in account.rows("promises")] == [True, False]


def test_money_for_a_day_to_come_waits_for_it() -> None:
    keeper = Keeper(ready_scenarios(scenario()))
    account = account_on(-3, [promise_row()])
    row = money(apply=0, process=-3)
    post(keeper, account, row)
    assert not account.rows("promises")[0]["fulfilled"] and row["awaits_day"]
    account.today = DUE
    keeper.arrive(account, Loan())
    assert account.rows("promises")[0]["fulfilled"] and not row["awaits_day"]


def test_criteria_that_fail_are_written_down_and_the_next_scenario_decides() -> None:
    text = scenario("broken", when="(> (/ 1 (- status-days-past-due 3)) 0)") + scenario("sound")
    account = account_on(0, [promise_row()])
    before = Keeper(ready_scenarios(text))
    account.rows("transactions")
    standing = before.standing(account)
    account.rows("transactions").append(money())
    before.follow(account, Loan({"status-days-past-due": 3}), standing)
    assert account.rows("promises")[0]["scenario"] == "sound"
    told = [change for change in account.changes if change.field == "scenario broken"]
    assert "ArithmeticException" in told[0].after["error"]


CENTS = st.integers(1, 40_000).map(lambda cents: Decimal(cents).scaleb(-2))


@given(promised=CENTS, percent=st.integers(0, 100))
def test_the_least_amount_by_percent_is_exact(promised: Decimal, percent: int) -> None:
    tolerance = ready_scenarios(scenario(tolerance=f"{{:percent {percent}}}"))[0].scenario.tolerance
    cents = int(promised * 100)
    least = -(-cents * (100 - percent) // 100)
    assert enough(tolerance, promised, Decimal(least).scaleb(-2))
    assert not enough(tolerance, promised, Decimal(least - 1).scaleb(-2))


SCENARIOS = scenario("one", before=2, after=0, tolerance=None, box=False) + scenario(
    "two", before=5, after=5, by="process-date"
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("post"), st.integers(1, 4), st.integers(-6, 6), st.integers(-6, 6)),
        st.tuples(st.just("back"), st.integers(0, 9)),
    ),
    max_size=14,
)


@settings(max_examples=150, deadline=None)
@given(dues=st.lists(st.tuples(st.integers(1, 4), st.integers(-4, 4)), min_size=1, max_size=5), steps=STEPS)
def test_laws_of_keeping(dues: list[tuple[int, int]], steps: list[Any]) -> None:
    """A transaction keeps one promise at most and fits it; what kept it counts, unless its box was not ticked; of
    promises alike the earlier is kept first.
    """
    scenarios = ready_scenarios(SCENARIOS)
    keeper = Keeper(scenarios)
    rows = [promise_row(number, f"{amount}00.00", due) for number, (amount, due) in enumerate(dues, 1)]
    account = account_on(10, rows)
    for kind, *arguments in steps:
        if kind == "post":
            amount, apply, process = arguments
            post(keeper, account, money(len(account.rows("transactions")) + 1, f"{amount}00.00", apply, process))
        elif arguments[0] < len(account.rows("transactions")):
            take_back(keeper, account, account.rows("transactions")[arguments[0]])
        kept = [row for row in rows if row["fulfilled"]]
        assert len({row["transaction_id"] for row in kept}) == len(kept)
        for row in kept:
            by = next(item for item in account.rows("transactions") if kept_by(row, item))
            decided = next(item.scenario for item in scenarios if item.name == row["scenario"])
            assert fits(decided, row, by)
            assert not by["reversed"] or not row["fails_on_reversal"]
        for row in rows:
            if row["fulfilled"]:
                earlier = [
                    other
                    for other in rows
                    if not other["fulfilled"]
                    and (other["amount"], other["due_date"]) == (row["amount"], row["due_date"])
                ]
                assert all(other["id"] > row["id"] for other in earlier) or any(
                    item["reversed"] for item in account.rows("transactions")
                )
