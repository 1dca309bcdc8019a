"""The whole library: every function, macro, static and method that programs may name."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from cljrules.interp.registry import macros_of, world_functions_of
from cljrules.interp.world import CORE, Library
from cljrules.stdlib.registry import functions_of

_MODULES: Final = (
    "maths",
    "conversions",
    "precision",
    "math_namespace",
    "formatting",
    "sequences",
    "transducers",
    "reduction",
    "collections",
    "updates",
    "combinators",
    "predicates",
    "strings",
    "text",
    "names",
    "regexes",
    "sets",
    "walk",
    "edn",
    "refs",
    "binders",
    "program",
    "hierarchy",
    "polymorphism",
    "exceptions",
)
_MACROS: Final = ("control", "binding", "iteration", "types", "namespaces")
_HOSTS: Final = ("java_math", "host_numbers", "host_methods", "interop")

#: Dynamic vars of the core library and their values.
_SETTINGS: Final = {
    "*print-length*": None,
    "*print-level*": None,
    "*print-readably*": True,
    "*print-namespace-maps*": False,
    "*print-meta*": False,
    "*math-context*": None,
    "*clojure-version*": None,
    "*warn-on-reflection*": False,
    "*unchecked-math*": False,
    "*assert*": True,
}


@cache
def standard_library() -> Library:
    """The library that every program starts with."""
    functions: dict[str, dict[str, Any]] = {CORE: dict(_SETTINGS), "clojure.test": {}}
    macros: dict[str, dict[str, Any]] = {}
    for module in _load(_MODULES):
        for function in functions_of(module):
            functions.setdefault(function.ns, {})[function.name] = function
        for bound in world_functions_of(module):
            functions.setdefault(bound.ns, {})[bound.name] = bound
        for held in getattr(module, "VALUES", ()):
            ns, name, value = held
            functions.setdefault(ns, {})[name] = value
    for module in _load(f"macros.{name}" for name in _MACROS):
        for macro in macros_of(module):
            macros.setdefault(macro.ns, {})[macro.name] = macro
    statics: dict[str, Any] = {}
    methods: dict[str, Any] = {}
    constructors: dict[str, Any] = {}
    for module in _load(_HOSTS):
        statics |= getattr(module, "STATICS", {})
        methods |= getattr(module, "METHODS", {})
        constructors |= getattr(module, "CONSTRUCTORS", {})
    return Library(functions, macros, statics, methods, constructors)


def _load(names: Iterable[str]) -> Iterable[Any]:
    return [import_module(f"cljrules.stdlib.{name}") for name in names if find_spec(f"cljrules.stdlib.{name}")]
