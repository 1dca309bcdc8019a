"""What the catalogue, the library and the registry of findings know under a name.

Takes a name, gives data; `lines` lays such data out for people.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

from cljrules.codes import CODES
from cljrules.lookup.findings import describe_code
from cljrules.lookup.functions import describe_function
from cljrules.stdlib.catalogue import Action, Catalogue, Enumeration, Member, Option, Variable
from cljrules.stdlib.catalogue.data import NOTHING


def describe(
    name: str, catalogue: Catalogue, extensions: Mapping[str, Mapping[str, Any]] = NOTHING
) -> dict[str, Any] | None:
    """What the catalogue, the library and extensions know under a name, as data; None when there is nothing."""
    if name in catalogue.variables:
        return _variable(catalogue.variables[name], catalogue)
    if name in catalogue.actions:
        return _action(catalogue.actions[name], catalogue)
    if name in catalogue.enumerations:
        return _enumeration(catalogue.enumerations[name])
    if name in catalogue.amount_bases:
        amount = catalogue.amount_bases[name]
        stands_for = f"the variable {amount.variable}" if amount.variable else f"the fixed amount {amount.value}"
        return {"kind": "amount base", "name": name, "doc": f"{amount.label}: {stands_for}", "source": amount.source}
    if name in catalogue.date_bases:
        day = catalogue.date_bases[name]
        return {
            "kind": "date base",
            "name": name,
            "doc": f"{day.label}: the variable {day.variable}",
            "source": day.source,
        }
    if name in catalogue.events:
        event = catalogue.events[name]
        payload = {key: _member(member, catalogue) for key, member in event.payload.items()}
        return {"kind": "event", "name": name, "doc": event.doc, "notifies": event.notifies, "payload": payload}
    return describe_code(name) or describe_function(name, extensions)


def names(catalogue: Catalogue) -> list[str]:
    """Every name of the catalogue, and every code."""
    tables: tuple[Mapping[str, Any], ...] = (
        catalogue.variables,
        catalogue.actions,
        catalogue.enumerations,
        catalogue.amount_bases,
        catalogue.date_bases,
        catalogue.events,
    )
    return [*(name for table in tables for name in table), *CODES]


def _variable(variable: Variable, catalogue: Catalogue) -> dict[str, Any]:
    return _given(
        {
            "kind": "variable",
            "name": variable.name,
            **_member(variable, catalogue),
            "group": catalogue.groups[variable.group],
            "healthy": variable.healthy,
            "rule_use": variable.rule_use,
            "example": variable.example,
            "source": variable.source,
            "note": variable.note,
        }
    )


def _member(member: Member, catalogue: Catalogue) -> dict[str, Any]:
    choices = catalogue.choices(member)
    named = member.values_from or ""
    return _given(
        {
            "type": member.type,
            "unit": member.unit,
            "nilable": member.nilable,
            "doc": member.doc,
            "min": member.min,
            "max": member.max,
            "worse": member.worse if member.worse != "none" else None,
            "values": list(choices) if choices is not None else None,
            "values_from": named if choices is None and named else None,
            "keys": member.keys,
            "fields": {key: _member(field, catalogue) for key, field in member.fields.items()} or None,
            "items": _member(member.items, catalogue) if member.items else None,
        }
    )


def _option(option: Option, catalogue: Catalogue) -> dict[str, Any]:
    more = {"default": option.default, "required": option.required or None, "required_when": option.required_when}
    return {**_member(option, catalogue), **_given(more)}


def _action(action: Action, catalogue: Catalogue) -> dict[str, Any]:
    return _given(
        {
            "kind": "action",
            "name": action.name,
            "category": action.category,
            "doc": action.doc,
            "stance": action.stance,
            "severity": action.severity,
            "reversible": action.reversible,
            "options": {name: _option(option, catalogue) for name, option in action.options.items()},
            "one_of": list(action.one_of) or None,
            "preconditions": [condition.text for condition in action.preconditions],
            "events": list(action.events),
            "example": action.example,
            "source": action.seed,
            "note": action.note,
        }
    )


def _enumeration(enumeration: Enumeration) -> dict[str, Any]:
    return _given(
        {
            "kind": "enumeration",
            "name": enumeration.name,
            "doc": enumeration.doc,
            "values": {choice.code: choice.label for choice in enumeration.values},
            "open": enumeration.open or None,
            "source": enumeration.source,
            "note": enumeration.note,
        }
    )


def overview(catalogue: Catalogue) -> dict[str, Any]:
    """What there is to ask about, by kind."""
    groups: dict[str, list[str]] = {}
    for variable in catalogue.variables.values():
        groups.setdefault(catalogue.groups[variable.group], []).append(variable.name)
    return {
        "variables": groups,
        "actions": list(catalogue.actions),
        "enumerations": list(catalogue.enumerations),
        "amount bases": list(catalogue.amount_bases),
        "date bases": list(catalogue.date_bases),
        "findings": list(CODES),
    }


def _given(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value is not None}


def lines(data: Mapping[str, Any]) -> list[str]:
    """Lines that say to people what is known of a name."""
    if data.get("page"):
        return str(data["page"]).rstrip().split("\n")
    title = [f"{data['name']}  ({data['kind']})"] if "kind" in data else []
    body = {key: value for key, value in data.items() if key not in ("name", "kind", "doc")}
    first = {"doc": data["doc"]} if "doc" in data else {}
    return [*title, *_lines({**first, **body}, 2 if title else 0)]


def _lines(data: Mapping[str, Any], indent: int) -> list[str]:
    lines = []
    pad = " " * indent
    for key, value in data.items():
        name = str(key).replace("_", " ")
        if isinstance(value, Mapping) and value:
            lines += [f"{pad}{name}", *_lines(value, indent + 2)]
        elif isinstance(value, list | tuple) and any(isinstance(item, Mapping) for item in value):
            lines += [f"{pad}{name}", *(line for item in value for line in _lines(item, indent + 2))]
        elif isinstance(value, list | tuple) and any(str(item).endswith(".") for item in value):
            lines += [f"{pad}{name}", *(line for item in value for line in _wrapped(f"{pad}  - {item}", indent + 4))]
        elif key == "examples":
            lines += [f"{pad}{name if item is value[0] else '':<14} {item}" for item in value]
        elif key == "example":
            lines.append(f"{pad}{name:<14} {value}")
        else:
            lines += _wrapped(f"{pad}{name:<14} {_shown(value)}", indent + 15)
    return lines


def _wrapped(line: str, indent: int) -> list[str]:
    return textwrap.wrap(line, 110, subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False) or [
        line
    ]


def _shown(value: Any) -> str:
    if value is True or value is False:
        return "yes" if value else "no"
    if isinstance(value, Mapping | list | tuple) and not value:
        return "none"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)
