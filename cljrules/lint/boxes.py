"""Criteria as boxes, so that rules can be held against each other without comparing every one with every other.

A `Box` is one way in which criteria hold: a range for each subject, and what else has to hold as it is written. Takes
exact conditions, gives boxes and an index that finds the rules which fire whenever a given one does. What cannot be
said as boxes has none, and nothing is claimed of it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Final

from cljrules.lint.conditions import Branch, Is, Opaque, Subject
from cljrules.lint.reasoning import Reasoner
from cljrules.lint.regions import Range, bounded, range_of

if TYPE_CHECKING:
    from cljrules.lint.views import RuleView

#: A rule with more conditions than this in one way to hold is not looked up by all their combinations.
_MOST_PARTS = 10
#: Of so many rules that differ in their ranges alone only the widest are tried.
_MOST_TRIED = 32


class Box:
    """One way in which criteria hold: `others` are the conditions that are no ranges, each as a key and whether it is
    wanted.
    """

    def __init__(self, ranges: Mapping[Subject, Range], others: frozenset[tuple[Hashable, bool]]) -> None:
        self.ranges: Final = ranges
        self.others: Final = others

    @cached_property
    def parts(self) -> frozenset[Hashable]:
        """What the box speaks of."""
        return frozenset(self.ranges) | self.others

    @cached_property
    def key(self) -> Hashable:
        """What is equal for equal boxes."""
        return frozenset(self.ranges.items()), self.others

    @cached_property
    def places(self) -> frozenset[str]:
        """The variables that the box reads."""
        keys = [key for subject in self.ranges for key in subject.keys]
        keys += [str(other[1]) for other, _ in self.others if isinstance(other, tuple)]
        return frozenset(key.partition(".")[0] for key in keys)

    def within(self, other: Box) -> bool:
        """Whether every loan in this box is in the other one."""
        return other.others <= self.others and all(
            subject in self.ranges and held.covers(self.ranges[subject]) for subject, held in other.ranges.items()
        )


def boxes_of(ways: Sequence[Branch] | None, reasoner: Reasoner) -> tuple[Box, ...] | None:
    """The boxes of criteria, those that no loan is in left out; None where they cannot be said as boxes."""
    if ways is None:
        return None
    return tuple(_box(way, reasoner) for way in ways if not reasoner.contradicts(way))


def _box(way: Branch, reasoner: Reasoner) -> Box:
    ranges: dict[Subject, Range] = {}
    others: set[tuple[Hashable, bool]] = set()
    for item, wanted in way:
        if isinstance(item, Is):
            others.add((("is", item.key, type(item.value).__name__, item.value), wanted))
        elif isinstance(item, Opaque):
            others.add((item.text, wanted))
        else:
            said = bounded((item, wanted), None)
            if said is None:
                continue
            subject, operator, bound = said
            if operator == "/=":
                others.add((("not", subject.main, subject, bound), True))
                continue
            whole, is_whole = reasoner.domain(subject)
            ranges[subject] = ranges.get(subject, whole).meet(range_of(operator, bound, is_whole))
    return Box(ranges, frozenset(others))


def follows(narrow: Sequence[Box], wide: Sequence[Box]) -> bool:
    """Whether every loan in some of the narrow boxes is in one of the wide ones."""
    return all(any(box.within(other) for other in wide) for box in narrow)


class Wider:
    """Finds, among rules that share a key, those which fire whenever a given one does."""

    def __init__(self, entries: Iterable[tuple[Hashable, RuleView, Sequence[Box]]]) -> None:
        self._held: Final[dict[tuple[Hashable, frozenset[Hashable]], list[tuple[RuleView, Sequence[Box]]]]] = {}
        for key, rule, boxes in entries:
            for parts in {box.parts for box in boxes}:
                self._held.setdefault((key, parts), []).append((rule, boxes))
        for many in self._held.values():
            many.sort(key=lambda entry: -_width(entry[1]))

    def than(self, key: Hashable, rule: RuleView, boxes: Sequence[Box]) -> Iterator[RuleView]:
        """The other rules under the key that fire whenever this one does, the widest first."""
        if not boxes or len(boxes[0].parts) > _MOST_PARTS:
            return
        seen = set()
        for parts in _subsets(boxes[0].parts):
            for other, theirs in self._held.get((key, parts), ())[:_MOST_TRIED]:
                if other is not rule and id(other) not in seen and follows(boxes, theirs):
                    seen.add(id(other))
                    yield other


def _subsets(parts: frozenset[Hashable]) -> Iterator[frozenset[Hashable]]:
    for size in range(len(parts) + 1):
        yield from map(frozenset, combinations(parts, size))


def _width(boxes: Sequence[Box]) -> float:
    """How wide the first range of the first box is; an open end counts as very wide."""
    held = next(iter(boxes[0].ranges.values()), None) if boxes else None
    if held is None or held.low is None or held.high is None:
        return float("inf")
    return float(held.high - held.low)
