"""What the name, docstring, comments and texts of a rule say about the figures in its criteria."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cljrules.lint.clues import Clue
from cljrules.lint.conditions import Compare, Site, stated
from cljrules.lint.phrases import Figure, figures, lexicon, plain_words
from cljrules.lint.regions import WAY
from cljrules.lint.terms import Term
from cljrules.lint.views import PackView, RuleView
from cljrules.stdlib.catalogue import Member
from cljrules.stdlib.catalogue.places import member_of

_MEANING = re.compile(r"[a-z]{3,}")
_COMMON = frozenset(
    [
        "status",
        "the",
        "and",
        "for",
        "with",
        "loan",
        "account",
        "days",
        "amount",
        "number",
        "that",
        "are",
        "when",
        "any",
        "all",
        "has",
        "not",
        "date",
    ]
)
_WEIGHT = {"the docstring": 4.75, "a comment": 2.5, "the text it sends": 3.0, "an action's text": 3.0, "its name": 3.0}


def weigh(site: Site, rule: RuleView, pack: PackView) -> list[Clue]:
    """Compare each figure that stands in both the criteria and the prose; the plainest sentence counts."""
    found = [clue for where, text in rule.prose for clue in _in_text(site, rule, pack, where, text)]
    if not found:
        return []
    best = max(found, key=lambda clue: abs(clue.weight))
    against = [clue for clue in found if clue.weight * best.weight < 0 and abs(clue.weight) == abs(best.weight)]
    return [] if against else [best]


def _in_text(site: Site, rule: RuleView, pack: PackView, where: str, text: str) -> Iterator[Clue]:
    for figure in figures(text):
        mine = _matches(site, rule, pack, figure)
        if mine is None:
            continue
        way, key, affinity = mine
        rivals = [
            found
            for other in rule.sites
            if other is not site and (found := _matches(other, rule, pack, figure)) is not None
        ]
        # the figure belongs to the comparison whose variable the words around it name
        if any(rival[2] > affinity for rival in rivals):
            continue
        if any(rival[2] == affinity and rival[0] != way for rival in rivals):
            continue
        weight = _WEIGHT[where]
        asked = figure.way
        if not asked and figure.unit == "share" and _is_of_what_is_gone(figure):
            asked, weight = 1, 3.0
        elif figure.soft or not asked:
            if not _is_bare_threshold(figure, key, pack, where):
                continue
            asked, weight = figure.way or 1, 1.75 if figure.soft else 1.25
        if asked == way:
            yield Clue("prose", -weight, f"{where} agrees: “{figure.phrase}”")
        else:
            size = "larger" if asked > 0 else "smaller"
            said = figure.phrase or str(figure.value)
            yield Clue("prose", weight, f"{where} says “{said}”, which asks for {size} values of `{key}`")


def _is_bare_threshold(figure: Figure, key: str, pack: PackView, where: str) -> bool:
    """Whether a figure without a word of comparison is the point from which on a rule acts, as in `60 days: letter`."""
    member = member_of(pack.catalogue, key)
    if figure.soft and figure.way < 0:
        return member is not None and member.type == "date"
    return pack.nature(key) == "trouble" and figure.value > 2 and figure.unit in ("", "days", "dollars")


def _matches(site: Site, rule: RuleView, pack: PackView, figure: Figure) -> tuple[int, str, int] | None:
    """The side that a comparator leaves open of the figure, the place it bounds, and how well the words fit it."""
    ways: set[int] = set()
    key, best = "", -1
    for branch in rule.branches or _as_written(rule):
        for item, wanted in branch:
            if not isinstance(item, Compare) or item.site is not site:
                continue
            way = WAY[stated((item, wanted))]
            for side, other, sign in ((item.right, item.left, 1), (item.left, item.right, -1)):
                turned = _holds_figure(side, other, figure, pack)
                if turned:
                    ways.add(way * sign * turned)
                    key = other.parts[0][0] if other.parts else key
                    best = max(best, _affinity(other, figure, pack))
    return (ways.pop(), key, best) if len(ways) == 1 else None


def _as_written(rule: RuleView) -> list[tuple[tuple[Compare, bool], ...]]:
    return [tuple((compare, True) for compare in rule.compares)]


def _holds_figure(side: Term, other: Term, figure: Figure, pack: PackView) -> int:
    """1 where one side of a comparison holds the figure, -1 where it holds it the other way round, else 0."""
    if not other.parts or not side.numbers:
        return 0
    member = member_of(pack.catalogue, other.parts[0][0])
    is_share = not side.is_constant
    if not _same_unit(member, other, figure, is_share):
        return 0
    if is_share and figure.unit in ("percent", "share", "") and _is_consumed(figure, other, pack):
        rest = 1 - (figure.value / 100 if figure.unit == "percent" else figure.value)
        return -1 if rest in side.numbers else 0
    for low, high in figure.amounts():
        for number in side.numbers:
            if low <= number <= high:
                return 1
            if low <= -number <= high and number:
                return -1
    return 0


def _is_consumed(figure: Figure, other: Term, pack: PackView) -> bool:
    """Whether the words speak of what is gone while the comparison is of what is left."""
    words = lexicon().words["consumed"]
    return pack.nature(other.parts[0][0]) == "size" and any(word in words for word in figure.after)


def _is_of_what_is_gone(figure: Figure) -> bool:
    """Whether a bare share is of what has been paid, as in `half paid`: at least that much is meant."""
    return any(word in lexicon().words["consumed"] for word in figure.after[:2])


def _same_unit(member: Member | None, other: Term, figure: Figure, is_share: bool) -> bool:
    dated = any("date" in key or key.startswith("‹") for key, _ in other.parts)
    if is_share:
        return figure.unit in ("percent", "share", "times", "")
    if figure.unit == "share":
        return False
    if figure.unit == "times":
        return member is None or member.unit in ("count", "terms")
    if member is None:
        return True
    if figure.unit == "dollars":
        return member.type == "money"
    if figure.unit in ("days", "weeks", "months", "years"):
        return member.unit in ("days", "terms") or member.type == "date" or dated
    if figure.unit == "percent":
        return member.type in ("percent", "rate")
    return True


def _affinity(other: Term, figure: Figure, pack: PackView) -> int:
    """How many words around the figure belong to what is compared."""
    words: set[str] = set()
    for key, _ in other.parts:
        words |= set(_MEANING.findall(plain_words(key.replace(".", " "))))
        member = member_of(pack.catalogue, key)
        if member is not None:
            words |= set(_MEANING.findall(plain_words(member.doc)))
            unit = {"money": "dollars", "date": "days"}.get(member.type, member.unit)
            if unit is not None and unit == figure.unit:
                return 1 + 2 * len((words - _COMMON) & set(figure.near))
    return 2 * len((words - _COMMON) & set(figure.near))


def figures_for(site: Site, rule: RuleView, pack: PackView) -> Iterator[tuple[str, Figure, int]]:
    """The figures in whole sentences that plainly speak of a comparator: where, the figure, and the side left open."""
    for where, text in rule.prose:
        for figure in figures(text) if where != "its name" else ():
            found = _matches(site, rule, pack, figure)
            if found is not None and figure.way and not figure.soft and figure.unit not in ("months", "weeks", "years"):
                rivals = (_matches(other, rule, pack, figure) for other in rule.sites if other is not site)
                if all(rival is None for rival in rivals):
                    yield where, figure, found[0]
