"""Which name stands for what, in forms that may be broken.

Takes the forms of a part of a file, gives every occurrence of a name with its role, local names bound to where they
are declared. What a name that is not local stands for is looked up by `meaning`, in this order: the pack's
definitions, variables, actions, functions and macros.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from cljrules.lsp.outline import Shape, bare
from cljrules.lsp.project import Piece, View
from cljrules.packs.model import Definition
from cljrules.source import Source, Span
from cljrules.stdlib.reference import Entry, entries

LOCAL, GLOBAL, OPTION, VARIABLE, DEFINITION = "local", "global", "option", "variable", "definition"
#: The roles of what top-level forms declare, by their heads.
TOPS: Final[Mapping[str, str]] = {
    "defrule": "rule",
    "defnotification": "notification",
    "defpromise-scenario": "scenario",
    "def": DEFINITION,
    "defn": DEFINITION,
    "defmacro": DEFINITION,
}
_BINDERS: Final = frozenset(
    (
        *("let", "loop", "binding", "when-let", "if-let", "when-some", "if-some", "for", "doseq", "dotimes"),
        *("when-first", "with-open"),
    )
)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A name in a text: where it stands (in its part), its role, and for a local name where that is declared."""

    start: int
    end: int
    name: str
    role: str
    binding: int | None = None
    declares: bool = False


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name stands for: its kind (definition, variable, action, function, macro, value) and what is known."""

    kind: str
    name: str
    of: Any


def occurrences(piece: Piece) -> tuple[Occurrence, ...]:
    """The names in a part, in order."""
    return piece.project.kept("occurrences", piece.part, lambda: walked(piece.shape))


def walked(top: Shape) -> tuple[Occurrence, ...]:
    """The names in the forms of a text, in order."""
    walker = _Walker()
    for form in top.forms:
        walker.top(form)
    return tuple(sorted(walker.found, key=lambda one: one.start))


def occurrence_at(view: View, offset: int) -> tuple[Piece, Occurrence] | None:
    """The name at an offset, or right before it."""
    piece = view.piece_at(offset)
    if piece is None:
        return None
    at = offset - piece.start
    for one in occurrences(piece):
        if one.start <= at <= one.end:
            return piece, one
    return None


def everywhere(view: View, name: str, roles: frozenset[str]) -> Iterator[tuple[Source, Span, Occurrence]]:
    """All places in the pack where something that is not local is named."""
    for source, pieces in view.others():
        for piece in pieces:
            if name in piece.part.source.text:
                for one in occurrences(piece):
                    if one.name == name and one.role in roles:
                        yield source, Span(piece.start + one.start, piece.start + one.end), one


def meaning(view: View, name: str) -> Meaning | None:
    """What a name that is not local stands for; None where nothing has it."""
    definition = next((item for item in definitions(view) if item.name == name), None)
    if definition is not None:
        return Meaning(DEFINITION, name, definition)
    if name in view.catalogue.variables:
        return Meaning(VARIABLE, name, view.catalogue.variables[name])
    if name in view.catalogue.actions:
        return Meaning("action", name, view.catalogue.actions[name])
    entry = functions(view).get(name)
    return Meaning(entry.kind, name, entry) if entry is not None else None


def definitions(view: View) -> tuple[Definition, ...]:
    """The definitions of the pack, those that cannot be read at the moment among them."""
    now = view.pack.definitions
    names = {item.name for item in now}
    return (*now, *(item for item in view.good.definitions if item.name not in names))


def functions(view: View) -> Mapping[str, Entry]:
    """What may be called, by name: the library, and the pack's extensions."""
    if not view.pack.extensions:
        return library()

    def listed() -> Mapping[str, Entry]:
        return {**library(), **{one.name: one for one in entries(view.pack.functions)}}

    return view.project.kept("functions", view.snapshot.gathered.files.manifest.source, listed)


@cache
def library() -> Mapping[str, Entry]:
    """The functions, macros and values of the library by the name that rules write."""
    return {one.name: one for one in entries()}


class _Walker:
    def __init__(self) -> None:
        self.found: list[Occurrence] = []

    def top(self, form: Shape) -> None:
        head, forms = form.head, form.forms
        if head is None or head not in TOPS or len(forms) < 2 or forms[1].kind != "SYMBOL":
            self._form(form, {})
            return
        self._name(forms[0], GLOBAL)
        self._name(forms[1], TOPS[head], declares=True)
        if head in ("defn", "defmacro"):
            self._function(forms[2:], {})
        else:
            for inside in forms[2:]:
                self._form(inside, {})
        self._metadata(form)

    def _metadata(self, form: Shape) -> None:
        for child in form.children:
            if child.kind == "mark" and child.text in ("^", "#^") and child.children:
                self._form(child.children[0], {})

    def _name(self, shape: Shape, role: str, binding: int | None = None, *, declares: bool = False) -> None:
        self.found.append(Occurrence(shape.start, shape.end, shape.text, role, binding, declares))

    def _form(self, form: Shape, scope: Mapping[str, int]) -> None:
        if form.kind == "SYMBOL":
            binding = scope.get(form.text)
            self._name(form, GLOBAL if binding is None else LOCAL, binding)
        elif form.kind == "map":
            self._map(form, scope)
        elif form.kind == "mark":
            if not form.is_discarded and form.text != "'":
                for child in form.forms:
                    self._form(child, scope)
        elif form.kind in ("list", "function", "vector", "set"):
            self._collection(form, scope)

    def _collection(self, form: Shape, scope: Mapping[str, int]) -> None:
        head, forms = form.head, form.forms
        self._metadata(form)
        if head is None or head in scope:
            for child in forms:
                self._form(child, scope)
            return
        self._form(forms[0], scope)
        rest = forms[1:]
        if head == "quote":
            return
        if head in _BINDERS and rest and rest[0].kind == "vector":
            inner = self._bindings(rest[0], scope)
            for child in rest[1:]:
                self._form(child, inner)
        elif head in ("fn", "fn*"):
            self._function(rest, scope)
        elif head == "letfn" and rest and rest[0].kind == "vector":
            self._letfn(rest, scope)
        elif head == "as->" and len(rest) > 1 and rest[1].kind == "SYMBOL":
            self._form(rest[0], scope)
            inner = {**scope, **self._declared(rest[1])}
            for child in rest[2:]:
                self._form(child, inner)
        elif head == "catch" and len(rest) > 1 and rest[1].kind == "SYMBOL":
            inner = {**scope, **self._declared(rest[1])}
            for child in rest[2:]:
                self._form(child, inner)
        else:
            for child in rest:
                if child.kind == "map" and "/" in head:
                    self._map(child, scope, head)
                else:
                    self._form(child, scope)

    def _map(self, form: Shape, scope: Mapping[str, int], action: str | None = None) -> None:
        self._metadata(form)
        forms = form.forms
        given = _is_given(form)
        for at, child in enumerate(forms):
            if at % 2 == 0 and child.kind == "KEYWORD" and (given or action is not None):
                name = child.text[1:] if given else f"{action} {child.text[1:]}"
                self.found.append(Occurrence(child.start, child.end, name, VARIABLE if given else OPTION))
            else:
                self._form(child, scope)

    def _bindings(self, vector: Shape, scope: Mapping[str, int]) -> dict[str, int]:
        inner = dict(scope)
        forms = vector.forms
        for at in range(0, len(forms), 2):
            target = forms[at]
            value = forms[at + 1] if at + 1 < len(forms) else None
            if target.kind == "KEYWORD":
                if target.text == ":let" and value is not None and value.kind == "vector":
                    inner = self._bindings(value, inner)
                elif value is not None:
                    self._form(value, inner)
                continue
            if value is not None:
                self._form(value, inner)
            inner.update(self._declared(target, inner))
        return inner

    def _declared(self, target: Shape, scope: Mapping[str, int] | None = None) -> dict[str, int]:
        """The names that a binding form declares."""
        target = bare(target)
        if target.kind == "SYMBOL":
            if target.text == "&":
                return {}
            self._name(target, LOCAL, target.start, declares=True)
            return {target.text: target.start}
        found: dict[str, int] = {}
        if target.kind == "vector":
            for child in target.forms:
                if child.kind != "KEYWORD":
                    found.update(self._declared(child, scope))
        elif target.kind == "map":
            forms = target.forms
            for key, value in zip(forms[::2], forms[1::2], strict=False):
                if key.kind == "KEYWORD" and key.text in (":keys", ":strs", ":syms") and value.kind == "vector":
                    for child in value.forms:
                        found.update(self._declared(child, scope))
                elif key.kind == "KEYWORD" and key.text == ":as":
                    found.update(self._declared(value, scope))
                elif key.kind == "KEYWORD" and key.text == ":or" and value.kind == "map":
                    for default in value.forms[1::2]:
                        self._form(default, scope or {})
                elif key.kind != "KEYWORD":
                    found.update(self._declared(key, scope))
                    self._form(value, scope or {})
        return found

    def _function(self, forms: list[Shape], scope: Mapping[str, int]) -> None:
        """What follows `fn` or the name after `defn`: a name, a docstring, parameters and bodies."""
        inner = dict(scope)
        if forms and forms[0].kind == "SYMBOL":
            inner.update(self._declared(forms[0]))
            forms = forms[1:]
        forms = [form for form in forms if form.kind not in ("STRING",) or form is forms[-1]]
        if forms and forms[0].kind == "vector":
            within = {**inner, **self._declared(forms[0], inner)}
            for form in forms[1:]:
                self._form(form, within)
            return
        for form in forms:
            parts = form.forms
            if form.kind == "list" and parts and parts[0].kind == "vector":
                within = {**inner, **self._declared(parts[0], inner)}
                for part in parts[1:]:
                    self._form(part, within)
            else:
                self._form(form, inner)

    def _letfn(self, rest: list[Shape], scope: Mapping[str, int]) -> None:
        inner = dict(scope)
        made = [form.forms for form in rest[0].forms if form.kind == "list" and form.forms]
        for parts in made:
            if parts[0].kind == "SYMBOL":
                inner.update(self._declared(parts[0]))
        for parts in made:
            self._function(parts[1:], inner)
        for form in rest[1:]:
            self._form(form, inner)


def _is_given(form: Shape) -> bool:
    """Whether a map gives variables their values: the one after `:given`."""
    parent = form.parent
    while parent is not None and parent.kind == "mark":
        parent = parent.parent
    if parent is None or parent.kind != "map":
        return False
    forms = parent.forms
    at = next((number for number, child in enumerate(forms) if child is form), 0)
    return at % 2 == 1 and forms[at - 1].kind == "KEYWORD" and forms[at - 1].text == ":given"
