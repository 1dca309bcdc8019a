"""Every table of the first release, written out: later changes to the code must not change history."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agents",
        sa.Column("username", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("agent_full_name", sa.Text(), nullable=True),
        sa.Column("agent_job_title", sa.Text(), nullable=True),
        sa.Column("agent_phone", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("username", name=op.f("pk_agents")),
        comment="agent users; loan settings name them by username",
    )
    op.create_table(
        "checklists",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklists")),
        sa.UniqueConstraint("title", name=op.f("uq_checklists_title")),
    )
    op.create_table(
        "computation_fields",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("formula", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_computation_fields")),
        sa.UniqueConstraint("title", name=op.f("uq_computation_fields_title")),
    )
    op.create_table(
        "custom_fields",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "entity", sa.String(length=16), nullable=False, comment="settings, customer, collateral or bankruptcy"
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.String(length=16),
            server_default="text",
            nullable=False,
            comment="text, boolean, date, number, money, select",
        ),
        sa.Column("choices", sa.Text(), nullable=True, comment="of a select field: option number to text"),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_fields")),
        sa.UniqueConstraint("entity", "title", name=op.f("uq_custom_fields_entity_title")),
        comment="the tenant's own fields; the id is the field number that criteria use",
    )
    op.create_table(
        "customers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column("customer_type", sa.String(length=200), server_default="individual", nullable=False),
        sa.Column("status", sa.String(length=200), server_default="Active", nullable=False),
        sa.Column("first_name", sa.String(length=200), nullable=True),
        sa.Column("middle_name", sa.String(length=200), nullable=True),
        sa.Column("last_name", sa.String(length=200), nullable=True),
        sa.Column("generation_code", sa.String(length=200), nullable=True),
        sa.Column("company_name", sa.String(length=200), nullable=True),
        sa.Column("contact_name", sa.String(length=200), nullable=True),
        sa.Column("email", sa.String(length=200), nullable=True),
        sa.Column("birth_date", sa.String(length=10), nullable=True),
        sa.Column("sells_personal_information", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("ofac_tested", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("ofac_match", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("credit_score_experian", sa.Integer(), nullable=True),
        sa.Column("credit_score_transunion", sa.Integer(), nullable=True),
        sa.Column("credit_score_equifax", sa.Integer(), nullable=True),
        sa.Column("credit_score_date", sa.String(length=10), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("deleted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column(
            "version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default=sa.text("1"), nullable=False
        ),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
        sa.UniqueConstraint("external_id", name=op.f("uq_customers_external_id")),
    )
    op.create_index(op.f("ix_customers_email"), "customers", ["email"], unique=False)
    op.create_index(op.f("ix_customers_last_name_first_name"), "customers", ["last_name", "first_name"], unique=False)
    op.create_table(
        "deployments",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("pack_name", sa.String(length=200), nullable=False),
        sa.Column("pack_version", sa.String(length=200), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column(
            "mode",
            sa.String(length=16),
            server_default="live",
            nullable=False,
            comment="live, or shadow: decides without effects",
        ),
        sa.Column("active", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=True),
        sa.Column("deployed_by", sa.String(length=200), nullable=False),
        sa.Column("deployed_at", sa.String(length=32), nullable=False),
        sa.Column("withdrawn_at", sa.String(length=32), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deployments")),
        comment="packs as they were deployed; at most one of a name is active in each mode",
    )
    op.create_index(op.f("ix_deployments_content_hash"), "deployments", ["content_hash"], unique=False)
    op.create_index(
        "uq_deployments_active",
        "deployments",
        ["pack_name", "mode"],
        unique=True,
        sqlite_where=sa.text("active"),
        postgresql_where=sa.text("active"),
    )
    op.create_table(
        "loan_statuses",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("display_order", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan_statuses")),
        sa.UniqueConstraint("title", name=op.f("uq_loan_statuses_title")),
    )
    op.create_table(
        "portfolios",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("category", sa.String(length=200), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portfolios")),
        sa.UniqueConstraint("title", name=op.f("uq_portfolios_title")),
    )
    op.create_table(
        "source_companies",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_companies")),
        sa.UniqueConstraint("title", name=op.f("uq_source_companies_title")),
    )
    op.create_table(
        "tenant",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=200), server_default="", nullable=False),
        sa.Column("time_zone", sa.String(length=200), server_default="UTC", nullable=False),
        sa.Column("tenant_customer_website", sa.Text(), nullable=True),
        sa.Column("tenant_theme", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenant")),
        comment="the one lender whose accounts these are",
    )
    op.create_table(
        "addresses",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("kind", sa.String(length=16), nullable=False, comment="primary or mailing"),
        sa.Column("address1", sa.String(length=200), nullable=True),
        sa.Column("address2", sa.String(length=200), nullable=True),
        sa.Column("city", sa.String(length=200), nullable=True),
        sa.Column("state", sa.String(length=200), nullable=True),
        sa.Column("zipcode", sa.String(length=200), nullable=True),
        sa.Column("country", sa.String(length=200), server_default="usa", nullable=False),
        sa.Column("verified", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("standardized", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_addresses_customer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_addresses")),
        sa.UniqueConstraint("customer_id", "kind", name=op.f("uq_addresses_customer_id_kind")),
    )
    op.create_table(
        "checklist_items",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "checklist_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("display_order", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["checklist_id"], ["checklists.id"], name=op.f("fk_checklist_items_checklist_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_items")),
        sa.UniqueConstraint("checklist_id", "title", name=op.f("uq_checklist_items_checklist_id_title")),
    )
    op.create_table(
        "customer_custom_values",
        sa.Column(
            "customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "field_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("value", sa.String(length=4000), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_custom_values_customer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["field_id"], ["custom_fields.id"], name=op.f("fk_customer_custom_values_field_id")),
        sa.PrimaryKeyConstraint("customer_id", "field_id", name=op.f("pk_customer_custom_values")),
        comment="values of the tenant's own customer fields, as text",
    )
    op.create_table(
        "customer_references",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("relation", sa.String(length=200), nullable=True),
        sa.Column("primary_phone", sa.String(length=200), nullable=True),
        sa.Column("secondary_phone", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_references_customer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_references")),
    )
    op.create_index(op.f("ix_customer_references_customer_id"), "customer_references", ["customer_id"], unique=False)
    op.create_table(
        "deployment_files",
        sa.Column(
            "deployment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("path", sa.String(length=500), nullable=False, comment="relative to the pack, with /"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deployment_id"], ["deployments.id"], name=op.f("fk_deployment_files_deployment_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("deployment_id", "path", name=op.f("pk_deployment_files")),
    )
    op.create_table(
        "employers",
        sa.Column(
            "customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("company_name", sa.String(length=200), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=True),
        sa.Column("phone", sa.String(length=200), nullable=True),
        sa.Column("income", sa.BigInteger(), nullable=True),
        sa.Column("income_frequency", sa.String(length=200), nullable=True),
        sa.Column("hire_date", sa.String(length=10), nullable=True),
        sa.Column("next_pay_date", sa.String(length=10), nullable=True),
        sa.Column("pay_date_frequency", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_employers_customer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_employers")),
    )
    op.create_table(
        "loan_sub_statuses",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("parent", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("email_enroll", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("sms_enroll", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("web_access", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("late_fees", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("display_order", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["parent"], ["loan_statuses.id"], name=op.f("fk_loan_sub_statuses_parent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan_sub_statuses")),
        sa.UniqueConstraint("parent", "title", name=op.f("uq_loan_sub_statuses_parent_title")),
    )
    op.create_table(
        "maintenance_runs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("business_date", sa.String(length=10), nullable=False),
        sa.Column("trigger", sa.String(length=200), server_default="nightly", nullable=False),
        sa.Column(
            "deployment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=True
        ),
        sa.Column("content_hash", sa.String(length=64), nullable=True),
        sa.Column(
            "status",
            sa.String(length=16),
            server_default="running",
            nullable=False,
            comment="running, finished, failed, stopped",
        ),
        sa.Column("dry_run", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("loans_seen", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("loans_maintained", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("firings", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("errors", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("started_at", sa.String(length=32), nullable=False),
        sa.Column("finished_at", sa.String(length=32), nullable=True),
        sa.Column("report", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["deployment_id"], ["deployments.id"], name=op.f("fk_maintenance_runs_deployment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_maintenance_runs")),
    )
    op.create_index(op.f("ix_maintenance_runs_business_date"), "maintenance_runs", ["business_date"], unique=False)
    op.create_table(
        "payment_profiles",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("type", sa.String(length=200), nullable=False),
        sa.Column("masked_number", sa.String(length=200), nullable=True),
        sa.Column("is_primary", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_secondary", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_payment_profiles_customer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_profiles")),
        comment="payment methods; account and card numbers never lie here",
    )
    op.create_index(op.f("ix_payment_profiles_customer_id"), "payment_profiles", ["customer_id"], unique=False)
    op.create_table(
        "phones",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("phone", sa.String(length=200), nullable=False),
        sa.Column("phone_type", sa.String(length=200), server_default="other", nullable=False),
        sa.Column("is_primary", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_secondary", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("carrier_name", sa.String(length=200), nullable=True),
        sa.Column("carrier_verified", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_land_line", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("do_not_call", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_phones_customer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phones")),
    )
    op.create_index(op.f("ix_phones_customer_id"), "phones", ["customer_id"], unique=False)
    op.create_index(op.f("ix_phones_phone"), "phones", ["phone"], unique=False)
    op.create_table(
        "social_profiles",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("profile_type", sa.String(length=200), nullable=False),
        sa.Column("profile_id", sa.String(length=200), nullable=True),
        sa.Column("username", sa.String(length=200), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_social_profiles_customer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_social_profiles")),
        sa.UniqueConstraint("customer_id", "profile_type", name=op.f("uq_social_profiles_customer_id_profile_type")),
    )
    op.create_table(
        "sub_portfolios",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("parent", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.ForeignKeyConstraint(["parent"], ["portfolios.id"], name=op.f("fk_sub_portfolios_parent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sub_portfolios")),
        sa.UniqueConstraint("parent", "title", name=op.f("uq_sub_portfolios_parent_title")),
    )
    op.create_table(
        "loans",
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("loan_display_id", sa.Text(), server_default="", nullable=False),
        sa.Column("loan_title", sa.Text(), nullable=True),
        sa.Column("loan_alert", sa.Text(), nullable=True),
        sa.Column(
            "status_loan_status_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "status_loan_sub_status_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("loan_active", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("loan_archived", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("loan_deleted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("loan_temporary", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("loan_create_time", sa.String(length=32), nullable=True),
        sa.Column("loan_last_maintenance_date", sa.String(length=10), nullable=True),
        sa.Column("loan_modification_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "status_source_company_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("line_of_credit_id", sa.Integer(), nullable=True),
        sa.Column("line_of_credit_display_id", sa.Text(), nullable=True),
        sa.Column(
            "external_id",
            sa.String(length=200),
            nullable=True,
            comment="the account's name in the system it was imported from",
        ),
        sa.Column(
            "version",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default=sa.text("1"),
            nullable=False,
            comment="grows by one at every change",
        ),
        sa.Column("archived_at", sa.String(length=32), nullable=True),
        sa.Column("deleted_at", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["status_loan_status_id"], ["loan_statuses.id"], name=op.f("fk_loans_status_loan_status_id")
        ),
        sa.ForeignKeyConstraint(
            ["status_loan_sub_status_id"], ["loan_sub_statuses.id"], name=op.f("fk_loans_status_loan_sub_status_id")
        ),
        sa.ForeignKeyConstraint(
            ["status_source_company_id"], ["source_companies.id"], name=op.f("fk_loans_status_source_company_id")
        ),
        sa.PrimaryKeyConstraint("loan_id", name=op.f("pk_loans")),
        sa.UniqueConstraint("external_id", name=op.f("uq_loans_external_id")),
        comment="accounts; deleting one sets a flag, the row stays",
    )
    op.create_index(op.f("ix_loans_loan_display_id"), "loans", ["loan_display_id"], unique=False)
    op.create_index(op.f("ix_loans_loan_last_maintenance_date"), "loans", ["loan_last_maintenance_date"], unique=False)
    op.create_index(
        op.f("ix_loans_status_loan_status_id_status_loan_sub_status_id"),
        "loans",
        ["status_loan_status_id", "status_loan_sub_status_id"],
        unique=False,
    )
    op.create_table(
        "apd_adjustments",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("date", sa.String(length=10), nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False, comment="zero or fixed"),
        sa.Column(
            "dollar_amount",
            sa.BigInteger(),
            server_default=sa.text("0"),
            nullable=False,
            comment="dollars the amount past due becomes",
        ),
        sa.Column("title", sa.String(length=200), nullable=True),
        sa.Column("deleted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.loan_id"], name=op.f("fk_apd_adjustments_loan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_apd_adjustments")),
        comment="amount-past-due resets",
    )
    op.create_index(op.f("ix_apd_adjustments_loan_id_date"), "apd_adjustments", ["loan_id", "date"], unique=False)
    op.create_table(
        "autopays",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=200), server_default="", nullable=False),
        sa.Column("type", sa.String(length=200), server_default="single", nullable=False),
        sa.Column("amount_type", sa.String(length=200), server_default="static", nullable=False),
        sa.Column("amount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("process_date", sa.String(length=10), nullable=False),
        sa.Column("apply_date", sa.String(length=10), nullable=False),
        sa.Column(
            "payment_profile_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("remaining_periods", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "status",
            sa.String(length=16),
            server_default="pending",
            nullable=False,
            comment="pending, completed, failed, cancelled",
        ),
        sa.Column("processed_on", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(["loan_id"], ["loans.loan_id"], name=op.f("fk_autopays_loan_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["payment_profile_id"], ["payment_profiles.id"], name=op.f("fk_autopays_payment_profile_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_autopays")),
    )
    op.create_index(
        op.f("ix_autopays_loan_id_status_process_date"), "autopays", ["loan_id", "status", "process_date"], unique=False
    )
    op.create_table(
        "bankruptcies",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column(
            "active",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="rules change only the active record",
        ),
        sa.Column("bankruptcy_chapter", sa.String(length=64), nullable=True),
        sa.Column("bankruptcy_filer", sa.String(length=64), nullable=True),
        sa.Column("bankruptcy_filing_date", sa.String(length=10), nullable=True),
        sa.Column("bankruptcy_objection_deadline_date", sa.String(length=10), nullable=True),
        sa.Column("bankruptcy_petition_status", sa.String(length=64), nullable=True),
        sa.Column("bankruptcy_petition_type", sa.String(length=64), nullable=True),
        sa.Column("bankruptcy_dismissed_date", sa.String(length=10), nullable=True),
        sa.Column("bankruptcy_meeting_of_creditors_date", sa.String(length=10), nullable=True),
        sa.Column("case_number", sa.String(length=200), nullable=True),
        sa.Column("court", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.loan_id"], name=op.f("fk_bankruptcies_loan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bankruptcies")),
    )
    op.create_index(op.f("ix_bankruptcies_loan_id"), "bankruptcies", ["loan_id"], unique=False)
    op.create_index(
        "uq_bankruptcies_active",
        "bankruptcies",
        ["loan_id"],
        unique=True,
        sqlite_where=sa.text("active"),
        postgresql_where=sa.text("active"),
    )
    op.create_table(
        "billing_periods",
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("start_date", sa.String(length=10), nullable=False),
        sa.Column("end_date", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.loan_id"], name=op.f("fk_billing_periods_loan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("loan_id", "number", name=op.f("pk_billing_periods")),
    )
    op.create_table(
        "cards",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("card_status", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["loan_id"], ["loans.loan_id"], name=op.f("fk_cards_loan_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cards")),
    )
    op.create_index(op.f("ix_cards_loan_id"), "cards", ["loan_id"], unique=False)
    op.create_table(
        "collateral",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="1 to 50"),
        sa.Column("collateral_type", sa.String(length=64), nullable=False),
        sa.Column("collateral_vin", sa.Text(), nullable=True),
        sa.Column("collateral_license_plate", sa.Text(), nullable=True),
        sa.Column("collateral_gps_status", sa.String(length=64), nullable=True),
        sa.Column("collateral_gps_code", sa.Text(), nullable=True),
        sa.Column("collateral_gap", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("collateral_warranty", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("collateral_distance", sa.BigInteger(), nullable=True),
        sa.Column("collateral_book_value", sa.BigInteger(), nullable=True),
        sa.Column("collateral_color", sa.Text(), nullable=True),
        sa.Column("collateral_d", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["loan_id"], ["loans.loan_id"], name=op.f("fk_collateral_loan_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collateral")),
        sa.UniqueConstraint("loan_id", "position", name=op.f("uq_collateral_loan_id_position")),
    )
    op.create_table(
        "customer_links",
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column(
            "customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("role", sa.String(length=32), nullable=False, comment="primary, secondary, other or authorized-user"),
        sa.Column("email_access", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("sms_access", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("web_access", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_links_customer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.loan_id"], name=op.f("fk_customer_links_loan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("loan_id", "customer_id", name=op.f("pk_customer_links")),
        comment="which customer has which part in which account, and what reaches them about it",
    )
    op.create_index(op.f("ix_customer_links_customer_id"), "customer_links", ["customer_id"], unique=False)
    op.create_index(
        "uq_customer_links_role",
        "customer_links",
        ["loan_id", "role"],
        unique=True,
        sqlite_where=sa.text("role IN ('primary', 'secondary')"),
        postgresql_where=sa.text("role IN ('primary', 'secondary')"),
    )
    op.create_table(
        "daily_snapshots",
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("snapshot_date", sa.String(length=10), nullable=False),
        sa.Column(
            "status_loan_status_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "status_loan_sub_status_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column(
            "portfolios",
            sa.Text(),
            nullable=True,
            comment="numbers of the portfolios and sub-portfolios the account was in",
        ),
        sa.Column(
            "settings",
            sa.Text(),
            nullable=True,
            comment="settings and custom fields of the day, where they were archived",
        ),
        sa.Column("status_days_past_due", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_amount_due", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_amount_past_due_30", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_unique_delinquencies", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_delinquent_days", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_delinquency_percent", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_24_dpd_history", sa.Text(), server_default="", nullable=False),
        sa.Column("status_24_dpd_30", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_24_dpd_60", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_24_dpd_90", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_24_dpd_120", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_24_dpd_150", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_24_dpd_180", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_delinquent_bucket_amount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_delinquent_bucket_date", sa.String(length=10), nullable=True),
        sa.Column("status_stoplight", sa.String(length=64), nullable=True),
        sa.Column("status_payoff", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_principal_balance", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_perdiem", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_interest_accrued_today", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_due_principal", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_due_interest", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_due_pni", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_due_fees", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_due_escrow", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_due_discount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_remaining_discount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_remaining_interest", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_payoff_fees", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_full_due", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_period_amount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_net_charge_off", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_total_credits", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_total_advancements", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_next_payment_amount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_next_payment_principal", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_next_payment_interest", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_next_payment_fees", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_next_payment_escrow", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_next_payment_discount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_scheduled_payment_amount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_scheduled_payment_principal", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_scheduled_payment_interest", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_scheduled_payment_fees", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_scheduled_payment_escrow", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_scheduled_payment_discount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_scheduled_payments", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_periods_remaining", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("tx_forecast_terms_remaining", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_final_payment_amount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_interest_suspended", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("status_credit_status", sa.String(length=64), server_default="11", nullable=False),
        sa.Column("status_calced_ecoa", sa.String(length=64), server_default="1", nullable=False),
        sa.Column("status_calced_ecoa_co_buyer", sa.String(length=64), server_default="0", nullable=False),
        sa.Column("date_of_first_delinquency", sa.String(length=10), nullable=True),
        sa.Column("first_delinquency_date", sa.String(length=10), nullable=True),
        sa.Column("status_date_last_current", sa.String(length=10), nullable=True),
        sa.Column("status_date_last_current_30", sa.String(length=10), nullable=True),
        sa.Column("status_next_payment_date", sa.String(length=10), nullable=True),
        sa.Column("subsequent_due_date", sa.String(length=10), nullable=True),
        sa.Column("next_scheduled_payment_date", sa.String(length=10), nullable=True),
        sa.Column("status_final_payment_date", sa.String(length=10), nullable=True),
        sa.Column("status_orig_maturity_date", sa.String(length=10), nullable=True),
        sa.Column("status_period_start", sa.String(length=10), nullable=True),
        sa.Column("status_period_end", sa.String(length=10), nullable=True),
        sa.Column("loan_human_activity_date", sa.String(length=10), nullable=True),
        sa.Column("tx_first_payment_date", sa.String(length=10), nullable=True),
        sa.Column("status_total_paid", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_total_paid_principal", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_total_paid_interest", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_total_paid_fees", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_total_paid_escrow", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_total_paid_discount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_payment_amount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_last_payment_date", sa.String(length=10), nullable=True),
        sa.Column("payments_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("payments_reversed_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("payments_nsf_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_reversal_date", sa.String(length=10), nullable=True),
        sa.Column("last_credit_date", sa.String(length=10), nullable=True),
        sa.Column("last_credit_amount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_escrow_balance", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_available_credit", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.loan_id"], name=op.f("fk_daily_snapshots_loan_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["status_loan_status_id"], ["loan_statuses.id"], name=op.f("fk_daily_snapshots_status_loan_status_id")
        ),
        sa.ForeignKeyConstraint(
            ["status_loan_sub_status_id"],
            ["loan_sub_statuses.id"],
            name=op.f("fk_daily_snapshots_status_loan_sub_status_id"),
        ),
        sa.PrimaryKeyConstraint("loan_id", "snapshot_date", name=op.f("pk_daily_snapshots")),
        comment="one row per live account and day: the figures as the day ended",
    )
    op.create_index(op.f("ix_daily_snapshots_snapshot_date"), "daily_snapshots", ["snapshot_date"], unique=False)
    op.create_table(
        "delinquency_buckets",
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column(
            "bucket_number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("due_date", sa.String(length=10), nullable=False),
        sa.Column("amount_due", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("scheduled_payment", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("new_due_amount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("past_due_amount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.loan_id"], name=op.f("fk_delinquency_buckets_loan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("loan_id", "bucket_number", name=op.f("pk_delinquency_buckets")),
        comment="missed payments, the newest as number 1; their age follows from the business date",
    )
    op.create_table(
        "dpd_adjustments",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("date", sa.String(length=10), nullable=False, comment="day from which later days past due count"),
        sa.Column("title", sa.String(length=200), nullable=True),
        sa.Column("deleted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.loan_id"], name=op.f("fk_dpd_adjustments_loan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dpd_adjustments")),
        comment="days-past-due resets",
    )
    op.create_index(op.f("ix_dpd_adjustments_loan_id_date"), "dpd_adjustments", ["loan_id", "date"], unique=False)
    op.create_table(
        "due_date_changes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("original_date", sa.String(length=10), nullable=False),
        sa.Column("new_date", sa.String(length=10), nullable=False),
        sa.Column("changed_on", sa.String(length=10), nullable=False),
        sa.Column("on_last_day_of_month", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.loan_id"], name=op.f("fk_due_date_changes_loan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_due_date_changes")),
    )
    op.create_index(op.f("ix_due_date_changes_loan_id"), "due_date_changes", ["loan_id"], unique=False)
    op.create_table(
        "escrow_buckets",
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("title", sa.String(length=200), server_default="", nullable=False),
        sa.Column("balance", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("schedule_include", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("apr_include", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("payoff_option", sa.String(length=64), nullable=False),
        sa.Column("payment_application", sa.String(length=64), nullable=False),
        sa.Column("disclosure_loan_amount_add", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.loan_id"], name=op.f("fk_escrow_buckets_loan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("loan_id", "number", name=op.f("pk_escrow_buckets")),
    )
    op.create_table(
        "firings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=True),
        sa.Column(
            "deployment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=True
        ),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("pack_version", sa.String(length=200), nullable=False),
        sa.Column("rule", sa.String(length=200), nullable=False),
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("business_date", sa.String(length=10), nullable=False),
        sa.Column("trigger", sa.String(length=200), nullable=False, comment="nightly, or what set the evaluation off"),
        sa.Column("outcome", sa.String(length=16), nullable=False, comment="applied, unchanged, skipped or error"),
        sa.Column("error", sa.Text(), nullable=True, comment="where criteria or actions failed: kind, message, place"),
        sa.Column("variables", sa.Text(), nullable=False, comment="variables the criteria read, with their values"),
        sa.Column(
            "actions", sa.Text(), nullable=False, comment="each action with options, outcome, reason, before and after"
        ),
        sa.Column("trace", sa.Text(), nullable=True),
        sa.Column("fired_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["deployment_id"], ["deployments.id"], name=op.f("fk_firings_deployment_id")),
        sa.ForeignKeyConstraint(["loan_id"], ["loans.loan_id"], name=op.f("fk_firings_loan_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["run_id"], ["maintenance_runs.id"], name=op.f("fk_firings_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_firings")),
        sa.UniqueConstraint("content_hash", "rule", "loan_id", "business_date", "trigger", name="uq_firings_once"),
    )
    op.create_index(op.f("ix_firings_loan_id_business_date"), "firings", ["loan_id", "business_date"], unique=False)
    op.create_index(op.f("ix_firings_rule_business_date"), "firings", ["rule", "business_date"], unique=False)
    op.create_index(op.f("ix_firings_run_id"), "firings", ["run_id"], unique=False)
    op.create_table(
        "insurance_policies",
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("insurance_company_name", sa.Text(), nullable=True),
        sa.Column("insurance_start_date", sa.String(length=10), nullable=True),
        sa.Column("insurance_end_date", sa.String(length=10), nullable=True),
        sa.Column("policy_number", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.loan_id"], name=op.f("fk_insurance_policies_loan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("loan_id", name=op.f("pk_insurance_policies")),
    )
    op.create_table(
        "loan_changes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("entity", sa.String(length=64), nullable=False, comment="table or thing that changed"),
        sa.Column("field", sa.String(length=200), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("rule", sa.String(length=200), nullable=True),
        sa.Column("firing_id", sa.Integer(), nullable=True),
        sa.Column("business_date", sa.String(length=10), nullable=False),
        sa.Column("changed_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.loan_id"], name=op.f("fk_loan_changes_loan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan_changes")),
        comment="history of every account: what was changed, by whom or by which rule, when",
    )
    op.create_index(op.f("ix_loan_changes_loan_id_changed_at"), "loan_changes", ["loan_id", "changed_at"], unique=False)
    op.create_table(
        "loan_checklist_items",
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column(
            "checklist_item_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("checked", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("checked_on", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(
            ["checklist_item_id"], ["checklist_items.id"], name=op.f("fk_loan_checklist_items_checklist_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.loan_id"], name=op.f("fk_loan_checklist_items_loan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("loan_id", "checklist_item_id", name=op.f("pk_loan_checklist_items")),
    )
    op.create_table(
        "loan_computation_values",
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column(
            "field_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("calculated_value", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["field_id"], ["computation_fields.id"], name=op.f("fk_loan_computation_values_field_id")
        ),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.loan_id"], name=op.f("fk_loan_computation_values_loan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("loan_id", "field_id", name=op.f("pk_loan_computation_values")),
    )
    op.create_table(
        "loan_custom_values",
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column(
            "field_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("value", sa.String(length=4000), nullable=True),
        sa.ForeignKeyConstraint(["field_id"], ["custom_fields.id"], name=op.f("fk_loan_custom_values_field_id")),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.loan_id"], name=op.f("fk_loan_custom_values_loan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("loan_id", "field_id", name=op.f("pk_loan_custom_values")),
        comment="values of the tenant's own loan fields, as text",
    )
    op.create_table(
        "loan_modifications",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("modified_on", sa.String(length=10), nullable=False),
        sa.Column("terms_before", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.loan_id"], name=op.f("fk_loan_modifications_loan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan_modifications")),
    )
    op.create_index(op.f("ix_loan_modifications_loan_id"), "loan_modifications", ["loan_id"], unique=False)
    op.create_table(
        "loan_portfolios",
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column(
            "portfolio_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.loan_id"], name=op.f("fk_loan_portfolios_loan_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["portfolio_id"], ["portfolios.id"], name=op.f("fk_loan_portfolios_portfolio_id")),
        sa.PrimaryKeyConstraint("loan_id", "portfolio_id", name=op.f("pk_loan_portfolios")),
    )
    op.create_index(op.f("ix_loan_portfolios_portfolio_id"), "loan_portfolios", ["portfolio_id"], unique=False)
    op.create_table(
        "loan_settings",
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("settings_payment_date_app", sa.String(length=64), server_default="actual", nullable=False),
        sa.Column("settings_credit_status", sa.String(length=64), server_default="0", nullable=False),
        sa.Column("settings_credit_bureau", sa.String(length=64), nullable=True),
        sa.Column("settings_reporting_type", sa.String(length=64), nullable=True),
        sa.Column("settings_ecoa_code", sa.String(length=64), server_default="A", nullable=False),
        sa.Column("settings_co_buyer_ecoa_code", sa.String(length=64), server_default="A", nullable=False),
        sa.Column("settings_e_billing", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("settings_secured", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("settings_is_stoplight_manually_set", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("settings_closed_date", sa.String(length=10), nullable=True),
        sa.Column("settings_repo_date", sa.String(length=10), nullable=True),
        sa.Column("settings_liquidation_date", sa.String(length=10), nullable=True),
        sa.Column("settings_followup_date", sa.String(length=10), nullable=True),
        sa.Column("settings_agent", sa.Text(), nullable=True),
        sa.Column("settings_merchant_processor_group", sa.Text(), nullable=True),
        sa.Column("settings_payment_type_default", sa.String(length=64), nullable=True),
        sa.Column("settings_card_fee_type", sa.String(length=64), server_default="waive", nullable=False),
        sa.Column("settings_card_fee_amount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("settings_card_fee_percent", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("settings_autopay_enabled", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.loan_id"], name=op.f("fk_loan_settings_loan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("loan_id", name=op.f("pk_loan_settings")),
        comment="how the account is serviced and reported; changing it moves no money",
    )
    op.create_table(
        "loan_setup",
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("setup_loan_amount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("setup_contract_date", sa.String(length=10), nullable=True),
        sa.Column("setup_first_payment_date", sa.String(length=10), nullable=True),
        sa.Column("setup_loan_term", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("setup_interest_rate", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("setup_interest_rate_type", sa.String(length=64), server_default="annually", nullable=False),
        sa.Column("setup_apr", sa.BigInteger(), nullable=True),
        sa.Column("setup_payment_frequency", sa.String(length=64), server_default="monthly", nullable=False),
        sa.Column("setup_days_in_period", sa.String(length=64), nullable=True),
        sa.Column("setup_payment", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("setup_underwriting", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("setup_discount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("setup_grace_days", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("setup_money_factor", sa.BigInteger(), nullable=True),
        sa.Column("setup_residual", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("setup_loan_class", sa.String(length=64), server_default="carLoan", nullable=False),
        sa.Column("setup_loan_type", sa.String(length=64), server_default="installment", nullable=False),
        sa.Column("setup_orig_final_payment_date", sa.String(length=10), nullable=True),
        sa.Column("setup_orig_final_payment_amount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("setup_is_setup_valid", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("setup_reserve_amount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("setup_dealer_profit", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("setup_sales_price", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("setup_amount_down", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("setup_taxes", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_roll_schedule_id", sa.Integer(), nullable=True),
        sa.Column("setup_finance_charge_as_mia", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("setup_max_interest_amount", sa.BigInteger(), nullable=True),
        sa.Column("setup_schedule_template", sa.Integer(), nullable=True),
        sa.Column("setup_fees_paid_by", sa.String(length=64), server_default="date", nullable=False),
        sa.Column("setup_end_interest", sa.String(length=64), server_default="no", nullable=False),
        sa.Column("setup_first_day_interest", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("setup_schedule_round", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("setup_round_decimals", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("setup_last_as_final", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("setup_beg_end", sa.String(length=64), server_default="end", nullable=False),
        sa.Column(
            "setup_interest_application", sa.String(length=64), server_default="betweenTransactions", nullable=False
        ),
        sa.Column("setup_first_period_days", sa.String(length=64), server_default="actual", nullable=False),
        sa.Column("setup_days_in_year", sa.String(length=64), server_default="actual", nullable=False),
        sa.Column("setup_discount_calc", sa.String(length=64), server_default="straightLine", nullable=False),
        sa.Column("setup_discount_split", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("setup_calc_type", sa.String(length=64), server_default="simpleInterest", nullable=False),
        sa.Column("setup_ndd_calc", sa.String(length=64), server_default="standard", nullable=False),
        sa.Column("setup_due_dates_on_business_days", sa.String(length=64), server_default="disabled", nullable=False),
        sa.Column("setup_due_date_on_last_dom", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("setup_use_interest_tiers", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("setup_roll_last_payment", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("setup_late_fee_type", sa.String(length=64), server_default="flat", nullable=False),
        sa.Column("setup_late_fee_amount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("setup_late_fee_percent", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("setup_late_fee_calc", sa.String(length=64), server_default="standard", nullable=False),
        sa.Column("setup_late_fee_percent_base", sa.String(length=64), server_default="regular", nullable=False),
        sa.Column("setup_til_loan_amount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("setup_til_finance_charge", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("setup_til_total_of_payments", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("setup_til_sales_price", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("setup_gap", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("setup_warranty", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("setup_credit_limit", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("setup_reporting_credit_limit", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["loan_id"], ["loans.loan_id"], name=op.f("fk_loan_setup_loan_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("loan_id", name=op.f("pk_loan_setup")),
        comment="the contract's terms",
    )
    op.create_table(
        "loan_status",
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("status_date", sa.String(length=10), nullable=True, comment="business date the figures stand for"),
        sa.Column("status_days_past_due", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_amount_due", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_amount_past_due_30", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_unique_delinquencies", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_delinquent_days", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_delinquency_percent", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_24_dpd_history", sa.Text(), server_default="", nullable=False),
        sa.Column("status_24_dpd_30", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_24_dpd_60", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_24_dpd_90", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_24_dpd_120", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_24_dpd_150", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_24_dpd_180", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_delinquent_bucket_amount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_delinquent_bucket_date", sa.String(length=10), nullable=True),
        sa.Column("status_stoplight", sa.String(length=64), nullable=True),
        sa.Column("status_payoff", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_principal_balance", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_perdiem", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_interest_accrued_today", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_due_principal", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_due_interest", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_due_pni", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_due_fees", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_due_escrow", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_due_discount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_remaining_discount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_remaining_interest", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_payoff_fees", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_full_due", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_period_amount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_net_charge_off", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_total_credits", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_total_advancements", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_next_payment_amount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_next_payment_principal", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_next_payment_interest", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_next_payment_fees", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_next_payment_escrow", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_next_payment_discount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_scheduled_payment_amount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_scheduled_payment_principal", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_scheduled_payment_interest", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_scheduled_payment_fees", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_scheduled_payment_escrow", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_scheduled_payment_discount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_scheduled_payments", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_periods_remaining", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("tx_forecast_terms_remaining", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_final_payment_amount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_interest_suspended", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("status_credit_status", sa.String(length=64), server_default="11", nullable=False),
        sa.Column("status_calced_ecoa", sa.String(length=64), server_default="1", nullable=False),
        sa.Column("status_calced_ecoa_co_buyer", sa.String(length=64), server_default="0", nullable=False),
        sa.Column("date_of_first_delinquency", sa.String(length=10), nullable=True),
        sa.Column("first_delinquency_date", sa.String(length=10), nullable=True),
        sa.Column("status_date_last_current", sa.String(length=10), nullable=True),
        sa.Column("status_date_last_current_30", sa.String(length=10), nullable=True),
        sa.Column("status_next_payment_date", sa.String(length=10), nullable=True),
        sa.Column("subsequent_due_date", sa.String(length=10), nullable=True),
        sa.Column("next_scheduled_payment_date", sa.String(length=10), nullable=True),
        sa.Column("status_final_payment_date", sa.String(length=10), nullable=True),
        sa.Column("status_orig_maturity_date", sa.String(length=10), nullable=True),
        sa.Column("status_period_start", sa.String(length=10), nullable=True),
        sa.Column("status_period_end", sa.String(length=10), nullable=True),
        sa.Column("loan_human_activity_date", sa.String(length=10), nullable=True),
        sa.Column("tx_first_payment_date", sa.String(length=10), nullable=True),
        sa.Column("status_total_paid", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_total_paid_principal", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_total_paid_interest", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_total_paid_fees", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_total_paid_escrow", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_total_paid_discount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_payment_amount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_last_payment_date", sa.String(length=10), nullable=True),
        sa.Column("payments_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("payments_reversed_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("payments_nsf_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_reversal_date", sa.String(length=10), nullable=True),
        sa.Column("last_credit_date", sa.String(length=10), nullable=True),
        sa.Column("last_credit_amount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_escrow_balance", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status_available_credit", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.loan_id"], name=op.f("fk_loan_status_loan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("loan_id", name=op.f("pk_loan_status")),
        comment="figures of the day, as the ledger last worked them out",
    )
    op.create_index("ix_loan_status_days_past_due", "loan_status", ["status_days_past_due"], unique=False)
    op.create_table(
        "loan_sub_portfolios",
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column(
            "sub_portfolio_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.loan_id"], name=op.f("fk_loan_sub_portfolios_loan_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sub_portfolio_id"], ["sub_portfolios.id"], name=op.f("fk_loan_sub_portfolios_sub_portfolio_id")
        ),
        sa.PrimaryKeyConstraint("loan_id", "sub_portfolio_id", name=op.f("pk_loan_sub_portfolios")),
    )
    op.create_index(
        op.f("ix_loan_sub_portfolios_sub_portfolio_id"), "loan_sub_portfolios", ["sub_portfolio_id"], unique=False
    )
    op.create_table(
        "notes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=True),
        sa.Column(
            "customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=True
        ),
        sa.Column("category", sa.String(length=200), server_default="", nullable=False),
        sa.Column("subject", sa.String(length=200), server_default="", nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_notes_customer_id")),
        sa.ForeignKeyConstraint(["loan_id"], ["loans.loan_id"], name=op.f("fk_notes_loan_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    op.create_index(op.f("ix_notes_customer_id"), "notes", ["customer_id"], unique=False)
    op.create_index(op.f("ix_notes_loan_id"), "notes", ["loan_id"], unique=False)
    op.create_table(
        "rule_enrolments",
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("pack_name", sa.String(length=200), nullable=False),
        sa.Column("rule", sa.String(length=200), nullable=False),
        sa.Column("enabled", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.loan_id"], name=op.f("fk_rule_enrolments_loan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("loan_id", "pack_name", "rule", name=op.f("pk_rule_enrolments")),
        comment="exceptions and choices per account: whether a rule runs on it",
    )
    op.create_index(op.f("ix_rule_enrolments_pack_name_rule"), "rule_enrolments", ["pack_name", "rule"], unique=False)
    op.create_table(
        "schedule_rolls",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("display_order", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("term", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("rate", sa.BigInteger(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("balance", sa.BigInteger(), nullable=True),
        sa.Column("solve_for", sa.String(length=200), nullable=True),
        sa.Column("solve_using", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.loan_id"], name=op.f("fk_schedule_rolls_loan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule_rolls")),
    )
    op.create_index(op.f("ix_schedule_rolls_loan_id"), "schedule_rolls", ["loan_id"], unique=False)
    op.create_table(
        "stop_interest_dates",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("date", sa.String(length=10), nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False, comment="suspend or resume"),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.loan_id"], name=op.f("fk_stop_interest_dates_loan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stop_interest_dates")),
        sa.UniqueConstraint("loan_id", "date", name=op.f("uq_stop_interest_dates_loan_id_date")),
    )
    op.create_table(
        "bankruptcy_custom_values",
        sa.Column(
            "bankruptcy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "field_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("value", sa.String(length=4000), nullable=True),
        sa.ForeignKeyConstraint(
            ["bankruptcy_id"],
            ["bankruptcies.id"],
            name=op.f("fk_bankruptcy_custom_values_bankruptcy_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["field_id"], ["custom_fields.id"], name=op.f("fk_bankruptcy_custom_values_field_id")),
        sa.PrimaryKeyConstraint("bankruptcy_id", "field_id", name=op.f("pk_bankruptcy_custom_values")),
        comment="values of the tenant's own bankruptcy fields, as text",
    )
    op.create_table(
        "collateral_custom_values",
        sa.Column(
            "collateral_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "field_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("value", sa.String(length=4000), nullable=True),
        sa.ForeignKeyConstraint(
            ["collateral_id"],
            ["collateral.id"],
            name=op.f("fk_collateral_custom_values_collateral_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["field_id"], ["custom_fields.id"], name=op.f("fk_collateral_custom_values_field_id")),
        sa.PrimaryKeyConstraint("collateral_id", "field_id", name=op.f("pk_collateral_custom_values")),
        comment="values of the tenant's own collateral fields, as text",
    )
    op.create_table(
        "events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("type", sa.String(length=200), nullable=False),
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=True),
        sa.Column(
            "customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=True
        ),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column(
            "firing_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=True
        ),
        sa.Column("business_date", sa.String(length=10), nullable=False),
        sa.Column("happened_at", sa.String(length=32), nullable=False),
        sa.Column(
            "handled",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="whether notifications were matched against it",
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_events_customer_id")),
        sa.ForeignKeyConstraint(["firing_id"], ["firings.id"], name=op.f("fk_events_firing_id")),
        sa.ForeignKeyConstraint(["loan_id"], ["loans.loan_id"], name=op.f("fk_events_loan_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_loan_id_business_date"), "events", ["loan_id", "business_date"], unique=False)
    op.create_index(op.f("ix_events_type_business_date"), "events", ["type", "business_date"], unique=False)
    op.create_index(
        "ix_events_unhandled",
        "events",
        ["id"],
        unique=False,
        sqlite_where=sa.text("NOT handled"),
        postgresql_where=sa.text("NOT handled"),
    )
    op.create_table(
        "transactions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column(
            "kind",
            sa.String(length=16),
            nullable=False,
            comment="payment, credit, charge, advancement, funding or escrow",
        ),
        sa.Column("display_id", sa.String(length=200), server_default="", nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column("info", sa.Text(), server_default="", nullable=False, comment="title"),
        sa.Column("apply_date", sa.String(length=10), nullable=False),
        sa.Column("process_date", sa.String(length=10), nullable=False),
        sa.Column(
            "amount",
            sa.BigInteger(),
            server_default=sa.text("0"),
            nullable=False,
            comment="dollars applied to the account, convenience fee left out",
        ),
        sa.Column(
            "fee_amount",
            sa.BigInteger(),
            server_default=sa.text("0"),
            nullable=False,
            comment="convenience fee charged on top",
        ),
        sa.Column("principal", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("interest", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("fees", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("escrow", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("discount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("payment_type", sa.String(length=200), nullable=True),
        sa.Column("payment_method", sa.String(length=200), server_default="", nullable=False),
        sa.Column(
            "payment_profile_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column("category", sa.String(length=200), nullable=True),
        sa.Column(
            "status",
            sa.String(length=32),
            server_default="none",
            nullable=False,
            comment="state of a payment's processing",
        ),
        sa.Column("extra", sa.String(length=32), nullable=True, comment="where the part beyond what is due goes"),
        sa.Column("charge_off", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("charge_off_recovery", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("reset_past_due", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("principal_only", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column(
            "payoff_fee",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="of a charge: due only at payoff",
        ),
        sa.Column("interest_bearing", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column(
            "apd_adjustment_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column(
            "dpd_adjustment_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=True,
        ),
        sa.Column(
            "autopay_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=True
        ),
        sa.Column("after_days_past_due", sa.Integer(), nullable=True),
        sa.Column("after_amount_past_due", sa.BigInteger(), nullable=True),
        sa.Column("after_principal_balance", sa.BigInteger(), nullable=True),
        sa.Column("after_payoff", sa.BigInteger(), nullable=True),
        sa.Column("after_next_due_date", sa.String(length=10), nullable=True),
        sa.Column("reversed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("reversed_on", sa.String(length=10), nullable=True),
        sa.Column("reverse_reason", sa.String(length=32), nullable=True),
        sa.Column("nacha_return_code", sa.String(length=8), nullable=True),
        sa.Column("reverse_comment", sa.Text(), nullable=True),
        sa.Column("deleted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("author", sa.String(length=200), server_default="system", nullable=False),
        sa.Column("firing_id", sa.Integer(), nullable=True, comment="the firing that posted it, where a rule did"),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["apd_adjustment_id"], ["apd_adjustments.id"], name=op.f("fk_transactions_apd_adjustment_id")
        ),
        sa.ForeignKeyConstraint(["autopay_id"], ["autopays.id"], name=op.f("fk_transactions_autopay_id")),
        sa.ForeignKeyConstraint(
            ["dpd_adjustment_id"], ["dpd_adjustments.id"], name=op.f("fk_transactions_dpd_adjustment_id")
        ),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.loan_id"], name=op.f("fk_transactions_loan_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["payment_profile_id"], ["payment_profiles.id"], name=op.f("fk_transactions_payment_profile_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transactions")),
        sa.UniqueConstraint("external_id", name=op.f("uq_transactions_external_id")),
    )
    op.create_index(op.f("ix_transactions_apply_date"), "transactions", ["apply_date"], unique=False)
    op.create_index(
        op.f("ix_transactions_loan_id_kind_apply_date"), "transactions", ["loan_id", "kind", "apply_date"], unique=False
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=True),
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=True),
        sa.Column(
            "customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=True
        ),
        sa.Column("notification", sa.String(length=200), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False, comment="email, sms, system, mail-house or webhook"),
        sa.Column("receiver", sa.String(length=200), nullable=True),
        sa.Column("idempotency_key", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.String(length=16),
            server_default="pending",
            nullable=False,
            comment="pending, sent, failed or withheld",
        ),
        sa.Column("withheld_reason", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_attempt_at", sa.String(length=32), nullable=True),
        sa.Column("sent_at", sa.String(length=32), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_outbox_customer_id")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_outbox_event_id")),
        sa.ForeignKeyConstraint(["loan_id"], ["loans.loan_id"], name=op.f("fk_outbox_loan_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_outbox_idempotency_key")),
        comment="what is to be sent, written with the change that caused it",
    )
    op.create_index(op.f("ix_outbox_loan_id"), "outbox", ["loan_id"], unique=False)
    op.create_index(op.f("ix_outbox_status_next_attempt_at"), "outbox", ["status", "next_attempt_at"], unique=False)
    op.create_table(
        "promises",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("type", sa.String(length=200), server_default="payment", nullable=False),
        sa.Column("amount", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("due_date", sa.String(length=10), nullable=False),
        sa.Column("fulfilled", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("fulfillment_date", sa.String(length=10), nullable=True, comment="date of what kept it"),
        sa.Column("fulfilled_on", sa.String(length=10), nullable=True, comment="date on which it was marked"),
        sa.Column("fulfilled_by", sa.String(length=200), nullable=True),
        sa.Column("logged_by", sa.String(length=200), nullable=True),
        sa.Column(
            "transaction_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=True
        ),
        sa.Column("scenario", sa.String(length=200), nullable=True),
        sa.Column(
            "failure_announced",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="whether the event of its failing was written",
        ),
        sa.Column("deleted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["loan_id"], ["loans.loan_id"], name=op.f("fk_promises_loan_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["transaction_id"], ["transactions.id"], name=op.f("fk_promises_transaction_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promises")),
    )
    op.create_index(op.f("ix_promises_fulfilled_due_date"), "promises", ["fulfilled", "due_date"], unique=False)
    op.create_index(op.f("ix_promises_loan_id_due_date"), "promises", ["loan_id", "due_date"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_promises_loan_id_due_date"), table_name="promises")
    op.drop_index(op.f("ix_promises_fulfilled_due_date"), table_name="promises")
    op.drop_table("promises")
    op.drop_index(op.f("ix_outbox_status_next_attempt_at"), table_name="outbox")
    op.drop_index(op.f("ix_outbox_loan_id"), table_name="outbox")
    op.drop_table("outbox")
    op.drop_index(op.f("ix_transactions_loan_id_kind_apply_date"), table_name="transactions")
    op.drop_index(op.f("ix_transactions_apply_date"), table_name="transactions")
    op.drop_table("transactions")
    op.drop_index(
        "ix_events_unhandled",
        table_name="events",
        sqlite_where=sa.text("NOT handled"),
        postgresql_where=sa.text("NOT handled"),
    )
    op.drop_index(op.f("ix_events_type_business_date"), table_name="events")
    op.drop_index(op.f("ix_events_loan_id_business_date"), table_name="events")
    op.drop_table("events")
    op.drop_table("collateral_custom_values")
    op.drop_table("bankruptcy_custom_values")
    op.drop_table("stop_interest_dates")
    op.drop_index(op.f("ix_schedule_rolls_loan_id"), table_name="schedule_rolls")
    op.drop_table("schedule_rolls")
    op.drop_index(op.f("ix_rule_enrolments_pack_name_rule"), table_name="rule_enrolments")
    op.drop_table("rule_enrolments")
    op.drop_index(op.f("ix_notes_loan_id"), table_name="notes")
    op.drop_index(op.f("ix_notes_customer_id"), table_name="notes")
    op.drop_table("notes")
    op.drop_index(op.f("ix_loan_sub_portfolios_sub_portfolio_id"), table_name="loan_sub_portfolios")
    op.drop_table("loan_sub_portfolios")
    op.drop_index("ix_loan_status_days_past_due", table_name="loan_status")
    op.drop_table("loan_status")
    op.drop_table("loan_setup")
    op.drop_table("loan_settings")
    op.drop_index(op.f("ix_loan_portfolios_portfolio_id"), table_name="loan_portfolios")
    op.drop_table("loan_portfolios")
    op.drop_index(op.f("ix_loan_modifications_loan_id"), table_name="loan_modifications")
    op.drop_table("loan_modifications")
    op.drop_table("loan_custom_values")
    op.drop_table("loan_computation_values")
    op.drop_table("loan_checklist_items")
    op.drop_index(op.f("ix_loan_changes_loan_id_changed_at"), table_name="loan_changes")
    op.drop_table("loan_changes")
    op.drop_table("insurance_policies")
    op.drop_index(op.f("ix_firings_run_id"), table_name="firings")
    op.drop_index(op.f("ix_firings_rule_business_date"), table_name="firings")
    op.drop_index(op.f("ix_firings_loan_id_business_date"), table_name="firings")
    op.drop_table("firings")
    op.drop_table("escrow_buckets")
    op.drop_index(op.f("ix_due_date_changes_loan_id"), table_name="due_date_changes")
    op.drop_table("due_date_changes")
    op.drop_index(op.f("ix_dpd_adjustments_loan_id_date"), table_name="dpd_adjustments")
    op.drop_table("dpd_adjustments")
    op.drop_table("delinquency_buckets")
    op.drop_index(op.f("ix_daily_snapshots_snapshot_date"), table_name="daily_snapshots")
    op.drop_table("daily_snapshots")
    op.drop_index(
        "uq_customer_links_role",
        table_name="customer_links",
        sqlite_where=sa.text("role IN ('primary', 'secondary')"),
        postgresql_where=sa.text("role IN ('primary', 'secondary')"),
    )
    op.drop_index(op.f("ix_customer_links_customer_id"), table_name="customer_links")
    op.drop_table("customer_links")
    op.drop_table("collateral")
    op.drop_index(op.f("ix_cards_loan_id"), table_name="cards")
    op.drop_table("cards")
    op.drop_table("billing_periods")
    op.drop_index(
        "uq_bankruptcies_active",
        table_name="bankruptcies",
        sqlite_where=sa.text("active"),
        postgresql_where=sa.text("active"),
    )
    op.drop_index(op.f("ix_bankruptcies_loan_id"), table_name="bankruptcies")
    op.drop_table("bankruptcies")
    op.drop_index(op.f("ix_autopays_loan_id_status_process_date"), table_name="autopays")
    op.drop_table("autopays")
    op.drop_index(op.f("ix_apd_adjustments_loan_id_date"), table_name="apd_adjustments")
    op.drop_table("apd_adjustments")
    op.drop_index(op.f("ix_loans_status_loan_status_id_status_loan_sub_status_id"), table_name="loans")
    op.drop_index(op.f("ix_loans_loan_last_maintenance_date"), table_name="loans")
    op.drop_index(op.f("ix_loans_loan_display_id"), table_name="loans")
    op.drop_table("loans")
    op.drop_table("sub_portfolios")
    op.drop_table("social_profiles")
    op.drop_index(op.f("ix_phones_phone"), table_name="phones")
    op.drop_index(op.f("ix_phones_customer_id"), table_name="phones")
    op.drop_table("phones")
    op.drop_index(op.f("ix_payment_profiles_customer_id"), table_name="payment_profiles")
    op.drop_table("payment_profiles")
    op.drop_index(op.f("ix_maintenance_runs_business_date"), table_name="maintenance_runs")
    op.drop_table("maintenance_runs")
    op.drop_table("loan_sub_statuses")
    op.drop_table("employers")
    op.drop_table("deployment_files")
    op.drop_index(op.f("ix_customer_references_customer_id"), table_name="customer_references")
    op.drop_table("customer_references")
    op.drop_table("customer_custom_values")
    op.drop_table("checklist_items")
    op.drop_table("addresses")
    op.drop_table("tenant")
    op.drop_table("source_companies")
    op.drop_table("portfolios")
    op.drop_table("loan_statuses")
    op.drop_index(
        "uq_deployments_active",
        table_name="deployments",
        sqlite_where=sa.text("active"),
        postgresql_where=sa.text("active"),
    )
    op.drop_index(op.f("ix_deployments_content_hash"), table_name="deployments")
    op.drop_table("deployments")
    op.drop_index(op.f("ix_customers_last_name_first_name"), table_name="customers")
    op.drop_index(op.f("ix_customers_email"), table_name="customers")
    op.drop_table("customers")
    op.drop_table("custom_fields")
    op.drop_table("computation_fields")
    op.drop_table("checklists")
    op.drop_table("agents")
