"""The types that an extension declares, in the catalogue's words.

Gives `Type`s: what values a parameter takes or a function gives, with unit and domain. They describe; whether a value
fits is for `fitting` to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

#: The units that the catalogue knows.
UNITS: Final = ("days", "dollars", "percent", "count", "terms")

_IN_WORDS: Final = {
    "boolean": "true or false",
    "integer": "a whole number",
    "money": "an amount such as `25.00M`",
    "rate": "a rate such as `14.07M`",
    "percent": "a percentage such as `5.00M`",
    "number": "a number",
    "date": "a date",
    "datetime": "a time such as 2026-11-22T02:00:00-07:00",
    "text": "a text",
    "enum": "a text",
    "keyword": "a keyword",
    "map": "a map",
    "list": "a list",
}


class DeclarationError(TypeError):
    """A declaration that says something it cannot mean."""


class Type:
    """What values there are. `word` is the catalogue's word for the type (`keyword` and `either` besides); `min` and
    `max` bound a number, both included; `one_of` are the only texts or keywords; `fields` (by keyword name) and
    `items` are what a map or list holds; `choices` are the types of an `either`; `called` is what messages call a value
    of the type, such as "a way of rounding".
    """

    __slots__ = ("called", "choices", "fields", "items", "max", "min", "nilable", "one_of", "unit", "word")

    def __init__(
        self,
        word: str,
        *,
        unit: str | None = None,
        nilable: bool = False,
        min: Any = None,
        max: Any = None,
        one_of: Iterable[str] = (),
        fields: Mapping[str, Type] | None = None,
        items: Type | None = None,
        choices: tuple[Type, ...] = (),
        called: str | None = None,
    ) -> None:
        if unit is not None and unit not in UNITS:
            raise DeclarationError(f"there is no unit `{unit}`; units are {', '.join(UNITS)}")
        for bound in (min, max):
            if bound is not None and (bound.__class__ is bool or not isinstance(bound, int | Decimal)):
                raise DeclarationError(f"the bound `{bound!r}` is not an int or a Decimal")
        if isinstance(one_of, str):
            raise DeclarationError('`one_of` is a list of texts, such as ["A", "B"]')
        self.word = word
        self.unit = unit
        self.nilable = nilable
        self.min = min
        self.max = max
        self.one_of = tuple(one_of)
        self.fields: Mapping[str, Type] = dict(fields or {})
        self.items = items
        self.choices = choices
        self.called = called
        inner = (*self.fields.values(), *choices, *(() if items is None else (items,)))
        if not all(isinstance(item, Type) for item in inner) or not all(isinstance(one, str) for one in self.one_of):
            raise DeclarationError(f"a {word} is declared with types, such as Integer(), and texts")

    @property
    def noun(self) -> str:
        """A value of the type in words, for messages: `a date`, `a number of days`, `one of "A", "B"`."""
        if self.called is not None:
            return self.called
        if self.one_of:
            return f"one of {self.words}"
        if self.choices:
            return " or ".join(choice.noun for choice in self.choices)
        if self.word in ("integer", "number") and self.unit in ("days", "percent", "dollars"):
            return f"a{' whole' if self.word == 'integer' else ''} number of {self.unit}{self._domain}"
        return _IN_WORDS[self.word] + self._domain

    @property
    def _domain(self) -> str:
        if self.min is not None and self.max is not None:
            return f" from {self.min} to {self.max}"
        if self.min is not None:
            return f" of at least {self.min}"
        return "" if self.max is None else f" of at most {self.max}"

    @property
    def words(self) -> str:
        """The texts or keywords of `one_of`, as rules write them."""
        return ", ".join(f":{one}" if self.word == "keyword" else f'"{one}"' for one in self.one_of)

    def __str__(self) -> str:
        """The type as documentation writes it: `integer (days, 0 to 36500, or nil)`."""
        if self.choices:
            name = " or ".join(map(str, self.choices))
        elif self.items is not None:
            name = f"list of {self.items}"
        elif self.fields:
            name = f"map of {', '.join(f':{key} {held}' for key, held in self.fields.items())}"
        else:
            name = self.word
        notes = [
            *((self.unit,) if self.unit and self.word in ("integer", "number") else ()),
            *((self._domain.strip().removeprefix("of "),) if self._domain else ()),
            *((f"one of {self.words}",) if self.one_of else ()),
            *(("or nil",) if self.nilable else ()),
        ]
        return f"{name} ({', '.join(notes)})" if notes else name

    def __repr__(self) -> str:
        return f"<{self}>"


def Boolean(*, nilable: bool = False) -> Type:
    """True or false; a Python bool."""
    return Type("boolean", nilable=nilable)


def Integer(*, unit: str | None = None, nilable: bool = False, min: int | None = None, max: int | None = None) -> Type:
    """A whole number; a Python int, of 64 bits where it is a result."""
    return Type("integer", unit=unit, nilable=nilable, min=min, max=max)


def Money(*, nilable: bool = False, min: int | Decimal | None = None, max: int | Decimal | None = None) -> Type:
    """An exact amount in dollars; a Decimal."""
    return Type("money", unit="dollars", nilable=nilable, min=min, max=max)


def Rate(*, nilable: bool = False, min: int | Decimal | None = None, max: int | Decimal | None = None) -> Type:
    """An exact interest rate in percent; a Decimal."""
    return Type("rate", unit="percent", nilable=nilable, min=min, max=max)


def Percent(*, nilable: bool = False, min: int | Decimal | None = None, max: int | Decimal | None = None) -> Type:
    """An exact percentage; a Decimal."""
    return Type("percent", unit="percent", nilable=nilable, min=min, max=max)


def Number(
    *,
    unit: str | None = None,
    nilable: bool = False,
    min: int | Decimal | None = None,
    max: int | Decimal | None = None,
) -> Type:
    """A number of any kind, as the language holds it: int, Decimal, Fraction or float."""
    return Type("number", unit=unit, nilable=nilable, min=min, max=max)


def Date(*, nilable: bool = False) -> Type:
    """A calendar day, as text `YYYY-MM-DD`."""
    return Type("date", nilable=nilable)


def DateTime(*, nilable: bool = False) -> Type:
    """A point in time, as ISO 8601 text with an offset."""
    return Type("datetime", nilable=nilable)


def Text(*, nilable: bool = False, one_of: Iterable[str] = ()) -> Type:
    """A text; a Python str. With `one_of` only these."""
    return Type("text", nilable=nilable, one_of=one_of)


def Enum(one_of: Iterable[str], *, nilable: bool = False) -> Type:
    """One of some texts; a Python str."""
    made = Type("enum", nilable=nilable, one_of=one_of)
    if not made.one_of:
        raise DeclarationError('an enum needs its words, such as Enum(["A", "B"])')
    return made


def Keyword(*, nilable: bool = False, one_of: Iterable[str] = (), called: str | None = None) -> Type:
    """A keyword, such as `:half-up`; with `one_of` only these, written without the colon."""
    return Type("keyword", nilable=nilable, one_of=one_of, called=called)


def Map(fields: Mapping[str, Type] | None = None, *, nilable: bool = False) -> Type:
    """A map with keyword keys. `fields` are the entries that are checked; others may be there."""
    return Type("map", nilable=nilable, fields=fields)


def List(items: Type | None = None, *, nilable: bool = False) -> Type:
    """A vector; a parameter takes any sequence or set and hands on a vector."""
    return Type("list", nilable=nilable, items=items)


def Either(*choices: Type, nilable: bool = False) -> Type:
    """A value of any of some types."""
    if len(choices) < 2:
        raise DeclarationError("an either needs two types or more")
    return Type("either", nilable=nilable or any(choice.nilable for choice in choices), choices=choices)
