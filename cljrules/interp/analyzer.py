"""From forms to nodes: names resolved, macros expanded, shapes checked.

Takes a form and the world it is written in, gives a node. The special forms are in `special`; everything else is a
macro of the library, a macro of the program, or a call. A mistake is an error at the form that holds it, also in a
branch that would never be taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cljrules.interp import nodes as n
from cljrules.interp.build import Macro
from cljrules.interp.data import form_of_value, value_of
from cljrules.interp.faults import fault_of
from cljrules.interp.function import Fn
from cljrules.interp.host import HostClass, HostFunction
from cljrules.interp.instances import static_of
from cljrules.interp.problems import problem
from cljrules.interp.scope import Frame, Scope
from cljrules.interp.world import CORE, Var, World
from cljrules.parser.forms import Atom, Coll, Form, Pattern
from cljrules.values.classes import JavaClass, find_class
from cljrules.values.errors import ClojureError, wrong_arity
from cljrules.values.functions import invoke
from cljrules.values.limits import ANALYZE, EXPAND, spend
from cljrules.values.symbols import Symbol

# as deep as calls of two operands are put into one another
_MOST_PAIRS = 50


@dataclass(frozen=True, slots=True)
class Target:
    """Where `recur` goes: the slots it fills. `whole` is a top-level form, which takes no values."""

    slots: tuple[int, ...]
    whole: bool = False


class Analyzer:
    """Analyzes the forms of one world."""

    def __init__(self, world: World) -> None:
        self.world = world

    def top(self, form: Form) -> tuple[n.Node, int]:
        """The node of a top-level form, and the number of slots its frame needs."""
        frame = Frame()
        try:
            node = self.node(form, Scope(frame), Target((), whole=True))
            frame.check_names()
        except RecursionError as mistake:
            raise fault_of(mistake, "this form is nested too deeply", form) from None
        return node, frame.size

    def node(self, form: Form, scope: Scope, target: Target | None) -> n.Node:
        """The node of a form. `target` is where a `recur` here goes, None where the form is not in tail position."""
        spend(ANALYZE)
        if isinstance(form, Atom):
            return self._atom(form, scope)
        match form.kind:
            case "list":
                return self._list(form, scope, target) if form.items else n.Const(form, self.quoted(form))
            case "vector":
                made: n.Node = n.VectorNode(form, tuple(self.node(item, scope, None) for item in form.items))
            case "set":
                made = n.SetNode(form, tuple(self.node(item, scope, None) for item in form.items))
            case "map":
                pairs = tuple(
                    (self.node(key, scope, None), self.node(value, scope, None)) for key, value in form.pairs()
                )
                made = n.MapNode(form, pairs)
        if form.meta is not None:
            return n.WithMeta(form, made, self.node(form.meta, scope, None))
        return made

    def quoted(self, form: Form) -> Any:
        """The value of a form that is not evaluated."""
        return value_of(form, self.regex)

    def regex(self, text: str) -> Any:
        """The pattern value of a regular expression literal."""
        return invoke(self.world.library.functions[CORE]["re-pattern"], text)

    def _atom(self, form: Atom, scope: Scope) -> n.Node:
        value = form.value
        if isinstance(value, Symbol):
            return self._symbol(form, value, scope)
        if isinstance(value, Pattern):
            try:
                return n.Const(form, self.regex(value.text))
            except ClojureError as mistake:
                raise self.placed(mistake, form) from None
        return n.Const(form, value)

    def _symbol(self, form: Atom, name: Symbol, scope: Scope) -> n.Node:
        if name.ns is None:
            local = scope.reference(name.name, form)
            if local is not None:
                return local
            if self._names_variable(name):
                return n.LoanRef(form, name.name)
        var = self.resolve(name)
        if var is not None:
            if var.is_macro:
                raise problem(
                    form,
                    f"`{name.text}` is a macro and can only be called, not passed on",
                    cls="RuntimeException",
                    help=f"write `({name.text} …)`, or wrap it in a function",
                )
            if name.ns is not None and var.private and var.ns != self.world.ns.name:
                raise problem(
                    form,
                    f"`{var.ns}/{var.name}` is private to its namespace",
                    cls="IllegalStateException",
                    help=f"write `@#'{name.text}`, or define it without `-` or `^:private`",
                )
            return n.VarRef(form, var)
        return n.Const(form, self._host_value(form, name))

    def _names_variable(self, name: Symbol) -> bool:
        return name.ns is None and name.name in self.world.variables and name.name not in self.world.ns.vars

    def resolve(self, name: Symbol) -> Var | None:
        """The var a symbol names, None where there is none."""
        return self.world.resolve(name)

    def _host_value(self, form: Atom, name: Symbol) -> Any:
        if name.ns is not None:
            static = self._static(form, name)
            if isinstance(static, HostFunction):
                raise problem(
                    form,
                    f"`{name.text}` can only be called, not passed on",
                    cls="RuntimeException",
                    help=f"write `#({name.text} %)`",
                )
            return static
        cls = self.find_class(name.name)
        if cls is not None:
            return cls
        if name.name.find(".") > 0:
            raise problem(
                form,
                f"there is no class `{name.name}`",
                cls="ClassNotFoundException",
                code="unresolved-symbol",
                subject=name.name,
            )
        raise unresolved(form, name, self.world.library.absent)

    def _static(self, form: Atom, name: Symbol, called: bool = False, in_call: bool = False) -> Any:
        ns = str(name.ns)
        library = self.world.library
        imported = self.world.ns.imports.get(ns)
        for prefix in (imported.name if imported is not None else ns, ns, ns.rsplit(".", 1)[-1]):
            found = library.statics.get(f"{prefix}/{name.name}")
            if found is not None:
                return (
                    HostFunction(prefix, name.name, found) if callable(found) and not isinstance(found, type) else found
                )
        cls = self.find_class(ns)
        own = None if cls is None else static_of(cls, name.name)
        if own is not None:
            return HostFunction(str(cls), name.name, own)
        if cls is not None:
            raise problem(
                form,
                f"the class `{ns}` has no `{name.name}` here",
                cls="IllegalArgumentException" if called else "NoSuchFieldException" if in_call else "RuntimeException",
                code="unresolved-symbol",
                subject=name.text,
            )
        space = self.world.alias(ns) or ns
        if self.world.find_namespace(space) is not None:
            why = self.world.library.absent.get(f"{space}/{name.name}")
            raise problem(
                form,
                f"there is no `{name.name}` in `{space}`" + ("" if why is None else f": {why}"),
                cls="RuntimeException",
                code="unresolved-symbol",
                subject=name.text,
            )
        if "." in ns:
            raise problem(
                form,
                f"there is no namespace or class `{ns}`",
                cls="ClassNotFoundException",
                code="unresolved-symbol",
                subject=name.text,
            )
        raise problem(
            form, f"there is no namespace `{ns}`", cls="RuntimeException", code="unresolved-symbol", subject=name.text
        )

    def find_class(self, name: str) -> JavaClass | HostClass | None:
        """The class of this name that the program can see."""
        world = self.world
        found = world.classes.get(name) or world.ns.imports.get(name)
        if found is not None:
            return found
        if "." not in name and world.classes.get(f"{world.ns.name}.{name}") is not None:
            return world.classes[f"{world.ns.name}.{name}"]
        return find_class(name)

    def _list(self, form: Coll, scope: Scope, target: Target | None) -> n.Node:
        from cljrules.interp.special import SPECIAL

        head = form.head
        first = form.items[0]
        if isinstance(first, Atom) and first.value is None:
            raise problem(form, "`nil` cannot be called", cls="IllegalArgumentException")
        if head is not None:
            if head.ns is None:
                special = SPECIAL.get(head.name)
                if special is not None:
                    return special(self, form, scope, target)
            expanded = self.expand_once(form, scope)
            if expanded is not form:
                return self.node(expanded, scope, target)
            if head.ns is not None or not (scope.knows(head.name) or self._names_variable(head)):
                var = self.resolve(head)
                if var is not None and var.ns == CORE:
                    return self._core_call(form, var, scope)
                if var is not None:
                    self._check_protocol_call(form, var)
                if var is None and head.ns is None:
                    self._check_not_class(first, head)
                elif var is None and isinstance(first, Atom):
                    return self._static_call(form, first, head, scope)
        function = self.node(first, scope, None)
        return n.Call(form, function, tuple(self.node(item, scope, None) for item in form.items[1:]))

    def _core_call(self, form: Coll, var: Var, scope: Scope) -> n.Node:
        """A call of a function of the core library. Clojure's compiler knows some of them: it refuses a wrong number
        of arguments before it looks at them, and takes three or more operands two at a time.
        """
        wanted = self.world.library.inlined.get(var.name)
        if wanted is not None and len(form.items) - 1 != wanted:
            try:
                wrong_arity(len(form.items) - 1, f"{CORE}/{var.name}")
            except ClojureError as mistake:
                raise self.placed(mistake, form) from None
        function = n.VarRef(form.items[0], var)
        args = tuple(self.node(item, scope, None) for item in form.items[1:])
        if var.name not in self.world.library.pairwise or not 2 < len(args) <= _MOST_PAIRS:
            return n.Call(form, function, args)
        made: n.Node = n.Call(form, function, args[:2])
        for arg in args[2:]:
            made = n.Call(form, function, (made, arg))
        return made

    def _check_protocol_call(self, form: Coll, var: Var) -> None:
        declared = getattr(var.root, "declared_counts", None)
        if declared is not None and len(form.items) - 1 not in declared:
            raise problem(
                form,
                f"`{var.name}` takes {' or '.join(map(str, sorted(declared)))} arguments by its protocol, "
                f"{len(form.items) - 1} were given",
                cls="IllegalArgumentException",
            )

    def _static_call(self, form: Coll, first: Atom, head: Symbol, scope: Scope) -> n.Node:
        """`(Class/name arg …)`: a call of a static function, or a constant in parentheses."""
        args = tuple(self.node(item, scope, None) for item in form.items[1:])
        static = self._static(first, head, called=bool(args), in_call=True)
        if not isinstance(static, HostFunction):
            if not args:
                return n.Const(form, static)
            raise problem(form, f"`{head.text}` is a constant and takes no arguments", cls="IllegalArgumentException")
        if not static.low <= len(args) <= static.high:
            try:
                static.invoke(*[None] * len(args))
            except ClojureError as mistake:
                raise self.placed(mistake, form) from None
        return n.Call(form, n.Const(first, static), args)

    def _check_not_class(self, first: Form, head: Symbol) -> None:
        if "." not in head.name and self.find_class(head.name) is not None:
            raise problem(
                first,
                f"`{head.name}` is a class and cannot be called",
                cls="RuntimeException",
                help=f"write `({head.name}. …)` to make a value of it",
            )

    def expand_once(self, form: Form, scope: Scope | None = None) -> Form:
        """The form after one step of macro expansion; itself where it calls no macro."""
        if not isinstance(form, Coll) or form.head is None:
            return form
        head = form.head
        if head.ns is None:
            if scope is not None and scope.knows(head.name):
                return form
            short = self._host_shorthand(form, head)
            if short is not None:
                return short
        var = self.resolve(head)
        if var is None or not var.is_macro:
            return form
        spend(EXPAND)
        try:
            if isinstance(var.root, Macro):
                return var.root.expand(form, self.world)
            args = [self.quoted(item) for item in form.items[1:]]
            if isinstance(var.root, Fn) and not var.root.takes(len(args) + 2):
                wrong_arity(len(args), f"{var.ns}/{var.name}")
            result = invoke(var.root, self.quoted(form), None, *args)
            return form_of_value(result, form.span, form.source)
        except ClojureError as mistake:
            raise self.placed(mistake, form) from None

    def _host_shorthand(self, form: Coll, head: Symbol) -> Form | None:
        name = head.name
        if len(name) > 1 and name.startswith(".") and name != "..":
            if len(form.items) < 2:
                raise problem(
                    form, f"`({name})` names a method but no value to call it on", cls="IllegalArgumentException"
                )
            dot = Atom(Symbol(None, "."), form.items[0].span, form.source)
            member = Atom(Symbol(None, name[1:]), form.items[0].span, form.source)
            return Coll("list", (dot, form.items[1], member, *form.items[2:]), form.span, form.source)
        if len(name) > 1 and name.endswith(".") and not name.startswith("."):
            new = Atom(Symbol(None, "new"), form.items[0].span, form.source)
            cls = Atom(Symbol(None, name[:-1]), form.items[0].span, form.source)
            return Coll("list", (new, cls, *form.items[1:]), form.span, form.source)
        return None

    def placed(self, mistake: ClojureError, form: Form) -> ClojureError:
        """An error with the place of a form, where it has none yet."""
        if mistake.span is None:
            mistake.span = form.span
            mistake.source = form.source
        return mistake


def unresolved(form: Form, name: Symbol, absent: Mapping[str, str]) -> ClojureError:
    """The error of a name that means nothing here; `absent` tells why names of Clojure are not here."""
    why = absent.get(f"{name.ns or CORE}/{name.name}")
    if why is not None:
        return problem(
            form,
            f"`{name.text}` is not part of the rule language: {why}",
            help="docs/language.md lists what is",
            code="unresolved-symbol",
            subject=name.text,
        )
    return problem(form, f"`{name.text}` is not known here", code="unresolved-symbol", subject=name.text)
