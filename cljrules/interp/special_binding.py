"""Special forms that bind names: `let*`, `loop*`, `recur`, `def`, and the bodies of forms."""

from __future__ import annotations

from typing import Any

from cljrules.interp import nodes as n
from cljrules.interp.analyzer import Analyzer, Target
from cljrules.interp.build import Builder, symbol_of
from cljrules.interp.destructuring import bindings_of, is_simple
from cljrules.interp.problems import problem
from cljrules.interp.scope import Scope
from cljrules.parser.forms import Atom, Coll, Form
from cljrules.values.symbols import keyword


def body_of(analyzer: Analyzer, form: Coll, forms: tuple[Form, ...], scope: Scope, target: Target | None) -> n.Node:
    """The node of a body: its last form counts."""
    if not forms:
        return n.Const(form, None)
    if len(forms) == 1:
        return analyzer.node(forms[0], scope, target)
    return n.Do(
        form, tuple(analyzer.node(part, scope, None) for part in forms[:-1]), analyzer.node(forms[-1], scope, target)
    )


def pairs_of(form: Coll) -> list[tuple[Form, Form]]:
    """The names and values of a form's binding vector; raises IllegalArgumentException where it has none."""
    name = form.items[0]
    shown = name.value.text.rstrip("*") if isinstance(name, Atom) else "let"
    if len(form.items) < 2 or not isinstance(form.items[1], Coll) or form.items[1].kind != "vector":
        raise problem(
            form,
            f"`{shown}` needs a vector of bindings",
            cls="IllegalArgumentException",
            help=f"write `({shown} [name value] …)`",
        )
    if len(form.items[1].items) % 2:
        raise problem(
            form.items[1],
            f"`{shown}` needs an even number of forms in its binding vector",
            cls="IllegalArgumentException",
            help="every name needs a value",
        )
    return list(form.items[1].pairs())


def let(analyzer: Analyzer, form: Coll, scope: Scope, target: Target | None) -> n.Node:
    """The node of a `let*` form."""
    inner = scope.child()
    bindings: list[tuple[int, n.Node]] = []
    build = Builder(form, analyzer.world)
    for pattern, value in pairs_of(form):
        if is_simple(pattern):
            number = _is_number(value, inner)
            _bind(analyzer, pattern, value, inner, bindings)
            if number:
                inner.numeric.add(pattern.value.name)  # type: ignore[union-attr]
            continue
        if isinstance(pattern, Coll) and pattern.kind == "map" and _is_number(value, inner):
            raise problem(
                value,
                "a number cannot be taken apart as a map",
                cls="UnsupportedOperationException",
                code="binding-shape",
            )
        try:
            simple = list(bindings_of(build, pattern, value))
        except ValueError as why:
            raise problem(pattern, str(why), cls="ExceptionInfo", code="binding-shape") from None
        for name, data in simple:
            _bind(analyzer, name, build.form(data), inner, bindings)
    return n.Let(form, tuple(bindings), body_of(analyzer, form, form.items[2:], inner, target))


def _is_number(value: Form, scope: Scope) -> bool:
    """Whether a value is a number that is written out, or a local name of one: Clojure's compiler holds it unboxed."""
    if not isinstance(value, Atom):
        return False
    name = value.symbol
    if name is not None:
        return name.ns is None and scope.is_number(name.name)
    return value.value.__class__ in (int, float)


def _bind(analyzer: Analyzer, name: Form, value: Form, scope: Scope, bindings: list[tuple[int, n.Node]]) -> None:
    local = symbol_of(name)
    if local is None or local.ns is not None:
        raise problem(
            name,
            "a name without a namespace is wanted where a value is bound",
            cls="ExceptionInfo",
            code="binding-shape",
        )
    node = analyzer.node(value, scope, None)
    if isinstance(node, n.FnNode) and node.name == "fn":
        node.name = local.name
    slot = scope.bind(local.name)
    bindings.append((slot, node))


def loop(analyzer: Analyzer, form: Coll, scope: Scope, target: Target | None) -> n.Node:
    """The node of a `loop*` form."""
    pairs = pairs_of(form)
    if not all(is_simple(pattern) for pattern, _ in pairs):
        return analyzer.node(_simple_loop(analyzer, form, pairs), scope, target)
    inner = scope.child()
    bindings: list[tuple[int, n.Node]] = []
    for name, value in pairs:
        _bind(analyzer, name, value, inner, bindings)
    again = Target(tuple(slot for slot, _ in bindings))
    return n.Loop(form, tuple(bindings), body_of(analyzer, form, form.items[2:], inner, again))


def _simple_loop(analyzer: Analyzer, form: Coll, pairs: list[tuple[Form, Form]]) -> Form:
    """A loop whose bindings are all names, with the patterns taken apart at the start and in its body."""
    build = Builder(form, analyzer.world)
    outside: list[Any] = []
    names: list[Any] = []
    inside: list[Any] = []
    for pattern, value in pairs:
        fresh = build.gensym("loop")
        outside += [fresh, value, *([] if is_simple(pattern) else [pattern, fresh])]
        if is_simple(pattern):
            outside[-2:] = [pattern, value]
            names += [pattern, pattern]
        else:
            names += [fresh, fresh]
            inside += [pattern, fresh]
    return build.form(["let*", tuple(outside), ["loop*", tuple(names), ["let*", tuple(inside), *form.items[2:]]]])


def recur(analyzer: Analyzer, form: Coll, scope: Scope, target: Target | None) -> n.Node:
    """The node of a `recur` form."""
    args = form.items[1:]
    if target is not None and target.whole and args:
        for arg in args:
            analyzer.node(arg, scope, None)
    elif target is None or target.whole:
        raise problem(
            form,
            "`recur` can only be the last thing a loop or function does",
            cls="UnsupportedOperationException",
            help="use what `recur` would give inside the next turn instead of around it",
            code="recur-position",
        )
    if len(args) != len(target.slots):
        where = "nothing can be given to a whole program" if target.whole else f"{len(target.slots)} are wanted"
        raise problem(
            form,
            f"`recur` gives {len(args)} values, {where}",
            cls="IllegalArgumentException",
            code="recur-arity",
        )
    return n.Recur(form, target.slots, tuple(analyzer.node(arg, scope, None) for arg in args))


def define(analyzer: Analyzer, form: Coll, scope: Scope, target: Target | None) -> n.Node:
    """The node of a `def` form."""
    parts = form.items[1:]
    if len(parts) == 3 and isinstance(parts[1], Atom) and isinstance(parts[1].value, str):
        doc: str | None = parts[1].value
        parts = (parts[0], parts[2])
    else:
        doc = None
    if not parts:
        raise problem(form, "`def` needs a name", cls="RuntimeException", help="write `(def name value)`")
    if len(parts) > 2:
        raise problem(form, "`def` has too many parts", cls="RuntimeException", help="write `(def name value)`")
    name = symbol_of(parts[0])
    if name is None:
        raise problem(
            parts[0], "`def` gives a value to a name", cls="RuntimeException", help="write `(def name value)`"
        )
    world = analyzer.world
    if name.ns is not None and name.ns not in (world.ns.name, world.alias(name.ns)):
        raise problem(parts[0], f"`def` cannot define `{name.text}` outside its namespace", cls="RuntimeException")
    var = world.intern(world.ns.name, name.name)
    meta = None
    meta_form = parts[0].meta
    if meta_form is not None:
        held = analyzer.quoted(meta_form)
        if held.get(keyword("dynamic")):
            var.make_dynamic()
        var.is_macro = bool(held.get(keyword("macro"))) or (var.is_macro and len(parts) == 1)
        meta = analyzer.node(meta_form, scope, None)
    else:
        var.is_macro = False
    value = analyzer.node(parts[1], scope, None) if len(parts) == 2 else None
    if isinstance(value, n.FnNode) and value.name == "fn":
        value.name = name.name
    return n.Def(form, var, value, meta, doc)
