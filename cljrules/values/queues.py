"""The persistent queue: elements go in at the end and come out at the front."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from cljrules.values.collections import EMPTY_VECTOR, Vector
from cljrules.values.seqs import ChunkSeq, Seq, Sequential


class PersistentQueue(Sequential):
    """A queue: the part of a vector from `start` on."""

    java_name: ClassVar[str] = "clojure.lang.PersistentQueue"
    __slots__ = ("_held", "_start", "meta")

    def __init__(self, held: Vector, start: int = 0, meta: Any = None) -> None:
        self._held = held
        self._start = start
        self.meta = meta

    def with_meta(self, meta: Any) -> PersistentQueue:
        return PersistentQueue(self._held, self._start, meta)

    def emptied(self) -> PersistentQueue:
        """An empty queue with the same metadata."""
        return EMPTY_QUEUE.with_meta(self.meta)

    def conj(self, item: Any) -> PersistentQueue:
        return PersistentQueue(self._held.conj(item), self._start, self.meta)

    def peek(self) -> Any:
        return self._held.get(self._start)

    def pop(self) -> PersistentQueue:
        if len(self) <= 1:
            return self.emptied()
        if self._start > 32 and self._start > len(self._held) // 2:
            # let go of what has come out
            return PersistentQueue(Vector.of(list(self._held)[self._start + 1 :]), 0, self.meta)
        return PersistentQueue(self._held, self._start + 1, self.meta)

    def seq(self) -> Seq | None:
        return ChunkSeq(self._held.items, self._start) if len(self) else None

    def __iter__(self) -> Iterator[Any]:
        for index in range(self._start, len(self._held)):
            yield self._held.items[index]

    def __len__(self) -> int:
        return len(self._held) - self._start

    def __bool__(self) -> bool:
        return True

    __hash__ = Sequential.__hash__


EMPTY_QUEUE = PersistentQueue(EMPTY_VECTOR)
