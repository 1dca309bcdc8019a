"""Walking nodes: what a piece of program names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from cljrules.interp.function import Fn
from cljrules.interp.nodes import Arity, LoanRef, Node, VarRef
from cljrules.parser.forms import Atom, Coll


def children(node: Node | Arity) -> Iterator[Node | Arity]:
    """The nodes directly inside a node, in order."""
    for held in fields(node):
        yield from _nodes(getattr(node, held.name))


def _nodes(value: Any) -> Iterator[Node | Arity]:
    if isinstance(value, Node | Arity):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _nodes(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _nodes(item)
    elif isinstance(value, Atom | Coll):
        return


def descendants(node: Node | Arity) -> Iterator[Node | Arity]:
    """A node and everything inside it."""
    waiting = [node]
    while waiting:
        at = waiting.pop()
        yield at
        waiting.extend(children(at))


def loan_variables(node: Node) -> frozenset[str]:
    """The loan variables that a node names, itself or through functions of the program that it calls."""
    found: set[str] = set()
    seen: set[int] = set()
    waiting: list[Node | Arity] = [node]
    while waiting:
        for at in descendants(waiting.pop()):
            if isinstance(at, LoanRef):
                found.add(at.name)
            elif isinstance(at, VarRef) and id(at.var) not in seen:
                seen.add(id(at.var))
                if isinstance(at.var.root, Fn):
                    waiting.append(at.var.root.node)
    return frozenset(found)
