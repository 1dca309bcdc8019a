"""`(not (= a b))`, which has a name of its own."""

from __future__ import annotations

from collections.abc import Iterator

from cljrules.codes import finding
from cljrules.diagnostics import Diagnostic, Edit, Fix
from cljrules.lint.texts import first_line, holds_only, quoted
from cljrules.lint.views import PackView
from cljrules.parser.forms import Coll
from cljrules.source import Span

CODES = ("negated-equality",)

#: What is found in a form depends on it and on the definitions that it reaches.
PER_FORM = True


def find(pack: PackView) -> Iterator[Diagnostic]:
    """Negated equalities; the fix writes `not=` and keeps all else, comments included."""
    for call in pack.calls.get("not", ()):
        if call.is_threaded or len(call.args) != 1 or not isinstance(call.args[0], Coll):
            continue
        inner = call.args[0]
        if inner.head is None or inner.head.text != "=" or len(inner.items) < 3:
            continue
        opening = Span(call.form.span.start, inner.items[0].span.end)
        fix = None
        closed = Span(inner.span.end, call.form.span.end)
        if holds_only(call.form.source.slice(opening), "not", "=") and holds_only(call.form.source.slice(closed)):
            closing = Span(inner.span.end - 1, inner.span.end)
            edits = (Edit(opening, "(not="), Edit(closing, ""))
            fix = Fix("write `not=`", edits, safe=True)
        yield finding(
            "negated-equality",
            first_line(call.form),
            f"{quoted(call.form)} is plainer as `not=`",
            f"write `(not= {' '.join(inner.source.slice(arg.span) for arg in inner.items[1:])})`",
            rule=call.owner,
            fix=fix,
        )
