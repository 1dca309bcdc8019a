"""What a node means by itself, as text: nodes of the same text and surroundings give the same.

For what is not worked out: two places that say the same have the same hole. Never evaluates anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from cljrules.interp import nodes as n
from cljrules.interp.function import Fn
from cljrules.interp.world import Var
from cljrules.parser.forms import Atom, Coll
from cljrules.values.equality import unkey
from cljrules.values.functions import Builtin
from cljrules.values.printer import pr_str


class Signer:
    """Writes signatures. `texts` are the texts of a pack's extensions by namespace."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._inside: list[int] = []

    def node(self, node: n.Node, known: Callable[[n.Node], str | None]) -> str:
        """The signature of a node; `known` gives what a local stands for, None for one that is bound inside."""
        match node:
            case n.LocalRef() | n.CapturedRef():
                return known(node) or f"{type(node).__name__} {getattr(node, 'slot', getattr(node, 'index', 0))}"
            case n.VarRef() | n.VarItself():
                return self._var(node.var)
            case n.Const():
                return self.value(node.value)
            case n.FnNode():
                return self._function(node, known)
        parts = [type(node).__name__]
        for field in fields(node):
            if field.name != "form":
                parts.append(self._part(getattr(node, field.name), known))
        return f"({' '.join(parts)})"

    def _function(self, node: n.FnNode, known: Callable[[n.Node], str | None]) -> str:
        # in the body, locals are its own, and what it took along is what the outer frame knows
        taken = [self.node(item, known) for item in node.captured]

        def inner(at: n.Node) -> str | None:
            return taken[at.index] if isinstance(at, n.CapturedRef) else None

        arities = [*node.fixed.values(), *((node.variadic,) if node.variadic is not None else ())]
        bodies = [f"{arity.count}{'&' if arity.variadic else ''} {self.node(arity.body, inner)}" for arity in arities]
        return f"(fn {' '.join(bodies)})"

    def _part(self, part: Any, known: Callable[[n.Node], str | None]) -> str:
        if isinstance(part, n.Node):
            return self.node(part, known)
        if isinstance(part, tuple | list):
            return f"[{' '.join(self._part(item, known) for item in part)}]"
        if isinstance(part, dict):
            pairs = (f"{self.value(unkey(key))} {self._part(item, known)}" for key, item in part.items())
            return f"{{{' '.join(pairs)}}}"
        if isinstance(part, Var):
            return self._var(part)
        return "" if isinstance(part, Atom | Coll) else self.value(part)

    def _var(self, var: Var) -> str:
        root = var.root
        if isinstance(root, Fn) and not root.captured:
            if id(root) in self._inside:
                return f"again {self._inside[::-1].index(id(root))}"
            self._inside.append(id(root))
            try:
                return self._function(root.node, lambda node: None)
            finally:
                self._inside.pop()
        if isinstance(root, Builtin):
            return self.builtin(root)
        return f"{var.ns}/{var.name} {self.value(root)}"

    def builtin(self, function: Builtin) -> str:
        """The signature of a function of the library or of an extension."""
        return f"{function.ns}/{function.name}{self._texts.get(function.ns, '')}"

    def value(self, value: Any) -> str:
        """The signature of a known value."""
        if isinstance(value, Builtin):
            return self.builtin(value)
        text = pr_str(value)
        return f"{text}@{id(value)}" if text.startswith("#object[") else text
