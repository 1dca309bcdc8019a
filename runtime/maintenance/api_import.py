"""Accounts from a file in the JSON shape of a lender's API: taken whole, figures worked out from what is booked.

Takes a store and a file, gives what came of it. Everything happens in one transaction or, where anything in the file
cannot be taken, nothing; accounts that the store has already are left as they are. No rule answers and no event is
raised: what happened, happened in the other system.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from runtime.actions.account import Account, NotApplied
from runtime.actions.ledger import open_books, restate
from runtime.maintenance.saving import save_accounts
from runtime.store.accounts import read_accounts, write_inserts
from runtime.store.errors import StoreError
from runtime.store.importers.api.accounts import AUTHOR, Accounts, Taken
from runtime.store.importers.api.fields import Entity, items
from runtime.store.importers.api.report import Problem, Report
from runtime.store.open import Store

Progress = Callable[[int, int], None]


class BadDocument(StoreError):
    """A file of which something cannot be taken; `problems` say what, where, and what to write instead."""

    def __init__(self, path: Path, problems: list[Problem]) -> None:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        first = problems[0]
        super().__init__(
            "bad-rows", f"`{path}`, {first.path}: {first.message}{more}", first.help or "nothing was imported"
        )
        self.problems = problems


@dataclass(slots=True)
class Imported:
    """What an import came to: numbers of the accounts added, those there already, customers added, accounts whose terms
    are too incomplete for books, fields that are not known and entities left out, each with how often they occur.
    """

    added: list[int] = field(default_factory=list)
    already: int = 0
    customers: int = 0
    without_books: list[int] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)


def import_api(store: Store, path: Path, progress: Progress | None = None) -> Imported:
    """Take the accounts of a file. Raises BadDocument, and StoreError for a file that is no such document."""
    document = _read(path)
    report, now = Report(), datetime.now(UTC)
    loans = list(_loans(document, report))
    if not loans and not report.problems:
        raise StoreError("bad-document", f"`{path}` holds no account", "docs/operators/files.md shows what it may hold")
    done = Imported()
    with store.begin() as connection:
        accounts = Accounts(connection, report, now)
        for number, (where, loan) in enumerate(loans, 1):
            _take(connection, store, accounts, loan, where, report, done, now)
            if progress is not None:
                progress(number, len(loans))
        if report.problems:
            raise BadDocument(path, report.problems)
        done.customers = accounts.people.added
    done.unknown, done.left_out = report.unknown, report.left_out
    return done


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal, parse_constant=_no_constant)
    except OSError as error:
        raise StoreError("bad-document", f"`{path}` cannot be read: {error.strerror}", "check the name") from None
    except UnicodeDecodeError:
        raise StoreError("bad-document", f"`{path}` is not text in UTF-8", "save it as UTF-8") from None
    except (ValueError, RecursionError) as error:
        why = f"`{path}` is not JSON: {error}"
        raise StoreError("bad-document", why, "docs/operators/files.md shows what it may hold") from None


def _no_constant(text: str) -> Any:
    raise ValueError(f"`{text}` is no number of JSON")


def _loans(document: Any, report: Report) -> Iterator[tuple[str, Entity]]:
    """The accounts of a document: one by itself, a list, or one of these as the API wraps them."""
    if isinstance(document, Mapping):
        for key in ("d", "Loans", "results"):
            if key in document and "LoanSetup" not in document:
                for where, loan in _loans(document[key], report):
                    yield f"{key}.{where}".replace(".[", "[").removesuffix("."), loan
                return
        if document:
            yield "", document
        return
    yield from items(document, "", report)


def _take(
    connection: Connection,
    store: Store,
    accounts: Accounts,
    loan: Entity,
    path: str,
    report: Report,
    done: Imported,
    now: datetime,
) -> None:
    name = path or "Loan"
    try:
        with connection.begin_nested():
            taken = accounts.take(loan, name)
            if taken is None:
                done.already += not report.problems
                return
            if not report.problems:
                _book(connection, store, taken, name, report, done, now)
            done.added.append(taken.loan_id)
    except DBAPIError as refusal:
        said = str(refusal.orig).strip().splitlines()[0].lower()
        report.wrong(name, f"the store refuses it: {said}", "look for what the file holds twice")


def _book(
    connection: Connection, store: Store, taken: Taken, path: str, report: Report, done: Imported, now: datetime
) -> None:
    """Open the account's books on its contract's day, book its entries, and state its figures of today."""
    number = taken.loan_id
    account = Account(number, store.today, read_accounts(connection, [number])[number])
    active = bool(account.get("loans", "loan_active"))
    try:
        if active:
            open_books(account)
            save_accounts(connection, [account], now)
    except NotApplied:
        active = False
        done.without_books.append(number)
    for table, rows in taken.entries.items():
        write_inserts(connection, table, rows)
    if active:
        account = Account(number, store.today, read_accounts(connection, [number])[number])
        _count_reversals(account)
        try:
            restate(account)
        except NotApplied as problem:
            report.wrong(path, f"its books do not come out: {problem.reason}", "mend its entries")
            return
        save_accounts(connection, [account], now)
    told = {"entity": "loans", "field": "imported", "author": AUTHOR, "business_date": store.today, "changed_at": now}
    shown = account.get("loans", "loan_display_id")
    write_inserts(connection, "loan_changes", [{**told, "loan_id": number, "before": None, "after": shown}])


def _count_reversals(account: Account) -> None:
    """State how many payments were taken back, why, and when the last one was."""
    reversed_ = [row for row in account.rows("transactions") if row["kind"] == "payment" and row["reversed_on"]]
    if reversed_:
        returned = sum(row["reverse_reason"] == "nsf" for row in reversed_)
        account.set("loan_status", "payments_reversed_count", len(reversed_))
        account.set("loan_status", "payments_nsf_count", returned)
        account.set("loan_status", "last_reversal_date", max(row["reversed_on"] for row in reversed_))
