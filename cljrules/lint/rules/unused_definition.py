"""Names and functions of a pack that nothing uses."""

from __future__ import annotations

from collections.abc import Iterator

from cljrules.codes import finding
from cljrules.diagnostics import Diagnostic
from cljrules.lint.exact import symbols_of
from cljrules.lint.views import PackView
from cljrules.parser.forms import Coll, Form

CODES = ("unused-definition",)


def find(pack: PackView) -> Iterator[Diagnostic]:
    """Definitions that no rule, notification or scenario reaches, be it through other definitions."""
    definitions = {definition.name: definition for definition in pack.pack.definitions}
    waiting = {name for form in _roots(pack) for name in _names(form) if name in definitions}
    used: set[str] = set()
    while waiting:
        name = waiting.pop()
        used.add(name)
        waiting |= {other for other in _names(definitions[name].form) if other in definitions} - used
    for name, definition in definitions.items():
        if name not in used:
            yield finding(
                "unused-definition",
                (definition.form.source, definition.name_span),
                f"nothing uses `{name}`",
                "use it, or take it out",
            )


def _roots(pack: PackView) -> Iterator[Form]:
    for rule in pack.rules:
        yield rule.criteria
    for form in pack.pack.forms:
        if not isinstance(form, Coll) or form.head is None or form.head.name not in ("def", "defn"):
            yield form


def _names(form: Form) -> set[str]:
    return {symbol.value.name for symbol in symbols_of(form) if symbol.value.ns is None}
