"""Tables of the people behind the accounts: who they are, how to reach them, and what they may see of which account."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, Text, UniqueConstraint, text

from runtime.store.columns import Day, Moment, whole_number
from runtime.store.secrets import Fingerprint, Secret
from runtime.store.tables.base import METADATA, flag, key, loan, money, reference, word


def _checked() -> list[Column]:  # type: ignore[type-arg]
    """What a tool said when it last looked at the row; all empty after the row was changed."""
    return [
        Column("check_outcome", String(16), comment="ok or failed"),
        word("checked_by", nullable=True),
        Column("check_details", Text()),
        Column("checked_on", Day()),
    ]


def _customer(*, primary: bool = False) -> Column:  # type: ignore[type-arg]
    return reference("customer_id", "customers.id", primary=primary, cascade=True)


customers = Table(
    "customers",
    METADATA,
    key(),
    word("external_id", nullable=True, unique=True),
    word("customer_type", default="individual"),
    word("status", default="Active"),
    word("first_name", nullable=True),
    word("middle_name", nullable=True),
    word("last_name", nullable=True),
    word("generation_code", nullable=True),
    word("company_name", nullable=True),
    word("contact_name", nullable=True),
    word("email", nullable=True),
    Column("birth_date", Day()),
    word("gender", nullable=True),
    flag("keep_last_name_case"),
    flag("sells_personal_information", default=True),
    money("credit_limit", nullable=True),
    flag("mailing_is_primary"),
    word("access_username", nullable=True),
    Column("access_password_hash", Text(), comment="argon2id; the password itself lies nowhere"),
    Column("access_password_set_at", Moment()),
    flag("ofac_tested"),
    flag("ofac_match"),
    Column("credit_score_experian", Integer()),
    Column("credit_score_transunion", Integer()),
    Column("credit_score_equifax", Integer()),
    Column("credit_score_date", Day()),
    flag("active", default=True),
    flag("deleted"),
    Column("version", whole_number(), nullable=False, server_default=text("1")),
    Column("erased_at", Moment(), comment="when the person's data was erased; the row stays for the books"),
    Column("created_at", Moment(), nullable=False),
    Index(None, "email"),
    Index("uq_customers_access_username", "access_username", unique=True),
    Index(None, "last_name", "first_name"),
)

customer_links = Table(
    "customer_links",
    METADATA,
    loan(primary=True),
    _customer(primary=True),
    Column("role", String(32), nullable=False, comment="primary, secondary, other or authorized-user"),
    flag("email_access", default=True),
    flag("sms_access", default=True),
    flag("web_access", default=True),
    Index(None, "customer_id"),
    Index(
        "uq_customer_links_role",
        "loan_id",
        "role",
        unique=True,
        sqlite_where=text("role IN ('primary', 'secondary')"),
        postgresql_where=text("role IN ('primary', 'secondary')"),
    ),
    comment="which customer has which part in which account, and what reaches them about it",
)

addresses = Table(
    "addresses",
    METADATA,
    key(),
    _customer(),
    Column("kind", String(16), nullable=False, comment="primary, mailing or employer"),
    word("address1", nullable=True),
    word("address2", nullable=True),
    word("city", nullable=True),
    word("state", nullable=True),
    word("zipcode", nullable=True),
    word("country", default="usa"),
    flag("verified"),
    flag("standardized"),
    *_checked(),
    UniqueConstraint("customer_id", "kind"),
    Index(None, "zipcode"),
)

phones = Table(
    "phones",
    METADATA,
    key(),
    _customer(),
    word("phone"),
    word("phone_type", default="other"),
    flag("is_primary"),
    flag("is_secondary"),
    word("carrier_name", nullable=True),
    flag("carrier_verified"),
    flag("is_land_line"),
    flag("do_not_call"),
    flag("active", default=True),
    *_checked(),
    Index(None, "customer_id"),
    Index(None, "phone"),
)

employers = Table(
    "employers",
    METADATA,
    _customer(primary=True),
    word("company_name", nullable=True),
    word("title", nullable=True),
    word("phone", nullable=True),
    money("income", nullable=True),
    word("income_frequency", nullable=True),
    Column("hire_date", Day()),
    Column("next_pay_date", Day()),
    word("pay_date_frequency", nullable=True),
)

customer_references = Table(
    "customer_references",
    METADATA,
    key(),
    _customer(),
    word("name"),
    word("relation", nullable=True),
    word("primary_phone", nullable=True),
    word("secondary_phone", nullable=True),
    word("address1", nullable=True),
    word("address2", nullable=True),
    word("city", nullable=True),
    word("state", nullable=True),
    word("zipcode", nullable=True),
    word("country", default="usa"),
    flag("verified"),
    flag("standardized"),
    *_checked(),
    Index(None, "customer_id"),
)

social_profiles = Table(
    "social_profiles",
    METADATA,
    key(),
    _customer(),
    word("profile_type"),
    word("profile_id", nullable=True),
    word("username", nullable=True),
    Column("url", Text()),
    Column("photo_url", Text()),
    UniqueConstraint("customer_id", "profile_type"),
)

payment_profiles = Table(
    "payment_profiles",
    METADATA,
    key(),
    _customer(),
    word("title"),
    word("type"),
    word("masked_number", nullable=True),
    Column("token", Secret("payment_profiles.token", last=0), comment="what the payment vault knows the method by"),
    Column("token_fingerprint", Fingerprint("payment_profiles.token")),
    word("account_type", nullable=True),
    word("card_type", nullable=True),
    Column("card_expiration", String(7), comment="YYYY-MM"),
    word("bank_name", nullable=True),
    word("holder_name", nullable=True),
    flag("verified"),
    flag("is_primary"),
    flag("is_secondary"),
    flag("active", default=True),
    Index(None, "customer_id"),
    comment="payment methods; account and card numbers never lie here",
)

customer_identifiers = Table(
    "customer_identifiers",
    METADATA,
    key(),
    _customer(),
    Column(
        "kind", String(16), nullable=False, comment="ssn, sin, employerNumber, passport, driverLicense or nationalId"
    ),
    Column("number", Secret("customer_identifiers.number"), nullable=False),
    Column("fingerprint", Fingerprint("customer_identifiers.number"), nullable=False),
    word("issuer", nullable=True),
    Column("expires_on", Day()),
    UniqueConstraint("customer_id", "kind"),
    Index(None, "fingerprint"),
    comment="identification numbers, sealed; equal ones are found by their fingerprint",
)
