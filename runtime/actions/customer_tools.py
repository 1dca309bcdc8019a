"""Customer Tools: `customer/*`, which look at a customer of the account.

What can be told here and now (addresses, phones, the OFAC list) is told and written with the account. What needs a
service outside is queued in the account's transaction (`customer_tool_requests`) and asked by `customer tools run`: no
rule waits for a network. A tool that is not switched on is skipped with that reason.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from runtime.actions.account import Account, NotApplied, Row
from runtime.actions.scene import Definition, Options, Scene
from runtime.customers.tools.checks import (
    PARTS,
    checked_values,
    request_key,
    screen,
    screening_fingerprint,
    was_checked,
)
from runtime.customers.tools.providers import CHECKS
from runtime.customers.tools.wiring import (
    NO_LIST,
    address_provider,
    mode_of,
    not_activated,
    ofac_index,
    phone_provider,
    tool_settings,
)
from runtime.settings.customers import CustomerTools
from runtime.store import schema
from runtime.store.page import Page

_AUTHOR: Final = "rule"
_ADDRESS: Final = {"primary-address": "primary", "mailing-address": "mailing"}


class _Visit:
    """One check of one customer on one account."""

    def __init__(self, account: Account, scene: Scene, role: str, check: str) -> None:
        self.account = account
        self.page: Page = scene.page
        self.role = role
        self.check = check
        self.today = account.today.isoformat()
        self.settings: CustomerTools = tool_settings(self.page.connection)
        self.person = self._person()
        self.number: int = self.person["id"]

    def _person(self) -> Row:
        link = next((row for row in self.account.rows("customer_links") if row["role"] == self.role), None)
        person = self.page.person(link["customer_id"]) if link is not None else None
        if person is None:
            raise NotApplied(f"the account has no {self.role} customer")
        if person["erased_at"] is not None:
            raise NotApplied(f"the data of the {self.role} customer was erased")
        return person

    def tell(self, outcome: str, details: str | None) -> None:
        self.account.raise_event(
            "customer-checked",
            customer_id=self.number,
            role=self.role,
            check=self.check,
            outcome=outcome,
            details=details,
        )

    def change(self, table: str, row: Row, values: Mapping[str, Any], entity: str, shown: tuple[str, ...]) -> None:
        """Set columns of a customer's row, for every account of the page at once, with both histories."""
        before = {name: row[name] for name in shown}
        for column, value in values.items():
            if row[column] != value:
                if column in shown:
                    self.account.note(entity, column, row[column], value)
                self.account.change(row, table, column, value)
        after = {name: row[name] for name in shown}
        names = [name for name in shown if before[name] != after[name]]
        if not names:
            # That it was looked at is a change too, else the look would not be kept.
            self.account.note(entity, "check_outcome", None, values.get("check_outcome"))
        self.account.insert(
            "customer_changes",
            customer_id=self.number,
            entity=entity,
            before={name: before[name] for name in names},
            after={name: after[name] for name in names} or {"check_outcome": values.get("check_outcome")},
            author=_AUTHOR,
            business_date=self.today,
        )
        self.account.change(self.person, "customers", "version", self.person["version"] + 1)

    def queue(self, what: tuple[Any, ...] = ()) -> None:
        """Ask the service later, unless it is asked already, or was today."""
        key = request_key(self.check, self.number, self.today, what)
        rows = self.page.by_customer(schema.customer_tool_requests, self.number)
        if any(row["check"] == self.check and row["status"] == "pending" for row in rows):
            return
        if any(row["idempotency_key"] == key for row in rows):
            return
        made = self.account.insert(
            "customer_tool_requests",
            customer_id=self.number,
            role=self.role,
            check=self.check,
            status="pending",
            idempotency_key=key,
            business_date=self.today,
            author=_AUTHOR,
        )
        self.page.add_by_customer(schema.customer_tool_requests, self.number, made)
        self.account.note("customer_tool_requests", self.check, None, "pending")


def _check_address(visit: _Visit) -> None:
    kind = _ADDRESS[visit.check]
    rows = visit.page.by_customer(schema.addresses, visit.number)
    row = next((row for row in rows if row["kind"] == kind), None)
    if row is None or not row["address1"]:
        raise NotApplied(f"the {visit.role} customer has no {kind} address")
    if row["country"] != "usa":
        raise NotApplied(f"the {kind} address of the {visit.role} customer is not in the United States")
    if was_checked(row, visit.settings.address):
        return
    if mode_of(visit.settings, "address") == "remote":
        visit.queue(tuple(row[part] for part in PARTS))
        return
    answer = address_provider(visit.settings).validate(row)
    values = checked_values(answer, visit.settings.address, visit.today)
    shown = (*PARTS, "verified", "standardized")
    visit.change("addresses", row, values, f"{kind}-address", shown)
    mailing = next((other for other in rows if other["kind"] == "mailing"), None)
    if kind == "primary" and visit.person["mailing_is_primary"] and mailing is not None:
        visit.change("addresses", mailing, values, "mailing-address", shown)
    visit.tell(answer.outcome, answer.details)


def _check_phone(visit: _Visit) -> None:
    rows = visit.page.by_customer(schema.phones, visit.number)
    row = next((row for row in rows if row["is_primary"] and row["active"]), None)
    if row is None:
        raise NotApplied(f"the {visit.role} customer has no primary phone")
    if was_checked(row, visit.settings.phone):
        return
    answer = phone_provider(visit.settings).look_up(row["phone"])
    values = checked_values(answer, visit.settings.phone, visit.today)
    visit.change("phones", row, values, "phone", ("carrier_name", "carrier_verified", "is_land_line"))
    visit.tell(answer.outcome, answer.details)


def _check_ofac(visit: _Visit) -> None:
    index = ofac_index(visit.page.connection)
    if index is None:
        raise NotApplied(NO_LIST)
    threshold = visit.settings.ofac_threshold
    earlier = visit.page.by_customer(schema.ofac_screenings, visit.number)
    last = max(earlier, key=lambda row: row.get("id", math.inf), default=None)
    fingerprint = screening_fingerprint(index, visit.person, threshold)
    if last is not None and last["fingerprint"] == fingerprint and visit.person["ofac_tested"]:
        return
    screening = screen(index, visit.person, threshold)
    made = visit.account.insert(
        "ofac_screenings", customer_id=visit.number, business_date=visit.today, author=_AUTHOR, **screening.row()
    )
    visit.page.add_by_customer(schema.ofac_screenings, visit.number, made)
    values = {"ofac_tested": True, "ofac_match": bool(screening.matches)}
    visit.change("customers", visit.person, values, "customer", ("ofac_tested", "ofac_match"))
    visit.tell(screening.outcome, screening.details)


def _queue(visit: _Visit) -> None:
    visit.queue()


_DO: Final[Mapping[str, Callable[[_Visit], None]]] = {
    "primary-address": _check_address,
    "mailing-address": _check_address,
    "phone": _check_phone,
    "ofac": _check_ofac,
    "credit": _queue,
    "social-profile": _queue,
}


def _definition(check: str) -> Definition:
    def apply(account: Account, options: Options, scene: Scene) -> None:
        visit = _Visit(account, scene, options["role"], check)
        if mode_of(visit.settings, CHECKS[check]) == "off":
            raise NotApplied(not_activated(CHECKS[check]))
        _DO[check](visit)

    return Definition(apply)


DEFINITIONS: Final[MappingProxyType[str, Definition]] = MappingProxyType(
    {
        "customer/validate-primary-address": _definition("primary-address"),
        "customer/validate-mailing-address": _definition("mailing-address"),
        "customer/validate-phone": _definition("phone"),
        "customer/pull-ofac": _definition("ofac"),
        "customer/pull-credit": _definition("credit"),
        "customer/lookup-social-profile": _definition("social-profile"),
    }
)
