"""The nightly run: order, once, errors, dry runs, and doing it again."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from books import DAY, books_of, broken_facts, count, difference, dump, first_loan, made, put, values
from sqlalchemy import update

from runtime.deployments import deploy
from runtime.maintenance import work
from runtime.maintenance.decide import Decider
from runtime.maintenance.nightly import maintain
from runtime.store import schema
from runtime.store.errors import StoreError
from runtime.store.generator import generate
from runtime.store.open import Store, open_store

DEMO = Path(__file__).resolve().parents[2] / "examples" / "demo" / "acme-collections"
NEXT = DAY + timedelta(days=1)

#: Accounts of which the amount past due is not the sum of its buckets.
NOT_THE_SUM = """
SELECT count(*) FROM loan_status s WHERE status_amount_due <>
  (SELECT coalesce(sum(amount_due), 0) FROM delinquency_buckets b WHERE b.loan_id = s.loan_id)
"""
LADDER = """
(defrule first-step "Late." :when (> status-days-past-due 60) :then [(loan/set {:add-portfolios ["Watch"]})])
(defrule second-step "Watched."
  :when (contains? (set portfolio-list) "Watch")
  :then [(loan/set {:loan-status "Closed" :loan-sub-status "Charged Off"})])
(defrule third-step "Closed and late." :when (and (= loan-status "Closed") (> status-days-past-due 60))
  :then [(checklist/check {:checklist "Charge-off" :items ["Letter sent"]})])
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with made(tmp_path / "loans.db") as opened:
        yield opened


def test_each_rule_sees_what_earlier_ones_changed(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "pack", LADDER)
    late = count(store, "SELECT count(*) FROM loan_status WHERE status_days_past_due > 60")
    report = maintain(store, DAY)
    assert [report.rules[name]["fired"] for name in ("first-step", "second-step", "third-step")] == [late] * 3
    loan = values(store, first_loan(store, "status_days_past_due > 60"))
    assert (loan["loan-status"], loan["loan-sub-status"]) == ("Closed", "Charged Off")
    assert "Watch" in list(loan["portfolio-list"])


def test_a_second_run_changes_nothing(store: Store) -> None:
    deploy(store, DEMO)
    first = maintain(store, DAY)
    before = dump(store)
    again = maintain(store, DAY)
    assert first.changed > 0 and first.total("errors") == 0
    assert again.loans == again.total("evaluated") == again.total("fired") == 0
    assert difference(before, dump(store)) == []


def test_the_facts_of_the_catalogue_hold_after_a_night(tmp_path: Path) -> None:
    with made(tmp_path / "many.db", 600, 11) as store:
        deploy(store, DEMO)
        assert maintain(store, DAY).changed > 100
        assert broken_facts(store) == []
        assert count(store, NOT_THE_SUM) == 0
        maintain(store, DAY + timedelta(days=20))
        assert count(store, "SELECT count(*) FROM delinquency_buckets WHERE fees > 0") > 20
        assert count(store, NOT_THE_SUM) == 0


@pytest.fixture
def standing_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the figures of the day as they are over the nights."""
    monkeypatch.setattr(work, "roll", lambda *_: 0)


@pytest.mark.usefixtures("standing_still")
def test_the_next_night_repeats_what_is_in_place_as_unchanged(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "pack", LADDER)
    maintain(store, DAY)
    report = maintain(store, NEXT)
    assert report.changed == 0
    assert report.total("fired") == report.total("unchanged") > 0


def test_counts_add_up(store: Store) -> None:
    deploy(store, DEMO)
    report = maintain(store, DAY)
    for counts in report.rules.values():
        assert counts["fired"] == counts["applied"] + counts["unchanged"] + counts["skipped"]
        assert counts["evaluated"] >= counts["fired"] + counts["errors"]
    assert count(store, "SELECT count(*) FROM firings") == report.total("fired")
    assert count(store, "SELECT firings FROM maintenance_runs") == report.total("fired")
    charged_off = count(store, "SELECT sum(amount) FROM transactions WHERE charge_off AND author = 'rule'")
    assert Decimal(charged_off).scaleb(-2) == report.charged_off


def test_a_dry_run_writes_nothing_and_tells_what_would_be(tmp_path: Path) -> None:
    path = tmp_path / "loans.db"
    with made(path) as store:
        deploy(store, DEMO)
    with open_store(str(path), today=DAY) as store:
        books, before = dump(store), hashlib.sha256(path.read_bytes()).hexdigest()
        planned = maintain(store, DAY, dry_run=True)
        assert hashlib.sha256(path.read_bytes()).hexdigest() == before
        assert difference(books, dump(store)) == []
        done = maintain(store, DAY)
    assert (planned.rules, planned.changed, planned.charged_off) == (done.rules, done.changed, done.charged_off)
    assert len(planned.sample) == planned.total("applied")


def test_batches_of_any_size_give_the_same_books(tmp_path: Path) -> None:
    books = []
    for size in (1, 7, 1000):
        with made(tmp_path / f"{size}.db", 60) as store:
            deploy(store, DEMO)
            maintain(store, DAY, batch=size)
            books.append(books_of(store))
    assert books[0] == books[1] == books[2]


def test_an_error_in_a_rule_is_recorded_and_the_rest_goes_on(store: Store, tmp_path: Path) -> None:
    rules = """
    (defrule breaks "Divides by zero on current accounts."
      :when (> (/ 100 status-days-past-due) 5) :then [(loan/set {:add-portfolios ["Watch"]})])
    (defrule goes-on "All." :when (= 1 1) :then [(loan/set {:e-billing true})])
    """
    put(store, tmp_path / "pack", rules)
    report = maintain(store, DAY)
    current = count(
        store,
        "SELECT count(*) FROM loans JOIN loan_status USING (loan_id) WHERE loan_active AND NOT loan_archived "
        "AND status_days_past_due = 0",
    )
    assert report.rules["breaks"]["errors"] == current == len(report.failures)
    assert report.rules["goes-on"]["fired"] == report.rules["breaks"]["evaluated"]
    kept = count(store, "SELECT error FROM firings WHERE rule = 'breaks' AND outcome = 'error' LIMIT 1")
    assert '"kind":"ArithmeticException"' in kept and '"message":"Divide by zero"' in kept and '"line":3' in kept
    assert count(store, "SELECT errors FROM maintenance_runs") == current


def test_criteria_that_are_not_boolean_are_an_error(store: Store, tmp_path: Path) -> None:
    rule = '(defrule odd "Odd." :when (reduce conj portfolio-list []) :then [(loan/set {:e-billing true})])'
    put(store, tmp_path / "pack", rule)
    report = maintain(store, DAY)
    assert report.rules["odd"]["errors"] == report.rules["odd"]["evaluated"] > 0


def test_an_audit_row_says_what_was_read_and_what_changed(store: Store, tmp_path: Path) -> None:
    outcome = put(store, tmp_path / "pack", LADDER)
    number = first_loan(store, "status_days_past_due > 60")
    days = values(store, number)["status-days-past-due"]
    maintain(store, DAY)
    with store.read() as connection:
        table = schema.firings
        row = (
            connection.execute(table.select().where(table.c.loan_id == number, table.c.rule == "first-step"))
            .mappings()
            .one()
        )
    assert row["variables"] == {"status-days-past-due": days}
    assert (row["business_date"], row["trigger"], row["pack_version"]) == (DAY.isoformat(), "nightly", "1")
    assert row["content_hash"] == outcome.deployed.pack.content_hash
    assert row["actions"][0]["changes"] == [{"entity": "portfolios", "field": "Watch", "before": False, "after": True}]
    assert count(store, f"SELECT count(*) FROM events WHERE loan_id = {number} AND type = 'portfolio-changed'") == 1


ONCE = """
(defrule never "Once." :when (> status-days-past-due 0) :then [(loan/set {:follow-up-date :current-date})]
  :once :never-again)
(defrule stretch "While." :when (> status-days-past-due 0) :then [(loan/set {:e-billing true})]
  :once :while-true)
(defrule always "Each." :when (> status-days-past-due 0) :then [(loan/set {:e-billing true})])
"""


@pytest.mark.usefixtures("standing_still")
def test_once(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "pack", ONCE)
    number = first_loan(store, "status_days_past_due > 0")

    def be(days: int) -> None:
        with store.begin() as connection:
            table = schema.loan_status
            connection.execute(update(table).where(table.c.loan_id == number).values(status_days_past_due=days))

    def fired(night: date) -> list[str]:
        maintain(store, night)
        with store.read() as connection:
            table = schema.firings
            found = connection.execute(
                table.select().where(table.c.loan_id == number, table.c.business_date == night).order_by(table.c.id)
            )
            return [row.rule for row in found]

    nights = [DAY + timedelta(days=index) for index in range(6)]
    assert fired(nights[0]) == ["never", "stretch", "always"]
    assert fired(nights[1]) == ["always"]
    be(0)
    assert fired(nights[2]) == []
    be(5)
    assert fired(nights[3]) == ["stretch", "always"]
    put(store, tmp_path / "again", ONCE + ";; a new version", version="2")
    assert fired(nights[4]) == ["always"]


def test_only_rules_of_the_night_run_on_activated_accounts(store: Store, tmp_path: Path) -> None:
    action = ":then [(loan/set {:e-billing true})]"
    rules = f"""
    (defrule day "Real time only." :when (= 1 1) {action} :runs #{{:real-time}})
    (defrule off "Inactive." :when (= 1 1) {action} :active false)
    (defrule plain "All." :when (= 1 1) {action})
    (defrule early "Before activation too." :when (= 1 1) {action} :preactivation true)
    """
    put(store, tmp_path / "pack", rules)
    report = maintain(store, DAY)
    live = count(store, "SELECT count(*) FROM loans WHERE NOT loan_archived")
    active = count(store, "SELECT count(*) FROM loans WHERE NOT loan_archived AND loan_active")
    assert {name: counts["evaluated"] for name, counts in report.rules.items()} == {"plain": active, "early": live}
    assert active < live == report.loans


def test_enrolment(store: Store, tmp_path: Path) -> None:
    action = ":then [(loan/set {:e-billing true})]"
    rules = f"""
    (defrule old "Existing." :when (= 1 1) {action} :enroll #{{:existing-loans}})
    (defrule new "New." :when (= 1 1) {action} :enroll #{{:new-loans}})
    (defrule all "Both." :when (= 1 1) {action})
    """
    put(store, tmp_path / "pack", rules)
    before = count(store, "SELECT count(*) FROM loans WHERE NOT loan_archived AND loan_active")
    generate(store, 50, 8, DAY)
    after = count(store, "SELECT count(*) FROM loans WHERE NOT loan_archived AND loan_active")
    put(store, tmp_path / "more", rules + ";; the same rules", version="2")
    evaluated = {name: counts["evaluated"] for name, counts in maintain(store, DAY).rules.items()}
    assert evaluated == {"old": before, "new": after - before, "all": after}


def test_archiving_ends_an_accounts_run(store: Store, tmp_path: Path) -> None:
    rules = """
    (defrule archive "Late." :when (> status-days-past-due 60) :then [(account/archive) (loan/set {:e-billing false})])
    (defrule after "All." :when (= 1 1) :then [(loan/set {:add-portfolios ["Watch"]})])
    """
    put(store, tmp_path / "pack", rules)
    late = count(store, "SELECT count(*) FROM loan_status WHERE status_days_past_due > 60")
    report = maintain(store, DAY)
    assert report.rules["after"]["evaluated"] == report.rules["archive"]["evaluated"] - late
    actions = count(store, "SELECT actions FROM firings WHERE rule = 'archive' LIMIT 1")
    assert '"outcome":"applied"' in actions and '"outcome":"skipped"' in actions
    assert maintain(store, NEXT).loans == report.loans - late


def test_two_runs_at_once_share_the_work(tmp_path: Path) -> None:
    alone = made(tmp_path / "alone.db", 300)
    deploy(alone, DEMO)
    maintain(alone, DAY, batch=20)
    path = tmp_path / "shared.db"
    with made(path, 300) as store:
        deploy(store, DEMO)
    problems: list[BaseException] = []
    seen: list[int] = []

    def work() -> None:
        try:
            with open_store(str(path), today=DAY, wait_ms=60_000) as own:
                seen.append(maintain(own, DAY, batch=20).loans)
        except BaseException as error:
            problems.append(error)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with open_store(str(path), today=DAY) as store:
        assert problems == []
        assert max(seen) == count(store, "SELECT loans_maintained FROM maintenance_runs")
        assert difference(dump(alone), dump(store)) == []


def test_a_fault_costs_one_account_only(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, tmp_path / "pack", LADDER)
    poisoned = first_loan(store, "status_days_past_due > 60")
    late = count(store, "SELECT count(*) FROM loan_status WHERE status_days_past_due > 60")
    apply = Decider.run

    def failing(self: Decider, connection: object, page: object, **how: bool) -> object:
        if any(number == poisoned for number, _ in page):  # type: ignore[attr-defined]
            raise RuntimeError("a fault of the runtime")
        return apply(self, connection, page, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(Decider, "run", failing)
    report = maintain(store, DAY)
    assert report.rules["first-step"]["fired"] == late - 1
    assert report.failed == 1 and [failure["loan"] for failure in report.failures] == [poisoned]
    assert report.total("errors") == count(store, "SELECT count(*) FROM firings WHERE outcome = 'error'") == 0
    assert "a fault of the runtime" in count(
        store, "SELECT message FROM maintenance_exceptions WHERE kind = 'internal'"
    )
    assert count(store, "SELECT loan_id FROM maintenance_exceptions") == poisoned
    assert "Watch" not in list(values(store, poisoned)["portfolio-list"])


def test_nothing_deployed_is_said(store: Store) -> None:
    with pytest.raises(StoreError) as caught:
        maintain(store, DAY)
    assert caught.value.kind == "nothing-deployed"
