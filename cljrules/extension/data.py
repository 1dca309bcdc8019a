"""Values of the language and plain Python data, both ways; for the insides of extensions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cljrules.values.collections import MapLike, PersistentMap, SetLike, Vector
from cljrules.values.errors import ClojureError, illegal_argument
from cljrules.values.limits import spend
from cljrules.values.seqs import Sequential
from cljrules.values.symbols import Keyword, from_units, keyword, to_units


def value(data: Any) -> Any:
    """Python data as the language's: a dict with text keys is a map with keyword keys, a list or tuple a vector; what
    is a value of the language already stays.
    """
    if isinstance(data, str):
        return to_units(data)
    if isinstance(data, Mapping):
        return PersistentMap.of(
            (keyword(key) if isinstance(key, str) else key, value(held)) for key, held in data.items()
        )
    if isinstance(data, list | tuple):
        return Vector.of(map(value, data))
    return data


def plain(held: Any) -> Any:
    """A value of the language as Python data: a map with keyword keys is a dict with text keys, a sequence or set a
    list, a keyword its text without the colon.
    """
    if isinstance(held, str):
        return from_units(held)
    if isinstance(held, Keyword):
        return held.text
    if isinstance(held, MapLike):
        return {plain(key): plain(item) for key, item in held.entries()}
    if isinstance(held, Sequential | SetLike):
        made = []
        for item in held:
            spend()
            made.append(plain(item))
        return made
    return held


def refusal(why: str, help: str | None = None) -> ClojureError:
    """What an extension raises for an argument it does not take: an IllegalArgumentException with these words, and
    what to write instead.
    """
    made = illegal_argument(to_units(why))
    made.help = help
    return made
