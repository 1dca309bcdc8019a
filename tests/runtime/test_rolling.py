"""The status of the day: figures roll on, payments come due, late fees are charged, nights that were missed made up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from books import DAY, broken_facts, count, difference, dump, first_loan, made, put, values
from sqlalchemy import update

from runtime.maintenance.nightly import maintain
from runtime.store import schema
from runtime.store.accounts import read_accounts
from runtime.store.books import MOVEMENTS, TERMS, entries_of, opening_of, terms_of
from runtime.store.open import Store

NOTHING = '(defrule none "Nothing." :when false :then [(account/archive)])'


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with made(tmp_path / "loans.db", 60) as store:
        put(store, tmp_path / "pack", NOTHING)
        yield store


def night(store: Store, days: int) -> None:
    maintain(store, DAY + timedelta(days=days))


def test_a_day_later(store: Store) -> None:
    number = first_loan(store, "loan_active AND status_days_past_due > 40 AND status_perdiem > 0")
    before = values(store, number)
    night(store, 1)
    after = values(store, number, DAY + timedelta(days=1))
    assert after["status-days-past-due"] == before["status-days-past-due"] + 1
    assert abs(after["status-payoff"] - before["status-payoff"] - before["status-perdiem"]) <= Decimal("25.01")
    assert after["status-delinquent-days"] == before["status-delinquent-days"] + 1
    assert broken_facts(store, DAY + timedelta(days=1)) == []


def test_what_falls_due_is_late_the_day_after_and_charged_when_grace_ends(store: Store) -> None:
    number = first_loan(store, "loan_active AND status_days_past_due = 0 AND status_next_payment_amount > 0")
    due = date.fromisoformat(values(store, number)["status-next-payment-date"])
    grace = values(store, number)["setup-grace-days"]
    maintain(store, due)
    assert values(store, number, due)["status-days-past-due"] == 0
    maintain(store, due + timedelta(days=1))
    late = values(store, number, due + timedelta(days=1))
    assert (late["status-days-past-due"], late["status-amount-due"]) == (1, late["setup-payment"])
    maintain(store, due + timedelta(days=grace))
    fees = f"SELECT count(*) FROM transactions WHERE kind = 'charge' AND author = 'maintenance' AND loan_id = {number}"
    assert count(store, fees) == 0
    maintain(store, due + timedelta(days=grace + 1))
    assert count(store, fees) == 1
    charged = values(store, number, due + timedelta(days=grace + 1))
    assert charged["status-due-fees"] == charged["setup-late-fee-amount"]
    assert count(store, f"SELECT count(*) FROM events WHERE type = 'charge-posted' AND loan_id = {number}") == 1


def test_missed_nights_are_made_up_for(store: Store, tmp_path: Path) -> None:
    with made(tmp_path / "other.db", 60) as other:
        put(other, tmp_path / "pack", NOTHING)
        for days in range(1, 41):
            night(store, days)
        night(other, 40)
        told = frozenset({"maintenance_runs", "events", "deployments", "loans", "transactions", "daily_snapshots"})
        told |= {"ledger_courses", "loan_changes", "promises"}
        assert difference(dump(store, without=told), dump(other, without=told)) == []
        failed = "SELECT group_concat(failed_on) FROM (SELECT failed_on FROM promises ORDER BY id)"
        assert count(store, failed) == count(other, failed) is not None
        booked = "SELECT group_concat(line, ';') FROM (SELECT loan_id || info || apply_date || amount AS line "
        booked += "FROM transactions WHERE author = 'maintenance' ORDER BY line)"
        assert count(store, booked) == count(other, booked) is not None


class _Told(dict[str, Any]):
    """A row that keeps which columns it was asked for."""

    asked: set[str]

    def __getitem__(self, name: str) -> Any:
        self.asked.add(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self.asked.add(name)
        return super().get(name, default)


def _told(row: dict[str, Any], **other: Any) -> _Told:
    made = _Told(row | other)
    made.asked = set()
    return made


def test_only_columns_that_are_read_make_the_books(store: Store) -> None:
    number = first_loan(store, "loan_active AND loan_id IN (SELECT loan_id FROM transactions WHERE kind = 'payment')")
    with store.read() as connection:
        tables: dict[str, Any] = read_accounts(connection, [number])[number]
    setup = _told(tables["loan_setup"][0], setup_finance_charge_as_mia=True)
    payment = next(row for row in tables["transactions"] if row["kind"] == "payment")
    known = {"reversed_on": DAY.isoformat(), "payment_type": "Regular"}
    kinds = ("payment", "credit", "charge", "advancement", "funding")
    later = [_told(payment, kind=kind, id=1 << 40, **known) for kind in kinds]
    earlier = [_told(payment, kind=kind, id=payment["id"], **known) for kind in kinds]
    terms = terms_of(setup)
    opening = opening_of(tables, terms)
    assert len(entries_of({**tables, "transactions": [*later, *earlier]}, opening)) >= len(kinds)
    assert setup.asked == set(TERMS)
    assert set().union(*(row.asked for row in (*later, *earlier))) == set(MOVEMENTS)


def test_the_facts_hold_day_after_day(store: Store) -> None:
    for days in (1, 9, 31, 90):
        night(store, days)
        assert broken_facts(store, DAY + timedelta(days=days)) == []


def test_accounts_that_are_not_activated_stand_still(store: Store) -> None:
    number = first_loan(store, "loan_active AND status_days_past_due > 0")
    with store.begin() as connection:
        connection.execute(update(schema.loans).where(schema.loans.c.loan_id == number).values(loan_active=False))
    before = count(store, f"SELECT status_payoff FROM loan_status WHERE loan_id = {number}")
    night(store, 9)
    assert count(store, f"SELECT status_payoff FROM loan_status WHERE loan_id = {number}") == before


def test_every_day_is_archived_once_as_it_ended(store: Store) -> None:
    number = first_loan(store, "loan_active AND status_days_past_due > 40 AND status_perdiem > 0")
    for days in (0, 1, 2):
        night(store, days)
    accounts = count(store, "SELECT count(*) FROM loans WHERE loan_active AND NOT loan_archived")
    assert count(store, "SELECT count(*) FROM daily_snapshots") == 3 * accounts
    late = f"SELECT group_concat(status_days_past_due) FROM daily_snapshots WHERE loan_id = {number}"
    now = values(store, number, DAY + timedelta(days=2))["status-days-past-due"]
    assert count(store, late) == f"{now - 2},{now - 1},{now}"
    inside = "SELECT count(*) FROM loan_portfolios JOIN loans USING (loan_id) WHERE loan_active AND NOT loan_archived"
    listed = f"SELECT sum(json_array_length(portfolios)) FROM daily_snapshots WHERE snapshot_date = '{DAY}'"
    assert count(store, listed) == count(store, inside)
