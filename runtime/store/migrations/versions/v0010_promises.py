"""Promises with who keeps, breaks and withdraws them, transactions whose day is still to come, and the view
`loan_promise_entity`. A later change of `promises` on SQLite has to drop the view first and make it again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_VIEW = """
CREATE VIEW loan_promise_entity AS
SELECT id, loan_id, subject, note, {amount} AS amount, {fulfilled} AS fulfilled, due_date, fulfillment_date,
  'loanpromise.type.' || type AS type, created_at AS created, fulfilled_on AS fulfilled_date, logged_by, fulfilled_by,
  {deleted} AS deleted, COALESCE(updated_at, created_at) AS "lastUpdated"
FROM promises
"""
_WORDS = {
    "sqlite": {
        "amount": "amount / 100.0",
        "fulfilled": "fulfilled",
        "deleted": "(deleted OR cancelled_on IS NOT NULL)",
    },
    "postgresql": {
        "amount": "CAST(amount / 100.0 AS numeric(11, 2))",
        "fulfilled": "CAST(CAST(fulfilled AS integer) AS smallint)",
        "deleted": "CAST(CAST(deleted OR cancelled_on IS NOT NULL AS integer) AS smallint)",
    },
}


def upgrade() -> None:
    with op.batch_alter_table("promises") as batch:
        batch.add_column(sa.Column("scenario_pack", sa.String(200), comment="name of the pack that the scenario is in"))
        batch.add_column(
            sa.Column(
                "fails_on_reversal",
                sa.Boolean(),
                server_default=sa.false(),
                nullable=False,
                comment="whether taking back what kept it opens it again, as its scenario had it then",
            )
        )
        batch.add_column(
            sa.Column(
                "failed_on",
                sa.String(10),
                comment="day on which it failed, once a night or a reversal has seen that it did",
            )
        )
        batch.add_column(sa.Column("reminded_on", sa.String(10), comment="due date of which the reminder was given"))
        batch.add_column(sa.Column("cancelled_on", sa.String(10), comment="business date on which it was withdrawn"))
        batch.add_column(sa.Column("cancelled_by", sa.String(200)))
        batch.add_column(sa.Column("cancel_reason", sa.Text()))
        batch.add_column(
            sa.Column("created_on", sa.String(10), comment="business date on which it was made, where that is known")
        )
        batch.add_column(sa.Column("updated_at", sa.String(32)))
        batch.drop_column("failure_announced")
    undecided = "failed_on IS NULL AND cancelled_on IS NULL"
    op.create_index(op.f("ix_promises_transaction_id"), "promises", ["transaction_id"], unique=True)
    op.create_index(
        "ix_promises_open",
        "promises",
        ["loan_id", "due_date"],
        sqlite_where=sa.text(f"fulfilled = 0 AND deleted = 0 AND {undecided}"),
        postgresql_where=sa.text(f"NOT fulfilled AND NOT deleted AND {undecided}"),
    )
    op.add_column(
        "transactions",
        sa.Column(
            "awaits_day",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="whether its apply date is still to come, and with it the promises that it may keep",
        ),
    )
    op.create_index(
        "ix_transactions_awaiting",
        "transactions",
        ["loan_id", "apply_date"],
        sqlite_where=sa.text("awaits_day = 1"),
        postgresql_where=sa.text("awaits_day"),
    )
    op.add_column(
        "tenant",
        sa.Column(
            "promise_roles",
            sa.Text(),
            comment="roles that may mark promises as kept by hand; null: every role",
        ),
    )
    op.execute(_VIEW.format(**_WORDS[op.get_bind().dialect.name]))


def downgrade() -> None:
    op.execute("DROP VIEW loan_promise_entity")
    op.drop_column("tenant", "promise_roles")
    op.drop_index("ix_transactions_awaiting", table_name="transactions")
    with op.batch_alter_table("transactions") as batch:
        batch.drop_column("awaits_day")
    op.drop_index("ix_promises_open", table_name="promises")
    op.drop_index(op.f("ix_promises_transaction_id"), table_name="promises")
    with op.batch_alter_table("promises") as batch:
        batch.add_column(
            sa.Column(
                "failure_announced",
                sa.Boolean(),
                server_default=sa.false(),
                nullable=False,
                comment="whether the event of its failing was written",
            )
        )
        for name in (
            "updated_at",
            "created_on",
            "cancel_reason",
            "cancelled_by",
            "cancelled_on",
            "reminded_on",
            "failed_on",
            "fails_on_reversal",
            "scenario_pack",
        ):
            batch.drop_column(name)
