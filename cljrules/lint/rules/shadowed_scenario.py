"""Promise scenarios that never decide, since an earlier one takes all that they could take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cljrules.codes import finding
from cljrules.diagnostics import Diagnostic, Label
from cljrules.lint.boxes import follows
from cljrules.lint.views import PackView, RuleView
from cljrules.packs.model import Scenario, Tolerance, Window

CODES = ("shadowed-scenario",)


def find(pack: PackView) -> Iterator[Diagnostic]:
    """Scenarios behind one with the same dates that looks at their kinds of transaction, on their accounts, in a window
    and with a tolerance no smaller than theirs.
    """
    views = {view.name: view for view in pack.rules if view.kind == "scenario"}
    scenarios = pack.pack.scenarios
    for at, scenario in enumerate(scenarios):
        for earlier in scenarios[:at]:
            if _takes_all(earlier, scenario) and _wherever(pack, views, earlier, scenario):
                yield finding(
                    "shadowed-scenario",
                    (scenario.source, scenario.name_span),
                    f"`{scenario.name}` never decides: whatever it takes, `{earlier.name}` takes before it",
                    "put it first, or take it out",
                    rule=scenario.name,
                    labels=(Label(earlier.name_span, "this scenario", earlier.source),),
                )
                break


def _takes_all(earlier: Scenario, later: Scenario) -> bool:
    return (
        later.evaluate_on <= earlier.evaluate_on
        and _holds(earlier.window, later.window)
        and _allows(earlier.tolerance, later.tolerance)
    )


def _holds(wide: Window, narrow: Window) -> bool:
    return wide.by == narrow.by and wide.days_before >= narrow.days_before and wide.days_after >= narrow.days_after


def _allows(wide: Tolerance, narrow: Tolerance) -> bool:
    """Whether an amount that is enough by the one is enough by the other, whatever was promised."""
    if not (narrow.percent or narrow.dollars) or wide.percent == 100:
        return True
    if wide.percent is not None and narrow.percent is not None:
        return wide.percent >= narrow.percent
    if wide.dollars is not None and narrow.dollars is not None:
        return wide.dollars >= narrow.dollars
    return False


def _wherever(pack: PackView, views: Mapping[str, RuleView], earlier: Scenario, later: Scenario) -> bool:
    """Whether the earlier one applies to every account that the later one applies to, as far as that is sure."""
    if earlier.applies_when is None:
        return True
    wide, narrow = views.get(earlier.name), views.get(later.name)
    if wide is None or narrow is None:
        return False
    boxes, others = pack.boxes[narrow], pack.boxes[wide]
    return boxes is not None and others is not None and bool(boxes) and follows(boxes, others)
