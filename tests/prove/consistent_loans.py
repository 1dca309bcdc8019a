"""Random loans that hold only what the catalogue allows, near the edges where criteria change their mind."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Protocol

from cljrules.stdlib import catalogue
from cljrules.stdlib.catalogue import Member, bind
from cljrules.stdlib.catalogue.loans import sample_loan


class Choices(Protocol):
    def below(self, count: int) -> int: ...


WHOLE = [0, 1, 2, 5, 24, 29, 30, 31, 59, 60, 89, 90, 91, 120, 121, 365, 700]
CENTS = [0, 1, 999, 1000, 2499, 2500, 2501, 4999, 5000, 10000, 12345, 100000, -1, -10001, 99999999999]
DAYS = [0, 1, -1, 30, -30, 31, 90, -90, 365, -365, 366, -4000, 10, -59, -60]


def value(member: Member, choices: Choices, words: tuple[str, ...]) -> Any:
    """A value that a member can hold, before it is bound."""
    if member.nilable and not choices.below(4):
        return None
    known = catalogue.load().choices(member)
    match member.type:
        case "integer":
            return _within(member, Decimal(WHOLE[choices.below(len(WHOLE))]), int)
        case "money":
            return _within(member, Decimal(CENTS[choices.below(len(CENTS))]) / 100, lambda number: round(number, 2))
        case "rate" | "percent" | "number":
            return _within(member, Decimal(WHOLE[choices.below(len(WHOLE))]) / 8, Decimal)
        case "boolean":
            return bool(choices.below(2))
        case "date":
            start = date.fromisoformat(catalogue.load().sample.as_of)
            return (start + timedelta(days=DAYS[choices.below(len(DAYS))])).isoformat()
        case "list":
            texts = member.items is not None and member.items.type == "text"
            return [words[choices.below(len(words))] for _ in range(choices.below(3))] if texts else []
        case "map":
            return {}
        case "datetime":
            return "2026-11-22T02:00:00-07:00"
    listed = known or words
    return listed[choices.below(len(listed))]


def _within(member: Member, number: Decimal, made: Any) -> Any:
    kind = catalogue.load().types[member.type]
    for low in (kind.min, member.min):
        number = number if low is None else max(number, Decimal(low))
    for high in (kind.max, member.max):
        number = number if high is None else min(number, Decimal(high))
    return made(number)


def buckets(choices: Choices) -> Any:
    """What the map of delinquency buckets may hold."""
    fields = catalogue.load().variables["status-delinquent-bucket-balance"].fields
    keys = ["LARGEST-BUCKET", *(["1"] if choices.below(2) else [])]
    return {key: {name: value(member, choices, ("",)) for name, member in fields.items()} for key in keys}


def loan(choices: Choices, names: frozenset[str], words: tuple[str, ...]) -> dict[str, Any]:
    """A loan that differs from the sample loan in some of the variables named."""
    made = dict(sample_loan())
    for name in sorted(names):
        variable = catalogue.load().variables[name]
        if variable.type == "map":
            made[name] = bind(variable, buckets(choices) if "BUCKET" in str(variable.always) else {})
        elif choices.below(4):
            made[name] = bind(variable, value(variable, choices, words))
    return made
