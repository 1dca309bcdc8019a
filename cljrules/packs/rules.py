"""`defrule`: criteria and actions.

Takes the forms after the rule's name and docstring, gives a `Rule`. Criteria are kept as a form; whether they make
sense is `criteria`'s to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from cljrules.diagnostics import Severity
from cljrules.packs.actions import read_action
from cljrules.packs.desk import MISFIT, Desk
from cljrules.packs.head import Head
from cljrules.packs.literals import literal_value
from cljrules.packs.model import Example, Intent, Rule
from cljrules.packs.shapes import (
    Key,
    Shape,
    anything,
    boolean,
    constant,
    day,
    keyed,
    keyword_name,
    misfit,
    read_keys,
    shown,
    subset,
    text,
    vector_of,
    words,
)
from cljrules.packs.words import allowed_words
from cljrules.parser.forms import Coll, Form
from cljrules.stdlib.catalogue import BindError, Member, Variable, bind
from cljrules.stdlib.catalogue.words import word_help
from cljrules.suggest import did_you_mean
from cljrules.values.symbols import from_units

_RUNS = ("real-time", "daily-maintenance")
_ENROLL = ("new-loans", "existing-loans")


def read_rule(head: Head, desk: Desk) -> Rule | None:
    """The rule of a `defrule`, None when it does not fit its shape."""
    if head.pairs is None:
        return None
    read = read_keys(head.pairs, _RULE, "a rule", head.form, desk)
    if read is MISFIT or head.broken:
        return None
    return Rule(
        name=head.name,
        doc=head.doc,
        when=read["when"],
        then=read["then"],
        span=head.form.span,
        name_span=head.name_span,
        source=head.form.source,
        runs=read["runs"],
        preactivation=read["preactivation"],
        active=read["active"],
        enroll=read["enroll"],
        once=read["once"],
        intent=read["intent"],
        examples=read["examples"],
    )


def _example(form: Form, desk: Desk) -> Any:
    read = _EXAMPLE_MAP(form, desk)
    return MISFIT if read is MISFIT else Example(read["given"], read["as-of"], read["fires"], form.span)


def _given(form: Form, desk: Desk) -> Any:
    if not isinstance(form, Coll) or form.kind != "map":
        return misfit(form, desk, "a map of variables", f"such as `{{:{next(iter(desk.catalogue.variables))} …}}`")
    found: dict[str, Any] = {}
    bad = False
    for key, value_form in form.pairs():
        name = keyword_name(key)
        variable = desk.catalogue.variables.get(name or "")
        if name is None:
            desk.problem("bad-shape", key, f"expected a variable as a keyword, found {shown(key)}")
        elif variable is None:
            desk.unknown("unknown-variable", key, f"there is no variable `{name}`", name, desk.catalogue.variables, ":")
        else:
            found[name] = _bound(variable, value_form, desk)
            bad = bad or found[name] is MISFIT
            continue
        bad = True
    return MISFIT if bad else MappingProxyType(found)


def _bound(variable: Variable, form: Form, desk: Desk) -> Any:
    value = literal_value(form, desk)
    if value is MISFIT:
        return MISFIT
    try:
        bound = bind(variable, value)
    except BindError as error:
        help = f"write `{form.source.slice(form.span)}M`" if isinstance(value, float) else None
        return desk.problem("bad-value", form, str(error), help)
    _report_unknown_fields(variable, constant(form, desk), f"`{variable.name}`", desk)
    allowed = allowed_words(variable, desk)
    if allowed is not None and isinstance(value, str) and from_units(value) not in allowed:
        return desk.problem(
            "unknown-word",
            form,
            f"{shown(form)} is no value of `{variable.name}`",
            word_help(from_units(value), allowed, variable),
        )
    return bound


def _report_unknown_fields(member: Member, form: Form, owner: str, desk: Desk) -> None:
    """Warn of keys in a map that the catalogue does not know there; an account may have them all the same."""
    if member.type == "list" and member.items is not None and isinstance(form, Coll) and form.kind == "vector":
        for item in form.items:
            _report_unknown_fields(member.items, item, f"an item of {owner}", desk)
    if member.type != "map" or not isinstance(form, Coll) or form.kind != "map":
        return
    for key, value in form.pairs():
        name = keyword_name(key)
        if member.key_pattern:
            _report_unknown_fields(Member(type="map", fields=member.fields), value, f"an entry of {owner}", desk)
        elif name is not None and name in member.fields:
            _report_unknown_fields(member.fields[name], value, f"{owner} {name}", desk)
        elif name is not None and member.fields:
            desk.problem(
                "unknown-key",
                key,
                f"{owner} has no `:{name}` that is known",
                did_you_mean(name, member.fields, prefix=":"),
                severity=Severity.WARNING,
            )


def _intent(form: Form, desk: Desk) -> Any:
    read = keyed({"inverse": Key(boolean, required=True), "reason": Key(text, required=True)}, "`:intent`")(form, desk)
    return MISFIT if read is MISFIT else Intent(read["inverse"], read["reason"])


def _actions(form: Form, desk: Desk) -> Any:
    if (
        isinstance(form, Coll)
        and form.kind == "list"
        and form.head is not None
        and form.head.text in desk.catalogue.actions
    ):
        return _one_action(form, desk)
    return vector_of(read_action, least=1, what="a vector of actions")(form, desk)


def _one_action(form: Coll, desk: Desk) -> Any:
    """Report a single action that stands where the vector of actions belongs."""
    text = form.source.slice(form.span)
    help = f"write `[{text}]`" if len(text) <= 80 and "\n" not in text else "put the actions in brackets: `[…]`"
    return desk.problem("bad-shape", form, "expected a vector of actions, found one action", help)


_EXAMPLE: Shape = {"given": Key(_given, required=True), "as-of": Key(day), "fires": Key(boolean, required=True)}
_EXAMPLE_MAP = keyed(_EXAMPLE, "an example")

_RULE: Mapping[str, Key] = {
    "when": Key(anything, required=True),
    "then": Key(_actions, required=True),
    "runs": Key(subset(_RUNS), default=frozenset(_RUNS)),
    "preactivation": Key(boolean, default=False),
    "active": Key(boolean, default=True),
    "enroll": Key(subset(_ENROLL), default=frozenset(_ENROLL)),
    "once": Key(words(("never-again", "while-true"), nilable=True)),
    "intent": Key(_intent),
    "examples": Key(vector_of(_example, what="a vector of examples"), default=()),
}
