"""Local names during analysis.

A `Frame` stands for one function's (or top-level form's) activation and hands out slots; a `Scope` is the names
visible at a point. A name of an outer function is captured: the inner function takes its value along when it is made.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from cljrules.interp.nodes import CapturedRef, LocalRef, Node, SelfRef
from cljrules.parser.forms import Form
from cljrules.values.errors import error

FIRST_SLOT = 2


@dataclass(slots=True)
class Capture:
    """What a function takes along: the nodes, in the frame that makes it, and their places by slot there."""

    nodes: list[Node] = field(default_factory=list)
    places: dict[object, int] = field(default_factory=dict)


@dataclass(slots=True)
class Frame:
    """Slots of one activation. `outer` is the scope in which the function is made; `capture` is shared by its
    arities.
    """

    outer: Scope | None = None
    capture: Capture = field(default_factory=Capture)
    own_name: str | None = None
    size: int = FIRST_SLOT
    #: a local name with a dot, which the JVM has no local for
    dotted: str | None = None

    def check_names(self) -> None:
        """Refuse local names that the JVM cannot hold, after all else; raises ClassFormatError."""
        if self.dotted is not None:
            raise error("ClassFormatError", f"a local name holds no dot: `{self.dotted}`")

    def slot(self) -> int:
        self.size += 1
        return self.size - 1


class Scope:
    """The local names visible at a point, innermost first."""

    __slots__ = ("frame", "names", "numeric", "parent")

    def __init__(self, frame: Frame, parent: Scope | None = None) -> None:
        self.frame = frame
        self.parent = parent
        self.names: dict[str, int] = {}
        #: names here that stand for a number that is written out
        self.numeric: set[str] = set()

    def child(self) -> Scope:
        return Scope(self.frame, self)

    def bind(self, name: str) -> int:
        """A new slot for a name, which hides an older one of the same name."""
        if "." in name:
            self.frame.dotted = name
        slot = self.frame.slot()
        self.names[name] = slot
        self.numeric.discard(name)
        return slot

    def is_number(self, name: str) -> bool:
        """Whether a local name stands for a number that is written out, which cannot be taken apart as a map."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return name in scope.numeric
            scope = scope.parent
        return False

    def knows(self, name: str) -> bool:
        """Whether the name is local here."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return True
            scope = scope.parent
        frame = self.frame
        return frame.own_name == name or (frame.outer is not None and frame.outer.knows(name))

    def reference(self, name: str, form: Form) -> Node | None:
        """A node for the local name, None where there is none."""
        scope: Scope | None = self
        while scope is not None:
            slot = scope.names.get(name)
            if slot is not None:
                return LocalRef(form, slot, name)
            scope = scope.parent
        frame = self.frame
        if frame.own_name == name:
            return SelfRef(form, name)
        if frame.outer is None:
            return None
        outside = frame.outer.reference(name, form)
        if outside is None:
            return None
        return CapturedRef(form, _captured(frame.capture, outside), name)

    def visible(self) -> list[str]:
        """All local names visible here, innermost first."""
        found: list[str] = []
        scope: Scope | None = self
        while scope is not None:
            found.extend(reversed(scope.names))
            scope = scope.parent
        if self.frame.own_name is not None:
            found.append(self.frame.own_name)
        return found + (self.frame.outer.visible() if self.frame.outer is not None else [])


def _captured(capture: Capture, outside: Node) -> int:
    match outside:
        case LocalRef(_, slot, _):
            place: object = ("local", slot)
        case CapturedRef(_, index, _):
            place = ("captured", index)
        case _:
            place = "self"
    found = capture.places.get(place)
    if found is None:
        found = capture.places[place] = len(capture.nodes)
        capture.nodes.append(outside)
    return found
