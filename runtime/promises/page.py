"""The report of promises as one HTML page with charts.

Takes a report, gives the page's text: its style and its drawings are in it, it refers to nothing outside, and every
text of the store is escaped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from cljrules.document.bars import Series, by_day, by_name
from cljrules.document.web import templates
from runtime.promises.report import Report

#: How many agents are drawn, and how many borrowers and promises the page lists.
DRAWN: Final = 25
LISTED: Final = 200
_FOLDER: Final = Path(__file__).with_name("templates")


def page(made: Report, promises: Sequence[Mapping[str, Any]] = ()) -> str:
    """The page of a report; `promises` are those of the account that it is about, where it is about one."""
    from markupsafe import Markup

    agents = dict(list(made.agents.items())[:DRAWN])
    names = [name or "(nobody)" for name in agents]
    charts = []
    if agents:
        kept = Series("kept", "kept", {name: of.kept for name, of in zip(names, agents.values(), strict=True)})
        broken = Series("broken", "broken", {name: of.broken for name, of in zip(names, agents.values(), strict=True)})
        charts.append(Markup(by_name("Promises kept and broken, by agent", names, (kept, broken))))
    if made.days:
        first, last = min(made.days), max(made.days)
        counts = (
            Series("kept", "kept", {day: of.kept for day, of in made.days.items()}),
            Series("broken", "broken", {day: of.broken for day, of in made.days.items()}),
        )
        values = (
            Series("kept", "kept", {day: of.value_kept for day, of in made.days.items()}),
            Series("broken", "broken", {day: of.value_broken for day, of in made.days.items()}),
        )
        charts.append(Markup(by_day("Promises kept and broken, by due date", first, last, counts)))
        charts.append(
            Markup(by_day("Dollars promised, kept and broken, by due date", first, last, values, dollars=True))
        )
    template = templates(_FOLDER).get_template("promises.html.j2")
    text: str = template.render(
        made=made, charts=charts, promises=promises[:LISTED], count=len(promises), listed=LISTED
    )
    return text
