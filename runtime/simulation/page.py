"""A simulation as one HTML page with charts.

Takes a result, gives the page's text: its style and its drawings are in it, it refers to nothing outside, and every
text of the pack is escaped.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from cljrules.document.bars import Series, by_day, by_name
from cljrules.document.web import templates
from runtime.simulation.result import Result, Totals

#: How many accounts the page lists.
LISTED: Final = 500
_FOLDER: Final = Path(__file__).with_name("templates")


def page(result: Result) -> str:
    """The page of a simulation."""
    from markupsafe import Markup

    sides = [("simulated", "simulated", False)] + ([("deployed", "deployed", True)] if result.against else [])
    totals = {name: result.total(deployed=deployed) for name, _, deployed in sides}
    rules = list(result.rules)

    def of_rule(name: str, deployed: bool) -> Totals:
        item = result.rules[name]
        return item.deployed if deployed else item.simulated

    accounts = [
        Series(name, style, {rule: of_rule(rule, deployed).accounts for rule in rules})
        for name, style, deployed in sides
    ]
    first_hits = [Series(name, style, totals[name].first_hits) for name, style, _ in sides]
    dollars = [
        Series(name, style, {day: of.charged_off + of.credited for day, of in totals[name].by_day.items()})
        for name, style, _ in sides
    ]
    span = (result.first, result.last)
    # the drawings escape what is in them
    charts = [
        Markup(by_name("Accounts hit, by rule", rules, accounts)),
        Markup(by_day("Accounts hit for the first time by a rule, by day", *span, first_hits)),
    ]
    if any(value for series in dollars for value in series.values.values()):
        charts.append(Markup(by_day("Dollars charged off and credited, by day", *span, dollars, dollars=True)))
    template = templates(_FOLDER).get_template("simulation.html.j2")
    text: str = template.render(
        result=result, charts=charts, total=totals["simulated"], before=totals.get("deployed"), listed=LISTED
    )
    return text
