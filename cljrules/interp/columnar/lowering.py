"""Criteria as one Polars expression.

Takes the node of criteria, what is true of the columns, and the business date; gives an expression whose value for a
row is true, false, or null where the engine abstains. Never decides a row that the reference evaluator would decide
otherwise or end in an error on: what has no columnar form is undecided, and only rows that reach it abstain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

import polars as pl

from cljrules.interp import nodes as n
from cljrules.interp.columnar import texts
from cljrules.interp.columnar import values as v
from cljrules.interp.columnar.declared import declared
from cljrules.interp.columnar.equality import equality
from cljrules.interp.columnar.functions import DATES, TABLES, got, looked_up
from cljrules.interp.columnar.values import FALSE, NOTHING, TRUE, Nulls, Value
from cljrules.interp.columns import BOOL, DAY, INT, MAP, STR, TEXTS, ColumnKind, Shape, below, odd_column
from cljrules.interp.conditions import and_operands, or_operands
from cljrules.interp.function import Fn
from cljrules.interp.world import CORE
from cljrules.values.collections import PersistentSet
from cljrules.values.equality import case_key, unkey
from cljrules.values.functions import Builtin

#: How deep functions of a pack are written out in each other, and how many nodes that may take.
_DEEPEST_INLINE: Final = 8
_MOST_NODES: Final = 5000
_DEEPEST_NODES: Final = 250


@dataclass(frozen=True, slots=True)
class ColumnarCriteria:
    """Criteria for all rows at once. `answer` is null where the engine abstains; `certain` where it never does.
    `columns` are the columns it may read.
    """

    answer: pl.Expr
    certain: bool
    columns: frozenset[str]

    @property
    def fires(self) -> pl.Expr:
        """Where the criteria are sure to hold."""
        return self.answer if self.certain else self.answer.fill_null(False)

    @property
    def undecided(self) -> pl.Expr:
        """Where the engine abstains."""
        return pl.lit(False) if self.certain else self.answer.is_null()


def lower(node: n.Node, kinds: Mapping[str, ColumnKind], as_of: date) -> ColumnarCriteria:
    """The criteria of a node over columns of these kinds, on a business date. A column without a kind is undecided."""
    lowering = _Lowering(kinds, as_of)
    made = lowering.value(node, _Place())
    if made.kind != BOOL:
        made = NOTHING
    return ColumnarCriteria(made.expr, made.nulls is Nulls.NEVER, frozenset(lowering.columns))


def columns_read(node: n.Node, shape_of: Callable[[str], Shape | None]) -> frozenset[str]:
    """The columns that the criteria of a node read, of those that have a shape."""
    return lower(node, _Shaped(shape_of), date.min).columns


class _Shaped(Mapping[str, ColumnKind]):
    """Columns of which only the shape is known."""

    def __init__(self, shape_of: Callable[[str], Shape | None]) -> None:
        self._shape_of = shape_of

    def __getitem__(self, name: str) -> ColumnKind:
        shape = self._shape_of(name)
        if shape is None:
            raise KeyError(name)
        return ColumnKind(shape)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


@dataclass(slots=True)
class _Place:
    """What is known where a node stands: locals by frame and slot."""

    locals: dict[tuple[int, int], Value] = field(default_factory=dict)
    frame: int = 0
    inlined: int = 0


class _Lowering:
    def __init__(self, kinds: Mapping[str, ColumnKind], as_of: date) -> None:
        self.kinds = kinds
        self.as_of = as_of
        self.columns: set[str] = set()
        self._frames = 0
        self._nodes = 0
        self._depth = 0

    def value(self, node: n.Node, place: _Place) -> Value:
        """The value of a node on every row."""
        self._nodes += 1
        if self._nodes > _MOST_NODES or self._depth > _DEEPEST_NODES:
            return NOTHING
        self._depth += 1
        try:
            return v.checked(self._value(node, place))
        finally:
            self._depth -= 1

    def _value(self, node: n.Node, place: _Place) -> Value:
        match node:
            case n.Const():
                return v.constant(node.value)
            case n.VarRef():
                return NOTHING if node.var.binding is not None else v.constant(node.var.root)
            case n.LocalRef():
                return place.locals.get((place.frame, node.slot), NOTHING)
            case n.LoanRef():
                return self._column(node.name)
            case n.If():
                return self._if(node, place)
            case n.Let():
                return self._let(node, place)
            case n.Do():
                statements = [self.value(statement, place) for statement in node.statements]
                return v.guard(self.value(node.result, place), *statements)
            case n.Case():
                return self._case(node, place)
            case n.SetNode():
                return self._set(node)
            case n.Call():
                return self._call(node, place)
        return NOTHING

    def _column(self, name: str) -> Value:
        kind = self.kinds.get(name)
        if kind is None:
            return NOTHING
        self.columns.add(name)
        if kind.shape.kind == MAP:
            held = replace(TRUE, kind=MAP, constant=name, known=False)
            return v.guard(held, Value(BOOL, TRUE.expr, Nulls.BOTH, pl.col(odd_column(name)))) if kind.odd else held
        if kind.is_constant:
            held = v.constant(kind.constant)
            return (v.day_constant(held) or held) if kind.shape.kind == DAY else held
        nulls = Nulls.NEVER if not kind.nulls else Nulls.BOTH if kind.odd else Nulls.NIL
        mask = pl.col(odd_column(name)) if nulls is Nulls.BOTH else None
        shape = kind.shape
        return Value(shape.kind, pl.col(name), nulls, mask, shape.scale, kind.low, kind.high, kind.bits)

    # Decisions.

    def _if(self, node: n.If, place: _Place) -> Value:
        tested = v.test(self.value(node.test, place))
        if tested.known:
            return self.value(node.then if tested.constant else node.otherwise, place)
        return v.choice(tested, self.value(node.then, place), self.value(node.otherwise, place))

    def _let(self, node: n.Let, place: _Place) -> Value:
        both, either = and_operands(node), or_operands(node)
        first, second = both or either or (None, None)
        if first is not None and second is not None:
            held = self.value(first, place)
            place.locals[place.frame, node.bindings[0][0]] = held
            other = self.value(second, place)
            return _conjunction(held, other) if both else _disjunction(held, other)
        bound: list[Value] = []
        for slot, value in node.bindings:
            held = self.value(value, place)
            place.locals[place.frame, slot] = held
            bound.append(held)
        body = self.value(node.body, place)
        used = [slot for slot, _ in node.bindings if _reads_first(node.body, slot)]
        unused = [held for (slot, _), held in zip(node.bindings, bound, strict=True) if slot not in used]
        return v.guard(body, *unused)

    def _case(self, node: n.Case, place: _Place) -> Value:
        held = self.value(node.value, place)
        if held.kind not in (STR, INT, BOOL, DAY) and not held.known:
            return NOTHING
        otherwise = NOTHING if node.default is None else self.value(node.default, place)
        if held.known:
            choice = node.choices.get(case_key(held.constant))
            return otherwise if choice is None else self.value(choice, place)
        made = otherwise
        keys: dict[int, list[Any]] = {}
        for key, choice in node.choices.items():
            keys.setdefault(id(choice), []).append(key)
        for choice in reversed(node.choices.values()):
            if id(choice) not in keys:
                continue
            tested = FALSE
            for one in keys.pop(id(choice)):
                tested = v.either(tested, equality(held, v.constant(unkey(one))))
            made = v.choice(tested, self.value(choice, place), made)
        return v.guard(made, held)

    # Calls.

    def _set(self, node: n.SetNode) -> Value:
        items = [item.value for item in node.items if isinstance(item, n.Const)]
        made = PersistentSet.of(items)
        return v.constant(made) if len(made) == len(node.items) else NOTHING

    def _call(self, node: n.Call, place: _Place) -> Value:
        head = node.function
        if isinstance(head, n.FnNode):
            return NOTHING if head.captured or head.meta is not None else self._inline(head, node, place)
        if isinstance(head, n.VarRef) and head.var.binding is None:
            function = head.var.root
            if isinstance(function, Fn) and not function.captured:
                return self._inline(function.node, node, place)
            if isinstance(function, Builtin):
                return self._builtin(function, node, place)
        args = [self.value(arg, place) for arg in node.args]
        called = self.value(head, place)
        if not called.known or len(args) != 1:
            return NOTHING
        if isinstance(called.constant, PersistentSet):
            return looked_up(called.constant, args[0])
        return self._within(args[0], called.constant)

    def _within(self, held: Value, key: Any) -> Value:
        """What a map holds under a constant key."""
        path = below(held.constant, key) if held.kind == MAP and held.constant is not None else None
        return NOTHING if path is None else v.guard(self._column(path), held)

    def _inline(self, function: n.FnNode, node: n.Call, place: _Place) -> Value:
        arity = function.fixed.get(len(node.args))
        if arity is None or place.inlined >= _DEEPEST_INLINE:
            return NOTHING
        args = [self.value(arg, place) for arg in node.args]
        self._frames += 1
        inner = _Place(place.locals, self._frames, place.inlined + 1)
        for index, arg in enumerate(args):
            inner.locals[self._frames, 2 + index] = arg
        body = self.value(arity.body, inner)
        unused = [arg for index, arg in enumerate(args) if not _reads_first(arity.body, 2 + index)]
        return v.guard(body, *unused)

    def _builtin(self, function: Builtin, node: n.Call, place: _Place) -> Value:
        if not function.low <= len(node.args) <= function.high:
            return NOTHING
        if function.columnar is not None:
            return declared(function, [self.value(arg, place) for arg in node.args], self.as_of)
        table = TABLES.get(function.ns)
        if table is None:
            return NOTHING
        if function.ns == DATES and function.name == "today" and not node.args:
            today = v.constant(self.as_of.isoformat())
            return v.day_constant(today) or NOTHING
        if function.ns == CORE:
            listed = self._of_texts(function.name, node, place)
            if listed is not None:
                return listed
            if function.name == "get" and len(node.args) == 2:
                held, key = (self.value(arg, place) for arg in node.args)
                return self._within(held, key.constant) if held.kind == MAP and key.known else got((held, key))
        made = table.get(function.name)
        if made is None:
            return NOTHING
        args = [self.value(arg, place) for arg in node.args]
        return made(args)

    def _of_texts(self, name: str, node: n.Call, place: _Place) -> Value | None:
        """Asking whether a vector of texts holds one: `(contains? (set v) x)`, `(some #{x} v)`."""
        if name == "some" and len(node.args) == 2:
            wanted, held = (self.value(arg, place) for arg in node.args)
            if held.kind == TEXTS and wanted.known and isinstance(wanted.constant, PersistentSet):
                return texts.first_of(held, list(wanted.constant))
            return NOTHING
        if name == "contains?":
            inner = node.args[0]
            if isinstance(inner, n.Call) and _is_core(inner, "set") and len(inner.args) == 1:
                held, item = self.value(inner.args[0], place), self.value(node.args[1], place)
                return texts.holds(held, item)
        return None


def _is_core(node: n.Call, name: str) -> bool:
    head = node.function
    if not isinstance(head, n.VarRef) or head.var.binding is not None:
        return False
    function = head.var.root
    return isinstance(function, Builtin) and function.ns == CORE and function.name == name


def _reads_first(node: n.Node, slot: int) -> bool:
    """Whether evaluating a node is sure to read a local, and be undecided where the local is."""
    match node:
        case n.LocalRef():
            return node.slot == slot
        case n.If():
            return _reads_first(node.test, slot)
        case n.Let():
            return _reads_first(node.bindings[0][1], slot) if node.bindings else _reads_first(node.body, slot)
        case n.Call(function=n.VarRef()):
            return any(_reads_first(arg, slot) for arg in node.args)
    return False


def _conjunction(first: Value, second: Value) -> Value:
    """`and` of two values."""
    if first.kind == BOOL == second.kind and not (first.nulls.may_be_nil or second.nulls.may_be_nil):
        return v.both(first, second)
    return v.choice(v.test(first), second, first)


def _disjunction(first: Value, second: Value) -> Value:
    """`or` of two values."""
    if first.kind == BOOL == second.kind and not second.nulls.may_be_nil:
        return v.either(v.test(first), second)
    return v.choice(v.test(first), first, second)
