"""Macros that decide and order: conditionals, short circuits, threading."""

from __future__ import annotations

from typing import Any

from cljrules.interp.build import Builder, Lit, is_list, is_vector, keyword_of, macro, symbol_of
from cljrules.interp.problems import nonconforming, problem
from cljrules.parser.forms import Atom, Coll, Form
from cljrules.stdlib.macros.binding import check_patterns
from cljrules.values.errors import wrong_arity


@macro("when")
def when(build: Builder, test: Form, *body: Form) -> Any:
    return ["if", test, ["do", *body]]


@macro("when-not")
def when_not(build: Builder, test: Form, *body: Form) -> Any:
    return ["if", test, Lit(None), ["do", *body]]


@macro("if-not")
def if_not(build: Builder, test: Form, then: Form, *otherwise: Form) -> Any:
    if len(otherwise) > 1:
        wrong_arity(2 + len(otherwise), "clojure.core/if-not")
    return ["if", test, otherwise[0] if otherwise else Lit(None), then]


@macro("and")
def and_(build: Builder, *tests: Form) -> Any:
    if not tests:
        return Lit(True)
    made: Any = tests[-1]
    for test in reversed(tests[:-1]):
        held = build.gensym("and")
        made = ["let*", (held, test), ["if", held, made, held]]
    return made


@macro("or")
def or_(build: Builder, *tests: Form) -> Any:
    if not tests:
        return Lit(None)
    made: Any = tests[-1]
    for test in reversed(tests[:-1]):
        held = build.gensym("or")
        made = ["let*", (held, test), ["if", held, held, made]]
    return made


@macro("cond")
def cond(build: Builder, *clauses: Form) -> Any:
    if len(clauses) == 1:
        raise problem(
            clauses[-1],
            "`cond` needs an even number of forms",
            cls="IllegalArgumentException",
            help="every test needs a result; the last one is `:else result`",
        )
    # an odd form is refused where it stands, after what comes before it
    made: Any = ["c/cond", clauses[-1]] if len(clauses) % 2 else Lit(None)
    for test, result in reversed(list(zip(clauses[::2], clauses[1::2], strict=False))):
        made = ["if", test, result, made]
    return made


@macro("condp")
def condp(build: Builder, predicate: Form, value: Form, *clauses: Form) -> Any:
    held_predicate, held_value = build.gensym("pred"), build.gensym("value")
    rest = list(clauses)
    branches: list[tuple[Form, Form, bool]] = []
    default: Any = [
        "throw",
        ["new", "IllegalArgumentException", ["c/str", Lit("No matching clause: "), held_value]],
    ]
    while rest:
        if len(rest) == 1:
            default = rest.pop()
            break
        test, result = rest[0], rest[1]
        arrow = keyword_of(result)
        if arrow is not None and arrow.text == ">>" and len(rest) > 2:
            branches.append((test, rest[2], True))
            del rest[:3]
        else:
            branches.append((test, result, False))
            del rest[:2]
    made = default
    for test, result, applied in reversed(branches):
        asked: Any = [held_predicate, test, held_value]
        if applied:
            answer = build.gensym("answer")
            made = ["let*", (answer, asked), ["if", answer, [result, answer], made]]
        else:
            made = ["if", asked, result, made]
    return ["let*", (held_predicate, predicate, held_value, value), made]


@macro("case")
def case(build: Builder, value: Form, *clauses: Form) -> Any:
    pairs: list[Any] = []
    for constant, result in zip(clauses[::2], clauses[1::2], strict=False):
        if is_list(constant) and isinstance(constant, Coll):
            for part in constant.items:
                pairs += [part, result]
        else:
            pairs += [constant, result]
    if len(clauses) > 1 and not pairs:
        raise problem(build.call, "`case` has no constants to compare with", cls="ArityException")
    return ["case*", value, tuple(pairs), *([clauses[-1]] if len(clauses) % 2 else [])]


# those whose shape Clojure checks by a spec
_SPECIFIED = frozenset({"if-let", "when-let"})


def _binding(build: Builder, name: str, bindings: Form) -> tuple[Form, Form]:
    if not is_vector(bindings) or not isinstance(bindings, Coll) or len(bindings.items) != 2:
        if name in _SPECIFIED:
            raise nonconforming(build.call, name, "it needs one name and one value", f"({name} [name value] …)")
        raise problem(
            build.call,
            f"`{name}` needs one name and one value",
            cls="IllegalArgumentException",
            help=f"write `({name} [name value] …)`",
        )
    if name in _SPECIFIED:
        check_patterns(build, name, bindings.items[:1])
    return bindings.items[0], bindings.items[1]


def _let_test(build: Builder, name: str, bindings: Form, test: Any, then: Any, otherwise: Any) -> Any:
    pattern, value = _binding(build, name, bindings)
    held = build.gensym("value")
    return ["let*", (held, value), ["if", test(held), ["let*", (pattern, held), then], otherwise]]


def _truth(held: Atom) -> Any:
    return held


def _some(held: Atom) -> Any:
    return ["c/some?", held]


@macro("if-let", example="(if-let [name value] then else)")
def if_let(build: Builder, bindings: Form, then: Form, *otherwise: Form) -> Any:
    if len(otherwise) > 1:
        raise nonconforming(build.call, "if-let", "it has too many parts", "(if-let [name value] then else)")
    return _let_test(build, "if-let", bindings, _truth, then, otherwise[0] if otherwise else Lit(None))


@macro("when-let", example="(when-let [name value] …)")
def when_let(build: Builder, bindings: Form, *body: Form) -> Any:
    return _let_test(build, "when-let", bindings, _truth, ["do", *body], Lit(None))


@macro("if-some")
def if_some(build: Builder, bindings: Form, then: Form, *otherwise: Form) -> Any:
    if len(otherwise) > 1:
        raise problem(build.call, "`if-some` has too many parts", cls="IllegalArgumentException")
    return _let_test(build, "if-some", bindings, _some, then, otherwise[0] if otherwise else Lit(None))


@macro("when-some")
def when_some(build: Builder, bindings: Form, *body: Form) -> Any:
    return _let_test(build, "when-some", bindings, _some, ["do", *body], Lit(None))


@macro("when-first")
def when_first(build: Builder, bindings: Form, *body: Form) -> Any:
    pattern, value = _binding(build, "when-first", bindings)
    held = build.gensym("seq")
    return [
        "let*",
        (held, ["c/seq", value]),
        ["if", held, ["let*", (pattern, ["c/first", held]), *body], Lit(None)],
    ]


@macro("->")
def thread_first(build: Builder, value: Form, *steps: Form) -> Any:
    made = value
    for step in steps:
        made = _through(build, step, made, first=True)
    return made


@macro("->>")
def thread_last(build: Builder, value: Form, *steps: Form) -> Any:
    made = value
    for step in steps:
        made = _through(build, step, made, first=False)
    return made


def _through(build: Builder, step: Form, value: Form, *, first: bool) -> Form:
    """A step of a thread with the value put in; it keeps the step's own place in the text."""
    if isinstance(step, Coll) and step.kind == "list":
        if not step.items:
            return Coll("list", (build.atom(None), value), step.span, step.source)
        rest = step.items[1:]
        parts = (step.items[0], value, *rest) if first else (*step.items, value)
        return Coll("list", parts, step.span, step.source, step.meta)
    return Coll("list", (step, value), step.span, step.source)


@macro("as->")
def thread_as(build: Builder, value: Form, name: Form, *steps: Form) -> Any:
    bindings: list[Any] = [name, value]
    for step in steps[:-1]:
        bindings += [name, step]
    return ["let*", tuple(bindings), steps[-1] if steps else name]


def _cond_thread(build: Builder, value: Form, clauses: tuple[Form, ...], first: bool) -> Any:
    if len(clauses) % 2:
        raise problem(
            build.call, "every test needs a step", cls="AssertionError", help="write `(cond-> value test step …)`"
        )
    held = build.gensym("value")
    bindings: list[Any] = [held, value]
    for test, step in zip(clauses[::2], clauses[1::2], strict=True):
        bindings += [held, ["if", test, _through(build, step, held, first=first), held]]
    return ["let*", tuple(bindings), held]


@macro("cond->")
def cond_thread_first(build: Builder, value: Form, *clauses: Form) -> Any:
    return _cond_thread(build, value, clauses, first=True)


@macro("cond->>")
def cond_thread_last(build: Builder, value: Form, *clauses: Form) -> Any:
    return _cond_thread(build, value, clauses, first=False)


def _some_thread(build: Builder, value: Form, steps: tuple[Form, ...], first: bool) -> Any:
    held = build.gensym("value")
    bindings: list[Any] = [held, value]
    for step in steps:
        bindings += [held, ["if", ["c/nil?", held], Lit(None), _through(build, step, held, first=first)]]
    return ["let*", tuple(bindings), held]


@macro("some->")
def some_thread_first(build: Builder, value: Form, *steps: Form) -> Any:
    return _some_thread(build, value, steps, first=True)


@macro("some->>")
def some_thread_last(build: Builder, value: Form, *steps: Form) -> Any:
    return _some_thread(build, value, steps, first=False)


@macro("doto")
def doto(build: Builder, value: Form, *steps: Form) -> Any:
    held = build.gensym("value")
    return ["let*", (held, value), *(_through(build, step, held, first=True) for step in steps), held]


@macro("..")
def members(build: Builder, value: Form, member: Form, *more: Form) -> Any:
    made: Any = value
    for part in (member, *more):
        if isinstance(part, Coll) and part.kind == "list":
            made = [".", made, *part.items]
        else:
            made = [".", made, part]
    return made


@macro("comment")
def comment(build: Builder, *body: Form) -> Any:
    return Lit(None)


@macro("assert")
def assert_(build: Builder, test: Form, *message: Form) -> Any:
    if len(message) > 1:
        wrong_arity(1 + len(message), "clojure.core/assert")
    text: Any = [
        "c/str",
        Lit("Assert failed: "),
        *message,
        *([Lit("\n")] if message else []),
        ["c/pr-str", ["quote", test]],
    ]
    return ["if", test, Lit(None), ["throw", ["new", "AssertionError", text]]]


@macro("while")
def while_(build: Builder, test: Form, *body: Form) -> Any:
    return ["loop*", (), ["if", test, ["do", *body, ["recur"]], Lit(None)]]


@macro("memfn")
def member_function(build: Builder, name: Form, *args: Form) -> Any:
    target = build.gensym("target")
    return ["fn*", (target, *args), [".", target, name, *args]]


@macro("locking")
def locking(build: Builder, lock: Form, *body: Form) -> Any:
    return ["do", lock, *body]


@macro("time")
def time(build: Builder, body: Form) -> Any:
    return body


def named(form: Form) -> str | None:
    """The name a form is, without its namespace, else None."""
    held = symbol_of(form)
    return None if held is None else held.name
