"""What is written between the lines of rules: inlay hints, lenses above forms, links.

Takes a document with what is known of matches, gives data of the protocol. Nothing is evaluated but the sample loan,
and that only for the lens that is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from lsprotocol import types as lsp

from cljrules.codes import CODES, page_of
from cljrules.explain.values import in_unit
from cljrules.lsp import cards
from cljrules.lsp.addresses import uri_of
from cljrules.lsp.diagnostics import position, range_of
from cljrules.lsp.expecting import expected_at
from cljrules.lsp.hover import explained
from cljrules.lsp.names import definitions
from cljrules.lsp.outline import Shape, path_at
from cljrules.lsp.project import Piece, View
from cljrules.packs.model import Rule
from cljrules.parser.forms import Atom
from cljrules.source import Source, Span
from cljrules.stdlib.catalogue import Variable

#: Of each rule: a fingerprint of its text, how many accounts it matches, of how many.
Counts = Mapping[str, tuple[str, int, int]]
_MIRRORED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "==": "=="}
_SIGNS: Final = {"pos?": ">", "neg?": "<", "zero?": "=="}
_NUMBERS: Final = ("integer", "money", "rate", "percent", "number")


def inlay_hints(view: View, span: Span, counts: Counts) -> list[lsp.InlayHint]:
    """The hints in a stretch of a document."""
    settings = view.settings
    if not settings.inlay_hints:
        return []
    found: list[lsp.InlayHint] = []
    for piece in view.pieces:
        if piece.end < span.start or piece.start > span.end:
            continue
        for shape in piece.shape.walk():
            if settings.region_hints and shape.kind == "list" and shape.is_closed:
                said = region(view, shape)
                if said is not None:
                    found.append(_hint(view, piece.start + shape.end, said, "the values that satisfy it"))
            elif settings.label_hints and shape.kind == "STRING" and shape.is_closed:
                label = _label(view, piece, shape)
                if label is not None:
                    found.append(_hint(view, piece.start + shape.end, label, None))
        if settings.count_hints:
            found += _counts(view, piece, counts)
    return [hint for hint in found if _inside(view, hint.position, span)]


def _inside(view: View, place: lsp.Position, span: Span) -> bool:
    start, end = position(view.source, span.start), position(view.source, span.end)
    return (start.line, start.character) <= (place.line, place.character) <= (end.line, end.character)


def _hint(view: View, at: int, text: str, tooltip: str | None) -> lsp.InlayHint:
    return lsp.InlayHint(position(view.source, at), text, padding_left=True, tooltip=tooltip)


def region(view: View, shape: Shape) -> str | None:
    """Which values satisfy a comparison of a variable with numbers, in words: "121 days and up"."""
    forms = shape.forms
    head = shape.head
    if head in _SIGNS and len(forms) == 2:
        variable = view.catalogue.variables.get(forms[1].text)
        return _said(variable, _SIGNS[head], Decimal(0)) if variable is not None and _SIGNS[head] != "==" else None
    if head not in _MIRRORED or head in ("=", "==") or not 3 <= len(forms) <= 4:
        return None
    operands = forms[1:]
    at = [n for n, form in enumerate(operands) if form.text in view.catalogue.variables and form.kind == "SYMBOL"]
    if len(at) != 1:
        return None
    variable = view.catalogue.variables[operands[at[0]].text]
    numbers = [_number(view, form) for n, form in enumerate(operands) if n != at[0]]
    if variable.type not in _NUMBERS or any(number is None for number in numbers):
        return None
    if len(operands) == 2 and numbers[0] is not None:
        return _said(variable, head if at[0] == 0 else _MIRRORED[head], numbers[0])
    if at[0] == 1 and numbers[0] is not None and numbers[1] is not None:
        return _between(variable, _MIRRORED[head], numbers[0], head, numbers[1])
    return None


def _number(view: View, form: Shape) -> Decimal | None:
    """A number as it is written, or that a definition of the pack stands for."""
    text = form.text
    if form.kind == "SYMBOL":
        found = next((item for item in definitions(view) if item.name == text), None)
        value = (
            found.form.items[-1] if found is not None and found.form.head and found.form.head.name == "def" else None
        )
        text = value.source.slice(value.span) if isinstance(value, Atom) else ""
    try:
        return Decimal(text.removesuffix("M").removesuffix("N"))
    except InvalidOperation:
        return None


def _said(variable: Variable, sign: str, bound: Decimal) -> str:
    """One bound in words; of whole numbers the bound itself is always among the values."""
    unit = variable.unit
    if variable.type == "integer":
        if bound == bound.to_integral_value():
            first = int(bound) + (1 if sign == ">" else -1 if sign == "<" else 0)
        else:
            first = int(bound.to_integral_value("ROUND_FLOOR")) + (1 if sign in (">", ">=") else 0)
        if sign in ("<", "<=") and variable.min is not None and first <= variable.min:
            return f"only {in_unit(first, unit)}" if first == variable.min else "never"
        return f"{in_unit(first, unit)} and {'up' if sign in ('>', '>=') else 'below'}"
    words = {">": "more than {}", ">=": "{} and up", "<": "less than {}", "<=": "{} and below", "==": "exactly {}"}
    return words[sign].format(in_unit(bound, unit))


def _between(variable: Variable, low_sign: str, low: Decimal, high_sign: str, high: Decimal) -> str | None:
    if high_sign not in ("<", "<="):
        low_sign, low, high_sign, high = _MIRRORED[_MIRRORED[high_sign]], high, _MIRRORED[_MIRRORED[low_sign]], low
    if variable.type == "integer" and low == int(low) and high == int(high):
        first, last = int(low) + (low_sign == ">"), int(high) - (high_sign == "<")
        if first > last:
            return "never"
        return (
            f"{first:,} to {in_unit(last, variable.unit)}" if first < last else f"only {in_unit(first, variable.unit)}"
        )
    opening = "more than " if low_sign == ">" else "from "
    closing = "less than " if high_sign == "<" else ""
    return f"{opening}{in_unit(low, variable.unit)} to {closing}{in_unit(high, variable.unit)}"


def _label(view: View, piece: Piece, shape: Shape) -> str | None:
    """The label of a word whose code does not say it."""
    path = tuple(path_at(piece.shape, shape.start + 1))
    member = expected_at(view, path, shape.start + 1).worded
    return cards.label_of(shape.text[1:-1], member, view.catalogue) if member is not None else None


def _counts(view: View, piece: Piece, counts: Counts) -> Iterator[lsp.InlayHint]:
    for rule in view.pack.rules:
        known = counts.get(rule.name)
        if rule.source is piece.part.source and known is not None and known[0] == fingerprint(rule):
            at = piece.start + rule.name_span.end
            yield _hint(view, at, f"{known[1]:,} of {known[2]:,} loans", "what it matches in the store")


def fingerprint(rule: Rule) -> str:
    """The text of a rule's criteria, by which it is known whether a count still holds."""
    return rule.when.source.slice(rule.when.span)


# -- lenses -----------------------------------------------------------------------------------------------------------


def code_lenses(view: View, counts: Counts, *, has_store: bool) -> list[lsp.CodeLens]:
    """The lenses of a document: on each form with criteria, what can be asked about it."""
    if not view.settings.code_lenses:
        return []
    found: list[lsp.CodeLens] = []
    starts = {piece.part.source.path: piece.start for piece in view.pieces}
    for top in view.pack.tops:
        start = starts.get(top.source.path)
        if start is None:
            continue
        place = range_of(view.source, Span(start + top.name_span.start, start + top.name_span.end))
        given = {"uri": view.uri, "rule": top.name}
        if getattr(top, "when", None) is None and getattr(top, "applies_when", None) is None:
            continue
        found.append(lsp.CodeLens(place, data={"lens": "sample", **given}))
        if isinstance(top, Rule):
            known = counts.get(top.name)
            if known is not None and known[0] == fingerprint(top):
                title = f"{known[1]:,} loan{'' if known[1] == 1 else 's'} match"
                found.append(_lens(place, title, "cljrules.matchPreview", given))
            elif has_store:
                found.append(_lens(place, "which loans match", "cljrules.matchPreview", given))
        found.append(_lens(place, "show witnesses", "cljrules.witnesses", given))
        if isinstance(top, Rule) and top.examples:
            number = len(top.examples)
            title = f"run {number} example{'' if number == 1 else 's'}"
            found.append(_lens(place, title, "cljrules.runExamples", given))
    return found


def _lens(place: lsp.Range, title: str, command: str, given: Mapping[str, Any]) -> lsp.CodeLens:
    return lsp.CodeLens(place, lsp.Command(title=title, command=command, arguments=[dict(given)]))


def resolved_lens(view: View | None, lens: lsp.CodeLens) -> lsp.CodeLens:
    """The lens of the sample loan with what the rule answers on it."""
    data = lens.data if isinstance(lens.data, dict) else {}
    name = data.get("rule")
    said = "run on the sample loan"
    top = next((one for one in view.pack.tops if one.name == name), None) if view is not None else None
    if view is not None and top is not None:
        found = explained(view, top)
        if found is not None:
            answer = "fires" if found.fires else "error" if found.fires is None else "does not fire"
            said = f"{view.settings.sample or 'sample loan'}: {answer}"
    given = {key: data[key] for key in ("uri", "rule") if key in data}
    lens.command = lsp.Command(title=said, command="cljrules.runOnSample", arguments=[given])
    return lens


# -- links ------------------------------------------------------------------------------------------------------------


def document_links(view: View) -> list[lsp.DocumentLink]:
    """Codes that lead to their pages, templates that lead to their files."""
    found: list[lsp.DocumentLink] = []
    folder = Path(view.path).parent
    for piece in view.pieces:
        for shape in piece.shape.walk():
            target: Path | None = None
            if shape.kind == "KEYWORD" and shape.text[1:] in CODES and _is_allowed(shape):
                target = page_of(shape.text[1:])
                span = Span(shape.start + 1, shape.end)
            elif shape.kind == "STRING" and shape.is_closed and _is_template(shape):
                target = next((path for path in _files(folder, shape.text[1:-1]) if path.is_file()), None)
                span = Span(shape.start + 1, shape.end - 1)
            if target is not None:
                moved = Span(piece.start + span.start, piece.start + span.end)
                found.append(lsp.DocumentLink(range_of(view.source, moved), uri_of(str(target))))
    return found


def manifest_links(source: Source, folder: Path) -> list[lsp.DocumentLink]:
    """In a manifest: files that lead to themselves, codes that lead to their pages."""
    found = []
    for match in re.finditer(r'"([^"\n]+)"', source.text):
        name = match[1]
        target = page_of(name) if name in CODES else folder / name
        span = Span(match.start(1), match.end(1))
        if target is not None and (name in CODES or (name.endswith((".clj", ".hy", ".py")) and target.is_file())):
            found.append(lsp.DocumentLink(range_of(source, span), uri_of(str(target))))
    return found


def _is_allowed(shape: Shape) -> bool:
    """Whether a keyword stands in what `:lint/allow` maps to reasons."""
    parent = shape.parent
    if parent is None or parent.kind != "map" or parent.parent is None:
        return False
    forms = parent.parent.forms
    at = next((n for n, form in enumerate(forms) if form is parent), 0)
    return at > 0 and forms[at - 1].text == ":lint/allow"


def _is_template(shape: Shape) -> bool:
    forms = shape.parent.forms if shape.parent is not None else []
    at = next((n for n, form in enumerate(forms) if form is shape), 0)
    return at > 0 and forms[at - 1].text == ":template"


def _files(folder: Path, name: str) -> Iterator[Path]:
    if not name.startswith("/") and ".." not in name:
        yield folder / name
        yield folder / "templates" / name
