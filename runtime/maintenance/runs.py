"""Runs: the rows that say for which business date what ran, with which packs, and whether it is finished.

A run that was cut off goes on under its number, with the packs it began with, whatever was deployed meanwhile; two
that start at once are one. A run that finds nothing to do leaves no mark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from runtime.deployments import Deployed, deployments_numbered
from runtime.maintenance.leases import are_done, divide
from runtime.maintenance.report import SAMPLE, Report, labels_of
from runtime.maintenance.rules import RunnableRule
from runtime.store import schema
from runtime.store.open import Store

TRIGGER: Final = "nightly"
FORCED: Final = "forced"
#: Kinds of exceptions that are failures of an account's night; the others leave it to another night.
FAILURES: Final = frozenset({"no-books", "internal"})
#: The number under which PostgreSQL lets one program at a time look for a run, and make it.
_LOCK: Final = 20_261_122

_RUNS = schema.maintenance_runs


@dataclass(frozen=True, slots=True)
class Run:
    """A run under way: its number, its date, the packs it runs, and of a forced evaluation what was asked."""

    number: int
    business_date: date
    deployments: Sequence[Deployed]
    forced: dict[str, Any] | None = None

    @property
    def trigger(self) -> str:
        """What its firings are told by; each forced evaluation is an occasion of its own."""
        return TRIGGER if self.forced is None else f"{FORCED} {self.number}"


def unfinished(connection: Connection, business_date: date, forced: dict[str, Any] | None = None) -> Run | None:
    """The run of a date that was not finished."""
    wanted = (_RUNS.c.business_date == business_date.isoformat(), _RUNS.c.status == "running")
    statement = select(_RUNS).where(*wanted).order_by(_RUNS.c.id)
    rows = [row for row in connection.execute(statement) if row.forced == forced and row.packs is not None]
    return _run(connection, rows[0]) if rows else None


def any_unfinished(connection: Connection) -> Run | None:
    """A run that others may join: the earliest that is not finished."""
    statement = select(_RUNS).where(_RUNS.c.status == "running", _RUNS.c.packs.is_not(None))
    row = connection.execute(statement.order_by(_RUNS.c.business_date, _RUNS.c.id).limit(1)).one_or_none()
    return _run(connection, row) if row is not None else None


def _run(connection: Connection, row: Row[Any]) -> Run:
    deployments = deployments_numbered(connection, row.packs)
    return Run(row.id, date.fromisoformat(row.business_date), deployments, row.forced)


def begin(
    store: Store,
    business_date: date,
    deployments: Sequence[Deployed],
    accounts: Sequence[ColumnElement[bool]],
    *,
    parts: int | None = None,
    forced: dict[str, Any] | None = None,
) -> Run | None:
    """The run of a date: one that was not finished, or a new one over these accounts, divided into partitions; None
    where there is nothing to do.
    """
    with store.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        run = unfinished(connection, business_date, forced)
        if run is not None:
            return run
        if connection.scalar(select(schema.loans.c.loan_id).where(*accounts).limit(1)) is None:
            return None
        made = insert(_RUNS).values(
            business_date=business_date,
            trigger=TRIGGER if forced is None else FORCED,
            deployment_id=deployments[0].number if len(deployments) == 1 else None,
            content_hash="+".join(dict.fromkeys(item.pack.content_hash for item in deployments))[:64],
            packs=[item.number for item in deployments],
            forced=forced,
            started_at=datetime.now(UTC),
        )
        number = connection.execute(made.returning(_RUNS.c.id)).scalar_one()
        divide(connection, number, accounts, parts)
        return Run(number, business_date, deployments, forced)


def finish(store: Store, run: Run) -> bool:
    """Mark a run as finished once all its partitions are done; whether they are."""
    with store.read() as connection:
        if not are_done(connection, run.number):
            return False
    with store.begin() as connection:
        report = Report("", False, {})
        counted(connection, run, report)
        values = {
            "status": "finished",
            "finished_at": datetime.now(UTC),
            "report": report.counts(),
            "loans_seen": report.loans,
            "loans_maintained": report.loans,
            "firings": report.total("fired"),
            "errors": report.total("errors") + report.failed,
        }
        connection.execute(update(_RUNS).where(_RUNS.c.id == run.number, _RUNS.c.status == "running").values(**values))
    return True


def counted(connection: Connection, run: Run, report: Report) -> None:
    """Add to a report what all partitions of a run have counted."""
    table = schema.maintenance_partitions
    for counts in connection.scalars(select(table.c.report).where(table.c.run_id == run.number)):
        report.add(counts)


def tell(connection: Connection, run: Run, rules: Sequence[RunnableRule], report: Report) -> None:
    """Add to a report of these rules what a run counted, which evaluations failed, and which accounts it left out."""
    counted(connection, run, report)
    shown = {(rule.deployed.number, rule.name): label for rule, label in zip(rules, labels_of(rules), strict=True)}
    firings, left_out = schema.firings.c, schema.maintenance_exceptions.c
    failed = select(firings.loan_id, firings.deployment_id, firings.rule, firings.error).where(
        firings.run_id == run.number, firings.outcome == "error"
    )
    for row in connection.execute(failed.order_by(firings.loan_id, firings.id).limit(SAMPLE)):
        rule = shown.get((row.deployment_id, row.rule), row.rule)
        report.failures.append({"loan": row.loan_id, "rule": rule, **row.error})
    exceptions = select(left_out.loan_id, left_out.kind, left_out.message).where(left_out.run_id == run.number)
    for loan_id, kind, message in connection.execute(exceptions.order_by(left_out.loan_id).limit(SAMPLE)):
        line = {"loan": loan_id, "kind": kind, "message": message}
        if kind in FAILURES:
            report.failures.append({**line, "rule": None})
        else:
            report.left_out.append(line)
