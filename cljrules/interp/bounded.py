"""Functions that can be called without a meter: their work is bounded by what they are given.

The compiled engine calls them as they are. What makes a text or collection of its arguments is `growing`: a few such
calls are harmless, many that take each other's results are not.
"""

from __future__ import annotations

from typing import Final

from cljrules.interp.world import CORE
from cljrules.values.functions import Builtin

_BOUNDED: Final = frozenset(
    (
        *("get", "get-in", "contains?", "count", "first", "second", "last", "nth", "keys", "vals", "empty?", "compare"),
        *("str", "subs", "name", "namespace", "keyword", "identity", "boolean", "vector", "hash-map", "hash-set"),
        *("max", "min", "abs", "quot", "rem", "mod", "/", "inc", "dec", "+", "-", "*"),
        *("double", "long", "int", "bigdec"),
        *("=", "not=", "<", ">", "<=", ">=", "==", "zero?", "pos?", "neg?", "even?", "odd?", "not"),
        *("some?", "nil?", "true?", "false?", "string?", "number?", "integer?", "int?", "decimal?", "keyword?"),
        *("map?", "vector?", "set?", "coll?", "set", "seq", "not-empty"),
    )
)
_BOUNDED_TEXT: Final = frozenset(
    (
        *("starts-with?", "ends-with?", "includes?", "blank?", "index-of", "last-index-of"),
        *("lower-case", "upper-case", "capitalize", "trim", "triml", "trimr"),
    )
)
_GROWING: Final = frozenset({"str", "vector", "hash-map", "hash-set", "set"})


def is_bounded(function: Builtin) -> bool:
    """Whether a function's work is bounded by its arguments: safe to call without a meter."""
    if function.ns == CORE:
        return function.name in _BOUNDED
    return function.declaration is not None or (function.ns == "clojure.string" and function.name in _BOUNDED_TEXT)


def is_growing(function: Builtin) -> bool:
    """Whether a function makes a text or collection of all its arguments."""
    return function.ns == CORE and function.name in _GROWING
