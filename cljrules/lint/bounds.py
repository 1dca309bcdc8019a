"""What a place can hold, in words: why a comparison of it is settled for every loan."""

from __future__ import annotations

from fractions import Fraction

from cljrules.lint.conditions import Compare, Not
from cljrules.lint.regions import Range
from cljrules.lint.views import PackView
from cljrules.parser.forms import Form
from cljrules.stdlib.catalogue.places import member_of


def why_settled(form: Form, pack: PackView) -> str:
    """`: x is never below 0` for a comparison with a bound outside of what its place can hold; else nothing."""
    condition = pack.exact.condition(form, pack.exact.top)
    if isinstance(condition, Not):
        condition = condition.item
    if not isinstance(condition, Compare) or condition.subject is None or not condition.subject.is_single:
        return ""
    held, _ = pack.reasoner.domain(condition.subject)
    name = condition.subject.main
    member = member_of(pack.catalogue, name)
    return (
        f": {_told(name, held, condition.bound, member.type if member is not None else '')}" if held != Range() else ""
    )


def _told(name: str, held: Range, bound: Fraction, type: str) -> str:
    if held.low is not None and bound <= held.low:
        return f"`{name}` is never below {shown_number(held.low, type)}"
    if held.high is not None and bound >= held.high:
        return f"`{name}` is never above {shown_number(held.high, type)}"
    return f"`{name}` can be nothing else"


def shown_number(number: Fraction, type: str) -> str:
    """A number as STYLE.md has it: money with two places, whole numbers without."""
    if type == "money":
        return f"{float(number):.2f}"
    return str(int(number)) if number.denominator == 1 else f"{float(number):g}"
