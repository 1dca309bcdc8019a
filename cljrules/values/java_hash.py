"""`Object.hashCode` of the values whose hash code the JVM defines by their content."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final
from uuid import UUID

from cljrules.values import decimals
from cljrules.values.collections import MapLike, SetLike
from cljrules.values.errors import illegal_argument
from cljrules.values.kinds import class_name
from cljrules.values.limits import spend
from cljrules.values.number_types import BigInt, BigInteger, Float32, Int32, wrap
from cljrules.values.seqs import Sequential
from cljrules.values.symbols import Char, Keyword, Symbol

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def hash_code(value: Any) -> Int32:
    """The hash code of a value; raises IllegalArgumentException for values that hash by identity."""
    return Int32(wrap(_hash(value), 32))


def _hash(value: Any) -> int:
    spend(4)
    if value is None:
        return 0
    cls = value.__class__
    if cls is str:
        return _hash_text(value)
    if cls is bool:
        return 1231 if value else 1237
    if isinstance(value, BigInt | BigInteger):
        return _hash_whole(value) if cls is BigInteger or not -(1 << 63) <= value < 1 << 63 else _folded(value)
    if cls is int:
        return _folded(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        if cls is Float32:
            return int.from_bytes(struct.pack(">f", value), "big")
        return _folded(int.from_bytes(struct.pack(">d", value), "big"))
    if cls is Decimal:
        return 31 * _hash_whole(decimals.unscaled(value)) - decimals.exponent(value)
    if cls is Fraction:
        return _hash_whole(value.numerator) ^ _hash_whole(value.denominator)
    if cls is Char:
        return ord(value.unit)
    if isinstance(value, Symbol | Keyword):
        return _hash_name(value)
    if isinstance(value, UUID):
        return _folded(value.int >> 64 ^ value.int & (1 << 64) - 1)
    if isinstance(value, datetime):
        return _folded((value - _EPOCH) // timedelta(milliseconds=1))
    return _hash_elements(value)


def _hash_elements(value: Any) -> int:
    if isinstance(value, MapLike):
        return sum(hash_code(key) ^ hash_code(held) for key, held in value.entries())
    if isinstance(value, SetLike):
        return sum(hash_code(item) for item in value)
    if isinstance(value, Sequential):
        made = 1
        for item in value:
            made = (31 * made + hash_code(item)) & 0xFFFFFFFF
        return made
    raise illegal_argument(f"a value of class {class_name(value)} has no hash code that is the same in every run")


def _folded(value: int) -> int:
    """A number of 64 bits as the JVM folds it into 32."""
    bits = value & (1 << 64) - 1
    return bits ^ bits >> 32


def _hash_text(text: str) -> int:
    spend(len(text) >> 2)
    made = 0
    for unit in text:
        made = (31 * made + ord(unit)) & 0xFFFFFFFF
    return made


def _hash_whole(value: int) -> int:
    """The hash code of a BigInteger: its digits to the base 2^32, most significant first."""
    size = abs(value)
    made = 0
    for place in range((size.bit_length() + 31) // 32 - 1, -1, -1):
        made = (31 * made + (size >> 32 * place & 0xFFFFFFFF)) & 0xFFFFFFFF
    return -made if value < 0 else made


def _hash_name(value: Symbol | Keyword) -> int:
    seed = wrap(_hash_text(value.name), 32)
    of_namespace = 0 if value.ns is None else _hash_text(value.ns)
    combined = seed ^ of_namespace + 0x9E3779B9 + wrap(seed << 6, 32) + (seed >> 2)
    return combined + 0x9E3779B9 if isinstance(value, Keyword) else combined
