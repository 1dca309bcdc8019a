"""Tables of the tenant's own words and people: statuses, portfolios, checklists, custom fields, agents.

Every title is the tenant's; the numbers are the store's and are what the variables call status ids, portfolio numbers
and field numbers.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, String, Table, Text, UniqueConstraint

from runtime.store.columns import Document
from runtime.store.tables.base import METADATA, count, flag, key, reference, variable_columns, word

tenant = Table(
    "tenant",
    METADATA,
    Column("id", key().type, CheckConstraint("id = 1", name="one_tenant"), primary_key=True, autoincrement=False),
    word("name", default=""),
    word("time_zone", default="UTC"),
    word("business_weekdays", default="12345"),
    Column("promise_roles", Document(), comment="roles that may mark promises as kept by hand; null: every role"),
    *variable_columns("tenant"),
    comment="the one lender whose accounts these are",
)

agents = Table(
    "agents",
    METADATA,
    Column("username", String(200), primary_key=True),
    flag("active", default=True),
    word("email", nullable=True),
    *variable_columns("agents"),
    comment="agent users; loan settings name them by username",
)

source_companies = Table(
    "source_companies",
    METADATA,
    key(),
    word("title", unique=True),
    word("contact_name", nullable=True),
    word("contact_phone", nullable=True),
    word("contact_email", nullable=True),
    flag("active", default=True),
)

loan_statuses = Table(
    "loan_statuses",
    METADATA,
    key(),
    word("title", unique=True),
    flag("active", default=True),
    flag("email_enroll", default=True),
    flag("sms_enroll", default=True),
    flag("web_access", default=True),
    count("display_order"),
)

loan_sub_statuses = Table(
    "loan_sub_statuses",
    METADATA,
    key(),
    reference("parent", "loan_statuses.id"),
    word("title"),
    flag("active", default=True),
    flag("email_enroll", default=True),
    flag("sms_enroll", default=True),
    flag("web_access", default=True),
    flag("late_fees", default=True),
    count("display_order"),
    UniqueConstraint("parent", "title"),
)

portfolios = Table(
    "portfolios",
    METADATA,
    key(),
    word("title", unique=True),
    word("category", nullable=True),
    flag("active", default=True),
)

sub_portfolios = Table(
    "sub_portfolios",
    METADATA,
    key(),
    reference("parent", "portfolios.id"),
    word("title"),
    flag("active", default=True),
    UniqueConstraint("parent", "title"),
)

checklists = Table("checklists", METADATA, key(), word("title", unique=True), flag("active", default=True))

checklist_items = Table(
    "checklist_items",
    METADATA,
    key(),
    reference("checklist_id", "checklists.id"),
    word("title"),
    flag("active", default=True),
    count("display_order"),
    UniqueConstraint("checklist_id", "title"),
)

custom_fields = Table(
    "custom_fields",
    METADATA,
    key(),
    Column("entity", String(16), nullable=False, comment="settings, customer, employer, collateral or bankruptcy"),
    word("title"),
    Column(
        "kind", String(16), nullable=False, server_default="text", comment="text, boolean, date, number, money, select"
    ),
    Column("choices", Document(), comment="of a select field: option number to text"),
    flag("active", default=True),
    UniqueConstraint("entity", "title"),
    comment="the tenant's own fields; the id is the field number that criteria use",
)

computation_fields = Table(
    "computation_fields",
    METADATA,
    key(),
    word("title", unique=True),
    Column("formula", Text(), nullable=False),
    flag("active", default=True),
)
