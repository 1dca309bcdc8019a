"""Where an account's books begin, so that its status can be worked out from what is booked."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ledger_openings",
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "opening",
            sa.Text(),
            nullable=False,
            comment="where the account stood, and which entries that holds",
        ),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.loan_id"], name=op.f("fk_ledger_openings_loan_id_loans"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("loan_id", name=op.f("pk_ledger_openings")),
        comment="where an account's books begin: its status follows from here and from what was booked since",
    )


def downgrade() -> None:
    op.drop_table("ledger_openings")
