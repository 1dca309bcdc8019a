"""The functions and macros of the library, as `cljrules doc` shows them."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from cljrules.interp.world import CORE
from cljrules.stdlib.library import standard_library
from cljrules.values.functions import MANY


def describe_function(name: str) -> dict[str, Any] | None:
    """What the library knows of a function or macro: its kind, documentation and number of arguments; None when it has
    no such name.
    """
    for ns, own, kind, value in _entries():
        if name in (f"{ns}/{own}", own if ns == CORE else None):
            found = {"kind": kind, "name": _written(ns, own), "namespace": ns}
            doc = inspect.getdoc(getattr(value, "fn", None))
            if doc and not doc.startswith("Partial"):
                found["doc"] = " ".join(doc.split())
            arguments = _arguments(value)
            if arguments:
                found["arguments"] = arguments
            return found
    return None


def _entries() -> Iterator[tuple[str, str, str, Any]]:
    library = standard_library()
    for kind, table in (("function", library.functions), ("macro", library.macros)):
        for ns, names in table.items():
            for name, value in names.items():
                yield ns, name, kind if hasattr(value, "fn") else "value", value


def _written(ns: str, name: str) -> str:
    return name if ns == CORE else f"{ns}/{name}"


def _arguments(value: Any) -> str | None:
    low, high = getattr(value, "low", None), getattr(value, "high", None)
    if low is None or high is None:
        return None
    if low == high:
        return str(low)
    return f"{low} or more" if high >= MANY else f"{low} to {high}"
