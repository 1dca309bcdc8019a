"""One side of a simulation: the packs that run, put in place inside a transaction that is rolled back.

Takes a batch of accounts, runs past days and coming nights on it inside `Store.rehearse()`, gives what the rules did.
Never leaves anything in the store.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property

from sqlalchemy import Connection, select

from cljrules.packs.model import Pack
from runtime.deployments import Candidate, Deployed, put, withdraw
from runtime.maintenance.decide import Decider, Outcome
from runtime.maintenance.firing import ActionFailure, ended
from runtime.maintenance.live import LiveLoan
from runtime.maintenance.once import held_back
from runtime.maintenance.past import PastPage, accounts_before_rules
from runtime.maintenance.rules import RunnableRule, runnable, variables_read
from runtime.maintenance.steps import Night
from runtime.maintenance.work import decide, failure, record
from runtime.promises.keeping import Keeper
from runtime.promises.scenarios import ReadyScenario, ready
from runtime.simulation.result import Tally
from runtime.store import schema
from runtime.store.errors import StoreError
from runtime.store.open import Store
from runtime.store.views import live
from runtime.store.words import Words, read_words

_AUTHOR = "simulation"


@dataclass(frozen=True)
class Days:
    """The days of a simulation: those decided on accounts as they had stood, and the nights that follow."""

    past: Sequence[date]
    nights: Sequence[date]


class Side:
    """The packs of one side. `watched` is the name of the pack whose firings count; `candidate` is put in the place of
    the deployed pack of its name, and `instead_of` is withdrawn.
    """

    def __init__(
        self, deployed: Sequence[Deployed], watched: str, candidate: Candidate | None = None, instead_of: str = ""
    ) -> None:
        self.watched = watched
        self._candidate = candidate
        self._instead_of = instead_of
        self._earlier = next((item.pack for item in deployed if item.pack.name == watched), None)
        self._deployed = list(self._packs(deployed))
        self._rules = runnable(self._deployed)
        self._variables = variables_read(self._rules)

    def _packs(self, deployed: Sequence[Deployed]) -> Iterator[Deployed]:
        """The packs in the order in which they run: a new one comes last."""
        pack = self._candidate.pack if self._candidate else None
        for item in deployed:
            if pack is not None and item.pack.name == pack.name:
                yield Deployed(item.number, pack)
            elif item.pack.name != self._instead_of:
                yield item
        if pack is not None and self._earlier is None:
            yield Deployed(0, pack)

    @cached_property
    def scenarios(self) -> list[ReadyScenario]:
        """The promise scenarios of the packs, in order."""
        return ready(self._deployed)

    @property
    def packs(self) -> list[Pack]:
        """The packs of which rules run at night, in order."""
        return list({rule.deployed.pack.name: rule.deployed.pack for rule in self._rules}.values())

    def run(self, store: Store, numbers: Sequence[int], days: Days) -> Tally:
        """Run all days on these accounts (in order of their numbers), and leave no trace; what the watched pack did."""
        tally = Tally()
        try:
            with store.rehearse() as connection:
                _Stretch(connection, *self._ready(connection, numbers), tally, self.watched, self.scenarios).run(
                    numbers, days
                )
        except StoreError:
            raise
        except Exception:
            # one account's fault must cost only itself: all are done again, each with a savepoint for every night
            tally = Tally()
            for number in numbers:
                with store.rehearse() as connection:
                    stretch = _Stretch(
                        connection, *self._ready(connection, [number]), tally, self.watched, self.scenarios
                    )
                    stretch.run([number], days, carefully=True)
        return tally

    def _ready(
        self, connection: Connection, numbers: Sequence[int]
    ) -> tuple[list[RunnableRule], frozenset[str], Words]:
        """The rules as deployed in this transaction, what they read, and the words they may use."""
        rules = self._rules
        if self._candidate is not None:
            if self._instead_of:
                withdraw(connection, self._instead_of, date.min)
            reach = (numbers[0], numbers[-1])
            number = put(connection, self._candidate, self._earlier, author=_AUTHOR, today=date.min, loans=reach)
            deployed = Deployed(number, self._candidate.pack)
            rules = [replace(rule, deployed=deployed) if rule.key[0] == deployed.pack.name else rule for rule in rules]
        return rules, self._variables, read_words(connection)


class _Stretch:
    """All days on one batch of accounts, in one transaction."""

    def __init__(
        self,
        connection: Connection,
        rules: list[RunnableRule],
        variables: frozenset[str],
        words: Words,
        tally: Tally,
        watched: str,
        scenarios: Sequence[ReadyScenario],
    ) -> None:
        self._connection = connection
        self._rules = rules
        self._variables = variables
        self._words = words
        self._packs = list({rule.deployed.number: rule.deployed for rule in rules}.values())
        self._tally = tally
        self._watched = watched
        enrolments = connection.scalar(select(schema.rule_enrolments.c.rule).limit(1)) is not None
        self._decider = Decider(rules, date.min, words, enrolments=enrolments, keeper=Keeper(scenarios))

    def run(self, numbers: Sequence[int], days: Days, *, carefully: bool = False) -> None:
        """Every day in order; `carefully` records a failure nobody foresaw against its account and goes on."""
        if days.past:
            held = held_back(self._connection, self._rules, numbers, before=days.past[0])
            for day in days.past:
                self._past_day(numbers, day, held, carefully=carefully)
        for day in days.nights:
            self._night(numbers, day, carefully=carefully)

    def _past_day(self, numbers: Sequence[int], day: date, held: set[tuple[int, int]], *, carefully: bool) -> None:
        decider = self._decider.on(day)
        accounts = accounts_before_rules(self._connection, numbers, day, self._words)
        self._tally.unknown += len(numbers) - len(accounts)
        page = PastPage(self._connection, day, accounts)
        outcomes = []
        for number, account in accounts.items():
            if ended(account):
                continue
            try:
                outcome = decider.answer(self._connection, account, LiveLoan(page, account), held)
            except ActionFailure as error:
                if not carefully:
                    raise
                outcome = failure(number, error)
            outcomes.append(outcome)
            for firing in outcome.firings:
                if firing.error is None and self._rules[firing.rule_number].rule.once is not None:
                    held.add((number, firing.rule_number))
            held.difference_update((number, rule.number) for rule in outcome.ends)
        self._tell(day, outcomes, lasting=False)

    def _night(self, numbers: Sequence[int], day: date, *, carefully: bool) -> None:
        loan_id = schema.loans.c.loan_id
        between = loan_id.between(numbers[0], numbers[-1])
        awake = list(self._connection.scalars(select(loan_id).where(between, *live(day)).order_by(loan_id)))
        if not awake:
            return
        decider = self._decider.on(day)
        try:
            # not a savepoint in the common case: it would cost every batch what only a fault needs
            with self._connection.begin_nested() if carefully else nullcontext():
                outcomes = decide(self._connection, decider, self._variables, awake, day)
                self._record(outcomes, awake, day)
        except StoreError:
            raise
        except Exception as error:
            if not carefully:
                raise
            outcomes = [failure(awake[0], error)]
            self._record(outcomes, awake, day)
        self._tell(day, outcomes, lasting=True)

    def _record(self, outcomes: Sequence[Outcome], numbers: Sequence[int], day: date) -> None:
        night = Night(self._connection, day, self._packs, self._words, datetime.now(UTC), None)
        record(night, self._rules, outcomes, numbers)

    def _tell(self, day: date, outcomes: Sequence[Outcome], *, lasting: bool) -> None:
        for outcome in outcomes:
            if outcome.failed is not None:
                self._tally.fail(outcome.loan_id, day, *outcome.failed)
            for firing in outcome.firings:
                rule = self._rules[firing.rule_number]
                if rule.key[0] == self._watched:
                    self._tally.add(rule.name, firing, day, lasting=lasting)
