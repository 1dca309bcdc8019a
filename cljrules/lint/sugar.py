"""Forms that are short for others, written out in the few that conditions are translated from.

Takes a form, gives one that means the same with `let`, `if`, `and`, `or`, `not` and `=`, or the form itself. What is
compared keeps its place in the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from cljrules.parser.forms import Atom, Coll, Form
from cljrules.values.symbols import keyword, symbol


def written_out(form: Coll) -> Form:
    """The form in plainer ones; itself where it is not short for anything."""
    if form.items and isinstance(form.items[0], Coll) and form.items[0].kind == "set" and len(form.items) == 2:
        return _one_of(form, form.items[0], form.items[1])
    rewrite = _REWRITES.get(form.head.text) if form.head is not None else None
    return rewrite(form, form.items[1:]) if rewrite is not None else form


def bindings(vector: Coll) -> Iterator[tuple[str, Form]]:
    """The names that a vector of bindings gives, with what each stands for; keys taken out of a map as well."""
    for target, value in vector.pairs():
        if isinstance(target, Atom) and target.symbol is not None:
            yield target.symbol.name, value
        elif isinstance(target, Coll) and target.kind == "map":
            for key, names in target.pairs():
                if isinstance(key, Atom) and key.value == keyword("keys") and isinstance(names, Coll):
                    for name in names.items:
                        if isinstance(name, Atom) and name.symbol is not None:
                            key_of = Atom(keyword(name.symbol.name), name.span, name.source)
                            yield name.symbol.name, _list(name, key_of, value)


def parts_of_function(form: Form) -> tuple[Coll, Form] | None:
    """The parameters and the last expression of a local function, None for any other form."""
    if not isinstance(form, Coll) or form.head is None or form.head.text not in ("fn", "fn*"):
        return None
    parts = form.items[1:]
    if parts and isinstance(parts[0], Atom):
        parts = parts[1:]
    if len(parts) < 2 or not isinstance(parts[0], Coll) or parts[0].kind != "vector":
        return None
    return parts[0], parts[-1]


def threaded(form: Coll) -> Form:
    """A threading form written out as nested calls; the form itself where it cannot be."""
    if len(form.items) < 2:
        return form
    last = form.head is not None and form.head.text.endswith("->>")
    value = form.items[1]
    for step in form.items[2:]:
        if isinstance(step, Coll) and step.kind == "list" and step.items:
            items = (*step.items, value) if last else (step.items[0], value, *step.items[1:])
            value = Coll("list", items, step.span, step.source)
        elif isinstance(step, Atom):
            value = Coll("list", (step, value), step.span, step.source)
        else:
            return form
    return value


def _list(at: Form, *items: Form | str) -> Coll:
    """A list form that stands where another does; texts become symbols."""
    made = tuple(Atom(symbol(item), at.span, at.source) if isinstance(item, str) else item for item in items)
    return Coll("list", made, at.span, at.source)


def _nothing(at: Form) -> Atom:
    return Atom(False, at.span, at.source)


def _bound_if(form: Coll, args: tuple[Form, ...]) -> Form:
    """`if-let`, `when-some` and their like: a name, and a test that there is something."""
    if len(args) < 2 or not isinstance(args[0], Coll) or len(args[0].items) != 2:
        return form
    name, then = args[0].items[0], args[1]
    assert form.head is not None
    if form.head.text.startswith("when"):
        then, other = args[-1], _nothing(form)
    else:
        other = args[2] if len(args) > 2 else _nothing(form)  # type: ignore[assignment]
    if not isinstance(name, Atom):
        return form
    return _list(form, "let", args[0], _list(form, "if", _list(form, "some?", name), then, other))


def _some_threaded(form: Coll, args: tuple[Form, ...]) -> Form:
    unfolded = threaded(form)
    return form if unfolded is form else _list(form, "and", _list(form, "some?", args[0]), unfolded)


def _named_thread(form: Coll, args: tuple[Form, ...]) -> Form:
    """`(as-> x name step …)`."""
    if len(args) < 3:
        return form
    value, name, *steps = args
    made = steps[-1]
    for step in (*reversed(steps[:-1]), value):
        made = _list(form, "let", Coll("vector", (name, step), form.span, form.source), made)
    return made


def _cases(form: Coll, args: tuple[Form, ...]) -> Form:
    """`case`, and `condp` with `=`: a chain of `if`s."""
    if form.head is not None and form.head.text == "condp":
        if len(args) < 2 or not isinstance(args[0], Atom) or args[0].symbol is None or args[0].symbol.name != "=":
            return form
        args = args[1:]
    if not args:
        return form
    asked, *clauses = args
    made: Form = clauses.pop() if len(clauses) % 2 else _nothing(form)
    for value, result in reversed(list(zip(clauses[::2], clauses[1::2], strict=True))):
        many = isinstance(value, Coll) and value.kind == "list"
        test = _one_of(form, value, asked) if many else _list(form, "=", asked, value)  # type: ignore[arg-type]
        made = _list(form, "if", test, result, made)
    return made


def _one_of(form: Coll, values: Coll, asked: Form) -> Form:
    return _list(form, "or", *(_list(form, "=", asked, value) for value in values.items))


def _contains(form: Coll, args: tuple[Form, ...]) -> Form:
    if len(args) == 2 and isinstance(args[0], Coll) and args[0].kind == "set":
        return _one_of(form, args[0], args[1])
    return form


def _every(form: Coll, args: tuple[Form, ...]) -> Form:
    """`(every? true? […])`, `some`, `not-any?` and `not-every?` of conditions that are written out."""
    if len(args) != 2 or not isinstance(args[1], Coll) or args[1].kind != "vector":
        return form
    if not isinstance(args[0], Atom) or args[0].symbol is None or args[0].symbol.name not in _TRUTHS:
        return form
    assert form.head is not None
    joined = _list(form, "and" if "every" in form.head.text else "or", *args[1].items)
    return _list(form, "not", joined) if form.head.text.startswith("not-") else joined


def _last(form: Coll, args: tuple[Form, ...]) -> Form:
    return args[-1] if args else form


def _local_functions(form: Coll, args: tuple[Form, ...]) -> Form:
    """`(letfn [(name [x] …)] …)`."""
    if len(args) < 2 or not isinstance(args[0], Coll):
        return form
    named: list[Form] = []
    for function in args[0].items:
        if not isinstance(function, Coll) or len(function.items) < 3:
            return form
        named += [function.items[0], _list(function, "fn", *function.items[1:])]
    return _list(form, "let", Coll("vector", tuple(named), args[0].span, args[0].source), args[-1])


_TRUTHS: Final = frozenset({"true?", "identity", "boolean"})
_REWRITES: Final[Mapping[str, Callable[[Coll, tuple[Form, ...]], Form]]] = {
    **dict.fromkeys(("if-let", "if-some", "when-let", "when-some"), _bound_if),
    **dict.fromkeys(("some->", "some->>"), _some_threaded),
    **dict.fromkeys(("every?", "some", "not-any?", "not-every?"), _every),
    "as->": _named_thread,
    "case": _cases,
    "condp": _cases,
    "contains?": _contains,
    "do": _last,
    "letfn": _local_functions,
}
