"""The comparisons of one rule among themselves: signs of trouble are looked for together, as are signs of health."""

from __future__ import annotations

from collections.abc import Iterator

from cljrules.lint.clues import Clue
from cljrules.lint.conditions import Branch, Compare, Site, Subject
from cljrules.lint.evidence.polarity import is_guard
from cljrules.lint.regions import WAY, bounded
from cljrules.lint.views import PackView, RuleView


def weigh(site: Site, rule: RuleView, pack: PackView) -> list[Clue]:
    """Compare what a comparator asks for, trouble or health, with what the others of the rule ask for."""
    for subject, way in rule.sides.get(site, ()):
        if pack.nature(subject.main) == "age" and set(dict(_others(site, subject, rule, pack)).values()) == {-1}:
            text = "the rule's other comparisons ask for good standing, which goes with long experience"
            return [Clue("agreement", -1.0 * way, text)]
        trouble = pack.trouble(subject) or pack.owed_share(subject)
        if not trouble or is_guard(site, subject, rule):
            continue
        mine = way * trouble
        asked_by = dict(_others(site, subject, rule, pack))
        others = set(asked_by.values())
        if others == {mine}:
            return [Clue("agreement", -0.75, "the rule's other comparisons ask for the same")]
        if others == {-mine}:
            asked = "trouble" if mine < 0 else "good standing"
            return [
                Clue(
                    "agreement",
                    1.0 if len(asked_by) == 1 else 2.0,
                    f"the rule's other comparisons ask for signs of {asked}",
                )
            ]
    return []


def _others(site: Site, subject: Subject, rule: RuleView, pack: PackView) -> Iterator[tuple[Subject, int]]:
    for branch in rule.branches or ():
        yield from _asked(site, subject, branch, rule, pack)


def _asked(
    site: Site, subject: Subject, branch: Branch, rule: RuleView, pack: PackView
) -> Iterator[tuple[Subject, int]]:
    for item, wanted in branch:
        if not isinstance(item, Compare) or item.site is site:
            continue
        said = bounded((item, wanted), None)
        if said is None or said[0] == subject:
            continue
        trouble = pack.trouble(said[0])
        if not trouble or (item.site is not None and is_guard(item.site, said[0], rule)):
            continue
        way = WAY[said[1]]
        if way > 0 and (said[2] > 0 or not said[0].is_single):
            # the lower end of a band asks for trouble as much as a bound without an upper end
            yield said[0], trouble
        elif (way < 0 and not _is_band(branch, said[0])) or (said[1] == "==" and said[2] == 0):
            yield said[0], -trouble


def _is_band(branch: Branch, subject: Subject) -> bool:
    ways = {
        WAY[said[1]]
        for item, wanted in branch
        if isinstance(item, Compare) and (said := bounded((item, wanted), None)) is not None and said[0] == subject
    }
    return ways >= {1, -1}
