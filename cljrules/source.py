"""Source text and places in it.

Takes text (from a file or a command line) and gives offsets, lines and columns. Offsets count Unicode code points from
0; lines and columns count from 1, columns in code points. Never interprets the text.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

MAX_SOURCE_BYTES = 4 * 1024 * 1024


class Span(NamedTuple):
    """A half-open stretch of a source text, in code-point offsets from 0."""

    start: int
    end: int


class Position(NamedTuple):
    """A place for people: line and column, both from 1, the column in code points."""

    line: int
    column: int


class SourceError(Exception):
    """Text that cannot be taken as source: missing, unreadable, binary or too large.

    `path` names the file, `why` says what is wrong with it, `help` what to do instead.
    """

    def __init__(self, path: str, why: str, help: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path = path
        self.why = why
        self.help = help


@dataclass(frozen=True)
class Source:
    """A named text. `path` is what messages show: a file's path as the user gave it, or `<expression>`. Of a part of a
    file that is looked at alone, `begins_file` says whether it is the first."""

    path: str
    text: str
    begins_file: bool = field(default=True, compare=False)

    @cached_property
    def line_starts(self) -> list[int]:
        """Offsets at which lines begin; a line ends with a line feed, a carriage return, or both."""
        starts = [0]
        offset = 0
        for line in self.text.splitlines(keepends=True):
            offset += len(line)
            if line[-1] in "\r\n":
                starts.append(offset)
        return starts

    def position(self, offset: int) -> Position:
        """The line and column of an offset; an offset past the end counts as the end."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect_right(self.line_starts, offset)
        return Position(line, offset - self.line_starts[line - 1] + 1)

    def offset(self, position: Position) -> int:
        """The offset of a line and column, clipped to the text."""
        line = max(1, min(position.line, len(self.line_starts)))
        start = self.line_starts[line - 1]
        return min(start + max(0, position.column - 1), start + len(self.line(line)))

    def line(self, number: int) -> str:
        """The text of a line (from 1) without its line end."""
        starts = self.line_starts
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")

    def utf16_position(self, offset: int) -> tuple[int, int]:
        """The line and the column of an offset as editors count them: both from 0, the column in UTF-16 units."""
        line, column = self.position(offset)
        start = self.line_starts[line - 1]
        return line - 1, _utf16_length(self.text[start : start + column - 1])

    def utf16_offset(self, line: int, column: int) -> int:
        """The offset of a line and column as editors count them, clipped to the text."""
        start = self.offset(Position(line + 1, 1)) if line < len(self.line_starts) else len(self.text)
        text = self.line(line + 1) if line < len(self.line_starts) else ""
        if text.isascii():
            return start + min(max(column, 0), len(text))
        units = 0
        for number, character in enumerate(text):
            if units >= column:
                return start + number
            units += 1 + (character > "\uffff")
        return start + len(text)

    def slice(self, span: Span) -> str:
        """The text a span covers."""
        return self.text[span.start : span.end]


def _utf16_length(text: str) -> int:
    return len(text) if text.isascii() else len(text) + sum(character > "\uffff" for character in text)


def read_source(path: Path | str, *, limit: int = MAX_SOURCE_BYTES) -> Source:
    """Read a UTF-8 file (a byte-order mark is dropped).

    Raises SourceError when the file is missing, a folder, not readable, larger than `limit` bytes, or not text.
    """
    shown = str(path)
    try:
        size = Path(path).stat().st_size
        if size > limit:
            raise SourceError(
                shown,
                f"the file holds {size / 1_048_576:.1f} MB; at most {limit / 1_048_576:.0f} MB can be read",
                "split it into several files and list them under `files` in cljrules.toml",
            )
        data = Path(path).read_bytes()
    except FileNotFoundError:
        raise SourceError(shown, "there is no such file", "check the name and the folder you are in") from None
    except IsADirectoryError:
        raise SourceError(shown, "this is a folder, not a file", "name a file in it") from None
    except OSError as error:
        why = error.strerror or str(error)
        raise SourceError(shown, f"the file cannot be read: {why}", "check its permissions") from None
    return decode_source(shown, data)


def replace_text(path: Path, text: str) -> None:
    """Replace a file's text in one step, keeping its permissions; the old text stays when anything fails.

    Raises OSError.
    """
    # looked for here, so that commands that write nothing do not load it
    import tempfile

    target = path.resolve()
    mode = target.stat().st_mode
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode & 0o7777)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def decode_source(path: str, data: bytes) -> Source:
    """Bytes as source text; raises SourceError where they are not UTF-8 text, saying at which byte."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SourceError(
            path,
            f"this is not UTF-8 text (byte {error.start + 1}, line {line})",
            "save the file as UTF-8; word processors and spreadsheets write other formats",
        ) from None
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise SourceError(path, f"this is a binary file, not text (a NUL on line {line})", "name a file of rules")
    return Source(path, text)
