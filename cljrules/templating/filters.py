"""The filters of templates: money, dates, phone numbers, numbers in words, and plain work on texts and lists.

Each takes a value that is there and gives a text or value; one that does not fit is a TemplateFault that says what is
expected. Absent values are refused where they are used, but for `default`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any, Final

from cljrules.templating.purse import TemplateFault, pay

_LONGEST: Final = 100_000
_SPELLED: Final = 10**15
_ONES: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS: Final = ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_GROUPS: Final = ("", " thousand", " million", " billion", " trillion")
_DATES: Final = MappingProxyType({"long": "%B %-d, %Y", "short": "%m/%d/%Y", "iso": "%Y-%m-%d", "month": "%B %Y"})
_DIRECTIVE: Final = re.compile(r"%-?[aAbBdejmyYHIMSpZ%]|[^%]")


def _number(value: Any, filter_: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, float, str)):
        raise TemplateFault(f"`{filter_}` needs a number")
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        raise TemplateFault(f"`{filter_}` needs a number, not `{_short(value)}`") from None
    if not found.is_finite() or found.adjusted() > 30 or found.adjusted() < -30:
        raise TemplateFault(f"`{filter_}` needs a number of ordinary size")
    return found


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value)


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _day(value: Any, filter_: str) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        raise TemplateFault(f"`{filter_}` needs a date, not `{_short(value)}`") from None


def _rounded(value: Decimal, places: int) -> Decimal:
    if not 0 <= places <= 12:
        raise TemplateFault("a number is shown with 0 to 12 places")
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def money(value: Any, symbol: str = "$") -> str:
    """Dollars with two places, thousands grouped: `$1,234.50`, `-$5.00`."""
    amount = _rounded(_number(value, "money"), 2)
    return f"{'-' if amount < 0 else ''}{symbol}{abs(amount):,.2f}"


def number(value: Any, places: int | None = None, point: str = ".", group: str = ",") -> str:
    """A number with thousands grouped, and with so many places where they are given."""
    found = _number(value, "number")
    shown = f"{_rounded(found, places):,f}" if places is not None else f"{found:,f}"
    return shown.translate({ord(","): group, ord("."): point})


def percent(value: Any, places: int = 2) -> str:
    """A rate as percent: `14.07%`."""
    return f"{_rounded(_number(value, 'percent'), places)}%"


def date_(value: Any, form: str = "long") -> str:
    """A day in words (`November 22, 2026`), or `short`, `iso`, `month`, or a form such as `%d %b %Y`."""
    return _formatted(_day(value, "date"), _DATES.get(form, form))


def datetime_(value: Any, form: str = "%B %-d, %Y %I:%M %p") -> str:
    """A moment, in the time zone it is given in."""
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        raise TemplateFault(f"`datetime` needs a moment, not `{_short(value)}`") from None
    return _formatted(moment, form)


def _formatted(day: date, form: str) -> str:
    if len(form) > 100 or "".join(_DIRECTIVE.findall(form)) != form:
        raise TemplateFault(
            f"`{_short(form)}` is no form of a date; write `long`, `short`, `iso` or such as `%d %b %Y`"
        )
    return day.strftime(form)


def phone(value: Any) -> str:
    """A phone number as people write it: `(303) 555-0100`; one that is none is shown as it stands."""
    text = _text(value)
    digits = re.sub(r"\D", "", text)
    if len(digits) == 11 and digits.startswith("1"):
        digits = digits[1:]
    foreign = text.strip().startswith("+") and not text.strip().startswith("+1")
    if len(digits) != 10 or foreign:
        return text
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"


def zipcode(value: Any) -> str:
    """A ZIP code, of nine digits with a hyphen: `80202-1234`."""
    text = _text(value)
    digits = re.sub(r"\D", "", text)
    return f"{digits[:5]}-{digits[5:]}" if len(digits) == 9 else text


def number_as_text(value: Any) -> str:
    """A whole number in English words; what is after the point is left out."""
    whole = int(_number(value, "number_as_text"))
    if abs(whole) >= _SPELLED:
        raise TemplateFault("`number_as_text` spells numbers below a quadrillion")
    return f"{'minus ' if whole < 0 else ''}{_spelled(abs(whole))}"


def number_as_check(value: Any) -> str:
    """An amount as on a cheque: `one hundred twenty and 50/100`."""
    amount = _rounded(_number(value, "number_as_check"), 2)
    cents = int(abs(amount) * 100) % 100
    return f"{number_as_text(amount)} and {cents:02d}/100"


def _spelled(whole: int) -> str:
    if whole == 0:
        return _ONES[0]
    parts = []
    for group in reversed(range(len(_GROUPS))):
        part = whole // 1000**group % 1000
        if part:
            parts.append(f"{_below_thousand(part)}{_GROUPS[group]}")
    return " ".join(parts)


def _below_thousand(whole: int) -> str:
    hundreds, rest = divmod(whole, 100)
    words = [f"{_ONES[hundreds]} hundred"] if hundreds else []
    if rest >= 20:
        words.append(_TENS[rest // 10] + (f"-{_ONES[rest % 10]}" if rest % 10 else ""))
    elif rest:
        words.append(_ONES[rest])
    return " ".join(words)


def round_(value: Any, places: int = 0) -> Decimal:
    """A number rounded, halves away from zero."""
    return _rounded(_number(value, "round"), places)


def replace(value: Any, old: str, new: str) -> str:
    """A text with every `old` replaced."""
    text = _text(value)
    longest = len(text) + (text.count(old) if old else len(text) + 1) * max(0, len(new) - len(old))
    if longest > _LONGEST:
        raise TemplateFault("the text is too long")
    pay(1, longest)
    return text.replace(old, new)


def truncate(value: Any, length: int = 255, end: str = "…") -> str:
    """At most so many characters, `end` in place of what is left out."""
    text = _text(value)
    return text if len(text) <= length else text[: max(0, length - len(end))] + end


def join(value: Any, between: str = "") -> str:
    """The items of a list as one text."""
    items = [_text(item) for item in _items(value, "join")]
    length = sum(map(len, items)) + len(between) * len(items)
    pay(len(items), length)
    return between.join(items)


def _items(value: Any, filter_: str) -> list[Any]:
    if isinstance(value, (str, bytes)) or not isinstance(value, (Sequence, Mapping, range)):
        raise TemplateFault(f"`{filter_}` needs a list")
    pay(len(value))
    return list(value)


def first(value: Any) -> Any:
    """The first item of a list, or character of a text; absent where there is none."""
    return value[0] if len(value) else None


def last(value: Any) -> Any:
    """The last item of a list, or character of a text; absent where there is none."""
    return value[-1] if len(value) else None


def length(value: Any) -> int:
    """How many items or characters there are."""
    if not isinstance(value, (str, Sequence, Mapping)):
        raise TemplateFault("`length` needs a list or a text")
    return len(value)


def sum_(value: Any, attribute: str | None = None) -> Any:
    """The sum of a list's numbers, or of one field of its items."""
    items = _items(value, "sum")
    picked = [item.get(attribute) if isinstance(item, Mapping) else None for item in items] if attribute else items
    return sum((_number(item, "sum") for item in picked if item is not None), Decimal(0))


def _sorted(value: Any, attribute: str | None = None) -> list[Any]:
    """A list in order, by one field of its items where it is given."""
    items = _items(value, "sort")
    try:
        return sorted(items, key=lambda item: item.get(attribute) if attribute else item)
    except (TypeError, AttributeError):
        raise TemplateFault("`sort` needs items that can be compared") from None


def _unique(value: Any) -> list[Any]:
    """A list without repetitions."""
    return list(dict.fromkeys(map(str, _items(value, "unique"))))


def _cased(change: Callable[[str], str]) -> Callable[[Any], str]:
    return lambda value: change(_text(value))


#: Every filter by name. `default` and `escape` are added where Jinja2 is.
FILTERS: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType(
    {
        "abs": lambda value: abs(_number(value, "abs")),
        "capitalize": _cased(str.capitalize),
        "date": date_,
        "datetime": datetime_,
        "first": first,
        "join": join,
        "last": last,
        "length": length,
        "lower": _cased(str.lower),
        "max": lambda value: max(_items(value, "max"), default=None),
        "min": lambda value: min(_items(value, "min"), default=None),
        "money": money,
        "number": number,
        "number_as_check": number_as_check,
        "number_as_text": number_as_text,
        "percent": percent,
        "phone": phone,
        "replace": replace,
        "reverse": lambda value: _items(value, "reverse")[::-1],
        "round": round_,
        "sort": _sorted,
        "sum": sum_,
        "title": _cased(str.title),
        "trim": _cased(str.strip),
        "truncate": truncate,
        "unique": _unique,
        "upper": _cased(str.upper),
        "zipcode": zipcode,
    }
)
