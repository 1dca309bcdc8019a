"""E-mails, text messages and letters, and how they fared."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "emails",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("idempotency_key", sa.String(length=200), nullable=False),
        sa.Column("loan_id", _NUMBER, autoincrement=False, nullable=True),
        sa.Column("customer_id", _NUMBER, autoincrement=False, nullable=True),
        sa.Column("notification", sa.String(length=200), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=False, comment="the first 500 characters, without HTML"),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column(
            "status", sa.String(length=16), nullable=False, comment="unknown, sent, refused, bounced or complained"
        ),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("copies", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("sent_at", sa.String(length=32), nullable=True),
        sa.Column("changed_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_emails_customer_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["loan_id"], ["loans.loan_id"], name="fk_emails_loan_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_emails"),
        sa.UniqueConstraint("idempotency_key", name="uq_emails_idempotency_key"),
        sa.UniqueConstraint("message_id", name="uq_emails_message_id"),
        comment="e-mails; copies counts how often one may have been handed over",
    )
    op.create_index("ix_emails_customer_id", "emails", ["customer_id"], unique=False)
    op.create_index("ix_emails_loan_id", "emails", ["loan_id"], unique=False)
    op.create_table(
        "letters",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("idempotency_key", sa.String(length=200), nullable=False),
        sa.Column("loan_id", _NUMBER, autoincrement=False, nullable=True),
        sa.Column("customer_id", _NUMBER, autoincrement=False, nullable=True),
        sa.Column("notification", sa.String(length=200), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("requester", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.String(length=32),
            nullable=False,
            comment="pending, canceled, in-progress, rendered-pdf, printed, …",
        ),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False, comment="SHA-256 of the PDF"),
        sa.Column("pages", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("batch", sa.String(length=64), nullable=True, comment="the hand-over it went with"),
        sa.Column("tracking", sa.String(length=200), nullable=True),
        sa.Column("submitted_at", sa.String(length=32), nullable=False),
        sa.Column("cancel_until", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_letters_customer_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["loan_id"], ["loans.loan_id"], name="fk_letters_loan_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_letters"),
        sa.UniqueConstraint("idempotency_key", name="uq_letters_idempotency_key"),
        comment="letters, as PDF, from being queued to the mailbox",
    )
    op.create_index("ix_letters_batch", "letters", ["batch"], unique=False)
    op.create_index("ix_letters_customer_id", "letters", ["customer_id"], unique=False)
    op.create_index("ix_letters_loan_id", "letters", ["loan_id"], unique=False)
    op.create_index("ix_letters_status_cancel_until", "letters", ["status", "cancel_until"], unique=False)
    op.create_table(
        "sms_messages",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column(
            "direction", sa.String(length=8), nullable=False, comment="out: to the customer, in: from the customer"
        ),
        sa.Column("idempotency_key", sa.String(length=200), nullable=True, comment="of what went out"),
        sa.Column("provider_id", sa.String(length=64), nullable=True, comment="what the provider knows it by"),
        sa.Column("loan_id", _NUMBER, autoincrement=False, nullable=True),
        sa.Column("customer_id", _NUMBER, autoincrement=False, nullable=True),
        sa.Column("notification", sa.String(length=200), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=False, comment="the customer's, E.164"),
        sa.Column(
            "own_number", sa.String(length=64), nullable=True, comment="the lender's number or messaging service"
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("segments", sa.Integer(), nullable=False),
        sa.Column("encoding", sa.String(length=8), nullable=False, comment="GSM-7 or UCS-2"),
        sa.Column(
            "status",
            sa.String(length=16),
            nullable=False,
            comment="sending, queued, sent, delivered, undelivered, failed, received",
        ),
        sa.Column("error", sa.String(length=200), nullable=True),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("changed_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_sms_messages_customer_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["loan_id"], ["loans.loan_id"], name="fk_sms_messages_loan_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_sms_messages"),
        sa.UniqueConstraint("idempotency_key", name="uq_sms_messages_idempotency_key"),
        sa.UniqueConstraint("provider_id", name="uq_sms_messages_provider_id"),
        comment="the running conversation with every number",
    )
    op.create_index("ix_sms_messages_customer_id", "sms_messages", ["customer_id"], unique=False)
    op.create_index("ix_sms_messages_loan_id", "sms_messages", ["loan_id"], unique=False)
    op.create_index("ix_sms_messages_phone_id", "sms_messages", ["phone", "id"], unique=False)
    op.create_table(
        "letter_statuses",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("letter_id", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name="fk_letter_statuses_letter_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_letter_statuses"),
        sa.UniqueConstraint("letter_id", "status", "at", name="uq_letter_statuses_letter_id_status_at"),
        comment="the way of every letter",
    )


def downgrade() -> None:
    for name in ("letter_statuses", "letters", "sms_messages", "emails"):
        op.drop_table(name)
