"""Payments and credits that were booked ahead: on their own day they keep promises.

Takes accounts whose figures were just brought up to a business date. Works and writes inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection, select

from runtime.actions.account import Account
from runtime.deployments import active_deployments
from runtime.maintenance.history import write_history
from runtime.maintenance.live import LiveLoan, LivePage
from runtime.maintenance.saving import save_accounts
from runtime.promises.keeping import Keeper
from runtime.promises.scenarios import in_force
from runtime.store import schema
from runtime.store.accounts import read_accounts

AUTHOR: Final = "maintenance"


def keep_by_what_arrives(connection: Connection, numbers: Sequence[int], business_date: date, now: datetime) -> None:
    """Keep the promises of these accounts (in order of their numbers) by what applies on the business date, or applied
    on a day since the last one.
    """
    table = schema.transactions.c
    statement = (
        select(table.loan_id)
        .where(
            table.awaits_day,
            table.loan_id.between(numbers[0], numbers[-1]),
            table.apply_date <= business_date.isoformat(),
        )
        .distinct()
        .order_by(table.loan_id)
    )
    wanted = set(numbers)
    found = [number for number in connection.scalars(statement) if number in wanted]
    if not found:
        return
    keeper = Keeper(in_force(connection, active_deployments(connection)))
    rows = read_accounts(connection, found)
    accounts = {number: Account(number, business_date, rows[number]) for number in found}
    page = LivePage(connection, business_date, accounts)
    for account in accounts.values():
        keeper.arrive(account, LiveLoan(page, account))
    save_accounts(connection, list(accounts.values()), now)
    for account in accounts.values():
        write_history(connection, account, account.changes, account.events, AUTHOR, now)
