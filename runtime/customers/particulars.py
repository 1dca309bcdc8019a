"""What a customer has one of: addresses by kind, the employer, credit scores, values of the tenant's own fields.

Takes the desk and what is given by field. Raises StoreError.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from sqlalchemy import delete, insert, select, update

from runtime.customers.belongings import UNCHECKED
from runtime.customers.desk import Desk, Row, add_row
from runtime.customers.fields import day_text, past_day, read_fields, require, shown_fields
from runtime.customers.places import complete_address
from runtime.customers.texts import line, wrong
from runtime.store import schema
from runtime.store.errors import StoreError

BUREAUS: Final = ("equifax", "transunion", "experian")
#: Parts of an address that a tool looks at.
PARTS: Final = ("address1", "address2", "city", "state", "zipcode", "country")
_CHECKED: Final = ("verified", "standardized", *UNCHECKED)


def address_row(desk: Desk, kind: str) -> Row | None:
    """The customer's address of a kind: primary, mailing or employer."""
    table = schema.addresses
    statement = select(table).where(table.c.customer_id == desk.number, table.c.kind == kind)
    row = desk.connection.execute(statement).mappings().one_or_none()
    return None if row is None else dict(row)


def set_address(desk: Desk, kind: str, given: Any) -> None:
    """Write the address of a kind, or change fields of it."""
    if kind == "mailing" and desk.customer["mailing_is_primary"]:
        raise StoreError(
            "refused",
            "the mailing address is the primary one",
            "`customer address same ID --no-same` first, or change the primary address",
        )
    before = address_row(desk, kind)
    row = read_fields("address", given, desk.scope())
    whole = complete_address({part: (before or {}).get(part) for part in PARTS} | row)
    require("address", whole, "state", "zipcode")
    write_address(desk, kind, whole)


def write_address(desk: Desk, kind: str, whole: Row, checked: Mapping[str, Any] | None = None) -> None:
    """Keep an address, with what a tool found; what was found of another address is forgotten. A mailing address that
    follows the primary one goes along.
    """
    before = address_row(desk, kind)
    found = dict(checked) if checked is not None else {}
    if before is None:
        add_row(desk.connection, "addresses", customer_id=desk.number, kind=kind, **whole, **found)
    else:
        moved = any(whole[part] != before[part] for part in PARTS)
        if moved and checked is None:
            found = {"verified": False, "standardized": False, **UNCHECKED}
        table = schema.addresses
        desk.connection.execute(update(table).where(table.c.id == before["id"]).values(**whole, **found))
    after = address_row(desk, kind)
    assert after is not None
    desk.note(f"{kind}-address", None if before is None else _shown(before), _shown(after))
    if kind == "primary" and desk.customer["mailing_is_primary"]:
        write_address(desk, "mailing", whole, {name: after[name] for name in _CHECKED})


def _shown(row: Row) -> dict[str, Any]:
    return {**shown_fields("address", row), "verified": row["verified"], "standardized": row["standardized"]}


def remove_address(desk: Desk, kind: str) -> None:
    """Take the address of a kind away."""
    before = address_row(desk, kind)
    if before is None:
        raise StoreError("refused", f"customer {desk.number} has no {kind} address", "nothing was changed")
    if kind == "mailing" and desk.customer["mailing_is_primary"]:
        desk.set({"mailing_is_primary": False})
    table = schema.addresses
    desk.connection.execute(delete(table).where(table.c.id == before["id"]))
    desk.note(f"{kind}-address", _shown(before), None)


def use_primary_for_mailing(desk: Desk, same: bool) -> None:
    """Let mail go to the primary address, whatever it becomes; or leave off doing so."""
    desk.set({"mailing_is_primary": same})
    primary = address_row(desk, "primary")
    if same and primary is not None:
        whole = {part: primary[part] for part in PARTS}
        write_address(desk, "mailing", whole, {name: primary[name] for name in _CHECKED})


def set_employer(desk: Desk, given: Any) -> None:
    """Write the employer, or change fields of it; `address` may be among them."""
    if not isinstance(given, Mapping):
        raise wrong("employer", "is an object", "write its fields between { and }")
    address = given.get("address")
    row = read_fields("employer", {name: value for name, value in given.items() if name != "address"}, desk.scope())
    before = _employer(desk)
    table = schema.employers
    if before is None:
        require("employer", row, "company_name")
        desk.connection.execute(insert(table).values(customer_id=desk.number, **row))
    elif row:
        desk.connection.execute(update(table).where(table.c.customer_id == desk.number).values(**row))
    after = _employer(desk)
    assert after is not None
    if after["income"] is not None and after["income_frequency"] is None:
        raise wrong("income", "is given without its frequency", "give `income-frequency` too, such as monthly")
    desk.note("employer", None if before is None else shown_fields("employer", before), shown_fields("employer", after))
    if address is not None:
        set_address(desk, "employer", address)


def _employer(desk: Desk) -> Row | None:
    table = schema.employers
    row = desk.connection.execute(select(table).where(table.c.customer_id == desk.number)).mappings().one_or_none()
    return None if row is None else dict(row)


def remove_employer(desk: Desk) -> None:
    """Take the employer away, and its address."""
    before = _employer(desk)
    if before is None:
        raise StoreError("refused", f"customer {desk.number} has no employer", "nothing was changed")
    table = schema.employers
    desk.connection.execute(delete(table).where(table.c.customer_id == desk.number))
    desk.note("employer", shown_fields("employer", before), None)
    if address_row(desk, "employer") is not None:
        remove_address(desk, "employer")


def set_scores(desk: Desk, given: Any) -> None:
    """Enter scores of the bureaus, with the day they were pulled on (`date`, today when left out)."""
    known = (*BUREAUS, "date")
    if not isinstance(given, Mapping) or not given or set(given) - set(known):
        raise wrong("credit scores", "are given by bureau", f"give one or more of {', '.join(known)}")
    values: dict[str, Any] = {}
    for bureau in BUREAUS:
        if bureau in given:
            score = given[bureau]
            text = str(score)
            if score is not None and not (text.isascii() and text.isdigit() and 250 <= int(text) <= 900):
                raise wrong(bureau, "is no score", "scores lie between 250 and 900")
            values[f"credit_score_{bureau}"] = None if score is None else int(text)
    values["credit_score_date"] = past_day("date", given.get("date") or desk.today.isoformat(), desk.today)
    desk.set(values)


def set_custom_field(desk: Desk, name: str, value: Any) -> None:
    """Write a value of one of the tenant's own fields of customers or employers, given by number or title."""
    fields, table = schema.custom_fields, schema.customer_custom_values
    entities = fields.c.entity.in_(("customer", "employer"))
    rows = desk.connection.execute(select(fields).where(entities, fields.c.active)).mappings().all()
    field = next((row for row in rows if str(row["id"]) == name or row["title"] == name), None)
    if field is None:
        listed = ", ".join(f"{row['id']} ({row['title']})" for row in rows) or "none yet"
        raise wrong(name, "is no field of customers", f"there are {listed}")
    read = None if value in (None, "") else _custom_value(field, value)
    same = (table.c.customer_id == desk.number, table.c.field_id == field["id"])
    before = desk.connection.scalar(select(table.c.value).where(*same))
    if before == read:
        return
    desk.connection.execute(delete(table).where(*same))
    if read is not None:
        desk.connection.execute(insert(table).values(customer_id=desk.number, field_id=field["id"], value=read))
    desk.note(f"custom-field-{field['id']}", {"value": before}, {"value": read})


def _custom_value(field: Any, value: Any) -> str:
    """The value as text, checked for the field's kind. Raises StoreError."""
    title, kind = field["title"], field["kind"]
    text = line(title, str(value).lower() if isinstance(value, bool) else str(value), 2000)
    match kind:
        case "boolean":
            if text not in ("true", "false"):
                raise wrong(title, "is either true or false", "write `true` or `false`")
        case "date":
            return day_text(title, text)
        case "number" | "money":
            try:
                sound = Decimal(text).is_finite()
            except InvalidOperation:
                sound = False
            if not sound:
                raise wrong(title, f"cannot be `{text}`", "write a number")
        case "select":
            choices = field["choices"] or {}
            by_text = {str(words): number for number, words in choices.items()}
            if text not in choices and text not in by_text:
                raise wrong(title, f"cannot be `{text}`", f"it is one of {', '.join(by_text)}")
            return text if text in choices else str(by_text[text])
    return text
