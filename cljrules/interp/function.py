"""Functions written in the language, as values."""

from __future__ import annotations

from typing import Any

from cljrules.interp.nodes import Arity, FnNode
from cljrules.values.classes import JavaClass
from cljrules.values.errors import ClojureError, error, wrong_arity
from cljrules.values.functions import function_class
from cljrules.values.limits import ENTER, METER, TURN, UNWIND, Limits, Meter
from cljrules.values.seqs import ArraySeq, Seq, seq_of


def _rest(args: tuple[Any, ...]) -> Seq | None:
    """What a function's `& more` holds; functions such as `map` take it one by one, as on the JVM."""
    return ArraySeq(args) if args else None


class _Again:
    """What a body gives when it ends in `recur`: the slots are filled, go round once more."""


AGAIN = _Again()
_NONE = (None,)


class Fn:
    """A function and what it took along from where it was made. `run` evaluates a node in a frame."""

    __slots__ = ("captured", "meta", "node", "ns", "run")

    def __init__(self, node: FnNode, captured: tuple[Any, ...], run: Any, ns: str, meta: Any = None) -> None:
        self.node = node
        self.captured = captured
        self.run = run
        self.ns = ns
        self.meta = meta

    @property
    def java_class(self) -> JavaClass:
        return function_class(self.ns, self.node.name, self.node.variadic is not None)

    @property
    def name(self) -> str:
        return self.node.name

    def with_meta(self, meta: Any) -> Fn:
        return Fn(self.node, self.captured, self.run, self.ns, meta)

    def takes(self, count: int) -> bool:
        """Whether the function can be called with so many arguments."""
        node = self.node
        return count in node.fixed or (node.variadic is not None and count >= node.variadic.count)

    def invoke(self, *args: Any) -> Any:
        count = len(args)
        node = self.node
        arity = node.fixed.get(count)
        meter = METER.get()
        if meter is None:
            meter = Meter(Limits())
        if arity is None:
            arity = node.variadic
            if arity is None or count < arity.count:
                wrong_arity(count, f"{self.ns}/{node.name}")
            assert arity is not None
            return self._enter(arity, [meter, self, *args[: arity.count], _rest(args[arity.count :])], meter)
        # what `_enter` does, without its frame on Python's stack
        missing = arity.size - count - 2
        frame = [meter, self, *args, *(_NONE * missing)] if missing else [meter, self, *args]
        meter.steps -= ENTER
        if meter.steps < 0 or meter.deadline is not None:
            meter.spend(0)
        meter.depth -= 1
        if meter.depth < 0:
            meter.depth += 1
            raise too_deep(meter)
        run, body = self.run, arity.body
        try:
            result = run(body, frame)
            while result is AGAIN:
                meter.steps -= TURN
                if meter.steps < 0 or meter.deadline is not None:
                    meter.spend(0)
                result = run(body, frame)
            return result
        finally:
            meter.depth += 1

    def apply(self, first: tuple[Any, ...], rest: Any) -> Any:
        """Call with leading arguments and a sequence of more, realising no more of it than the parameters need."""
        arity = self.node.variadic
        if arity is None or len(first) > arity.count:
            return self.invoke(*first, *(() if rest is None else rest))
        args = list(first)
        at: Seq | None = seq_of(rest)
        while at is not None and len(args) < arity.count:
            args.append(at.first())
            at = at.next()
        if len(args) < arity.count or (at is None and len(args) in self.node.fixed):
            return self.invoke(*args)
        if self.node.fixed and at is not None:
            most = max(self.node.fixed)
            ahead = list(args)
            more: Seq | None = at
            while more is not None and len(ahead) <= most:
                ahead.append(more.first())
                more = more.next()
            if more is None and len(ahead) in self.node.fixed:
                return self.invoke(*ahead)
        meter = METER.get() or Meter(Limits())
        return self._enter(arity, [meter, self, *args, at], meter)

    def _enter(self, arity: Arity, frame: list[Any], meter: Meter) -> Any:
        missing = arity.size - len(frame)
        if missing:
            frame += [None] * missing
        meter.steps -= ENTER
        if meter.steps < 0 or meter.deadline is not None:
            meter.spend(0)
        meter.depth -= 1
        if meter.depth < 0:
            meter.depth += 1
            raise too_deep(meter)
        run, body = self.run, arity.body
        try:
            result = run(body, frame)
            while result is AGAIN:
                meter.steps -= TURN
                if meter.steps < 0 or meter.deadline is not None:
                    meter.spend(0)
                result = run(body, frame)
            return result
        finally:
            meter.depth += 1


def too_deep(meter: Meter) -> ClojureError:
    """The error of calls nested too deeply."""
    # unwinding costs time for every call that is left
    meter.spend(UNWIND * meter.limits.depth)
    made = error("StackOverflowError", "calls are nested too deeply")
    made.help = "look for a function that calls itself without end; `recur` repeats without nesting"
    return made
