"""Macros that bind names and define them: let, loop, fn, def and what builds on them."""

from __future__ import annotations

from typing import Any

from cljrules.interp.build import Builder, Lit, is_list, is_vector, macro, symbol_of
from cljrules.interp.destructuring import bindings_of
from cljrules.interp.problems import nonconforming, problem
from cljrules.parser.forms import Atom, Coll, Form
from cljrules.values.decimals import RoundingMode
from cljrules.values.symbols import Keyword, keyword


def check_patterns(build: Builder, name: str, patterns: tuple[Form, ...]) -> None:
    """Refuse binding patterns that are malformed, before the values are looked at."""
    for pattern in patterns:
        try:
            held = symbol_of(pattern)
            if held is not None and held.text == "&":
                raise ValueError("`&` stands between parameters and names no value")
            list(bindings_of(build, pattern, Lit(None)))
        except ValueError as why:
            made = nonconforming(pattern, name, str(why), f"({name} [name value] …)")
            raise made from None


@macro("let", example="(let [name value] …)")
def let(build: Builder, bindings: Form, *body: Form) -> Any:
    if not isinstance(bindings, Coll) or not is_vector(bindings):
        raise nonconforming(build.call, "let", "it needs a vector of names and values", "(let [name value] …)")
    if len(bindings.items) % 2:
        raise nonconforming(bindings, "let", "a name has no value", "(let [name value] …)")
    check_patterns(build, "let", bindings.items[::2])
    return ["let*", bindings, *body]


@macro("loop")
def loop(build: Builder, bindings: Form, *body: Form) -> Any:
    if not isinstance(bindings, Coll) or not is_vector(bindings) or len(bindings.items) % 2:
        raise problem(
            build.call,
            "`loop` needs a vector of names and values",
            cls="IllegalArgumentException",
            help="write `(loop [name value] …)`",
        )
    for pattern in bindings.items[::2]:
        held = symbol_of(pattern)
        if held is not None and held.ns is not None:
            raise problem(pattern, f"`{held.text}` has a namespace; a local name has none", cls="RuntimeException")
        try:
            list(bindings_of(build, pattern, Lit(None)))
        except ValueError as why:
            raise problem(pattern, f"`loop` cannot bind this: {why}", cls="Exception") from None
    return ["loop*", bindings, *body]


@macro("fn")
def fn(build: Builder, *parts: Form) -> Any:
    return _with_call_meta(build, _function(build, "fn", parts))


def _with_call_meta(build: Builder, data: list[Any]) -> Form:
    made = build.form(data)
    assert isinstance(made, Coll)
    return Coll("list", made.items, made.span, made.source, build.call.meta)


def _function(build: Builder, name: str, parts: tuple[Form, ...]) -> list[Any]:
    """`fn*` with its pre- and postconditions spelt out."""
    own: list[Any] = []
    rest = list(parts)
    if rest and symbol_of(rest[0]) is not None:
        own = [rest.pop(0)]
    example = "(fn [x] …)" if name == "fn" else f"({name} name [x] …)"
    if rest and is_vector(rest[0]):
        return ["fn*", *own, rest[0], *_body(build, rest[1:])]
    if not rest:
        raise nonconforming(build.call, name, "it needs a vector of parameters", example)
    arities: list[Any] = []
    for part in rest:
        if not isinstance(part, Coll) or not is_list(part) or not part.items or not is_vector(part.items[0]):
            raise nonconforming(part, name, "it needs a vector of parameters", example)
        arities.append([part.items[0], *_body(build, list(part.items[1:]))])
    return ["fn*", *own, *arities]


def _body(build: Builder, body: list[Form]) -> list[Any]:
    if len(body) < 2 or not isinstance(body[0], Coll) or body[0].kind != "map":
        return list(body)
    held = {
        key.value.text: checks
        for key, checks in body[0].pairs()
        if isinstance(key, Atom) and isinstance(key.value, Keyword)
    }
    before = held.get("pre")
    after = held.get("post")
    if before is None and after is None:
        return list(body)
    made: list[Any] = []
    if isinstance(before, Coll):
        made += [["c/assert", check] for check in before.items]
    if isinstance(after, Coll):
        made.append(["let*", ("%", ["do", *body[1:]]), *(["c/assert", check] for check in after.items), "%"])
        return made
    return made + list(body[1:])


@macro("letfn")
def letfn(build: Builder, functions: Form, *body: Form) -> Any:
    if not isinstance(functions, Coll) or not is_vector(functions):
        raise problem(
            functions,
            "`letfn` needs a vector of functions",
            cls="IllegalArgumentException",
            help="write `(letfn [(f [x] …)] …)`",
        )
    pairs: list[Any] = []
    for function in functions.items:
        if not isinstance(function, Coll) or not is_list(function):
            raise problem(
                function,
                "`letfn` defines functions",
                cls="IllegalArgumentException",
                help="write `(letfn [(f [x] …)] …)`",
            )
        pairs += [function.items[0], _function(build, "letfn", function.items)]
    return ["letfn*", tuple(pairs), *body]


def _definition(
    build: Builder, kind: str, parts: tuple[Form, ...], extra: dict[Keyword, Any]
) -> tuple[Atom, list[Form]]:
    """The name, with docstring and attribute map as metadata, and what follows them."""
    rest = list(parts)
    name = rest.pop(0) if rest else None
    if name is None or symbol_of(name) is None or not isinstance(name, Atom):
        raise nonconforming(build.call, kind, "it needs a name", f"({kind} name [x] …)")
    meta: list[Any] = list(name.meta.items) if name.meta is not None else []
    for key, value in extra.items():
        meta += [Lit(key), value]
    if len(rest) > 1 and isinstance(rest[0], Atom) and isinstance(rest[0].value, str):
        meta += [Lit(keyword("doc")), rest.pop(0)]
    if len(rest) > 1 and isinstance(rest[0], Coll) and rest[0].kind == "map":
        meta += list(rest.pop(0).items)  # type: ignore[union-attr]
    if len(rest) > 1 and is_list(rest[0]) and isinstance(rest[-1], Coll) and rest[-1].kind == "map":
        meta += list(rest.pop().items)  # type: ignore[union-attr]
    lists = (
        [rest[0]]
        if rest and is_vector(rest[0])
        else [part.items[0] for part in rest if isinstance(part, Coll) and part.items]
    )
    meta += [Lit(keyword("arglists")), ["quote", build.form(list(lists))]]
    held = Coll("map", tuple(build.form(part) for part in meta), build.call.span, build.call.source)
    return Atom(name.value, name.span, name.source, held), rest


def _defn(build: Builder, kind: str, parts: tuple[Form, ...], extra: dict[Keyword, Any]) -> Any:
    name, rest = _definition(build, kind, parts, extra)
    return ["def", name, _function(build, kind, (Atom(name.value, name.span, name.source), *rest))]


@macro("defn", example="(defn name [x] …)")
def defn(build: Builder, name: Form, *parts: Form) -> Any:
    return _defn(build, "defn", (name, *parts), {})


@macro("defn-", example="(defn- name [x] …)")
def defn_private(build: Builder, name: Form, *parts: Form) -> Any:
    return _defn(build, "defn-", (name, *parts), {keyword("private"): Lit(True)})


@macro("defmacro")
def defmacro(build: Builder, name: Form, *parts: Form) -> Any:
    _check_macro_body(build, name, parts)
    held, rest = _definition(build, "defn", (name, *parts), {keyword("macro"): Lit(True)})
    hidden = ("&form", "&env")
    if rest and is_vector(rest[0]):
        lists: list[Any] = [[_hide(build, rest[0], hidden), *rest[1:]]]
    else:
        lists = []
        for part in rest:
            if not isinstance(part, Coll) or not part.items or not is_vector(part.items[0]):
                raise problem(part, "`defmacro` needs a vector of parameters", cls="IllegalArgumentException")
            lists.append([_hide(build, part.items[0], hidden), *part.items[1:]])
    if not lists:
        raise nonconforming(build.call, "defmacro", "it needs a vector of parameters", "(defmacro name [x] …)")
    function = ["fn*", Atom(held.value, held.span, held.source), *lists]
    return ["def", held, function]


def _check_macro_body(build: Builder, name: Form, parts: tuple[Form, ...]) -> None:
    rest = list(parts)
    if rest and isinstance(rest[0], Atom) and isinstance(rest[0].value, str):
        rest.pop(0)
    if rest and isinstance(rest[0], Coll) and rest[0].kind == "map":
        rest.pop(0)
    if rest and not is_vector(rest[0]) and not is_list(rest[0]):
        raise problem(
            rest[0],
            "`defmacro` needs a vector of parameters",
            cls="IllegalArgumentException",
            help="write `(defmacro name [x] …)`",
        )


def _hide(build: Builder, params: Form, hidden: tuple[str, ...]) -> Form:
    assert isinstance(params, Coll)
    first = tuple(build.form(name) for name in hidden)
    return Coll("vector", (*first, *params.items), params.span, params.source)


@macro("defonce")
def defonce(build: Builder, name: Form, value: Form) -> Any:
    return ["if", ["i/bound-var?", ["quote", name]], Lit(None), ["def", name, value]]


@macro("declare")
def declare(build: Builder, *names: Form) -> Any:
    for name in names:
        if symbol_of(name) is None:
            cls = "ClassCastException" if isinstance(name, Atom) else "RuntimeException"
            raise problem(name, "`declare` takes names", cls=cls, help="write `(declare name …)`")
    return ["do", *(["def", name] for name in names)]


@macro("lazy-seq")
def lazy_seq(build: Builder, *body: Form) -> Any:
    return ["i/lazy-seq*", ["fn*", (), *body]]


@macro("lazy-cat")
def lazy_cat(build: Builder, *parts: Form) -> Any:
    return ["c/concat", *(["i/lazy-seq*", ["fn*", (), part]] for part in parts)]


@macro("delay")
def delay(build: Builder, *body: Form) -> Any:
    return ["i/delay*", ["fn*", (), *body]]


@macro("binding")
def binding(build: Builder, bindings: Form, *body: Form) -> Any:
    return ["c/with-bindings*", _vars(build, "binding", bindings), ["fn*", (), *body]]


@macro("with-bindings")
def with_bindings(build: Builder, bindings: Form, *body: Form) -> Any:
    return ["c/with-bindings*", bindings, ["fn*", (), *body]]


@macro("with-redefs")
def with_redefs(build: Builder, bindings: Form, *body: Form) -> Any:
    return ["c/with-redefs-fn", _vars(build, "with-redefs", bindings), ["fn*", (), *body]]


def _vars(build: Builder, name: str, bindings: Form) -> Any:
    if not isinstance(bindings, Coll) or not is_vector(bindings) or len(bindings.items) % 2:
        raise problem(
            build.call,
            f"`{name}` needs a vector of names and values",
            cls="IllegalArgumentException",
            help=f"write `({name} [name value] …)`",
        )
    parts: list[Any] = []
    for var, value in bindings.pairs():
        parts += [["var", var], value]
    return ["c/hash-map", *parts]


@macro("with-local-vars")
def with_local_vars(build: Builder, bindings: Form, *body: Form) -> Any:
    if not isinstance(bindings, Coll) or not is_vector(bindings) or len(bindings.items) % 2:
        raise problem(
            build.call, "`with-local-vars` needs a vector of names and values", cls="IllegalArgumentException"
        )
    parts: list[Any] = []
    for name, value in bindings.pairs():
        parts += [name, ["i/local-var*", value]]
    return ["let*", tuple(parts), *body]


@macro("with-out-str")
def with_out_str(build: Builder, *body: Form) -> Any:
    return ["i/with-out-str*", ["fn*", (), *body]]


@macro("with-in-str")
def with_in_str(build: Builder, text: Form, *body: Form) -> Any:
    return ["i/with-in-str*", text, ["fn*", (), *body]]


@macro("with-precision")
def with_precision(build: Builder, precision: Form, *body: Form) -> Any:
    rounding: Any = Lit(None)
    first = body[0] if body else None
    if isinstance(first, Atom) and isinstance(first.value, Keyword) and first.value.text == "rounding":
        mode = symbol_of(body[1]) if len(body) > 1 else None
        if mode is None:
            raise problem(
                build.call,
                "`:rounding` is followed by the name of a rounding mode",
                cls="IllegalArgumentException",
                help="write `(with-precision 10 :rounding HALF_EVEN …)`",
            )
        if mode.name not in RoundingMode.__members__:
            raise problem(body[1], f"there is no rounding mode `{mode.text}`", cls="NoSuchFieldException")
        rounding = ["quote", body[1]]
        body = body[2:]
    return ["i/with-precision*", precision, rounding, ["fn*", (), *body]]


@macro("with-open")
def with_open(build: Builder, bindings: Form, *body: Form) -> Any:
    if not isinstance(bindings, Coll) or not is_vector(bindings) or len(bindings.items) % 2:
        raise problem(
            build.call,
            "`with-open` needs a vector of names and values",
            cls="IllegalArgumentException",
            help="write `(with-open [name value] …)`",
        )
    made: Any = ["do", *body]
    for name, value in reversed(list(bindings.pairs())):
        if symbol_of(name) is None:
            raise problem(name, "`with-open` binds names", cls="IllegalArgumentException")
        made = ["let*", (name, value), ["try", made, ["finally", [".", name, "close"]]]]
    return made


@macro("bound-fn")
def bound_fn(build: Builder, *parts: Form) -> Any:
    return ["c/bound-fn*", ["c/fn", *parts]]


@macro("sync")
def sync(build: Builder, options: Form, *body: Form) -> Any:
    return ["c/dosync", *body]


@macro("dosync")
def dosync(build: Builder, *body: Form) -> Any:
    return ["i/transaction*", ["fn*", (), *body]]


@macro("future")
def future(build: Builder, *body: Form) -> Any:
    return ["i/future*", ["fn*", (), *body]]


@macro("defstruct")
def defstruct(build: Builder, name: Form, *keys: Form) -> Any:
    return ["def", name, ["c/create-struct", *keys]]


@macro("definline", example="(definline name [x] …)")
def definline(build: Builder, name: Form, params: Form, *body: Form) -> Any:
    if not is_vector(params):
        raise nonconforming(params, "definline", "it needs a vector of parameters", "(definline name [x] …)")
    return ["do", ["c/defmacro", name, params, *body], ["var", name]]
