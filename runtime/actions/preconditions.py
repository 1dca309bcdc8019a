"""The preconditions that the catalogue writes as criteria, checked right before an action is applied.

Takes an action call and the account's variables, gives the first precondition that does not hold, in the catalogue's
words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from cljrules.evaluation import Criteria
from cljrules.packs.model import ActionCall, Amount
from cljrules.stdlib import catalogue
from cljrules.stdlib.catalogue.model import Precondition
from runtime.criteria import from_catalogue

# `when` limits a precondition to a word of an option, to an amount's base, or to an option that is given at all.
_WORD: Final = re.compile(r'(?P<option>[\w-]+) = "(?P<word>.*)"')
_BASE: Final = re.compile(r"(?P<option>[\w-]+) = \{:base :(?P<base>[\w-]+)\}")

# The catalogue's words for a precondition that is not judged on the account as it now stands.
_AS_FIRED: Final = "as the account stood when the rule fired"


def first_failed(call: ActionCall, loan: Mapping[str, Any], fired: Mapping[str, Any], today: date) -> str | None:
    """The text of the first precondition that does not hold, None when all do.

    `loan` is the account as it now stands; `fired` holds the `variables_as_fired` as they stood when the rule fired.
    """
    for precondition, criteria in _checks(call):
        as_fired = _AS_FIRED in precondition.text
        if criteria.decide(fired if as_fired else loan, today).value is not True:
            text = precondition.text.rstrip(".")
            return f"a precondition does not hold: {text[0].lower()}{text[1:]}"
    return None


def variables_as_fired(calls: tuple[ActionCall, ...]) -> frozenset[str]:
    """The variables whose values when the rule fired its actions' preconditions need."""
    found: set[str] = set()
    for call in calls:
        for precondition, criteria in _checks(call):
            if _AS_FIRED in precondition.text:
                found |= criteria.variables
    return frozenset(found)


def _checks(call: ActionCall) -> Iterator[tuple[Precondition, Criteria]]:
    for precondition in catalogue.load().actions[call.name].preconditions:
        if precondition.expr is not None and (precondition.when is None or _applies(precondition.when, call)):
            yield precondition, from_catalogue(precondition.expr)


def _applies(when: str, call: ActionCall) -> bool:
    word = _WORD.fullmatch(when)
    if word is not None:
        return bool(call.effective.get(word["option"]) == word["word"])
    base = _BASE.fullmatch(when)
    if base is not None:
        amount = call.effective.get(base["option"])
        return isinstance(amount, Amount) and amount.base == base["base"]
    return when in call.options
