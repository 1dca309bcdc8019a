"""What proofs find wrong with a pack, as diagnostics.

Takes proofs, relations and gaps; gives findings of the family "meaning". Nothing is reported that was not proven.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from cljrules.codes import finding
from cljrules.diagnostics import Diagnostic, Label
from cljrules.parser.forms import Form
from cljrules.prove.ladders import Gap
from cljrules.prove.proving import ALWAYS, NEVER, UNPROVEN, Proof, Subject
from cljrules.prove.reasons import Reasons, why_always, why_never
from cljrules.prove.relations import CONFLICT, COVERED, EQUIVALENT, SHADOWED, Relation
from cljrules.stdlib.catalogue.places import shown_place


def of_proofs(subjects: Iterable[Subject], proofs: Mapping[str, Proof]) -> Iterator[Diagnostic]:
    """Criteria that never hold or always do, and what is not proven."""
    for subject in subjects:
        proof = proofs[key_of(subject)]
        if proof.outcome == NEVER:
            yield _never(subject, proof)
        elif proof.outcome == ALWAYS:
            reasons = why_always(subject)
            yield finding(
                "always-true",
                subject.form,
                f"`{subject.name}` fires on every loan: there is none on which its criteria do not hold",
                "say on which loans it should not fire",
                rule=subject.name,
                evidence=_facts(reasons),
            )
        elif proof.outcome == UNPROVEN:
            yield from _not_proven(subject, proof)


def _never(subject: Subject, proof: Proof) -> Diagnostic:
    reasons = why_never(subject)
    message = f"`{subject.name}` never fires: no loan satisfies its criteria"
    labels: tuple[Label, ...] = ()
    place = subject.form
    if reasons.operands:
        place = reasons.operands[-1]
        shown = " and ".join(f"`{_line(form)}`" for form in reasons.operands)
        if len(reasons.operands) > 1:
            message = f"`{subject.name}` never fires: no loan satisfies {shown} together"
            labels = tuple(Label(form.span, "and this", form.source) for form in reasons.operands[:-1])
        else:
            message = f"`{subject.name}` never fires: no loan satisfies {shown}"
    errors = () if proof.fails is None else (f"on {proof.fails.told} the criteria are an error: {proof.error}",)
    return finding(
        "never-true",
        place,
        message,
        "change the condition, or remove the rule",
        rule=subject.name,
        labels=labels,
        evidence=(*_facts(reasons), *errors),
    )


def _facts(reasons: Reasons) -> tuple[str, ...]:
    return tuple(f"{fact.why[0].lower()}{fact.why[1:].rstrip('.')}" for fact in reasons.facts)


def _not_proven(subject: Subject, proof: Proof) -> Iterator[Diagnostic]:
    known = {
        "fires on": proof.fires,
        "does not fire on": proof.quiet,
        "is an error on": proof.fails,
    }
    evidence = tuple(f"it {how} {loan.told}" for how, loan in known.items() if loan is not None)
    for doubt in proof.doubts:
        yield finding(
            "not-proven",
            (doubt.source, doubt.span),
            f"whether `{subject.name}` ever fires, and ever does not, is not proven: {doubt.why}",
            "an example for each side shows it",
            rule=subject.name,
            evidence=evidence,
        )


def of_relations(relations: Iterable[Relation]) -> Iterator[Diagnostic]:
    """Rules that are alike, that do nothing beside another, or that undo each other."""
    for relation in relations:
        first, second = relation.first, relation.second
        if relation.kind == EQUIVALENT and relation.same_actions:
            yield finding(
                "duplicate-rule",
                second.where,
                f"`{second.name}` fires on the same loans as `{first.name}`, and does the same",
                "remove one of them",
                rule=second.name,
                labels=(_label(first),),
            )
        elif relation.kind == COVERED and relation.same_actions:
            yield finding(
                "subsumed-rule",
                second.where,
                f"`{second.name}` does nothing that `{first.name}` does not do: wherever it fires, so does the other",
                "remove it, or let it do something of its own",
                rule=second.name,
                labels=(_label(first),),
            )
        elif relation.kind == SHADOWED:
            changed = " and ".join(f"`{name}`" for name in relation.changed)
            yield finding(
                "shadowed-rule",
                second.where,
                f"`{second.name}` never acts: wherever it would fire, `{first.name}` comes first and changes {changed}",
                "put it before the other, or give it loans of its own",
                rule=second.name,
                labels=(_label(first),),
            )
        elif relation.kind == CONFLICT and relation.again and not relation.is_exception and relation.loan is not None:
            yield finding(
                "opposing-rules",
                (second.of.source, relation.clashes[0].places[1]),
                f"`{first.name}` and `{second.name}` undo each other at every evaluation: {relation.clashes[0].told}",
                "let one of them leave out the loans of the other, or give one of them `:once`",
                rule=second.name,
                labels=(Label(relation.clashes[0].places[0], "against this", first.of.source),),
                evidence=(*(clash.told for clash in relation.clashes[1:]), f"both act on {relation.loan.told}"),
            )


def of_gaps(gaps: Iterable[Gap]) -> Iterator[Diagnostic]:
    """Numbers that fall between two steps of a ladder."""
    for gap in gaps:
        place = shown_place(".".join(gap.symbol.path))
        first, last = (_number(gap, end) for end in (gap.first, gap.last))
        numbers = first if first == last else f"from {first} to {last}"
        yield finding(
            "ladder-gap",
            gap.above.where,
            f"between `{gap.below.name}` and `{gap.above.name}` nothing fires where `{place}` is {numbers}",
            "let one of the two begin or end there",
            rule=gap.above.name,
            labels=(Label(gap.below.of.name_span, "the step below", gap.below.of.source),),
            evidence=(f"neither fires on {gap.loan.told}",),
        )


def _number(gap: Gap, value: Fraction) -> str:
    number = value / gap.symbol.scale
    return f"{float(number):.2f}" if gap.symbol.type == "money" else str(number)


def _label(subject: Subject) -> Label:
    return Label(subject.of.name_span, "this rule", subject.of.source)


def _line(form: Form) -> str:
    return " ".join(form.source.slice(form.span).split())


def key_of(subject: Subject) -> str:
    """How proofs are kept by subject: kinds may share names."""
    return subject.name if subject.kind == "rule" else f"{subject.kind} {subject.name}"
