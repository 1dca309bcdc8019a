"""The special forms: what cannot be a function or a macro.

Each is a function of the analyzer, the form, the scope and the recur target; it checks the form's shape and gives its
node.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cljrules.interp import nodes as n
from cljrules.interp.analyzer import Analyzer, Target
from cljrules.interp.build import Builder, symbol_of
from cljrules.interp.destructuring import bindings_of, is_simple
from cljrules.interp.host import HostClass, HostFunction
from cljrules.interp.problems import problem
from cljrules.interp.scope import Frame, Scope
from cljrules.parser.forms import Atom, Coll, Form
from cljrules.values.collections import PersistentMap
from cljrules.values.equality import case_key
from cljrules.values.errors import ERROR_CLASSES, JavaClass
from cljrules.values.symbols import Symbol, keyword

Special = Callable[[Analyzer, Coll, Scope, Target | None], n.Node]


def _quote(analyzer: Analyzer, form: Coll, scope: Scope, target: Target | None) -> n.Node:
    if len(form.items) != 2:
        raise problem(form, "`quote` takes one form", cls="ExceptionInfo", help="write `(quote form)` or `'form`")
    return n.Const(form, analyzer.quoted(form.items[1]))


def _if(analyzer: Analyzer, form: Coll, scope: Scope, target: Target | None) -> n.Node:
    parts = form.items[1:]
    if len(parts) not in (2, 3):
        few = len(parts) < 2
        raise problem(
            form,
            f"`if` has too {'few' if few else 'many'} parts",
            cls="RuntimeException",
            help="write `(if test then otherwise)`",
            code="if-shape",
        )
    otherwise = analyzer.node(parts[2], scope, target) if len(parts) == 3 else n.Const(form, None)
    return n.If(form, analyzer.node(parts[0], scope, None), analyzer.node(parts[1], scope, target), otherwise)


def body_of(analyzer: Analyzer, form: Coll, forms: tuple[Form, ...], scope: Scope, target: Target | None) -> n.Node:
    """The node of a body: its last form counts."""
    if not forms:
        return n.Const(form, None)
    if len(forms) == 1:
        return analyzer.node(forms[0], scope, target)
    return n.Do(
        form, tuple(analyzer.node(part, scope, None) for part in forms[:-1]), analyzer.node(forms[-1], scope, target)
    )


def _do(analyzer: Analyzer, form: Coll, scope: Scope, target: Target | None) -> n.Node:
    return body_of(analyzer, form, form.items[1:], scope, target)


def _pairs(form: Coll) -> list[tuple[Form, Form]]:
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


def _let(analyzer: Analyzer, form: Coll, scope: Scope, target: Target | None) -> n.Node:
    inner = scope.child()
    bindings: list[tuple[int, n.Node]] = []
    build = Builder(form, analyzer.world)
    for pattern, value in _pairs(form):
        if is_simple(pattern):
            _bind(analyzer, pattern, value, inner, bindings)
            continue
        if (
            isinstance(value, Atom)
            and isinstance(value.value, int | float)
            and isinstance(pattern, Coll)
            and pattern.kind == "map"
        ):
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


def _loop(analyzer: Analyzer, form: Coll, scope: Scope, target: Target | None) -> n.Node:
    pairs = _pairs(form)
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


def _recur(analyzer: Analyzer, form: Coll, scope: Scope, target: Target | None) -> n.Node:
    if target is None:
        raise problem(
            form,
            "`recur` can only be the last thing a loop or function does",
            cls="UnsupportedOperationException",
            help="use what `recur` would give inside the next turn instead of around it",
            code="recur-position",
        )
    args = form.items[1:]
    if len(args) != len(target.slots):
        raise problem(
            form,
            f"`recur` gives {len(args)} values, {len(target.slots)} are wanted",
            cls="IllegalArgumentException",
            code="recur-arity",
        )
    return n.Recur(form, target.slots, tuple(analyzer.node(arg, scope, None) for arg in args))


def _fn(analyzer: Analyzer, form: Coll, scope: Scope, target: Target | None) -> n.Node:
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
            if not isinstance(part, Coll) or part.kind != "list" or not part.items or not _is_vector(part.items[0]):
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


def _is_vector(form: Form) -> bool:
    return isinstance(form, Coll) and form.kind == "vector"


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


def _letfn(analyzer: Analyzer, form: Coll, scope: Scope, target: Target | None) -> n.Node:
    pairs = _pairs(form)
    inner = scope.child()
    slots = [inner.bind(name.value.name) for name, _ in pairs]  # type: ignore[union-attr]
    functions = []
    for slot, (_, function) in zip(slots, pairs, strict=True):
        node = analyzer.node(function, inner, None)
        assert isinstance(node, n.FnNode)
        functions.append((slot, node))
    return n.LetFn(form, tuple(functions), body_of(analyzer, form, form.items[2:], inner, target))


def _def(analyzer: Analyzer, form: Coll, scope: Scope, target: Target | None) -> n.Node:
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
    if doc is not None:
        var.meta = (var.meta or PersistentMap.of(())).assoc(keyword("doc"), doc)
    value = analyzer.node(parts[1], scope, None) if len(parts) == 2 else None
    if isinstance(value, n.FnNode) and value.name == "fn":
        value.name = name.name
    return n.Def(form, var, value, meta)


def _var(analyzer: Analyzer, form: Coll, scope: Scope, target: Target | None) -> n.Node:
    name = symbol_of(form.items[1]) if len(form.items) > 1 else None
    if name is None:
        cls = "NullPointerException" if len(form.items) < 2 else "ClassCastException"
        raise problem(form, "`var` needs a name", cls=cls, help="write `(var name)` or `#'name`")
    var = analyzer.resolve(name)
    if var is None:
        raise problem(
            form.items[1],
            f"`{name.text}` is not known here",
            cls="RuntimeException",
            code="unresolved-symbol",
            subject=name.text,
        )
    return n.VarItself(form, var)


def _throw(analyzer: Analyzer, form: Coll, scope: Scope, target: Target | None) -> n.Node:
    if len(form.items) != 2:
        raise problem(
            form, "`throw` takes one error", cls="RuntimeException", help='write `(throw (ex-info "what" {}))`'
        )
    return n.Throw(form, analyzer.node(form.items[1], scope, None))


def _try(analyzer: Analyzer, form: Coll, scope: Scope, target: Target | None) -> n.Node:
    body: list[Form] = []
    catches: list[tuple[JavaClass, int, n.Node]] = []
    cleanup: n.Node | None = None
    for part in form.items[1:]:
        head = part.head if isinstance(part, Coll) else None
        if cleanup is not None:
            raise problem(part, "`finally` must be the last part of `try`", cls="RuntimeException")
        if isinstance(part, Coll) and head is not None and head.text == "catch":
            catches.append(_catch(analyzer, part, scope))
        elif isinstance(part, Coll) and head is not None and head.text == "finally":
            cleanup = body_of(analyzer, part, part.items[1:], scope, None)
        elif catches:
            raise problem(part, "only `catch` and `finally` may follow a `catch`", cls="RuntimeException")
        else:
            body.append(part)
    inside = target if not catches and cleanup is None else None
    return n.Try(form, body_of(analyzer, form, tuple(body), scope, inside), tuple(catches), cleanup)


def _catch(analyzer: Analyzer, form: Coll, scope: Scope) -> tuple[JavaClass, int, n.Node]:
    shape = "write `(catch Exception e …)`"
    if len(form.items) < 2:
        raise problem(form, "`catch` needs a class and a name", cls="IllegalArgumentException", help=shape)
    named = symbol_of(form.items[1])
    cls = None if named is None else analyzer.find_class(named.text)
    if cls is None:
        raise problem(
            form.items[1], "`catch` needs the class of the errors to catch", cls="IllegalArgumentException", help=shape
        )
    local = symbol_of(form.items[2]) if len(form.items) > 2 else None
    if local is None or local.ns is not None:
        raise problem(form, "`catch` needs a name for the error", cls="IllegalArgumentException", help=shape)
    inner = scope.child()
    slot = inner.bind(local.name)
    return cls, slot, body_of(analyzer, form, form.items[3:], inner, None)


def _new(analyzer: Analyzer, form: Coll, scope: Scope, target: Target | None) -> n.Node:
    name = symbol_of(form.items[1]) if len(form.items) > 1 else None
    cls = None if name is None else analyzer.find_class(name.text)
    if cls is None or name is None:
        dotted = name is not None and "." in name.text
        shown = name.text if name is not None else "this"
        raise problem(
            form,
            f"there is no class `{shown}`",
            cls="ClassNotFoundException" if dotted else "IllegalArgumentException",
            code="unresolved-symbol",
            subject=shown,
        )
    args = tuple(analyzer.node(arg, scope, None) for arg in form.items[2:])
    made = analyzer.world.library.constructors.get(cls.name)
    if made is None and not isinstance(cls, HostClass) and cls.name not in ERROR_CLASSES:
        raise problem(form, f"`{cls.simple_name}` cannot be made with `new` here", cls="IllegalArgumentException")
    constructor = cls if made is None else HostFunction(cls.name, "<init>", made)
    return n.New(form, constructor, args)


def _dot(analyzer: Analyzer, form: Coll, scope: Scope, target: Target | None) -> n.Node:
    if len(form.items) < 3:
        raise problem(
            form, "`.` needs a value and a member", cls="IllegalArgumentException", help="write `(.method value …)`"
        )
    member, args = form.items[2], form.items[3:]
    if isinstance(member, Coll) and member.kind == "list" and member.items and len(form.items) == 3:
        args = member.items[1:]
        member = member.items[0]
    name = symbol_of(member)
    if name is None:
        raise problem(member, "a member is a name", cls="IllegalArgumentException")
    held = symbol_of(form.items[1])
    if held is not None and not scope.knows(held.text) and analyzer.resolve(held) is None:
        cls = analyzer.find_class(held.text)
        if cls is not None and f"{held.text}/{name.name}" in analyzer.world.library.statics:
            static = Coll(
                "list", (Atom(Symbol(held.text, name.name), member.span, form.source), *args), form.span, form.source
            )
            return analyzer.node(static, scope, target)
    text = name.name
    is_field = text.startswith("-") and len(text) > 1
    text = text[1:] if is_field else text
    node = analyzer.node(form.items[1], scope, None)
    method = analyzer.world.library.methods.get(text)
    return n.MethodCall(form, text, node, tuple(analyzer.node(arg, scope, None) for arg in args), is_field, method)


def _set(analyzer: Analyzer, form: Coll, scope: Scope, target: Target | None) -> n.Node:
    if len(form.items) != 3:
        raise problem(form, "`set!` takes a name and a value", cls="IllegalArgumentException")
    name = symbol_of(form.items[1])
    value = analyzer.node(form.items[2], scope, None)
    if name is not None:
        local = scope.reference(name.name, form.items[1]) if name.ns is None else None
        if local is not None:
            return n.SetField(form, local, value)
        var = analyzer.resolve(name)
        if var is not None:
            return n.SetVar(form, var, value)
    raise problem(form, "`set!` changes a var that is bound", cls="IllegalArgumentException")


def _case(analyzer: Analyzer, form: Coll, scope: Scope, target: Target | None) -> n.Node:
    """`(case* value [constant result …] default?)`: constants are values already, made by the `case` macro."""
    choices: dict[Any, n.Node] = {}
    pairs = form.items[2]
    assert isinstance(pairs, Coll)
    for constant, result in pairs.pairs():
        key = case_key(analyzer.quoted(constant))
        if key in choices:
            raise problem(
                constant,
                "the same constant stands twice in this `case`",
                cls="IllegalArgumentException",
                code="case-duplicate",
            )
        choices[key] = analyzer.node(result, scope, target)
    default = analyzer.node(form.items[3], scope, target) if len(form.items) > 3 else None
    return n.Case(form, analyzer.node(form.items[1], scope, None), choices, default)


SPECIAL: dict[str, Special] = {
    "quote": _quote,
    "if": _if,
    "do": _do,
    "let*": _let,
    "loop*": _loop,
    "recur": _recur,
    "fn*": _fn,
    "letfn*": _letfn,
    "def": _def,
    "var": _var,
    "throw": _throw,
    "try": _try,
    "new": _new,
    ".": _dot,
    "set!": _set,
    "case*": _case,
}
