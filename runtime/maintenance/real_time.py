"""The real-time path: one change of one account, and the rules that answer to it, in one transaction.

Takes what is to change, gives what came of it. The account is locked, brought up to the business date, changed, the
promises that money keeps are marked, and the rules that run in real time are evaluated in order, each seeing what
earlier ones changed. When anything fails, nothing of it has happened.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, select

from runtime.actions.account import Account, Change, NotApplied
from runtime.deployments import active_deployments
from runtime.maintenance.dates import business_date_of
from runtime.maintenance.decide import Decider, Outcome
from runtime.maintenance.history import write_history
from runtime.maintenance.live import LiveLoan, LivePage
from runtime.maintenance.record import FiringRecord
from runtime.maintenance.rolling import roll
from runtime.maintenance.rules import RunnableRule, runnable
from runtime.maintenance.snapshots import archive
from runtime.maintenance.writing import write_outcomes
from runtime.promises.keeping import Keeper
from runtime.promises.scenarios import in_force
from runtime.store import schema
from runtime.store.accounts import read_accounts
from runtime.store.errors import StoreError
from runtime.store.kept import kept
from runtime.store.open import Store
from runtime.store.words import Words, read_words

OCCASION = "real-time"


@dataclass(frozen=True, slots=True)
class Scene:
    """What a change is told: the account, its variables, the tenant's words, and the transaction it is part of."""

    connection: Connection
    account: Account
    loan: LiveLoan
    words: Words
    now: datetime


@dataclass(frozen=True, slots=True)
class Changed:
    """What came of a change: what `act` gave, what it changed, and what rules did after it."""

    result: Any
    changes: Sequence[Change]
    firings: Sequence[FiringRecord]
    rules: Sequence[RunnableRule]


def change(
    store: Store,
    loan_id: int,
    author: str,
    trigger: str,
    act: Callable[[Scene], Any],
    *,
    if_version: int | None = None,
) -> Changed:
    """Change an account and run the rules that answer to it. `act` makes the change and gives a result; `trigger`
    names the kind of change, and with the result's number the occasion in the audit. With `if_version` the account must
    still be as it was when it was read.

    Raises StoreError: `no-such-loan`, `not-live` for an archived or deleted account, `stale` for one that has changed
    since that version, `refused` where the change cannot be made, with the reason.
    """
    now = datetime.now(UTC)
    with store.begin() as connection:
        _lock(connection, loan_id, if_version)
        today = business_date_of(connection, loan_id, store.today)
        roll(connection, [loan_id], today, now, keep=False)
        return change_within(connection, loan_id, today, author, trigger, act, now)


def change_within(
    connection: Connection,
    loan_id: int,
    today: date,
    author: str,
    trigger: str,
    act: Callable[[Scene], Any],
    now: datetime,
) -> Changed:
    """The same for an account that is locked and up to date, inside the caller's transaction."""
    account = Account(loan_id, today, read_accounts(connection, [loan_id])[loan_id])
    loan = LiveLoan(LivePage(connection, today, {loan_id: account}), account)
    words = read_words(connection)
    deployed = active_deployments(connection)
    keeper = Keeper(in_force(connection, deployed))
    before = keeper.standing(account)
    try:
        result = act(Scene(connection, account, loan, words, now))
    except NotApplied as refusal:
        raise StoreError("refused", f"not done: {refusal.reason}", "nothing was changed") from None
    loan.refresh()
    keeper.follow(account, loan, before)
    changes, events = list(account.changes), list(account.events)
    rules = kept(connection, "real-time rules", deployed, lambda: runnable(deployed, OCCASION))
    decider = Decider(rules, today, words, enrolments=_any_enrolments(connection), keeper=keeper)
    outcome = decider.answer(connection, account, loan) if changes else Outcome(loan_id, account=account)
    told = write_history(connection, account, changes, events, author, now)
    occasion = f"{trigger} {result}" if isinstance(result, int) else f"{trigger} {now.isoformat()}"
    write_outcomes(connection, None, rules, [outcome], today, occasion, now, told)
    if account.get("loans", "loan_last_maintenance_date") == today.isoformat():
        archive(connection, [loan_id], today)
    return Changed(result, changes, outcome.firings, rules)


def _lock(connection: Connection, loan_id: int, if_version: int | None) -> None:
    table = schema.loans
    statement = select(table.c.loan_archived, table.c.loan_deleted, table.c.version).where(table.c.loan_id == loan_id)
    row = connection.execute(statement.with_for_update()).one_or_none()
    if row is None:
        raise StoreError("no-such-loan", f"there is no loan `{loan_id}`", "give its number")
    if row.loan_archived or row.loan_deleted:
        state = "deleted" if row.loan_deleted else "archived"
        raise StoreError("not-live", f"loan {loan_id} is {state}", "its information can no longer change")
    if if_version is not None and row.version != if_version:
        why = f"loan {loan_id} has changed since it was read: it is at version {row.version}, not {if_version}"
        raise StoreError("stale", why, "look at it again, and repeat the change with the new version; nothing was done")


def _any_enrolments(connection: Connection) -> bool:
    return connection.scalar(select(schema.rule_enrolments.c.rule).limit(1)) is not None
