"""The lender's business days, and what else a contract brings with it: recurring charges, escrow, linked loans."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _added() -> dict[str, tuple[sa.Column[Any], ...]]:
    """Columns that tables of the first releases get."""
    return {
        "autopays": (
            sa.Column("recurring_frequency", sa.String(length=200), server_default="single", nullable=False),
            sa.Column("recurring_date_option", sa.String(length=200), server_default="processDate", nullable=False),
            sa.Column("days_in_period", sa.Integer(), server_default=sa.text("0"), nullable=False),
            sa.Column("last_day_of_month", sa.Boolean(), server_default=sa.false(), nullable=False),
            sa.Column("payment_type", sa.String(length=200), nullable=True),
            sa.Column("extra", sa.String(length=200), nullable=True),
            sa.Column("last_extra", sa.String(length=200), nullable=True),
            sa.Column("authorization_type", sa.String(length=200), nullable=True),
            sa.Column("retry_days", sa.Integer(), server_default=sa.text("0"), nullable=False),
            sa.Column("retry_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
            sa.Column("payment_fee", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
            sa.Column("charge_service_fee", sa.Boolean(), server_default=sa.false(), nullable=False),
            sa.Column("payoff_adjustment", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
            sa.Column("process_current", sa.Boolean(), server_default=sa.true(), nullable=False),
            sa.Column("process_zero_or_negative_balance", sa.Boolean(), server_default=sa.false(), nullable=False),
            sa.Column("post_payment_update", sa.Boolean(), server_default=sa.true(), nullable=False),
            sa.Column("charge_off_recovery", sa.Boolean(), server_default=sa.false(), nullable=False),
            sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        ),
        "collateral": (
            sa.Column("collateral_a", sa.String(length=200), nullable=True),
            sa.Column("collateral_b", sa.String(length=200), nullable=True),
            sa.Column("collateral_c", sa.String(length=200), nullable=True),
            sa.Column("additional", sa.String(length=200), nullable=True),
        ),
        "insurance_policies": (
            sa.Column("agent_name", sa.String(length=200), nullable=True),
            sa.Column("insured", sa.String(length=200), nullable=True),
            sa.Column("phone", sa.String(length=200), nullable=True),
            sa.Column("deductible", sa.BigInteger(), nullable=True),
        ),
        "loan_setup": (
            sa.Column(
                "regz_apr",
                sa.BigInteger(),
                nullable=True,
                comment="of the disclosure under regulation Z, where it was stated",
            ),
            sa.Column("regz_amount_financed", sa.BigInteger(), nullable=True),
            sa.Column("regz_finance_charge", sa.BigInteger(), nullable=True),
            sa.Column("regz_total_of_payments", sa.BigInteger(), nullable=True),
            sa.Column("apr_force_single", sa.Boolean(), server_default=sa.false(), nullable=False),
            sa.Column("calc_history_enabled", sa.Boolean(), server_default=sa.false(), nullable=False),
            sa.Column("calc_dates_enabled", sa.Boolean(), server_default=sa.false(), nullable=False),
            sa.Column("curtailment_template", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
            sa.Column("curtail_percent_base", sa.String(length=200), nullable=True),
        ),
        "schedule_rolls": (
            sa.Column("percent", sa.BigInteger(), nullable=True),
            sa.Column("advanced_terms", sa.BigInteger(), nullable=True),
            sa.Column("balance_set", sa.BigInteger(), nullable=True),
            sa.Column("difference", sa.BigInteger(), nullable=True),
            sa.Column("basic_revert", sa.Boolean(), server_default=sa.false(), nullable=False),
            sa.Column("force_balloon", sa.Boolean(), server_default=sa.false(), nullable=False),
            sa.Column("is_curtailment", sa.Boolean(), server_default=sa.false(), nullable=False),
        ),
        "source_companies": (
            sa.Column("contact_name", sa.String(length=200), nullable=True),
            sa.Column("contact_phone", sa.String(length=200), nullable=True),
            sa.Column("contact_email", sa.String(length=200), nullable=True),
        ),
        "tenant": (sa.Column("business_weekdays", sa.String(length=200), server_default="12345", nullable=False),),
        "transactions": (
            sa.Column(
                "early",
                sa.Boolean(),
                server_default=sa.false(),
                nullable=False,
                comment="of a payment: it is for a payment that is not due yet",
            ),
            sa.Column(
                "authorization_type",
                sa.String(length=8),
                nullable=True,
                comment="how a draft was allowed: CCD, PPD, TEL or WEB",
            ),
            sa.Column("processor", sa.String(length=200), nullable=True),
            sa.Column("comment", sa.Text(), nullable=True),
            sa.Column("parent_external_id", sa.String(length=200), nullable=True),
        ),
    }


def upgrade() -> None:
    for table, columns in _added().items():
        for column in columns:
            op.add_column(table, column)
    with op.batch_alter_table("tenant") as batch:
        batch.create_check_constraint("one_tenant", "id = 1")
    op.create_table(
        "escrow_subsets",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("availability", sa.String(length=32), server_default="both", nullable=False),
        sa.Column("payoff_option", sa.String(length=32), server_default="standard", nullable=False),
        sa.Column("payment_application", sa.String(length=32), server_default="standard", nullable=False),
        sa.Column("schedule_include", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("apr_include", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("disclosure_loan_amount_add", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("interest_bearing", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("lease_sales_tax", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("analysis_enabled", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("next_analysis_date", sa.String(length=10), nullable=True),
        sa.Column(
            "analysis",
            sa.Text(),
            nullable=True,
            comment="cushion, shortage, deficiency and surplus, as the escrow analysis has them",
        ),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.CheckConstraint("availability IN ('both', 'loan', 'lease')", name=op.f("one_of_availability")),
        sa.CheckConstraint(
            "payoff_option IN ('full', 'none', 'standard', 'standardPlus', 'straightline')",
            name=op.f("one_of_payoff_option"),
        ),
        sa.CheckConstraint(
            "payment_application IN ('next', 'nextStandard', 'prorate', 'standard')",
            name=op.f("one_of_payment_application"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escrow_subsets")),
        sa.UniqueConstraint("title", name=op.f("uq_escrow_subsets_title")),
        comment="the tenant's kinds of escrow",
    )
    op.create_table(
        "holidays",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=200), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_holidays")),
        comment="days on which the lender is closed, beside the weekdays that the tenant says",
    )
    op.create_table(
        "listed_words",
        sa.Column(
            "list",
            sa.String(length=32),
            nullable=False,
            comment="such as charge-type, credit-category or payment-method",
        ),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.PrimaryKeyConstraint("list", "number", name=op.f("pk_listed_words")),
        comment="the tenant's lists by the numbers that other systems know their entries by",
    )
    op.create_table(
        "recurring_charges",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("info", sa.String(length=200), server_default="", nullable=False),
        sa.Column("calculation", sa.String(length=32), nullable=False),
        sa.Column("fixed_amount", sa.BigInteger(), nullable=True),
        sa.Column("percentage", sa.BigInteger(), nullable=True),
        sa.Column("percentage_base", sa.String(length=32), nullable=True),
        sa.Column("payoff_fee", sa.Boolean(), server_default=sa.false(), nullable=False, comment="due only at payoff"),
        sa.Column("interest_bearing", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("trigger_type", sa.String(length=32), nullable=False),
        sa.Column("trigger_event", sa.String(length=32), nullable=True),
        sa.Column("trigger_sub_event", sa.String(length=32), nullable=True),
        sa.Column("trigger_value", sa.String(length=200), nullable=True),
        sa.Column("trigger_rule", sa.Text(), nullable=True),
        sa.Column("restriction_rule", sa.Text(), nullable=True),
        sa.Column("loan_type", sa.String(length=200), nullable=True),
        sa.Column("apply_in_new_loan", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("enabled", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.CheckConstraint("calculation IN ('fixed', 'percentage', 'contingency')", name=op.f("one_of_calculation")),
        sa.CheckConstraint(
            "percentage_base IN ('apd', 'cpb', 'nda', 'dpa', 'ola')", name=op.f("one_of_percentage_base")
        ),
        sa.CheckConstraint("trigger_type IN ('rule', 'event')", name=op.f("one_of_trigger_type")),
        sa.CheckConstraint(
            "trigger_event IN ('origination', 'changeduedate', 'loanactivation', "
            "'paymentreversal', 'loanmodification')",
            name=op.f("one_of_trigger_event"),
        ),
        sa.CheckConstraint("trigger_sub_event IN ('nfs', 'nonfs', 'nachacode')", name=op.f("one_of_trigger_sub_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recurring_charges")),
        sa.UniqueConstraint("title", name=op.f("uq_recurring_charges_title")),
        comment="charges that come up again and again, by a rule or an event",
    )
    op.create_table(
        "escrow_adjustments",
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column(
            "subset_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("period", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("amount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("description", sa.String(length=200), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.loan_id"], name=op.f("fk_escrow_adjustments_loan_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["subset_id"], ["escrow_subsets.id"], name=op.f("fk_escrow_adjustments_subset_id")),
        sa.PrimaryKeyConstraint("loan_id", "subset_id", "period", name=op.f("pk_escrow_adjustments")),
    )
    op.create_table(
        "escrow_calculators",
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column(
            "subset_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("term", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("total", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("percent", sa.BigInteger(), nullable=True),
        sa.Column("percent_base", sa.String(length=32), nullable=True),
        sa.Column("first_period", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("regular_period", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("prorate_first", sa.String(length=32), nullable=True),
        sa.Column("disclosure_loan_amount_add", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("extend_final", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.loan_id"], name=op.f("fk_escrow_calculators_loan_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["subset_id"], ["escrow_subsets.id"], name=op.f("fk_escrow_calculators_subset_id")),
        sa.CheckConstraint(
            "percent_base IN ('basePayment', 'loanAmount', 'salesPrice')", name=op.f("one_of_percent_base")
        ),
        sa.CheckConstraint("prorate_first IN ('full', 'none', 'shortOnly')", name=op.f("one_of_prorate_first")),
        sa.PrimaryKeyConstraint("loan_id", "subset_id", name=op.f("pk_escrow_calculators")),
        comment="how much escrow each period of an account asks for",
    )
    op.create_table(
        "escrow_transactions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column(
            "subset_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("date", sa.String(length=10), nullable=False),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("amount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("category", sa.String(length=200), nullable=True),
        sa.Column("description", sa.String(length=200), server_default="", nullable=False),
        sa.Column("vendor", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.loan_id"], name=op.f("fk_escrow_transactions_loan_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["subset_id"], ["escrow_subsets.id"], name=op.f("fk_escrow_transactions_subset_id")),
        sa.CheckConstraint("type IN ('deposit', 'withdrawal')", name=op.f("one_of_type")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escrow_transactions")),
        comment="money put into escrow or paid out of it beside payments of the account",
    )
    op.create_index(
        op.f("ix_escrow_transactions_loan_id_date"), "escrow_transactions", ["loan_id", "date"], unique=False
    )
    op.create_table(
        "linked_loans",
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("linked_display_id", sa.String(length=200), nullable=False),
        sa.Column(
            "option", sa.String(length=200), nullable=False, comment="what links the two, one of the tenant's words"
        ),
        sa.Column("value", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.loan_id"], name=op.f("fk_linked_loans_loan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("loan_id", "linked_display_id", "option", name=op.f("pk_linked_loans")),
    )
    op.create_table(
        "loan_recurring_charges",
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column(
            "recurring_charge_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("enabled", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.loan_id"], name=op.f("fk_loan_recurring_charges_loan_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["recurring_charge_id"],
            ["recurring_charges.id"],
            name=op.f("fk_loan_recurring_charges_recurring_charge_id"),
        ),
        sa.PrimaryKeyConstraint("loan_id", "recurring_charge_id", name=op.f("pk_loan_recurring_charges")),
    )
    op.create_index(
        op.f("ix_loan_recurring_charges_recurring_charge_id"),
        "loan_recurring_charges",
        ["recurring_charge_id"],
        unique=False,
    )
    op.create_table(
        "fundings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("date", sa.String(length=10), nullable=False),
        sa.Column("amount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("method", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=32), server_default="none", nullable=False),
        sa.Column("authorization_type", sa.String(length=32), nullable=True),
        sa.Column(
            "customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=True
        ),
        sa.Column(
            "transaction_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=True
        ),
        sa.Column("processor", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_fundings_customer_id")),
        sa.ForeignKeyConstraint(["loan_id"], ["loans.loan_id"], name=op.f("fk_fundings_loan_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["transaction_id"], ["transactions.id"], name=op.f("fk_fundings_transaction_id")),
        sa.CheckConstraint("method IN ('cashdrawer', 'deposit')", name=op.f("one_of_method")),
        sa.CheckConstraint(
            "status IN ('failed', 'none', 'pending', 'reversed', 'success')", name=op.f("one_of_status")
        ),
        sa.CheckConstraint(
            "authorization_type IN ('ccd', 'ppd', 'tel', 'web')", name=op.f("one_of_authorization_type")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fundings")),
        comment="money paid out to those the account was opened for",
    )
    op.create_index(op.f("ix_fundings_loan_id"), "fundings", ["loan_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("tenant") as batch:
        batch.drop_constraint("one_tenant", type_="check")
    op.drop_table("fundings")
    op.drop_table("loan_recurring_charges")
    op.drop_table("linked_loans")
    op.drop_table("escrow_transactions")
    op.drop_table("escrow_calculators")
    op.drop_table("escrow_adjustments")
    op.drop_table("recurring_charges")
    op.drop_table("listed_words")
    op.drop_table("holidays")
    op.drop_table("escrow_subsets")
    for table, columns in _added().items():
        for column in columns:
            op.drop_column(table, column.name)
