"""The whole library: every function, macro, static and method that programs may name.

Gathers what the modules of this package mark with `core`, `world_core` and `macro`; a module may also offer `VALUES`
(namespace, name, value) and, for the JVM's classes, `STATICS`, `METHODS` and `CONSTRUCTORS`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any, Final

from cljrules import stdlib
from cljrules.interp.definitions import Definition, definitions_of
from cljrules.interp.registry import macros_of, world_functions_of
from cljrules.interp.world import CORE, Library
from cljrules.stdlib import macros as macro_modules
from cljrules.stdlib.absence import Absence
from cljrules.stdlib.extensions import EXTENSIONS
from cljrules.stdlib.inlining import INLINED, PAIRWISE
from cljrules.stdlib.registry import functions_of

#: Modules of this package that hold no functions of the language.
_TOOLS: Final = frozenset({"library", "registry", "extensions", "reference", "absence", "u"})

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
    functions: dict[str, dict[str, Any]] = {CORE: dict(_SETTINGS)}
    macros: dict[str, dict[str, Any]] = {}
    statics: dict[str, Any] = {}
    methods: dict[str, Any] = {}
    constructors: dict[str, Any] = {}
    for module in _modules():
        for function in functions_of(module):
            functions.setdefault(function.ns, {})[function.name] = function
        for bound in world_functions_of(module):
            functions.setdefault(bound.ns, {})[bound.name] = bound
        for macro in macros_of(module):
            macros.setdefault(macro.ns, {})[macro.name] = macro
        for ns, name, value in getattr(module, "VALUES", ()):
            functions.setdefault(ns, {})[name] = value
        statics |= getattr(module, "STATICS", {})
        methods |= getattr(module, "METHODS", {})
        constructors |= getattr(module, "CONSTRUCTORS", {})
    for definition in _definitions():
        functions.setdefault(definition.ns, {})[definition.name] = definition
    return Library({**functions, **EXTENSIONS}, macros, statics, methods, constructors, INLINED, PAIRWISE, Absence())


def _definitions() -> Iterator[Definition]:
    """What is defined in the language itself, a file for each namespace."""
    for file in Path(__file__).with_name("definitions").iterdir():
        if file.name.endswith(".clj"):
            yield from definitions_of(file.name.removesuffix(".clj"), file.read_text("utf-8"))


def library_with(extensions: Mapping[str, Mapping[str, Any]]) -> Library:
    """The standard library with the namespaces of extensions."""
    library = standard_library()
    return replace(library, functions={**library.functions, **extensions}) if extensions else library


def _modules() -> Iterator[ModuleType]:
    """The modules of this package and of its macros, which define everything by what they mark."""
    for package in (stdlib, macro_modules):
        for found in iter_modules(package.__path__, f"{package.__name__}."):
            if not found.ispkg and found.name.rsplit(".", 1)[-1] not in _TOOLS:
                yield import_module(found.name)
