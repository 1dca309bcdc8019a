"""Rules without a docstring or without examples. Off unless a pack's settings give it a severity."""

from __future__ import annotations

from collections.abc import Iterator

from cljrules.codes import finding
from cljrules.diagnostics import Diagnostic
from cljrules.lint.views import PackView

CODES = ("missing-docstring", "missing-examples")

#: What is found in a form depends on it and on the definitions that it reaches.
PER_FORM = True


def find(pack: PackView) -> Iterator[Diagnostic]:
    """Rules that do not say in words, or on loans, what they select."""
    for rule in pack.pack.rules:
        place = (rule.source, rule.name_span)
        if not rule.then:
            continue
        if not (rule.doc or "").strip():
            help = 'say in figures what it selects, such as `"Open accounts more than 30 days past due."`'
            yield finding("missing-docstring", place, f"`{rule.name}` has no docstring", help, rule=rule.name)
        if not rule.examples:
            help = "give one loan on which it fires and the nearest on which it does not"
            yield finding("missing-examples", place, f"`{rule.name}` has no examples", help, rule=rule.name)
