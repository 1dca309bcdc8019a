"""The same condition twice in one `and` or `or`."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from cljrules.codes import finding
from cljrules.diagnostics import Diagnostic, Edit, Fix, Label
from cljrules.lint.texts import first_line, quoted
from cljrules.lint.views import PackView
from cljrules.parser.duplicates import form_key
from cljrules.parser.forms import Form
from cljrules.source import Span

CODES = ("duplicate-condition",)

#: What is found in a form depends on it and on the definitions that it reaches.
PER_FORM = True


def find(pack: PackView) -> Iterator[Diagnostic]:
    """Operands written like an earlier one; the fix takes the later out."""
    for name in ("and", "or"):
        for call in pack.calls.get(name, ()):
            seen: dict[Hashable, Form] = {}
            keys: dict[tuple[object, ...], int] = {}
            for before, operand in zip(call.form.items, call.args, strict=False):
                first = seen.setdefault(form_key(operand, keys), operand)
                if first is not operand:
                    yield finding(
                        "duplicate-condition",
                        first_line(operand),
                        f"{quoted(operand)} is there twice in this `{name}`",
                        "leave one of them out, or correct the one that was meant to be another",
                        rule=call.owner,
                        labels=(Label(first.span, "first here", first.source),),
                        fix=_without(before, operand),
                    )


def _without(before: Form, operand: Form) -> Fix | None:
    """The fix that leaves an operand out; none where a comment stands between it and what comes before."""
    between = operand.source.text[before.span.end : operand.span.start]
    if between.strip(" \t\r\n,"):
        return None
    return Fix("leave the second one out", (Edit(Span(before.span.end, operand.span.end), ""),), safe=True)
