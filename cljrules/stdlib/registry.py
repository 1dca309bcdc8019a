"""How Python functions become functions of the language.

`@core("name", …)` marks a function with the names it has in a namespace; `functions_of(module)` collects what a module
marks. Marking changes nothing else, so importing a module has no effect of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, TypeVar

from cljrules.values.functions import Builtin

F = TypeVar("F", bound=Callable[..., Any])


def core(*names: str, ns: str = "clojure.core") -> Callable[[F], F]:
    """Mark a function as the language's function of these names in a namespace.

    Arity is read from its Python signature.
    """

    def mark(function: F) -> F:
        function.__clj_names__ = (*getattr(function, "__clj_names__", ()), *((ns, name) for name in names))  # type: ignore[attr-defined]
        return function

    return mark


def functions_of(module: ModuleType) -> Iterator[Builtin]:
    """The marked functions that a module defines."""
    for value in vars(module).values():
        if callable(value) and getattr(value, "__module__", None) == module.__name__:
            for ns, name in getattr(value, "__clj_names__", ()):
                yield Builtin(ns, name, value)
