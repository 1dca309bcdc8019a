"""Macros that go through sequences: for, doseq, dotimes and array loops."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cljrules.interp.build import Builder, Lit, is_vector, keyword_of, macro
from cljrules.interp.problems import nonconforming, problem
from cljrules.parser.forms import Coll, Form


def _clauses(build: Builder, name: str, bindings: Form) -> list[tuple[Form, Form]]:
    if not isinstance(bindings, Coll) or not is_vector(bindings):
        raise problem(
            build.call, f"`{name}` needs a vector", cls="IllegalArgumentException", help=f"write `({name} [x xs] …)`"
        )
    if len(bindings.items) % 2:
        raise problem(bindings, f"`{name}` needs an even number of forms in its vector", cls="IllegalArgumentException")
    pairs = list(bindings.pairs())
    for key, _ in pairs:
        held = keyword_of(key)
        if held is not None and held.text not in ("let", "when", "while"):
            raise problem(
                key,
                f"Invalid '{name}' keyword :{held.text}",
                cls="IllegalArgumentException",
                help="known are :let, :when and :while",
            )
    return pairs


def _nested(
    clauses: list[tuple[Form, Form]], body: Any, loop: Callable[[Form, Form, Any, bool], Any], skip: Any, stop: Any
) -> Any:
    """Clauses inside out: modifiers guard what follows them, each sequence is one loop around the rest."""
    made = body
    last = True
    for key, value in reversed(clauses):
        held = keyword_of(key)
        if held is None:
            made = loop(key, value, made, last)
            last = False
        elif held.text == "let":
            made = ["c/let", value, made]
        elif held.text == "when":
            made = ["if", value, made, skip]
        else:
            made = ["if", value, made, stop]
    return made


@macro("for")
def for_(build: Builder, bindings: Form, body: Form) -> Any:
    clauses = _clauses(build, "for", bindings)
    if not clauses:
        raise nonconforming(build.call, "for", "it goes through nothing", "(for [x xs] …)")
    plain = keyword_of(clauses[-1][0]) is None

    def loop(pattern: Form, source: Form, inner: Any, last: bool) -> Any:
        function = ["fn*", (pattern,), inner]
        if last and plain:
            return ["c/map", function, source]
        return ["i/for-cat", Lit(last), function, source]

    return _nested(clauses, body if plain else ["c/list", body], loop, Lit(None), "i/for-stop")


@macro("doseq")
def doseq(build: Builder, bindings: Form, *body: Form) -> Any:
    clauses = _clauses(build, "doseq", bindings)

    def loop(pattern: Form, source: Form, inner: Any, last: bool) -> Any:
        return ["i/each", ["fn*", (pattern,), inner], source]

    return _nested(clauses, ["do", *body, Lit(None)], loop, Lit(None), "i/for-stop")


@macro("dotimes")
def dotimes(build: Builder, bindings: Form, *body: Form) -> Any:
    if not isinstance(bindings, Coll) or not is_vector(bindings) or len(bindings.items) != 2:
        raise problem(
            build.call,
            "`dotimes` needs a name and a number",
            cls="IllegalArgumentException",
            help="write `(dotimes [i 3] …)`",
        )
    name, count = bindings.items
    end = build.gensym("end")
    turn = ["if", ["c/<", name, end], ["do", *body, ["recur", ["c/inc", name]]], Lit(None)]
    return ["let*", (end, ["c/long", count]), ["loop*", (name, Lit(0)), turn]]


@macro("areduce")
def areduce(build: Builder, array: Form, index: Form, total: Form, start: Form, step: Form) -> Any:
    held = build.gensym("array")
    turn = ["if", ["c/<", index, ["c/alength", held]], ["recur", ["c/inc", index], step], total]
    return ["let*", (held, array), ["loop*", (index, Lit(0), total, start), turn]]


@macro("amap")
def amap(build: Builder, array: Form, index: Form, result: Form, step: Form) -> Any:
    held = build.gensym("array")
    turn = [
        "if",
        ["c/<", index, ["c/alength", held]],
        ["do", ["c/aset", result, index, step], ["recur", ["c/inc", index]]],
        result,
    ]
    return ["let*", (held, array, result, ["c/aclone", held]), ["loop*", (index, Lit(0)), turn]]
