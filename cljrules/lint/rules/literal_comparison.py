"""A comparison of figures or texts that are written out, so that no loan has a part in it."""

from __future__ import annotations

from collections.abc import Iterator

from cljrules.codes import finding
from cljrules.diagnostics import Diagnostic
from cljrules.lint.texts import first_line, quoted
from cljrules.lint.views import PackView
from cljrules.parser.forms import Atom, Form
from cljrules.values.symbols import Symbol

CODES = ("literal-comparison",)

#: What is found in a form depends on it and on the definitions that it reaches.
PER_FORM = True

_COMPARISONS = ("=", "==", "not=", "<", ">", "<=", ">=")


def find(pack: PackView) -> Iterator[Diagnostic]:
    """Comparisons of literals, or of constants of the pack, only."""
    for name in _COMPARISONS:
        for call in pack.calls.get(name, ()):
            if not call.is_threaded and len(call.args) > 1 and all(_is_literal(arg, pack) for arg in call.args):
                yield finding(
                    "literal-comparison",
                    first_line(call.form),
                    f"{quoted(call.form)} reads nothing of the loan: it is the same for all",
                    "compare a variable",
                    rule=call.owner,
                )


def _is_literal(form: Form, pack: PackView) -> bool:
    if not isinstance(form, Atom):
        return False
    if isinstance(form.value, Symbol):
        return form.value.ns is None and form.value.name in pack.constants
    return True
