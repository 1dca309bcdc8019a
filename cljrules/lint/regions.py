"""Stretches of the number line that comparisons select.

A comparison of one place, or of one fixed mixture of places, is a `Subject` against a bound. Takes comparisons and the
catalogue, gives ranges; says nothing of what is plausible.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from cljrules.lint.conditions import MIRRORED, Branch, Compare, Site, Subject, stated
from cljrules.lint.terms import as_fraction
from cljrules.stdlib.catalogue import Catalogue
from cljrules.stdlib.catalogue.places import member_of

#: The way in which an operator bounds a number from one side: 1 for large numbers, -1 for small ones, 0 for neither.
WAY = {">": 1, ">=": 1, "<": -1, "<=": -1, "==": 0, "/=": 0}


@dataclass(frozen=True)
class Range:
    """Numbers from `low` to `high`; an end that is None is open to infinity, `*_in` says whether an end belongs."""

    low: Fraction | None = None
    low_in: bool = True
    high: Fraction | None = None
    high_in: bool = True

    @property
    def is_empty(self) -> bool:
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and not (self.low_in and self.high_in))

    def meet(self, other: Range) -> Range:
        """The numbers in both."""
        low, low_in = self.low, self.low_in
        if other.low is not None and (low is None or other.low > low or (other.low == low and not other.low_in)):
            low, low_in = other.low, other.low_in
        high, high_in = self.high, self.high_in
        if other.high is not None and (high is None or other.high < high or (other.high == high and not other.high_in)):
            high, high_in = other.high, other.high_in
        return Range(low, low_in, high, high_in)

    def covers(self, other: Range) -> bool:
        """Whether every number of another range is in this one."""
        if self.low is not None and (
            other.low is None or other.low < self.low or (other.low == self.low and other.low_in and not self.low_in)
        ):
            return False
        return self.high is None or (
            other.high is not None
            and (other.high < self.high or (other.high == self.high and (self.high_in or not other.high_in)))
        )


def bounded(literal: tuple[Compare, bool], flipped: Site | None) -> tuple[Subject, str, Fraction] | None:
    """A comparison that has to hold, or not to hold, as `subject operator bound`; None where nothing of a loan is
    compared.
    """
    compare = literal[0]
    if compare.subject is None:
        return None
    operator = stated(literal, flipped)
    return compare.subject, MIRRORED[operator] if compare.mirrored else operator, compare.bound


def domain(subject: Subject, catalogue: Catalogue) -> tuple[Range, bool]:
    """The numbers that a subject can be, and whether they are whole."""
    members = [member_of(catalogue, key) for key in subject.keys]
    whole = all(member is not None and member.type in ("integer", "date") for member in members)
    whole = whole and all(part.denominator == 1 for _, part in subject.parts)
    member = members[0] if subject.is_single else None
    if member is None or member.type == "date":
        return Range(), whole
    low, high = (None if end is None else as_fraction(end) for end in (member.min, member.max))
    return Range(low, True, high, True), whole


def range_of(operator: str, bound: Fraction, whole: bool) -> Range:
    """The numbers that satisfy `operator bound`; of whole numbers the nearest ones stand for the bound."""
    if operator == "==":
        return Range(bound, True, bound, True)
    if operator in (">", ">="):
        if whole:
            bound = Fraction(floor(bound) + 1 if operator == ">" else ceil(bound))
        return Range(low=bound, low_in=whole or operator == ">=")
    if operator in ("<", "<="):
        if whole:
            bound = Fraction(ceil(bound) - 1 if operator == "<" else floor(bound))
        return Range(high=bound, high_in=whole or operator == "<=")
    return Range()


def bounds_in(branch: Branch, subject: Subject, flipped: Site | None) -> list[tuple[Compare, str, Fraction]]:
    """What a branch says of one subject."""
    found = []
    for item, wanted in branch:
        if isinstance(item, Compare) and item.subject == subject:
            said = bounded((item, wanted), flipped)
            if said is not None:
                found.append((item, said[1], said[2]))
    return found


def way_in(branch: Branch, subject: Subject, flipped: Site | None) -> int:
    """The side to which a branch leaves a subject open: 1 up, -1 down, 0 where it is bounded on both or neither."""
    ways = {WAY[operator] for _, operator, _ in bounds_in(branch, subject, flipped)}
    if ways == {1, 0} or ways == {-1, 0} or 0 in ways:
        return 0
    return ways.pop() if len(ways) == 1 else 0
