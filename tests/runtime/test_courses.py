"""Accounts on a course: night after night the books are those of a store in which every account is worked out anew."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from books import DAY, books_of, broken_facts, count, made, put
from sqlalchemy import delete, select, update

from runtime.maintenance.beginning import begin_books
from runtime.maintenance.nightly import maintain
from runtime.maintenance.posting import post_charge, post_payment, reverse
from runtime.maintenance.real_time import Scene, change
from runtime.store import schema
from runtime.store.business_days import close, open_
from runtime.store.errors import StoreError
from runtime.store.open import Store

LOANS = 90

#: Rules that book, stop, move and settle, each on a few accounts and days.
RULES = """
(defrule fee-forgiven "A late fee is forgiven."
  :when (and (> status-due-fees 0M) (= status-days-past-due 40))
  :then [(credit/add {:type "Fees only" :category "Goodwill" :amount {:base :due-fees :plus 0M} :info "Goodwill"})])
(defrule stops "Interest stops." :when (= status-days-past-due 45)
  :then [(interest/suspend {:date {:base :current-date :plus-days 2}})])
(defrule goes-on "Interest goes on." :when (= status-days-past-due 52)
  :then [(interest/resume {:date {:base :current-date :plus-days 0}})])
(defrule moved "A due date moves." :when (= status-days-past-due 12)
  :then [(due-date/change {:due-date "next" :base-date :next-due-date :plus-days 4})])
(defrule written-off "Little is written off." :when (and (> status-payoff 0M) (< status-payoff 10M))
  :then [(credit/add {:type "Payoff" :category "Goodwill" :amount {:base :payoff :plus 0M} :info "Small"})])
(defrule listed "Settings change and no money moves." :when (= status-days-past-due 20)
  :then [(loan/set {:add-portfolios ["Watch"]})])
"""

#: Terms that accounts get in turn, so that every way of counting days and interest is met.
TERMS: list[dict[str, Any]] = [
    {},
    {"setup_payment_frequency": "weekly", "setup_payment": Decimal("55.00")},
    {"setup_payment_frequency": "biWeekly"},
    {"setup_payment_frequency": "semimonthly"},
    {"setup_payment_frequency": "quarterly", "setup_days_in_year": "frequency"},
    {"setup_days_in_year": "frequency"},
    {"setup_payment_frequency": "annually"},
    {"setup_payment_frequency": "custom", "setup_days_in_period": "10"},
    {"setup_calc_type": "rule78"},
    {"setup_calc_type": "interestOnly", "setup_round_decimals": 2},
    {"setup_end_interest": "loanExp", "setup_loan_term": 3},
    {"setup_due_date_on_last_dom": True},
    {"setup_finance_charge_as_mia": True, "setup_max_interest_amount": Decimal("120.00")},
    {"setup_first_period_days": "forceRegular", "setup_days_in_year": "frequency"},
    {"setup_interest_application": "betweenPeriods"},
    {"setup_grace_days": 0, "setup_late_fee_type": "percentage", "setup_late_fee_percent": Decimal("5.00")},
    {"setup_round_decimals": 10},
]


def portfolio(path: Path, folder: Path) -> Store:
    """Accounts of every kind, with terms of every kind."""
    store = made(path, LOANS, seed=11)
    put(store, folder, RULES)
    table = schema.loan_setup
    with store.begin() as connection:
        for index, terms in enumerate(TERMS):
            if terms:
                connection.execute(update(table).where(table.c.loan_id % len(TERMS) == index).values(**terms))
        # some contracts began just now, some end soon
        for number, days in ((3, 12), (20, 5), (38, 20)):
            began = DAY - timedelta(days=days)
            values: dict[str, Any] = {
                "setup_contract_date": began,
                "setup_first_payment_date": began + timedelta(days=31),
            }
            connection.execute(update(table).where(table.c.loan_id == number).values(**values))
    return store


def something_happens(store: Store, day: date) -> None:
    """Payments, charges and reversals that people book on a day: the same in every store."""
    dice = random.Random(day.toordinal())
    for number in dice.sample(range(1, LOANS + 1), 4):
        amount = Decimal(dice.randrange(100, 90_000)).scaleb(-2)
        back = timedelta(days=dice.choice((0, 0, 3)))
        kind = dice.choice(("payment", "payment", "charge", "reversal"))

        def act(scene: Scene, kind: str = kind, amount: Decimal = amount, applied: date = day - back) -> int:
            if kind == "payment":
                return post_payment(scene, amount, applied, day)
            if kind == "charge":
                return post_charge(scene, amount, applied)
            posted = [row["id"] for row in scene.account.rows("transactions") if not row["reversed"]]
            return reverse(scene, posted[-1], day) if posted else 0

        try:
            change(store, number, "someone", kind, act)
        except StoreError as refused:
            assert refused.kind in ("refused", "not-live")


def night(store: Store, day: date, *, follow: bool) -> int:
    """A night, with courses or with none; how many accounts were on one."""
    table = schema.ledger_courses
    with store.begin() as connection:
        if not follow:
            connection.execute(delete(table))
        holds = (table.c.version == schema.loans.c.version, table.c.last_day >= day.isoformat())
        on_course = select(table.c.loan_id).join_from(table, schema.loans).where(*holds)
        found = len(connection.execute(on_course).all())
    report = maintain(store, day, sweep_from=50)
    assert report.failures == []
    return found


@pytest.mark.parametrize(("gap", "opened"), [(1, False), (4, True)])
def test_books_are_the_same_with_courses_and_without(tmp_path: Path, gap: int, opened: bool) -> None:
    followed = 0
    with portfolio(tmp_path / "a.db", tmp_path / "p") as quick, portfolio(tmp_path / "b.db", tmp_path / "q") as exact:
        if opened:
            assert begin_books(quick, DAY) == begin_books(exact, DAY) > LOANS / 2
        for days in range(gap, 48, gap):
            day = DAY + timedelta(days=days)
            followed += night(quick, day, follow=True)
            night(exact, day, follow=False)
            if days % 3 == 0:
                for store in (quick, exact):
                    something_happens(_on(store, day), day)
            if days % 8 == 0:
                assert differing(quick, exact) == []
        assert differing(quick, exact) == []
    assert followed > 47 // gap * LOANS // (2 if gap == 1 else 4)


def _on(store: Store, day: date) -> Store:
    return Store(store.engine, store.name, day)


def differing(first: Store, second: Store) -> list[str]:
    """Facts that stand in one of the stores and not in the other."""
    left, right = books_of(first), books_of(second)
    if left == right:
        return []
    return sorted(set(left) ^ set(right))[:6]


def test_a_course_ends_where_something_is_written(tmp_path: Path) -> None:
    with made(tmp_path / "loans.db", 40) as store:
        put(store, tmp_path / "pack", '(defrule none "Nothing." :when false :then [(account/archive)])')
        day = DAY + timedelta(days=1)
        maintain(store, day)
        holds = "FROM ledger_courses c JOIN loans l USING (loan_id) WHERE c.version = l.version"
        number = count(store, f"SELECT min(loan_id) {holds} AND last_day > '{DAY + timedelta(days=2)}'")
        held = count(store, f"SELECT count(*) {holds}")
        assert held > 20
        change(_on(store, day), number, "someone", "payment", lambda scene: post_payment(scene, Decimal(9), day, day))
        assert count(store, f"SELECT count(*) {holds}") == held - 1
        before = count(store, f"SELECT status_due_interest FROM loan_status WHERE loan_id = {number}")
        maintain(store, day + timedelta(days=1))
        assert count(store, f"SELECT status_due_interest FROM loan_status WHERE loan_id = {number}") > before
        assert count(store, f"SELECT count(*) {holds} AND loan_id = {number}") == 1


def test_courses_of_accounts_that_keep_to_business_days_end_where_those_change(tmp_path: Path) -> None:
    table, day = schema.loan_setup, DAY + timedelta(days=1)
    kept = "SELECT count(*) FROM ledger_courses JOIN loan_setup USING (loan_id) WHERE setup_due_dates_on_business_days"
    with made(tmp_path / "loans.db", 40) as store:
        put(store, tmp_path / "pack", '(defrule none "Nothing." :when false :then [(account/archive)])')
        with store.begin() as connection:
            half = table.c.loan_id <= 20
            connection.execute(update(table).where(half).values(setup_due_dates_on_business_days="addDays"))
        maintain(store, day)
        others = count(store, f"{kept} = 'disabled'")
        assert min(others, count(store, f"{kept} = 'addDays'")) > 8
        with store.begin() as connection:
            assert not open_(connection, day)
        assert count(store, f"{kept} = 'addDays'") > 8
        with store.begin() as connection:
            close(connection, day, "Closed")
        assert count(store, f"{kept} = 'addDays'") == 0
        assert count(store, f"{kept} = 'disabled'") == others


def test_books_of_a_portfolio_can_be_opened_at_once(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    with made(tmp_path / "loans.db", 90) as store:
        put(store, tmp_path / "pack", '(defrule none "Nothing." :when false :then [(account/archive)])')
        before = count(store, "SELECT sum(status_principal_balance) FROM loan_status")
        opened = begin_books(store, DAY, lambda done, of: told.append((done, of)))
        assert told[-1] == (opened, opened)
        live = "loan_active AND NOT loan_archived AND NOT loan_deleted"
        assert opened == count(store, f"SELECT count(*) FROM loans WHERE {live}")
        assert opened == count(store, "SELECT count(*) FROM ledger_openings")
        assert count(store, "SELECT sum(status_principal_balance) FROM loan_status") == before
        assert broken_facts(store) == []
        assert begin_books(store, DAY) == 0
        on_course = f"SELECT count(*) FROM ledger_courses WHERE last_day > '{DAY}'"
        assert count(store, on_course) > opened * 3 / 4
        maintain(store, DAY + timedelta(days=1))
        assert broken_facts(store, DAY + timedelta(days=1)) == []
