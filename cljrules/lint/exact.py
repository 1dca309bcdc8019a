"""From the forms of criteria to a tree of comparisons that says no more than the text does.

`Translator` guesses for the sake of plausibility: of `(or a 0)` it takes `a`. Findings that claim something for every
loan need more: here a form that is not understood exactly is known by its text only, with local names written out, so
that two conditions are the same only where they have the same value.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from cljrules.lint.conditions import All, Compare, Condition, Is, Not, Opaque, Some, Truth
from cljrules.lint.terms import Term, place
from cljrules.lint.translate import Bound, Names, Translator
from cljrules.packs.model import Definition
from cljrules.parser.forms import Atom, Coll, Form
from cljrules.stdlib.catalogue import Catalogue
from cljrules.stdlib.catalogue.places import member_of
from cljrules.values.symbols import Symbol

#: Functions of numbers whose terms are exact.
_EXACT: Final = frozenset(
    {"u/today", "u/date-compare", "u/days-between", "u/add-days", "+", "-", "inc", "dec", "*", "/"}
)
_SAME: Final = frozenset({"identity", "num", "bigdec"})
_BRACKETS: Final = {"list": ("(", ")"), "vector": ("[", "]"), "map": ("{", "}"), "set": ("#{", "}")}
#: Texts longer than this are told apart by their place: nothing so long is written twice.
_LONGEST: Final = 4000


class ExactTranslator(Translator):
    """Translates criteria and the conditions inside them; see `Translator`. A form outside of any bindings is
    translated once.
    """

    def __init__(self, catalogue: Catalogue, definitions: Iterable[Definition]) -> None:
        super().__init__(catalogue, definitions)
        self._known: Final[dict[int, tuple[Form, Condition]]] = {}

    @property
    def top(self) -> Names:
        """The names of the pack."""
        return self._top

    def condition(self, form: Form, names: Names) -> Condition:
        """The tree of a form that is asked whether it holds."""
        return self._condition(form, names)

    def place(self, form: Form, names: Names) -> str | None:
        """The place on a loan that a form reads, None where it reads none or more."""
        return self._place(form, names)

    def inside(self, args: tuple[Form, ...], names: Names) -> Names | None:
        """The names inside a form with bindings, None where they are not written as bindings."""
        return self._bindings(args, names)

    def hidden(self, pattern: Form, names: Names) -> Names:
        """The names with those of a pattern known by their names only, such as a function's parameters."""
        for symbol in symbols_of(pattern):
            held = Coll("vector", (symbol, pattern), symbol.span, symbol.source)
            names = names.with_one(str(symbol.value.name), Bound(held, self._top))
        return names

    def text(self, form: Form, names: Names) -> str:
        """A form's text with its local names written out."""
        parts: list[str] = []
        left = _LONGEST
        pending: list[tuple[Form, Names] | str] = [(form, names)]
        while pending and left > 0:
            at = pending.pop()
            if isinstance(at, str):
                parts.append(at)
                continue
            item, seen = at
            left -= 1
            if isinstance(item, Coll):
                opening, closing = _BRACKETS[item.kind]
                parts.append(opening)
                pending.append(closing)
                pending += [(part, seen) for part in reversed(item.items)]
                continue
            found = seen.find(item.value.name) if isinstance(item.value, Symbol) and item.value.ns is None else None
            if found is not None:
                pending.append((found.form, found.names))
            else:
                parts.append(item.source.slice(item.span))
        if left <= 0:
            return f"‹{form.source.path}:{form.span.start}:{names.depth}:{id(names)}›"
        return f"‹{' '.join(parts)}›"

    def _condition(self, form: Form, names: Names) -> Condition:
        if names is not self._top or not isinstance(form, Coll):
            return self._translated(form, names)
        # the form is kept beside its condition, so that its id stays its own
        known = self._known.get(id(form))
        if known is None:
            known = self._known[id(form)] = (form, self._translated(form, names))
        return known[1]

    def _translated(self, form: Form, names: Names) -> Condition:
        head = form.head.text if isinstance(form, Coll) and form.head is not None else ""
        if head in ("nil?", "some?") and isinstance(form, Coll) and len(form.items) == 2 and names.find(head) is None:
            where = self._place(form.items[1], names)
            if where is not None:
                return Is(where, None) if head == "nil?" else Not(Is(where, None))
        found = super()._condition(form, names)
        if isinstance(found, Opaque):
            return Opaque(self.text(form, names))
        if isinstance(found, Is) and found.value is True and not self._is_boolean(found.key):
            return Opaque(self.text(form, names))
        return found

    def _place(self, form: Form, names: Names) -> str | None:
        if isinstance(form, Coll) and form.kind == "list" and form.items:
            first = form.items[0]
            is_keyword = isinstance(first, Atom) and first.keyword is not None
            looks_up = form.head is not None and form.head.text in ("get", "get-in")
            if (is_keyword and len(form.items) > 2) or (looks_up and len(form.items) > 3):
                # what stands for a missing value is not the place's own
                return None
        return super()._place(form, names)

    def _equal(self, form: Coll, args: tuple[Form, ...], names: Names) -> Condition:
        if len(args) == 2:
            negative = form.head is not None and form.head.text == "not="
            for one, other in (args, args[::-1]):
                value = self._literal(one, names)
                if isinstance(value, bool):
                    same = self._equal_to_truth(form, value, other, names)
                    return Not(same) if negative else same
        return super()._equal(form, args, names)

    def _equal_to_truth(self, form: Coll, value: bool, other: Form, names: Names) -> Condition:
        where = self._place(other, names)
        if where is not None:
            return Is(where, value)
        inner = self._condition(other, names)
        if not _is_comparison(inner):
            return Opaque(self.text(form, names))
        return inner if value else Not(inner)

    def _term(self, form: Form, names: Names) -> Term:
        found = self._known_term(form, names) if names.depth <= 40 else None
        return found if found is not None else place(self.text(form, names))

    def _computed(self, name: str, args: tuple[Form, ...], names: Names) -> Term | None:
        if name in _SAME and len(args) == 1:
            return self._term(args[0], names)
        if name not in _EXACT or (name == "u/today" and args):
            return None
        if name == "/" and (len(args) != 2 or not self._term(args[1], names).is_constant):
            return None
        return super()._computed(name, args, names)

    def _bindings(self, args: tuple[Form, ...], names: Names) -> Names | None:
        if not args or not isinstance(args[0], Coll) or args[0].kind != "vector" or len(args[0].items) % 2:
            return None
        for target, value in args[0].pairs():
            if isinstance(target, Atom) and target.symbol is not None:
                names = names.with_one(target.symbol.name, Bound(value, names))
                continue
            for symbol in symbols_of(target):
                held = Coll("vector", (symbol, target, value), symbol.span, symbol.source)
                names = names.with_one(str(symbol.value.name), Bound(held, names))
        return names

    def _is_boolean(self, key: str) -> bool:
        member = member_of(self._catalogue, key)
        return member is not None and member.type == "boolean"


def symbols_of(pattern: Form) -> list[Atom]:
    """The symbols of a binding pattern, or of any form."""
    found = []
    pending = [pattern]
    while pending:
        at = pending.pop()
        if isinstance(at, Coll):
            pending += reversed(at.items)
        elif at.symbol is not None:
            found.append(at)
    return found


def _is_comparison(condition: Condition) -> bool:
    """Whether a condition is true or false and nothing else."""
    if isinstance(condition, All | Some):
        return all(map(_is_comparison, condition.items))
    if isinstance(condition, Not):
        return True
    return isinstance(condition, Compare | Truth)
