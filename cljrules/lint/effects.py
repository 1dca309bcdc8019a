"""What the actions of rules set and undo, in terms that can be held against each other.

Takes action calls and the catalogue; knows of no particular action. A *setting* is an option of an action whose options
are all optional: what is left out stays, so that the last one to set it decides. A *deed* is done to a thing and can be
taken back: a title added to a list or removed from it, an action that another one excludes.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any, NamedTuple

from cljrules.packs.model import ActionCall, Rule
from cljrules.parser.forms import Coll, Form
from cljrules.stdlib.catalogue import Action, Catalogue


class Effect(NamedTuple):
    """Something set to a value: `what` is equal for effects that decide the same; `said` is how it is written."""

    what: Hashable
    value: Hashable
    said: str
    call: ActionCall
    form: Form


def effects(rule: Rule, catalogue: Catalogue) -> Iterator[Effect]:
    """What a rule's actions set, in order."""
    for call in rule.then:
        action = catalogue.actions[call.name]
        if not action.idempotent:
            continue
        if any(option.required for option in action.options.values()) or action.excludes:
            yield from _excluding(call, action)
        else:
            yield from _settings(call, action)


def _settings(call: ActionCall, action: Action) -> Iterator[Effect]:
    for name, value in call.options.items():
        option = action.options[name]
        form = option_form(call, name)
        if option.type == "list":
            way, _, thing = name.partition("-")
            if way in ("add", "remove"):
                for title in value:
                    yield Effect((call.name, thing, title), way, f'`:{name} ["{title}"]`', call, form)
        elif not isinstance(value, Mapping):
            yield Effect((call.name, name), _key(value), f"`:{name} {_source(form)}`", call, form)


def _excluding(call: ActionCall, action: Action) -> Iterator[Effect]:
    """An action and those it excludes decide the same thing: for lists, each of their items."""
    if not action.excludes:
        return
    pair = tuple(sorted((call.name, action.excludes[0])))
    texts = {name: value for name, value in call.options.items() if isinstance(value, str)}
    lists = [value for value in call.options.values() if isinstance(value, tuple)]
    same = tuple(sorted(texts.items()))
    for item in lists[0] if lists else (None,):
        yield Effect((pair, same, item), call.name, f"`{call.name}`", call, call.form)


def option_form(call: ActionCall, name: str) -> Form:
    """The form of an option's value; the call's own where it is not to be found."""
    options = call.form.items[1] if isinstance(call.form, Coll) and len(call.form.items) > 1 else None
    if isinstance(options, Coll) and options.kind == "map":
        for key, value in options.pairs():
            if key.source.slice(key.span) == f":{name}":
                return value
    return call.form


def written_by(call: ActionCall, catalogue: Catalogue) -> frozenset[str]:
    """The variables that an action may change for the rules that follow."""
    action = catalogue.actions[call.name]
    found = set(action.writes)
    for name in call.options:
        found.update(action.options[name].writes or ())
    return frozenset(found)


def known_values(rule: Rule, catalogue: Catalogue) -> dict[str, Any]:
    """The variables that a rule's settings leave with a value that is known: those an option has the name of."""
    found: dict[str, Any] = {}
    for call in rule.then:
        for name, value in call.options.items():
            if name in (catalogue.actions[call.name].options[name].writes or ()) and isinstance(value, str):
                found[name] = value
    return found


def actions_key(rule: Rule) -> frozenset[Hashable]:
    """What is equal for rules that do the same."""
    return frozenset((call.name, _key(call.effective)) for call in rule.then)


def _key(value: Any) -> Hashable:
    if isinstance(value, Mapping):
        return frozenset((name, _key(item)) for name, item in value.items())
    return (type(value).__name__, value)


def _source(form: Form) -> str:
    return " ".join(form.source.slice(form.span).split())
