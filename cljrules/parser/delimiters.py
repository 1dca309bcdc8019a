"""Delimiters that do not match: which one, and what would settle it.

Takes the text of one malformed form and gives one finding, at the most plausible repair where the form can be read
with one, else at the delimiter where the grammar stopped.
"""

from __future__ import annotations

from typing import Final

from cljrules.diagnostics import Diagnostic, Edit, Fix, Label
from cljrules.parser.findings import finding
from cljrules.parser.repairs import Repair, delimiter_repairs
from cljrules.parser.stretches import CLOSERS, CLOSING
from cljrules.parser.syntax import last_token, parse_forms
from cljrules.parser.tree import Token
from cljrules.source import Source, Span

_OPENERS: Final = {")": "(", "]": "[", "}": "{"}


def unbalanced(source: Source, token: Token, opened: list[Token], span: Span) -> Diagnostic:
    """The finding for the form under `span` that `token` breaks off, a closer or the end, with `opened` open."""
    repair = best_repair(source, span)
    if repair is not None:
        return _repaired(source, repair)
    if token.kind == "$END":
        return _unclosed_at_end(source, opened, span)
    if not opened:
        return left_over(source, token.span)
    opener = opened[-1]
    closer = CLOSERS[opener.kind]
    return finding(
        "mismatched-delimiter",
        source,
        token.span,
        f"`{token.text}` does not close `{opener.text}`",
        f"write `{closer}`, or close `{opener.text}` before it",
        labels=(Label(opener.span, f"`{opener.text}` opened here needs `{closer}`"),),
    )


def best_repair(source: Source, span: Span) -> Repair | None:
    """The most plausible repair after which the text under `span` can be read."""
    for repair in delimiter_repairs(source, span)[:3]:
        edit = repair.edit
        text = source.text[span.start : edit.span.start] + edit.text + source.text[edit.span.end : span.end]
        if parse_forms(Source(source.path, text)).mistake is None:
            return repair
    return None


def left_over(source: Source, closers: Span) -> Diagnostic:
    """The finding for closing delimiters when nothing is open."""
    text = source.text[closers.start]
    return finding(
        "unmatched-delimiter",
        source,
        Span(closers.start, closers.start + 1),
        f"`{text}` closes nothing",
        f"delete it, or open it with `{_OPENERS[text]}`",
        fix=Fix(f"delete `{source.slice(closers)}`", (Edit(closers, ""),)),
    )


def _repaired(source: Source, repair: Repair) -> Diagnostic:
    edit, token = repair.edit, repair.token
    old = source.slice(edit.span)
    if not old and edit.text in _OPENERS:
        return _missing_closer(source, repair)
    if not old:
        return _missing_opener(source, repair)
    if not edit.text:
        return _too_many(source, repair)
    fix = Fix(f"replace `{old}` by `{edit.text}`", (edit,))
    if token.kind in CLOSING:
        opener = repair.opener
        assert opener is not None
        message = f"`{old}` does not close `{opener.text}`"
        label = Label(opener.span, f"`{opener.text}` opened here needs `{edit.text}`")
        return finding(
            "mismatched-delimiter", source, token.span, message, f"write `{edit.text}`", labels=(label,), fix=fix
        )
    message = f"`{token.text}` opens what is closed as if it had been opened with `{token.text[:-1]}{edit.text}`"
    help = f"write `{token.text[:-1]}{edit.text}`"
    return finding("mismatched-delimiter", source, token.span, message, help, fix=fix)


def _missing_closer(source: Source, repair: Repair) -> Diagnostic:
    edit, opener = repair.edit, repair.opener
    assert opener is not None
    return finding(
        "unclosed-delimiter",
        source,
        Span(max(edit.span.start - 1, 0), edit.span.start),
        f"`{opener.text}` is never closed",
        f"write `{edit.text}` here",
        labels=(Label(opener.span, f"`{opener.text}` opened here"),),
        fix=Fix(f"insert `{edit.text}`", (edit,)),
    )


def _missing_opener(source: Source, repair: Repair) -> Diagnostic:
    edit, token = repair.edit, repair.token
    word = source.slice(token.span)[:40]
    return finding(
        "unmatched-delimiter",
        source,
        token.span,
        f"`{edit.text}` is missing before `{word}`",
        f"write `{edit.text}{word}`",
        fix=Fix(f"insert `{edit.text}`", (edit,)),
    )


def _too_many(source: Source, repair: Repair) -> Diagnostic:
    token, opener = repair.token, repair.opener
    fix = Fix(f"delete `{token.text}`", (repair.edit,))
    if token.kind in CLOSERS:
        message, help = f"`{token.text}` is never closed", "delete it, or close it where its form ends"
        return finding("unclosed-delimiter", source, token.span, message, help, fix=fix)
    if opener is None or CLOSERS[opener.kind] != token.text:
        message, labels = f"`{token.text}` closes nothing", ()
        help = f"delete it, or open it with `{_OPENERS[token.text]}`"
        return finding("unmatched-delimiter", source, token.span, message, help, labels=labels, fix=fix)
    message = f"`{token.text}` closes `{opener.text}` before its last part"
    label = Label(opener.span, f"`{opener.text}` opened here")
    return finding("unmatched-delimiter", source, token.span, message, "delete it", labels=(label,), fix=fix)


def _unclosed_at_end(source: Source, opened: list[Token], span: Span) -> Diagnostic:
    last = last_token(source, span)
    closers = "".join(CLOSERS[token.kind] for token in reversed(opened))
    place = Span(last.end, last.end)
    labels = tuple(Label(token.span, f"`{token.text}` opened here") for token in opened[-3:])
    if len(opened) == 1:
        message = f"`{opened[0].text}` is never closed"
    else:
        message = f"{len(opened)} delimiters are never closed"
    help = f"write `{closers if len(closers) <= 8 else closers[:8] + '…'}` where the form ends"
    fix = None
    if parse_forms(Source(source.path, source.slice(span)[: place.start - span.start] + closers)).mistake is None:
        shown = closers if len(closers) <= 8 else closers[:8] + "…"
        fix = Fix(f"insert `{shown}`", (Edit(place, closers),))
    span_shown = Span(max(last.end - 1, 0), last.end)
    return finding("unclosed-delimiter", source, span_shown, message, help, labels=labels, fix=fix)
