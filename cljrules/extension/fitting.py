"""Whether a value fits a declared type.

`accept` takes an argument as a rule gives it and gives it as the extension gets it; `give` takes what an extension
returned and gives the language's value. Both raise `Misfit`. Never calls what it looks at.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from cljrules.extension.types import Type
from cljrules.values import symbols
from cljrules.values.collections import MapLike, SetLike, Vector
from cljrules.values.kinds import class_name
from cljrules.values.limits import check_size, spend
from cljrules.values.number_types import LONG_MAX, LONG_MIN, BigInt, BigInteger, Float32, Int8, Int16, Int32
from cljrules.values.printer import pr_str
from cljrules.values.seqs import Sequential
from cljrules.values.symbols import Char, Symbol, from_units, keyword, to_units

#: Exact decimals, all of them a Decimal in Python.
AMOUNTS: Final = frozenset({"money", "rate", "percent"})
#: The classes that numbers of the language have.
NUMBERS: Final = frozenset({int, BigInt, BigInteger, Int32, Int16, Int8, Decimal, Fraction, float, Float32})
_WHOLE: Final = frozenset({int, BigInt, BigInteger, Int32, Int16, Int8})
_SHOWN: Final = 60
_CALENDAR_DAY: Final = Type("date", called="a day of the calendar")

#: Why a value does not fit: it is nil, of another kind altogether, or of the kind but not among the values.
NIL, KIND, VALUE = "nil", "kind", "value"


class Misfit(Exception):
    """A value that does not fit. `type` is the one it should have had; `why` one of NIL, KIND, VALUE; `inside` leads to
    it from the value that was looked at, such as `:score of `.
    """

    def __init__(self, type: Type, value: Any, why: str, note: str | None = None) -> None:
        super().__init__(why)
        self.type = type
        self.value = value
        self.why = why
        self.note = note
        self.inside = ""


def is_day(text: str) -> bool:
    """Whether a text is a calendar day written `YYYY-MM-DD`."""
    return len(text) == 10 and is_day_of_ten(text)


@lru_cache(4096)
def is_day_of_ten(text: str) -> bool:
    """Whether a text of ten units is a calendar day; remembered, since the dates of a portfolio are few."""
    if text[4] != "-" or text[7] != "-":
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_time(text: str) -> bool:
    """Whether a text is a point in time: ISO 8601 with an offset."""
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def shown(value: Any) -> str:
    """A value as messages show it: printed where it is short, else by its class."""
    if value is None or value.__class__ in NUMBERS or isinstance(value, bool | str | symbols.Keyword | Symbol | Char):
        text = pr_str(value)
        return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return class_name(value)


def accept(type: Type, value: Any) -> Any:
    """An argument as the extension gets it: whole numbers as int, amounts as Decimal, texts in code points, sequences
    and sets as a vector. Raises Misfit.
    """
    if value is None:
        if type.nilable:
            return None
        raise Misfit(type, value, NIL)
    return _ACCEPT[type.word](type, value)


def give(type: Type, value: Any) -> Any:
    """A result as the language holds it; raises Misfit where it is not declared or no value of the language."""
    if value is None:
        if type.nilable:
            return None
        raise Misfit(type, value, NIL)
    return _GIVE[type.word](type, value)


def is_value(value: Any) -> bool:
    """Whether a Python object, with everything in it, is data of the language."""
    cls = value.__class__
    if cls is int:
        return bool(LONG_MIN <= value <= LONG_MAX)
    if cls is str:
        return bool(value.isascii() or max(value) < "\U00010000")
    if cls is Decimal:
        return bool(value.is_finite())
    if value is None or cls is bool or cls in NUMBERS or cls in (symbols.Keyword, Symbol, Char):
        return True
    if isinstance(value, MapLike):
        return all(is_value(key) and is_value(item) for key, item in value.entries())
    if isinstance(value, Sequential | SetLike):
        for item in value:
            spend()
            if not is_value(item):
                return False
        return True
    return False


def _bounded(type: Type, value: Any) -> Any:
    low, high = type.min, type.max
    if (low is not None and not low <= value) or (high is not None and not value <= high):
        raise Misfit(type, value, VALUE)
    return value


def _of(cls: type, type: Type, value: Any) -> Any:
    if value.__class__ is not cls:
        raise Misfit(type, value, KIND)
    return value


def _boolean(type: Type, value: Any) -> Any:
    return _of(bool, type, value)


def _integer(type: Type, value: Any) -> Any:
    if value.__class__ not in _WHOLE:
        raise Misfit(type, value, KIND)
    return _bounded(type, int(value))


def _long(type: Type, value: Any) -> Any:
    if value.__class__ is not int:
        raise Misfit(type, value, KIND)
    if not LONG_MIN <= value <= LONG_MAX:
        raise Misfit(type, value, VALUE, "it takes more than 64 bits")
    return _bounded(type, value)


def _amount(type: Type, value: Any) -> Any:
    if value.__class__ is Decimal:
        return _bounded(type, value)
    if value.__class__ in _WHOLE:
        return _bounded(type, Decimal(int(value)))
    raise Misfit(type, value, KIND)


def _given_amount(type: Type, value: Any) -> Any:
    if value.__class__ is Decimal and not value.is_finite():
        raise Misfit(type, value, VALUE)
    made = _amount(type, value)
    return made if made else made.copy_abs()


def _number(type: Type, value: Any) -> Any:
    if value.__class__ not in NUMBERS:
        raise Misfit(type, value, KIND)
    return _bounded(type, value)


def _given_number(type: Type, value: Any) -> Any:
    if value.__class__ is Fraction and value.denominator == 1:
        value = value.numerator
    if value.__class__ is Decimal:
        return _given_amount(type, value)
    return _long(type, value) if value.__class__ is int else _number(type, value)


def _worded(type: Type, value: str) -> str:
    if type.one_of and value not in type.one_of:
        raise Misfit(type, value, VALUE)
    return value


def _text(type: Type, value: Any) -> Any:
    return _worded(type, from_units(_of(str, type, value)))


def _given_text(type: Type, value: Any) -> Any:
    return to_units(_worded(type, _of(str, type, value)))


def _date(type: Type, value: Any) -> Any:
    if is_day(_of(str, type, value)):
        return value
    looks = len(value) == 10 and value[4] == value[7] == "-" and (value[:4] + value[5:7] + value[8:]).isdecimal()
    raise Misfit(_CALENDAR_DAY if looks else type, value, VALUE)


def _time(type: Type, value: Any) -> Any:
    if not is_time(_of(str, type, value)):
        raise Misfit(type, value, VALUE)
    return value


def _keyword(type: Type, value: Any) -> Any:
    if value.__class__ is not symbols.Keyword:
        raise Misfit(type, value, KIND)
    if type.one_of and value.text not in type.one_of:
        raise Misfit(type, value, VALUE)
    return value


def _map_with(fit: Callable[[Type, Any], Any]) -> Callable[[Type, Any], Any]:
    def check(type: Type, value: Any) -> Any:
        if not isinstance(value, MapLike):
            raise Misfit(type, value, KIND)
        made: Any = value
        for name, held in type.fields.items():
            key = keyword(name)
            item = value.get(key)
            fitted = _inside(fit, held, item, f"`:{name}` of ")
            if fitted is not item:
                made = made.assoc(key, fitted)
        return made

    return check


def _given_map(type: Type, value: Any) -> Any:
    made = _map_with(give)(type, value)
    if not is_value(made):
        raise Misfit(type, value, VALUE, "it holds something that is no value of the language")
    return made


def _list(type: Type, value: Any) -> Any:
    if not isinstance(value, Sequential | SetLike):
        raise Misfit(type, value, KIND)
    if type.items is None and value.__class__ is Vector:
        return value
    held = []
    for number, item in enumerate(value):
        spend()
        check_size(number)
        held.append(item if type.items is None else _inside(accept, type.items, item, f"element {number} of "))
    return Vector.of(held)


def _given_list(type: Type, value: Any) -> Any:
    if not isinstance(value, Vector):
        raise Misfit(type, value, KIND)
    items = type.items
    made = value
    if items is not None:
        made = Vector.of(_inside(give, items, item, f"element {number} of ") for number, item in enumerate(value))
    if not is_value(made):
        raise Misfit(type, value, VALUE, "it holds something that is no value of the language")
    return made


def _inside(fit: Callable[[Type, Any], Any], type: Type, value: Any, place: str) -> Any:
    try:
        return fit(type, value)
    except Misfit as misfit:
        misfit.inside += place
        raise


def _either_with(fit: Callable[[Type, Any], Any]) -> Callable[[Type, Any], Any]:
    def check(type: Type, value: Any) -> Any:
        nearest: Misfit | None = None
        for choice in type.choices:
            try:
                return fit(choice, value)
            except Misfit as misfit:
                if misfit.why == VALUE and nearest is None:
                    nearest = misfit
        raise nearest or Misfit(type, value, KIND)

    return check


_SAME: Final = {"boolean": _boolean, "date": _date, "datetime": _time, "keyword": _keyword}
_ACCEPT: Final[dict[str, Callable[[Type, Any], Any]]] = {
    **_SAME,
    **dict.fromkeys(AMOUNTS, _amount),
    "integer": _integer,
    "number": _number,
    "text": _text,
    "enum": _text,
    "map": _map_with(accept),
    "list": _list,
    "either": _either_with(accept),
}
_GIVE: Final[dict[str, Callable[[Type, Any], Any]]] = {
    **_SAME,
    **dict.fromkeys(AMOUNTS, _given_amount),
    "integer": _long,
    "number": _given_number,
    "text": _given_text,
    "enum": _given_text,
    "map": _given_map,
    "list": _given_list,
    "either": _either_with(give),
}
