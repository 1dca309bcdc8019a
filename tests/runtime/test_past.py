"""An account as it stood on an earlier day, and why a rule did not fire then."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from books import DAY, first_loan, made, put, values

from runtime.commands.why import why
from runtime.maintenance.live import LiveLoan
from runtime.maintenance.nightly import maintain
from runtime.maintenance.past import PastPage, account_as_of
from runtime.maintenance.posting import post_payment
from runtime.maintenance.real_time import change
from runtime.store.errors import StoreError
from runtime.store.open import Store, open_store
from runtime.store.words import read_words

RULES = """
(defrule watch "Watch." :when (= (mod status-days-past-due 3) 0)
  :then [(loan/set {:add-portfolios ["Watch"] :e-billing false :follow-up-date {:base :current-date :plus-days 2}})])
(defrule forget "Forget." :when (= (mod status-days-past-due 3) 1)
  :then [(loan/set {:remove-portfolios ["Watch"] :e-billing true})
         (checklist/check {:checklist "Charge-off" :items ["Letter sent"]})])
(defrule close "Close." :when (> status-days-past-due 100)
  :then [(loan/set {:loan-status "Closed" :loan-sub-status "Charged Off"})])
"""
#: What changes without being an entry of the history.
LOOSE = {"loan-last-maintenance-date", "current-time"}
LATE = "loan_active AND status_days_past_due BETWEEN 90 AND 98 AND status_perdiem > 0"


def then(store: Store, number: int, day: Any) -> dict[str, Any]:
    with store.read() as connection:
        account = account_as_of(connection, number, day, read_words(connection))
        return dict(LiveLoan(PastPage(connection, day, {number: account}), account))


def test_every_past_day_is_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "loans.db"
    with made(path, 250) as store:
        put(store, tmp_path / "pack", RULES)
        number = first_loan(store, LATE)
    days = [DAY + timedelta(days=index) for index in range(14)]
    seen = []
    for index, day in enumerate(days):
        with open_store(str(path), today=day) as store:
            if index in (4, 9):
                act = partial(post_payment, amount=Decimal("41.07"), apply_date=day, process_date=day)
                change(store, number, "clerk", "payment", act)
            maintain(store, day)
            seen.append(values(store, number, day))
    with open_store(str(path), today=days[-1]) as store:
        # on the day the books were opened what was to come was still as the portfolio's maker had it
        for day, known in list(zip(days, seen, strict=True))[1:-1]:
            found = then(store, number, day)
            assert {name for name in known if found[name] != known[name]} - LOOSE == set(), day


def test_days_before_the_books_are_refused(tmp_path: Path) -> None:
    with made(tmp_path / "loans.db", 60) as store, pytest.raises(StoreError, match="begin on 2026-11-22"):
        then(store, first_loan(store, "loan_active"), DAY - timedelta(days=1))


def test_why_is_told_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(tmp_path / "loans.db")
    with made(tmp_path / "loans.db", 250) as store:
        put(store, tmp_path / "pack", RULES)
        number = first_loan(store, LATE)
        maintain(store, DAY)
        maintain(store, DAY + timedelta(days=1))
    later = DAY + timedelta(days=1)
    assert why(path, later, str(number), "close", DAY, False, False) == 0
    told = capsys.readouterr().out
    assert f"close does not fire on loan {number}, 2026-11-22" in told
    assert "it would fire with days past due 101 instead of" in told
    with pytest.raises(StoreError, match="no deployed pack has a rule `clos`") as raised:
        why(path, later, str(number), "clos", DAY, False, False)
    assert "did you mean `close`" in raised.value.help
