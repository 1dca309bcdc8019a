"""Numbers in criteria: arithmetic with Clojure's kinds, comparisons, rounding, and when they are errors."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

from cljrules.prove.formulas import Formula, Number, constant
from cljrules.prove.ground import Computed
from cljrules.prove.site import Comparison, Made, Site
from cljrules.prove.values import BIG, DECIMAL, DOUBLE, LONG, RATIO, Hole, Leaf, Num, Value

_RANK = (LONG, BIG, RATIO, DECIMAL, DOUBLE)
_LONGS = (Fraction(-(2**63)), Fraction(2**63 - 1))
#: Within this a decimal of few places and a binary number that prints as one are ordered as they print.
_SMALL = Fraction(10**12)
_BINARY = "it uses binary floating-point numbers, which are not exact"


def numeric(made: Callable[[Site, Num, Num], Value]) -> Made:
    """A function of two numbers; anything else is an error."""
    return lambda site, args: site.values.pairs(args[0], args[1], lambda a, b: _both(site, a, b, made))


def _both(site: Site, a: Leaf, b: Leaf, made: Callable[[Site, Num, Num], Value]) -> Value:
    if isinstance(a, Num) and isinstance(b, Num):
        return made(site, a, b)
    if (isinstance(a, Num) or isinstance(b, Num)) and (isinstance(a, Hole) or isinstance(b, Hole)):
        return site.hole(a, b, why=_why(a, b))
    return site.hole(a, b, why=_why(a, b)) if isinstance(a, Hole) and isinstance(b, Hole) else site.failure


def _why(*leaves: Leaf) -> str | None:
    return next((leaf.why for leaf in leaves if isinstance(leaf, Hole)), None)


def single(made: Callable[[Site, Num], Value]) -> Made:
    """A function of one number; anything else is an error."""

    def one(site: Site, leaf: Leaf) -> Value:
        if isinstance(leaf, Num):
            return made(site, leaf)
        return site.hole(leaf, why=leaf.why) if isinstance(leaf, Hole) else site.failure

    return lambda site, args: site.values.each(args[0], lambda leaf: one(site, leaf))


# Comparisons.

_SIGNS: dict[str, Callable[[Site, Number], Formula]] = {
    "<": lambda site, gap: site.formulas.below_zero(gap),
    "<=": lambda site, gap: site.formulas.at_most_zero(gap),
    ">": lambda site, gap: site.formulas.below_zero(gap.scaled(Fraction(-1))),
    ">=": lambda site, gap: site.formulas.at_most_zero(gap.scaled(Fraction(-1))),
    "==": lambda site, gap: site.formulas.is_zero(gap),
}


def compared(sign: str) -> Made:
    """`<` and its like of two and more: what comes after the first pair that fails is not looked at."""

    def chain(site: Site, args: tuple[Value, ...]) -> Value:
        if len(args) == 1:
            return site.values.each(args[0], lambda leaf: site.values.truth(site.formulas.true))
        error = site.formulas.any(*(arg.error for arg in args))
        no = site.values.truth(site.formulas.false)
        made = pair(site, (args[-2], args[-1]))
        for one, other in reversed(list(pairwise(args[:-1]))):
            made = site.values.each(pair(site, (one, other)), _going_on(site, made, no))
        return site.values.failing(error, made)

    pair = numeric(lambda site, a, b: _compare(site, sign, a, b))
    return chain


def _going_on(site: Site, rest: Value, no: Value) -> Callable[[Leaf], Value]:
    """What comes after a pair: the rest of the chain where it holds."""
    return lambda leaf: site.values.choose(site.is_truthy(leaf), rest, no)


def _compare(site: Site, sign: str, a: Num, b: Num) -> Value:
    if DOUBLE in (a.kind, b.kind) and not (_is_plain(a) and _is_plain(b)):
        return site.named(sign).truth_hole(a, b, why=_BINARY)
    mixed = _as_decimal(site, a, b)
    if mixed is not None:
        return mixed
    gap = a.number.plus(b.number, -1)
    holds = _SIGNS[sign](site, gap)
    if sign != "==":
        site.record.comparisons.append(Comparison(site.form, holds, gap))
    return site.values.truth(holds)


def _is_plain(num: Num) -> bool:
    """Whether a number is exact, of few digits and not large."""
    low, high = num.number.bounds
    if num.number.is_constant:
        return abs(num.number.constant) < _SMALL and (num.number.constant * 10**9).denominator == 1
    whole = num.number.scaled(Fraction(100)).is_whole
    return whole and low is not None and high is not None and low > -_SMALL and high < _SMALL


def sign_test(sign: str) -> Made:
    """`pos?` and its like."""
    return single(lambda site, a: _compare(site, sign, a, Num(LONG, constant(0))))


# Arithmetic.


def _kind(a: Num, b: Num) -> str:
    return max(a.kind, b.kind, key=_RANK.index)


def _result(site: Site, kind: str, number: Number) -> Value:
    """A number of a kind: an error where it overflows, whole where a ratio is."""
    f = site.formulas
    if kind == LONG:
        low, high = number.bounds
        over = f.any(
            f.false if low is not None and low >= _LONGS[0] else f.below_zero(number.plus(constant(_LONGS[0]), -1)),
            f.false if high is not None and high <= _LONGS[1] else f.below_zero(constant(_LONGS[1]).plus(number, -1)),
        )
        return site.values.failing(over, site.values.of(Num(LONG, number)))
    if kind == RATIO:
        whole = f.is_zero(number.plus(f.floor(number), -1))
        return site.values.made(f.false, [(whole, Num(BIG, number)), (f.negated(whole), Num(RATIO, number))])
    return site.values.of(Num(kind, number))


def _as_decimal(site: Site, a: Num, b: Num) -> Value | None:
    """Where one is a decimal and the other a ratio: an error where the ratio does not end, else None."""
    if {a.kind, b.kind} != {RATIO, DECIMAL}:
        return None
    ratio = a if a.kind == RATIO else b
    if not ratio.number.is_constant:
        return site.hole(a, b, why="a ratio meets a decimal, which is an error unless the ratio ends")
    return None if _odd_part(ratio.number.constant.denominator) == 1 else site.failure


def _odd_part(number: int) -> int:
    for prime in (2, 5):
        while number % prime == 0:
            number //= prime
    return number


def arithmetic(made: Callable[[Site, Number, Number], Number]) -> Made:
    """`+` and its like of two."""

    def both(site: Site, a: Num, b: Num) -> Value:
        if DOUBLE in (a.kind, b.kind):
            return site.hole(a, b, why=_BINARY)
        mixed = _as_decimal(site, a, b)
        return mixed if mixed is not None else _result(site, _kind(a, b), made(site, a.number, b.number))

    return numeric(both)


def folded(two: Made, alone: Made, empty: int | None = None) -> Made:
    """A function of any number of arguments, two at a time from the left."""

    def all_of(site: Site, args: tuple[Value, ...]) -> Value:
        if not args:
            return site.failure if empty is None else site.values.of(Num(LONG, constant(empty)))
        if len(args) == 1:
            return alone(site, args)
        error = site.formulas.any(*(arg.error for arg in args))
        made = args[0]
        for arg in args[1:]:
            made = two(site, (made, arg))
        return site.values.failing(error, made)

    return all_of


plus = arithmetic(lambda site, a, b: a.plus(b))
minus = arithmetic(lambda site, a, b: a.plus(b, -1))
times = arithmetic(lambda site, a, b: site.formulas.product(a, b))


def _negate(site: Site, a: Num) -> Value:
    if a.kind == DOUBLE:
        return site.hole(a, why=_BINARY)
    return _result(site, a.kind, a.number.scaled(Fraction(-1)))


negated = single(_negate)
unchanged = single(lambda site, a: site.values.of(a))


def stepped(by: int) -> Made:
    """`inc` and `dec`."""
    return lambda site, args: plus(site, (args[0], site.values.of(Num(LONG, constant(by)))))


def _divide(site: Site, a: Num, b: Num) -> Value:
    f = site.formulas
    if DOUBLE in (a.kind, b.kind):
        return site.hole(a, b, why=_BINARY)
    mixed = _as_decimal(site, a, b)
    if mixed is not None:
        return mixed
    by_zero = f.is_zero(b.number)
    if by_zero is f.true:
        return site.failure
    kind = _kind(a, b)
    number = f.quotient(a.number, b.number)
    if kind != DECIMAL:
        whole = f.is_zero(number.plus(f.floor(number), -1))
        kinds = [(whole, Num(LONG if kind == LONG else BIG, number)), (f.negated(whole), Num(RATIO, number))]
        return site.values.made(by_zero, kinds)
    endless = f.negated(_ends(site, a, b, number))
    return site.values.failing(f.any(by_zero, endless), site.values.of(Num(DECIMAL, number)))


def _ends(site: Site, a: Num, b: Num, number: Number) -> Formula:
    """When a quotient has an end as a decimal."""
    f = site.formulas
    grid = a.number.scaled(Fraction(100))
    if b.number.is_constant and grid.is_whole:
        part = grid.scaled(Fraction(1, _odd_part((Fraction(1) / b.number.constant).denominator)))
        return f.is_zero(part.plus(f.floor(part), -1))
    name = f"{number.key!r} ends"
    site.ground.compute(Computed(name, "Bool", (a.number, b.number), _has_end))
    return f.flag(name)


def _has_end(one: Fraction, other: Fraction) -> bool:
    return other != 0 and _odd_part((one / other).denominator) == 1


divide = numeric(_divide)


def inverse(site: Site, args: tuple[Value, ...]) -> Value:
    """`/` of one number."""
    return divide(site, (site.values.of(Num(LONG, constant(1))), args[0]))


def _whole_division(name: str) -> Callable[[Site, Num, Num], Value]:
    def divided(site: Site, a: Num, b: Num) -> Value:
        f = site.formulas
        if DOUBLE in (a.kind, b.kind) or RATIO in (a.kind, b.kind):
            return site.hole(a, b, why=f"`{name}` of such numbers is not worked out")
        if not b.number.is_constant:
            return site.hole(a, b, why=f"`{name}` by something that is not fixed is not worked out")
        if b.number.constant == 0:
            return site.failure
        kind = _kind(a, b)
        ratio = a.number.scaled(1 / b.number.constant)
        down = f.floor(ratio)
        if name == "mod":
            return _result(site, kind, a.number.plus(down.scaled(b.number.constant), -1))
        toward = f.choice(f.below_zero(ratio), f.floor(ratio.scaled(Fraction(-1))).scaled(Fraction(-1)), down)
        if name == "quot":
            return _result(site, kind, toward)
        return _result(site, kind, a.number.plus(toward.scaled(b.number.constant), -1))

    return divided


quot, rem, mod = (numeric(_whole_division(name)) for name in ("quot", "rem", "mod"))


def _absolute(site: Site, a: Num) -> Value:
    if a.kind == DOUBLE or (a.kind == LONG and (a.number.bounds[0] is None or a.number.bounds[0] <= _LONGS[0])):
        return site.hole(a)
    minus_a = a.number.scaled(Fraction(-1))
    low, _ = a.number.bounds
    if low is not None and low >= 0:
        return site.values.of(a)
    return site.values.of(Num(a.kind, site.formulas.choice(site.formulas.below_zero(a.number), minus_a, a.number)))


absolute = single(_absolute)


def extreme(sign: str) -> Made:
    """`max` (`>`) and `min` (`<`) of two: the second where neither is beyond the other."""

    def both(site: Site, a: Num, b: Num) -> Value:
        if DOUBLE in (a.kind, b.kind):
            return site.hole(a, b, why=_BINARY)
        mixed = _as_decimal(site, a, b)
        if mixed is not None:
            return mixed
        first = _SIGNS[sign](site, a.number.plus(b.number, -1))
        return site.values.made(site.formulas.false, [(first, a), (site.formulas.negated(first), b)])

    return numeric(both)


def _whole(low: int, high: int) -> Made:
    """A number cut to a whole one between two bounds."""

    def cut(site: Site, a: Num) -> Value:
        if a.kind == DOUBLE:
            return site.hole(a, why=_BINARY)
        f = site.formulas
        up = f.floor(a.number.scaled(Fraction(-1))).scaled(Fraction(-1))
        number = a.number if a.number.is_whole else f.choice(f.below_zero(a.number), up, f.floor(a.number))
        outside = f.any(f.below_zero(number.plus(constant(low), -1)), f.below_zero(constant(high).plus(number, -1)))
        return site.values.failing(outside, site.values.of(Num(LONG, number)))

    return single(cut)


to_long, to_int = _whole(-(2**63), 2**63 - 1), _whole(-(2**31), 2**31 - 1)


def to_decimal(site: Site, args: tuple[Value, ...]) -> Value:
    """`bigdec` of a number."""

    def made(leaf: Leaf) -> Value:
        exact = isinstance(leaf, Num) and leaf.kind in (LONG, BIG, DECIMAL)
        return site.values.of(Num(DECIMAL, leaf.number)) if exact and isinstance(leaf, Num) else site.hole(leaf)

    return site.values.each(args[0], made)


def order(site: Site, a: Num, b: Num) -> Value:
    """`compare` of two numbers: -1, 0 or 1."""
    if DOUBLE in (a.kind, b.kind):
        return site.hole(a, b, why=_BINARY)
    mixed = _as_decimal(site, a, b)
    if mixed is not None:
        return mixed
    f = site.formulas
    gap = a.number.plus(b.number, -1)
    sign = f.choice(f.below_zero(gap), constant(-1), f.choice(f.is_zero(gap), constant(0), constant(1)))
    return site.values.of(Num(LONG, sign))


def parity(odd: bool) -> Made:
    """`odd?` and `even?`: an error for what is not whole."""

    def tested(site: Site, a: Num) -> Value:
        if a.kind not in (LONG, BIG):
            return site.hole(a) if a.kind == DOUBLE else site.failure
        half = a.number.scaled(Fraction(1, 2))
        even = site.formulas.is_zero(half.plus(site.formulas.floor(half), -1))
        return site.values.truth(site.formulas.negated(even) if odd else even)

    return single(tested)


def percentage(site: Site, args: tuple[Value, ...]) -> Value:
    """`u/percent-of`."""

    def both(site: Site, a: Num, b: Num) -> Value:
        if {a.kind, b.kind} & {DOUBLE, RATIO}:
            return site.hole(a, b)
        return site.values.of(Num(DECIMAL, site.formulas.product(a.number, b.number).scaled(Fraction(1, 100))))

    return numeric(both)(site, args)


def rounded(site: Site, args: tuple[Value, ...]) -> Value:
    """`u/round-money` with halves away from zero."""
    if len(args) != 1:
        return site.hole(*args)

    def cents(site: Site, a: Num) -> Value:
        f = site.formulas
        if a.kind == DOUBLE:
            return site.failure
        scaled = a.number.scaled(Fraction(100))
        if scaled.is_whole:
            return site.values.of(Num(DECIMAL, a.number))
        half = constant(Fraction(1, 2))
        up = f.floor(scaled.plus(half))
        down = f.floor(scaled.scaled(Fraction(-1)).plus(half)).scaled(Fraction(-1))
        low, _ = scaled.bounds
        number = up if low is not None and low >= 0 else f.choice(f.below_zero(scaled), down, up)
        return site.values.of(Num(DECIMAL, number.scaled(Fraction(1, 100))))

    return single(cents)(site, args)
