"""The functions and macros of the library and of extensions, as `cljrules doc` shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cljrules.stdlib.catalogue.data import NOTHING
from cljrules.stdlib.reference import Entry, entry


def describe_function(name: str, extensions: Mapping[str, Mapping[str, Any]] = NOTHING) -> dict[str, Any] | None:
    """What is known of a function or macro: its kind, documentation, call, number of arguments and, where declared,
    types and examples; None when there is no such name.
    """
    found = entry(name, extensions)
    if found is None:
        return None
    data = {
        "kind": found.kind,
        "name": found.name,
        "namespace": found.namespace,
        "doc": found.doc,
        "call": found.signature,
        "arguments": _arguments(found),
        "takes": dict(found.takes),
        "gives": found.gives,
        "examples": list(found.examples),
    }
    return {key: value for key, value in data.items() if value}


def _arguments(found: Entry) -> str | None:
    if found.low is None:
        return None
    if found.low == found.high:
        return str(found.low)
    return f"{found.low} or more" if found.high is None else f"{found.low} to {found.high}"
