"""The operations of collections on which the functions of `clojure.core` agree: putting in, looking up, counting.

Every kind of collection brings its own methods; here is which kinds an operation takes and what it raises for others.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from cljrules.values.arrays import Array
from cljrules.values.casts import cannot_cast, int_of
from cljrules.values.classes import CLASSES
from cljrules.values.coercions import unchecked_int
from cljrules.values.collections import EMPTY_MAP, MapEntry, MapLike, SetLike, Vector, pairs_of
from cljrules.values.errors import error, illegal_argument
from cljrules.values.functions import Builtin, invoke, own_method
from cljrules.values.kinds import class_name, class_of
from cljrules.values.limits import spend
from cljrules.values.queues import PersistentQueue
from cljrules.values.ranges import Cycle, Iterate, NaturalSeq
from cljrules.values.seqs import (
    ChunkSeq,
    Cons,
    LazySeq,
    PersistentList,
    Sequential,
    after,
    collect,
    elements,
    from_items,
    seq_of,
)
from cljrules.values.symbols import Char
from cljrules.values.transients import Transient, TransientVector

_ABSENT: Any = object()
_COLLECTION: Final = CLASSES["clojure.lang.IPersistentCollection"]


def conj_one(coll: Any, item: Any) -> Any:
    """`conj` of one item; raises ClassCastException for what is no collection."""
    if isinstance(coll, Vector | SetLike | PersistentQueue):
        return coll.conj(item)  # type: ignore[union-attr]
    if isinstance(coll, MapLike):
        return coll.assoc_all(pairs_of(item))  # type: ignore[attr-defined]
    if coll is None:
        return PersistentList.of((item,))
    if isinstance(coll, PersistentList):
        return coll.cons(item)
    if isinstance(coll, LazySeq) and coll.seq() is None:
        return PersistentList.of((item,))
    if isinstance(coll, Sequential) and class_of(coll).is_a(_COLLECTION):  # type: ignore[union-attr]
        return Cons(item, coll)
    own = own_method(coll, "cons")
    if own is not None:
        return own(item)
    raise cannot_cast(coll, "clojure.lang.IPersistentCollection")


def assoc_one(coll: Any, key: Any, value: Any) -> Any:
    """`assoc` of one key; raises ClassCastException for what is not associative."""
    if coll is None:
        return EMPTY_MAP.assoc(key, value)
    if isinstance(coll, Vector | MapLike):
        return coll.assoc(key, value)  # type: ignore[union-attr]
    own = own_method(coll, "assoc")
    if own is not None:
        return own(key, value)
    raise cannot_cast(coll, "clojure.lang.Associative")


def is_number(value: Any) -> bool:
    """Whether a value is any kind of number."""
    return isinstance(value, int | float | Fraction | Decimal) and value.__class__ is not bool


def index_of(number: Any) -> int:
    """A number as an index: Number.intValue, which gives some index for every number."""
    return int(unchecked_int(number))


def look_up(coll: Any, key: Any, default: Any = None) -> Any:
    """`get`: what a collection holds for a key, the default where it holds nothing or cannot be asked."""
    if isinstance(coll, MapLike | SetLike):
        return coll.get(key, default)
    if isinstance(coll, str | Array):
        items: Any = coll if isinstance(coll, str) else coll.items
        index = index_of(key) if is_number(key) else -1
        if 0 <= index < len(items):
            found = items[index]
            return Char(found) if isinstance(coll, str) else found
        return default
    if coll is None:
        return default
    getter = getattr(coll, "get", None)
    return default if getter is None else getter(key, default)


def holds(coll: Any, key: Any) -> bool:
    """`contains?`: whether a collection has a key; raises IllegalArgumentException for what cannot be asked."""
    if coll is None:
        return False
    if isinstance(coll, MapLike | SetLike | Vector | Transient):
        return coll.contains(key)
    if isinstance(coll, str | Array) and is_number(key):
        return 0 <= index_of(key) < len(coll)
    is_set = (cls := class_of(coll)) is not None and cls.is_a(CLASSES["java.util.Set"])
    own = own_method(coll, "contains" if is_set else "containsKey")
    if own is not None:
        return own(key) not in (None, False)
    raise illegal_argument(
        f"contains? is not supported on {class_name(coll)}: it asks maps and sets for keys, vectors for indexes"
    )


def find_entry(coll: Any, key: Any) -> MapEntry | None:
    """`find`: the entry of a key; raises IllegalArgumentException for what has no entries."""
    if coll is None:
        return None
    if isinstance(coll, MapLike):
        return coll.find(key)  # type: ignore[attr-defined, no-any-return]
    if isinstance(coll, Vector):
        return MapEntry(key, coll.nth(key)) if coll.contains(key) else None
    if isinstance(coll, Transient):
        found = coll.get(key, _ABSENT)
        return None if found is _ABSENT else MapEntry(key, found)
    raise illegal_argument(f"find is not supported on {class_name(coll)}")


def count_of(coll: Any) -> int:
    """`count`; raises UnsupportedOperationException for what cannot be counted."""
    if coll is None:
        return 0
    if isinstance(coll, str) or hasattr(coll, "__len__"):
        return len(coll)
    counter = own_method(coll, "count")
    if counter is not None:
        return counter()  # type: ignore[no-any-return]
    if not class_of(coll).is_a(_COLLECTION):  # type: ignore[union-attr]
        raise error("UnsupportedOperationException", f"count is not supported on {class_name(coll)}")
    count = 0
    at = seq_of(coll)
    while at is not None:
        known = getattr(at, "known_count", None)
        exact = None if known is None else known()
        if exact is not None:
            return count + exact  # type: ignore[no-any-return]
        if isinstance(at, Iterate | Cycle | NaturalSeq):
            # without end: walking ends at the limit, and holds nothing on the way
            count += sum(1 for _ in at)
        if isinstance(at, ChunkSeq):
            count += at.held()
            spend()
            at = at.after_chunk()
        else:
            count += 1
            if not count & 3:
                spend()
            at = at.next()
    return count


def nth_of(coll: Any, index: Any, default: Any = _ABSENT) -> Any:
    """`nth`; raises IndexOutOfBoundsException if there is no default, UnsupportedOperationException if no order."""
    at = int_of(index)
    if at < 0 and default is not _ABSENT:
        return default
    if isinstance(coll, Vector):
        items = coll.items
        if 0 <= at < len(items):
            return items[at]
    elif coll is None:
        return None if default is _ABSENT else default
    elif isinstance(coll, str):
        if 0 <= at < len(coll):
            return Char(coll[at])
        if default is _ABSENT:
            raise error("StringIndexOutOfBoundsException", f"index {at} is outside a string of {len(coll)}")
    elif isinstance(coll, Array):
        if 0 <= at < len(coll.items) or default is _ABSENT:
            return coll.items[coll.place(at)]
    elif isinstance(coll, TransientVector):
        return coll.nth(at) if default is _ABSENT else coll.get(at, default)
    elif isinstance(coll, Sequential):
        found = seq_of(after(coll, at)) if at >= 0 else None
        if found is not None:
            return found.first()
    else:
        method = own_method(coll, "nth")
        if method is not None:
            return method(at) if default is _ABSENT else method(at, default)
        raise error("UnsupportedOperationException", f"nth is not supported on {class_name(coll)}: it has no order")
    if default is _ABSENT:
        raise error("IndexOutOfBoundsException", f"there is no element {at}")
    return default


def spread(args: tuple[Any, ...]) -> list[Any]:
    """The arguments of `apply` or `list*`, the last of them a sequence, as one list."""
    made = [*args[:-1], *collect(elements(args[-1]))]
    spend(len(made))
    return made


def call_spread(f: Any, args: tuple[Any, ...]) -> Any:
    """`apply`: call with the arguments, the last of them a sequence of arguments.

    A function that can take its last arguments as a sequence gets them so, that they may be without end.
    """
    applied = own_method(f, "applyTo")
    if applied is not None:
        return applied(from_items(spread(args)))
    own = getattr(f.fn if f.__class__ is Builtin else f, "apply", None)
    if own is None:
        return invoke(f, *spread(args))
    rest = elements(args[-1])
    return own(args[:-1], from_items(rest) if isinstance(args[-1], str) else args[-1])
