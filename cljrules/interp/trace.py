"""What an evaluation did, value by value: the reference evaluator on nodes that are watched.

Takes nodes and gives the same nodes with every part the author wrote wrapped in a `Watched`; evaluated in a
`TracedRun` these leave a tree of `Step`s. A watched node means exactly what its inner node means: watching reads values
and never changes one, spends nothing, and without a `TracedRun` does nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

from cljrules.interp import nodes as n
from cljrules.interp.context import Run
from cljrules.interp.evaluator import EVALUATE
from cljrules.interp.function import AGAIN
from cljrules.parser.forms import Coll, Form
from cljrules.source import Span
from cljrules.values.errors import ClojureError, LimitExceeded
from cljrules.values.limits import METER, Limits

#: More steps than this are counted and not kept.
MOST_STEPS: Final = 2_000


@dataclass(slots=True, eq=False)
class Step:
    """What became of one form: its `value`, or the `error` that it gave. A form that was not `looked_at`, because what
    came before it had decided, has neither. `steps` are the forms inside it, and in the function it calls, in the
    order of evaluation; those not looked at stand last.
    """

    form: Form
    looked_at: bool = True
    value: Any = None
    error: ClojureError | LimitExceeded | None = None
    variable: str | None = None
    steps: list[Step] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The form as it is written, on one line."""
        return " ".join(self.form.source.slice(self.form.span).split())

    def walk(self) -> Iterator[Step]:
        """This step and all inside it."""
        yield self
        for step in self.steps:
            yield from step.walk()


@dataclass(slots=True, eq=False)
class Watched(n.Node):
    """`inner`, with the watched parts right beneath it."""

    inner: n.Node
    parts: tuple[Watched, ...]


class TracedRun(Run):
    """A run that keeps what each watched node came to. `left_out` counts the steps there was no room for."""

    __slots__ = ("_kept", "left_out", "open")

    def __init__(self, limits: Limits, loan: Mapping[str, Any] | None = None) -> None:
        super().__init__(limits, loan)
        self.open: list[list[Step]] = [[]]
        self.left_out = 0
        self._kept = 0

    @property
    def taken(self) -> list[Step]:
        """The steps of the outermost nodes."""
        return self.open[0]

    def has_room(self) -> bool:
        """Whether one more step fits; it is counted."""
        if self._kept >= MOST_STEPS:
            self.left_out += 1
            return False
        self._kept += 1
        return True


def _watched(node: Watched, frame: list[Any]) -> Any:
    run = METER.get()
    inner = node.inner
    if not isinstance(run, TracedRun) or not run.has_room():
        return EVALUATE[inner.__class__](inner, frame)
    step = Step(node.form, variable=inner.name if isinstance(inner, n.LoanRef) else None)
    depth = len(run.open)
    run.open.append(step.steps)
    try:
        value = EVALUATE[inner.__class__](inner, frame)
    except (ClojureError, LimitExceeded) as mistake:
        step.error = mistake
        del run.open[depth:]
        _close(node, step, run)
        raise
    except BaseException:
        del run.open[depth:]
        raise
    run.open.pop()
    if value is not AGAIN:
        step.value = value
        _close(node, step, run)
    return value


def _close(node: Watched, step: Step, run: TracedRun) -> None:
    seen = {inside.form.span for inside in step.steps}
    step.steps += [Step(part.form, looked_at=False) for part in node.parts if part.form.span not in seen]
    run.open[-1].append(step)


EVALUATE[Watched] = _watched


def watch(node: n.Node, form: Form) -> n.Node:
    """A node with the parts of a form, as the author wrote them, watched. What macros put in is not."""
    written = {_key(inside) for inside in _inside(form)}
    made: n.Node = _rebuilt(node, written, None)[0]
    return made


def _inside(form: Form) -> Iterator[Form]:
    waiting = [form]
    while waiting:
        at = waiting.pop()
        yield at
        if isinstance(at, Coll):
            waiting += at.items


def _key(form: Form) -> tuple[str, Span]:
    return form.source.path, form.span


def _is_telling(node: n.Node) -> bool:
    """Whether a node's value says more than its text."""
    return not isinstance(node, n.Const | n.FnNode | n.VarItself | n.Def | n.Recur)


def _rebuilt(node: Any, written: set[tuple[str, Span]], outer: Span | None) -> tuple[Any, tuple[Watched, ...]]:
    """A node with its parts watched, and the outermost watched nodes in it. `outer` is the place of the watched node
    around it: what a macro makes of a call has the call's own place.
    """
    watched = _is_telling(node) and node.form.span != outer and _key(node.form) in written
    inside = node.form.span if watched else outer
    made, parts = _with_parts(node, written, inside)
    if not watched:
        return made, parts
    wrapped = Watched(node.form, made, parts)
    return wrapped, (wrapped,)


def _with_parts(node: Any, written: set[tuple[str, Span]], outer: Span | None) -> tuple[Any, tuple[Watched, ...]]:
    found: list[Watched] = []
    changed: dict[str, Any] = {}
    for held in fields(node):
        # the head of a call names what is called; its value is a function
        if held.name in ("form", "field") or (held.name == "function" and isinstance(node.function, n.VarRef)):
            continue
        value = getattr(node, held.name)
        new, parts = _value(value, written, outer)
        if new is not value:
            changed[held.name] = new
        if not isinstance(node, n.FnNode):
            found += parts
    if not changed:
        return node, tuple(found)
    made = {held.name: changed.get(held.name, getattr(node, held.name)) for held in fields(node)}
    return node.__class__(**made), tuple(found)


def _value(value: Any, written: set[tuple[str, Span]], outer: Span | None) -> tuple[Any, tuple[Watched, ...]]:
    if isinstance(value, n.Arity):
        return _with_parts(value, written, None)
    if isinstance(value, n.FnNode | n.LetFn):
        return _with_parts(value, written, outer)
    if isinstance(value, n.Node):
        return _rebuilt(value, written, outer)
    if isinstance(value, tuple):
        done = [_value(item, written, outer) for item in value]
        if all(new is old for (new, _), old in zip(done, value, strict=True)):
            return value, tuple(part for _, parts in done for part in parts)
        return tuple(new for new, _ in done), tuple(part for _, parts in done for part in parts)
    if isinstance(value, dict):
        pairs = {key: _value(item, written, outer) for key, item in value.items()}
        return {key: new for key, (new, _) in pairs.items()}, tuple(
            part for _, parts in pairs.values() for part in parts
        )
    return value, ()
