"""What an action is told beside its account: the tenant's words, who acts, and how to read variables.

Takes amounts and dates as a pack writes them (`Amount`, `DateSpec`), gives dollars and days for the account at hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

from cljrules.packs.model import ActionCall, Amount, DateSpec
from cljrules.stdlib import catalogue
from runtime.actions.account import Account, NotApplied
from runtime.ledger.interest import cents
from runtime.store.page import Page
from runtime.store.words import Words

#: An action's options by name in snake case.
Options: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scene:
    """The surroundings of one action: `value` gives a variable of the catalogue as the account now stands, `page` the
    rows of people that several accounts share.
    """

    words: Words
    rule: str
    value: Callable[[str], Any]
    page: Page

    def dollars(self, amount: Amount) -> Decimal:
        """The amount in dollars, to the cent; a base that is absent counts as zero."""
        if amount.base is None:
            return cents(Decimal(amount.plus))
        base = catalogue.load().amount_bases[amount.base]
        figure = base.value if base.variable is None else self.value(base.variable)
        return cents((figure if figure is not None else Decimal(0)) + amount.plus)

    def day(self, spec: DateSpec) -> str:
        """The day as YYYY-MM-DD; NotApplied where the base date is absent or the day is outside the calendar."""
        if spec.base is None:
            start = spec.iso
        else:
            base = catalogue.load().date_bases[spec.base]
            start = self.value(base.variable)
            if start is None:
                raise NotApplied(f"the account has no {base.label[0].lower()}{base.label[1:]}")
        assert start is not None
        try:
            return (date.fromisoformat(start) + timedelta(days=spec.plus_days)).isoformat()
        except OverflowError:
            raise NotApplied(f"{spec.plus_days} days from {start} is outside the calendar") from None


def snake_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """Options with `_` for `-` in their names."""
    return {name.replace("-", "_"): value for name, value in options.items()}


@dataclass(frozen=True, slots=True)
class Definition:
    """How one action is applied.

    `apply` changes the account or raises NotApplied before it changes anything; it changes nothing where the effect is
    already in place. `in_place` tells so where the action's preconditions would call it a failure. `refuse` gives, for
    a call that can never be applied, the reason; `ends` says that nothing follows on the account.
    """

    apply: Callable[[Account, Options, Scene], None]
    in_place: Callable[[Account, Options, Scene], bool] | None = None
    refuse: Callable[[ActionCall], str | None] | None = None
    ends: bool = False
