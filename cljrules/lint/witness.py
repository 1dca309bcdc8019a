"""The nearest loans on both sides of a comparator, as a reader can check them."""

from __future__ import annotations

from cljrules.lint.conditions import Site
from cljrules.lint.views import RuleView


def witnesses(site: Site, rule: RuleView) -> tuple[str, ...]:
    return ()
