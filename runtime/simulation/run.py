"""A simulation: a pack run on a store over a range of days, with nothing left in the store.

Takes a store, a pack and days, gives a `Result`. Accounts are taken in batches, each batch through all days in one
transaction that is rolled back; so memory and the time a writer waits do not grow with the portfolio.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Select, func, select

from cljrules.packs.model import Pack
from cljrules.suggest import did_you_mean
from runtime.deployments import Candidate, Deployed, active_deployments
from runtime.simulation.promises import PromiseLine, PromiseTally, replay
from runtime.simulation.result import Line, Result, RuleResult, hand_on
from runtime.simulation.sides import Days, Side
from runtime.store import schema
from runtime.store.accounts import read_accounts
from runtime.store.books import NoBooks, opening_of, terms_of
from runtime.store.errors import StoreError
from runtime.store.open import Store
from runtime.store.words import read_words

BATCH: Final = 500
#: How many days of accounts a transaction may hold: no other writer has to wait for longer than some two seconds.
ACCOUNT_DAYS: Final = 4000
#: The longest range, in days: ten years.
LONGEST: Final = 3660
#: What stands for the deployed pack of the same name.
SAME_NAME: Final = "deployed"
_DAY: Final = timedelta(days=1)


def simulate(
    store: Store,
    candidate: Candidate,
    first: date,
    last: date,
    *,
    against: str | None = None,
    batch: int | None = None,
    line_to: Callable[[Line], None] | None = None,
    promise_to: Callable[[PromiseLine], None] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Result:
    """Run a pack over the days from `first` to `last`, as if it were deployed in place of the pack of its name.

    `against` names the deployed pack to compare with (`deployed`: that of the same name), in whose place the pack is
    then put. `batch` is how many accounts share a transaction; `line_to` is given every account and rule that was hit,
    `promise_to` every promise that the scenarios keep or that was kept, `progress` accounts done and to do. Raises
    StoreError (kinds `dates-reversed`, `too-many-days`, `nothing-deployed`, `no-such-pack`, `before-the-books`).
    """
    _check_days(first, last)
    with store.read() as connection:
        deployed = active_deployments(connection)
        compared = _compared(store, deployed, candidate.pack.name, against)
        forward_from = _forward_from(connection, store.today)
        total = connection.scalar(select(func.count()).select_from(_accounts().subquery())) or 0
        if first < forward_from:
            _check_books(connection, first)
    simulated = Side(deployed, candidate.pack.name, candidate, compared if compared != candidate.pack.name else "")
    before = Side(deployed, compared) if compared else None
    result = Result(
        candidate.pack.name,
        candidate.pack.version,
        first,
        last,
        forward_from,
        compared or None,
        [pack.name for pack in simulated.packs if pack.name != candidate.pack.name],
        {name: RuleResult() for name in _names(_watched([simulated, before]))},
        [rule.name for rule in candidate.pack.rules if rule.active and "daily-maintenance" not in rule.runs],
    )
    if candidate.pack.scenarios and first <= store.today:
        result.promises = PromiseTally(first, min(last, store.today))
    days = Days(*_split(first, last, forward_from))
    limit = batch or max(1, min(BATCH, ACCOUNT_DAYS // (len(days.past) + len(days.nights))))
    after = 0
    while numbers := _next(store, after, limit):
        tally = simulated.run(store, numbers, days)
        hand_on(result, tally, before.run(store, numbers, days) if before else None, line_to)
        if result.promises is not None:
            _replay(store, numbers, simulated, result.promises, promise_to)
        after = numbers[-1]
        result.accounts += len(numbers)
        if progress is not None:
            progress(result.accounts, max(total, result.accounts))
    return result


def _replay(
    store: Store,
    numbers: Sequence[int],
    side: Side,
    tally: PromiseTally,
    promise_to: Callable[[PromiseLine], None] | None,
) -> None:
    with store.read() as connection:
        for line in replay(connection, numbers, side.scenarios, read_words(connection), tally):
            if promise_to is not None:
                promise_to(line)


def _check_days(first: date, last: date) -> None:
    if last < first:
        raise StoreError(
            "dates-reversed", f"the range ends on {last}, before it begins on {first}", "give the earlier day first"
        )
    if (last - first).days >= LONGEST:
        raise StoreError(
            "too-many-days", f"{first} to {last} is more than ten years", "simulate a shorter range of days"
        )


def _compared(store: Store, deployed: Sequence[Deployed], own: str, against: str | None) -> str:
    """The name of the deployed pack that is compared with; empty without a comparison."""
    if against is None:
        return ""
    names = [item.pack.name for item in deployed]
    if not names:
        raise StoreError(
            "nothing-deployed",
            f"no pack is deployed in `{store.name}` to compare with",
            "leave out `--against`, or deploy one with `cljrules-runtime deploy DIR`",
        )
    wanted = own if against.lower() == SAME_NAME and against not in names else against
    if wanted not in names:
        help = did_you_mean(wanted, names) or f"deployed are {', '.join(f'`{name}`' for name in names)}"
        raise StoreError("no-such-pack", f"no pack `{wanted}` is deployed in `{store.name}`", help)
    return wanted


def _forward_from(connection: Connection, today: date) -> date:
    """The first night that can still be run: the one after the latest, or where there was none, of the day for which
    the figures stand.
    """
    maintained = connection.scalar(select(func.max(schema.loans.c.loan_last_maintenance_date)))
    if maintained is not None:
        return _day(maintained) + _DAY
    figures = connection.scalar(select(func.max(schema.loan_status.c.status_date)))
    return min(_day(figures), today) if figures is not None else today


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _check_books(connection: Connection, first: date) -> None:
    """Refuse a range that begins before the books of any account do; one account's gap is left out day by day."""
    earliest = date.max
    after = 0
    while numbers := _numbers(connection, after, BATCH):
        after = numbers[-1]
        for rows in read_accounts(connection, numbers).values():
            with suppress(NoBooks):
                earliest = min(earliest, opening_of(rows, terms_of(rows["loan_setup"][0])).position.day)
        if earliest <= first:
            return
    if earliest < date.max:
        raise StoreError(
            "before-the-books",
            f"the books begin on {earliest}; nothing is known of {first}",
            f"begin with {earliest} or a later day",
        )


def _split(first: date, last: date, forward_from: date) -> tuple[list[date], list[date]]:
    days = [first + _DAY * index for index in range((last - first).days + 1)]
    return [day for day in days if day < forward_from], [day for day in days if day >= forward_from]


def _accounts() -> Select[tuple[int]]:
    """The accounts that may take part: temporary ones never do, archived ones may have been alive on a past day."""
    return select(schema.loans.c.loan_id).where(~schema.loans.c.loan_temporary).order_by(schema.loans.c.loan_id)


def _numbers(connection: Connection, after: int, limit: int) -> list[int]:
    statement = _accounts().where(schema.loans.c.loan_id > after).limit(limit)
    return list(connection.scalars(statement))


def _next(store: Store, after: int, limit: int) -> list[int]:
    with store.read() as connection:
        return _numbers(connection, after, limit)


def _watched(sides: Iterable[Side | None]) -> list[Pack]:
    return [pack for side in sides if side is not None for pack in side.packs if pack.name == side.watched]


def _names(packs: Iterable[Pack]) -> list[str]:
    """The names of the packs' rules that run at night, each once, in order."""
    runs = (rule.name for pack in packs for rule in pack.rules if rule.active and "daily-maintenance" in rule.runs)
    return list(dict.fromkeys(runs))
