"""Findings that take longer than a keystroke, kept in place while the author goes on typing.

Takes findings about an earlier state of a pack, gives those that still hold for the present one: those of which the
part of the text is there unchanged, wherever it has moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from cljrules.diagnostics import Diagnostic, Edit, Fix, Label
from cljrules.source import Source, Span
from cljrules.workspace import Snapshot

#: Where each part stands, by the path of its source: the file, and how far from its beginning.
Places: TypeAlias = Mapping[str, tuple[Source, int]]


@dataclass(frozen=True, slots=True)
class Late:
    """A finding, and the parts that its places lie in: by number of the place, the part and where it began."""

    found: Diagnostic
    anchors: tuple[tuple[str, int] | None, ...]


def anchored(findings: Iterable[Diagnostic], snapshot: Snapshot) -> list[Late]:
    """Findings of a state, with what they depend on."""
    starts = {source.path: snapshot.parts(source.path) for source in snapshot.sources}

    def anchor(source: Source, span: Span) -> tuple[str, int] | None:
        for at, part in reversed(starts.get(source.path, ())):
            if at <= span.start:
                return part.source.path, at
        return None

    return [
        Late(
            one,
            (anchor(one.source, one.span), *(anchor(label.source or one.source, label.span) for label in one.labels)),
        )
        for one in findings
    ]


def places_of(snapshot: Snapshot) -> Places:
    """Where the parts of a state stand."""
    return {part.source.path: (source, at) for source in snapshot.sources for at, part in snapshot.parts(source.path)}


def still_there(late: Iterable[Late], places: Places, others: Mapping[str, Source]) -> Iterator[Diagnostic]:
    """The findings that still hold, at their places; `others` are the texts that are not read in parts."""
    for one in late:
        found, first = one.found, one.anchors[0]
        if first is None:
            if others.get(found.source.path) == found.source:
                yield found
            continue
        place = places.get(first[0])
        if place is None:
            continue
        source, by = place[0], place[1] - first[1]
        labels = tuple(
            moved
            for label, anchor in zip(found.labels, one.anchors[1:], strict=True)
            if (moved := _label(label, anchor, places)) is not None
        )
        fix = found.fix
        if fix is not None:
            fix = Fix(fix.title, tuple(Edit(_by(edit.span, by), edit.text) for edit in fix.edits), fix.safe)
        yield replace(found, source=source, span=_by(found.span, by), labels=labels, fix=fix)


def _label(label: Label, anchor: tuple[str, int] | None, places: Places) -> Label | None:
    if anchor is None:
        return label
    place = places.get(anchor[0])
    if place is None:
        return None
    return Label(_by(label.span, place[1] - anchor[1]), label.text, place[0] if label.source is not None else None)


def _by(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)
