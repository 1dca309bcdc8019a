"""Whether a day had earned its interest before accrual was suspended on it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("stop_interest_dates") as batch:
        batch.add_column(sa.Column("earned", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("stop_interest_dates") as batch:
        batch.drop_column("earned")
