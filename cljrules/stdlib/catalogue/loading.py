"""The catalogue's files as the model.

Takes variables.toml and actions.toml, gives a `Catalogue`. A key that the model has no field for is an error, so that
nothing the files say is dropped unseen. Never checks whether the files make sense; the tests do.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from cljrules.stdlib.catalogue import model
from cljrules.stdlib.catalogue.data import freeze
from cljrules.stdlib.catalogue.stored import read_toml

_Made = TypeVar("_Made")
_FORMAT = 1


@cache
def load() -> model.Catalogue:
    """The catalogue, read once per process."""
    variables, actions = _read("variables.toml"), _read("actions.toml")
    return _catalogue(variables, actions)


def _read(name: str) -> dict[str, Any]:
    data = read_toml(Path(__file__).with_name(name))
    if data.pop("format") != _FORMAT:
        raise ValueError(f"{name} is of a format other than {_FORMAT}")
    return data


def _catalogue(variables: dict[str, Any], actions: dict[str, Any]) -> model.Catalogue:
    made = model.Catalogue(
        sample=_make(model.Sample, variables.pop("sample")),
        types=_table(model.ValueType, variables.pop("types"), named=False),
        groups=freeze(variables.pop("groups")),
        sources=freeze(variables.pop("sources")),
        vocabulary=freeze(variables.pop("vocabulary")),
        variables=_by_name(
            {name: _member(model.Variable, data, name) for name, data in variables.pop("variables").items()}
        ),
        facts=tuple(_make(model.Fact, data) for data in variables.pop("facts")),
        archetypes=_by_name({data["name"]: _make(model.Archetype, data) for data in variables.pop("archetypes")}),
        severity_scale=MappingProxyType({int(level): text for level, text in actions.pop("severity-scale").items()}),
        amount_bases=_table(model.AmountBase, actions.pop("amount-bases")),
        date_bases=_table(model.DateBase, actions.pop("date-bases")),
        enumerations=_by_name({name: _enumeration(name, data) for name, data in actions["enumerations"].items()}),
        event_envelope=_members(actions.pop("event-envelope")),
        events=_by_name({name: _event(name, data) for name, data in actions.pop("events").items()}),
        actions=_by_name({name: _action(name, data) for name, data in actions.pop("actions").items()}),
    )
    actions.pop("enumerations")
    if variables or actions:
        raise ValueError(f"the catalogue holds unknown tables: {', '.join([*variables, *actions])}")
    return made


def _by_name(table: dict[str, _Made]) -> Mapping[str, _Made]:
    return MappingProxyType(table)


def _make(cls: type[_Made], data: dict[str, Any], **extra: Any) -> _Made:
    made = {key.replace("-", "_"): freeze(value) for key, value in data.items() if key not in extra}
    try:
        return cls(**made, **extra)
    except TypeError as error:
        raise ValueError(f"{data.get('name', extra.get('name', ''))}: {error}") from None


def _table(cls: type[_Made], data: dict[str, Any], *, named: bool = True) -> Mapping[str, _Made]:
    return _by_name({name: _make(cls, item, **({"name": name} if named else {})) for name, item in data.items()})


def _member(cls: type[_Made], data: dict[str, Any], name: str | None = None) -> _Made:
    extra: dict[str, Any] = {} if name is None else {"name": name}
    if "fields" in data:
        extra["fields"] = _members(data["fields"])
    if "items" in data:
        extra["items"] = _member(model.Member, data["items"])
    if isinstance(data.get("values"), list):
        extra["values"] = tuple(_make(model.Choice, choice) for choice in data["values"])
    return _make(cls, data, **extra)


def _members(data: dict[str, Any]) -> Mapping[str, model.Member]:
    return _by_name({name: _member(model.Member, item) for name, item in data.items()})


def _enumeration(name: str, data: dict[str, Any]) -> model.Enumeration:
    return _make(
        model.Enumeration, data, name=name, values=tuple(_make(model.Choice, choice) for choice in data["values"])
    )


def _event(name: str, data: dict[str, Any]) -> model.Event:
    return _make(model.Event, data, name=name, payload=_members(data.get("payload", {})))


def _action(name: str, data: dict[str, Any]) -> model.Action:
    return _make(
        model.Action,
        data,
        name=name,
        preconditions=tuple(_make(model.Precondition, item) for item in data["preconditions"]),
        effects=tuple(_make(model.Effect, item) for item in data["effects"]),
        options=_by_name(
            {option: _member(model.Option, item, option) for option, item in data.get("options", {}).items()}
        ),
        variants=tuple(_make(model.Variant, item) for item in data.get("variants", [])),
    )
