"""Functions of `clojure.core` on arrays, and vectors of one kind of element."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from cljrules.interp.world import CORE
from cljrules.stdlib.collections import to_array
from cljrules.stdlib.registry import core
from cljrules.values import coercions
from cljrules.values.arrays import ARRAY_CLASSES, Array
from cljrules.values.casts import cannot_cast, int_of
from cljrules.values.classes import CLASSES, OBJECT, JavaClass
from cljrules.values.collections import Vector
from cljrules.values.errors import error, illegal_argument
from cljrules.values.functions import Builtin
from cljrules.values.kinds import class_of
from cljrules.values.limits import check_size
from cljrules.values.number_types import Float32, Int8, Int16, Int32, is_number
from cljrules.values.seqs import collect, elements
from cljrules.values.symbols import Char, Keyword

_ABSENT: Final[Any] = object()
_COLLECTION: Final = CLASSES["java.util.Collection"]


def _as_boolean(value: Any) -> bool:
    if value.__class__ is not bool:
        raise cannot_cast(value, "java.lang.Boolean")
    return bool(value)


def _number(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A conversion that takes numbers only, as arrays do."""

    def apply(value: Any) -> Any:
        if not is_number(value):
            raise cannot_cast(value, "java.lang.Number")
        return convert(value)

    return apply


def _as_char(value: Any) -> Char:
    if not isinstance(value, Char):
        raise cannot_cast(value, "java.lang.Character")
    return value


#: what an element of each kind of array is made of, and what a new array is filled with
_KINDS: Final[dict[str, tuple[Callable[[Any], Any], Any]]] = {
    "object": (lambda value: value, None),
    "int": (_number(coercions.to_int), Int32(0)),
    "long": (_number(coercions.to_long), 0),
    "double": (_number(coercions.to_double), 0.0),
    "float": (_number(coercions.to_float), Float32(0.0)),
    "short": (_number(coercions.to_short), Int16(0)),
    "byte": (_number(coercions.to_byte), Int8(0)),
    "char": (_as_char, Char("\0")),
    "boolean": (_as_boolean, False),
}


def _filled(kind: str, size: Any, filling: Any) -> Array:
    count = int(coercions.unchecked_int(size))
    if count < 0:
        raise error("NegativeArraySizeException", f"an array cannot have {count} elements")
    check_size(count)
    return Array(kind, [filling] * count)


def _fills(kind: str, value: Any) -> bool:
    """Whether a value fills an array of a kind; anything else is taken for a sequence."""
    match kind:
        case "byte":
            return isinstance(value, Int8)
        case "short":
            return isinstance(value, Int16)
        case "boolean":
            return value.__class__ is bool
        case "char":
            return isinstance(value, Char)
        case _:
            return is_number(value)


def _made(kind: str, first: Any, second: Any = _ABSENT) -> Array:
    """An array of a size, of the elements of a collection, or of a size and filled with a value or elements."""
    convert, zero = _KINDS[kind]
    if second is _ABSENT:
        if is_number(first):
            return _filled(kind, first, zero)
        return Array(kind, [convert(item) for item in collect(elements(first))])
    if second is not None and not _fills(kind, second):
        made = _filled(kind, first, zero)
        for place, item in zip(range(len(made)), elements(second), strict=False):
            made.items[place] = convert(item)
        return made
    return _filled(kind, first, convert(second))


@core("int-array")
def int_array(size_or_seq: Any, init: Any = _ABSENT) -> Array:
    """An array of Integers."""
    return _made("int", size_or_seq, init)


@core("long-array")
def long_array(size_or_seq: Any, init: Any = _ABSENT) -> Array:
    """An array of Longs."""
    return _made("long", size_or_seq, init)


@core("double-array")
def double_array(size_or_seq: Any, init: Any = _ABSENT) -> Array:
    """An array of Doubles."""
    return _made("double", size_or_seq, init)


@core("float-array")
def float_array(size_or_seq: Any, init: Any = _ABSENT) -> Array:
    """An array of Floats."""
    return _made("float", size_or_seq, init)


@core("short-array")
def short_array(size_or_seq: Any, init: Any = _ABSENT) -> Array:
    """An array of Shorts."""
    return _made("short", size_or_seq, init)


@core("byte-array")
def byte_array(size_or_seq: Any, init: Any = _ABSENT) -> Array:
    """An array of Bytes."""
    return _made("byte", size_or_seq, init)


@core("char-array")
def char_array(size_or_seq: Any, init: Any = _ABSENT) -> Array:
    """An array of characters."""
    return _made("char", size_or_seq, init)


@core("boolean-array")
def boolean_array(size_or_seq: Any, init: Any = _ABSENT) -> Array:
    """An array of true and false."""
    return _made("boolean", size_or_seq, init)


@core("object-array")
def object_array(size_or_seq: Any) -> Array:
    """An array of values of any kind."""
    return _made("object", size_or_seq)


@core("into-array")
def into_array(first: Any, coll: Any = _ABSENT) -> Array:
    """An array of the elements, which must all be of the class given, or of that of the first one."""
    if coll is not _ABSENT and first is not None and not isinstance(first, JavaClass):
        raise cannot_cast(first, "java.lang.Class")
    items = collect(elements(first if coll is _ABSENT else coll))
    wanted = first if coll is not _ABSENT else next((class_of(item) for item in items), None)
    if not isinstance(wanted, JavaClass):
        return Array("object", items)
    for item in items:
        cls = class_of(item)
        if cls is not None and not cls.is_a(wanted):
            raise illegal_argument(f"array element type mismatch: {cls.name} in an array of {wanted.name}")
    return Array("object", items, wanted)


@core("to-array-2d")
def to_array_2d(coll: Any) -> Array:
    """An array of arrays, one for each element."""
    if coll is None:
        raise cannot_cast(coll, "java.util.Collection")
    cls = class_of(coll)
    if cls is None or not cls.is_a(_COLLECTION):
        raise cannot_cast(coll, _COLLECTION.name)
    return Array("object", [to_array(row) for row in elements(coll)], ARRAY_CLASSES["object"])


@core("make-array")
def make_array(cls: Any, size: Any, *more: Any) -> Array:
    """An array of so many nils, or with more sizes of arrays of nils."""
    if not isinstance(cls, JavaClass):
        raise cannot_cast(cls, "java.lang.Class")
    for dimension in (size, *more):
        int_of(dimension)
    kind = cls.name if cls.name in ARRAY_CLASSES else "object"
    made = _filled(kind, size, None if more else _KINDS[kind][1])
    made.element = None if kind != "object" or cls is OBJECT else cls
    if more:
        made.kind = "object"
        made.items = [make_array(cls, *more) for _ in made.items]
        inner = make_array(cls, *more[:-1], 0)
        made.element = inner.java_class
    return made


def _array(value: Any) -> Array:
    if isinstance(value, Array):
        return value
    if value is None:
        raise cannot_cast(value, "an array")
    raise illegal_argument("Argument is not an array")


@core("alength")
def alength(array: Any) -> int:
    """The number of elements of an array."""
    return Int32(len(_array(array)))


@core("aget")
def aget(array: Any, index: Any, *more: Any) -> Any:
    """The element of an array at an index, with more indexes that of the array in it."""
    wanted = int_of(index)
    held = _array(array)
    found = held.items[held.place(wanted)]
    return aget(found, *more) if more else found


@core("aset")
def aset(array: Any, index: Any, value: Any, *rest: Any) -> Any:
    """Put a value, the last argument, into an array at an index; gives the value."""
    more = (value, *rest)
    wanted = int_of(index)
    held = _array(array)
    place = held.place(wanted)
    if len(more) > 1:
        return aset(held.items[place], *more)
    cls = class_of(more[0])
    if held.element is not None and cls is not None and not cls.is_a(held.element):
        raise illegal_argument(f"array element type mismatch: {cls.name} in an array of {held.element.name}")
    held.items[place] = _KINDS[held.kind][0](more[0])
    return more[0]


@core("aset-int", "aset-long", "aset-double", "aset-float", "aset-short", "aset-byte", "aset-char", "aset-boolean")
def aset_of_kind(array: Any, index: Any, value: Any, *more: Any) -> Any:
    """`aset` with a value that is made one of the array's kind."""
    return aset(array, index, value, *more)


@core("aclone")
def aclone(array: Any) -> Array:
    """A copy of an array."""
    held = _array(array)
    return Array(held.kind, held.items, held.element)


def _of_kind(kind: str) -> Callable[[Any], Array | None]:
    def as_array(array: Any) -> Array | None:
        """The array itself; raises ClassCastException for anything that is no array of this kind."""
        if array is None:
            return None
        if not isinstance(array, Array) or array.kind != kind:
            raise cannot_cast(array, ARRAY_CLASSES[kind].name)
        return array

    return as_array


VALUES: Final = tuple(
    (CORE, f"{kind}s", Builtin(CORE, f"{kind}s", _of_kind(kind)))
    for kind in ("boolean", "byte", "char", "double", "float", "int", "long", "short")
)


@core("vector-of")
def vector_of(kind: Any, *items: Any) -> Vector:
    """A vector of numbers, characters or booleans of one kind, named by a keyword."""
    if not isinstance(kind, Keyword) or kind.text not in ARRAY_CLASSES or kind.text == "object":
        raise illegal_argument(f"Unrecognized type {kind!r}")
    return Vector.of(map(_KINDS[kind.text][0], items))
