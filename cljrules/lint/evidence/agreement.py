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
        if subject.is_single and pack.nature(subject.main) in ("age", "size") and not pack.is_room(subject.main):
            if (clue := _of_size(site, subject, way, rule, pack)) is not None:
                return [clue]
            continue
        trouble = pack.trouble(subject) or pack.owed_share(subject)
        if not trouble or is_guard(site, subject, rule, pack):
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


def _of_size(site: Site, subject: Subject, way: int, rule: RuleView, pack: PackView) -> Clue | None:
    """Trouble counts soon in a loan's life and where much is at stake; good standing goes with long experience."""
    others = set(dict(_others(site, subject, rule, pack)).values())
    age = pack.nature(subject.main) == "age"
    if len(others) != 1 or (not age and (others == {-1} or not _is_large(site, rule))):
        return None
    asked = "trouble" if others == {1} else "good standing"
    usual = -1 if age and others == {1} else 1
    goes = "goes with long experience" if usual > 0 and age else "counts soon" if age else "counts where much is owed"
    text = f"the rule's other comparisons ask for {asked}, which {goes}"
    return Clue("agreement", -1.0 if way == usual else 1.0, text)


def _is_large(site: Site, rule: RuleView) -> bool:
    """Whether an amount is bounded by more than nothing."""
    said = [
        bounded((item, wanted), None)
        for branch in rule.branches or ()
        for item, wanted in branch
        if isinstance(item, Compare) and item.site is site
    ]
    return any(bound is not None and bound[2] > 0 for bound in said)


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
        # two multiples of one amount are the ends of a band
        if said is None or said[0].keys & subject.keys:
            continue
        trouble = pack.trouble(said[0])
        if not trouble or (item.site is not None and is_guard(item.site, said[0], rule, pack)):
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
