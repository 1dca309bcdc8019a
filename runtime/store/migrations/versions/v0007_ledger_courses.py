"""How accounts go on while nothing happens on them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ledger_courses",
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "version",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="the account's version for which the course holds",
        ),
        sa.Column("last_day", sa.String(length=10), nullable=False, comment="the last day it reaches"),
        sa.Column(
            "course", sa.Text(), nullable=False, comment="a JSON list: the fields of the ledger's course, in order"
        ),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.loan_id"], name=op.f("fk_ledger_courses_loan_id_loans"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("loan_id", name=op.f("pk_ledger_courses")),
        comment="how accounts go on while nothing happens on them: they follow from the books and their entries",
    )


def downgrade() -> None:
    op.drop_table("ledger_courses")
