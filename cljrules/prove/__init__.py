"""Proofs about the rules of a pack, with z3 in a process of its own.

`Prover` holds the solver, `Prover.snapshot` makes one state of a pack. `Snapshot.prove` and `diagnose` are what an
editor asks about a rule, `study` proves everything, `Comparison` tells two states apart. Importing this neither imports
z3 nor starts a process.
"""

from cljrules.prove.differences import Comparison, Difference
from cljrules.prove.proving import Boundary, Doubt, Proof, Prover, Snapshot, Subject
from cljrules.prove.solving import HOW_TO_INSTALL, MISSING, SolverMissing, is_installed
from cljrules.prove.study import Study, diagnose, study
from cljrules.prove.witnesses import Witness

__all__ = [
    "HOW_TO_INSTALL",
    "MISSING",
    "Boundary",
    "Comparison",
    "Difference",
    "Doubt",
    "Proof",
    "Prover",
    "Snapshot",
    "SolverMissing",
    "Study",
    "Subject",
    "Witness",
    "diagnose",
    "is_installed",
    "study",
]
