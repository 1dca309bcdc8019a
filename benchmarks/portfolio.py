"""A made-up portfolio as columns, and the demo pack's twenty rules written by hand for other engines.

Takes a number of loans, gives a frame whose columns lie as the columnar engine wants them, and the same loans with
exact decimals for queries written by hand. The hand-written rules are what somebody would write who knows the rules and
the engine; they must give the same answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

DAY = date(2026, 11, 22)
_EPOCH = date(1970, 1, 1)
TODAY = (DAY - _EPOCH).days
MONEY = ["status-payoff", "status-amount-due", "status-due-fees"]


def portfolio(loans: int) -> pl.DataFrame:
    """Loans as columns: three quarters open, one in eight late, a few in each corner that the rules look at."""
    rows = pl.int_range(loans, eager=True)

    def dice(seed: int, sides: int) -> pl.Series:
        return rows.hash(seed) % sides

    status = (
        pl.when(pl.col("a") < 75)
        .then(pl.lit("Open"))
        .when(pl.col("a") < 90)
        .then(pl.lit("Closed"))
        .when(pl.col("a") < 97)
        .then(pl.lit("Paid Off"))
        .otherwise(pl.lit("Application"))
    )
    open_account = pl.col("loan-status") == "Open"
    base = pl.DataFrame(
        {"a": dice(1, 100), "b": dice(2, 1000), "c": dice(3, 10_000), "d": dice(4, 365), "e": dice(5, 100)}
    )
    late = (pl.col("b") < 125) & open_account
    made = base.with_columns(status.alias("loan-status")).with_columns(
        pl.when(open_account)
        .then(pl.lit("Repaying"))
        .when(pl.col("loan-status") == "Application")
        .then(pl.lit("Ready to fund"))
        .when(pl.col("c") < 5000)
        .then(pl.lit("Charged Off"))
        .otherwise(None)
        .alias("loan-sub-status"),
        pl.when(late).then(pl.col("b") * 2).otherwise(0).cast(pl.Int64).alias("status-days-past-due"),
        (pl.col("c") * 3).cast(pl.Int64).alias("status-loan-age"),
        pl.when(open_account).then(pl.col("c") * 251 + 7).otherwise(0).cast(pl.Int64).alias("status-payoff"),
        pl.when(late).then(pl.col("b") * 311).otherwise(0).cast(pl.Int64).alias("status-amount-due"),
        pl.when(late).then(pl.col("e") * 50).otherwise(0).cast(pl.Int64).alias("status-due-fees"),
        (pl.col("e") // 40).cast(pl.Int64).alias("status-unique-delinquencies"),
        (pl.col("e") // 35).cast(pl.Int64).alias("promises-failed-count"),
        (pl.col("b") // 300).cast(pl.Int64).alias("payments-nsf-count"),
        (pl.col("c") % 3 > 0).alias("settings-autopay-enabled"),
        (pl.col("c") % 50 == 0).alias("bankruptcy-active"),
        (late & (pl.col("b") > 40)).alias("status-interest-suspended"),
        (pl.col("c") % 2 == 0).alias("setup-is-setup-valid"),
        (pl.col("loan-status") != "Application").alias("loan-active"),
        pl.when(open_account | (pl.col("loan-status") == "Application"))
        .then(None)
        .otherwise(TODAY - pl.col("d"))
        .cast(pl.Int32)
        .alias("settings-closed-date"),
        pl.when(late & (pl.col("e") < 30))
        .then(pl.lit(["Collections"]))
        .when(pl.col("c") < 50)
        .then(pl.lit(["Watch", "Legal"]))
        .otherwise(pl.lit([], dtype=pl.List(pl.String)))
        .alias("portfolio-list"),
    )
    return made.drop("a", "b", "c", "d", "e").rechunk()


def with_decimals(frame: pl.DataFrame) -> pl.DataFrame:
    """The same loans with money as exact decimals of two places, and dates as dates."""
    cents = [(pl.col(name).cast(pl.Decimal(38, 2)) / 100).cast(pl.Decimal(15, 2)).alias(name) for name in MONEY]
    return frame.with_columns(*cents, pl.col("settings-closed-date").cast(pl.Date)).rechunk()


def by_hand(decimals: bool) -> Mapping[str, pl.Expr]:
    """The demo pack's rules as Polars expressions, over decimals or over whole cents and day numbers."""
    c = pl.col
    is_open = c("loan-status") == "Open"
    late, payoff, fees = c("status-days-past-due"), c("status-payoff"), c("status-due-fees")

    def money(text: str) -> Any:
        return pl.lit(Decimal(text), dtype=pl.Decimal(15, 2)) if decimals else int(Decimal(text) * 100)

    today: Any = pl.lit(DAY) if decimals else TODAY
    closed_days: Any = today - c("settings-closed-date")
    long_closed = closed_days.dt.total_days() > 90 if decimals else closed_days > 90
    portfolios = c("portfolio-list").list
    in_court = c("bankruptcy-active")
    return {
        "activate-funded-accounts": (c("loan-status") == "Application")
        & (c("loan-sub-status") == "Ready to fund").fill_null(False)
        & c("setup-is-setup-valid")
        & ~c("loan-active"),
        "welcome-call": is_open & (c("status-loan-age") <= 5),
        "first-payment-watch": is_open & (c("status-loan-age") < 60) & (late > 10),
        "reminder-call": is_open & (late >= 5) & (late <= 14),
        "early-collections": is_open & (late >= 15) & (late < 60) & (c("status-amount-due") > money("50")),
        "late-collections": is_open & (late >= 60),
        "broken-promises": is_open & (late > 0) & (c("promises-failed-count") >= 2),
        "drafts-off-after-returns": is_open & c("settings-autopay-enabled") & (c("payments-nsf-count") >= 3),
        "goodwill-late-fee": is_open
        & (c("status-unique-delinquencies") == 0)
        & (fees > money("0"))
        & (fees <= money("25"))
        & (late < 30),
        "legal-review": is_open & (late >= 100) & (payoff > money("5000")),
        "bankruptcy-hold": is_open & in_court,
        "cured": is_open & (late <= 0) & (portfolios.contains("Collections") | portfolios.contains("Watch")),
        "last-letter": is_open & (late >= 90) & ~in_court,
        "non-accrual": is_open & (late >= 90) & ~c("status-interest-suspended"),
        "charge-off-after-120-days": is_open & (late > 120) & (payoff > money("0")) & ~in_court,
        "charged-off-clean-up": (c("loan-status") == "Closed")
        & (c("loan-sub-status") == "Charged Off").fill_null(False)
        & (portfolios.len() > 0),
        "interest-back-on": is_open
        & (c("loan-sub-status") == "Repaying").fill_null(False)
        & c("status-interest-suspended")
        & (late < 30)
        & ~in_court,
        "small-balance-write-off": is_open & (payoff > money("0")) & (payoff < money("10")),
        "close-paid-off": is_open & (payoff == money("0")),
        "archive-closed-accounts": ((c("loan-status") == "Closed") | (c("loan-status") == "Paid Off"))
        & c("settings-closed-date").is_not_null()
        & long_closed.fill_null(False)
        & (payoff <= money("0")),
    }


#: The same rules in SQL, over decimals and dates, with `_` for `-` in the names of columns.
IN_SQL: Mapping[str, str] = {
    "activate-funded-accounts": "loan_status = 'Application' AND loan_sub_status IS NOT DISTINCT FROM 'Ready to fund'"
    " AND setup_is_setup_valid AND NOT loan_active",
    "welcome-call": "loan_status = 'Open' AND status_loan_age <= 5",
    "first-payment-watch": "loan_status = 'Open' AND status_loan_age < 60 AND status_days_past_due > 10",
    "reminder-call": "loan_status = 'Open' AND status_days_past_due BETWEEN 5 AND 14",
    "early-collections": "loan_status = 'Open' AND status_days_past_due >= 15 AND status_days_past_due < 60"
    " AND status_amount_due > 50.00",
    "late-collections": "loan_status = 'Open' AND status_days_past_due >= 60",
    "broken-promises": "loan_status = 'Open' AND status_days_past_due > 0 AND promises_failed_count >= 2",
    "drafts-off-after-returns": "loan_status = 'Open' AND settings_autopay_enabled AND payments_nsf_count >= 3",
    "goodwill-late-fee": "loan_status = 'Open' AND status_unique_delinquencies = 0 AND status_due_fees > 0.00"
    " AND status_due_fees <= 25.00 AND status_days_past_due < 30",
    "legal-review": "loan_status = 'Open' AND status_days_past_due >= 100 AND status_payoff > 5000.00",
    "bankruptcy-hold": "loan_status = 'Open' AND bankruptcy_active",
    "cured": "loan_status = 'Open' AND status_days_past_due <= 0"
    " AND (list_contains(portfolio_list, 'Collections') OR list_contains(portfolio_list, 'Watch'))",
    "last-letter": "loan_status = 'Open' AND status_days_past_due >= 90 AND NOT bankruptcy_active",
    "non-accrual": "loan_status = 'Open' AND status_days_past_due >= 90 AND NOT status_interest_suspended",
    "charge-off-after-120-days": "loan_status = 'Open' AND status_days_past_due > 120 AND status_payoff > 0.00"
    " AND NOT bankruptcy_active",
    "charged-off-clean-up": "loan_status = 'Closed' AND loan_sub_status IS NOT DISTINCT FROM 'Charged Off'"
    " AND len(portfolio_list) > 0",
    "interest-back-on": "loan_status = 'Open' AND loan_sub_status IS NOT DISTINCT FROM 'Repaying'"
    " AND status_interest_suspended AND status_days_past_due < 30 AND NOT bankruptcy_active",
    "small-balance-write-off": "loan_status = 'Open' AND status_payoff > 0.00 AND status_payoff < 10.00",
    "close-paid-off": "loan_status = 'Open' AND status_payoff = 0.00",
    "archive-closed-accounts": "loan_status IN ('Closed', 'Paid Off') AND settings_closed_date IS NOT NULL"
    " AND DATE '2026-11-22' - settings_closed_date > 90 AND status_payoff <= 0.00",
}
