"""A page of loans under reading: their columns, and the rows of other tables that belong to them.

Takes a connection, the business date and the loans' numbers; reads each other table at most once, on first need, for
all loans of the page together. Must never query once per loan.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, FromClause, Select, Table, false, select

from runtime.store import schema

# Above this many loans spread thinly, a list of numbers is shorter work than the range between them.
_CHUNK = 900

Rows = Mapping[int, list[dict[str, Any]]]


class Page:
    """Rows that belong to some loans, by loan, as they stand at one business date."""

    def __init__(self, connection: Connection, business_date: date, loan_ids: Sequence[int]) -> None:
        self.connection = connection
        self.business_date = business_date
        self.day = business_date.isoformat()
        self.ordinal = business_date.toordinal()
        self.loan_ids = loan_ids
        self._read: dict[str, Rows] = {}

    def rows(self, table: Table, loan_id: int, *order: ColumnElement[Any]) -> list[dict[str, Any]]:
        """The table's rows of one loan, in the given order."""
        return self.of_account(
            table.name, loan_id, lambda: self._by_loan(select(table).order_by(*order), table.c.loan_id)
        )

    def joined(self, statement: Callable[[], Select[Any]], loan_id: int) -> list[dict[str, Any]]:
        """Rows of a statement that has a column `loan_id`, of one loan; the statement is made and run once."""

        def read() -> Rows:
            made = statement()
            return self._by_loan(made, made.selected_columns["loan_id"])

        return self.of_account(f"{statement.__module__}.{statement.__name__}", loan_id, read)

    def of_account(self, name: str, loan_id: int, read: Callable[[], Rows]) -> list[dict[str, Any]]:
        """The rows of one loan among those that go by a name, `read` when they are first asked for."""
        known = self._read.get(name)
        if known is None:
            known = self._read[name] = read()
        return known.get(loan_id, [])

    def known(self, name: str) -> Rows:
        """All rows that go by a name, as far as they were asked for."""
        return self._read.get(name, {})

    def by_customer(self, table: Table, customer_id: int) -> list[dict[str, Any]]:
        """The table's rows of one customer of the page's loans."""
        name = f"customer {table.name}"
        read = self._read.get(name)
        if read is None:
            links = schema.customer_links
            owner = links.c.customer_id == table.c.customer_id
            statement = select(links.c.loan_id, table).join_from(links, table, owner)
            found: dict[int, dict[Any, dict[str, Any]]] = {}
            for rows in self._by_loan(statement, links.c.loan_id).values():
                for row in rows:
                    identity = tuple(row[column.name] for column in table.primary_key)
                    found.setdefault(row["customer_id"], {})[identity] = row
            read = self._read[name] = {number: list(rows.values()) for number, rows in found.items()}
        return read.get(customer_id, [])

    def add_by_customer(self, table: Table, customer_id: int, row: dict[str, Any]) -> None:
        """Let a row that is yet to be written be among the customer's."""
        self.by_customer(table, customer_id)
        read = self._read[f"customer {table.name}"]
        self._read[f"customer {table.name}"] = {**read, customer_id: [*read.get(customer_id, []), row]}

    def person(self, customer_id: int) -> dict[str, Any] | None:
        """The customer's row; None for one who was deleted. All customers of the page's loans are read together."""
        people, links = schema.customers, schema.customer_links
        name = "customers"
        read = self._read.get(name)
        if read is None:
            statement = select(links.c.loan_id, people).join_from(links, people).where(~people.c.deleted)
            rows = [row for rows in self._by_loan(statement, links.c.loan_id).values() for row in rows]
            read = self._read[name] = {row["id"]: [row] for row in rows}
        if customer_id not in read:
            found = self.connection.execute(select(people).where(people.c.id == customer_id, ~people.c.deleted))
            self._read[name] = read = {**read, customer_id: [dict(row) for row in found.mappings()]}
        return next(iter(read[customer_id]), None)

    def _by_loan(self, statement: Select[Any], loan_id: ColumnElement[int]) -> Rows:
        grouped: dict[int, list[dict[str, Any]]] = {}
        for condition in self._conditions(loan_id):
            result = self.connection.execute(statement.where(condition))
            names = list(result.keys())
            at = names.index("loan_id")
            for row in result:
                grouped.setdefault(row[at], []).append(dict(zip(names, row, strict=True)))
        return grouped

    def _conditions(self, loan_id: ColumnElement[int]) -> list[ColumnElement[bool]]:
        ids = self.loan_ids
        if not ids:
            return [false()]
        if len(ids) == 1:
            return [loan_id == ids[0]]
        first, last = min(ids), max(ids)
        if last - first < 2 * len(ids):
            return [loan_id.between(first, last)]
        return [loan_id.in_(ids[at : at + _CHUNK]) for at in range(0, len(ids), _CHUNK)]

    def _all(self, table: FromClause) -> dict[int, dict[str, Any]]:
        return {row["id"]: dict(row) for row in self.connection.execute(select(table).order_by("id")).mappings()}

    @cached_property
    def statuses(self) -> dict[int, dict[str, Any]]:
        """The tenant's loan statuses by number."""
        return self._all(schema.loan_statuses)

    @cached_property
    def sub_statuses(self) -> dict[int, dict[str, Any]]:
        """The tenant's sub-statuses by number."""
        return self._all(schema.loan_sub_statuses)

    @cached_property
    def source_companies(self) -> dict[int, dict[str, Any]]:
        """The tenant's source companies by number."""
        return self._all(schema.source_companies)

    @cached_property
    def portfolios(self) -> dict[int, dict[str, Any]]:
        """The tenant's portfolios by number."""
        return {number: row for number, row in self._all(schema.portfolios).items() if row["active"]}

    @cached_property
    def sub_portfolios(self) -> dict[int, dict[str, Any]]:
        """The tenant's sub-portfolios by number."""
        return {number: row for number, row in self._all(schema.sub_portfolios).items() if row["active"]}

    @cached_property
    def custom_fields(self) -> dict[int, dict[str, Any]]:
        """The tenant's own fields by number."""
        return self._all(schema.custom_fields)

    @cached_property
    def checklist_items(self) -> list[dict[str, Any]]:
        """Every active item of the tenant's active checklists, in the tenant's order."""
        lists, items = schema.checklists, schema.checklist_items
        statement = (
            select(items.c.id, items.c.title, lists.c.title.label("checklist"))
            .join_from(items, lists)
            .where(lists.c.active, items.c.active)
            .order_by(lists.c.id, items.c.display_order, items.c.id)
        )
        return [dict(row) for row in self.connection.execute(statement).mappings()]

    @cached_property
    def midnight(self) -> str:
        """The first moment of the business date in the tenant's time zone, as ISO text."""
        zone = self.connection.scalar(select(schema.tenant.c.time_zone))
        return datetime.combine(self.business_date, time.min, ZoneInfo(zone or "UTC")).isoformat()
