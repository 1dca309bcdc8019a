"""Criteria as a tree of comparisons, and what becomes of it when one comparator is turned round.

`Compare` holds the difference of its two sides against zero, so that `(> a 30)`, `(< 30 a)` and `(not (<= a 30))` are
one thing. Takes nothing from a text; `translate` makes the tree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from cljrules.lint.terms import Term, value_at, worth
from cljrules.parser.forms import Atom, Coll

FLIP: Final[Mapping[str, str]] = {">": "<", "<": ">", ">=": "<=", "<=": ">="}
NEGATED: Final[Mapping[str, str]] = {">": "<=", "<": ">=", ">=": "<", "<=": ">", "==": "/=", "/=": "=="}
#: The same comparison with its two sides exchanged.
MIRRORED: Final[Mapping[str, str]] = {">": "<", "<": ">", ">=": "<=", "<=": ">=", "==": "==", "/=": "/="}
BOUNDARY: Final[Mapping[str, str]] = {">": ">=", ">=": ">", "<": "<=", "<=": "<"}

_HOLDS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
    "==": lambda a, b: a == b,
    "/=": lambda a, b: a != b,
}


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """A comparator as written: its symbol, the call it heads, and the function it stands in (None: the criteria)."""

    operator: Atom
    call: Coll
    function: str | None

    @property
    def sign(self) -> str:
        """The comparator's text."""
        return str(self.operator.value.name)


@dataclass(frozen=True, slots=True, eq=False)
class Compare:
    """`left operator right`; `difference` is left minus right. `site` is None where no comparator was written."""

    operator: str
    left: Term
    right: Term
    difference: Term
    site: Site | None

    def call_text(self) -> str:
        """The comparison as it is written, in backticks."""
        assert self.site is not None
        return f"`{' '.join(self.site.call.source.slice(self.site.call.span).split())}`"

    def turned(self, flipped: Site | None) -> str:
        """The operator, turned round where this is a comparison of the flipped site."""
        return FLIP[self.operator] if flipped is not None and self.site is flipped else self.operator


@dataclass(frozen=True, slots=True, eq=False)
class Is:
    """A place holds this text, keyword or truth value."""

    key: str
    value: Any


@dataclass(frozen=True, slots=True, eq=False)
class Opaque:
    """Something that is not looked into, by its text."""

    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    value: bool


@dataclass(frozen=True, slots=True, eq=False)
class Not:
    item: Condition


@dataclass(frozen=True, slots=True, eq=False)
class All:
    items: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Some:
    items: tuple[Condition, ...]


Condition: TypeAlias = Compare | Is | Opaque | Truth | Not | All | Some
#: One condition of a branch, and whether it has to hold or not to hold.
Literal: TypeAlias = tuple[Compare | Is | Opaque, bool]
Branch: TypeAlias = tuple[Literal, ...]

#: Criteria with more ways to hold than this are not looked at way by way.
_MOST_BRANCHES = 64


def compares(condition: Condition) -> Iterator[Compare]:
    """Every comparison of a tree."""
    waiting = [condition]
    while waiting:
        at = waiting.pop()
        if isinstance(at, Compare):
            yield at
        elif isinstance(at, Not):
            waiting.append(at.item)
        elif isinstance(at, All | Some):
            waiting.extend(reversed(at.items))


def branches(condition: Condition) -> list[Branch] | None:
    """The ways in which a condition can hold, each a list of what then holds; None where there are too many."""
    try:
        return _ways(condition, True)
    except OverflowError:
        return None


def _ways(at: Condition, wanted: bool) -> list[Branch]:
    if isinstance(at, Truth):
        return [()] if at.value is wanted else []
    if isinstance(at, Not):
        return _ways(at.item, not wanted)
    if isinstance(at, All | Some):
        if isinstance(at, All) is wanted:
            ways: list[Branch] = [()]
            for item in at.items:
                more = _ways(item, wanted)
                if len(ways) * len(more) > _MOST_BRANCHES:
                    raise OverflowError
                ways = [way + also for way in ways for also in more]
            return ways
        either = [way for item in at.items for way in _ways(item, wanted)]
        if len(either) > _MOST_BRANCHES:
            raise OverflowError
        return either
    return [((at, wanted),)]


def holds(
    condition: Condition, loan: Mapping[str, Any], flipped: Site | None, *, assume: bool = True, words: bool = False
) -> bool:
    """Whether a condition can hold for a loan, taking `assume` for what is not a comparison of numbers.

    So a rule for accounts of one sub-status is tried on a loan as if it had that sub-status; with `words` it is not.
    """
    if isinstance(condition, Is) and words:
        return bool(value_at(loan, condition.key) == condition.value)
    if isinstance(condition, Compare):
        total = worth(condition.difference, loan)
        return assume if total is None else _HOLDS[condition.turned(flipped)](total, 0)
    if isinstance(condition, Truth):
        return condition.value
    if isinstance(condition, Not):
        return not holds(condition.item, loan, flipped, assume=not assume, words=words)
    if isinstance(condition, All):
        return all(holds(item, loan, flipped, assume=assume, words=words) for item in condition.items)
    if isinstance(condition, Some):
        return any(holds(item, loan, flipped, assume=assume, words=words) for item in condition.items)
    return assume


def stated(literal: Literal, flipped: Site | None = None) -> str:
    """The operator of a comparison that has to hold, or not to hold."""
    compare, wanted = literal
    assert isinstance(compare, Compare)
    operator = compare.turned(flipped)
    return operator if wanted else NEGATED[operator]
