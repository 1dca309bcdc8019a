"""Notifications whose `:when` is true tonight.

Takes accounts in order of their numbers after the rules of the night, inside the batch's transaction; asks every
trigger of every account, and writes the messages. An account sets a notification off at most once on a business date,
as it has its maintenance once. A trigger that ends in an error is recorded against the account, and nothing is sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, insert

from cljrules.evaluation import Decision
from cljrules.values.errors import ClojureError
from runtime.notifications.deck import Ready, read_deck
from runtime.notifications.matching import SetOff, tell
from runtime.store import schema
from runtime.store.columns import plain
from runtime.store.placement import by_column
from runtime.store.views import views_of

#: What the audit calls the occasion.
OCCASION: Final = "notification"
_ACTIVATED, _ARCHIVED, _DELETED = (
    by_column()[column].name for column in ("loan_active", "loan_archived", "loan_deleted")
)
_LIVE: Final = frozenset({_ACTIVATED, _ARCHIVED, _DELETED})


def tell_of_triggers(
    connection: Connection, numbers: Sequence[int], business_date: date, now: datetime
) -> dict[str, int]:
    """Ask the triggers of these accounts and write what they set off; how many messages are `queued` and `withheld`,
    and how many triggers `failed`. Accounts that are not activated, or that the rules archived or deleted, set
    nothing off.
    """
    deck = read_deck(connection)
    if not deck.triggered or not numbers:
        return {}
    asked = deck.asked
    found: list[SetOff] = []
    failed: list[dict[str, Any]] = []
    for loan_id, loan in views_of(connection, business_date, asked.variables | _LIVE, numbers).items():
        if not loan[_ACTIVATED] or loan[_ARCHIVED] or loan[_DELETED]:
            continue
        for place in asked.sift(loan, business_date):
            ready = asked.triggers[place]
            assert ready.criteria is not None
            answer = ready.criteria.ask(loan, business_date)
            if answer is True:
                found.append(SetOff(ready, loan_id, None))
            elif isinstance(answer, Decision):
                failed.append(_failure(ready, loan_id, business_date, answer, now))
    if failed:
        connection.execute(insert(schema.firings), failed)
    counts = tell(connection, found, business_date, now) if found else {}
    return {**counts, **({"failed": len(failed)} if failed else {})}


def _failure(ready: Ready, loan_id: int, business_date: date, decision: Decision, now: datetime) -> dict[str, Any]:
    """The audit of a trigger that ended in an error."""
    error = decision.error
    kind = error.cls.simple_name if isinstance(error, ClojureError) else "LimitExceeded"
    return {
        "deployment_id": ready.deployed.number,
        "content_hash": ready.deployed.pack.content_hash,
        "pack_version": ready.deployed.pack.version,
        "rule": ready.name,
        "loan_id": loan_id,
        "business_date": business_date,
        "trigger": OCCASION,
        "outcome": "error",
        "error": {"kind": kind, "message": plain(str(error))},
        "variables": plain(decision.read),
        "actions": [],
        "fired_at": now,
    }
