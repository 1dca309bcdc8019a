"""Clojure's `=` and keys that agree with it.

`equiv(a, b)` is `=`. `hkey(value)` gives a Python hashable such that two values are `=` exactly when their keys are
equal: Python itself holds 1, 1.0 and True for equal, Clojure does not. The hashes of keys cannot be foreseen by a
program: Python's own hashes of numbers can, and a map of numbers chosen to share one would take for ever to fill.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from cljrules.values.booleans import NewBoolean, plain_boolean
from cljrules.values.decimals import strip_zeros
from cljrules.values.limits import NUMBER_KEY, pay_for_text, spend
from cljrules.values.numbers import Float32, hash_key, number_equiv


class Key:
    """A hash key for a value whose Python equality is not Clojure's; keeps the value itself."""

    __slots__ = ("_hash", "_key", "value")

    def __init__(self, key: Any, value: Any, text: str | None = None) -> None:
        self._key: Final = key
        self.value: Final = value
        # the hash of a text is different in every process
        self._hash = hash(key if text is None else text)

    def __eq__(self, other: object) -> bool:
        return other.__class__ is Key and self._key == other._key

    def __hash__(self) -> int:
        return self._hash


_TRUE: Final = Key(("b", True), True)
_FALSE: Final = Key(("b", False), False)
_WRAPPED: Final = frozenset({float, Float32, Decimal, Fraction})
_SMALL: Final = 1 << 31
_NUMBERS: Final = (int, float, Decimal, Fraction)


def hkey(value: Any) -> Any:
    """The value as a key of a Python dict; `unkey` gives the value back."""
    cls = value.__class__
    if cls is bool:
        return _TRUE if value else _FALSE
    if cls in _WRAPPED or (isinstance(value, int) and not -_SMALL <= value < _SMALL):
        spend(NUMBER_KEY)
        return Key(hash_key(value), value, _number_text(value))
    if cls is NewBoolean:
        return hkey(value.value)
    return value


def _number_text(value: Any) -> str:
    """A text that is the same for equal numbers of a kind, and seldom for others."""
    if isinstance(value, float):
        return repr(value + 0.0)
    if isinstance(value, Decimal):
        return f"{strip_zeros(value)}M"
    if isinstance(value, Fraction):
        return f"{value.numerator:x}/{value.denominator:x}"
    return f"{value:x}"


def case_key(value: Any) -> Any:
    """The key by which `case` chooses: as `hkey`, but decimals of different scale are different."""
    if value.__class__ is Decimal:
        return Key(("m", value.as_tuple()), value)
    return hkey(value)


def unkey(key: Any) -> Any:
    """The value a key was made from."""
    return key.value if key.__class__ is Key else key


def equiv(a: Any, b: Any) -> bool:
    """Clojure's `=`: numbers of one category by value, sequential collections element by element, everything else by
    kind and content.
    """
    if a is b:
        return not isinstance(a, float) or a == a
    if a is None or b is None:
        return False
    if a.__class__ is bool or b.__class__ is bool:
        return plain_boolean(a) is plain_boolean(b)
    if isinstance(a, _NUMBERS):
        return isinstance(b, _NUMBERS) and number_equiv(a, b)
    if a.__class__ is str:
        pay_for_text(len(a) >> 2)
    if a.__class__ is NewBoolean and b.__class__ is NewBoolean:
        return a.value == b.value
    return bool(a == b)
