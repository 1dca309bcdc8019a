"""The nearest loans on both sides of a comparator, as a reader can check them.

Takes a comparator and its rule, gives sentences; every loan named was tried in the reference evaluator. Where none is
found nothing is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from cljrules.lint.conditions import Branch, Compare, Is, Site, Subject
from cljrules.lint.reach import CENT, brought, nearest_in, worth
from cljrules.lint.regions import bounded, bounds_in, domain, range_of
from cljrules.lint.views import PackView, RuleView
from cljrules.stdlib.catalogue import sample_loan
from cljrules.stdlib.catalogue.places import changed, told


def witnesses(site: Site, rule: RuleView, pack: PackView) -> tuple[str, ...]:
    """A loan on which the rule fires as written, and the nearest one on which it does not."""
    criteria = pack.prepared(rule.criteria)
    as_of = date.fromisoformat(pack.catalogue.sample.as_of)
    for branch in rule.branches or () if criteria is not None else ():
        for compare, subject, inside, outside in _edges(branch, site, pack):
            changes = _fitting(branch, subject, pack)
            found = []
            for number, wanted in ((inside, True), (outside, False)):
                values = {**changes, **_brought(subject, number, pack, changes)}
                loan = changed(sample_loan(), values)
                assert criteria is not None
                decision = criteria.decide(loan, as_of)
                if decision.error is not None or decision.fires is not wanted or compare.subject is None:
                    break
                found.append(("fires on " if wanted else "does not fire on ") + told(values))
            if len(found) == 2:
                return tuple(found)
    return ()


def _edges(branch: Branch, site: Site, pack: PackView) -> list[tuple[Compare, Subject, Fraction, Fraction]]:
    """For each comparison of a site the numbers just inside and just outside what it selects."""
    found = []
    for item, wanted in branch:
        if not isinstance(item, Compare) or item.site is not site:
            continue
        said = bounded((item, wanted), None)
        if said is None:
            continue
        subject, operator, bound = said
        _, whole = domain(subject, pack.catalogue)
        step = Fraction(1) if whole else CENT
        away = step if operator in (">", ">=") else -step
        inside, outside = (bound + away, bound) if operator in (">", "<") else (bound, bound - away)
        found.append((item, subject, inside, outside))
    return found


def _fitting(branch: Branch, apart: Subject, pack: PackView) -> dict[str, Any]:
    """Values that satisfy the rest of a branch, as near to the sample loan's as can be."""
    found: dict[str, Any] = {}
    for item, wanted in branch:
        if isinstance(item, Is):
            if wanted:
                found[item.key] = item.value
        elif isinstance(item, Compare) and item.subject is not None and item.subject != apart:
            total, whole = domain(item.subject, pack.catalogue)
            for _, operator, bound in bounds_in(branch, item.subject, None):
                total = total.meet(range_of(operator, bound, whole))
            now = worth(item.subject, sample_loan(), pack.catalogue)
            number = nearest_in(total, now, Fraction(1) if whole else CENT)
            found.update(_brought(item.subject, number, pack, found))
    return found


def _brought(subject: Subject, number: Fraction, pack: PackView, changes: Mapping[str, Any]) -> dict[str, Any]:
    return brought(subject, number, changed(sample_loan(), changes), pack.catalogue)
