"""What figures of loans look like: guards, balances and ages that nobody compares the other way."""

from __future__ import annotations

from fractions import Fraction

from cljrules.lint.clues import Clue
from cljrules.lint.conditions import Branch, Compare, Site, Subject
from cljrules.lint.regions import WAY, bounded, bounds_in
from cljrules.lint.terms import day_number, number_at
from cljrules.lint.views import PackView, RuleView
from cljrules.packs.model import Amount
from cljrules.stdlib.catalogue import sample_loan
from cljrules.stdlib.catalogue.places import member_of

#: Days that people count in; smaller numbers of days are as likely as not to be meant as they are.
_ROUND, _FEW = (10, 15), 8


def weigh(site: Site, rule: RuleView, pack: PackView) -> list[Clue]:
    """Compare the comparison with what its bound usually is for."""
    for branch in rule.branches or ():
        for item, wanted in branch:
            if isinstance(item, Compare) and item.site is site:
                said = bounded((item, wanted), None)
                if said is not None:
                    judged = (_judged(branch, *said, rule, pack), _at_an_edge(*said, pack))
                    return [clue for clue in judged if clue is not None]
    return []


def _at_an_edge(subject: Subject, operator: str, bound: Fraction, pack: PackView) -> Clue | None:
    """Days one short of a round number are written as the last that belong (`<= 59`) or do not (`> 59`), days one more
    as the first (`>= 61`, `< 61`); a single day is `< 1` or `>= 1`.
    """
    member = member_of(pack.catalogue, subject.main) if subject.is_single else None
    if member is None or member.unit != "days" or member.nilable or pack.nature(subject.main) != "trouble":
        return None
    if bound.denominator != 1:
        return None
    days = int(bound)
    if days == 1 or (days > _FEW and days % 7 and any((days - 1) % step == 0 for step in _ROUND)):
        usual = (">=", "<")
    elif days > _FEW and days % 7 and any((days + 1) % step == 0 for step in _ROUND):
        usual = ("<=", ">")
    else:
        return None
    text = f"a bound of {days} days goes with `{usual[0]}` or `{usual[1]}`"
    weight = 1.0 if days == 1 else 1.5
    return Clue("domain", -weight / 2 if operator in usual else weight, text)


def _judged(
    branch: Branch, subject: Subject, operator: str, bound: Fraction, rule: RuleView, pack: PackView
) -> Clue | None:
    if not subject.is_single:
        return _of_time(branch, subject, operator, bound, pack)
    key = subject.main
    if rule.kind == "rule" and rule.stance != "relief" and not rule.only_undoes and pack.is_balance(key) and bound > 0:
        healthy = number_at(sample_loan(), key) or 0
        if bound * 25 < healthy and not _is_expected_small(rule, key):
            weight = 1.75 if bound * 80 < healthy else 1.0
            way = 1 if operator in ("<", "<=") else -1
            return Clue("domain", way * weight, f"`{key}` below {bound} is hardly worth a step of this kind")
    if bound == 0 and pack.is_balance(key):
        if operator == "<" and key in _amounts(rule, pack):
            return Clue("domain", 5.0, f"the rule works with `{key}`, and nothing is done where it is below zero")
        if operator == "<":
            return Clue("domain", 2.5, f"`{key}` is below zero only when the lender owes the borrower")
        if operator == ">":
            return Clue("domain", -2.0, f"`{key}` above zero asks whether anything is owed")
        if operator == ">=":
            return Clue("domain", 1.5, f"`{key}` is hardly ever below zero, so that this selects nearly every loan")
        return Clue("domain", -1.5, f"`{key}` of zero asks whether nothing is owed")
    nature = pack.nature(key)
    if nature in ("age", "left"):
        return _of_age(key, 1 if operator in (">", ">=") else -1, bound, rule, nature)
    return None


def _amounts(rule: RuleView, pack: PackView) -> set[str | None]:
    """The variables that the rule's amounts are counted from."""
    amounts = [value for call in rule.calls for value in call.options.values() if isinstance(value, Amount)]
    return {pack.catalogue.amount_bases[amount.base].variable for amount in amounts if amount.base is not None}


def _is_expected_small(rule: RuleView, key: str) -> bool:
    return any(key in leaning.down for leaning in rule.leanings)


def _of_age(key: str, way: int, bound: Fraction, rule: RuleView, nature: str) -> Clue | None:
    """Small bounds on an age single out the new accounts, large ones the established."""
    healthy = number_at(sample_loan(), key)
    if healthy is None or healthy <= 0 or bound <= 0:
        return None
    weight = 0.0
    if bound * 10 <= healthy:
        weight = 2.0 if bound * 50 <= healthy or nature == "left" else 1.5
    elif bound * 5 >= 2 * healthy and nature == "age":
        weight = -2.0 if rule.stance == "relief" else -1.25
    if weight > 0:
        text = f"nearly every account has a larger `{key}` than {bound}"
    else:
        text = f"a `{key}` of {bound} is what established accounts have, and this selects the others"
    return Clue("domain", weight * way, text) if weight else None


def _of_time(branch: Branch, subject: Subject, operator: str, bound: Fraction, pack: PackView) -> Clue | None:
    """Days until a date to come are compared with a bound that they are within, not with one that they are beyond."""
    parts = dict(subject.parts)
    today = parts.pop(pack.catalogue.sample.today, None)
    if today is None or len(parts) != 1 or abs(today) != 1:
        return None
    ((key, part),) = parts.items()
    days = bound * part
    beyond = (WAY[operator] > 0) == (part > 0)
    known = number_at(sample_loan(), key)
    now = day_number(pack.catalogue.sample.as_of)
    if days > 0 and known is not None and now is not None and known > now:
        weight = 1.5 if beyond else -1.0
        return Clue("domain", weight, f"nearly every account has `{key}` more than {days} days ahead")
    if (
        days <= 0
        and known is not None
        and now is not None
        and known > now
        and len(bounds_in(branch, subject, None)) == 1
    ):
        weight = 1.25 if beyond else -0.75
        return Clue("domain", weight, f"`{key}` is still to come for nearly every account")
    return None
