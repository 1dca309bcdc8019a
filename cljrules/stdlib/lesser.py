"""Functions that few programs use: older ones, and small ones about hashes, tags and namespaces."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cljrules.interp.analyzer import Analyzer
from cljrules.interp.build import Builder
from cljrules.interp.data import form_of_value
from cljrules.interp.destructuring import bindings_of
from cljrules.interp.registry import world_core
from cljrules.interp.world import CORE, Namespace, World
from cljrules.parser.forms import Coll
from cljrules.source import Source, Span
from cljrules.stdlib.hashing import hasheq, mixed
from cljrules.stdlib.registry import core
from cljrules.values.coercions import to_long
from cljrules.values.collections import PersistentMap, Vector
from cljrules.values.errors import error, illegal_argument
from cljrules.values.java_hash import hash_code
from cljrules.values.kinds import class_name
from cljrules.values.number_types import Int32, wrap
from cljrules.values.seqs import elements
from cljrules.values.symbols import Symbol
from cljrules.values.tagged import TaggedLiteral


@core("inst-ms")
def inst_ms(moment: Any) -> Any:
    """The milliseconds from the beginning of 1970 to a moment."""
    if not isinstance(moment, datetime):
        raise illegal_argument(f'{class_name(moment)} is not a moment such as #inst "2026-11-22"')
    return int(moment.timestamp() * 1000)


@core("tagged-literal?")
def is_tagged_literal(value: Any) -> Any:
    """Whether a value is what `tagged-literal` gives."""
    return isinstance(value, TaggedLiteral)


@core("hash-ordered-coll")
def hash_ordered(items: Any) -> Any:
    """The hash of a sequence of elements."""
    return hasheq(Vector.of(items))


@core("hash-unordered-coll")
def hash_unordered(items: Any) -> Any:
    """The hash of a set or map."""
    return hasheq(items)


@core("mix-collection-hash")
def mix_collection_hash(basis: Any, count: Any) -> Any:
    """The hash of a collection of what its elements came to and their number."""
    return mixed(to_long(basis), to_long(count))


@core("hash-combine")
def hash_combine(seed: Any, value: Any) -> Any:
    """The hash code of a value mixed into another."""
    held = int(to_long(seed))
    return Int32(wrap(held ^ (hash_code(value) + 0x9E3779B9 + (held << 6) + (held >> 2)), 32))


@world_core("destructure")
def destructure(world: World, bindings: Any) -> Any:
    """Bindings of names alone that mean what bindings with patterns mean, as data."""
    if all(isinstance(pattern, Symbol) for pattern in list(elements(bindings))[::2]):
        return bindings
    place = Span(0, 0), Source("<data>", "")
    form = form_of_value(bindings, *place)
    if not isinstance(form, Coll) or len(form.items) % 2:
        raise illegal_argument("`destructure` takes a vector of patterns and values")
    build = Builder(Coll("list", (), *place), world)
    analyzer = Analyzer(world)
    made: list[Any] = []
    for pattern, value in form.pairs():
        try:
            for name, data in bindings_of(build, pattern, value):
                made += [analyzer.quoted(name), analyzer.quoted(build.form(data))]
        except ValueError as why:
            raise error("Exception", f"Unsupported binding form: {why}") from None
    return Vector.of(made)


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
