"""Values of nodes as simple Python expressions, with code before them where it takes some.

A loan variable is fetched once on each path and its kind is checked once, where something depends on it. Whatever is
not as expected ends in the `abstain` of the exits.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from cljrules.interp import nodes as n
from cljrules.interp.compiled import calls, numbers
from cljrules.interp.compiled.emission import Writer
from cljrules.interp.compiled.places import ANY, BOOL, KINDS, Inexpressible, Path, Value
from cljrules.interp.conditions import and_operands, core_name, or_operands
from cljrules.values.collections import PersistentSet


class Exits(Protocol):
    """How written code ends; see `exits`."""

    abstain: str

    def fail(self, path: Path) -> str:
        """The statement for false criteria."""
        ...

    def hold(self, path: Path) -> str:
        """The statement for criteria that hold."""
        ...

    def end(self, writer: Writer, text: str, path: Path, *, sure: bool) -> None:
        """Write the end with the truth of an expression."""
        ...


class Values:
    """Writes what the values of nodes need. `frames` and `growing` count what calls of one rule's criteria have used
    up.
    """

    def __init__(self, kinds: Mapping[str, str], exits: Exits) -> None:
        self.kinds = kinds
        self.exits = exits
        self.writer = Writer()
        self.frames = 0
        self.growing = 0

    def test(self, node: n.Node, path: Path) -> str:
        """A Python condition that holds where the node is neither nil nor false."""
        held = self.value(node, path)
        if held.known:
            return repr(held.constant is not None and held.constant is not False)
        if held.kind == BOOL:
            return held.text
        if held.kind in KINDS:
            return "True"
        return f"({held.text} is not None and {held.text} is not False)"

    def is_boolean(self, node: n.Node) -> bool:
        """Whether a node can only give true or false."""
        if isinstance(node, n.Const):
            return isinstance(node.value, bool)
        if isinstance(node, n.LoanRef):
            return self.kinds.get(node.name) == BOOL
        if isinstance(node, n.If):
            return self.is_boolean(node.then) and self.is_boolean(node.otherwise)
        both = and_operands(node) or or_operands(node)
        if both is not None:
            return self.is_boolean(both[0]) and self.is_boolean(both[1])
        if isinstance(node, n.Let):
            return self.is_boolean(node.body)
        return calls.gives_truth(node) or core_name(node) in numbers.TRUTHS

    def value(self, node: n.Node, path: Path) -> Value:
        """The value of a node as a simple expression; raises Inexpressible."""
        match node:
            case n.Const():
                return self.constant(node.value)
            case n.LoanRef():
                held = self.loan(node.name, path)
                return self.known(held, path, BOOL) if held.likely == BOOL else held
            case n.LocalRef():
                local = path.locals.get((path.frame, node.slot))
                if local is None:
                    raise Inexpressible
                return local
            case n.If():
                return self._choice(node, path)
            case n.Let():
                both, either = and_operands(node), or_operands(node)
                if both is not None and self.is_boolean(node):
                    return self._joined(both[0], both[1], path, stop="False")
                if either is not None and self.is_boolean(node):
                    return self._joined(either[0], either[1], path, stop="True")
                for slot, value in node.bindings:
                    path.locals[path.frame, slot] = self.value(value, path)
                return self.value(node.body, path)
            case n.Do():
                for statement in node.statements:
                    self.value(statement, path)
                return self.value(node.result, path)
            case n.VarRef():
                return self._var(node)
            case n.Call():
                return calls.call(self, node, path)
            case n.SetNode():
                return self.constant(constant_set(node))
            case n.Case():
                return self._case(node, path)
        raise Inexpressible

    def constant(self, value: Any) -> Value:
        """A constant."""
        if value is None:
            return Value("None", "nil", None, True)
        if value is True or value is False:
            return Value(repr(value), BOOL, value, True)
        kind = next((name for name, cls in KINDS.items() if value.__class__ is cls), ANY)
        if kind == "int":
            return Value(f"({value})" if value < 0 else str(value), kind, value, True)
        return Value(self.writer.constant(value), kind, value, True)

    def named(self, text: str, kind: str) -> Value:
        """The value of an expression, held under a name of its own."""
        local = self.writer.fresh()
        self.writer.line(f"{local} = {text}")
        return Value(local, kind)

    def loan(self, name: str, path: Path) -> Value:
        """A loan variable, fetched where it has not been."""
        held = path.loan.get(name)
        if held is None:
            kind = self.kinds.get(name, ANY)
            held = self.named(self.fetched(name), f"?{kind}" if kind in KINDS or kind == BOOL else ANY)
            path.loan[name] = held
        return held

    def fetched(self, name: str) -> str:
        """The expression that fetches a loan variable."""
        return f"loan[{self.writer.constant(name)}]"

    def known(self, value: Value, path: Path, *kinds: str) -> Value:
        """The value, checked to be of one of the kinds: the likely one is asked for, anything else abstains."""
        if value.kind in kinds:
            return value
        likely = value.likely
        if likely not in kinds:
            if value.kind != ANY or len(kinds) != 1:
                raise Inexpressible
            likely = kinds[0]
        if value.known:
            # what follows is never reached, and must not be text that Python works out beforehand
            self.writer.line(self.exits.abstain)
            return self.named("None", likely)
        self.check(value.text, likely, self.exits.abstain)
        known = Value(value.text, likely)
        path.learn(known)
        return known

    def check(self, text: str, kind: str, otherwise: str) -> None:
        """Write a check that a value is of a kind, with the statement for where it is not."""
        if kind == BOOL:
            self.writer.line(f"if {text} is not True and {text} is not False: {otherwise}")
        else:
            self.writer.line(f"if {text}.__class__ is not {self.writer.entity(KINDS[kind])}: {otherwise}")

    def _var(self, node: n.VarRef) -> Value:
        var = node.var
        if var.binding is not None:
            raise Inexpressible
        return self.constant(var.root)

    def _choice(self, node: n.If, path: Path) -> Value:
        result = self.writer.fresh()
        kinds = []
        condition = self.test(node.test, path)
        for head, branch in ((f"if {condition}:", node.then), ("else:", node.otherwise)):
            with self.writer.block(head):
                held = self.value(branch, path.branch())
                self.writer.line(f"{result} = {held.text}")
                kinds.append(held.kind)
        return Value(result, kinds[0] if kinds[0] == kinds[1] else ANY)

    def _joined(self, first: n.Node, second: n.Node, path: Path, stop: str) -> Value:
        """`and` and `or` of Booleans."""
        held = self.value(first, path)
        branch = path.branch()
        mark = len(self.writer.lines)
        with self.writer.block("if True:"):
            other = self.value(second, branch)
        if len(self.writer.lines) == mark + 1:
            self.writer.lines.pop()
            return Value(f"({held.text} {'and' if stop == 'False' else 'or'} {other.text})", BOOL)
        result = self.writer.fresh()
        indent = self.writer.lines[mark][: -len("if True:")]
        self.writer.lines[mark] = f"{indent}if {'' if stop == 'False' else 'not '}{held.text}:"
        self.writer.lines.append(f"{indent}    {result} = {other.text}")
        self.writer.line(f"else: {result} = {stop}")
        return Value(result, BOOL)

    def _case(self, node: n.Case, path: Path) -> Value:
        if not all(isinstance(key, str) for key in node.choices):
            raise Inexpressible
        held = self.known(self.value(node.value, path), path, "str")
        result = self.writer.fresh()
        kinds = set()
        word = "if"
        for key, choice in node.choices.items():
            with self.writer.block(f"{word} {held.text} == {self.writer.constant(key)}:"):
                value = self.value(choice, path.branch())
                self.writer.line(f"{result} = {value.text}")
                kinds.add(value.kind)
            word = "elif"
        with self.writer.block("else:"):
            if node.default is None:
                self.writer.line(self.exits.abstain)
            else:
                value = self.value(node.default, path.branch())
                self.writer.line(f"{result} = {value.text}")
                kinds.add(value.kind)
        return Value(result, kinds.pop() if len(kinds) == 1 else ANY)


def constant_set(node: n.SetNode) -> PersistentSet:
    """The value of a set of constants; raises Inexpressible for any other."""
    items = [item.value for item in node.items if isinstance(item, n.Const)]
    made = PersistentSet.of(items)
    if len(made) != len(node.items):
        raise Inexpressible
    return made
