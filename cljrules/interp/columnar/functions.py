"""The library's functions on columns, by namespace and name.

Each takes the values of its evaluated arguments and gives its own; a function that is not here, or is given what it has
no columnar form for, is undecided.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from cljrules.interp.columnar import days, texts
from cljrules.interp.columnar import numbers as num
from cljrules.interp.columnar import values as v
from cljrules.interp.columnar.equality import all_equal, equality, membership
from cljrules.interp.columnar.values import FALSE, NO_VALUE, NOTHING, TRUE, Value
from cljrules.interp.world import CORE
from cljrules.values.collections import PersistentSet

Made = Callable[[Sequence[Value]], Value]


def looked_up(items: PersistentSet, value: Value) -> Value:
    """A set called as a function: the item itself, nil where it is not in the set."""
    found = membership(value, list(items))
    return v.choice(found, value, NO_VALUE)


def _at_least_two(function: Callable[..., Value], *first: Any) -> Made:
    return lambda args: function(*first, args) if len(args) >= 2 else NOTHING


def _minus(args: Sequence[Value]) -> Value:
    return num.negated(args[0]) if len(args) == 1 else num.arithmetic("-", args)


def _step(sign: str) -> Made:
    return lambda args: num.arithmetic(sign, (args[0], v.constant(1)))


def _divided(args: Sequence[Value]) -> Value:
    return num.quotient(*args) if len(args) == 2 else NOTHING


def _contains(args: Sequence[Value]) -> Value:
    held = args[0]
    if not held.known or not isinstance(held.constant, PersistentSet):
        return NOTHING
    return membership(args[1], list(held.constant))


def got(args: Sequence[Value]) -> Value:
    """`get` from a constant set."""
    held = args[0]
    if not held.known or not isinstance(held.constant, PersistentSet):
        return NOTHING
    return looked_up(held.constant, args[1])


_CORE: Final[dict[str, Made]] = {
    **{sign: _at_least_two(num.chain, sign) for sign in ("<", "<=", ">", ">=", "==")},
    "=": _at_least_two(all_equal),
    "not=": lambda args: v.negation(all_equal(args)) if len(args) >= 2 else NOTHING,
    "zero?": lambda args: num.compare("==", args[0], v.constant(0)),
    "pos?": lambda args: num.compare(">", args[0], v.constant(0)),
    "neg?": lambda args: num.compare("<", args[0], v.constant(0)),
    "not": lambda args: v.negation(v.test(args[0])),
    "boolean": lambda args: v.test(args[0]),
    "nil?": lambda args: v.negation(v.is_some(args[0])),
    "some?": lambda args: v.is_some(args[0]),
    "true?": lambda args: equality(args[0], TRUE),
    "false?": lambda args: equality(args[0], FALSE),
    "identity": lambda args: args[0],
    "+": _at_least_two(num.arithmetic, "+"),
    "*": _at_least_two(num.arithmetic, "*"),
    "-": _minus,
    "/": _divided,
    "inc": _step("+"),
    "dec": _step("-"),
    "abs": lambda args: num.absolute(args[0]),
    "max": _at_least_two(num.extreme, ">"),
    "min": _at_least_two(num.extreme, "<"),
    **{name: (lambda args, name=name: num.whole_division(name, *args)) for name in ("quot", "rem", "mod")},  # type: ignore[misc]
    "contains?": _contains,
    "empty?": lambda args: texts.is_empty(args[0]),
    "count": lambda args: texts.length(args[0]),
    "seq": lambda args: texts.if_any(args[0]),
    "not-empty": lambda args: texts.if_any(args[0]),
}

DATES: Final = "u"
_U: Final[dict[str, Made]] = {
    "date-compare": lambda args: days.days_apart(args[0], args[1]),
    "days-between": lambda args: days.days_apart(args[1], args[0]),
    "add-days": lambda args: days.shifted(args[0], args[1]),
    "add-months": lambda args: days.shifted_months(args[0], args[1], 1),
    "add-years": lambda args: days.shifted_months(args[0], args[1], 12),
    "last-day-of-month": lambda args: days.last_of_month(args[0]),
    **{
        name: (lambda args, name=name: days.part(args[0], name))  # type: ignore[misc]
        for name in ("year", "month", "day-of-month", "day-of-week")
    },
    "between?": days.between,
    "percent-of": lambda args: num.percentage(args[0], args[1]),
    "round-money": lambda args: num.rounded(args[0]) if len(args) == 1 else NOTHING,
}

_STRING: Final[dict[str, Made]] = {
    name: (lambda args, name=name: texts.matches(name, args[0], args[1]))  # type: ignore[misc]
    for name in ("starts-with?", "ends-with?", "includes?")
}

TABLES: Final[dict[str, dict[str, Made]]] = {CORE: _CORE, DATES: _U, "clojure.string": _STRING}
