"""What a nightly run did, counted per rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from runtime.maintenance.dollars import dollars_of
from runtime.maintenance.record import FiringRecord, plain
from runtime.maintenance.rules import RunnableRule

#: How many lines of each kind a report keeps.
SAMPLE = 5000
COUNTS = ("evaluated", "fired", "applied", "unchanged", "skipped", "errors")


@dataclass(slots=True)
class Report:
    """Counts per rule in evaluation order. `fired` is the sum of applied, unchanged and skipped; `errors` are
    evaluations that failed.

    `loans` is how many accounts had their maintenance, `changed` on how many something changed; `credited` and
    `charged_off` are dollars; `changes` counts what changed by table and column, `steps` what the steps after the rules
    did. `packs` are the packs that ran, with their versions; `failures` what failed on which account, `left_out` the
    accounts that were left out and why. `caught_up` are the reports of earlier nights that were missed.
    """

    business_date: str
    dry_run: bool
    rules: dict[str, dict[str, int]]
    packs: list[dict[str, str]] = field(default_factory=list)
    loans: int = 0
    changed: int = 0
    failed: int = 0
    credited: Decimal = Decimal("0.00")
    charged_off: Decimal = Decimal("0.00")
    changes: dict[str, int] = field(default_factory=dict)
    steps: dict[str, int] = field(default_factory=dict)
    failures: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[dict[str, Any]] = field(default_factory=list)
    sample: list[dict[str, Any]] = field(default_factory=list)
    truncated: bool = False
    caught_up: list[Report] = field(default_factory=list)

    def total(self, count: str) -> int:
        """A count summed over all rules."""
        return sum(row[count] for row in self.rules.values())

    def counts(self) -> dict[str, Any]:
        """What was counted, as JSON data that `add` takes."""
        return {
            "loans": self.loans,
            "changed": self.changed,
            "failed": self.failed,
            "credited": str(self.credited),
            "charged_off": str(self.charged_off),
            "rules": {label: dict(row) for label, row in self.rules.items()},
            "changes": dict(self.changes),
            "steps": dict(self.steps),
        }

    def add(self, counts: Mapping[str, Any] | None) -> None:
        """Count what another has counted."""
        if counts is None:
            return
        self.loans += counts["loans"]
        self.changed += counts["changed"]
        self.failed += counts["failed"]
        self.credited += Decimal(counts["credited"])
        self.charged_off += Decimal(counts["charged_off"])
        for label, row in counts["rules"].items():
            _add(self.rules.setdefault(label, dict.fromkeys(COUNTS, 0)), row)
        _add(self.changes, counts["changes"])
        _add(self.steps, counts["steps"])

    def take(self, other: Report) -> None:
        """Count what another report of the same rules has counted, and keep its lines as far as there is room."""
        self.add(other.counts())
        self.failures += other.failures[: SAMPLE - len(self.failures)]
        room = SAMPLE - len(self.sample)
        self.sample += other.sample[:room]
        self.truncated |= other.truncated or len(other.sample) > room

    def as_data(self) -> dict[str, Any]:
        """The report as JSON data."""
        found: dict[str, Any] = {
            "business_date": self.business_date,
            "dry_run": self.dry_run,
            "packs": self.packs,
            "loans": self.loans,
            "loans_changed": self.changed,
            "loans_failed": self.failed,
            "credited": str(self.credited),
            "charged_off": str(self.charged_off),
            "rules": self.rules,
            "totals": {name: self.total(name) for name in COUNTS},
            "steps": dict(sorted(self.steps.items())),
            "changes": dict(sorted(self.changes.items())),
            "failures": self.failures,
            "left_out": self.left_out,
        }
        if self.dry_run:
            found["would_change"] = self.sample
            found["truncated"] = self.truncated
        if self.caught_up:
            found["caught_up"] = [report.as_data() for report in self.caught_up]
        return found

    def count(self, firings: Iterable[FiringRecord], labels: Sequence[str]) -> None:
        """Count firings and failed evaluations; `labels` are the rules' names here by number."""
        for firing in firings:
            row = self.rules[labels[firing.rule_number]]
            if firing.error is not None:
                row["errors"] += 1
                continue
            row["fired"] += 1
            row[firing.outcome] += 1
            dollars = dollars_of(firing)
            self.credited += dollars.credited
            self.charged_off += dollars.charged_off
            for action in firing.actions:
                for change in action.changes:
                    name = f"{change.entity}.{change.field}"
                    self.changes[name] = self.changes.get(name, 0) + 1


def _add(to: dict[str, int], counts: Mapping[str, int]) -> None:
    for name, count in counts.items():
        to[name] = to.get(name, 0) + count


def new_report(business_date: date, rules: Sequence[RunnableRule], *, dry_run: bool = False) -> Report:
    """A report of these rules in which nothing is counted yet."""
    packs = {rule.deployed.number: rule.deployed.pack for rule in rules}.values()
    return Report(
        business_date.isoformat(),
        dry_run,
        {label: dict.fromkeys(COUNTS, 0) for label in labels_of(rules)},
        [{"pack": pack.name, "version": pack.version} for pack in packs],
    )


def labels_of(rules: Iterable[RunnableRule]) -> list[str]:
    """A name for each rule that no other rule of the run has: its own, with its pack's where two packs share it."""
    rules = list(rules)
    names = [rule.name for rule in rules]
    return [name if names.count(name) == 1 else "/".join(rule.key) for name, rule in zip(names, rules, strict=True)]


def as_line(firing: FiringRecord, label: str) -> dict[str, Any]:
    """A firing as a line of a dry run."""
    return {
        "loan": firing.loan_id,
        "rule": label,
        "outcome": firing.outcome,
        "error": firing.error,
        "actions": [action.as_data() for action in firing.actions],
        "variables": plain(firing.variables),
    }
