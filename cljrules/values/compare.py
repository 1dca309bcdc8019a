"""Clojure's `compare`: one order over numbers, text, names, vectors and a few others, with nil before everything.

Gives negative, zero or positive whole numbers exactly as the JVM does, and the errors it raises for values that cannot
be compared. Also turns a function of the language into a Python comparison, as the JVM turns one into a Comparator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cmp_to_key
from typing import Any, Final
from uuid import UUID

from cljrules.values.classes import CLASSES
from cljrules.values.collections import PersistentList, PersistentMap, PersistentSet, Vector
from cljrules.values.errors import class_cast, null_pointer
from cljrules.values.functions import callable_of, own_method
from cljrules.values.kinds import class_name, class_of
from cljrules.values.limits import spend, spend_walking
from cljrules.values.number_types import wrap
from cljrules.values.numbers import compare_numbers, is_number
from cljrules.values.symbols import Char, Keyword, Symbol

_FUNCTION: Final = CLASSES["clojure.lang.AFunction"]


def compare(a: Any, b: Any) -> int:
    """Which of two values comes first; raises ClassCastException where they cannot be compared."""
    if a is b:
        return 0
    if a is None:
        return -1
    if b is None:
        return 1
    cls = a.__class__
    if cls is bool:
        if b.__class__ is bool:
            return 1 if a else -1
    elif is_number(a):
        if is_number(b):
            return compare_numbers(a, b)
        raise class_cast(f"{class_name(b)} cannot be cast to java.lang.Number: it was compared with the number {a!r}")
    elif cls is str:
        if b.__class__ is str:
            return _compare_text(a, b)
    elif cls is Char:
        if b.__class__ is Char:
            return ord(a.unit) - ord(b.unit)
    elif cls is Keyword or cls is Symbol:
        if b.__class__ is cls:
            return _compare_names(a, b)
    elif isinstance(a, Vector):
        if isinstance(b, Vector):
            return _compare_vectors(a, b)
    elif cls is datetime:
        if b.__class__ is datetime:
            return (a > b) - (a < b)  # type: ignore[no-any-return]
    elif cls is UUID:
        if b.__class__ is UUID:
            return _compare_numbers_of(a, b)
    elif _both_empty(a, b):
        return 0
    else:
        own: Callable[[Any], int] | None = getattr(a, "compare_to", None)
        if own is None:
            raise class_cast(
                f"{class_name(a)} cannot be cast to java.lang.Comparable: values of this kind have no order"
            )
        if b.__class__ is cls:
            return own(b)
    raise class_cast(f"{class_name(b)} cannot be cast to {class_name(a)}: they cannot be compared with each other")


def has_order(value: Any) -> bool:
    """Whether `compare` can order a value against others of its kind."""
    return (
        value is None
        or isinstance(value, bool | str | Char | Keyword | Symbol | Vector | datetime | UUID)
        or is_number(value)
        or hasattr(value, "compare_to")
    )


def _both_empty(a: Any, b: Any) -> bool:
    # the JVM has one empty collection of each kind, and a value need not be comparable with itself
    return (
        isinstance(a, PersistentMap | PersistentSet | PersistentList)
        and a.__class__ is b.__class__
        and a == b
        and not len(a)
    )


def _compare_numbers_of(a: UUID, b: UUID) -> int:
    # the JVM takes the two halves for numbers with a sign
    halves = [(wrap(each.int >> 64), wrap(each.int)) for each in (a, b)]
    return (halves[0] > halves[1]) - (halves[0] < halves[1])


def _compare_text(a: str, b: str) -> int:
    spend(min(len(a), len(b)) >> 2)
    for mine, theirs in zip(a, b, strict=False):
        if mine != theirs:
            return ord(mine) - ord(theirs)
    return len(a) - len(b)


def _compare_names(a: Keyword | Symbol, b: Keyword | Symbol) -> int:
    if a.ns != b.ns:
        if a.ns is None:
            return -1
        if b.ns is None:
            return 1
        return _compare_text(a.ns, b.ns)
    return _compare_text(a.name, b.name)


def _compare_vectors(a: Vector, b: Vector) -> int:
    if len(a) != len(b):
        return -1 if len(a) < len(b) else 1
    spend_walking(2 * len(a))
    spend(2 * len(a))
    for mine, theirs in zip(a, b, strict=True):
        order = compare(mine, theirs)
        if order:
            return order
    return 0


def _sign_of(answer: Any) -> int:
    """What a comparison's answer means: its whole part counts, as Number.intValue has it."""
    if isinstance(answer, int):
        return wrap(answer, 32)
    if answer != answer:
        return 0
    return int(answer >= 1) - int(answer <= -1)


def comparison_of(f: Any) -> Callable[[Any, Any], int]:
    """A function of the language as a Python comparison.

    It answers a number, or whether its first argument comes before its second. Raises ClassCastException for callable
    values that are no functions, such as keywords.
    """
    if f is None:
        return compare
    cls = class_of(f)
    assert cls is not None
    own = own_method(f, "compare")
    if own is not None:
        return lambda a, b: _sign_of(own(a, b))
    if not cls.is_a(_FUNCTION):
        raise class_cast(
            f"{cls.name} cannot be cast to java.util.Comparator: sorting needs a function of two arguments"
        )
    call = callable_of(f)

    def order(a: Any, b: Any) -> int:
        answer = call(a, b)
        if answer is True:
            return -1
        if answer is False:
            return 1 if call(b, a) is True else 0
        if answer is None:
            raise null_pointer("a comparison answered nil")
        if not is_number(answer):
            raise class_cast(f"{class_name(answer)} cannot be cast to java.lang.Number: a comparison answered it")
        return _sign_of(answer)

    return order


def sort_items(items: Iterable[Any], order: Callable[[Any, Any], int] = compare) -> list[Any]:
    """The items sorted, equal ones in the order they came."""
    return sort_by_keys(list(items), None, order)


def sort_by_keys(
    items: list[Any], key: Callable[[Any], Any] | None, order: Callable[[Any, Any], int] = compare
) -> list[Any]:
    """The items sorted by what the key function gives for each. With one item nothing is compared."""
    if len(items) < 2:
        return items
    keys = items if key is None else [key(item) for item in items]
    if order is compare:
        kinds = {value.__class__ for value in keys}
        if kinds == {int} or kinds == {str}:
            # Python orders these as the JVM does
            order_of: Callable[[int], Any] = keys.__getitem__
            return [items[at] for at in sorted(range(len(items)), key=order_of)]
    as_key = cmp_to_key(order)
    return [items[at] for at in sorted(range(len(items)), key=lambda at: as_key(keys[at]))]
