"""`hash`: the JVM's hash of a value, equal for values that are `=`.

Murmur 3 over whole numbers, text and collections as Clojure mixes them. Values that hash by identity on the JVM, such
as functions, get one number for all of a class: an address would not be the same in every run.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from cljrules.values.collections import MapLike, SetLike
from cljrules.values.decimals import strip_zeros
from cljrules.values.errors import ClojureError
from cljrules.values.java_hash import hash_code
from cljrules.values.kinds import class_name
from cljrules.values.limits import spend
from cljrules.values.number_types import wrap
from cljrules.values.seqs import Sequential
from cljrules.values.symbols import Keyword, Symbol

_MASK: Final = 0xFFFFFFFF
_LONG: Final = 1 << 63


def hasheq(value: Any) -> int:
    """The hash of a value, 32 bits with a sign."""
    return wrap(_hash(value), 32)


def _hash(value: Any) -> int:
    spend(4)
    if value is None:
        return 0
    own = getattr(value, "own_hash", None)
    if own is not None and (given := own()) is not None:
        return int(given)
    if value.__class__ is str:
        return _mixed_int(hash_code(value))
    if isinstance(value, int) and value.__class__ is not bool and -_LONG <= value < _LONG:
        return _mixed_long(value)
    if isinstance(value, float) and value == 0:
        # 0.0 and -0.0 are equal
        return 0
    if isinstance(value, Decimal):
        # 1M and 1.00M are equal
        return hash_code(strip_zeros(value))
    if isinstance(value, Symbol):
        return _symbol(value.ns, value.name)
    if isinstance(value, Keyword):
        return _symbol(value.ns, value.name) + 0x9E3779B9
    if isinstance(value, MapLike):
        return _unordered(_ordered(pair) for pair in value.entries())
    if isinstance(value, SetLike):
        return _unordered(map(_hash, value))
    if isinstance(value, Sequential):
        return _ordered(value)
    try:
        return hash_code(value)
    except ClojureError:
        return hash_code(class_name(value))


def _symbol(ns: str | None, name: str) -> int:
    """Util.hashCombine of the hashes of name and namespace."""
    seed = _mixed_text(name) & _MASK
    other = 0 if ns is None else hash_code(ns) & _MASK
    signed = wrap(seed, 32)
    return seed ^ ((other + 0x9E3779B9 + (seed << 6) + (signed >> 2)) & _MASK)


def _mixed_text(text: str) -> int:
    """Murmur3.hashUnencodedChars."""
    mixed = 0
    for at in range(1, len(text), 2):
        mixed = _mix(mixed, _mix_part(ord(text[at - 1]) | ord(text[at]) << 16))
    if len(text) % 2:
        mixed ^= _mix_part(ord(text[-1]))
    return _finish(mixed, 2 * len(text))


def _ordered(items: Iterable[Any]) -> int:
    mixed, count = 1, 0
    for item in items:
        mixed = (31 * mixed + _hash(item)) & _MASK
        count += 1
    return _finish(_mix(0, _mix_part(mixed)), count)


def _unordered(hashes: Iterable[int]) -> int:
    mixed, count = 0, 0
    for each in hashes:
        mixed = (mixed + each) & _MASK
        count += 1
    return _finish(_mix(0, _mix_part(mixed)), count)


def mixed(basis: int, count: int) -> int:
    """Murmur3.mixCollHash: the hash of a collection of so many elements, 32 bits with a sign."""
    return wrap(_finish(_mix(0, _mix_part(basis & _MASK)), count), 32)


def _mixed_int(value: int) -> int:
    return 0 if value == 0 else _finish(_mix(0, _mix_part(value & _MASK)), 4)


def _mixed_long(value: int) -> int:
    if value == 0:
        return 0
    low, high = value & _MASK, value >> 32 & _MASK
    return _finish(_mix(_mix(0, _mix_part(low)), _mix_part(high)), 8)


def _rotated(value: int, by: int) -> int:
    return (value << by | value >> 32 - by) & _MASK


def _mix_part(part: int) -> int:
    return _rotated(part * 0xCC9E2D51 & _MASK, 15) * 0x1B873593 & _MASK


def _mix(mixed: int, part: int) -> int:
    return (_rotated(mixed ^ part, 13) * 5 + 0xE6546B64) & _MASK


def _finish(mixed: int, length: int) -> int:
    mixed ^= length
    mixed ^= mixed >> 16
    mixed = mixed * 0x85EBCA6B & _MASK
    mixed ^= mixed >> 13
    mixed = mixed * 0xC2B2AE35 & _MASK
    return mixed ^ mixed >> 16
