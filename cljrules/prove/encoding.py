"""From the nodes of criteria to formulas: when they fire, and when they are an error.

Takes what the analyzer made, the pack's functions included. Everything the reference evaluator does is done here on all
loans at once; what is not worked out becomes a hole, which stands for anything, so that whatever is proved holds all
the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from cljrules.interp import nodes as n
from cljrules.interp.function import Fn
from cljrules.parser.forms import Form
from cljrules.prove.equality import equality, leaf_of
from cljrules.prove.formulas import Formula
from cljrules.prove.functions import TABLES, TEXT_TESTS
from cljrules.prove.ground import Ground
from cljrules.prove.lookups import got, member, text_test
from cljrules.prove.signatures import Signer
from cljrules.prove.site import PARTS, Comparison, Record, Site, flag_name, not_worked_out, written
from cljrules.prove.values import DECIMAL, NIL, Held, Hole, Items, Known, Leaf, Nil, Num, Value
from cljrules.prove.walking import symbols
from cljrules.stdlib.catalogue.data import NOTHING
from cljrules.values.collections import PersistentMap, PersistentSet, SetLike, Vector
from cljrules.values.equality import unkey
from cljrules.values.functions import Builtin
from cljrules.values.symbols import Keyword

#: How deep functions of a pack are written out in each other, and how many nodes that may take.
_DEEPEST_CALLS: Final = 24
_MOST_NODES: Final = 20_000
_DEEPEST_NODES: Final = 400


@dataclass(frozen=True, slots=True)
class Encoded:
    """Criteria as formulas: `fires` where they are true, `fails` where they are an error or neither true nor false.
    `holes` are what is not worked out in them, `comparisons` those of numbers as they are written.
    """

    fires: Formula
    fails: Formula
    holes: tuple[Hole, ...]
    comparisons: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class _Closure:
    """A function of the program with what it took along."""

    node: n.FnNode
    captured: tuple[Value, ...]


@dataclass(slots=True)
class _Frame:
    """The locals of one call."""

    slots: dict[int, Value] = field(default_factory=dict)
    function: _Closure | None = None
    calls: int = 0

    @property
    def captured(self) -> tuple[Value, ...]:
        return self.function.captured if self.function is not None else ()


class Encoder:
    """Encodes criteria that share a ground. `texts` are the texts of their pack's extensions by namespace."""

    def __init__(self, ground: Ground, texts: Mapping[str, str] = NOTHING) -> None:
        self._ground = ground
        self._values = ground.values
        self._formulas = ground.formulas
        self._signer = Signer(texts)
        self._record = Record(ground)
        self._nodes = 0
        self._depth = 0

    def criteria(self, node: n.Node) -> Encoded:
        """The formulas of criteria."""
        self._record = Record(self._ground)
        self._nodes = 0
        self._depth = 0
        f = self._formulas
        value = self._value(node, _Frame())
        site = self._site("criteria", node.form)
        fine = f.negated(value.error)
        fires = f.all(fine, f.any(*(f.all(when, site.is_true(leaf)) for when, leaf in value.alternatives)))
        answers = f.any(*(f.all(when, site.is_boolean(leaf)) for when, leaf in value.alternatives))
        fails = f.any(value.error, f.negated(answers))
        about = symbols([fires, fails])
        holes = [
            hole for hole in self._record.found.values() if any(flag_name(hole.name, part) in about for part in PARTS)
        ]
        return Encoded(fires, fails, tuple(holes), tuple(self._record.comparisons))

    def operand(self, node: n.Node) -> Formula:
        """When an operand of `and` at the top of criteria counts as true and is no error."""
        self._record = Record(self._ground)
        value = self._value(node, _Frame())
        return self._formulas.all(self._formulas.negated(value.error), self._site("and", node.form).truthy(value))

    def _site(self, name: str, form: Form, calls: int = 0) -> Site:
        return Site(
            self._ground, self._record, name, form, lambda leaf, args: self._applied(form, leaf, args, calls + 1)
        )

    # Nodes.

    def _value(self, node: n.Node, frame: _Frame) -> Value:
        self._nodes += 1
        self._depth += 1
        try:
            if self._nodes > _MOST_NODES or self._depth > _DEEPEST_NODES:
                return self._unknown(node, frame, "the criteria are too long or too deeply nested to be worked out")
            return self._of(node, frame)
        finally:
            self._depth -= 1

    def _of(self, node: n.Node, frame: _Frame) -> Value:
        match node:
            case n.Const():
                return self._constant(node, node.value)
            case n.LocalRef():
                found = frame.slots.get(node.slot)
                return found if found is not None else self._unknown(node, frame, f"`{node.name}` is not worked out")
            case n.CapturedRef():
                return frame.captured[node.index]
            case n.SelfRef() if frame.function is not None:
                held = frame.function
                name = self._signer.node(held.node, lambda at: _captured(at, held.captured))
                return self._values.of(Known(held, name))
            case n.VarRef():
                if node.var.binding is not None:
                    return self._unknown(node, frame, f"`{node.var.name}` can be bound anew")
                return self._constant(node, node.var.root)
            case n.LoanRef():
                return self._ground.variable(node.name)
            case n.If():
                return self._if(node, frame)
            case n.Do():
                errors = [self._value(item, frame).error for item in node.statements]
                return self._values.failing(self._formulas.any(*errors), self._value(node.result, frame))
            case n.Let():
                return self._let(node, frame)
            case n.Case():
                return self._case(node, frame)
            case n.Call():
                return self._call(node, frame)
            case n.FnNode():
                return self._closure(node, frame)
            case n.WithMeta():
                return self._value(node.value, frame)
            case n.Throw():
                return self._values.failure
            case n.SetNode() | n.VectorNode() | n.MapNode():
                return self._literal(node, frame)
        return self._unknown(node, frame, not_worked_out(node.form))

    def _constant(self, node: n.Node, value: Any) -> Value:
        site = self._site("constant", node.form)
        leaf = leaf_of(site, value)
        if leaf is None:
            return site.hole(
                self._signer.value(value), why="it is a binary number that no decimal stands for", sure=True
            )
        if isinstance(leaf, Known) and isinstance(value, Fn | Builtin):
            leaf = Known(
                value,
                self._signer.node(n.VarRef(node.form, node.var), _nothing) if isinstance(node, n.VarRef) else leaf.name,
            )
        return self._values.of(leaf)

    def _unknown(self, node: n.Node, frame: _Frame, why: str) -> Value:
        """A hole for a whole node."""

        def known(at: n.Node) -> str | None:
            held = frame.slots.get(at.slot) if isinstance(at, n.LocalRef) else None
            if isinstance(at, n.CapturedRef) and at.index < len(frame.captured):
                held = frame.captured[at.index]
            return None if held is None else repr(held.key)

        return self._site("expression", node.form).hole(self._signer.node(node, known), why=why)

    def _if(self, node: n.If, frame: _Frame) -> Value:
        test = self._value(node.test, frame)
        truthy = self._site("if", node.form).truthy(test)
        f = self._formulas
        made = self._values.choose(
            truthy,
            self._values.failure if truthy is f.false else self._value(node.then, frame),
            self._values.failure if truthy is f.true else self._value(node.otherwise, frame),
        )
        return self._values.guarded(test.error, made)

    def _let(self, node: n.Let, frame: _Frame) -> Value:
        error = self._formulas.false
        for slot, item in node.bindings:
            value = self._value(item, frame)
            error = self._formulas.any(error, value.error)
            frame.slots[slot] = Value(self._formulas.false, value.alternatives)
        return self._values.guarded(error, self._value(node.body, frame))

    def _case(self, node: n.Case, frame: _Frame) -> Value:
        held = self._value(node.value, frame)
        made = self._values.failure if node.default is None else self._value(node.default, frame)
        site = self._site("case", node.form)
        tests: list[tuple[Formula, n.Node]] = []
        for key, choice in node.choices.items():
            constant = unkey(key)
            leaf = leaf_of(site, constant)
            found = []
            for when, item in held.alternatives:
                same = None if leaf is None or _is_decimal(item, leaf) else equality(site, item, leaf)
                if same is None:
                    return self._unknown(node, frame, "`case` on such values is not worked out")
                found.append(self._formulas.all(when, same))
            tests.append((self._formulas.any(*found), choice))
        values: dict[int, Value] = {}
        for test, choice in reversed(tests):
            value = (
                values.setdefault(id(choice), self._value(choice, frame))
                if id(choice) not in values
                else values[id(choice)]
            )
            made = self._values.choose(test, value, made)
        return self._values.guarded(held.error, made)

    def _literal(self, node: n.SetNode | n.VectorNode | n.MapNode, frame: _Frame) -> Value:
        known, value = _fixed(node)
        if known:
            return self._constant(node, value)
        if isinstance(node, n.VectorNode):
            items = tuple(self._value(item, frame) for item in node.items)
            error = self._formulas.any(*(item.error for item in items))
            plain = tuple(Value(self._formulas.false, item.alternatives) for item in items)
            return self._values.failing(error, self._values.of(Items(plain)))
        return self._unknown(node, frame, "a set or map made of what a loan holds is not worked out")

    def _closure(self, node: n.FnNode, frame: _Frame) -> Value:
        captured = tuple(self._value(item, frame) for item in node.captured)
        name = self._signer.node(node, lambda at: repr(self._value(at, frame).key))
        return self._values.of(Known(_Closure(node, captured), name))

    # Calls.

    def _call(self, node: n.Call, frame: _Frame) -> Value:
        head = self._value(node.function, frame)
        args = tuple(self._value(arg, frame) for arg in node.args)
        error = self._formulas.any(head.error, *(arg.error for arg in args))
        plain = tuple(Value(self._formulas.false, arg.alternatives) for arg in args)
        made = self._values.each(
            Value(self._formulas.false, head.alternatives),
            lambda leaf: self._applied(node.form, leaf, plain, frame.calls),
        )
        return self._values.guarded(error, made)

    def _applied(self, form: Form, leaf: Leaf, args: tuple[Value, ...], calls: int) -> Value:
        site = self._site("call", form)
        if isinstance(leaf, Nil):
            return site.failure
        if isinstance(leaf, Held) and not args[1:] and args:
            return (
                got(site, self._values.of(leaf), args[0])
                if leaf.member.type == "map" or leaf.as_set
                else site.hole(leaf, *args)
            )
        if not isinstance(leaf, Known):
            return site.hole(leaf, *args, why=leaf.why) if isinstance(leaf, Hole) else site.failure
        function = leaf.value
        if isinstance(function, _Closure):
            return self._inlined(form, function, args, calls)
        if isinstance(function, Fn):
            if function.captured:
                return site.hole(leaf, *args)
            return self._inlined(form, _Closure(function.node, ()), args, calls)
        if isinstance(function, Builtin):
            return self._builtin(form, function, args, calls)
        if len(args) == 1:
            if isinstance(function, Keyword):
                return got(site, args[0], self._values.of(leaf))
            if isinstance(function, SetLike):
                return self._values.each(args[0], lambda key: member(site, function, key))
            if isinstance(function, PersistentMap):
                return got(site, self._values.of(leaf), args[0])
        return site.hole(leaf, *args, why=not_worked_out(form))

    def _builtin(self, form: Form, function: Builtin, args: tuple[Value, ...], calls: int) -> Value:
        site = self._site(self._signer.builtin(function), form, calls)
        if not function.low <= len(args) <= function.high:
            return site.failure
        made = TABLES.get(function.ns, {}).get(function.name)
        if made is None and function.ns == "clojure.string" and function.name in TEXT_TESTS:
            made = text_test(function)
        return made(site, args) if made is not None else site.hole(*args, why=not_worked_out(form))

    def _inlined(self, form: Form, function: _Closure, args: tuple[Value, ...], calls: int) -> Value:
        node = function.node
        arity = node.fixed.get(len(args))
        slots = {2 + at: arg for at, arg in enumerate(args)}
        if arity is None:
            arity = node.variadic
            if arity is None or len(args) < arity.count:
                return self._values.failure
            rest = args[arity.count :]
            slots = {2 + at: arg for at, arg in enumerate(args[: arity.count])}
            slots[2 + arity.count] = self._values.of(Items(rest) if rest else NIL)
        if calls >= _DEEPEST_CALLS:
            site = self._site(self._signer.node(node, lambda at: _captured(at, function.captured)), form)
            return site.hole(*args, why=f"`{written(form)}` calls itself, or others, too often to be worked out")
        return self._value(arity.body, _Frame(slots, function, calls + 1))


def _fixed(node: n.Node) -> tuple[bool, Any]:
    """Whether a node is a value that is written out, and the value."""
    if isinstance(node, n.Const):
        return True, node.value
    if isinstance(node, n.MapNode):
        pairs = [(_fixed(key), _fixed(item)) for key, item in node.pairs]
        known = all(key[0] and item[0] for key, item in pairs)
        return known, PersistentMap.of((key[1], item[1]) for key, item in pairs) if known else None
    if not isinstance(node, n.VectorNode | n.SetNode):
        return False, None
    items = [_fixed(item) for item in node.items]
    if not all(known for known, _ in items):
        return False, None
    values = [value for _, value in items]
    if isinstance(node, n.VectorNode):
        return True, Vector.of(values)
    made = PersistentSet.of(values)
    return len(made) == len(values), made


def _nothing(node: n.Node) -> str | None:
    return None


def _captured(node: n.Node, captured: tuple[Value, ...]) -> str | None:
    return repr(captured[node.index].key) if isinstance(node, n.CapturedRef) and node.index < len(captured) else None


def _is_decimal(one: Leaf, other: Leaf) -> bool:
    """Whether `case` would look at how many places a decimal has."""
    return any(isinstance(leaf, Num) and leaf.kind == DECIMAL for leaf in (one, other)) and all(
        isinstance(leaf, Num) for leaf in (one, other)
    )
