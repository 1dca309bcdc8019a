"""Loans that an action must never meet: which of them the rule fires on as written, and which turned round."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from cljrules.lint.clues import Clue
from cljrules.lint.conditions import Condition, Site, holds
from cljrules.lint.leanings import Leaning
from cljrules.lint.terms import number_at
from cljrules.lint.translate import Translator
from cljrules.lint.views import PackView, RuleView
from cljrules.packs.model import Amount
from cljrules.parser.reader import read
from cljrules.source import Source
from cljrules.stdlib.catalogue import Catalogue, archetype_loan


def weigh(site: Site, rule: RuleView, pack: PackView) -> list[Clue]:
    """Try the criteria on the archetypes in whose standing an action has no business, as if their status fitted."""
    best: tuple[float, str, str] = (0.0, "", "")
    for leaning in rule.leanings:
        if not leaning.never_on:
            continue
        written = _wrong(rule, leaning, pack.catalogue, None)
        turned = _wrong(rule, leaning, pack.catalogue, site)
        if len(written) == len(turned):
            continue
        weight = 2.5 if leaning.severity >= 4 else 2.0
        if len(written) < len(turned):
            weight = -weight
        if abs(weight) > abs(best[0]):
            best = (weight, leaning.call.name, next(iter(sorted(written - turned)), ""))
    if not best[0]:
        return []
    where = f" such as the archetype `{best[2]}`" if best[2] else ""
    return [Clue("archetypes", best[0], f"`{best[1]}` would meet accounts on which it never belongs{where}")]


def _wrong(rule: RuleView, leaning: Leaning, catalogue: Catalogue, flipped: Site | None) -> frozenset[str]:
    """The archetypes of a standing that the action must never meet, on which the criteria hold."""
    return frozenset(
        name
        for name in _possible(leaning.call.name)
        if catalogue.archetypes[name].standing in leaning.never_on
        and _has_amount(leaning, archetype_loan(name), catalogue)
        and holds(rule.condition, archetype_loan(name), flipped)
    )


@cache
def _possible(action: str) -> tuple[str, ...]:
    """The archetypes on which an action's preconditions hold."""
    from cljrules.stdlib.catalogue import load

    catalogue = load()
    conditions = [
        _precondition(item.expr)
        for item in catalogue.actions[action].preconditions
        if item.expr is not None and item.when is None
    ]
    return tuple(
        name
        for name in catalogue.archetypes
        if all(holds(condition, archetype_loan(name), None, words=True) for condition in conditions)
    )


@cache
def _precondition(text: str) -> Condition:
    from cljrules.stdlib.catalogue import load

    forms, _ = read(Source("<precondition>", text))
    return Translator(load(), ()).criteria(forms[0])


def _has_amount(leaning: Leaning, loan: Mapping[str, Any], catalogue: Catalogue) -> bool:
    """Whether the amount that the action works with is above zero; nothing is done where it is not."""
    for value in leaning.call.options.values():
        if isinstance(value, Amount) and value.base is not None:
            variable = catalogue.amount_bases[value.base].variable
            if variable is not None and (number_at(loan, variable) or 0) <= 0:
                return False
    return True
