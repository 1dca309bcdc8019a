"""Entering customers and changing who they are: the customer's own row, and a whole document at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import insert, select

from runtime.customers.belongings import add
from runtime.customers.desk import Desk, changing_within, find_customer, write
from runtime.customers.duplicates import Candidate, refuse_duplicates
from runtime.customers.fields import FIELDS, read_fields, require
from runtime.customers.identification import set_identification
from runtime.customers.particulars import (
    set_address,
    set_custom_field,
    set_employer,
    set_scores,
    use_primary_for_mailing,
)
from runtime.customers.texts import case_last_name, wrong
from runtime.customers.web_access import default_username, refuse_taken
from runtime.store import schema
from runtime.store.errors import StoreError
from runtime.store.open import Store

#: Below this age the law takes nobody's word that their data may be sold (Cal. Civ. Code § 1798.120(c)).
_AGE_OF_CONSENT: Final = 16


def create(store: Store, document: Any, author: str, *, anyway: bool = False) -> int:
    """Enter the customer of a document; the number the store gives. `anyway` enters one who may be there already.

    Raises StoreError: `bad-customer` with the field that is wrong, `duplicate` with the customers that may be the same.
    """
    if not isinstance(document, Mapping):
        raise StoreError("bad-customer", "a customer is an object", "docs/operators/customers.md has a whole example")
    with store.begin() as connection:
        now = datetime.now(UTC)
        made = insert(schema.customers).values(created_at=now).returning(schema.customers.c.id)
        number: int = connection.execute(made).scalar_one()
        desk = Desk(connection, find_customer(connection, number, lock=True), author, store.today, now)
        _fill(desk, document)
        # The whole document is the first version; its parts are no changes of it.
        desk.events.clear()
        desk.tell("customer-created")
        if not anyway:
            refuse_duplicates(desk.connection, Candidate.of(desk.connection, number))
        write(desk)
        table = schema.customers
        connection.execute(table.update().where(table.c.id == number).values(version=1))
    return number


def edit(
    store: Store, number: int, given: Any, author: str, *, version: int | None = None, anyway: bool = False
) -> int:
    """Change a customer by a document of any of its fields; the version it is at then. Raises StoreError."""
    if not isinstance(given, Mapping):
        raise StoreError("bad-customer", "what changes is an object", "write fields between { and }")
    with store.begin() as connection:
        with changing_within(connection, number, author, store.today, version) as desk:
            before = Candidate.of(connection, number)
            _fill(desk, given, new=False)
            after = Candidate.of(connection, number)
            if not anyway and after != before:
                refuse_duplicates(connection, after.beyond(before))
        return int(find_customer(connection, number)["version"])


_PARTS: Final = (
    "identification",
    "phones",
    "addresses",
    "mailing-is-primary",
    "employer",
    "references",
    "social-profiles",
    "payment-profiles",
    "custom-fields",
    "credit-scores",
)


def _fill(desk: Desk, document: Mapping[str, Any], *, new: bool = True) -> None:
    own = {field.name for field in FIELDS["customer"]}
    unknown = [name for name in document if name not in own and name not in _PARTS]
    given = {name: value for name, value in document.items() if name in own or name in unknown}
    _set_own(desk, read_fields("customer", given, desk.scope()), new)
    for name, kind in (
        ("phones", "phone"),
        ("references", "reference"),
        ("social-profiles", "social-profile"),
        ("payment-profiles", "payment-profile"),
    ):
        _each(document, name, lambda item, kind=kind: add(desk, kind, item))  # type: ignore[misc]
    addresses = document.get("addresses", {})
    if not isinstance(addresses, Mapping) or set(addresses) - {"primary", "mailing"}:
        raise wrong("addresses", "is an object of `primary` and `mailing`", "write each address between { and }")
    for kind, address in addresses.items():
        set_address(desk, kind, address)
    if "mailing-is-primary" in document:
        use_primary_for_mailing(desk, document["mailing-is-primary"] is True)
    _each(document, "identification", lambda item: set_identification(desk, item))
    if "employer" in document:
        set_employer(desk, document["employer"])
    if "credit-scores" in document:
        set_scores(desk, document["credit-scores"])
    fields = document.get("custom-fields", {})
    if not isinstance(fields, Mapping):
        raise wrong("custom-fields", "is an object", "write values by the field's number or title")
    for name, value in fields.items():
        set_custom_field(desk, str(name), value)


def _each(document: Mapping[str, Any], name: str, act: Callable[[Any], Any]) -> None:
    items = document.get(name, [])
    if not isinstance(items, list):
        raise wrong(name, "is a list", "write its items between [ and ]")
    for item in items:
        act(item)


def _set_own(desk: Desk, row: dict[str, Any], new: bool) -> None:
    whole = {**desk.customer, **row}
    if whole["last_name"] and not whole["keep_last_name_case"]:
        cased = case_last_name(whole["last_name"])
        if cased != desk.customer["last_name"]:
            row["last_name"] = whole["last_name"] = cased
    if row.get("generation_code") == "none":
        row["generation_code"] = None
    if whole["customer_type"] == "individual":
        if whole["company_name"] or whole["contact_name"]:
            raise wrong("company-name", "is not given of a person", "set `customer-type` to company")
        require("customer", whole, "first_name", "last_name")
    else:
        require("customer", whole, "company_name")
    if new:
        if "sells_personal_information" not in row:
            row["sells_personal_information"] = _may_sell(whole["birth_date"], desk.today)
        if not row.get("access_username"):
            row["access_username"] = default_username(desk, whole)
    elif row.get("access_username"):
        refuse_taken(desk, row["access_username"])
    if new and row.get("access_username"):
        refuse_taken(desk, row["access_username"])
    if row.get("external_id"):
        table = schema.customers
        other = select(table.c.id).where(table.c.external_id == row["external_id"], table.c.id != desk.number)
        if desk.connection.scalar(other) is not None:
            why = f"there is a customer with the external id `{row['external_id']}` already"
            raise StoreError("refused", why, "nothing was changed")
    desk.set(row)


def _may_sell(birth_date: str | None, today: date) -> bool:
    """Yes from sixteen years on, and for who is no person; no below."""
    if birth_date is None:
        return True
    born = date.fromisoformat(birth_date)
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return age >= _AGE_OF_CONSENT
