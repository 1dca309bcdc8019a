"""Namespaces that are loaded when a program first names one of them: programs that do not use one do not wait for it.

An extension is a module, in Hy or in Python, whose functions carry `registry.core`. `u` is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib import import_module
from typing import Any, Final

from cljrules.stdlib.registry import functions_of


class Extension(Mapping[str, Any]):
    """The functions of one namespace by name; the module that has them is imported at the first look."""

    def __init__(self, ns: str, module: str) -> None:
        self._ns = ns
        self._module = module

    @cached_property
    def _functions(self) -> dict[str, Any]:
        import hy  # noqa: F401  (importing it is what lets Python import Hy modules)

        module = import_module(self._module)
        return {function.name: function for function in functions_of(module) if function.ns == self._ns}

    def __getitem__(self, name: str) -> Any:
        return self._functions[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._functions)

    def __len__(self) -> int:
        return len(self._functions)


#: Namespace -> its functions.
EXTENSIONS: Final[Mapping[str, Extension]] = {"u": Extension("u", "cljrules.stdlib.u")}
