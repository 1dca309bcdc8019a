"""Everything that can be proved of one pack within a time: each rule by itself, then rules beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic

from cljrules.diagnostics import Diagnostic
from cljrules.packs.settings import settled
from cljrules.prove.findings import key_of, of_gaps, of_proofs, of_relations
from cljrules.prove.ladders import Gap, gaps
from cljrules.prove.proving import UNPROVEN, Proof, Snapshot, Subject
from cljrules.prove.relations import Relation, Relations

#: How long one rule may take of the whole time.
_RULE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Study:
    """What was proved of a pack. `is_complete` where there was time for everything."""

    snapshot: Snapshot
    subjects: tuple[Subject, ...]
    proofs: Mapping[str, Proof]
    relations: tuple[Relation, ...]
    gaps: tuple[Gap, ...]
    findings: tuple[Diagnostic, ...]
    is_complete: bool

    def proof(self, subject: Subject) -> Proof:
        """The proof of a subject."""
        return self.proofs[key_of(subject)]


def study(snapshot: Snapshot, seconds: float = 60.0, only: str | None = None) -> Study:
    """Prove what can be proved of a pack; of one rule by itself where a name is given."""
    until = monotonic() + seconds
    subjects = tuple(subject for subject in snapshot.subjects if only is None or subject.name == only)
    proofs = {}
    for subject in subjects:
        proofs[key_of(subject)] = snapshot.prove(subject, max(0.0, min(_RULE_SECONDS, until - monotonic())))
    related: tuple[Relation, ...] = ()
    found: tuple[Gap, ...] = ()
    is_complete = monotonic() < until
    if only is None and is_complete:
        relations = Relations(snapshot, proofs, until)
        related = tuple(relations)
        found = tuple(gaps(snapshot, proofs))
        is_complete = relations.is_complete
    findings = [*of_proofs(subjects, proofs), *of_relations(related), *of_gaps(found)]
    return Study(snapshot, subjects, proofs, related, found, tuple(settled(findings, snapshot.pack)), is_complete)


def diagnose(subject: Subject, seconds: float = 0.5) -> list[Diagnostic]:
    """What is wrong with one rule by itself, as an editor asks while the author pauses; nothing that is not proven."""
    proof = subject.snapshot.prove(subject, seconds)
    found = of_proofs([subject], {key_of(subject): proof}) if proof.outcome != UNPROVEN else ()
    return settled(found, subject.snapshot.pack)
