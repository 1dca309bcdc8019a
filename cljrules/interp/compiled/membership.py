"""Whether a vector holds a text: `(contains? (set titles) "Watch")`, `(some #{"Watch"} titles)`. No set is made.

Only for texts that stand in the criteria, which are equal where Python says so; whatever is no vector is left to the
functions themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cljrules.interp import nodes as n
from cljrules.interp.compiled.places import ANY, BOOL, Path, Value
from cljrules.interp.conditions import core_name
from cljrules.values.collections import PersistentSet, Vector
from cljrules.values.functions import Builtin

if TYPE_CHECKING:
    from cljrules.interp.compiled.values import Values


def contains(values: Values, function: Builtin, args: tuple[n.Node, ...], path: Path) -> Value | None:
    """`contains?` of a set made on the spot and a text; None for any other."""
    made, item = args
    if core_name(made) != "set" or not isinstance(made, n.Call) or len(made.args) != 1:
        return None
    to_set = made.function.var.root if isinstance(made.function, n.VarRef) else None
    if not isinstance(to_set, Builtin) or not isinstance(item, n.Const | n.LocalRef):
        return None
    wanted = values.value(item, path)
    if not wanted.known or wanted.kind != "str":
        return None
    held, text = values.value(made.args[0], path).text, wanted.text
    entity = values.writer.entity
    otherwise = f"{entity(function.fn)}({entity(to_set.fn)}({held}), {text})"
    return values.named(f"{text} in {held}.items if {held}.__class__ is {entity(Vector)} else {otherwise}", BOOL)


def some(values: Values, args: tuple[n.Node, ...], path: Path) -> Value | None:
    """`some` with a set of texts; None for any other."""
    texts = _texts(args[0])
    if texts is None:
        return None
    held = values.value(args[1], path).text
    return values.named(f"{values.writer.entity(_first_of)}({values.writer.constant(texts)}, {held})", ANY)


def _texts(node: n.Node) -> frozenset[str] | None:
    """The texts of a set of nothing else, written in place or named."""
    items: tuple[Any, ...] | None = None
    if isinstance(node, n.SetNode):
        items = tuple(item.value if isinstance(item, n.Const) else None for item in node.items)
    elif isinstance(node, n.VarRef) and node.var.binding is None and isinstance(node.var.root, PersistentSet):
        items = tuple(node.var.root)
    return frozenset(items) if items is not None and all(item.__class__ is str for item in items) else None


def _first_of(texts: frozenset[str], coll: Any) -> Any:
    """The first element of a vector that is one of the texts, nil where there is none."""
    if coll is None:
        return None
    if coll.__class__ is not Vector:
        raise TypeError
    for item in coll.items:
        if item.__class__ is str and item in texts:
            return item
    return None
