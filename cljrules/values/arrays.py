"""Arrays: the one kind of collection that changes in place, as Java's do. Equal only to themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from cljrules.values.classes import CLASSES, OBJECT, JavaClass
from cljrules.values.errors import error
from cljrules.values.limits import spend_walking
from cljrules.values.seqs import ArraySeq, Seq

#: the JVM's name of an array of each kind of element
ARRAY_CLASSES: Final = {
    kind: JavaClass(name, (OBJECT, CLASSES["java.lang.Cloneable"], CLASSES["java.io.Serializable"]))
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


class Array:
    """An array of `kind` (a key of `ARRAY_CLASSES`); `items` is the Python list it lives in."""

    __slots__ = ("items", "kind")

    def __init__(self, kind: str, items: Iterable[Any]) -> None:
        self.kind = kind
        self.items = list(items)
        spend_walking(len(self.items))

    @property
    def java_class(self) -> JavaClass:
        return ARRAY_CLASSES[self.kind]

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
