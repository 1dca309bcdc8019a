"""Values in words, by the type and unit that the catalogue gives what they stand beside.

Takes values of the language, gives text: money as `$1,250.00`, days and percents with their unit, words in quotation
marks. Never rounds: a figure with more digits keeps them.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cljrules.stdlib.catalogue import Catalogue, Member, Variable
from cljrules.values.collections import MapLike, SetLike, Vector
from cljrules.values.printer import pr_str
from cljrules.values.symbols import from_units

_SEVERAL = {"days": "days", "terms": "terms"}


def money(value: Any) -> str:
    """An amount of dollars: two places, more where the value has more."""
    exact = _exact(value)
    places = max(2, -int(exact.normalize().as_tuple().exponent))
    sign = "-" if exact < 0 else ""
    return f"{sign}${abs(exact):,.{places}f}"


def number(value: Any) -> str:
    """A plain number, thousands apart, without trailing zeros."""
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, float):
        return str(value)
    exact = _exact(value)
    places = max(0, -int(exact.normalize().as_tuple().exponent))
    return f"{exact:,.{places}f}"


def _exact(value: Any) -> Decimal:
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    return Decimal(str(value)) if isinstance(value, float) else Decimal(value)


def in_unit(value: Any, unit: str | None) -> str:
    """A number with its unit: dollars, percent, days, terms; a count stands alone."""
    if unit == "dollars":
        return money(value)
    if unit == "percent":
        return f"{number(value)}%"
    several = _SEVERAL.get(unit or "")
    if several is None:
        return number(value)
    return f"{number(value)} {several[:-1] if value in (1, -1) else several}"


def word(value: str, member: Member | None, catalogue: Catalogue) -> str:
    """A text in quotation marks, with the label that the catalogue has for a code."""
    text = from_units(value)
    said = f"“{text}”"
    kind, _, name = (member.values_from or "").partition(".") if member is not None else ("", "", "")
    enumeration = catalogue.enumerations.get(name) if kind == "enumerations" else None
    label = next((choice.label for choice in enumeration.values if choice.code == text), None) if enumeration else None
    return said if label is None or label.casefold() == text.casefold() else f"{said} ({label})"


def in_words(value: Any, member: Member | None, catalogue: Catalogue) -> str:
    """Any value of a loan, as a person would write it."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        is_day = member is not None and member.type in ("date", "datetime")
        return from_units(value) if is_day else word(value, member, catalogue)
    if isinstance(value, int | float | Decimal | Fraction):
        unit = member.unit if member is not None else None
        # "days past due: 35" says the unit already
        says_unit = isinstance(member, Variable) and unit is not None and unit in member.label
        return number(value) if says_unit else in_unit(value, unit)
    if isinstance(value, Vector | SetLike):
        items = _listed(value, member, catalogue)
        return items or "none"
    if isinstance(value, MapLike) and not len(value):
        return "none"
    return f"`{from_units(pr_str(value))}`"


def _listed(items: Iterable[Any], member: Member | None, catalogue: Catalogue) -> str:
    of = member.items if member is not None else None
    return ", ".join(in_words(item, of, catalogue) for item in items)
