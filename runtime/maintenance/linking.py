"""Linking customers to an account: who has which part in it, and what reaches them about it.

Each function is a change for `real_time.change`: it takes the scene and changes the account's links; the account is
stated anew where that follows, and the rules that run in real time answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

from runtime.actions.account import Row
from runtime.actions.ledger import restate
from runtime.customers.desk import find_customer
from runtime.customers.roles import Parts, linked, unlinked, with_role
from runtime.maintenance.real_time import Scene
from runtime.store import schema
from runtime.store.errors import StoreError

_TABLE = "customer_links"
_ACCESS = ("email_access", "sms_access", "web_access")


def link_customer(scene: Scene, customer: int, role: str, author: str) -> str:
    """Link a customer; what reaches them is what the account's status enrols customers in."""
    person = find_customer(scene.connection, customer)
    if person["erased_at"] is not None:
        raise StoreError("refused", f"the data of customer {customer} was erased", "enter the person anew")
    _change(scene, lambda parts: linked(parts, customer, role), author, {customer: _enrolment(scene)})
    return role


def give_role(scene: Scene, customer: int, role: str, author: str) -> str:
    """Give a customer of the account another role."""
    _change(scene, lambda parts: with_role(parts, customer, role), author, {})
    return role


def unlink_customer(scene: Scene, customer: int, author: str) -> str:
    """Take a customer off the account."""
    _change(scene, lambda parts: unlinked(parts, customer), author, {})
    return "unlinked"


def set_access(scene: Scene, customer: int, access: Mapping[str, bool], author: str) -> str:
    """Say what reaches a customer about the account: columns of `customer_links`."""
    row = next((row for row in scene.account.rows(_TABLE) if row["customer_id"] == customer), None)
    if row is None:
        raise StoreError("refused", f"customer {customer} is not linked to the account", "`customer link` links them")
    changed = {name: value for name, value in access.items() if row[name] != value}
    if changed:
        _replace(scene, row, {**row, **changed}, author)
    return "changed" if changed else "unchanged"


def _change(scene: Scene, act: Callable[[Parts], Parts], author: str, access: Mapping[int, Mapping[str, bool]]) -> None:
    rows = {row["customer_id"]: row for row in scene.account.rows(_TABLE)}
    before = {number: row["role"] for number, row in rows.items()}
    after = act(before)
    # Roles that one alone may have are given up before they are taken.
    for number in sorted(before):
        if before[number] != after.get(number):
            scene.account.remove(_TABLE, rows[number], ("customer_id",))
    for number in sorted(after):
        if before.get(number) != after[number]:
            old = rows.get(number)
            kept = {name: old[name] for name in _ACCESS} if old is not None else dict(access.get(number, {}))
            scene.account.insert(_TABLE, customer_id=number, role=after[number], **kept)
    for number in sorted({*before, *after}):
        _tell(scene, number, before.get(number), after.get(number), author)
    if before != after and scene.account.get("loans", "loan_active"):
        restate(scene.account)


def _replace(scene: Scene, row: Row, new: Row, author: str) -> None:
    customer = row["customer_id"]
    scene.account.remove(_TABLE, row, ("customer_id",))
    scene.account.insert(_TABLE, **{name: value for name, value in new.items() if name != "loan_id"})
    names = [name for name in _ACCESS if row[name] != new[name]]
    for name in names:
        scene.account.note(_TABLE, f"{customer}.{name}", row[name], new[name])
    _history(scene, customer, {name: row[name] for name in names}, {name: new[name] for name in names}, author)


def _tell(scene: Scene, customer: int, before: str | None, after: str | None, author: str) -> None:
    if before == after:
        return
    scene.account.note(_TABLE, f"{customer}.role", before, after)
    _history(scene, customer, {"role": before}, {"role": after}, author)


def _history(scene: Scene, customer: int, before: Mapping[str, Any], after: Mapping[str, Any], author: str) -> None:
    scene.account.insert(
        "customer_changes",
        customer_id=customer,
        entity="link",
        before=before,
        after=after,
        author=author,
        business_date=scene.account.today,
    )
    changes = [{"field": name, "before": before[name], "after": after[name]} for name in before]
    scene.account.raise_event("customer-updated", customer_id=customer, changes=changes)


def _enrolment(scene: Scene) -> dict[str, bool]:
    """What the account's sub-status enrols customers in; everything without one."""
    table = schema.loan_sub_statuses
    number = scene.account.get("loans", "status_loan_sub_status_id")
    statement = select(table.c.email_enroll, table.c.sms_enroll, table.c.web_access).where(table.c.id == number)
    row = scene.connection.execute(statement).one_or_none() if number is not None else None
    return dict(zip(_ACCESS, tuple(row) if row is not None else (True, True, True), strict=True))
