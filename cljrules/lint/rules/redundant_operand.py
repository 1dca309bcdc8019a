"""Conditions that say nothing beside another one."""

from __future__ import annotations

from collections.abc import Iterator

from cljrules.codes import finding
from cljrules.diagnostics import Diagnostic, Label
from cljrules.lint.bounds import why_settled
from cljrules.lint.texts import first_line, quoted
from cljrules.lint.views import PackView
from cljrules.parser.duplicates import form_key
from cljrules.parser.forms import Coll, Form

CODES = ("redundant-operand",)

#: What is found in a form depends on it and on the definitions that it reaches.
PER_FORM = True


def find(pack: PackView) -> Iterator[Diagnostic]:
    """Operands of `and` and `or` that could be left out; the same one twice is `duplicate-condition`."""
    for judged in pack.judgements:
        if judged.verdict not in ("adds-nothing", "covered"):
            continue
        if judged.because is None:
            message = f"{quoted(judged.form)} always holds{why_settled(judged.form, pack)}"
            yield finding(
                "redundant-operand", first_line(judged.form), message, "leave it out, or correct it", rule=judged.owner
            )
            continue
        if _stand_together(judged.form, judged.because, pack):
            continue
        if _is_late_guard(judged.form, judged.because):
            yield finding(
                "redundant-operand",
                first_line(judged.form),
                f"{quoted(judged.form)} comes too late: {quoted(judged.because)} has read it by then",
                "put it first",
                rule=judged.owner,
                labels=(Label(judged.because.span, "read here", judged.because.source),),
            )
            continue
        adds = "says nothing beside" if judged.verdict == "adds-nothing" else "is already covered by"
        yield finding(
            "redundant-operand",
            first_line(judged.form),
            f"{quoted(judged.form)} {adds} {quoted(judged.because)}",
            "leave it out, or correct the one that is wrong",
            rule=judged.owner,
            labels=(Label(judged.because.span, "this one", judged.because.source),),
        )


def _stand_together(form: Form, because: Form, pack: PackView) -> bool:
    """Whether two forms that are written alike are operands of one `and` or `or`."""
    keys: dict[tuple[object, ...], int] = {}
    if form_key(form, keys) != form_key(because, keys):
        return False
    joined = (call.args for name in ("and", "or") for call in pack.calls.get(name, ()))
    return any(any(arg is form for arg in args) and any(arg is because for arg in args) for args in joined)


def _is_late_guard(form: Form, because: Form) -> bool:
    """Whether a guard against nil stands after what it is to guard."""
    is_guard = isinstance(form, Coll) and form.head is not None and form.head.text in ("some?", "nil?", "not")
    return is_guard and because.span < form.span and "nil?" in form.source.slice(form.span).replace("some?", "nil?")
