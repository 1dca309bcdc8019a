"""Calls of everything the library offers, with arguments of every kind and in every number."""

from __future__ import annotations

import random

from cases.values import MACRO_PARTS, VALUES

from cljrules.interp.special import SPECIAL
from cljrules.stdlib.library import standard_library

_CORE = "clojure.core"
_SPACES = (_CORE, "clojure.string", "clojure.set", "clojure.walk", "clojure.edn", "clojure.math")
#: What answers differently each time, changes what later cases see, or prints an address.
# fmt: off
_LEFT_OUT = frozenset((
    "read-line", "eval", "load-string", "gensym", "time", "alter-var-root", "intern", "in-ns", "remove-ns",
    "ns-unmap", "ns-unalias", "alias", "future", "future-call", "pmap", "pcalls", "pvalues", "shutdown-agents",
    "add-watch", "agent", "send", "send-off", "await", "promise", "deliver", "all-ns", "loaded-libs", "hash",
    "hash-map-code", "ns-publics", "ns-map", "ns-interns", "ns-refers", "ns-imports", "ns-aliases",
    "hash-unordered-coll", "hash-ordered-coll", "clojure-version", "with-redefs", "with-redefs-fn", "while",
    "defstruct", "proxy", "bound-fn", "locking", "memfn", "import",
))
# fmt: on


def functions() -> list[str]:
    """The functions of the library that can be called in any case, by the names programs use."""
    library = standard_library()
    found = []
    for space in _SPACES:
        for name, value in library.functions.get(space, {}).items():
            if name not in _LEFT_OUT and (hasattr(value, "fn") or hasattr(value, "invoke")):
                found.append(name if space == _CORE else f"{space}/{name}")
    return sorted(found)


def macros() -> list[str]:
    """The macros and special forms that can be called in any case."""
    behind = {name for name in SPECIAL if name.endswith("*")}
    return sorted(({*standard_library().macros[_CORE]} | {*SPECIAL}) - behind - _LEFT_OUT)


def call(rng: random.Random, names: list[str]) -> str:
    """A call of a function with up to four values."""
    count = rng.choice((0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 4))
    return f"({' '.join([rng.choice(names), *rng.choices(VALUES, k=count)])})"


def macro_call(rng: random.Random, names: list[str]) -> str:
    """A call of a macro with up to four forms, well shaped or not."""
    parts = [
        rng.choice(MACRO_PARTS if rng.random() < 0.75 else VALUES)
        for _ in range(rng.choice((0, 1, 1, 2, 2, 2, 3, 3, 3, 4)))
    ]
    made = f"({' '.join([rng.choice(names), *parts])})"
    return f"(let [x 5 f inc] {made})" if rng.random() < 0.2 else made
