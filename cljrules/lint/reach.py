"""What has to change on a loan for a comparison's subject to come to a number.

Takes a loan and gives changes; a loan is never changed. Whether criteria then hold is for an engine to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from cljrules.lint.conditions import Subject
from cljrules.lint.regions import Range
from cljrules.lint.terms import day_number, number_at
from cljrules.stdlib.catalogue import Catalogue
from cljrules.stdlib.catalogue.places import member_of

CENT: Final = Fraction(1, 100)


def worth(subject: Subject, loan: Mapping[str, Any], catalogue: Catalogue) -> Fraction:
    """The number that a subject has on a loan; a date that is not there counts as the business date."""
    return sum((part * _number(loan, key, catalogue) for key, part in subject.parts), Fraction(0))


def _number(loan: Mapping[str, Any], key: str, catalogue: Catalogue) -> Fraction:
    number = number_at(loan, key)
    if number is not None:
        return number
    member = member_of(catalogue, key)
    if member is None or member.type != "date":
        return Fraction(0)
    return number_at(loan, catalogue.sample.today) or day_number(catalogue.sample.as_of) or Fraction(0)


def brought(
    subject: Subject, number: Fraction, loan: Mapping[str, Any], catalogue: Catalogue, *, last: bool = False
) -> dict[str, Any]:
    """The one change that brings a subject to a number, of its first place or its `last`; none where that place cannot
    hold it.
    """
    movable = [pair for pair in subject.parts if pair[0] != catalogue.sample.today] or [*subject.parts]
    key, part = movable[-1 if last else 0]
    rest = worth(subject, loan, catalogue) - part * _number(loan, key, catalogue)
    wanted = (number - rest) / part
    member = member_of(catalogue, key)
    kind = member.type if member is not None else ""
    if kind == "integer":
        return {key: int(wanted)}
    if kind == "date":
        return {key: date.fromordinal(min(max(1, int(wanted)), date.max.toordinal())).isoformat()}
    if kind in ("money", "rate", "percent", "number"):
        return {key: (Decimal(wanted.numerator) / Decimal(wanted.denominator)).quantize(Decimal("0.01"))}
    return {}


def nearest_in(allowed: Range, now: Fraction, step: Fraction) -> Fraction:
    """The number of a range that is nearest to another."""
    if allowed.low is not None and (now < allowed.low or (now == allowed.low and not allowed.low_in)):
        return allowed.low if allowed.low_in else allowed.low + step
    if allowed.high is not None and (now > allowed.high or (now == allowed.high and not allowed.high_in)):
        return allowed.high if allowed.high_in else allowed.high - step
    return now
