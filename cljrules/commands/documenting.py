"""`cljrules doc`: what a variable, action, enumeration, base, event, function or finding is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from cljrules.codes import CODES
from cljrules.commands.findings import describe_code
from cljrules.commands.functions import describe_function
from cljrules.packs.criteria import function_names
from cljrules.packs.extensions import extension_functions
from cljrules.packs.manifest import MANIFEST_NAME
from cljrules.stdlib.catalogue import Action, Catalogue, Enumeration, Member, Option, Variable, load
from cljrules.suggest import suggest


def run(name: str | None, format: str, pack: str | None = None) -> int:
    """Print what a name stands for, or an overview; exit code 1 when nothing has the name. Functions of extensions are
    those of the pack in the folder `pack`, or in the one where the command runs.
    """
    catalogue = load()
    if name is None:
        _print(_overview(catalogue), format)
        return 0
    found = describe(name.removeprefix(":"), catalogue)
    extensions: Mapping[str, Mapping[str, Any]] = {}
    if found is None and (pack is not None or Path(MANIFEST_NAME).exists()):
        extensions = extension_functions(Path(pack or "."))
        found = describe_function(name, extensions)
    if found is None:
        near = suggest(name.removeprefix(":"), [*_names(catalogue), *function_names(extensions)], limit=3)
        click.echo(f"error: there is nothing named `{name}`", err=True)
        if near:
            click.echo("  = help: did you mean " + " or ".join(f"`{item}`" for item in near) + "?", err=True)
        return 1
    _print(found, format)
    return 0


def describe(name: str, catalogue: Catalogue) -> dict[str, Any] | None:
    """What the catalogue and the library know under a name, as data; None when there is nothing."""
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
    return describe_code(name) or describe_function(name)


def _names(catalogue: Catalogue) -> list[str]:
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


def _overview(catalogue: Catalogue) -> dict[str, Any]:
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


def _print(data: dict[str, Any], format: str) -> None:
    if format == "json":
        click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=_plain))
        return
    if data.get("page"):
        click.echo(data["page"].rstrip())
        return
    title = f"{data['name']}  ({data['kind']})\n" if "kind" in data else ""
    body = {key: value for key, value in data.items() if key not in ("name", "kind", "doc")}
    first = {"doc": data["doc"]} if "doc" in data else {}
    click.echo(title + "\n".join(_lines({**first, **body}, 2 if title else 0)))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    return str(value)


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
    import textwrap

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
