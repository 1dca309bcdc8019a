"""Loans near another one on which criteria answer differently, found by reasoning about bounds.

Takes a loan, what is known of some criteria (their tree of comparisons, their literals) and a test; gives the smallest
change that passes the test. Nothing is claimed that was not tried: a candidate counts when the test, which asks an
engine, says so. Where no candidate passes nothing is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import combinations, islice, product
from typing import Any, Final

from cljrules.lint.conditions import All, Branch, Compare, Condition, Is, Literal, Not, Some, branches, compares
from cljrules.lint.reach import CENT, brought, nearest_in, worth
from cljrules.lint.regions import bounds_in, domain, range_of
from cljrules.lint.terms import as_fraction, day_number, is_number
from cljrules.packs.desk import Desk
from cljrules.packs.words import allowed_words
from cljrules.parser.forms import Coll, Form
from cljrules.stdlib.catalogue import Catalogue, Member, archetype_loan
from cljrules.stdlib.catalogue.places import changed, member_of, value_at
from cljrules.values.collections import Vector
from cljrules.values.symbols import to_units

Changes = Mapping[str, Any]
Test = Callable[[Mapping[str, Any]], bool]

#: How many steps to either side of a bound are tried.
_OFFSETS: Final = (0, -1, 1, -2, 2)
_MOST_CANDIDATES: Final = 3_000
_MOST_PAIRS: Final = 1_500
_MOST_WORDS: Final = 12
_MOST_STARTS: Final = 8
#: What figures that hang together and are all zero start from.
_FIGURE: Final = Decimal("1000.00")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of criteria: their trees (those of a mutant too), the variables they name, their literals."""

    trees: tuple[Condition, ...]
    variables: frozenset[str]
    literals: tuple[Any, ...]


def literals_of(forms: Iterable[Form]) -> tuple[Any, ...]:
    """The texts and numbers that forms hold, each once."""
    found: dict[Any, None] = {}
    waiting = list(forms)
    while waiting:
        at = waiting.pop()
        if isinstance(at, Coll):
            waiting += reversed(at.items)
        elif isinstance(at.value, str) or is_number(at.value):
            found.setdefault(at.value)
    return tuple(found)


class Nearby:
    """The candidates around one loan, worked out once and tried as often as wanted."""

    def __init__(
        self, loan: Mapping[str, Any], known: Known, catalogue: Catalogue, vocabulary: Mapping[str, Any]
    ) -> None:
        self._loan: Final = loan
        self._known: Final = known
        self._catalogue: Final = catalogue
        self._desk: Final = Desk(catalogue, vocabulary)
        named = (*known.variables, catalogue.sample.today)
        self._part: Final = {name: loan[name] for name in named if name in loan}
        self._closed: Final[dict[str, frozenset[str] | None]] = {}
        self._loans: Final[dict[str, list[tuple[Changes, dict[str, Any]]]]] = {}

    @cached_property
    def candidates(self) -> list[Changes]:
        """Changes worth trying first, the smallest first, each once."""
        return self._sorted((changes for changes in self._near()), {})

    @cached_property
    def farther(self) -> list[Changes]:
        """Changes made of two of those, worth trying where none of them will do."""
        seen = {_named(changes): changes for changes in self.candidates}
        return self._sorted(self._combined(), seen)

    @cached_property
    def elsewhere(self) -> list[Changes]:
        """Changes that first make the loan like an archetype, in what the criteria name: where figures hang together,
        no single one of them can be moved alone.
        """
        found: list[Changes] = []
        starts: dict[Any, Changes] = {}
        for start in self._starts():
            starts.setdefault(_named(start), start)
        for start in islice(starts.values(), _MOST_STARTS):
            there = Nearby(changed(self._loan, start), self._known, self._catalogue, self._desk.vocabulary)
            found += ({**start, **changes} for changes in there.candidates)
        return self._sorted(found, {})

    def _starts(self) -> Iterator[Changes]:
        together = {
            key
            for tree in self._known.trees
            for compare in compares(tree)
            if compare.subject is not None and not compare.subject.is_single
            for key in compare.subject.keys
        }
        yield {key: _FIGURE for key in sorted(together) if self._is_no_money(key)}
        for name in self._catalogue.archetypes:
            other = archetype_loan(name)
            named = (key for key in sorted(self._known.variables) if key != self._catalogue.sample.today)
            yield {key: other[key] for key in named if not _same(other[key], self._loan.get(key))}

    def _is_no_money(self, key: str) -> bool:
        member = member_of(self._catalogue, key)
        return member is not None and member.type == "money" and not value_at(self._loan, key)

    def _sorted(self, found: Iterable[Changes], seen: dict[Any, Changes]) -> list[Changes]:
        made: dict[Any, Changes] = {}
        for changes in found:
            kept = {key: value for key, value in changes.items() if not _same(value, value_at(self._loan, key))}
            name = _named(kept)
            if name not in seen and all(self.may_hold(key, value) for key, value in kept.items()):
                made.setdefault(name, kept)
            if len(made) >= _MOST_CANDIDATES:
                break
        return sorted(made.values(), key=self.size)

    def size(self, changes: Changes) -> tuple[int, int, float]:
        """How much is changed: places, those of them that are not numbers, and how far numbers move."""
        words = 0
        moved = 0.0
        for key, value in changes.items():
            now = value_at(self._loan, key)
            if is_number(value) and is_number(now):
                moved += abs(float(as_fraction(value) - as_fraction(now)))
            elif isinstance(value, str) and isinstance(now, str) and (day := day_number(value)) is not None:
                moved += abs(float(day - (day_number(now) or 0)))
            else:
                words += 1
        return len(changes), words, moved

    def smallest(self, test: Test) -> Changes | None:
        """The smallest change after which the test passes, None where no candidate passes. The test is given what the
        criteria name of the loan, changed.
        """
        for stage in ("candidates", "farther", "elsewhere"):
            if stage not in self._loans:
                self._loans[stage] = [(changes, self._named_part(changes)) for changes in getattr(self, stage)]
            passing = list(islice((changes for changes, loan in self._loans[stage] if test(loan)), 12))
            if passing:
                return min((self._without_needless(changes, test) for changes in passing), key=self.size)
        return None

    def may_hold(self, key: str, value: Any) -> bool:
        """Whether a value's words are among those that the catalogue and the pack's vocabulary allow at a place."""
        if key not in self._closed:
            member = member_of(self._catalogue, key) or self._catalogue.variables.get(key)
            of = member.items if member is not None and member.items is not None else member
            words = allowed_words(of, self._desk) if of is not None else None
            self._closed[key] = None if words is None else frozenset(to_units(word) for word in words)
        allowed = self._closed[key]
        if allowed is None:
            return True
        held = list(value) if isinstance(value, Vector) else [value]
        return all(word in allowed for word in held if isinstance(word, str))

    def _named_part(self, changes: Changes) -> dict[str, Any]:
        """Of the loan with some changes made what the criteria name: a whole loan takes much longer to make."""
        return changed(self._part, changes)

    def loan_with(self, changes: Changes) -> dict[str, Any]:
        """The loan with some changes made."""
        return changed(self._loan, changes)

    def _without_needless(self, changes: Changes, test: Test) -> Changes:
        for key in list(changes):
            fewer = {other: value for other, value in changes.items() if other != key}
            if test(self._named_part(fewer)):
                changes = fewer
        return changes

    # -- candidates ---------------------------------------------------------------------------------------------------

    def _near(self) -> Iterator[Changes]:
        yield {}
        yield from self._alone
        yield from self._fits

    def _combined(self) -> Iterator[Changes]:
        for one, other in combinations(self._alone[:80], 2):
            if one.keys().isdisjoint(other):
                yield {**one, **other}
        for changes, single in islice(product(self._fits[:80], self._few), _MOST_PAIRS):
            yield {**changes, **single}

    @cached_property
    def _alone(self) -> list[Changes]:
        return list(self._singles())

    @cached_property
    def _few(self) -> list[Changes]:
        """Of the single changes a few for each variable, nil among them."""
        found: dict[str, list[Changes]] = {}
        for single in self._alone:
            for name, value in single.items():
                held = found.setdefault(name, [])
                if value is None or len(held) < 3:
                    held.insert(0 if value is None else len(held), single)
        return [single for held in found.values() for single in held]

    @cached_property
    def _fits(self) -> list[Changes]:
        sides = (side for tree in self._known.trees for side in (tree, Not(tree)))
        return [changes for side in sides for branch in branches(side) or () for changes in self._around(branch)]

    def _around(self, branch: Branch) -> Iterator[Changes]:
        """A branch fitted; then with each of its comparisons at and next to its bound, and each condition missed."""
        yield from self._around_by(branch, last=False)
        if any(isinstance(item, Compare) and item.subject and not item.subject.is_single for item, _ in branch):
            yield from self._around_by(branch, last=True)

    def _around_by(self, branch: Branch, *, last: bool) -> Iterator[Changes]:
        yield self._fitted(branch, last=last)
        for at, (item, wanted) in enumerate(branch):
            yield self._fitted((*branch[:at], (item, not wanted), *branch[at + 1 :]), last=last)
            if not isinstance(item, Compare) or item.subject is None:
                continue
            _, is_whole = domain(item.subject, self._catalogue)
            rest = self._fitted(tuple(other for other in branch if not _is_about(other, item)), last=last)
            loan = self.loan_with(rest)
            for offset in _OFFSETS:
                number = item.bound + offset * (Fraction(1) if is_whole else CENT)
                yield {**rest, **brought(item.subject, number, loan, self._catalogue, last=last)}

    def _fitted(self, branch: Branch, *, last: bool) -> dict[str, Any]:
        """The nearest values that satisfy a branch, as far as it is understood."""
        found: dict[str, Any] = {}
        for item, wanted in branch:
            if isinstance(item, Is):
                found.update(self._worded(item, wanted))
            elif isinstance(item, Compare) and item.subject is not None:
                loan = self.loan_with(found)
                allowed, is_whole = domain(item.subject, self._catalogue)
                now = worth(item.subject, loan, self._catalogue)
                avoided = None
                for _, operator, bound in bounds_in(branch, item.subject, None):
                    allowed = allowed.meet(range_of(operator, bound, is_whole))
                    avoided = bound if operator == "/=" else avoided
                step = Fraction(1) if is_whole else CENT
                number = nearest_in(allowed, now, step)
                if number == avoided:
                    number = nearest_in(allowed, number + step, step)
                found.update(brought(item.subject, number, loan, self._catalogue, last=last))
        return found

    def _worded(self, item: Is, wanted: bool) -> dict[str, Any]:
        now = value_at(self._loan, item.key)
        if (now == item.value) is wanted:
            return {}
        if wanted:
            return {item.key: item.value}
        if isinstance(item.value, bool):
            return {item.key: not item.value}
        other = next((word for word in self._words(item.key) if word != item.value), None)
        return {} if other is None else {item.key: other}

    def _words(self, key: str) -> list[str]:
        """Texts that a place may hold: those of its list, else those met in archetypes."""
        member = member_of(self._catalogue, key)
        allowed = allowed_words(member, self._desk) if member is not None else None
        if allowed is not None:
            return [to_units(word) for word in allowed]
        met = (value_at(archetype_loan(name), key) for name in self._catalogue.archetypes)
        return list(dict.fromkeys(word for word in met if isinstance(word, str)))

    def _listed_words(self, member: Member) -> list[str]:
        allowed = allowed_words(member.items, self._desk) if member.items is not None else None
        return [to_units(word) for word in (allowed or ())[:_MOST_WORDS]]

    def _singles(self) -> Iterator[Changes]:
        """One change at a time, for what no tree tells: literals, nil, words, titles in and out of lists."""
        places = {key for tree in self._known.trees for key in _keys(tree)}
        understood = {key.split(".")[0] for key in places}
        yield from ({key: None} for key in sorted(places) if "." in key and value_at(self._loan, key) is not None)
        # what no tree tells about comes first: there is nothing else to go by
        for name in sorted(self._known.variables, key=lambda name: (name in understood, name)):
            member = self._catalogue.variables.get(name)
            if member is not None and name != self._catalogue.sample.today:
                now = self._loan.get(name)
                yield from ({name: value} for value in self._values(name, member, now) if not _same(value, now))

    def _values(self, name: str, member: Member, now: Any) -> Iterator[Any]:
        texts = [value for value in self._known.literals if isinstance(value, str)]
        numbers = [as_fraction(value) for value in self._known.literals if not isinstance(value, str)]
        if member.type == "boolean":
            yield not now
        elif member.type == "integer":
            yield from (int(number) + offset for number in numbers if number.denominator == 1 for offset in _OFFSETS)
        elif member.type in ("money", "rate", "percent", "number"):
            for number in numbers:
                for offset in _OFFSETS[:3]:
                    exact = number + offset * CENT
                    yield (Decimal(exact.numerator) / exact.denominator).quantize(Decimal("0.01"))
        elif member.type == "list":
            held = list(now) if isinstance(now, Vector) else []
            yield Vector.of([])
            if member.items is None or member.items.type in ("text", "enum"):
                listed = self._listed_words(member)
                titles = dict.fromkeys([*(text for text in texts if not listed or text in listed), *listed])
                yield from (Vector.of([*held, text]) for text in titles if text not in held)
            met = (archetype_loan(archetype).get(name) for archetype in self._catalogue.archetypes)
            yield from (value for value in met if value)
        elif member.type in ("text", "enum", "date"):
            listed = self._words(name)
            is_date = member.type == "date"
            fitting = (text for text in texts if (day_number(text) is not None) is is_date)
            closed = allowed_words(member, self._desk) is not None
            yield from (text for text in fitting if not closed or text in listed)
            yield from listed[:_MOST_WORDS]
        if member.type not in ("boolean", "list"):
            met = (archetype_loan(archetype).get(name) for archetype in self._catalogue.archetypes)
            yield from (value for value in met if value is not None)
        if member.nilable:
            yield None


def _named(changes: Changes) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((key, repr(value)) for key, value in changes.items()))


def _keys(tree: Condition) -> Iterator[str]:
    """The places that a tree says something about."""
    waiting = [tree]
    while waiting:
        at = waiting.pop()
        if isinstance(at, Compare):
            yield from at.subject.keys if at.subject is not None else ()
        elif isinstance(at, Is):
            yield at.key
        elif isinstance(at, Not):
            waiting.append(at.item)
        elif isinstance(at, All | Some):
            waiting += at.items


def _is_about(literal: Literal, compare: Compare) -> bool:
    item = literal[0]
    return isinstance(item, Compare) and item.subject == compare.subject


def _same(one: Any, other: Any) -> bool:
    if is_number(one) and is_number(other):
        return as_fraction(one) == as_fraction(other)
    if isinstance(one, Vector) and isinstance(other, Vector):
        return list(one) == list(other)
    return type(one) is type(other) and bool(one == other)
