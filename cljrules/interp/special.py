"""The special forms: what cannot be a function or a macro.

Each is a function of the analyzer, the form, the scope and the recur target; it checks the form's shape and gives its
node.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cljrules.interp import nodes as n
from cljrules.interp.analyzer import Analyzer, Target
from cljrules.interp.build import symbol_of
from cljrules.interp.host import HostClass, HostFunction
from cljrules.interp.problems import problem
from cljrules.interp.scope import Scope
from cljrules.interp.special_binding import body_of, define, let, loop, recur
from cljrules.interp.special_functions import function, functions
from cljrules.parser.forms import Atom, Coll, Form
from cljrules.values.classes import CLASSES, JavaClass
from cljrules.values.equality import case_key
from cljrules.values.symbols import Symbol

Special = Callable[[Analyzer, Coll, Scope, Target | None], n.Node]


_THROWABLE = CLASSES["java.lang.Throwable"]


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
    test = analyzer.node(parts[0], scope, None)
    then = analyzer.node(parts[1], scope, target)
    return n.If(form, test, then, analyzer.node(parts[2], scope, target) if len(parts) == 3 else n.Const(form, None))


def _do(analyzer: Analyzer, form: Coll, scope: Scope, target: Target | None) -> n.Node:
    return body_of(analyzer, form, form.items[1:], scope, target)


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
    done: n.Node | None = None
    catches: list[tuple[JavaClass, int, n.Node]] = []
    cleanup: n.Node | None = None
    for part in form.items[1:]:
        head = part.head if isinstance(part, Coll) else None
        if cleanup is not None:
            raise problem(part, "`finally` must be the last part of `try`", cls="RuntimeException")
        closes = isinstance(part, Coll) and head is not None and head.text in ("catch", "finally")
        if closes and done is None:
            done = body_of(analyzer, form, tuple(body), scope, None)
        if isinstance(part, Coll) and head is not None and head.text == "catch":
            catches.append(_catch(analyzer, part, scope))
        elif isinstance(part, Coll) and head is not None and head.text == "finally":
            cleanup = body_of(analyzer, part, part.items[1:], scope, None)
        elif catches:
            raise problem(part, "only `catch` and `finally` may follow a `catch`", cls="RuntimeException")
        else:
            body.append(part)
    if done is None:
        done = body_of(analyzer, form, tuple(body), scope, None)
    return n.Try(form, done, tuple(catches), cleanup)


def _catch(analyzer: Analyzer, form: Coll, scope: Scope) -> tuple[JavaClass, int, n.Node]:
    shape = "write `(catch Exception e …)`"
    if len(form.items) < 2:
        raise problem(form, "`catch` needs a class and a name", cls="IllegalArgumentException", help=shape)
    named = symbol_of(form.items[1])
    cls = None if named is None else analyzer.find_class(named.text)
    if cls is None:
        dotted = named is not None and "." in named.text
        raise problem(
            form.items[1],
            "`catch` needs the class of the errors to catch",
            cls="ClassNotFoundException" if dotted else "IllegalArgumentException",
            help=shape,
        )
    if not cls.is_a(_THROWABLE):
        raise problem(
            form.items[1], f"nothing of the class `{cls.simple_name}` can be thrown", cls="VerifyError", help=shape
        )
    local = symbol_of(form.items[2]) if len(form.items) > 2 else None
    if local is None or local.ns is not None:
        raise problem(form, "`catch` needs a name for the error", cls="IllegalArgumentException", help=shape)
    inner = scope.child()
    slot = inner.bind(local.name)
    return cls, slot, body_of(analyzer, form, form.items[3:], inner, None)


def _new(analyzer: Analyzer, form: Coll, scope: Scope, target: Target | None) -> n.Node:
    if len(form.items) < 2:
        raise problem(form, "`new` needs a class", cls="RuntimeException", help="write `(new Class …)` or `(Class. …)`")
    name = symbol_of(form.items[1])
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
    if cls.constructors and not any(len(held) == len(args) for held in cls.constructors):
        raise problem(
            form,
            f"`{cls.simple_name}` is not made of {len(args)} values",
            cls="IllegalArgumentException",
            help=f'write `({cls.simple_name}. "what went wrong")`' if "S" in cls.constructors else None,
        )
    made = analyzer.world.library.constructors.get(cls.name)
    if made is None and not isinstance(cls, HostClass) and not cls.constructors:
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
    "let*": let,
    "loop*": loop,
    "recur": recur,
    "fn*": function,
    "letfn*": functions,
    "def": define,
    "var": _var,
    "throw": _throw,
    "try": _try,
    "new": _new,
    ".": _dot,
    "set!": _set,
    "case*": _case,
}
