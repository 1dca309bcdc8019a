"""`clojure.walk`: going through nested data and replacing parts of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from cljrules.interp.registry import world_core
from cljrules.interp.world import World
from cljrules.stdlib.collections import contains
from cljrules.stdlib.registry import core
from cljrules.values.collections import MapEntry, MapLike, PersistentMap, PersistentSet, SetLike, Vector, pairs_of
from cljrules.values.functions import callable_of
from cljrules.values.seqs import LazySeq, PersistentList, Seq, from_items
from cljrules.values.sorted import SortedMap, SortedSet
from cljrules.values.symbols import Keyword, keyword, split_name

WALK: Final = "clojure.walk"
Function = Callable[[Any], Any]


def _rebuilt(inner: Function, form: Any) -> Any:
    """A collection of the same kind with its elements replaced; anything else as it is."""
    if isinstance(form, PersistentList):
        return PersistentList.of([inner(item) for item in form], form.meta)
    if isinstance(form, MapEntry):
        return MapEntry(inner(form.key), inner(form.value))
    if isinstance(form, Seq | LazySeq):
        made = [inner(item) for item in form]
        lazy = LazySeq(lambda: from_items(made))
        lazy.seq()
        return lazy
    if isinstance(form, Vector):
        return Vector.of([inner(item) for item in form], form.meta)
    if isinstance(form, MapLike):
        pairs = [pair for entry in form for pair in pairs_of(inner(entry))]
        if isinstance(form, PersistentMap):
            return PersistentMap.of(pairs, form.meta)
        base: Any = form.emptied() if isinstance(form, SortedMap) else form
        return base.assoc_all(pairs)
    if isinstance(form, SortedSet):
        return form.emptied().conj_all(inner(item) for item in form)
    if isinstance(form, SetLike):
        return PersistentSet.of([inner(item) for item in form], getattr(form, "meta", None))
    return form


def _walk_after(f: Function, form: Any) -> Any:
    return f(_rebuilt(lambda part: _walk_after(f, part), form))


def _walk_before(f: Function, form: Any) -> Any:
    return _rebuilt(lambda part: _walk_before(f, part), f(form))


@core("walk", ns=WALK)
def walk(inner: Any, outer: Any, form: Any) -> Any:
    """Replace each element of a collection by what `inner` gives, then give what `outer` gives for the whole."""
    return callable_of(outer)(_rebuilt(callable_of(inner), form))


@core("postwalk", ns=WALK)
def postwalk(f: Any, form: Any) -> Any:
    """Replace every part of nested data by what a function gives for it, the inner parts first."""
    return _walk_after(callable_of(f), form)


@core("prewalk", ns=WALK)
def prewalk(f: Any, form: Any) -> Any:
    """Replace every part of nested data by what a function gives for it, the whole first."""
    return _walk_before(callable_of(f), form)


@core("keywordize-keys", ns=WALK)
def keywordize_keys(m: Any) -> Any:
    """Nested data with the string keys of all its maps as keywords."""
    return _walk_after(lambda part: _with_keys(_as_keyword, part), m)


@core("stringify-keys", ns=WALK)
def stringify_keys(m: Any) -> Any:
    """Nested data with the keyword keys of all its maps as strings, without namespaces."""
    return _walk_after(lambda part: _with_keys(_as_string, part), m)


def _with_keys(change: Function, part: Any) -> Any:
    if not isinstance(part, MapLike):
        return part
    return PersistentMap.of(((change(key), value) for key, value in part.entries()), getattr(part, "meta", None))


def _as_keyword(key: Any) -> Any:
    if key.__class__ is not str:
        return key
    ns, name = split_name(key)
    return keyword(name, ns)


def _as_string(key: Any) -> Any:
    return key.name if isinstance(key, Keyword) else key


@core("prewalk-replace", ns=WALK)
def prewalk_replace(smap: Any, form: Any) -> Any:
    """Nested data with every part that is a key of a map replaced by its value, the whole first."""
    return _walk_before(_replacing(smap), form)


@core("postwalk-replace", ns=WALK)
def postwalk_replace(smap: Any, form: Any) -> Any:
    """Nested data with every part that is a key of a map replaced by its value, the inner parts first."""
    return _walk_after(_replacing(smap), form)


def _replacing(replacements: Any) -> Function:
    look_up = callable_of(replacements)

    def replace(part: Any) -> Any:
        return look_up(part) if contains(replacements, part) else part

    return replace


@world_core("macroexpand-all", ns=WALK)
def macroexpand_all(world: World, form: Any) -> Any:
    """Code as data with all its macros expanded."""
    from cljrules.stdlib.program import macroexpand

    return _walk_before(lambda part: macroexpand(world, part) if isinstance(part, Seq | LazySeq) else part, form)
