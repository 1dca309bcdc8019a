"""What is kept of a firing: values and options as plain data, with before and after.

Takes values of the language and of packs, gives what a JSON document can hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cljrules.packs.model import Amount, DateSpec
from cljrules.values.collections import MapLike
from cljrules.values.symbols import Keyword, from_units
from runtime.actions.account import Change, Event, NumberOf, Row


def plain(value: Any) -> Any:
    """The value as JSON data: decimals and days as text, keywords by name, texts in code points, maps and sequences
    all through.
    """
    match value:
        case None | bool():
            return value
        case str():
            return from_units(value)
        case Keyword():
            return value.text
        case Decimal():
            return str(value)
        case int() | float():
            return value
        case date() | datetime():
            return value.isoformat()
        case NumberOf():
            return None  # numbers of rows that are only now written are no business fact
        case Amount(base=base, plus=plus):
            return {"base": base, "plus": str(plus)} if base else str(plus)
        case DateSpec(base=base, iso=iso, plus_days=days):
            return {"base": base, "plus-days": days} if base else iso
        case Mapping():
            return {str(plain(key)): plain(item) for key, item in value.items()}
        case MapLike():
            return {str(plain(key)): plain(item) for key, item in value.entries()}
        case Iterable():
            return [plain(item) for item in value]
    return str(value)


@dataclass(slots=True)
class ActionRecord:
    """One action of a firing: applied, unchanged or skipped, why, and what it changed."""

    name: str
    options: Mapping[str, Any]
    outcome: str
    reason: str | None
    changes: list[Change]

    def as_data(self) -> dict[str, Any]:
        """The action as JSON data."""
        found: dict[str, Any] = {
            "action": self.name,
            "options": plain(self.options),
            "outcome": self.outcome,
            "changes": [
                {
                    "entity": change.entity,
                    "field": change.field,
                    "before": plain(change.before),
                    "after": plain(change.after),
                }
                for change in self.changes
            ],
        }
        if self.reason is not None:
            found["reason"] = self.reason
        return found


@dataclass(slots=True)
class FiringRecord:
    """A rule that fired on an account, or whose criteria failed there (`error`), and everything that came of it."""

    loan_id: int
    rule_number: int
    variables: Mapping[str, Any]
    actions: list[ActionRecord] = field(default_factory=list)
    error: dict[str, Any] | None = None
    events: list[Event] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        """`error`, or the best that came of its actions: applied, unchanged, skipped; a rule without actions changes
        nothing.
        """
        if self.error is not None:
            return "error"
        found = {action.outcome for action in self.actions}
        return next((name for name in ("applied", "unchanged", "skipped") if name in found), "unchanged")
