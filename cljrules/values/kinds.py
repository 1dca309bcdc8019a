"""The JVM's names for kinds of values: what `class` and `type` answer, and what error messages call a value."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final
from uuid import UUID

from cljrules.values.classes import CLASSES, OBJECT, JavaClass
from cljrules.values.errors import ClojureError
from cljrules.values.numbers import BigInt, BigInteger, Float32, Int8, Int16, Int32
from cljrules.values.symbols import Char, Keyword, Symbol

_PLAIN: Final[dict[type, str]] = {
    bool: "java.lang.Boolean",
    int: "java.lang.Long",
    BigInt: "clojure.lang.BigInt",
    BigInteger: "java.math.BigInteger",
    Int32: "java.lang.Integer",
    Int16: "java.lang.Short",
    Int8: "java.lang.Byte",
    Fraction: "clojure.lang.Ratio",
    Decimal: "java.math.BigDecimal",
    float: "java.lang.Double",
    Float32: "java.lang.Float",
    str: "java.lang.String",
    Char: "java.lang.Character",
    Keyword: "clojure.lang.Keyword",
    Symbol: "clojure.lang.Symbol",
    JavaClass: "java.lang.Class",
    datetime: "java.util.Date",
    UUID: "java.util.UUID",
}


def class_of(value: Any) -> JavaClass | None:
    """The class of a value, None for nil. Values of richer kinds answer with `java_class` or `java_name` of their
    own.
    """
    if value is None:
        return None
    plain = _PLAIN.get(value.__class__)
    if plain is not None:
        return CLASSES[plain]
    if isinstance(value, ClojureError):
        return value.cls
    own: JavaClass | None = getattr(value, "java_class", None)
    if own is not None:
        return own
    return CLASSES[getattr(value, "java_name", OBJECT.name)]


def class_name(value: Any) -> str:
    """The full name of a value's class, `nil` for nil; for messages."""
    cls = class_of(value)
    return "nil" if cls is None else cls.name
