"""What is wrong with a malformed top-level form, and where reading goes on.

Takes the place where the grammar stopped and gives one finding for the form: which delimiter, where it was opened,
what would settle it. A repair is offered only if the form can be read with it. Lines and indentation are evidence
here, never elsewhere: an author's lines say what they meant to close.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from cljrules.diagnostics import Diagnostic, Label
from cljrules.parser.builder import too_deep
from cljrules.parser.delimiters import best_repair, left_over, unbalanced
from cljrules.parser.earlier import can_be_read, earlier_error
from cljrules.parser.findings import finding
from cljrules.parser.literals import shown
from cljrules.parser.pasted import escaped_markup, template_syntax, typographic_quotes
from cljrules.parser.quotes import misplaced_quote, unterminated
from cljrules.parser.shorthands import MARKS
from cljrules.parser.stretches import CLOSERS, CLOSING
from cljrules.parser.syntax import Mistake
from cljrules.parser.tree import Node, Token
from cljrules.source import Source, Span

_CLOSERS_RUN: Final = re.compile(r"[)\]}](?:[\s,]*[)\]}])*")


@dataclass(frozen=True, slots=True)
class Recovered:
    """A malformed form's finding, the text it takes up, and how many nodes before it turned out to be parts of it."""

    diagnostic: Diagnostic
    skipped: Span
    withdrawn: int = 0


def recover(source: Source, mistake: Mistake, before: list[Node], end: int) -> Recovered:
    """The finding for the malformed form at a mistake; `before` are the nodes read just before it, `end` is where what
    can be read alone ends."""
    if not mistake.unfinished and mistake.token.kind in CLOSING:
        return _left_over(source, mistake.token, before, end)
    span = Span(mistake.start, end)
    if mistake.too_deep:
        return Recovered(too_deep(source, mistake.token.span).diagnostic, span)
    diagnostic = (
        escaped_markup(source, span)
        or misplaced_quote(source, span)
        or earlier_error(source, mistake)
        or typographic_quotes(source, span)
    )
    diagnostic = diagnostic or template_syntax(source, span) or _diagnosed(source, mistake, end)
    return Recovered(diagnostic, span)


def _diagnosed(source: Source, mistake: Mistake, end: int) -> Diagnostic:
    token = mistake.token
    if token.kind == "UNREADABLE":
        return _unreadable(source, token, Span(mistake.start, end))
    waiting = [part for part in mistake.unfinished if isinstance(part, Token) and part.kind in MARKS]
    opened = [part for part in mistake.unfinished if isinstance(part, Token) and part.kind in CLOSERS]
    if waiting and (not opened or waiting[-1].start > opened[-1].start):
        return _nothing_after(source, waiting[-1], token)
    return unbalanced(source, mistake.token, opened, Span(mistake.start, end))


def _nothing_after(source: Source, mark: Token, token: Token) -> Diagnostic:
    what = "the end of the text" if token.kind == "$END" else f"`{token.text}`"
    help = "write the form it applies to, or leave it out"
    labels = () if token.kind == "$END" else (Label(token.span, f"{what} comes instead"),)
    message = f"{shown(mark.text)} has no form after it, but {what}"
    return finding("missing-form", source, mark.span, message, help, labels=labels)


def _unreadable(source: Source, token: Token, span: Span) -> Diagnostic:
    text = source.text
    start = token.start
    if text.startswith(('"', '#"'), start):
        return unterminated(source, token, span)
    if text[start] == "\\":
        return finding(
            "invalid-character", source, Span(start, start + 1), "a character is missing after `\\`", "as in `\\a`"
        )
    return _bad_dispatch(source, start)


def _bad_dispatch(source: Source, start: int) -> Diagnostic:
    following = source.text[start + 1 : start + 2]
    span = Span(start, min(start + 2, len(source.text)))
    if following == "<":
        return finding(
            "unreadable-object",
            source,
            span,
            "`#<…>` is how unreadable objects are printed, not a form",
            "write the value itself",
        )
    if following == "=":
        return finding(
            "read-eval", source, span, "`#=` would run code while reading and is refused", "write the value itself"
        )
    if not source.text[start + 1 :].strip(" ,\t\r\n"):
        return finding(
            "missing-form",
            source,
            Span(start, start + 1),
            "`#` has nothing after it",
            "write the form, or leave it out",
        )
    return finding(
        "invalid-tag",
        source,
        span,
        f"`{source.slice(span)}` begins no form: the tag after `#` must be a symbol",
        'sets are written `#{…}`, functions `#(…)`, patterns `#"…"`',
    )


def _left_over(source: Source, closer: Token, before: list[Node], end: int) -> Recovered:
    """A closing delimiter when nothing is open.

    When forms that are not at the margin stand between the last one that is and the delimiter, that one was closed
    too early, or never opened: they are all one malformed form.
    """
    closers = _CLOSERS_RUN.match(source.text, closer.start, end)
    assert closers is not None
    run = Span(closer.start, closers.end())
    place = source.position(closer.start)
    index = next((i for i in range(len(before) - 1, -1, -1) if source.position(before[i].start).column == 1), None)
    if index is not None and index == len(before) - 1 and before[index].end == closer.start:
        whole = Span(before[index].start, run.end)
        repair = best_repair(source, whole) if can_be_read(before[index]) else None
        if repair is not None and source.slice(Span(repair.edit.span.end, run.end)).strip(" \t\r\n)]}"):
            # Something else inside is likelier than the delimiter left over.
            return Recovered(unbalanced(source, closer, [], whole), whole, 1)
    if index is None or index == len(before) - 1 or place.column == 1:
        return Recovered(left_over(source, run), run)
    head = before[index]
    apart = source.position(head.start).line != place.line or head.text.startswith("def")
    # What Clojure refuses before it meets the delimiter stays apart, to be refused on its own.
    if not apart or not all(can_be_read(node) for node in before[index:]):
        return Recovered(left_over(source, run), run)
    span = Span(head.start, end)
    return Recovered(unbalanced(source, closer, [], span), span, len(before) - index)
