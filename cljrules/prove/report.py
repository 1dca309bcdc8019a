"""A study in words and as data.

Takes what was proved; gives plain sentences, or what JSON can hold. Never proves anything itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cljrules.parser.forms import Form
from cljrules.prove.proving import ALWAYS, NEVER, UNPROVEN, Boundary, Proof, Subject
from cljrules.prove.relations import CONFLICT, COVERED, EQUIVALENT, SHADOWED, Relation
from cljrules.prove.study import Study
from cljrules.prove.witnesses import Witness
from cljrules.render import report_json
from cljrules.source import Source, Span
from cljrules.stdlib.catalogue import sample_loan
from cljrules.stdlib.catalogue.places import shown_place, told, value_at
from cljrules.values.printer import pr_str
from cljrules.values.symbols import from_units


def in_words(study: Study, *, everything: bool = False) -> Iterator[str]:
    """The lines that tell what each rule does; with `everything` also what rules are to each other and may be."""
    for subject in study.subjects:
        at = subject.of.source.position(subject.of.name_span.start)
        yield f"{subject.name}  {subject.of.source.path}:{at.line}:{at.column}"
        yield from (f"  {line}" for line in _of_proof(study.proof(subject)))
        yield ""
    if everything:
        lines = [line for relation in study.relations if (line := _relation(relation)) is not None]
        yield from [*lines, ""] if lines else ()


def _of_proof(proof: Proof) -> Iterator[str]:
    if proof.outcome == NEVER:
        yield "never fires"
    elif proof.outcome == ALWAYS:
        yield "fires on every loan"
    elif proof.outcome == UNPROVEN:
        yield f"not proven: {'; '.join(dict.fromkeys(doubt.why for doubt in proof.doubts))}"
    if proof.fires is not None and proof.outcome != ALWAYS:
        yield f"fires on {proof.fires.told}"
    if proof.quiet is not None and proof.outcome != NEVER:
        yield f"does not fire on {proof.quiet.told}"
    if proof.fails is not None:
        yield f"is an error on {proof.fails.told}: {proof.error}"
    for boundary in proof.boundaries:
        yield f"`{line_of(boundary.form)}`: {_of_boundary(boundary, proof.fires)}"


def _of_boundary(boundary: Boundary, firing: Witness | None) -> str:
    place, one, other = _step(boundary)
    rest = _without(boundary.inside, place)
    where = "" if firing is not None and rest == _without(firing, place) else f"on {told(rest)} "
    return f"{where}fires with `{shown_place(place)}` {one}, not with {other}"


def _without(loan: Witness, place: str) -> dict[str, Any]:
    return {key: value for key, value in loan.changes.items() if key != place}


def _step(boundary: Boundary) -> tuple[str, str, str]:
    """The place in which two neighbouring loans differ, and what the two hold there."""
    for place in dict.fromkeys([*boundary.inside.changes, *boundary.outside.changes]):
        one, other = (value_at(loan.loan, place) for loan in (boundary.inside, boundary.outside))
        if one != other:
            return place, printed(one), printed(other)
    raise ValueError("the loans of a boundary are alike")


def _relation(relation: Relation) -> str | None:
    first, second = f"`{relation.first.name}`", f"`{relation.second.name}`"
    if relation.kind == EQUIVALENT:
        return f"{first} and {second} fire on the same loans"
    if relation.kind == COVERED:
        return f"{first} fires wherever {second} fires"
    if relation.kind == SHADOWED:
        return f"{first} keeps {second} from acting"
    if relation.kind == CONFLICT and relation.loan is not None and (relation.is_exception or not relation.again):
        return f"{second} overrides {first} in the same evaluation ({relation.clashes[0].told}) on {relation.loan.told}"
    return None


def as_json(study: Study) -> dict[str, Any]:
    """The study as data."""
    return {
        "pack": study.snapshot.pack.name,
        "complete": study.is_complete,
        "rules": [_subject_json(subject, study.proof(subject)) for subject in study.subjects],
        "relations": [_relation_json(relation) for relation in study.relations],
        **report_json(study.findings, rules=len(study.subjects)),
    }


def _subject_json(subject: Subject, proof: Proof) -> dict[str, Any]:
    return {
        "name": subject.name,
        "kind": subject.kind,
        **_place_json(subject.of.source, subject.of.name_span),
        "outcome": proof.outcome,
        "fires": loan_json(proof.fires),
        "does_not_fire": loan_json(proof.quiet),
        "fails": None if proof.fails is None else {**_some(loan_json(proof.fails)), "error": proof.error},
        "boundaries": [
            {
                "comparison": line_of(boundary.form),
                **_place_json(boundary.form.source, boundary.form.span),
                "fires": loan_json(boundary.inside),
                "does_not_fire": loan_json(boundary.outside),
            }
            for boundary in proof.boundaries
        ],
        "not_proven": [{"why": doubt.why, **_place_json(doubt.source, doubt.span)} for doubt in proof.doubts],
    }


def _relation_json(relation: Relation) -> dict[str, Any]:
    return {
        "kind": relation.kind,
        "first": relation.first.name,
        "second": relation.second.name,
        "same_actions": relation.same_actions,
        "changes": list(relation.changed),
        "conflicts": [clash.told for clash in relation.clashes],
        "again": relation.again,
        "is_exception": relation.is_exception,
        "loan": loan_json(relation.loan),
    }


def loan_json(loan: Witness | None) -> dict[str, Any] | None:
    """A loan as data: in words, and what differs from the sample loan as the language writes it."""
    if loan is None:
        return None
    sample = sample_loan()
    changes = {place: printed(value) for place, value in loan.changes.items() if value_at(sample, place) != value}
    return {"told": loan.told, "changes": changes}


def _some(document: Mapping[str, Any] | None) -> Mapping[str, Any]:
    return document if document is not None else {}


def _place_json(source: Source, span: Span) -> dict[str, Any]:
    start = source.position(span.start)
    return {"file": source.path, "line": start.line, "column": start.column}


def printed(value: Any) -> str:
    """A value as the language writes it."""
    return from_units(pr_str(value))


def line_of(form: Form) -> str:
    """A form on one line."""
    return " ".join(form.source.slice(form.span).split())
