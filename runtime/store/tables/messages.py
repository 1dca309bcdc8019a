"""Tables of what is told to whom: the outbox, every attempt to deliver from it, agents' inboxes, and who wants what.

An outbox row is one message to one recipient over one channel. It is written, rendered or withheld, in the transaction
of the change that caused it.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, Text, text

from runtime.store.columns import Day, Document, Moment
from runtime.store.tables.base import METADATA, count, key, loan, reference, word

outbox = Table(
    "outbox",
    METADATA,
    key(),
    reference("event_id", "events.id", nullable=True),
    loan(nullable=True),
    reference("customer_id", "customers.id", nullable=True),
    word("notification"),
    Column("channel", String(16), nullable=False, comment="email, sms, system, mail-house or webhook"),
    Column("receiver", Text()),
    Column("idempotency_key", String(200), nullable=False, unique=True),
    Column("content_hash", String(64), comment="of the pack whose notification it is"),
    Column("business_date", Day(), nullable=False),
    Column("body", Document(), nullable=False),
    Column("status", String(16), nullable=False, server_default="pending", comment="pending, sent, failed or withheld"),
    Column("withheld_reason", Text()),
    count("attempts"),
    Column("next_attempt_at", Moment()),
    Column("claimed_by", String(200), comment="the dispatcher that is sending it"),
    Column("claimed_until", Moment(), comment="when another dispatcher may take it over"),
    Column("sent_at", Moment()),
    Column("last_error", Text()),
    Column("created_at", Moment(), nullable=False),
    Index(
        "ix_outbox_due",
        "channel",
        "next_attempt_at",
        "id",
        sqlite_where=text("status = 'pending'"),
        postgresql_where=text("status = 'pending'"),
    ),
    Index(None, "status", "channel"),
    Index(None, "loan_id"),
    Index(None, "customer_id"),
    comment="what is to be sent, written with the change that caused it",
)

deliveries = Table(
    "deliveries",
    METADATA,
    key(),
    reference("outbox_id", "outbox.id", cascade=True),
    Column("attempt", Integer(), nullable=False, comment="1, 2, 3 and so on"),
    Column("started_at", Moment(), nullable=False),
    Column("duration_ms", Integer(), nullable=False),
    Column("outcome", String(16), nullable=False, comment="delivered, retry, failed, held or withheld"),
    word("code", nullable=True),
    Column("reason", Text()),
    Column("reference", Text(), comment="what the receiver knows the message by"),
    Column("detail", Document(), nullable=False),
    Index(None, "outbox_id"),
    comment="every attempt to deliver a message",
)

inbox = Table(
    "inbox",
    METADATA,
    key(),
    word("agent"),
    loan(nullable=True),
    word("notification"),
    Column("title", Text(), nullable=False),
    Column("message", Text(), nullable=False),
    Column("idempotency_key", String(200), nullable=False, unique=True),
    Column("business_date", Day(), nullable=False),
    Column("received_at", Moment(), nullable=False),
    Column("read_at", Moment()),
    Index(None, "agent", "read_at"),
    Index(None, "loan_id"),
    comment="messages to agent users inside the system",
)

agent_teams = Table(
    "agent_teams",
    METADATA,
    Column("team", String(200), primary_key=True),
    Column("agent", String(200), primary_key=True),
    comment="names that notifications give for several agents",
)

agent_subscriptions = Table(
    "agent_subscriptions",
    METADATA,
    Column("agent", String(200), primary_key=True),
    Column("notification", String(200), primary_key=True),
    Column("channel", String(16), primary_key=True, comment="system or email"),
    Index(None, "notification", "channel"),
    comment="agents who get a notification beside those that it names",
)

suppressions = Table(
    "suppressions",
    METADATA,
    Column("channel", String(16), primary_key=True, comment="sms or email"),
    Column("address", String(200), primary_key=True, comment="E.164 number, or e-mail address in lower case"),
    Column("reason", Text(), nullable=False, comment="in words, such as `the receiver answered STOP`"),
    Column("since", Moment(), nullable=False),
    comment="addresses that nothing more is sent to",
)
