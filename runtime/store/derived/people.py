"""Views of the customers of an account."""

from __future__ import annotations

from typing import Any

from cljrules.values.collections import PersistentMap, Vector
from cljrules.values.symbols import keyword
from runtime.store import schema
from runtime.store.derived.view import Columns, entry, texts, view
from runtime.store.page import Page

# The two roles that criteria can look into; everyone else on an account is an additional user.
_NAMED = ("primary", "secondary")


def _linked(page: Page, loan: Columns) -> list[dict[str, Any]]:
    """Everyone on the account, each with the columns of their link to it, in order of their numbers."""
    links = schema.customer_links
    found = []
    for link in page.rows(links, loan["loan_id"], links.c.customer_id):
        person = page.person(link["customer_id"])
        if person is not None:
            found.append({**person, **link})
    return found


def full_name(person: Columns) -> str:
    """A person's names in order, or the company's name."""
    names = [person[part] for part in ("first_name", "middle_name", "last_name") if person[part]]
    return " ".join(names) or person["company_name"] or ""


def average_score(scores: list[int | None]) -> int | None:
    """The average of the scores that are known, a half rounded up; None where none is."""
    known = [score for score in scores if score is not None]
    return (2 * sum(known) + len(known)) // (2 * len(known)) if known else None


def _own_fields(page: Page, customer_id: int) -> PersistentMap:
    entries = []
    for row in page.by_customer(schema.customer_custom_values, customer_id):
        field = page.custom_fields[row["field_id"]]
        if field["entity"] != "customer":
            continue
        choices = field["choices"] or {}
        value = choices.get(row["value"], row["value"])
        entries.append((keyword(str(row["field_id"])), entry({"value": value})))
    return PersistentMap.of(entries)


def _address(page: Page, customer_id: int, kind: str, parts: tuple[str, ...]) -> dict[str, Any]:
    rows = page.by_customer(schema.addresses, customer_id)
    row = next((row for row in rows if row["kind"] == kind), None)
    found = {f"{kind}-{part}": None if row is None else row[part] for part in parts}
    return {**found, f"{kind}-address-verified": row is not None and row["verified"]}


def _phone(page: Page, customer_id: int) -> dict[str, Any]:
    rows = page.by_customer(schema.phones, customer_id)
    row = next((row for row in rows if row["is_primary"] and row["active"]), None)
    return {
        "primary-phone": row and row["phone"],
        "primary-phone-type": row and row["phone_type"],
        "primary-phone-verified": row is not None and row["carrier_verified"],
        "primary-phone-do-not-call": row is not None and row["do_not_call"],
    }


def _employer(page: Page, customer_id: int) -> dict[str, Any]:
    row = next(iter(page.by_customer(schema.employers, customer_id)), None)
    columns = {
        "name": "company_name",
        "income": "income",
        "income-frequency": "income_frequency",
        "next-pay-date": "next_pay_date",
        "pay-date-frequency": "pay_date_frequency",
    }
    return {f"employer-{name}": None if row is None else row[column] for name, column in columns.items()}


def _enrolment(page: Page, sub_status_id: int | None) -> dict[str, bool]:
    """What the account's sub-status lets customers have; without a sub-status nothing is withheld."""
    row = None if sub_status_id is None else page.sub_statuses[sub_status_id]
    return {
        "loan-substatus-email-enroll": row is None or row["email_enroll"],
        "loan-substatus-sms-enroll": row is None or row["sms_enroll"],
        "loan-substatus-web-access": row is None or row["web_access"],
    }


def _person(page: Page, loan: Columns, person: dict[str, Any]) -> PersistentMap:
    number = person["id"]
    bureaus = ("experian", "transunion", "equifax")
    return entry(
        {
            "id": number,
            "role": person["role"],
            "customer-type": person["customer_type"],
            "status": person["status"],
            "full-name": full_name(person),
            "first-name": person["first_name"],
            "last-name": person["last_name"],
            "company-name": person["company_name"],
            "email": person["email"],
            "birth-date": person["birth_date"],
            **_address(page, number, "primary", ("address1", "city", "state", "zipcode")),
            **_address(page, number, "mailing", ("address1", "address2", "city", "state", "zipcode")),
            **_phone(page, number),
            "credit-score-average": average_score([person[f"credit_score_{bureau}"] for bureau in bureaus]),
            **{f"credit-score-{bureau}": person[f"credit_score_{bureau}"] for bureau in bureaus},
            "credit-score-date": person["credit_score_date"],
            "ofac-tested": person["ofac_tested"],
            "ofac-match": person["ofac_match"],
            **_enrolment(page, loan["status_loan_sub_status_id"]),
            "email-access": person["email_access"],
            "sms-access": person["sms_access"],
            "web-access": person["web_access"],
            **_employer(page, number),
            "custom-fields": _own_fields(page, number),
        }
    )


@view("loans.status_loan_sub_status_id")
def customer(page: Page, loan: Columns) -> PersistentMap:
    """Both named customers; empty while an account that is not active yet has nobody linked to it."""
    linked = {person["role"]: person for person in _linked(page, loan)}
    return PersistentMap.of((keyword(role), _person(page, loan, linked[role])) for role in _NAMED if role in linked)


@view()
def additional_users(page: Page, loan: Columns) -> Vector:
    return texts(full_name(person) for person in _linked(page, loan) if person["role"] not in _NAMED)
