"""What a simulation found: for each rule and account when it would have been hit, and what that comes to in dollars.

Takes outcomes account by account, adds them up by rule and day. What is kept grows with rules and days, never with
accounts: finished accounts are handed on as lines.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from runtime.maintenance.dollars import Dollars, dollars_of
from runtime.maintenance.record import FiringRecord
from runtime.simulation.promises import PromiseTally

SAMPLE: Final = 5000
_DAY: Final = timedelta(days=1)
#: How an account that two packs are compared on fares: hit by both, by the simulated pack only, by the deployed only.
BOTH, NEWLY, NO_LONGER = "both", "newly hit", "no longer hit"


@dataclass(slots=True)
class Hit:
    """One rule on one account: first and last day it fired, on how many days, on how many something changed."""

    first: date
    last: date
    days: int = 0
    changed: int = 0
    dollars: Dollars = field(default_factory=Dollars)
    #: Whether what the rule did on the last day is still there on the next one.
    lasting: bool = True

    def as_data(self) -> dict[str, Any]:
        """The hit as JSON data."""
        return {
            "first_day": self.first.isoformat(),
            "last_day": self.last.isoformat(),
            "days": self.days,
            "days_changed": self.changed,
            **dollars_data(self.dollars),
        }


@dataclass(frozen=True, slots=True)
class Line:
    """A rule on an account, by the simulated pack and by the deployed one; `state` is empty without a comparison."""

    loan: int
    rule: str
    state: str
    hit: Hit | None
    deployed: Hit | None

    @property
    def difference(self) -> Dollars:
        """What the simulated pack comes to here, less what the deployed one does."""
        return (self.hit.dollars if self.hit else Dollars()).minus(
            self.deployed.dollars if self.deployed else Dollars()
        )

    def as_data(self) -> dict[str, Any]:
        """The line as JSON data."""
        made: dict[str, Any] = {"loan": self.loan, "rule": self.rule, **(self.hit.as_data() if self.hit else {})}
        if self.state:
            made["state"] = self.state
            made["deployed"] = self.deployed.as_data() if self.deployed else None
        return made


@dataclass(slots=True)
class Totals:
    """What one rule of one pack would have done: accounts hit, firings, those that changed something, failed
    evaluations, dollars; by day the accounts hit for the first time, and the dollars.
    """

    accounts: int = 0
    fired: int = 0
    changed: int = 0
    errors: int = 0
    dollars: Dollars = field(default_factory=Dollars)
    first_hits: dict[date, int] = field(default_factory=dict)
    by_day: dict[date, Dollars] = field(default_factory=dict)

    def add(self, other: Totals) -> None:
        """Add another's figures to these."""
        self.accounts += other.accounts
        self.fired += other.fired
        self.changed += other.changed
        self.errors += other.errors
        self.dollars.add(other.dollars)
        for day, count in other.first_hits.items():
            self.first_hits[day] = self.first_hits.get(day, 0) + count
        for day, dollars in other.by_day.items():
            self.by_day.setdefault(day, Dollars()).add(dollars)

    def as_data(self) -> dict[str, Any]:
        """The totals as JSON data."""
        return {
            "accounts": self.accounts,
            "fired": self.fired,
            "changed": self.changed,
            "errors": self.errors,
            **dollars_data(self.dollars),
            "first_hits": {day.isoformat(): count for day, count in sorted(self.first_hits.items())},
        }


@dataclass(slots=True)
class RuleResult:
    """One rule by both packs; `states` counts accounts by how they fare, with a comparison only."""

    simulated: Totals = field(default_factory=Totals)
    deployed: Totals = field(default_factory=Totals)
    states: dict[str, int] = field(default_factory=lambda: dict.fromkeys((BOTH, NEWLY, NO_LONGER), 0))


@dataclass(slots=True)
class Result:
    """A whole simulation. Days before `forward_from` were decided on the accounts as they had stood, days from it on as
    nights that follow each other; `against` names the deployed pack compared with, `beside` those that ran as well.
    `lines` are the first of `line_count`: all that was hit, with a comparison only where the two packs differ.
    """

    pack: str
    version: str
    first: date
    last: date
    forward_from: date
    against: str | None
    beside: list[str]
    rules: dict[str, RuleResult]
    not_nightly: list[str]
    accounts: int = 0
    #: Account-days on which nothing was known of the account.
    unknown: int = 0
    lines: list[Line] = field(default_factory=list)
    line_count: int = 0
    failures: list[dict[str, Any]] = field(default_factory=list)
    #: What the pack's promise scenarios would have done; None where it has none, or no day of the range has come.
    promises: PromiseTally | None = None

    @property
    def past(self) -> tuple[date, date] | None:
        """The days decided on the accounts as they had stood."""
        return (self.first, min(self.last, self.forward_from - _DAY)) if self.first < self.forward_from else None

    @property
    def nights(self) -> tuple[date, date] | None:
        """The days run as nights that follow each other."""
        return (max(self.first, self.forward_from), self.last) if self.last >= self.forward_from else None

    def how(self) -> list[str]:
        """What was done, in sentences for people."""
        told = []
        if self.past:
            told.append(
                f"{_range(self.past)}: each account as it had stood that day before its rules ran, every day by "
                "itself; nothing the pack did carries over to the next day, and dollars count once for days in a row"
            )
        if self.nights:
            beside = f", beside {', '.join(self.beside)} as deployed" if self.beside else ""
            told.append(
                f"{_range(self.nights)}: nights run one after the other from the store's present state{beside}; "
                "payments still to come are not foreseen"
            )
        if self.first > self.forward_from:
            told.append(
                f"{_range((self.forward_from, self.first - _DAY))}: no rule is run; the ledger rolls over these days"
            )
        if self.unknown:
            told.append(
                f"{self.unknown:,} times an account's books did not reach back to the day; it was left out then"
            )
        if self.promises:
            span = (self.promises.first, self.promises.last)
            told.append(
                f"{_range(span)}: what was really posted and taken back is gone through in order, and promises are "
                "kept by the pack's scenarios; those kept before stay kept"
            )
            if self.promises.unknown:
                told.append(f"{self.promises.unknown:,} postings came before what is known of their accounts")
        if self.not_nightly:
            told.append(f"not simulated, since they do not run at night: {', '.join(self.not_nightly)}")
        return told

    def total(self, *, deployed: bool = False) -> Totals:
        """Firings and dollars of all rules together; accounts are counted once for each rule."""
        made = Totals()
        for item in self.rules.values():
            made.add(item.deployed if deployed else item.simulated)
        return made

    def as_data(self) -> dict[str, Any]:
        """The simulation as JSON data."""
        rules: dict[str, Any] = {}
        for name, item in self.rules.items():
            rules[name] = item.simulated.as_data()
            if self.against:
                counts = {state.replace(" ", "_"): count for state, count in item.states.items()}
                change = dollars_data(item.simulated.dollars.minus(item.deployed.dollars))
                rules[name] |= {"deployed": item.deployed.as_data(), **counts, "difference": change}
        return {
            "pack": self.pack,
            "version": self.version,
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "as_it_stood": _span(self.past),
            "nights": _span(self.nights),
            "how": self.how(),
            "against": self.against,
            "beside": self.beside,
            "accounts": self.accounts,
            "unknown": self.unknown,
            "rules": rules,
            "hits": [line.as_data() for line in self.lines],
            "hit_count": self.line_count,
            "truncated": self.line_count > len(self.lines),
            "failures": self.failures,
            "promises": self.promises.as_data() if self.promises else None,
        }


def dollars_data(dollars: Dollars) -> dict[str, str]:
    """Dollars as JSON data."""
    return {
        "charged_off": str(dollars.charged_off),
        "credited": str(dollars.credited),
        "payoff_change": str(dollars.payoff),
        "past_due_change": str(dollars.past_due),
    }


def _range(days: tuple[date, date]) -> str:
    return str(days[0]) if days[0] == days[1] else f"{days[0]} to {days[1]}"


def _span(days: tuple[date, date] | None) -> list[str] | None:
    return None if days is None else [day.isoformat() for day in days]


class Tally:
    """What one pack's rules do on a batch of accounts: hits by account and rule, totals by rule."""

    def __init__(self) -> None:
        self.hits: dict[tuple[int, str], Hit] = {}
        self.totals: dict[str, Totals] = {}
        self.failures: list[dict[str, Any]] = []
        self.unknown = 0

    def fail(self, loan: int, day: date, kind: str, message: str) -> None:
        """Keep that an account's day failed as a whole."""
        if len(self.failures) < SAMPLE:
            self.failures.append({"loan": loan, "rule": None, "day": day.isoformat(), "kind": kind, "message": message})

    def add(self, rule: str, firing: FiringRecord, day: date, *, lasting: bool) -> None:
        """Count a firing or a failed evaluation; `lasting` tells whether the next day sees what it did. The days of an
        account come in order.
        """
        totals = self.totals.setdefault(rule, Totals())
        if firing.error is not None:
            totals.errors += 1
            if len(self.failures) < SAMPLE:
                failed = {"loan": firing.loan_id, "rule": rule, "day": day.isoformat(), **firing.error}
                self.failures.append(failed)
            return
        hit = self.hits.get((firing.loan_id, rule))
        if hit is None:
            hit = self.hits[firing.loan_id, rule] = Hit(day, day)
            totals.accounts += 1
            totals.first_hits[day] = totals.first_hits.get(day, 0) + 1
        again = hit.days > 0 and not hit.lasting and hit.last == day - _DAY
        changed = firing.outcome == "applied"
        hit.last, hit.days, hit.changed, hit.lasting = day, hit.days + 1, hit.changed + changed, lasting
        totals.fired += 1
        totals.changed += changed
        if changed and not again:
            dollars = dollars_of(firing)
            for figures in (hit.dollars, totals.dollars, totals.by_day.setdefault(day, Dollars())):
                figures.add(dollars)


def hand_on(result: Result, simulated: Tally, deployed: Tally | None, line_to: Callable[[Line], None] | None) -> None:
    """Add a batch of accounts that is finished to the result, and hand on its lines."""
    for rule, totals in simulated.totals.items():
        result.rules[rule].simulated.add(totals)
    for rule, totals in deployed.totals.items() if deployed else ():
        result.rules[rule].deployed.add(totals)
    result.unknown += simulated.unknown
    result.failures += simulated.failures[: SAMPLE - len(result.failures)]
    keys = {*simulated.hits, *(deployed.hits if deployed else ())}
    order = {name: at for at, name in enumerate(result.rules)}
    for loan, rule in sorted(keys, key=lambda key: (key[0], order[key[1]])):
        hit = simulated.hits.get((loan, rule))
        before = deployed.hits.get((loan, rule)) if deployed else None
        state = ""
        if deployed:
            state = BOTH if hit and before else NEWLY if hit else NO_LONGER
            result.rules[rule].states[state] += 1
        line = Line(loan, rule, state, hit, before)
        if not deployed or hit != before:
            result.line_count += 1
            if len(result.lines) < SAMPLE:
                result.lines.append(line)
        if line_to is not None:
            line_to(line)
