"""Dates that an action counts from and that an account may not have.

Takes a rule with what is known where its criteria hold, reports each date base whose variable can be nil there: the
action is then not applied. What the action itself asks for before it is applied is not reported.
"""

from __future__ import annotations

from cljrules.packs.desk import Desk
from cljrules.packs.model import ActionCall, DateSpec, Rule
from cljrules.packs.shapes import keyword_name
from cljrules.parser.forms import Coll, Form
from cljrules.types import Knowledge, Typed


def report_nil_bases(rule: Rule, typed: Typed, knowledge: Knowledge, desk: Desk) -> None:
    """Report the date bases of a rule's actions that can be absent when the rule fires."""
    for call in rule.then:
        for name, value in call.options.items():
            if isinstance(value, DateSpec) and value.base is not None:
                _report(call, name, value.base, typed, knowledge, desk)


def _report(call: ActionCall, option: str, base: str, typed: Typed, knowledge: Knowledge, desk: Desk) -> None:
    catalogue = desk.catalogue
    variable = catalogue.date_bases[base].variable
    held = typed.holding(variable) or knowledge.variable(variable)
    asked = any(variable in (check.expr or "") for check in catalogue.actions[call.name].preconditions)
    if not held.nilable or asked:
        return
    desk.problem(
        "absent-base",
        _place(call.form, option),
        f"`:{base}` can be absent on an account, and `{call.name}` is then not applied",
        f"ask for it in the criteria: `(some? {variable})`",
    )


def _place(form: Form, option: str) -> Form:
    """Where an option's base stands; the action where it is given by a name."""
    options = form.items[1] if isinstance(form, Coll) and len(form.items) > 1 else form
    for key, value in options.pairs() if isinstance(options, Coll) and options.kind == "map" else ():
        if keyword_name(key) == option:
            inner = value.pairs() if isinstance(value, Coll) and value.kind == "map" else ()
            return next((base for name, base in inner if keyword_name(name) == "base"), value)
    return form
