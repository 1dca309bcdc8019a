"""The work of a night on a range of accounts: the status of the day, the rules, and the steps after them.

Takes a run and the lease of a partition, does its accounts in order of their numbers, in batches that share a
transaction: it holds the batch's changes, audit and events, the mark that its accounts are done, and how far the
partition has come. A batch that fails is done again with a transaction for each account. Knows nothing of processes:
whoever holds a lease may call it, on any machine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select
from sqlalchemy.exc import DBAPIError

from runtime.actions.account import Account, NotApplied
from runtime.actions.ledger import stand
from runtime.maintenance.decide import ACTIVATED, Decider, Outcome
from runtime.maintenance.firing import ActionFailure
from runtime.maintenance.leases import Lease, LeaseLost
from runtime.maintenance.nights import LOCKED, free
from runtime.maintenance.once import any_forced
from runtime.maintenance.record import FiringRecord
from runtime.maintenance.report import SAMPLE, Report, as_line, labels_of, new_report
from runtime.maintenance.rolling import roll
from runtime.maintenance.rules import RunnableRule, variables_read
from runtime.maintenance.runs import TRIGGER, Run
from runtime.maintenance.snapshots import archive
from runtime.maintenance.steps import Night, follow
from runtime.maintenance.writing import write_outcomes
from runtime.store import schema
from runtime.store.accounts import mark_maintained, read_accounts
from runtime.store.errors import StoreError
from runtime.store.open import Store
from runtime.store.views import live, loan_views
from runtime.store.words import Words

if TYPE_CHECKING:
    from runtime.maintenance.sweep import Sweep

BATCH: Final = 1000
#: How many batches one sweep covers.
SWEPT_BATCHES: Final = 10
#: Milliseconds that a batch waits on PostgreSQL for a row that another transaction has locked.
LOCK_WAIT: Final = 2000
#: Kinds of StoreError that cost accounts, not the run.
_OF_AN_ACCOUNT: Final = frozenset({"busy"})


class BooksFailure(Exception):
    """Books that cannot be worked out; the text says why."""


@dataclass(frozen=True, slots=True)
class Found:
    """The next accounts of a partition: those to do, those left out (number, kind, reason), and the last of both."""

    numbers: list[int]
    left_out: list[tuple[int, str, str]]
    position: int


@dataclass(slots=True)
class Work:
    """How the accounts of a run are done: its rules, what decides with them, and the sweep of a large portfolio.

    `missed` tells a night that is made up for; `run` is None where nothing is to be kept.
    """

    store: Store
    business_date: date
    rules: Sequence[RunnableRule]
    decider: Decider
    words: Words
    run: Run | None = None
    sweep: Sweep | None = None
    batch: int = BATCH
    missed: bool = False
    patience: float = 60.0
    labels: list[str] = field(init=False)
    variables: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.labels = labels_of(self.rules)
        self.variables = variables_read(self.rules)

    # -- a partition --------------------------------------------------------------------------------------------------

    def do(self, lease: Lease, go_on: Callable[[], bool], progress: Callable[[int], None]) -> bool:
        """Do the accounts of a partition, from where it is; whether it is done, as it is not when `go_on` ended it
        before. `progress` is told how many accounts are done at a time. Raises LeaseLost, and StoreError for what
        stops the whole run.
        """
        while go_on():
            before = lease.report["loans"] if lease.report else 0
            if not self._stretch(lease):
                with self.store.begin() as connection:
                    lease.done(connection)
                return True
            progress((lease.report["loans"] if lease.report else 0) - before)
        with self.store.begin() as connection:
            lease.give_back(connection)
        return False

    def _stretch(self, lease: Lease) -> bool:
        """Do the next accounts; whether there were any."""
        if self.sweep is None:
            return self._batch(lease)
        position = lease.position
        busy: Sequence[int] = ()
        found: Found | None = None
        try:
            with self.store.begin() as connection:
                self._patient(connection)
                found = self._next(connection, position, lease.last, self.batch * SWEPT_BATCHES)
                if found is None:
                    return False
                outcomes = self._sweep(self.sweep, connection, found.numbers)
                done = {outcome.loan_id for outcome in outcomes}
                busy = [number for number in found.numbers if number not in done]
                reached = position if busy else found.position
                counts = self._write(connection, lease, [*done], outcomes, reached, found.left_out)
            lease.position, lease.report = reached, counts
        except (StoreError, LeaseLost) as error:
            if not _costs_accounts(error):
                raise
            return self._batch(lease)
        except Exception:
            return self._batch(lease)
        for at in range(0, len(busy), self.batch):
            chunk = busy[at : at + self.batch]
            last = at + self.batch >= len(busy)
            self._chunk(lease, chunk, found.position if last else position)
        return True

    def _sweep(self, sweep: Sweep, connection: Connection, numbers: list[int]) -> list[Outcome]:
        """Bring these accounts up to the date: the outcomes on those with nothing to do, in order."""
        if not numbers:
            return []
        roll(connection, numbers, self.business_date, datetime.now(UTC))
        wanted = set(numbers)
        quiet = sweep.quiet(connection, numbers) if self.rules else dict.fromkeys(numbers, True)
        still = self._standing_still(connection, numbers)
        return self.decider.quiet(
            connection, {number: quiet[number] for number in quiet if number in wanted and number not in still}
        )

    def _batch(self, lease: Lease) -> bool:
        """Do the next batch; whether there was one."""
        found: Found | None = None
        try:
            with self.store.begin() as connection:
                self._patient(connection)
                found = self._next(connection, lease.position, lease.last, self.batch)
                if found is None:
                    return False
                outcomes = self.decide(connection, found.numbers)
                counts = self._write(connection, lease, found.numbers, outcomes, found.position, found.left_out)
            lease.position, lease.report = found.position, counts
            return True
        except (StoreError, LeaseLost) as error:
            if not _costs_accounts(error):
                raise
        except Exception:
            if found is None:
                raise
        found = found or self._unlocked(lease)
        for number in found.numbers:
            self._one(lease, number, number)
        if found.numbers[-1:] != [found.position]:
            with self.store.begin() as connection:
                lease.renew(connection, found.position, lease.report)
            lease.position = found.position
        return True

    def _chunk(self, lease: Lease, numbers: Sequence[int], position: int) -> None:
        """Do accounts that a sweep has left, and bring the partition to `position`."""
        try:
            with self.store.begin() as connection:
                self._patient(connection)
                found = self.among(connection, numbers)
                outcomes = self.decide(connection, found.numbers)
                counts = self._write(connection, lease, found.numbers, outcomes, position, found.left_out)
            lease.position, lease.report = position, counts
            return
        except (StoreError, LeaseLost) as error:
            if not _costs_accounts(error):
                raise
        except Exception:
            pass
        for number in numbers:
            self._one(lease, number, position if number == numbers[-1] else lease.position)

    def _one(self, lease: Lease, number: int, position: int) -> None:
        """Do one account on its own; a failure is recorded against it and the run goes on."""
        left_out: list[tuple[int, str, str]] = []
        outcomes: list[Outcome] = []
        try:
            with self.store.begin() as connection:
                self._patient(connection)
                found = self._next(connection, number - 1, number, 1)
                numbers = found.numbers if found is not None else []
                outcomes = self.decide(connection, numbers) if numbers else []
                left_out = found.left_out if found is not None else []
                counts = self._write(connection, lease, numbers, outcomes, position, left_out)
            lease.position, lease.report = position, counts
            return
        except (StoreError, LeaseLost) as error:
            if not _costs_accounts(error):
                raise
            numbers, outcomes = [], []
            left_out = [(number, "busy", "another transaction holds the account")]
        except Exception as error:
            numbers, outcomes, left_out = [number], [failure(number, error)], []
        with self.store.begin() as connection:
            counts = self._write(connection, lease, numbers, outcomes, position, left_out)
        lease.position, lease.report = position, counts

    # -- which accounts -----------------------------------------------------------------------------------------------

    def accounts(self) -> list[ColumnElement[bool]]:
        """Conditions for the accounts of the run, locked ones and those ahead of the date included."""
        forced = self.run.forced if self.run is not None else None
        if forced is None:
            return [*live(self.business_date), *(free(self.business_date, missed=True) if self.missed else ())]
        loans = schema.loans.c
        only = [loans.loan_id == forced["loan"]] if forced.get("loan") is not None else []
        return [~loans.loan_archived, ~loans.loan_deleted, ~loans.loan_temporary, *only]

    def _next(self, connection: Connection, after: int, last: int, limit: int) -> Found | None:
        """The next accounts, held until the transaction ends."""
        loan_id = schema.loans.c.loan_id
        numbers = self._hold(connection, [loan_id > after, loan_id <= last], limit)
        if not numbers:
            return None
        left_out = self._left_out(connection, numbers)
        out = {number for number, _, _ in left_out}
        return Found([number for number in numbers if number not in out], left_out, numbers[-1])

    def among(self, connection: Connection, numbers: Sequence[int]) -> Found:
        """Those of these accounts that the run takes, held until the transaction ends."""
        held = self._hold(connection, [schema.loans.c.loan_id.in_(numbers)], len(numbers))
        left_out = self._left_out(connection, held) if held else []
        out = {number for number, _, _ in left_out}
        return Found([number for number in held if number not in out], left_out, numbers[-1])

    def _hold(self, connection: Connection, conditions: Sequence[ColumnElement[bool]], limit: int) -> list[int]:
        loan_id = schema.loans.c.loan_id
        every = [*conditions, *self.accounts()]
        # SQLite has no such lock, and one writer at a time instead
        statement = select(loan_id).where(*every).order_by(loan_id).limit(limit).with_for_update(of=schema.loans)
        while not (numbers := list(connection.scalars(statement))):
            # whoever had these accounts locked may have changed them while this run waited: others can be left
            if connection.scalar(select(loan_id).where(*every).limit(1)) is None:
                return []
        return numbers

    def _unlocked(self, lease: Lease) -> Found:
        """The next accounts without holding them, where one could not be had."""
        loan_id = schema.loans.c.loan_id
        every = [loan_id > lease.position, loan_id <= lease.last, *self.accounts()]
        with self.store.read() as connection:
            found = list(connection.scalars(select(loan_id).where(*every).order_by(loan_id).limit(self.batch)))
        return Found(found, [], found[-1] if found else lease.last)

    def _left_out(self, connection: Connection, numbers: Sequence[int]) -> list[tuple[int, str, str]]:
        """Those of these accounts that are locked, and those whose figures stand for a later day."""
        locks, loans, status = schema.loan_locks.c, schema.loans.c, schema.loan_status.c
        reach = (numbers[0], numbers[-1])
        wanted = set(numbers)
        found = [
            (row.loan_id, LOCKED, f"locked by {row.locked_by} since {row.locked_on}: {row.reason}")
            for row in connection.execute(select(schema.loan_locks).where(locks.loan_id.between(*reach)))
        ]
        out = {number for number, _, _ in found}
        later = (
            select(status.loan_id, status.status_date)
            .join_from(schema.loan_status, schema.loans, loans.loan_id == status.loan_id)
            .where(
                status.loan_id.between(*reach), status.status_date > self.business_date.isoformat(), loans.loan_active
            )
        )
        for row in connection.execute(later):
            if row.loan_id not in out:
                found.append((row.loan_id, "ahead", f"its figures stand for {row.status_date} already"))
        return [item for item in found if item[0] in wanted]

    def _patient(self, connection: Connection) -> None:
        """Wait only so long for rows that others have locked, and hold none longer than the lease's patience when this
        process hangs.
        """
        if connection.dialect.name == "postgresql":
            idle = max(1000, int(1000 * self.patience))
            connection.execute(
                select(
                    func.set_config("lock_timeout", str(LOCK_WAIT), True),
                    func.set_config("idle_in_transaction_session_timeout", str(idle), True),
                )
            )

    # -- deciding and writing -----------------------------------------------------------------------------------------

    def decide(self, connection: Connection, numbers: Sequence[int]) -> list[Outcome]:
        """The status of the day is written and the rules are run in memory, on these accounts."""
        if not numbers:
            return []
        again = (self.run is not None and self.run.forced is not None) or any_forced(connection, self.business_date)
        outcomes = decide(connection, self.decider, self.variables, numbers, self.business_date, again=again)
        for number, why in self._standing_still(connection, numbers).items():
            next(outcome for outcome in outcomes if outcome.loan_id == number).standing_still = why
        return outcomes

    def _standing_still(self, connection: Connection, numbers: Sequence[int]) -> dict[int, str]:
        """The activated ones of these accounts whose figures could not be brought up to the date, and why."""
        loans, status = schema.loans.c, schema.loan_status.c
        behind = (
            select(loans.loan_id)
            .join_from(schema.loans, schema.loan_status, status.loan_id == loans.loan_id)
            .where(
                loans.loan_id.between(numbers[0], numbers[-1]),
                loans.loan_active,
                status.status_date.is_(None) | (status.status_date < self.business_date.isoformat()),
            )
        )
        wanted = set(numbers)
        still = [number for number in connection.scalars(behind) if number in wanted]
        found = {}
        for number, rows in read_accounts(connection, still).items() if still else ():
            try:
                stand(Account(number, self.business_date, rows))
            except NotApplied as missing:
                found[number] = missing.reason
        return found

    def _write(
        self,
        connection: Connection,
        lease: Lease,
        numbers: Sequence[int],
        outcomes: Sequence[Outcome],
        position: int,
        left_out: Sequence[tuple[int, str, str]] = (),
    ) -> dict[str, Any]:
        """Write what came of these accounts, and renew the lease; what the partition has counted then."""
        report = self.settle(connection, sorted(numbers), outcomes)
        failed = [(outcome.loan_id, *outcome.failed) for outcome in outcomes if outcome.failed is not None]
        still = [(item.loan_id, "no-books", item.standing_still) for item in outcomes if item.standing_still]
        self._except(connection, [*left_out, *failed, *still])
        report.add(lease.report)
        counts = report.counts()
        lease.renew(connection, position, counts)
        return counts

    def settle(self, connection: Connection, numbers: Sequence[int], outcomes: Sequence[Outcome]) -> Report:
        """What the rules did is written, the steps after them are done, the accounts marked as done; the report of
        it.
        """
        report = new_report(self.business_date, self.rules, dry_run=self.run is None)
        if numbers:
            run = self.run
            night = Night(
                connection,
                self.business_date,
                [*{rule.deployed.number: rule.deployed for rule in self.rules}.values()],
                self.words,
                datetime.now(UTC),
                run.number if run is not None else None,
            )
            if run is not None and run.forced is not None:
                _record_forced(night, run, self.rules, outcomes)
            else:
                report.steps = record(night, self.rules, outcomes, numbers)
        self._count(report, outcomes)
        return report

    def _except(self, connection: Connection, items: Sequence[tuple[int, str, str]]) -> None:
        """Record accounts that were left out, or whose night failed."""
        if not items or self.run is None:
            return
        table = schema.maintenance_exceptions
        numbers = [number for number, _, _ in items]
        connection.execute(delete(table).where(table.c.run_id == self.run.number, table.c.loan_id.in_(numbers)))
        common = {"run_id": self.run.number, "business_date": self.business_date}
        rows = [{**common, "loan_id": number, "kind": kind, "message": why} for number, kind, why in items]
        connection.execute(insert(table), rows)

    def _count(self, report: Report, outcomes: Sequence[Outcome]) -> None:
        report.loans += len(outcomes)
        # accounts on which the same rules were evaluated mostly share the list of them
        alike = Counter(id(outcome.evaluated) for outcome in outcomes)
        lists = {id(outcome.evaluated): outcome.evaluated for outcome in outcomes}
        for known, count in alike.items():
            for number in lists[known]:
                report.rules[self.labels[number]]["evaluated"] += count
        for outcome in outcomes:
            if outcome.account is not None and outcome.account.changes:
                report.changed += 1
            if outcome.failed is not None:
                report.failed += 1
            if outcome.firings:
                report.count(outcome.firings, self.labels)

    def sample(self, report: Report, outcomes: Sequence[Outcome]) -> None:
        """Add to the report of a dry run which firings would change something, and what would fail."""
        for outcome in outcomes:
            if outcome.failed is not None:
                kind, why = outcome.failed
                report.failures.append({"loan": outcome.loan_id, "kind": kind, "message": why, "rule": None})
            for firing in outcome.firings:
                label = self.labels[firing.rule_number]
                if firing.error is not None and len(report.failures) < SAMPLE:
                    report.failures.append({"loan": outcome.loan_id, "rule": label, **firing.error})
                elif firing.outcome == "applied":
                    if len(report.sample) < SAMPLE:
                        report.sample.append(as_line(firing, label))
                    else:
                        report.truncated = True


def decide(
    connection: Connection,
    decider: Decider,
    variables: frozenset[str],
    numbers: Sequence[int],
    business_date: date,
    *,
    again: bool = False,
) -> list[Outcome]:
    """The first half of accounts' night: the status of the day is written, and the rules are run in memory.

    `numbers` are accounts in order, `variables` those the rules' criteria read; `again` holds back what fired that day.
    """
    try:
        roll(connection, numbers, business_date, datetime.now(UTC))
    except (StoreError, DBAPIError):
        raise
    except Exception as error:
        raise BooksFailure(f"its books cannot be worked out: {error}") from error
    only = [schema.loans.c.loan_id.in_(numbers)]
    page = loan_views(connection, business_date, variables | {ACTIVATED}, numbers[0] - 1, len(numbers), only)
    return decider.run(connection, page, again=again)


def record(
    night: Night, rules: Sequence[RunnableRule], outcomes: Sequence[Outcome], numbers: Sequence[int]
) -> dict[str, int]:
    """The second half: what the rules did is written, the steps after them are done, the accounts marked as done; the
    counts of the steps.
    """
    connection, day = night.connection, night.business_date
    write_outcomes(connection, night.run_id, rules, outcomes, day, TRIGGER, night.now)
    steps = follow(night, numbers)
    mark_maintained(connection, numbers, day.isoformat())
    return steps


def _record_forced(night: Night, run: Run, rules: Sequence[RunnableRule], outcomes: Sequence[Outcome]) -> None:
    """Of a forced evaluation: what the rules did; an account that had its night has its day archived anew."""
    connection, day = night.connection, night.business_date
    write_outcomes(connection, run.number, rules, outcomes, day, run.trigger, night.now)
    changed = [outcome.loan_id for outcome in outcomes if outcome.account is not None and outcome.account.changes]
    loans = schema.loans.c
    had = select(loans.loan_id).where(loans.loan_id.in_(changed), loans.loan_last_maintenance_date == day.isoformat())
    archive(connection, sorted(connection.scalars(had)) if changed else [], day)


def failure(number: int, error: Exception) -> Outcome:
    """What is recorded of an account whose night failed in a way nobody foresaw: against the rule whose action failed,
    or against the night itself.
    """
    message = str(error) or type(error).__name__
    if isinstance(error, ActionFailure):
        details: Mapping[str, Any] = {"kind": "internal", "message": message}
        return Outcome(number, [FiringRecord(number, error.rule.number, {}, error=dict(details))])
    if isinstance(error, BooksFailure):
        return Outcome(number, failed=("no-books", message))
    return Outcome(number, failed=("internal", f"{type(error).__name__}: {message}"))


def _costs_accounts(error: Exception) -> bool:
    return isinstance(error, StoreError) and error.kind in _OF_AN_ACCOUNT
