"""Calls: what is asked of the arguments, what comes out, and what a call tells about its arguments.

`Calls` belongs to one `Inference`. Library functions are known by their signatures, those of the pack and of the
expression by their bodies, extensions by their declarations; keywords, maps and sets look up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from cljrules.interp import nodes as n
from cljrules.interp.function import Fn
from cljrules.interp.world import CORE
from cljrules.stdlib.catalogue.values import is_date
from cljrules.types import facts as f
from cljrules.types import lattice as t
from cljrules.types.declared import constant_of, entry_key
from cljrules.types.equality import equal_kinds
from cljrules.types.facts import Facts, ItemOf, Known, Place
from cljrules.types.lattice import Type
from cljrules.types.lookups import entry, found_in, or_default, present
from cljrules.types.predicates import KINDS, POSSIBLE
from cljrules.types.results import items_of
from cljrules.types.signatures import Parameter, Signature, signature_of, signature_of_declaration
from cljrules.values.functions import Builtin
from cljrules.values.symbols import Keyword

if TYPE_CHECKING:
    from cljrules.types.inference import Frame, Inference

_UNREACHED: Final = Known(t.NEVER, None, None, None, None)


class Calls:
    """Infers the calls of one expression."""

    def __init__(self, inference: Inference) -> None:
        self._of = inference

    def call(self, node: n.Call, facts: Facts, frame: Frame) -> Known:
        """What is known of a call."""
        head = node.function
        if isinstance(head, n.VarRef) and head.var.binding is None and head.var.bound:
            function = head.var.root
            called: Known | None = None
        else:
            called = self._of.node(head, facts, frame)
            facts = called.facts
            function = head.value if isinstance(head, n.Const) else called.type.function
        args: list[Known] = []
        for arg in node.args:
            known = self._of.node(arg, facts, frame)
            facts = known.facts
            args.append(known)
        if facts is None:
            return _UNREACHED
        for place, arg in enumerate(node.args):
            if args[place].form is None:
                args[place].form = arg.form
        if isinstance(function, Builtin):
            return self._builtin(function, node, tuple(args), facts)
        if isinstance(function, Keyword):
            return self._look_up(function, node, tuple(args), facts)
        if isinstance(function, Fn):
            return self._entered(function, node, tuple(args), facts)
        if called is None:
            called = self._of.node(head, facts, frame)
        if function is not None and hasattr(function, "seen"):
            return self._entered(function, node, tuple(args), facts)
        return self._called_value(called.type, node, tuple(args), facts)

    def _entered(self, function: Any, node: n.Call, args: tuple[Known, ...], facts: Facts) -> Known:
        """A call of a function whose body is known."""
        with self._of.reports.within(function, node):
            known = self._of.enter(function, args, facts)
        if known is not None:
            return known
        self._of.reports.wrong_count(node, function.node, len(args))
        self._of.never(node)
        return self._of.known(t.ANY, None, facts)

    def _called_value(self, called: Type, node: n.Call, args: tuple[Known, ...], facts: Facts) -> Known:
        """A call of something that is no function known by name."""
        if called.is_never:
            return _UNREACHED
        if called.kinds == t.NIL and not isinstance(node.function, n.Const):
            # why it is nil has been reported, or the rule asks before
            return self._of.known(t.ANY, None, facts)
        if not called.kinds & t.CALLABLE:
            self._of.reports.not_a_function(node, called)
            self._of.never(node)
            return self._of.known(t.ANY, None, facts)
        if called.nilable:
            self._of.reports.nil_argument(node, node.function, self._of.known(called, None, facts), "calling it")
        only = called.kinds & ~t.NIL
        if (only in (t.SET, t.VECTOR) and len(args) != 1) or (only == t.MAP and not 1 <= len(args) <= 2):
            self._of.reports.wrong_collection_call(node, t.without(called, t.NIL), len(args))
            self._of.never(node)
            return self._of.known(t.ANY, None, facts)
        if called.kinds == t.SET:
            items = items_of(called)
            self._of.reports.membership(node, node.function, called, node.args[0], args[0])
            return self._of.known(found_in(items, args[0].type), None, facts)
        return self._of.known(t.ANY, None, facts)

    # Functions of the library and of extensions.

    def _builtin(self, function: Builtin, node: n.Call, args: tuple[Known, ...], facts: Facts) -> Known:
        count = len(args)
        if not function.low <= count <= function.high:
            self._of.reports.wrong_number(node, function, count)
            self._of.never(node)
            return self._of.known(t.ANY, None, facts)
        if function.declaration is not None:
            signature: Signature | None = signature_of_declaration(function.declaration)
        else:
            signature = signature_of(function.ns, function.name, count)
        if signature is None:
            return self._of.known(t.ANY, self._place(function, args), facts)
        fits = self._check(function, signature, node, args)
        if fits is False:
            self._of.never(node)
        facts = self._passed(signature, args, facts)
        if facts is None:
            facts = f.NO_FACTS
        self._of.reports.units(node, function, args)
        special = _SPECIAL.get(function.name) if function.ns == CORE else None
        if special is not None:
            known = special(self, node, args, facts)
            if known is not None:
                return known
        return self._of.known(self._result(signature, node, args, facts), self._place(function, args), facts)

    def _check(self, function: Builtin, signature: Signature, node: n.Call, args: tuple[Known, ...]) -> bool | None:
        """Report the arguments that do not fit; False where the call then always ends in an error."""
        fits: bool | None = True
        for place, known in enumerate(args):
            parameter = signature.parameter(place)
            assert parameter is not None
            if not known.type.kinds & parameter.type.kinds:
                self._of.reports.wrong_argument(node, function, parameter, place, args)
            elif known.type.nilable and not parameter.type.kinds & t.NIL:
                self._of.reports.nil_argument(node, node.args[place], known, f"`{_name_of(function)}`")
                continue
            elif self._is_other_value(parameter, known):
                self._of.reports.wrong_value(node, function, parameter, place, known)
            else:
                continue
            if not parameter.lazy and place < len(signature.parameters):
                fits = False
        return fits

    def _is_other_value(self, parameter: Parameter, known: Known) -> bool:
        """Whether an argument is of the right kind, and none of the values it can have is allowed."""
        wanted, given = parameter.type, known.type
        if not given.is_known or given.kinds & ~wanted.kinds & ~t.NIL:
            return False
        if wanted.constants is not None and given.constants is not None:
            return wanted.constants.isdisjoint(given.constants)
        if wanted.unit in (t.DATE, t.DATETIME) and wanted.kinds & ~t.NIL == t.TEXT:
            other = given.unit in (t.DATE, t.DATETIME) and given.unit != wanted.unit
            return other or (given.constants is not None and not any(is_date(text) for _, text in given.constants))
        return False

    def _passed(self, signature: Signature, args: tuple[Known, ...], facts: Facts) -> Facts:
        """The facts once a call has not ended in an error: each argument that it looks at is of the right kind."""
        for place, known in enumerate(args[: len(signature.parameters)]):
            parameter = signature.parameters[place]
            if known.place is None or parameter.lazy or not known.type.kinds & ~parameter.type.kinds:
                continue
            narrower = known.type.only(parameter.type.kinds)
            if not narrower.is_never:
                facts = self._of.narrow(facts, known.place, known.type, narrower)
        return facts

    def _result(self, signature: Signature, node: n.Call, args: tuple[Known, ...], facts: Facts) -> Type:
        rule = signature.result
        if isinstance(rule, str):
            return _HIGHER[rule](self, node, args, facts)
        return rule(tuple(known.type for known in args))

    def _place(self, function: Builtin, args: tuple[Known, ...]) -> Place | None:
        """The call itself as a place: asked twice it gives the same."""
        places = [known.place for known in args]
        if any(place is None or (place[0] == f.CONSTANT and place[1] is None) for place in places):
            return None
        return (f.CALL, function.ns, function.name, *places)

    # What is looked up.

    def _look_up(self, key: Keyword, node: n.Call, args: tuple[Known, ...], facts: Facts) -> Known:
        if not 1 <= len(args) <= 2:
            self._of.reports.wrong_key_call(node, key, len(args))
            self._of.never(node)
            return self._of.known(t.ANY, None, facts)
        return self._entry(node, node.function, args[0], key, args[1] if len(args) == 2 else None, facts)

    def _entry(self, node: n.Call, at: n.Node, held: Known, key: Any, default: Known | None, facts: Facts) -> Known:
        name = entry_key(key)
        self._of.reports.entry(node, at, held, key)
        if default is not None:
            return self._of.known(or_default(present(held.type, name), default.type), None, facts)
        place = None if held.place is None or name is None else (f.ENTRY, held.place, name)
        return self._of.known(entry(held.type, name), place, facts)

    def asked_nil(self, node: n.Node, frame: Frame) -> Place | None:
        """The place of a local name of which a node asks whether it is nil."""
        if isinstance(node, n.Call) and isinstance(node.function, n.VarRef) and len(node.args) == 1:
            var, arg = node.function.var, node.args[0]
            if (var.ns, var.name) == (CORE, "nil?") and isinstance(arg, n.LocalRef):
                held = frame.locals.get(arg.slot)
                return None if held is None else held.place
        return None

    def asks_of_anything(self, node: n.Node) -> bool:
        """Whether a node asks if something is nil of which nothing is known: then nil need not be possible at all."""
        if isinstance(node, n.Call) and isinstance(node.function, n.VarRef) and len(node.args) == 1:
            var = node.function.var
            held = self._of.types.get(node.args[0], t.ANY)
            return (var.ns, var.name) == (CORE, "nil?") and not held.is_known
        return False

    # Functions that tell something about their arguments.

    def _predicate(self, node: n.Call, args: tuple[Known, ...], facts: Facts, name: str) -> Known | None:
        if len(args) != 1:
            return None
        held = args[0]
        can_be = KINDS.get(name)
        if can_be is not None:
            one, other = held.type.only(can_be), t.without(held.type, can_be)
        else:
            one, other = held.type.only(POSSIBLE[name]), held.type
        then = self._of.narrow(facts, held.place, held.type, one)
        otherwise = self._of.narrow(facts, held.place, held.type, other)
        return Known(t.TRUTH, self._place_of(name, held), facts, then, otherwise)

    def _place_of(self, name: str, held: Known) -> Place | None:
        return None if held.place is None else (f.CALL, CORE, name, held.place)

    def _not(self, node: n.Call, args: tuple[Known, ...], facts: Facts) -> Known:
        self._of.reports.condition(node.args[0], args[0])
        return Known(t.TRUTH, None, facts, f.both(facts, args[0].otherwise), f.both(facts, args[0].then))

    def _boolean(self, node: n.Call, args: tuple[Known, ...], facts: Facts) -> Known:
        return Known(t.TRUTH, None, facts, f.both(facts, args[0].then), f.both(facts, args[0].otherwise))

    def _true(self, node: n.Call, args: tuple[Known, ...], facts: Facts) -> Known:
        held = args[0]
        narrower = held.type.only(t.BOOLEAN)
        then = f.both(self._of.narrow(facts, held.place, held.type, narrower), held.then)
        return Known(t.TRUTH, None, facts, then, facts)

    def _false(self, node: n.Call, args: tuple[Known, ...], facts: Facts) -> Known:
        held = args[0]
        narrower = held.type.only(t.BOOLEAN)
        then = f.both(self._of.narrow(facts, held.place, held.type, narrower), held.otherwise)
        return Known(t.TRUTH, None, facts, then, facts)

    def _equal(self, node: n.Call, args: tuple[Known, ...], facts: Facts) -> Known:
        for place in range(len(args) - 1):
            self._of.reports.equality(node, place, args[place], args[place + 1], is_same=True)
        if len(args) != 2:
            return self._of.known(t.TRUTH, None, facts)
        return self._compared(args[0], args[1], facts)

    def _not_equal(self, node: n.Call, args: tuple[Known, ...], facts: Facts) -> Known:
        for place in range(len(args) - 1):
            self._of.reports.equality(node, place, args[place], args[place + 1], is_same=False)
        if len(args) != 2:
            return self._of.known(t.TRUTH, None, facts)
        known = self._compared(args[0], args[1], facts)
        return Known(t.TRUTH, None, facts, known.otherwise, known.then)

    def _compared(self, one: Known, other: Known, facts: Facts) -> Known:
        then: Facts = facts
        otherwise: Facts = facts
        for held, beside in ((one, other), (other, one)):
            narrower = held.type.only(equal_kinds(beside.type.kinds))
            if not narrower.is_never:
                then = self._of.narrow(then, held.place, held.type, narrower)
            if beside.type.kinds == t.NIL:
                without_nil = t.without(held.type, t.NIL)
                otherwise = self._of.narrow(otherwise, held.place, held.type, without_nil)
            if beside.type is not held.type and beside.type.constants == t.TRUE.constants:
                then = f.both(then, held.then)
            if beside.type is not held.type and beside.type.constants == t.FALSE.constants:
                then = f.both(then, held.otherwise)
        return Known(t.TRUTH, None, facts, then, otherwise)

    def _emptiness(self, node: n.Call, args: tuple[Known, ...], facts: Facts) -> Known:
        """`empty?`: where it is false there is a collection with something in it."""
        held = args[0]
        return Known(t.TRUTH, None, facts, facts, self._filled(held, facts))

    def _sequence(self, node: n.Call, args: tuple[Known, ...], facts: Facts, name: str) -> Known:
        """`seq` and `not-empty`: nil where there is nothing."""
        held = args[0]
        items = items_of(held.type)
        made = Type(t.LIST | t.NIL, items=items) if name == "seq" else t.join(held.type, t.NOTHING)
        then = self._filled(held, facts)
        place = self._place_of(name, held)
        if then is not None and place is not None:
            then = self._of.narrow(then, place, made, t.without(made, t.NIL))
        return Known(made, place, facts, then, facts)

    def _filled(self, held: Known, facts: Facts) -> Facts:
        """The facts where a collection has something in it: then its first and last item are there."""
        facts = self._of.narrow(facts, held.place, held.type, t.without(held.type, t.NIL))
        items = items_of(held.type)
        if facts is None or held.place is None or not items.is_known:
            return facts
        made = dict(facts)
        for name in ("first", "last"):
            made[(f.CALL, CORE, name, held.place)] = items
        return made

    def _get(self, node: n.Call, args: tuple[Known, ...], facts: Facts) -> Known | None:
        key = node.args[1]
        if not isinstance(key, n.Const) or key.value is None:
            return self._of.known(t.ANY, None, facts)
        return self._entry(node, key, args[0], key.value, args[2] if len(args) == 3 else None, facts)

    def _get_in(self, node: n.Call, args: tuple[Known, ...], facts: Facts) -> Known | None:
        path = node.args[1]
        keys: list[tuple[n.Node, Any]] = []
        if isinstance(path, n.VectorNode) and all(isinstance(item, n.Const) for item in path.items):
            keys = [(item, item.value) for item in path.items if isinstance(item, n.Const)]
        if not keys or any(constant_of(key) is None for _, key in keys):
            return self._of.known(t.ANY, None, facts)
        known = args[0]
        there = args[0].type
        for at, key in keys:
            known = self._entry(node, at, known, key, None, facts)
            there = present(t.without(there, t.NIL), entry_key(key))
        if len(args) == 3:
            return self._of.known(or_default(there, args[2].type), None, facts)
        return known

    def _contains(self, node: n.Call, args: tuple[Known, ...], facts: Facts) -> Known:
        held, key = args
        if held.type.kinds & ~t.NIL == t.SET:
            self._of.reports.membership(node, node.args[0], held.type, node.args[1], key)
        elif held.type.kinds & ~t.NIL == t.VECTOR and not key.type.kinds & t.NUMBER and key.type.is_known:
            self._of.reports.positions(node, held, key)
        then: Facts = facts
        asked = node.args[1]
        name = entry_key(asked.value) if isinstance(asked, n.Const) else None
        if held.type.kinds & ~t.NIL == t.MAP and held.place is not None and name is not None:
            found = entry(held.type, name)
            then = self._of.narrow(facts, (f.ENTRY, held.place, name), found, present(held.type, name))
        return Known(t.TRUTH, None, facts, then, facts)

    # Functions that call functions.

    def _asked(self, node: n.Call, args: tuple[Known, ...], facts: Facts) -> Type:
        self._apply(node, args, facts)
        return t.TRUTH

    def _some(self, node: n.Call, args: tuple[Known, ...], facts: Facts) -> Type:
        return t.join(t.holding(self._apply(node, args, facts)), t.NOTHING)

    def _filtered(self, node: n.Call, args: tuple[Known, ...], facts: Facts) -> Type:
        self._apply(node, args, facts)
        return Type(t.LIST, items=items_of(args[1].type))

    def _filtered_vector(self, node: n.Call, args: tuple[Known, ...], facts: Facts) -> Type:
        self._apply(node, args, facts)
        return Type(t.VECTOR, items=items_of(args[1].type))

    def _mapped(self, node: n.Call, args: tuple[Known, ...], facts: Facts) -> Type:
        return Type(t.LIST, items=self._apply(node, args, facts))

    def _mapped_vector(self, node: n.Call, args: tuple[Known, ...], facts: Facts) -> Type:
        return Type(t.VECTOR, items=self._apply(node, args, facts))

    def _kept(self, node: n.Call, args: tuple[Known, ...], facts: Facts) -> Type:
        return Type(t.LIST, items=t.without(self._apply(node, args, facts), t.NIL))

    def _apply(self, node: n.Call, args: tuple[Known, ...], facts: Facts) -> Type:
        """What the function that is the first argument gives for an item of the second."""
        items = items_of(args[1].type)
        if items.is_never or not args[1].type.kinds & ~t.NIL:
            return t.NEVER
        item = self._of.known(items, self._of.fresh(items), facts)
        item.form = node.args[1].form
        item_node = ItemOf(node.args[1].form)
        at = node.args[0]
        function = args[0].type.function
        if isinstance(at, n.Const) and isinstance(at.value, Keyword):
            return self._entry(node, at, item, at.value, None, facts).type
        if args[0].type.kinds == t.SET:
            self._of.reports.membership(node, at, args[0].type, item_node, item)
            return found_in(items_of(args[0].type), items)
        if isinstance(function, Builtin):
            return self._builtin(function, n.Call(node.form, at, (item_node,)), (item,), facts).type
        if function is not None and hasattr(function, "node"):
            with self._of.reports.within(function, node):
                known = self._of.enter(function, (item,), facts)
            return t.ANY if known is None else known.type
        return t.ANY


def _name_of(function: Builtin) -> str:
    return function.name if function.ns == CORE else f"{function.ns}/{function.name}"


_Special = Callable[[Calls, n.Call, tuple[Known, ...], Facts], Known | None]


def _asking(name: str) -> _Special:
    return lambda calls, node, args, facts: calls._predicate(node, args, facts, name)


def _sequencing(name: str) -> _Special:
    return lambda calls, node, args, facts: calls._sequence(node, args, facts, name)


_SPECIAL: Final[dict[str, _Special]] = {
    **{name: _asking(name) for name in (*KINDS, *POSSIBLE) if name.endswith("?")},
    "not": Calls._not,
    "boolean": Calls._boolean,
    "true?": Calls._true,
    "false?": Calls._false,
    "=": Calls._equal,
    "not=": Calls._not_equal,
    "empty?": Calls._emptiness,
    "seq": _sequencing("seq"),
    "not-empty": _sequencing("not-empty"),
    "get": Calls._get,
    "get-in": Calls._get_in,
    "contains?": Calls._contains,
}
_HIGHER: Final[dict[str, Callable[[Calls, n.Call, tuple[Known, ...], Facts], Type]]] = {
    "asked": Calls._asked,
    "some": Calls._some,
    "filtered": Calls._filtered,
    "filtered-vector": Calls._filtered_vector,
    "mapped": Calls._mapped,
    "mapped-vector": Calls._mapped_vector,
    "kept": Calls._kept,
}
