"""Criteria as a tree of comparisons, and what becomes of it when one comparator is turned round.

`Compare` holds the difference of its two sides against zero, so that `(> a 30)`, `(< 30 a)` and `(not (<= a 30))` are
one thing. Takes nothing from a text; `translate` makes the tree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Final, TypeAlias

from cljrules.lint.terms import Term
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


def shown(site: Site) -> str:
    """A comparison as it is written, on one line, in backticks."""
    return f"`{' '.join(site.call.source.slice(site.call.span).split())}`"


@dataclass(frozen=True, eq=False)
class Subject:
    """What is compared: places with factors, the first factor 1."""

    parts: tuple[tuple[str, Fraction], ...]

    @cached_property
    def key(self) -> str:
        """A text that is the same for equal subjects: to compare and to hash fractions takes long."""
        return self.main if self.is_single else " ".join(f"{key}*{part}" for key, part in self.parts)

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Subject) and self.key == other.key)

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def main(self) -> str:
        """The place that is bounded, or the first of several."""
        return self.parts[0][0]

    @property
    def is_single(self) -> bool:
        return len(self.parts) == 1

    @cached_property
    def keys(self) -> frozenset[str]:
        return frozenset(key for key, _ in self.parts)


class Compare:
    """`left operator right`: the same as `subject operator bound`, or mirrored. `site` is None where no comparator was
    written, `subject` where nothing of a loan is compared.
    """

    __slots__ = ("bound", "difference", "left", "mirrored", "operator", "right", "site", "subject")

    def __init__(self, operator: str, left: Term, right: Term, difference: Term, site: Site | None) -> None:
        self.operator: Final = operator
        self.left: Final = left
        self.right: Final = right
        self.difference: Final = difference
        self.site: Final = site
        self.subject: Final[Subject | None] = _subject(difference)
        parts = difference.parts if len(difference.parts) < 2 else sorted(difference.parts)
        first = parts[0][1] if parts else Fraction(1)
        self.mirrored: Final = first < 0
        self.bound: Final = -difference.constant / first

    def call_text(self) -> str:
        """The comparison as it is written, in backticks."""
        return shown(self.site) if self.site is not None else "the other condition"

    def turned(self, flipped: Site | None) -> str:
        """The operator, turned round where this is a comparison of the flipped site."""
        return FLIP[self.operator] if flipped is not None and self.site is flipped else self.operator


def _subject(difference: Term) -> Subject | None:
    if not difference.parts:
        return None
    parts = difference.parts if len(difference.parts) == 1 else tuple(sorted(difference.parts))
    first = parts[0][1]
    return Subject(tuple((key, part / first) for key, part in parts))


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
    """What is known without a loan."""

    value: bool


@dataclass(frozen=True, slots=True, eq=False)
class Not:
    """What holds where its item does not."""

    item: Condition


@dataclass(frozen=True, slots=True, eq=False)
class All:
    """`and`."""

    items: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Some:
    """`or`."""

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
        elif isinstance(at, (All, Some)):
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
    if isinstance(at, (All, Some)):
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
    condition: Condition,
    figure: Callable[[str], Fraction | None],
    word: Callable[[Is], bool] | None = None,
    flipped: Site | None = None,
    *,
    assume: bool = True,
) -> bool:
    """Whether a condition can hold for a loan, given its numbers by place.

    For what is not a comparison of numbers `assume` is taken, so that a rule for accounts of one sub-status is tried on
    a loan as if it had that sub-status; `word` decides about texts where it is given.
    """
    if isinstance(condition, Compare):
        return _compared(condition, figure, flipped, assume)
    if isinstance(condition, (All, Some)):
        wanted = isinstance(condition, Some)
        for item in condition.items:
            if holds(item, figure, word, flipped, assume=assume) is wanted:
                return wanted
        return not wanted
    if isinstance(condition, Is):
        return assume if word is None else word(condition)
    if isinstance(condition, Truth):
        return condition.value
    if isinstance(condition, Not):
        return not holds(condition.item, figure, word, flipped, assume=not assume)
    return assume


def _compared(compare: Compare, figure: Callable[[str], Fraction | None], flipped: Site | None, assume: bool) -> bool:
    operator = compare.turned(flipped)
    if compare.subject is None:
        return _HOLDS[operator](compare.difference.constant, 0)
    if compare.mirrored:
        operator = MIRRORED[operator]
    total = Fraction(0)
    for key, part in compare.subject.parts:
        number = figure(key)
        if number is None:
            return assume
        total = number if compare.subject.is_single else total + part * number
    return _HOLDS[operator](total, compare.bound)


def stated(literal: Literal, flipped: Site | None = None) -> str:
    """The operator of a comparison that has to hold, or not to hold."""
    compare, wanted = literal
    assert isinstance(compare, Compare)
    operator = compare.turned(flipped)
    return operator if wanted else NEGATED[operator]
