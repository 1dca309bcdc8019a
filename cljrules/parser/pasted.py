"""Text pasted from elsewhere: typographic quotes and template syntax.

Takes the text of a form that cannot be read and gives the finding that names what was pasted, or None. Only
unreadable text is looked at: what Clojure reads, if only as odd names, is left to those who know the names.
"""

from __future__ import annotations

import re
from typing import Final

from cljrules.diagnostics import Diagnostic, Edit, Fix
from cljrules.parser.findings import finding
from cljrules.parser.syntax import parse_forms, scan
from cljrules.source import Source, Span

_STRAIGHT: Final = {"“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'", "‛": "'"}
_TYPOGRAPHIC: Final = re.compile(f"[{''.join(_STRAIGHT)}]")
_ENTITY: Final = re.compile(r"&(?:gt|lt|amp|quot|apos|nbsp|le|ge|ne|#\d+|#x[\da-fA-F]+);")
_TEMPLATE: Final = re.compile(
    r"""\[\[\s*\w+\s*\(\s*['"‘’“”]([^'"‘’“”\n]*)['"‘’“”]\s*\)\s*\]\]|\{\{\s*([^\W\d][^{}\n:"]*?)\s*\}\}|\{%.*?%\}"""
)


def typographic_quotes(source: Source, span: Span) -> Diagnostic | None:
    """The finding for the first typographic quote outside strings in the text under `span`."""
    places = [
        found.start()
        for token in scan(source, span.start, span.end)
        if token.kind in ("SYMBOL", "KEYWORD", "NUMBER", "TAG")
        for found in _TYPOGRAPHIC.finditer(source.text, token.start, token.end)
    ]
    if not places:
        return None
    first = source.text[places[0]]
    fix = None
    text = _TYPOGRAPHIC.sub(lambda found: _STRAIGHT[found[0]], source.slice(span))
    if parse_forms(Source(source.path, text)).mistake is None:
        found_all = _TYPOGRAPHIC.finditer(source.text, span.start, span.end)
        edits = tuple(Edit(Span(found.start(), found.end()), _STRAIGHT[found[0]]) for found in found_all)
        fix = Fix("write straight quotes", edits)
    return finding(
        "typographic-quote",
        source,
        Span(places[0], places[0] + 1),
        f"`{first}` is a typographic quote, as word processors write it; it begins no string",
        'write straight quotes: `"…"`',
        fix=fix,
    )


def escaped_markup(source: Source, span: Span) -> Diagnostic | None:
    """The finding for the first character that a web page's source wrote by name, such as `&gt;`."""
    found = _ENTITY.search(source.text, span.start, span.end)
    if found is None:
        return None
    import html

    edits = tuple(
        Edit(Span(one.start(), one.end()), html.unescape(one[0]).replace("\u00a0", " "))
        for one in _ENTITY.finditer(source.text, span.start, span.end)
    )
    plain = html.unescape(found[0])
    return finding(
        "escaped-markup",
        source,
        Span(found.start(), found.end()),
        f"`{found[0]}` is how the source of a web page writes `{plain}`, and `;` begins a comment here",
        f"write `{plain}`",
        fix=Fix("write the characters themselves", edits),
    )


def template_syntax(source: Source, span: Span) -> Diagnostic | None:
    """The finding for a template's placeholder outside strings in the text under `span`."""
    found = _TEMPLATE.search(source.text, span.start, span.end)
    if found is None:
        return None
    for token in scan(source, span.start, span.end):
        if token.kind in ("STRING", "REGEX") and token.start < found.start() < token.end:
            return None
    name = found[1] or found[2]
    help = f"write the name alone: `{name}`" if name else "write the expression itself"
    at = Span(found.start(), found.end())
    return finding(
        "template-syntax",
        source,
        at,
        f"`{found[0][:60]}` is template syntax, not an expression",
        help,
        fix=Fix(f"write `{name}`", (Edit(at, name),)) if name else None,
    )
