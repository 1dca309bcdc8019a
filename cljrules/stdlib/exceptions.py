"""Functions on errors: `ex-info` and what asks it."""

from __future__ import annotations

from typing import Any

from cljrules.stdlib.registry import core
from cljrules.values.casts import cannot_cast
from cljrules.values.collections import EMPTY_VECTOR, MapLike, PersistentMap, Vector
from cljrules.values.errors import ClojureError, class_cast, error_class, illegal_argument
from cljrules.values.functions import own_method
from cljrules.values.kinds import class_name
from cljrules.values.symbols import Symbol, keyword


@core("ex-info")
def ex_info(message: Any, data: Any, cause: Any = None) -> Any:
    """An error with a message and a map of data."""
    if message is not None and message.__class__ is not str:
        raise class_cast(f"{class_name(message)} cannot be cast to java.lang.String")
    if data is None:
        raise illegal_argument("Additional data must be non-nil.")
    if not isinstance(data, MapLike):
        raise class_cast(f"{class_name(data)} cannot be cast to clojure.lang.IPersistentMap")
    if cause is not None and not isinstance(cause, ClojureError):
        raise class_cast(f"{class_name(cause)} cannot be cast to java.lang.Throwable")
    return ClojureError(error_class("ExceptionInfo"), message, data=data, cause=cause)


@core("ex-message")
def ex_message(value: Any) -> Any:
    """The message of an error, nil for anything else."""
    return value.message if isinstance(value, ClojureError) else None


@core("ex-data")
def ex_data(value: Any) -> Any:
    """The data of an error made by `ex-info`, nil for anything else."""
    own = own_method(value, "getData")
    if own is not None:
        return own()
    return value.data if isinstance(value, ClojureError) else None


@core("ex-cause")
def ex_cause(value: Any) -> Any:
    """The cause of an error, nil where there is none."""
    return value.cause if isinstance(value, ClojureError) else None


@core("Throwable->map")
def throwable_map(value: Any) -> Any:
    """What an error and its causes say, as a map; the JVM's stack is not there."""
    if not isinstance(value, ClojureError):
        raise cannot_cast(value, "java.lang.Throwable")
    chain: list[ClojureError] = []
    at: ClojureError | None = value
    while at is not None:
        chain.append(at)
        at = at.cause
    root = chain[-1]
    told: list[tuple[str, Any]] = [("via", Vector.of(map(_told, chain))), ("trace", EMPTY_VECTOR)]
    told += [(key, held) for key, held in (("cause", root.message), ("data", root.data)) if held is not None]
    return PersistentMap.of((keyword(key), held) for key, held in told)


def _told(error: ClojureError) -> PersistentMap:
    parts = (("type", Symbol(None, error.cls.name)), ("message", error.message), ("data", error.data))
    return PersistentMap.of((keyword(key), held) for key, held in parts if held is not None)
