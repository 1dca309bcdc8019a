"""Runs and payments at once, and a server that stops in the middle."""

from __future__ import annotations

import threading
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

import postgres
import pytest
from books import DAY, books_of, broken_facts, count, put, values
from interruptions import before_statement, started, work

from runtime.maintenance.posting import post_payment
from runtime.maintenance.real_time import change
from runtime.store.errors import StoreError
from runtime.store.generator import generate
from runtime.store.open import open_store

RULES = """
(defrule owes "Owes." :runs #{:daily-maintenance} :when (> status-payoff 100M) :once :while-true
  :then [(loan/set {:add-portfolios ["Legal"]})
         (credit/add {:type "Fees only" :category "Goodwill" :amount {:base :due-fees :plus -1M} :info "Goodwill"})])
(defrule paid "Paid." :runs #{:real-time} :when (> last-payment-amount 0M) :then [(loan/set {:e-billing true})])
"""
SWEEPS = pytest.mark.parametrize("sweep_from", [0, 10**9], ids=["swept", "plain"])


def prepared(url: str, folder: Path) -> None:
    with open_store(url, create=True, today=DAY) as store:
        generate(store, 30, 5, DAY)
        put(store, folder / "pack", RULES)


class Clerk(threading.Thread):
    """Posts payments of one dollar on each of these accounts in turn, in a store of its own."""

    def __init__(self, url: str, numbers: list[int], rounds: int) -> None:
        super().__init__()
        self.url, self.numbers, self.rounds = url, numbers, rounds
        self.problems: list[BaseException] = []

    def run(self) -> None:
        try:
            with open_store(self.url, today=DAY, wait_ms=60_000) as store:
                for number in self.numbers * self.rounds:
                    act = partial(post_payment, amount=Decimal("1.00"), apply_date=DAY, process_date=DAY)
                    change(store, number, "clerk", "payment", act)
        except BaseException as problem:
            self.problems.append(problem)


def check_runs_and_payments_at_once(url: str, sweep_from: int) -> None:
    """Two processes run one night while payments are posted: every payment counts, every rule fires once."""
    with open_store(url, today=DAY, wait_ms=60_000) as store:
        rows = "SELECT loan_id FROM loans WHERE loan_active AND NOT loan_archived ORDER BY loan_id"
        with store.read() as connection:
            numbers = [row[0] for row in connection.exec_driver_sql(rows)]
        before = {number: values(store, number)["status-payoff"] for number in numbers}
        processes = [started(url, [(DAY, sweep_from)]) for _ in range(2)]
        clerk = Clerk(url, numbers, 2)
        clerk.start()
        for worker in (*processes, clerk):
            worker.join()
        assert clerk.problems == []
        assert [process.exitcode for process in processes] == [0, 0]
        live = "NOT loan_archived AND NOT loan_temporary"
        accounts = count(store, f"SELECT count(*) FROM loans WHERE {live}")
        assert (
            count(store, f"SELECT count(*) FROM loans WHERE {live} AND loan_last_maintenance_date = '{DAY}'")
            == accounts
        )
        assert count(store, "SELECT count(*) FROM maintenance_runs") == 1
        assert count(store, "SELECT loans_maintained FROM maintenance_runs") == accounts
        assert count(store, "SELECT status FROM maintenance_runs") == "finished"
        assert count(store, "SELECT count(*) FROM firings WHERE outcome = 'error'") == 0
        nightly = "FROM firings WHERE \"trigger\" = 'nightly'"
        different = f"SELECT count(*) FROM (SELECT DISTINCT loan_id, rule {nightly}) AS firings"
        assert count(store, different) == count(store, f"SELECT count(*) {nightly}") > 0
        for number in numbers:
            credited = (
                f"SELECT coalesce(sum(amount), 0) FROM transactions WHERE kind = 'credit' AND loan_id = {number} "
            )
            credited = count(store, credited + "AND author = 'rule'") / 100
            after = values(store, number)
            assert before[number] - after["status-payoff"] == Decimal("2.00") + Decimal(str(credited)), number
        assert broken_facts(store) == []


@SWEEPS
def test_two_runs_and_payments_at_once(tmp_path: Path, sweep_from: int) -> None:
    prepared(str(tmp_path / "loans.db"), tmp_path)
    check_runs_and_payments_at_once(str(tmp_path / "loans.db"), sweep_from)


@postgres.needed
def test_two_runs_and_payments_at_once_on_a_server(tmp_path: Path) -> None:
    with postgres.running_server() as server, postgres.new_database(server) as address:
        prepared(address, tmp_path)
        check_runs_and_payments_at_once(address, 10**9)


@postgres.own_needed
def test_a_server_that_stops_in_the_middle(tmp_path: Path) -> None:
    nights = [(DAY, 10**9), (DAY + timedelta(days=1), 0)]
    prepared(str(tmp_path / "loans.db"), tmp_path)
    with open_store(str(tmp_path / "loans.db"), today=DAY) as undisturbed:
        work(undisturbed, nights)
        wanted = books_of(undisturbed)
    with postgres.own_server() as server, postgres.new_database(server.address) as address:
        prepared(address, tmp_path)
        with open_store(address, today=DAY) as store:

            def bounce() -> None:
                server.crash()
                server.start()

            with before_statement(store, 61, server.crash), pytest.raises(StoreError) as caught:
                work(store, nights)
            assert caught.value.kind == "unreachable"
            with pytest.raises(StoreError, match="no database server answers"):
                open_store(address)
            server.start()
            work(store, nights[:1])
            with before_statement(store, 30, bounce), pytest.raises(StoreError, match="broke the connection off"):
                work(store, nights[1:])
            work(store, nights[1:])
            assert books_of(store) == wanted
            assert count(store, "SELECT count(*) FROM maintenance_runs WHERE status <> 'finished'") == 0
