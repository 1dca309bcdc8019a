"""Branches of `if`, `cond`, `case` and `when` that no loan gets to."""

from __future__ import annotations

from collections.abc import Iterator

from cljrules.codes import finding
from cljrules.diagnostics import Diagnostic, Label
from cljrules.lint.texts import first_line, quoted
from cljrules.lint.views import PackView

CODES = ("unreachable-branch",)

#: What is found in a form depends on it and on the definitions that it reaches.
PER_FORM = True


def find(pack: PackView) -> Iterator[Diagnostic]:
    """Branches whose condition an earlier one leaves nothing for."""
    for judged in pack.judgements:
        if judged.verdict == "unreached" and judged.because is not None:
            yield finding(
                "unreachable-branch",
                first_line(judged.form),
                f"no loan gets to {quoted(judged.form)}: {quoted(judged.because)} comes before it and leaves none",
                "put the narrower condition first, or take the branch out",
                rule=judged.owner,
                labels=(Label(judged.because.span, "decides it", judged.because.source),),
            )
