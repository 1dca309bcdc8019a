"""Whether a bound itself belongs to what a rule selects, where its prose says so in figures.

Only tells (`info`): the side is right, and one loan in many is at the bound exactly.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from cljrules.codes import finding
from cljrules.diagnostics import Diagnostic, Edit, Fix
from cljrules.lint.conditions import BOUNDARY, Compare, Site, stated
from cljrules.lint.evidence.prose import figures_for
from cljrules.lint.views import PackView, RuleView

CODE = "comparator-boundary"


def find_boundaries(pack: PackView, reversed_rules: frozenset[str]) -> Iterator[Diagnostic]:
    """The comparators that leave out a bound which the prose takes in, or the other way round."""
    for rule in pack.rules:
        if rule.name in reversed_rules or (rule.intent is not None and rule.intent.inverse):
            continue
        for site in rule.sites:
            if site.function is None:
                found = rule.kept(f"{CODE} {id(site)}", partial(_finding, site, rule, pack))
                if found is not None:
                    yield found


def _finding(site: Site, rule: RuleView, pack: PackView) -> Diagnostic | None:
    told = list(figures_for(site, rule, pack))
    literals = ((item, wanted) for branch in rule.branches or () for item, wanted in branch)
    signs = {stated((item, wanted)) for item, wanted in literals if isinstance(item, Compare) and item.site is site}
    if len(signs) != 1:
        return None
    strict = signs <= {">", "<"}
    if not told or any(figure.strict is None or figure.strict == strict for _, figure, _ in told):
        return None
    where, figure, way = told[0]
    if figure.way != way:
        return None
    right = BOUNDARY[site.sign]
    takes = "leaves out" if strict else "takes in"
    return finding(
        CODE,
        site.operator,
        f"`{site.sign}` {takes} the bound itself, and {where} says “{figure.phrase}”",
        f"write `{right}`, or put it in other words",
        rule=rule.name,
        fix=Fix(f"write `{right}` instead of `{site.sign}`", (Edit(site.operator.span, right),)),
    )
