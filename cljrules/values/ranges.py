"""Sequences that are worked out, not held: ranges, repetitions, cycles and iterations.

Each pays for its elements from the running evaluation's meter as they are walked over. Walking in Python (`for`) holds
none of them; `next` keeps what it worked out, as the JVM does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import repeat as again
from typing import Any, ClassVar

from cljrules.values.limits import METER, spend
from cljrules.values.seqs import ChunkSeq, Seq, Sequential, lazy_blocks

#: more elements than anything can walk over
ENDLESS = 1 << 62

_BATCH = 1024


class RangeSeq(ChunkSeq):
    """Whole numbers at equal distances; `items` is a Python range."""

    java_name: ClassVar[str] = "clojure.lang.LongRange"
    __slots__ = ()

    def next(self) -> Seq | None:
        spend()
        return ChunkSeq.next(self)

    def rest(self) -> Sequential:
        spend()
        return ChunkSeq.rest(self)

    def walk(self) -> Iterable[Any]:
        meter = METER.get()
        items = self.chunk()
        if meter is None or len(items) <= 32:
            return items  # type: ignore[no-any-return]
        return self._walk_paying(items, meter.spend)

    @staticmethod
    def _walk_paying(items: range, pay: Callable[[int], None]) -> Iterator[int]:
        at, size = 0, 32
        while at < len(items):
            block = items[at : at + size]
            pay(len(block))
            yield from block
            at += size
            size = min(2 * size, _BATCH)


class NaturalSeq(RangeSeq):
    """The whole numbers from one on without end."""

    java_name: ClassVar[str] = "clojure.lang.Iterate"
    chunked: ClassVar[bool] = False
    __slots__ = ()

    def known_count(self) -> int | None:
        return None


class Iterate(Seq):
    """A value, what a function makes of it, what the function makes of that, and so on."""

    java_name: ClassVar[str] = "clojure.lang.Iterate"
    __slots__ = ("_before", "_f", "_next", "_value")

    def __init__(self, f: Callable[[Any], Any], value: Any, before: Iterate | None = None) -> None:
        self._f = f
        #: the cell whose value ours is made from, until it is
        self._before = before
        self._value = value
        self._next: Iterate | None = None

    @property
    def realized(self) -> bool:
        return self._before is None

    def first(self) -> Any:
        if self._before is not None:
            self._value = self._f(self._before.first())
            self._before = None
        return self._value

    def next(self) -> Iterate:
        if self._next is None:
            spend()
            self.first()
            self._next = Iterate(self._f, None, self)
        return self._next

    def drop(self, count: int) -> Iterate:
        """The sequence after so many elements; keeps none of them."""
        at = self
        while count and at._next is not None:
            at, count = at._next, count - 1
        if not count:
            return at
        walk = iter(at)
        for _ in again(None, count):
            next(walk)
        return Iterate(self._f, next(walk))

    def __iter__(self) -> Iterator[Any]:
        f, value, meter = self._f, self.first(), METER.get()
        while True:
            yield value
            if meter is not None:
                meter.steps -= 1
                if meter.steps < 0 or meter.deadline is not None:
                    meter.spend(0)
            value = f(value)


class Repeat(Seq):
    """One value so many times; without end where `count` is None."""

    java_name: ClassVar[str] = "clojure.lang.Repeat"
    __slots__ = ("_count", "_value")

    def __init__(self, value: Any, count: int | None = None) -> None:
        self._value = value
        self._count = count

    def first(self) -> Any:
        return self._value

    def next(self) -> Repeat | None:
        spend()
        if self._count is None:
            return self
        return Repeat(self._value, self._count - 1) if self._count > 1 else None

    def drop(self, count: int) -> Repeat | None:
        """The sequence after so many elements."""
        if self._count is None:
            return self
        return Repeat(self._value, self._count - count) if self._count > count else None

    def known_count(self) -> int | None:
        """How often the value comes, None without end."""
        return self._count

    def __iter__(self) -> Iterator[Any]:
        left, size = ENDLESS if self._count is None else self._count, 32
        while left > 0:
            size = min(size, left)
            spend(size)
            yield from again(self._value, size)
            left -= size
            size = min(2 * size, _BATCH)


class Cycle(Seq):
    """The elements of a sequence again and again."""

    java_name: ClassVar[str] = "clojure.lang.Cycle"
    __slots__ = ("_all", "_at")

    def __init__(self, whole: Seq, at: Seq) -> None:
        self._all = whole
        self._at = at

    @property
    def realized(self) -> bool:
        return True

    def first(self) -> Any:
        return self._at.first()

    def next(self) -> Cycle:
        spend()
        return Cycle(self._all, self._at.next() or self._all)

    def drop(self, count: int) -> Cycle:
        """The sequence after so many elements."""
        spend(min(count, ENDLESS))
        at = self._at
        for _ in again(None, count):
            at = at.next() or self._all
        return Cycle(self._all, at)

    def __iter__(self) -> Iterator[Any]:
        at: Seq = self._at
        while True:
            for element in at:
                spend()
                yield element
            at = self._all


class SteppedSeq(ChunkSeq):
    """Numbers of any kind at equal distances."""

    java_name: ClassVar[str] = "clojure.lang.Range"
    __slots__ = ()


def stepped(start: Any, step: Any, add: Callable[[Any, Any], Any], ended: Callable[[Any], bool]) -> Seq | None:
    """Start, start plus step, and so on until ended, in blocks of 32."""

    def blocks() -> Iterator[list[Any]]:
        value = start
        while True:
            block: list[Any] = []
            for _ in range(32):
                if ended(value):
                    if block:
                        yield block
                    return
                block.append(value)
                value = add(value, step)
            yield block

    return lazy_blocks(blocks(), SteppedSeq).seq()
