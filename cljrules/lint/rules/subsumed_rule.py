"""Rules that do nothing that another rule does not do already."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from cljrules.codes import finding
from cljrules.diagnostics import Diagnostic, Label
from cljrules.lint.boxes import Box, Wider
from cljrules.lint.effects import actions_key
from cljrules.lint.views import PackView, RuleView
from cljrules.packs.model import Rule

CODES = ("duplicate-rule", "subsumed-rule")


def find(pack: PackView) -> Iterator[Diagnostic]:
    """Rules with the criteria and actions of an earlier one, and rules that fire only where another one fires and does
    the same.
    """
    held = [
        (view, rule, boxes)
        for view, boxes in pack.boxes.items()
        if (rule := view.rule) is not None and boxes and rule.then and rule.active
    ]
    first: dict[Hashable, Rule] = {}
    doubles: set[str] = set()
    for _, rule, boxes in held:
        same = first.setdefault((frozenset(box.key for box in boxes), actions_key(rule), _terms(rule)), rule)
        if same is not rule:
            doubles.add(rule.name)
            yield finding(
                "duplicate-rule",
                (rule.source, rule.name_span),
                f"`{rule.name}` is `{same.name}` once more: the same criteria, the same actions",
                "take one of them out, or correct the one that was meant to differ",
                rule=rule.name,
                labels=(Label(same.name_span, "the same as this rule", same.source),),
            )
    wider = Wider(_by_action(held))
    for view, rule, boxes in held:
        if rule.name in doubles:
            continue
        actions = actions_key(rule)
        for other in wider.than(next(iter(actions)), view, boxes):
            theirs = other.rule
            if theirs is None or theirs.name in doubles or _terms(theirs) != _terms(rule):
                continue
            if actions <= actions_key(theirs) and _differ(boxes, pack.boxes[other]):
                yield finding(
                    "subsumed-rule",
                    (rule.source, rule.name_span),
                    f"`{rule.name}` adds nothing: wherever it fires, `{theirs.name}` fires too and does the same",
                    "take it out, or correct the criteria of one of them",
                    rule=rule.name,
                    labels=(Label(theirs.name_span, "this rule", theirs.source),),
                )
                break


def _differ(boxes: Sequence[Box], others: Sequence[Box] | None) -> bool:
    """Whether two rules' criteria are not the same; those are duplicates or do different things."""
    return {box.key for box in boxes} != {box.key for box in others or ()}


def _by_action(
    held: list[tuple[RuleView, Rule, tuple[Box, ...]]],
) -> Iterator[tuple[Hashable, RuleView, Sequence[Box]]]:
    for view, rule, boxes in held:
        for action in actions_key(rule):
            yield action, view, boxes


def _terms(rule: Rule) -> Hashable:
    """When and for whom a rule runs."""
    return rule.runs, rule.preactivation, rule.once, rule.enroll
