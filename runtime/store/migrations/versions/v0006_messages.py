"""Numbers of an account's events; the outbox with claims; attempts to deliver, inboxes, subscriptions, suppressions."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_PENDING = sa.text("status = 'pending'")


def upgrade() -> None:
    op.add_column("agents", sa.Column("email", sa.String(length=200), nullable=True))
    for name in ("email_enroll", "sms_enroll", "web_access"):
        op.add_column("loan_statuses", sa.Column(name, sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column(
        "events",
        sa.Column(
            "number",
            sa.Integer(),
            nullable=True,
            comment="the account's events are 1, 2, 3 and so on; none for an event on no account",
        ),
    )
    op.execute(
        "UPDATE events SET number = (SELECT count(*) FROM events AS earlier"
        " WHERE earlier.loan_id = events.loan_id AND earlier.id <= events.id) WHERE loan_id IS NOT NULL"
    )
    op.create_index("uq_events_loan_id_number", "events", ["loan_id", "number"], unique=True)
    op.drop_index("ix_events_unhandled", "events")
    op.execute("ALTER TABLE events DROP COLUMN handled")
    op.drop_index("ix_outbox_status_next_attempt_at", "outbox")
    with op.batch_alter_table("outbox") as batch:
        batch.alter_column("receiver", existing_type=sa.String(length=200), type_=sa.Text())
        batch.add_column(
            sa.Column(
                "content_hash", sa.String(length=64), nullable=True, comment="of the pack whose notification it is"
            )
        )
        batch.add_column(sa.Column("business_date", sa.String(length=10), nullable=False))
        batch.add_column(
            sa.Column("claimed_by", sa.String(length=200), nullable=True, comment="the dispatcher that is sending it")
        )
        batch.add_column(
            sa.Column(
                "claimed_until",
                sa.String(length=32),
                nullable=True,
                comment="when another dispatcher may take it over",
            )
        )
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["channel", "next_attempt_at", "id"],
        unique=False,
        sqlite_where=_PENDING,
        postgresql_where=_PENDING,
    )
    op.create_index("ix_outbox_status_channel", "outbox", ["status", "channel"], unique=False)
    op.create_index("ix_outbox_customer_id", "outbox", ["customer_id"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("outbox_id", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False, comment="1, 2, 3 and so on"),
        sa.Column("started_at", sa.String(length=32), nullable=False),
        sa.Column("duration_ms", sa.Integer(), nullable=False),
        sa.Column(
            "outcome", sa.String(length=16), nullable=False, comment="delivered, retry, failed, held or withheld"
        ),
        sa.Column("code", sa.String(length=200), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True, comment="what the receiver knows the message by"),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name="fk_deliveries_outbox_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        comment="every attempt to deliver a message",
    )
    op.create_index("ix_deliveries_outbox_id", "deliveries", ["outbox_id"], unique=False)
    op.create_table(
        "inbox",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.Column("loan_id", _NUMBER, autoincrement=False, nullable=True),
        sa.Column("notification", sa.String(length=200), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=200), nullable=False),
        sa.Column("business_date", sa.String(length=10), nullable=False),
        sa.Column("received_at", sa.String(length=32), nullable=False),
        sa.Column("read_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["loan_id"], ["loans.loan_id"], name="fk_inbox_loan_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.UniqueConstraint("idempotency_key", name="uq_inbox_idempotency_key"),
        comment="messages to agent users inside the system",
    )
    op.create_index("ix_inbox_agent_read_at", "inbox", ["agent", "read_at"], unique=False)
    op.create_index("ix_inbox_loan_id", "inbox", ["loan_id"], unique=False)
    op.create_table(
        "agent_teams",
        sa.Column("team", sa.String(length=200), nullable=False),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("team", "agent", name="pk_agent_teams"),
        comment="names that notifications give for several agents",
    )
    op.create_table(
        "agent_subscriptions",
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.Column("notification", sa.String(length=200), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False, comment="system or email"),
        sa.PrimaryKeyConstraint("agent", "notification", "channel", name="pk_agent_subscriptions"),
        comment="agents who get a notification beside those that it names",
    )
    op.create_index(
        "ix_agent_subscriptions_notification_channel", "agent_subscriptions", ["notification", "channel"], unique=False
    )
    op.create_table(
        "suppressions",
        sa.Column("channel", sa.String(length=16), nullable=False, comment="sms or email"),
        sa.Column(
            "address",
            sa.String(length=200),
            nullable=False,
            comment="E.164 number, or e-mail address in lower case",
        ),
        sa.Column("reason", sa.Text(), nullable=False, comment="in words, such as `the receiver answered STOP`"),
        sa.Column("since", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("channel", "address", name="pk_suppressions"),
        comment="addresses that nothing more is sent to",
    )


def downgrade() -> None:
    for name in ("suppressions", "agent_subscriptions", "agent_teams", "inbox", "deliveries"):
        op.drop_table(name)
    for name in ("ix_outbox_customer_id", "ix_outbox_status_channel", "ix_outbox_due"):
        op.drop_index(name, "outbox")
    with op.batch_alter_table("outbox") as batch:
        for name in ("claimed_until", "claimed_by", "business_date", "content_hash"):
            batch.drop_column(name)
        batch.alter_column("receiver", existing_type=sa.Text(), type_=sa.String(length=200))
    op.create_index("ix_outbox_status_next_attempt_at", "outbox", ["status", "next_attempt_at"], unique=False)
    op.add_column(
        "events",
        sa.Column(
            "handled",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="whether notifications were matched against it",
        ),
    )
    op.create_index(
        "ix_events_unhandled",
        "events",
        ["id"],
        unique=False,
        sqlite_where=sa.text("NOT handled"),
        postgresql_where=sa.text("NOT handled"),
    )
    op.drop_index("uq_events_loan_id_number", "events")
    op.execute("ALTER TABLE events DROP COLUMN number")
    for name in ("web_access", "sms_enroll", "email_enroll"):
        op.execute(f"ALTER TABLE loan_statuses DROP COLUMN {name}")
    op.execute("ALTER TABLE agents DROP COLUMN email")
