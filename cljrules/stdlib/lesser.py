"""Functions that few programs use: older ones, and small ones about hashes, tags and namespaces."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from cljrules.interp.registry import world_core
from cljrules.interp.world import CORE, Namespace, World
from cljrules.stdlib.hashing import hasheq
from cljrules.stdlib.registry import core
from cljrules.values.collections import MapLike, PersistentMap, Vector
from cljrules.values.errors import error, illegal_argument
from cljrules.values.functions import callable_of, invoke
from cljrules.values.kinds import class_name
from cljrules.values.seqs import LazySeq, lazy
from cljrules.values.symbols import Symbol, keyword


@core("replicate")
def replicate(count: Any, value: Any) -> Any:
    """A sequence of a value `count` times; `repeat` is the name to use."""
    return LazySeq(lambda: lazy(value for _ in range(int(count))))


@core("inst-ms")
def inst_ms(moment: Any) -> Any:
    """The milliseconds from the beginning of 1970 to a moment."""
    if not isinstance(moment, datetime):
        raise illegal_argument(f'{class_name(moment)} is not a moment such as #inst "2026-11-22"')
    return int(moment.timestamp() * 1000)


@core("tagged-literal?")
def is_tagged_literal(value: Any) -> Any:
    """Whether a value is what `tagged-literal` gives."""
    return isinstance(value, MapLike) and value.contains(keyword("tag")) and value.contains(keyword("form"))


@core("hash-ordered-coll")
def hash_ordered(items: Any) -> Any:
    """The hash of a sequence of elements."""
    return hasheq(Vector.of(items))


@core("hash-unordered-coll")
def hash_unordered(items: Any) -> Any:
    """The hash of a set or map."""
    return hasheq(items)


@core("pcalls")
def pcalls(*functions: Any) -> Any:
    """What functions of no arguments give, one after the other."""
    calls = [callable_of(function) for function in functions]

    def results() -> Iterator[Any]:
        for call in calls:
            yield call()

    return LazySeq(lambda: lazy(results()))


@core("test")
def test(var: Any) -> Any:
    """Run the test that a var holds in its metadata: `:ok`, or `:no-test` where it has none."""
    meta = getattr(var, "meta", None)
    held = None if meta is None else meta.get(keyword("test"))
    if held is None:
        return keyword("no-test")
    invoke(held)
    return keyword("ok")


def _space(world: World, space: Any) -> Namespace:
    found = world.find_namespace(space.text) if isinstance(space, Symbol) else space
    if not isinstance(found, Namespace):
        raise error("Exception", f"No namespace: {space} found")
    return found


@world_core("ns-imports")
def ns_imports(world: World, space: Any) -> Any:
    """The classes that a namespace names by their simple names."""
    held = _space(world, space).imports
    return PersistentMap.of((Symbol(None, name), cls) for name, cls in held.items())


@world_core("ns-unalias")
def ns_unalias(world: World, space: Any, alias: Any) -> Any:
    """Forget an alias of a namespace."""
    _space(world, space).aliases.pop(alias.text, None)
    return None


@world_core("remove-ns")
def remove_ns(world: World, name: Any) -> Any:
    """Forget a namespace of the program."""
    if name.text == CORE:
        raise error("IllegalArgumentException", "Cannot remove clojure namespace")
    return world.namespaces.pop(name.text, None)
