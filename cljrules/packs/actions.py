"""The actions of a rule.

Takes the forms after `:then`, gives `ActionCall`s whose options are plain values, checked against the catalogue and the
pack's vocabulary. Option values are literals, or names that the pack defines as a literal with `def`; nothing is
evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any

from cljrules.packs.desk import MISFIT, Desk
from cljrules.packs.model import ActionCall, Amount, DateSpec
from cljrules.packs.shapes import Key, boolean, constant, integer, keyed, keyword_name, misfit, number, shown, text
from cljrules.packs.words import read_word
from cljrules.parser.forms import Atom, Coll, Form
from cljrules.source import Source
from cljrules.stdlib.catalogue import Action, Catalogue, Option
from cljrules.stdlib.catalogue.values import is_date
from cljrules.suggest import did_you_mean
from cljrules.values.symbols import from_units

_CONDITION = re.compile(r'(?P<option>[\w-]+) = "(?P<word>.*)"')


def read_action(form: Form, desk: Desk) -> Any:
    """One action as an ActionCall; reports and gives MISFIT where it does not fit."""
    if not isinstance(form, Coll) or form.kind != "list" or form.head is None:
        return misfit_action(form, desk)
    name = form.head.text
    action = desk.catalogue.actions.get(name)
    if action is None:
        return desk.problem(
            "unknown-action",
            form.items[0],
            f"there is no action `{name}`",
            did_you_mean(name, desk.catalogue.actions) or "`cljrules doc` shows the actions",
            said="not an action",
        )
    if len(form.items) > 2:
        return desk.problem(
            "bad-shape",
            form.items[2 if isinstance(form.items[1], Coll) else 1],
            f"`{name}` takes one map of options",
            f"write `{action.example}`",
        )
    if len(form.items) == 2:
        given = constant(form.items[1], desk)
        if not isinstance(given, Coll) or given.kind != "map":
            return misfit(form.items[1], desk, f"a map of options for `{name}`", f"write `{action.example}`")
        options = _read_options(action, given, form, desk)
    else:
        options = _read_options(action, None, form, desk)
    if options is MISFIT:
        return MISFIT
    effective = {**_defaults(desk.catalogue, name), **options}
    return ActionCall(name, MappingProxyType(options), MappingProxyType(effective), form.span, form)


def misfit_action(form: Form, desk: Desk) -> Any:
    """Report a form that is no action call."""
    return desk.problem(
        "bad-shape",
        form,
        f"expected an action, found {shown(form)}",
        'an action is a list such as `(loan/set {:credit-status "97"})`',
    )


def _read_options(action: Action, given: Coll | None, call: Coll, desk: Desk) -> Any:
    forms: dict[str, tuple[Form, Form]] = {}
    bad = False
    for key, value in given.pairs() if given is not None else ():
        name = keyword_name(key)
        if name is None:
            desk.problem(
                "bad-shape",
                key,
                f"expected an option such as `:{next(iter(action.options), 'name')}`, found {shown(key)}",
            )
            bad = True
        elif name not in action.options:
            desk.unknown("unknown-option", key, f"`{action.name}` has no option `:{name}`", name, action.options, ":")
            bad = True
        else:
            forms[name] = (key, value)
    options: dict[str, Any] = {}
    for name, (_, value) in forms.items():
        options[name] = _read_option(action, action.options[name], value, forms, desk)
        bad = bad or options[name] is MISFIT
    return MISFIT if _lacks(action, options, call, desk) or bad else options


def _lacks(action: Action, options: Mapping[str, Any], call: Coll, desk: Desk) -> bool:
    head = call.items[0]
    missing = [name for name, option in action.options.items() if name not in options and _is_required(option, options)]
    for name in missing:
        desk.problem("missing-option", head, f"`{action.name}` needs the option `:{name}`", f"write `{action.example}`")
    chosen = [name for name in action.one_of if name in options]
    if action.one_of and len(chosen) != 1:
        allowed = ", ".join(f"`:{name}`" for name in action.one_of)
        code = "bad-shape" if chosen else "missing-option"
        desk.problem(code, head, f"`{action.name}` takes exactly one of {allowed}", f"write `{action.example}`")
        return True
    return bool(missing)


def _is_required(option: Option, options: Mapping[str, Any]) -> bool:
    if option.required:
        return True
    condition = _CONDITION.fullmatch(option.required_when or "")
    return condition is not None and options.get(condition["option"]) == condition["word"]


def _read_option(action: Action, option: Option, form: Form, forms: Mapping[str, tuple[Form, Form]], desk: Desk) -> Any:
    resolved = constant(form, desk)
    if isinstance(resolved, Atom) and resolved.value is None:
        if option.nilable:
            return None
        return desk.problem(
            "bad-value",
            form,
            f"`:{option.name}` of `{action.name}` cannot be nil",
            "leave it out to keep what is there",
        )
    if option.type == "enum":
        return read_word(option, form, desk, _outer_word(action, option, forms, desk))
    if option.type == "list":
        return _read_list(option, form, resolved, _outer_word(action, option, forms, desk), desk)
    return _READERS[option.type](option, form, resolved, desk)


def _outer_word(action: Action, option: Option, forms: Mapping[str, tuple[Form, Form]], desk: Desk) -> str | None:
    """The word of the option beside it that this option's words belong to, such as the status of a sub-status."""
    named = (option.items or option).values_from or ""
    if not named.endswith(".*"):
        return None
    for name, (_, form) in forms.items():
        if action.options[name].type == "enum" and action.options[name].values_from == named.removesuffix(".*"):
            value = constant(form, desk)
            if isinstance(value, Atom) and isinstance(value.value, str):
                return from_units(value.value)
    return None


def _read_list(option: Option, form: Form, resolved: Form, outer: str | None, desk: Desk) -> Any:
    if not isinstance(resolved, Coll) or resolved.kind not in ("vector", "set"):
        return misfit(form, desk, f"a vector of texts for `:{option.name}`", "put the texts in brackets: `[…]`")
    if len(resolved.items) < (option.min or 0):
        return desk.problem("bad-value", form, f"`:{option.name}` needs at least {option.min}")
    assert option.items is not None
    found = tuple(read_word(option.items, item, desk, outer) for item in resolved.items)
    return MISFIT if any(word is MISFIT for word in found) else found


def _read_boolean(option: Option, form: Form, resolved: Form, desk: Desk) -> Any:
    return boolean(form, desk)


def _read_text(option: Option, form: Form, resolved: Form, desk: Desk) -> Any:
    return text(form, desk)


def _read_integer(option: Option, form: Form, resolved: Form, desk: Desk) -> Any:
    return integer(option.min, option.max, f"a whole number of {option.unit}" if option.unit else "a whole number")(
        form, desk
    )


def _read_number(option: Option, form: Form, resolved: Form, desk: Desk) -> Any:
    return number(option.min, option.max, f"a number of {option.unit}" if option.unit else "a number")(form, desk)


def _read_amount(option: Option, form: Form, resolved: Form, desk: Desk) -> Any:
    if isinstance(resolved, Coll) and resolved.kind == "map":
        shape = {"base": Key(_base("amount"), required=True), "plus": Key(number(), default=Decimal(0))}
        read = keyed(shape, f"the amount `:{option.name}`")(resolved, desk)
        return MISFIT if read is MISFIT else Amount(read["base"], read["plus"])
    base = next(iter(desk.catalogue.amount_bases))
    plus = number(option.min, option.max, f"an amount, as `25M` or `{{:base :{base} :plus 25M}}`")(form, desk)
    return MISFIT if plus is MISFIT else Amount(None, plus)


def _read_date(option: Option, form: Form, resolved: Form, desk: Desk) -> Any:
    if isinstance(resolved, Coll) and resolved.kind == "map":
        shape = {"base": Key(_base("date"), required=True), "plus-days": Key(integer(), default=0)}
        read = keyed(shape, f"the date `:{option.name}`")(resolved, desk)
        return MISFIT if read is MISFIT else DateSpec(read["base"], None, read["plus-days"])
    if keyword_name(resolved) is not None:
        named = _base("date")(resolved, desk)
        return MISFIT if named is MISFIT else DateSpec(named, None)
    if isinstance(resolved, Atom) and isinstance(resolved.value, str) and is_date(resolved.value):
        return DateSpec(None, resolved.value)
    base = next(iter(desk.catalogue.date_bases))
    return misfit(form, desk, f'a date, as `"2026-11-22"`, `:{base}` or `{{:base :{base} :plus-days 3}}`')


def _base(kind: str) -> Any:
    def check(form: Form, desk: Desk) -> Any:
        bases = desk.catalogue.amount_bases if kind == "amount" else desk.catalogue.date_bases
        name = keyword_name(form)
        if name is None:
            return misfit(form, desk, f"the {kind} base as a keyword", f"such as `:{next(iter(bases))}`")
        if name not in bases:
            return desk.unknown("unknown-base", form, f"there is no {kind} base `:{name}`", name, bases, ":")
        return name

    return check


def _read_fields(option: Option, form: Form, resolved: Form, desk: Desk) -> Any:
    if not isinstance(resolved, Coll) or resolved.kind != "map":
        return misfit(form, desk, f"a map for `:{option.name}`", f"its keys are a {option.keys}")
    found: dict[str, Any] = {}
    bad = False
    for key, value in resolved.pairs():
        name = keyword_name(key)
        if name is None or not re.search(option.key_pattern or "", name):
            desk.problem("bad-value", key, f"{shown(key)} is no key of `:{option.name}`", f"a key is a {option.keys}")
            bad = True
        else:
            found[name] = _read_field(option, value, constant(value, desk), desk)
            bad = bad or found[name] is MISFIT
    return MISFIT if bad else MappingProxyType(found)


def _read_field(option: Option, form: Form, resolved: Form, desk: Desk) -> Any:
    """A custom field's value: the catalogue does not know the tenant's fields, so any of the shapes a field can take is
    right.
    """
    if isinstance(resolved, Atom):
        value = resolved.value
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return from_units(value)
        if isinstance(value, int | Decimal | float):
            return number()(form, desk)
        if keyword_name(resolved) in desk.catalogue.date_bases:
            return _read_date(option, form, resolved, desk)
    elif resolved.kind == "map":
        is_date_map = any(
            keyword_name(key) == "plus-days" or keyword_name(value) in desk.catalogue.date_bases
            for key, value in resolved.pairs()
        )
        return (_read_date if is_date_map else _read_amount)(option, form, resolved, desk)
    return misfit(form, desk, "a text, number, boolean, date, amount or nil")


_READERS = {
    "boolean": _read_boolean,
    "text": _read_text,
    "integer": _read_integer,
    "money": _read_number,
    "percent": _read_number,
    "amount": _read_amount,
    "date": _read_date,
    "map": _read_fields,
}


@cache
def _defaults(catalogue: Catalogue, name: str) -> Mapping[str, Any]:
    """The values of an action's options that are left out, where the catalogue gives one."""
    options = catalogue.actions[name].options
    return MappingProxyType(
        {key: _default(option, catalogue) for key, option in options.items() if option.default is not None}
    )


def _default(option: Option, catalogue: Catalogue) -> Any:
    if option.type not in ("date", "amount"):
        return option.default
    from cljrules.parser.reader import read

    forms, _ = read(Source("<default>", option.default))
    return _READERS[option.type](option, forms[0], forms[0], Desk(catalogue))
