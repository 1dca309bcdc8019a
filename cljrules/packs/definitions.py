"""`def` and `defn`: names and functions that the rules of a pack share.

Takes the whole form, gives a `Definition`; what the body means is the analyzer's to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from cljrules.packs.desk import Desk
from cljrules.packs.literals import is_literal
from cljrules.packs.model import Definition
from cljrules.packs.shapes import shown
from cljrules.parser.forms import Atom, Coll, Form
from cljrules.source import Source, Span
from cljrules.values.symbols import Symbol

_COMMENT: Final = re.compile(r";[^\n]*")
_DEFINITION: Final = re.compile(r"\bdefn?\s+([^\s()\[\]{}\"]+)")


def read_definition(form: Coll, desk: Desk) -> Definition | None:
    """The definition of a `def` or `defn` form; None (reported) when it has no usable name or no value."""
    kind = form.head.text if form.head is not None else ""
    sample = "(def small-balance 25M)" if kind == "def" else "(defn late? [days] (> days 30))"
    if len(form.items) < 2:
        desk.problem("bad-name", form, f"`{kind}` needs a name", f"write `{sample}`")
        return None
    name_form = form.items[1]
    symbol = name_form.symbol if isinstance(name_form, Atom) else None
    if symbol is None or symbol.ns is not None:
        desk.problem(
            "bad-name", name_form, f"expected a name after `{kind}`, found {shown(name_form)}", f"write `{sample}`"
        )
        return None
    if symbol.name in desk.catalogue.variables:
        desk.problem(
            "bad-name",
            name_form,
            f"`{symbol.name}` is a loan variable and cannot be defined again",
            "choose another name",
        )
        return None
    if len(form.items) < 3:
        what = "a value" if kind == "def" else "parameters and a body"
        desk.problem("bad-shape", form, f"`{kind} {symbol.name}` has no {what.removeprefix('a ')}", f"write `{sample}`")
        return None
    return Definition(symbol.name, form, name_form.span)


def constants_of(definitions: Iterable[Definition]) -> Mapping[str, Form]:
    """The names that `def` gives to literals, each with the literal's form."""
    found: dict[str, Form] = {}
    for definition in definitions:
        items = definition.form.items
        if definition.form.head is not None and definition.form.head.name == "def" and is_literal(items[-1]):
            found[definition.name] = items[-1]
    return found


def names_in(form: Form) -> frozenset[str]:
    """The names that a form writes, those with a namespace left out."""
    found: set[str] = set()
    pending = [form]
    while pending:
        item = pending.pop()
        if isinstance(item, Coll):
            pending += item.items
            if item.meta is not None:
                pending.append(item.meta)
        elif isinstance(item.value, Symbol) and item.value.ns is None:
            found.add(item.value.name)
    return frozenset(found)


def unread_text(sources: Iterable[Source], forms: Iterable[Form]) -> Iterator[str]:
    """The text of sources that became no form, comments left out."""
    spans: dict[str, list[Span]] = {}
    for form in forms:
        spans.setdefault(form.source.path, []).append(form.span)
    for source in sources:
        at = 0
        for span in sorted(spans.get(source.path, ())):
            yield _COMMENT.sub("", source.text[at : span.start])
            at = span.end
        yield _COMMENT.sub("", source.text[at:])


def lost_names(unread: Iterable[str]) -> frozenset[str]:
    """The names that definitions which cannot be read would have given."""
    return frozenset(found[1] for text in unread for found in _DEFINITION.finditer(text))


class Reached:
    """The definitions that forms use, be it through other definitions."""

    def __init__(self, definitions: Iterable[Definition], names: Callable[[Form], frozenset[str]]) -> None:
        self._names = names
        self._definitions = {definition.name: definition for definition in definitions}
        self._known: dict[frozenset[str], tuple[Definition, ...]] = {}

    def from_form(self, form: Form) -> tuple[Definition, ...]:
        """The definitions that a form needs, in their order."""
        return self.from_names(self._names(form))

    def from_names(self, names: frozenset[str]) -> tuple[Definition, ...]:
        """The definitions that some names need, in their order."""
        used = names.intersection(self._definitions)
        if not used:
            return ()
        found = self._known.get(used)
        if found is None:
            reached: set[str] = set()
            waiting = set(used)
            while waiting:
                name = waiting.pop()
                reached.add(name)
                waiting |= self._names(self._definitions[name].form).intersection(self._definitions) - reached
            found = tuple(definition for name, definition in self._definitions.items() if name in reached)
            self._known[used] = found
        return found
