"""The shapes that macros leave in nodes: `and`, `or`, calls of core functions.

What the compiled and the columnar engine look for, so that both mean the same by it. Never changes a node.
"""

from __future__ import annotations

from cljrules.interp import nodes as n
from cljrules.interp.world import CORE


def core_name(node: n.Node) -> str | None:
    """The core function a node calls, else None."""
    if isinstance(node, n.Call) and isinstance(node.function, n.VarRef) and node.function.var.ns == CORE:
        return str(node.function.var.name)
    return None


def and_operands(node: n.Node) -> tuple[n.Node, n.Node] | None:
    """The operands of an `and`."""
    held = _held(node)
    return None if held is None or not _is_same(held[1].otherwise, held[1].test) else (held[0], held[1].then)


def or_operands(node: n.Node) -> tuple[n.Node, n.Node] | None:
    """The operands of an `or`."""
    held = _held(node)
    return None if held is None or not _is_same(held[1].then, held[1].test) else (held[0], held[1].otherwise)


def _held(node: n.Node) -> tuple[n.Node, n.If] | None:
    """A value held under a name that only the test and one branch of an `if` use: what `and` and `or` expand to."""
    if not isinstance(node, n.Let) or len(node.bindings) != 1 or not isinstance(node.body, n.If):
        return None
    slot, value = node.bindings[0]
    test = node.body.test
    return (value, node.body) if isinstance(test, n.LocalRef) and test.slot == slot and "__auto" in test.name else None


def _is_same(one: n.Node, other: n.Node) -> bool:
    return isinstance(one, n.LocalRef) and isinstance(other, n.LocalRef) and one.slot == other.slot
