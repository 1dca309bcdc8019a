"""Criteria as a tree of phrases.

Takes the form of a condition and the names it sees; names of the pack are looked through. Strict and inclusive bounds
are always worded differently, and what has no phrase stands as code, so that nothing an author wrote is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Final

from cljrules.explain.nouns import DECIMALS, Noun, Nouns, code
from cljrules.explain.phrases import Choice, Clause, Group, Negated, Phrase, listed, say
from cljrules.explain.scope import Scope
from cljrules.explain.values import in_unit, number
from cljrules.lint.conditions import MIRRORED
from cljrules.lint.sugar import threaded
from cljrules.parser.forms import Atom, Coll, Form, Pattern
from cljrules.stdlib.catalogue import Catalogue, Variable
from cljrules.values.symbols import Keyword, Symbol

_WORDS: Final[Mapping[str, str]] = {
    ">": "more than",
    ">=": "at least",
    "<": "less than",
    "<=": "at most",
    "==": "exactly",
}
#: How one date stands to another, by the sign of the days between them.
_ON_THE_DAY: Final[Mapping[str, str]] = {
    ">": "after",
    ">=": "on or after",
    "<": "before",
    "<=": "on or before",
    "==": "the same day as",
}
_SIGN_TESTS: Final[Mapping[str, str]] = {"pos?": ">", "neg?": "<", "zero?": "=="}
_PLURAL = re.compile(r"\[(\w+)(?:\|(\w+))?\]")
_TRUTH = re.compile(r"\{([^{}|]+)\|([^{}|]+)\}")


class Clauses:
    """Reads the conditions of one pack."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._nouns: Final = Nouns(catalogue, lambda form, scope: say(self.phrase(form, scope), 2))
        self._catalogue: Final = catalogue

    def phrase(self, form: Form, scope: Scope) -> Phrase:
        """A condition in words."""
        seen = scope.resolved(form)
        if isinstance(seen.form, Atom):
            return self._atom(seen.form, form)
        at, scope = seen.form, seen.scope
        head = at.head
        if at.kind != "list" or not at.items:
            return self._code(at)
        if head is None or scope.find(head.text) is not None:
            return self._call_of_value(at, scope)
        name, args = head.text, at.items[1:]
        body = scope.body_of(name, args)
        if body is not None:
            return replace(self.phrase(body.form, body.scope), form=at)
        if name in ("->", "->>"):
            unfolded = threaded(at)
            # a place deep in a map is one thing, not a chain of calls
            if unfolded is not at and not all(isinstance(item, Atom) and item.keyword for item in at.items[2:]):
                return self.phrase(unfolded, scope)
        if name in _WORDS and len(args) >= 2:
            return self._ordered(name, at, args, scope)
        reader = _READERS.get(name)
        found = reader(self, at, args, scope) if reader is not None else None
        return found if found is not None else self._holds(at, scope)

    # -- single conditions --------------------------------------------------------------------------------------------

    def _atom(self, form: Atom, written: Form) -> Phrase:
        if isinstance(form.value, Symbol):
            variable = self._catalogue.variables.get(form.value.text)
            return self._flag(variable, written) if variable is not None else self._code(form)
        if form.value is True:
            return Clause("this always holds", "this never holds", written)
        if form.value is False or form.value is None:
            return Clause("this never holds", "this always holds", written)
        return self._code(form)

    def _flag(self, variable: Variable, form: Form) -> Clause:
        if variable.clause is not None and variable.type == "boolean":
            yes, no = (_TRUTH.sub(rf"\{which}", variable.clause) for which in (1, 2))
            return Clause(yes, no, form, is_state=True)
        if variable.type == "boolean":
            return Clause(f"the {variable.label} is true", f"the {variable.label} is not true", form)
        return Clause(f"there is a value for the {variable.label}", f"there is none for the {variable.label}", form)

    def _code(self, form: Form) -> Clause:
        shown = code(form).text
        return Clause(f"{shown} holds", f"{shown} does not hold", form)

    def _holds(self, form: Coll, scope: Scope) -> Clause:
        noun = self._nouns.noun(form, scope)
        member = noun.member
        if member is not None and member.type == "boolean":
            if noun.entry is not None:
                return Clause(f"{noun.entry[1]} is {noun.entry[0]}", f"{noun.entry[1]} is not {noun.entry[0]}", form)
            return Clause(f"{noun.text} is true", f"{noun.text} is not true", form)
        return Clause(f"{noun.text} holds", f"{noun.text} does not hold", form)

    def _call_of_value(self, form: Coll, scope: Scope) -> Phrase:
        """`(#{"A" "B"} x)` and `(:key map)`."""
        first = form.items[0]
        if isinstance(first, Coll) and first.kind == "set" and len(form.items) == 2:
            return self._among(form, first, form.items[1], scope)
        return self._holds(form, scope)

    def _among(self, form: Form, words: Form, value: Form, scope: Scope) -> Clause:
        what = self._nouns.noun(value, scope)
        inside = scope.resolved(words).form
        if isinstance(inside, Coll) and inside.kind in ("set", "vector") and inside.items:
            items = [self._nouns.shown(self._nouns.noun(item, scope), what) for item in inside.items]
            several = f"one of {', '.join(items)}" if len(items) > 1 else items[0]
            return Clause(f"{what.text} is {several}", f"{what.text} is not {several}", form)
        group = self._nouns.noun(words, scope)
        return Clause(f"{what.text} is among {group.text}", f"{what.text} is not among {group.text}", form)

    # -- comparisons --------------------------------------------------------------------------------------------------

    def _ordered(self, sign: str, form: Coll, args: tuple[Form, ...], scope: Scope) -> Phrase:
        nouns = [self._nouns.noun(arg, scope) for arg in args]
        if len(args) == 3 and nouns[0].is_number and nouns[2].is_number and not nouns[1].is_number:
            low = self._bound(MIRRORED[sign], nouns[1], nouns[0])
            high = self._bound(sign, nouns[1], nouns[2])
            return self._measured(nouns[1], f"{low} and {high}", None, form)
        pairs = [
            self._compared(sign, a, b, one, other, form, scope)
            for (a, b), (one, other) in zip(pairwise(nouns), pairwise(args), strict=True)
        ]
        if len(pairs) == 1:
            return pairs[0]
        said = listed([pair.text for pair in pairs], "and")
        return Clause(said, f"it is not so that {said}", form)

    def _compared(
        self, sign: str, left: Noun, right: Noun, left_form: Form, right_form: Form, form: Form, scope: Scope
    ) -> Clause:
        if left.is_literal and not right.is_literal:
            return self._compared(MIRRORED[sign], right, left, right_form, left_form, form, scope)
        if right.is_number:
            days = self._days_apart(left_form, scope)
            if days is not None:
                return self._dated(sign, *days, right.value, form)
            return self._measured(left, self._bound(sign, left, right), right, form)
        bound = f"{_WORDS[sign]} {self._nouns.shown(right, left)}"
        return Clause(f"{left.text} is {bound}", f"{left.text} is not {bound}", form)

    def _bound(self, sign: str, subject: Noun, bound: Noun) -> str:
        """`more than $10.00`; within the sentence that a variable has of its own the number stands alone."""
        member = subject.member
        alone = isinstance(member, Variable) and subject.variable == member.name and member.clause is not None
        shown = number(bound.value) if alone else in_unit(bound.value, subject.unit)
        return f"{_WORDS[sign]} {shown}"

    def _measured(self, subject: Noun, said: str, bound: Noun | None, form: Form) -> Clause:
        member = subject.member
        if isinstance(member, Variable) and subject.variable == member.name and member.clause is not None:
            one = bound is not None and bound.value == 1
            clause = _PLURAL.sub(lambda ending: (ending[2] or "") if one else ending[1], member.clause)
            if "{}" in clause:
                return Clause(clause.replace("{}", said), clause.replace("{}", f"not {said}"), form)
        return Clause(f"{subject.text} is {said}", f"{subject.text} is not {said}", form)

    def _days_apart(self, form: Form, scope: Scope) -> tuple[Noun, Noun] | None:
        """The two dates of which a form counts the days between, the later one first."""
        seen = scope.resolved(form)
        at, inside = seen.form, seen.scope
        if not isinstance(at, Coll) or at.head is None or len(at.items) < 2:
            return None
        body = inside.body_of(at.head.text, at.items[1:])
        if body is not None:
            return self._days_apart(body.form, body.scope)
        if len(at.items) != 3 or at.head.text not in ("u/date-compare", "u/days-between"):
            return None
        one, other = (self._nouns.noun(item, inside) for item in at.items[1:])
        return (one, other) if at.head.text == "u/date-compare" else (other, one)

    def _dated(self, sign: str, a: Noun, b: Noun, days: int | Decimal, form: Form) -> Clause:
        if days == 0:
            said = f"{_ON_THE_DAY[sign]} {b.text}"
        else:
            word = _WORDS[sign if days > 0 else MIRRORED[sign]]
            side, other = ("after", "before") if days > 0 else ("before", "after")
            open_ended = word in ("less than", "at most")
            said = f"{word} {in_unit(abs(days), 'days')} {side} {b.text}" + (f" (or {other} it)" if open_ended else "")
        return Clause(f"{a.text} is {said}", f"{a.text} is not {said}", form)

    def _sign_test(self, form: Coll, args: tuple[Form, ...], scope: Scope) -> Phrase | None:
        if len(args) != 1 or form.head is None:
            return None
        zero = Noun("0", value=0, is_literal=True)
        noun = self._nouns.noun(args[0], scope)
        return self._compared(_SIGN_TESTS[form.head.text], noun, zero, args[0], args[0], form, scope)

    def _equal(self, form: Coll, args: tuple[Form, ...], scope: Scope) -> Phrase | None:
        name = form.head.text if form.head is not None else ""
        if len(args) != 2:
            return None
        left, right = (self._nouns.noun(arg, scope) for arg in args)
        one, other = args
        if left.is_literal and not right.is_literal:
            left, right, one, other = right, left, other, one
        made = self._same(name, left, right, one, other, form, scope)
        return self._turned(made, form) if name == "not=" else made

    def _same(self, name: str, left: Noun, right: Noun, one: Form, other: Form, form: Form, scope: Scope) -> Phrase:
        if right.is_literal and right.value is None:
            return self._absent(one, form, scope)
        if isinstance(right.value, bool):
            inner = self.phrase(one, scope)
            return inner if right.value else self._turned(inner, form)
        if right.is_number:
            clause = self._compared("==", left, right, one, other, form, scope)
            warning = "" if name == "==" else _unequal(left, right)
            return Clause(clause.text + warning, clause.negative + warning, form)
        said = self._nouns.shown(right, left)
        return Clause(f"{left.text} is {said}", f"{left.text} is not {said}", form)

    def _between(self, form: Coll, args: tuple[Form, ...], scope: Scope) -> Phrase | None:
        if len(args) != 3:
            return None
        x, low, high = (self._nouns.noun(arg, scope) for arg in args)
        if low.is_number and high.is_number:
            return self._measured(x, f"{self._bound('>=', x, low)} and {self._bound('<=', x, high)}", None, form)
        ends = f"from {self._nouns.shown(low, x)} to {self._nouns.shown(high, x)}, both included"
        return Clause(f"{x.text} is {ends}", f"{x.text} is not {ends}", form)

    # -- there is, there is none --------------------------------------------------------------------------------------

    def _absent(self, value: Form, form: Form, scope: Scope) -> Clause:
        noun = self._nouns.noun(value, scope)
        if noun.member is None:
            return Clause(f"{noun.text} is absent", f"{noun.text} is present", form)
        bare = noun.text.removeprefix("the ")
        article = "an" if bare[:1].lower() in "aeiou" else "a"
        return Clause(f"there is no {bare}", f"there is {article} {bare}", form)

    def _nil(self, form: Coll, args: tuple[Form, ...], scope: Scope) -> Phrase | None:
        return self._absent(args[0], form, scope) if len(args) == 1 else None

    def _some(self, form: Coll, args: tuple[Form, ...], scope: Scope) -> Phrase | None:
        return self._turned(self._absent(args[0], form, scope), form) if len(args) == 1 else None

    def _empty(self, form: Coll, args: tuple[Form, ...], scope: Scope) -> Phrase | None:
        if len(args) != 1:
            return None
        noun = self._nouns.noun(args[0], scope)
        bare = noun.text.removeprefix("the ")
        if noun.member is not None and noun.member.type in ("list", "map"):
            return Clause(f"there are no {bare}", f"there are {bare}", form)
        return Clause(f"{noun.text} is empty", f"{noun.text} is not empty", form)

    def _filled(self, form: Coll, args: tuple[Form, ...], scope: Scope) -> Phrase | None:
        empty = self._empty(form, args, scope)
        return self._turned(empty, form) if empty is not None else None

    def _contains(self, form: Coll, args: tuple[Form, ...], scope: Scope) -> Phrase | None:
        return self._among(form, args[0], args[1], scope) if len(args) == 2 else None

    def _some_of(self, form: Coll, args: tuple[Form, ...], scope: Scope) -> Phrase | None:
        """`(some #{"Legal"} titles)`: a word, or one of several, is in a list."""
        words = scope.resolved(args[0]).form if args else None
        if len(args) != 2 or not isinstance(words, Coll) or words.kind != "set" or not words.items:
            return None
        group = self._nouns.noun(args[1], scope)
        items = [self._nouns.noun(item, scope).text for item in words.items]
        what = f"one of {', '.join(items)}" if len(items) > 1 else items[0]
        none = f"none of {', '.join(items)} is among" if len(items) > 1 else f"{items[0]} is not among"
        return Clause(f"{what} is among {group.text}", f"{none} {group.text}", form)

    def _texts(self, form: Coll, args: tuple[Form, ...], scope: Scope) -> Phrase | None:
        verb = _VERBS.get(form.head.text if form.head is not None else "")
        if verb is None or len(args) != verb[0].count("{"):
            return None
        shown = [
            f"`{arg.value.text}`"
            if isinstance(arg, Atom) and isinstance(arg.value, Pattern)
            else self._nouns.noun(arg, scope).text
            for arg in args
        ]
        return Clause(verb[0].format(*shown), verb[1].format(*shown), form)

    # -- what is made of conditions -----------------------------------------------------------------------------------

    def _turned(self, phrase: Phrase, form: Form) -> Phrase:
        if isinstance(phrase, Clause):
            return Clause(phrase.negative, phrase.text, form)
        return phrase.item if isinstance(phrase, Negated) else Negated(phrase, form)

    def _all(self, form: Coll, args: tuple[Form, ...], scope: Scope) -> Phrase | None:
        return self._group(True, form, args, scope)

    def _any(self, form: Coll, args: tuple[Form, ...], scope: Scope) -> Phrase | None:
        return self._group(False, form, args, scope)

    def _group(self, all: bool, form: Coll, args: tuple[Form, ...], scope: Scope) -> Phrase:
        if not args:
            return self._atom(Atom(all, form.span, form.source), form)
        items = tuple(self.phrase(arg, scope) for arg in args)
        return items[0] if len(items) == 1 else Group(all, items, form)

    def _not(self, form: Coll, args: tuple[Form, ...], scope: Scope) -> Phrase | None:
        return Negated(self.phrase(args[0], scope), form) if len(args) == 1 else None

    def _same_as(self, form: Coll, args: tuple[Form, ...], scope: Scope) -> Phrase | None:
        return self.phrase(args[0], scope) if len(args) == 1 else None

    def _if(self, form: Coll, args: tuple[Form, ...], scope: Scope) -> Phrase | None:
        if len(args) not in (2, 3) or form.head is None:
            return None
        test = self.phrase(args[0], scope)
        if form.head.text == "if-not":
            test = self._turned(test, form)
        then = self.phrase(args[1], scope)
        if len(args) == 2 or _is(args[2], False):
            return Group(True, (test, then), form)
        if _is(args[1], True):
            return Group(False, (test, self.phrase(args[2], scope)), form)
        return Choice(test, then, self.phrase(args[2], scope), form)

    def _when(self, form: Coll, args: tuple[Form, ...], scope: Scope) -> Phrase | None:
        if len(args) != 2 or form.head is None:
            return None
        test = self.phrase(args[0], scope)
        if form.head.text == "when-not":
            test = self._turned(test, form)
        return Group(True, (test, self.phrase(args[1], scope)), form)

    def _cond(self, form: Coll, args: tuple[Form, ...], scope: Scope) -> Phrase | None:
        if len(args) % 2:
            return None
        if not args:
            return self._atom(Atom(False, form.span, form.source), form)
        then = self.phrase(args[1], scope)
        if isinstance(args[0], Atom) and isinstance(args[0].value, Keyword | bool) and args[0].value is not False:
            return then
        rest = self._cond(form, args[2:], scope)
        return None if rest is None else Choice(self.phrase(args[0], scope), then, rest, form)

    def _let(self, form: Coll, args: tuple[Form, ...], scope: Scope) -> Phrase | None:
        inner = scope.bound(args[0]) if len(args) == 2 else None
        return self.phrase(args[1], inner) if inner is not None else None

    def _when_some(self, form: Coll, args: tuple[Form, ...], scope: Scope) -> Phrase | None:
        inner = scope.bound(args[0]) if len(args) in (2, 3) else None
        if inner is None or not isinstance(args[0], Coll) or len(args[0].items) != 2:
            return None
        value = args[0].items[1]
        there = self._turned(self._absent(value, value, scope), value)
        then = self.phrase(args[1], inner)
        if len(args) == 2 or _is(args[2], False):
            return Group(True, (there, then), form)
        return Choice(there, then, self.phrase(args[2], scope), form)


def _is(form: Form, value: bool) -> bool:
    return isinstance(form, Atom) and form.value is value


def _unequal(left: Noun, right: Noun) -> str:
    """What to know where `=` compares numbers of two kinds, which are never equal to it."""
    if left.member is None:
        return ""
    exact = left.member.type in DECIMALS
    if exact and isinstance(right.value, int):
        return " (asked with `=` of a whole number, which an exact amount never equals)"
    if left.member.type == "integer" and isinstance(right.value, Decimal | float):
        return " (asked with `=` of a decimal number, which a whole number never equals)"
    return ""


#: Tests of texts and dates, said and denied.
_VERBS: Final[Mapping[str, tuple[str, str]]] = {
    "clojure.string/starts-with?": ("{} starts with {}", "{} does not start with {}"),
    "clojure.string/ends-with?": ("{} ends with {}", "{} does not end with {}"),
    "clojure.string/includes?": ("{} contains {}", "{} does not contain {}"),
    "clojure.string/blank?": ("{} is blank", "{} is not blank"),
    "re-find": ("{1} matches the pattern {0} somewhere", "{1} matches the pattern {0} nowhere"),
    "re-matches": ("{1} matches the pattern {0} as a whole", "{1} does not match the pattern {0} as a whole"),
    "even?": ("{} is even", "{} is not even"),
    "odd?": ("{} is odd", "{} is not odd"),
    "u/business-day?": ("{} is a business day", "{} is not a business day"),
}

_Reader = Callable[[Clauses, Coll, tuple[Form, ...], Scope], "Phrase | None"]
_READERS: Final[Mapping[str, _Reader]] = {
    "and": Clauses._all,
    "or": Clauses._any,
    "not": Clauses._not,
    "false?": Clauses._not,
    "true?": Clauses._same_as,
    "boolean": Clauses._same_as,
    "if": Clauses._if,
    "if-not": Clauses._if,
    "when": Clauses._when,
    "when-not": Clauses._when,
    "cond": Clauses._cond,
    "let": Clauses._let,
    "if-some": Clauses._when_some,
    "when-some": Clauses._when_some,
    "if-let": Clauses._when_some,
    "when-let": Clauses._when_some,
    "=": Clauses._equal,
    "==": Clauses._equal,
    "not=": Clauses._equal,
    "nil?": Clauses._nil,
    "some?": Clauses._some,
    "empty?": Clauses._empty,
    "seq": Clauses._filled,
    "not-empty": Clauses._filled,
    "contains?": Clauses._contains,
    "some": Clauses._some_of,
    "u/between?": Clauses._between,
    **dict.fromkeys(_SIGN_TESTS, Clauses._sign_test),
    **dict.fromkeys(_VERBS, Clauses._texts),
}
