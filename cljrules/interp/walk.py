"""Walking nodes: what a piece of program names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from typing import Any

from cljrules.interp.function import Fn
from cljrules.interp.nodes import Arity, LoanRef, Node, VarRef


def children(node: Node | Arity) -> list[Node | Arity]:
    """The nodes directly inside a node, in order."""
    found: list[Node | Arity] = []
    for name in _parts(node.__class__):  # type: ignore[arg-type]  # classes can be looked up
        _gather(getattr(node, name), found)
    return found


@cache
def _parts(cls: type) -> tuple[str, ...]:
    """The fields in which nodes of a class hold other nodes."""
    return tuple(held.name for held in fields(cls) if "Node" in str(held.type) or "Arity" in str(held.type))


def _gather(value: Any, found: list[Node | Arity]) -> None:
    if isinstance(value, (Node, Arity)):
        found.append(value)
    elif isinstance(value, tuple):
        for item in value:
            _gather(item, found)
    elif isinstance(value, dict):
        for item in value.values():
            _gather(item, found)


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
