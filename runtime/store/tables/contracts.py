"""Tables of what else a contract brings with it: recurring charges, escrow, funding, loans it is linked to, and what
the tenant's numbers stand for in other systems.

The amounts are those of the contract; what moves money on the account is in `transactions`.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, Text

from runtime.store.columns import Day, Document, Number
from runtime.store.tables.base import METADATA, count, flag, key, loan, money, one_of, reference, word

listed_words = Table(
    "listed_words",
    METADATA,
    Column("list", String(32), primary_key=True, comment="such as charge-type, credit-category or payment-method"),
    Column("number", Integer(), primary_key=True, autoincrement=False),
    word("title"),
    flag("active", default=True),
    comment="the tenant's lists by the numbers that other systems know their entries by",
)

recurring_charges = Table(
    "recurring_charges",
    METADATA,
    key(),
    word("title", unique=True),
    word("info", default=""),
    one_of("calculation", "fixed", "percentage", "contingency"),
    money("fixed_amount", nullable=True),
    Column("percentage", Number(least=2)),
    one_of("percentage_base", "apd", "cpb", "nda", "dpa", "ola", nullable=True),
    flag("payoff_fee", comment="due only at payoff"),
    flag("interest_bearing"),
    one_of("trigger_type", "rule", "event"),
    one_of(
        "trigger_event",
        "origination",
        "changeduedate",
        "loanactivation",
        "paymentreversal",
        "loanmodification",
        nullable=True,
    ),
    one_of("trigger_sub_event", "nfs", "nonfs", "nachacode", nullable=True),
    word("trigger_value", nullable=True),
    Column("trigger_rule", Text()),
    Column("restriction_rule", Text()),
    word("loan_type", nullable=True),
    flag("apply_in_new_loan"),
    flag("enabled", default=True),
    flag("active", default=True),
    comment="charges that come up again and again, by a rule or an event",
)

loan_recurring_charges = Table(
    "loan_recurring_charges",
    METADATA,
    loan(primary=True),
    reference("recurring_charge_id", "recurring_charges.id", primary=True),
    flag("enabled", default=True),
    Index(None, "recurring_charge_id"),
)

escrow_subsets = Table(
    "escrow_subsets",
    METADATA,
    key(),
    word("title", unique=True),
    one_of("availability", "both", "loan", "lease", default="both"),
    one_of("payoff_option", "full", "none", "standard", "standardPlus", "straightline", default="standard"),
    one_of("payment_application", "next", "nextStandard", "prorate", "standard", default="standard"),
    flag("schedule_include", default=True),
    flag("apr_include"),
    flag("disclosure_loan_amount_add"),
    flag("interest_bearing"),
    flag("lease_sales_tax"),
    flag("analysis_enabled"),
    Column("next_analysis_date", Day()),
    Column(
        "analysis", Document(), comment="cushion, shortage, deficiency and surplus, as the escrow analysis has them"
    ),
    flag("active", default=True),
    comment="the tenant's kinds of escrow",
)

escrow_calculators = Table(
    "escrow_calculators",
    METADATA,
    loan(primary=True),
    reference("subset_id", "escrow_subsets.id", primary=True),
    count("term"),
    money("total"),
    Column("percent", Number(least=2)),
    one_of("percent_base", "basePayment", "loanAmount", "salesPrice", nullable=True),
    money("first_period"),
    money("regular_period"),
    one_of("prorate_first", "full", "none", "shortOnly", nullable=True),
    flag("disclosure_loan_amount_add"),
    flag("extend_final"),
    comment="how much escrow each period of an account asks for",
)

escrow_transactions = Table(
    "escrow_transactions",
    METADATA,
    key(),
    loan(),
    reference("subset_id", "escrow_subsets.id"),
    Column("date", Day(), nullable=False),
    one_of("type", "deposit", "withdrawal"),
    money("amount"),
    word("category", nullable=True),
    word("description", default=""),
    word("vendor", nullable=True),
    Index(None, "loan_id", "date"),
    comment="money put into escrow or paid out of it beside payments of the account",
)

escrow_adjustments = Table(
    "escrow_adjustments",
    METADATA,
    loan(primary=True),
    reference("subset_id", "escrow_subsets.id", primary=True),
    Column("period", Integer(), primary_key=True, autoincrement=False),
    money("amount"),
    word("description", default=""),
)

fundings = Table(
    "fundings",
    METADATA,
    key(),
    loan(),
    Column("date", Day(), nullable=False),
    money("amount"),
    one_of("method", "cashdrawer", "deposit"),
    one_of("status", "failed", "none", "pending", "reversed", "success", default="none"),
    one_of("authorization_type", "ccd", "ppd", "tel", "web", nullable=True),
    reference("customer_id", "customers.id", nullable=True),
    reference("transaction_id", "transactions.id", nullable=True),
    word("processor", nullable=True),
    Index(None, "loan_id"),
    comment="money paid out to those the account was opened for",
)

linked_loans = Table(
    "linked_loans",
    METADATA,
    loan(primary=True),
    Column("linked_display_id", String(200), primary_key=True),
    Column("option", String(200), primary_key=True, comment="what links the two, one of the tenant's words"),
    Column("value", Integer(), nullable=False, server_default="1"),
)
