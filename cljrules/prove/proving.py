"""Proofs about criteria: whether they ever hold, always hold, or are an error, each with the loan that shows it.

A `Prover` holds the solver and remembers proofs; a `Snapshot` is one state of a pack, with its criteria as formulas. A
claim about all loans rests on the solver, one about a single loan on the reference evaluator. What neither settles is
not proven, with the reason; nothing here raises for what a pack says.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from time import monotonic
from typing import Any, Final

from cljrules.evaluation import Criteria, Decision, Program
from cljrules.packs.model import Notification, Pack, Rule, Scenario
from cljrules.parser.forms import Form
from cljrules.parser.reader import read
from cljrules.prove.encoding import Encoded, Encoder
from cljrules.prove.formulas import Formula, Formulas
from cljrules.prove.ground import Ground
from cljrules.prove.holding import Holding
from cljrules.prove.questions import Asker, Found
from cljrules.prove.solving import Solver
from cljrules.prove.values import Hole
from cljrules.prove.witnesses import CannotBeMade, Loans, Witness
from cljrules.source import Source, Span
from cljrules.stdlib.catalogue import Catalogue, load, sample_loan
from cljrules.values.errors import ClojureError, LimitExceeded
from cljrules.values.symbols import from_units

FIRES, QUIET, FAILS = "fires", "quiet", "fails"
NEVER, ALWAYS, SOMETIMES, UNPROVEN = "never", "always", "sometimes", "unproven"

#: How many proofs are remembered.
_REMEMBERED: Final = 4096
#: How many formulas a ground may hold before a new one is made.
_MOST_FORMULAS: Final = 100_000
#: How long one question may take when nothing else is said.
QUERY_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why something is not proven, and where that lies."""

    why: str
    source: Source
    span: Span


@dataclass(frozen=True, slots=True)
class Boundary:
    """Two neighbouring loans around a comparison: the rule fires on `inside` and not on `outside`."""

    form: Form
    inside: Witness
    outside: Witness


@dataclass(frozen=True, slots=True)
class Proof:
    """What is known of criteria. `outcome` is never, always, sometimes or unproven; `fires`, `quiet` and `fails` are
    the smallest loans on which they hold, do not hold, and are an error (`error` says which), None where there is none.
    `settled` are those of the three of which it is proven that there is no such loan.
    """

    outcome: str
    fires: Witness | None = None
    quiet: Witness | None = None
    fails: Witness | None = None
    error: str | None = None
    settled: frozenset[str] = frozenset()
    boundaries: tuple[Boundary, ...] = ()
    doubts: tuple[Doubt, ...] = ()


@dataclass(eq=False)
class Subject:
    """Something of a pack with criteria: a rule, a notification or a promise scenario."""

    kind: str
    of: Rule | Notification | Scenario
    form: Form
    snapshot: Snapshot = field(repr=False)

    @property
    def name(self) -> str:
        return self.of.name

    @cached_property
    def criteria(self) -> Criteria | None:
        """The criteria ready to be asked, None where they cannot be, which is reported elsewhere."""
        return self.snapshot.prepared(self.form)

    @cached_property
    def encoded(self) -> Encoded | None:
        """The criteria as formulas, None where there are none to be asked."""
        return None if self.criteria is None else self.snapshot.encoder.criteria(self.criteria.node)

    @property
    def where(self) -> tuple[Source, Span]:
        """The place of the name."""
        return self.of.source, self.of.name_span


class Snapshot:
    """One state of a pack. Proofs of it are made on demand."""

    def __init__(self, prover: Prover, pack: Pack, ground: Ground | None = None) -> None:
        self.prover: Final = prover
        self.pack: Final = pack
        self.catalogue: Final[Catalogue] = load()
        self.ground: Final = ground if ground is not None else prover.ground(pack.manifest.vocabulary)
        texts = {part.ns: part.source.text if part.source is not None else part.ns for part in pack.extensions}
        self.encoder: Final = Encoder(self.ground, texts)
        self.asker: Final = Asker(self.ground, prover.solver)
        self.loans: Final = Loans(self.ground)

    @cached_property
    def program(self) -> Program | None:
        """The pack's definitions, evaluated; None where they are wrong."""
        try:
            return Program((part.form for part in self.pack.definitions), extensions=self.pack.functions)
        except (ClojureError, LimitExceeded):
            return None

    def prepared(self, form: Form) -> Criteria | None:
        """Criteria ready to be asked; None where they cannot be evaluated."""
        try:
            criteria = self.program.criteria(form) if self.program is not None else None
        except (ClojureError, LimitExceeded):
            return None
        return criteria if criteria is not None and criteria.missing is None else None

    @cached_property
    def subjects(self) -> tuple[Subject, ...]:
        """What has criteria, in the order of the pack: rules, notifications, scenarios."""
        return tuple(Subject(kind, of, form, self) for kind, of, form in self.pack.with_criteria())

    def subject(self, name: str, kind: str = "rule") -> Subject:
        """Something with criteria by name; raises KeyError."""
        for found in self.subjects:
            if found.name == name and found.kind == kind:
                return found
        raise KeyError(name)

    def prove(self, subject: Subject, seconds: float = 10.0) -> Proof:
        """What can be proved of criteria within a time; remembered where it is settled."""
        key = self._key(subject)
        known = self.prover.remembered(key)
        if known is not None:
            return known
        from cljrules.prove.boundaries import boundaries

        made = _Proving(self, subject, monotonic() + seconds).proof()
        if made.fires is not None and made.outcome == SOMETIMES:
            made = _with_boundaries(made, tuple(boundaries(subject, made.fires, monotonic() + seconds / 2)))
        if made.outcome != UNPROVEN:
            self.prover.remember(key, made)
        return made

    def _key(self, subject: Subject) -> tuple[Any, ...]:
        source, span = subject.form.source, subject.form.span
        shared = tuple((part.form.source.path, part.form.span, _text(part.form)) for part in self.pack.definitions)
        extensions = tuple((part.ns, part.source and part.source.text) for part in self.pack.extensions)
        return source.path, span, _text(subject.form), shared, extensions, repr(self.pack.manifest.vocabulary)

    def holds_on(self, formulas: Sequence[Formula], loan: Mapping[str, Any]) -> bool | None:
        """Whether formulas hold on a loan; None where that cannot be told."""
        values = self.asker.values_on(loan, self.ground.known_of(formulas)[1])
        try:
            return all(map(Holding(values).formula, formulas))
        except KeyError:
            return None

    def decide(self, subject: Subject, loan: Mapping[str, Any]) -> Decision:
        """What the reference evaluator says."""
        assert subject.criteria is not None
        return self.loans.decide(subject.criteria, loan)

    def is_consistent(self, formulas: Sequence[Formula], loan: Mapping[str, Any]) -> bool:
        """Whether a loan is one that the catalogue allows, as far as it matters to formulas."""
        known, names = self.ground.known_of(formulas)
        values = self.asker.values_on(loan, names)
        holding = Holding(values)
        for law in known:
            try:
                if not holding.formula(law):
                    return False
            except KeyError:
                continue
        return True

    def made(self, found: Found) -> Witness | None:
        """The loan of an answer, None where none can be made."""
        try:
            return self.loans.witness(found.values, found.read)
        except (CannotBeMade, ArithmeticError, ValueError):
            return None


class Prover:
    """Holds the solver and what was proved; `close` it when it is no longer needed."""

    def __init__(self, query_seconds: float = QUERY_SECONDS) -> None:
        self.solver: Final = Solver()
        self.query_seconds: Final = query_seconds
        self._proofs: OrderedDict[tuple[Any, ...], Proof] = OrderedDict()
        self._ground: tuple[str, Ground] | None = None

    def snapshot(self, pack: Pack) -> Snapshot:
        """One state of a pack, to be asked about."""
        return Snapshot(self, pack)

    def ground(self, vocabulary: Mapping[str, Any]) -> Ground:
        """The ground of packs with these words; kept for the next state of a pack until it has grown large."""
        words = repr(vocabulary)
        if self._ground is None or self._ground[0] != words or self._ground[1].formulas.size > _MOST_FORMULAS:
            self._ground = words, new_ground(vocabulary)
        return self._ground[1]

    def remembered(self, key: tuple[Any, ...]) -> Proof | None:
        """A proof that was made before."""
        return self._proofs.get(key)

    def remember(self, key: tuple[Any, ...], proof: Proof) -> None:
        """Keep a proof."""
        self._proofs[key] = proof
        while len(self._proofs) > _REMEMBERED:
            self._proofs.popitem(last=False)

    def close(self) -> None:
        """End the solver."""
        self.solver.close()

    def __enter__(self) -> Prover:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Proving:
    """One proof in the making."""

    def __init__(self, snapshot: Snapshot, subject: Subject, until: float) -> None:
        self._snapshot = snapshot
        self._subject = subject
        self._until = until
        self._found: dict[str, Witness] = {}
        self._settled: set[str] = set()
        self._doubts: list[Doubt] = []
        self._error: str | None = None

    def proof(self) -> Proof:
        encoded = self._subject.encoded
        if encoded is None:
            source, span = self._subject.form.source, self._subject.form.span
            return Proof(UNPROVEN, doubts=(Doubt("the criteria cannot be evaluated", source, span),))
        f = self._snapshot.ground.formulas
        wanted = {
            FIRES: encoded.fires,
            QUIET: f.all(f.negated(encoded.fires), f.negated(encoded.fails)),
            FAILS: encoded.fails,
        }
        if self._snapshot.is_consistent([encoded.fires, encoded.fails], sample_loan()):
            self._take(Witness({}), None)
        for outcome, formula in wanted.items():
            if outcome not in self._found:
                self._look_for(outcome, formula, encoded.holes)
        return Proof(
            self._outcome(),
            self._found.get(FIRES),
            self._found.get(QUIET),
            self._found.get(FAILS),
            self._error,
            frozenset(self._settled),
            doubts=tuple(self._doubts) if self._outcome() == UNPROVEN else (),
        )

    def _outcome(self) -> str:
        if FIRES in self._settled:
            return NEVER
        if {QUIET, FAILS} <= self._settled:
            return ALWAYS
        if FIRES in self._found and (QUIET in self._found or FAILS in self._found):
            return SOMETIMES
        return UNPROVEN

    def _take(self, witness: Witness, wanted: str | None) -> bool:
        """Try a loan, and keep it for what it shows; whether that is what was wanted."""
        decision = self._snapshot.decide(self._subject, witness.loan)
        outcome = FIRES if decision.fires else FAILS if decision.error is not None else QUIET
        if wanted is None or outcome == wanted:
            self._found[outcome] = witness
            if outcome == FAILS and decision.error is not None:
                self._error = from_units(decision.error.message or type(decision.error).__name__)
            return True
        return False

    def _look_for(self, outcome: str, formula: Formula, holes: Sequence[Hole]) -> None:
        seconds = min(self._snapshot.prover.query_seconds, self._until - monotonic())
        found = self._snapshot.asker.can_hold([formula], seconds, nearest=True)
        if found.answer == "unsat":
            self._settled.add(outcome)
            return
        why = found.why
        if found.answer == "sat":
            witness = self._snapshot.made(found)
            if witness is not None and self._take(witness, outcome):
                return
            why = "the loan that the solver found does not bear it out"
        relevant = [hole for hole in holes if hole.source.text]
        for hole in relevant:
            if all((doubt.source, doubt.span) != (hole.source, hole.span) for doubt in self._doubts):
                self._doubts.append(Doubt(hole.why, hole.source, hole.span))
        if not relevant and not self._doubts:
            self._doubts.append(Doubt(why, self._subject.form.source, self._subject.form.span))


def _with_boundaries(proof: Proof, found: tuple[Boundary, ...]) -> Proof:
    from dataclasses import replace

    return replace(proof, boundaries=found)


def new_ground(vocabulary: Mapping[str, Any]) -> Ground:
    """The symbols of loans with everything that the catalogue's facts say about them."""
    ground = Ground(Formulas(), load(), vocabulary)
    program, encoder = Program(), Encoder(ground)
    for fact in load().facts:
        forms, _ = read(Source("<fact>", fact.expr))
        encoded = encoder.criteria(program.criteria(forms[0]).node)
        if not encoded.holes:
            ground.assume_fact(fact, encoded.fires)
    return ground


def _text(form: Form) -> str:
    return form.source.slice(form.span)
