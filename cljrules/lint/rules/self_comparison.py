"""Something compared with itself."""

from __future__ import annotations

from collections.abc import Iterator

from cljrules.codes import finding
from cljrules.diagnostics import Diagnostic
from cljrules.lint.texts import first_line, quoted
from cljrules.lint.views import PackView
from cljrules.parser.duplicates import form_key
from cljrules.parser.forms import Atom, Coll
from cljrules.values.symbols import Symbol

CODES = ("self-comparison",)

#: What is found in a form depends on it and on the definitions that it reaches.
PER_FORM = True

_OUTCOMES = {"=": True, "==": True, "<=": True, ">=": True, "not=": False, "<": False, ">": False}


def find(pack: PackView) -> Iterator[Diagnostic]:
    """Comparisons whose neighbouring operands are written alike."""
    for name, outcome in _OUTCOMES.items():
        for call in pack.calls.get(name, ()):
            if call.is_threaded:
                continue
            keys: dict[tuple[object, ...], int] = {}
            for left, right in zip(call.args, call.args[1:], strict=False):
                is_name = isinstance(left, Atom) and isinstance(left.value, Symbol)
                if (is_name or isinstance(left, Coll)) and form_key(left, keys) == form_key(right, keys):
                    yield finding(
                        "self-comparison",
                        first_line(call.form),
                        f"{quoted(left)} is compared with itself, which is always {str(outcome).lower()}",
                        "one of the two was meant to be something else",
                        rule=call.owner,
                    )
                    break
