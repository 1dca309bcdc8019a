"""The text of an open document, as its edits arrive.

Takes changes whose positions count lines and UTF-16 units, gives the text. A line ends with a line feed, a carriage
return or both, and with nothing else: form feeds and the separators of Unicode are characters like others, as editors
count them. Positions outside the text are clipped.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


class Place(NamedTuple):
    """A line and a column in UTF-16 units, both from 0."""

    line: int
    column: int


class Change(NamedTuple):
    """Replace what lies between two places by a text; the whole document where there are none."""

    text: str
    start: Place | None = None
    end: Place | None = None


class Buffer:
    """A document's text in lines. `version` is the editor's, None where it counts none."""

    def __init__(self, text: str, version: int | None = None, language: str = "") -> None:
        self.version = version
        self.language = language
        self._lines = _LINE.findall(text)
        self._text: str | None = text

    @property
    def text(self) -> str:
        """The whole text."""
        if self._text is None:
            self._text = "".join(self._lines)
        return self._text

    def change(self, change: Change) -> None:
        """Apply one change."""
        if change.start is None or change.end is None:
            self._lines, self._text = _LINE.findall(change.text), change.text
            return
        start, end = sorted((self._clipped(change.start), self._clipped(change.end)))
        # The line before belongs to it: a carriage return at its end may find its line feed.
        first, last = max(0, start[0] - 1), min(len(self._lines), end[0] + 2)
        before = "".join(self._lines[first : start[0]]) + self._line(start[0])[: start[1]]
        after = self._line(end[0])[end[1] :] + "".join(self._lines[end[0] + 1 : last])
        self._lines[first:last] = _LINE.findall(before + change.text + after)
        self._text = None

    def _line(self, number: int) -> str:
        return self._lines[number] if number < len(self._lines) else ""

    def _clipped(self, place: Place) -> tuple[int, int]:
        """A place as a line and a column in characters."""
        if place.line < 0:
            return 0, 0
        if place.line >= len(self._lines):
            return self._end()
        text = self._lines[place.line].rstrip("\r\n")
        return place.line, characters(text, place.column)

    def _end(self) -> tuple[int, int]:
        if self._lines and self._lines[-1][-1] not in "\r\n":
            return len(self._lines) - 1, len(self._lines[-1])
        return len(self._lines), 0


def characters(line: str, units: int) -> int:
    """How many characters of a line so many UTF-16 units are; a place inside a character counts as after it."""
    if line.isascii():
        return min(max(units, 0), len(line))
    for number, character in enumerate(line):
        if units <= 0:
            return number
        units -= 1 + (character > "\uffff")
    return len(line)
