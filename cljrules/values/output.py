"""Where what a program prints goes.

`OUT` holds the writer of the running evaluation; without one, output is dropped. Text is in UTF-16 units. Nothing here
touches a file.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Final

from cljrules.values.limits import check_text


class Writer:
    """Collects printed text, within the limit of one string; `parts`, where given, is where it is put."""

    __slots__ = ("_length", "_parts")

    def __init__(self, parts: list[str] | None = None) -> None:
        self._parts: list[str] = [] if parts is None else parts
        self._length = 0

    def write(self, text: str) -> None:
        """Add text; raises LimitExceeded when there would be too much."""
        self._length += len(text)
        check_text(self._length)
        self._parts.append(text)

    @property
    def text(self) -> str:
        """All that was written, in UTF-16 units."""
        return "".join(self._parts)


OUT: Final[ContextVar[Writer | None]] = ContextVar("cljrules-out", default=None)


def write(text: str) -> None:
    """Print text to the writer of the running evaluation, if there is one."""
    writer = OUT.get()
    if writer is not None:
        writer.write(text)
