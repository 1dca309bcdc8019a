"""Bankruptcy: `bankruptcy/set`, which changes the account's active record and never makes one."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

from cljrules.packs.model import ActionCall, DateSpec
from runtime.actions.account import Account, NotApplied
from runtime.actions.loan_settings import column_of
from runtime.actions.scene import Definition, Options, Scene


def apply(account: Account, options: Options, scene: Scene) -> None:
    """Change the active record; NotApplied where there is none."""
    row = next((row for row in account.rows("bankruptcies") if row["active"]), None)
    if row is None:
        raise NotApplied("the account has no active bankruptcy")
    wanted: dict[str, Any] = {}
    for name, value in options.items():
        column = "active" if name == "status" else column_of("bankruptcy/set", name).column
        wanted[column] = (
            value == "active" if name == "status" else scene.day(value) if isinstance(value, DateSpec) else value
        )
    changes = []
    for column, value in wanted.items():
        if row[column] != value:
            changes.append({"option": column, "old-value": row[column], "new-value": value})
            account.note("bankruptcies", column, row[column], value)
            account.change(row, "bankruptcies", column, value)
    if changes:
        account.raise_event("bankruptcy-updated", bankruptcy_id=row["id"], changes=changes)


def refuse(call: ActionCall) -> str | None:
    """Why a call cannot be applied: custom fields of bankruptcies are not kept yet."""
    if "custom-fields" in call.options:
        return "bankruptcy custom fields cannot be set by a rule"
    return None


DEFINITIONS: Final[MappingProxyType[str, Definition]] = MappingProxyType(
    {"bankruptcy/set": Definition(apply, refuse=refuse)}
)
