"""What every expression of a rule gives, worked out from its nodes without evaluating it.

Takes a node and what is known (`Knowledge`), gives the type of each node within it and reports what cannot be right.
Functions of the pack are looked into at each call, with the types of that call's arguments. What is not understood is
`ANY`; nothing is reported of it. Never evaluates anything, never changes a node.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from cljrules.interp import nodes as n
from cljrules.interp.conditions import and_operands, or_operands
from cljrules.interp.function import Fn
from cljrules.interp.walk import children, descendants
from cljrules.types import facts as f
from cljrules.types import lattice as t
from cljrules.types.calls import Calls
from cljrules.types.declared import Knowledge, constant_of, entry_key, type_of
from cljrules.types.facts import Facts, Known, Place, both, either
from cljrules.types.lattice import Shape, Type
from cljrules.types.lookups import entry
from cljrules.types.reports import Reports
from cljrules.values.equality import unkey

#: So many nodes are looked at for one expression, calls of functions included; the rest is ANY.
_MOST_NODES: Final = 20_000
#: Functions within functions are looked into as deep as this.
_DEEPEST: Final = 12
_UNREACHED: Final = Known(t.NEVER, None, None, None, None)


class Frame:
    """The local names of one activation: what its slots and what it took along are known to hold."""

    __slots__ = ("captured", "locals")

    def __init__(self, captured: tuple[Known, ...] = ()) -> None:
        self.locals: dict[int, Known] = {}
        self.captured = captured


class Closure:
    """A function made within an expression, with what it took along."""

    __slots__ = ("captured", "node", "seen")

    def __init__(self, node: n.FnNode, captured: tuple[Known, ...]) -> None:
        self.node = node
        self.captured = captured
        self.seen = False


class Inference:
    """Infers one expression. `types` holds the type of every node that was reached, `places` the place whose value a
    node is, where it is one's.
    """

    def __init__(self, knowledge: Knowledge, reports: Reports) -> None:
        self.knowledge: Final = knowledge
        self.reports: Final = reports
        self.types: dict[n.Node, Type] = {}
        self._calls: Final = Calls(self)
        self._bases: dict[Place, Type] = {}
        self._closures: list[tuple[Closure, Facts]] = []
        self._made = 0
        self._left = _MOST_NODES
        self._entered: list[n.Arity] = []
        self._again: dict[n.Arity, bool] = {}
        self._failing: set[n.Node] = set()
        self._recording = True

    def expression(self, node: n.Node, facts: Facts = f.NO_FACTS) -> Known:
        """What is known of a whole expression, and of the functions in it that nothing was seen to call."""
        known = self.node(node, facts, Frame())
        while self._closures:
            closure, seen = self._closures.pop()
            if not closure.seen:
                self._standalone(closure, seen)
        return known

    def function(self, function: Fn) -> None:
        """Look into a function of the pack by itself, its parameters being anything."""
        self._standalone(Closure(function.node, tuple(self.unknown() for _ in function.captured)), f.NO_FACTS)
        while self._closures:
            closure, seen = self._closures.pop()
            if not closure.seen:
                self._standalone(closure, seen)

    def _standalone(self, closure: Closure, facts: Facts) -> None:
        closure.seen = True
        node = closure.node
        for arity in (*node.fixed.values(), *((node.variadic,) if node.variadic is not None else ())):
            count = arity.count + arity.variadic
            self.body(arity, tuple(self.unknown() for _ in range(count)), closure.captured, facts)

    def unknown(self) -> Known:
        """Something of which nothing is known but that it stays the same."""
        return self.known(t.ANY, self.fresh(t.ANY), f.NO_FACTS)

    def fresh(self, base: Type) -> Place:
        """A place that nothing else has; `base` is the type of what it holds."""
        self._made += 1
        place = (f.LOCAL, self._made)
        self._bases[place] = base
        return place

    # What is known of a value, and what a condition tells.

    def known(self, type: Type, place: Place | None, facts: Facts) -> Known:
        """What is known of a value at a point; what else is known of its place counts too."""
        if facts is None:
            return _UNREACHED
        if place is None:
            return Known(
                type,
                None,
                facts,
                facts if type.can_hold else None,
                facts if type.can_fail else None,
            )
        held = facts.get(place)
        if held is not None:
            type = t.meet(held, type)
        if type.can_hold and type.can_fail:
            return Known(
                type,
                place,
                facts,
                self.narrow(facts, place, type, t.holding(type)),
                self.narrow(facts, place, type, t.failing(type)),
            )
        return Known(type, place, facts, facts if type.can_hold else None, facts if type.can_fail else None)

    def narrow(self, facts: Facts, place: Place | None, type: Type, narrower: Type) -> Facts:
        """The facts where a place of a type is known to hold only a narrower one."""
        if facts is None or narrower.is_never:
            return None
        if place is None or narrower is type or place[0] == f.CONSTANT:
            return facts
        made = dict(facts)
        made[place] = narrower
        # what is found in a map is found in something
        while place[0] == f.ENTRY and not narrower.kinds & t.NIL:
            place = place[1]
            assert place is not None
            held = self.placed(place, facts)
            if not held.kinds & t.NIL:
                break
            narrower = t.without(held, t.NIL)
            if narrower.is_never:
                return None
            made[place] = narrower
        return made

    def placed(self, place: Place, facts: Facts) -> Type:
        """The type of what is at a place."""
        held = None if facts is None else facts.get(place)
        if held is not None:
            return held
        if place[0] == f.LOAN:
            return self.knowledge.variable(place[1])
        if place[0] == f.ENTRY:
            return entry(self.placed(place[1], facts), place[2])
        return self._bases.get(place, t.ANY)

    # Nodes.

    def node(self, node: n.Node, facts: Facts, frame: Frame) -> Known:
        """What is known of a node where some facts hold."""
        if facts is None:
            return _UNREACHED
        self._left -= 1
        if self._left < 0:
            return self.known(t.ANY, None, facts)
        known = _NODES[node.__class__](self, node, facts, frame)
        if self._recording:
            type = known.type
            if node in self._failing:
                self._failing.discard(node)
                type = t.NEVER
            held = self.types.get(node)
            self.types[node] = type if held is None else t.join(held, type)
        return known

    def never(self, node: n.Node) -> None:
        """Note that a node always ends in an error, which has been reported."""
        self._failing.add(node)

    def _const(self, node: n.Const, facts: Facts, frame: Frame) -> Known:
        return self._value(node.value, facts)

    def _value(self, value: Any, facts: Facts) -> Known:
        constant = constant_of(value)
        place = (f.CONSTANT, constant) if constant is not None else (f.CONSTANT, None) if value is None else None
        type = type_of(value)
        return Known(type, place, facts, facts if type.can_hold else None, facts if type.can_fail else None)

    def _loan(self, node: n.LoanRef, facts: Facts, frame: Frame) -> Known:
        return self.known(self.knowledge.variable(node.name), (f.LOAN, node.name), facts)

    def _local(self, node: n.LocalRef, facts: Facts, frame: Frame) -> Known:
        return self._held(frame.locals.get(node.slot), facts)

    def _captured(self, node: n.CapturedRef, facts: Facts, frame: Frame) -> Known:
        return self._held(frame.captured[node.index] if node.index < len(frame.captured) else None, facts)

    def _held(self, held: Known | None, facts: Facts) -> Known:
        if held is None:
            return self.known(t.ANY, None, facts)
        known = self.known(held.type, held.place, facts)
        then = both(known.then, held.then) if held.then is not held.facts else known.then
        otherwise = both(known.otherwise, held.otherwise) if held.otherwise is not held.facts else known.otherwise
        return Known(known.type, held.place, facts, then, otherwise, held.form)

    def _self(self, node: n.SelfRef, facts: Facts, frame: Frame) -> Known:
        return self.known(Type(t.FUNCTION), None, facts)

    def _var(self, node: n.VarRef, facts: Facts, frame: Frame) -> Known:
        var = node.var
        if var.binding is not None or not var.bound:
            return self.known(t.ANY, None, facts)
        return self._value(var.root, facts)

    def _var_itself(self, node: n.VarItself, facts: Facts, frame: Frame) -> Known:
        return self.known(Type(t.FUNCTION | t.OTHER), None, facts)

    def _if(self, node: n.If, facts: Facts, frame: Frame) -> Known:
        test = self.node(node.test, facts, frame)
        self.reports.condition(node.test, test)
        one = self.node(node.then, test.then, frame)
        other = self.node(node.otherwise, test.otherwise, frame)
        if one.facts is None or other.facts is None:
            return other if one.facts is None else one
        place = None
        made = t.join(one.type, other.type)
        if one.type.kinds == t.NIL and other.place is not None and other.place[0] == f.ENTRY:
            # `(if (nil? map) nil (key map))` is what the key gives
            entered = self._calls.asked_nil(node.test, frame)
            place = other.place if entered is not None and entered == other.place[1] else None
        if one.type.kinds == t.NIL and self._calls.asks_of_anything(node.test):
            made = Type(made.kinds | t.OTHER)
        return Known(
            made,
            place,
            either(one.facts, other.facts),
            either(one.then, other.then),
            either(one.otherwise, other.otherwise),
        )

    def _do(self, node: n.Do, facts: Facts, frame: Frame) -> Known:
        for statement in node.statements:
            facts = self.node(statement, facts, frame).facts
        return self.node(node.result, facts, frame)

    def _let(self, node: n.Let, facts: Facts, frame: Frame) -> Known:
        operands = and_operands(node)
        if operands is not None:
            return self._and(operands[0], operands[1], facts, frame)
        operands = or_operands(node)
        if operands is not None:
            return self._or(operands[0], operands[1], facts, frame)
        for slot, value in node.bindings:
            known = self.node(value, facts, frame)
            facts = known.facts
            if known.place is None:
                place = self.fresh(known.type)
                then = self.narrow(known.then, place, known.type, t.holding(known.type))
                otherwise = self.narrow(known.otherwise, place, known.type, t.failing(known.type))
                known = Known(known.type, place, facts, then, otherwise)
            frame.locals[slot] = known
        return self.node(node.body, facts, frame)

    def _and(self, one: n.Node, other: n.Node, facts: Facts, frame: Frame) -> Known:
        first = self.node(one, facts, frame)
        self.reports.condition(one, first, before=other)
        second = self.node(other, first.then, frame)
        return Known(
            t.join(t.failing(first.type), second.type),
            None,
            either(first.otherwise, second.facts),
            second.then,
            either(first.otherwise, second.otherwise),
        )

    def _or(self, one: n.Node, other: n.Node, facts: Facts, frame: Frame) -> Known:
        first = self.node(one, facts, frame)
        second = self.node(other, first.otherwise, frame)
        if second.type.kinds & t.BOOLEAN:
            # of `(or value 0)` the second is what stands for a value that is not there
            self.reports.condition(one, first, before=other)
        return Known(
            t.join(t.holding(first.type), second.type),
            None,
            either(first.then, second.facts),
            either(first.then, second.then),
            second.otherwise,
        )

    def _loop(self, node: n.Loop, facts: Facts, frame: Frame) -> Known:
        for slot, value in node.bindings:
            facts = self.node(value, facts, frame).facts
            frame.locals[slot] = self.unknown()
        return self.node(node.body, facts, frame)

    def _recur(self, node: n.Recur, facts: Facts, frame: Frame) -> Known:
        for value in node.values:
            facts = self.node(value, facts, frame).facts
        return _UNREACHED

    def _call(self, node: n.Call, facts: Facts, frame: Frame) -> Known:
        return self._calls.call(node, facts, frame)

    def _fn(self, node: n.FnNode, facts: Facts, frame: Frame) -> Known:
        closure = Closure(node, tuple(self.node(held, facts, frame) for held in node.captured))
        if not self.reports.is_muted:
            self._closures.append((closure, facts))
        return self.known(Type(t.FUNCTION, function=closure), None, facts)

    def _letfn(self, node: n.LetFn, facts: Facts, frame: Frame) -> Known:
        for slot, _ in node.bindings:
            frame.locals[slot] = self.known(Type(t.FUNCTION), None, f.NO_FACTS)
        for _, function in node.bindings:
            self._fn(function, facts, frame)
        return self.node(node.body, facts, frame)

    def _vector(self, node: n.VectorNode, facts: Facts, frame: Frame) -> Known:
        return self._collection(node.items, t.VECTOR, facts, frame)

    def _set(self, node: n.SetNode, facts: Facts, frame: Frame) -> Known:
        return self._collection(node.items, t.SET, facts, frame)

    def _collection(self, items: tuple[n.Node, ...], kind: int, facts: Facts, frame: Frame) -> Known:
        held = t.NEVER
        for item in items:
            known = self.node(item, facts, frame)
            facts = known.facts
            held = t.join(held, known.type)
        least = len(items) if kind == t.VECTOR else min(len(items), 1)
        return self.known(Type(kind, low=least, items=held), None, facts)

    def _map(self, node: n.MapNode, facts: Facts, frame: Frame) -> Known:
        entries: dict[Any, Type] = {}
        whole = True
        for key_node, value_node in node.pairs:
            key = self.node(key_node, facts, frame)
            value = self.node(value_node, key.facts, frame)
            facts = value.facts
            if isinstance(key_node, n.Const) and entry_key(key_node.value) is not None:
                entries[entry_key(key_node.value)] = value.type
            else:
                whole = False
        shape = Shape(entries, "the map", closed=True) if whole else None
        return self.known(Type(t.MAP, shape=shape), None, facts)

    def _with_meta(self, node: n.WithMeta, facts: Facts, frame: Frame) -> Known:
        known = self.node(node.value, facts, frame)
        return self.known(known.type, None, self.node(node.meta, known.facts, frame).facts)

    def _throw(self, node: n.Throw, facts: Facts, frame: Frame) -> Known:
        self.node(node.value, facts, frame)
        return _UNREACHED

    def _try(self, node: n.Try, facts: Facts, frame: Frame) -> Known:
        # what goes wrong inside is what the author reckons with
        with self.reports.muted():
            made = self.node(node.body, facts, frame).type
        for _, slot, caught in node.catches:
            frame.locals[slot] = self.unknown()
            made = t.join(made, self.node(caught, facts, frame).type)
        if node.cleanup is not None:
            self.node(node.cleanup, facts, frame)
        return self.known(made, None, facts)

    def _case(self, node: n.Case, facts: Facts, frame: Frame) -> Known:
        asked = self.node(node.value, facts, frame)
        self.reports.case(node, asked)
        results = []
        for key, choice in node.choices.items():
            wanted = type_of(unkey(key))
            narrower = asked.type.only(wanted.kinds)
            facts_there = self.narrow(asked.facts, asked.place, asked.type, narrower) if asked.type.is_known else facts
            results.append(self.node(choice, facts_there if facts_there is not None else asked.facts, frame))
        if node.default is not None:
            results.append(self.node(node.default, asked.facts, frame))
        made = _UNREACHED
        for known in results:
            made = Known(
                t.join(made.type, known.type),
                None,
                either(made.facts, known.facts),
                either(made.then, known.then),
                either(made.otherwise, known.otherwise),
            )
        return made

    def _def(self, node: n.Def, facts: Facts, frame: Frame) -> Known:
        if node.value is not None:
            self.node(node.value, facts, frame)
        return self.known(Type(t.OTHER | t.FUNCTION), None, facts)

    def _method(self, node: n.MethodCall, facts: Facts, frame: Frame) -> Known:
        target = self.node(node.target, facts, frame)
        facts = target.facts
        for arg in node.args:
            facts = self.node(arg, facts, frame).facts
        if target.type.nilable:
            self.reports.nil_argument(node, node.target, target, f"`.{node.name}`")
        return self.known(t.ANY, None, facts)

    def _other(self, node: n.Node, facts: Facts, frame: Frame) -> Known:
        for child in children(node):
            if isinstance(child, n.Node):
                facts = self.node(child, facts, frame).facts
        return self.known(t.ANY, None, facts)

    # Calls of functions that are known.

    def enter(self, function: Any, args: tuple[Known, ...], facts: Facts) -> Known | None:
        """What a function of the pack or of the expression gives for some arguments; None where it takes another
        number of them.
        """
        node = function.node
        arity = node.fixed.get(len(args))
        if arity is None:
            arity = node.variadic
            if arity is None or len(args) < arity.count:
                return None
            args = (*args[: arity.count], self.known(Type(t.LIST | t.NIL), None, f.NO_FACTS))
        if isinstance(function, Closure):
            function.seen = True
            captured: tuple[Known, ...] = function.captured
        else:
            captured = tuple(self._value(value, f.NO_FACTS) for value in function.captured)
        if len(self._entered) >= _DEEPEST or arity in self._entered:
            return self.known(t.ANY, None, facts)
        recording = self._recording
        self._recording = recording and isinstance(function, Closure)
        self._entered.append(arity)
        try:
            return self.body(arity, args, captured, facts)
        finally:
            self._entered.pop()
            self._recording = recording

    def body(self, arity: n.Arity, args: tuple[Known, ...], captured: tuple[Known, ...], facts: Facts) -> Known:
        """What the body of a function gives for some arguments."""
        frame = Frame(captured)
        again = self._again.get(arity)
        if again is None:
            again = self._again[arity] = _turns(arity)
        for place, arg in enumerate(args):
            frame.locals[2 + place] = self.unknown() if again else arg
        known = self.node(arity.body, facts, frame)
        return self.known(t.ANY, None, facts) if again and known.type.is_never else known


def _turns(arity: n.Arity) -> bool:
    """Whether a body begins anew with other arguments."""
    pending: list[Any] = [arity.body]
    while pending:
        at = pending.pop()
        if isinstance(at, n.Recur):
            return True
        if not isinstance(at, n.Loop | n.FnNode):
            pending += children(at)
    return False


def reads(node: n.Node) -> frozenset[str]:
    """The loan variables that a node itself names."""
    return frozenset(at.name for at in descendants(node) if isinstance(at, n.LoanRef))


_Handler = Callable[[Inference, Any, Facts, Frame], Known]
_NODES: Final[dict[type, _Handler]] = {
    n.Const: Inference._const,
    n.LocalRef: Inference._local,
    n.CapturedRef: Inference._captured,
    n.SelfRef: Inference._self,
    n.VarRef: Inference._var,
    n.VarItself: Inference._var_itself,
    n.LoanRef: Inference._loan,
    n.If: Inference._if,
    n.Do: Inference._do,
    n.Let: Inference._let,
    n.Loop: Inference._loop,
    n.Recur: Inference._recur,
    n.Call: Inference._call,
    n.MethodCall: Inference._method,
    n.New: Inference._other,
    n.FnNode: Inference._fn,
    n.LetFn: Inference._letfn,
    n.VectorNode: Inference._vector,
    n.SetNode: Inference._set,
    n.MapNode: Inference._map,
    n.WithMeta: Inference._with_meta,
    n.Throw: Inference._throw,
    n.Try: Inference._try,
    n.Def: Inference._def,
    n.Case: Inference._case,
    n.SetVar: Inference._other,
    n.SetField: Inference._other,
}
