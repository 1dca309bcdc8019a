"""Calls as Python expressions: core functions in Python's own terms, definitions written out, others called."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from cljrules.interp import nodes as n
from cljrules.interp.bounded import is_bounded, is_growing
from cljrules.interp.compiled import membership, numbers
from cljrules.interp.compiled.places import ANY, BOOL, Inexpressible, Path, Value
from cljrules.interp.function import Fn
from cljrules.interp.world import CORE
from cljrules.values.clock import BUSINESS_DATE
from cljrules.values.collections import PersistentSet
from cljrules.values.functions import Builtin
from cljrules.values.symbols import Keyword

if TYPE_CHECKING:
    from cljrules.interp.compiled.values import Values

_DEEPEST_INLINE: Final = 8
_MOST_INLINED: Final = 200
#: How many arguments all calls together may take that make a text or collection of them.
_MOST_GROWN: Final = 12
#: Kinds of what declared functions give, by the type that is declared.
_DECLARED_KINDS: Final = {
    "boolean": BOOL,
    "integer": "int",
    **dict.fromkeys(("money", "rate", "percent"), "dec"),
    **dict.fromkeys(("date", "datetime", "text", "enum"), "str"),
}


def call(values: Values, node: n.Call, path: Path) -> Value:
    """What a call gives; raises Inexpressible."""
    head = node.function
    if isinstance(head, n.Const) and isinstance(head.value, Keyword) and 1 <= len(node.args) <= 2:
        return _lookup(values, head.value, [values.value(arg, path) for arg in node.args])
    if isinstance(head, n.SetNode) and len(node.args) == 1:
        return _member(values, values.value(head, path), node.args[0], path)
    if not isinstance(head, n.VarRef):
        raise Inexpressible
    function = head.var.root
    if isinstance(function, PersistentSet) and head.var.binding is None and len(node.args) == 1:
        return _member(values, values.constant(function), node.args[0], path)
    if isinstance(function, Fn) and (body := inlined(values, node, path)) is not None:
        return values.value(*body)
    if not isinstance(function, Builtin) or head.var.binding is not None:
        raise Inexpressible
    if not function.low <= len(node.args) <= function.high:
        raise Inexpressible
    if function.ns == CORE:
        made = numbers.core(values, function.name, node, path)
        if made is None and function.name == "contains?":
            made = membership.contains(values, function, node.args, path)
        elif made is None and function.name == "some":
            made = membership.some(values, node.args, path)
        if made is not None:
            return made
    return _called(values, function, node, path)


def gives_truth(node: n.Node) -> bool:
    """Whether a node calls a function that is declared to give true or false."""
    head = node.function if isinstance(node, n.Call) else None
    function = head.var.root if isinstance(head, n.VarRef) and head.var.binding is None else None
    return isinstance(function, Builtin) and _given_kind(function) == BOOL


def _called(values: Values, function: Builtin, node: n.Call, path: Path) -> Value:
    if not is_bounded(function):
        raise Inexpressible
    if is_growing(function):
        values.growing += len(node.args)
        if values.growing > _MOST_GROWN:
            raise Inexpressible
    args = [values.value(arg, path).text for arg in node.args]
    called = values.writer.entity(function.fn)
    if function.declaration is not None and function.declaration.dated:
        called, args = values.writer.entity(_called_on), ["day", called, *args]
    return values.named(f"{called}({', '.join(args)})", _given_kind(function))


def _member(values: Values, held: Value, item: n.Node, path: Path) -> Value:
    return values.named(f"{held.text}.invoke({values.value(item, path).text})", ANY)


def _lookup(values: Values, key: Keyword, args: list[Value]) -> Value:
    target = args[0].text
    default = args[1].text if len(args) == 2 else "None"
    found = f"{target}.get({values.writer.constant(key)}, {default})"
    return values.named(found if args[0].known else f"{found} if {target} is not None else {default}", ANY)


def inlined(values: Values, node: n.Node, path: Path) -> tuple[n.Node, Path] | None:
    """The body of the definition that a node calls, with its arguments bound; None where it calls none. Raises
    Inexpressible for one that cannot be written out.
    """
    function = node.function.var.root if isinstance(node, n.Call) and isinstance(node.function, n.VarRef) else None
    if not isinstance(node, n.Call) or not isinstance(function, Fn):
        return None
    arity = function.node.fixed.get(len(node.args))
    if arity is None or function.captured or path.depth >= _DEEPEST_INLINE or values.frames >= _MOST_INLINED:
        raise Inexpressible
    args = [values.value(arg, path) for arg in node.args]
    values.frames += 1
    inner = Path(path.loan, path.locals, values.frames, path.depth + 1)
    for index, arg in enumerate(args):
        inner.locals[values.frames, 2 + index] = arg
    return arity.body, inner


def _given_kind(function: Builtin) -> str:
    """The kind of what a function gives, by its declaration."""
    if function.declaration is None or function.declaration.gives.nilable:
        return ANY
    return _DECLARED_KINDS.get(function.declaration.gives.word, ANY)


def _called_on(day: date, fn: Callable[..., Any], *args: Any) -> Any:
    """What a function that needs the business date gives."""
    token = BUSINESS_DATE.set(day)
    try:
        return fn(*args)
    finally:
        BUSINESS_DATE.reset(token)
