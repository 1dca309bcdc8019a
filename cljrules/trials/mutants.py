"""Mutants: criteria with one small thing changed, as a slip of the pen would.

Takes a form and gives `Mutant`s, each with the edit of the text and the form that the edited text reads to. Whether a
mutant still means the same is not asked here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from cljrules.diagnostics import Edit
from cljrules.lint.conditions import BOUNDARY, FLIP
from cljrules.packs.desk import Desk
from cljrules.packs.words import allowed_words
from cljrules.parser.forms import Atom, Coll, Form
from cljrules.stdlib.catalogue import Catalogue
from cljrules.stdlib.catalogue.values import is_date
from cljrules.values.printer import pr_str
from cljrules.values.symbols import from_units, symbol, to_units

#: Tests that are each other's opposite, or one another's neighbour, by kind.
_OPPOSITE: Final[Mapping[str, str]] = {
    "=": "not=",
    "==": "not=",
    "not=": "=",
    "nil?": "some?",
    "some?": "nil?",
}
_SIGNS: Final[Mapping[str, str]] = {"pos?": "neg?", "neg?": "pos?", "zero?": "pos?"}
_CONNECTIVES: Final[Mapping[str, str]] = {"and": "or", "or": "and"}
#: Forms whose items, from the second on, are conditions themselves.
_OF_CONDITIONS: Final = frozenset({"and", "or"})
#: Forms that are not looked into: data, and keys into data.
_DATA: Final = frozenset({"quote", "get", "get-in", "nth"})
_CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A form with one thing changed. `kind` is flip, boundary, constant, connective, operand, negation, equality or
    word; `edit` changes the source text of `at`, `form` is the whole form changed.
    """

    kind: str
    edit: Edit
    at: Form
    form: Form

    @property
    def said(self) -> str:
        """The change in words and code, on one line."""
        text, span = self.at.source.text, self.at.span
        low, high = self.edit.span
        if self.kind == "operand":
            return f"without `{_line(text[low:high])}`"
        if self.kind == "connective":
            return f"`{self.edit.text}` instead of `{text[low:high]}`"
        changed = text[span.start : low] + self.edit.text + text[high : span.end]
        return f"`{_line(changed)}` instead of `{_line(text[span.start : span.end])}`"

    @property
    def line(self) -> int:
        """The line of the change, from 1."""
        return self.at.source.position(self.edit.span.start).line


def _line(text: str) -> str:
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class _Change:
    """A part and what takes its place: another form, and the edit that writes it; `around` is shown with it."""

    kind: str
    around: Form
    part: Form
    new: Form
    edit: Edit


class Mutator:
    """Makes the mutants of one pack's forms."""

    def __init__(self, catalogue: Catalogue, vocabulary: Mapping[str, Any]) -> None:
        self._desk: Final = Desk(catalogue, vocabulary)
        self._neighbours: Final = dict(self._word_pairs())

    def mutants(self, form: Form) -> list[Mutant]:
        """Every mutant of a form that stands where a condition is wanted, in the order of the text."""
        changes = sorted(self._condition(form, form), key=lambda change: change.edit.span)
        return [Mutant(item.kind, item.edit, item.around, _with(form, item.part, item.new)) for item in changes]

    def mutants_of_value(self, form: Form) -> list[Mutant]:
        """Every mutant of a form that is any expression, such as a constant of the pack."""
        changes = sorted(self._expression(form, form), key=lambda change: change.edit.span)
        return [Mutant(item.kind, item.edit, item.around, _with(form, item.part, item.new)) for item in changes]

    def _condition(self, form: Form, around: Form) -> Iterator[_Change]:
        """Mutants of a form whose value counts as true or false."""
        head = form.head.text if isinstance(form, Coll) and form.head is not None else ""
        if head == "not" and isinstance(form, Coll) and len(form.items) == 2:
            inner = form.items[1]
            yield _Change("negation", form, form, inner, Edit(form.span, inner.source.slice(inner.span)))
            yield from self._condition(inner, form)
            return
        if head not in _OF_CONDITIONS and not _is_compared(head) and not _is_constant(form):
            text = f"(not {form.source.slice(form.span)})"
            name = Atom(symbol("not"), form.span, form.source)
            negated = Coll("list", (name, form), form.span, form.source)
            yield _Change("negation", form, form, negated, Edit(form.span, text))
        yield from self._expression(form, around)

    def _expression(self, form: Form, around: Form) -> Iterator[_Change]:
        if isinstance(form, Atom):
            yield from self._literal(form, around)
            return
        head = form.head.text if form.head is not None else ""
        if head in _DATA:
            # the place read from stays as it is; a default may change
            return
        if form.kind == "list" and form.head is not None:
            yield from self._head(form, head)
        if head in _OF_CONDITIONS:
            for at, item in enumerate(form.items[1:], 1):
                if len(form.items) > 2:
                    yield self._dropped(form, at)
                yield from self._condition(item, item if isinstance(item, Coll) else form)
            return
        for at, item in enumerate(form.items):
            if isinstance(item, Coll):
                is_test = head in ("if", "when", "if-not", "when-not") and at == 1
                yield from self._condition(item, item) if is_test else self._expression(item, item)
            elif at or form.kind != "list":
                yield from self._literal(item, form)

    def _head(self, form: Coll, head: str) -> Iterator[_Change]:
        first = form.items[0]
        for kind, table in (
            ("flip", FLIP),
            ("boundary", BOUNDARY),
            ("equality", _OPPOSITE),
            ("equality", _SIGNS),
            ("connective", _CONNECTIVES),
        ):
            other = table.get(head)
            if other is not None and (kind != "connective" or len(form.items) > 2):
                new = Atom(symbol(other), first.span, first.source)
                yield _Change(kind, form, first, new, Edit(first.span, other))

    def _dropped(self, form: Coll, at: int) -> _Change:
        """The form without one of its operands, and without the blanks before it."""
        left = Coll(form.kind, (*form.items[:at], *form.items[at + 1 :]), form.span, form.source, form.meta)
        start = form.items[at - 1].span.end
        return _Change("operand", form, form, left, Edit(type(form.span)(start, form.items[at].span.end), ""))

    def _literal(self, form: Form, around: Form) -> Iterator[_Change]:
        if not isinstance(form, Atom):
            return
        value = form.value
        others: list[tuple[str, Any]] = []
        if isinstance(value, str):
            text = from_units(value)
            if is_date(text):
                day = date.fromisoformat(text)
                others = [("constant", to_units((day + timedelta(days=n)).isoformat())) for n in (-1, 1)]
            elif text in self._neighbours:
                others = [("word", to_units(self._neighbours[text]))]
        elif isinstance(value, Decimal):
            others = [("constant", value + step) for step in (-_CENT, _CENT)]
        elif type(value) is int:
            others = [("constant", value + step) for step in (-1, 1)]
        for kind, other in others:
            new = Atom(other, form.span, form.source)
            yield _Change(kind, around, form, new, Edit(form.span, from_units(pr_str(other))))

    def _word_pairs(self) -> Iterator[tuple[str, str]]:
        """For each word of a list another of the same list, the next one."""
        for variable in self._desk.catalogue.variables.values():
            for member in (variable, variable.items):
                words = (allowed_words(member, self._desk) or ()) if member is not None else ()
                if len(words) > 1:
                    yield from zip(words, (*words[1:], words[0]), strict=True)


def _is_compared(head: str) -> bool:
    """Whether turning the head round says the same as negating the form."""
    return head in FLIP or head in _OPPOSITE or head in _SIGNS


def _is_constant(form: Form) -> bool:
    return isinstance(form, Atom) and form.symbol is None


def _with(form: Form, part: Form, new: Form) -> Form:
    """A form with another in the place of one of its parts."""
    if form is part:
        return new
    if isinstance(form, Coll):
        items = tuple(_with(item, part, new) for item in form.items)
        if any(one is not other for one, other in zip(items, form.items, strict=True)):
            return Coll(form.kind, items, form.span, form.source, form.meta)
    return form
