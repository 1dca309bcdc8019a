"""Statements that fail, disks that are full, clocks that go back, rules and books that fail on some accounts."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from books import DAY, books_of, count, difference, dump, first_loan, made, put, values
from interruptions import before_statement, work
from sqlalchemy import event
from test_opening import example

from runtime import cli
from runtime.maintenance.nightly import maintain
from runtime.maintenance.opening import create
from runtime.maintenance.posting import post_payment, reverse
from runtime.maintenance.real_time import change
from runtime.store.errors import StoreError
from runtime.store.open import Store, open_store

LATE = "loan_active AND status_days_past_due > 40 AND status_perdiem > 0"
RULES = """
(defrule thank "Thank." :runs #{:real-time} :when (> last-payment-amount 500M)
  :then [(loan/set {:add-portfolios ["Watch"]})])
(defrule after "After." :runs #{:real-time} :when (boolean (some #{"Watch"} portfolio-list))
  :then [(loan/set {:e-billing true :agent-user nil})])
(defrule late "Late." :when (> status-days-past-due 30) :once :while-true
  :then [(loan/set {:add-portfolios ["Legal"]})
         (credit/add {:type "Fees only" :category "Goodwill" :amount {:base :due-fees :plus -1M} :info "Goodwill"})])
(defrule watched "Watched." :when (boolean (some #{"Watch" "Legal"} portfolio-list))
  :then [(checklist/check {:checklist "Charge-off" :items ["Letter sent"]})])
"""


class Broken(Exception):
    """A fault that nobody foresaw."""


def fail() -> None:
    raise Broken("a fault that nobody foresaw")


def failed_at(store: Store, at: int, act: Callable[[Store], Any]) -> bool:
    """Whether the change came to the statement with this number, which fails; else it is made."""
    try:
        with before_statement(store, at, fail):
            act(store)
    except Broken:
        return True
    return False


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("faults")
    with made(folder / "ready.db", 12) as store:
        put(store, folder / "pack", RULES)
        put(store, folder / "more", RULES.replace("(defrule ", "(defrule second-"), name="more")
    return folder / "ready.db"


@pytest.fixture
def store(ready: Path, tmp_path: Path) -> Iterator[Store]:
    with opened(ready, tmp_path / "loans.db") as store:
        yield store


def opened(ready: Path, to: Path) -> Store:
    shutil.copy(ready, to)
    return open_store(str(to), today=DAY, wait_ms=60_000)


def pay(store: Store, number: int, amount: str = "501.00", day: date = DAY) -> Any:
    act = partial(post_payment, amount=Decimal(amount), apply_date=day, process_date=day)
    return change(store, number, "clerk", "payment", act).result


def take_back(store: Store) -> Any:
    last = count(store, "SELECT max(id) FROM transactions WHERE kind = 'payment' AND NOT reversed")
    number = count(store, f"SELECT loan_id FROM transactions WHERE id = {last}")
    return change(store, number, "clerk", "reversal", partial(reverse, number=last, day=DAY, reason="nsf"))


@pytest.mark.parametrize(
    "act",
    [
        lambda store: pay(store, first_loan(store, LATE)),
        take_back,
        lambda store: create(store, {**example(), "portfolios": []}, "clerk"),
    ],
    ids=["payment", "reversal", "opening"],
)
def test_a_change_that_fails_anywhere_has_not_happened(
    ready: Path, tmp_path: Path, act: Callable[[Store], Any]
) -> None:
    with opened(ready, tmp_path / "undisturbed.db") as undisturbed:
        act(undisturbed)
        wanted = dump(undisturbed)
    with opened(ready, tmp_path / "loans.db") as store:
        before = dump(store)
        at = 1
        while failed_at(store, at, act):
            assert difference(before, dump(store)) == [], f"statement {at}"
            at += 1
        assert at > 20
        assert difference(wanted, dump(store)) == []


@pytest.mark.parametrize("sweep_from", [0, 10**9], ids=["swept", "plain"])
def test_a_night_whose_statements_fail_once_leaves_the_same_books(ready: Path, tmp_path: Path, sweep_from: int) -> None:
    night = [(DAY, sweep_from)]
    with opened(ready, tmp_path / "undisturbed.db") as undisturbed:
        with before_statement(undisturbed, 0, fail) as seen:
            work(undisturbed, night)
        wanted = books_of(undisturbed)
    stopped = 0
    for at in range(1, seen[0] + 1, 7):
        with opened(ready, tmp_path / "loans.db") as store:
            try:
                with before_statement(store, at, fail):
                    work(store, night)
            except Broken:
                stopped += 1
                work(store, night)
            assert books_of(store) == wanted, f"statement {at}"
    assert stopped < seen[0] // 4


@pytest.mark.parametrize("room", [0, 1, 2, 4])
def test_a_full_disk_refuses_a_payment_whole(store: Store, room: int) -> None:
    number = first_loan(store, LATE)
    before = dump(store)
    pages = count(store, "PRAGMA page_count") - count(store, "PRAGMA freelist_count")

    def fill(connection: Any, _: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages + room}")

    store.engine.dispose()
    event.listen(store.engine, "connect", fill)
    with pytest.raises(StoreError) as caught:
        for cents in range(2000):
            pay(store, number, f"5.{cents % 100:02}")
            before = dump(store)
    assert caught.value.kind == "disk-full"
    assert difference(before, dump(store)) == []
    event.remove(store.engine, "connect", fill)
    store.engine.dispose()
    pay(store, number)
    assert count(store, "PRAGMA integrity_check") == "ok"


def test_nights_do_not_go_back(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    before = dump(store)
    early = DAY - timedelta(days=1)
    with pytest.raises(StoreError, match=f"the figures of all accounts stand for {DAY} or later") as caught:
        maintain(store, early)
    assert caught.value.kind == "before-the-books"
    assert difference(before, dump(store)) == []
    maintain(store, DAY + timedelta(days=2))
    before = dump(store)
    for dry_run in (False, True):
        with pytest.raises(StoreError, match=f"accounts are maintained for {DAY + timedelta(days=2)} already"):
            maintain(store, DAY + timedelta(days=1), dry_run=dry_run)
    assert difference(before, dump(store)) == []
    with pytest.raises(SystemExit) as left:
        cli.main(["--store", store.name, "maintain", "--date", DAY.isoformat()])
    assert left.value.code == 1
    assert "would go back" in (told := capsys.readouterr().err) and "check the clock" in told


def test_books_do_not_go_back_with_the_clock(store: Store) -> None:
    later = DAY + timedelta(days=3)
    maintain(store, later)
    number = first_loan(store, LATE)
    owed = values(store, number, later)
    pay(store, number, "5.00", later)
    after = values(store, number, later)
    assert owed["status-payoff"] - after["status-payoff"] == Decimal("5.00")
    assert after["status-days-past-due"] == owed["status-days-past-due"]
    assert count(store, f"SELECT status_date FROM loan_status WHERE loan_id = {number}") == later.isoformat()


@pytest.mark.parametrize("sweep_from", [0, 10**9], ids=["swept", "plain"])
def test_a_rule_that_fails_on_some_accounts(store: Store, tmp_path: Path, sweep_from: int) -> None:
    put(
        store,
        tmp_path / "odd",
        '(defrule odd "Odd." :when (> (/ 100 status-days-past-due) 900) :then [(account/archive)])',
        name="odd",
    )
    current = count(
        store,
        "SELECT count(*) FROM loan_status JOIN loans USING (loan_id) WHERE status_days_past_due = 0 AND loan_active",
    )
    report = maintain(store, DAY, sweep_from=sweep_from)
    assert report.rules["odd"]["errors"] == report.total("errors") == current > 0
    assert report.rules["late"]["applied"] > 0
    assert count(store, "SELECT count(*) FROM firings WHERE outcome = 'error' AND rule = 'odd'") == current
    assert count(store, "SELECT errors FROM maintenance_runs") == current
    assert maintain(store, DAY).loans == 0


@pytest.mark.parametrize("sweep_from", [0, 10**9], ids=["swept", "plain"])
def test_books_that_cannot_be_worked_out_cost_one_account(store: Store, sweep_from: int) -> None:
    number = first_loan(store, LATE)
    with store.begin() as connection:
        connection.exec_driver_sql(
            f"UPDATE loan_setup SET setup_first_payment_date = '2026-99-99' WHERE loan_id = {number}"
        )
    night = DAY + timedelta(days=1)
    report = maintain(store, night, sweep_from=sweep_from)
    assert [failure["loan"] for failure in report.failures] == [number]
    behind = f"SELECT group_concat(loan_id) FROM loan_status JOIN loans USING (loan_id) WHERE status_date < '{night}'"
    assert count(store, f"{behind} AND loan_active") == str(number)
    assert maintain(store, night).loans == 0
