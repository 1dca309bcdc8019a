"""Change Due Date: `due-date/change`, which moves the next due date, or the one after it, and every later one with
it.
"""

from __future__ import annotations

from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from runtime.actions.account import Account, NotApplied
from runtime.actions.ledger import restate, stand
from runtime.actions.scene import Definition, Options, Scene
from runtime.ledger.books import Books
from runtime.ledger.calendar import add_months, step


def apply(account: Account, options: Options, scene: Scene) -> None:
    """Move the due date; NotApplied where there is none, or where the new day would not come after what it must
    follow.
    """
    status = account.row("loan_status")
    subsequent = options["due_date"] == "subsequent"
    column = "subsequent_due_date" if subsequent else "status_next_payment_date"
    if status[column] is None:
        raise NotApplied("the account has no such due date")
    books, _ = stand(account)
    old = date.fromisoformat(status[column])
    new = _new_date(books, options, date.fromisoformat(scene.day(options["base_date"])))
    before = status["status_next_payment_date"] if subsequent else status["status_period_start"]
    if new <= account.today:
        raise NotApplied(f"the due date would become {new}, which is not after the business date")
    if before is not None and new.isoformat() <= before:
        raise NotApplied(f"the due date would become {new}, which is not after the due date before it ({before})")
    if new == old:
        return
    if books.due[books.due.at_or_after(old)] != old:
        raise NotApplied(f"no payment of the account's schedule falls due on {old}")
    account.insert(
        "due_date_changes",
        original_date=old.isoformat(),
        new_date=new.isoformat(),
        changed_on=account.today.isoformat(),
    )
    account.note("due_date_changes", "subsequent" if subsequent else "next", old.isoformat(), new.isoformat())
    restate(account)
    account.raise_event(
        "due-date-changed", old_date=old.isoformat(), new_date=new.isoformat(), target=options["due_date"]
    )


def _new_date(books: Books, options: Options, base: date) -> date:
    if options.get("plus_months") is not None:
        return add_months(base, options["plus_months"])
    if options.get("plus_periods") is not None:
        return step(base, books.terms.frequency, options["plus_periods"], books.terms.days_in_period)
    return base + timedelta(days=options.get("plus_days") or 0)


DEFINITIONS: Final[MappingProxyType[str, Definition]] = MappingProxyType({"due-date/change": Definition(apply)})
