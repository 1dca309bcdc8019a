"""Arrays: the one kind of collection that changes in place, as Java's do. Equal only to themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Final

from cljrules.values.classes import CLASSES, OBJECT, JavaClass
from cljrules.values.errors import error
from cljrules.values.limits import spend_walking
from cljrules.values.seqs import ArraySeq, Seq

_ABOVE: Final = (OBJECT, CLASSES["java.lang.Cloneable"], CLASSES["java.io.Serializable"])

#: the JVM's name of an array of each kind of element
ARRAY_CLASSES: Final = {
    kind: JavaClass(name, _ABOVE)
    for kind, name in {
        "object": "[Ljava.lang.Object;",
        "int": "[I",
        "long": "[J",
        "double": "[D",
        "float": "[F",
        "short": "[S",
        "byte": "[B",
        "char": "[C",
        "boolean": "[Z",
    }.items()
}


@cache
def array_class(element: JavaClass) -> JavaClass:
    """The class of arrays of values of a class."""
    name = f"[{element.name}" if element.name.startswith("[") else f"[L{element.name};"
    return JavaClass(name, (*_ABOVE, ARRAY_CLASSES["object"]))


class Array:
    """An array of `kind` (a key of `ARRAY_CLASSES`), of values of the class `element` where that is less than any;
    `items` is the Python list it lives in.
    """

    __slots__ = ("element", "items", "kind")

    def __init__(self, kind: str, items: Iterable[Any], element: JavaClass | None = None) -> None:
        self.kind = kind
        self.items = list(items)
        self.element = None if element is OBJECT else element
        spend_walking(len(self.items))

    @property
    def java_class(self) -> JavaClass:
        return ARRAY_CLASSES[self.kind] if self.element is None else array_class(self.element)

    def place(self, index: int) -> int:
        """The index itself; raises ArrayIndexOutOfBoundsException where there is no such element."""
        if not 0 <= index < len(self.items):
            raise error("ArrayIndexOutOfBoundsException", f"index {index} is outside an array of {len(self.items)}")
        return index

    def seq(self) -> Seq | None:
        spend_walking(len(self.items))
        return ArraySeq(tuple(self.items)) if self.items else None

    def __iter__(self) -> Iterator[Any]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __bool__(self) -> bool:
        return True
