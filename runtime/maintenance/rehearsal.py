"""A dry run: what nights would do, with nothing kept.

Takes the works of nights in order of their dates, gives the report of the last with those before it. Each batch of
accounts goes through all nights in one transaction, which is undone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import select

from runtime.maintenance.report import Report, new_report
from runtime.maintenance.work import Found, Work, failure
from runtime.store import schema
from runtime.store.errors import StoreError
from runtime.store.open import Store
from runtime.store.views import live


def rehearse(store: Store, works: Sequence[Work], batch: int, progress: Callable[[int], object]) -> Report:
    """What the works would do to the accounts that the last of them takes; `progress` is told how many are done."""
    reports = [new_report(work.business_date, work.rules, dry_run=True) for work in works]
    after = done = 0
    while numbers := _next(store, works[-1], after, batch):
        after = numbers[-1]
        if not _some(store, works, reports, numbers):
            for number in numbers:
                _some(store, works, reports, [number])
        done += len(numbers)
        progress(done)
    reports[-1].caught_up = [report for report in reports[:-1] if report.loans or report.left_out]
    return reports[-1]


def _next(store: Store, last: Work, after: int, batch: int) -> list[int]:
    loan_id = schema.loans.c.loan_id
    conditions = (loan_id > after, *live(last.business_date))
    with store.read() as connection:
        return list(connection.scalars(select(loan_id).where(*conditions).order_by(loan_id).limit(batch)))


def _some(store: Store, works: Sequence[Work], reports: Sequence[Report], numbers: Sequence[int]) -> bool:
    """Take these accounts through all nights; False, with nothing counted, where one of several fails. One account that
    fails is told, and has no further night.
    """
    told: list[tuple[Report, Found]] = []
    try:
        with store.rehearse() as connection:
            for work in works:
                found = work.among(connection, numbers)
                outcomes = work.decide(connection, found.numbers)
                report = work.settle(connection, found.numbers, outcomes)
                work.sample(report, outcomes)
                told.append((report, found))
    except StoreError:
        raise
    except Exception as error:
        if len(numbers) > 1:
            return False
        work = works[len(told)]
        report = new_report(work.business_date, work.rules, dry_run=True)
        outcome = failure(numbers[0], error)
        report.loans, report.failed = 1, int(outcome.failed is not None)
        report.count(outcome.firings, work.labels)
        work.sample(report, [outcome])
        told.append((report, Found([], [], numbers[0])))
    for total, (report, found) in zip(reports, told, strict=False):
        total.take(report)
        total.left_out += [{"loan": number, "kind": kind, "message": why} for number, kind, why in found.left_out]
    return True
