"""Tables of what is kept about customers beside who they are: documents, history, checks, lists, privacy."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, String, Table, Text, UniqueConstraint

from runtime.store.columns import Day, Document, Moment
from runtime.store.tables.base import METADATA, count, flag, key, loan, reference, word


def _customer() -> Column:  # type: ignore[type-arg]
    return reference("customer_id", "customers.id", cascade=True)


customer_words = Table(
    "customer_words",
    METADATA,
    key(),
    Column("list", String(32), nullable=False, comment="statuses, note-categories or document-sections"),
    word("title"),
    flag("active", default=True),
    UniqueConstraint("list", "title"),
    comment="the tenant's own words about customers, beside those every tenant begins with",
)

customer_documents = Table(
    "customer_documents",
    METADATA,
    key(),
    _customer(),
    word("name"),
    word("section"),
    word("file_name"),
    Column("description", Text()),
    word("media_type"),
    count("size"),
    Column("checksum", String(64), nullable=False, comment="SHA-256 of the content"),
    Column("content", LargeBinary(), comment="empty where the content lies in a folder"),
    Column("place", String(200), comment="name of the file in the folder of documents"),
    flag("active", default=True),
    flag("customer_visible"),
    word("author"),
    Column("created_at", Moment(), nullable=False),
    Index(None, "customer_id"),
)

customer_changes = Table(
    "customer_changes",
    METADATA,
    key(),
    _customer(),
    Column("kind", String(16), nullable=False, server_default="changed", comment="changed, revealed, exported, erased"),
    word("entity"),
    Column("before", Document()),
    Column("after", Document()),
    word("author"),
    loan(nullable=True),
    Column("firing_id", Integer()),
    Column("business_date", Day(), nullable=False),
    Column("changed_at", Moment(), nullable=False),
    Index(None, "customer_id", "changed_at"),
    comment="history of every customer: what was changed or looked at, by whom, when; secrets are masked",
)

customer_tool_requests = Table(
    "customer_tool_requests",
    METADATA,
    key(),
    _customer(),
    loan(nullable=True),
    word("role", nullable=True),
    Column("check", String(32), nullable=False, comment="primary-address, mailing-address, phone, credit, …"),
    Column("status", String(16), nullable=False, server_default="pending", comment="pending, done or failed"),
    Column("idempotency_key", String(64), nullable=False, unique=True),
    Column("business_date", Day(), nullable=False),
    word("author"),
    Column("firing_id", Integer()),
    count("attempts"),
    Column("next_attempt_at", Moment()),
    Column("outcome", String(16), comment="ok, failed, match, no-match or unavailable"),
    Column("details", Text()),
    Column("created_at", Moment(), nullable=False),
    Column("finished_at", Moment()),
    Index(None, "status", "next_attempt_at"),
    Index(None, "customer_id"),
    comment="what services outside are to be asked, written with what asked for it, done by `customer tools run`",
)

ofac_lists = Table(
    "ofac_lists",
    METADATA,
    key(),
    Column("checksum", String(64), nullable=False, unique=True, comment="SHA-256 of the list's files"),
    count("entries"),
    flag("active", default=True),
    word("author"),
    Column("imported_at", Moment(), nullable=False),
)

ofac_entries = Table(
    "ofac_entries",
    METADATA,
    reference("list_id", "ofac_lists.id", primary=True, cascade=True),
    Column("number", Integer(), primary_key=True, autoincrement=False, comment="the Treasury's number of the entry"),
    Column("name", Text(), nullable=False),
    Column("type", String(32), comment="individual, vessel, aircraft; empty for other entities"),
    Column("programs", Text()),
    Column("title", Text()),
    Column("remarks", Text()),
    Column("aliases", Document(), nullable=False),
    Column("addresses", Document(), nullable=False),
    comment="specially designated nationals, of the list in use",
)

ofac_screenings = Table(
    "ofac_screenings",
    METADATA,
    key(),
    _customer(),
    loan(nullable=True),
    reference("list_id", "ofac_lists.id"),
    Column("fingerprint", String(64), nullable=False, comment="of everything the answer follows from"),
    Column("matched", Boolean(), nullable=False),
    Column("best_score", Integer(), nullable=False),
    Column("matches", Document(), nullable=False),
    Column("business_date", Day(), nullable=False),
    Column("firing_id", Integer()),
    word("author"),
    Column("created_at", Moment(), nullable=False),
    Index(None, "customer_id"),
)

privacy_requests = Table(
    "privacy_requests",
    METADATA,
    key(),
    _customer(),
    Column("kind", String(16), nullable=False, comment="export or deletion"),
    Column("law", String(16), nullable=False, comment="ccpa or pipeda"),
    Column("checksum", String(64), nullable=False, comment="SHA-256 of what was handed out, or of the counts"),
    Column("counts", Document(), nullable=False, comment="rows handed out, erased or kept, by table"),
    word("author"),
    Column("business_date", Day(), nullable=False),
    Column("created_at", Moment(), nullable=False),
    Index(None, "customer_id"),
    comment="proof of what was asked for under a privacy law and done; holds no personal information",
)
