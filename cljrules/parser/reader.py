"""Reading: text to tree, tree to forms.

Takes a Source and gives its top-level forms in order, the malformed ones as one diagnostic each. `parse` and `read`
never raise for bad text; `form_of` raises ReadError for a well-formed node that means nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from cljrules.diagnostics import Diagnostic
from cljrules.parser.builder import Builder
from cljrules.parser.findings import ReadError
from cljrules.parser.forms import Form
from cljrules.parser.parts import MAX_MISTAKES, Stretch, parts_of
from cljrules.parser.reading import Reading
from cljrules.parser.stretches import stretches
from cljrules.parser.tree import Node, Tree
from cljrules.source import Source, Span

__all__ = ["MAX_MISTAKES", "ReadError", "Reading", "form_of", "parse", "read", "read_items"]


def parse(source: Source) -> Tree:
    """The tree of a text. Never raises: a malformed top-level form is there as its diagnostic."""
    spans = stretches(source.text)
    parts = list(
        parts_of(
            [Stretch(source, span) for span in spans],
            lambda first, last: Stretch(source, Span(spans[first].start, spans[last].end)),
        )
    )
    skipped = [span for part in parts for span in part.skipped]
    if skipped and len(skipped) > MAX_MISTAKES:
        skipped[-1] = Span(skipped[-1].start, len(source.text))
    return Tree(source, tuple(item for part in parts for item in part.items), tuple(skipped))


def form_of(node: Node, reading: Reading | None = None) -> Form | None:
    """The form of a top-level node, None for a discarded one. Raises ReadError."""
    return Builder(node.source, reading if reading is not None else Reading()).build(node)


def read(source: Source, reading: Reading | None = None) -> tuple[list[Form], list[Diagnostic]]:
    """All forms that can be read, and all syntax findings, each in the order of the text."""
    return read_items(parse(source).items, reading)


def read_items(
    items: Iterable[Node | Diagnostic], reading: Reading | None = None
) -> tuple[list[Form], list[Diagnostic]]:
    """The forms of nodes, and the findings among them and about them, each in order."""
    reading = reading if reading is not None else Reading()
    forms: list[Form] = []
    diagnostics: list[Diagnostic] = []
    for item in items:
        if isinstance(item, Diagnostic):
            diagnostics.append(item)
            continue
        try:
            form = form_of(item, reading)
        except ReadError as error:
            diagnostics.append(error.diagnostic)
        else:
            if form is not None:
                forms.append(form)
    return forms, diagnostics
