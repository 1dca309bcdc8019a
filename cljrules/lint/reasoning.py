"""Whether conditions can hold together, and whether one follows from others.

Takes conditions of `exact`, answers from intervals of single places, words and texts. Only yes is sure: "impossible"
means that no loan satisfies the conditions without an error, "cannot tell" is never an answer of yes. What would need
arithmetic over several places is left to the prover.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any, Final, NamedTuple

from cljrules.lint.conditions import (
    All,
    Branch,
    Compare,
    Condition,
    Is,
    Not,
    Opaque,
    Some,
    Subject,
    Truth,
    branches,
    holds,
)
from cljrules.lint.regions import Range, bounded, domain, range_of
from cljrules.stdlib.catalogue import Catalogue

_ANYTHING: Final = Range()

#: What is made of more conditions than this is not reasoned about.
_MOST_LEAVES: Final = 120


class _Said(NamedTuple):
    """A condition, what it speaks of, and how often it speaks of something."""

    condition: Condition
    keys: frozenset[str]
    size: int


class Reasoner:
    """Answers for loans of one catalogue; remembers what places can hold."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue: Final = catalogue
        self._domains: Final[dict[Subject, tuple[Range, bool]]] = {}
        self._known: Final[dict[int, _Said]] = {}

    def impossible(self, conditions: Iterable[Condition]) -> bool:
        """Whether no loan can satisfy all the conditions."""
        items = tuple(conditions)
        if sum(self._said(item).size for item in items) > _MOST_LEAVES:
            return False
        ways = branches(items[0] if len(items) == 1 else All(items))
        return ways is not None and all(map(self.contradicts, ways))

    def follows(self, given: Sequence[Condition], condition: Condition) -> bool:
        """Whether every loan that satisfies what is given satisfies the condition too, or gives an error there."""
        return self.impossible((*given, Not(condition)))

    def is_open(self, condition: Condition) -> bool:
        """Whether a condition by itself plainly holds for some loans and not for others."""
        while isinstance(condition, Not):
            condition = condition.item
        if isinstance(condition, Compare):
            return condition.subject is not None and self.domain(condition.subject)[0] == _ANYTHING
        return isinstance(condition, Is | Opaque)

    def contradicts(self, branch: Branch) -> bool:
        """Whether the literals of a branch exclude each other."""
        ranges: dict[Subject, Range] = {}
        points: set[tuple[Subject, Fraction]] = set()
        words: dict[str, Any] = {}
        refused: set[tuple[str, Any]] = set()
        texts: dict[str, bool] = {}
        for item, wanted in branch:
            if isinstance(item, Opaque):
                if texts.setdefault(item.text, wanted) is not wanted:
                    return True
            elif isinstance(item, Is):
                if not wanted:
                    refused.add((item.key, _plain(item.value)))
                elif words.setdefault(item.key, _plain(item.value)) != _plain(item.value):
                    return True
            else:
                said = bounded((item, wanted), None)
                if said is None:
                    if not _holds_constant(item, wanted):
                        return True
                    continue
                subject, operator, bound = said
                if operator == "/=":
                    points.add((subject, bound))
                    continue
                whole, is_whole = self.domain(subject)
                total = ranges.get(subject, whole).meet(range_of(operator, bound, is_whole))
                if total.is_empty:
                    return True
                ranges[subject] = total
        if any((key, value) in refused for key, value in words.items()):
            return True
        compared = {key for subject in ranges for key in subject.keys}
        if any(value == _plain(None) and key in compared for key, value in words.items()):
            return True
        return any(_is_only(ranges.get(subject), bound) for subject, bound in points)

    def domain(self, subject: Subject) -> tuple[Range, bool]:
        """The numbers that a subject can be, and whether they are whole."""
        found = self._domains.get(subject)
        if found is None:
            found = self._domains[subject] = domain(subject, self._catalogue)
        return found

    def keys(self, condition: Condition) -> frozenset[str]:
        """What a condition speaks of; conditions that share nothing neither exclude nor imply each other."""
        return self._said(condition).keys

    def _said(self, condition: Condition) -> _Said:
        known = self._known.get(id(condition))
        if known is None:
            keys = list(_keys(condition))
            # the condition is kept beside what it says, so that its id stays its own
            known = self._known[id(condition)] = _Said(condition, frozenset(keys), len(keys))
        return known


def _keys(condition: Condition) -> Iterable[str]:
    pending = [condition]
    while pending:
        at = pending.pop()
        if isinstance(at, Not):
            pending.append(at.item)
        elif isinstance(at, (All, Some)):
            pending.extend(at.items)
        elif isinstance(at, Compare):
            yield from at.subject.keys if at.subject is not None else ()
        elif isinstance(at, Is):
            yield at.key
        elif isinstance(at, Opaque):
            yield at.text


def is_settled(condition: Condition) -> bool:
    """Whether a condition is `true` or `false` as written, or compares nothing of a loan."""
    while isinstance(condition, Not):
        condition = condition.item
    if isinstance(condition, All | Some):
        return not condition.items
    return isinstance(condition, Truth) or (isinstance(condition, Compare) and condition.subject is None)


def _holds_constant(compare: Compare, wanted: bool) -> bool:
    return holds(compare, lambda key: None) is wanted


def _is_only(held: Range | None, bound: Fraction) -> bool:
    return held is not None and held.low == held.high == bound and held.low_in and held.high_in


def _plain(value: Any) -> Any:
    """A value that is equal to no value of another kind: `true` is not 1."""
    return (type(value), value)
