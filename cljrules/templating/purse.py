"""What one rendering may use up: counted work and length of text, never a clock, so that it ends alike each time.

A context variable holds the purse of the rendering under way, so that loops, macros and included templates all pay from
the same one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

#: Items gone through by loops, calls of macros, operations; a legitimate letter needs some hundreds.
STEPS: Final = 100_000
#: Characters put together, those that are thrown away again included.
TEXT: Final = 4_000_000
#: Characters of one rendered text.
OUTPUT: Final = 1_000_000
#: Characters of a template's own text.
SOURCE: Final = 256_000
#: Calls of macros inside one another.
DEPTH: Final = 50
#: How far `range` counts, and the bits of a whole number.
RANGE: Final = 10_000
BITS: Final = 1_024


class TemplateFault(Exception):
    """A template that cannot be rendered; the message is for people."""


@dataclass(slots=True)
class Purse:
    """What is left for one rendering."""

    steps: int = STEPS
    text: int = TEXT
    depth: int = DEPTH

    def pay(self, steps: int, text: int = 0) -> None:
        """Take from it. Raises TemplateFault when it is empty."""
        self.steps -= steps
        self.text -= text
        if self.steps < 0:
            raise TemplateFault("the template goes round too often")
        if self.text < 0:
            raise TemplateFault("the template makes too much text")


PURSE: ContextVar[Purse] = ContextVar("purse")


def pay(steps: int, text: int = 0) -> None:
    """Take from the purse of the rendering under way."""
    PURSE.get().pay(steps, text)


@contextmanager
def nested() -> Iterator[None]:
    """The time of a call inside others. Raises TemplateFault for one too deep."""
    purse = PURSE.get()
    if purse.depth <= 0:
        raise TemplateFault("the template calls itself too often")
    purse.depth -= 1
    try:
        yield
    finally:
        purse.depth += 1
