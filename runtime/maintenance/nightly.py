"""The nightly run: the status of the day, then every rule over every live account, for one business date.

Takes a store and a date, gives a `Report`. Accounts are taken in batches in order of their numbers, each batch in one
transaction that holds its accounts' changes, audit, events and the mark that they are done; so a run that was killed
goes on where it was, and a second run finds nothing to do. A batch that fails is done again with a transaction for
each account. In a large portfolio a sweep of all criteria first finds the accounts with nothing to do; those
are only marked as done. A dry run does the same and writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, insert, select, update

from runtime.deployments import active_deployments
from runtime.maintenance.dates import refuse_back_dated
from runtime.maintenance.decide import ACTIVATED, Decider, Outcome
from runtime.maintenance.firing import ActionFailure
from runtime.maintenance.record import FiringRecord
from runtime.maintenance.report import COUNTS, Report, as_line, labels_of
from runtime.maintenance.rolling import roll
from runtime.maintenance.rules import RunnableRule, runnable, variables_read
from runtime.maintenance.steps import Night, follow
from runtime.maintenance.writing import write_outcomes
from runtime.promises.keeping import Keeper
from runtime.promises.scenarios import in_force
from runtime.store import schema
from runtime.store.accounts import mark_maintained
from runtime.store.errors import StoreError
from runtime.store.open import Store
from runtime.store.views import live, loan_views
from runtime.store.words import Words, read_words

if TYPE_CHECKING:
    from runtime.maintenance.sweep import Sweep

BATCH = 1000
SAMPLE = 5000
#: From how many accounts on a sweep is worth its while, and how many batches one sweep covers.
SWEEP_FROM = 5000
SWEPT_BATCHES = 20
TRIGGER = "nightly"
#: The number under which PostgreSQL lets one program at a time look for a run, and make it.
_RUN_LOCK = 20_261_122

Page = Sequence[tuple[int, Mapping[str, Any]]]


def maintain(
    store: Store,
    business_date: date,
    *,
    dry_run: bool = False,
    batch: int = BATCH,
    progress: Callable[[int, int], None] | None = None,
    sweep_from: int = SWEEP_FROM,
) -> Report:
    """Run the deployed packs over the live accounts not yet maintained on the date.

    `progress` is called with accounts done and accounts to do; `sweep_from` is the number of accounts from which on a
    sweep goes before the rules. Raises StoreError: `nothing-deployed` when no pack is, `back-dated` for a date before
    one that accounts are maintained for, `before-the-books` for one before all figures.
    """
    with store.read() as connection:
        refuse_back_dated(connection, business_date)
        deployed = active_deployments(connection)
        rules = runnable(deployed)
        run = _Run(store, rules, business_date, dry_run)
        if not _any_deployed(connection):
            raise StoreError(
                "nothing-deployed",
                f"no pack is deployed in `{store.name}`",
                "deploy one with `cljrules-runtime deploy DIR`",
            )
        table = schema.rule_enrolments
        enrolments = connection.scalar(select(table.c.rule).limit(1)) is not None
        run.words = read_words(connection)
        keeper = Keeper(in_force(connection, deployed))
        run.decider = Decider(rules, business_date, run.words, enrolments=enrolments, keeper=keeper)
        total = connection.scalar(select(func.count()).select_from(schema.loans).where(*live(business_date))) or 0
    if total >= sweep_from and not dry_run:
        from runtime.maintenance.sweep import Sweep

        run.sweep = Sweep(rules, business_date, ACTIVATED)
    after = 0
    done = 0
    while True:
        found = run.stretch(after, batch)
        if not found:
            break
        after = found[-1]
        done += len(found)
        if progress is not None:
            progress(done, max(total, done))
    run.finish()
    return run.report


def _any_deployed(connection: Connection) -> bool:
    return connection.scalar(select(schema.deployments.c.id).where(schema.deployments.c.active).limit(1)) is not None


def decide(
    connection: Connection,
    decider: Decider,
    variables: frozenset[str],
    numbers: Sequence[int],
    business_date: date,
    *,
    scattered: bool = False,
) -> list[Outcome]:
    """The first half of an account's night: the status of the day is written, and the rules are run in memory.

    `numbers` are accounts still to be maintained, in order, `scattered` when others of the run lie between them;
    `variables` those the rules' criteria read.
    """
    roll(connection, numbers, business_date, datetime.now(UTC))
    loan_id = schema.loans.c.loan_id
    between = [loan_id.in_(numbers) if scattered else loan_id <= numbers[-1], *live(business_date)]
    page = loan_views(connection, business_date, variables | {ACTIVATED}, numbers[0] - 1, len(numbers), between)
    return decider.run(connection, page)


def record(
    night: Night, rules: Sequence[RunnableRule], outcomes: Sequence[Outcome], numbers: Sequence[int]
) -> tuple[int, dict[str, int]]:
    """The second half: what the rules did is written, the steps after them are done, the accounts marked as done; how
    many firings and failed evaluations there were, and the counts of the steps.
    """
    connection, day = night.connection, night.business_date
    firings = write_outcomes(connection, night.run_id, rules, outcomes, day, TRIGGER, night.now)
    steps = follow(night, numbers)
    mark_maintained(connection, numbers, day.isoformat())
    return firings, steps


def failure(number: int, error: Exception) -> Outcome:
    """What is recorded against an account whose night failed in a way nobody foresaw."""
    rule = error.rule.number if isinstance(error, ActionFailure) else 0
    details = {"kind": "internal", "message": str(error) or type(error).__name__}
    return Outcome(number, [FiringRecord(number, rule, {}, error=details)])


class _Run:
    """One run under way."""

    decider: Decider
    words: Words
    sweep: Sweep | None = None

    def __init__(self, store: Store, rules: list[RunnableRule], business_date: date, dry_run: bool) -> None:
        self._store = store
        self._rules = rules
        self._date = business_date
        self._dry_run = dry_run
        self._variables = variables_read(rules)
        self._labels = labels_of(rules)
        self._packs = list({rule.deployed.number: rule.deployed for rule in rules}.values())
        self._number: int | None = None
        self.report = Report(
            business_date.isoformat(), dry_run, {label: dict.fromkeys(COUNTS, 0) for label in self._labels}
        )

    def stretch(self, after: int, limit: int) -> list[int]:
        """Do the next accounts, those that a sweep leaves in batches; their numbers, none when all are done."""
        if self.sweep is None:
            return self.batch(after, limit)
        numbers: list[int] = []
        try:
            with self._store.begin() as connection:
                numbers = self._numbers(connection, after, limit * SWEPT_BATCHES)
                quiet = self._sweep(self.sweep, connection, numbers) if numbers else []
        except StoreError:
            raise
        except Exception:
            if not numbers:
                raise
            self._number = None  # the run's own row may have been rolled back with the stretch
            quiet = []
        self._count(quiet)
        done = {outcome.loan_id for outcome in quiet}
        busy = [number for number in numbers if number not in done]
        for at in range(0, len(busy), limit):
            chunk = busy[at : at + limit]
            self.batch(chunk[0] - 1, limit, chunk)
        return numbers

    def _sweep(self, sweep: Sweep, connection: Connection, numbers: list[int]) -> list[Outcome]:
        """Bring these accounts up to the date and mark those with nothing to do as done: what came of those."""
        roll(connection, numbers, self._date, datetime.now(UTC))
        quiet = sweep.quiet(connection, numbers)
        outcomes = self.decider.quiet(connection, quiet)
        if quiet:
            self._write(connection, list(quiet), outcomes)
        return outcomes

    def batch(self, after: int, limit: int, only: Sequence[int] = ()) -> list[int]:
        """Do the next accounts, of `only` those where they are given; their numbers, none when all are done."""
        transaction = self._store.rehearse if self._dry_run else self._store.begin
        numbers: list[int] = []
        try:
            with transaction() as connection:
                numbers = self._numbers(connection, after, limit, only)
                if numbers:
                    outcomes = self._do(connection, numbers, scattered=bool(only))
        except StoreError:
            raise
        except Exception:
            if not numbers:
                raise
            self._number = None  # the run's own row may have been rolled back with the batch
            for number in numbers:
                self._one(number)
            return numbers
        if numbers:
            self._count(outcomes)
        return numbers

    def _numbers(self, connection: Connection, after: int, limit: int, only: Sequence[int] = ()) -> list[int]:
        loan_id = schema.loans.c.loan_id
        conditions = [loan_id > after, *live(self._date), *([loan_id.in_(only)] if only else [])]
        statement = select(loan_id).where(*conditions).order_by(loan_id).limit(limit)
        if not self._dry_run:
            statement = statement.with_for_update()  # SQLite has no such lock, and one writer at a time instead
        while not (numbers := list(connection.scalars(statement))):
            # whoever had these accounts locked may have done them while this run waited: others can be left
            if connection.scalar(select(loan_id).where(*conditions).limit(1)) is None:
                return []
        return numbers

    def _do(self, connection: Connection, numbers: list[int], *, scattered: bool = False) -> list[Outcome]:
        """Decide and write these accounts; `scattered` when others of the run lie between them."""
        outcomes = decide(connection, self.decider, self._variables, numbers, self._date, scattered=scattered)
        if not self._dry_run:
            self._write(connection, numbers, outcomes)
        return outcomes

    def _one(self, number: int) -> None:
        """Do one account on its own; a failure is recorded against it and the run goes on."""
        transaction = self._store.rehearse if self._dry_run else self._store.begin
        try:
            with transaction() as connection:
                if self._numbers(connection, number - 1, 1) != [number]:
                    return
                outcomes = self._do(connection, [number])
        except StoreError:
            raise
        except Exception as error:
            self._number = None
            outcome = failure(number, error)
            if not self._dry_run:
                with self._store.begin() as connection:
                    self._write(connection, [number], [outcome])
            outcomes = [outcome]
        self._count(outcomes)

    def _write(self, connection: Connection, numbers: list[int], outcomes: list[Outcome]) -> None:
        now = datetime.now(UTC)
        run_id = self._run_id(connection, now)
        night = Night(connection, self._date, self._packs, self.words, now, run_id)
        firings, _ = record(night, self._rules, outcomes, numbers)
        table = schema.maintenance_runs
        errors = sum(1 for outcome in outcomes for firing in outcome.firings if firing.error is not None)
        connection.execute(
            update(table)
            .where(table.c.id == run_id)
            .values(
                loans_seen=table.c.loans_seen + len(numbers),
                loans_maintained=table.c.loans_maintained + len(numbers),
                firings=table.c.firings + firings - errors,
                errors=table.c.errors + errors,
            )
        )

    def _run_id(self, connection: Connection, now: datetime) -> int:
        """The number of this date's run with these packs: one that was cut off goes on under its number."""
        table = schema.maintenance_runs
        hashes = "+".join(dict.fromkeys(rule.deployed.pack.content_hash for rule in self._rules))
        content_hash = hashes if len(hashes) <= 64 else hashes[:64]
        if self._number is None:
            if connection.dialect.name == "postgresql":  # two runs of one date at once are one run
                connection.execute(select(func.pg_advisory_xact_lock(_RUN_LOCK)))
            conditions = (
                table.c.business_date == self._date,
                table.c.trigger == TRIGGER,
                table.c.content_hash == content_hash,
            )
            self._number = connection.scalar(select(table.c.id).where(*conditions).order_by(table.c.id.desc()).limit(1))
        if self._number is None:
            deployments = {rule.deployed.number for rule in self._rules}
            made = insert(table).values(
                business_date=self._date,
                trigger=TRIGGER,
                deployment_id=deployments.pop() if len(deployments) == 1 else None,
                content_hash=content_hash,
                started_at=now,
            )
            self._number = connection.execute(made.returning(table.c.id)).scalar_one()
        return self._number

    def finish(self) -> None:
        """Mark the run as finished; a run that found nothing to do leaves no mark."""
        if self._dry_run:
            return
        table = schema.maintenance_runs
        unfinished = (table.c.business_date == self._date, table.c.trigger == TRIGGER, table.c.status == "running")
        with self._store.read() as connection:
            if connection.scalar(select(table.c.id).where(*unfinished).limit(1)) is None:
                return
        with self._store.begin() as connection:
            values = {"status": "finished", "finished_at": datetime.now(UTC)}
            connection.execute(update(table).where(*unfinished).values(**values))

    def _count(self, outcomes: list[Outcome]) -> None:
        report = self.report
        report.loans += len(outcomes)
        for outcome in outcomes:
            for number in outcome.evaluated:
                report.rules[self._labels[number]]["evaluated"] += 1
            if outcome.account is not None and outcome.account.changes:
                report.changed += 1
            report.count(outcome.firings, self._labels)
            for firing in outcome.firings:
                line = None
                if firing.error is not None and len(report.failures) < SAMPLE:
                    report.failures.append(
                        {"loan": outcome.loan_id, "rule": self._labels[firing.rule_number], **firing.error}
                    )
                if self._dry_run and firing.outcome == "applied":
                    if len(report.sample) < SAMPLE:
                        line = as_line(firing, self._labels[firing.rule_number])
                        report.sample.append(line)
                    else:
                        report.truncated = True
