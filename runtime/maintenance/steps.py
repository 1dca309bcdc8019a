"""What follows the rules in an account's night: the steps, in the order in which they happen.

Takes a batch of accounts whose figures and rules of the day are written, inside the batch's transaction, and does each
step on all of them. A step reads and writes set by set, never account by account where it can be helped: it is given
every account of the batch, those on which no rule fired included, and most nights it has nothing to do on nearly all
of them. (Order: domain notes 0.1, 2.4.)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection

from runtime.deployments import Deployed
from runtime.maintenance.snapshots import archive
from runtime.notifications.triggers import tell_of_triggers
from runtime.promises.due import fail_and_remind
from runtime.store.words import Words


@dataclass(frozen=True, slots=True)
class Night:
    """What a step is told: the batch's transaction, the business date, the packs that run, the tenant's words, the
    moment that counts as now, and the number of the run (None in a simulation).
    """

    connection: Connection
    business_date: date
    deployments: Sequence[Deployed]
    words: Words
    now: datetime
    run_id: int | None


#: A step takes the night and accounts in order of their numbers; it gives counts by name, which the report shows.
Step = Callable[[Night, Sequence[int]], Mapping[str, int]]


def promises_come_due(night: Night, numbers: Sequence[int]) -> Mapping[str, int]:
    """Promises that were due before the date and not kept fail; those due on it are reminded of."""
    failed, due = fail_and_remind(night.connection, numbers, night.business_date, night.now)
    return {"promises_failed": failed, "promises_due": due} if failed or due else {}


def archive_day(night: Night, numbers: Sequence[int]) -> Mapping[str, int]:
    """The day's figures are archived, as they stand after everything else."""
    archive(night.connection, numbers, night.business_date)
    return {}


def tell_tonight(night: Night, numbers: Sequence[int]) -> Mapping[str, int]:
    """Notifications whose criteria are true after the rules are written into the outbox."""
    counts = tell_of_triggers(night.connection, numbers, night.business_date, night.now)
    return {f"messages {name}": count for name, count in counts.items()}


#: Promises whose day has passed fail, then trigger-based notifications are matched, then the day is archived.
AFTER_RULES: Final[tuple[Step, ...]] = (promises_come_due, tell_tonight, archive_day)


def follow(night: Night, numbers: Sequence[int]) -> dict[str, int]:
    """Do every step on these accounts; the counts of all of them."""
    counts: dict[str, int] = {}
    for step in AFTER_RULES:
        for name, count in step(night, numbers).items():
            counts[name] = counts.get(name, 0) + count
    return counts
