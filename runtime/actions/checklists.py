"""Loan Checklist: `checklist/check` and `checklist/uncheck`."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from runtime.actions.account import Account, NotApplied
from runtime.actions.scene import Definition, Options, Scene


def _definition(checked: bool) -> Definition:
    def apply(account: Account, options: Options, scene: Scene) -> None:
        checklist = options["checklist"]
        known = scene.words.checklist_items
        missing = [item for item in options["items"] if (checklist, item) not in known]
        if missing:
            raise NotApplied(f"no active checklist `{checklist}` has an item `{missing[0]}`")
        for item in options["items"]:
            _mark(account, checklist, item, known[checklist, item], checked)

    return Definition(apply)


def _mark(account: Account, checklist: str, item: str, number: int, checked: bool) -> None:
    table = "loan_checklist_items"
    row = next((row for row in account.rows(table) if row["checklist_item_id"] == number), None)
    before = bool(row["checked"]) if row else False
    if before is checked:
        return
    if row is not None:
        account.remove(table, row, ("checklist_item_id",))
    account.insert(
        table, checklist_item_id=number, checked=checked, checked_on=account.today.isoformat() if checked else None
    )
    account.note("checklists", f"{checklist}/{item}", before, checked)
    account.raise_event("checklist-item-changed", checklist=checklist, item=item, checked=checked)


DEFINITIONS: Final[MappingProxyType[str, Definition]] = MappingProxyType(
    {"checklist/check": _definition(True), "checklist/uncheck": _definition(False)}
)
