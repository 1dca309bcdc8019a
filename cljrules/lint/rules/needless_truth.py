"""Truth that is asked for twice: `(= true (> a b))`, `(not (not x))`, `(if x true false)`."""

from __future__ import annotations

from collections.abc import Iterator

from cljrules.codes import finding
from cljrules.diagnostics import Diagnostic, Edit, Fix
from cljrules.lint.calls import Call
from cljrules.lint.texts import first_line, holds_only, quoted
from cljrules.lint.views import PackView
from cljrules.parser.forms import Atom, Coll, Form
from cljrules.source import Span

CODES = ("needless-truth",)

#: What is found in a form depends on it and on the definitions that it reaches.
PER_FORM = True

#: Forms that give true or false and nothing else.
_BOOLEAN = frozenset(
    {"=", "==", "not=", "<", ">", "<=", ">=", "not", "nil?", "some?", "true?", "false?", "boolean", "contains?"}
    | {"empty?", "every?", "zero?", "pos?", "neg?"}
)


def find(pack: PackView) -> Iterator[Diagnostic]:
    """Forms that give back the truth they were given; the fix leaves the inner form, where it is true or false."""
    for name in ("=", "if", "not"):
        for call in pack.calls.get(name, ()):
            inner = None if call.is_threaded else _same_as(name, call)
            if inner is not None:
                yield finding(
                    "needless-truth",
                    first_line(call.form),
                    f"{quoted(call.form)} says no more than {quoted(inner)}",
                    f"write {quoted(inner)}",
                    rule=call.owner,
                    fix=_only(call.form, inner),
                )


def _same_as(name: str, call: Call) -> Form | None:
    args = call.args
    if name == "=" and len(args) == 2:
        for one, other in (args, args[::-1]):
            if _value(one) is True and _is_boolean(other):
                return other
    if name == "if" and len(args) == 3 and (_value(args[1]), _value(args[2])) == (True, False):
        return args[0] if _is_boolean(args[0]) else None
    if name == "not" and len(args) == 1 and (inner := _negated(args[0])) is not None and _is_boolean(inner):
        return inner
    return None


def _negated(form: Form) -> Form | None:
    """The form that a `(not …)` negates."""
    if isinstance(form, Coll) and form.head is not None and form.head.text == "not" and len(form.items) == 2:
        return form.items[1]
    return None


def _value(form: Form) -> object:
    return form.value if isinstance(form, Atom) and isinstance(form.value, bool) else None


def _is_boolean(form: Form) -> bool:
    return isinstance(form, Coll) and form.head is not None and form.head.text in _BOOLEAN


def _only(form: Form, inner: Form) -> Fix | None:
    """The fix that keeps the inner form alone; none where a comment would be lost."""
    before, after = Span(form.span.start, inner.span.start), Span(inner.span.end, form.span.end)
    if not holds_only(f"{form.source.slice(before)} {form.source.slice(after)}", "=", "not", "if", "true", "false"):
        return None
    return Fix(f"write {quoted(inner)}", (Edit(before, ""), Edit(after, "")), safe=True)
