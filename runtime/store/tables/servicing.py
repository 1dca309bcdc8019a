"""Tables of what happens on an account: money that moves, AutoPays, promises, and who changed what.

A transaction's amount is divided by its waterfall into the five parts; what a reversal takes back is the same row's.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text

from runtime.store.columns import Day, Document, Moment
from runtime.store.tables.base import METADATA, count, flag, key, loan, money, reference, word

transactions = Table(
    "transactions",
    METADATA,
    key(),
    loan(),
    Column("kind", String(16), nullable=False, comment="payment, credit, charge, advancement, funding or escrow"),
    word("display_id", default=""),
    word("external_id", nullable=True, unique=True),
    Column("info", Text(), nullable=False, server_default="", comment="title"),
    Column("apply_date", Day(), nullable=False),
    Column("process_date", Day(), nullable=False),
    money("amount", comment="dollars applied to the account, convenience fee left out"),
    money("fee_amount", comment="convenience fee charged on top"),
    money("principal"),
    money("interest"),
    money("fees"),
    money("escrow"),
    money("discount"),
    word("payment_type", nullable=True),
    word("payment_method", default=""),
    reference("payment_profile_id", "payment_profiles.id", nullable=True),
    word("category", nullable=True),
    Column("status", String(32), nullable=False, server_default="none", comment="state of a payment's processing"),
    Column("extra", String(32), comment="where the part beyond what is due goes"),
    flag("charge_off"),
    flag("charge_off_recovery"),
    flag("reset_past_due"),
    flag("principal_only"),
    flag("payoff_fee", comment="of a charge: due only at payoff"),
    flag("interest_bearing"),
    reference("apd_adjustment_id", "apd_adjustments.id", nullable=True),
    reference("dpd_adjustment_id", "dpd_adjustments.id", nullable=True),
    reference("autopay_id", "autopays.id", nullable=True),
    Column("after_days_past_due", Integer()),
    money("after_amount_past_due", nullable=True),
    money("after_principal_balance", nullable=True),
    money("after_payoff", nullable=True),
    Column("after_next_due_date", Day()),
    flag("reversed"),
    Column("reversed_on", Day()),
    Column("reverse_reason", String(32)),
    Column("nacha_return_code", String(8)),
    Column("reverse_comment", Text()),
    flag("deleted"),
    word("author", default="system"),
    Column("firing_id", Integer(), comment="the firing that posted it, where a rule did"),
    Column("created_at", Moment(), nullable=False),
    Index(None, "loan_id", "kind", "apply_date"),
    Index(None, "apply_date"),
)

autopays = Table(
    "autopays",
    METADATA,
    key(),
    loan(),
    word("name", default=""),
    word("type", default="single"),
    word("amount_type", default="static"),
    money("amount"),
    Column("process_date", Day(), nullable=False),
    Column("apply_date", Day(), nullable=False),
    reference("payment_profile_id", "payment_profiles.id", nullable=True),
    count("remaining_periods", default=1),
    Column(
        "status", String(16), nullable=False, server_default="pending", comment="pending, completed, failed, cancelled"
    ),
    Column("processed_on", Day()),
    Index(None, "loan_id", "status", "process_date"),
)

promises = Table(
    "promises",
    METADATA,
    key(),
    loan(),
    word("subject"),
    Column("note", Text(), nullable=False, server_default=""),
    word("type", default="payment"),
    money("amount"),
    Column("due_date", Day(), nullable=False),
    flag("fulfilled"),
    Column("fulfillment_date", Day(), comment="date of what kept it"),
    Column("fulfilled_on", Day(), comment="date on which it was marked"),
    word("fulfilled_by", nullable=True),
    word("logged_by", nullable=True),
    reference("transaction_id", "transactions.id", nullable=True),
    word("scenario", nullable=True),
    flag("failure_announced", comment="whether the event of its failing was written"),
    flag("deleted"),
    Column("created_at", Moment(), nullable=False),
    Index(None, "loan_id", "due_date"),
    Index(None, "fulfilled", "due_date"),
)

loan_changes = Table(
    "loan_changes",
    METADATA,
    key(),
    loan(),
    Column("entity", String(64), nullable=False, comment="table or thing that changed"),
    word("field"),
    Column("before", Document()),
    Column("after", Document()),
    word("author"),
    word("rule", nullable=True),
    Column("firing_id", Integer()),
    Column("business_date", Day(), nullable=False),
    Column("changed_at", Moment(), nullable=False),
    Index(None, "loan_id", "changed_at"),
    comment="history of every account: what was changed, by whom or by which rule, when",
)

notes = Table(
    "notes",
    METADATA,
    key(),
    loan(nullable=True),
    reference("customer_id", "customers.id", nullable=True),
    word("category", default=""),
    word("subject", default=""),
    Column("body", Text(), nullable=False),
    word("author"),
    Column("created_at", Moment(), nullable=False),
    Column("pinned", Boolean()),
    Index(None, "loan_id"),
    Index(None, "customer_id"),
)
