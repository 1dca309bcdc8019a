"""Nodes: what forms mean, every name resolved.

The analyzer makes them, the engines read them. A local variable is a numbered slot of its function's frame; slot 0 of
a frame holds the running evaluation, slot 1 the function itself. Each node keeps the form it stands for, and with it
its place in the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cljrules.parser.forms import Form


@dataclass(slots=True, eq=False)
class Node:
    form: Form


@dataclass(slots=True, eq=False)
class Const(Node):
    value: Any


@dataclass(slots=True, eq=False)
class LocalRef(Node):
    slot: int
    name: str


@dataclass(slots=True, eq=False)
class CapturedRef(Node):
    """A value that the running function took along from where it was made."""

    index: int
    name: str


@dataclass(slots=True, eq=False)
class SelfRef(Node):
    """The running function itself, by its own name."""

    name: str


@dataclass(slots=True, eq=False)
class VarRef(Node):
    """The value of a var."""

    var: Any


@dataclass(slots=True, eq=False)
class VarItself(Node):
    """`#'name`: the var, not its value."""

    var: Any


@dataclass(slots=True, eq=False)
class LoanRef(Node):
    """The value of a loan variable."""

    name: str


@dataclass(slots=True, eq=False)
class If(Node):
    test: Node
    then: Node
    otherwise: Node


@dataclass(slots=True, eq=False)
class Do(Node):
    statements: tuple[Node, ...]
    result: Node


@dataclass(slots=True, eq=False)
class Let(Node):
    bindings: tuple[tuple[int, Node], ...]
    body: Node


@dataclass(slots=True, eq=False)
class Loop(Node):
    bindings: tuple[tuple[int, Node], ...]
    body: Node


@dataclass(slots=True, eq=False)
class Recur(Node):
    slots: tuple[int, ...]
    values: tuple[Node, ...]


@dataclass(slots=True, eq=False)
class Call(Node):
    function: Node
    args: tuple[Node, ...]


@dataclass(slots=True, eq=False)
class MethodCall(Node):
    """`(.name target arg …)`, or the field `(.-name target)`."""

    name: str
    target: Node
    args: tuple[Node, ...]
    is_field: bool
    method: Any


@dataclass(slots=True, eq=False)
class New(Node):
    """`(Class. arg …)`."""

    cls: Any
    args: tuple[Node, ...]


@dataclass(slots=True, eq=False)
class Arity:
    """One argument list of a function: `count` parameters, and a last one for the rest where it is variadic; they
    fill the frame's slots from 2 on. `size` is the number of slots the frame needs.
    """

    count: int
    variadic: bool
    size: int
    body: Node


@dataclass(slots=True, eq=False)
class FnNode(Node):
    """A function. `captured` gives, in the frame that makes it, the values it takes along."""

    name: str
    fixed: dict[int, Arity]
    variadic: Arity | None
    captured: tuple[Node, ...]
    meta: Node | None = None


@dataclass(slots=True, eq=False)
class LetFn(Node):
    """Functions that may call each other; `bindings` are (slot, function)."""

    bindings: tuple[tuple[int, FnNode], ...]
    body: Node


@dataclass(slots=True, eq=False)
class VectorNode(Node):
    items: tuple[Node, ...]


@dataclass(slots=True, eq=False)
class SetNode(Node):
    items: tuple[Node, ...]


@dataclass(slots=True, eq=False)
class MapNode(Node):
    pairs: tuple[tuple[Node, Node], ...]


@dataclass(slots=True, eq=False)
class WithMeta(Node):
    value: Node
    meta: Node


@dataclass(slots=True, eq=False)
class Throw(Node):
    value: Node


@dataclass(slots=True, eq=False)
class Try(Node):
    body: Node
    catches: tuple[tuple[Any, int, Node], ...]
    cleanup: Node | None


@dataclass(slots=True, eq=False)
class Def(Node):
    var: Any
    value: Node | None
    meta: Node | None
    doc: str | None


@dataclass(slots=True, eq=False)
class Case(Node):
    """`choices` maps hash keys of constants to nodes."""

    value: Node
    choices: dict[Any, Node]
    default: Node | None


@dataclass(slots=True, eq=False)
class SetVar(Node):
    """`(set! *var* value)`."""

    var: Any
    value: Node


@dataclass(slots=True, eq=False)
class SetField(Node):
    """`(set! field value)` in a method of a type with mutable fields; the instance is the method's first parameter."""

    field: Node
    value: Node
