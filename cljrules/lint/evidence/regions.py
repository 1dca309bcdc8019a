"""What is left of the number line: conditions that never hold, always hold, or say nothing beside another."""

from __future__ import annotations

from cljrules.lint.clues import Clue
from cljrules.lint.conditions import Branch, Compare, Site, Subject
from cljrules.lint.regions import Range, bounds_in, domain, range_of
from cljrules.lint.views import PackView, RuleView

_NEVER, _ALWAYS, _IDLE = "never", "always", "idle"
_BADNESS = {_NEVER: 5.0, _ALWAYS: 4.0, _IDLE: 4.0, "": 0.0}


def weigh(site: Site, rule: RuleView, pack: PackView) -> list[Clue]:
    """Compare the stretch that the criteria select as written with the one after turning the comparator round."""
    written, turned = (_worst(site, rule, pack, flipped) for flipped in (None, site))
    weight = _BADNESS[written[0]] - 0.9 * _BADNESS[turned[0]]
    if weight > 0.5:
        return [Clue("regions", weight, written[1])]
    if weight < -0.5:
        return [Clue("regions", weight, f"turned round, {turned[1]}")]
    return []


def _worst(site: Site, rule: RuleView, pack: PackView, flipped: Site | None) -> tuple[str, str]:
    found: list[tuple[str, str]] = [("", "")]
    subjects = {compare.subject for compare in rule.compares if compare.site is site and compare.subject is not None}
    for branch in rule.branches or ():
        if any(isinstance(item, Compare) and item.site is site for item, _ in branch):
            found += [_defect(branch, subject, site, pack, flipped) for subject in subjects]
    return max(found, key=lambda defect: _BADNESS[defect[0]])


def _defect(branch: Branch, subject: Subject, site: Site, pack: PackView, flipped: Site | None) -> tuple[str, str]:
    whole, is_whole = domain(subject, pack.catalogue)
    said = bounds_in(branch, subject, flipped)
    ranges = [(compare, range_of(operator, bound, is_whole)) for compare, operator, bound in said]
    own = [meets for compare, meets in ranges if compare.site is site]
    if not own:
        return "", ""
    name = f"`{pack.name_of(subject)}`"
    total = whole
    for _, meets in ranges:
        total = total.meet(meets)
    if total.is_empty:
        return _NEVER, f"no loan can satisfy what the criteria ask of {name}"
    if all(meets.covers(whole) for meets in own) and whole != Range():
        return _ALWAYS, f"the comparison of {name} holds for every loan"
    others = [(compare, meets) for compare, meets in ranges if compare.site is not site]
    for compare, meets in others:
        for mine in own:
            if meets.covers(mine.meet(whole)) or mine.covers(meets.meet(whole)):
                return _IDLE, f"beside {compare.call_text()} one of the two comparisons of {name} says nothing"
    return "", ""
