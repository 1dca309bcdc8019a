"""Macros that define multimethods, protocols, records and types."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from cljrules.interp.analyzer import Analyzer
from cljrules.interp.build import Builder, Lit, is_list, keyword_of, macro, symbol_of
from cljrules.interp.host import HostClass
from cljrules.interp.problems import nonconforming, problem
from cljrules.parser.forms import Atom, Coll, Form
from cljrules.stdlib.polymorphism import Protocol
from cljrules.values.classes import CLASSES, OBJECT, JavaClass
from cljrules.values.symbols import Symbol, keyword


@macro("defmulti")
def defmulti(build: Builder, name: Form, *parts: Form) -> Any:
    rest = list(parts)
    said: dict[str, Any] = {}
    attributes: tuple[Form, ...] = ()
    if len(rest) > 1 and _is_text(rest[0]):
        said["doc"] = rest.pop(0)
    if len(rest) > 1 and isinstance(rest[0], Coll) and rest[0].kind == "map":
        attributes = rest.pop(0).items  # type: ignore[union-attr]
    if not rest:
        rest = [build.atom(None)]
    held = symbol_of(name)
    if held is None and isinstance(name, Atom):
        cls = "NullPointerException" if name.value is None else "ClassCastException"
        raise problem(name, "`defmulti` needs a name", cls=cls, help="write `(defmulti name choose)`")
    if len(rest) % 2 == 0:
        cls = "Exception" if len(rest) == 2 else "IllegalArgumentException"
        raise problem(
            rest[-1],
            "an option of `defmulti` has no value",
            cls=cls,
            help="write `(defmulti name choose :default value)`",
        )
    options = {key.text: value for form, value in zip(rest[1::2], rest[2::2], strict=True) if (key := keyword_of(form))}
    unknown = sorted(set(options) - {"default", "hierarchy"})
    if unknown or len(options) < len(rest) // 2:
        raise problem(
            build.call,
            "`defmulti` has an option that is not known",
            cls="IllegalArgumentException",
            help="known are `:default` and `:hierarchy`",
        )
    if held is None:
        raise problem(name, "`defmulti` needs a name", cls="ClassCastException", help="write `(defmulti name choose)`")
    shown = held.name
    default = options.get("default", Lit(keyword("default")))
    made = ["i/multi*", Lit(shown), rest[0], default, options.get("hierarchy", Lit(None))]
    return ["if", ["i/bound-var?", ["quote", name]], Lit(None), ["def", build.described(name, said, attributes), made]]


def _is_text(form: Form) -> bool:
    return isinstance(form, Atom) and isinstance(form.value, str)


@macro("defmethod")
def defmethod(build: Builder, name: Form, value: Form, *function: Form) -> Any:
    if symbol_of(name) is None:
        cls = "IllegalArgumentException"
        if isinstance(name, Atom):
            cls = "NullPointerException" if name.value is None else "ClassCastException"
        raise problem(name, "`defmethod` needs the name of a multimethod", cls=cls)
    return ["i/add-method*", name, value, ["c/fn", *function]]


@macro("defprotocol")
def defprotocol(build: Builder, name: Form, *parts: Form) -> Any:
    held = symbol_of(name)
    if held is None:
        raise problem(name, "`defprotocol` needs a name", cls="RuntimeException")
    by_metadata = Lit(False)
    definitions: list[Any] = []
    signatures: dict[str, Any] = {}
    doc: Any = Lit(None)
    rest = list(parts)
    while rest:
        part = rest.pop(0)
        if keyword_of(part) is not None and rest:
            by_metadata = rest.pop(0)  # type: ignore[assignment]
        elif isinstance(part, Coll) and is_list(part) and part.items:
            method = symbol_of(part.items[0])
            if method is None:
                raise problem(part, "a protocol's function needs a name", cls="IllegalArgumentException")
            counts = _parameter_counts(part)
            said = _signature(build, part)
            signatures[method.name] = build.map_of({"tag": _tag_of(part.items[0]), "name": ["quote", method], **said})
            definitions.append(
                [
                    "def",
                    build.described(part.items[0], {**said, "protocol": ["var", name]}),
                    ["i/protocol-fn*", name, Lit(method.name), *map(Lit, counts)],
                ]
            )
        elif _is_text(part):
            doc = part
        else:
            raise problem(part, "`defprotocol` lists functions: `(name [this])`", cls="IllegalArgumentException")
    full = f"{build.world.ns.name}/{held.name}"
    made = ["i/protocol*", Lit(full), by_metadata, doc, build.map_of(signatures), ["var", name]]
    named = name if isinstance(doc, Lit) else build.described(name, {"doc": doc})
    return ["do", ["def", name], ["def", named, made], *definitions, ["quote", name]]


def _signature(build: Builder, function: Coll) -> dict[str, Any]:
    """What is said of a protocol's function: its parameters and its docstring."""
    lists = [part for part in function.items[1:] if isinstance(part, Coll) and part.kind == "vector"]
    docs = [part for part in function.items[1:] if _is_text(part)]
    return {"arglists": ["quote", build.form(list(lists))], "doc": docs[-1] if docs else Lit(None)}


def _tag_of(name: Form) -> Any:
    """The type hint of a name, quoted."""
    pairs = () if name.meta is None else name.meta.pairs()
    tags = [value for key, value in pairs if (held := keyword_of(key)) is not None and held.text == "tag"]
    return ["quote", tags[0]] if tags else Lit(None)


def _parameter_counts(signature: Coll) -> list[int]:
    """How many arguments a protocol's function takes, by its parameter lists."""
    lists = [part for part in signature.items[1:] if isinstance(part, Coll) and part.kind == "vector"]
    if not lists:
        raise nonconforming(signature, "defprotocol", "a function has no parameters", "(defprotocol P (f [this]))")
    if not all(part.items for part in lists):
        raise problem(
            signature,
            "a protocol's function takes at least the value it is for",
            cls="IllegalArgumentException",
            help="write `(name [this])`",
        )
    return [len(part.items) for part in lists]


def _grouped(parts: tuple[Form, ...], wrong: str) -> list[tuple[Form, list[Coll]]]:
    """Names, each with the functions that follow it; `wrong` is the class of the error of anything else."""
    groups: list[tuple[Form, list[Coll]]] = []
    for part in parts:
        if isinstance(part, Coll) and part.kind == "list":
            if not groups:
                raise problem(part, "a function stands before the protocol it belongs to", cls=wrong)
            groups[-1][1].append(part)
        elif symbol_of(part) is not None or (isinstance(part, Atom) and part.value is None):
            groups.append((part, []))
        else:
            raise problem(part, "functions and names of protocols are wanted here", cls=wrong)
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
            bodies += [
                (part.items[0], part.items[1:]) for part in method.items[1:] if isinstance(part, Coll) and part.items
            ]
        if not bodies or not all(isinstance(params, Coll) and params.kind == "vector" for params, _ in bodies):
            raise problem(
                method,
                f"`{name.name}` needs a vector of parameters",
                cls="IllegalArgumentException",
                help=f"write `({name.name} [this] …)`",
            )
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
    groups = _grouped(parts, "IllegalArgumentException")
    return [
        "do",
        *(["c/extend", cls, held, _keyword_map(_functions(build, methods))] for held, methods in groups),
        Lit(None),
    ]


@macro("extend-protocol")
def extend_protocol(build: Builder, held: Form, *parts: Form) -> Any:
    groups = _grouped(parts, "IllegalArgumentException")
    return [
        "do",
        *(["c/extend", cls, held, _keyword_map(_functions(build, methods))] for cls, methods in groups),
        Lit(None),
    ]


#: The interfaces of records, of types and of values made on the spot.
_OF_RECORDS = (
    "clojure.lang.IRecord",
    "clojure.lang.IHashEq",
    "clojure.lang.IObj",
    "clojure.lang.ILookup",
    "clojure.lang.IPersistentMap",
    "java.util.Map",
    "java.io.Serializable",
)
_CHANGEABLE = frozenset({"unsynchronized-mutable", "volatile-mutable"})
_RESERVED = frozenset({"__hash", "__meta", "__hasheq", "__extmap"})
_OF_TYPES = ("clojure.lang.IType",)
_OF_REIFIED = ("clojure.lang.IObj",)

#: The methods that every value has, with the numbers of their parameters.
_OF_OBJECT = {"toString": {1}, "equals": {2}, "hashCode": {1}}


def _check_declared(methods: list[Coll], declared: Mapping[str, Collection[int]]) -> None:
    for method in methods:
        name = symbol_of(method.items[0]) if method.items else None
        if name is None:
            continue
        params = [part for part in method.items[1:] if isinstance(part, Coll) and part.kind == "vector"][:1]
        counts = declared.get(name.name.replace("-", "_"), declared.get(name.name))
        if counts is None or (params and len(params[0].items) not in counts):
            known = ", ".join(f"`{known}`" for known in list(declared)[:12])
            raise problem(
                method,
                f"`{name.name}` with these parameters is not one of the functions to define here",
                cls="IllegalArgumentException",
                help=f"known are {known}",
            )


def _define_class(
    build: Builder,
    name: str,
    fields: tuple[str, ...],
    groups: list[tuple[Form, list[Coll]]],
    is_record: bool,
    named: bool = True,
) -> HostClass:
    analyzer = Analyzer(build.world)
    interfaces = []
    declared: dict[str, set[int]] = {name: set(counts) for name, counts in _OF_OBJECT.items()}
    own = tuple(CLASSES[held] for held in (_OF_RECORDS if is_record else _OF_TYPES if named else _OF_REIFIED))
    for form, _ in groups:
        held = symbol_of(form)
        var = None if held is None else analyzer.resolve(held)
        found = None if held is None or var is not None else analyzer.find_class(held.text)
        if isinstance(found, JavaClass) and found is not OBJECT:
            if not found.interface:
                raise problem(
                    form,
                    f"`{found.name}` is no interface",
                    cls="IllegalArgumentException",
                    help="write a protocol, an interface or `Object`",
                )
            if is_record and any(found is above or found in above.above for above in own):
                raise problem(
                    form,
                    f"a record is a `{found.simple_name}` already",
                    cls="ClassFormatError",
                    help="leave it out; records do what maps do",
                )
            interfaces.append(found)
        if isinstance(found, JavaClass) and not isinstance(found, HostClass):
            for method in found.signatures:
                called, _, count = method.partition("/")
                declared.setdefault(called, set()).add(int(count))
        elif var is not None and isinstance(var.root, Protocol):
            for called, counts in var.root.methods.items():
                declared.setdefault(called, set()).update(counts)
    for _, methods in groups:
        _check_declared(methods, declared)
    made = HostClass(name, fields, is_record=is_record, parents=(OBJECT, *own, *interfaces))
    build.world.classes[name] = made
    return made


def _type(build: Builder, name: Form, fields: Form, parts: tuple[Form, ...], is_record: bool) -> list[Any]:
    held = symbol_of(name)
    shape = "write `(defrecord Name [field …])`"
    if not isinstance(fields, Coll) or fields.kind != "vector":
        raise problem(build.call, "a type needs a vector of fields", cls="AssertionError", help=shape)
    for item in fields.items:
        if symbol_of(item) is None:
            raise problem(item, "a field is a name", cls="AssertionError", help=shape)
    if held is None:
        raise problem(name, "a type needs a name", cls="ClassCastException", help=shape)
    names = tuple(field.name for item in fields.items if (field := symbol_of(item)) is not None)
    if _RESERVED & set(names):
        raise problem(fields, "a field cannot have this name", cls="AssertionError", help=shape)
    if len(set(names)) < len(names):
        raise problem(fields, "two fields have the same name", cls="ClassFormatError", help=shape)
    groups = _grouped(_without_options(parts), "ClassCastException")
    cls = _define_class(build, f"{build.world.ns.name}.{held.name}", names, groups, is_record)
    cls.changeable = frozenset(
        field.name for item in fields.items if (field := symbol_of(item)) is not None and _can_change(item)
    )
    build.world.ns.imports[held.name] = cls
    plain = tuple(Symbol(None, field) for field in names)
    return [
        *(
            ["i/add-methods*", Lit(cls), form, _text_map(_functions(build, methods, fields.items))]
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


def _can_change(field: Form) -> bool:
    """Whether a field is declared to be changed by the methods of its type."""
    meta = field.meta if isinstance(field, Atom) else None
    marks = () if meta is None else meta.items[::2]
    return any((key := keyword_of(mark)) is not None and key.text in _CHANGEABLE for mark in marks)


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
    from_map = ["def", f"map->{held.name}", ["fn*", ("m",), ["i/record-of*", made[-1], "m"]]]
    return ["do", *made[:-1], from_map, made[-1]]


@macro("deftype")
def deftype(build: Builder, name: Form, fields: Form, *parts: Form) -> Any:
    return ["do", *_type(build, name, fields, parts, is_record=False)]


@macro("reify")
def reify(build: Builder, *parts: Form) -> Any:
    groups = _grouped(parts, "ClassCastException")
    cls = _define_class(build, f"{build.world.ns.name}$reify__{build.fresh('')}", (), groups, False, named=False)
    own = build.gensym("class")
    added = [["i/add-methods*", own, form, _text_map(_functions(build, methods))] for form, methods in groups]
    return ["let*", (own, ["i/copy-class*", Lit(cls)]), *added, ["i/reify*", own]]


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
