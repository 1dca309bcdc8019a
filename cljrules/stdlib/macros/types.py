"""Macros that define multimethods, protocols, records and types."""

from __future__ import annotations

from typing import Any

from cljrules.interp.analyzer import Analyzer
from cljrules.interp.build import Builder, Lit, is_list, keyword_of, macro, symbol_of
from cljrules.interp.host import HostClass
from cljrules.interp.problems import problem
from cljrules.parser.forms import Atom, Coll, Form
from cljrules.values.errors import OBJECT, JavaClass
from cljrules.values.symbols import Symbol, keyword


@macro("defmulti")
def defmulti(build: Builder, name: Form, *parts: Form) -> Any:
    rest = list(parts)
    while len(rest) > 1 and (_is_text(rest[0]) or (isinstance(rest[0], Coll) and rest[0].kind == "map")):
        rest.pop(0)
    if not rest:
        rest = [build.atom(None)]
    options = {
        key.value.text: value for key, value in zip(rest[1::2], rest[2::2], strict=True) if isinstance(key, Atom)
    }
    held = symbol_of(name)
    shown = "multimethod" if held is None else held.name
    default = options.get("default", Lit(keyword("default")))
    made = ["c/multi*", Lit(shown), rest[0], default, options.get("hierarchy", Lit(None))]
    return ["if", ["c/bound-var?", ["quote", name]], Lit(None), ["def", name, made]]


def _is_text(form: Form) -> bool:
    return isinstance(form, Atom) and isinstance(form.value, str)


@macro("defmethod")
def defmethod(build: Builder, name: Form, value: Form, *function: Form) -> Any:
    return ["c/add-method*", name, value, ["c/fn", *function]]


@macro("defprotocol")
def defprotocol(build: Builder, name: Form, *parts: Form) -> Any:
    held = symbol_of(name)
    if held is None:
        raise problem(name, "`defprotocol` needs a name", cls="ClassCastException")
    by_metadata = Lit(False)
    definitions: list[Any] = []
    rest = list(parts)
    while rest:
        part = rest.pop(0)
        if keyword_of(part) is not None and rest:
            by_metadata = rest.pop(0)  # type: ignore[assignment]
        elif isinstance(part, Coll) and is_list(part) and part.items:
            method = symbol_of(part.items[0])
            if method is None:
                raise problem(part, "a protocol's function needs a name", cls="IllegalArgumentException")
            definitions.append(["def", part.items[0], ["c/protocol-fn*", name, Lit(method.name)]])
    full = f"{build.world.ns.name}/{held.name}"
    return ["do", ["def", name, ["c/protocol*", Lit(full), by_metadata]], *definitions, ["quote", name]]


def _grouped(parts: tuple[Form, ...]) -> list[tuple[Form, list[Coll]]]:
    """Names, each with the functions that follow it."""
    groups: list[tuple[Form, list[Coll]]] = []
    for part in parts:
        if isinstance(part, Coll) and part.kind == "list":
            if not groups:
                raise problem(
                    part, "a function stands before the protocol it belongs to", cls="IllegalArgumentException"
                )
            groups[-1][1].append(part)
        else:
            groups.append((part, []))
    return groups


def _functions(build: Builder, methods: list[Coll], fields: tuple[Form, ...] = ()) -> dict[str, Any]:
    """Functions by name; several of one name are the arities of one function. Fields are visible in bodies by their
    names.
    """
    arities: dict[str, list[Any]] = {}
    for method in methods:
        name = symbol_of(method.items[0]) if method.items else None
        if name is None:
            raise problem(method, "a method needs a name and parameters", cls="IllegalArgumentException")
        bodies: list[tuple[Form, tuple[Form, ...]]] = []
        if len(method.items) > 1 and isinstance(method.items[1], Coll) and method.items[1].kind == "vector":
            bodies.append((method.items[1], method.items[2:]))
        else:
            bodies += [(part.items[0], part.items[1:]) for part in method.items[1:] if isinstance(part, Coll)]
        for params, body in bodies:
            arities.setdefault(name.name, []).append(_arity(build, params, body, fields))
    return {name: ["fn*", *lists] for name, lists in arities.items()}


def _arity(build: Builder, params: Form, body: tuple[Form, ...], fields: tuple[Form, ...]) -> Any:
    assert isinstance(params, Coll)
    if not fields or not params.items:
        return [params, *body]
    hidden = {held.name for item in params.items if (held := symbol_of(item)) is not None}
    target = build.gensym("this")
    bindings: list[Any] = [params.items[0], target]
    for field in fields:
        name = symbol_of(field)
        if name is not None and name.name not in hidden:
            bindings += [Atom(Symbol(None, name.name), field.span, field.source), [".", target, f"-{name.name}"]]
    return [(target, *params.items[1:]), ["let*", tuple(bindings), *body]]


def _text_map(functions: dict[str, Any]) -> list[Any]:
    return ["c/hash-map", *(part for name, function in functions.items() for part in (Lit(name), function))]


def _keyword_map(functions: dict[str, Any]) -> list[Any]:
    return ["c/hash-map", *(part for name, function in functions.items() for part in (Lit(keyword(name)), function))]


@macro("extend-type")
def extend_type(build: Builder, cls: Form, *parts: Form) -> Any:
    groups = _grouped(parts)
    return [
        "do",
        *(["c/extend", cls, held, _keyword_map(_functions(build, methods))] for held, methods in groups),
        Lit(None),
    ]


@macro("extend-protocol")
def extend_protocol(build: Builder, held: Form, *parts: Form) -> Any:
    groups = _grouped(parts)
    return [
        "do",
        *(["c/extend", cls, held, _keyword_map(_functions(build, methods))] for cls, methods in groups),
        Lit(None),
    ]


def _define_class(
    build: Builder, name: str, fields: tuple[str, ...], groups: list[tuple[Form, list[Coll]]], is_record: bool
) -> HostClass:
    analyzer = Analyzer(build.world)
    interfaces = []
    for form, _ in groups:
        held = symbol_of(form)
        found = None if held is None or analyzer.resolve(held) is not None else analyzer.find_class(held.text)
        if isinstance(found, JavaClass) and found is not OBJECT:
            interfaces.append(found)
    made = HostClass(name, fields, is_record=is_record, parents=(OBJECT, *interfaces))
    build.world.classes[name] = made
    return made


def _type(build: Builder, name: Form, fields: Form, parts: tuple[Form, ...], is_record: bool) -> list[Any]:
    held = symbol_of(name)
    if held is None or not isinstance(fields, Coll) or fields.kind != "vector":
        raise problem(build.call, "a type needs a name and a vector of fields", cls="IllegalArgumentException")
    names = tuple(field.name for item in fields.items if (field := symbol_of(item)) is not None)
    groups = _grouped(_without_options(parts))
    cls = _define_class(build, f"{build.world.ns.name}.{held.name}", names, groups, is_record)
    build.world.ns.imports[held.name] = cls
    plain = tuple(Symbol(None, field) for field in names)
    return [
        *(
            ["c/add-methods*", Lit(cls), form, _text_map(_functions(build, methods, fields.items))]
            for form, methods in groups
        ),
        [
            "def",
            f"->{held.name}",
            [
                "fn*",
                tuple(Lit(field) for field in plain),
                ["new", Lit(Symbol(None, cls.name)), *(Lit(field) for field in plain)],
            ],
        ],
        Lit(cls),
    ]


def _without_options(parts: tuple[Form, ...]) -> tuple[Form, ...]:
    rest = list(parts)
    while len(rest) > 1 and keyword_of(rest[0]) is not None:
        del rest[:2]
    return tuple(rest)


@macro("defrecord")
def defrecord(build: Builder, name: Form, fields: Form, *parts: Form) -> Any:
    made = _type(build, name, fields, parts, is_record=True)
    held = symbol_of(name)
    assert held is not None
    from_map = ["def", f"map->{held.name}", ["fn*", ("m",), ["c/record-of*", made[-1], "m"]]]
    return ["do", *made[:-1], from_map, made[-1]]


@macro("deftype")
def deftype(build: Builder, name: Form, fields: Form, *parts: Form) -> Any:
    return ["do", *_type(build, name, fields, parts, is_record=False)]


@macro("reify")
def reify(build: Builder, *parts: Form) -> Any:
    groups = _grouped(parts)
    cls = _define_class(build, f"{build.world.ns.name}$reify__{build.fresh('')}", (), groups, False)
    own = build.gensym("class")
    added = [["c/add-methods*", own, form, _text_map(_functions(build, methods))] for form, methods in groups]
    return ["let*", (own, ["c/copy-class*", Lit(cls)]), *added, ["c/reify*", own]]


@macro("proxy")
def proxy(build: Builder, supers: Form, args: Form, *methods: Form) -> Any:
    assert isinstance(supers, Coll)
    parts: list[Form] = [supers.items[0]] if supers.items else [build.form("Object")]
    for method in methods:
        assert isinstance(method, Coll)
        first = method.items[1]
        assert isinstance(first, Coll)
        with_this = Coll("vector", (build.form("this"), *first.items), first.span, first.source)
        parts.append(Coll("list", (method.items[0], with_this, *method.items[2:]), method.span, method.source))
    return ["c/reify", *parts]
