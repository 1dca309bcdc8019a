"""Vectors of so many values in criteria: asking all of them, folding them, taking them apart."""

from __future__ import annotations

from cljrules.prove.equality import leaf_of
from cljrules.prove.lookups import some_of
from cljrules.prove.site import Made, Site
from cljrules.prove.values import LONG, Held, Hole, Items, Known, Leaf, Nil, Num, Text, Truth, Value
from cljrules.values.collections import PersistentSet, SetLike
from cljrules.values.seqs import Sequential


def items_of(site: Site, leaf: Leaf) -> tuple[Value, ...] | None:
    """The values in a collection, None where they are not known one by one."""
    if isinstance(leaf, Items):
        return leaf.items
    if isinstance(leaf, Nil):
        return ()
    if not isinstance(leaf, Known) or not isinstance(leaf.value, Sequential | SetLike):
        return None
    leaves = [leaf_of(site, item) for item in leaf.value]
    return None if None in leaves else tuple(site.values.of(one) for one in leaves if one is not None)


def vector(site: Site, args: tuple[Value, ...]) -> Value:
    """`vector`, and a vector as it is written."""
    return site.values.of(Items(args))


def some(site: Site, args: tuple[Value, ...]) -> Value:
    """`some`: what the function gives for the first item for which it counts as true."""

    def asked(function: Leaf, held: Leaf) -> Value:
        items = items_of(site, held)
        if items is None:
            return some_of(site, (site.values.of(function), site.values.of(held)))
        made = site.nil
        for item in reversed(items):
            found = site.call(function, (item,))
            made = site.values.guarded(found.error, site.values.choose(site.truthy(found), _sure(site, found), made))
        return made

    return site.values.pairs(args[0], args[1], asked)


def every(site: Site, args: tuple[Value, ...]) -> Value:
    """`every?`: whether the function counts as true for every item."""

    def asked(function: Leaf, held: Leaf) -> Value:
        items = items_of(site, held)
        if items is None:
            return site.hole(function, held)
        made = site.values.truth(site.formulas.true)
        no = site.values.truth(site.formulas.false)
        for item in reversed(items):
            found = site.call(function, (item,))
            made = site.values.guarded(found.error, site.values.choose(site.truthy(found), made, no))
        return made

    return site.values.pairs(args[0], args[1], asked)


def _sure(site: Site, value: Value) -> Value:
    return Value(site.formulas.false, value.alternatives)


def opposite(made: Made) -> Made:
    """`not-any?` of `some`, `not-every?` of `every?`."""

    def negated(site: Site, args: tuple[Value, ...]) -> Value:
        def turned(leaf: Leaf) -> Value:
            return site.values.truth(site.formulas.negated(site.is_truthy(leaf)))

        return site.values.each(made(site, args), turned)

    return negated


def applied(site: Site, args: tuple[Value, ...]) -> Value:
    """`apply` with a collection of so many values."""

    def called(function: Leaf, last: Leaf) -> Value:
        items = items_of(site, last)
        return site.hole(*args) if items is None else site.call(function, (*args[1:-1], *items))

    return site.hole(*args) if len(args) < 2 else site.values.pairs(args[0], args[-1], called)


def reduced(site: Site, args: tuple[Value, ...]) -> Value:
    """`reduce` over a collection of so many values."""

    def folded(function: Leaf, last: Leaf) -> Value:
        items = items_of(site, last)
        if items is None:
            return site.hole(*args)
        values = [*args[1:-1], *items]
        if not values:
            return site.call(function, ())
        made = values[0]
        for value in values[1:]:
            made = site.values.guarded(made.error, site.call(function, (_sure(site, made), value)))
        return made

    return site.values.pairs(args[0], args[-1], folded)


def nth(site: Site, args: tuple[Value, ...]) -> Value:
    """`nth` at a place that is known; without a default an error beyond the end."""

    def at(held: Leaf, place: Leaf) -> Value:
        if isinstance(held, Nil):
            return args[2] if len(args) > 2 else site.nil
        items = items_of(site, held)
        fixed = isinstance(place, Num) and place.kind == LONG and place.number.is_constant
        if items is None or not fixed or not isinstance(place, Num) or isinstance(held, Known):
            return site.hole(*args)
        number = place.number.constant
        if 0 <= number < len(items):
            return items[int(number)]
        return args[2] if len(args) > 2 else site.failure

    return site.values.pairs(args[0], args[1], at)


def first(site: Site, args: tuple[Value, ...]) -> Value:
    """`first` of a vector of so many values."""

    def of(leaf: Leaf) -> Value:
        if isinstance(leaf, Truth | Num):
            return site.failure
        items = items_of(site, leaf) if isinstance(leaf, Items | Nil) else None
        return site.hole(leaf) if items is None else items[0] if items else site.nil

    return site.values.each(args[0], of)


def to_set(site: Site, args: tuple[Value, ...]) -> Value:
    """`set` of a list of the loan, or of values that are known."""

    def made(leaf: Leaf) -> Value:
        if isinstance(leaf, Held):
            return as_set(site, leaf)
        if isinstance(leaf, Known) and isinstance(leaf.value, Sequential | SetLike):
            found = PersistentSet.of(leaf.value)
            held = leaf_of(site, found)
            return site.hole(leaf) if held is None else site.values.of(held)
        return site.hole(leaf)

    return site.values.each(args[0], made)


def as_set(site: Site, held: Held) -> Value:
    """A list of texts of the loan as a set."""
    of_texts = held.member.type == "list" and held.member.items is not None and held.member.items.type == "text"
    return site.values.of(Held(held.path, held.member, as_set=True)) if of_texts else site.hole(held)


def text_of(site: Site, args: tuple[Value, ...]) -> Value:
    """`str` of one text, or of nil."""
    if len(args) != 1:
        return site.hole(*args) if args else site.values.of(Text(""))

    def told(leaf: Leaf) -> Value:
        if isinstance(leaf, Nil):
            return site.values.of(Text(""))
        return site.hole(leaf, sure=not isinstance(leaf, Hole)) if not isinstance(leaf, Text) else site.values.of(leaf)

    return site.values.each(args[0], told)
