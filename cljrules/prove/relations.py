"""What the rules of a pack are to each other: alike, covered by one another, at odds, or leaving a gap.

Looks at two rules only where they read something in common. A claim about all loans rests on the solver; every loan
that is named was tried in the reference evaluator, with the first rule's known changes made before the second is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic
from typing import Any

from cljrules.packs.model import ActionCall, Rule
from cljrules.prove.effects import Clash, Writes, after, clashes, reads, writes_of
from cljrules.prove.formulas import Formula
from cljrules.prove.proving import NEVER, Proof, Snapshot, Subject
from cljrules.prove.witnesses import Witness
from cljrules.stdlib.catalogue.places import changed

EQUIVALENT, COVERED, SHADOWED, CONFLICT = "equivalent", "covered", "shadowed", "conflict"


@dataclass(frozen=True, slots=True)
class Relation:
    """Two rules in the order of the pack; but what is `covered` is always the second, whatever the order.

    `same_actions`: the second rule does nothing that the first does not do. `changed` are the variables by which the
    first keeps a shadowed second from acting. Of a conflict `clashes` say which actions, `loan` where the second acts
    after the first; where both do so `again` in the next evaluation, they undo each other every time. `is_exception`:
    the second fires only where the first does.
    """

    kind: str
    first: Subject
    second: Subject
    same_actions: bool = False
    changed: tuple[str, ...] = ()
    clashes: tuple[Clash, ...] = ()
    loan: Witness | None = None
    again: bool = False
    is_exception: bool = False


class Relations:
    """Looks for relations between the rules of one snapshot that are proved each by itself."""

    def __init__(self, snapshot: Snapshot, proofs: dict[str, Proof], until: float) -> None:
        self._snapshot = snapshot
        self._until = until
        self._proofs = proofs
        self._rules: list[tuple[Subject, Rule]] = [
            (subject, subject.of)
            for subject in snapshot.subjects
            if isinstance(subject.of, Rule) and subject.of.active and subject.encoded is not None
        ]
        self._writes = {rule.name: writes_of(rule, snapshot.catalogue) for _, rule in self._rules}
        self._reads: dict[str, frozenset[str]] = {}
        self._exceptions: set[tuple[str, str]] = set()
        #: Whether time ran out before every pair was looked at.
        self.is_complete = True

    def __iter__(self) -> Iterator[Relation]:
        idle: set[str] = set()
        for first, one, second, other in self._pairs():
            if self._meet(first, second):
                for relation in self._covering(first, second, one, other):
                    if relation.same_actions or relation.kind == SHADOWED:
                        idle.add(relation.second.name)
                    yield relation
        for first, one, second, other in self._pairs():
            if not idle & {one.name, other.name}:
                yield from self._conflicts(first, second, one, other)

    def _pairs(self) -> Iterator[tuple[Subject, Rule, Subject, Rule]]:
        """Every two rules that can both act, as long as there is time."""
        for at, (first, one) in enumerate(self._rules):
            for second, other in self._rules[at + 1 :]:
                if monotonic() > self._until:
                    self.is_complete = False
                    return
                if self._can_both(one, other):
                    yield first, one, second, other

    def _can_both(self, one: Rule, other: Rule) -> bool:
        """Whether both rules ever fire, and are evaluated together."""
        never = NEVER in (self._proofs[one.name].outcome, self._proofs[other.name].outcome)
        return bool(one.runs & other.runs) and not never

    def _meet(self, first: Subject, second: Subject) -> bool:
        """Whether two rules read something in common."""
        return bool(self._read(first) & self._read(second))

    def _read(self, subject: Subject) -> frozenset[str]:
        if subject.name not in self._reads:
            assert subject.encoded is not None
            about = self._snapshot.ground.formulas.any(subject.encoded.fires, subject.encoded.fails)
            self._reads[subject.name] = reads(self._snapshot.ground, about)
        return self._reads[subject.name]

    def _covering(self, first: Subject, second: Subject, one: Rule, other: Rule) -> Iterator[Relation]:
        forward, backward = self._implies(first, second), self._implies(second, first)
        if backward:
            self._exceptions.add((one.name, other.name))
        if forward and backward:
            yield Relation(EQUIVALENT, first, second, same_actions=_is_alike(one, other))
        elif backward:
            yield Relation(COVERED, first, second, same_actions=self._makes_idle(one, other))
        elif forward:
            yield Relation(COVERED, second, first, same_actions=self._makes_idle(other, one))
        if backward and not _is_alike(one, other):
            yield from self._shadow(first, second, one, other)

    def _makes_idle(self, one: Rule, other: Rule) -> bool:
        """Whether what a rule does is all done where another one fires as well, and doing it twice changes nothing."""
        actions = self._snapshot.catalogue.actions
        again = all(actions[call.name].idempotent for call in other.then)
        return again and _does_all(one, other) and _at_least_as_often(one, other)

    def _implies(self, subject: Subject, other: Subject) -> bool:
        """Whether a rule fires only where another one does."""
        if not self._read(other) <= self._read(subject):
            # what the other asks of something that this one does not read can only follow from a fact
            return False
        for loan in self._loans(subject):
            decision = self._snapshot.decide(other, loan.loan)
            if not decision.fires:
                return False
        fires, quiet = self._fires(subject), self._snapshot.ground.formulas.negated(self._fires(other))
        return self._ask(fires, quiet) == "unsat"

    def _loans(self, subject: Subject) -> Iterator[Witness]:
        """Loans on which a rule is known to fire."""
        proof = self._proofs[subject.name]
        if proof.fires is not None:
            yield proof.fires
        for boundary in proof.boundaries:
            yield boundary.inside

    def _fires(self, subject: Subject) -> Formula:
        assert subject.encoded is not None
        return subject.encoded.fires

    def _ask(self, *formulas: Formula) -> str:
        seconds = min(self._snapshot.prover.query_seconds, self._until - monotonic())
        return self._snapshot.asker.can_hold(formulas, seconds).answer

    def _shadow(self, first: Subject, second: Subject, one: Rule, other: Rule) -> Iterator[Relation]:
        """Whether the first rule fires wherever the second would, and keeps it from firing by what it changes."""
        writes = self._writes[one.name]
        read = self._read(second)
        if one.once is not None or not _at_least_as_often(one, other) or not writes.known.keys() & read:
            return
        at, to = self._place(first), self._place(second)
        between = (self._writes[rule.name].names for _, rule in self._rules[at + 1 : to])
        if any(names & read for names in between):
            return
        later = after(self._snapshot.ground, self._fires(second), writes)
        if later is not None and self._ask(self._fires(second), later) == "unsat":
            by = tuple(name for name in writes.known if name in read)
            yield Relation(SHADOWED, first, second, changed=by)

    def _place(self, subject: Subject) -> int:
        return next(at for at, (found, _) in enumerate(self._rules) if found is subject)

    def _conflicts(self, first: Subject, second: Subject, one: Rule, other: Rule) -> Iterator[Relation]:
        found = list(clashes(one, other, self._snapshot.catalogue))
        if not found:
            return
        writes = self._writes[one.name]
        later = after(self._snapshot.ground, self._fires(second), writes)
        if later is None:
            return
        loan = self._where_both(first, second, later, writes)
        if loan is None:
            return
        found.sort(key=lambda clash: not clash.is_state)
        again = self._again(first, second, one, other, later) if found[0].is_state else None
        shown = again if again is not None else loan
        is_exception = (one.name, other.name) in self._exceptions
        yield Relation(
            CONFLICT,
            first,
            second,
            clashes=tuple(found),
            loan=shown,
            again=again is not None,
            is_exception=is_exception,
        )

    def _where_both(self, first: Subject, second: Subject, later: Formula, writes: Writes) -> Witness | None:
        """A loan on which the first rule fires and, after what it changes, the second."""
        for loan in (*self._loans(first), *self._loans(second)):
            if self._both(first, second, loan, writes):
                return loan
        seconds = min(self._snapshot.prover.query_seconds, self._until - monotonic())
        answer = self._snapshot.asker.can_hold([self._fires(first), later], seconds, nearest=True)
        made = self._snapshot.made(answer) if answer.answer == "sat" else None
        return made if made is not None and self._both(first, second, made, writes) else None

    def _both(self, first: Subject, second: Subject, loan: Witness, writes: Writes) -> bool:
        if not self._snapshot.decide(first, loan.loan).fires:
            return False
        return self._snapshot.decide(second, changed(loan.loan, writes.changes)).fires

    def _again(self, first: Subject, second: Subject, one: Rule, other: Rule, later: Formula) -> Witness | None:
        """A loan on which both rules act, and act again after both have acted."""
        if one.once is not None or other.once is not None:
            return None
        ground = self._snapshot.ground
        mine, theirs = self._writes[one.name], self._writes[other.name]
        both, all_three = mine.then(theirs), mine.then(theirs).then(mine)
        third = after(ground, self._fires(first), both)
        fourth = None if third is None else after(ground, self._fires(second), all_three)
        if third is None or fourth is None:
            return None
        seconds = min(self._snapshot.prover.query_seconds, self._until - monotonic())
        answer = self._snapshot.asker.can_hold([self._fires(first), later, third, fourth], seconds, nearest=True)
        made = self._snapshot.made(answer) if answer.answer == "sat" else None
        return made if made is not None and self._act_twice(first, second, made) else None

    def _act_twice(self, first: Subject, second: Subject, loan: Witness) -> bool:
        """Whether two rules act in two evaluations of all rules, one after the other; not where that cannot be told,
        because what a rule before them leaves behind is not known.
        """
        held, unsure = dict(loan.loan), frozenset[str]()
        for evaluation in range(2):
            acted = set()
            for subject, rule in self._rules:
                if evaluation and rule.once is not None:
                    continue
                writes = self._writes[rule.name]
                if self._read(subject) & unsure:
                    unsure |= writes.names
                elif self._snapshot.decide(subject, held).fires:
                    acted.add(rule.name)
                    held = changed(held, writes.changes)
                    unsure = (unsure | writes.unknown) - writes.known.keys()
            if not {first.name, second.name} <= acted:
                return False
        return True


def _does_all(one: Rule, other: Rule) -> bool:
    """Whether a rule does everything that another one does."""
    mine = [_deed(call) for call in one.then]
    return all(_deed(call) in mine for call in other.then)


def _deed(call: ActionCall) -> tuple[Any, ...]:
    return call.name, dict(call.effective)


def _is_alike(one: Rule, other: Rule) -> bool:
    """Whether two rules do the same, and act equally often."""
    settings = [(rule.runs, rule.once, rule.preactivation, rule.enroll) for rule in (one, other)]
    return settings[0] == settings[1] and _does_all(one, other) and _does_all(other, one)


def _at_least_as_often(one: Rule, other: Rule) -> bool:
    """Whether a rule is evaluated, and acts each time, wherever another one is."""
    return (
        one.runs >= other.runs
        and one.once is None
        and (one.preactivation or not other.preactivation)
        and (not one.enroll or (bool(other.enroll) and one.enroll >= other.enroll))
    )
