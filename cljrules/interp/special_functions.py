"""Special forms that make functions: `fn*` and `letfn*`."""

from __future__ import annotations

from typing import Any

from cljrules.interp import nodes as n
from cljrules.interp.analyzer import Analyzer, Target
from cljrules.interp.build import Builder, is_vector, symbol_of
from cljrules.interp.problems import problem
from cljrules.interp.scope import Frame, Scope
from cljrules.interp.special_binding import body_of, pairs_of
from cljrules.parser.forms import Atom, Coll, Form
from cljrules.values.symbols import keyword


def function(analyzer: Analyzer, form: Coll, scope: Scope, target: Target | None) -> n.Node:
    """The node of a `fn*` form."""
    parts = list(form.items[1:])
    name: str | None = None
    if parts and (held := symbol_of(parts[0])) is not None:
        name = held.name
        parts.pop(0)
    if parts and isinstance(parts[0], Coll) and parts[0].kind == "vector":
        bodies = [(parts[0], tuple(parts[1:]))]
    else:
        bodies = []
        for part in parts:
            if not isinstance(part, Coll) or part.kind != "list" or not part.items or not is_vector(part.items[0]):
                raise problem(
                    part,
                    "a function needs a vector of parameters",
                    cls="ClassCastException" if isinstance(part, Atom) else "ExceptionInfo",
                    help="write `(fn [x] …)`",
                    code="fn-shape",
                )
            bodies.append((part.items[0], part.items[1:]))  # type: ignore[arg-type]
    outer = Frame(outer=scope, own_name=name)
    fixed: dict[int, n.Arity] = {}
    variadic: n.Arity | None = None
    for params, body in bodies:
        arity = _arity(analyzer, form, params, body, outer)
        if arity.variadic:
            if variadic is not None:
                raise problem(params, "a function can have only one parameter list with `&`", cls="RuntimeException")
            variadic = arity
        elif arity.count in fixed:
            raise problem(params, "two parameter lists take the same number of arguments", cls="RuntimeException")
        else:
            fixed[arity.count] = arity
    if variadic is not None and any(count > variadic.count for count in fixed):
        raise problem(form, "a fixed parameter list cannot be longer than the one with `&`", cls="RuntimeException")
    meta = None if form.meta is None else analyzer.node(form.meta, scope, None)
    captured = tuple(outer.capture.nodes)
    return n.FnNode(form, name or "fn", fixed, variadic, captured, meta)


def _arity(analyzer: Analyzer, form: Coll, params: Coll, body: tuple[Form, ...], shared: Frame) -> n.Arity:
    frame = Frame(outer=shared.outer, capture=shared.capture, own_name=shared.own_name)
    scope = Scope(frame)
    build = Builder(form, analyzer.world)
    names = list(params.items)
    variadic = False
    for index, item in enumerate(names):
        held = symbol_of(item)
        if held is not None and held.text == "&":
            rest = symbol_of(names[index + 1]) if index + 1 < len(names) else None
            if index != len(names) - 2 or (rest is not None and rest.text == "&"):
                raise problem(params, "exactly one name follows `&`, at the end", cls="ExceptionInfo", code="fn-shape")
            del names[index]
            variadic = True
            break
    slots: list[int] = []
    patterns: list[Any] = []
    for item in names:
        held = symbol_of(item)
        if held is not None and held.ns is None:
            slots.append(scope.bind(held.name))
        elif isinstance(item, Coll):
            fresh = build.gensym("arg")
            slots.append(scope.bind(fresh.value.name))
            patterns += [item, fresh]
        else:
            raise problem(item, "a parameter is a name, a vector or a map", cls="ExceptionInfo", code="fn-shape")
    for item in params.items:
        hint = _number_hint(item)
        if hint is not None:
            patterns += [Atom(item.value, item.span, item.source), [f"c/{hint}", item]]  # type: ignore[union-attr]
    if patterns:
        body = (build.form(["let*", tuple(patterns), *body]),)
    node = body_of(analyzer, form, body, scope, Target(tuple(slots)))
    frame.check_names()
    count = len(slots) - 1 if variadic else len(slots)
    return n.Arity(count, variadic, frame.size, node)


def _number_hint(param: Form) -> str | None:
    """The primitive type that a parameter's hint turns its argument into: `^long` or `^double`."""
    if not isinstance(param, Atom) or param.meta is None:
        return None
    for key, value in param.meta.pairs():
        name = symbol_of(value)
        if (
            name is not None
            and isinstance(key, Atom)
            and key.value is keyword("tag")
            and name.name in ("long", "double")
        ):
            return name.name
    return None


def functions(analyzer: Analyzer, form: Coll, scope: Scope, target: Target | None) -> n.Node:
    """The node of a `letfn*` form."""
    pairs = pairs_of(form)
    inner = scope.child()
    slots = [inner.bind(name.value.name) for name, _ in pairs]  # type: ignore[union-attr]
    functions = []
    for slot, (_, function) in zip(slots, pairs, strict=True):
        node = analyzer.node(function, inner, None)
        assert isinstance(node, n.FnNode)
        functions.append((slot, node))
    return n.LetFn(form, tuple(functions), body_of(analyzer, form, form.items[2:], inner, target))
