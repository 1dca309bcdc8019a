"""Customers of the API's documents: rows of who they are, how to reach them and what part they have in an account."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from runtime.store import schema
from runtime.store.importers.api.fields import Entity, items, read_entity
from runtime.store.importers.api.report import Report
from runtime.store.importers.api.rows import add_custom_values, complete, table_of
from runtime.store.importers.api.titles import Titles

_ROLES: Final = {"primary": "primary", "secondary": "secondary"}
_LISTS: Final = ("Phones", "References", "SocialProfiles")


class People:
    """The customers of one import: each is added once, whatever number of accounts it has."""

    def __init__(self, connection: Connection, report: Report, titles: Titles, now: datetime) -> None:
        self._connection = connection
        self._report = report
        self._titles = titles
        self._now = now
        self.added = 0

    def link(self, loan_id: int, customers: Any, path: str) -> None:
        """Link the customers of an account to it, adding those the store does not know."""
        found = list(items(customers, path, self._report))
        roles = [_role(customer) for _, customer in found]
        if found and "primary" not in roles:
            roles[0] = "primary"
        for role in ("primary", "secondary"):
            if roles.count(role) > 1:
                self._report.wrong(path, f"{roles.count(role)} customers are `{role}`", "one of them can be")
                return
        for (where, customer), role in zip(found, roles, strict=True):
            number = self._number(customer, where)
            if number is not None:
                row = {"loan_id": loan_id, "customer_id": number, "role": role}
                self._connection.execute(insert(schema.customer_links).values(row))

    def _number(self, customer: Entity, path: str) -> int | None:
        table = schema.customers
        external = str(customer.get("customId") or customer.get("id") or "") or None
        if external is not None:
            known = self._connection.scalar(select(table.c.id).where(table.c.external_id == external))
            if known is not None:
                return int(known)
        row = {"created_at": self._now, **read_entity("Customers", customer, path, self._report)}
        score = customer.get("CreditScore")
        if isinstance(score, Mapping) and "__deferred" not in score:
            row |= read_entity("CreditScore", score, f"{path}.CreditScore", self._report)
        if not complete("Customers", row, path, self._report):
            return None
        made = insert(table).values(**row, external_id=external).returning(table.c.id)
        number: int = self._connection.execute(made).scalar_one()
        self.added += 1
        self._add_identifiers(number, customer, path)
        self._add_belongings(number, customer, path)
        return number

    def _add_identifiers(self, number: int, customer: Entity, path: str) -> None:
        kind = str(customer.get("customerIdType") or "ssn").removeprefix("customer.idType.")
        for name, field in ((kind, "ssn"), (kind, "customerId"), ("driverLicense", "driverLicense")):
            told = customer.get(field)
            if told in (None, ""):
                continue
            text = str(told)
            if field == "customerId" and customer.get("ssn"):
                continue
            row = {"customer_id": number, "kind": name, "number": text, "fingerprint": text}
            if len(name) > 16 or not text.isprintable():
                self._report.wrong(f"{path}.{field}", "it cannot be read", "write the number in quotes")
                continue
            self._connection.execute(insert(schema.customer_identifiers).values(**row))

    def _add_belongings(self, number: int, customer: Entity, path: str) -> None:
        owner = {"customer_id": number}
        for field, kind in (("PrimaryAddress", "primary"), ("MailAddress", "mailing")):
            self._add_one("Address", customer.get(field), f"{path}.{field}", {**owner, "kind": kind})
        employer = customer.get("Employer")
        self._add_one("Employer", employer, f"{path}.Employer", owner)
        if isinstance(employer, Mapping):
            where = f"{path}.Employer.Address"
            self._add_one("Address", employer.get("Address"), where, {**owner, "kind": "employer"})
        for field in _LISTS:
            for where, item in items(customer.get(field), f"{path}.{field}", self._report):
                self._add_one(field, item, where, owner)
        for where, note in items(customer.get("Notes"), f"{path}.Notes", self._report):
            more = {**owner, "author": "import", "created_at": self._now}
            self._add_one("Notes", note, where, more)
        for where, account in items(customer.get("PaymentAccounts"), f"{path}.PaymentAccounts", self._report):
            self._add_profile(account, where, owner)
        values = items(customer.get("CustomFieldValues"), f"{path}.CustomFieldValues", self._report)
        add_custom_values(self._connection, self._titles, "customer", number, values)

    def _add_one(self, name: str, entity: Any, path: str, more: Mapping[str, Any]) -> None:
        if not entity or (isinstance(entity, Mapping) and "__deferred" in entity):
            return
        row = {**more, **read_entity(name, entity, path, self._report)}
        if complete(name, row, path, self._report):
            self._connection.execute(insert(table_of(name)).values(**row))

    def _add_profile(self, account: Entity, path: str, owner: Mapping[str, Any]) -> None:
        row = {**owner, **read_entity("PaymentAccounts", account, path, self._report)}
        bank, card = account.get("CheckingAccount"), account.get("CreditCard")
        for held, fields in (
            (bank, {"accountType": "account_type", "bankName": "bank_name"}),
            (card, {"cardType": "card_type"}),
        ):
            if isinstance(held, Mapping):
                fields = {**fields, "cardHolderName": "holder_name", "token": "token"}
                for field, column in fields.items():
                    if held.get(field):
                        row[column] = str(held[field]).rpartition("." if field.endswith("Type") else "\0")[2]
                shown = str(held.get("accountNumber") or held.get("cardNumber") or "")
                if shown:
                    row["masked_number"] = f"****{shown[-4:]}"
        if row.get("token"):
            row["token_fingerprint"] = row["token"]
        if complete("PaymentAccounts", row, path, self._report):
            self._connection.execute(insert(schema.payment_profiles).values(**row))


def _role(customer: Entity) -> str:
    told = str(customer.get("loanRole") or customer.get("__setLoanRole") or customer.get("_loanRole") or "")
    return _ROLES.get(told.rpartition(".")[2], "other")
