"""The columnar sweep: with it and without it a night leaves the same books and reports the same."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from books import DAY, difference, dump, made, put

from runtime.deployments import active_deployments, deploy
from runtime.maintenance.decide import ACTIVATED
from runtime.maintenance.nightly import maintain
from runtime.maintenance.rules import runnable
from runtime.maintenance.sweep import Sweep
from runtime.store.open import Store, open_store
from runtime.store.views import loan_view

DEMO = Path(__file__).resolve().parents[2] / "examples" / "demo" / "acme-collections"
ALWAYS, NEVER = 0, 10**9

RULES = """
(defn long-late? [days] (> days 45))
(defrule stretch "Once for each stretch." :when (long-late? status-days-past-due)
  :then [(loan/set {:add-portfolios ["Watch"]})] :once :while-true)
(defrule oldest "By the largest bucket."
  :when (let [bucket (:LARGEST-BUCKET status-delinquent-bucket-balance)]
          (and (> (:amount-due bucket) 500M) (>= (:days-past-due bucket) 30)))
  :then [(loan/set {:e-billing true})])
(defrule breaks "Divides by zero on accounts that are not late."
  :when (and (= loan-status "Open") (> (/ 100 status-days-past-due) 50)) :then [(loan/set {:e-billing false})])
(defrule nil-date "Compares a date that may be nil."
  :when (> (u/date-compare current-date settings-closed-date) 300) :then [(loan/set {:clear-portfolios true})])
(defrule unknown-to-columns "Asks what columns do not know."
  :when (some #(= % "Watch") portfolio-list) :then [(checklist/check {:checklist "Charge-off" :items ["Letter sent"]})])
"""


def the_demo(store: Store, folder: Path) -> None:
    deploy(store, DEMO)


def awkward_rules(store: Store, folder: Path) -> None:
    put(store, folder / "pack", RULES)


def unnumbered(books: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Books without the numbers of history and events: accounts are taken in another order."""
    listed = {name: sorted(map(repr, (row[1:] for row in books[name]))) for name in ("loan_changes", "events")}
    return {**books, **listed}


@pytest.mark.parametrize("deployed", [the_demo, awkward_rules])
def test_a_sweep_changes_nothing(tmp_path: Path, deployed: Callable[[Store, Path], None]) -> None:
    with made(tmp_path / "plain.db", 150) as store:
        deployed(store, tmp_path)
    shutil.copy(tmp_path / "plain.db", tmp_path / "swept.db")
    books = []
    reports = []
    for name, sweep_from in (("plain", NEVER), ("swept", ALWAYS)):
        with open_store(str(tmp_path / f"{name}.db"), today=DAY) as store:
            for night in range(3):
                reports.append(asdict(maintain(store, DAY + timedelta(days=night), batch=7, sweep_from=sweep_from)))
            books.append(unnumbered(dump(store)))
    assert difference(books[0], books[1]) == []
    for plain, swept in zip(reports[:3], reports[3:], strict=True):
        assert plain["loans"] > 0
        failures = [sorted(map(str, report.pop("failures"))) for report in (plain, swept)]
        assert failures[0] == failures[1]
        assert plain == swept


def test_a_sweep_finds_exactly_the_accounts_with_nothing_to_do(tmp_path: Path) -> None:
    with made(tmp_path / "loans.db", 150) as store:
        deploy(store, DEMO)
        with store.read() as connection:
            rules = runnable(active_deployments(connection))
            quiet = Sweep(rules, DAY, ACTIVATED).quiet(connection, range(1, 151))
            for number in range(1, 151):
                loan = loan_view(connection, number, DAY)
                if any(loan[name] for name in ("loan-archived", "loan-deleted", "loan-temporary")):
                    continue
                answers = [rule.criteria.decide(loan, DAY).value for rule in rules]
                assert (number in quiet) == (answers == [False] * len(rules))
                assert quiet.get(number, loan[ACTIVATED]) == loan[ACTIVATED]
    assert 0 < len(quiet) < 150
