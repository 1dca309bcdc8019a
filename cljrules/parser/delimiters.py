"""Delimiters that do not match: which one, and what would settle it.

Takes the text of one malformed form and the delimiters open where the grammar stopped, and gives one finding, with a
repair if the form can be read with it. Lines and indentation are evidence here, as nowhere else: they say what an
author meant to close.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Final, NamedTuple

from cljrules.diagnostics import Diagnostic, Edit, Fix, Label
from cljrules.parser.findings import finding
from cljrules.parser.repairs import settles, tries
from cljrules.parser.syntax import last_token, scan
from cljrules.parser.tree import Node, Token
from cljrules.source import Position, Source, Span

#: Tokens that open, and what closes them; tokens that close.
CLOSERS: Final = {"LPAR": ")", "HASH_LPAR": ")", "LSQB": "]", "LBRACE": "}", "HASH_LBRACE": "}"}
CLOSING: Final = frozenset(("RPAR", "RSQB", "RBRACE"))

_OPENERS: Final = {")": "(", "]": "[", "}": "{"}

# Lines that indentation makes suspicious, of which no more are tried.
_MOST_LINES: Final = 12


class _Repair(NamedTuple):
    """A finding, and the edit that would settle it if it is the right one."""

    diagnostic: Diagnostic
    edit: Edit | None


def unbalanced(source: Source, token: Token, opened: list[Token], span: Span) -> Diagnostic:
    """The finding for the form under `span` that `token` breaks off, a closer or the end, with `opened` open."""
    return _first_that_settles(source, span, _repairs(source, token, opened, span))


def left_over(source: Source, closers: Span, early: Node | None) -> Diagnostic:
    """The finding for closing delimiters when nothing is open; `early` is a form that was closed too early, or None."""
    text = source.text[closers.start]
    plain = finding(
        "unmatched-delimiter",
        source,
        Span(closers.start, closers.start + 1),
        f"`{text}` closes nothing",
        f"delete it, or open it with `{_OPENERS[text]}`",
    )
    if early is None:
        return _with_fix(_Repair(plain, Edit(closers, "")))
    line = source.position(early.start).line
    rest = Label(plain.span, "left over")
    repairs: list[_Repair] = []
    if early.text[-1] in _OPENERS and early.text[0] in "([{#":
        last = Span(early.end - 1, early.end)
        found = replace(
            plain,
            span=last,
            message=f"`{source.slice(last)}` closes the form that begins on line {line} before its last part",
            help="delete it, or open what it should close",
            labels=(Label(Span(early.start, early.start + 1), "this form"), rest),
        )
        repairs.append(_Repair(found, Edit(last, "")))
    else:
        word = source.text[early.start : early.end]
        found = replace(
            plain,
            span=early.span,
            message=f"`(` is missing before `{word}`",
            help=f"write `({word}`",
            labels=(rest,),
        )
        repairs.append(_Repair(found, Edit(Span(early.start, early.start), "(")))
    return _first_that_settles(source, Span(early.start, closers.end), repairs)


def _first_that_settles(source: Source, span: Span, repairs: Iterable[_Repair]) -> Diagnostic:
    """The finding of the first repair that settles the form, else that of the last."""
    left = tries(span)
    last: _Repair | None = None
    for last in repairs:
        if last.edit is not None and left:
            left -= 1
            if settles(source, span, last.edit):
                return _with_fix(last)
    assert last is not None
    return last.diagnostic


def _with_fix(repair: _Repair) -> Diagnostic:
    edit = repair.edit
    assert edit is not None
    old = repair.diagnostic.source.slice(edit.span)
    if not edit.text:
        title = f"delete `{old}`"
    else:
        title = f"replace `{old}` by `{edit.text}`" if old else f"insert `{edit.text}`"
    return replace(repair.diagnostic, fix=Fix(title, (edit,)))


def _repairs(source: Source, token: Token, opened: list[Token], span: Span) -> Iterator[_Repair]:
    """What may be meant, the best founded first; the last describes the mistake as it is."""
    yield from islice(_unclosed_by_indentation(source, span, token), _MOST_LINES)
    if token.kind == "$END":
        unclosed = _unclosed_at_end(source, opened, span)
        if source.text.startswith("((", span.start):
            first = opened[0]
            doubled = replace(
                unclosed.diagnostic,
                span=first.span,
                help="delete it, or close it where the form ends",
                labels=(),
            )
            yield _Repair(doubled, Edit(first.span, ""))
        yield unclosed
        return
    opener = opened[-1]
    closer = CLOSERS[opener.kind]
    expected = finding(
        "mismatched-delimiter",
        source,
        token.span,
        f"`{token.text}` does not close `{opener.text}`",
        f"write `{closer}`, or close `{opener.text}` before it",
        labels=(Label(opener.span, f"`{opener.text}` opened here needs `{closer}`"),),
    )
    if opener.start == span.start and token.text == ")" and opener.kind in ("LSQB", "LBRACE"):
        call = replace(
            expected,
            span=opener.span,
            message=f"`{opener.text}` opens a form that `)` closes",
            help="write `(`",
            labels=(Label(token.span, "closed here"),),
        )
        yield _Repair(call, Edit(opener.span, "("))
    yield _Repair(expected, Edit(token.span, closer))
    yield _Repair(expected, Edit(Span(token.start, token.start), closer))
    yield _Repair(expected, Edit(token.span, ""))
    yield _Repair(expected, Edit(opener.span, _opener_for(opener.text, token.text)))
    yield _Repair(expected, None)


def _opener_for(opener: str, closer: str) -> str:
    return opener[:-1] + _OPENERS[closer]


def _unclosed_at_end(source: Source, opened: list[Token], span: Span) -> _Repair:
    last = last_token(source, span)
    closers = "".join(CLOSERS[token.kind] for token in reversed(opened))
    place = Span(last.end, last.end)
    labels = tuple(Label(token.span, f"`{token.text}` opened here") for token in opened[-3:])
    if len(opened) == 1:
        message = f"`{opened[0].text}` is never closed"
    else:
        message = f"{len(opened)} delimiters are never closed"
    shown_closers = closers if len(closers) <= 8 else closers[:8] + "…"
    help = f"write `{shown_closers}` where the form ends"
    found = finding("unclosed-delimiter", source, Span(max(last.end - 1, 0), last.end), message, help, labels=labels)
    return _Repair(found, Edit(place, closers))


def _unclosed_by_indentation(source: Source, span: Span, until: Token) -> Iterator[_Repair]:
    """Lines that begin left of something still open there: their author held it for closed."""
    stack: list[tuple[Token, Position]] = []
    line = 0
    previous: Token | None = None
    for token in scan(source, span.start, span.end):
        if token.start >= until.start:
            return
        place = source.position(token.start)
        if place.line != line and previous is not None and token.kind not in CLOSING:
            passed = [one for one, at in stack if at.line < place.line and place.column <= at.column]
            if passed:
                yield _unclosed_before(source, passed, previous, place.line)
        line = source.position(token.end).line
        previous = token
        if token.kind in CLOSERS:
            stack.append((token, place))
        elif token.kind in CLOSING and stack:
            stack.pop()


def _unclosed_before(source: Source, unclosed: list[Token], previous: Token, line: int) -> _Repair:
    closers = "".join(CLOSERS[token.kind] for token in reversed(unclosed))
    opener = unclosed[-1]
    what = f"`{opener.text}` is" if len(unclosed) == 1 else f"{len(unclosed)} delimiters are"
    found = finding(
        "unclosed-delimiter",
        source,
        Span(previous.end - 1, previous.end),
        f"{what} not closed before line {line}",
        f"write `{closers}` here",
        labels=tuple(Label(token.span, f"`{token.text}` opened here") for token in unclosed[-3:]),
    )
    return _Repair(found, Edit(Span(previous.end, previous.end), closers))
