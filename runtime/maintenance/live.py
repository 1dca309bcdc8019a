"""Accounts in memory as criteria see them, so that each rule sees what earlier ones changed.

Takes accounts and a page that reads what no action changes; gives a `LiveLoan`, a mapping from variable names to
values that follows the account. Values are worked out by the store's own view functions, on the rows in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table

from cljrules.stdlib import catalogue
from cljrules.values.symbols import to_units
from runtime.actions.account import SINGLE, Account
from runtime.store import schema
from runtime.store.accounts import read_named
from runtime.store.derived.view import View
from runtime.store.page import Page
from runtime.store.placement import place, snake
from runtime.store.views import view_functions

_TEXTS = ("text", "enum")


class LivePage(Page):
    """A page of accounts whose changing rows are those in memory."""

    def __init__(self, connection: Connection, business_date: date, accounts: Mapping[int, Account]) -> None:
        super().__init__(connection, business_date, sorted(accounts))
        self.accounts = accounts
        self.agents = read_named(connection, schema.agents, "username")
        self.tenant = read_named(connection, schema.tenant, "id").get(1, {})

    def rows(self, table: Table, loan_id: int, *order: ColumnElement[Any]) -> list[dict[str, Any]]:
        """The table's rows of one account: those in memory where actions may change the table."""
        account = self.accounts[loan_id]
        if table.name not in account.loaded:
            return super().rows(table, loan_id, *order)
        rows = account.rows(table.name)
        names = [str(getattr(column, "name", "")) for column in order]
        return sorted(rows, key=lambda row: tuple(row[name] for name in names)) if names else rows


@cache
def _sources() -> Mapping[str, tuple[str, str, bool] | View]:
    """For each variable its table, its column and whether it is text; or its view function."""
    found: dict[str, tuple[str, str, bool] | View] = {}
    for name, variable in catalogue.load().variables.items():
        where = place(variable)
        if where is None:
            found[name] = view_functions()[snake(name)]
        else:
            found[name] = (where.table, where.column, variable.type in _TEXTS)
    return found


class LiveLoan(Mapping[str, Any]):
    """The variables of an account as it now stands. Values are kept until `refresh`."""

    def __init__(self, page: LivePage, account: Account) -> None:
        self.page = page
        self._account = account
        self._known: dict[str, Any] = {}

    def refresh(self) -> None:
        """Forget values that were worked out, after a change of the account."""
        self._known.clear()

    def __getitem__(self, name: str) -> Any:
        try:
            return self._known[name]
        except KeyError:
            value = self._known[name] = self._value(_sources()[name])
            return value

    def __iter__(self) -> Iterator[str]:
        return iter(_sources())

    def __len__(self) -> int:
        return len(_sources())

    def _value(self, source: tuple[str, str, bool] | View) -> Any:
        if isinstance(source, View):
            columns = {
                full.split(".")[1]: self._row(full.split(".")[0]).get(full.split(".")[1]) for full in source.reads
            }
            columns["loan_id"] = self._account.loan_id
            return source.function(self.page, columns)
        table, column, is_text = source
        value = self._row(table).get(column)
        return to_units(value) if is_text and value is not None else value

    def _row(self, table: str) -> Mapping[str, Any]:
        """The account's row of a table that holds variables; empty where it has none."""
        account = self._account
        if table in SINGLE:
            return account.row(table)
        if table == "bankruptcies":
            return next((row for row in account.rows(table) if row["active"]), {})
        if table == "agents":
            return self.page.agents.get(account.get("loan_settings", "settings_agent"), {})
        if table == "tenant":
            return self.page.tenant
        return next(iter(account.rows(table)), {})
