"""Functions on errors: `ex-info` and what asks it."""

from __future__ import annotations

from typing import Any

from cljrules.stdlib.registry import core
from cljrules.values.collections import EMPTY_MAP, MapLike
from cljrules.values.errors import ClojureError, class_cast, error_class, illegal_argument
from cljrules.values.kinds import class_name


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
    return value.data if isinstance(value, ClojureError) else None


@core("ex-cause")
def ex_cause(value: Any) -> Any:
    """The cause of an error, nil where there is none."""
    return value.cause if isinstance(value, ClojureError) else None


@core("Throwable->map")
def throwable_map(value: Any) -> Any:
    """What an error says, as a map."""
    from cljrules.values.symbols import keyword

    return EMPTY_MAP.assoc(keyword("cause"), value.root.message).assoc(keyword("data"), value.data)
