"""Delimiters that do not match: which one, and what would settle it.

Takes the text of one malformed form and the delimiters open where the grammar stopped, and gives one finding, with a
repair if the form can be read with it. Lines and indentation are evidence here, as nowhere else: they say what an
author meant to close.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from cljrules.diagnostics import Diagnostic, Edit, Fix, Label
from cljrules.parser.findings import finding
from cljrules.parser.syntax import last_token, parse_forms, scan
from cljrules.parser.tree import Node, Token
from cljrules.source import Source, Span

#: Tokens that open, and what closes them; tokens that close.
CLOSERS: Final = {"LPAR": ")", "HASH_LPAR": ")", "LSQB": "]", "LBRACE": "}", "HASH_LBRACE": "}"}
CLOSING: Final = frozenset(("RPAR", "RSQB", "RBRACE"))

_OPENERS: Final = {")": "(", "]": "[", "}": "{"}

# Repairs are tried out only on forms up to this length (in code points), so that many mistakes stay cheap.
_TRIED_LENGTH: Final = 20_000


class _Repair(NamedTuple):
    """A finding, and the edit that would settle it if it is the right one."""

    diagnostic: Diagnostic
    edit: Edit | None


def unbalanced(source: Source, token: Token, opened: list[Token], span: Span) -> Diagnostic:
    """The finding for the form under `span` that `token` breaks off, a closer or the end, with `opened` open."""
    repairs = list(_repairs(source, token, opened, span))
    return _first_that_settles(source, span, repairs)


def left_over(source: Source, closers: Span, early: Node | None) -> Diagnostic:
    """The finding for closing delimiters when nothing is open; `early` is the form that was closed too early, if one
    was."""
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


def _first_that_settles(source: Source, span: Span, repairs: list[_Repair]) -> Diagnostic:
    if span.end - span.start > _TRIED_LENGTH:
        return repairs[0].diagnostic
    for repair in repairs:
        if repair.edit is not None and _settles(source, span, repair.edit):
            return _with_fix(repair)
    return repairs[-1].diagnostic


def _with_fix(repair: _Repair) -> Diagnostic:
    edit = repair.edit
    assert edit is not None
    old = repair.diagnostic.source.slice(edit.span)
    if not edit.text:
        title = f"delete `{old}`"
    else:
        title = f"replace `{old}` by `{edit.text}`" if old else f"insert `{edit.text}`"
    return replace(repair.diagnostic, fix=Fix(title, (edit,)))


def _settles(source: Source, span: Span, edit: Edit) -> bool:
    """Whether the text under `span` is one form once edited."""
    text = source.text[span.start : edit.span.start] + edit.text + source.text[edit.span.end : span.end]
    parsed = parse_forms(Source(source.path, text))
    return parsed.mistake is None and len(parsed.nodes) == 1


def _repairs(source: Source, token: Token, opened: list[Token], span: Span) -> Iterator[_Repair]:
    """What may be meant, the best founded first; the last describes the mistake as it is."""
    yield from _unclosed_by_indentation(source, span, token)
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
    stack: list[Token] = []
    line = 0
    previous: Token | None = None
    for token in scan(source, span.start, span.end):
        if token.start >= until.start:
            return
        place = source.position(token.start)
        if place.line != line and previous is not None and token.kind not in CLOSING:
            passed = [one for one in stack if _is_left_of(source, place.line, place.column, one)]
            if passed:
                yield _unclosed_before(source, passed, previous, place.line)
        line = source.position(token.end).line
        previous = token
        if token.kind in CLOSERS:
            stack.append(token)
        elif token.kind in CLOSING and stack:
            stack.pop()


def _is_left_of(source: Source, line: int, column: int, opener: Token) -> bool:
    place = source.position(opener.start)
    return place.line < line and column <= place.column


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
