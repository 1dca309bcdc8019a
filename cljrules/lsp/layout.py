"""Layout: formatting of a document, of a range and while typing; folding; selections that grow.

Takes a document, gives edits and ranges. Formatting never changes what a text means; one that cannot be read is left
as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final

from lsprotocol import types as lsp

from cljrules.lsp.diagnostics import position, range_of
from cljrules.lsp.outline import COLLECTIONS, Shape, path_at
from cljrules.lsp.project import View
from cljrules.parser.formatter import format_text
from cljrules.source import Source, Span

#: Longer texts are replaced as a whole.
_MOST_LINES: Final = 4000


def format_document(source: Source) -> list[lsp.TextEdit]:
    """The edits that lay the whole text out."""
    return _edits(source, Span(0, len(source.text)), format_text(source.text))


def format_range(view: View, span: Span) -> list[lsp.TextEdit]:
    """The edits that lay out the top-level forms that a span touches."""
    edits: list[lsp.TextEdit] = []
    for piece in view.pieces:
        forms = piece.shape.children
        touched = [
            form for form in forms if piece.start + form.end >= span.start and piece.start + form.start <= span.end
        ]
        if not touched or piece.part.skipped:
            continue
        start, end = touched[0].start, touched[-1].end
        text = piece.part.source.text[start:end]
        edits += _edits(view.source, Span(piece.start + start, piece.start + end), format_text(text).rstrip("\r\n"))
    return edits


def format_on_type(view: View, offset: int, typed: str) -> list[lsp.TextEdit]:
    """What typing a line end or a closing bracket asks for: the indentation of the line, or the layout of the form."""
    if typed in ("\n", "\r\n"):
        return _indented(view, offset)
    piece = view.piece_at(offset)
    if piece is None or piece.part.skipped:
        return []
    form = next((one for one in piece.shape.children if piece.start + one.end == offset), None)
    if form is None:
        return []
    return format_range(view, Span(piece.start + form.start, offset))


def _indented(view: View, offset: int) -> list[lsp.TextEdit]:
    """The edit that indents the line of an offset as its form wants it."""
    text = view.source.text
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    piece = view.piece_at(max(start - 1, 0))
    if piece is None:
        return []
    # Inside a text spaces count.
    at = start - piece.start
    around = path_at(piece.shape, at)
    if around and around[-1].kind in ("STRING", "REGEX") and around[-1].start < at:
        return []
    wanted = _indentation(piece.part.source.text[:at], piece.shape, at)
    end = start
    while end < len(text) and text[end] in " \t":
        end += 1
    if text[start:end] == " " * wanted:
        return []
    return [lsp.TextEdit(range_of(view.source, Span(start, end)), " " * wanted)]


def _indentation(before: str, top: Shape, at: int) -> int:
    """The column at which a line at an offset begins: that of a mark laid out there in place of the rest."""
    opened = [shape for shape in path_at(top, at) if shape.kind in COLLECTIONS and shape.start < at]
    if not opened:
        return 0
    mark = "cursor-mark"
    start = opened[0].start
    # Every map open there has to have a value for each key.
    closers = "".join(_closing(shape, at) for shape in reversed(opened))
    laid = format_text(f"{before[start:]}{mark}{closers}\n")
    place = laid.find(mark)
    if place < 0:
        return 0
    return place - (laid.rfind("\n", 0, place) + 1)


def _closing(shape: Shape, at: int) -> str:
    """What closes a form at an offset where something new stands."""
    written = sum(form.start < at for form in shape.forms)
    inside = any(form.start < at < form.end or (not form.is_closed and form.start < at) for form in shape.forms)
    is_odd = shape.kind == "map" and (written + (not inside)) % 2 == 1
    return f" nil{shape.text}" if is_odd else shape.text


def _edits(source: Source, span: Span, wanted: str) -> list[lsp.TextEdit]:
    """The smallest edits by lines that make a span another text."""
    return [
        lsp.TextEdit(range_of(source, Span(span.start + start, span.start + end)), text)
        for (start, end), text in line_edits(source.slice(span), wanted)
    ]


def line_edits(text: str, wanted: str) -> list[tuple[tuple[int, int], str]]:
    """What makes a text another one, by lines: offsets from start to end, and what stands there then."""
    if text == wanted:
        return []
    old, new = text.splitlines(keepends=True), wanted.splitlines(keepends=True)
    if len(old) + len(new) > _MOST_LINES:
        return [((0, len(text)), wanted)]
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line))
    return [
        ((starts[a], starts[b]), "".join(new[c:d]))
        for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if tag != "equal"
    ]


def folding_ranges(view: View) -> list[lsp.FoldingRange]:
    """What can be folded: forms and runs of comments over several lines."""
    found = []
    for piece in view.pieces:
        for shape in piece.shape.walk():
            if shape.kind in COLLECTIONS and "\n" in piece.part.source.text[shape.start : shape.end]:
                start = position(view.source, piece.start + shape.start)
                end = position(view.source, piece.start + shape.end)
                found.append(lsp.FoldingRange(start.line, end.line, kind=None))
    found += _comments(view.source)
    seen: dict[int, lsp.FoldingRange] = {}
    for one in found:
        if one.end_line > one.start_line and (
            one.start_line not in seen or seen[one.start_line].end_line < one.end_line
        ):
            seen[one.start_line] = one
    return [seen[line] for line in sorted(seen)]


def _comments(source: Source) -> Iterator[lsp.FoldingRange]:
    first: int | None = None
    count = len(source.line_starts)
    for number in range(1, count + 2):
        is_comment = number <= count and source.line(number).lstrip().startswith(";")
        if is_comment and first is None:
            first = number
        elif not is_comment and first is not None:
            if number - 1 > first:
                yield lsp.FoldingRange(first - 1, number - 2, kind=lsp.FoldingRangeKind.Comment)
            first = None


def selection_range(view: View, offset: int) -> lsp.SelectionRange:
    """The selections around an offset, from the smallest: a name, what is inside brackets, the form, and so on."""
    whole = Span(0, len(view.source.text))
    spans = [whole]
    piece = view.piece_at(offset)
    if piece is not None:
        for shape in path_at(piece.shape, offset - piece.start):
            spans.append(Span(piece.start + shape.start, piece.start + shape.end))
            if shape.kind in COLLECTIONS and shape.is_closed:
                spans.append(Span(piece.start + shape.inner, piece.start + shape.end - 1))
            elif shape.kind == "STRING" and shape.is_closed:
                spans.append(Span(piece.start + shape.start + 1, piece.start + shape.end - 1))
    made: lsp.SelectionRange | None = None
    before: Span | None = None
    for span in spans:
        if span != before and span.start <= offset <= span.end:
            made = lsp.SelectionRange(range_of(view.source, span), made)
            before = span
    assert made is not None
    return made
