"""Loans made of the catalogue: the sample loan and the archetypes, as criteria see them.

Gives read-only mappings of every variable's name to its bound value. They describe business date
`Catalogue.sample.as_of`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from cljrules.stdlib.catalogue.loading import load
from cljrules.stdlib.catalogue.values import bind


@cache
def sample_loan() -> Mapping[str, Any]:
    """The sample loan: every variable at its healthy value."""
    return MappingProxyType({name: bind(variable, variable.healthy) for name, variable in load().variables.items()})


@cache
def archetype_loan(name: str) -> Mapping[str, Any]:
    """The archetype of this name: the sample loan with the archetype's values laid over it (maps key by key) and its
    nils taken away.

    Raises KeyError for an unknown name.
    """
    variables, archetype = load().variables, load().archetypes[name]
    changed = {variable: _laid_over(variables[variable].healthy, value) for variable, value in archetype.values.items()}
    for path in archetype.nil:
        variable, *keys = path.split(".")
        changed[variable] = _without(changed.get(variable, variables[variable].healthy), keys)
    bound = {variable: bind(variables[variable], value) for variable, value in changed.items()}
    return MappingProxyType({**sample_loan(), **bound})


def _laid_over(below: Any, above: Any) -> Any:
    if not isinstance(below, Mapping) or not isinstance(above, Mapping):
        return above
    return {**below, **{key: _laid_over(below.get(key), value) for key, value in above.items()}}


def _without(value: Any, keys: list[str]) -> Any:
    if not keys:
        return None
    first, *rest = keys
    if rest:
        return {**value, first: _without(value[first], rest)}
    return {key: item for key, item in value.items() if key != first}
