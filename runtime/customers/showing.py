"""A customer as one document: `customer show`. Secrets are masked; field names are those that are written.

Takes a connection and a number, gives plain data. Never writes, and never unseals but to mask.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, select

from runtime.customers.access import links_of
from runtime.customers.desk import Row, find_customer
from runtime.customers.documents import PHOTO, documents_of
from runtime.customers.fields import FIELDS, shown_fields
from runtime.customers.identification import identification
from runtime.customers.notes import notes_of
from runtime.customers.tools.requests import list_requests
from runtime.store import schema
from runtime.store.derived.people import average_score, full_name

_CHECKED = ("verified", "standardized", "check_outcome", "checked_by", "check_details", "checked_on")
_BUREAUS = ("equifax", "transunion", "experian")


def show_customer(connection: Connection, number: int) -> dict[str, Any]:
    """Everything about a customer. Raises StoreError (`no-such-customer`)."""
    row = find_customer(connection, number)
    own = shown_fields("customer", row)
    own.pop("username")
    addresses = {item["kind"]: item for item in _rows(connection, schema.addresses, number)}
    documents = documents_of(connection, number)
    photos = [item["id"] for item in documents if item["section"] == PHOTO and item["active"]]
    phones = [
        {
            "id": item["id"],
            **shown_fields("phone", item),
            "carrier-name": item["carrier_name"],
            "carrier-verified": item["carrier_verified"],
            "land-line": item["is_land_line"],
            "checked": _checked(item, ("check_outcome", "checked_by", "check_details", "checked_on")),
        }
        for item in _rows(connection, schema.phones, number)
    ]
    return {
        "id": number,
        "version": row["version"],
        "name": full_name(row),
        **own,
        "summary": {
            "primary-phone": next((item["phone"] for item in phones if item["primary"]), None),
            "primary-address": _one_line(addresses.get("primary")),
            "photo": photos[-1] if photos else None,
        },
        "identification": identification(connection, number),
        "phones": phones,
        "addresses": {
            "primary": _address(addresses.get("primary")),
            "mailing": _address(addresses.get("mailing")),
            "mailing-is-primary": row["mailing_is_primary"],
        },
        "web-access": {
            "username": row["access_username"],
            "password": "set" if row["access_password_hash"] is not None else None,
            "password-set-at": row["access_password_set_at"],
        },
        "custom-fields": _custom_fields(connection, number, "customer"),
        "employer": _employer(connection, number, addresses.get("employer")),
        "references": [
            {"id": item["id"], **shown_fields("reference", item), **_checked(item, _CHECKED)}
            for item in _rows(connection, schema.customer_references, number)
        ],
        "payment-profiles": [
            {
                "id": item["id"],
                **{name: value for name, value in shown_fields("payment-profile", item).items() if name != "last4"},
                "number": item["masked_number"],
                "token": "********" if item["token"] is not None else None,
            }
            for item in _rows(connection, schema.payment_profiles, number)
        ],
        "social-profiles": [
            {"id": item["id"], **shown_fields("social-profile", item)}
            for item in _rows(connection, schema.social_profiles, number)
        ],
        "credit-scores": credit_scores(row),
        "ofac": _ofac(connection, row),
        "notes": notes_of(connection, number),
        "documents": documents,
        "links": links_of(connection, number),
        "tool-requests": list_requests(connection, number),
        "erased-at": row["erased_at"],
        "created-at": row["created_at"],
    }


def credit_scores(row: Row) -> dict[str, Any]:
    """The scores of the bureaus, their average, and the day they were pulled on."""
    scores = {bureau: row[f"credit_score_{bureau}"] for bureau in _BUREAUS}
    return {**scores, "average": average_score(list(scores.values())), "date": row["credit_score_date"]}


def _rows(connection: Connection, table: Table, number: int) -> list[Row]:
    statement = select(table).where(table.c.customer_id == number).order_by(*table.primary_key)
    return [dict(row) for row in connection.execute(statement).mappings()]


def _checked(row: Mapping[str, Any], columns: tuple[str, ...]) -> dict[str, Any]:
    return {column.replace("_", "-"): row[column] for column in columns}


def _address(row: Row | None) -> dict[str, Any] | None:
    return None if row is None else {**shown_fields("address", row), **_checked(row, _CHECKED)}


def _one_line(row: Row | None) -> str | None:
    if row is None:
        return None
    parts = [row["address1"], row["address2"], row["city"], f"{row['state'] or ''} {row['zipcode'] or ''}".strip()]
    return ", ".join(part for part in parts if part)


def _employer(connection: Connection, number: int, address: Row | None) -> dict[str, Any] | None:
    rows = _rows(connection, schema.employers, number)
    if not rows:
        return None
    fields = _custom_fields(connection, number, "employer")
    return {**shown_fields("employer", rows[0]), "address": _address(address), "custom-fields": fields}


def _custom_fields(connection: Connection, number: int, entity: str) -> list[dict[str, Any]]:
    """Every field of the tenant's, with the customer's value; of a select field the chosen text."""
    fields, values = schema.custom_fields, schema.customer_custom_values
    given = {row["field_id"]: row["value"] for row in _rows(connection, values, number)}
    statement = select(fields).where(fields.c.entity == entity, fields.c.active).order_by(fields.c.id)
    found = []
    for field in connection.execute(statement).mappings():
        value = given.get(field["id"])
        shown = (field["choices"] or {}).get(value, value)
        found.append({"field": field["id"], "title": field["title"], "kind": field["kind"], "value": shown})
    return found


def _ofac(connection: Connection, row: Row) -> dict[str, Any]:
    table = schema.ofac_screenings
    statement = select(table).where(table.c.customer_id == row["id"]).order_by(table.c.id.desc()).limit(1)
    last = connection.execute(statement).mappings().one_or_none()
    return {
        "tested": row["ofac_tested"],
        "match": row["ofac_match"],
        "tested-on": last["business_date"] if last is not None else None,
        "matches": last["matches"] if last is not None else [],
    }


def history_of(connection: Connection, number: int, entity: str | None = None) -> list[dict[str, Any]]:
    """What was changed and looked at of a customer, the latest first; `entity` narrows it to one part, such as
    `employer`.
    """
    find_customer(connection, number)
    table = schema.customer_changes
    statement = select(table).where(table.c.customer_id == number).order_by(table.c.id.desc())
    if entity is not None:
        statement = statement.where(
            (table.c.entity == entity) | table.c.entity.startswith(f"{entity}-", autoescape=True)
        )
    return [
        {
            "id": row["id"],
            "at": row["changed_at"],
            "business-date": row["business_date"],
            "author": row["author"],
            "kind": row["kind"],
            "entity": row["entity"],
            "before": row["before"],
            "after": row["after"],
            "account": row["loan_id"],
            "firing": row["firing_id"],
        }
        for row in connection.execute(statement).mappings()
    ]


def field_names(kind: str) -> tuple[str, ...]:
    """The names of a kind's fields, for help and messages."""
    return tuple(field.name for field in FIELDS[kind])
