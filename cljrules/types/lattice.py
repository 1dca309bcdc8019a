"""What is known of a value before it is there.

A `Type` says which kinds of value an expression can give and, where known, in which unit, with which constants, out
of which words of the catalogue. Types only ever say too much, never too little: what is not known is `ANY`. Made from
nothing, reads nothing; `declared` makes types of what the catalogue and extensions say.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from cljrules.stdlib.catalogue.data import Data
from cljrules.stdlib.catalogue.model import Member

# Kinds of value, one bit each. OTHER is everything that rules do not meet, such as patterns and exceptions; a type that
# has it is one that is not really known.
NIL, BOOLEAN, LONG, BIGINT, RATIO, DECIMAL, DOUBLE, TEXT, CHAR, KEYWORD, SYMBOL = (1 << bit for bit in range(11))
MAP, VECTOR, LIST, SET, FUNCTION, OTHER = (1 << bit for bit in range(11, 17))
EVERYTHING: Final = (1 << 17) - 1
INTEGER: Final = LONG | BIGINT
NUMBER: Final = INTEGER | RATIO | DECIMAL | DOUBLE
SEQUENTIAL: Final = VECTOR | LIST
COLLECTION: Final = MAP | SEQUENTIAL | SET
#: What can be called.
CALLABLE: Final = FUNCTION | KEYWORD | SYMBOL | MAP | VECTOR | SET | OTHER

#: Units of text, besides the catalogue's units of numbers.
DATE, DATETIME = "date", "datetime"

#: A constant: the category in which `=` compares it, and its value.
Constant = tuple[str, Any]
#: More constants than this are not kept apart.
_MOST_CONSTANTS: Final = 200
_DEEPEST: Final = 4


class Shape(Data):
    """What is in a map. `entries` are known by key; a key that `pattern` allows holds an `each`, or nothing unless it
    is among `always`. Of a `closed` map nothing else is there, of another it may be. `owner` is what messages call it,
    `keys` what they call its keys.
    """

    entries: Mapping[Any, Type]
    owner: str
    pattern: str | None = None
    each: Type | None = None
    always: frozenset[str] = frozenset()
    closed: bool = False
    keys: str | None = None


class Type:
    """Which values there can be. `kinds` are bits; `unit` is that of the numbers, or DATE or DATETIME of the texts;
    `constants` are the only values besides nil, where they are known; `member` is what the catalogue says of the value;
    `low` and `high` bound the numbers, and of a collection `low` is how many items it has at least; `items` and `shape`
    are what collections hold; `function` is what is called, as the inference knows it. `written` is a constant that
    stands in the rule, which takes on any unit. Never changed.
    """

    __slots__ = (
        "constants",
        "function",
        "high",
        "items",
        "kinds",
        "low",
        "member",
        "shape",
        "unit",
        "written",
    )

    def __init__(
        self,
        kinds: int,
        unit: str | None = None,
        constants: frozenset[Constant] | None = None,
        member: Member | None = None,
        low: Any = None,
        high: Any = None,
        items: Type | None = None,
        shape: Shape | None = None,
        function: Any = None,
        written: bool = False,
    ) -> None:
        self.kinds = kinds
        self.unit = unit
        self.constants = constants
        self.member = member
        self.low = low
        self.high = high
        self.items = items
        self.shape = shape
        self.function = function
        self.written = written

    def __repr__(self) -> str:
        return f"<{described(self)}>"

    @property
    def is_known(self) -> bool:
        """Whether the kinds are all that can be, and each of them can be."""
        return not self.kinds & OTHER

    @property
    def is_never(self) -> bool:
        """Whether there is no value at all: what would give it never gets so far."""
        return not self.kinds

    @property
    def nilable(self) -> bool:
        """Whether nil is known to be possible."""
        return bool(self.kinds & NIL) and self.is_known

    @property
    def can_hold(self) -> bool:
        """Whether a condition can take it as true."""
        return bool(self.kinds & ~(NIL | BOOLEAN)) or (bool(self.kinds & BOOLEAN) and self.allows(("boolean", True)))

    @property
    def can_fail(self) -> bool:
        """Whether a condition can take it as false."""
        return bool(self.kinds & NIL) or (bool(self.kinds & BOOLEAN) and self.allows(("boolean", False)))

    def allows(self, constant: Constant) -> bool:
        """Whether the value can be this constant, its kind apart."""
        return self.constants is None or constant in self.constants

    def only(self, kinds: int) -> Type:
        """The type without the values of other kinds."""
        kept = self.kinds & kinds
        return self if kept == self.kinds else _with_kinds(self, kept)


def _with_kinds(type: Type, kinds: int) -> Type:
    if not kinds:
        return NEVER
    return Type(
        kinds,
        type.unit if kinds & (NUMBER | TEXT) else None,
        type.constants,
        type.member,
        type.low,
        type.high,
        type.items,
        type.shape,
        type.function,
        type.written,
    )


NEVER: Final = Type(0)
ANY: Final = Type(EVERYTHING)
NOTHING: Final = Type(NIL)
TRUTH: Final = Type(BOOLEAN)
TRUE: Final = Type(BOOLEAN, constants=frozenset({("boolean", True)}))
FALSE: Final = Type(BOOLEAN, constants=frozenset({("boolean", False)}))


def join(one: Type, other: Type, depth: int = 0) -> Type:
    """What holds of a value that is of one type or of the other."""
    if one is other or not other.kinds:
        return one
    if not one.kinds:
        return other
    kinds = one.kinds | other.kinds
    # nil has no unit, no words, nothing in it: what is known of the rest stays
    if one.kinds == NIL:
        return _with_kinds(other, kinds)
    if other.kinds == NIL:
        return _with_kinds(one, kinds)
    constants = None
    if one.constants is not None and other.constants is not None:
        constants = one.constants | other.constants
        if len(constants) > _MOST_CONSTANTS:
            constants = None
    return Type(
        kinds,
        _joined_unit(one, other),
        constants,
        one.member if one.member is other.member else None,
        _least(one, other),
        _greatest(one, other),
        _joined_items(one, other, depth),
        _joined_shapes(one, other, depth),
        one.function if one.function is other.function else None,
        one.written and other.written,
    )


def _joined_unit(one: Type, other: Type) -> str | None:
    if one.unit == other.unit:
        return one.unit
    # a number written in the rule is of the unit of what it stands beside; other kinds of value have no unit at all
    for held, beside in ((one, other), (other, one)):
        has_own = beside.kinds & (TEXT if held.unit in (DATE, DATETIME) else NUMBER)
        if held.unit is not None and (not has_own or (beside.written and held.unit not in (DATE, DATETIME))):
            return held.unit
    return None


def _least(one: Type, other: Type) -> Any:
    return None if one.low is None or other.low is None else min(one.low, other.low)


def _greatest(one: Type, other: Type) -> Any:
    return None if one.high is None or other.high is None else max(one.high, other.high)


def _joined_items(one: Type, other: Type, depth: int) -> Type | None:
    holds_one, holds_other = one.kinds & (SEQUENTIAL | SET | OTHER), other.kinds & (SEQUENTIAL | SET | OTHER)
    if not holds_other:
        return one.items
    if not holds_one:
        return other.items
    if one.items is None or other.items is None or depth > _DEEPEST:
        return None
    return join(one.items, other.items, depth + 1)


def _joined_shapes(one: Type, other: Type, depth: int) -> Shape | None:
    if not other.kinds & (MAP | OTHER):
        return one.shape
    if not one.kinds & (MAP | OTHER):
        return other.shape
    if one.shape is other.shape:
        return one.shape
    return None


def meet(one: Type, other: Type) -> Type:
    """What holds of a value that is of both types; of the two descriptions the second, narrower one comes first."""
    if one is other:
        return one
    kinds = one.kinds & other.kinds
    if not kinds:
        return NEVER
    says_more = other.constants is not None or other.shape is not None or other.items is not None
    if kinds == one.kinds and not says_more and other.unit in (None, one.unit):
        return one
    constants = one.constants
    if other.constants is not None:
        constants = other.constants if constants is None else constants & other.constants
        if not constants and not kinds & NIL:
            return NEVER
    return Type(
        kinds,
        one.unit if one.unit is not None else other.unit,
        constants,
        one.member if one.member is not None else other.member,
        one.low if one.low is not None else other.low,
        one.high if one.high is not None else other.high,
        one.items if one.items is not None else other.items,
        one.shape if one.shape is not None else other.shape,
        one.function if one.function is not None else other.function,
        one.written or other.written,
    )


def without(type: Type, kinds: int) -> Type:
    """The type without the values of some kinds."""
    return type.only(EVERYTHING & ~kinds)


def holding(type: Type) -> Type:
    """The values that a condition takes as true."""
    kept = without(type, NIL)
    if not kept.kinds & BOOLEAN:
        return kept
    if kept.kinds == BOOLEAN:
        return TRUE if kept.allows(("boolean", True)) else NEVER
    return kept if kept.allows(("boolean", True)) else without(kept, BOOLEAN)


def failing(type: Type) -> Type:
    """The values that a condition takes as false."""
    kept = type.only(NIL | BOOLEAN)
    if not kept.kinds & BOOLEAN:
        return kept
    if not kept.allows(("boolean", False)):
        return kept.only(NIL)
    return FALSE if kept.kinds == BOOLEAN else Type(NIL | BOOLEAN, constants=FALSE.constants)


def listing(items: Type | None, kinds: int = LIST) -> Type:
    """A collection of items."""
    return Type(kinds, items=items)


_NOUNS: Final = (
    (BOOLEAN, "true or false"),
    (LONG | BIGINT, "a whole number"),
    (RATIO, "a ratio"),
    (DECIMAL, "an amount such as `25.00M`"),
    (DOUBLE, "a floating-point number"),
    (TEXT, "a text"),
    (CHAR, "a character"),
    (KEYWORD, "a keyword"),
    (SYMBOL, "a symbol"),
    (MAP, "a map"),
    (VECTOR, "a vector"),
    (LIST, "a list"),
    (SET, "a set"),
    (FUNCTION, "a function"),
    (NIL, "nil"),
)
_UNIT_NOUNS: Final = {
    "days": "a number of days",
    "dollars": "an amount of dollars",
    "percent": "a percentage",
    "count": "a count",
    "terms": "a number of terms",
}


def described(type: Type) -> str:
    """A type in words, as messages say it: `a number of days`, `a date or nil`."""
    if not type.is_known:
        return "any value"
    kinds = type.kinds
    words: list[str] = []
    if kinds & NUMBER and type.unit in _UNIT_NOUNS:
        words.append(_UNIT_NOUNS[type.unit or ""])
        kinds &= ~NUMBER
    elif kinds & NUMBER and (kinds & NUMBER).bit_count() > 1 and kinds & NUMBER & ~INTEGER:
        words.append("a number")
        kinds &= ~NUMBER
    if kinds & TEXT and type.unit in (DATE, DATETIME):
        words.append("a date" if type.unit == DATE else "a point in time")
        kinds &= ~TEXT
    words += [word for bits, word in _NOUNS if kinds & bits]
    if not words:
        return "nothing"
    return " or ".join(words) if len(words) < 3 else f"{', '.join(words[:-1])} or {words[-1]}"
