"""Actions that undo each other: in one rule, or in two of which the later always has the last word."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import Any

from cljrules.codes import finding
from cljrules.diagnostics import Diagnostic, Label
from cljrules.lint.boxes import Box, Wider
from cljrules.lint.effects import Effect, effects, known_values, written_by
from cljrules.lint.texts import first_line
from cljrules.lint.views import PackView
from cljrules.packs.model import Rule

CODES = ("conflicting-actions",)


def find(pack: PackView) -> Iterator[Diagnostic]:
    """Within a rule, two actions that decide the same thing differently. Between rules only where nothing is left of
    the earlier one's: the later fires whenever it does. A later rule for fewer loans is how exceptions are written.
    """
    held = [
        (view, rule, boxes, list(effects(rule, pack.catalogue)))
        for view, boxes in pack.boxes.items()
        if (rule := view.rule) is not None and rule.active and rule.then and boxes
    ]
    numbers = {view: number for number, (view, *_) in enumerate(held)}
    for _, rule, _, done in held:
        yield from _within(rule, done)
    wider = Wider((effect.what, view, boxes) for view, _, boxes, done in held for effect in done)
    by_view = {view: (rule, done) for view, rule, _, done in held}
    for view, rule, boxes, done in held:
        for effect in {effect.what: effect for effect in done}.values():
            for other in wider.than(effect.what, view, _after(rule, boxes, pack)):
                later, theirs = by_view[other]
                last = [found for found in theirs if found.what == effect.what]
                if numbers[other] > numbers[view] and _always_runs(later, rule) and last[-1].value != effect.value:
                    yield _overruled(rule, effect, later, last[-1])
                    break


def _within(rule: Rule, done: Sequence[Effect]) -> Iterator[Diagnostic]:
    first: dict[Hashable, Effect] = {}
    for effect in done:
        before = first.setdefault(effect.what, effect)
        if before.value != effect.value:
            yield finding(
                "conflicting-actions",
                first_line(effect.form),
                f"{effect.said} undoes {before.said} of the same rule",
                "keep the one that is meant",
                rule=rule.name,
                labels=(Label(before.form.span, "undone", before.form.source),),
            )


def _overruled(rule: Rule, effect: Effect, later: Rule, last: Effect) -> Diagnostic:
    return finding(
        "conflicting-actions",
        first_line(effect.form),
        f"{effect.said} never lasts: `{later.name}` fires on the same loans after it, and has {last.said}",
        f"put `{rule.name}` after it, or narrow the criteria of `{later.name}`",
        rule=rule.name,
        labels=(Label(later.name_span, "this rule has the last word", later.source),),
    )


def _always_runs(later: Rule, rule: Rule) -> bool:
    return (
        later.once is None
        and later.runs >= rule.runs
        and later.enroll >= rule.enroll
        and later.preactivation >= rule.preactivation
    )


def _after(rule: Rule, boxes: Sequence[Box], pack: PackView) -> tuple[Box, ...]:
    """The boxes of the loans that a rule leaves behind: what it writes is known anew, or not known any more."""
    written: set[str] = set()
    for call in rule.then:
        written |= written_by(call, pack.catalogue)
    values = known_values(rule, pack.catalogue)
    return tuple(_rewritten(box, written, values) for box in boxes)


def _rewritten(box: Box, written: set[str], values: dict[str, Any]) -> Box:
    ranges = {
        subject: held
        for subject, held in box.ranges.items()
        if not any(key.partition(".")[0] in written for key in subject.keys)
    }
    others = {(other, wanted) for other, wanted in box.others if not _reads(other, written)}
    for name, value in values.items():
        others.add((("is", name, type(value).__name__, value), True))
    return Box(ranges, frozenset(others))


def _reads(other: Hashable, written: set[str]) -> bool:
    """Whether a condition that is no range may read one of the variables."""
    if isinstance(other, tuple):
        return str(other[1]).partition(".")[0] in written
    return any(name in str(other) for name in written)
