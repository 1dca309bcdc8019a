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
    leanings = [
        leaning for leaning in rule.leanings if leaning.never_on and not (rule.is_kind and leaning.stance == "neutral")
    ]
    if not leanings:
        return []
    as_written = rule.kept("archetypes", lambda: _holding(rule, pack.catalogue, None))
    as_turned = _holding(rule, pack.catalogue, site)
    best: tuple[float, str, str] = (0.0, "", "")
    for leaning in leanings:
        admitted = _admitted(leaning, pack.catalogue)
        written, turned = as_written & admitted, as_turned & admitted
        away_written, away_turned = (
            {name for name in names if pack.catalogue.archetypes[name].standing in leaning.never_on}
            for names in (written, turned)
        )
        # criteria that meet no archetype at all prove nothing by keeping away from some
        if len(away_written) == len(away_turned) or not (written if len(away_written) < len(away_turned) else turned):
            continue
        weight = 2.5 if leaning.severity >= 4 else 2.0
        if len(away_written) < len(away_turned):
            weight = -weight
        if abs(weight) > abs(best[0]):
            best = (weight, leaning.call.name, next(iter(sorted(away_written - away_turned)), ""))
    if not best[0]:
        return []
    where = f" such as the archetype `{best[2]}`" if best[2] else ""
    return [Clue("archetypes", best[0], f"`{best[1]}` would meet accounts on which it never belongs{where}")]


def _holding(rule: RuleView, catalogue: Catalogue, flipped: Site | None) -> frozenset[str]:
    """The archetypes on which the criteria hold."""
    return frozenset(
        name
        for name in catalogue.archetypes
        if holds(rule.condition, partial(_figure, name), _words(name, catalogue), flipped)
    )


def _admitted(leaning: Leaning, catalogue: Catalogue) -> frozenset[str]:
    """The archetypes on which an action is possible and has an amount to work with."""
    return frozenset(name for name in _possible(leaning.call.name) if _has_amount(leaning, name, catalogue))


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
