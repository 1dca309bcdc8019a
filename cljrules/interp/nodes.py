"""Nodes: what forms mean, every name resolved.

The analyzer makes them, the engines read them. A local variable is a numbered slot of its function's frame; slot 0 of
a frame holds the running evaluation, slot 1 the function itself. Each node keeps the form it stands for, and with it
its place in the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cljrules.parser.forms import Form


@dataclass(slots=True, eq=False, repr=False)
class Node:
    """What a piece of program means; `form` is what was written."""

    form: Form


@dataclass(slots=True, eq=False, repr=False)
class Const(Node):
    """A value known beforehand."""

    value: Any


@dataclass(slots=True, eq=False, repr=False)
class LocalRef(Node):
    """The value of a local name."""

    slot: int
    name: str


@dataclass(slots=True, eq=False, repr=False)
class CapturedRef(Node):
    """A value that the running function took along from where it was made."""

    index: int
    name: str


@dataclass(slots=True, eq=False, repr=False)
class SelfRef(Node):
    """The running function itself, by its own name."""

    name: str


@dataclass(slots=True, eq=False, repr=False)
class VarRef(Node):
    """The value of a var."""

    var: Any


@dataclass(slots=True, eq=False, repr=False)
class VarItself(Node):
    """`#'name`: the var, not its value."""

    var: Any


@dataclass(slots=True, eq=False, repr=False)
class LoanRef(Node):
    """The value of a loan variable."""

    name: str


@dataclass(slots=True, eq=False, repr=False)
class If(Node):
    """One of two nodes, as a test decides."""

    test: Node
    then: Node
    otherwise: Node


@dataclass(slots=True, eq=False, repr=False)
class Do(Node):
    """Statements whose values are dropped, and a result."""

    statements: tuple[Node, ...]
    result: Node


@dataclass(slots=True, eq=False, repr=False)
class Let(Node):
    """Slots filled in order, and a body that reads them."""

    bindings: tuple[tuple[int, Node], ...]
    body: Node


@dataclass(slots=True, eq=False, repr=False)
class Loop(Node):
    """`let` to whose body `recur` goes back."""

    bindings: tuple[tuple[int, Node], ...]
    body: Node


@dataclass(slots=True, eq=False, repr=False)
class Recur(Node):
    """Back to the loop or function around, with new values in its slots."""

    slots: tuple[int, ...]
    values: tuple[Node, ...]


@dataclass(slots=True, eq=False, repr=False)
class Call(Node):
    """A call of whatever the function node gives."""

    function: Node
    args: tuple[Node, ...]


@dataclass(slots=True, eq=False, repr=False)
class MethodCall(Node):
    """`(.name target arg …)`, or the field `(.-name target)`."""

    name: str
    target: Node
    args: tuple[Node, ...]
    is_field: bool
    method: Any


@dataclass(slots=True, eq=False, repr=False)
class New(Node):
    """`(Class. arg …)`."""

    cls: Any
    args: tuple[Node, ...]


@dataclass(slots=True, eq=False, repr=False)
class Arity:
    """One argument list of a function: `count` parameters, and a last one for the rest where it is variadic; they
    fill the frame's slots from 2 on. `size` is the number of slots the frame needs.
    """

    count: int
    variadic: bool
    size: int
    body: Node


@dataclass(slots=True, eq=False, repr=False)
class FnNode(Node):
    """A function. `captured` gives, in the frame that makes it, the values it takes along."""

    name: str
    fixed: dict[int, Arity]
    variadic: Arity | None
    captured: tuple[Node, ...]
    meta: Node | None = None


@dataclass(slots=True, eq=False, repr=False)
class LetFn(Node):
    """Functions that may call each other; `bindings` are (slot, function)."""

    bindings: tuple[tuple[int, FnNode], ...]
    body: Node


@dataclass(slots=True, eq=False, repr=False)
class VectorNode(Node):
    """A vector of what its items give."""

    items: tuple[Node, ...]


@dataclass(slots=True, eq=False, repr=False)
class SetNode(Node):
    """A set of what its items give."""

    items: tuple[Node, ...]


@dataclass(slots=True, eq=False, repr=False)
class MapNode(Node):
    """A map of what its keys and values give."""

    pairs: tuple[tuple[Node, Node], ...]


@dataclass(slots=True, eq=False, repr=False)
class WithMeta(Node):
    """A value with metadata."""

    value: Node
    meta: Node


@dataclass(slots=True, eq=False, repr=False)
class Throw(Node):
    """`(throw value)`."""

    value: Node


@dataclass(slots=True, eq=False, repr=False)
class Try(Node):
    """A body, catches as (class, slot of the exception, node), and what is done at last."""

    body: Node
    catches: tuple[tuple[Any, int, Node], ...]
    cleanup: Node | None


@dataclass(slots=True, eq=False, repr=False)
class Def(Node):
    """`(def name value)`."""

    var: Any
    value: Node | None
    meta: Node | None
    doc: str | None


@dataclass(slots=True, eq=False, repr=False)
class Case(Node):
    """`choices` maps hash keys of constants to nodes."""

    value: Node
    choices: dict[Any, Node]
    default: Node | None


@dataclass(slots=True, eq=False, repr=False)
class SetVar(Node):
    """`(set! *var* value)`."""

    var: Any
    value: Node


@dataclass(slots=True, eq=False, repr=False)
class SetField(Node):
    """`(set! field value)` in a method of a type with mutable fields; the instance is the method's first parameter."""

    field: Node
    value: Node
