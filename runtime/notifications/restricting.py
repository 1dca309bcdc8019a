"""`:restrict`: which accounts a notification, or one of its channels, is for.

Takes the keys of a `:restrict`, gives a test of an account's variables on a business date. Every key that is given must
fit; brackets include both ends; a figure that is absent fits no bracket.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeAlias

from cljrules.packs.restrictions import restrictions
from cljrules.values.symbols import from_units

Loan: TypeAlias = Mapping[str, Any]
Test: TypeAlias = Callable[[Loan, date], bool]


def everyone(loan: Loan, business_date: date) -> bool:
    """The test of no restriction."""
    return True


def restriction(restrict: Mapping[str, Any] | None) -> tuple[Test, frozenset[str]]:
    """The test of a `:restrict`, and the variables that it reads."""
    known = restrictions()
    made = [
        (known[key].variable, _test(known[key].kind, known[key].variable, value))
        for key, value in (restrict or {}).items()
    ]
    if not made:
        return everyone, frozenset()
    tests = tuple(test for _, test in made)
    return lambda loan, day: all(test(loan, day) for test in tests), frozenset(variable for variable, _ in made)


def _test(kind: str, variable: str, wanted: Any) -> Test:
    match kind:
        case "words":
            return _any_of(variable, frozenset(wanted))
        case "switch":
            return lambda loan, day: loan[variable] is wanted
        case "days-since":
            return _days_since(variable, *wanted)
        case "days" | "dollars":
            return _between(variable, *wanted)
    raise ValueError(f"there is no restriction of kind `{kind}`")


def _any_of(variable: str, words: frozenset[str]) -> Test:
    def test(loan: Loan, business_date: date) -> bool:
        value = loan[variable]
        if value is None:
            return False
        if isinstance(value, str):
            return from_units(value) in words
        return any(from_units(item) in words for item in value)

    return test


def _between(variable: str, low: Any, high: Any) -> Test:
    def test(loan: Loan, business_date: date) -> bool:
        value = loan[variable]
        return value is not None and bool(low <= value <= high)

    return test


def _days_since(variable: str, low: int, high: int) -> Test:
    def test(loan: Loan, business_date: date) -> bool:
        value = loan[variable]
        return value is not None and low <= (business_date - date.fromisoformat(value)).days <= high

    return test
