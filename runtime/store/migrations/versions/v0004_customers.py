"""The whole record of a customer, its tools and its history."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "customer_words",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "list", sa.String(length=32), nullable=False, comment="statuses, note-categories or document-sections"
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_words")),
        sa.UniqueConstraint("list", "title", name=op.f("uq_customer_words_list_title")),
        comment="the tenant's own words about customers, beside those every tenant begins with",
    )
    op.create_table(
        "ofac_lists",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False, comment="SHA-256 of the list's files"),
        sa.Column("entries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("imported_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ofac_lists")),
        sa.UniqueConstraint("checksum", name=op.f("uq_ofac_lists_checksum")),
    )
    op.create_table(
        "customer_documents",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("section", sa.String(length=200), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("media_type", sa.String(length=200), nullable=False),
        sa.Column("size", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False, comment="SHA-256 of the content"),
        sa.Column("content", sa.LargeBinary(), nullable=True, comment="empty where the content lies in a folder"),
        sa.Column("place", sa.String(length=200), nullable=True, comment="name of the file in the folder of documents"),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("customer_visible", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_documents_customer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_documents")),
    )
    op.create_index(op.f("ix_customer_documents_customer_id"), "customer_documents", ["customer_id"], unique=False)

    op.create_table(
        "customer_identifiers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "kind",
            sa.String(length=16),
            nullable=False,
            comment="ssn, sin, employerNumber, passport, driverLicense or nationalId",
        ),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=32), nullable=False),
        sa.Column("issuer", sa.String(length=200), nullable=True),
        sa.Column("expires_on", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_identifiers_customer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_identifiers")),
        sa.UniqueConstraint("customer_id", "kind", name=op.f("uq_customer_identifiers_customer_id_kind")),
        comment="identification numbers, sealed; equal ones are found by their fingerprint",
    )
    op.create_index(op.f("ix_customer_identifiers_fingerprint"), "customer_identifiers", ["fingerprint"], unique=False)

    op.create_table(
        "ofac_entries",
        sa.Column("list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column(
            "number", sa.Integer(), autoincrement=False, nullable=False, comment="the Treasury's number of the entry"
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "type",
            sa.String(length=32),
            nullable=True,
            comment="individual, vessel, aircraft; empty for other entities",
        ),
        sa.Column("programs", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("remarks", sa.Text(), nullable=True),
        sa.Column("aliases", sa.Text(), nullable=False),
        sa.Column("addresses", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id"], ["ofac_lists.id"], name=op.f("fk_ofac_entries_list_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("list_id", "number", name=op.f("pk_ofac_entries")),
        comment="specially designated nationals, of the list in use",
    )
    op.create_table(
        "privacy_requests",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("kind", sa.String(length=16), nullable=False, comment="export or deletion"),
        sa.Column("law", sa.String(length=16), nullable=False, comment="ccpa or pipeda"),
        sa.Column(
            "checksum", sa.String(length=64), nullable=False, comment="SHA-256 of what was handed out, or of the counts"
        ),
        sa.Column("counts", sa.Text(), nullable=False, comment="rows handed out, erased or kept, by table"),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("business_date", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_privacy_requests_customer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_requests")),
        comment="proof of what was asked for under a privacy law and done; holds no personal information",
    )
    op.create_index(op.f("ix_privacy_requests_customer_id"), "privacy_requests", ["customer_id"], unique=False)

    op.create_table(
        "customer_changes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "kind",
            sa.String(length=16),
            server_default="changed",
            nullable=False,
            comment="changed, revealed, exported, erased",
        ),
        sa.Column("entity", sa.String(length=200), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=True),
        sa.Column("firing_id", sa.Integer(), nullable=True),
        sa.Column("business_date", sa.String(length=10), nullable=False),
        sa.Column("changed_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_changes_customer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.loan_id"], name=op.f("fk_customer_changes_loan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_changes")),
        comment="history of every customer: what was changed or looked at, by whom, when; secrets are masked",
    )
    op.create_index(
        op.f("ix_customer_changes_customer_id_changed_at"),
        "customer_changes",
        ["customer_id", "changed_at"],
        unique=False,
    )

    op.create_table(
        "customer_tool_requests",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=True),
        sa.Column("role", sa.String(length=200), nullable=True),
        sa.Column(
            "check", sa.String(length=32), nullable=False, comment="primary-address, mailing-address, phone, credit, …"
        ),
        sa.Column(
            "status", sa.String(length=16), server_default="pending", nullable=False, comment="pending, done or failed"
        ),
        sa.Column("idempotency_key", sa.String(length=64), nullable=False),
        sa.Column("business_date", sa.String(length=10), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("firing_id", sa.Integer(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_attempt_at", sa.String(length=32), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True, comment="ok, failed, match, no-match or unavailable"),
        sa.Column("details", sa.Text(), nullable=True),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("finished_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_tool_requests_customer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.loan_id"], name=op.f("fk_customer_tool_requests_loan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_tool_requests")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_customer_tool_requests_idempotency_key")),
        comment="what services outside are to be asked, written with what asked for it, done by `customer tools run`",
    )
    op.create_index(
        op.f("ix_customer_tool_requests_customer_id"), "customer_tool_requests", ["customer_id"], unique=False
    )
    op.create_index(
        op.f("ix_customer_tool_requests_status_next_attempt_at"),
        "customer_tool_requests",
        ["status", "next_attempt_at"],
        unique=False,
    )

    op.create_table(
        "ofac_screenings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=True),
        sa.Column("list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False, comment="of everything the answer follows from"),
        sa.Column("matched", sa.Boolean(), nullable=False),
        sa.Column("best_score", sa.Integer(), nullable=False),
        sa.Column("matches", sa.Text(), nullable=False),
        sa.Column("business_date", sa.String(length=10), nullable=False),
        sa.Column("firing_id", sa.Integer(), nullable=True),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_ofac_screenings_customer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["list_id"], ["ofac_lists.id"], name=op.f("fk_ofac_screenings_list_id")),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.loan_id"], name=op.f("fk_ofac_screenings_loan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ofac_screenings")),
    )
    op.create_index(op.f("ix_ofac_screenings_customer_id"), "ofac_screenings", ["customer_id"], unique=False)

    op.add_column("addresses", sa.Column("check_outcome", sa.String(length=16), nullable=True, comment="ok or failed"))
    op.add_column("addresses", sa.Column("checked_by", sa.String(length=200), nullable=True))
    op.add_column("addresses", sa.Column("check_details", sa.Text(), nullable=True))
    op.add_column("addresses", sa.Column("checked_on", sa.String(length=10), nullable=True))
    op.create_index(op.f("ix_addresses_zipcode"), "addresses", ["zipcode"], unique=False)

    op.add_column("customer_references", sa.Column("address1", sa.String(length=200), nullable=True))
    op.add_column("customer_references", sa.Column("address2", sa.String(length=200), nullable=True))
    op.add_column("customer_references", sa.Column("city", sa.String(length=200), nullable=True))
    op.add_column("customer_references", sa.Column("state", sa.String(length=200), nullable=True))
    op.add_column("customer_references", sa.Column("zipcode", sa.String(length=200), nullable=True))
    op.add_column(
        "customer_references", sa.Column("country", sa.String(length=200), server_default="usa", nullable=False)
    )
    op.add_column("customer_references", sa.Column("verified", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column(
        "customer_references", sa.Column("standardized", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column(
        "customer_references", sa.Column("check_outcome", sa.String(length=16), nullable=True, comment="ok or failed")
    )
    op.add_column("customer_references", sa.Column("checked_by", sa.String(length=200), nullable=True))
    op.add_column("customer_references", sa.Column("check_details", sa.Text(), nullable=True))
    op.add_column("customer_references", sa.Column("checked_on", sa.String(length=10), nullable=True))

    op.add_column("customers", sa.Column("gender", sa.String(length=200), nullable=True))
    op.add_column(
        "customers", sa.Column("keep_last_name_case", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("customers", sa.Column("credit_limit", sa.BigInteger(), nullable=True))
    op.add_column("customers", sa.Column("mailing_is_primary", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("customers", sa.Column("access_username", sa.String(length=200), nullable=True))
    op.add_column(
        "customers",
        sa.Column(
            "access_password_hash", sa.Text(), nullable=True, comment="argon2id; the password itself lies nowhere"
        ),
    )
    op.add_column("customers", sa.Column("access_password_set_at", sa.String(length=32), nullable=True))
    op.add_column(
        "customers",
        sa.Column(
            "erased_at",
            sa.String(length=32),
            nullable=True,
            comment="when the person's data was erased; the row stays for the books",
        ),
    )
    op.create_index("uq_customers_access_username", "customers", ["access_username"], unique=True)

    op.add_column(
        "payment_profiles",
        sa.Column("token", sa.Text(), nullable=True, comment="what the payment vault knows the method by"),
    )
    op.add_column("payment_profiles", sa.Column("token_fingerprint", sa.String(length=32), nullable=True))
    op.add_column("payment_profiles", sa.Column("account_type", sa.String(length=200), nullable=True))
    op.add_column("payment_profiles", sa.Column("card_type", sa.String(length=200), nullable=True))
    op.add_column(
        "payment_profiles", sa.Column("card_expiration", sa.String(length=7), nullable=True, comment="YYYY-MM")
    )
    op.add_column("payment_profiles", sa.Column("bank_name", sa.String(length=200), nullable=True))
    op.add_column("payment_profiles", sa.Column("holder_name", sa.String(length=200), nullable=True))
    op.add_column("payment_profiles", sa.Column("verified", sa.Boolean(), server_default=sa.false(), nullable=False))

    op.add_column("phones", sa.Column("check_outcome", sa.String(length=16), nullable=True, comment="ok or failed"))
    op.add_column("phones", sa.Column("checked_by", sa.String(length=200), nullable=True))
    op.add_column("phones", sa.Column("check_details", sa.Text(), nullable=True))
    op.add_column("phones", sa.Column("checked_on", sa.String(length=10), nullable=True))

    op.add_column("social_profiles", sa.Column("photo_url", sa.Text(), nullable=True))

    _say_kinds("settings, customer, employer, collateral or bankruptcy", "primary, mailing or employer")


def downgrade() -> None:

    op.drop_column("social_profiles", "photo_url")

    op.drop_column("phones", "checked_on")
    op.drop_column("phones", "check_details")
    op.drop_column("phones", "checked_by")
    op.drop_column("phones", "check_outcome")

    op.drop_column("payment_profiles", "verified")
    op.drop_column("payment_profiles", "holder_name")
    op.drop_column("payment_profiles", "bank_name")
    op.drop_column("payment_profiles", "card_expiration")
    op.drop_column("payment_profiles", "card_type")
    op.drop_column("payment_profiles", "account_type")
    op.drop_column("payment_profiles", "token_fingerprint")
    op.drop_column("payment_profiles", "token")

    op.drop_index("uq_customers_access_username", table_name="customers")
    op.drop_column("customers", "erased_at")
    op.drop_column("customers", "access_password_set_at")
    op.drop_column("customers", "access_password_hash")
    op.drop_column("customers", "access_username")
    op.drop_column("customers", "mailing_is_primary")
    op.drop_column("customers", "credit_limit")
    op.drop_column("customers", "keep_last_name_case")
    op.drop_column("customers", "gender")

    op.drop_column("customer_references", "checked_on")
    op.drop_column("customer_references", "check_details")
    op.drop_column("customer_references", "checked_by")
    op.drop_column("customer_references", "check_outcome")
    op.drop_column("customer_references", "standardized")
    op.drop_column("customer_references", "verified")
    op.drop_column("customer_references", "country")
    op.drop_column("customer_references", "zipcode")
    op.drop_column("customer_references", "state")
    op.drop_column("customer_references", "city")
    op.drop_column("customer_references", "address2")
    op.drop_column("customer_references", "address1")

    op.drop_index(op.f("ix_addresses_zipcode"), table_name="addresses")
    op.drop_column("addresses", "checked_on")
    op.drop_column("addresses", "check_details")
    op.drop_column("addresses", "checked_by")
    op.drop_column("addresses", "check_outcome")

    op.drop_index(op.f("ix_ofac_screenings_customer_id"), table_name="ofac_screenings")

    op.drop_table("ofac_screenings")
    op.drop_index(op.f("ix_customer_tool_requests_status_next_attempt_at"), table_name="customer_tool_requests")
    op.drop_index(op.f("ix_customer_tool_requests_customer_id"), table_name="customer_tool_requests")

    op.drop_table("customer_tool_requests")
    op.drop_index(op.f("ix_customer_changes_customer_id_changed_at"), table_name="customer_changes")

    op.drop_table("customer_changes")
    op.drop_index(op.f("ix_privacy_requests_customer_id"), table_name="privacy_requests")

    op.drop_table("privacy_requests")
    op.drop_table("ofac_entries")
    op.drop_index(op.f("ix_customer_identifiers_fingerprint"), table_name="customer_identifiers")

    op.drop_table("customer_identifiers")
    op.drop_index(op.f("ix_customer_documents_customer_id"), table_name="customer_documents")

    op.drop_table("customer_documents")
    op.drop_table("ofac_lists")
    op.drop_table("customer_words")

    _say_kinds("settings, customer, collateral or bankruptcy", "primary or mailing")


def _say_kinds(of_fields: str, of_addresses: str) -> None:
    """SQLite keeps no comments."""
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column("custom_fields", "entity", comment=of_fields)
        op.alter_column("addresses", "kind", comment=of_addresses)
