"""Reading: text to tree, tree to forms.

Takes a Source and gives its top-level forms in order, the malformed ones as one diagnostic each. `parse` and `read`
never raise for bad text; `form_of` raises ReadError for a well-formed node that means nothing. A text is read up to
the first mistake; after one, reading goes on at the next line that begins with a parenthesis.
"""

from __future__ import annotations

from typing import Final

from cljrules.diagnostics import Diagnostic
from cljrules.parser.builder import Builder
from cljrules.parser.findings import ReadError, finding
from cljrules.parser.forms import Form
from cljrules.parser.reading import Reading
from cljrules.parser.recovery import Recovered, recover
from cljrules.parser.syntax import parse_forms
from cljrules.parser.tree import Node, Tree
from cljrules.source import Source, Span

__all__ = ["MAX_MISTAKES", "ReadError", "Reading", "form_of", "parse", "read"]

#: Mistakes after which the rest of a text is left unread.
MAX_MISTAKES: Final = 100

# Code points to be read again after mistakes, beyond the text twice; then the stretch of each mistake is read alone.
_EFFORT: Final = 200_000


def parse(source: Source) -> Tree:
    """The tree of a text. Never raises: a malformed top-level form is there as its diagnostic."""
    items: list[Node | Diagnostic] = []
    skipped: list[Span] = []
    start, length = 0, len(source.text)
    effort = 2 * length + _EFFORT
    while True:
        end = length if effort > 0 else _next_stretch(source, start)
        parsed = parse_forms(source, start, end)
        effort -= (parsed.mistake.token.end if parsed.mistake is not None else end) - start
        items.extend(parsed.nodes)
        if parsed.mistake is None:
            if end == length:
                break
            start = end
            continue
        recovered = recover(source, parsed.mistake, parsed.nodes)
        if len(skipped) >= MAX_MISTAKES:
            recovered = _given_up(source, recovered)
        if recovered.withdrawn:
            del items[-recovered.withdrawn :]
        items.append(recovered.diagnostic)
        skipped.append(recovered.skipped)
        start = recovered.skipped.end
    return Tree(source, tuple(items), tuple(skipped))


def form_of(node: Node, reading: Reading | None = None) -> Form | None:
    """The form of a top-level node, None for a discarded one. Raises ReadError."""
    return Builder(node.source, reading if reading is not None else Reading()).build(node)


def read(source: Source, reading: Reading | None = None) -> tuple[list[Form], list[Diagnostic]]:
    """All forms that can be read, and all syntax findings, each in the order of the text."""
    reading = reading if reading is not None else Reading()
    forms: list[Form] = []
    diagnostics: list[Diagnostic] = []
    for item in parse(source).items:
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


def _next_stretch(source: Source, start: int) -> int:
    following = source.text.find("\n(", start)
    return len(source.text) if following == -1 else following + 1


def _given_up(source: Source, recovered: Recovered) -> Recovered:
    last = finding(
        "too-many-mistakes",
        source,
        recovered.diagnostic.span,
        f"more than {MAX_MISTAKES} forms cannot be read; the rest of the text is left unread",
        "check that this is a file of rules",
    )
    return Recovered(last, Span(recovered.skipped.start, len(source.text)), recovered.withdrawn)
