"""The transducers of `clojure.core`: each takes a reducing function and gives one.

The functions here are what `(map f)`, `(filter p)` and so on answer when no collection is given; the functions that
take collections are elsewhere and call these. Reducing functions made here know their parts, so that a row of them runs
as plain nested calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from cljrules.values.collections import EMPTY_MAP, MapLike, Vector
from cljrules.values.equality import equiv, hkey
from cljrules.values.errors import wrong_arity
from cljrules.values.functions import Builtin, callable_of, callable_with, invoke
from cljrules.values.refs import Reduced
from cljrules.values.seqs import Seq, Sequential, elements, lazy_blocks
from cljrules.values.symbols import keyword

Step = Callable[[Any, Any], Any]

_NONE: Any = object()


class Reducing:
    """A reducing function built on another one, `inner`, whose parts it takes over where it has none of its own."""

    java_name: ClassVar[str] = "clojure.lang.AFunction"
    __slots__ = ("complete", "inner", "meta", "step", "step_many")

    def __init__(
        self,
        inner: Any,
        step: Step,
        complete: Callable[[Any], Any] | None = None,
        step_many: Callable[..., Any] | None = None,
    ) -> None:
        self.inner = inner
        self.step = step
        self.complete = complete or callable_with(inner, 1)
        self.step_many = step_many
        self.meta: Any = None

    def invoke(self, *args: Any) -> Any:
        count = len(args)
        if count == 2:
            return self.step(*args)
        if count == 1:
            return self.complete(*args)
        if count == 0:
            return invoke(self.inner)
        if self.step_many is None:
            wrong_arity(count, "a reducing function")
        return self.step_many(*args)


def step_of(rf: Any) -> Step:
    """The two-argument part of a reducing function as a Python callable."""
    return rf.step if rf.__class__ is Reducing else callable_with(rf, 2)


def complete_of(rf: Any) -> Callable[[Any], Any]:
    """The one-argument part of a reducing function as a Python callable."""
    return rf.complete if rf.__class__ is Reducing else callable_with(rf, 1)


def _transducer(name: str, make: Callable[[Any], Reducing]) -> Builtin:
    def transducer(rf: Any) -> Reducing:
        return make(rf)

    return Builtin("clojure.core", name, transducer)


def truthy(value: Any) -> bool:
    return value is not None and value is not False


def mapping(f: Any) -> Builtin:
    """`(map f)`."""
    call = callable_with(f, 1)

    def make(rf: Any) -> Reducing:
        step = step_of(rf)
        many = callable_of(f)
        return Reducing(rf, lambda acc, x: step(acc, call(x)), step_many=lambda acc, *xs: step(acc, many(*xs)))

    return _transducer("map", make)


def mapping_python(name: str, call: Callable[[Any], Any]) -> Builtin:
    """The transducer of a Python function of one element."""

    def make(rf: Any) -> Reducing:
        step = step_of(rf)
        return Reducing(rf, lambda acc, x: step(acc, call(x)))

    return _transducer(name, make)


def filtering(pred: Any) -> Builtin:
    """`(filter pred)`."""
    call = callable_with(pred, 1)

    def make(rf: Any) -> Reducing:
        step = step_of(rf)
        return Reducing(rf, lambda acc, x: step(acc, x) if truthy(call(x)) else acc)

    return _transducer("filter", make)


def removing(pred: Any) -> Builtin:
    """`(remove pred)`."""
    call = callable_with(pred, 1)

    def make(rf: Any) -> Reducing:
        step = step_of(rf)
        return Reducing(rf, lambda acc, x: acc if truthy(call(x)) else step(acc, x))

    return _transducer("remove", make)


def keeping(f: Any) -> Builtin:
    """`(keep f)`."""
    call = callable_with(f, 1)

    def make(rf: Any) -> Reducing:
        step = step_of(rf)

        def keep(acc: Any, x: Any) -> Any:
            found = call(x)
            return acc if found is None else step(acc, found)

        return Reducing(rf, keep)

    return _transducer("keep", make)


def mapping_indexed(f: Any) -> Builtin:
    """`(map-indexed f)`."""
    call = callable_with(f, 2)

    def make(rf: Any) -> Reducing:
        step, index = step_of(rf), -1

        def map_next(acc: Any, x: Any) -> Any:
            nonlocal index
            index += 1
            return step(acc, call(index, x))

        return Reducing(rf, map_next)

    return _transducer("map-indexed", make)


def keeping_indexed(f: Any) -> Builtin:
    """`(keep-indexed f)`."""
    call = callable_with(f, 2)

    def make(rf: Any) -> Reducing:
        step, index = step_of(rf), -1

        def keep_next(acc: Any, x: Any) -> Any:
            nonlocal index
            index += 1
            found = call(index, x)
            return acc if found is None else step(acc, found)

        return Reducing(rf, keep_next)

    return _transducer("keep-indexed", make)


def concatenating(rf: Any) -> Reducing:
    """`cat`: reduces each input's own elements."""
    step = step_of(rf)

    def step_all(acc: Any, inputs: Any) -> Any:
        for x in elements(inputs):
            acc = step(acc, x)
            if acc.__class__ is Reduced:
                return acc
        return acc

    return Reducing(rf, step_all)


def mapping_concatenated(f: Any) -> Builtin:
    """`(mapcat f)`."""
    mapped = mapping(f)
    return _transducer("mapcat", lambda rf: mapped.fn(concatenating(rf)))


def taking(count: Callable[[], int]) -> Builtin:
    """`(take n)`; the number is asked for with the first input."""

    def make(rf: Any) -> Reducing:
        step, left = step_of(rf), -1
        started = False

        def take(acc: Any, x: Any) -> Any:
            nonlocal left, started
            if not started:
                left, started = count(), True
            if left > 0:
                acc = step(acc, x)
            left -= 1
            return acc if left > 0 or acc.__class__ is Reduced else Reduced(acc)

        return Reducing(rf, take)

    return _transducer("take", make)


def taking_while(pred: Any) -> Builtin:
    """`(take-while pred)`."""
    call = callable_with(pred, 1)

    def make(rf: Any) -> Reducing:
        step = step_of(rf)
        return Reducing(rf, lambda acc, x: step(acc, x) if truthy(call(x)) else Reduced(acc))

    return _transducer("take-while", make)


def dropping(count: Callable[[], int]) -> Builtin:
    """`(drop n)`; the number is asked for with the first input."""

    def make(rf: Any) -> Reducing:
        step, left = step_of(rf), -1
        started = False

        def drop(acc: Any, x: Any) -> Any:
            nonlocal left, started
            if not started:
                left, started = count(), True
            if left > 0:
                left -= 1
                return acc
            return step(acc, x)

        return Reducing(rf, drop)

    return _transducer("drop", make)


def dropping_while(pred: Any) -> Builtin:
    """`(drop-while pred)`."""
    call = callable_with(pred, 1)

    def make(rf: Any) -> Reducing:
        step, dropping = step_of(rf), True

        def drop(acc: Any, x: Any) -> Any:
            nonlocal dropping
            if dropping and truthy(call(x)):
                return acc
            dropping = False
            return step(acc, x)

        return Reducing(rf, drop)

    return _transducer("drop-while", make)


def taking_nth(rem: Callable[[int], bool]) -> Builtin:
    """`(take-nth n)`; `rem` tells whether the element at an index is taken."""

    def make(rf: Any) -> Reducing:
        step, index = step_of(rf), -1

        def take(acc: Any, x: Any) -> Any:
            nonlocal index
            index += 1
            return step(acc, x) if rem(index) else acc

        return Reducing(rf, take)

    return _transducer("take-nth", make)


def distinguishing() -> Builtin:
    """`(distinct)`."""

    def make(rf: Any) -> Reducing:
        step, seen = step_of(rf), set[Any]()

        def once(acc: Any, x: Any) -> Any:
            key = hkey(x)
            if key in seen:
                return acc
            seen.add(key)
            return step(acc, x)

        return Reducing(rf, once)

    return _transducer("distinct", make)


def deduplicating() -> Builtin:
    """`(dedupe)`."""

    def make(rf: Any) -> Reducing:
        step, last = step_of(rf), _NONE

        def unlike_last(acc: Any, x: Any) -> Any:
            nonlocal last
            before, last = last, x
            return acc if before is not _NONE and equiv(before, x) else step(acc, x)

        return Reducing(rf, unlike_last)

    return _transducer("dedupe", make)


def interposing(separator: Any) -> Builtin:
    """`(interpose sep)`."""

    def make(rf: Any) -> Reducing:
        step, started = step_of(rf), False

        def separate(acc: Any, x: Any) -> Any:
            nonlocal started
            if not started:
                started = True
                return step(acc, x)
            acc = step(acc, separator)
            return acc if acc.__class__ is Reduced else step(acc, x)

        return Reducing(rf, separate)

    return _transducer("interpose", make)


def _flushing(rf: Any, held: list[Any]) -> Callable[[Any], Any]:
    """The completion that hands on what is still held as one vector."""
    step, complete = step_of(rf), complete_of(rf)

    def finish(acc: Any) -> Any:
        if held:
            last = Vector.of(held)
            held.clear()
            acc = step(acc, last)
            if acc.__class__ is Reduced:
                acc = acc.value
        return complete(acc)

    return finish


def partitioning(count: int) -> Builtin:
    """`(partition-all n)`."""

    def make(rf: Any) -> Reducing:
        step, held = step_of(rf), list[Any]()

        def gather(acc: Any, x: Any) -> Any:
            held.append(x)
            if len(held) != count:
                return acc
            full = Vector.of(held)
            held.clear()
            return step(acc, full)

        return Reducing(rf, gather, _flushing(rf, held))

    return _transducer("partition-all", make)


def partitioning_by(f: Any) -> Builtin:
    """`(partition-by f)`."""
    call = callable_with(f, 1)

    def make(rf: Any) -> Reducing:
        step, held, mark = step_of(rf), list[Any](), _NONE

        def gather(acc: Any, x: Any) -> Any:
            nonlocal mark
            before, mark = mark, call(x)
            if before is _NONE or equiv(mark, before):
                held.append(x)
                return acc
            full = Vector.of(held)
            held.clear()
            acc = step(acc, full)
            if acc.__class__ is not Reduced:
                held.append(x)
            return acc

        return Reducing(rf, gather, _flushing(rf, held))

    return _transducer("partition-by", make)


_HALT = keyword("halt", "clojure.core")


def halting_when(pred: Any, retf: Any) -> Builtin:
    """`(halt-when pred retf)`: the result becomes the input that made it stop, or what `retf` makes of it."""
    call = callable_with(pred, 1)

    def make(rf: Any) -> Reducing:
        step, complete = step_of(rf), complete_of(rf)

        def halt(acc: Any, x: Any) -> Any:
            if not truthy(call(x)):
                return step(acc, x)
            return Reduced(EMPTY_MAP.assoc(_HALT, x if retf is None else invoke(retf, complete(acc), x)))

        def finish(acc: Any) -> Any:
            halted = isinstance(acc, MapLike) and acc.contains(_HALT)
            return acc.get(_HALT) if halted else complete(acc)

        return Reducing(rf, halt, finish)

    return _transducer("halt-when", make)


def transform(xform: Any, *colls: Any) -> Iterator[Any]:
    """The elements a transducer makes of the elements of collections, each as soon as it is there."""
    made: list[Any] = []

    def gather(acc: Any = None, *xs: Any) -> Any:
        made.extend(xs)
        return acc

    rf = invoke(xform, Builtin("clojure.core", "sequence", gather))
    if len(colls) == 1:
        step = step_of(rf)
        for x in elements(colls[0]):
            ended = step(None, x).__class__ is Reduced
            yield from made
            made.clear()
            if ended:
                break
    else:
        for xs in zip(*map(elements, colls), strict=False):
            ended = invoke(rf, None, *xs).__class__ is Reduced
            yield from made
            made.clear()
            if ended:
                break
    complete_of(rf)(None)
    yield from made


class Eduction(Sequential):
    """A transducer and a collection, put together anew each time the elements are asked for."""

    java_name: ClassVar[str] = "clojure.core.Eduction"
    __slots__ = ("_coll", "_xform")

    def __init__(self, xform: Any, coll: Any) -> None:
        self._xform = xform
        self._coll = coll

    def __iter__(self) -> Iterator[Any]:
        return transform(self._xform, self._coll)

    def seq(self) -> Seq | None:
        return lazy_blocks(in_blocks(iter(self))).seq()

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self) >> 4


def in_blocks(source: Iterator[Any]) -> Iterator[list[Any]]:
    """The elements of an iterator in lists of 32, the last one shorter; looks one element ahead, as the JVM does."""
    block: list[Any] = []
    for element in source:
        if len(block) == 32:
            yield block
            block = []
        block.append(element)
    if block:
        yield block
