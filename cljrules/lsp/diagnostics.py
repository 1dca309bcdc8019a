"""Findings as an editor shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lsprotocol import types as lsp

from cljrules.codes import CODES, page_of
from cljrules.diagnostics import Diagnostic, Severity
from cljrules.lsp.addresses import uri_of
from cljrules.source import Source, Span

SOURCE: Final = "cljrules"
_SEVERITIES: Final[Mapping[Severity, lsp.DiagnosticSeverity]] = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
    Severity.INFO: lsp.DiagnosticSeverity.Information,
}
#: Codes about what does nothing, which editors show faded.
_IDLE: Final = frozenset(
    ("unused-binding", "unused-definition", "unused-suppression", "unreachable-branch", "redundant-operand")
)


def position(source: Source, offset: int) -> lsp.Position:
    """An offset as a line and a column in UTF-16 units."""
    line, column = source.utf16_position(offset)
    return lsp.Position(line, column)


def range_of(source: Source, span: Span) -> lsp.Range:
    """A span as a range."""
    return lsp.Range(position(source, span.start), position(source, span.end))


def offset_of(source: Source, place: lsp.Position) -> int:
    """The offset of a position, clipped to the text."""
    return source.utf16_offset(place.line, place.character)


def span_of(source: Source, range: lsp.Range) -> Span:
    """A range as a span."""
    start, end = offset_of(source, range.start), offset_of(source, range.end)
    return Span(min(start, end), max(start, end))


def converted(found: Diagnostic, uris: Mapping[str, str]) -> lsp.Diagnostic:
    """A finding as the protocol has it; `uris` are the addresses that open documents have, by path."""
    source = found.source
    shown = _shown(source, found.span)
    related = [
        lsp.DiagnosticRelatedInformation(
            lsp.Location(_uri(label.source or source, uris), range_of(label.source or source, label.span)), label.text
        )
        for label in found.labels
        if label.text and (label.source is not None or label.span != found.span)
    ]
    page = page_of(found.code)
    return lsp.Diagnostic(
        range=range_of(source, shown),
        message=_message(found),
        severity=_SEVERITIES[found.severity],
        code=found.code,
        code_description=lsp.CodeDescription(uri_of(str(page))) if page is not None else None,
        source=SOURCE,
        tags=[lsp.DiagnosticTag.Unnecessary] if found.code in _IDLE else None,
        related_information=related or None,
        data={"family": CODES[found.code].family, "fixable": found.fix is not None},
    )


def _message(found: Diagnostic) -> str:
    said = "".join(f"\n({label.text})" for label in found.labels if label.span == found.span and label.source is None)
    lines = [found.message + said, *(f"- {item}" for item in found.evidence)]
    if found.help:
        lines.append(f"help: {found.help}")
    return "\n".join(lines)


def _shown(source: Source, span: Span) -> Span:
    """A span that can be seen: of a form over many lines the first, of nothing the character there."""
    text = source.text
    if span.end > span.start:
        ends = [at for at in (text.find("\n", span.start, span.end), text.find("\r", span.start, span.end)) if at >= 0]
        return Span(span.start, max(min(ends, default=span.end), span.start + 1))
    if span.start < len(text) and text[span.start] not in "\r\n":
        return Span(span.start, span.start + 1)
    if span.start > 0 and text[span.start - 1] not in "\r\n":
        return Span(span.start - 1, span.start)
    return span


def _uri(source: Source, uris: Mapping[str, str]) -> str:
    return uris.get(source.path) or uri_of(source.path)
