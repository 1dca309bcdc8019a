"""Dates in criteria: the `u/` functions on the numbers of days.

A date is text; what may not be one is an error where a date is needed, as in the library.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any, Final

from cljrules.prove.arithmetic import compared as numbers_compared
from cljrules.prove.arithmetic import order
from cljrules.prove.equality import day_of
from cljrules.prove.formulas import Formula, Number, constant
from cljrules.prove.ground import FIRST_DAY, LAST_DAY, Computed
from cljrules.prove.site import Comparison, Made, Site, keyword_name
from cljrules.prove.values import BIG, DECIMAL, LONG, Day, Hole, Leaf, Nil, Num, Text, Value
from cljrules.stdlib.library import library_with


def dated(made: Callable[[Site, Number], Value]) -> Made:
    """A function of one date."""

    def one(site: Site, leaf: Leaf) -> Value:
        day = day_of(leaf)
        return made(site, day) if day is not None else not_a_day(site, leaf)

    return lambda site, args: site.values.each(args[0], lambda leaf: one(site, leaf))


def not_a_day(site: Site, leaf: Leaf) -> Value:
    """What a date's function does with something that is not sure to be a date."""
    if isinstance(leaf, Hole):
        return site.hole(leaf, why=leaf.why)
    if isinstance(leaf, Text) and not isinstance(leaf.text, str):
        return site.hole(leaf, why=f"`{leaf.text.name}` is a text that need not be a date")
    return site.failure


def difference(first: int) -> Made:
    """The days from one date to another; the sign of the first argument."""

    def both(site: Site, a: Leaf, b: Leaf) -> Value:
        one, other = day_of(a), day_of(b)
        if one is None or other is None:
            wrong = a if one is None else b
            right = b if one is None else a
            made = not_a_day(site, wrong)
            return made if made is site.failure or not isinstance(right, Hole) else site.hole(a, b)
        return site.values.of(Num(LONG, one.plus(other, -1).scaled(Fraction(first))))

    return lambda site, args: site.values.pairs(args[0], args[1], lambda a, b: _both(site, a, b, both))


def _both(site: Site, a: Leaf, b: Leaf, made: Callable[[Site, Leaf, Leaf], Value]) -> Value:
    failing = [leaf for leaf in (a, b) if day_of(leaf) is None and not_a_day(site, leaf).alternatives == ()]
    if failing:
        return site.failure
    unsure = [leaf for leaf in (a, b) if day_of(leaf) is None]
    if unsure:
        why = next(iter(not_a_day(site, unsure[0]).alternatives))[1]
        return site.hole(a, b, why=why.why if isinstance(why, Hole) else None)
    return made(site, a, b)


def _within(site: Site, number: Number) -> Value:
    f = site.formulas
    outside = f.any(
        f.below_zero(number.plus(constant(FIRST_DAY), -1)), f.below_zero(constant(LAST_DAY).plus(number, -1))
    )
    return site.values.failing(outside, site.values.of(Day(number)))


def add_days(site: Site, args: tuple[Value, ...]) -> Value:
    """`u/add-days`: an error for a number that is not whole, or outside the years."""

    def both(site: Site, a: Leaf, b: Leaf) -> Value:
        day = day_of(a)
        if isinstance(b, Hole) or (day is None and not_a_day(site, a).alternatives):
            return site.hole(a, b) if isinstance(b, Hole | Num) else site.failure
        if day is None or not isinstance(b, Num):
            return site.failure
        if b.kind not in (LONG, BIG, DECIMAL):
            return site.hole(a, b)
        f = site.formulas
        uneven = f.negated(f.is_zero(b.number.plus(f.floor(b.number), -1)))
        return site.values.failing(uneven, _within(site, day.plus(f.floor(b.number))))

    return site.values.pairs(args[0], args[1], lambda a, b: both(site, a, b))


def add_months(months: int) -> Made:
    """`u/add-months` and `u/add-years` of a number of them that is fixed."""

    def both(site: Site, a: Leaf, b: Leaf) -> Value:
        day = day_of(a)
        fixed = isinstance(b, Num) and b.number.is_constant and b.kind in (LONG, BIG, DECIMAL)
        if day is None or not fixed or not isinstance(b, Num):
            sure = (day is None and not not_a_day(site, a).alternatives) or not isinstance(b, Num | Hole)
            return site.failure if sure else site.hole(a, b)
        if b.number.constant.denominator != 1:
            return site.failure
        return _months_later(site, day, int(b.number.constant) * months)

    return lambda site, args: site.values.pairs(args[0], args[1], lambda a, b: both(site, a, b))


def _months_later(site: Site, day: Number, months: int) -> Value:
    f = site.formulas
    shift = _function("add-months")

    def later(number: Fraction) -> Fraction | None:
        return Fraction(date.fromisoformat(shift(_iso(number), months)).toordinal())

    # a month of the calendar has 28 to 31 days, a year of them 365 or 366
    years, rest = divmod(abs(months), 12)
    least, most = (Fraction(365 * years + 28 * rest), Fraction(366 * years + 31 * rest))

    def around(number: Fraction) -> tuple[int, int, int]:
        # up to the length of the month that is come to the days move along, after that all come to its last day
        first, last, _ = _month_around(number)
        target = date.fromordinal(int(later(Fraction(first)) or 1))
        same = first + monthrange(target.year, target.month)[1] - 1
        return (first, min(last, same), 1) if number <= same else (same + 1, last, 0)

    moved = _symbol(site, "add-months", (day,), later, FIRST_DAY, LAST_DAY, months, around=around)
    gap = moved.plus(day, -1) if months >= 0 else day.plus(moved, -1)
    error = _outside(site, day, months)
    _assume(site, (day,), f.any(error, f.at_most_zero(constant(least).plus(gap, -1))), moved)
    _assume(site, (day,), f.any(error, f.at_most_zero(gap.plus(constant(most), -1))), moved)
    return site.values.failing(error, site.values.of(Day(moved)))


def _month_around(number: Fraction) -> tuple[int, int, int]:
    """The calendar month of a day."""
    day = date.fromordinal(int(number))
    first = day.replace(day=1).toordinal()
    return first, first + monthrange(day.year, day.month)[1] - 1, 0


def _year_around(number: Fraction) -> tuple[int, int, int]:
    year = date.fromordinal(int(number)).year
    return date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal(), 0


#: Where the parts of a date stay the same, or grow with it.
_AROUND: Final[dict[str, Callable[[Fraction], tuple[int, int, int]]]] = {
    "month": _month_around,
    "year": _year_around,
    "day-of-month": lambda number: (*_month_around(number)[:2], 1),
}


def _outside(site: Site, day: Number, months: int) -> Formula:
    """When so many months later is outside the years 1 to 9999."""
    f = site.formulas
    if not months:
        return f.false
    total = 12 * 9999 - abs(months)
    if total <= 0:
        return f.true
    if months > 0:
        years, month = divmod(total, 12)
        return f.at_most_zero(constant(date(years + 1, month + 1, 1).toordinal()).plus(day, -1))
    years, month = divmod(-months, 12)
    return f.below_zero(day.plus(constant(date(years + 1, month + 1, 1).toordinal()), -1))


def part(name: str, low: int, high: int) -> Made:
    """A number that is read off a date."""

    def made(site: Site, day: Number) -> Value:
        if name == "day-of-week":
            # the first day of the year 1 is a Monday
            since = day.plus(constant(1), -1)
            weeks = site.formulas.floor(since.scaled(Fraction(1, 7)))
            return site.values.of(Num(LONG, since.plus(weeks.scaled(Fraction(7)), -1).plus(constant(1))))
        function = _function(name)
        symbol = _symbol(
            site,
            name,
            (day,),
            lambda number: Fraction(function(_iso(number))),
            Fraction(low),
            Fraction(high),
            around=_AROUND[name],
        )
        if name == "year":
            f = site.formulas
            # day D lies in year Y: 365.2425 days a year, give or take two
            for sign, slack in ((-1, 2), (1, 368)):
                line = day.plus(symbol.scaled(Fraction(3652425, 10000)), -1).plus(constant(Fraction(3652425, 10000)))
                _assume(site, (day,), f.at_most_zero(line.scaled(Fraction(sign)).plus(constant(slack), -1)), symbol)
        return site.values.of(Num(LONG, symbol))

    return dated(made)


def last_of_month(site: Site, args: tuple[Value, ...]) -> Value:
    """`u/last-day-of-month`."""

    def made(site: Site, day: Number) -> Value:
        function = _function("last-day-of-month")

        def compute(number: Fraction) -> Fraction:
            return Fraction(date.fromisoformat(function(_iso(number))).toordinal())

        last = _symbol(site, "last-day-of-month", (day,), compute, FIRST_DAY, LAST_DAY, around=_month_around)
        _assume(site, (day,), site.formulas.at_most_zero(day.plus(last, -1)), last)
        _assume(site, (day,), site.formulas.at_most_zero(last.plus(day, -1).plus(constant(30), -1)), last)
        return site.values.of(Day(last))

    return dated(made)(site, args)


def months_between(site: Site, args: tuple[Value, ...]) -> Value:
    """`u/months-between`."""

    def both(site: Site, a: Leaf, b: Leaf) -> Value:
        one, other = day_of(a), day_of(b)
        assert one is not None and other is not None
        function = _function("months-between")

        def compute(first: Fraction, second: Fraction) -> Fraction:
            return Fraction(function(_iso(first), _iso(second)))

        months = _symbol(site, "months-between", (one, other), compute, Fraction(-119988), Fraction(119988))
        f = site.formulas
        gap = other.plus(one, -1)
        forward = f.at_most_zero(gap.scaled(Fraction(-1)))
        up = f.all(
            f.at_most_zero(months.scaled(Fraction(-1))),
            f.at_most_zero(months.scaled(Fraction(28)).plus(gap, -1)),
            f.at_most_zero(gap.plus(months.scaled(Fraction(31)), -1).plus(constant(31), -1)),
        )
        down = f.all(
            f.at_most_zero(months),
            f.at_most_zero(gap.plus(months.scaled(Fraction(28)), -1)),
            f.at_most_zero(months.scaled(Fraction(31)).plus(gap, -1).plus(constant(31), -1)),
        )
        _assume(site, (one, other), f.choose(forward, up, down), months)
        return site.values.of(Num(LONG, months))

    return site.values.pairs(args[0], args[1], lambda a, b: _both(site, a, b, both))


def business_day(site: Site, args: tuple[Value, ...]) -> Value:
    """`u/business-day?` with the library's holidays: never on a weekend."""
    if len(args) != 1:
        return site.hole(*args)

    def made(site: Site, day: Number) -> Value:
        function = _function("business-day?")
        name = site.ground.compute(
            Computed(f"business-day? {day.key!r}", "Bool", (day,), lambda number: bool(function(_iso(number))))
        )
        f = site.formulas
        week = part("day-of-week", 1, 7)(site, (site.values.of(Day(day)),)).only
        assert isinstance(week, Num)
        weekday = f.at_most_zero(week.number.plus(constant(5), -1))
        site.ground.assume(f.implies(f.flag(name), weekday), (name,))
        return site.values.truth(f.flag(name))

    return dated(made)(site, args)


def between(site: Site, args: tuple[Value, ...]) -> Value:
    """`u/between?`: three numbers, or three dates."""
    x, low, high = args
    is_date = [any(isinstance(leaf, Day) for _, leaf in arg.alternatives) for arg in args]
    if not any(is_date):
        le = numbers_compared("<=")
        if any(isinstance(leaf, Text | Hole) for arg in args for _, leaf in arg.alternatives):
            return site.hole(*args)
        error = site.formulas.any(le(site, (low, x)).error, le(site, (x, high)).error, le(site, (low, high)).error)
        return site.values.failing(error, le(site, (low, x, high)))

    def ordered(a: Leaf, b: Leaf) -> Value:
        return _both(site, a, b, lambda site, one, other: _not_after(site, one, other))

    first, second = site.values.pairs(low, x, ordered), site.values.pairs(x, high, ordered)
    return site.values.pairs(
        first, second, lambda a, b: site.values.truth(site.formulas.all(site.is_truthy(a), site.is_truthy(b)))
    )


def _not_after(site: Site, a: Leaf, b: Leaf) -> Value:
    one, other = day_of(a), day_of(b)
    assert one is not None and other is not None
    gap = one.plus(other, -1)
    holds = site.formulas.at_most_zero(gap)
    site.record.comparisons.append(Comparison(site.form, holds, gap))
    return site.values.truth(holds)


def compared(site: Site, args: tuple[Value, ...]) -> Value:
    """`compare`: of numbers, of dates as the texts they are, and with nil, which comes first."""

    def both(a: Leaf, b: Leaf) -> Value:
        if isinstance(a, Num) and isinstance(b, Num):
            return order(site, a, b)
        if isinstance(a, Nil) or isinstance(b, Nil):
            if isinstance(a, Hole) or isinstance(b, Hole):
                return site.hole(a, b)
            sign = 0 if isinstance(a, Nil) and isinstance(b, Nil) else -1 if isinstance(a, Nil) else 1
            return site.values.of(Num(LONG, constant(sign)))
        one, other = day_of(a), day_of(b)
        return site.hole(a, b) if one is None or other is None else _order(site, one, other)

    return site.values.pairs(args[0], args[1], both)


def _order(site: Site, one: Number, other: Number) -> Value:
    """How two dates compare as texts: by their first letters that differ."""

    def letters(first: Fraction, second: Fraction) -> Fraction:
        pairs = zip(_iso(first), _iso(second), strict=True)
        return Fraction(next((ord(a) - ord(b) for a, b in pairs if a != b), 0))

    f = site.formulas
    found = _symbol(site, "compare", (one, other), letters, Fraction(-9), Fraction(9))
    gap = one.plus(other, -1)
    before = f.implies(f.below_zero(gap), f.below_zero(found))
    same = f.implies(f.is_zero(gap), f.is_zero(found))
    after = f.implies(f.below_zero(gap.scaled(Fraction(-1))), f.below_zero(found.scaled(Fraction(-1))))
    _assume(site, (one, other), f.all(before, same, after), found)
    return site.values.of(Num(LONG, found))


def today(site: Site, args: tuple[Value, ...]) -> Value:
    """`u/today`: the business date, which is a variable as well."""
    names = [keyword_name(leaf) if (leaf := arg.only) is not None else None for arg in args]
    plain = names in ([], ["format", "date"])
    return site.ground.variable(site.ground.today) if plain else site.hole(*args)


def _symbol(
    site: Site,
    name: str,
    inputs: tuple[Number, ...],
    compute: Callable[..., Fraction | None],
    low: Fraction,
    high: Fraction,
    *more: int,
    around: Callable[[Fraction], tuple[int, int, int]] | None = None,
) -> Number:
    full = f"{name} {[number.key for number in inputs]!r} {' '.join(map(str, more))}"
    site.ground.compute(Computed(full, "Int", inputs, compute, low, high, around))
    return site.formulas.symbol(full, is_whole=True, low=low, high=high)


def _assume(site: Site, inputs: tuple[Number, ...], law: Formula, symbol: Number) -> None:
    """Take a law of a symbol for true wherever what it follows from are days that there are."""
    f = site.formulas
    outside = [
        part
        for day in inputs
        for part in (f.below_zero(day.plus(constant(FIRST_DAY), -1)), f.below_zero(constant(LAST_DAY).plus(day, -1)))
    ]
    site.ground.assume(f.any(*outside, law), _names(symbol))


def _names(number: Number) -> tuple[str, ...]:
    return tuple(atom.args[0] for atom, _ in number.parts)


def _iso(number: Fraction) -> str:
    return date.fromordinal(int(number)).isoformat()


def _function(name: str) -> Callable[..., Any]:
    """A function of the library itself."""
    found: Callable[..., Any] = library_with({}).functions["u"][name].fn
    return found
