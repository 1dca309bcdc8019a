"""Syntax-quote: a template spelt out as the calls that build it.

Takes the form after a backquote and gives what Clojure's reader gives: `(seq (concat (list …) …))`, names resolved,
`x#` made new. The source of each step is `LispReader$SyntaxQuoteReader` of Clojure 1.11. Raises Malformed; limits
depth and size, as templates in templates multiply.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from cljrules.parser.findings import Malformed
from cljrules.parser.forms import Atom, Coll, Form, Pattern
from cljrules.parser.reading import Reading
from cljrules.values.symbols import Symbol

#: How deep a template may be nested, and how many forms one may be spelt out to.
MAX_TEMPLATE_DEPTH: Final = 100
MAX_TEMPLATE_FORMS: Final = 200_000

_CORE: Final = "clojure.core"
UNQUOTE: Final = Symbol(_CORE, "unquote")
UNQUOTE_SPLICING: Final = Symbol(_CORE, "unquote-splicing")
_QUOTE: Final = Symbol(None, "quote")
_SEQ: Final = Symbol(_CORE, "seq")
_CONCAT: Final = Symbol(_CORE, "concat")
_LIST: Final = Symbol(_CORE, "list")
_APPLY: Final = Symbol(_CORE, "apply")
_WITH_META: Final = Symbol(_CORE, "with-meta")
_BUILDERS: Final = {
    "vector": Symbol(_CORE, "vector"),
    "map": Symbol(_CORE, "hash-map"),
    "set": Symbol(_CORE, "hash-set"),
}

# Compiler.specials: names that stay as they are in a template.
_SPECIAL: Final = frozenset(
    (
        "def",
        "loop*",
        "recur",
        "if",
        "case*",
        "let*",
        "letfn*",
        "do",
        "fn*",
        "quote",
        "var",
        ".",
        "set!",
        "deftype*",
        "reify*",
        "try",
        "throw",
        "monitor-enter",
        "monitor-exit",
        "catch",
        "finally",
        "new",
        "&",
    )
)


def expand(form: Form, reading: Reading) -> Form:
    """The form that builds what the template `form` describes."""
    return _Template(reading).quoted(form, 0)


class _Template:
    """One syntax-quote: its new names, and how much it has been spelt out to."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._names: dict[str, Symbol] = {}
        self._forms = 0

    def quoted(self, form: Form, depth: int) -> Form:
        if depth > MAX_TEMPLATE_DEPTH:
            raise Malformed(
                "too-deep",
                f"the template is nested more than {MAX_TEMPLATE_DEPTH} forms deep",
                "take parts of it out into functions",
                "LimitExceeded",
            )
        self._count(1)
        if isinstance(form, Atom):
            result = self._quoted_atom(form)
        elif form.head == UNQUOTE and len(form.items) > 1:
            return form.items[1]
        elif form.head == UNQUOTE_SPLICING:
            raise Malformed(
                "splice-outside",
                "`~@` splices into nothing here",
                "put it into a list, vector, map or set",
                "IllegalStateException",
            )
        else:
            result = self._quoted_parts(form, depth)
        if form.meta is not None:
            return self._call(form, _WITH_META, result, self.quoted(form.meta, depth + 1))
        return result

    def _quoted_atom(self, form: Atom) -> Form:
        value = form.value
        if isinstance(value, Symbol):
            return self._call(form, _QUOTE, Atom(self._named(value), form.span, form.source))
        if value is None or isinstance(value, (bool, Pattern, datetime, UUID)):
            return self._call(form, _QUOTE, form)
        return form

    def _quoted_parts(self, form: Coll, depth: int) -> Form:
        if form.kind == "list" and not form.items:
            return self._call(form, _LIST)
        parts: list[Form] = []
        for item in form.items:
            if isinstance(item, Coll) and len(item.items) > 1 and item.head == UNQUOTE:
                parts.append(self._call(item, _LIST, item.items[1]))
            elif isinstance(item, Coll) and len(item.items) > 1 and item.head == UNQUOTE_SPLICING:
                parts.append(item.items[1])
            else:
                parts.append(self._call(item, _LIST, self.quoted(item, depth + 1)))
        sequence = self._call(form, _SEQ, self._call(form, _CONCAT, *parts))
        if form.kind == "list":
            return sequence
        return self._call(form, _APPLY, Atom(_BUILDERS[form.kind], form.span, form.source), sequence)

    def _named(self, symbol: Symbol) -> Symbol:
        name = symbol.name
        if symbol.ns is None:
            if name in _SPECIAL:
                return symbol
            if name.endswith("#"):
                if name not in self._names:
                    self._names[name] = Symbol(None, f"{name[:-1]}__{next(self._reading.ids)}__auto__")
                return self._names[name]
            if name.endswith(".") and len(name) > 1:
                return Symbol(None, self._reading.resolved(Symbol(None, name[:-1])).name + ".")
            if name.startswith("."):
                return symbol
        return self._reading.resolved(symbol)

    def _call(self, place: Form, function: Symbol, *arguments: Form) -> Coll:
        self._count(2)
        head = Atom(function, place.span, place.source)
        return Coll("list", (head, *arguments), place.span, place.source)

    def _count(self, forms: int) -> None:
        self._forms += forms
        if self._forms > MAX_TEMPLATE_FORMS:
            raise Malformed(
                "too-large",
                f"the template spells out to more than {MAX_TEMPLATE_FORMS:,} forms",
                "templates in templates multiply: leave some backquotes out",
                "LimitExceeded",
            )
