"""Customer Tools: `customer/*`, which ask services outside about a customer.

No such service is connected, so a pack that uses one is refused when it is deployed.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from cljrules.packs.model import ActionCall
from cljrules.stdlib import catalogue
from runtime.actions.account import Account, NotApplied
from runtime.actions.scene import Definition, Options, Scene

_CATEGORY: Final = "Customer Tools"
_REASON: Final = "no service that checks customers is connected to this runtime"


def _apply(account: Account, options: Options, scene: Scene) -> None:
    raise NotApplied(_REASON)


def _refuse(call: ActionCall) -> str | None:
    return _REASON


DEFINITIONS: Final[MappingProxyType[str, Definition]] = MappingProxyType(
    {
        name: Definition(_apply, refuse=_refuse)
        for name, action in catalogue.load().actions.items()
        if action.category == _CATEGORY
    }
)
