"""An account's figures of the day: reading them as dues, and writing them back so that they agree with each other.

Takes an account, gives and takes `Dues` (`runtime.ledger`). Every action that moves money or dates goes through here.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import cache

from cljrules.stdlib import catalogue
from runtime.actions.account import Account
from runtime.ledger.credits import Dues
from runtime.ledger.delinquency import Missed, missed_payments, unpaid_since
from runtime.ledger.interest import per_diem, suspended_on
from runtime.ledger.reporting import credit_status, ecoa_codes

ZERO = Decimal("0.00")


def read_dues(account: Account) -> Dues:
    """What the account owes today. Missed payments that nobody recorded are worked out from the amount and days past
    due.
    """
    status = account.row("loan_status")
    return Dues(
        principal=status["status_principal_balance"],
        interest=status["status_due_interest"],
        fees=status["status_due_fees"],
        escrow=status["status_due_escrow"],
        discount=status["status_due_discount"],
        payoff_fees=status["status_payoff_fees"],
        due_principal=status["status_due_principal"],
        payoff=status["status_payoff"],
        amount_due=status["status_amount_due"],
        days_past_due=status["status_days_past_due"],
        missed=_missed(account),
    )


def _missed(account: Account) -> tuple[Missed, ...]:
    rows = sorted(account.rows("delinquency_buckets"), key=lambda row: -int(row["bucket_number"]))
    if rows:
        return tuple(
            Missed(account.today.fromisoformat(row["due_date"]), row["scheduled_payment"], row["amount_due"])
            for row in rows
        )
    status = account.row("loan_status")
    days = status["status_days_past_due"]
    if not days:
        return ()
    setup = account.row("loan_setup")
    return missed_payments(
        max(ZERO, status["status_amount_due"] - status["status_due_fees"]),
        setup["setup_payment"],
        account.today - timedelta(days=days),
        setup["setup_payment_frequency"],
    )


def write_dues(account: Account, dues: Dues) -> None:
    """Write the dues and every figure that follows from them."""

    def put(column: str, value: object) -> None:
        account.set("loan_status", column, value)

    principal_before = account.get("loan_status", "status_principal_balance")
    put("status_payoff", dues.payoff)
    put("status_principal_balance", dues.principal)
    put("status_due_principal", dues.due_principal)
    put("status_due_interest", dues.interest)
    put("status_due_pni", dues.due_principal + dues.interest)
    put("status_due_fees", dues.fees)
    put("status_due_escrow", dues.escrow)
    put("status_due_discount", dues.discount)
    put("status_payoff_fees", dues.payoff_fees)
    if dues.principal != principal_before:
        write_per_diem(account)
        if account.get("loan_setup", "setup_loan_type") == "creditLimit":
            available = account.get("loan_status", "status_available_credit")
            put("status_available_credit", available + principal_before - dues.principal)
    write_past_due(account, dues)
    if dues.payoff <= 0:
        _end_schedule(account)
    full = dues.amount_due + account.get("loan_status", "status_next_payment_amount")
    put("status_full_due", full)
    put("next_period_amount", full)
    write_reporting(account)


def write_past_due(account: Account, dues: Dues) -> None:
    """Write the amount and days past due, and the delinquency buckets they are made of."""
    today = account.today
    status = account.row("loan_status")
    fees_past_due = max(ZERO, dues.amount_due - sum((bucket.unpaid for bucket in dues.missed), ZERO))
    oldest = dues.missed[0] if dues.missed else None
    past_30 = unpaid_since(dues.missed, today, 30) + (fees_past_due if dues.days_past_due >= 30 else ZERO)
    for column, value in (
        ("status_amount_due", dues.amount_due),
        ("status_amount_past_due_30", min(status["status_amount_past_due_30"], past_30, dues.amount_due)),
        ("status_days_past_due", dues.days_past_due),
        ("status_delinquent_bucket_amount", oldest.unpaid if oldest else ZERO),
        ("status_delinquent_bucket_date", oldest.due.isoformat() if oldest else None),
    ):
        account.set("loan_status", column, value)
    if dues.days_past_due == 0:
        account.set("loan_status", "status_date_last_current", today.isoformat())
    if dues.days_past_due < 30:
        account.set("loan_status", "status_date_last_current_30", today.isoformat())
        account.set("loan_status", "date_of_first_delinquency", None)
    _write_buckets(account, dues.missed)


def _write_buckets(account: Account, missed: tuple[Missed, ...]) -> None:
    carried = ZERO
    wanted = []
    for number, bucket in zip(range(len(missed), 0, -1), missed, strict=True):
        wanted.append(
            {
                "bucket_number": number,
                "due_date": bucket.due.isoformat(),
                "amount_due": bucket.unpaid,
                "scheduled_payment": bucket.scheduled,
                "new_due_amount": bucket.scheduled,
                "past_due_amount": carried,
            }
        )
        carried += bucket.unpaid
    kept = account.rows("delinquency_buckets")
    if [{key: row[key] for key in made} for row, made in zip(kept, wanted, strict=False)] == wanted and len(
        kept
    ) == len(wanted):
        return
    for row in list(kept):
        account.remove("delinquency_buckets", row, ("bucket_number",))
    for made in wanted:
        account.insert("delinquency_buckets", **made)


def interest_suspended(account: Account, day: str) -> bool:
    """Whether interest is suspended on the day."""
    return suspended_on(day, ((row["date"], row["type"]) for row in account.rows("stop_interest_dates")))


def write_per_diem(account: Account) -> None:
    """Write what the account accrues a day, nothing while interest is suspended."""
    setup = account.row("loan_setup")
    amount = ZERO
    if not account.get("loan_status", "status_interest_suspended"):
        amount = per_diem(
            account.get("loan_status", "status_principal_balance"),
            setup["setup_interest_rate"],
            setup["setup_interest_rate_type"],
            setup["setup_days_in_year"] == "frequency",
            account.today,
        )
    account.set("loan_status", "status_perdiem", amount)


def _end_schedule(account: Account) -> None:
    status = account.row("loan_status")
    if status["status_next_payment_date"] is None and status["status_periods_remaining"] == 0:
        return
    for column in list(status):
        if column.startswith(("status_next_payment_", "next_scheduled_payment_")):
            account.set("loan_status", column, None if column.endswith("_date") else ZERO)
    account.set("loan_status", "subsequent_due_date", None)
    account.set("loan_status", "status_periods_remaining", 0)
    account.set("loan_status", "tx_forecast_terms_remaining", Decimal(0))
    account.set("loan_status", "status_remaining_interest", ZERO)
    account.set("loan_status", "status_interest_accrued_today", ZERO)
    account.set("loan_status", "status_final_payment_amount", ZERO)
    account.set("loan_status", "status_final_payment_date", account.today.isoformat())


@cache
def _bands() -> tuple[tuple[str, int, int | None], ...]:
    choices = catalogue.load().enumerations["credit-status"].values
    return tuple((choice.code, choice.dpd_min, choice.dpd_max) for choice in choices if choice.dpd_min is not None)


def write_reporting(account: Account) -> None:
    """Write the credit status and ECOA codes the account is reported with, from its settings and figures."""
    status, settings = account.row("loan_status"), account.row("loan_settings")
    reported = credit_status(
        settings["settings_credit_status"], status["status_days_past_due"], status["status_net_charge_off"], _bands()
    )
    secondary = any(row["role"] == "secondary" for row in account.rows("customer_links"))
    codes = ecoa_codes(settings["settings_ecoa_code"], settings["settings_co_buyer_ecoa_code"], secondary)
    account.set("loan_status", "status_credit_status", reported)
    account.set("loan_status", "status_calced_ecoa", codes[0])
    account.set("loan_status", "status_calced_ecoa_co_buyer", codes[1])
