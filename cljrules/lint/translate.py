"""From the forms of criteria to a tree of comparisons.

Names of the pack are looked through: constants, local names, threading, and calls of the pack's functions. What is not
understood becomes an `Opaque` condition or a term known by its text only, never an error: whether criteria make sense
is checked elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final

from cljrules.lint.conditions import All, Condition, Is, Not, Opaque, Site, Some, Truth
from cljrules.lint.sugar import bindings, parts_of_function, threaded, written_out
from cljrules.lint.sums import added, compared, divided, multiplied
from cljrules.lint.terms import Term, constant, day_number, is_number, place
from cljrules.packs.model import Definition
from cljrules.parser.forms import Atom, Coll, Form
from cljrules.stdlib.catalogue import Catalogue
from cljrules.values.symbols import Keyword, Symbol

_COMPARATORS: Final = frozenset({"<", ">", "<=", ">="})
_SIGN_TESTS: Final[Mapping[str, str]] = {"pos?": ">", "neg?": "<", "zero?": "=="}
#: Functions of one argument that keep a number's order.
_KEEPING: Final = frozenset({"bigdec", "bigint", "double", "float", "long", "int", "num", "identity", "u/round-money"})
_DEEPEST: Final = 40
#: Months in a day.
_MONTHS: Final = Fraction(12, 365)


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """A form with the names it sees."""

    form: Form
    names: Names


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """Local names; those further out are looked for in `outer`. `function` is the pack's function they stand in."""

    held: Mapping[str, Bound]
    outer: Names | None
    function: str | None
    depth: int

    def find(self, name: str) -> Bound | None:
        at: Names | None = self
        while at is not None:
            if name in at.held:
                return at.held[name]
            at = at.outer
        return None

    def with_one(self, name: str, bound: Bound) -> Names:
        return Names({name: bound}, self, self.function, self.depth + 1)


class Translator:
    """Translates the criteria of one pack, which share its definitions."""

    def __init__(self, catalogue: Catalogue, definitions: Iterable[Definition]) -> None:
        self._catalogue = catalogue
        self._today = catalogue.sample.today
        self._functions: dict[str, Coll] = {}
        held: dict[str, Bound] = {}
        self._top = Names(held, None, None, 0)
        given = tuple(definitions)
        later = {definition.name for definition in given}
        for definition in given:
            head = definition.form.head
            if head is not None and head.name == "def":
                # a value sees what was defined before it: names that stand for each other stand for nothing
                if not _mentions(definition.form.items[-1], later):
                    held[definition.name] = Bound(definition.form.items[-1], self._top)
                later.discard(definition.name)
            else:
                self._functions[definition.name] = definition.form
        self._sites: dict[tuple[str, int], Site] = {}

    def criteria(self, form: Form) -> Condition:
        """The tree of a rule's criteria."""
        return self._condition(form, self._top)

    # -- conditions ---------------------------------------------------------------------------------------------------

    def _condition(self, form: Form, names: Names) -> Condition:
        if names.depth > _DEEPEST:
            return _opaque(form)
        if isinstance(form, Atom):
            return self._atom(form, names)
        plain = written_out(form)
        if plain is not form:
            return self._condition(plain, names)
        head = form.head
        if form.kind != "list" or head is None:
            return self._path_condition(form, names)
        name, args = head.text, form.items[1:]
        if (local := names.find(name)) is not None:
            body = self._local_body(local, args, names)
            return self._condition(body.form, body.names) if body is not None else _opaque(form)
        if name in _COMPARATORS and len(args) >= 2 and isinstance(form.items[0], Atom):
            return self._comparison(form.items[0], form, args, names)
        if name in self._functions:
            return self._inlined(form, name, args, names)
        method: Callable[..., Condition] | None = getattr(self, _CONDITIONS[name]) if name in _CONDITIONS else None
        return method(form, args, names) if method is not None else self._path_condition(form, names)

    def _atom(self, form: Atom, names: Names) -> Condition:
        if isinstance(form.value, bool) or form.value is None:
            return Truth(form.value is True)
        if isinstance(form.value, Symbol):
            bound = names.find(form.value.name)
            if bound is not None:
                return self._condition(bound.form, bound.names)
            if form.value.name in self._catalogue.variables:
                return Is(form.value.name, True)
        return _opaque(form)

    def _path_condition(self, form: Form, names: Names) -> Condition:
        if isinstance(form, Coll) and form.head is not None and form.head.text in ("->", "->>"):
            unfolded = threaded(form)
            if unfolded is not form and isinstance(unfolded, Coll) and self._place(unfolded, names) is None:
                return self._condition(unfolded, names)
        found = self._place(form, names)
        return Is(found, True) if found is not None else _opaque(form)

    def _comparison(self, operator: Atom, form: Coll, args: tuple[Form, ...], names: Names) -> Condition:
        key = (operator.source.path, operator.span.start)
        site = self._sites.get(key)
        if site is None:
            site = self._sites[key] = Site(operator, form, names.function)
        terms = [self._term(arg, names) for arg in args]
        pairs = [compared(site.sign, a, b, site) for a, b in pairwise(terms)]
        return pairs[0] if len(pairs) == 1 else All(tuple(pairs))

    def _inlined(self, form: Coll, name: str, args: tuple[Form, ...], names: Names) -> Condition:
        body = self._body(name, args, names)
        return self._condition(body.form, body.names) if body is not None else _opaque(form)

    def _body(self, name: str, args: tuple[Form, ...], names: Names) -> Bound | None:
        """The body of a pack's function with its parameters bound, None where it is not of the plain shape."""
        parts = self._functions[name].items[2:]
        while parts and not (isinstance(parts[0], Coll) and parts[0].kind == "vector"):
            if isinstance(parts[0], Coll) and parts[0].kind == "list":
                return None
            parts = parts[1:]
        if len(parts) < 2 or not isinstance(parts[0], Coll):
            return None
        held = _arguments(parts[0], args, names)
        return Bound(parts[-1], Names(held, self._top, name, names.depth + 1)) if held is not None else None

    def _local_body(self, local: Bound, args: tuple[Form, ...], names: Names) -> Bound | None:
        """The body of a function that has a local name, None where the name is of something else."""
        parts = parts_of_function(local.form)
        held = _arguments(parts[0], args, names) if parts is not None else None
        if parts is None or held is None:
            return None
        return Bound(parts[1], Names(held, local.names, names.function, names.depth + 1))

    def _and(self, form: Coll, args: tuple[Form, ...], names: Names) -> Condition:
        return All(tuple(self._condition(arg, names) for arg in args))

    def _or(self, form: Coll, args: tuple[Form, ...], names: Names) -> Condition:
        return Some(tuple(self._condition(arg, names) for arg in args))

    def _not(self, form: Coll, args: tuple[Form, ...], names: Names) -> Condition:
        return Not(self._condition(args[0], names)) if len(args) == 1 else _opaque(form)

    def _same(self, form: Coll, args: tuple[Form, ...], names: Names) -> Condition:
        return self._condition(args[0], names) if len(args) == 1 else _opaque(form)

    def _if(self, form: Coll, args: tuple[Form, ...], names: Names) -> Condition:
        if len(args) not in (2, 3):
            return _opaque(form)
        test = self._condition(args[0], names)
        then = self._condition(args[1], names)
        other = self._condition(args[2], names) if len(args) == 3 else Truth(False)
        if form.head is not None and form.head.text == "if-not":
            test = Not(test)
        return Some((All((test, then)), All((Not(test), other))))

    def _when(self, form: Coll, args: tuple[Form, ...], names: Names) -> Condition:
        if len(args) < 2:
            return _opaque(form)
        test = self._condition(args[0], names)
        if form.head is not None and form.head.text == "when-not":
            test = Not(test)
        return All((test, self._condition(args[-1], names)))

    def _cond(self, form: Coll, args: tuple[Form, ...], names: Names) -> Condition:
        if not args:
            return Truth(False)
        if len(args) < 2:
            return _opaque(form)
        result = self._condition(args[1], names)
        if isinstance(args[0], Atom) and isinstance(args[0].value, Keyword):
            return result
        test = self._condition(args[0], names)
        return Some((All((test, result)), All((Not(test), self._cond(form, args[2:], names)))))

    def _let(self, form: Coll, args: tuple[Form, ...], names: Names) -> Condition:
        inner = self._bindings(args, names)
        return self._condition(args[-1], inner) if inner is not None and len(args) > 1 else _opaque(form)

    def _bindings(self, args: tuple[Form, ...], names: Names) -> Names | None:
        if not args or not isinstance(args[0], Coll) or args[0].kind != "vector" or len(args[0].items) % 2:
            return None
        for name, value in bindings(args[0]):
            names = names.with_one(name, Bound(value, names))
        return names

    def _equal(self, form: Coll, args: tuple[Form, ...], names: Names) -> Condition:
        if len(args) != 2:
            return _opaque(form)
        negative = form.head is not None and form.head.text == "not="
        left, right = args
        for one, other in ((left, right), (right, left)):
            value = self._literal(one, names)
            if isinstance(value, bool):
                inner = self._condition(other, names)
                return inner if value is not negative else Not(inner)
            if isinstance(value, str | Keyword) and (found := self._place(other, names)) is not None:
                same = Is(found, value)
                return Not(same) if negative else same
        a, b = self._term(left, names), self._term(right, names)
        if any(_is_known(term) for term in (a, b)):
            made = compared("==", a, b, None)
            return Not(made) if negative else made
        return _opaque(form)

    def _sign_test(self, form: Coll, args: tuple[Form, ...], names: Names) -> Condition:
        if len(args) != 1 or form.head is None:
            return _opaque(form)
        return compared(_SIGN_TESTS[form.head.text], self._term(args[0], names), Term(()), None)

    def _between(self, form: Coll, args: tuple[Form, ...], names: Names) -> Condition:
        if len(args) != 3:
            return _opaque(form)
        x, low, high = (self._term(arg, names) for arg in args)
        return All((compared(">=", x, low, None), compared("<=", x, high, None)))

    def _literal(self, form: Form, names: Names) -> object:
        while isinstance(form, Atom) and isinstance(form.value, Symbol):
            bound = names.find(form.value.name)
            if bound is None:
                return None
            form, names = bound.form, bound.names
        return form.value if isinstance(form, Atom) else None

    # -- numbers ------------------------------------------------------------------------------------------------------

    def _term(self, form: Form, names: Names) -> Term:
        found = self._known_term(form, names) if names.depth <= _DEEPEST else None
        return found if found is not None else place(_text(form))

    def _known_term(self, form: Form, names: Names) -> Term | None:
        if isinstance(form, Atom):
            if is_number(form.value):
                return constant(form.value)
            if isinstance(form.value, str):
                day = day_number(form.value)
                return constant(day) if day is not None else None
            if isinstance(form.value, Symbol):
                bound = names.find(form.value.name)
                if bound is not None:
                    return self._term(bound.form, bound.names)
                if form.value.name in self._catalogue.variables:
                    return place(form.value.name)
            return None
        where = self._place(form, names)
        if where is not None:
            return place(where)
        if form.kind != "list" or form.head is None:
            return None
        name, args = form.head.text, form.items[1:]
        if (local := names.find(name)) is not None:
            within = self._local_body(local, args, names)
            return self._term(within.form, within.names) if within is not None else None
        if name in ("->", "->>"):
            unfolded = threaded(form)
            return self._known_term(unfolded, names) if unfolded is not form else None
        if name in self._functions:
            body = self._body(name, args, names)
            return self._term(body.form, body.names) if body is not None else None
        if name == "let":
            inner = self._bindings(args, names)
            return self._term(args[-1], inner) if inner is not None and len(args) > 1 else None
        return self._computed(name, args, names)

    def _computed(self, name: str, args: tuple[Form, ...], names: Names) -> Term | None:
        if name == "u/today":
            return place(self._today)
        if name == "if" and len(args) == 3:
            then, other = self._term(args[1], names), self._term(args[2], names)
            return other if then.is_constant else then
        if name == "if-some" or not args:
            return None
        terms = [self._term(arg, names) for arg in args]
        if name in _KEEPING:
            return terms[0]
        if name in ("or", "max", "min"):
            return next((term for term in terms if not term.is_constant), terms[0])
        if name in ("u/date-compare", "-", "compare") and len(terms) == 2:
            return added(terms, -1)
        if name == "u/days-between" and len(terms) == 2:
            return added(terms[::-1], -1)
        if name == "u/months-between" and len(terms) == 2:
            days = added(terms[::-1], -1)
            return days.scaled(_MONTHS) if days is not None else None
        if name in ("+", "u/add-days"):
            return added(terms, 1)
        if name == "-" and len(terms) == 1:
            return terms[0].scaled(Fraction(-1))
        if name in ("inc", "dec"):
            return added([terms[0], Term((), Fraction(1))], 1 if name == "inc" else -1)
        if name == "u/percent-of" and len(terms) == 2:
            return multiplied([terms[0].scaled(Fraction(1, 100)), terms[1]])
        if name == "*":
            return multiplied(terms)
        if name in ("/", "quot") and len(terms) == 2:
            return divided(*terms)
        return None

    def _place(self, form: Form, names: Names) -> str | None:
        """The place on a loan that a form reads, None when it reads none or more."""
        if isinstance(form, Atom):
            if not isinstance(form.value, Symbol):
                return None
            bound = names.find(form.value.name)
            if bound is not None:
                return self._place(bound.form, bound.names)
            return form.value.name if form.value.name in self._catalogue.variables else None
        if form.kind != "list" or len(form.items) < 2:
            return None
        first, *rest = form.items
        keyword = first.keyword if isinstance(first, Atom) else None
        if keyword is not None:
            return _inside(self._place(rest[0], names), (keyword,))
        head = form.head.text if form.head is not None else ""
        if head == "->":
            keys = tuple(item.keyword if isinstance(item, Atom) else None for item in rest[1:])
            return _inside(self._place(rest[0], names), keys)
        if head == "get" and len(rest) > 1 and isinstance(rest[-1], Atom):
            return _inside(self._place(rest[0], names), (rest[1].keyword if isinstance(rest[1], Atom) else None,))
        if head == "get-in" and len(rest) >= 2 and isinstance(rest[1], Coll):
            keys = tuple(item.keyword if isinstance(item, Atom) else None for item in rest[1].items)
            return _inside(self._place(rest[0], names), keys)
        return None


#: The method for each form that conditions are made of.
_CONDITIONS: Final[Mapping[str, str]] = {
    "and": "_and",
    "or": "_or",
    "not": "_not",
    "boolean": "_same",
    "true?": "_same",
    "false?": "_not",
    "if": "_if",
    "if-not": "_if",
    "when": "_when",
    "when-not": "_when",
    "cond": "_cond",
    "let": "_let",
    "=": "_equal",
    "==": "_equal",
    "not=": "_equal",
    "u/between?": "_between",
    **dict.fromkeys(_SIGN_TESTS, "_sign_test"),
}


def _arguments(parameters: Coll, args: tuple[Form, ...], names: Names) -> dict[str, Bound] | None:
    """Parameters with what is given for each; None where they are not plain names, one for each argument."""
    if len(parameters.items) != len(args):
        return None
    held: dict[str, Bound] = {}
    for parameter, arg in zip(parameters.items, args, strict=True):
        if not isinstance(parameter, Atom) or parameter.symbol is None or parameter.symbol.name == "&":
            return None
        held[parameter.symbol.name] = Bound(arg, names)
    return held


def _mentions(form: Form, names: set[str]) -> bool:
    """Whether one of the names stands somewhere in a form."""
    pending = [form]
    while pending:
        at = pending.pop()
        if isinstance(at, Coll):
            pending += at.items
        elif isinstance(at.value, Symbol) and at.value.name in names:
            return True
    return False


def _is_known(term: Term) -> bool:
    return term.is_constant and bool(term.numbers)


def _inside(outer: str | None, keys: tuple[Keyword | None, ...]) -> str | None:
    if outer is None or any(key is None for key in keys):
        return None
    return ".".join([outer, *(key.name for key in keys if key is not None)])


def _text(form: Form) -> str:
    return "‹" + " ".join(form.source.slice(form.span).split()) + "›"


def _opaque(form: Form) -> Opaque:
    return Opaque(_text(form))
