"""Values that hold another value: reduced results, atoms, refs, agents, volatiles, delays and promises.

Each has `deref()` and knows its JVM class by `java_name`. Equality is identity, as on the JVM. Nothing here is shared
between threads, so there
is no retry: a swap calls its function once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from cljrules.values.errors import ClojureError, error
from cljrules.values.functions import invoke


class Reduced:
    """The result that ends a reduction early."""

    java_name: ClassVar[str] = "clojure.lang.Reduced"
    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def deref(self) -> Any:
        return self.value


class Atom:
    """A changeable value with an optional validator and watches, called in the order they were added."""

    java_name: ClassVar[str] = "clojure.lang.Atom"
    __slots__ = ("meta", "validator", "value", "watches")

    def __init__(self, value: Any, meta: Any = None, validator: Any = None) -> None:
        self.value = value
        self.meta = meta
        self.validator: Any = None
        #: pairs of a key and a function of (key, atom, old, new)
        self.watches: tuple[tuple[Any, Any], ...] = ()
        self.set_validator(validator)

    def deref(self) -> Any:
        return self.value

    def validate(self, candidate: Any, validator: Any) -> None:
        """Refuse a value that the validator answers with false or nil, or raises on; raises IllegalStateException."""
        if validator is None:
            return
        try:
            accepted = invoke(validator, candidate)
        except ClojureError as problem:
            if problem.cls.is_a(_RUNTIME):
                raise
            refused = error("IllegalStateException", "Invalid reference state")
            refused.cause = problem
            raise refused from problem
        if accepted is None or accepted is False:
            raise error("IllegalStateException", "Invalid reference state")

    def set_validator(self, validator: Any) -> None:
        """Put a validator in place, None for none; the value at hand must satisfy it."""
        self.validate(self.value, validator)
        self.validator = validator

    def reset(self, value: Any) -> Any:
        """Set the value, tell the watches, give the value."""
        self.validate(value, self.validator)
        old, self.value = self.value, value
        for key, watch in self.watches:
            invoke(watch, key, self, old, value)
        return value


_RUNTIME = error("RuntimeException", None).cls


class Volatile:
    """A changeable value without validator or watches."""

    java_name: ClassVar[str] = "clojure.lang.Volatile"
    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def deref(self) -> Any:
        return self.value

    def reset(self, value: Any) -> Any:
        self.value = value
        return value


class Delay:
    """A value worked out by a Python callable when first asked for, once; an error is kept and raised again."""

    java_name: ClassVar[str] = "clojure.lang.Delay"
    __slots__ = ("_problem", "_thunk", "_value")

    def __init__(self, thunk: Callable[[], Any]) -> None:
        self._thunk: Callable[[], Any] | None = thunk
        self._value: Any = None
        self._problem: ClojureError | None = None

    @property
    def realized(self) -> bool:
        return self._thunk is None

    def deref(self) -> Any:
        """The value; raises what working it out raised."""
        if self._thunk is not None:
            thunk = self._thunk
            try:
                self._value = thunk()
            except ClojureError as problem:
                self._problem = problem
            self._thunk = None
        if self._problem is not None:
            raise self._problem
        return self._value


class Promise:
    """A value to be delivered later, once; calling it delivers."""

    java_name: ClassVar[str] = "clojure.lang.IPending"
    __slots__ = ("delivered", "value")

    def __init__(self) -> None:
        self.delivered = False
        self.value: Any = None

    @property
    def realized(self) -> bool:
        return self.delivered

    def deliver(self, value: Any) -> Promise | None:
        """Take the value; None when there was one already."""
        if self.delivered:
            return None
        self.delivered = True
        self.value = value
        return self

    def invoke(self, value: Any) -> Promise | None:
        return self.deliver(value)

    def deref(self) -> Any:
        """The value; raises IllegalStateException before it is delivered, as nothing else is running that could
        deliver it.
        """
        if not self.delivered:
            raise error("IllegalStateException", "the promise is not delivered, and nothing else runs that could do it")
        return self.value


class Ref(Atom):
    """A changeable value that only transactions change."""

    java_name: ClassVar[str] = "clojure.lang.Ref"
    __slots__ = ()


class Agent(Atom):
    """A changeable value whose changes are asked for; they happen at once."""

    java_name: ClassVar[str] = "clojure.lang.Agent"
    __slots__ = ()
