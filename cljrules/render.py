"""Findings for people and for programs.

Takes diagnostics, gives terminal text (source line, caret, help) or a JSON document. Places count from 1. Text of the
user's is shown with control characters made visible, so that a file can never write to the terminal by itself.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import IO, Any, NamedTuple

from cljrules.diagnostics import Diagnostic, Fix, Label, Severity
from cljrules.source import Source, Span

_TAB = 4
_WIDTH = 110

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}


def wants_colour(stream: IO[Any]) -> bool:
    """Whether colours belong on this stream: a terminal, and NO_COLOR is not set."""
    return "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb" and bool(stream.isatty())


def render_text(diagnostics: Sequence[Diagnostic], *, colour: bool = False) -> str:
    """All diagnostics as text for a terminal, a blank line between them, without a final line end."""
    return "\n\n".join(_Painter(colour).diagnostic(diagnostic) for diagnostic in diagnostics)


def finding_json(diagnostic: Diagnostic) -> dict[str, Any]:
    """One diagnostic as JSON data; lines and columns from 1, the end column one past the last character."""
    start = diagnostic.source.position(diagnostic.span.start)
    end = diagnostic.source.position(diagnostic.span.end)
    return {
        "code": diagnostic.code,
        "family": diagnostic.family,
        "severity": diagnostic.severity.value,
        "file": diagnostic.source.path,
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
        "rule": diagnostic.rule,
        "message": diagnostic.message,
        "help": diagnostic.help,
        "evidence": list(diagnostic.evidence),
        "fix": _fix_json(diagnostic.fix, diagnostic.source),
    }


def report_json(diagnostics: Sequence[Diagnostic], **counts: int) -> dict[str, Any]:
    """The document that `check --format json` prints; `counts` (files, rules, …) go into the summary as they are."""
    return {
        "findings": [finding_json(diagnostic) for diagnostic in diagnostics],
        "summary": summary(diagnostics, **counts),
    }


def summary(diagnostics: Iterable[Diagnostic], **counts: int) -> dict[str, int]:
    """How many findings there are of each severity, after the counts given."""
    found = [diagnostic.severity for diagnostic in diagnostics]
    return {
        **counts,
        "errors": found.count(Severity.ERROR),
        "warnings": found.count(Severity.WARNING),
        "infos": found.count(Severity.INFO),
    }


def _fix_json(fix: Fix | None, source: Source) -> dict[str, Any] | None:
    if fix is None:
        return None
    edits = []
    for edit in fix.edits:
        start, end = source.position(edit.span.start), source.position(edit.span.end)
        edits.append(
            {
                "line": start.line,
                "column": start.column,
                "end_line": end.line,
                "end_column": end.column,
                "text": edit.text,
            }
        )
    return {"title": fix.title, "safe": fix.safe, "edits": edits}


class _Painter:
    """Writes diagnostics, with or without colour."""

    def __init__(self, colour: bool) -> None:
        self._colour = colour

    def diagnostic(self, diagnostic: Diagnostic) -> str:
        tone = _COLOURS[diagnostic.severity]
        source = diagnostic.source
        here = source.position(diagnostic.span.start)
        title = self._paint(f"{diagnostic.severity.value}[{diagnostic.code}]", f"1;{tone}")
        lines = [f"{title}: {self._paint(visible(diagnostic.message), '1')}"]
        others = [label for label in diagnostic.labels if not _same_place(label, diagnostic)]
        said = next((label.text for label in diagnostic.labels if _same_place(label, diagnostic)), "")
        numbers = [here.line, *((label.source or source).position(label.span.start).line for label in others)]
        gutter = " " * len(str(max(numbers)))
        lines.append(f"{gutter}{self._paint('-->', '1;34')} {visible(source.path)}:{here.line}:{here.column}")
        beside = [label for label in others if source.text and _on_line(label, source, here.line, diagnostic.span)]
        if source.text:
            marks = [_Mark(source, diagnostic.span, said, "^", tone)]
            marks += [_Mark(source, label.span, label.text, "-", "34") for label in beside]
            lines += self._excerpt(source, marks, gutter)
        for label in others:
            if label in beside:
                continue
            place = label.source or source
            if place.path != source.path:
                where = place.position(label.span.start)
                lines.append(f"{gutter}{self._paint(':::', '1;34')} {visible(place.path)}:{where.line}:{where.column}")
            lines += self._excerpt(place, [_Mark(place, label.span, label.text, "-", "34")], gutter)
        lines += [f"{gutter} {self._paint('=', '1;34')} note: {visible(item)}" for item in diagnostic.evidence]
        if diagnostic.help:
            lines.append(f"{gutter} {self._paint('=', '1;34')} help: {visible(diagnostic.help)}")
        return "\n".join(lines)

    def _excerpt(self, source: Source, marks: Sequence[_Mark], gutter: str) -> list[str]:
        """A line of source with marks under it, the first on top; what is said of the last one stands beside it."""
        line = marks[0].line
        text, shift = _crop(source.line(line), min(mark.first for mark in marks), max(mark.last for mark in marks))
        bar, number = self._paint("|", "1;34"), self._paint(str(line).rjust(len(gutter)), "1;34")
        under: dict[int, _Mark] = {}
        for mark in reversed(marks):
            # a mark beyond what is shown of the line is shown as its first column
            at = range(mark.first + shift, max(mark.first + shift + 1, min(mark.last + shift, len(text))))
            under.update(dict.fromkeys(at, mark))
        runs: list[tuple[_Mark | None, int]] = []
        column = 0
        for place in range(max(under) + 1):
            own = under.get(place)
            taken = width(text[place : place + 1], from_column=column) if place < len(text) else 1
            # what takes no room is marked all the same
            taken = max(taken, int(own is not None and place == own.first + shift))
            runs.append((own, taken))
            column += taken
        pieces = []
        for own, run in groupby(runs, key=lambda one: one[0]):
            room = sum(taken for _, taken in run)
            pieces.append(" " * room if own is None else self._paint(own.sign * room, own.tone))
        last = under[max(under)]
        beside = f" {self._paint(visible(last.said), last.tone)}" if last.said else ""
        lines = [
            f"{gutter} {bar}",
            f"{number} {bar} {expand(text)}".rstrip(),
            f"{gutter} {bar} {''.join(pieces)}{beside}",
        ]
        for mark in marks:
            if mark is not last and mark.said:
                before = " " * width(text[: mark.first + shift])
                lines.append(f"{gutter} {bar} {before}{self._paint(visible(mark.said), mark.tone)}")
        return lines

    def _paint(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._colour else text


def _same_place(label: Label, diagnostic: Diagnostic) -> bool:
    return label.span == diagnostic.span and label.source in (None, diagnostic.source)


def _on_line(label: Label, source: Source, line: int, span: Span) -> bool:
    """Whether a label can be shown under the line that is shown for the finding itself, which is at `span`."""
    if label.source not in (None, source) or source.position(label.span.start).line != line:
        return False
    return max(label.span.end, span.end) - min(label.span.start, span.start) < _WIDTH


class _Mark(NamedTuple):
    """A stretch of a line to be marked with a sign, and what is said of it."""

    source: Source
    span: Span
    said: str
    sign: str
    tone: str

    @property
    def line(self) -> int:
        return self.source.position(self.span.start).line

    @property
    def first(self) -> int:
        """The first marked place of the line, from 0."""
        return self.source.position(self.span.start).column - 1

    @property
    def last(self) -> int:
        """One past the last marked place of the line."""
        return min(len(self.source.line(self.line)), self.first + max(1, self.span.end - self.span.start))


def _crop(text: str, first: int, last: int) -> tuple[str, int]:
    """As much of a line as is shown, and by how many places what is between `first` and `last` was moved."""
    if len(text) <= _WIDTH:
        return text, 0
    begin = max(0, min(first - (_WIDTH - min(last - first, _WIDTH)) // 3, len(text) - _WIDTH))
    end = min(len(text), begin + _WIDTH)
    head, tail = ("…" if begin else ""), ("…" if end < len(text) else "")
    return head + text[begin:end] + tail, len(head) - begin


def width(text: str, *, from_column: int = 0) -> int:
    """Terminal columns that the text takes when it starts at a column (from 0): tabs to the next stop, wide characters
    two, marks none.
    """
    column = from_column
    for character in text:
        column += _TAB - column % _TAB if character == "\t" else _columns(character)
    return column - from_column


def _columns(character: str) -> int:
    if character.isascii():
        return 1
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def expand(text: str) -> str:
    """The text as it is shown: tabs as spaces, control characters visible."""
    shown, column = [], 0
    for character in text:
        taken = width(character, from_column=column)
        shown.append(" " * taken if character == "\t" else visible(character))
        column += taken
    return "".join(shown)


def visible(text: str) -> str:
    """Text with control characters replaced by their pictures; line ends too, so that a message stays on one line."""
    if text.isprintable():
        return text
    return "".join(map(_picture, text))


def _picture(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    return "�" if 0x80 <= code < 0xA0 or 0xD800 <= code < 0xE000 or 0x202A <= code <= 0x202E else character
