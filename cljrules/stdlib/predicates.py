"""Predicates of `clojure.core` about equality and what kind of thing a value is; those about numbers are elsewhere."""

from __future__ import annotations

from typing import Any, Final

from cljrules.stdlib.hashing import hasheq
from cljrules.stdlib.registry import core
from cljrules.values.arrays import Array
from cljrules.values.booleans import NewBoolean, plain_boolean
from cljrules.values.casts import cannot_cast
from cljrules.values.classes import CLASSES, JavaClass
from cljrules.values.collections import MapEntry, MapLike, PersistentMap, PersistentSet, SetLike, Vector
from cljrules.values.equality import equiv, hkey
from cljrules.values.errors import class_cast
from cljrules.values.kinds import class_name, class_of
from cljrules.values.seqs import PersistentList, Sequential
from cljrules.values.symbols import Char, Keyword, Symbol, keyword
from cljrules.values.transients import TransientVector

_TYPE: Final = keyword("type")


def _is_a(value: Any, name: str) -> bool:
    cls = class_of(value)
    return cls is not None and cls.is_a(CLASSES[name])


@core("=")
def is_equal(x: Any, *more: Any) -> bool:
    """Whether all values are equal; numbers only within their category, collections by their elements."""
    for y in more:
        if not equiv(x, y):
            return False
        x = y
    return True


@core("not=")
def is_not_equal(x: Any, *more: Any) -> bool:
    """Whether not all values are equal."""
    return not is_equal(x, *more)


@core("identical?")
def is_identical(x: Any, y: Any) -> bool:
    """Whether two values are one and the same: names, text and small whole numbers that are equal are."""
    if x.__class__ is not y.__class__ or isinstance(x, float):
        return False
    if x.__class__ is int:
        return bool(x == y) and -128 <= x <= 127
    if isinstance(x, str | Char | bool):
        return bool(x == y)
    if isinstance(x, Vector | PersistentMap | PersistentSet | PersistentList) and x.meta is None and y.meta is None:
        # the JVM has one empty collection of each kind
        return x is y or not (len(x) or len(y))
    return x is y


@core("hash")
def hash_(x: Any) -> int:
    """A whole number that is the same for equal values."""
    return hasheq(x)


@core("distinct?")
def is_distinct(x: Any, *more: Any) -> bool:
    """Whether no two of the values are equal."""
    return len({hkey(each) for each in (x, *more)}) == 1 + len(more)


@core("nil?")
def is_nil(x: Any) -> bool:
    """Whether a value is nil."""
    return x is None


@core("some?")
def is_some(x: Any) -> bool:
    """Whether a value is not nil."""
    return x is not None


@core("any?")
def is_anything(x: Any) -> bool:
    """True of every value."""
    return True


@core("true?")
def is_true(x: Any) -> bool:
    """Whether a value is true itself."""
    return x is True


@core("false?")
def is_false(x: Any) -> bool:
    """Whether a value is false itself."""
    return x is False


@core("boolean?")
def is_boolean(x: Any) -> bool:
    """Whether a value is true or false."""
    return x.__class__ is bool or x.__class__ is NewBoolean


@core("boolean")
def boolean(x: Any) -> bool:
    """False for nil and false, true for all other values."""
    return x is not None and plain_boolean(x) is not False


@core("not")
def not_(x: Any) -> bool:
    """True for nil and false, false for all other values."""
    return x is None or x is False


@core("string?")
def is_string(x: Any) -> bool:
    """Whether a value is a string."""
    return x.__class__ is str


@core("char?")
def is_char(x: Any) -> bool:
    """Whether a value is a character."""
    return x.__class__ is Char


@core("keyword?")
def is_keyword(x: Any) -> bool:
    """Whether a value is a keyword."""
    return x.__class__ is Keyword


@core("symbol?")
def is_symbol(x: Any) -> bool:
    """Whether a value is a symbol."""
    return x.__class__ is Symbol


@core("ident?")
def is_ident(x: Any) -> bool:
    """Whether a value is a keyword or a symbol."""
    return isinstance(x, Keyword | Symbol)


@core("simple-ident?")
def is_simple_ident(x: Any) -> bool:
    """Whether a value is a keyword or a symbol without a namespace."""
    return isinstance(x, Keyword | Symbol) and x.ns is None


@core("qualified-ident?")
def is_qualified_ident(x: Any) -> bool:
    """Whether a value is a keyword or a symbol with a namespace."""
    return isinstance(x, Keyword | Symbol) and x.ns is not None


@core("simple-keyword?")
def is_simple_keyword(x: Any) -> bool:
    """Whether a value is a keyword without a namespace."""
    return isinstance(x, Keyword) and x.ns is None


@core("qualified-keyword?")
def is_qualified_keyword(x: Any) -> bool:
    """Whether a value is a keyword with a namespace."""
    return isinstance(x, Keyword) and x.ns is not None


@core("simple-symbol?")
def is_simple_symbol(x: Any) -> bool:
    """Whether a value is a symbol without a namespace."""
    return isinstance(x, Symbol) and x.ns is None


@core("qualified-symbol?")
def is_qualified_symbol(x: Any) -> bool:
    """Whether a value is a symbol with a namespace."""
    return isinstance(x, Symbol) and x.ns is not None


@core("coll?")
def is_coll(x: Any) -> bool:
    """Whether a value is a collection."""
    return isinstance(x, MapLike | SetLike | Vector) or _is_a(x, "clojure.lang.IPersistentCollection")


@core("sequential?")
def is_sequential(x: Any) -> bool:
    """Whether a value is a collection in an order of its own: a sequence or a vector."""
    return _is_a(x, "clojure.lang.Sequential")


@core("seq?")
def is_seq(x: Any) -> bool:
    """Whether a value is a sequence."""
    return _is_a(x, "clojure.lang.ISeq")


@core("seqable?")
def is_seqable(x: Any) -> bool:
    """Whether a value has elements that `seq` would give."""
    return x is None or isinstance(x, str | Sequential | MapLike | SetLike | Array) or hasattr(x, "seq")


@core("vector?")
def is_vector(x: Any) -> bool:
    """Whether a value is a vector."""
    return isinstance(x, Vector) or _is_a(x, "clojure.lang.IPersistentVector")


@core("map?")
def is_map(x: Any) -> bool:
    """Whether a value is a map."""
    return isinstance(x, MapLike) or _is_a(x, "clojure.lang.IPersistentMap")


@core("map-entry?")
def is_map_entry(x: Any) -> bool:
    """Whether a value is the entry of a map."""
    return isinstance(x, MapEntry) or _is_a(x, "java.util.Map$Entry")


@core("set?")
def is_set(x: Any) -> bool:
    """Whether a value is a set."""
    return isinstance(x, SetLike) or _is_a(x, "clojure.lang.IPersistentSet")


@core("list?")
def is_list(x: Any) -> bool:
    """Whether a value is a list."""
    return isinstance(x, PersistentList) or _is_a(x, "clojure.lang.IPersistentList")


@core("associative?")
def is_associative(x: Any) -> bool:
    """Whether a value is a map or a vector."""
    return isinstance(x, MapLike | Vector) or _is_a(x, "clojure.lang.Associative")


@core("counted?")
def is_counted(x: Any) -> bool:
    """Whether the number of elements is known without counting."""
    return _is_a(x, "clojure.lang.Counted")


@core("indexed?")
def is_indexed(x: Any) -> bool:
    """Whether elements can be had by index at once."""
    return isinstance(x, Vector | TransientVector) or _is_a(x, "clojure.lang.Indexed")


@core("reversible?")
def is_reversible(x: Any) -> bool:
    """Whether `rseq` works: for vectors and sorted collections."""
    return isinstance(x, Vector) or _is_a(x, "clojure.lang.Reversible")


@core("sorted?")
def is_sorted(x: Any) -> bool:
    """Whether a value is a sorted map or set."""
    return _is_a(x, "clojure.lang.Sorted")


@core("chunked-seq?")
def is_chunked_seq(x: Any) -> bool:
    """Whether a value is a sequence of which functions take several elements at once."""
    return _is_a(x, "clojure.lang.IChunkedSeq")


@core("fn?")
def is_fn(x: Any) -> bool:
    """Whether a value is a function."""
    return _is_a(x, "clojure.lang.Fn")


@core("ifn?")
def is_ifn(x: Any) -> bool:
    """Whether a value can be called: functions, keywords, symbols, maps, sets, vectors and others."""
    return isinstance(x, Keyword | Symbol) or _is_a(x, "clojure.lang.IFn")


@core("bytes?")
def is_bytes(x: Any) -> bool:
    """Whether a value is an array of bytes."""
    return isinstance(x, Array) and x.kind == "byte"


@core("inst?")
def is_inst(x: Any) -> bool:
    """Whether a value is an instant in time."""
    return _is_a(x, "java.util.Date")


@core("uuid?")
def is_uuid(x: Any) -> bool:
    """Whether a value is a UUID."""
    return _is_a(x, "java.util.UUID")


@core("uri?")
def is_uri(x: Any) -> bool:
    """Whether a value is a URI; there are none here."""
    return False


@core("class?")
def is_class(x: Any) -> bool:
    """Whether a value is a class."""
    return isinstance(x, JavaClass)


@core("class")
def class_(x: Any) -> JavaClass | None:
    """The class of a value, nil for nil."""
    return class_of(x)


@core("type")
def type_(x: Any) -> Any:
    """The `:type` of a value's metadata, else its class."""
    meta = getattr(x, "meta", None)
    named = meta.get(_TYPE) if isinstance(meta, MapLike) else None
    return class_of(x) if named is None or named is False else named


@core("instance?")
def is_instance(cls: Any, x: Any) -> bool:
    """Whether a value is of a class."""
    if not isinstance(cls, JavaClass):
        raise cannot_cast(cls, "java.lang.Class")
    own = class_of(x)
    return own is not None and own.is_a(cls)


@core("cast")
def cast(cls: Any, x: Any) -> Any:
    """The value itself if it is nil or of a class; raises ClassCastException otherwise."""
    if x is not None and not is_instance(cls, x):
        raise class_cast(f"Cannot cast {class_name(x)} to {cls.name}")
    return x
