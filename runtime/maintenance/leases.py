"""Partitions of a run and their leases: who works on which range of accounts, and how far it has come.

Takes a run, gives leases. A lease carries an epoch, which grows whenever the lease passes on; a worker renews it in
every transaction in which it writes, and where the epoch is no longer its own nothing of the transaction stays. So a
partition is never done by two at once, however late a worker wakes up.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from runtime.maintenance.workers import Watch
from runtime.store import schema
from runtime.store.errors import StoreError
from runtime.store.open import Store

#: How many accounts a partition has.
SIZE: Final = 10_000
#: The greatest number an account can have.
LAST: Final = (1 << 63) - 1
WAITING, RUNNING, DONE = "waiting", "running", "done"

_TABLE = schema.maintenance_partitions


class LeaseLost(Exception):
    """The lease has passed on to another worker; what was to be written is not."""


@dataclass(slots=True)
class Lease:
    """A lease: the accounts from `first` to `last`, of which all up to `position` are done, and what was counted."""

    run_id: int
    number: int
    first: int
    last: int
    position: int
    worker: str
    epoch: int
    report: Any

    def renew(self, connection: Connection, position: int, report: Any) -> None:
        """Renew the lease with the transaction that brings the partition to `position` and its counts to `report`, as
        its last statement; raises LeaseLost where it has passed on.
        """
        self._set(connection, position=position, report=report, beats=_TABLE.c.beats + 1)

    def done(self, connection: Connection) -> None:
        """The partition is done; raises LeaseLost."""
        self._set(connection, status=DONE, worker=None)

    def give_back(self, connection: Connection) -> None:
        """Let another worker go on with the partition at once; raises LeaseLost."""
        self._set(connection, status=WAITING, worker=None)

    def _set(self, connection: Connection, **values: Any) -> None:
        mine = (
            _TABLE.c.run_id == self.run_id,
            _TABLE.c.number == self.number,
            _TABLE.c.worker == self.worker,
            _TABLE.c.epoch == self.epoch,
        )
        statement = update(_TABLE).where(*mine).values(beaten_at=datetime.now(UTC), **values)
        if connection.execute(statement).rowcount != 1:
            raise LeaseLost(f"partition {self.number} of run {self.run_id} is another worker's now")


def divide(connection: Connection, run_id: int, accounts: Sequence[ColumnElement[bool]], parts: int | None) -> None:
    """Divide the accounts of a run into partitions of SIZE accounts, or into so many `parts`; together they take every
    number there can be.
    """
    loan_id = schema.loans.c.loan_id
    size = SIZE
    if parts is not None:
        total = connection.scalar(select(func.count()).select_from(schema.loans).where(*accounts)) or 0
        size = max(1, -(-total // parts))
    ends: list[int] = []
    after = 0
    while parts is None or len(ends) < parts - 1:
        chosen = select(loan_id).where(loan_id > after, *accounts).order_by(loan_id).offset(size - 1).limit(1)
        end = connection.scalar(chosen)
        if end is None:
            break
        ends.append(end)
        after = end
    if parts is None and ends and connection.scalar(select(loan_id).where(loan_id > after, *accounts).limit(1)) is None:
        ends.pop()
    rows = [
        {"run_id": run_id, "number": number, "first_loan": first + 1, "last_loan": last, "position": first}
        for number, (first, last) in enumerate(zip([0, *ends], [*ends, LAST], strict=True), start=1)
    ]
    connection.execute(insert(_TABLE), rows)


def cut_out(connection: Connection, run_id: int, first: int, last: int) -> list[int]:
    """Cut partitions so that some hold just the accounts from `first` to `last`: their numbers. Raises StoreError
    (`refused`) where somebody works on one that would have to be cut.
    """
    overlap = (_TABLE.c.run_id == run_id, _TABLE.c.first_loan <= last, _TABLE.c.last_loan >= first)
    rows = connection.execute(select(_TABLE).where(*overlap).order_by(_TABLE.c.number)).all()
    next_number = (connection.scalar(select(func.max(_TABLE.c.number)).where(_TABLE.c.run_id == run_id)) or 0) + 1
    inside = []
    for row in rows:
        inner = (max(row.first_loan, first), min(row.last_loan, last))
        if inner != (row.first_loan, row.last_loan):
            if row.status == DONE:
                continue
            if row.status != WAITING:
                raise StoreError(
                    "refused",
                    f"somebody works on accounts {row.first_loan} to {row.last_loan} already",
                    "wait until that is done, or give a range that leaves them out",
                )
            pieces = [(row.first_loan, inner[0] - 1), inner, (inner[1] + 1, row.last_loan)]
            kept = [piece for piece in pieces if piece[0] <= piece[1]]
            numbers = [row.number, *range(next_number, next_number + len(kept) - 1)]
            next_number += len(kept) - 1
            for number, (start, end) in zip(numbers, kept, strict=True):
                values = {"first_loan": start, "last_loan": end, "position": max(row.position, start - 1)}
                if number == row.number:
                    mine = (_TABLE.c.run_id == run_id, _TABLE.c.number == number)
                    connection.execute(update(_TABLE).where(*mine).values(**values))
                else:
                    connection.execute(insert(_TABLE).values(run_id=run_id, number=number, **values))
                if (start, end) == inner:
                    inside.append(number)
        else:
            inside.append(row.number)
    return inside


def take(store: Store, run_id: int, worker: str, watch: Watch, only: Collection[int] | None = None) -> Lease | None:
    """The lease of a partition that waits, or whose worker is gone; None where there is none now."""
    with store.begin() as connection:
        statement = select(_TABLE).where(_TABLE.c.run_id == run_id, _TABLE.c.status != DONE).order_by(_TABLE.c.number)
        rows = connection.execute(statement.with_for_update(skip_locked=True)).all()
        free = [row for row in rows if only is None or row.number in only]
        free.sort(key=lambda row: row.status != WAITING)
        for row in free:
            if row.status == WAITING or watch.gone(row.number, row.worker, row.epoch, row.beats):
                lease = Lease(
                    run_id,
                    row.number,
                    row.first_loan,
                    row.last_loan,
                    row.position,
                    worker,
                    row.epoch + 1,
                    row.report,
                )
                found = (_TABLE.c.run_id == run_id, _TABLE.c.number == row.number, _TABLE.c.epoch == row.epoch)
                values = {"status": RUNNING, "worker": worker, "epoch": lease.epoch, "beaten_at": datetime.now(UTC)}
                connection.execute(update(_TABLE).where(*found).values(**values))
                return lease
    return None


def are_done(connection: Connection, run_id: int, only: Collection[int] | None = None) -> bool:
    """Whether the partitions of a run, or those of `only`, are done."""
    left = connection.scalars(select(_TABLE.c.number).where(_TABLE.c.run_id == run_id, _TABLE.c.status != DONE))
    return not any(only is None or number in only for number in left)
