"""A secret: where it is, and its text only for the one place that needs it.

It shows nothing of its text where it is printed, logged or compared in a message.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final


class Secret:
    """A text that must not be seen. `source` says where it comes from, in words; `read` gives it, or raises."""

    __slots__ = ("_read", "source")

    def __init__(self, source: str, read: Callable[[], str]) -> None:
        self.source: Final = source
        self._read: Final = read

    @classmethod
    def of(cls, text: str) -> Secret:
        """A secret that is known already."""
        return cls("given", lambda: text)

    def reveal(self) -> str:
        """The text, never to be printed or logged. Raises StoreError where it is not to be had."""
        return self._read()

    def __repr__(self) -> str:
        return f"Secret({self.source})"
