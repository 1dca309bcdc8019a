"""How Python functions that need the world they are called in become functions of the language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, TypeVar

from cljrules.interp.build import Macro
from cljrules.interp.world import World
from cljrules.values.functions import MANY, Builtin, arity_of

F = TypeVar("F", bound=Callable[..., Any])


class WorldFunction:
    """A function whose first argument is the world; `bound` gives the function of one world."""

    def __init__(self, ns: str, name: str, fn: Callable[..., Any]) -> None:
        self.ns = ns
        self.name = name
        self.fn = fn

    def bound(self, world: World) -> Builtin:
        fn = self.fn

        def call(*args: Any) -> Any:
            return fn(world, *args)

        made = Builtin(self.ns, self.name, call)
        low, high = arity_of(fn)
        made.low = low - 1
        made.high = high if high == MANY else high - 1
        return made


def world_core(*names: str, ns: str = "clojure.core") -> Callable[[F], F]:
    """Mark a Python function of a world and arguments as the language's function of these names."""

    def mark(function: F) -> F:
        function.__clj_world__ = tuple((ns, name) for name in names)  # type: ignore[attr-defined]
        return function

    return mark


def world_functions_of(module: ModuleType) -> Iterator[WorldFunction]:
    """The marked functions of a world that a module defines."""
    for value in vars(module).values():
        for ns, name in getattr(value, "__clj_world__", ()):
            yield WorldFunction(ns, name, value)


def macros_of(module: ModuleType) -> Iterator[Macro]:
    """The marked macros that a module defines."""
    for value in vars(module).values():
        for ns, name, example in getattr(value, "__clj_macros__", ()):
            yield Macro(ns, name, value, example)
