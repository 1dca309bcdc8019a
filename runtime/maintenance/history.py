"""The history and the events of a change that no rule made.

Takes an account with what changed on it, writes rows inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from runtime.actions.account import Account, Change, Event
from runtime.events import Happening, Written, write_events
from runtime.maintenance.record import plain
from runtime.store.accounts import write_inserts


def write_history(
    connection: Connection,
    account: Account,
    changes: Sequence[Change],
    events: Sequence[Event],
    author: str,
    now: datetime,
) -> list[Written]:
    """Write the changes and events of an account; those of rules that answered are written with their firings."""
    common: dict[str, Any] = {"loan_id": account.loan_id, "author": author, "business_date": account.today}
    write_inserts(
        connection,
        "loan_changes",
        [
            {
                **common,
                "entity": item.entity,
                "field": item.field,
                "before": plain(item.before),
                "after": plain(item.after),
                "changed_at": now,
            }
            for item in changes
        ],
    )
    happenings = [Happening(event.type, account.loan_id, event.payload, author, account.today) for event in events]
    return write_events(connection, happenings, now)
