"""Change Due Date: `due-date/change`, which moves the next due date, or the one after it, and every later one with
it.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Final

from runtime.actions.account import Account, NotApplied
from runtime.actions.scene import Definition, Options, Scene
from runtime.ledger.delinquency import ZERO, add_months, due_dates

_MONTHLY: Final = {"monthly": 1, "quarterly": 3, "semiannually": 6, "annually": 12}


def apply(account: Account, options: Options, scene: Scene) -> None:
    """Move the due date; NotApplied where there is none, or where the new day would not come after what it must
    follow.
    """
    status = account.row("loan_status")
    subsequent = options["due_date"] == "subsequent"
    column = "subsequent_due_date" if subsequent else "status_next_payment_date"
    if status[column] is None:
        raise NotApplied("the account has no such due date")
    old = date.fromisoformat(status[column])
    new = _new_date(account, options, date.fromisoformat(scene.day(options["base_date"])))
    before = status["status_next_payment_date"] if subsequent else status["status_period_start"]
    if new <= account.today:
        raise NotApplied(f"the due date would become {new}, which is not after the business date")
    if before is not None and new.isoformat() <= before:
        raise NotApplied(f"the due date would become {new}, which is not after the due date before it ({before})")
    if new == old:
        return
    _move(account, old, new, subsequent)
    account.insert(
        "due_date_changes",
        original_date=old.isoformat(),
        new_date=new.isoformat(),
        changed_on=account.today.isoformat(),
    )
    account.note("due_date_changes", "subsequent" if subsequent else "next", old.isoformat(), new.isoformat())
    account.raise_event(
        "due-date-changed", old_date=old.isoformat(), new_date=new.isoformat(), target=options["due_date"]
    )


def _new_date(account: Account, options: Options, base: date) -> date:
    if options.get("plus_months") is not None:
        return add_months(base, options["plus_months"])
    if options.get("plus_periods") is not None:
        return _periods(account, base, options["plus_periods"])
    return base + timedelta(days=options.get("plus_days") or 0)


def _step(account: Account) -> tuple[str, int]:
    """The payment frequency, and the days of a custom period (business days count as days)."""
    setup = account.row("loan_setup")
    digits = re.match(r"\d+", setup["setup_days_in_period"] or "")
    return setup["setup_payment_frequency"], int(digits.group()) if digits else 30


def _periods(account: Account, base: date, periods: int) -> date:
    frequency, days = _step(account)
    if frequency in _MONTHLY:
        return add_months(base, _MONTHLY[frequency] * periods)
    return base + (due_dates(base, frequency, 2, days)[1] - base) * periods


def _move(account: Account, old: date, new: date, subsequent: bool) -> None:
    """Write the schedule's dates after the one that moved, and what the longer or shorter period costs."""
    status = account.row("loan_status")
    values: dict[str, Any] = {}
    if subsequent:
        values["subsequent_due_date"] = new.isoformat()
    else:
        values["status_next_payment_date"] = new.isoformat()
        if status["subsequent_due_date"] is not None:
            values["subsequent_due_date"] = _periods(account, new, 1).isoformat()
        if status["next_scheduled_payment_date"] == old.isoformat():
            values["next_scheduled_payment_date"] = new.isoformat()
            values["status_period_end"] = (new - timedelta(days=1)).isoformat()
            for prefix in ("status_next_payment", "next_scheduled_payment"):
                values.update(_parts(status, prefix, (new - old).days))
    if status["status_final_payment_date"] is not None:
        final = date.fromisoformat(status["status_final_payment_date"])
        values["status_final_payment_date"] = (final + (new - old)).isoformat()
    for column, value in values.items():
        account.set("loan_status", column, value)


def _parts(status: dict[str, Any], prefix: str, days: int) -> dict[str, Any]:
    pni = status[f"{prefix}_interest"] + status[f"{prefix}_principal"]
    interest = min(pni, max(ZERO, status[f"{prefix}_interest"] + status["status_perdiem"] * days))
    return {f"{prefix}_interest": interest, f"{prefix}_principal": pni - interest}


DEFINITIONS: Final[MappingProxyType[str, Definition]] = MappingProxyType({"due-date/change": Definition(apply)})
