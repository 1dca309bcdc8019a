"""Expressions as noun phrases: what `(- a 5M)` gives as "the payoff amount minus $5.00".

Takes a form and the names it sees. What has no phrase is shown as code, never left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from cljrules.explain.scope import Scope
from cljrules.explain.values import in_unit, number, word
from cljrules.lint.sugar import threaded
from cljrules.parser.forms import Atom, Coll, Form
from cljrules.stdlib.catalogue import Catalogue, Member
from cljrules.stdlib.catalogue.values import is_date
from cljrules.values.symbols import Keyword, Symbol, from_units

DECIMALS: Final = frozenset({"money", "rate", "percent", "number"})


@dataclass(frozen=True, slots=True)
class Noun:
    """Something that has a value: its words, what the catalogue says of it, and for a literal its `value`. `variable`
    is set where it is a loan variable itself; `unit` also where it is worked out; `entry` holds a field and whose it
    is.
    """

    text: str
    member: Member | None = None
    unit: str | None = None
    value: Any = None
    is_literal: bool = False
    variable: str | None = None
    entry: tuple[str, str] | None = None

    @property
    def is_number(self) -> bool:
        """Whether it is a number that was written out."""
        value = self.value
        return self.is_literal and isinstance(value, int | Decimal | Fraction | float) and not isinstance(value, bool)


class Nouns:
    """Makes noun phrases of one pack's expressions."""

    def __init__(self, catalogue: Catalogue, condition: Callable[[Form, Scope], str]) -> None:
        self.catalogue: Final = catalogue
        self._condition: Final = condition

    def noun(self, form: Form, scope: Scope) -> Noun:
        """An expression in words."""
        seen = scope.resolved(form)
        form, scope = seen.form, seen.scope
        if isinstance(form, Atom):
            return self._atom(form)
        if form.kind != "list" or not form.items:
            return self._collection(form)
        place = self._place(form, scope)
        if place is not None:
            return place
        head = form.head
        name, args = (head.text if head is not None else ""), form.items[1:]
        if head is not None and scope.find(name) is not None:
            return code(form)
        body = scope.body_of(name, args)
        if body is not None:
            return self.noun(body.form, body.scope)
        if name in ("->", "->>"):
            unfolded = threaded(form)
            return self.noun(unfolded, scope) if unfolded is not form else code(form)
        if name == "let" and len(args) == 2 and (inner := scope.bound(args[0])) is not None:
            return self.noun(args[1], inner)
        if name == "if" and len(args) == 3:
            then, other = self.noun(args[1], scope), self.noun(args[2], scope)
            unit = _unit_of([then, other])
            one, two = (in_unit(noun.value, unit) if noun.is_number else noun.text for noun in (then, other))
            return Noun(f"({one} if {self._condition(args[0], scope)}, otherwise {two})", unit=unit)
        if name == "u/today":
            args = ()
        return self._call(name, form, [self.noun(arg, scope) for arg in args])

    def _atom(self, form: Atom) -> Noun:
        value = form.value
        if isinstance(value, Symbol):
            variable = self.catalogue.variables.get(value.text)
            if variable is None:
                return code(form)
            return Noun(f"the {variable.label}", variable, variable.unit, variable=variable.name)
        if value is None:
            return Noun("nothing", value=None, is_literal=True)
        if isinstance(value, bool):
            return Noun("true" if value else "false", value=value, is_literal=True)
        if isinstance(value, str):
            text = from_units(value)
            return Noun(text if is_date(text) else f"“{text}”", value=value, is_literal=True)
        if isinstance(value, int | Decimal | Fraction | float):
            return Noun(number(value), value=value, is_literal=True)
        if isinstance(value, Keyword):
            return Noun(f"`{value}`", value=value, is_literal=True)
        return code(form)

    def _collection(self, form: Coll) -> Noun:
        if form.kind in ("set", "vector") and form.items and all(_is_word(item) for item in form.items):
            return Noun(" or ".join(self._atom(item).text for item in form.items if isinstance(item, Atom)))
        return code(form)

    def shown(self, noun: Noun, beside: Noun) -> str:
        """A noun as it is written beside another, whose unit a plain number takes."""
        if noun.is_number:
            return in_unit(noun.value, beside.unit)
        if noun.is_literal and isinstance(noun.value, str) and not is_date(from_units(noun.value)):
            return word(noun.value, beside.member, self.catalogue)
        return noun.text

    # -- places on a loan ---------------------------------------------------------------------------------------------

    def _place(self, form: Coll, scope: Scope) -> Noun | None:
        """What a form reads from inside a map: `(:a m)`, `(-> m :a :b)`, `(get m :a)`, `(get-in m [:a :b])`."""
        first, *rest = form.items
        if isinstance(first, Atom) and first.keyword is not None and rest:
            return self._inside(rest[0], [first], scope) if len(rest) == 1 else None
        name = form.head.text if form.head is not None else ""
        if name == "->" and len(rest) >= 2 and all(isinstance(item, Atom) and item.keyword for item in rest[1:]):
            return self._inside(rest[0], rest[1:], scope)
        if name == "get" and len(rest) == 2:
            return self._inside(rest[0], rest[1:], scope)
        if name == "get-in" and len(rest) == 2 and isinstance(rest[1], Coll) and rest[1].kind == "vector":
            return self._inside(rest[0], list(rest[1].items), scope)
        return None

    def _inside(self, outer: Form, keys: list[Form], scope: Scope) -> Noun | None:
        at = self.noun(outer, scope)
        for key in keys:
            value = scope.resolved(key).form
            if not isinstance(value, Atom) or isinstance(value.value, Symbol):
                return None
            name = value.keyword.name if value.keyword is not None else None
            member = at.member
            if member is not None and name is not None and name not in member.fields and member.key_pattern:
                # a key of a keyed map chooses an entry, which holds the same fields
                at = Noun(f"“{name}” in {at.text}", member)
                continue
            field = member.fields.get(name) if member is not None and name is not None else None
            said = _said(name) if name is not None else self._atom(value).text
            unit = field.unit if field is not None else None
            at = Noun(f"the {said} of {at.text}", field, unit, entry=(said, at.text))
        return at

    # -- calls --------------------------------------------------------------------------------------------------------

    def _call(self, name: str, form: Coll, args: list[Noun]) -> Noun:
        if name in _PATTERNS and len(args) == _PATTERNS[name][0].count("{"):
            pattern, unit = _PATTERNS[name]
            shown = [self._beside(arg, args, unit) for arg in args]
            return Noun(pattern.format(*shown), unit=_unit_of(args) if unit == "same" else unit)
        if name in _JOINED and len(args) > 1:
            unit = _unit_of(args)
            own = None if name in ("*", "/") else unit
            shown = [_grouped(in_unit(arg.value, own) if arg.is_number else arg.text, arg) for arg in args]
            return Noun(f" {_JOINED[name]} ".join(shown), unit=unit)
        if name in _OF_SEVERAL and len(args) > 1:
            unit = _unit_of(args)
            shown = [in_unit(arg.value, unit) if arg.is_number else arg.text for arg in args]
            return Noun(f"{_OF_SEVERAL[name]} {' and '.join(shown)}", unit=unit)
        if name in _KEEPING and len(args) == 1:
            kept = args[0]
            return Noun(f"{kept.text} ({_KEEPING[name]})", kept.member, kept.unit)
        if name == "-" and len(args) == 1:
            return Noun(f"minus {_grouped(args[0].text, args[0])}", unit=args[0].unit)
        if name == "or" and len(args) == 2:
            unit = _unit_of(args)
            return Noun(f"{args[0].text} (or {self._beside(args[1], args, unit)} where there is none)", unit=unit)
        return code(form)

    def _beside(self, noun: Noun, args: list[Noun], unit: str | None) -> str:
        return in_unit(noun.value, _unit_of(args) if unit == "same" else None) if noun.is_number else noun.text


def code(form: Form) -> Noun:
    """An expression as it is written, on one line, in backticks."""
    return Noun(f"`{' '.join(form.source.slice(form.span).split())}`")


def _is_word(form: Form) -> bool:
    return isinstance(form, Atom) and isinstance(form.value, str | int | Decimal | Keyword)


def _said(name: str) -> str:
    return name.replace("-", " ").replace("_", " ").lower()


def _unit_of(args: list[Noun]) -> str | None:
    return next((arg.unit for arg in args if arg.unit is not None), None)


def _grouped(text: str, noun: Noun) -> str:
    """A noun inside arithmetic, in parentheses where it is arithmetic itself."""
    worked_out = noun.member is None and not noun.is_literal and not text.startswith(("`", "("))
    return f"({text})" if worked_out and any(f" {sign} " in text for sign in _JOINED.values()) else text


_JOINED: Final[Mapping[str, str]] = {"+": "plus", "-": "minus", "*": "times", "/": "divided by"}
_OF_SEVERAL: Final[Mapping[str, str]] = {"max": "the larger of", "min": "the smaller of"}
_KEEPING: Final[Mapping[str, str]] = {
    "bigdec": "exact",
    "double": "as a floating-point number",
    "float": "as a floating-point number",
    "long": "in whole numbers",
    "int": "in whole numbers",
    "bigint": "in whole numbers",
    "u/round-money": "rounded to cents",
}
#: Functions as phrases, with the unit of what they give; `same` is the unit of what they are given.
_PATTERNS: Final[Mapping[str, tuple[str, str | None]]] = {
    "count": ("the number of {}", "count"),
    "abs": ("the size of {}", "same"),
    "inc": ("{} plus 1", "same"),
    "dec": ("{} minus 1", "same"),
    "mod": ("the remainder of {} divided by {}", "same"),
    "rem": ("the remainder of {} divided by {}", "same"),
    "quot": ("the whole part of {} divided by {}", "same"),
    "first": ("the first of {}", None),
    "last": ("the last of {}", None),
    "set": ("{}", None),
    "vec": ("{}", None),
    "str": ("the text of {}", None),
    "keys": ("the keys of {}", None),
    "vals": ("the values of {}", None),
    "clojure.string/lower-case": ("{} in small letters", None),
    "clojure.string/upper-case": ("{} in capitals", None),
    "clojure.string/trim": ("{} without blanks around it", None),
    "u/today": ("the business date", None),
    "u/date-compare": ("the days from {1} to {0}", "days"),
    "u/days-between": ("the days from {0} to {1}", "days"),
    "u/months-between": ("the whole months from {0} to {1}", "count"),
    "u/add-days": ("{0} plus {1} days", None),
    "u/add-months": ("{0} plus {1} months", None),
    "u/add-years": ("{0} plus {1} years", None),
    "u/day-of-week": ("the day of the week (1 is Monday) of {}", "count"),
    "u/day-of-month": ("the day of the month of {}", "count"),
    "u/month": ("the month of {}", "count"),
    "u/year": ("the year of {}", "year"),
    "u/last-day-of-month": ("the last day of the month of {}", None),
    "u/percent-of": ("{0} percent of {1}", "dollars"),
}
