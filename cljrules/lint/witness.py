"""The nearest loans on both sides of a comparator, as a reader can check them.

Takes a comparator and its rule, gives sentences; every loan named was tried in the reference evaluator. Where none is
found nothing is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cljrules.lint.conditions import Branch, Compare, Is, Site, Subject
from cljrules.lint.regions import Range, bounded, bounds_in, domain, range_of
from cljrules.lint.terms import day_number, number_at
from cljrules.lint.views import PackView, RuleView
from cljrules.stdlib.catalogue import load, sample_loan
from cljrules.stdlib.catalogue.places import changed, member_of, told

_CENT = Fraction(1, 100)


def witnesses(site: Site, rule: RuleView, pack: PackView) -> tuple[str, ...]:
    """A loan on which the rule fires as written, and the nearest one on which it does not."""
    criteria = pack.prepared(rule.criteria)
    as_of = date.fromisoformat(pack.catalogue.sample.as_of)
    for branch in rule.branches or () if criteria is not None else ():
        for compare, subject, inside, outside in _edges(branch, site, pack):
            changes = _fitting(branch, subject, pack)
            found = []
            for number, wanted in ((inside, True), (outside, False)):
                values = {**changes, **_set(subject, number, pack, changes)}
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
        step = Fraction(1) if whole else _CENT
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
            found.update(_set(item.subject, _within(total, item.subject, whole), pack, found))
    return found


def _within(total: Range, subject: Subject, whole: bool) -> Fraction:
    step = Fraction(1) if whole else _CENT
    now = _worth(subject, {})
    if total.low is not None and (now < total.low or (now == total.low and not total.low_in)):
        return total.low if total.low_in else total.low + step
    if total.high is not None and (now > total.high or (now == total.high and not total.high_in)):
        return total.high if total.high_in else total.high - step
    return now


def _worth(subject: Subject, changes: Mapping[str, Any]) -> Fraction:
    loan = changed(sample_loan(), changes)
    return sum((part * _number(loan, key) for key, part in subject.parts), Fraction(0))


def _number(loan: Mapping[str, Any], key: str) -> Fraction:
    """A loan's number at a place; for a date that is not there the business date's."""
    number = number_at(loan, key)
    if number is not None:
        return number
    catalogue = load()
    member = member_of(catalogue, key)
    today = day_number(catalogue.sample.as_of) if member is not None and member.type == "date" else None
    return today or Fraction(0)


def _set(subject: Subject, number: Fraction, pack: PackView, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The one change that brings a subject to a number."""
    key, part = next((pair for pair in subject.parts if pair[0] != pack.catalogue.sample.today), subject.parts[0])
    rest = _worth(subject, changes) - part * _number(changed(sample_loan(), changes), key)
    wanted = (number - rest) / part
    member = member_of(pack.catalogue, key)
    kind = member.type if member is not None else ""
    if kind == "integer":
        return {key: int(wanted)}
    if kind == "date":
        return {key: date.fromordinal(max(1, int(wanted))).isoformat()}
    if kind in ("money", "rate", "percent", "number"):
        return {key: (Decimal(wanted.numerator) / Decimal(wanted.denominator)).quantize(Decimal("0.01"))}
    return {}
