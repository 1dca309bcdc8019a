"""Criteria that every loan satisfies."""

from __future__ import annotations

from collections.abc import Iterator

from cljrules.codes import finding
from cljrules.diagnostics import Diagnostic
from cljrules.lint.bounds import why_settled
from cljrules.lint.texts import first_line, quoted
from cljrules.lint.views import PackView

CODES = ("always-true",)

#: What is found in a form depends on it and on the definitions that it reaches.
PER_FORM = True


def find(pack: PackView) -> Iterator[Diagnostic]:
    """Criteria, or an `or` within them, that hold whatever the loan is."""
    for judged in pack.judgements:
        if judged.verdict == "always":
            fate = f", so `{judged.owner}` fires on every loan" if judged.whole and judged.owner else ""
            message = f"{quoted(judged.form)} always holds{why_settled(judged.form, pack)}{fate}"
            help = "narrow it down; criteria for every loan are plainer as `:when true`"
            yield finding("always-true", first_line(judged.form), message, help, rule=judged.owner)
