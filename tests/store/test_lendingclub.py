"""Importing the LendingClub tape: a few lines written here, and the whole tape where it lies beside the project."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from stored_loans import plain
from tapes import AS_OF, TAPE, needs_tape, write_tape

from runtime.store import schema
from runtime.store.importers.lendingclub import BrokenTapeError, ImportReport, import_tape
from runtime.store.importers.tape import TapeLoan, TapeStatus
from runtime.store.importers.tape_account import TapeAccount, amortise
from runtime.store.open import Store, StoreError
from runtime.store.views import all_loan_views, loan_view

# Days past due that each status of the tape stands for.
BANDS = {
    TapeStatus.CURRENT: range(1),
    TapeStatus.GRACE: range(1, 16),
    TapeStatus.LATE_16: range(16, 31),
    TapeStatus.LATE_31: range(31, 121),
    TapeStatus.CHARGED_OFF: range(1),
    TapeStatus.PAID: range(1),
}


def loans_of(store: Store, *variables: str) -> list[dict[str, Any]]:
    """The imported loans' variables as they stood on the tape's day."""
    with store.read() as connection:
        return [dict(loan) for _, loan in all_loan_views(connection, AS_OF, set(variables))]


def test_a_current_loan(store: Store, tmp_path: Path) -> None:
    report = import_tape(store, write_tape(tmp_path / "tape.csv", {"emp_title": "nurse", "grade": "C"}))
    assert report == ImportReport(AS_OF, 1, 0, ())
    with store.read() as connection:
        loan = {name: plain(value) for name, value in loan_view(connection, 1, AS_OF).items()}
    assert (loan["loan-status"], loan["loan-sub-status"], loan["loan-active"]) == ("Open", "Repaying", True)
    assert (loan["status-days-past-due"], loan["status-amount-due"]) == (0, Decimal("0.00"))
    assert loan["setup-contract-date"] == "2018-03-02"
    assert loan["setup-first-payment-date"] == "2018-04-02"
    assert loan["status-next-payment-date"] == "2018-07-02"
    assert loan["status-principal-balance"] == Decimal("27015.86")
    assert loan["status-total-paid"] == Decimal("1999.33")
    assert [row["payment-date"] for row in loan["payments"]] == ["2018-04-02", "2018-05-02", "2018-06-02"]
    assert [row["payment-amount"] for row in loan["payments"]] == [
        Decimal("652.53"),
        Decimal("652.53"),
        Decimal("694.27"),
    ]
    assert loan["last-payment-amount"] == Decimal("694.27")
    primary = loan["customer"]["primary"]
    assert (primary["full-name"], primary["primary-state"], primary["employer-income"]) == ("Borrower 1", "NJ", 90000)
    assert sorted(field["value"] for field in loan["settings-custom-fields"].values()) == ["C", "individual", "moving"]


def test_a_late_loan_is_late_by_its_own_schedule(store: Store, tmp_path: Path) -> None:
    late = {
        "loan_status": "Late (31-120 days)", "issue_month": "Jan-2018", "paid_total": "1305.06",
        "paid_principal": "648.30", "paid_interest": "656.76", "balance": "27351.70",
    }  # fmt: skip
    import_tape(store, write_tape(tmp_path / "tape.csv", {}, late))
    with store.read() as connection:
        loan = {name: plain(value) for name, value in loan_view(connection, 2, AS_OF).items()}
    # Issued in January and paid twice: the instalments of April, May and June are missing.
    assert loan["setup-contract-date"] == "2018-01-03"
    assert loan["status-days-past-due"] == (AS_OF - date(2018, 4, 3)).days == 88
    assert loan["status-amount-due"] == 3 * Decimal("652.53")
    assert loan["status-amount-past-due-30"] == 2 * Decimal("652.53")
    assert sorted(loan["status-delinquent-bucket-balance"]) == ["1", "2", "3", "LARGEST-BUCKET"]
    assert loan["status-delinquent-bucket-balance"]["LARGEST-BUCKET"]["days-past-due"] == 88
    assert loan["status-24-dpd-history"].startswith("21000")
    assert loan["date-of-first-delinquency"] == "2018-05-03"
    assert loan["status-credit-status"] == "78"


def test_ended_loans_owe_nothing(store: Store, tmp_path: Path) -> None:
    paid = {
        "loan_status": "Fully Paid", "balance": "0", "paid_total": "29015.193826", "paid_principal": "28000",
    }  # fmt: skip
    lost = {"loan_status": "Charged Off", "balance": "0"}
    import_tape(store, write_tape(tmp_path / "tape.csv", {}, paid, lost))
    names = (
        "loan-status",
        "status-payoff",
        "status-principal-balance",
        "status-net-charge-off",
        "status-credit-status",
    )
    found = [tuple(loan[name] for name in names) for loan in loans_of(store, *names)][1:]
    nothing = Decimal("0.00")
    assert found == [
        ("Paid Off", nothing, nothing, nothing, "13"),
        ("Closed", nothing, nothing, Decimal("27015.86"), "97"),
    ]


def test_joint_borrowers_are_two_customers(store: Store, tmp_path: Path) -> None:
    import_tape(store, write_tape(tmp_path / "tape.csv", {"application_type": "joint"}))
    (loan,) = loans_of(store, "customer", "status-calced-ecoa", "status-calced-ecoa-co-buyer")
    assert [person["full-name"] for person in plain(loan["customer"]).values()] == ["Borrower 1", "Co-borrower 1"]
    assert (loan["status-calced-ecoa"], loan["status-calced-ecoa-co-buyer"]) == ("2", "2")


def test_importing_again_adds_nothing(store: Store, tmp_path: Path) -> None:
    tape = write_tape(tmp_path / "tape.csv", {}, {})
    import_tape(store, tape)
    more = write_tape(tmp_path / "more.csv", {}, {}, {})
    assert import_tape(store, more) == ImportReport(AS_OF, 1, 2, ())
    with store.read() as connection:
        for table, count in ((schema.loans, 3), (schema.customers, 3), (schema.transactions, 9)):
            assert connection.scalar(select(func.count()).select_from(table)) == count


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"loan_status": "Lost"}, "loan_status"),
        ({"issue_month": "2018-03"}, "issue_month"),
        ({"interest_rate": "high"}, "interest_rate"),
        ({"interest_rate": "NaN"}, "interest_rate"),
        ({"term": "5.5"}, "term"),
        ({"installment": "0"}, "installment"),
        ({"loan_amount": "-1"}, "loan_amount"),
        ({"annual_income": "lots"}, "annual_income"),
        ({"rownames": "1"}, "rownames"),
        ({"balance": "27015.87"}, "balance"),
        ({"paid_total": "1999.50"}, "paid_total"),
        ({"paid_principal": "30000", "paid_total": "31015.19"}, "paid_principal"),
        ({"loan_status": "Fully Paid"}, "balance"),
    ],
)
def test_a_broken_line_stops_everything_and_is_named(
    store: Store, tmp_path: Path, change: dict[str, str], column: str
) -> None:
    tape = write_tape(tmp_path / "tape.csv", {}, change, {})
    with pytest.raises(BrokenTapeError) as raised:
        import_tape(store, tape)
    (broken,) = raised.value.broken
    assert (broken.line, broken.column) == (3, column)
    assert broken.reason and f"line 3 column `{column}`" in raised.value.message
    assert loans_of(store, "loan-id") == []
    report = import_tape(store, tape, skip_broken=True)
    assert (report.imported, report.broken) == (2, (broken,))


def test_lines_with_too_few_fields_are_broken(store: Store, tmp_path: Path) -> None:
    tape = write_tape(tmp_path / "tape.csv", {})
    tape.write_text(tape.read_text() + "2,nurse\n")
    with pytest.raises(BrokenTapeError, match="broken at line 3: the line does not have"):
        import_tape(store, tape)


def test_files_that_are_no_tape(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be read: No such file"):
        import_tape(store, tmp_path / "none.csv")
    other = tmp_path / "other.csv"
    other.write_text("rownames,state\n1,NJ\n")
    with pytest.raises(StoreError, match="lacks `emp_title`"):
        import_tape(store, other)
    other.write_bytes(b"\xff\xfe\x00\x01" * 10)
    with pytest.raises(StoreError, match="not text in UTF-8"):
        import_tape(store, other)
    for binary in (bytes(2000), b'"' * 2001, b"x" * 200_000, b""):
        other.write_bytes(binary)
        with pytest.raises(StoreError, match=r"lacks|not CSV"):
            import_tape(store, other)
    with pytest.raises(StoreError, match="cannot be read"):
        import_tape(store, tmp_path)
    with pytest.raises(StoreError, match="no current loan"):
        import_tape(store, write_tape(other, {"loan_status": "Charged Off", "balance": "0"}))
    assert loans_of(store, "loan-id") == []


tape_loans = st.builds(
    lambda status, number, month, term, instalment, shares, amount: TapeLoan(
        line=2, number=number, status=status, issued=date(2018, month, 1), amount=amount, term=term,
        rate=Decimal("12.50"), instalment=instalment, balance=amount if status is TapeStatus.CURRENT else Decimal(0),
        paid=sum(shares, Decimal("0.00")), paid_principal=shares[0], paid_interest=shares[1], paid_fees=shares[2],
        purpose="car", joint=False, state=None, job=None, income=None, loan_fields=(), customer_fields=(),
    ),
    st.sampled_from(TapeStatus), st.integers(1, 10**6), st.integers(1, 3), st.sampled_from([36, 60]),
    st.decimals("30", "1500", places=2), st.tuples(*[st.decimals(0, 20000, places=2)] * 3),
    st.decimals("1000", "40000", places=2),
)  # fmt: skip


@given(tape_loans)
def test_payments_add_up_to_the_tapes_totals_cent_by_cent(loan: TapeLoan) -> None:
    account = TapeAccount(loan, AS_OF)
    payments = list(account.payments())
    for part, total in (("principal", loan.paid_principal), ("interest", loan.paid_interest), ("fees", loan.paid_fees)):
        assert sum((row[part] for row in payments), Decimal(0)) == total
    assert sum((row["amount"] for row in payments), Decimal(0)) == loan.paid
    assert all(row["amount"] >= 0 for row in payments)
    assert len(payments) == account.rows["loan_status"]["payments_count"]


@given(tape_loans)
def test_days_past_due_lie_in_the_band_of_the_status(loan: TapeLoan) -> None:
    account = TapeAccount(loan, AS_OF)
    assert account.days_past_due in BANDS[loan.status]
    assert account.contract.replace(day=1) == loan.issued
    if account.oldest_unpaid:
        assert account.missed[0].due == account.oldest_unpaid
        assert all(one.due <= AS_OF for one in account.missed)


@given(
    st.decimals("1", "50000", places=2), st.decimals("0", "36", places=2), st.decimals("1", "3000", places=2),
    st.integers(1, 120),
)  # fmt: skip
def test_an_amortised_loan_is_paid_back_with_its_interest(
    balance: Decimal, rate: Decimal, payment: Decimal, most: int
) -> None:
    schedule = amortise(balance, rate, payment, most)
    assert 1 <= schedule.count <= most
    assert payment * (schedule.count - 1) + schedule.last == balance + schedule.interest
    if schedule.count < most:
        assert 0 < schedule.last <= payment


@needs_tape
def test_the_whole_tape_comes_in_within_ten_seconds(whole: tuple[Store, ImportReport, float]) -> None:
    _, report, took = whole
    assert report == ImportReport(AS_OF, 10_000, 0, ())
    assert took < 10


@needs_tape
def test_the_figures_of_the_whole_tape_add_up(whole: tuple[Store, ImportReport, float]) -> None:
    store, _, _ = whole
    with TAPE.open(newline="") as file:
        rows = list(csv.DictReader(file))

    def stated(*columns: str) -> Decimal:
        cent = Decimal("0.01")
        return sum((Decimal(row[column]).quantize(cent) for row in rows for column in columns), Decimal(0))

    status, moves = schema.loan_status.c, schema.transactions.c
    with store.read() as connection:

        def kept(column: Any, *where: Any) -> Decimal:
            return connection.scalar(select(func.sum(column)).where(*where)) or Decimal(0)

        assert kept(status.status_principal_balance) == stated("balance")
        assert kept(status.status_total_paid_principal) == stated("paid_principal")
        assert kept(status.status_total_paid_interest) == stated("paid_interest")
        assert kept(status.status_total_paid_fees) == stated("paid_late_fees")
        assert abs(kept(status.status_total_paid) - stated("paid_total")) < 10
        assert kept(moves.amount, moves.kind == "payment") == kept(status.status_total_paid)
        assert kept(moves.principal) == stated("paid_principal") + kept(status.status_net_charge_off)
        assert kept(schema.loan_setup.c.setup_loan_amount) == stated("loan_amount")
        lent = stated("loan_amount") - stated("paid_principal") - stated("balance")
        assert kept(status.status_net_charge_off) == lent
        names = connection.execute(select(schema.loans.c.external_id, status.status_days_past_due).join_from(
            schema.loans, schema.loan_status)).all()  # fmt: skip
    bands = {f"lendingclub:{row['rownames']}": BANDS[TapeStatus(row["loan_status"])] for row in rows}
    assert all(days in bands[name] for name, days in names)


@needs_tape
def test_every_loan_of_the_tape_agrees_with_itself(whole: tuple[Store, ImportReport, float]) -> None:
    store, _, _ = whole
    counts: Counter[str] = Counter()
    names = {
        "loan-status", "status-days-past-due", "status-amount-due", "status-amount-past-due-30", "status-full-due",
        "status-next-payment-amount", "status-due-principal", "status-due-interest", "status-due-pni", "status-payoff",
        "status-principal-balance", "status-loan-age", "status-delinquent-days", "status-total-paid", "payments",
        "status-total-paid-principal", "status-total-paid-interest", "status-total-paid-fees", "today-minus-dpd",
        "status-delinquent-bucket-date",
    }  # fmt: skip
    for loan in loans_of(store, *names):
        counts[loan["loan-status"]] += 1
        assert loan["status-full-due"] == loan["status-amount-due"] + loan["status-next-payment-amount"]
        assert loan["status-due-pni"] == loan["status-due-principal"] + loan["status-due-interest"]
        assert loan["status-amount-past-due-30"] <= loan["status-amount-due"]
        assert loan["status-days-past-due"] <= loan["status-loan-age"]
        assert loan["status-delinquent-days"] <= loan["status-loan-age"] + 1
        assert loan["status-payoff"] >= loan["status-principal-balance"] >= 0
        parts = ("principal", "interest", "fees")
        assert loan["status-total-paid"] == sum(loan[f"status-total-paid-{part}"] for part in parts)
        assert (loan["status-delinquent-bucket-date"] or AS_OF.isoformat()) == loan["today-minus-dpd"]
        paid = sum((row["payment-amount"] for row in plain(loan["payments"])), Decimal(0))
        assert paid == loan["status-total-paid"]
    assert counts == {"Open": 9546, "Paid Off": 447, "Closed": 7}


@needs_tape
def test_the_whole_tape_again_changes_nothing(whole: tuple[Store, ImportReport, float]) -> None:
    store, _, _ = whole
    assert import_tape(store, TAPE) == ImportReport(AS_OF, 0, 10_000, ())
