"""Importing a LendingClub loan tape.

Takes an open store and the tape's path, gives an `ImportReport`. Reads the tape twice, line by line: first to find
broken lines and the day the tape stands for, then to write, all in one transaction. A loan that the store already has
(by its external id) is left as it is. Must never leave a tape half imported.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from cljrules.stdlib import catalogue
from runtime.ledger.calendar import add_months
from runtime.store import schema
from runtime.store.errors import StoreError
from runtime.store.importers.tape import CUSTOMER_FIELDS, LOAN_FIELDS, BrokenRow, TapeLoan, TapeStatus, read_tape
from runtime.store.importers.tape_account import TapeAccount, last_day
from runtime.store.numbering import catch_up, next_number
from runtime.store.open import Store
from runtime.store.words import add_words, read_words

Progress = Callable[[int], None]

_BATCH = 1000

# The account status each status of the tape becomes.
_STATUSES: Mapping[TapeStatus, tuple[str, str]] = {
    TapeStatus.CURRENT: ("Open", "Repaying"),
    TapeStatus.GRACE: ("Open", "Repaying"),
    TapeStatus.LATE_16: ("Open", "Repaying"),
    TapeStatus.LATE_31: ("Open", "Repaying"),
    TapeStatus.CHARGED_OFF: ("Closed", "Charged Off"),
    TapeStatus.PAID: ("Paid Off", "Paid in Full"),
}


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. `as_of` is the day the tape stands for; `already` counts loans that were there before."""

    as_of: date
    imported: int
    already: int
    broken: tuple[BrokenRow, ...]


class BrokenTapeError(StoreError):
    """A tape with broken lines, of which nothing was imported; `broken` lists them."""

    def __init__(self, path: Path, broken: tuple[BrokenRow, ...]) -> None:
        first = broken[0]
        more = "" if len(broken) == 1 else f", and {len(broken) - 1} more broken lines"
        where = f" column `{first.column}`" if first.column else ""
        super().__init__(
            "broken-tape",
            f"the tape `{path}` is broken at line {first.line}{where}: {first.reason}{more}",
            "mend the lines, or import the others with `--skip-broken`; nothing was imported",
        )
        self.broken = broken


def import_tape(
    store: Store, path: str | Path, *, skip_broken: bool = False, progress: Progress | None = None
) -> ImportReport:
    """Imports the tape's loans that the store does not have yet.

    With `skip_broken` broken lines are left out and listed, otherwise one of them stops everything (BrokenTapeError).
    `progress` is called with the number of lines done. Raises StoreError.
    """
    tape = Path(path)
    as_of, broken = _survey(tape)
    if broken and not skip_broken:
        raise BrokenTapeError(tape, broken)
    imported = already = 0
    with store.begin() as connection:
        writer = _Writer(connection, as_of)
        loans = (line for line in read_tape(tape) if isinstance(line, TapeLoan))
        while batch := list(islice(loans, _BATCH)):
            known = _known(connection, batch)
            new = [loan for loan in batch if loan.external_id not in known]
            writer.write(new)
            imported += len(new)
            already += len(batch) - len(new)
            if progress is not None:
                progress(imported + already)
        catch_up(connection, schema.loans.c.loan_id, schema.customers.c.id)
    return ImportReport(as_of, imported, already, broken)


def _survey(tape: Path) -> tuple[date, tuple[BrokenRow, ...]]:
    """The day the tape stands for, and its broken lines.

    The tape does not state its day. A current loan has paid about as many instalments as have fallen due, the first a
    month after issue: the month in which most current loans' last instalment fell due is the tape's, its last day the
    day.
    """
    broken: list[BrokenRow] = []
    months: Counter[date] = Counter()
    for line in read_tape(tape):
        if isinstance(line, BrokenRow):
            broken.append(line)
        elif line.status is TapeStatus.CURRENT:
            months[add_months(line.issued, round(line.paid / line.instalment))] += 1
    if not months:
        if broken:
            raise BrokenTapeError(tape, tuple(broken))
        raise StoreError(
            "tape", f"the tape `{tape}` has no current loan", "give the whole tape: its day is found from them"
        )
    most = max(months.values())
    return last_day(max(month for month, count in months.items() if count == most)), tuple(broken)


def _known(connection: Connection, batch: Iterable[TapeLoan]) -> set[str]:
    column = schema.loans.c.external_id
    return set(connection.scalars(select(column).where(column.in_([loan.external_id for loan in batch]))))


class _Writer:
    """Writes batches of loans; knows the store's numbers for the words they use, and the next free numbers of rows."""

    def __init__(self, connection: Connection, as_of: date) -> None:
        self.connection = connection
        self.as_of = as_of
        self.now = datetime.now(UTC)
        add_words(connection, catalogue.load().vocabulary)
        words = read_words(connection)
        self.statuses = {
            status: (words.statuses[title], words.sub_statuses[words.statuses[title], sub])
            for status, (title, sub) in _STATUSES.items()
        }
        self.loan_fields = _fields(connection, "settings", LOAN_FIELDS.values())
        self.customer_fields = _fields(connection, "customer", CUSTOMER_FIELDS.values())
        self.next_loan = next_number(connection, schema.loans.c.loan_id)
        self.next_customer = next_number(connection, schema.customers.c.id)

    def write(self, loans: list[TapeLoan]) -> None:
        """Adds the loans with everything that belongs to them."""
        rows: dict[str, list[dict[str, Any]]] = {}

        def add(table: Table, **row: Any) -> None:
            rows.setdefault(table.name, []).append(row)

        for loan in loans:
            number = self.next_loan
            self.next_loan += 1
            account = TapeAccount(loan, self.as_of)
            status, sub_status = self.statuses[loan.status]
            add(
                schema.loans,
                loan_id=number,
                loan_display_id=f"LC{loan.number:06}",
                external_id=loan.external_id,
                loan_active=True,
                status_loan_status_id=status,
                status_loan_sub_status_id=sub_status,
                created_at=self.now,
            )
            for table, columns in account.rows.items():
                add(schema.METADATA.tables[table], loan_id=number, **columns)
            for bucket in account.buckets():
                add(schema.delinquency_buckets, loan_id=number, **bucket)
            for transaction in self._transactions(account):
                add(schema.transactions, loan_id=number, created_at=self.now, author="import", **transaction)
            for field, value in zip(self.loan_fields, loan.loan_fields, strict=True):
                if value:
                    add(schema.loan_custom_values, loan_id=number, field_id=field, value=value)
            self._add_people(add, number, loan)
        for name, added in rows.items():
            self.connection.execute(insert(schema.METADATA.tables[name]), added)

    def _transactions(self, account: TapeAccount) -> Iterator[dict[str, Any]]:
        common = {"fees": 0, "charge_off": False, "status": "none", "category": None}
        for at, payment in enumerate(account.payments(), 1):
            yield {
                **common,
                "kind": "payment",
                "display_id": str(at),
                "external_id": f"{account.loan.external_id}:{at}",
                "info": "Payment before import",
                "process_date": payment["apply_date"],
                "status": "success",
                **payment,
            }
        if account.charged_off:
            yield {
                **common,
                "kind": "credit",
                "display_id": "charge-off",
                "external_id": f"{account.loan.external_id}:charge-off",
                "info": "Charge-off before import",
                "apply_date": self.as_of,
                "process_date": self.as_of,
                "amount": account.charged_off,
                "principal": account.charged_off,
                "interest": 0,
                "charge_off": True,
            }

    def _add_people(self, add: Callable[..., None], loan_id: int, loan: TapeLoan) -> None:
        people = [("primary", "Borrower"), ("secondary", "Co-borrower")] if loan.joint else [("primary", "Borrower")]
        for role, name in people:
            number = self.next_customer
            self.next_customer += 1
            add(
                schema.customers,
                id=number,
                external_id=f"{loan.external_id}:{role}",
                first_name=name,
                last_name=str(loan.number),
                created_at=self.now,
            )
            add(schema.customer_links, loan_id=loan_id, customer_id=number, role=role)
            if role == "primary":
                add(schema.addresses, customer_id=number, kind="primary", state=loan.state)
                add(
                    schema.employers,
                    customer_id=number,
                    title=loan.job,
                    income=loan.income,
                    income_frequency="annually" if loan.income is not None else None,
                )
                for field, value in zip(self.customer_fields, loan.customer_fields, strict=True):
                    if value:
                        add(schema.customer_custom_values, customer_id=number, field_id=field, value=value)


def _fields(connection: Connection, entity: str, titles: Iterable[str]) -> list[int]:
    """Numbers of the tenant's own fields of these titles, which are made where they are missing."""
    table = schema.custom_fields
    statement = select(table.c.title, table.c.id).where(table.c.entity == entity)
    known = {row.title: row.id for row in connection.execute(statement)}
    new = [{"entity": entity, "title": title} for title in titles if title not in known]
    if new:
        connection.execute(insert(table), new)
        known = {row.title: row.id for row in connection.execute(statement)}
    return [known[title] for title in titles]
