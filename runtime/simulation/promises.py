"""Which payments and credits of the past would have kept which promises by a pack's scenarios.

Takes accounts and days, goes through what was posted and taken back on them in order, on copies in memory, gives a line
for each promise that the scenarios keep or that was kept in truth. Promises kept before the first day stay kept.
Criteria see the account as it stood at the end of the day. Never writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, Select, not_, select

from runtime.actions.account import Account, Row
from runtime.maintenance.live import LiveLoan
from runtime.maintenance.past import PastPage, account_as_of
from runtime.promises.keeping import OPEN, Keeper
from runtime.promises.matching import KINDS
from runtime.promises.scenarios import ReadyScenario
from runtime.store import schema
from runtime.store.errors import StoreError
from runtime.store.words import Words

SAMPLE: Final = 5000
#: How a promise fares: kept by the scenarios and in truth, by the scenarios only, in truth only.
BOTH, NEWLY, NO_LONGER = "both", "newly kept", "no longer kept"


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """A promise that is kept by the scenarios, in truth, or by both: by what transaction and scenario, on which day."""

    promise: int
    loan: int
    amount: Decimal
    due_date: str
    state: str
    transaction: int | None
    scenario: str | None
    day: str | None
    kept_by: str | None
    kept_transaction: int | None
    kept_scenario: str | None

    def as_data(self) -> dict[str, Any]:
        """The line as JSON data."""
        return {name: getattr(self, name) for name in COLUMNS}


COLUMNS: Final = tuple(PromiseLine.__slots__)


@dataclass(slots=True)
class PromiseTally:
    """All lines added up; `lines` are the first of them. `unknown` counts days on which criteria were asked for and the
    account's books did not reach back to.
    """

    first: date
    last: date
    promises: int = 0
    states: dict[str, int] = field(default_factory=lambda: dict.fromkeys((BOTH, NEWLY, NO_LONGER), 0))
    scenarios: dict[str, int] = field(default_factory=dict)
    value_kept: Decimal = Decimal("0.00")
    unknown: int = 0
    lines: list[PromiseLine] = field(default_factory=list)

    def add(self, line: PromiseLine) -> None:
        """Count a line."""
        self.states[line.state] += 1
        if line.scenario is not None:
            self.scenarios[line.scenario] = self.scenarios.get(line.scenario, 0) + 1
            self.value_kept += line.amount
        if len(self.lines) < SAMPLE:
            self.lines.append(line)

    def as_data(self) -> dict[str, Any]:
        """The tally as JSON data."""
        return {
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "promises": self.promises,
            **{state.replace(" ", "_"): count for state, count in self.states.items()},
            "scenarios": self.scenarios,
            "value_kept": str(self.value_kept),
            "unknown": self.unknown,
            "lines": [line.as_data() for line in self.lines],
            "truncated": sum(self.states.values()) > len(self.lines),
        }


def replay(
    connection: Connection,
    numbers: Sequence[int],
    scenarios: Sequence[ReadyScenario],
    words: Words,
    tally: PromiseTally,
) -> Iterator[PromiseLine]:
    """Go through the tally's days on these accounts (in order of their numbers); the lines are added to it as well."""
    table = schema.promises.c
    wanted = (table.type == "payment", not_(table.deleted))
    promises = _by_loan(connection, select(schema.promises).where(*wanted).order_by(table.id), numbers)
    moves = schema.transactions.c
    of_money = select(schema.transactions).where(moves.kind.in_(KINDS), not_(moves.deleted)).order_by(moves.id)
    transactions = _by_loan(connection, of_money, numbers)
    keeper = Keeper(scenarios)
    for loan_id, held in promises.items():
        account = _Replayed(loan_id, held, transactions.get(loan_id, []), tally)
        account.run(connection, keeper, words)
        for line in account.lines():
            tally.add(line)
            yield line


def _by_loan(connection: Connection, statement: Select[Any], numbers: Sequence[int]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    loan_id = statement.selected_columns["loan_id"]
    for row in connection.execute(statement.where(loan_id.between(numbers[0], numbers[-1]))).mappings():
        found.setdefault(row["loan_id"], []).append(dict(row))
    return found


class _Unknown(Exception):
    """Criteria were asked for on a day that the account's books do not reach back to."""


class _Replayed:
    """One account's promises and money, gone through from the first day to the last."""

    def __init__(self, loan_id: int, promises: Iterable[Row], money: Sequence[Row], tally: PromiseTally) -> None:
        self._loan_id = loan_id
        self._tally = tally
        first, last = tally.first.isoformat(), tally.last.isoformat()
        self._truth = {row["id"]: row for row in promises if _made_on(row) <= last and not _over(row, first)}
        self._promises = [
            row if row["fulfilled"] and (row["fulfilled_on"] or "") < first else {**row, **OPEN, "failed_on": None}
            for row in self._truth.values()
        ]
        self._money = [{**row, "reversed": False, "awaits_day": False} for row in money]
        self._reversed_on = {row["id"]: row["reversed_on"] for row in money if row["reversed"]}
        tally.promises += len(self._truth)

    def run(self, connection: Connection, keeper: Keeper, words: Words) -> None:
        """Go through the days."""
        first = self._tally.first.isoformat()
        account = Account(self._loan_id, self._tally.first, {"transactions": [], "promises": []})
        for row in self._money:
            if _takes_effect(row) < first:
                row["reversed"] = (self._reversed_on.get(row["id"]) or first) < first
                account.rows("transactions").append(row)
        for day in self._days():
            account.today = date.fromisoformat(day)
            account.tables["promises"] = [row for row in self._promises if _made_on(row) <= day and not _over(row, day)]
            loan = _LoanThatDay(connection, account, words)
            before = keeper.standing(account)
            arriving = [row for row in self._money if _takes_effect(row) == day]
            for row in account.rows("transactions"):
                row["reversed"] = row["reversed"] or self._reversed_on.get(row["id"]) == day
            for arrived in [None, *arriving]:
                if arrived is not None:
                    account.rows("transactions").append(arrived)
                try:
                    keeper.follow(account, loan, before)
                except _Unknown:
                    self._tally.unknown += 1
                before = keeper.standing(account)
            if any(self._reversed_on.get(row["id"]) == day for row in arriving):
                for row in arriving:
                    row["reversed"] = self._reversed_on.get(row["id"]) == day
                with suppress(_Unknown):
                    keeper.follow(account, loan, before)

    def _days(self) -> list[str]:
        """The days of the range on which money was posted or taken back."""
        first, last = self._tally.first.isoformat(), self._tally.last.isoformat()
        days = {_takes_effect(row) for row in self._money} | {day for day in self._reversed_on.values() if day}
        return sorted(day for day in days if first <= day <= last)

    def lines(self) -> Iterator[PromiseLine]:
        """A line for each promise that is kept, by the scenarios or in truth."""
        first = self._tally.first.isoformat()
        for row in self._promises:
            truth = self._truth[row["id"]]
            if not (row["fulfilled"] or truth["fulfilled"]) or (row is truth and (row["fulfilled_on"] or "") < first):
                continue
            yield PromiseLine(
                row["id"],
                row["loan_id"],
                row["amount"],
                row["due_date"],
                BOTH if row["fulfilled"] and truth["fulfilled"] else NEWLY if row["fulfilled"] else NO_LONGER,
                row["transaction_id"],
                row["scenario"],
                row["fulfilled_on"],
                truth["fulfilled_by"],
                truth["transaction_id"],
                truth["scenario"],
            )


def _takes_effect(row: Mapping[str, Any]) -> str:
    """The day on which a transaction counts: that on which it was processed, or a later one on which it applies."""
    day: str = max(row["process_date"], row["apply_date"])
    return day


def _made_on(promise: Mapping[str, Any]) -> str:
    day: str = promise["created_on"] or promise["created_at"][:10]
    return day


def _over(promise: Mapping[str, Any], day: str) -> bool:
    """Whether a promise was withdrawn by then."""
    return bool(promise["cancelled_on"] and promise["cancelled_on"] <= day)


class _LoanThatDay:
    """An account's variables as it stood at the end of a day, worked out when they are first asked for."""

    def __init__(self, connection: Connection, account: Account, words: Words) -> None:
        self._connection = connection
        self._account = account
        self._words = words
        self._known: LiveLoan | None = None

    def __getitem__(self, name: str, /) -> Any:
        if self._known is None:
            self._known = self._worked_out()
        return self._known[name]

    def refresh(self) -> None:
        """The account of the day does not change."""

    def _worked_out(self) -> LiveLoan:
        number, day = self._account.loan_id, self._account.today
        try:
            account = account_as_of(self._connection, number, day, self._words)
        except StoreError as unknown:
            raise _Unknown(str(unknown)) from None
        return LiveLoan(PastPage(self._connection, day, {number: account}), account)
