"""Changes people make, and the rules that answer to them in the same transaction."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from books import DAY, broken_facts, count, difference, dump, first_loan, made, put, values

from runtime.maintenance.nightly import maintain
from runtime.maintenance.posting import post_advancement, post_charge, post_credit, post_payment, reverse
from runtime.maintenance.real_time import Changed, change
from runtime.store.errors import StoreError
from runtime.store.open import Store, open_store

RULES = """
(defrule thank "Thank." :runs #{:real-time} :when (> last-payment-amount 500M)
  :then [(loan/set {:add-portfolios ["Watch"]})])
(defrule after "After." :runs #{:real-time} :when (boolean (some #{"Watch"} portfolio-list))
  :then [(loan/set {:e-billing true :agent-user nil})])
(defrule night "Night." :runs #{:daily-maintenance} :when true :then [(account/archive)])
"""
LATE = "loan_active AND status_days_past_due > 40 AND status_perdiem > 0"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with made(tmp_path / "loans.db", 60) as store:
        put(store, tmp_path / "pack", RULES)
        yield store


def pay(store: Store, number: int, amount: str, apply_date: date = DAY, **more: Any) -> Changed:
    act = partial(post_payment, amount=Decimal(amount), apply_date=apply_date, process_date=DAY, **more)
    return change(store, number, "clerk", "payment", act)


def test_a_payment_moves_money_and_rules_answer_in_order(store: Store) -> None:
    number = first_loan(store, LATE)
    before = values(store, number)
    done = pay(store, number, "501.00")
    after = values(store, number)
    assert before["status-payoff"] - after["status-payoff"] == Decimal("501.00")
    assert after["last-payment-amount"] == Decimal("501.00")
    assert "Watch" in list(after["portfolio-list"])
    assert after["settings-agent"] is None
    assert [done.rules[firing.rule_number].name for firing in done.firings] == ["thank", "after"]
    assert not after["loan-archived"]
    parts = "principal + interest + fees + escrow + discount"
    assert count(store, f"SELECT {parts} FROM transactions WHERE id = {done.result}") == 50100
    triggers = f'SELECT group_concat(DISTINCT "trigger") FROM firings WHERE loan_id = {number}'
    assert count(store, triggers) == f"payment {done.result}"
    assert count(store, f"SELECT count(*) FROM events WHERE type = 'payment-posted' AND loan_id = {number}") == 1
    assert broken_facts(store) == []


def test_rules_answer_to_each_change_anew(store: Store) -> None:
    number = first_loan(store, LATE)
    assert len(pay(store, number, "501.00").firings) == 2
    assert len(pay(store, number, "502.00").firings) == 2
    assert count(store, f"SELECT count(*) FROM firings WHERE loan_id = {number}") == 4


@pytest.mark.parametrize("kind", ["payment", "credit", "charge", "advancement"])
def test_reversing_restores_the_account(store: Store, kind: str) -> None:
    number = first_loan(store, LATE)
    counted = {"last-reversal-date", "payments-reversed-count", "payments-nsf-count"}
    before = values(store, number)
    common: dict[str, Any] = {"amount": Decimal("77.31"), "apply_date": DAY}
    act = {
        "payment": partial(post_payment, **common, process_date=DAY),
        "credit": partial(post_credit, **common, process_date=DAY, category="Goodwill"),
        "charge": partial(post_charge, **common),
        "advancement": partial(post_advancement, **common),
    }[kind]
    booked = change(store, number, "clerk", kind, act).result
    assert values(store, number)["status-payoff"] != before["status-payoff"]
    change(store, number, "clerk", "reversal", partial(reverse, number=booked, day=DAY, reason="nsf"))
    after = values(store, number)
    # stating the account anew makes its forecast exact; what is owed, late and paid is as before
    exact = {
        name for name in before if any(word in name for word in ("next-", "-final-", "remaining", "full-due", "tx-"))
    }
    restored = {name for name in before if name not in counted | exact and before[name] != after[name]}
    assert restored <= {"payments", "charges", "credits", "advancements", "status-orig-maturity-date"}
    assert after["payments-reversed-count"] == before["payments-reversed-count"] + (kind == "payment")


def test_a_payment_from_before_the_books_were_opened_can_be_taken_back(store: Store) -> None:
    number = first_loan(store, f"{LATE} AND payments_count > 3")
    before = values(store, number)
    last = count(store, f"SELECT max(id) FROM transactions WHERE loan_id = {number} AND kind = 'payment'")
    amount = Decimal(count(store, f"SELECT amount FROM transactions WHERE id = {last}")).scaleb(-2)
    change(store, number, "clerk", "reversal", partial(reverse, number=last, day=DAY))
    after = values(store, number)
    assert after["status-payoff"] == before["status-payoff"] + amount
    assert after["status-total-paid"] == before["status-total-paid"] - amount
    assert after["status-days-past-due"] >= before["status-days-past-due"]
    assert broken_facts(store) == []


def test_a_payment_that_comes_in_late_counts_from_its_own_day(tmp_path: Path) -> None:
    day = DAY + timedelta(days=20)
    owed = []
    for name, first in (("a.db", DAY), ("b.db", day)):
        with made(tmp_path / name, 60) as store:
            put(store, tmp_path / "pack", '(defrule none "Nothing." :when false :then [(account/archive)])')
            number = first_loan(store, LATE)
            act = partial(post_payment, amount=Decimal("60.00"), apply_date=DAY, process_date=first)
            if first == DAY:
                change(store, number, "clerk", "payment", act)
            maintain(store, day)
        with open_store(str(tmp_path / name), today=day) as store:
            if first == day:
                change(store, number, "clerk", "payment", act)
            owed.append(values(store, number, day)["status-payoff"])
    assert owed[0] == owed[1]


@pytest.mark.parametrize(
    ("amount", "more", "why"),
    [
        ("0", {}, "more than zero"),
        ("-5.00", {}, "more than zero"),
        ("1.005", {}, "fractions of a cent"),
        ("5.00", {"payment_type": "Nonsense"}, "no payment type `Nonsense`"),
    ],
)
def test_what_cannot_be_posted_changes_nothing(store: Store, amount: str, more: dict[str, Any], why: str) -> None:
    before = dump(store)
    with pytest.raises(StoreError, match=why):
        pay(store, first_loan(store, LATE), amount, **more)
    assert difference(before, dump(store)) == []


def test_archived_unknown_and_inactive_accounts_take_nothing(store: Store) -> None:
    number = first_loan(store, LATE)
    with store.begin() as connection:
        connection.exec_driver_sql(f"UPDATE loans SET loan_archived = 1 WHERE loan_id = {number}")
    with pytest.raises(StoreError, match="is archived"):
        pay(store, number, "5.00")
    with pytest.raises(StoreError, match="no loan"):
        pay(store, 999_999, "5.00")
    asleep = first_loan(store, "NOT loan_active")
    with pytest.raises(StoreError, match="not activated"):
        pay(store, asleep, "5.00")


def test_a_rule_that_fails_takes_nothing_else_along(store: Store, tmp_path: Path) -> None:
    put(
        store,
        tmp_path / "broken",
        '(defrule odd "Odd." :when (> (/ 1 0) loan-id) :then [(account/archive)])',
        name="odd",
    )
    number = first_loan(store, LATE)
    done = pay(store, number, "10.00")
    assert "error" in [firing.outcome for firing in done.firings]
    assert values(store, number)["last-payment-amount"] == Decimal("10.00")
