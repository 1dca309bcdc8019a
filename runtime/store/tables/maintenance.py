"""Tables that say how far a run has come, which accounts it could not do, and which a person has locked.

A partition is a range of account numbers. Whoever works on it holds its lease: its epoch grows each time the lease
passes on, and every write of a worker asks for the epoch it was given.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table, Text

from runtime.store.columns import Day, Document, Moment, whole_number
from runtime.store.tables.base import METADATA, count, loan, reference, word

maintenance_partitions = Table(
    "maintenance_partitions",
    METADATA,
    reference("run_id", "maintenance_runs.id", primary=True, cascade=True),
    Column("number", whole_number(), primary_key=True, autoincrement=False),
    Column("first_loan", whole_number(), nullable=False),
    Column("last_loan", whole_number(), nullable=False),
    Column("position", whole_number(), nullable=False, comment="every account up to this one is done"),
    Column("status", String(16), nullable=False, server_default="waiting", comment="waiting, running or done"),
    word("worker", nullable=True),
    count("epoch"),
    count("beats"),
    Column("beaten_at", Moment()),
    Column("report", Document(), comment="what was counted so far"),
    comment="ranges of accounts of a run, each leased to one worker at a time",
)

maintenance_exceptions = Table(
    "maintenance_exceptions",
    METADATA,
    reference("run_id", "maintenance_runs.id", primary=True, cascade=True),
    # no reference to the account: that would wait for whoever keeps it busy
    Column("loan_id", whole_number(), primary_key=True, autoincrement=False),
    Column("business_date", Day(), nullable=False),
    Column("kind", String(16), nullable=False, comment="locked, busy, ahead, no-books or internal"),
    Column("message", Text(), nullable=False),
    Index(None, "loan_id", "business_date"),
    comment="accounts that a run left out, or whose night failed before a rule could be asked",
)

loan_locks = Table(
    "loan_locks",
    METADATA,
    loan(primary=True),
    word("locked_by"),
    Column("reason", Text(), nullable=False),
    Column("locked_on", Day(), nullable=False),
    Column("locked_at", Moment(), nullable=False),
    comment="accounts that a person keeps for themselves: no run and nobody else changes them",
)
