"""Criteria that no loan can satisfy."""

from __future__ import annotations

from collections.abc import Iterator

from cljrules.codes import finding
from cljrules.diagnostics import Diagnostic, Label
from cljrules.lint.bounds import why_settled
from cljrules.lint.texts import first_line, quoted
from cljrules.lint.views import PackView

CODES = ("never-true", "contradictory-operand")

#: What is found in a form depends on it and on the definitions that it reaches.
PER_FORM = True


def find(pack: PackView) -> Iterator[Diagnostic]:
    """What can never hold: the criteria as a whole, or one condition of several."""
    for judged in pack.judgements:
        if judged.verdict != "never":
            continue
        code = "never-true" if judged.whole else "contradictory-operand"
        fate = f", so `{judged.owner}` never fires" if judged.whole and judged.owner else ""
        labels: tuple[Label, ...] = ()
        if judged.because is not None:
            message = f"{quoted(judged.form)} contradicts {quoted(judged.because)}{fate}"
            help = "change one of the two, or write `or` where either is enough"
            labels += (Label(judged.because.span, "this one", judged.because.source),)
        else:
            message = f"{quoted(judged.form)} never holds{why_settled(judged.form, pack)}{fate}"
            help = "change it, or take it out"
        yield finding(code, first_line(judged.form), message, help, rule=judged.owner, labels=labels)
