"""What the rules of a pack have in common: kinds, bounds, and things that one does and another undoes.

Made once for each pack, each part on first use.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from cljrules.lint.conditions import Compare, Site, Subject
from cljrules.lint.regions import bounded

if TYPE_CHECKING:
    from cljrules.lint.views import PackView, RuleView


class Index:
    """What the rules of a pack have in common, worked out once."""

    def __init__(self, pack: PackView) -> None:
        self._pack = pack

    @cached_property
    def sides(self) -> Mapping[tuple[str, Subject], Counter[int]]:
        """For each kind of rule and subject how many rules leave the subject open to each one side."""
        found: dict[tuple[str, Subject], Counter[int]] = defaultdict(Counter)
        for rule in self._pack.rules:
            for subject, way in rule.ways.items():
                if way:
                    found[kind_of(rule), subject][way] += 1
        return found

    @cached_property
    def bounds(self) -> Mapping[tuple[Subject, Fraction], list[tuple[RuleView, str, Site]]]:
        """For each subject and bound the comparators that use it."""
        found: dict[tuple[Subject, Fraction], list[tuple[RuleView, str, Site]]] = defaultdict(list)
        for rule in self._pack.rules:
            seen: set[tuple[Subject, Fraction, str]] = set()
            for branch in rule.branches or ():
                for item, wanted in branch:
                    if isinstance(item, Compare) and item.site is not None:
                        said = bounded((item, wanted), None)
                        if said is not None and (said[0], said[2], said[1]) not in seen:
                            seen.add((said[0], said[2], said[1]))
                            found[said[0], said[2]].append((rule, said[1], item.site))
        return found

    @cached_property
    def doing(self) -> Mapping[Deed, list[RuleView]]:
        """The rules by what they do."""
        found: dict[Deed, list[RuleView]] = defaultdict(list)
        for rule in self._pack.rules:
            for deed in deeds(rule):
                found[deed].append(rule)
        return found

    @cached_property
    def common(self) -> frozenset[tuple[str, str]]:
        """What a third of the rules or more ask of a place's text."""
        asked = Counter((key, text) for rule in self._pack.rules for key, texts in rule.asked.items() for text in texts)
        return frozenset(pair for pair, number in asked.items() if 3 * number >= len(self._pack.rules))


def kind_of(rule: RuleView) -> str:
    """Rules of one kind do like things to the borrower."""
    if rule.stance != "neutral" or rule.kind != "rule":
        return f"{rule.kind} {rule.stance}"
    if rule.is_kind:
        return "kind"
    return "undoing" if rule.only_undoes else "doing"


class Deed(NamedTuple):
    """Something that a rule does to an account, and what undoes it: a title given or taken away, a status entered or
    left for another.
    """

    gives: bool
    kind: str
    thing: str

    @property
    def opposite(self) -> Deed:
        return Deed(not self.gives, self.kind, self.thing)


def deeds(rule: RuleView) -> list[Deed]:
    """What a rule adds to, or removes from, an account, and the statuses that it sets or ends."""
    found = []
    for option, texts in rule.titles.items():
        what, _, kind = option.partition("-")
        if what in ("add", "remove") and kind:
            found += [Deed(what == "add", kind, text) for text in texts]
        elif option in rule.asked:
            found += [Deed(True, option, text) for text in texts]
            found += [Deed(False, option, text) for text in rule.asked[option] if text not in texts]
    return found
