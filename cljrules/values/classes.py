"""The JVM's classes by name, as `class`, `instance?`, `catch` and protocols know them.

`CLASSES` gives a class by its full name and makes it when first asked for; `find_class` knows the simple names that
Clojure knows everywhere too. What descends from what is recorded from the JVM in classes.txt (tools/record_classes.py).
There is nothing behind a class: it is a name, what it descends from, and what errors of it are made of.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Final


class JavaClass:
    """A class of the JVM by name; `parents` are its direct superclass and interfaces, `constructors` what an error of
    this class is made of: `S` a string, `T` an error, `I` a whole number, `M` a map, `O` any value, a text for each
    constructor.
    """

    def __init__(
        self,
        name: str,
        parents: tuple[JavaClass, ...] = (),
        *,
        interface: bool = False,
        abstract: bool = False,
        constructors: frozenset[str] = frozenset(),
        signatures: frozenset[str] = frozenset(),
    ) -> None:
        self.name: Final = name
        self.parents: Final = parents
        self.interface: Final = interface
        self.abstract: Final = abstract
        self.constructors: Final = constructors
        #: of an interface: `name/count` of each method, the value it is called on counted too
        self.signatures: Final = signatures

    @property
    def simple_name(self) -> str:
        return self.name.rsplit(".", 1)[-1].rsplit("$", 1)[-1]

    @property
    def superclass(self) -> JavaClass | None:
        """The class it extends, None for an interface and for Object."""
        return next((parent for parent in self.parents if not parent.interface), None)

    @cached_property
    def above(self) -> frozenset[JavaClass]:
        """All superclasses and interfaces."""
        return frozenset(self.parents).union(*(parent.above for parent in self.parents))

    def is_a(self, other: JavaClass) -> bool:
        """Whether a value of this class is an instance of the other."""
        return self is other or other is OBJECT or other in self.above

    def __repr__(self) -> str:
        return self.name


OBJECT: Final = JavaClass("java.lang.Object")


class _Classes(dict[str, JavaClass]):
    """Classes by full name, made from their line in the table when first asked for."""

    def __init__(self) -> None:
        super().__init__({OBJECT.name: OBJECT})
        table = Path(__file__).with_name("classes.txt").read_text("utf-8")
        self.lines = {line[: line.index(" ")]: line for line in table.splitlines()}

    def __missing__(self, name: str) -> JavaClass:
        parts = [part.strip() for part in self.lines[name].split("|")]
        _, marks, parents, constructors, signatures = parts
        self[name] = made = JavaClass(
            name,
            tuple(self[parent] for parent in parents.split()),
            interface="i" in marks,
            abstract="a" in marks,
            constructors=frozenset(taken.strip("()") for taken in constructors.split()),
            signatures=frozenset(signatures.split()),
        )
        return made


#: Classes by full name; KeyError for one that is not in the table.
CLASSES: Final = _Classes()

#: Full names by the simple names that need no import.
_IMPORTED: Final = {
    name[name.rindex(".") + 1 :]: name for name, line in CLASSES.lines.items() if "d" in line.split("|", 2)[1]
}


def find_class(name: str) -> JavaClass | None:
    """A class by its full name, or by its simple name where Clojure imports it everywhere."""
    full = _IMPORTED.get(name, name)
    return CLASSES[full] if full in CLASSES.lines else None
