"""Tables of the machinery: what is deployed, what ran, what fired and why, what must be told to whom.

A firing is unique by (content hash of the pack, rule, loan, business date, trigger): a second attempt at the same one
finds it there. JSON columns hold what `columns.plain` makes of values.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, Text, UniqueConstraint, text

from runtime.store.columns import Day, Document, Moment
from runtime.store.tables.base import METADATA, count, flag, key, loan, reference, word

deployments = Table(
    "deployments",
    METADATA,
    key(),
    word("pack_name"),
    word("pack_version"),
    Column("content_hash", String(64), nullable=False),
    Column(
        "mode", String(16), nullable=False, server_default="live", comment="live, or shadow: decides without effects"
    ),
    flag("active"),
    Column("signature", Text()),
    word("deployed_by"),
    Column("deployed_at", Moment(), nullable=False),
    Column("deployed_on", Day(), comment="the business date from which on it counts"),
    Column("withdrawn_at", Moment()),
    Column("withdrawn_on", Day(), comment="the business date from which on it no longer counts"),
    Column("note", Text()),
    Index(
        "uq_deployments_active",
        "pack_name",
        "mode",
        unique=True,
        sqlite_where=text("active"),
        postgresql_where=text("active"),
    ),
    Index(None, "content_hash"),
    comment="packs as they were deployed; at most one of a name is active in each mode",
)

deployment_files = Table(
    "deployment_files",
    METADATA,
    reference("deployment_id", "deployments.id", primary=True, cascade=True),
    Column("path", String(500), primary_key=True, comment="relative to the pack, with /"),
    Column("content", LargeBinary(), nullable=False),
)

rule_enrolments = Table(
    "rule_enrolments",
    METADATA,
    loan(primary=True),
    Column("pack_name", String(200), primary_key=True),
    Column("rule", String(200), primary_key=True),
    flag("enabled", default=True),
    Index(None, "pack_name", "rule"),
    comment="exceptions and choices per account: whether a rule runs on it",
)

maintenance_runs = Table(
    "maintenance_runs",
    METADATA,
    key(),
    Column("business_date", Day(), nullable=False),
    Column("trigger", String(200), nullable=False, server_default="nightly"),
    reference("deployment_id", "deployments.id", nullable=True),
    Column("content_hash", String(64)),
    Column(
        "status", String(16), nullable=False, server_default="running", comment="running, finished, failed, stopped"
    ),
    flag("dry_run"),
    count("loans_seen"),
    count("loans_maintained"),
    count("firings"),
    count("errors"),
    Column("started_at", Moment(), nullable=False),
    Column("finished_at", Moment()),
    Column("report", Document(), comment="what was counted, once it is finished"),
    Column("packs", Document(), comment="numbers of the deployments it runs, in order, whatever is deployed meanwhile"),
    Column("forced", Document(), comment="of an evaluation that a person forced: which rules, on which account"),
    Index(None, "business_date"),
)

firings = Table(
    "firings",
    METADATA,
    key(),
    reference("run_id", "maintenance_runs.id", nullable=True),
    reference("deployment_id", "deployments.id", nullable=True),
    Column("content_hash", String(64), nullable=False),
    word("pack_version"),
    word("rule"),
    loan(),
    Column("business_date", Day(), nullable=False),
    Column("trigger", String(200), nullable=False, comment="nightly, or what set the evaluation off"),
    Column("outcome", String(16), nullable=False, comment="applied, unchanged, skipped or error"),
    Column("error", Document(), comment="where criteria or actions failed: kind, message, place"),
    Column("variables", Document(), nullable=False, comment="variables the criteria read, with their values"),
    Column(
        "actions", Document(), nullable=False, comment="each action with options, outcome, reason, before and after"
    ),
    Column("trace", Document()),
    Column("fired_at", Moment(), nullable=False),
    UniqueConstraint("content_hash", "rule", "loan_id", "business_date", "trigger", name="uq_firings_once"),
    Index(None, "loan_id", "business_date"),
    Index(None, "run_id"),
    Index(None, "rule", "business_date"),
)

events = Table(
    "events",
    METADATA,
    key(),
    word("type"),
    loan(nullable=True),
    reference("customer_id", "customers.id", nullable=True),
    Column("number", Integer(), comment="the account's events are 1, 2, 3 and so on; none for an event on no account"),
    Column("payload", Document(), nullable=False),
    word("author"),
    reference("firing_id", "firings.id", nullable=True),
    Column("business_date", Day(), nullable=False),
    Column("happened_at", Moment(), nullable=False),
    Index(None, "loan_id", "business_date"),
    Index(None, "type", "business_date"),
    Index("uq_events_loan_id_number", "loan_id", "number", unique=True),
)
