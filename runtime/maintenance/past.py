"""An account as it stood at the end of an earlier day.

Takes a connection, an account and a day, gives the account in memory as it was then: its figures are worked out from
its books, its settings, status, portfolios and checklists by undoing what its history says came later. Never writes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, Select, select

from runtime.actions.account import SINGLE, Account, NotApplied
from runtime.actions.ledger import books_now, write_reporting
from runtime.ledger.status import status
from runtime.maintenance.live import LivePage
from runtime.maintenance.writing import AUTHOR
from runtime.store import schema
from runtime.store.accounts import read_accounts
from runtime.store.books import ENTRIES, NoBooks, bucket_rows, columns_of_status, opening_of, terms_of
from runtime.store.columns import Document, Money, Number
from runtime.store.errors import StoreError
from runtime.store.words import Words

_FIGURES: Final = "loan_status"
#: The column of each table of entries that says when they became known, as far as there is one.
_KNOWN_ON: Final = {
    table: column
    for table, column in zip(ENTRIES, ("process_date", "date", "date", None, "changed_on"), strict=True)
    if column is not None
}


class PastPage(LivePage):
    """A page on which nothing stands that was processed after the day."""

    def joined(self, statement: Callable[[], Select[Any]], loan_id: int) -> list[dict[str, Any]]:
        """Rows of a statement, of one loan, as far as they were known on the day."""
        rows = super().joined(statement, loan_id)
        return [row for row in rows if str(row.get("process_date") or "") <= self.day]


def account_as_of(connection: Connection, loan_id: int, day: date, words: Words) -> Account:
    """The account as it stood at the end of a day; StoreError (`before-the-books`) for a day its books do not reach."""
    account = Account(loan_id, day, read_accounts(connection, [loan_id])[loan_id])
    _check(account, day)
    return _turned_back(account, _later(connection, [loan_id], day).get(loan_id, []), words)


def accounts_before_rules(
    connection: Connection, loan_ids: Sequence[int], day: date, words: Words
) -> dict[int, Account]:
    """Accounts (in order of their numbers) as they stood on a day before its rules ran: at its end, less what rules did
    that day. Those that the day knows nothing of are left out.
    """
    rows = read_accounts(connection, loan_ids)
    later = _later(connection, loan_ids, day, with_rules_of_the_day=True)
    found = {}
    for loan_id in loan_ids:
        account = Account(loan_id, day, rows[loan_id])
        with suppress(StoreError, NotApplied):
            _check(account, day)
            _forget_entries_of_rules(account, later.get(loan_id, []))
            found[loan_id] = _turned_back(account, later.get(loan_id, []), words)
    return found


def _turned_back(account: Account, later: Sequence[Mapping[str, Any]], words: Words) -> Account:
    """Undo later changes (the latest first), and work out the figures of the account's day."""
    loan_id, day = account.loan_id, account.today
    active_now = account.get("loans", "loan_active")
    for change in later:
        _undo(account, change, words)
    if not active_now and not account.get("loans", "loan_active"):
        # its figures stand still until it is activated
        return account
    _forget_later_entries(account, day)
    books, past = books_now(account)
    made = status(books, day, past)
    for column, value in columns_of_status(made).items():
        account.row(_FIGURES)[column] = value
    account.tables["delinquency_buckets"] = [{"loan_id": loan_id, **row} for row in bucket_rows(made)]
    write_reporting(account)
    return account


def _check(account: Account, day: date) -> None:
    try:
        opened = opening_of(account.tables, terms_of(account.row("loan_setup"))).position.day
    except NoBooks as missing:
        raise StoreError(
            "before-the-books", f"loan {account.loan_id}: {missing}", "only today can be asked about"
        ) from None
    if day < opened:
        why = f"the books of loan {account.loan_id} begin on {opened}; nothing is known of {day}"
        raise StoreError("before-the-books", why, f"ask about {opened} or a later day")


def _later(
    connection: Connection, loan_ids: Sequence[int], day: date, *, with_rules_of_the_day: bool = False
) -> dict[int, list[Mapping[str, Any]]]:
    """What changed on each account after a day, or after its rules began to run, the latest first."""
    table = schema.loan_changes
    last = day.isoformat()
    after = table.c.business_date > last
    if with_rules_of_the_day:
        after |= (table.c.business_date == last) & (table.c.author == AUTHOR)
    names = ("loan_id", "entity", "field", "before", "after", "business_date")
    statement = select(*(table.c[name] for name in names)).where(
        table.c.loan_id.between(loan_ids[0], loan_ids[-1]), after
    )
    found: dict[int, list[Mapping[str, Any]]] = {}
    for row in connection.execute(statement.order_by(table.c.id.desc())).mappings():
        found.setdefault(row["loan_id"], []).append(dict(row))
    return found


def _forget_entries_of_rules(account: Account, later: Sequence[Mapping[str, Any]]) -> None:
    """Take away the entries that rules made on the account's day."""
    day = account.today.isoformat()
    touched = {change["entity"] for change in later if change["business_date"] == day}
    for table, column in _KNOWN_ON.items():
        if table in touched:
            rows = account.rows(table)
            account.tables[table] = [row for row in rows if row[column] != day or row.get("author", AUTHOR) != AUTHOR]


def _undo(account: Account, change: Mapping[str, Any], words: Words) -> None:
    entity, field, before = change["entity"], change["field"], change["before"]
    if entity == "portfolios":
        _put_portfolio(account, field, bool(before), words)
    elif entity == "checklists":
        _put_item(account, field, bool(before), words)
    elif (entity, field) == ("loans", "status"):
        _put_status(account, before, words)
    elif entity == "promises":
        _put_promise(account, field, before)
    elif entity in SINGLE and entity != _FIGURES and field in account.row(entity):
        account.row(entity)[field] = _stored(entity, field, before)


def _stored(table: str, column: str, value: Any) -> Any:
    """A value of the history as the column gives it."""
    kind = schema.METADATA.tables[table].columns[column].type
    if isinstance(kind, Money | Number) and value is not None:
        return Decimal(str(value))
    return json.dumps(value) if isinstance(kind, Document) else value


def _put_portfolio(account: Account, title: str, inside: bool, words: Words) -> None:
    name, _, sub = title.partition("/")
    parent = words.portfolios.get(name)
    number = words.sub_portfolios.get((parent, sub)) if sub and parent is not None else parent
    table, column = ("loan_sub_portfolios", "sub_portfolio_id") if sub else ("loan_portfolios", "portfolio_id")
    rows = [row for row in account.rows(table) if row[column] != number]
    account.tables[table] = [*rows, *([{"loan_id": account.loan_id, column: number}] if inside and number else [])]


def _put_item(account: Account, title: str, checked: bool, words: Words) -> None:
    checklist, _, item = title.partition("/")
    number = words.checklist_items.get((checklist, item))
    for row in account.rows("loan_checklist_items"):
        if row["checklist_item_id"] == number:
            row["checked"] = checked


def _put_promise(account: Account, number: str, before: Any) -> None:
    """A promise as it was; without anything before it was not there yet."""
    rows = account.rows("promises")
    if before is None:
        account.tables["promises"] = [row for row in rows if str(row["id"]) != number]
        return
    for row in rows:
        if str(row["id"]) == number:
            row |= {name: _stored("promises", name, value) for name, value in before.items()}


def _put_status(account: Account, titles: Any, words: Words) -> None:
    name, _, sub = str(titles or "").partition(" / ")
    number = words.statuses.get(name)
    row = account.row("loans")
    row["status_loan_status_id"] = number
    row["status_loan_sub_status_id"] = words.sub_statuses.get((number, sub)) if number is not None and sub else None


def _forget_later_entries(account: Account, day: date) -> None:
    last = day.isoformat()
    promises = account.rows("promises")
    account.tables["promises"] = [row for row in promises if (row["created_on"] or row["created_at"][:10]) <= last]
    for table, column in _KNOWN_ON.items():
        account.tables[table] = [row for row in account.rows(table) if row[column] <= last]
