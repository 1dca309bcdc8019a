"""Tables of the loan itself: identity, terms, settings, status of the day and the archive of it.

The columns named after variables come from the catalogue (`placement`). One loan is one row in each of `loans`,
`loan_setup`, `loan_settings` and `loan_status`.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table, Text, UniqueConstraint, text

from runtime.store import placement
from runtime.store.columns import Day, Document, Moment, Number, whole_number
from runtime.store.tables.base import (
    METADATA,
    count,
    flag,
    key,
    loan,
    member_columns,
    money,
    reference,
    variable_columns,
    word,
)

# Numbers that point to the tenant's own words; the catalogue knows them as plain integers.
_LINKS = {
    "status_loan_status_id": "loan_statuses.id",
    "status_loan_sub_status_id": "loan_sub_statuses.id",
    "status_source_company_id": "source_companies.id",
}


def _loan_column(column: Column) -> Column:  # type: ignore[type-arg]
    if column.name == "loan_id":
        return Column("loan_id", whole_number(), primary_key=True, doc=column.doc)
    to = _LINKS.get(column.name)
    if to is None:
        return column
    linked = reference(column.name, to, nullable=bool(column.nullable))
    linked.doc = column.doc
    return linked


loans = Table(
    "loans",
    METADATA,
    *[_loan_column(column) for column in variable_columns("loans")],
    Column("external_id", String(200), unique=True, comment="the account's name in the system it was imported from"),
    Column("version", whole_number(), nullable=False, server_default=text("1"), comment="grows by one at every change"),
    Column("archived_at", Moment()),
    Column("deleted_at", Moment()),
    Column("created_at", Moment(), nullable=False),
    Index(None, "loan_display_id"),
    Index(None, "loan_last_maintenance_date"),
    Index(None, "status_loan_status_id", "status_loan_sub_status_id"),
    comment="accounts; deleting one sets a flag, the row stays",
)

loan_setup = Table(
    "loan_setup",
    METADATA,
    loan(primary=True),
    *variable_columns("loan_setup"),
    Column("regz_apr", Number(least=2), comment="of the disclosure under regulation Z, where it was stated"),
    money("regz_amount_financed", nullable=True),
    money("regz_finance_charge", nullable=True),
    money("regz_total_of_payments", nullable=True),
    flag("apr_force_single"),
    flag("calc_history_enabled"),
    flag("calc_dates_enabled"),
    Column("curtailment_template", whole_number()),
    word("curtail_percent_base", nullable=True),
    comment="the contract's terms",
)

loan_settings = Table(
    "loan_settings",
    METADATA,
    loan(primary=True),
    *variable_columns("loan_settings"),
    comment="how the account is serviced and reported; changing it moves no money",
)

loan_status = Table(
    "loan_status",
    METADATA,
    loan(primary=True),
    Column("status_date", Day(), comment="business date the figures stand for"),
    *variable_columns("loan_status"),
    Index("ix_loan_status_days_past_due", "status_days_past_due"),
    comment="figures of the day, as the ledger last worked them out",
)


def archived_columns() -> list[str]:
    """Names of the figures that a daily snapshot repeats from `loan_status`, in its order."""
    return [placement.snake(variable.name) for variable in placement.columns_of("loan_status")]


daily_snapshots = Table(
    "daily_snapshots",
    METADATA,
    loan(primary=True),
    Column("snapshot_date", Day(), primary_key=True),
    reference("status_loan_status_id", "loan_statuses.id"),
    reference("status_loan_sub_status_id", "loan_sub_statuses.id", nullable=True),
    Column("portfolios", Document(), comment="numbers of the portfolios and sub-portfolios the account was in"),
    Column("settings", Document(), comment="settings and custom fields of the day, where they were archived"),
    *variable_columns("loan_status"),
    Index(None, "snapshot_date"),
    comment="one row per live account and day: the figures as the day ended",
)

delinquency_buckets = Table(
    "delinquency_buckets",
    METADATA,
    loan(primary=True),
    Column("bucket_number", whole_number(), primary_key=True, autoincrement=False),
    Column("due_date", Day(), nullable=False),
    *member_columns("status_delinquent_bucket_balance", leave=frozenset({"bucket_number", "days_past_due"})),
    money("fees", comment="how much of the amount due is fees"),
    comment="missed payments, the newest as number 1; their age follows from the business date",
)

ledger_openings = Table(
    "ledger_openings",
    METADATA,
    loan(primary=True),
    Column("opening", Document(), nullable=False, comment="where the account stood, and which entries that holds"),
    comment="where an account's books begin: its status follows from here and from what was booked since",
)

ledger_courses = Table(
    "ledger_courses",
    METADATA,
    loan(primary=True),
    Column("version", whole_number(), nullable=False, comment="the account's version for which the course holds"),
    Column("last_day", Day(), nullable=False, comment="the last day it reaches"),
    Column("course", Text(), nullable=False, comment="a JSON list: the fields of the ledger's course, in order"),
    comment="how accounts go on while nothing happens on them: they follow from the books and their entries",
)

due_date_changes = Table(
    "due_date_changes",
    METADATA,
    key(),
    loan(),
    Column("original_date", Day(), nullable=False),
    Column("new_date", Day(), nullable=False),
    Column("changed_on", Day(), nullable=False),
    flag("on_last_day_of_month"),
    Index(None, "loan_id"),
)

schedule_rolls = Table(
    "schedule_rolls",
    METADATA,
    key(),
    loan(),
    count("display_order"),
    count("term"),
    Column("rate", Number(least=2)),
    money("amount", nullable=True),
    money("balance", nullable=True),
    word("solve_for", nullable=True),
    word("solve_using", nullable=True),
    Column("percent", Number(least=2)),
    Column("advanced_terms", Number()),
    money("balance_set", nullable=True),
    money("difference", nullable=True),
    flag("basic_revert"),
    flag("force_balloon"),
    flag("is_curtailment"),
    Index(None, "loan_id"),
)

loan_modifications = Table(
    "loan_modifications",
    METADATA,
    key(),
    loan(),
    Column("modified_on", Day(), nullable=False),
    Column("terms_before", Document(), nullable=False),
    Index(None, "loan_id"),
)

stop_interest_dates = Table(
    "stop_interest_dates",
    METADATA,
    key(),
    loan(),
    Column("date", Day(), nullable=False),
    Column("type", String(16), nullable=False, comment="suspend or resume"),
    flag("earned"),
    UniqueConstraint("loan_id", "date"),
)

apd_adjustments = Table(
    "apd_adjustments",
    METADATA,
    key(),
    loan(),
    Column("date", Day(), nullable=False),
    Column("type", String(16), nullable=False, comment="zero or fixed"),
    money("dollar_amount", comment="dollars the amount past due becomes"),
    word("title", nullable=True),
    flag("deleted"),
    Index(None, "loan_id", "date"),
    comment="amount-past-due resets",
)

dpd_adjustments = Table(
    "dpd_adjustments",
    METADATA,
    key(),
    loan(),
    Column("date", Day(), nullable=False, comment="day from which later days past due count"),
    word("title", nullable=True),
    flag("deleted"),
    Index(None, "loan_id", "date"),
    comment="days-past-due resets",
)

loan_portfolios = Table(
    "loan_portfolios",
    METADATA,
    loan(primary=True),
    reference("portfolio_id", "portfolios.id", primary=True),
    Index(None, "portfolio_id"),
)

loan_sub_portfolios = Table(
    "loan_sub_portfolios",
    METADATA,
    loan(primary=True),
    reference("sub_portfolio_id", "sub_portfolios.id", primary=True),
    Index(None, "sub_portfolio_id"),
)

loan_checklist_items = Table(
    "loan_checklist_items",
    METADATA,
    loan(primary=True),
    reference("checklist_item_id", "checklist_items.id", primary=True),
    flag("checked"),
    Column("checked_on", Day()),
)

billing_periods = Table(
    "billing_periods",
    METADATA,
    loan(primary=True),
    Column("number", whole_number(), primary_key=True, autoincrement=False),
    *member_columns("billing_period_values_array"),
)

cards = Table(
    "cards",
    METADATA,
    key(),
    loan(),
    *member_columns("cards_array"),
    Index(None, "loan_id"),
)

escrow_buckets = Table(
    "escrow_buckets",
    METADATA,
    loan(primary=True),
    Column("number", whole_number(), primary_key=True, autoincrement=False),
    word("title", default=""),
    *member_columns("escrow"),
)

insurance_policies = Table(
    "insurance_policies",
    METADATA,
    loan(primary=True),
    *variable_columns("insurance_policies"),
    word("policy_number", nullable=True),
    word("agent_name", nullable=True),
    word("insured", nullable=True),
    word("phone", nullable=True),
    money("deductible", nullable=True),
)

collateral = Table(
    "collateral",
    METADATA,
    key(),
    loan(),
    Column("position", whole_number(), nullable=False, comment="1 to 50"),
    *member_columns("collateral_position"),
    word("collateral_a", nullable=True),
    word("collateral_b", nullable=True),
    word("collateral_c", nullable=True),
    word("additional", nullable=True),
    UniqueConstraint("loan_id", "position"),
)

bankruptcies = Table(
    "bankruptcies",
    METADATA,
    key(),
    loan(),
    flag("active", comment="rules change only the active record"),
    *variable_columns("bankruptcies"),
    word("case_number", nullable=True),
    word("court", nullable=True),
    Index(None, "loan_id"),
    Index(
        "uq_bankruptcies_active",
        "loan_id",
        unique=True,
        sqlite_where=text("active"),
        postgresql_where=text("active"),
    ),
)


def _custom_values(entity: str, owner: Column) -> Table:  # type: ignore[type-arg]
    return Table(
        f"{entity}_custom_values",
        METADATA,
        owner,
        reference("field_id", "custom_fields.id", primary=True),
        Column("value", String(4000)),
        comment=f"values of the tenant's own {entity} fields, as text",
    )


loan_custom_values = _custom_values("loan", loan(primary=True))
customer_custom_values = _custom_values(
    "customer", reference("customer_id", "customers.id", primary=True, cascade=True)
)
collateral_custom_values = _custom_values(
    "collateral", reference("collateral_id", "collateral.id", primary=True, cascade=True)
)
bankruptcy_custom_values = _custom_values(
    "bankruptcy", reference("bankruptcy_id", "bankruptcies.id", primary=True, cascade=True)
)

loan_computation_values = Table(
    "loan_computation_values",
    METADATA,
    loan(primary=True),
    reference("field_id", "computation_fields.id", primary=True),
    Column("calculated_value", Number()),
)
