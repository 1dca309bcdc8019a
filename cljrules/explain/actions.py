"""Actions in words, one sentence each.

Takes a call as it was read, with the catalogue's word for the action and its options, and what the catalogue knows of
bases and enumerations.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cljrules.explain.phrases import listed
from cljrules.explain.values import in_unit, money, number, word
from cljrules.packs.model import ActionCall, Amount, DateSpec
from cljrules.stdlib.catalogue import Catalogue, Option
from cljrules.values.symbols import to_units

_FIRST_WORDS: Final = re.compile(r"[^;:,.]+")


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that is done, in words: what, and what each option given says."""

    does: str
    options: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The whole as one sentence."""
        return f"{self.does}: {'; '.join(self.options)}." if self.options else f"{self.does}."


def action_in_words(call: ActionCall, catalogue: Catalogue) -> Deed:
    """An action in words."""
    action = catalogue.actions[call.name]
    found = _FIRST_WORDS.match(action.doc)
    does = found.group() if found is not None else call.name
    said = (
        f"{name.replace('-', ' ')} {option_in_words(action.options[name], value, catalogue)}"
        for name, value in call.options.items()
    )
    return Deed(does, tuple(said))


def option_in_words(option: Option, value: Any, catalogue: Catalogue) -> str:
    """The value of an action's option."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Amount):
        return amount_in_words(value, catalogue)
    if isinstance(value, DateSpec):
        return date_in_words(value, catalogue)
    if isinstance(value, tuple):
        return listed([f"“{item}”" for item in value], "and")
    if isinstance(value, Mapping):
        return listed([f"{key} = {option_in_words(option, item, catalogue)}" for key, item in value.items()], "and")
    if isinstance(value, str):
        label = next((choice.label for choice in option.values if choice.code == value), None)
        return f"“{value}” ({label})" if label is not None else word(to_units(value), option, catalogue)
    if option.type == "money":
        return money(value)
    return in_unit(value, option.unit)


def amount_in_words(amount: Amount, catalogue: Catalogue) -> str:
    """An amount: a fixed one, or a base plus or minus a number."""
    if amount.base is None:
        return money(amount.plus)
    base = catalogue.amount_bases[amount.base]
    named = base.variable is not None and base.variable in catalogue.variables
    said = f"the {catalogue.variables[base.variable].label}" if named and base.variable else base.label
    if not amount.plus:
        return said
    return f"{said} {'plus' if amount.plus > 0 else 'minus'} {money(abs(amount.plus))}"


def date_in_words(date: DateSpec, catalogue: Catalogue) -> str:
    """A date: a fixed day, or so many days from a base."""
    if date.base is None:
        said = str(date.iso)
    else:
        said = f"the {catalogue.variables[catalogue.date_bases[date.base].variable].label}"
    days = date.plus_days
    if not days:
        return said
    return f"{number(abs(days))} {'day' if abs(days) == 1 else 'days'} {'after' if days > 0 else 'before'} {said}"
