"""What figures of loans look like: guards, balances and ages that nobody compares the other way."""

from __future__ import annotations

from fractions import Fraction

from cljrules.lint.clues import Clue
from cljrules.lint.conditions import Compare, Site
from cljrules.lint.regions import Subject, bounded
from cljrules.lint.terms import as_fraction, member_of, number_at
from cljrules.lint.views import PackView, RuleView
from cljrules.stdlib.catalogue import sample_loan


def weigh(site: Site, rule: RuleView, pack: PackView) -> list[Clue]:
    """Compare the comparison with what its bound usually is for."""
    for branch in rule.branches or ():
        for item, wanted in branch:
            if isinstance(item, Compare) and item.site is site:
                said = bounded((item, wanted), None)
                if said is not None and (clue := _judged(*said, pack)) is not None:
                    return [clue]
    return []


def _judged(subject: Subject, operator: str, bound: Fraction, pack: PackView) -> Clue | None:
    if not subject.is_single:
        return None
    key = subject.main
    if bound == 0 and _is_balance(key, pack):
        if operator == "<":
            return Clue("domain", 2.5, f"`{key}` is below zero only when the lender owes the borrower")
        if operator == ">":
            return Clue("domain", -2.0, f"`{key}` above zero asks whether anything is owed")
        if operator == ">=":
            return Clue("domain", 1.5, f"`{key}` is hardly ever below zero, so that this selects nearly every loan")
        return Clue("domain", -1.5, f"`{key}` of zero asks whether nothing is owed")
    if pack.nature(key) == "age" and 0 < bound <= 14 and _is_long(key, bound):
        if operator in (">", ">="):
            return Clue("domain", 1.5, f"nearly every account has a larger `{key}` than {bound}")
        return Clue("domain", -1.5, f"`{key}` within {bound} selects new accounts")
    return None


def _is_balance(key: str, pack: PackView) -> bool:
    """Whether a place holds what a borrower owes in all, which can be below zero."""
    member = member_of(pack.catalogue, key)
    if member is None or member.type != "money" or member.min is not None or member.worse != "none":
        return False
    return (number_at(sample_loan(), key) or 0) > 0


def _is_long(key: str, bound: Fraction) -> bool:
    healthy = number_at(sample_loan(), key)
    return healthy is not None and as_fraction(healthy) > 10 * bound
