"""Loans that an action must never meet: which of them the rule fires on as written, and which turned round."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache, partial

from cljrules.lint.clues import Clue
from cljrules.lint.conditions import Condition, Is, Site, holds
from cljrules.lint.leanings import Leaning
from cljrules.lint.terms import number_at
from cljrules.lint.translate import Translator
from cljrules.lint.views import PackView, RuleView
from cljrules.packs.model import Amount
from cljrules.parser.reader import read
from cljrules.source import Source
from cljrules.stdlib.catalogue import Catalogue, archetype_loan
from cljrules.stdlib.catalogue.places import value_at

#: Standings that are a matter of an account's status: it is not enough that the figures fit.
_BY_STATUS = frozenset({"application", "ended"})


def weigh(site: Site, rule: RuleView, pack: PackView) -> list[Clue]:
    """Try the criteria on the archetypes in whose standing an action has no business, as if their status fitted."""
    best: tuple[float, str, str] = (0.0, "", "")
    for leaning in rule.leanings:
        if not leaning.never_on or (rule.is_kind and leaning.stance == "neutral"):
            continue
        everywhere = frozenset(archetype.standing for archetype in pack.catalogue.archetypes.values())
        written = _met(rule, leaning, leaning.never_on, pack.catalogue, None)
        turned = _met(rule, leaning, leaning.never_on, pack.catalogue, site)
        if len(written) == len(turned):
            continue
        # criteria that meet no archetype at all prove nothing by keeping away from some
        quiet = None if len(written) < len(turned) else site
        if not _met(rule, leaning, everywhere, pack.catalogue, quiet):
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


def _met(
    rule: RuleView, leaning: Leaning, standings: frozenset[str], catalogue: Catalogue, flipped: Site | None
) -> frozenset[str]:
    """The archetypes of some standings on which the action is possible and the criteria hold."""
    return frozenset(
        name
        for name in _possible(leaning.call.name)
        if catalogue.archetypes[name].standing in standings
        and _has_amount(leaning, name, catalogue)
        and holds(rule.condition, partial(_figure, name), _words(name, catalogue), flipped)
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
        if all(holds(condition, partial(_figure, name), partial(_is, name)) for condition in conditions)
    )


@cache
def _precondition(text: str) -> Condition:
    from cljrules.stdlib.catalogue import load

    forms, _ = read(Source("<precondition>", text))
    return Translator(load(), ()).criteria(forms[0])


@cache
def _figure(name: str, key: str) -> Fraction | None:
    return number_at(archetype_loan(name), key)


def _is(name: str, condition: Is) -> bool:
    return bool(value_at(archetype_loan(name), condition.key) == condition.value)


def _words(name: str, catalogue: Catalogue) -> Callable[[Is], bool] | None:
    return partial(_is, name) if catalogue.archetypes[name].standing in _BY_STATUS else None


def _has_amount(leaning: Leaning, name: str, catalogue: Catalogue) -> bool:
    """Whether the amount that the action works with is above zero; nothing is done where it is not."""
    for value in leaning.call.options.values():
        if isinstance(value, Amount) and value.base is not None:
            variable = catalogue.amount_bases[value.base].variable
            if variable is not None and (_figure(name, variable) or 0) <= 0:
                return False
    return True
