"""The tenant's own words and the numbers the store gives them: statuses, portfolios, checklists, source companies.

Takes a connection, gives `Words`, and adds words that are new. Never renames or removes one: accounts and audit point
to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select

from runtime.store import schema


@dataclass(frozen=True, slots=True)
class Words:
    """Numbers by title. Sub-statuses and sub-portfolios are known by (number of the parent, title), items by (list,
    item).
    """

    statuses: Mapping[str, int]
    sub_statuses: Mapping[tuple[int, str], int]
    portfolios: Mapping[str, int]
    sub_portfolios: Mapping[tuple[int, str], int]
    checklist_items: Mapping[tuple[str, str], int]
    source_companies: Mapping[str, int]
    custom_fields: Mapping[int, str]

    def status_title(self, number: int | None) -> str | None:
        """The title of a status."""
        return next((title for title, known in self.statuses.items() if known == number), None)

    def sub_status_title(self, number: int | None) -> str | None:
        """The title of a sub-status."""
        return next((title for (_, title), known in self.sub_statuses.items() if known == number), None)

    def portfolio_title(self, number: int) -> str:
        """The title of a portfolio."""
        return next(title for title, known in self.portfolios.items() if known == number)

    def sub_portfolio(self, number: int) -> tuple[int, str]:
        """Number of the parent, and title, of a sub-portfolio."""
        return next(key for key, known in self.sub_portfolios.items() if known == number)

    def item(self, number: int) -> tuple[str, str]:
        """Titles of the checklist and of the item."""
        return next(key for key, known in self.checklist_items.items() if known == number)


def read_words(connection: Connection) -> Words:
    """All words of the tenant; checklists and items only while they are active, custom fields only those of
    settings.
    """
    items = (
        select(schema.checklists.c.title, schema.checklist_items.c.title, schema.checklist_items.c.id)
        .join_from(schema.checklist_items, schema.checklists)
        .where(schema.checklists.c.active, schema.checklist_items.c.active)
        .order_by(schema.checklist_items.c.id)
    )
    fields = select(schema.custom_fields.c.id, schema.custom_fields.c.kind).where(
        schema.custom_fields.c.entity == "settings", schema.custom_fields.c.active
    )
    return Words(
        statuses=_titles(connection, schema.loan_statuses),
        sub_statuses=_children(connection, schema.loan_sub_statuses),
        portfolios=_titles(connection, schema.portfolios),
        sub_portfolios=_children(connection, schema.sub_portfolios),
        checklist_items={(row[0], row[1]): row[2] for row in connection.execute(items)},
        source_companies=_titles(connection, schema.source_companies),
        custom_fields={row.id: row.kind for row in connection.execute(fields)},
    )


def _titles(connection: Connection, table: Table) -> dict[str, int]:
    return {row.title: row.id for row in connection.execute(select(table.c.title, table.c.id).order_by(table.c.id))}


def _children(connection: Connection, table: Table) -> dict[tuple[int, str], int]:
    found = connection.execute(select(table.c.parent, table.c.title, table.c.id).order_by(table.c.id))
    return {(row.parent, row.title): row.id for row in found}


def add_words(connection: Connection, vocabulary: Mapping[str, Any]) -> None:
    """Make sure the store knows every word of a pack's vocabulary (the tables of `[vocabulary]`)."""
    _add_nested(
        connection, vocabulary.get("loan-status", {}), schema.loan_statuses, schema.loan_sub_statuses, ordered=True
    )
    _add_nested(connection, vocabulary.get("portfolios", {}), schema.portfolios, schema.sub_portfolios, ordered=False)
    _add(connection, schema.source_companies, [{"title": title} for title in vocabulary.get("source-companies", ())])
    for checklist, items in vocabulary.get("checklists", {}).items():
        owner = _add(connection, schema.checklists, [{"title": checklist}])[checklist]
        rows = [{"checklist_id": owner, "title": item, "display_order": order} for order, item in enumerate(items, 1)]
        _add(connection, schema.checklist_items, rows, checklist_id=owner)


def _add_nested(
    connection: Connection, words: Mapping[str, Iterable[str]], table: Table, children: Table, *, ordered: bool
) -> None:
    for title, items in words.items():
        row: dict[str, Any] = {"title": title}
        if ordered:
            row["display_order"] = 1 + (connection.scalar(select(func.max(table.c.display_order))) or 0)
        parent = _add(connection, table, [row])[title]
        rows: list[dict[str, Any]] = [{"parent": parent, "title": item} for item in items]
        if ordered:
            rows = [{**row, "display_order": order} for order, row in enumerate(rows, 1)]
        _add(connection, children, rows, parent=parent)


def _add(connection: Connection, table: Table, rows: list[dict[str, Any]], **owner: int) -> dict[str, int]:
    """Insert the rows whose titles are new (within their owner); gives the numbers of all titles there."""
    query = select(table.c.title, table.c.id).where(*(table.c[name] == number for name, number in owner.items()))
    known = {row.title: row.id for row in connection.execute(query)}
    new = [row for row in rows if row["title"] not in known]
    if new:
        connection.execute(insert(table), new)
        known = {row.title: row.id for row in connection.execute(query)}
    return known
