"""Loans put into a store by a test: a bare one, and the catalogue's archetypes taken apart into rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from cljrules.stdlib import catalogue
from cljrules.values.collections import MapLike, Vector
from cljrules.values.symbols import Keyword
from runtime.store import placement, schema

CREATED = "2026-01-02T03:04:05+00:00"
Plain = dict[str, Any]


def plain(value: Any) -> Any:
    """Maps with texts as keys, vectors as lists, everything else as it is."""
    if isinstance(value, MapLike):
        return {key.text if isinstance(key, Keyword) else key: plain(item) for key, item in value.entries()}
    return [plain(item) for item in value] if isinstance(value, Vector) else value


def add_bare_loan(connection: Connection, loan_id: int = 1, **columns: Any) -> int:
    """A loan of which nothing is known but its status."""
    if connection.scalar(select(schema.loan_statuses.c.id)) is None:
        connection.execute(insert(schema.loan_statuses).values(id=1, title="Application"))
    row = {"loan_display_id": f"L{loan_id}", "status_loan_status_id": 1, "created_at": CREATED, **columns}
    connection.execute(insert(schema.loans).values(loan_id=loan_id, **row))
    for table in (schema.loan_setup, schema.loan_settings, schema.loan_status):
        connection.execute(insert(table).values(loan_id=loan_id))
    return loan_id


def add_archetype(connection: Connection, name: str, today: date) -> Mapping[str, Any]:
    """Stores the archetype row by row; gives its variables as the catalogue states them."""
    loan = catalogue.archetype_loan(name)
    loan_id = loan["loan-id"]
    _add_words(connection, loan)
    by_table: dict[str, Plain] = {}
    for variable in catalogue.load().variables.values():
        where = placement.place(variable)
        if where is not None:
            by_table.setdefault(where.table, {})[where.column] = loan[variable.name]
    for table in ("tenant", "agents", "loans", "loan_setup", "loan_settings", "loan_status", "insurance_policies"):
        row = by_table[table]
        if table == "tenant":
            connection.execute(schema.tenant.update().values(**row))
            continue
        if table == "agents":
            row = {**row, "username": loan["settings-agent"]}
        elif table == "loans":
            row = {**row, "created_at": CREATED}
        else:
            row = {**row, "loan_id": loan_id}
        connection.execute(insert(schema.METADATA.tables[table]).values(**row))
    if loan["bankruptcy-active"]:
        connection.execute(insert(schema.bankruptcies).values(loan_id=loan_id, active=True, **by_table["bankruptcies"]))
    _add_people(connection, loan_id, plain(loan["customer"]))
    _add_belongings(connection, loan_id, loan, today)
    _add_servicing(connection, loan_id, loan)
    return loan


def _add(connection: Connection, table: Table, **row: Any) -> None:
    connection.execute(insert(table).values(**row))


def _snake(members: Plain, *leave: str) -> Plain:
    return {placement.snake(name): value for name, value in members.items() if name not in leave}


def _add_words(connection: Connection, loan: Mapping[str, Any]) -> None:
    status = loan["status-loan-status-id"]
    _add(connection, schema.loan_statuses, id=status, title=loan["loan-status"])
    if loan["status-loan-sub-status-id"]:
        number, title = loan["status-loan-sub-status-id"], loan["loan-sub-status"]
        _add(connection, schema.loan_sub_statuses, id=number, parent=status, title=title)
    if loan["status-source-company-id"]:
        _add(connection, schema.source_companies, id=loan["status-source-company-id"], title=loan["source-company"])


def _add_people(connection: Connection, loan_id: int, people: dict[str, Plain]) -> None:
    for role, one in people.items():
        number = one["id"]
        names = ("first-name", "last-name", "company-name", "email", "birth-date", "status", "customer-type")
        scores = ("credit-score-experian", "credit-score-transunion", "credit-score-equifax", "credit-score-date")
        known = {placement.snake(name): one.get(name) for name in (*names, *scores, "ofac-tested", "ofac-match")}
        _add(connection, schema.customers, id=number, created_at=CREATED, **known)
        access = {f"{name}_access": one[f"{name}-access"] for name in ("email", "sms", "web")}
        _add(connection, schema.customer_links, loan_id=loan_id, customer_id=number, role=role, **access)
        for kind in ("primary", "mailing"):
            parts = {part: one.get(f"{kind}-{part}") for part in ("address1", "address2", "city", "state", "zipcode")}
            verified = one[f"{kind}-address-verified"]
            _add(connection, schema.addresses, customer_id=number, kind=kind, verified=verified, **parts)
        _add(
            connection,
            schema.phones,
            customer_id=number,
            phone=one["primary-phone"],
            phone_type=one["primary-phone-type"],
            is_primary=True,
            carrier_verified=one["primary-phone-verified"],
            do_not_call=one["primary-phone-do-not-call"],
        )
        _add(
            connection,
            schema.employers,
            customer_id=number,
            company_name=one["employer-name"],
            income=one["employer-income"],
            income_frequency=one["employer-income-frequency"],
            next_pay_date=one["employer-next-pay-date"],
            pay_date_frequency=one["employer-pay-date-frequency"],
        )


def _add_belongings(connection: Connection, loan_id: int, loan: Mapping[str, Any], today: date) -> None:
    for number, row in plain(loan["portfolio"]).items():
        _add(connection, schema.portfolios, id=int(number), title=row["title"])
        _add(connection, schema.loan_portfolios, loan_id=loan_id, portfolio_id=int(number))
    for number, row in plain(loan["sub-portfolio"]).items():
        _add(connection, schema.sub_portfolios, id=int(number), title=row["title"], parent=row["parent"])
        _add(connection, schema.loan_sub_portfolios, loan_id=loan_id, sub_portfolio_id=int(number))
    for name, row in plain(loan["status-delinquent-bucket-balance"]).items():
        if name != "LARGEST-BUCKET":
            due = today - timedelta(days=row["days-past-due"])
            _add(connection, schema.delinquency_buckets, loan_id=loan_id, due_date=due, **_snake(row, "days-past-due"))
    for name, row in plain(loan["collateral-position"]).items():
        columns = _snake(row, "collaterals-custom-fields")
        _add(connection, schema.collateral, loan_id=loan_id, position=int(name[2:]), **columns)
    for number, row in enumerate(plain(loan["billing-period-values-array"]).values(), 1):
        _add(connection, schema.billing_periods, loan_id=loan_id, number=number, **_snake(row))
    for name, row in plain(loan["cards-array"]).items():
        _add(connection, schema.cards, id=int(name[2:]), loan_id=loan_id, **_snake(row))


def _add_servicing(connection: Connection, loan_id: int, loan: Mapping[str, Any]) -> None:
    for row in plain(loan["stop-interest-dates"]):
        _add(connection, schema.stop_interest_dates, loan_id=loan_id, **row)
    for row in plain(loan["unfulfilled-promises"]):
        columns = _snake(row, "days-till-due", "status")
        _add(connection, schema.promises, loan_id=loan_id, created_at=CREATED, **columns)
    for row in plain(loan["payments"]):
        _add(
            connection,
            schema.transactions,
            id=row["system-id"],
            loan_id=loan_id,
            kind="payment",
            display_id=row["display-id"],
            payment_method=row["payment-method"],
            info=row["payment-info"],
            apply_date=row["payment-date"],
            process_date=row["payment-date"],
            amount=row["payment-amount"],
            fee_amount=row["payment-fee-amount"],
            after_days_past_due=row["after-days-past-due"],
            created_at=CREATED,
        )
    if loan["next-autopay-id"]:
        owner = plain(loan["customer"])["primary"]["id"]
        profile = loan["next-autopay-pmt-method-id"]
        _add(connection, schema.payment_profiles, id=profile, customer_id=owner, title="Bank account", type="checking")
        _add(
            connection,
            schema.autopays,
            id=loan["next-autopay-id"],
            loan_id=loan_id,
            amount=loan["next-autopay-amount"],
            process_date=loan["next-autopay-date"],
            apply_date=loan["next-autopay-apply-date"],
            payment_profile_id=profile,
            remaining_periods=loan["next-autopay-remaining-periods"],
        )
    if loan["last-autopay-status"]:
        ran = "2026-11-12"
        columns = {"status": loan["last-autopay-status"], "processed_on": ran}
        _add(connection, schema.autopays, loan_id=loan_id, process_date=ran, apply_date=ran, **columns)
