"""Functions of `clojure.core` that make sequences out of numbers, values and functions, many of them without end."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from cljrules.stdlib.combinators import identity
from cljrules.stdlib.predicates import is_some
from cljrules.stdlib.registry import core
from cljrules.stdlib.slices import take
from cljrules.stdlib.transducers import truthy
from cljrules.values.casts import long_of
from cljrules.values.errors import illegal_argument
from cljrules.values.functions import Builtin, callable_with
from cljrules.values.numbers import add, gt, is_neg, is_pos, lt
from cljrules.values.printer import str_of
from cljrules.values.ranges import ENDLESS, Cycle, Iterate, NaturalSeq, RangeSeq, Repeat, stepped
from cljrules.values.seqs import EMPTY, lazy, seq_of
from cljrules.values.symbols import Keyword

_ABSENT: Any = object()
_IDENTITY = Builtin("clojure.core", "identity", identity)


@core("range")
def range_(first: Any = _ABSENT, second: Any = _ABSENT, step: Any = 1) -> Any:
    """Numbers from a start (0) to before an end (none), a step (1) apart."""
    if first is _ABSENT:
        return NaturalSeq(range(ENDLESS))
    start, end = (0, first) if second is _ABSENT else (first, second)
    if start.__class__ is int and step.__class__ is int and step != 0:
        whole_end = _whole(end, step > 0)
        if whole_end is not None:
            numbers = range(start, min(max(whole_end, start - ENDLESS), start + ENDLESS), step)
            return RangeSeq(numbers) if len(numbers) else EMPTY
    if is_pos(step):
        return EMPTY if not lt(start, end) else stepped(start, step, add, lambda value: not lt(value, end))
    if is_neg(step):
        return EMPTY if not gt(start, end) else stepped(start, step, add, lambda value: not gt(value, end))
    return Repeat(start) if lt(start, end) or gt(start, end) else EMPTY


def _whole(end: Any, upwards: bool) -> int | None:
    """The whole number at which counting ends when it ends at a number; None for what is no number or infinite."""
    if end.__class__ is int:
        return int(end)
    if isinstance(end, float | Fraction) and math.isfinite(end):
        return math.ceil(end) if upwards else math.floor(end)
    return None


@core("iterate")
def iterate(f: Any, x: Any) -> Iterate:
    """A value, what a function makes of it, what the function makes of that, and so on."""
    return Iterate(callable_with(f, 1), x)


@core("repeat")
def repeat(first: Any, second: Any = _ABSENT) -> Any:
    """A value again and again, or so many times."""
    if second is _ABSENT:
        return Repeat(first)
    count = long_of(first)
    return Repeat(second, count) if count > 0 else EMPTY


@core("repeatedly")
def repeatedly(first: Any, second: Any = _ABSENT) -> Any:
    """What a function without arguments gives each time it is called, again and again, or so many times."""
    call = callable_with(first if second is _ABSENT else second, 0)

    def calls() -> Iterator[Any]:
        while True:
            yield call()

    return lazy(calls()) if second is _ABSENT else take(first, lazy(calls()))


@core("cycle")
def cycle(coll: Any) -> Any:
    """The elements again and again."""
    found = seq_of(coll)
    return EMPTY if found is None else Cycle(found, found)


@core("iteration")
def iteration(step: Any, *options: Any) -> Any:
    """The values of pages: each call of `step` with a key gives a page, from which the next key is taken.

    Options: `:somef` whether there is a page, `:vf` its value, `:kf` the key of the next, `:initk` the first key.
    """
    given: dict[str, Any] = {}
    if len(options) % 2:
        raise illegal_argument(f"No value supplied for key: {str_of(options[-1])}")
    for name, value in zip(options[::2], options[1::2], strict=True):
        if isinstance(name, Keyword):
            given[name.text] = value
    call = callable_with(step, 1)
    is_page: Callable[[Any], Any] = callable_with(given["somef"], 1) if "somef" in given else is_some
    value_of: Callable[[Any], Any] = callable_with(given.get("vf", _IDENTITY), 1)
    key_of: Callable[[Any], Any] = callable_with(given.get("kf", _IDENTITY), 1)

    def pages() -> Iterator[Any]:
        page = call(given.get("initk"))
        while truthy(is_page(page)):
            yield value_of(page)
            key = key_of(page)
            if key is None:
                return
            page = call(key)

    return lazy(pages())
