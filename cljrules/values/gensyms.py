"""Numbers for made-up names: counted per evaluation, so that the same program makes the same names."""

from __future__ import annotations

from collections.abc import Iterator
from contextvars import ContextVar
from itertools import count
from typing import Final

#: The counter of the running evaluation.
COUNTER: Final[ContextVar[Iterator[int] | None]] = ContextVar("cljrules-gensyms", default=None)


def next_number() -> int:
    """The next number of the running evaluation's counter; outside one, of a counter of the current context."""
    counter = COUNTER.get()
    if counter is None:
        counter = count(1)
        COUNTER.set(counter)
    return next(counter)
