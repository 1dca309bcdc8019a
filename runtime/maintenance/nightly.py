"""The nightly run: the status of the day, every rule over every live account, and what follows, for a business date.

Takes a store and a date, gives a `Report`. Nights that were missed are made up for first, each with the rules of its
own date. A night is a run over partitions of accounts, each leased to one worker; this process takes partitions until
none is left, beside any other that does the same. So a run that was killed goes on where it was, in this process or
another, and a second run finds nothing to do. A dry run does the same and keeps nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Connection, func, select

from runtime.deployments import Deployed, deployments_on
from runtime.maintenance.dates import refuse_back_dated
from runtime.maintenance.decide import ACTIVATED, Decider
from runtime.maintenance.leases import Lease, LeaseLost, are_done, cut_out, take
from runtime.maintenance.nights import next_missed, taken
from runtime.maintenance.rehearsal import rehearse
from runtime.maintenance.report import Report, new_report
from runtime.maintenance.rules import RunnableRule, runnable
from runtime.maintenance.runs import Run, any_unfinished, begin, finish, tell
from runtime.maintenance.work import BATCH, Work
from runtime.maintenance.workers import Watch, this_worker
from runtime.promises.keeping import Keeper
from runtime.promises.scenarios import in_force
from runtime.store import schema
from runtime.store.errors import StoreError
from runtime.store.open import Store
from runtime.store.views import live
from runtime.store.words import read_words

#: From how many accounts on a sweep is worth its while.
SWEEP_FROM: Final = 5000
#: Seconds for which a lease that is not renewed is thought to be that of a worker at work.
PATIENCE: Final = 60.0
#: Seconds between looks at what other workers do.
_LOOK: Final = 0.05

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a night that a person asks for: the partition `number` of so many (`of`), or the accounts from `first`
    to `last`.
    """

    number: int = 0
    of: int = 0
    first: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True)
class Manner:
    """How nights are done: accounts a batch, accounts from which on a sweep goes first, seconds of patience with leases
    of others, whether to go on, and who is told of accounts done and accounts to do.
    """

    batch: int = BATCH
    sweep_from: int = SWEEP_FROM
    patience: float = PATIENCE
    go_on: Callable[[], bool] = lambda: True
    progress: Progress | None = None


def maintain(
    store: Store,
    business_date: date,
    *,
    dry_run: bool = False,
    batch: int = BATCH,
    progress: Progress | None = None,
    sweep_from: int = SWEEP_FROM,
    patience: float = PATIENCE,
    catch_up: bool = True,
    part: Part | None = None,
) -> Report:
    """Run the deployed packs over the live accounts not yet maintained on the date, after the nights that were missed
    unless `catch_up` is False; of `part` only the accounts it names, of one night.

    `progress` is called with accounts done and accounts to do; `sweep_from` is the number of accounts from which on a
    sweep goes before the rules. Raises StoreError: `nothing-deployed` when no pack is, `back-dated` for a date before
    one that accounts are maintained for, `before-the-books` for one before all figures, `refused` for a part that
    cannot be done by itself.
    """
    manner = Manner(batch, sweep_from, patience, progress=progress)
    with store.read() as connection:
        refuse_back_dated(connection, business_date)
        _refuse_without_packs(connection, store)
        missed = next_missed(connection, business_date) if catch_up else None
    if part is not None and missed is not None:
        raise StoreError(
            "refused",
            f"the night of {missed} was missed, and comes before that of {business_date}",
            f"run `maintain --date {missed}` first, or leave it out with `--no-catch-up`",
        )
    if dry_run:
        return _rehearsed(store, business_date, missed, manner)
    reports = []
    while missed is not None:
        report = _night(store, missed, manner, missed=True)
        if report.loans or report.left_out:
            reports.append(report)
        with store.read() as connection:
            missed = next_missed(connection, business_date, missed)
    report = _night(store, business_date, manner, part=part)
    report.caught_up = reports
    return report


def join(store: Store, manner: Manner) -> None:
    """Help with runs that others have begun, as long as `manner` says to go on; begins and finishes none."""
    known: tuple[int, Work] | None = None
    while manner.go_on():
        with store.read() as connection:
            run = any_unfinished(connection)
            if run is not None and (known is None or known[0] != run.number):
                known = run.number, prepared(store, connection, run.business_date, run.deployments, manner, run)
        if run is None or known is None or not _labour(store, run, known[1], manner, wait=False):
            time.sleep(_LOOK)


def _refuse_without_packs(connection: Connection, store: Store) -> None:
    table = schema.deployments
    if connection.scalar(select(table.c.id).where(table.c.active, table.c.mode == "live").limit(1)) is None:
        raise StoreError(
            "nothing-deployed",
            f"no pack is deployed in `{store.name}`",
            "deploy one with `cljrules-runtime deploy DIR`",
        )


def prepared(
    store: Store,
    connection: Connection,
    business_date: date,
    deployments: Sequence[Deployed],
    manner: Manner,
    run: Run | None,
    *,
    missed: bool = False,
    rules: Sequence[RunnableRule] | None = None,
) -> Work:
    """The work of a night, ready to be done: the rules of these packs, or the given ones, compiled."""
    rules = runnable(deployments) if rules is None else rules
    words = read_words(connection)
    table = schema.rule_enrolments
    enrolments = connection.scalar(select(table.c.rule).limit(1)) is not None
    keeper = Keeper(in_force(connection, deployments))
    decider = Decider(rules, business_date, words, enrolments=enrolments, keeper=keeper)
    work = Work(store, business_date, rules, decider, words, run, None, manner.batch, missed, manner.patience)
    if run is not None and run.forced is None and _total(connection, business_date) >= manner.sweep_from:
        from runtime.maintenance.sweep import Sweep

        work.sweep = Sweep(rules, business_date, ACTIVATED)
    return work


def _total(connection: Connection, business_date: date) -> int:
    return connection.scalar(select(func.count()).select_from(schema.loans).where(*live(business_date))) or 0


def _night(
    store: Store, business_date: date, manner: Manner, *, missed: bool = False, part: Part | None = None
) -> Report:
    """One night, whole or a part of it."""
    with store.read() as connection:
        deployments = deployments_on(connection, business_date, asked=not missed)
    accounts = taken(business_date, missed=missed)
    run = begin(store, business_date, deployments, accounts, parts=part.of or None if part else None)
    if run is None:
        return _nothing(store, business_date, deployments)
    only = _partitions(store, run, part) if part is not None else None
    with store.read() as connection:
        work = prepared(store, connection, business_date, run.deployments, manner, run, missed=missed)
    _labour(store, run, work, manner, only=only)
    finish(store, run)
    report = new_report(business_date, work.rules)
    with store.read() as connection:
        tell(connection, run, work.rules, report)
    return report


def _nothing(store: Store, business_date: date, deployments: Sequence[Deployed]) -> Report:
    """The report of a night with nothing to do; accounts that are locked are named all the same."""
    report = new_report(business_date, runnable(deployments))
    locks = schema.loan_locks.c
    with store.read() as connection:
        statement = (
            select(schema.loan_locks)
            .join_from(schema.loan_locks, schema.loans, locks.loan_id == schema.loans.c.loan_id)
            .where(*live(business_date))
            .order_by(locks.loan_id)
        )
        for row in connection.execute(statement):
            why = f"locked by {row.locked_by} since {row.locked_on}: {row.reason}"
            report.left_out.append({"loan": row.loan_id, "kind": "locked", "message": why})
    return report


def _partitions(store: Store, run: Run, part: Part) -> frozenset[int]:
    """The numbers of the partitions that a part stands for; raises StoreError (`refused`)."""
    table = schema.maintenance_partitions
    with store.begin() as connection:
        if not part.of:
            return frozenset(cut_out(connection, run.number, part.first, part.last))
        held = connection.scalar(select(func.count()).select_from(table).where(table.c.run_id == run.number)) or 0
    if held != part.of and not (held < part.of and held < part.number):
        raise StoreError(
            "refused",
            f"the night of {run.business_date} is divided into {held} partitions",
            f"give one of them, such as `--partition 1/{held}`, or a range of account numbers",
        )
    return frozenset({part.number})


def _labour(
    store: Store, run: Run, work: Work, manner: Manner, *, only: Collection[int] | None = None, wait: bool = True
) -> bool:
    """Take partitions of a run and do them, until none is left, `wait`ing for those that others work on; whether any
    was done here.
    """
    me = this_worker()
    watch = Watch(me, manner.patience)
    done = 0
    total = 0
    if manner.progress is not None:
        with store.read() as connection:
            total = _total(connection, run.business_date)

    def told(more: int) -> None:
        nonlocal done
        done += more
        if manner.progress is not None:
            manner.progress(done, max(total, done))

    took = False
    while manner.go_on():
        lease = take(store, run.number, me, watch, only)
        if lease is None:
            with store.read() as connection:
                if not wait or are_done(connection, run.number, only):
                    break
            time.sleep(_LOOK)
            continue
        took = True
        try:
            work.do(lease, manner.go_on, told)
        except LeaseLost:
            continue
        except BaseException:
            _give_back(store, lease)
            raise
    return took


def _give_back(store: Store, lease: Lease) -> None:
    """Let others go on with a partition, where the store still answers."""
    with suppress(Exception), store.begin() as connection:
        lease.give_back(connection)


def _rehearsed(store: Store, business_date: date, missed: date | None, manner: Manner) -> Report:
    """What the nights up to a date would do."""
    first = missed if missed is not None else business_date
    days = [date.fromordinal(day) for day in range(first.toordinal(), business_date.toordinal() + 1)]
    works = []
    with store.read() as connection:
        total = _total(connection, business_date)
        for day in days:
            asked = day == business_date
            deployments = deployments_on(connection, day, asked=asked)
            works.append(prepared(store, connection, day, deployments, manner, None, missed=not asked))
    return rehearse(
        store, works, manner.batch, lambda done: manner.progress and manner.progress(done, max(total, done))
    )
