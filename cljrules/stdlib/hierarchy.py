"""Hierarchies: `derive`, `isa?` and what follows from them.

A hierarchy is a map of `:parents`, `:ancestors` and `:descendants`, each from a tag to a set. Without one, the
world's own is meant.
"""

from __future__ import annotations

from typing import Any

from cljrules.interp.registry import world_core
from cljrules.interp.world import World
from cljrules.stdlib.program import global_hierarchy
from cljrules.stdlib.registry import core
from cljrules.values.casts import cannot_cast
from cljrules.values.classes import JavaClass
from cljrules.values.collections import EMPTY_MAP, EMPTY_SET, MapLike, PersistentMap, PersistentSet, Vector
from cljrules.values.equality import equiv
from cljrules.values.errors import error, null_pointer
from cljrules.values.functions import look_up
from cljrules.values.symbols import Keyword, Symbol, keyword

_ABSENT: Any = object()
PARENTS = keyword("parents")
ANCESTORS = keyword("ancestors")
DESCENDANTS = keyword("descendants")


@core("make-hierarchy")
def make_hierarchy() -> Any:
    """A hierarchy without relations."""
    return PersistentMap.of((key, EMPTY_MAP) for key in (PARENTS, DESCENDANTS, ANCESTORS))


def _relation(hierarchy: Any, key: Keyword) -> Any:
    held = look_up(key, hierarchy)
    if held is None:
        raise null_pointer("nil was given where a hierarchy is needed: make one with `(make-hierarchy)`")
    return held


def is_kind_of(hierarchy: Any, child: Any, parent: Any) -> bool:
    """Whether a tag, class or vector of them is the other or descends from it."""
    if equiv(child, parent):
        return True
    if isinstance(child, JavaClass) and isinstance(parent, JavaClass) and child.is_a(parent):
        return True
    held = _relation(hierarchy, ANCESTORS).get(child)
    if held is not None and held.contains(parent):
        return True
    if isinstance(child, JavaClass):
        return any(is_kind_of(hierarchy, above, parent) for above in child.parents)
    if isinstance(child, Vector) and isinstance(parent, Vector) and len(child) == len(parent):
        return all(is_kind_of(hierarchy, one, other) for one, other in zip(child, parent, strict=True))
    return False


@world_core("isa?")
def isa(world: World, first: Any, second: Any, third: Any = _ABSENT) -> Any:
    """Whether the first is the second or descends from it."""
    if third is _ABSENT:
        return is_kind_of(global_hierarchy(world).value, first, second)
    return is_kind_of(first, second, third)


def _related(world: World, key: Keyword, first: Any, second: Any) -> Any:
    hierarchy, tag = (global_hierarchy(world).value, first) if second is _ABSENT else (first, second)
    if key is DESCENDANTS and isinstance(tag, JavaClass):
        raise error("UnsupportedOperationException", "Can't get descendants of classes")
    relation = look_up(key, hierarchy)
    held = None if relation is None else relation.get(tag)
    if isinstance(tag, JavaClass) and key is not DESCENDANTS:
        above = set(tag.parents) if key is PARENTS else tag.above
        held = PersistentSet.of([*(held or ()), *above])
    return held


@world_core("parents")
def parents(world: World, first: Any, second: Any = _ABSENT) -> Any:
    """What a tag was derived from directly, nil for nothing."""
    return _related(world, PARENTS, first, second)


@world_core("ancestors")
def ancestors(world: World, first: Any, second: Any = _ABSENT) -> Any:
    """What a tag was derived from, directly or not, nil for nothing."""
    return _related(world, ANCESTORS, first, second)


@world_core("descendants")
def descendants(world: World, first: Any, second: Any = _ABSENT) -> Any:
    """What was derived from a tag, directly or not, nil for nothing."""
    return _related(world, DESCENDANTS, first, second)


def _class(value: Any) -> JavaClass:
    if isinstance(value, JavaClass):
        return value
    raise cannot_cast(value, "java.lang.Class")


@core("supers")
def supers(cls: Any) -> Any:
    """All superclasses and interfaces of a class."""
    return PersistentSet.of(_class(cls).above) if _class(cls).above else None


@core("bases")
def bases(cls: Any) -> Any:
    """The direct superclass and interfaces of a class."""
    if cls is None or cls is False:
        return None
    return Vector.of(_class(cls).parents).seq()


@world_core("derive")
def derive(world: World, first: Any, second: Any, third: Any = _ABSENT) -> Any:
    """Say that a tag is a kind of another; without a hierarchy the tags need namespaces."""
    if third is not _ABSENT:
        if equiv(second, third):
            raise error("AssertionError", "Assert failed: (not= tag parent)")
        if not isinstance(second, Keyword | Symbol | JavaClass):
            raise error("AssertionError", "Assert failed: (or (class? tag) (instance? clojure.lang.Named tag))")
        if not isinstance(third, Keyword | Symbol):
            raise error("AssertionError", "Assert failed: (instance? clojure.lang.Named parent)")
        return _derived(first, second, third)
    if not isinstance(second, Keyword | Symbol):
        raise cannot_cast(second, "clojure.lang.Named")
    if not isinstance(first, Keyword | Symbol | JavaClass):
        raise error("AssertionError", "Assert failed: (or (class? tag) (instance? clojure.lang.Named tag))")
    for tag in (first, second):
        if isinstance(tag, Keyword | Symbol) and tag.ns is None:
            raise error("AssertionError", f"Assert failed: (namespace {tag!r})")
    held = global_hierarchy(world)
    held.value = _derived(held.value, first, second)
    return None


def _derived(hierarchy: MapLike, tag: Any, parent: Any) -> Any:
    if equiv(tag, parent):
        raise error("AssertionError", "Assert failed: (not= tag parent)")
    above = _relation(hierarchy, PARENTS).get(tag) or EMPTY_SET
    if above.contains(parent):
        return hierarchy
    if is_kind_of(hierarchy, tag, parent):
        raise error("Exception", f"{tag!r} already has {parent!r} as ancestor")
    if is_kind_of(hierarchy, parent, tag):
        raise error("Exception", f"Cyclic derivation: {parent!r} has {tag!r} as ancestor")
    return _rebuilt(_relation(hierarchy, PARENTS).assoc(tag, above.conj(parent)))


def _rebuilt(direct: PersistentMap) -> PersistentMap:
    """The hierarchy of direct parents."""

    def above(tag: Any) -> list[Any]:
        found = list(direct.get(tag) or ())
        return found + [further for parent in found for further in above(parent)]

    over = PersistentMap.of((tag, PersistentSet.of(above(tag))) for tag, _ in direct.entries())
    under: PersistentMap = EMPTY_MAP
    for tag, held in over.entries():
        for parent in held:
            under = under.assoc(parent, (under.get(parent) or EMPTY_SET).conj(tag))
    return PersistentMap.of(((PARENTS, direct), (ANCESTORS, over), (DESCENDANTS, under)))


@world_core("underive")
def underive(world: World, first: Any, second: Any, third: Any = _ABSENT) -> Any:
    """Take back that a tag is a kind of another."""
    if third is not _ABSENT:
        return _underived(first, second, third)
    held = global_hierarchy(world)
    held.value = _underived(held.value, first, second)
    return None


def _underived(hierarchy: MapLike, tag: Any, parent: Any) -> Any:
    direct = _relation(hierarchy, PARENTS)
    left = (direct.get(tag) or EMPTY_SET).disj(parent)
    return _rebuilt(direct.assoc(tag, left) if len(left) else direct.dissoc(tag))
