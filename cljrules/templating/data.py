"""Values of the language as templates see them.

Takes values of the catalogue's variables, gives plain numbers and texts, lists, and `Fields` for maps. Nothing that a
template gets has a method it could call.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cljrules.values.collections import MapLike
from cljrules.values.symbols import Keyword, from_units


class Fields(Mapping[str, Any]):
    """A map; its names are written with `_` for `-`. A name that it lacks is absent, None."""

    __slots__ = ("_held",)

    def __init__(self, held: Mapping[str, Any]) -> None:
        self._held = held

    def __getitem__(self, name: str) -> Any:
        return self._held.get(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def __str__(self) -> str:
        return ", ".join(self._held)


def seen(value: Any) -> Any:
    """A value as a template sees it."""
    if isinstance(value, str):
        return from_units(value)
    if value is None or isinstance(value, (int, Fields)):
        return value
    if isinstance(value, Keyword):
        return value.text
    if isinstance(value, MapLike):
        return Fields({_name(key): seen(item) for key, item in value.entries()})
    if isinstance(value, Mapping):
        return Fields({_name(key): seen(item) for key, item in value.items()})
    if isinstance(value, Sequence) or (hasattr(value, "__iter__") and not isinstance(value, (bytes, bytearray))):
        return [seen(item) for item in value]
    return value


def _name(key: Any) -> str:
    return (key.text if isinstance(key, Keyword) else from_units(str(key))).replace("-", "_")
