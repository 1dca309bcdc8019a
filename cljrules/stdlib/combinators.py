"""Functions of `clojure.core` that take functions and give functions."""

from __future__ import annotations

from typing import Any

from cljrules.stdlib.registry import core
from cljrules.stdlib.transducers import truthy
from cljrules.stdlib.updates import call_spread
from cljrules.values.classes import CLASSES
from cljrules.values.collections import Vector
from cljrules.values.equality import hkey
from cljrules.values.errors import wrong_arity
from cljrules.values.functions import Builtin, callable_of, callable_with, invoke, not_callable
from cljrules.values.kinds import class_of
from cljrules.values.limits import check_size, spend
from cljrules.values.symbols import Keyword, Symbol

_ABSENT: Any = object()
_FN = CLASSES["clojure.lang.Fn"]


def _function(name: str, call: Any) -> Builtin:
    return Builtin("clojure.core", name, call)


@core("identity")
def identity(x: Any) -> Any:
    """The value itself."""
    return x


@core("constantly")
def constantly(x: Any) -> Builtin:
    """A function that always gives the value."""

    def always(*args: Any) -> Any:
        return x

    return _function("constantly", always)


@core("apply")
def apply(f: Any, first: Any, *more: Any) -> Any:
    """Call a function with arguments, the last of them a sequence of arguments."""
    if not (f is None or hasattr(f, "invoke") or isinstance(f, Keyword | Symbol)):
        raise not_callable(f)
    return call_spread(f, (first, *more))


@core("comp")
def comp(*fs: Any) -> Any:
    """The functions one after the other, the last one first."""
    if not fs:
        return _function("identity", identity)
    if len(fs) == 1:
        return fs[0]
    innermost = callable_of(fs[-1])
    others = [callable_with(f, 1) for f in reversed(fs[:-1])]

    def composed(*args: Any) -> Any:
        value = innermost(*args)
        for call in others:
            value = call(value)
        return value

    return _function("comp", composed)


@core("partial")
def partial(f: Any, *given: Any) -> Any:
    """The function with its first arguments given."""
    if not given:
        return f
    call = callable_of(f)

    def partly(*args: Any) -> Any:
        # partials of partials hand on more and more arguments, and every one holds its own
        if len(args) > 8:
            spend(len(args))
        return call(*given, *args)

    return _function("partial", partly)


@core("juxt")
def juxt(f: Any, *fs: Any) -> Builtin:
    """A function that gives a vector of what each of the functions gives."""
    calls = [callable_of(each) for each in (f, *fs)]

    def side_by_side(*args: Any) -> Vector:
        return Vector.of([call(*args) for call in calls])

    return _function("juxt", side_by_side)


@core("complement")
def complement(f: Any) -> Builtin:
    """A function that answers the opposite."""
    call = callable_of(f)

    def opposite(*args: Any) -> bool:
        return not truthy(call(*args))

    return _function("complement", opposite)


@core("fnil")
def fnil(f: Any, x: Any, y: Any = _ABSENT, z: Any = _ABSENT) -> Builtin:
    """The function with one to three first arguments replaced where they are nil."""
    defaults = [default for default in (x, y, z) if default is not _ABSENT]
    call = callable_of(f)

    def patched(*args: Any) -> Any:
        if len(args) < min(len(defaults), 2):
            wrong_arity(len(args), "clojure.core/fnil")
        filled = [default if arg is None else arg for arg, default in zip(args, defaults, strict=False)]
        return call(*filled, *args[len(defaults) :])

    return _function("fnil", patched)


@core("every-pred")
def every_pred(p: Any, *ps: Any) -> Builtin:
    """A predicate that holds when all the predicates hold for all its arguments."""
    calls = [callable_with(each, 1) for each in (p, *ps)]

    def all_hold(*args: Any) -> bool:
        return all(truthy(call(x)) for call in calls for x in args)

    return _function("every-pred", all_hold)


@core("some-fn")
def some_fn(p: Any, *ps: Any) -> Builtin:
    """A function that gives the first answer, neither nil nor false, of the predicates to its arguments."""
    calls = [callable_with(each, 1) for each in (p, *ps)]

    def any_holds(*args: Any) -> Any:
        found = None
        for call in calls:
            for x in args[:3]:
                found = call(x)
                if truthy(found):
                    return found
        for x in args[3:]:
            for call in calls:
                found = call(x)
                if truthy(found):
                    return found
        # the JVM answers with the last answer where it needs no loop, else with nil
        return found if len(args) <= 3 and len(calls) <= 3 else None

    return _function("some-fn", any_holds)


@core("memoize")
def memoize(f: Any) -> Builtin:
    """The function, worked out once for each list of arguments."""
    call = callable_of(f)
    known: dict[Any, Any] = {}

    def remembered(*args: Any) -> Any:
        key = tuple(hkey(arg) for arg in args)
        if key not in known:
            check_size(len(known) + 1)
            known[key] = call(*args)
        return known[key]

    return _function("memoize", remembered)


@core("trampoline")
def trampoline(f: Any, *args: Any) -> Any:
    """Call a function, then what it gives as long as that is a function."""
    result = invoke(f, *args)
    while result is not None and class_of(result).is_a(_FN):  # type: ignore[union-attr]
        spend()
        result = invoke(result)
    return result
