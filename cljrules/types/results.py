"""What a call gives where it depends on the arguments: the rules that signatures name.

Each takes the types of the arguments and gives the type of the result. Kinds of numbers follow Clojure's contagion;
units follow sense: a sum of dollars is dollars, dollars over dollars is a bare ratio, what has no sensible unit has
none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

from cljrules.types import lattice as t
from cljrules.types.lattice import Type

#: The product of two of them keeps the first's unit: so many dollars each, so many times.
_COUNTS: Final = ("count", "terms")


@cache
def _sum_kinds(one: int, other: int, wide: bool) -> int:
    """The kinds that `+`, `-` and `*` give for two kinds of number."""
    if not one & ~t.NIL or not other & ~t.NIL:
        return t.NUMBER
    kinds = 0
    for a in _numbers(one):
        for b in _numbers(other):
            if t.DOUBLE in (a, b):
                kinds |= t.DOUBLE
            elif t.DECIMAL in (a, b):
                kinds |= t.DECIMAL
            elif t.RATIO in (a, b):
                kinds |= t.RATIO | t.INTEGER
            elif t.BIGINT in (a, b):
                kinds |= t.BIGINT
            else:
                kinds |= t.INTEGER if wide else t.LONG
    return kinds or t.NUMBER


@cache
def _quotient_kinds(one: int, other: int) -> int:
    kinds = 0
    for a in _numbers(one):
        for b in _numbers(other):
            if t.DOUBLE in (a, b):
                kinds |= t.DOUBLE
            elif t.DECIMAL in (a, b):
                kinds |= t.DECIMAL
            else:
                kinds |= t.RATIO | t.INTEGER
    return kinds or t.NUMBER


@cache
def _whole_quotient_kinds(one: int, other: int) -> int:
    kinds = 0
    for a in _numbers(one):
        for b in _numbers(other):
            if t.DOUBLE in (a, b):
                kinds |= t.DOUBLE
            elif t.DECIMAL in (a, b):
                kinds |= t.DECIMAL
            elif a == b == t.LONG:
                kinds |= t.LONG
            else:
                kinds |= t.INTEGER | (t.RATIO if t.RATIO in (a, b) else 0)
    return kinds or t.NUMBER


def _numbers(kinds: int) -> tuple[int, ...]:
    return tuple(kind for kind in (t.LONG, t.BIGINT, t.RATIO, t.DECIMAL, t.DOUBLE) if kinds & kind)


def sum_unit(one: Type, other: Type) -> str | None:
    """The unit of two numbers added or compared: a number that stands in the rule takes on the other's."""
    if one.written:
        return other.unit
    if other.written:
        return one.unit
    return one.unit if one.unit == other.unit else None


def _sum(args: tuple[Type, ...], wide: bool = False) -> Type:
    if len(args) == 1:
        return Type(args[0].kinds & t.NUMBER or t.NUMBER, unit=args[0].unit, written=args[0].written)
    made = args[0]
    for other in args[1:]:
        kinds = _sum_kinds(made.kinds, other.kinds, wide)
        made = Type(kinds, unit=sum_unit(made, other), written=made.written and other.written)
    return made


def _product(args: tuple[Type, ...], wide: bool = False) -> Type:
    made = args[0]
    for other in args[1:]:
        kinds = _sum_kinds(made.kinds, other.kinds, wide)
        made = Type(kinds, unit=_product_unit(made, other), written=made.written and other.written)
    return made


def _product_unit(one: Type, other: Type) -> str | None:
    for held, by in ((one, other), (other, one)):
        if held.unit == "dollars" and (by.written or by.unit in _COUNTS):
            return "dollars"
    return None


def _quotient(args: tuple[Type, ...]) -> Type:
    if len(args) == 1:
        return Type(_quotient_kinds(t.LONG, args[0].kinds), written=args[0].written)
    made = args[0]
    for other in args[1:]:
        kinds = _quotient_kinds(made.kinds, other.kinds)
        keeps = made.unit == "dollars" and (other.written or other.unit in _COUNTS)
        made = Type(kinds, unit="dollars" if keeps else None, written=made.written and other.written)
    return made


def _whole_quotient(args: tuple[Type, ...]) -> Type:
    return Type(_whole_quotient_kinds(args[0].kinds, args[1].kinds))


def _remainder(args: tuple[Type, ...]) -> Type:
    return Type(_whole_quotient_kinds(args[0].kinds, args[1].kinds), unit=args[0].unit)


def _step(args: tuple[Type, ...], wide: bool = False) -> Type:
    held = args[0].kinds & t.NUMBER or t.NUMBER
    return Type(held | (t.BIGINT if wide and held & t.LONG else 0), unit=args[0].unit, written=args[0].written)


def _either(args: tuple[Type, ...]) -> Type:
    made = args[0].only(t.NUMBER)
    for other in args[1:]:
        unit = sum_unit(made, other)
        made = Type(made.kinds | other.kinds & t.NUMBER, unit=unit, written=made.written and other.written)
    return made


def _like(args: tuple[Type, ...]) -> Type:
    held = args[0]
    return held if held.constants is None else Type(held.kinds, unit=held.unit, written=held.written)


def _turned(kinds: int) -> Callable[[tuple[Type, ...]], Type]:
    return lambda args: Type(kinds, unit=args[0].unit, written=args[0].written)


def _rational(args: tuple[Type, ...]) -> Type:
    return Type(t.NUMBER | (args[0].kinds & t.NIL), unit=args[0].unit, written=args[0].written)


def _count(args: tuple[Type, ...]) -> Type:
    return Type(t.LONG, unit="count", low=0)


def _held(args: tuple[Type, ...]) -> Type:
    """The collection itself, or nil where it is empty."""
    return t.join(args[0], t.NOTHING) if args[0].kinds != t.NIL else t.NOTHING


def _seq(args: tuple[Type, ...]) -> Type:
    return Type(t.LIST | t.NIL, items=_items(args[0]))


def _list(args: tuple[Type, ...]) -> Type:
    return Type(t.LIST | (t.VECTOR if args[0].kinds & t.OTHER else 0), items=_items(args[-1]))


def _vector(args: tuple[Type, ...]) -> Type:
    return Type(t.VECTOR, items=_items(args[0]))


def _set(args: tuple[Type, ...]) -> Type:
    return Type(t.SET, items=_items(args[0]))


def _item(args: tuple[Type, ...], place: int = 0) -> Type:
    held = _items(args[0])
    if held is None:
        return t.ANY
    is_there = (args[0].low or 0) > place and args[0].kinds in (t.VECTOR, t.LIST, t.SET)
    return held if is_there else t.join(held, t.NOTHING)


def _items(type: Type) -> Type | None:
    """What the collections that a type allows hold; None where that is not known."""
    if type.kinds & ~(t.SEQUENTIAL | t.SET | t.NIL):
        return None
    return type.items if type.kinds & ~t.NIL else t.NEVER


def items_of(type: Type) -> Type:
    """What the collections that a type allows hold; ANY where that is not known."""
    found = _items(type)
    return t.ANY if found is None else found


RULES: Final[Mapping[str, Callable[[tuple[Type, ...]], Type]]] = {
    "sum": _sum,
    "wide-sum": lambda args: _sum(args, True),
    "product": _product,
    "wide-product": lambda args: _product(args, True),
    "quotient": _quotient,
    "whole-quotient": _whole_quotient,
    "remainder": _remainder,
    "step": _step,
    "wide-step": lambda args: _step(args, True),
    "either": _either,
    "like": _like,
    "decimal": _turned(t.DECIMAL),
    "whole": _turned(t.INTEGER),
    "double": _turned(t.DOUBLE),
    "rational": _rational,
    "count": _count,
    "held": _held,
    "seq": _seq,
    "list": _list,
    "vector": _vector,
    "set": _set,
    "item": _item,
    "second-item": lambda args: _item(args, 1),
}
