"""Strings that are never closed: where the missing quote belongs.

Takes the text of one malformed form and the string that runs to its end, and gives one finding. The string that runs
on is seldom the one that lacks its quote: after a missing quote, text and strings change places.
"""

from __future__ import annotations

import re
from typing import Final

from cljrules.diagnostics import Diagnostic, Edit, Fix, Label
from cljrules.parser.earlier import can_be_read
from cljrules.parser.findings import finding
from cljrules.parser.repairs import quote_repairs
from cljrules.parser.syntax import last_token, parse_forms
from cljrules.parser.tree import Token
from cljrules.source import Source, Span

_QUOTE: Final = re.compile(r'(?<!\\)"')

_HELP: Final = 'write `"` where it ends; a `"` inside it is written `\\"`'


def unterminated(source: Source, token: Token, span: Span) -> Diagnostic:
    """The finding for the string or pattern at `token`, which the form under `span` does not close."""
    what = "pattern" if source.text[token.start] == "#" else "string"
    end = token.start + len(source.text[token.start : span.end].splitlines()[0])
    return finding(
        "unterminated-regex" if what == "pattern" else "unterminated-string",
        source,
        Span(token.start, end),
        f"this {what} is never closed",
        _HELP,
        labels=(Label(Span(token.start, token.start + 1), "opened here"),),
    )


def misplaced_quote(source: Source, span: Span) -> Diagnostic | None:
    """The finding for a quote that is missing, or one too many, if the text under `span` can be read without that
    slip."""
    last = last_token(source, span)
    if last.kind != "UNREADABLE" or source.text[last.start] not in '"#':
        return None
    for repair in quote_repairs(source, span)[:3]:
        edit = repair.edit
        text = source.text[span.start : edit.span.start] + edit.text + source.text[edit.span.end : span.end]
        parsed = parse_forms(Source(source.path, text))
        if parsed.mistake is None and all(can_be_read(node) for node in parsed.nodes):
            return _repaired(source, span, edit)
    return None


def _repaired(source: Source, span: Span, edit: Edit) -> Diagnostic:
    at = edit.span
    if source.slice(at) == '"':
        fix = Fix('delete `"`', (edit,))
        return finding(
            "unmatched-quote", source, at, 'this `"` is one too many', 'delete it; inside a text write `\\"`', fix=fix
        )
    if source.slice(at) == "'":
        fix = Fix("replace `'` by `\"`", (edit,))
        message = "`'` neither begins nor ends a text"
        return finding("unterminated-string", source, at, message, 'write `"`', fix=fix)
    fix = Fix('insert `"`', (edit,))
    before = source.text[span.start : at.start]
    if len(_QUOTE.findall(before.rpartition("\n")[2])) % 2:
        start = span.start + max(match.start() for match in _QUOTE.finditer(before))
        regex = before[: start - span.start].endswith("#")
        code, what = ("unterminated-regex", "pattern") if regex else ("unterminated-string", "string")
        return finding(code, source, Span(start, at.start), f"this {what} is never closed", _HELP, fix=fix)
    return finding(
        "unterminated-string",
        source,
        Span(min(at.start, span.end - 1), min(at.start, span.end - 1) + 1),
        'a `"` is missing here',
        'write `"` before and after a text',
        fix=fix,
    )
