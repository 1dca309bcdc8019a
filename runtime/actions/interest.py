"""Stop Interest Date: `interest/suspend` and `interest/resume`."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from runtime.actions.account import Account, NotApplied
from runtime.actions.ledger import open_books, restate, suspended_on
from runtime.actions.scene import Definition, Options, Scene

#: What meets the interest of its day.
_MONEY: Final = ("payment", "credit")


def _definition(kind: str, event: str) -> Definition:
    suspends = kind == "suspend"

    def in_place(account: Account, options: Options, scene: Scene) -> bool:
        return suspended_on(account, scene.day(options["date"])) is suspends

    def apply(account: Account, options: Options, scene: Scene) -> None:
        day = scene.day(options["date"])
        if any(row["date"] == day for row in account.rows("stop_interest_dates")):
            raise NotApplied(f"a stop-interest date of {day} exists already")
        open_books(account)
        posted = any(row["apply_date"] == day for row in account.rows("transactions") if row["kind"] in _MONEY)
        account.insert("stop_interest_dates", date=day, type=kind, earned=suspends and posted)
        account.note("stop_interest_dates", day, None, kind)
        if day <= account.today.isoformat():
            restate(account)
        account.raise_event(event, date=day)

    return Definition(apply, in_place)


DEFINITIONS: Final[MappingProxyType[str, Definition]] = MappingProxyType(
    {
        "interest/suspend": _definition("suspend", "interest-suspended"),
        "interest/resume": _definition("resume", "interest-resumed"),
    }
)
