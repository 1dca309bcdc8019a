"""Opening an account: its rows are written, its figures worked out, and the rules that run in real time answer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from runtime.actions.ledger import restate
from runtime.maintenance.real_time import Changed, Scene, change_within
from runtime.store import schema
from runtime.store.errors import StoreError
from runtime.store.new_account import NewAccount, read_account
from runtime.store.open import Store
from runtime.store.words import read_words


def create(store: Store, document: Any, author: str) -> Changed:
    """Open the account of a document; the result is its number. Raises StoreError with the place of what is wrong."""
    now = datetime.now(UTC)
    with store.begin() as connection:
        account = read_account(document, read_words(connection))
        loan_id = _insert(connection, account, now)
        return change_within(connection, loan_id, store.today, author, "opening", _opened, now)


def _opened(scene: Scene) -> int:
    scene.account.raise_event("account-created", created_by=None)
    if scene.account.get("loans", "loan_active"):
        scene.account.raise_event("account-activated")
        restate(scene.account)
    scene.account.note("loans", "opened", None, scene.account.get("loans", "loan_display_id"))
    return scene.account.loan_id


def _insert(connection: Connection, new: NewAccount, now: datetime) -> int:
    loans = schema.loans
    given = new.single["loans"]
    external = given.get("external_id")
    if external is not None and connection.scalar(select(loans.c.loan_id).where(loans.c.external_id == external)):
        raise StoreError(
            "refused", f"there is an account with the external id `{external}` already", "nothing was changed"
        )
    loan_id: int = connection.execute(
        insert(loans)
        .values(**{"loan_active": True, **given}, created_at=now, loan_create_time=now)
        .returning(loans.c.loan_id)
    ).scalar_one()
    if not given.get("loan_display_id"):
        connection.execute(loans.update().where(loans.c.loan_id == loan_id).values(loan_display_id=f"L{loan_id:07d}"))
    principal = new.single["loan_setup"]["setup_loan_amount"]
    contract = new.single["loan_setup"]["setup_contract_date"]
    for table, values in (
        ("loan_setup", new.single["loan_setup"]),
        ("loan_settings", new.single["loan_settings"]),
        ("loan_status", {"status_date": contract, "status_principal_balance": principal, "status_payoff": principal}),
    ):
        connection.execute(insert(schema.METADATA.tables[table]).values(loan_id=loan_id, **values))
    for name, column, numbers in (
        ("loan_portfolios", "portfolio_id", new.portfolios),
        ("loan_sub_portfolios", "sub_portfolio_id", new.sub_portfolios),
    ):
        if numbers:
            rows = [{"loan_id": loan_id, column: number} for number in numbers]
            connection.execute(insert(schema.METADATA.tables[name]), rows)
    for customer in new.customers:
        _insert_customer(connection, loan_id, customer, now)
    return loan_id


def _insert_customer(connection: Connection, loan_id: int, customer: Any, now: datetime) -> None:
    table = schema.customers
    made = insert(table).values(**customer["row"], created_at=now).returning(table.c.id)
    number = connection.execute(made).scalar_one()
    connection.execute(insert(schema.customer_links).values(loan_id=loan_id, customer_id=number, role=customer["role"]))
    for name in ("phones", "addresses"):
        for row in customer[name]:
            connection.execute(insert(schema.METADATA.tables[name]).values(customer_id=number, **row))
