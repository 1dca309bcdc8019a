"""Account Tools: `account/activate`, `account/deactivate`, `account/archive`, `account/delete`."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from runtime.actions.account import Account
from runtime.actions.scene import Definition, Options, Scene


def _flag(column: str, value: bool, event: str, *, ends: bool = False) -> Definition:
    """The action that sets a flag of the account and tells about it."""

    def apply(account: Account, options: Options, scene: Scene) -> None:
        if account.set("loans", column, value):
            account.raise_event(event)

    def in_place(account: Account, options: Options, scene: Scene) -> bool:
        return bool(account.get("loans", column)) is value

    return Definition(apply, in_place, ends=ends)


DEFINITIONS: Final[MappingProxyType[str, Definition]] = MappingProxyType(
    {
        "account/activate": _flag("loan_active", True, "account-activated"),
        "account/deactivate": _flag("loan_active", False, "account-deactivated"),
        "account/archive": _flag("loan_archived", True, "account-archived", ends=True),
        "account/delete": _flag("loan_deleted", True, "account-deleted", ends=True),
    }
)
