"""Forms that join or choose, with nothing to join or to choose between."""

from __future__ import annotations

from collections.abc import Iterator

from cljrules.codes import finding
from cljrules.diagnostics import Diagnostic, Edit, Fix, Label
from cljrules.lint.calls import Call
from cljrules.lint.texts import first_line, holds_only, quoted
from cljrules.lint.views import PackView
from cljrules.parser.duplicates import form_key
from cljrules.parser.forms import Form
from cljrules.source import Span

CODES = ("lone-operand", "empty-form", "same-branches")

#: What is found in a form depends on it and on the definitions that it reaches.
PER_FORM = True

_JOINING = {"and": "true", "or": "nil"}


def find(pack: PackView) -> Iterator[Diagnostic]:
    """`(and x)`, `(and)`, `(cond)`, `(let [] x)` and branches that are alike."""
    for name, empty in _JOINING.items():
        for call in pack.calls.get(name, ()):
            if not call.is_threaded and len(call.args) == 1:
                yield _lone(call, name)
            elif not call.is_threaded and not call.args:
                yield _empty(call, f"`({name})` joins nothing: it is always `{empty}`")
    for call in pack.calls.get("cond", ()):
        if not call.args:
            yield _empty(call, "`(cond)` chooses between nothing: it is always `nil`")
    for name in ("if", "if-not"):
        for call in pack.calls.get(name, ()):
            if len(call.args) == 3 and not call.is_threaded and _alike(call.args[1], call.args[2]):
                yield finding(
                    "same-branches",
                    first_line(call.args[2]),
                    f"both branches of this `{name}` are {quoted(call.args[1])}: its condition decides nothing",
                    "change one of the branches, or leave the `if` out",
                    rule=call.owner,
                    labels=(Label(call.args[1].span, "the same as here", call.args[1].source),),
                )


def _lone(call: Call, name: str) -> Diagnostic:
    form, inner = call.form, call.args[0]
    before, after = Span(form.span.start, inner.span.start), Span(inner.span.end, form.span.end)
    fix = None
    if holds_only(f"{form.source.slice(before)} {form.source.slice(after)}", name):
        fix = Fix(f"write {quoted(inner)}", (Edit(before, ""), Edit(after, "")), safe=True)
    return finding(
        "lone-operand",
        form.items[0],
        f"this `{name}` joins only {quoted(inner)}",
        f"write {quoted(inner)}, or add the condition that is missing",
        rule=call.owner,
        fix=fix,
    )


def _empty(call: Call, message: str) -> Diagnostic:
    return finding("empty-form", call.form, message, "write the conditions, or leave it out", rule=call.owner)


def _alike(one: Form, other: Form) -> bool:
    keys: dict[tuple[object, ...], int] = {}
    return form_key(one, keys) == form_key(other, keys)
