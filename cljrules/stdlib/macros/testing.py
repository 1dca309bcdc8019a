"""Macros of `clojure.test`: tests and the assertions in them."""

from __future__ import annotations

from typing import Any

from cljrules.interp.analyzer import Analyzer
from cljrules.interp.build import Builder, Lit, is_vector, macro, symbol_of
from cljrules.interp.problems import problem
from cljrules.parser.forms import Atom, Coll, Form
from cljrules.values.symbols import Symbol, keyword

TEST = "clojure.test"


def t(name: str) -> Lit:
    """A symbol of `clojure.test`."""
    return Lit(Symbol(TEST, name))


@macro("deftest", "deftest-", ns=TEST)
def deftest(build: Builder, name: Form, *body: Form) -> Any:
    if symbol_of(name) is None or not isinstance(name, Atom):
        raise problem(build.call, "`deftest` needs a name", cls="ExceptionInfo", help="write `(deftest name (is …))`")
    test = build.form([Lit(keyword("test")), ["fn*", (), *body]])
    assert isinstance(test, Coll)
    meta = Coll("map", test.items, name.span, name.source)
    return ["def", Atom(name.value, name.span, name.source, meta), ["fn*", (), [t("test-var"), ["var", name]]]]


@macro("testing", ns=TEST)
def testing(build: Builder, text: Form, *body: Form) -> Any:
    return [t("with-context*"), text, ["fn*", (), *body]]


@macro("is", ns=TEST)
def is_(build: Builder, form: Form, *message: Form) -> Any:
    text: Any = message[0] if message else Lit(None)
    line = build.call.source.position(build.call.span.start).line
    place = Lit(f"{build.call.source.path}:{line}")
    problem_name = build.gensym("problem")
    caught = ["catch", "Throwable", problem_name, [t("errored*"), place, text, ["quote", form], problem_name]]
    return ["try", _asserted(build, form, text, place), caught]


def _asserted(build: Builder, form: Form, text: Any, place: Lit) -> Any:
    head = form.head if isinstance(form, Coll) and form.kind == "list" else None
    if isinstance(form, Coll) and head is not None and head.name in ("thrown?", "thrown-with-msg?"):
        return _thrown(build, form, head.name, text, place)
    if isinstance(form, Coll) and head is not None and _is_function(build, head):
        values = build.gensym("values")
        return [
            "let*",
            (values, ["c/list", *form.items[1:]]),
            [
                t("checked*"),
                place,
                text,
                ["quote", form],
                ["c/apply", form.items[0], values],
                ["c/cons", ["quote", form.items[0]], values],
            ],
        ]
    value = build.gensym("value")
    return ["let*", (value, form), [t("checked*"), place, text, ["quote", form], value, value]]


def _is_function(build: Builder, head: Symbol) -> bool:
    var = Analyzer(build.world).resolve(head)
    return var is not None and not var.is_macro


def _thrown(build: Builder, form: Coll, kind: str, text: Any, place: Lit) -> Any:
    first = 2 if kind == "thrown?" else 3
    if len(form.items) < first + 1:
        raise problem(form, f"`{kind}` needs a class and an expression", cls="IllegalArgumentException")
    caught = build.gensym("caught")
    quoted = ["quote", form]
    passed: Any = [t("passed*"), caught]
    if kind == "thrown-with-msg?":
        found = ["c/re-find", form.items[2], ["c/str", ["c/ex-message", caught]]]
        passed = ["if", found, passed, [t("failed*"), place, text, quoted, caught]]
    return [
        "try",
        *form.items[first:],
        [t("failed*"), place, text, quoted, Lit(None)],
        ["catch", form.items[1], caught, passed],
    ]


@macro("are", ns=TEST)
def are(build: Builder, names: Form, form: Form, *values: Form) -> Any:
    if not isinstance(names, Coll) or not is_vector(names) or not names.items or len(values) % len(names.items):
        raise problem(
            build.call,
            "`are` needs as many values for each row as it names",
            cls="IllegalArgumentException",
            help="write `(are [x y] (= x y) 1 1 2 2)`",
        )
    width = len(names.items)
    rows = [values[start : start + width] for start in range(0, len(values), width)]
    return ["do", *([t("is"), _replaced(form, dict(zip(_names(names), row, strict=True)))] for row in rows)]


def _names(names: Coll) -> list[str]:
    return [held.text for item in names.items if (held := symbol_of(item)) is not None]


def _replaced(form: Form, values: dict[str, Form]) -> Form:
    """The form with names replaced by other forms."""
    if isinstance(form, Atom):
        held = form.symbol
        return values.get(held.text, form) if held is not None else form
    return Coll(form.kind, tuple(_replaced(item, values) for item in form.items), form.span, form.source, form.meta)
