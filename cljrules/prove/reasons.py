"""Why criteria never hold, or always do: the operands that are enough for it, and the facts that it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

from cljrules.interp.conditions import and_operands
from cljrules.interp.nodes import Node
from cljrules.parser.forms import Form
from cljrules.prove.formulas import Formula
from cljrules.prove.proving import Snapshot, Subject
from cljrules.stdlib.catalogue.model import Fact


@dataclass(frozen=True, slots=True)
class Reasons:
    """`operands` are those of the outermost `and` that exclude each other, empty where there is no `and`; `facts` are
    the facts of the catalogue without which it would be otherwise.
    """

    operands: tuple[Form, ...]
    facts: tuple[Fact, ...]


def why_never(subject: Subject, seconds: float = 2.0) -> Reasons:
    """Why criteria that never hold do not."""
    snapshot, until = subject.snapshot, monotonic() + seconds
    assert subject.criteria is not None
    assert subject.encoded is not None
    nodes = _operands(subject.criteria.node)
    formulas = [snapshot.encoder.operand(node) for node in nodes] if len(nodes) > 1 else [subject.encoded.fires]
    if not _excluded(snapshot, formulas, until):
        return Reasons((), ())
    kept = list(range(len(formulas)))
    for at in range(len(formulas)):
        rest = [number for number in kept if number != at]
        if rest and _excluded(snapshot, [formulas[number] for number in rest], until):
            kept = rest
    facts = _facts(snapshot, [formulas[number] for number in kept], until)
    return Reasons(tuple(nodes[number].form for number in kept) if len(nodes) > 1 else (), facts)


def why_always(subject: Subject, seconds: float = 2.0) -> Reasons:
    """The facts on which it rests that criteria always hold."""
    assert subject.encoded is not None
    snapshot = subject.snapshot
    never = [snapshot.ground.formulas.negated(subject.encoded.fires)]
    return Reasons((), _facts(snapshot, never, monotonic() + seconds))


def _operands(node: Node) -> list[Node]:
    """The operands of the outermost `and`, those of ones inside it included."""
    pair = and_operands(node)
    return [node] if pair is None else [*_operands(pair[0]), *_operands(pair[1])]


def _excluded(
    snapshot: Snapshot, formulas: Sequence[Formula], until: float, without: frozenset[int] = frozenset()
) -> bool:
    left = min(snapshot.prover.query_seconds, until - monotonic())
    return snapshot.asker.can_hold(formulas, left, without=without).answer == "unsat"


def _facts(snapshot: Snapshot, formulas: Sequence[Formula], until: float) -> tuple[Fact, ...]:
    """The facts without which formulas could hold together, as few as will do."""
    ground = snapshot.ground
    known = [law.ident for law in ground.known_of(formulas)[0] if law.ident in ground.facts]
    if _excluded(snapshot, formulas, until, frozenset(known)):
        return ()
    left_out: frozenset[int] = frozenset()
    for ident in known:
        if _excluded(snapshot, formulas, until, left_out | {ident}):
            left_out |= {ident}
    return tuple(ground.facts[ident] for ident in known if ident not in left_out)
