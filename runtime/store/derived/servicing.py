"""Views of payments, AutoPays and promises."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import Select, select

from cljrules.values.collections import Vector
from runtime.store import schema
from runtime.store.columns import dollars
from runtime.store.derived.view import Columns, entry, ordinal, texts, view
from runtime.store.page import Page
from runtime.store.promise_states import FAILED, FULFILLED, PENDING, counts, state_of


def _payments_received() -> Select[Any]:
    table = schema.transactions
    return (
        select(table)
        .where(table.c.kind == "payment", ~table.c.reversed, ~table.c.deleted)
        .order_by(table.c.apply_date, table.c.id)
    )


def _payments(page: Page, loan: Columns) -> list[dict[str, Any]]:
    return page.joined(_payments_received, loan["loan_id"])


@view()
def payments(page: Page, loan: Columns) -> Vector:
    return Vector.of(
        entry(
            {
                "system-id": row["id"],
                "display-id": row["display_id"],
                "payment-method": row["payment_method"],
                "payment-info": row["info"],
                "payment-date": row["apply_date"],
                "full-payment-amount": row["amount"] + row["fee_amount"],
                "payment-fee-amount": row["fee_amount"],
                "payment-amount": row["amount"],
                "after-days-past-due": row["after_days_past_due"] or 0,
            }
        )
        for row in _payments(page, loan)
    )


@view()
def status_yearly_breakdown(page: Page, loan: Columns) -> Vector:
    parts = {"total": "amount", "principal": "principal", "interest": "interest", "fees": "fees"}
    years: dict[int, dict[str, Decimal]] = {}
    for row in _payments(page, loan):
        year = years.setdefault(int(row["apply_date"][:4]), dict.fromkeys(parts, dollars(0)))
        for part, column in parts.items():
            year[part] += row[column]
    return Vector.of(entry({"year": year, **sums}) for year, sums in sorted(years.items()))


def _next_autopay(page: Page, loan: Columns) -> dict[str, Any] | None:
    table = schema.autopays
    scheduled = page.rows(table, loan["loan_id"], table.c.process_date, table.c.id)
    return next((row for row in scheduled if row["status"] == "pending"), None)


def _of_next_autopay(page: Page, loan: Columns, column: str, otherwise: Any = None) -> Any:
    row = _next_autopay(page, loan)
    return otherwise if row is None else row[column]


@view()
def next_autopay_id(page: Page, loan: Columns) -> int | None:
    return _of_next_autopay(page, loan, "id")  # type: ignore[no-any-return]


@view()
def next_autopay_date(page: Page, loan: Columns) -> str | None:
    return _of_next_autopay(page, loan, "process_date")  # type: ignore[no-any-return]


@view()
def next_autopay_apply_date(page: Page, loan: Columns) -> str | None:
    return _of_next_autopay(page, loan, "apply_date")  # type: ignore[no-any-return]


@view()
def next_autopay_amount(page: Page, loan: Columns) -> Decimal:
    return _of_next_autopay(page, loan, "amount", dollars(0))  # type: ignore[no-any-return]


@view()
def next_autopay_pmt_method_id(page: Page, loan: Columns) -> int | None:
    return _of_next_autopay(page, loan, "payment_profile_id")  # type: ignore[no-any-return]


@view()
def next_autopay_remaining_periods(page: Page, loan: Columns) -> int:
    return _of_next_autopay(page, loan, "remaining_periods", 0)  # type: ignore[no-any-return]


@view()
def last_autopay_status(page: Page, loan: Columns) -> str | None:
    table = schema.autopays
    rows = page.rows(table, loan["loan_id"], table.c.process_date, table.c.id)
    processed = [row for row in rows if row["processed_on"] is not None]
    return max(processed, key=lambda row: (row["processed_on"], row["id"]))["status"] if processed else None


def _promises(page: Page, loan: Columns) -> list[dict[str, Any]]:
    table = schema.promises
    rows = page.rows(table, loan["loan_id"], table.c.due_date, table.c.id)
    return [row for row in rows if counts(row)]


def _count(page: Page, loan: Columns, state: str) -> int:
    return sum(state_of(row, page.day) == state for row in _promises(page, loan))


def _earliest(page: Page, loan: Columns) -> dict[str, Any] | None:
    return next((row for row in _promises(page, loan) if state_of(row, page.day) == PENDING), None)


@view()
def unfulfilled_promises(page: Page, loan: Columns) -> Vector:
    return Vector.of(
        entry(
            {
                "days-till-due": ordinal(row["due_date"]) - page.ordinal,
                "status": state_of(row, page.day),
                "due-date": row["due_date"],
                "type": row["type"],
                "amount": row["amount"],
                "subject": row["subject"],
                "note": row["note"],
            }
        )
        for row in _promises(page, loan)
        if not row["fulfilled"]
    )


@view()
def unfulfilled_promises_lists(page: Page, loan: Columns) -> Vector:
    return texts(row["subject"] for row in _promises(page, loan) if not row["fulfilled"])


@view()
def promises_pending_count(page: Page, loan: Columns) -> int:
    return _count(page, loan, PENDING)


@view()
def promises_failed_count(page: Page, loan: Columns) -> int:
    return _count(page, loan, FAILED)


@view()
def promises_fulfilled_count(page: Page, loan: Columns) -> int:
    return _count(page, loan, FULFILLED)


@view()
def next_promise_due_date(page: Page, loan: Columns) -> str | None:
    row = _earliest(page, loan)
    return None if row is None else row["due_date"]


@view()
def next_promise_amount(page: Page, loan: Columns) -> Decimal:
    row = _earliest(page, loan)
    return dollars(0) if row is None else row["amount"]
