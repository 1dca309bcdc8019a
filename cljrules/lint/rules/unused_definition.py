"""Names and functions of a pack that nothing uses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cljrules.codes import finding
from cljrules.diagnostics import Diagnostic
from cljrules.interp.world import CORE
from cljrules.lint.exact import symbols_of
from cljrules.lint.views import PackView
from cljrules.packs.definitions import unread_text
from cljrules.parser.forms import Coll, Form
from cljrules.stdlib.library import standard_library
from cljrules.suggest import suggest

CODES = ("unused-definition",)

#: A misspelt name is not longer or shorter than this by letters.
_SLIP = 2
_WORD = re.compile(r"[^\s()\[\]{}\"',;`~@^]+")


def find(pack: PackView) -> Iterator[Diagnostic]:
    """Definitions that no rule, notification or scenario reaches, be it through other definitions."""
    definitions = {definition.name: definition for definition in pack.pack.definitions}
    waiting = {name for form in _roots(pack) for name in _names(form) if name in definitions}
    used: set[str] = set()
    while waiting:
        name = waiting.pop()
        used.add(name)
        waiting |= {other for other in _names(definitions[name].form) if other in definitions} - used
    idle = definitions.keys() - used
    idle -= _meant(idle, pack) if idle else frozenset()
    for name, definition in definitions.items():
        if name in idle:
            yield finding(
                "unused-definition",
                (definition.form.source, definition.name_span),
                f"nothing uses `{name}`",
                "use it, or take it out",
            )


def _meant(idle: set[str], pack: PackView) -> set[str]:
    """The definitions that a misspelt name probably means, or that stand in text which cannot be read: what is wrong
    there is reported there.
    """
    known = standard_library().functions[CORE].keys() | pack.catalogue.variables.keys()
    strange = {name for form in _roots(pack) for name in _names(form)} - known
    found = {near for name in strange for near in suggest(name, idle) if abs(len(near) - len(name)) <= _SLIP}
    return (
        found
        | {word for text in unread_text(pack.pack.sources, pack.pack.forms) for word in _WORD.findall(text)} & idle
    )


def _roots(pack: PackView) -> Iterator[Form]:
    for rule in pack.rules:
        yield rule.criteria
    for form in pack.pack.forms:
        if not isinstance(form, Coll) or form.head is None or form.head.name not in ("def", "defn"):
            yield form


def _names(form: Form) -> set[str]:
    return {symbol.value.name for symbol in symbols_of(form) if symbol.value.ns is None}
