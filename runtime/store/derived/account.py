"""Views of an account's words, dates and lateness: what follows from the business date, and the delinquency buckets."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from cljrules.values.collections import PersistentMap, Vector
from cljrules.values.symbols import keyword, to_units
from runtime.store import schema
from runtime.store.columns import dollars
from runtime.store.derived.view import Columns, entry, members_of, ordinal, texts, view
from runtime.store.page import Page


def _title(rows: dict[int, dict[str, Any]], number: int | None) -> str | None:
    return None if number is None else to_units(rows[number]["title"])


@view("loans.status_loan_status_id")
def loan_status(page: Page, loan: Columns) -> str | None:
    return _title(page.statuses, loan["status_loan_status_id"])


@view("loans.status_loan_sub_status_id")
def loan_sub_status(page: Page, loan: Columns) -> str | None:
    return _title(page.sub_statuses, loan["status_loan_sub_status_id"])


@view("loans.status_source_company_id")
def source_company(page: Page, loan: Columns) -> str | None:
    return _title(page.source_companies, loan["status_source_company_id"])


@view("loan_setup.setup_contract_date")
def status_loan_age(page: Page, loan: Columns) -> int:
    contract = loan["setup_contract_date"]
    return 0 if contract is None else max(0, page.ordinal - ordinal(contract))


@view("loan_status.status_last_payment_date")
def status_loan_recency(page: Page, loan: Columns) -> int | None:
    last = loan["status_last_payment_date"]
    return None if last is None else max(0, page.ordinal - ordinal(last))


@view("loan_status.status_days_past_due")
def today_minus_dpd(page: Page, loan: Columns) -> str:
    return (page.business_date - timedelta(days=loan["status_days_past_due"])).isoformat()


@view()
def current_date(page: Page, loan: Columns) -> str:
    return page.day


@view()
def current_time(page: Page, loan: Columns) -> str:
    return page.midnight


@view("bankruptcies.active")
def bankruptcy_active(page: Page, loan: Columns) -> bool:
    return bool(loan["active"])


def _buckets(page: Page, loan: Columns) -> list[dict[str, Any]]:
    table = schema.delinquency_buckets
    return [
        members_of(
            "status_delinquent_bucket_balance", row, days_past_due=max(0, page.ordinal - ordinal(row["due_date"]))
        )
        for row in page.rows(table, loan["loan_id"], table.c.bucket_number)
    ]


_NO_BUCKET = entry(
    {
        name: dollars(0) if field.type == "money" else 0
        for name, field in schema.variable("status_delinquent_bucket_balance").fields.items()
    }
)


@view()
def status_delinquent_bucket_balance(page: Page, loan: Columns) -> PersistentMap:
    buckets = [(str(bucket["bucket-number"]), entry(bucket)) for bucket in _buckets(page, loan)]
    largest = buckets[-1][1] if buckets else _NO_BUCKET
    return PersistentMap.of((keyword(name), bucket) for name, bucket in [*buckets, ("LARGEST-BUCKET", largest)])


def _interest_dates(page: Page, loan: Columns) -> list[dict[str, Any]]:
    table = schema.stop_interest_dates
    return page.rows(table, loan["loan_id"], table.c.date)


@view()
def stop_interest_dates(page: Page, loan: Columns) -> Vector:
    return Vector.of(entry({"date": row["date"], "type": row["type"]}) for row in _interest_dates(page, loan))


@view()
def stop_interest_dates_list(page: Page, loan: Columns) -> Vector:
    return texts(row["date"] for row in _interest_dates(page, loan) if row["type"] == "suspend")
