"""Ladders: rules that part the loans by bands of one figure, and leave a hole or take some twice."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from fractions import Fraction
from itertools import pairwise

from cljrules.codes import finding
from cljrules.diagnostics import Diagnostic, Label
from cljrules.lint.bounds import shown_number
from cljrules.lint.conditions import Subject
from cljrules.lint.regions import Range
from cljrules.lint.views import PackView, RuleView
from cljrules.packs.model import Rule
from cljrules.stdlib.catalogue.places import member_of

CODES = ("ladder-gap", "ladder-overlap")

#: Fewer rungs than this are no ladder.
_RUNGS = 3


def find(pack: PackView) -> Iterator[Diagnostic]:
    """Of a ladder whose other rungs meet exactly, the one step that does not."""
    ladders: dict[Hashable, dict[Range, RuleView]] = {}
    for view, boxes in pack.boxes.items():
        if view.rule is None or not view.rule.active or boxes is None or len(boxes) != 1:
            continue
        box = boxes[0]
        for subject, held in box.ranges.items():
            rest = frozenset((other, theirs) for other, theirs in box.ranges.items() if other != subject)
            ladders.setdefault((subject, rest, box.others, _kind(view.rule)), {}).setdefault(held, view)
    for (subject, *_), rungs in ladders.items():  # type: ignore[misc]
        if len(rungs) >= _RUNGS:
            yield from _steps(subject, rungs, pack)


def _kind(rule: Rule) -> Hashable:
    """What is the same for the rungs of a ladder: which options of which actions they give."""
    return frozenset((call.name, frozenset(call.options)) for call in rule.then), rule.runs, rule.once


def _steps(subject: Subject, rungs: dict[Range, RuleView], pack: PackView) -> Iterator[Diagnostic]:
    _, is_whole = pack.reasoner.domain(subject)
    ordered = sorted(rungs, key=lambda held: (held.low is not None, held.low or Fraction(0)))
    steps = [(low, high, _step(low, high, is_whole)) for low, high in pairwise(ordered)]
    if any(step is None for _, _, step in steps):
        return
    wrong = [(low, high, step) for low, high, step in steps if step]
    if len(wrong) != 1 or len(steps) < 2:
        return
    low, high, step = wrong[0]
    below, above = rungs[low].rule, rungs[high].rule
    if below is None or above is None or step is None:
        return
    member = member_of(pack.catalogue, subject.main)
    name, kind = pack.name_of(subject), member.type if member is not None else ""
    which = _which(low, high, step, is_whole, kind)
    if step > 0:
        code, message = "ladder-gap", f"no rule of this ladder takes `{name}` {which}"
        help = f"close the gap between `{below.name}` and `{above.name}`"
    else:
        code, message = "ladder-overlap", f"`{below.name}` and `{above.name}` both take `{name}` {which}"
        help = "move one of the two bounds"
    yield finding(
        code,
        (above.source, above.name_span),
        message,
        help,
        rule=above.name,
        labels=(Label(below.name_span, "the step below", below.source),),
    )


def _step(low: Range, high: Range, is_whole: bool) -> Fraction | None:
    """How far a band is from the next: 0 where they meet, above 0 for a gap, below for an overlap; None where they do
    not follow each other.
    """
    if low.high is None or high.low is None or (high.high is not None and high.high <= low.high):
        return None
    if is_whole:
        return high.low - low.high - 1
    if low.high != high.low:
        return high.low - low.high
    return Fraction(1 - low.high_in - high.low_in)


def _which(low: Range, high: Range, step: Fraction, is_whole: bool, kind: str) -> str:
    assert low.high is not None and high.low is not None
    first, last = (low.high, high.low) if step > 0 else (high.low, low.high)
    if is_whole and step > 0:
        first, last = first + 1, last - 1
    if first == last:
        return f"{shown_number(first, kind)}"
    return f"from {shown_number(first, kind)} to {shown_number(last, kind)}"
