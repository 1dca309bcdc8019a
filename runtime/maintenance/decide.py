"""Running all rules over a page of accounts, in memory.

Takes accounts as criteria see them, gives for each account what its rules did. Rules run in order, each on the account
as earlier ones left it. All criteria are asked of an account together first; only rules that are not surely false are
then asked alone, and the rows of an account are read only when one fires on it. Never writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, select

from cljrules.evaluation import Decision, compile_together
from cljrules.interp.compiled import Sift
from cljrules.values.errors import ClojureError
from runtime.actions.account import Account
from runtime.maintenance.firing import ended, fire
from runtime.maintenance.live import LiveLoan, LivePage
from runtime.maintenance.once import had_effect, held_back
from runtime.maintenance.record import FiringRecord, plain
from runtime.maintenance.rules import RunnableRule
from runtime.promises.keeping import Keeper
from runtime.store import schema
from runtime.store.accounts import read_accounts
from runtime.store.placement import by_column
from runtime.store.words import Words

#: The variable that tells whether an account is activated.
ACTIVATED = by_column()["loan_active"].name


@dataclass(slots=True)
class Outcome:
    """What the rules did on one account: firings and failures in order, stretches of truth that ended, and the changed
    account. `failed` tells of a night that failed as a whole (its kind, and why), `standing_still` why the account's
    figures could not be brought up to the date.
    """

    loan_id: int
    firings: list[FiringRecord] = field(default_factory=list)
    ends: list[RunnableRule] = field(default_factory=list)
    account: Account | None = None
    evaluated: list[int] = field(default_factory=list)
    failed: tuple[str, str] | None = None
    standing_still: str | None = None


class Decider:
    """Runs rules over pages of accounts at one business date, inside the caller's transaction; `keeper` sees to the
    promises that the money they book keeps.
    """

    def __init__(
        self,
        rules: Sequence[RunnableRule],
        business_date: date,
        words: Words,
        *,
        enrolments: bool,
        keeper: Keeper | None = None,
    ) -> None:
        self._rules = rules
        self._keeper = keeper if keeper is not None else Keeper()
        self._date = business_date
        self._words = words
        self._enrolments = enrolments
        self._lasting = [rule for rule in rules if rule.rule.once == "while-true"]
        self._usual = {active: self._taken(0, active, {}) for active in (True, False)}

    @cached_property
    def _sift(self) -> Sift:
        return compile_together([rule.criteria for rule in self._rules])

    def run(
        self, connection: Connection, page: Sequence[tuple[int, Mapping[str, Any]]], *, again: bool = False
    ) -> list[Outcome]:
        """What the rules do on each account of the page (accounts in order of their numbers). Where accounts are
        evaluated `again`, a rule that took effect on one that day does not fire on it once more.
        """
        numbers = [loan_id for loan_id, _ in page]
        held = held_back(connection, self._rules, numbers)
        if again:
            held |= had_effect(connection, self._rules, numbers, self._date)
        enrolled = self._enrolled(connection, numbers) if self._enrolments else {}
        outcomes = []
        started: dict[int, tuple[Outcome, int, Any]] = {}
        for loan_id, loan in page:
            outcome = Outcome(loan_id)
            outcomes.append(outcome)
            first = self._until_first_firing(outcome, loan, held, enrolled)
            if first is not None:
                started[loan_id] = (outcome, *first)
        if started:
            self._go_on(connection, started, held, enrolled)
        return outcomes

    def on(self, business_date: date) -> Self:
        """The same rules at another business date."""
        made = copy(self)
        made._date = business_date
        made._sift = self._sift  # it is the same on every day, and dear to make
        return made

    def answer(
        self, connection: Connection, account: Account, loan: LiveLoan, held: set[tuple[int, int]] | None = None
    ) -> Outcome:
        """What the rules do on one account in memory; `held` are rules with `:once` that had their turn, where it is
        not the audit that says so.
        """
        numbers = [account.loan_id]
        outcome = Outcome(account.loan_id, account=account)
        if held is None:
            held = held_back(connection, self._rules, numbers)
        enrolled = self._enrolled(connection, numbers) if self._enrolments else {}
        self._remaining(outcome, account, loan, self._rules, held, enrolled)
        return outcome

    def quiet(self, connection: Connection, activated: Mapping[int, bool]) -> list[Outcome]:
        """The outcomes on accounts (in order of their numbers) on which every rule is false, each with whether it is
        activated.
        """
        numbers = list(activated)
        enrolled = self._enrolled(connection, numbers) if self._enrolments and numbers else {}
        return [
            Outcome(loan_id, evaluated=self._evaluated(loan_id, active, enrolled))
            for loan_id, active in activated.items()
        ]

    def _evaluated(self, loan_id: int, activated: bool, enrolled: Mapping[Any, bool]) -> list[int]:
        """The numbers of the rules that are evaluated on the account; not to be changed."""
        return self._taken(loan_id, activated, enrolled) if enrolled else self._usual[activated]

    def _taken(self, loan_id: int, activated: bool, enrolled: Mapping[Any, bool]) -> list[int]:
        return [rule.number for rule in self._rules if self._takes(rule, loan_id, activated, enrolled)]

    def _enrolled(self, connection: Connection, numbers: Sequence[int]) -> dict[tuple[int, tuple[str, str]], bool]:
        table = schema.rule_enrolments
        rows = connection.execute(select(table).where(table.c.loan_id.between(numbers[0], numbers[-1])))
        return {(row.loan_id, (row.pack_name, row.rule)): row.enabled for row in rows}

    def _takes(self, rule: RunnableRule, loan_id: int, activated: bool, enrolled: Mapping[Any, bool]) -> bool:
        """Whether the rule is evaluated on the account: activation, and enrolment."""
        if not activated and not rule.rule.preactivation:
            return False
        enabled = enrolled.get((loan_id, rule.key)) if enrolled else None
        return "new-loans" in rule.rule.enroll if enabled is None else enabled

    def _until_first_firing(
        self, outcome: Outcome, loan: Mapping[str, Any], held: set[tuple[int, int]], enrolled: Mapping[Any, bool]
    ) -> tuple[int, Mapping[str, Any]] | None:
        """Evaluate rules until one fires: its number and the variables it read; None when none does."""
        activated = loan[ACTIVATED]
        loan_id = outcome.loan_id
        evaluated = outcome.evaluated = self._evaluated(loan_id, activated, enrolled)
        left = self._sift(loan, self._date)
        waiting = [rule.number for rule in self._lasting if (loan_id, rule.number) in held] if held else ()
        for number in sorted({*left, *waiting}) if waiting else left:
            rule = self._rules[number]
            if not self._takes(rule, loan_id, activated, enrolled):
                continue
            answer = number in left and rule.criteria.ask(loan, self._date)
            if answer is True:
                if (loan_id, number) not in held:
                    outcome.evaluated = [place for place in evaluated if place <= number]
                    return number, rule.criteria.decide(loan, self._date).read
            elif answer is False:
                if number in waiting:
                    outcome.ends.append(rule)
            else:
                outcome.firings.append(failed(rule, loan_id, answer))
        return None

    def _go_on(
        self,
        connection: Connection,
        started: Mapping[int, tuple[Outcome, int, Mapping[str, Any]]],
        held: set[tuple[int, int]],
        enrolled: Mapping[Any, bool],
    ) -> None:
        rows = read_accounts(connection, sorted(started))
        accounts = {loan_id: Account(loan_id, self._date, tables) for loan_id, tables in rows.items()}
        page = LivePage(connection, self._date, accounts)
        for loan_id, (outcome, number, read) in started.items():
            account = outcome.account = accounts[loan_id]
            loan = LiveLoan(page, account)
            outcome.firings.append(fire(self._rules[number], account, loan, self._words, read, self._keeper))
            self._remaining(outcome, account, loan, self._rules[number + 1 :], held, enrolled)

    def _remaining(
        self,
        outcome: Outcome,
        account: Account,
        loan: LiveLoan,
        rules: Iterable[RunnableRule],
        held: set[tuple[int, int]],
        enrolled: Mapping[Any, bool],
    ) -> None:
        for rule in rules:
            if ended(account):
                return
            if not self._takes(rule, account.loan_id, account.get("loans", "loan_active"), enrolled):
                continue
            outcome.evaluated.append(rule.number)
            answer = rule.criteria.ask(loan, self._date)
            waiting = (account.loan_id, rule.number) in held
            if answer is True:
                if not waiting:
                    read = rule.criteria.decide(loan, self._date).read
                    outcome.firings.append(fire(rule, account, loan, self._words, read, self._keeper))
            elif answer is False:
                if waiting and rule.rule.once == "while-true":
                    outcome.ends.append(rule)
            else:
                outcome.firings.append(failed(rule, account.loan_id, answer))


def failed(rule: RunnableRule, loan_id: int, decision: Decision) -> FiringRecord:
    """The record of criteria that ended in an error."""
    error = decision.error
    kind = error.cls.simple_name if isinstance(error, ClojureError) else "LimitExceeded"
    details: dict[str, Any] = {"kind": kind, "message": plain(str(error))}
    if error is not None and error.source is not None and error.span is not None:
        at = error.source.position(error.span.start)
        details["place"] = {"file": Path(error.source.path).name, "line": at.line, "column": at.column}
    return FiringRecord(loan_id, rule.number, dict(decision.read), error=details)
