"""The side to which the criteria leave a variable open, against what the actions are justified by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cljrules.lint.clues import Clue
from cljrules.lint.conditions import Compare, Site, Subject
from cljrules.lint.regions import bounded
from cljrules.lint.views import PackView, RuleView
from cljrules.stdlib.catalogue.places import member_of

_WORDS = {1: "larger", -1: "smaller"}


class Expected(NamedTuple):
    """The side that a rule should leave open, how sure that is, and why."""

    way: int
    weight: float
    why: str


def weigh(site: Site, rule: RuleView, pack: PackView) -> list[Clue]:
    """Compare the side that is left open with the side that the rule's actions call for; bands say nothing here."""
    found = []
    for subject, way in rule.sides.get(site, ()):
        if is_guard(site, subject, rule, pack):
            continue
        if (clue := _of_waiting(subject, way, rule, pack)) is not None:
            found.append(clue)
        for key, part in subject.parts:
            expected = expectation(rule, key, pack, subject)
            if expected is None:
                continue
            seen = way if part > 0 else -way
            if seen == expected.way:
                weight = expected.weight if expected.weight > 1 else expected.weight / 2
                found.append(Clue("polarity", -weight, expected.why))
            else:
                text = f"{expected.why}; this selects {_WORDS[seen]} values"
                found.append(Clue("polarity", expected.weight, text))
    return [max(found, key=lambda clue: abs(clue.weight))] if found else []


def _of_waiting(subject: Subject, way: int, rule: RuleView, pack: PackView) -> Clue | None:
    """Steps against the borrower are taken when enough days have gone by since something happened."""
    if rule.stance != "adverse" or not pack.is_days_since(subject):
        return None
    text = "steps against the borrower wait until enough days have gone by"
    return Clue("polarity", -1.25 if way > 0 else 1.25, text)


def is_guard(site: Site, subject: Subject, rule: RuleView, pack: PackView) -> bool:
    """Whether the comparator, either way round, only asks whether there is something at all."""
    if not subject.is_single or pack.is_room(subject.main):
        return False
    for branch in rule.branches or ():
        for item, wanted in branch:
            if isinstance(item, Compare) and item.site is site:
                said = bounded((item, wanted), None)
                if said is not None and said[2] == 0 and said[1] in (">", "<") and said[0] == subject:
                    return True
    return False


def expectation(rule: RuleView, key: str, pack: PackView, subject: Subject) -> Expected | None:
    """What a rule's actions call for in one place, None where they do not care."""
    named = list(_named(rule, key))
    if named:
        best = [expected for expected in named if expected.weight == named[0].weight]
        return best[0] if len({expected.way for expected in best}) == 1 else None
    return _by_stance(rule, key, pack, subject)


def _named(rule: RuleView, key: str) -> Iterator[Expected]:
    for leaning in rule.leanings:
        way = leaning.way(key)
        if way:
            doc = leaning.doc.partition(";")[0].partition(":")[0].rstrip(".")
            does = f"the rule {doc[:1].lower()}{doc[1:]}" if doc else f"the rule does `{leaning.call.name}`"
            weight = 2.5 + 0.25 * min(leaning.severity, 4)
            yield Expected(way, weight, f"{does}, which a {_WORDS[way]} `{key}` justifies")


def _by_stance(rule: RuleView, key: str, pack: PackView, subject: Subject) -> Expected | None:
    nature = pack.nature(key)
    # a use that names the place as a driver without saying which way has no direction
    if rule.stance != "neutral" and any(
        key in leaning.drivers and leaning.stance == rule.stance for leaning in rule.leanings
    ):
        return None
    if rule.stance == "adverse":
        if nature == "trouble":
            return Expected(1, 2.25, f"the rule acts against the borrower, for which `{key}` should be large")
        if nature == "merit":
            return Expected(-1, 1.75, f"the rule acts against the borrower, for which `{key}` should be small")
        if nature == "size" and subject.is_single:
            return Expected(1, 1.25, "steps against the borrower are rarely kept for small amounts")
    if rule.stance == "relief" and rule.kind == "scenario" and nature == "trouble":
        return Expected(-1, 1.25, f"lenient terms are for accounts with a small `{key}`")
    if rule.stance == "relief" and nature in ("trouble", "merit"):
        way = -1 if nature == "trouble" else 1
        size = _WORDS[way]
        member = member_of(pack.catalogue, key)
        # how much is at stake says less about who deserves relief than how late an account is
        weight = 0.75 if member is not None and member.type == "money" else 1.75
        return Expected(way, weight, f"the rule favours the borrower, for which `{key}` should be {size}")
    if rule.stance == "neutral" and nature == "trouble" and rule.kind == "rule" and not rule.is_kind:
        if rule.only_undoes:
            return Expected(-1, 1.25, f"rules that take something back answer to a small `{key}`")
        weight = 1.25 if all(call.name.startswith("checklist/") for call in rule.calls) else 1.0
        return Expected(1, weight, f"rules of this kind answer to a large `{key}`")
    return None
