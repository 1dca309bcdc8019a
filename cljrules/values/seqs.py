"""Sequences: lists, cons cells, lazy sequences and views of indexed data.

A *seq* is a non-empty sequence with a `first`, a `next` (a seq or None) and a `rest` (a sequence, possibly empty).
`PersistentList` and `LazySeq` are sequential values that may be empty; `seq(x)` (in `collections`) turns any seqable
value into a seq or None. Lazy parts pay for each step from the running evaluation's meter. Walking is iterative, so
that long sequences need no stack.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Any, ClassVar

from cljrules.values.equality import equiv, hkey
from cljrules.values.errors import error, illegal_argument
from cljrules.values.kinds import class_name
from cljrules.values.limits import LAZY, METER, check_size, spend_walking
from cljrules.values.symbols import Char

CHUNK = 32


class Sequential:
    """Base of everything `sequential?`: equal to any other sequential value with equal elements."""

    __slots__ = ()

    def __iter__(self) -> Iterator[Any]:
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Sequential):
            return NotImplemented
        _pay(LAZY)
        mine, theirs = iter(self), iter(other)
        for element in mine:
            for counterpart in theirs:
                if not equiv(element, counterpart):
                    return False
                break
            else:
                return False
        return next(theirs, _END) is _END

    def __hash__(self) -> int:
        # begun with what no program knows, so that it cannot look for vectors of one hash
        return hash((_SECRET, *(hkey(element) for element in self)))


_END = object()
_SECRET = hash("the hash of a text is different in every process")


class Seq(Sequential):
    """A non-empty sequence."""

    __slots__ = ()

    def first(self) -> Any:
        raise NotImplementedError

    def next(self) -> Seq | None:
        raise NotImplementedError

    def rest(self) -> Sequential:
        following = self.next()
        return EMPTY if following is None else following

    def __iter__(self) -> Iterator[Any]:
        at: Seq | None = self
        walked = 0
        while at is not None:
            if isinstance(at, ChunkSeq):
                if at.after_all() is not None:
                    _pay(1 + (at.held() >> 3))
                yield from at.walk()
                at = at.after_chunk()
            else:
                walked += 1
                if not walked & 7:
                    _pay(LAZY)
                yield at.first()
                at = at.next()

    def with_meta(self, meta: Any) -> Seq:
        return Cons(self.first(), self.rest(), meta)

    @property
    def meta(self) -> Any:
        return None


class PersistentList(Seq):
    """A list; the empty list is `EMPTY`. `count` is known."""

    __slots__ = ("_first", "_meta", "_tail", "count", "form")

    def __init__(self, first: Any, tail: PersistentList | None, count: int, meta: Any = None, form: Any = None) -> None:
        self._first = first
        self._tail = tail
        self.count = count
        self._meta = meta
        #: the form this list was read from, so that code handed through a macro keeps its place
        self.form = form

    @staticmethod
    def of(items: Iterable[Any], meta: Any = None, form: Any = None) -> PersistentList:
        """A list of the items in order."""
        made = EMPTY
        held = tuple(items)
        spend_walking(4 * len(held))
        for item in reversed(held):
            made = PersistentList(item, made, made.count + 1)
        if meta is not None or form is not None:
            return PersistentList(made._first, made._tail, made.count, meta, form)
        return made

    @property
    def java_name(self) -> str:
        return "clojure.lang.PersistentList" if self.count else "clojure.lang.PersistentList$EmptyList"

    @property
    def meta(self) -> Any:
        return self._meta

    def with_meta(self, meta: Any) -> PersistentList:
        return PersistentList(self._first, self._tail, self.count, meta)

    def first(self) -> Any:
        return self._first

    def next(self) -> PersistentList | None:
        return self._tail if self._tail is not None and self._tail.count else None

    def rest(self) -> PersistentList:
        return EMPTY if self._tail is None else self._tail

    def cons(self, item: Any) -> PersistentList:
        return PersistentList(item, self, self.count + 1, self._meta)

    def __iter__(self) -> Iterator[Any]:
        spend_walking(self.count)
        at = self
        while at.count:
            yield at._first
            at = at._tail  # type: ignore[assignment]

    def __len__(self) -> int:
        return self.count

    def __bool__(self) -> bool:
        return True

    __hash__ = Sequential.__hash__


EMPTY = PersistentList(None, None, 0)


class Cons(Seq):
    """An element put before any sequence."""

    java_name: ClassVar[str] = "clojure.lang.Cons"
    __slots__ = ("_first", "_meta", "_rest")

    def __init__(self, first: Any, rest: Any, meta: Any = None) -> None:
        self._first = first
        self._rest = rest
        self._meta = meta

    @property
    def meta(self) -> Any:
        return self._meta

    def with_meta(self, meta: Any) -> Cons:
        return Cons(self._first, self._rest, meta)

    def first(self) -> Any:
        return self._first

    def next(self) -> Seq | None:
        return seq_of(self._rest)

    def rest(self) -> Sequential:
        return EMPTY if self._rest is None else self._rest


class ChunkSeq(Seq):
    """A view of indexed items from `start` on, then the sequence `more` (a lazy sequence or None)."""

    java_name: ClassVar[str] = "clojure.lang.ChunkedCons"
    #: whether functions such as `map` take blocks of it at once
    chunked: ClassVar[bool] = True
    __slots__ = ("_items", "_more", "_start")

    def __init__(self, items: Any, start: int = 0, more: LazySeq | None = None) -> None:
        self._items = items
        self._start = start
        self._more = more

    def first(self) -> Any:
        return self._items[self._start]

    def next(self) -> Seq | None:
        if self._start + 1 < len(self._items):
            return self.__class__(self._items, self._start + 1, self._more)
        return None if self._more is None else self._more.seq()

    def rest(self) -> Sequential:
        if self._start + 1 < len(self._items):
            return self.__class__(self._items, self._start + 1, self._more)
        return EMPTY if self._more is None else self._more

    def walk(self) -> Iterable[Any]:
        """The elements of `chunk`, to be iterated over, paid for."""
        spend_walking(self.held())
        return self.chunk()  # type: ignore[no-any-return]

    def drop(self, count: int) -> Any:
        """The sequence after so many elements, of which there are more at hand than that."""
        return self.__class__(self._items, self._start + count, self._more)

    def chunk(self) -> Any:
        """The items from here to the end of what is at hand."""
        return self._items[self._start :] if self._start else self._items

    def block(self) -> Any:
        """At most the 32 items that Clojure realises together from here."""
        end = self._start - self._start % CHUNK + CHUNK
        return self._items[self._start : end]

    def after_block(self) -> Any:
        """The sequence after `block`, not yet realised; None where nothing can follow."""
        end = self._start - self._start % CHUNK + CHUNK
        return self.__class__(self._items, end, self._more) if end < len(self._items) else self._more

    def after_chunk(self) -> Seq | None:
        return None if self._more is None else self._more.seq()

    def after_all(self) -> LazySeq | None:
        """The sequence after `chunk`, not yet realised; None where there is none."""
        return self._more

    def held(self) -> int:
        """How many elements are at hand."""
        return len(self._items) - self._start

    def known_count(self) -> int | None:
        """The number of elements where it is known without realising anything."""
        return len(self._items) - self._start if self._more is None else None


class LazySeq(Sequential):
    """A sequence whose beginning is worked out when first asked for, once."""

    java_name: ClassVar[str] = "clojure.lang.LazySeq"
    __slots__ = ("_meta", "_seq", "_thunk")

    def __init__(self, thunk: Callable[[], Any] | None, meta: Any = None) -> None:
        self._thunk = thunk
        self._seq: Seq | None = None
        self._meta = meta

    @property
    def meta(self) -> Any:
        return self._meta

    def with_meta(self, meta: Any) -> LazySeq:
        made = LazySeq(None, meta)
        made._seq = self.seq()
        return made

    @property
    def realized(self) -> bool:
        return self._thunk is None

    def seq(self) -> Seq | None:
        """The sequence as a seq, None when it is empty; works it out on the first call."""
        if self._thunk is None:
            return self._seq
        meter = METER.get()
        value: Any = self
        passed = []
        while value.__class__ is LazySeq:
            thunk = value._thunk
            if thunk is None:
                value = value._seq
                break
            if meter is not None:
                meter.steps -= LAZY
                if meter.steps < 0 or meter.deadline is not None:
                    meter.spend(0)
            passed.append(value)
            value = thunk()
        found = seq_of(value)
        for lazy in passed:
            lazy._seq = found
            lazy._thunk = None
        return found

    def first(self) -> Any:
        at = self.seq()
        return None if at is None else at.first()

    def rest(self) -> Sequential:
        at = self.seq()
        return EMPTY if at is None else at.rest()

    def __iter__(self) -> Iterator[Any]:
        at = self.seq()
        return iter(()) if at is None else iter(at)

    def __bool__(self) -> bool:
        return True


class ArraySeq(ChunkSeq):
    """Items at hand that functions such as `map` nevertheless take one by one."""

    java_name: ClassVar[str] = "clojure.lang.ArraySeq"
    chunked: ClassVar[bool] = False
    __slots__ = ()


class VectorSeq(ChunkSeq):
    """The elements of a vector."""

    java_name: ClassVar[str] = "clojure.lang.PersistentVector$ChunkedSeq"
    __slots__ = ()


class SubVectorSeq(ArraySeq):
    """The elements of a part of a vector."""

    java_name: ClassVar[str] = "clojure.lang.APersistentVector$Seq"
    __slots__ = ()


class ReversedSeq(ArraySeq):
    """The elements of a vector from the last to the first."""

    java_name: ClassVar[str] = "clojure.lang.APersistentVector$RSeq"
    __slots__ = ()


class KeySeq(ArraySeq):
    """The keys of a map, or the elements of a set."""

    java_name: ClassVar[str] = "clojure.lang.APersistentMap$KeySeq"
    __slots__ = ()


class ValueSeq(ArraySeq):
    """The values of a map."""

    java_name: ClassVar[str] = "clojure.lang.APersistentMap$ValSeq"
    __slots__ = ()


class EntrySeq(ArraySeq):
    """The entries of a small map."""

    java_name: ClassVar[str] = "clojure.lang.PersistentArrayMap$Seq"
    __slots__ = ()


class NodeSeq(ArraySeq):
    """The entries of a large map."""

    java_name: ClassVar[str] = "clojure.lang.PersistentHashMap$NodeSeq"
    __slots__ = ()


class TreeSeq(ArraySeq):
    """The entries of a sorted map."""

    java_name: ClassVar[str] = "clojure.lang.PersistentTreeMap$Seq"
    __slots__ = ()


class StringSeq(ArraySeq):
    """The characters of a string."""

    java_name: ClassVar[str] = "clojure.lang.StringSeq"
    __slots__ = ()


def seq_of(value: Any) -> Seq | None:
    """A seqable value as a seq, None when it is empty or nil; raises IllegalArgumentException for anything else."""
    if value is None:
        return None
    if isinstance(value, PersistentList):
        return value if value.count else None
    if isinstance(value, Seq):
        return value
    maker = getattr(value, "seq", None)
    if maker is not None:
        return maker()  # type: ignore[no-any-return]
    if value.__class__ is str:
        return from_text(value)
    raise illegal_argument(f"Don't know how to create ISeq from: {class_name(value)}")


def from_text(text: str) -> Seq | None:
    """The characters of a string as a seq, None for the empty string."""
    _pay(len(text))
    return StringSeq([Char(unit) for unit in text]) if text else None


def from_items(items: Any) -> Seq | None:
    """A seq over an indexed Python sequence that will not change, None when it is empty."""
    return ChunkSeq(items) if len(items) else None


def lazy(iterator: Iterator[Any]) -> LazySeq:
    """A lazy sequence of an iterator's elements, one at a time."""

    def cells() -> Iterator[Seq]:
        for element in iterator:
            _pay(2 * LAZY)
            yield Cons(element, LazySeq(step))

    step = _stepping(cells())
    return LazySeq(step)


def lazy_blocks(blocks: Iterator[Any], kind: type[ChunkSeq] = ChunkSeq) -> LazySeq:
    """A lazy sequence of the elements of blocks (Python lists), a block realised at a time; empty blocks are passed
    over. `kind` is the class of its parts.
    """

    def cells() -> Iterator[Seq]:
        for block in blocks:
            if block:
                _pay(2 * len(block))
                yield kind(block, 0, LazySeq(step))

    step = _stepping(cells())
    return LazySeq(step)


def _stepping(cells: Iterator[Seq]) -> Callable[[], Seq | None]:
    """A function that gives the next cell each time, None at the end; an error it met it raises again."""
    failed: list[Exception] = []
    busy = False

    def step() -> Seq | None:
        nonlocal busy
        if failed:
            raise failed[0]
        if busy:
            raise error("StackOverflowError", "a lazy sequence needs an element of itself to work out that element")
        busy = True
        try:
            return next(cells, None)
        except Exception as problem:
            # what gave the cells has ended with it, and must not pass for exhausted
            failed.append(problem)
            raise
        finally:
            busy = False

    return step


def _pay(steps: int) -> None:
    meter = METER.get()
    if meter is not None:
        meter.spend(steps)


def blocks_of(value: Any) -> Iterator[Any]:
    """The elements of a seqable value as Clojure realises them together: blocks of up to 32 where the sequence is
    chunked, else one by one.

    Each block is a Python sequence; nothing after a block is realised before the next is asked for.
    """
    at: Any = value
    while True:
        found = seq_of(at)
        if found is None:
            return
        if isinstance(found, ChunkSeq) and found.chunked:
            block = found.block()
            _pay(LAZY + len(block))
            yield block
            at = found.after_block()
        else:
            _pay(2 * LAZY)
            yield (found.first(),)
            at = found.rest()


def lazy_map(value: Any, work: Callable[[Any], list[Any]]) -> LazySeq:
    """What a Python function makes of each block of elements (see `blocks_of`), lazily; empty results are left out."""

    def step(at: Any) -> Seq | None:
        while True:
            found = seq_of(at)
            if found is None:
                return None
            if isinstance(found, ChunkSeq) and found.chunked:
                block = found.block()
                at = found.after_block()
            else:
                block = (found.first(),)
                at = found.rest()
            _pay(LAZY + len(block))
            made = work(block)
            if made:
                return ChunkSeq(made, 0, LazySeq(partial(step, at)))

    return LazySeq(partial(step, value))


def elements(value: Any) -> Iterable[Any]:
    """The elements of any seqable value, to be iterated over in Python; raises as `seq_of`."""
    if value is None:
        return ()
    if value.__class__ is str:
        _pay(len(value))
        return [Char(unit) for unit in value]
    if isinstance(value, Sequential):
        return value
    if hasattr(value, "seq"):
        return value if hasattr(value, "__iter__") else seq_of(value) or ()
    raise illegal_argument(f"Don't know how to create ISeq from: {class_name(value)}")


def collect(source: Iterable[Any]) -> list[Any]:
    """All the elements as a Python list; raises LimitExceeded when there are more than one collection may hold."""
    held: list[Any] = []
    iterator = iter(source)
    while True:
        before = len(held)
        held.extend(islice(iterator, 4096))
        if len(held) == before:
            return held
        check_size(len(held))


def after(value: Any, count: int) -> Any:
    """What follows the first `count` elements: a sequence not yet realised, or None."""
    at = value
    while count > 0:
        found = seq_of(at)
        if found is None:
            return None
        if isinstance(found, ChunkSeq):
            held = found.held()
            if held > count:
                _pay(count >> 5)
                return found.drop(count)
            count -= held
            _pay(1)
            at = found.after_all()
        elif (jump := getattr(found, "drop", None)) is not None:
            return jump(count)
        else:
            count -= 1
            if not count & 3:
                _pay(1)
            at = found.rest()
    return at
