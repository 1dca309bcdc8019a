"""`defpromise-scenario`: when a posted payment or credit keeps a promise.

Takes the forms after the scenario's name and docstring, gives a `Scenario`. Without `:tolerance` the whole amount must
be paid.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cljrules.packs.desk import MISFIT, Desk
from cljrules.packs.head import Head
from cljrules.packs.model import Scenario, Tolerance, Window
from cljrules.packs.shapes import Key, anything, boolean, integer, keyed, number, read_keys, subset, words
from cljrules.parser.forms import Form

#: The longest name the loan management system takes for a scenario, in characters.
LONGEST_NAME = 50


def read_scenario(head: Head, desk: Desk) -> Scenario | None:
    """The scenario of a `defpromise-scenario`, None when it does not fit its shape."""
    if len(head.name) > LONGEST_NAME:
        desk.problem(
            "bad-name",
            (head.form.source, head.name_span),
            f"the name has {len(head.name)} characters; a promise scenario's has at most {LONGEST_NAME}",
            "shorten it and say the rest in the docstring",
        )
    if head.pairs is None:
        return None
    read = read_keys(head.pairs, _SCENARIO, "a promise scenario", head.form, desk)
    if read is MISFIT or head.broken or len(head.name) > LONGEST_NAME:
        return None
    return Scenario(
        name=head.name,
        doc=head.doc,
        evaluate_on=read["evaluate-on"],
        applies_when=read["applies-when"],
        window=read["window"],
        tolerance=read["tolerance"],
        fail_on_reversal=read["fail-on-reversal"],
        span=head.form.span,
        name_span=head.name_span,
        source=head.form.source,
    )


def _window(form: Form, desk: Desk) -> Any:
    read = _WINDOW(form, desk)
    return MISFIT if read is MISFIT else Window(read["days-before"], read["days-after"], read["by"])


def _tolerance(form: Form, desk: Desk) -> Any:
    read = _TOLERANCE(form, desk)
    if read is MISFIT:
        return MISFIT
    if (read["percent"] is None) == (read["dollars"] is None):
        return desk.problem(
            "bad-shape",
            form,
            "`:tolerance` takes either `:percent` or `:dollars`",
            "write `{:percent 5}` or `{:dollars 10M}`",
        )
    return Tolerance(read["percent"], read["dollars"])


_WINDOW = keyed(
    {
        "days-before": Key(integer(0, 366), required=True),
        "days-after": Key(integer(0, 366), required=True),
        "by": Key(words(("apply-date", "process-date")), required=True),
    },
    "`:window`",
)

_TOLERANCE = keyed({"percent": Key(number(0, 100)), "dollars": Key(number(0))}, "`:tolerance`")

_SCENARIO: Mapping[str, Key] = {
    "evaluate-on": Key(subset(("payments", "credits")), required=True),
    "applies-when": Key(anything),
    "window": Key(_window, required=True),
    "tolerance": Key(_tolerance, default=Tolerance(percent=Decimal(0))),
    "fail-on-reversal": Key(boolean, default=False),
}
