"""The JVM's names for kinds of values: what `class` and `type` answer, and what error messages call a value."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final
from uuid import UUID

from cljrules.values.errors import ERROR_CLASSES, OBJECT, ClojureError, JavaClass
from cljrules.values.numbers import BigInt, BigInteger, Float32, Int8, Int16, Int32
from cljrules.values.symbols import Char, Keyword, Symbol


def _classes() -> dict[str, JavaClass]:
    table = {OBJECT.name: OBJECT}

    def add(name: str, *parents: str) -> None:
        table[name] = JavaClass(name, tuple(table[parent] for parent in parents) or (OBJECT,))

    add("java.lang.Comparable")
    add("java.lang.CharSequence")
    add("java.lang.Iterable")
    add("java.util.Collection", "java.lang.Iterable")
    add("java.util.List", "java.util.Collection")
    add("java.util.Map")
    add("java.util.Set", "java.util.Collection")
    add("java.util.Map$Entry")
    add("java.lang.Runnable")
    add("java.util.concurrent.Callable")
    add("java.lang.Number")
    for name in ("Long", "Integer", "Short", "Byte", "Double", "Float"):
        add(f"java.lang.{name}", "java.lang.Number", "java.lang.Comparable")
    add("java.math.BigDecimal", "java.lang.Number", "java.lang.Comparable")
    add("java.math.BigInteger", "java.lang.Number", "java.lang.Comparable")
    add("clojure.lang.BigInt", "java.lang.Number")
    add("clojure.lang.Ratio", "java.lang.Number", "java.lang.Comparable")
    add("java.math.RoundingMode", "java.lang.Comparable")
    add("java.math.MathContext")
    add("java.lang.Math")
    add("java.lang.Boolean", "java.lang.Comparable")
    add("java.lang.Character", "java.lang.Comparable")
    add("java.lang.String", "java.lang.CharSequence", "java.lang.Comparable")
    add("java.lang.Class")
    add("java.util.regex.Pattern")
    add("java.util.regex.Matcher")
    add("java.util.UUID", "java.lang.Comparable")
    add("java.util.Date", "java.lang.Comparable")
    add("java.lang.StringBuilder", "java.lang.CharSequence")
    add("clojure.lang.IMeta")
    add("clojure.lang.IObj", "clojure.lang.IMeta")
    add("clojure.lang.IDeref")
    add("clojure.lang.IPending")
    add("clojure.lang.Named")
    add("clojure.lang.Sequential")
    add("clojure.lang.Seqable")
    add("clojure.lang.Counted")
    add("clojure.lang.Indexed", "clojure.lang.Counted")
    add("clojure.lang.ILookup")
    add("clojure.lang.Reversible")
    add("clojure.lang.Sorted")
    add("clojure.lang.IFn", "java.lang.Runnable", "java.util.concurrent.Callable")
    add("clojure.lang.Fn", "clojure.lang.IFn")
    add("clojure.lang.AFn", "clojure.lang.IFn")
    add("clojure.lang.AFunction", "clojure.lang.AFn", "clojure.lang.Fn", "clojure.lang.IObj")
    add("clojure.lang.MultiFn", "clojure.lang.AFn")
    add("clojure.lang.Keyword", "clojure.lang.IFn", "java.lang.Comparable", "clojure.lang.Named")
    add("clojure.lang.Symbol", "clojure.lang.AFn", "clojure.lang.IObj", "java.lang.Comparable", "clojure.lang.Named")
    add("clojure.lang.IPersistentCollection", "clojure.lang.Seqable")
    add("clojure.lang.ISeq", "clojure.lang.IPersistentCollection")
    add("clojure.lang.IPersistentStack", "clojure.lang.IPersistentCollection")
    add("clojure.lang.Associative", "clojure.lang.IPersistentCollection", "clojure.lang.ILookup")
    add(
        "clojure.lang.IPersistentVector",
        "clojure.lang.Associative",
        "clojure.lang.Sequential",
        "clojure.lang.IPersistentStack",
        "clojure.lang.Reversible",
        "clojure.lang.Indexed",
    )
    add("clojure.lang.IPersistentMap", "clojure.lang.Associative", "java.lang.Iterable", "clojure.lang.Counted")
    add("clojure.lang.IPersistentSet", "clojure.lang.IPersistentCollection", "clojure.lang.Counted")
    add("clojure.lang.IPersistentList", "clojure.lang.Sequential", "clojure.lang.IPersistentStack")
    add("clojure.lang.IEditableCollection")
    add("clojure.lang.IReduceInit")
    add("clojure.lang.IMapEntry", "java.util.Map$Entry")
    add("clojure.lang.IRecord")
    add("clojure.lang.IType")
    add("clojure.lang.IExceptionInfo")
    vector = (
        "clojure.lang.IPersistentVector",
        "clojure.lang.AFn",
        "java.util.List",
        "java.lang.Comparable",
        "clojure.lang.IObj",
    )
    add("clojure.lang.APersistentVector", *vector)
    add("clojure.lang.PersistentVector", "clojure.lang.APersistentVector", "clojure.lang.IEditableCollection")
    add("clojure.lang.MapEntry", "clojure.lang.APersistentVector", "clojure.lang.IMapEntry")
    add(
        "clojure.lang.APersistentMap",
        "clojure.lang.IPersistentMap",
        "clojure.lang.AFn",
        "java.util.Map",
        "clojure.lang.IObj",
    )
    for name in ("PersistentArrayMap", "PersistentHashMap"):
        add(f"clojure.lang.{name}", "clojure.lang.APersistentMap", "clojure.lang.IEditableCollection")
    add(
        "clojure.lang.PersistentTreeMap",
        "clojure.lang.APersistentMap",
        "clojure.lang.Sorted",
        "clojure.lang.Reversible",
    )
    add(
        "clojure.lang.APersistentSet",
        "clojure.lang.IPersistentSet",
        "clojure.lang.AFn",
        "java.util.Set",
        "clojure.lang.IObj",
    )
    add("clojure.lang.PersistentHashSet", "clojure.lang.APersistentSet", "clojure.lang.IEditableCollection")
    add(
        "clojure.lang.PersistentTreeSet",
        "clojure.lang.APersistentSet",
        "clojure.lang.Sorted",
        "clojure.lang.Reversible",
    )
    seq = ("clojure.lang.ISeq", "clojure.lang.Sequential", "java.util.List", "clojure.lang.IObj")
    add("clojure.lang.ASeq", *seq)
    for name in ("Cons", "ChunkedCons", "StringSeq", "Range", "LongRange", "Cycle", "Iterate", "Repeat"):
        add(f"clojure.lang.{name}", "clojure.lang.ASeq")
    add("clojure.lang.LazySeq", *seq, "clojure.lang.IPending")
    add("clojure.lang.PersistentList", "clojure.lang.ASeq", "clojure.lang.IPersistentList", "clojure.lang.Counted")
    add("clojure.lang.PersistentList$EmptyList", *seq, "clojure.lang.IPersistentList", "clojure.lang.Counted")
    add("clojure.lang.PersistentQueue", "clojure.lang.IPersistentList", "clojure.lang.IObj", "java.util.Collection")
    for name in ("Atom", "Delay", "Volatile", "Var", "Reduced", "Ref", "Agent"):
        add(f"clojure.lang.{name}", "clojure.lang.IDeref")
    add("clojure.lang.Namespace")
    add("clojure.lang.ArraySeq", "clojure.lang.ASeq", "clojure.lang.Counted")
    add("clojure.core.Eduction", "clojure.lang.Sequential", "java.lang.Iterable")
    add("clojure.lang.ITransientCollection")
    for name in (
        "PersistentVector$TransientVector",
        "PersistentHashMap$TransientHashMap",
        "PersistentHashSet$TransientHashSet",
    ):
        add(f"clojure.lang.{name}", "clojure.lang.ITransientCollection", "clojure.lang.AFn", "clojure.lang.Counted")
    return table


#: Classes by full name, errors included.
CLASSES: Final = _classes() | {cls.name: cls for cls in ERROR_CLASSES.values()}
_BY_SIMPLE_NAME: Final = {
    cls.simple_name: cls
    for cls in CLASSES.values()
    if cls.name.startswith("java.lang.")
    or cls.name in ("java.math.BigDecimal", "java.math.BigInteger", "java.util.concurrent.Callable")
}

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


def find_class(name: str) -> JavaClass | None:
    """A class by its full name, or by its simple name where the JVM imports it everywhere."""
    return CLASSES.get(name) or _BY_SIMPLE_NAME.get(name)


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
