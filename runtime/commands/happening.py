"""`events`: what happened to accounts and customers."""

from __future__ import annotations

from datetime import date

from cljrules.stdlib import catalogue
from cljrules.suggest import did_you_mean
from runtime.commands.output import compact, console, print_json, table
from runtime.events import read_events
from runtime.store.errors import StoreError
from runtime.store.finding import find_loan
from runtime.store.open import open_store


def list_events(
    url: str,
    today: date | None,
    loan: str | None,
    type_: str | None,
    day: date | None,
    limit: int | None,
    as_json: bool,
) -> int:
    """Print events, oldest first."""
    known = catalogue.load().events
    if type_ is not None and type_ not in known:
        help = did_you_mean(type_, known) or "docs/authors/events.md lists all of them"
        raise StoreError("bad-event", f"there is no event `{type_}`", help)
    with open_store(url, today=today) as store, store.read() as connection:
        number = None if loan is None else find_loan(connection, loan)
        found = read_events(connection, loan_id=number, type_=type_, day=day, limit=limit)
    if as_json:
        print_json({"events": found, "count": len(found)})
        return 0
    rows = [
        [
            event["business_date"],
            str(event["loan"] or ""),
            event["type"],
            event["rule"] or event["author"],
            compact(event["payload"]),
        ]
        for event in found
    ]
    console().print(table(None, ["date", ("loan", "right"), "event", "by", "what"], rows))
    return 0
