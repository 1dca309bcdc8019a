"""Made-up portfolios are what they claim to be."""

from __future__ import annotations

from pathlib import Path

import pytest
from books import DAY, broken_facts, count, difference, dump, made

from runtime.store.errors import StoreError
from runtime.store.generator import generate


def test_the_same_seed_makes_the_same_loans(tmp_path: Path) -> None:
    first, second, other = (made(tmp_path / f"{n}.db", 120, seed) for n, seed in enumerate((3, 3, 4)))
    assert difference(dump(first), dump(second)) == []
    assert "loans" in difference(dump(first), dump(other))


def test_more_loans_begin_with_the_same_ones(tmp_path: Path) -> None:
    few, many = made(tmp_path / "few.db", 500), made(tmp_path / "many.db", 700)
    assert dump(many)["loan_status"][:500] == dump(few)["loan_status"]


def test_the_facts_of_the_catalogue_hold_of_every_loan(tmp_path: Path) -> None:
    store = made(tmp_path / "a.db", 600)
    assert broken_facts(store) == []


def test_money_is_divided_without_loss(tmp_path: Path) -> None:
    store = made(tmp_path / "a.db", 400)
    assert (
        count(
            store,
            "SELECT count(*) FROM loan_status "
            "WHERE status_payoff <> status_principal_balance + status_due_interest + status_due_fees",
        )
        == 0
    )
    assert (
        count(
            store,
            "SELECT count(*) FROM loan_status WHERE status_amount_due <> "
            "(SELECT coalesce(sum(amount_due), 0) FROM delinquency_buckets b WHERE b.loan_id = loan_status.loan_id)",
        )
        == 0
    )


def test_every_payment_and_credit_says_what_it_went_to(tmp_path: Path) -> None:
    store = made(tmp_path / "a.db", 400)
    unlike = "SELECT count(*) FROM transactions WHERE amount <> principal + interest + fees"
    assert count(store, unlike) == 0
    assert count(store, "SELECT count(*) FROM transactions WHERE interest > 0 AND principal > 0") > 300


def test_a_portfolio_has_every_kind_of_account(tmp_path: Path) -> None:
    store = made(tmp_path / "a.db", 1000)
    late = [
        count(store, f"SELECT count(*) FROM loan_status WHERE status_days_past_due BETWEEN {low} AND {high}")
        for low, high in ((0, 0), (1, 29), (30, 89), (90, 400))
    ]
    assert late[0] > late[1] > late[2] > late[3] > 0
    for table in ("promises", "autopays", "loan_portfolios", "bankruptcies", "loan_custom_values", "customer_links"):
        assert count(store, f"SELECT count(*) FROM {table}") > 0, table
    assert count(store, "SELECT count(*) FROM customer_links WHERE role = 'primary'") == 1000


def test_generating_twice_adds(tmp_path: Path) -> None:
    store = made(tmp_path / "a.db", 30)
    assert generate(store, 20, 9, DAY) == 50


@pytest.mark.parametrize("wanted", [0, 10_000_001])
def test_counts_out_of_range_are_refused(tmp_path: Path, wanted: int) -> None:
    store = made(tmp_path / "a.db", 10)
    with pytest.raises(StoreError):
        generate(store, wanted, 1, DAY)
    assert count(store, "SELECT count(*) FROM loans") == 10
