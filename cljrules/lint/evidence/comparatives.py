"""What a rule's prose compares without figures: “more than the regular payment”, “below that limit”."""

from __future__ import annotations

import re

from cljrules.lint.clues import Clue
from cljrules.lint.conditions import Compare, Site, stated
from cljrules.lint.evidence.polarity import is_guard
from cljrules.lint.lexicon import lexicon, plain_words
from cljrules.lint.phrases import Direction, directions
from cljrules.lint.regions import WAY
from cljrules.lint.terms import Term
from cljrules.lint.views import PackView, RuleView
from cljrules.parser.forms import Atom
from cljrules.stdlib.catalogue.places import member_of

_MEANING = re.compile(r"[a-z]{3,}")
_PLACES, _LIMIT = 2.5, 1.5


def weigh(site: Site, rule: RuleView, pack: PackView) -> list[Clue]:
    """Compare the one comparison that the words can be about: of two amounts, or with a limit that is named before."""
    said = directions(rule.doc)
    if (clue := _of_constant(site, rule, said, pack)) is not None:
        return [clue]
    said = tuple(direction for direction in said if not direction.loose)
    for candidates, weight in ((_of_places(rule, pack), _PLACES), (_of_limits(rule, pack), _LIMIT)):
        if len({compare.site for compare, _ in candidates}) != 1 or candidates[0][0].site is not site:
            continue
        compare, way = candidates[0]
        for direction in said:
            asked = _asked_of_places(direction, compare, pack) if weight == _PLACES else _asked_of_limit(direction)
            if asked:
                text = f"the docstring says “{direction.phrase} {' '.join(direction.after[:2])}”".rstrip()
                return [Clue("prose", weight if asked != way else -weight, text)]
    return []


def _of_constant(site: Site, rule: RuleView, said: tuple[Direction, ...], pack: PackView) -> Clue | None:
    """“After the cure window”, where the criteria compare with a name of the pack that has those words."""
    words = {word for name in _names(site, pack) for word in _MEANING.findall(plain_words(name))}
    words -= lexicon().words["common"] | lexicon().words["units"]
    ways = {way for compare, way in _of_limits(rule, pack) if compare.site is site}
    if not words or len(ways) != 1:
        return None
    for direction in said:
        if words & set(direction.after[:3]):
            text = f"the docstring says “{direction.phrase} {' '.join(direction.after[:3])}”"
            return Clue("prose", _PLACES if direction.way not in ways else -_PLACES, text)
    return None


def _names(site: Site, pack: PackView) -> list[str]:
    """The names beside a comparator that are not the loan's."""
    symbols = [item.symbol.name for item in site.call.items[1:] if isinstance(item, Atom) and item.symbol is not None]
    return [name for name in symbols if name not in pack.catalogue.variables]


def _of_places(rule: RuleView, pack: PackView) -> list[tuple[Compare, int]]:
    """The comparisons of one place with another, without a figure, with the side on which the left one is."""
    return [
        (compare, way)
        for compare, way in _literals(rule)
        if not compare.left.numbers
        and not compare.right.numbers
        and all(_is_amount(term, pack) for term in (compare.left, compare.right))
    ]


def _of_limits(rule: RuleView, pack: PackView) -> list[tuple[Compare, int]]:
    """The comparisons with a figure that ask for more than whether there is anything."""
    found = []
    for compare, way in _literals(rule):
        if compare.site is None or compare.subject is None or is_guard(compare.site, compare.subject, rule, pack):
            continue
        if compare.right.is_constant or compare.left.is_constant:
            found.append((compare, way if compare.right.is_constant else -way))
    return found


def _literals(rule: RuleView) -> list[tuple[Compare, int]]:
    found: dict[Compare, int] = {}
    for branch in rule.branches or ():
        for item, wanted in branch:
            if isinstance(item, Compare) and item.site is not None:
                found[item] = WAY[stated((item, wanted))]
    return list(found.items())


def _is_amount(term: Term, pack: PackView) -> bool:
    member = member_of(pack.catalogue, term.parts[0][0]) if len(term.parts) == 1 else None
    return member is not None and member.type in ("money", "integer", "number", "percent", "rate")


def _asked_of_places(direction: Direction, compare: Compare, pack: PackView) -> int:
    """The side on which the left place is said to be; the words after a phrase name what it is compared with."""
    if direction.after and direction.after[0] in (",", ".", ":", ";"):
        return 0
    left, right = (len(_words(term, pack) & set(direction.after)) for term in (compare.left, compare.right))
    return direction.way if right >= left else -direction.way


def _asked_of_limit(direction: Direction) -> int:
    return direction.way if lexicon().words["limits"] & set(direction.after[:3]) else 0


def _words(term: Term, pack: PackView) -> set[str]:
    key = term.parts[0][0]
    member = member_of(pack.catalogue, key)
    text = f"{key.replace('.', ' ')} {member.doc if member is not None else ''}"
    return set(_MEANING.findall(plain_words(text))) - lexicon().words["common"]
