"""Tables of what people were written and what they wrote back: e-mails, text messages, letters and how they fared.

A row is written by the channel that sends, and found again by the message's idempotency key, so that an attempt after a
crash knows about the one before.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, Text, UniqueConstraint

from runtime.store.columns import Document, Moment
from runtime.store.tables.base import METADATA, count, key, loan, reference, word


def _customer() -> Column:  # type: ignore[type-arg]
    return reference("customer_id", "customers.id", nullable=True, cascade=True)


emails = Table(
    "emails",
    METADATA,
    key(),
    Column("idempotency_key", String(200), nullable=False, unique=True),
    loan(nullable=True),
    _customer(),
    word("notification"),
    Column("sender", Text(), nullable=False),
    Column("recipient", Text(), nullable=False),
    Column("subject", Text(), nullable=False),
    Column("excerpt", Text(), nullable=False, comment="the first 500 characters, without HTML"),
    Column("message_id", String(200), nullable=False, unique=True),
    Column("status", String(16), nullable=False, comment="unknown, sent, refused, bounced or complained"),
    Column("detail", Text()),
    count("copies"),
    Column("sent_at", Moment()),
    Column("changed_at", Moment(), nullable=False),
    Index(None, "customer_id"),
    Index(None, "loan_id"),
    comment="e-mails; copies counts how often one may have been handed over",
)

sms_messages = Table(
    "sms_messages",
    METADATA,
    key(),
    Column("direction", String(8), nullable=False, comment="out: to the customer, in: from the customer"),
    Column("idempotency_key", String(200), unique=True, comment="of what went out"),
    Column("provider_id", String(64), unique=True, comment="what the provider knows it by"),
    loan(nullable=True),
    _customer(),
    word("notification", nullable=True),
    Column("phone", String(20), nullable=False, comment="the customer's, E.164"),
    Column("own_number", String(64), comment="the lender's number or messaging service"),
    Column("text", Text(), nullable=False),
    Column("segments", Integer(), nullable=False),
    Column("encoding", String(8), nullable=False, comment="GSM-7 or UCS-2"),
    Column(
        "status", String(16), nullable=False, comment="sending, queued, sent, delivered, undelivered, failed, received"
    ),
    word("error", nullable=True),
    Column("at", Moment(), nullable=False),
    Column("changed_at", Moment(), nullable=False),
    Index(None, "phone", "id"),
    Index(None, "customer_id"),
    Index(None, "loan_id"),
    comment="the running conversation with every number",
)

letters = Table(
    "letters",
    METADATA,
    key(),
    Column("idempotency_key", String(200), nullable=False, unique=True),
    loan(nullable=True),
    _customer(),
    word("notification"),
    Column("title", Text(), nullable=False),
    word("requester"),
    word("source"),
    Column("name", Text(), nullable=False),
    Column("address", Document(), nullable=False),
    Column("status", String(32), nullable=False, comment="pending, canceled, in-progress, rendered-pdf, printed, …"),
    Column("pdf", LargeBinary(), nullable=False),
    Column("checksum", String(64), nullable=False, comment="SHA-256 of the PDF"),
    count("pages"),
    Column("batch", String(64), comment="the hand-over it went with"),
    word("tracking", nullable=True),
    Column("submitted_at", Moment(), nullable=False),
    Column("cancel_until", Moment(), nullable=False),
    Index(None, "status", "cancel_until"),
    Index(None, "batch"),
    Index(None, "customer_id"),
    Index(None, "loan_id"),
    comment="letters, as PDF, from being queued to the mailbox",
)

letter_statuses = Table(
    "letter_statuses",
    METADATA,
    key(),
    reference("letter_id", "letters.id", cascade=True),
    Column("status", String(32), nullable=False),
    Column("at", Moment(), nullable=False),
    word("author"),
    Column("note", Text()),
    UniqueConstraint("letter_id", "status", "at"),
    comment="the way of every letter",
)
