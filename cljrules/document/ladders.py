"""Ladders: rules that divide one figure among them, as stretches of a line.

Takes a pack's criteria as trees, gives for each figure that several rules bound the stretches that each takes. Says
nothing of how they are drawn.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from fractions import Fraction

from cljrules.explain.values import in_unit
from cljrules.lint.conditions import Branch, Compare, Subject
from cljrules.lint.regions import Range, bounds_in, domain, range_of
from cljrules.lint.views import PackView, RuleView
from cljrules.stdlib.catalogue import Catalogue
from cljrules.stdlib.catalogue.places import member_of


@dataclass(frozen=True, slots=True)
class Rung:
    """A rule and the stretches of the figure on which it can fire, other conditions apart. `stance` is adverse, relief
    or neutral.
    """

    kind: str
    rule: str
    stance: str
    stretches: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class Ladder:
    """A figure that several rules bound. `label` names it, `unit` is the catalogue's; `low` and `high` are the ends of
    what it can be.
    """

    label: str
    unit: str | None
    low: Fraction | None
    high: Fraction | None
    rungs: tuple[Rung, ...]
    part: str = ""

    @property
    def title(self) -> str:
        """The heading of its chart."""
        return f"By {self.label}" + (f" ({self.part})" if self.part else "")

    @property
    def bounds(self) -> tuple[Fraction, ...]:
        """Every bound that a rule gives, in order."""
        ends = {
            end
            for rung in self.rungs
            for stretch in rung.stretches
            for end in (stretch.low, stretch.high)
            if end is not None
        }
        return tuple(sorted(ends))

    def shown(self, bound: Fraction) -> str:
        """A bound with its unit."""
        return in_unit(bound if bound.denominator > 1 else int(bound), self.unit)

    def said(self, rung: Rung) -> str:
        """The stretches of a rule in words."""
        return " or ".join(_said(stretch, self) for stretch in rung.stretches)


def parts(ladder: Ladder, most: int = 36) -> tuple[Ladder, ...]:
    """A ladder as charts that can be taken in, `most` rules each, in evaluation order."""
    rungs = ladder.rungs
    if len(rungs) <= most:
        return (ladder,)
    made = (rungs[start : start + most] for start in range(0, len(rungs), most))
    return tuple(
        replace(ladder, rungs=some, part=f"{at} of {-(-len(rungs) // most)}") for at, some in enumerate(made, 1)
    )


def around(ladder: Ladder, rule: str, most: int = 16) -> Ladder:
    """The rules of a ladder that stand nearest to one in evaluation order."""
    if len(ladder.rungs) <= most:
        return ladder
    at = next(number for number, rung in enumerate(ladder.rungs) if rung.rule == rule)
    start = min(max(0, at - most // 2), len(ladder.rungs) - most)
    return replace(ladder, rungs=ladder.rungs[start : start + most], part=f"{most} of {len(ladder.rungs)} rules")


def _said(stretch: Range, ladder: Ladder) -> str:
    low = (
        f"{'at least' if stretch.low_in else 'more than'} {ladder.shown(stretch.low)}"
        if stretch.low is not None
        else ""
    )
    high = (
        f"{'at most' if stretch.high_in else 'less than'} {ladder.shown(stretch.high)}"
        if stretch.high is not None
        else ""
    )
    if stretch.low is not None and stretch.low == stretch.high:
        return f"exactly {ladder.shown(stretch.low)}"
    return " and ".join(part for part in (low, high) if part) or "any"


def ladders_of(view: PackView) -> tuple[Ladder, ...]:
    """The ladders of a pack, those with the most rules first."""
    found: dict[Subject, list[Rung]] = defaultdict(list)
    for rule in view.rules:
        for subject in _subjects(rule):
            stretches = _stretches(rule, subject)
            if stretches:
                found[subject].append(Rung(rule.kind, rule.name, rule.stance, stretches))
    made = (_ladder(subject, rungs, view.catalogue) for subject, rungs in found.items())
    kept = [ladder for ladder in made if ladder is not None and len(ladder.rungs) > 1]
    return tuple(sorted(kept, key=lambda ladder: -len(ladder.rungs)))


def _subjects(rule: RuleView) -> list[Subject]:
    bounding = (
        item.subject
        for branch in rule.branches or ()
        for item, _ in branch
        if isinstance(item, Compare) and item.subject is not None
    )
    return list(dict.fromkeys(bounding))


def _stretches(rule: RuleView, subject: Subject) -> tuple[Range, ...]:
    """Where a rule can fire: one stretch for each way in which its criteria hold."""
    found = dict.fromkeys(_stretch(branch, subject) for branch in rule.branches or ())
    whole = Range()
    stretches = [stretch for stretch in found if not stretch.is_empty]
    if not stretches or stretches == [whole]:
        return ()
    return (whole,) if whole in stretches else tuple(sorted(stretches, key=lambda s: (s.low is not None, s.low or 0)))


def _stretch(branch: Branch, subject: Subject) -> Range:
    total = Range()
    for _, operator, bound in bounds_in(branch, subject, None):
        total = total.meet(range_of(operator, bound, whole=False))
    return total


def _ladder(subject: Subject, rungs: list[Rung], catalogue: Catalogue) -> Ladder | None:
    named = _named(subject, catalogue)
    if named is None:
        return None
    label, unit = named
    limits, _ = domain(subject, catalogue)
    shown = tuple(rung for rung in rungs if rung.stretches != (Range(),))
    return Ladder(label, unit, limits.low, limits.high, shown)


def _named(subject: Subject, catalogue: Catalogue) -> tuple[str, str | None] | None:
    """What a figure is called, and its unit; None for a mixture that has no name."""
    if subject.is_single:
        member = member_of(catalogue, subject.main)
        if member is None or member.type == "date":
            return None
        variable, *keys = subject.main.split(".")
        label = catalogue.variables[variable].label
        inside = " ".join(key.lower().replace("-", " ") for key in reversed(keys))
        return (f"{inside} of {label}" if inside else label), member.unit
    if len(subject.parts) != 2 or sorted(part for _, part in subject.parts) != [-1, 1]:
        return None
    members = {key: member_of(catalogue, key) for key, _ in subject.parts}
    if any(member is None or member.type != "date" for member in members.values()):
        return None
    later = next(key for key, part in subject.parts if part == 1)
    earlier = next(key for key, part in subject.parts if part == -1)
    labels = catalogue.variables
    if later not in labels or earlier not in labels:
        return None
    return f"days from {labels[earlier].label} to {labels[later].label}", "days"
