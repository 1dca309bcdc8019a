"""Atoms, volatiles, delays, promises, refs and agents.

A program runs in one thread: a swap calls its function once, a ref changes as an atom does, and what is
sent to an agent happens at
once.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from cljrules.interp.world import INTERNAL
from cljrules.stdlib.registry import core
from cljrules.values.casts import cannot_cast
from cljrules.values.collections import Vector
from cljrules.values.equality import equiv
from cljrules.values.errors import error, illegal_argument, wrong_arity
from cljrules.values.functions import invoke, own_method
from cljrules.values.printer import str_of
from cljrules.values.ranges import Cycle, Iterate
from cljrules.values.refs import Agent, Atom, Delay, Promise, Ref, Volatile
from cljrules.values.seqs import LazySeq
from cljrules.values.symbols import keyword

_ABSENT: Any = object()


def _options(options: tuple[Any, ...]) -> tuple[Any, Any]:
    """The metadata and the validator among keyword options."""
    if len(options) % 2:
        raise illegal_argument(f"No value supplied for key: {str_of(options[-1])}")
    meta = validator = None
    for key, value in zip(options[::2], options[1::2], strict=True):
        if key is keyword("meta"):
            meta = value
        elif key is keyword("validator"):
            validator = value
    return meta, validator


def _atom_of(value: Any) -> Atom:
    if value.__class__ is Atom:
        return value
    raise cannot_cast(value, "clojure.lang.IAtom")


def _reference_of(value: Any) -> Any:
    if isinstance(value, Atom) or hasattr(value, "watches"):
        return value
    raise cannot_cast(value, "clojure.lang.IRef")


@core("atom")
def atom(x: Any, *options: Any) -> Atom:
    """An atom holding a value. Options: `:meta` a map, `:validator` a function that every value must satisfy."""
    return Atom(x, *_options(options))


@core("deref")
def deref(ref: Any, timeout_ms: Any = _ABSENT, timeout_val: Any = _ABSENT) -> Any:
    """What a reference holds; of a promise not delivered yet, `timeout-val` where that is given."""
    if timeout_ms is not _ABSENT and timeout_val is _ABSENT:
        wrong_arity(2, "clojure.core/deref")
    getter = getattr(ref, "deref", None)
    if getter is None:
        raise cannot_cast(ref, "java.util.concurrent.Future")
    if timeout_ms is not _ABSENT and isinstance(ref, Promise) and not ref.realized:
        return timeout_val
    return getter()


@core("swap!")
def swap(atom: Any, f: Any, *args: Any) -> Any:
    """Set an atom to what a function of its value, and more arguments, gives; gives the new value."""
    held = _atom_of(atom)
    return held.reset(invoke(f, held.value, *args))


@core("swap-vals!")
def swap_vals(atom: Any, f: Any, *args: Any) -> Vector:
    """As `swap!`; gives a vector of the old and the new value."""
    held = _atom_of(atom)
    old = held.value
    return Vector.of((old, held.reset(invoke(f, old, *args))))


@core("reset!")
def reset(atom: Any, newval: Any) -> Any:
    """Set an atom to a value; gives it."""
    return _atom_of(atom).reset(newval)


@core("reset-vals!")
def reset_vals(atom: Any, newval: Any) -> Vector:
    """As `reset!`; gives a vector of the old and the new value."""
    held = _atom_of(atom)
    old = held.value
    return Vector.of((old, held.reset(newval)))


@core("compare-and-set!")
def compare_and_set(atom: Any, oldval: Any, newval: Any) -> bool:
    """Set an atom to a value if it holds the old one; gives whether it did."""
    held = _atom_of(atom)
    if held.value is not oldval and not (_is_small(oldval) and _is_small(held.value) and equiv(held.value, oldval)):
        return False
    held.reset(newval)
    return True


def _is_small(value: Any) -> bool:
    """Whether the JVM keeps one object for a value, so that equal ones are the same."""
    return value.__class__ is bool or (value.__class__ is int and -128 <= value <= 127) or value.__class__ is str


@core("add-watch")
def add_watch(reference: Any, key: Any, fn: Any) -> Any:
    """Call a function of key, reference, old and new value after every change."""
    held = _reference_of(reference)
    others = tuple(pair for pair in held.watches or () if not equiv(pair[0], key))
    held.watches = (*others, (key, fn))
    return reference


@core("remove-watch")
def remove_watch(reference: Any, key: Any) -> Any:
    """Stop calling the function added under a key."""
    held = _reference_of(reference)
    held.watches = tuple(pair for pair in held.watches or () if not equiv(pair[0], key))
    return reference


@core("set-validator!")
def set_validator(iref: Any, validator_fn: Any) -> None:
    """Let every value of a reference, the present one included, have to satisfy a function; nil lifts that."""
    if not isinstance(iref, Atom):
        raise cannot_cast(iref, "clojure.lang.IRef")
    iref.set_validator(validator_fn)


@core("get-validator")
def get_validator(iref: Any) -> Any:
    """The function that values of a reference must satisfy, nil where there is none."""
    if getattr(iref, "java_name", "") == "clojure.lang.Var":
        return None
    if not isinstance(iref, Atom):
        raise cannot_cast(iref, "clojure.lang.IRef")
    return iref.validator


@core("alter-meta!")
def alter_meta(iref: Any, f: Any, *args: Any) -> Any:
    """Set the metadata of a reference to what a function of it, and more arguments, gives."""
    return reset_meta(iref, invoke(f, _with_meta(iref).meta, *args))


@core("reset-meta!")
def reset_meta(iref: Any, metadata_map: Any) -> Any:
    """Set the metadata of a reference."""
    _with_meta(iref).meta = metadata_map
    return metadata_map


def _with_meta(value: Any) -> Any:
    if isinstance(value, Atom) or getattr(value, "java_name", "") in ("clojure.lang.Var", "clojure.lang.Namespace"):
        return value
    raise cannot_cast(value, "clojure.lang.IReference")


@core("volatile!")
def volatile(val: Any) -> Volatile:
    """A changeable value without validator or watches."""
    return Volatile(val)


@core("vreset!")
def vreset(vol: Any, newval: Any) -> Any:
    """Set a volatile; gives the value."""
    return _volatile_of(vol).reset(newval)


@core("vswap!")
def vswap(vol: Any, f: Any, *args: Any) -> Any:
    """Set a volatile to what a function of its value, and more arguments, gives."""
    held = _volatile_of(vol)
    return held.reset(invoke(f, held.value, *args))


@core("volatile?")
def is_volatile(x: Any) -> bool:
    """Whether a value is a volatile."""
    return isinstance(x, Volatile)


def _volatile_of(value: Any) -> Volatile:
    if isinstance(value, Volatile):
        return value
    raise cannot_cast(value, "clojure.lang.Volatile")


@core("delay?")
def is_delay(x: Any) -> bool:
    """Whether a value is a delay."""
    return isinstance(x, Delay)


@core("force")
def force(x: Any) -> Any:
    """The value of a delay, worked out if need be; any other value as it is."""
    return x.deref() if isinstance(x, Delay) else x


@core("realized?")
def is_realized(x: Any) -> bool:
    """Whether a delay, promise or lazy sequence has its value already."""
    if isinstance(x, Delay | Promise | LazySeq | Iterate | Cycle):
        return x.realized
    own = own_method(x, "isRealized")
    if own is not None:
        return own() not in (None, False)
    raise cannot_cast(x, "clojure.lang.IPending")


@core("promise")
def promise() -> Promise:
    """A value to be delivered later, once, with `deliver`."""
    return Promise()


@core("deliver")
def deliver(promise: Any, val: Any) -> Any:
    """Give a promise its value; nil when it has one already."""
    return invoke(promise, val)


@core("ref")
def ref(x: Any, *options: Any) -> Ref:
    """A reference that transactions change. Options as for `atom`."""
    return Ref(x, *_options(options))


def _ref_of(value: Any) -> Ref:
    if isinstance(value, Ref):
        return value
    raise cannot_cast(value, "clojure.lang.Ref")


#: The values that refs had when the running transaction changed them first; None outside of one.
_TRANSACTION: ContextVar[dict[Ref, Any] | None] = ContextVar("cljrules-transaction", default=None)


@core("transaction*", ns=INTERNAL)
def transaction(body: Any) -> Any:
    """What a function of no arguments gives, which may change refs; after an error they are as before."""
    if _TRANSACTION.get() is not None:
        return invoke(body)
    before: dict[Ref, Any] = {}
    token = _TRANSACTION.set(before)
    try:
        return invoke(body)
    except BaseException:
        for ref, value in before.items():
            ref.value = value
        raise
    finally:
        _TRANSACTION.reset(token)


def _changeable(value: Any) -> Ref:
    """A ref inside a transaction."""
    held = _ref_of(value)
    before = _TRANSACTION.get()
    if before is None:
        raise error("IllegalStateException", "No transaction running")
    before.setdefault(held, held.value)
    return held


@core("ref-set")
def ref_set(ref: Any, val: Any) -> Any:
    """Set a ref."""
    return _changeable(ref).reset(val)


@core("alter", "commute")
def alter(ref: Any, fun: Any, *args: Any) -> Any:
    """Set a ref to what a function of its value, and more arguments, gives."""
    held = _changeable(ref)
    return held.reset(invoke(fun, held.value, *args))


@core("ensure")
def ensure(ref: Any) -> Any:
    """The value of a ref."""
    return _changeable(ref).deref()


@core("agent")
def agent(state: Any, *options: Any) -> Agent:
    """An agent holding a value. Options as for `atom`."""
    return Agent(state, *_options(options))


@core("send", "send-off")
def send(a: Any, f: Any, *args: Any) -> Agent:
    """Set an agent to what a function of its value, and more arguments, gives. It happens at once."""
    if not isinstance(a, Agent):
        raise cannot_cast(a, "clojure.lang.Agent")
    a.reset(invoke(f, a.value, *args))
    return a


@core("await")
def await_(*agents: Any) -> None:
    """Wait for agents; what they were sent has already happened."""
    for held in agents:
        if not isinstance(held, Agent):
            raise cannot_cast(held, "clojure.lang.Agent")


@core("shutdown-agents")
def shutdown_agents() -> None:
    """Does nothing: agents have no threads of their own."""
