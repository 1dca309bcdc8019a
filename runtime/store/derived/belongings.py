"""Views of portfolios, own fields, checklists, collateral, escrow buckets, and a line's billing periods and cards."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, select

from cljrules.values.collections import PersistentMap, Vector
from cljrules.values.symbols import keyword
from runtime.store import schema
from runtime.store.derived.view import Columns, entry, members_of, texts, view
from runtime.store.page import Page


def _numbered(entries: Iterable[tuple[object, PersistentMap]], prefix: str = "") -> PersistentMap:
    return PersistentMap.of((keyword(f"{prefix}{number}"), value) for number, value in entries)


def _portfolio_numbers(page: Page, loan: Columns) -> set[int]:
    table = schema.loan_portfolios
    return {row["portfolio_id"] for row in page.rows(table, loan["loan_id"])}


def _sub_portfolio_numbers(page: Page, loan: Columns) -> set[int]:
    table = schema.loan_sub_portfolios
    return {row["sub_portfolio_id"] for row in page.rows(table, loan["loan_id"])}


@view()
def portfolio(page: Page, loan: Columns) -> PersistentMap:
    within = _portfolio_numbers(page, loan)
    return _numbered(
        (number, entry({"active": number in within, "title": row["title"]})) for number, row in page.portfolios.items()
    )


@view()
def portfolio_list(page: Page, loan: Columns) -> Vector:
    within = _portfolio_numbers(page, loan)
    return texts(row["title"] for number, row in page.portfolios.items() if number in within)


@view()
def sub_portfolio(page: Page, loan: Columns) -> PersistentMap:
    within = _sub_portfolio_numbers(page, loan)
    return _numbered(
        (number, entry({"active": number in within, "title": row["title"], "parent": row["parent"]}))
        for number, row in page.sub_portfolios.items()
    )


@view()
def sub_portfolio_list(page: Page, loan: Columns) -> Vector:
    within = _sub_portfolio_numbers(page, loan)
    return texts(row["title"] for number, row in page.sub_portfolios.items() if number in within)


@view()
def settings_custom_fields(page: Page, loan: Columns) -> PersistentMap:
    table = schema.loan_custom_values
    rows = page.rows(table, loan["loan_id"], table.c.field_id)
    return _numbered((row["field_id"], entry({"value": row["value"]})) for row in rows)


@view()
def computation_fields(page: Page, loan: Columns) -> PersistentMap:
    table = schema.loan_computation_values
    rows = page.rows(table, loan["loan_id"], table.c.field_id)
    return _numbered((row["field_id"], entry({"calculated-value": row["calculated_value"]})) for row in rows)


def _checklist(page: Page, loan: Columns) -> list[dict[str, Any]]:
    states = {row["checklist_item_id"]: row for row in page.rows(schema.loan_checklist_items, loan["loan_id"])}
    entries = []
    for item in page.checklist_items:
        state = states.get(item["id"])
        checked = state is not None and state["checked"]
        entries.append(
            {
                "checklist": item["checklist"],
                "item": item["title"],
                "checked": checked,
                "checked-on": state["checked_on"] if state is not None and checked else None,
            }
        )
    return entries


@view()
def checklist_items(page: Page, loan: Columns) -> Vector:
    return Vector.of(map(entry, _checklist(page, loan)))


@view()
def checklist_checked_list(page: Page, loan: Columns) -> Vector:
    return texts(f"{item['checklist']}/{item['item']}" for item in _checklist(page, loan) if item["checked"])


def _collateral(page: Page, loan: Columns) -> list[dict[str, Any]]:
    table = schema.collateral
    return page.rows(table, loan["loan_id"], table.c.position)


def _collateral_values() -> Select[Any]:
    table, owners = schema.collateral_custom_values, schema.collateral
    return (
        select(owners.c.loan_id, table)
        .join_from(table, owners, table.c.collateral_id == owners.c.id)
        .order_by(table.c.field_id)
    )


@view()
def collateral_position(page: Page, loan: Columns) -> PersistentMap:
    values = page.joined(_collateral_values, loan["loan_id"])

    def own_fields(collateral_id: int) -> PersistentMap:
        rows = (row for row in values if row["collateral_id"] == collateral_id)
        return _numbered((row["field_id"], entry({"value": row["value"]})) for row in rows)

    return _numbered(
        (
            (
                row["position"],
                entry(members_of("collateral_position", row, collaterals_custom_fields=own_fields(row["id"]))),
            )
            for row in _collateral(page, loan)
        ),
        "id",
    )


@view()
def collateral_gps_status(page: Page, loan: Columns) -> str | None:
    first = next(iter(_collateral(page, loan)), None)
    return None if first is None else first["collateral_gps_status"]


@view()
def escrow(page: Page, loan: Columns) -> PersistentMap:
    table = schema.escrow_buckets
    rows = page.rows(table, loan["loan_id"], table.c.number)
    return _numbered((row["number"], entry(members_of("escrow", row))) for row in rows)


@view()
def billing_period_values_array(page: Page, loan: Columns) -> PersistentMap:
    table = schema.billing_periods
    rows = page.rows(table, loan["loan_id"], table.c.number)
    found = [(f"id{row['number']}", entry(members_of("billing_period_values_array", row))) for row in rows]
    current = [
        value for row, (_, value) in zip(rows, found, strict=True) if row["start_date"] <= page.day <= row["end_date"]
    ]
    past = [value for row, (_, value) in zip(rows, found, strict=True) if row["end_date"] < page.day]
    named = [(name, periods[-1]) for name, periods in (("last", past), ("current", current)) if periods]
    return _numbered([*named, *found])


@view()
def cards_array(page: Page, loan: Columns) -> PersistentMap:
    table = schema.cards
    rows = page.rows(table, loan["loan_id"], table.c.id)
    return _numbered(((row["id"], entry(members_of("cards_array", row))) for row in rows), "id")
