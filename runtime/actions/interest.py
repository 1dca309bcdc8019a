"""Stop Interest Date: `interest/suspend` and `interest/resume`."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

from cljrules.packs.model import ActionCall, DateSpec
from runtime.actions.account import Account, NotApplied
from runtime.actions.figures import interest_suspended, write_per_diem
from runtime.actions.scene import Definition, Options, Scene


def _definition(kind: str, event: str) -> Definition:
    suspends = kind == "suspend"

    def in_place(account: Account, options: Options, scene: Scene) -> bool:
        day = max(scene.day(options["date"]), account.today.isoformat())
        return interest_suspended(account, day) is suspends

    def apply(account: Account, options: Options, scene: Scene) -> None:
        day = scene.day(options["date"])
        today = account.today.isoformat()
        if day < today:
            raise NotApplied(f"interest cannot be recomputed from {day}, before the business date")
        if any(row["date"] == day for row in account.rows("stop_interest_dates")):
            raise NotApplied(f"a stop-interest date of {day} exists already")
        account.insert("stop_interest_dates", date=day, type=kind)
        account.note("stop_interest_dates", day, None, kind)
        if day == today:
            _take_effect(account, suspends)
        account.raise_event(event, date=day)

    return Definition(apply, in_place, refuse=_refuse)


def _take_effect(account: Account, suspends: bool) -> None:
    """The business date is the first day without (or with) interest: its own interest goes (or comes)."""
    status = account.row("loan_status")
    account.set("loan_status", "status_interest_suspended", suspends)
    accrued = status["status_interest_accrued_today"]
    write_per_diem(account)
    today: Any = account.get("loan_status", "status_perdiem")
    difference = today - accrued
    account.set("loan_status", "status_interest_accrued_today", today)
    for column in ("status_due_interest", "status_due_pni", "status_payoff"):
        account.set("loan_status", column, status[column] + difference)


def _refuse(call: ActionCall) -> str | None:
    spec = call.effective["date"]
    if isinstance(spec, DateSpec) and spec.base == "current-date" and spec.plus_days < 0:
        return "interest cannot be suspended or resumed from a day before the business date"
    return None


DEFINITIONS: Final[MappingProxyType[str, Definition]] = MappingProxyType(
    {
        "interest/suspend": _definition("suspend", "interest-suspended"),
        "interest/resume": _definition("resume", "interest-resumed"),
    }
)
