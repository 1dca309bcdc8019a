"""Forms: the data a text is read into, each with its place.

An `Atom` holds one value (nil, boolean, number, character, string, keyword, symbol or `Pattern`); a `Coll` holds
forms in the order written (a map's keys and values alternate). Reader shorthand is already spelt out: `'x` is the
list `(quote x)`, `#(…)` the list `(fn* […] …)`; what was spelt out takes the span of the shorthand. Forms never
change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from cljrules.source import Source, Span
from cljrules.values.symbols import Keyword, Symbol

CollKind = Literal["list", "vector", "map", "set"]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression literal: its text between the quotes."""

    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Atom:
    """A form without parts. `meta` is a map form (`Coll`) or None and occurs on symbols only."""

    value: Any
    span: Span
    source: Source
    meta: Coll | None = None

    @property
    def symbol(self) -> Symbol | None:
        """The symbol this form is, else None."""
        return self.value if isinstance(self.value, Symbol) else None

    @property
    def keyword(self) -> Keyword | None:
        """The keyword this form is, else None."""
        return self.value if isinstance(self.value, Keyword) else None


@dataclass(frozen=True, slots=True, eq=False)
class Coll:
    """A list, vector, map or set form. `meta` is a map form (`Coll`) or None."""

    kind: CollKind
    items: tuple[Form, ...]
    span: Span
    source: Source
    meta: Coll | None = None

    @property
    def head(self) -> Symbol | None:
        """The symbol a list begins with, else None."""
        if self.kind == "list" and self.items:
            first = self.items[0]
            if first.__class__ is Atom and isinstance(first.value, Symbol):
                return first.value
        return None

    def pairs(self) -> Iterator[tuple[Form, Form]]:
        """Keys and values of a map form, in the order written."""
        return zip(self.items[::2], self.items[1::2], strict=True)


Form: TypeAlias = Atom | Coll
