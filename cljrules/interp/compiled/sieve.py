"""The criteria of many rules as a function that tells, of one loan, which rules are not surely false.

Takes the nodes of criteria in order, gives a function of a loan and a business date. Rules that follow each other and
begin with the same condition share its test, and every rule uses what the ones before it have fetched and checked.
Where a value is not what was expected, the functions of the single rules are asked instead, so that what one rule has
learned holds for all that follow.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from cljrules.interp import nodes as n
from cljrules.interp.compiled.answers import Test, write_answer, write_unless
from cljrules.interp.compiled.exits import Answer, Pick
from cljrules.interp.compiled.places import Inexpressible, Path, Value
from cljrules.interp.compiled.values import Values
from cljrules.interp.conditions import and_operands, or_operands

#: Gives the places of the criteria that are not surely false for a loan on a business date, in order.
Sift = Callable[[Mapping[str, Any], date], tuple[int, ...]]

#: How many rules one Python function holds at most.
_STRETCH: Final = 50
#: How many conditions are shared inside each other at most: Python nests loops no deeper than twenty.
_DEEPEST_SHARED: Final = 8
_PLAIN: Final = (str, int, bool, Decimal, type(None))


@dataclass(frozen=True, slots=True)
class _Rule:
    """Criteria with their place, as the operands of an `and`."""

    place: int
    operands: tuple[n.Node, ...]


def compile_sieve(criteria: Sequence[n.Node], kinds: Mapping[str, str], alone: Callable[[int], Test | None]) -> Sift:
    """The function of criteria in order; `kinds` maps loan variables to int, dec, str, bool or any, `alone` gives the
    compiled function of the criteria at a place.
    """
    rules = [_Rule(place, tuple(_operands(node))) for place, node in enumerate(criteria)]
    parts = (rules[at : at + _STRETCH] for at in range(0, len(rules), _STRETCH))
    stretches = tuple(sift for part in parts for sift in _compiled(part, kinds, alone))
    return (
        stretches[0]
        if len(stretches) == 1
        else lambda loan, day: tuple([place for sift in stretches for place in sift(loan, day)])
    )


def _compiled(rules: Sequence[_Rule], kinds: Mapping[str, str], alone: Callable[[int], Test | None]) -> Iterator[Sift]:
    """The functions of a stretch of rules, one if it can be."""
    places = tuple(rule.place for rule in rules)

    def each(loan: Mapping[str, Any], day: date) -> tuple[int, ...]:
        tests = ((place, alone(place)) for place in places)
        return tuple(place for place, test in tests if test is None or test(loan, day) is not False)

    try:
        yield _Sieve(kinds, each).function(rules)
    except (SyntaxError, RecursionError, MemoryError):
        # Python nests blocks and brackets no deeper than a hundred or two
        if len(rules) == 1:
            yield each
        else:
            middle = len(rules) // 2
            yield from _compiled(rules[:middle], kinds, alone)
            yield from _compiled(rules[middle:], kinds, alone)


class _Sieve:
    """Writes the function of some rules that follow each other; `each` asks them one by one."""

    def __init__(self, kinds: Mapping[str, str], each: Sift) -> None:
        self._values = Values(kinds, Answer())
        self._writer = self._values.writer
        self._abstain = f"return {self._writer.entity(each)}(loan, day)"

    def function(self, rules: Sequence[_Rule]) -> Sift:
        """The function; raises what Python raises for text that nests too deeply."""
        writer = self._writer
        writer.line("found = ()")
        with writer.block("try:"):
            self._write(rules, 0, {})
        with writer.block(f"except {writer.entity(Exception)}:"):
            writer.line(self._abstain)
        writer.line("return found")
        return writer.function("sieve", "loan, day")

    def _write(self, rules: Sequence[_Rule], depth: int, known: dict[str, Value]) -> dict[str, Value]:
        """Write the code of rules whose operands before `depth` are true; what is known of loan variables after it."""
        at = 0
        while at < len(rules):
            alike = _alike(rules, at, depth)
            shared = self._shared(rules[at:alike], depth, known) if alike > at + 1 else None
            if shared is None:
                alike = at + 1
                shared = self._single(rules[at], depth, known)
            known = shared
            at = alike
        return known

    def _shared(self, rules: Sequence[_Rule], depth: int, known: dict[str, Value]) -> dict[str, Value] | None:
        """Write rules with the same next operand; None where it cannot be written."""
        mark = len(self._writer.lines)
        try:
            with self._writer.block("while True:"):
                exits, path = self._begin(rules[0].place, known)
                write_unless(self._values, rules[0].operands[depth], path)
                path.loan = self._write(rules, depth + 1, path.loan)
                self._writer.line(exits.fail(path))
        except Inexpressible:
            self._writer.drop(mark)
            return None
        return exits.known or known

    def _single(self, rule: _Rule, depth: int, known: dict[str, Value]) -> dict[str, Value]:
        """Write one rule; one that cannot be written is never surely false."""
        mark = len(self._writer.lines)
        try:
            with self._writer.block("while True:"):
                exits, path = self._begin(rule.place, known)
                *before, last = rule.operands[depth:]
                if all(write_unless(self._values, operand, path) for operand in before):
                    write_answer(self._values, last, path)
        except Inexpressible:
            self._writer.drop(mark)
            self._writer.line(Pick(rule.place, self._abstain).found)
            return known
        return exits.known or known

    def _begin(self, place: int, known: dict[str, Value]) -> tuple[Pick, Path]:
        values = self._values
        values.exits = exits = Pick(place, self._abstain)
        values.frames = values.growing = 0
        return exits, Path(dict(known))


def _operands(node: n.Node) -> Iterator[n.Node]:
    """The operands of an `and`, those of operands that are `and` themselves among them."""
    while (both := and_operands(node)) is not None:
        yield from _operands(both[0])
        node = both[1]
    yield node


def _alike(rules: Sequence[_Rule], at: int, depth: int) -> int:
    """Where the rules end that have, at `depth`, the same operand as the one at a place, and another after it."""
    wanted = _key_at(rules[at], depth)
    end = at + 1
    if wanted is not None and depth < _DEEPEST_SHARED:
        while end < len(rules) and _key_at(rules[end], depth) == wanted:
            end += 1
    return end


def _key_at(rule: _Rule, depth: int) -> Hashable:
    return _key(rule.operands[depth]) if depth < len(rule.operands) - 1 else None


def _key(node: n.Node) -> Hashable:
    """A key that only nodes of the same meaning share; None for those that have none."""
    match node:
        case n.LoanRef():
            return node.name
        case n.Const() if isinstance(node.value, _PLAIN):
            return node.value.__class__, str(node.value)
        case n.VarRef():
            return id(node.var)
        case n.Call():
            return _keys("call", node.function, *node.args)
    both = and_operands(node)
    either = both or or_operands(node)
    return None if either is None else _keys("or" if both is None else "and", *either)


def _keys(word: str, *nodes: n.Node) -> Hashable:
    keys = tuple(map(_key, nodes))
    return None if None in keys else (word, *keys)
