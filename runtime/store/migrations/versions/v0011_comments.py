"""What columns and tables hold, told to whoever looks into PostgreSQL; SQLite keeps no comments."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_COLUMNS = [
    ("delinquency_buckets", "fees", "how much of the amount due is fees"),
    ("deployments", "deployed_on", "the business date from which on it counts"),
    ("deployments", "withdrawn_on", "the business date from which on it no longer counts"),
    ("maintenance_exceptions", "kind", "locked, busy, ahead, no-books or internal"),
    ("maintenance_partitions", "position", "every account up to this one is done"),
    ("maintenance_partitions", "status", "waiting, running or done"),
    ("maintenance_partitions", "report", "what was counted so far"),
    ("maintenance_runs", "report", "what was counted, once it is finished"),
    ("maintenance_runs", "packs", "numbers of the deployments it runs, in order, whatever is deployed meanwhile"),
    ("maintenance_runs", "forced", "of an evaluation that a person forced: which rules, on which account"),
]
_TABLES = [
    ("loan_locks", "accounts that a person keeps for themselves: no run and nobody else changes them"),
    ("maintenance_exceptions", "accounts that a run left out, or whose night failed before a rule could be asked"),
    ("maintenance_partitions", "ranges of accounts of a run, each leased to one worker at a time"),
]


def upgrade() -> None:
    _tell(told=True)


def downgrade() -> None:
    _tell(told=False)


def _tell(*, told: bool) -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, column, comment in _COLUMNS:
        op.alter_column(table, column, comment=comment if told else None)
    for table, comment in _TABLES:
        op.create_table_comment(table, comment if told else None)
