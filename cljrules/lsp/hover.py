"""Hover: what stands under the cursor, and for criteria what they say and the nearest loans on either side.

Takes a document and an offset, gives a card in Markdown with the span it is about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from cljrules.explain.phrases import sentence
from cljrules.explain.rules import PackReader
from cljrules.explain.why import Explainer, Explanation, criteria_of
from cljrules.lsp import cards
from cljrules.lsp.completion import uses
from cljrules.lsp.expecting import Cursor, cursor_at
from cljrules.lsp.names import (
    DEFINITION,
    GLOBAL,
    LOCAL,
    OPTION,
    VARIABLE,
    Occurrence,
    meaning,
    occurrence_at,
    occurrences,
)
from cljrules.lsp.outline import Shape
from cljrules.lsp.project import Piece, View
from cljrules.packs.model import Top
from cljrules.parser.forms import Coll, Form
from cljrules.source import Span
from cljrules.stdlib.catalogue import archetype_loan, load, sample_loan
from cljrules.stdlib.catalogue.places import changed
from cljrules.values.errors import ClojureError, LimitExceeded

_CONDITIONS: Final = frozenset(
    (
        *(
            "and",
            "or",
            "not",
            ">",
            ">=",
            "<",
            "<=",
            "=",
            "==",
            "not=",
            "zero?",
            "pos?",
            "neg?",
            "nil?",
            "some?",
            "contains?",
        ),
        *(
            "u/between?",
            "if",
            "cond",
            "case",
            "when",
            "if-not",
            "when-not",
            "empty?",
            "seq",
            "every?",
            "some",
            "boolean",
        ),
        *("let", "->", "true?", "false?"),
    )
)


def hover(view: View, offset: int) -> tuple[str, Span] | None:
    """The card for an offset and what it is about; None where there is nothing to say."""
    cursor = cursor_at(view, offset)
    if cursor is None:
        return None
    found = occurrence_at(view, offset)
    if found is not None:
        piece, one = found
        span = Span(piece.start + one.start, piece.start + one.end)
        head = cursor.path[-2] if len(cursor.path) > 1 else None
        if one.role == GLOBAL and head is not None and head.head == one.name and head.forms[0].start == one.start:
            return _call(view, cursor, head, one, span)
        said = _name(view, one)
        return (said, span) if said is not None else None
    leaf = cursor.leaf
    if leaf is not None and leaf.start <= cursor.at < leaf.end:
        said = _value(view, cursor, leaf)
        if said is not None:
            return said, Span(cursor.piece.start + leaf.start, cursor.piece.start + leaf.end)
    return _criteria(view, cursor)


def _name(view: View, one: Occurrence) -> str | None:
    catalogue = view.catalogue
    if one.role == LOCAL:
        return f"**{one.name}**: local name"
    if one.role == OPTION:
        action, _, option = one.name.partition(" ")
        known = catalogue.actions.get(action)
        if known is not None and option in known.options:
            return cards.option_card(known, known.options[option], catalogue)
        return None
    if one.role == VARIABLE:
        variable = catalogue.variables.get(one.name)
        return cards.variable_card(variable, catalogue, _users(view, one.name)) if variable is not None else None
    if one.role in ("rule", "notification", "scenario"):
        return _top(view, one)
    found = meaning(view, one.name)
    if found is None:
        return None
    if found.kind == DEFINITION:
        return cards.definition_card(found.of, uses(view, one.name))
    if found.kind == VARIABLE:
        return cards.variable_card(found.of, catalogue, _users(view, one.name))
    if found.kind == "action":
        return cards.action_card(found.of, catalogue)
    return cards.function_card(found.of)


def _users(view: View, name: str) -> int:
    """How many top-level forms of the pack name a variable."""
    found = set()
    for source, pieces in view.others():
        for piece in pieces:
            if name in piece.part.source.text:
                found |= {(source.path, piece.start) for _ in _uses_in(piece, name)}
    return len(found)


def _uses_in(piece: Piece, name: str) -> Iterator[Occurrence]:
    return (one for one in occurrences(piece) if one.name == name and one.role in (GLOBAL, VARIABLE))


def _call(view: View, cursor: Cursor, shape: Shape, one: Occurrence, span: Span) -> tuple[str, Span] | None:
    """The head of a call: what the call says as a condition, then the card of what is called."""
    card = _name(view, one)
    said = None
    if one.name in _CONDITIONS:
        form = form_at(view, cursor.piece.start + shape.start, cursor.piece.start + shape.end)
        said = _said(view, form) if form is not None else None
    parts = [part for part in (said, card) if part]
    return ("\n\n---\n\n".join(parts), span) if parts else None


def _value(view: View, cursor: Cursor, leaf: Shape) -> str | None:
    expected = cursor.expected
    member = expected.worded
    if leaf.kind == "STRING" and member is not None:
        word = leaf.text.strip('"')
        card = cards.word_card(word, member, view.catalogue)
        if card is not None:
            return card
        words = expected.words(view)
        if words is not None:
            where = (member.values_from or "").removeprefix("vocabulary.")
            return f"`{leaf.text}`: a word of `{where}`" if word in words else f"`{leaf.text}`: no word of `{where}`"
    if leaf.kind == "KEYWORD":
        name = leaf.text[1:]
        if expected.place == "base":
            base = view.catalogue.amount_bases.get(name) or view.catalogue.date_bases.get(name)
            if base is not None:
                return f"**:{name}**: {base.label}" + (f", the variable `{base.variable}`" if base.variable else "")
        for owner in (expected.owner, expected.key, "example", "event"):
            known = cards.keys().get(owner or "", {}).get(name)
            if known is not None:
                return f"**:{name}**\n\n{known['doc']}"
    return None


# -- criteria ---------------------------------------------------------------------------------------------------------


def top_at(view: View, offset: int) -> tuple[Top, Span] | None:
    """The rule, notification or scenario around an offset, with its span in the file."""
    piece = view.piece_at(offset)
    for top in view.pack.tops if piece is not None else ():
        if piece is not None and top.source is piece.part.source:
            span = Span(piece.start + top.span.start, piece.start + top.span.end)
            if span.start <= offset <= span.end:
                return top, span
    return None


def form_at(view: View, start: int, end: int) -> Form | None:
    """The form of the pack's criteria under a span of the file."""
    found = top_at(view, start)
    if found is None:
        return None
    criteria = criteria_of(found[0])
    at = found[1].start - found[0].span.start
    pending: list[Form] = [criteria] if criteria is not None else []
    while pending:
        form = pending.pop()
        if form.source is found[0].source and (form.span.start + at, form.span.end + at) == (start, end):
            return form
        if isinstance(form, Coll):
            pending += form.items
    return None


def reader_of(view: View) -> PackReader:
    """What reads the criteria of a pack in words."""
    return view.project.kept("reader", view.snapshot, lambda: PackReader(view.pack, view.catalogue))


def explainer_of(view: View) -> Explainer:
    """What explains the forms of a pack."""
    return view.project.kept("explainer", view.snapshot, lambda: Explainer(view.pack, view.catalogue))


def _said(view: View, form: Form) -> str:
    return sentence(reader_of(view).phrase(form), "Holds when")


def _criteria(view: View, cursor: Cursor) -> tuple[str, Span] | None:
    """An expression inside criteria: what it says."""
    for shape in reversed(cursor.path):
        if shape.kind == "list":
            span = Span(cursor.piece.start + shape.start, cursor.piece.start + shape.end)
            form = form_at(view, *span)
            if form is not None:
                found = top_at(view, span.start)
                if found is not None and criteria_of(found[0]) is form:
                    return _whole(view, found[0]), span
                return _said(view, form), span
    return None


def _top(view: View, one: Occurrence) -> str | None:
    top = next((item for item in view.pack.tops if item.name == one.name), None)
    if top is None:
        return f"**{one.name}**: {one.role}, which cannot be read at the moment"
    return f"**{top.name}**: {one.role}\n\n{_whole(view, top)}"


def _whole(view: View, top: Top) -> str:
    """What a form says, and the nearest loans on which it fires and does not."""
    reading = reader_of(view).read(top)
    lines = [reading.sentence]
    lines += ["", *(f"- {action.text}" for action in reading.actions)] if reading.actions else []
    lines += ["", *reading.terms] if reading.terms else []
    if criteria_of(top) is not None:
        lines += ["", *nearest_loans(view, top)]
    return "\n".join(lines)


def nearest_loans(view: View, top: Top) -> list[str]:
    """The smallest changes of the sample loan on either side of the criteria, in words and as examples are written."""
    found = explained(view, top)
    if found is None:
        return []
    now = "fires" if found.fires else "gives an error" if found.fires is None else "does not fire"
    then = "does not fire" if found.fires else "fires"
    name = view.settings.sample or "sample"
    lines = [f"- on the {name} loan it {now}"]
    if found.changes is None:
        lines.append(f"- no near loan was found on which it {then}")
    elif found.changes:
        told = " and ".join(f"{change.label} {change.then}" for change in found.changes)
        code = " ".join(f":{change.place} {change.printed}" for change in found.changes)
        lines.append(f"- with {told} it {then}: `{{{code}}}`")
        back = _step_back(view, top, found)
        if back is not None:
            lines.append(back)
    return lines


def _step_back(view: View, top: Top, found: Explanation) -> str | None:
    """The nearest loan to the one found that answers the other way: the bound itself."""
    assert found.changes is not None
    changes = {change.place: change.value for change in found.changes}
    there = changed(_loan(view), changes)
    try:
        other = explainer_of(view).explain(top, there, _day())
    except (ClojureError, LimitExceeded):
        return None
    if not other.changes or len(other.changes) != 1:
        return None
    change = other.changes[0]
    verb = "fires" if other.fires is False else "does not fire"
    return f"- and with {change.label} {change.then} again it {verb}: `{{:{change.place} {change.printed}}}`"


def explained(view: View, top: Top) -> Explanation | None:
    """Why a form fires on the sample loan or does not; None where its criteria cannot be evaluated."""
    try:
        return explainer_of(view).explain(top, _loan(view), _day())
    except (ClojureError, LimitExceeded):
        return None


def _loan(view: View) -> Mapping[str, Any]:
    return archetype_loan(view.settings.sample) if view.settings.sample else sample_loan()


def _day() -> date:
    return date.fromisoformat(load().sample.as_of)
