"""The page of events, made from the catalogue.

`python tools/event_page.py` writes `docs/authors/events.md`; a test fails where it is not what this makes. Reads
nothing but the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cljrules.stdlib import catalogue

PAGE = Path(__file__).resolve().parents[1] / "docs" / "authors" / "events.md"

_HEAD = """\
# Events

What happens to an account or a customer is written down as an event, in the transaction of the change itself. An
account's events are numbered 1, 2, 3 and so on, so that one that is missing or doubled would show.
`cljrules-runtime events --loan 12 --format json` lists them: `id`, `number`, `type`, `label`, `loan`, `customer`,
`payload`, `author`, the `rule` with its `pack` and version where one caused it, `business_date` and `happened_at`.

Event-based [notifications](notifications.md) listen to the two that say so. This page is made from the catalogue by
`make docs`.
"""


def page() -> str:
    """The text of the page."""
    return "\n".join([_HEAD, *_events()])


def _events() -> Iterator[str]:
    for name, event in catalogue.load().events.items():
        heard = " Notifications can listen to it." if event.notifies else ""
        yield f"## `{name}`\n\n{event.label}. {event.doc}{heard}\n"
        if event.payload:
            yield "| payload | type | |\n| --- | --- | --- |"
            for field, member in event.payload.items():
                absent = ", may be nil" if member.nilable else ""
                yield f"| `{field}` | {member.type}{absent} | {member.doc} |"
            yield ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
