"""The library's functions on what values can be, by namespace and name.

A function that is not here is not worked out: what it gives is a hole. Each gives exactly what the reference evaluator
gives, errors included.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from cljrules.interp.world import CORE
from cljrules.prove import arithmetic as num
from cljrules.prove import days, lookups, sequences
from cljrules.prove.equality import all_equal
from cljrules.prove.formulas import Formula
from cljrules.prove.site import Made, Site
from cljrules.prove.values import (
    BIG,
    DECIMAL,
    DOUBLE,
    LONG,
    RATIO,
    Day,
    Held,
    Hole,
    Items,
    Known,
    Leaf,
    Num,
    Text,
    Value,
)


def _tested(asked: Callable[[Site, Leaf], Formula]) -> Made:
    """A function that is true or false of anything."""
    return lambda site, args: site.values.each(args[0], lambda leaf: site.values.truth(asked(site, leaf)))


def _kind_test(of: Callable[[Leaf], bool], *unsure: type) -> Made:
    """A function that asks what kind of thing something is; of things of the kinds `unsure` that is not worked out."""

    def asked(site: Site, leaf: Leaf) -> Value:
        if isinstance(leaf, (Hole, *unsure)):
            return site.truth_hole(leaf)
        return site.values.truth(site.formulas.truth(of(leaf)))

    return lambda site, args: site.values.each(args[0], lambda leaf: asked(site, leaf))


def _is_number(*kinds: str) -> Made:
    return _kind_test(lambda leaf: isinstance(leaf, Num) and leaf.kind in kinds)


def _is_false(site: Site, leaf: Leaf) -> Formula:
    return site.formulas.all(site.is_boolean(leaf), site.formulas.negated(site.is_true(leaf)))


def _not_equal(site: Site, args: tuple[Value, ...]) -> Value:
    made = all_equal(site.named("="), args)
    return site.values.each(made, lambda leaf: site.values.truth(site.formulas.negated(site.is_truthy(leaf))))


_CORE: Final[dict[str, Made]] = {
    **{sign: num.compared(sign) for sign in ("<", "<=", ">", ">=", "==")},
    "=": all_equal,
    "not=": _not_equal,
    "zero?": num.sign_test("=="),
    "pos?": num.sign_test(">"),
    "neg?": num.sign_test("<"),
    "not": _tested(lambda site, leaf: site.formulas.negated(site.is_truthy(leaf))),
    "boolean": _tested(lambda site, leaf: site.is_truthy(leaf)),
    "nil?": _tested(lambda site, leaf: site.is_nil(leaf)),
    "some?": _tested(lambda site, leaf: site.formulas.negated(site.is_nil(leaf))),
    "true?": _tested(lambda site, leaf: site.is_true(leaf)),
    "false?": _tested(_is_false),
    "boolean?": _tested(lambda site, leaf: site.is_boolean(leaf)),
    "identity": lambda site, args: args[0],
    "+": num.folded(num.plus, num.unchanged, 0),
    "*": num.folded(num.times, num.unchanged, 1),
    "-": num.folded(num.minus, num.negated),
    "/": num.folded(num.divide, num.inverse),
    "inc": num.stepped(1),
    "dec": num.stepped(-1),
    "abs": num.absolute,
    "max": num.folded(num.extreme(">"), num.unchanged),
    "min": num.folded(num.extreme("<"), num.unchanged),
    "quot": num.quot,
    "rem": num.rem,
    "mod": num.mod,
    "even?": num.parity(False),
    "odd?": num.parity(True),
    "number?": _is_number(LONG, BIG, RATIO, DECIMAL, DOUBLE),
    "integer?": _is_number(LONG, BIG),
    "decimal?": _is_number(DECIMAL),
    "string?": _kind_test(lambda leaf: isinstance(leaf, Text | Day)),
    "seq?": _kind_test(lambda leaf: False, Items, Known),
    "map?": _kind_test(lambda leaf: isinstance(leaf, Held) and leaf.member.type == "map", Known),
    "vector?": _kind_test(lambda leaf: isinstance(leaf, Held) and leaf.member.type == "list", Items, Known),
    "keyword?": _kind_test(lambda leaf: False, Known),
    "compare": days.compared,
    "long": num.to_long,
    "int": num.to_int,
    "bigdec": num.to_decimal,
    "str": sequences.text_of,
    "vector": sequences.vector,
    "every?": sequences.every,
    "not-any?": sequences.opposite(sequences.some),
    "not-every?": sequences.opposite(sequences.every),
    "apply": sequences.applied,
    "reduce": sequences.reduced,
    "nth": sequences.nth,
    "first": sequences.first,
    "get": lookups.get,
    "get-in": lookups.get_in,
    "contains?": lookups.contains,
    "set": sequences.to_set,
    "empty?": lookups.empty,
    "seq": lookups.if_any,
    "not-empty": lookups.if_any,
    "count": lookups.count,
    "some": sequences.some,
}

_U: Final[dict[str, Made]] = {
    "today": days.today,
    "date-compare": days.difference(1),
    "days-between": days.difference(-1),
    "months-between": days.months_between,
    "add-days": days.add_days,
    "add-months": days.add_months(1),
    "add-years": days.add_months(12),
    "day-of-week": days.part("day-of-week", 1, 7),
    "day-of-month": days.part("day-of-month", 1, 31),
    "month": days.part("month", 1, 12),
    "year": days.part("year", 1, 9999),
    "last-day-of-month": days.last_of_month,
    "business-day?": days.business_day,
    "between?": days.between,
    "percent-of": num.percentage,
    "round-money": num.rounded,
}

#: Namespace -> name -> what a call gives.
TABLES: Final[dict[str, dict[str, Made]]] = {CORE: _CORE, "u": _U, "clojure.string": {"blank?": lookups.blank}}
#: Tests of a text against a known one.
TEXT_TESTS: Final = frozenset({"starts-with?", "ends-with?", "includes?"})
