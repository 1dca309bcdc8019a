"""Findings for people and for programs.

Takes diagnostics, gives terminal text (source line, caret, help) or a JSON document. Places count from 1. Text of the
user's is shown with control characters made visible, so that a file can never write to the terminal by itself.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Sequence
from typing import IO, Any

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
        if source.text:
            lines += self._excerpt(source, diagnostic.span, said, gutter, "^", tone)
        for label in others:
            place = label.source or source
            if place.path != source.path:
                where = place.position(label.span.start)
                lines.append(f"{gutter}{self._paint(':::', '1;34')} {visible(place.path)}:{where.line}:{where.column}")
            lines += self._excerpt(place, label.span, label.text, gutter, "-", "34")
        lines += [f"{gutter} {self._paint('=', '1;34')} note: {visible(item)}" for item in diagnostic.evidence]
        if diagnostic.help:
            lines.append(f"{gutter} {self._paint('=', '1;34')} help: {visible(diagnostic.help)}")
        return "\n".join(lines)

    def _excerpt(self, source: Source, span: Span, said: str, gutter: str, mark: str, tone: str) -> list[str]:
        start = source.position(span.start)
        text = source.line(start.line)
        first = start.column - 1
        last = min(len(text), first + max(1, span.end - span.start))
        text, first, last = _crop(text, first, last)
        before, under = width(text[:first]), max(1, width(text[first:last], from_column=width(text[:first])))
        bar = self._paint("|", "1;34")
        number = self._paint(str(start.line).rjust(len(gutter)), "1;34")
        carets = self._paint(mark * under + (f" {visible(said)}" if said else ""), tone)
        return [f"{gutter} {bar}", f"{number} {bar} {expand(text)}".rstrip(), f"{gutter} {bar} {' ' * before}{carets}"]

    def _paint(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._colour else text


def _same_place(label: Label, diagnostic: Diagnostic) -> bool:
    return label.span == diagnostic.span and label.source in (None, diagnostic.source)


def _crop(text: str, first: int, last: int) -> tuple[str, int, int]:
    if len(text) <= _WIDTH:
        return text, first, last
    begin = max(0, min(first - _WIDTH // 3, len(text) - _WIDTH))
    end = min(len(text), begin + _WIDTH)
    head, tail = ("…" if begin else ""), ("…" if end < len(text) else "")
    shift = len(head) - begin
    return head + text[begin:end] + tail, first + shift, max(first + shift + 1, min(last, end) + shift)


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
