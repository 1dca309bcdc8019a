"""Definitions of the library in the language itself.

Takes texts of definitions, one name each; gives values for the library's tables that a world evaluates when a program
first uses the name. Nothing is evaluated before that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cljrules.interp.programs import load_text
from cljrules.interp.world import World
from cljrules.source import Source

_DEFINITION = re.compile(r"^\((defn|defmacro|def) (\S+)", re.MULTILINE)
_DOC = re.compile(r'"((?:[^"\\]|\\.)*)"')
_PARAMETERS = re.compile(r"\[([^\]]*)\]")


class Definition:
    """One name of the library, defined in the language."""

    __slots__ = ("is_macro", "name", "ns", "text")

    def __init__(self, ns: str, name: str, text: str, *, is_macro: bool) -> None:
        self.ns = ns
        self.name = name
        self.text = text
        self.is_macro = is_macro

    @property
    def doc(self) -> str:
        """The docstring, in one line."""
        found = _DOC.search(self.text)
        return "" if found is None else " ".join(found.group(1).split())

    @property
    def parameters(self) -> str:
        """The names of the parameters, those of the first list where there are several."""
        after = _DOC.sub("", self.text, count=1)
        found = _PARAMETERS.search(after)
        return "" if found is None else found.group(1)

    def bound(self, world: World) -> Any:
        """The value in a world: the definition is evaluated there, in its own namespace."""
        before = world.ns
        world.ns = world.namespace(self.ns)
        try:
            load_text(world, Source(f"{self.ns}.clj", self.text))
        finally:
            world.ns = before
        return world.namespace(self.ns).vars[self.name].root


def definitions_of(ns: str, text: str) -> Iterator[Definition]:
    """The definitions in a text whose top-level forms begin at the margin."""
    found = list(_DEFINITION.finditer(text))
    ends = [later.start() for later in found[1:]] + [len(text)]
    for start, end in zip(found, ends, strict=True):
        body = text[start.start() : end]
        yield Definition(ns, start.group(2), body, is_macro=start.group(1) == "defmacro")
