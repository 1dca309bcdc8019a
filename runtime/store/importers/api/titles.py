"""What the other system's numbers stand for: statuses, portfolios, payment types, custom fields and other words.

Takes a number with the entity that came with it, gives the store's own number or the title; words that are new to the
store are added. Without a title in the file the tenant's `listed_words` say what a number stands for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from cljrules.stdlib import catalogue
from runtime.store import schema
from runtime.store.importers.api.fields import is_deferred
from runtime.store.importers.api.report import Report


class Titles:
    """The words of one import."""

    def __init__(self, connection: Connection, report: Report) -> None:
        self._connection = connection
        self._report = report
        table = schema.listed_words.c
        rows = connection.execute(select(table.list, table.number, table.title))
        self._listed = {(row.list, str(row.number)): row.title for row in rows}

    def title(self, list_: str, number: Any, entity: Any, path: str, *, needed: bool = False) -> str | None:
        """The title of a number: what the entity beside it says, or the tenant's list; else the number as text, or a
        problem where the word itself is `needed`.
        """
        if isinstance(entity, Mapping) and not is_deferred(entity):
            told = entity.get("title") or entity.get("name") or entity.get("companyName")
            if isinstance(told, str) and told:
                return told
        if number in (None, "", 0, "0"):
            return None
        listed = self._listed.get((list_, str(number)))
        if listed is None and needed:
            why = f"nothing says what {list_} {number} is called"
            self._report.wrong(
                path, why, f"give its title beside it, or list it: import --entity listed_words ({list_},{number},…)"
            )
        return listed if listed is not None else str(number)

    def payment_type(self, number: Any, entity: Any, path: str) -> str | None:
        """The payment type, one of those the ledger knows the waterfall of."""
        found = self.title("payment-type", number, entity, path, needed=True)
        known = catalogue.load().enumerations["payment-type"].codes
        if found is not None and found not in known and found != str(number):
            self._report.wrong(path, f"there is no payment type `{found}`", f"there are {', '.join(known)}")
        return found

    def status(self, settings: Mapping[str, Any], path: str) -> dict[str, Any]:
        """The columns of status and sub-status."""
        status = self.title(
            "loan-status",
            settings.get("loanStatusId"),
            settings.get("LoanStatus"),
            f"{path}.loanStatusId",
            needed=True,
        )
        number = self.word(schema.loan_statuses, status or "Open")
        sub = self.title(
            "loan-sub-status",
            settings.get("loanSubStatusId"),
            settings.get("LoanSubStatus"),
            f"{path}.loanSubStatusId",
            needed=True,
        )
        below = self.word(schema.loan_sub_statuses, sub, parent=number) if sub else None
        return {"status_loan_status_id": number, "status_loan_sub_status_id": below}

    def word(self, table: Table, title: str, **owner: int) -> int:
        """The number of a title in a table of words; a new one is added."""
        found = select(table.c.id).where(table.c.title == title, *(table.c[name] == of for name, of in owner.items()))
        number = self._connection.scalar(found)
        if number is None:
            made = insert(table).values(title=title, **owner).returning(table.c.id)
            number = self._connection.execute(made).scalar_one()
        return int(number)

    def custom_field(self, entity: str, value: Mapping[str, Any], path: str) -> int | None:
        """The number of a custom field: by its name, or by the number where the store has it."""
        table = schema.custom_fields
        held = value.get("CustomField")
        name = value.get("name") or (held.get("name") if isinstance(held, Mapping) else None)
        if isinstance(name, str) and name:
            number = self._connection.scalar(select(table.c.id).where(table.c.entity == entity, table.c.title == name))
            if number is None:
                made = insert(table).values(entity=entity, title=name).returning(table.c.id)
                number = self._connection.execute(made).scalar_one()
            return int(number)
        told = str(value.get("customFieldId", ""))
        known = self._connection.scalars(select(table.c.id).where(table.c.entity == entity)).all()
        if told.isdigit() and int(told) in known:
            return int(told)
        why = f"there is no custom field {told or 'without a number'} of {entity}"
        self._report.wrong(f"{path}.customFieldId", why, "give its `name` beside it, or add the field first")
        return None
