"""What a nightly run did, counted per rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from runtime.maintenance.dollars import dollars_of
from runtime.maintenance.record import FiringRecord, plain
from runtime.maintenance.rules import RunnableRule

COUNTS = ("evaluated", "fired", "applied", "unchanged", "skipped", "errors")


@dataclass(slots=True)
class Report:
    """Counts per rule in evaluation order. `fired` is the sum of applied, unchanged and skipped; `errors` are
    evaluations that failed.

    `loans` is how many accounts had their maintenance, `changed` on how many something changed; `credited` and
    `charged_off` are dollars; `changes` counts what changed by table and column.
    """

    business_date: str
    dry_run: bool
    rules: dict[str, dict[str, int]]
    loans: int = 0
    changed: int = 0
    credited: Decimal = Decimal("0.00")
    charged_off: Decimal = Decimal("0.00")
    changes: dict[str, int] = field(default_factory=dict)
    failures: list[dict[str, Any]] = field(default_factory=list)
    sample: list[dict[str, Any]] = field(default_factory=list)
    truncated: bool = False

    def total(self, count: str) -> int:
        """A count summed over all rules."""
        return sum(row[count] for row in self.rules.values())

    def as_data(self) -> dict[str, Any]:
        """The report as JSON data."""
        found: dict[str, Any] = {
            "business_date": self.business_date,
            "dry_run": self.dry_run,
            "loans": self.loans,
            "loans_changed": self.changed,
            "credited": str(self.credited),
            "charged_off": str(self.charged_off),
            "rules": self.rules,
            "totals": {name: self.total(name) for name in COUNTS},
            "changes": dict(sorted(self.changes.items())),
            "failures": self.failures,
        }
        if self.dry_run:
            found["would_change"] = self.sample
            found["truncated"] = self.truncated
        return found

    def count(self, firings: Iterable[FiringRecord], labels: list[str]) -> None:
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
