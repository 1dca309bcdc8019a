"""Data that cannot be changed: records, and what TOML gives with lists as tuples and tables as read-only mappings.

`Data` is a base class that takes its fields from annotations, as a frozen dataclass does, and costs a program's start
nothing: a dataclass compiles its methods when it is defined, about a millisecond each.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Final, NoReturn, dataclass_transform

NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


def freeze(value: Any) -> Any:
    """The same data, deeply read-only."""
    if isinstance(value, dict):
        return MappingProxyType({key: freeze(item) for key, item in value.items()})
    if isinstance(value, list):
        return tuple(map(freeze, value))
    return value


@dataclass_transform(frozen_default=True)
class Data:
    """Base of records. Fields are the annotated names of a class and its bases; those with a value have a default.

    Raises TypeError for a field that is missing, unknown or given twice. Records are equal when their class and all
    their fields are.
    """

    _names: ClassVar[tuple[str, ...]] = ()
    _required: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls) -> None:
        own = (name for name in cls.__annotations__ if not name.startswith("_"))
        cls._names = tuple(dict.fromkeys((*cls._names, *own)))
        cls._required = frozenset(name for name in cls._names if not hasattr(cls, name))

    def __init__(self, *args: Any, **named: Any) -> None:
        if args:
            given = dict(zip(self._names, args, strict=False))
            if len(given) < len(args) or not given.keys().isdisjoint(named):
                raise TypeError(f"{type(self).__name__} takes its fields once each: {', '.join(self._names)}")
            named = given | named
        missing, unknown = self._required - named.keys(), named.keys() - set(self._names)
        if missing or unknown:
            what = f"needs {sorted(missing)}" if missing else f"has no {sorted(unknown)}"
            raise TypeError(f"{type(self).__name__} {what}")
        self.__dict__.update(named)

    @classmethod
    def field_names(cls) -> tuple[str, ...]:
        """The names of the fields, in order."""
        return cls._names

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} cannot be changed")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} cannot be changed")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and all(getattr(self, name) == getattr(other, name) for name in self._names)

    def __hash__(self) -> int:
        return hash((type(self), *(getattr(self, name) for name in self._names)))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self._names)})"


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Entry(Data):
    """Base of records that are there once, such as those of the catalogue: made by name, equal only to themselves."""

    __eq__ = object.__eq__
    __hash__ = object.__hash__
