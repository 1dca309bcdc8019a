"""The steps of a ladder: rules that put an account into one list and take it off another, and so part the loans."""

from __future__ import annotations

from collections.abc import Iterator

from cljrules.lint.clues import Clue
from cljrules.lint.conditions import Site, Subject
from cljrules.lint.index import deeds
from cljrules.lint.regions import Range, bounds_in, domain, range_of
from cljrules.lint.views import PackView, RuleView

#: Steps that exclude each other both ways, and a step that follows another.
_BOTH, _NEXT = 2.5, 1.5


def weigh(site: Site, rule: RuleView, pack: PackView) -> list[Clue]:
    """Compare the stretch that a step selects, as written and with the comparator turned round, with those of the steps
    that it excludes.
    """
    excluded = rule.kept("ladders", lambda: list(_excluded(rule, pack)))
    if not excluded:
        return []
    subjects = {compare.subject for compare in rule.compares if compare.site is site and compare.subject is not None}
    if len(subjects) != 1:
        return []
    (subject,) = subjects
    written, turned = (_stretch(rule, subject, pack, flipped) for flipped in (None, site))
    if written is None or turned is None:
        return []
    for other, both in excluded:
        theirs = _stretch(other, subject, pack, None)
        if theirs is None or theirs == Range():
            continue
        clash, clashes = (_do_clash(mine, theirs, both) for mine in (written, turned))
        weight = _BOTH if both else _NEXT
        if clash and not clashes:
            name = pack.name_of(subject)
            return [Clue("ladders", weight, f"`{other.name}` is another step and selects some of the same `{name}`")]
        if clashes and not clash:
            return [Clue("ladders", -weight, f"`{other.name}` is another step and selects what this one leaves")]
    return []


def _excluded(rule: RuleView, pack: PackView) -> Iterator[tuple[RuleView, bool]]:
    """The steps whose effect a rule takes back while it has one of its own, and whether they take back that as well."""
    mine = deeds(rule)
    if not any(deed.gives for deed in mine):
        return
    for deed in mine:
        for other in pack.index.doing.get(deed.opposite, ()) if not deed.gives else ():
            if other is not rule and any(theirs.gives for theirs in deeds(other)):
                yield other, any(not theirs.gives and theirs.opposite in mine for theirs in deeds(other))


def _stretch(rule: RuleView, subject: Subject, pack: PackView, flipped: Site | None) -> Range | None:
    """What a rule with one way to hold selects of a subject; None for any other rule."""
    if rule.branches is None or len(rule.branches) != 1:
        return None
    whole, is_whole = domain(subject, pack.catalogue)
    found = whole
    bounds = bounds_in(rule.branches[0], subject, flipped)
    for _, operator, bound in bounds:
        found = found.meet(range_of(operator, bound, is_whole))
    return found if bounds else Range()


def _do_clash(mine: Range, theirs: Range, both: bool) -> bool:
    """Whether two steps want the same loans: any at all, or for a step that follows another not all of its own."""
    shared = mine.meet(theirs)
    return not shared.is_empty and (both or not theirs.covers(mine))
