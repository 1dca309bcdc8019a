"""Reading settings: a table of TOML into a dataclass whose types say what is allowed.

Takes the text of a file and a dataclass whose fields are sections, gives an instance of it. Every fault is a StoreError
that names file and line. Secrets come from the environment or from files that the text names, never from the text,
and are read only when they are used.
"""

from __future__ import annotations

import dataclasses
import re
import tomllib
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from cljrules.packs.toml_places import Place, find_places
from cljrules.source import Source
from cljrules.suggest import did_you_mean
from runtime.settings.secret import Secret
from runtime.store.errors import StoreError

T = TypeVar("T")
_Path = tuple[str | int, ...]
_DOCUMENTED = "docs/operators/settings.md lists all of them"


@dataclass(frozen=True, slots=True)
class Between:
    """The bounds of a number, both allowed."""

    least: float
    most: float


class Unfit(ValueError):
    """Raised by a section's `__post_init__` for values that do not go together; `key` is the one to point at."""

    def __init__(self, key: str, message: str, help: str) -> None:
        super().__init__(message)
        self.key = key
        self.help = help


def read_settings(kind: Callable[..., T], text: str, path: Path, environment: Mapping[str, str]) -> T:
    """The settings of a file's text. Raises StoreError `bad-settings`."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise StoreError("bad-settings", f"`{path}` is not TOML: {error}", "correct the line it names") from None
    reader = _Reader(path, Source(str(path), text), find_places(text), environment)
    sections = {name: hint for name, hint in _hints(kind).items() if dataclasses.is_dataclass(_bare(hint))}
    found: dict[str, Any] = {}
    for name, value in table.items():
        if name not in sections:
            what = f"there is no section `[{name}]`" if isinstance(value, dict) else f"there is no setting `{name}`"
            raise reader.fault((name,), what, did_you_mean(name, sections) or f"sections are {_listed(sections)}")
        found[name] = reader.value(sections[name], value, (name,))
    return kind(**found, path=path)


def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


def _bare(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _listed(names: Any) -> str:
    return ", ".join(f"`{name}`" for name in sorted(map(str, names)))


@dataclass(frozen=True, slots=True)
class _Reader:
    path: Path
    source: Source
    places: Mapping[_Path, Place]
    environment: Mapping[str, str]

    def fault(self, at: _Path, message: str, help: str) -> StoreError:
        """The error about a place of the file."""
        place = self.places.get(at)
        line = f":{self.source.position(place.key.start).line}" if place is not None else ""
        return StoreError("bad-settings", f"{self.path}{line}: {message}", help)

    def section(self, kind: type[Any], table: Any, at: _Path) -> Any:
        """A dataclass from a table."""
        name = ".".join(map(str, at))
        if not isinstance(table, dict):
            raise self.fault(at, f"`{name}` is a section", f"write `[{name}]` and its settings below it")
        hints = _hints(kind)
        secrets = {field for field, hint in hints.items() if Secret in _choices(hint)}
        known = [*(field for field in hints if field not in secrets), *(f"{s}_{w}" for s in secrets for w in _WAYS)]
        found: dict[str, Any] = {}
        for key, value in table.items():
            if key in secrets:
                raise self.fault(
                    (*at, key),
                    f"`{key}` is a secret and does not stand in a file of settings",
                    f'write `{key}_env = "VARIABLE"`, or `{key}_file = "path"`, and put the secret there',
                )
            field, _, way = key.rpartition("_")
            if field in secrets and way in _WAYS:
                if field in found:
                    raise self.fault((*at, key), f"`{field}` is given twice", f"keep one of {_listed(known[-2:])}")
                found[field] = self._secret(way, value, (*at, key))
            elif key not in hints:
                help = did_you_mean(key, known) or _DOCUMENTED
                raise self.fault((*at, key), f"`[{name}]` has no setting `{key}`", help)
            else:
                found[key] = self.value(hints[key], value, (*at, key))
        try:
            return kind(**found)
        except Unfit as error:
            where = next(((*at, key) for key in (error.key, *(f"{error.key}_{w}" for w in _WAYS)) if key in table), at)
            raise self.fault(where, str(error), error.help) from None

    def value(self, hint: Any, value: Any, at: _Path) -> Any:
        """A value of a type."""
        bounds: tuple[Any, ...] = ()
        if get_origin(hint) is Annotated:
            hint, *more = get_args(hint)
            bounds = tuple(more)
        if get_origin(hint) in (Union, types.UnionType):
            hint = next(choice for choice in get_args(hint) if choice is not type(None))
        if dataclasses.is_dataclass(hint) and isinstance(hint, type):
            return self.section(hint, value, at)
        if get_origin(hint) is Literal:
            return self._word(get_args(hint), value, at)
        if get_origin(hint) is tuple:
            if not isinstance(value, list):
                raise self.fault(at, f"`{at[-1]}` is a list", 'write `["one", "two"]`')
            item = get_args(hint)[0]
            return tuple(self.value(item, one, (*at, number)) for number, one in enumerate(value))
        if get_origin(hint) in (dict, Mapping) or hint is Mapping:
            if not isinstance(value, dict):
                raise self.fault(at, f"`{at[-1]}` is a table", 'write `{ "name" = "value" }`')
            item = get_args(hint)[1]
            return types.MappingProxyType({key: self.value(item, one, (*at, key)) for key, one in value.items()})
        what, read = _READERS[hint]
        found = read(value)
        if found is None:
            raise self.fault(at, f"`{_name(at)}` is {what}", f"correct {_shown(value)}")
        if hint is Path:
            found = self.path.parent / Path(found).expanduser()
        for bound in bounds:
            if not bound.least <= found <= bound.most:
                help = f"it lies between {bound.least} and {bound.most}"
                raise self.fault(at, f"`{_name(at)}` cannot be {found}", help)
        return found

    def _word(self, words: tuple[Any, ...], value: Any, at: _Path) -> Any:
        if value in words and isinstance(value, str):
            return value
        help = (did_you_mean(value, words) if isinstance(value, str) else None) or f"it is one of {_listed(words)}"
        raise self.fault(at, f"`{_name(at)}` cannot be {_shown(value)}", help)

    def _secret(self, way: str, value: Any, at: _Path) -> Secret:
        if not isinstance(value, str) or not value:
            what = "an environment variable" if way == "env" else "a file"
            raise self.fault(at, f"`{at[-1]}` names {what}", "put the name in double quotes")
        if way == "env":
            return Secret(f"the environment variable `{value}`", lambda: self._from_environment(value, at))
        file = self.path.parent / Path(value).expanduser()
        return Secret(f"the file `{value}`", lambda: self._from_file(file, at))

    def _from_environment(self, name: str, at: _Path) -> str:
        found = self.environment.get(name)
        if not found:
            help = "set it before the program starts"
            raise self.fault(at, f"the environment variable `{name}` is not set", help)
        return found

    def _from_file(self, file: Path, at: _Path) -> str:
        try:
            return file.read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "it is not text"
            raise self.fault(at, f"the file `{file}` cannot be read: {why}", "check who may read it") from None


def _name(at: _Path) -> str:
    return str(next(part for part in reversed(at) if isinstance(part, str)))


def _shown(value: Any) -> str:
    text = repr(value) if not isinstance(value, bool) else str(value).lower()
    return f"`{text if len(text) <= 40 else text[:39] + '…'}`"


def _choices(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)


_WAYS = ("env", "file")


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and not re.search(r"[\x00-\x1f\x7f]", value) else None


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _exact(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value)) if isinstance(value, (int, float, str)) and not isinstance(value, bool) else None
    except InvalidOperation:
        return None


def _time(value: Any) -> time | None:
    if isinstance(value, time):
        return value
    try:
        return time.fromisoformat(value) if isinstance(value, str) and re.fullmatch(r"\d\d:\d\d", value) else None
    except ValueError:
        return None


_READERS: Mapping[Any, tuple[str, Callable[[Any], Any]]] = types.MappingProxyType(
    {
        str: ("a text without line breaks", _text),
        int: ("a whole number", _whole),
        float: ("a number", _number),
        bool: ("`true` or `false`", lambda value: value if isinstance(value, bool) else None),
        Path: ("a path", _text),
        Decimal: ("a number", _exact),
        time: ('a time of day such as `"21:00"`', _time),
    }
)
