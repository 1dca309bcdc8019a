"""Partitions of runs and their leases, accounts that runs leave out, locks, days of deployments, fees in buckets."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "maintenance_partitions",
        sa.Column("run_id", whole, nullable=False),
        sa.Column("number", whole, autoincrement=False, nullable=False),
        sa.Column("first_loan", whole, nullable=False),
        sa.Column("last_loan", whole, nullable=False),
        sa.Column("position", whole, nullable=False),
        sa.Column("status", sa.String(length=16), server_default="waiting", nullable=False),
        sa.Column("worker", sa.String(length=200), nullable=True),
        sa.Column("epoch", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("beats", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("beaten_at", sa.String(length=32), nullable=True),
        sa.Column("report", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["maintenance_runs.id"],
            name=op.f("fk_maintenance_partitions_run_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", "number", name=op.f("pk_maintenance_partitions")),
    )
    op.create_table(
        "maintenance_exceptions",
        sa.Column("run_id", whole, nullable=False),
        sa.Column("loan_id", whole, autoincrement=False, nullable=False),
        sa.Column("business_date", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["maintenance_runs.id"],
            name=op.f("fk_maintenance_exceptions_run_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", "loan_id", name=op.f("pk_maintenance_exceptions")),
    )
    op.create_index(
        op.f("ix_maintenance_exceptions_loan_id_business_date"), "maintenance_exceptions", ["loan_id", "business_date"]
    )
    op.create_table(
        "loan_locks",
        sa.Column("loan_id", whole, autoincrement=False, nullable=False),
        sa.Column("locked_by", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("locked_on", sa.String(length=10), nullable=False),
        sa.Column("locked_at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["loan_id"], ["loans.loan_id"], name=op.f("fk_loan_locks_loan_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("loan_id", name=op.f("pk_loan_locks")),
    )
    op.add_column("maintenance_runs", sa.Column("packs", sa.Text(), nullable=True))
    op.add_column("maintenance_runs", sa.Column("forced", sa.Text(), nullable=True))
    op.add_column("deployments", sa.Column("deployed_on", sa.String(length=10), nullable=True))
    op.add_column("deployments", sa.Column("withdrawn_on", sa.String(length=10), nullable=True))
    op.execute("UPDATE deployments SET deployed_on = substr(deployed_at, 1, 10)")
    op.execute("UPDATE deployments SET withdrawn_on = substr(withdrawn_at, 1, 10)")
    fees = sa.Column("fees", sa.BigInteger(), server_default=sa.text("0"), nullable=False)
    op.add_column("delinquency_buckets", fees)


def downgrade() -> None:
    op.drop_column("delinquency_buckets", "fees")
    op.drop_column("deployments", "withdrawn_on")
    op.drop_column("deployments", "deployed_on")
    op.drop_column("maintenance_runs", "forced")
    op.drop_column("maintenance_runs", "packs")
    op.drop_table("loan_locks")
    op.drop_index(op.f("ix_maintenance_exceptions_loan_id_business_date"), table_name="maintenance_exceptions")
    op.drop_table("maintenance_exceptions")
    op.drop_table("maintenance_partitions")
