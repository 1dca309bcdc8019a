"""Places on loans: a variable, or a variable with the keys into its map, joined by dots.

Reads and changes values at places, and tells a loan in words: how it differs from the sample loan. A loan is never
changed itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cljrules.stdlib.catalogue.loans import sample_loan
from cljrules.stdlib.catalogue.model import Catalogue, Member
from cljrules.values.collections import MapLike, PersistentMap
from cljrules.values.printer import pr_str
from cljrules.values.symbols import from_units, keyword


def member_of(catalogue: Catalogue, key: str) -> Member | None:
    """What the catalogue says of a place, None for an unknown one."""
    name, *keys = key.split(".")
    found: Member | None = catalogue.variables.get(name)
    for at in keys:
        if found is None:
            return None
        # keys of a keyed map, such as a customer's role, choose an entry and hold the same fields
        found = found if at not in found.fields and found.key_pattern else found.fields.get(at)
    return found if found is None or found.type not in ("map", "list") else None


def value_at(loan: Mapping[str, Any], key: str) -> Any:
    """What a loan holds at a place, None where there is nothing."""
    name, *keys = key.split(".")
    found = loan.get(name)
    for at in keys:
        if isinstance(found, MapLike):
            found = found.get(keyword(at))
        elif isinstance(found, Mapping):
            found = found.get(at)
        else:
            return None
    return found


def changed(loan: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """A loan with other values at some places; in a map nil takes the key away."""
    made = dict(loan)
    for key, value in changes.items():
        name, *keys = key.split(".")
        made[name] = _put(made.get(name), keys, value)
    return made


def _put(held: Any, keys: list[str], value: Any) -> Any:
    if not keys:
        return value
    entries = dict(held.entries()) if isinstance(held, MapLike) else {}
    first = keyword(keys[0])
    below = _put(entries.pop(first, None), keys[1:], value)
    if below is not None:
        entries[first] = below
    return PersistentMap.of(entries.items())


def shown_place(key: str) -> str:
    """A place as rules write it: a variable by its name, a place in its map as `(-> name :21 :key)`."""
    name, *keys = key.split(".")
    return f"(-> {name} {' '.join(f':{at}' for at in keys)})" if keys else name


def told(changes: Mapping[str, Any]) -> str:
    """The sample loan with other values at some places, in words: only what differs is said, and of an entry of a map
    that has changes of its own only those.
    """
    sample = sample_loan()
    above = {key.rpartition(".")[0] for key in changes}
    parts = [
        f"`{shown_place(key)}` {from_units(pr_str(value))}"
        for key, value in changes.items()
        if value_at(sample, key) != value and key not in above
    ]
    if not parts:
        return "the sample loan"
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"the sample loan with {listed}"
