"""What the name, docstring, comments and texts of a rule say about the figures in its criteria."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from cljrules.lint.clues import Clue
from cljrules.lint.conditions import Compare, Site, stated
from cljrules.lint.lexicon import lexicon, plain_words
from cljrules.lint.numerals import STOPS
from cljrules.lint.phrases import Figure, figures
from cljrules.lint.regions import WAY
from cljrules.lint.terms import Term
from cljrules.lint.views import PackView, RuleView
from cljrules.stdlib.catalogue import Member
from cljrules.stdlib.catalogue.places import member_of

_MEANING = re.compile(r"[a-z]{3,}")
_BREAKS = STOPS | {",", ":", "and", "or", "but"}
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
        way, key, affinity, selected = mine
        rivals = [
            found
            for other in rule.sites
            if other is not site and (found := _matches(other, rule, pack, figure)) is not None
        ]
        # the figure belongs to the comparison whose variable the words around it name
        if any(rival.affinity > affinity for rival in rivals):
            continue
        if any(rival.affinity == affinity and rival.way != way for rival in rivals):
            continue
        weight = _WEIGHT[where]
        asked = figure.way
        if not asked and figure.unit in ("share", "percent") and _told_of(figure) < 0:
            # "half paid": at least that much is meant
            asked, weight = 1, 3.0
        elif figure.soft or not asked:
            if not _is_bare_threshold(figure, key, pack, rule):
                continue
            asked, weight = figure.way or 1, 1.75 if figure.soft else 1.25
        if asked == way:
            yield Clue("prose", -weight, f"{where} agrees: “{figure.phrase}”")
        else:
            size = "smaller" if selected > 0 else "larger"
            said = f"says “{figure.phrase}”" if figure.phrase else f"names {_shown(figure)}"
            yield Clue("prose", weight, f"{where} {said}, which asks for {size} values of `{key}`")


def _shown(figure: Figure) -> str:
    """A figure as people write it."""
    value = float(figure.value)
    number = f"{value:,.2f}".rstrip("0").rstrip(".")
    if figure.unit == "dollars":
        return f"${number}"
    if figure.unit in ("", "times"):
        return number
    return f"{number} {figure.unit}"


def _is_bare_threshold(figure: Figure, key: str, pack: PackView, rule: RuleView) -> bool:
    """Whether a figure without a word of comparison is the point from which on a rule acts, as in `60 days: letter`."""
    member = member_of(pack.catalogue, key)
    if figure.soft and figure.way < 0:
        return member is not None and member.type == "date"
    nature = pack.nature(key)
    if nature == "age":
        # "a customer for 30 days"
        return figure.soft and figure.phrase.startswith("for ")
    if nature == "merit":
        return figure.value > 1 and rule.stance != "adverse" and not rule.only_undoes
    if nature != "trouble":
        return False
    if figure.unit == "times":
        return figure.value > 1
    return figure.value > 2 and figure.unit in ("", "days", "dollars")


class _Match(NamedTuple):
    """The side that a comparator leaves open of a figure, the place it bounds, how well the words around the figure fit
    it, and the side of the place that it selects.
    """

    way: int
    key: str
    affinity: int
    selected: int


def _matches(site: Site, rule: RuleView, pack: PackView, figure: Figure) -> _Match | None:
    """What a comparator has to do with a figure, None for nothing."""
    ways: set[int] = set()
    key, best, selected = "", -1, 0
    for branch in rule.branches or _as_written(rule):
        for item, wanted in branch:
            if not isinstance(item, Compare) or item.site is not site:
                continue
            way = WAY[stated((item, wanted))]
            for side, other, sign in ((item.right, item.left, 1), (item.left, item.right, -1)):
                turned = _holds_figure(side, other, figure, pack)
                if turned:
                    ways.add(way * sign * turned)
                    key, part = other.parts[0]
                    selected = way * sign * (1 if part > 0 else -1)
                    best = max(best, _affinity(other, figure, pack))
    return _Match(ways.pop(), key, best, selected) if len(ways) == 1 else None


def _as_written(rule: RuleView) -> list[tuple[tuple[Compare, bool], ...]]:
    return [tuple((compare, True) for compare in rule.compares)]


def _holds_figure(side: Term, other: Term, figure: Figure, pack: PackView) -> int:
    """1 where one side of a comparison holds the figure, -1 where it holds it the other way round, else 0."""
    if not other.parts:
        return 0
    if not side.numbers:
        # "a payment" is one of what is compared with
        is_one = figure.unit == "times" and figure.value == 1 and len(side.parts) == 1
        return int(is_one and _is_payment(side, pack) and _measured(other, pack) != 0)
    member = member_of(pack.catalogue, other.parts[0][0])
    is_share = not side.is_constant or other.over is not None
    if not _same_unit(member, other, figure, is_share):
        return 0
    if is_share and figure.unit in ("percent", "share", ""):
        told, measured = _told_of(figure), _measured(other, pack)
        if told and measured and told != measured:
            rest = 1 - (figure.value / 100 if figure.unit == "percent" else figure.value)
            slack = Fraction(1, 100) if rest.denominator == 3 else Fraction(0)
            return -1 if any(rest - slack <= number <= rest + slack for number in side.numbers) else 0
    stretches = figure.amounts()
    if figure.unit == "years" and member is not None and member.unit == "terms":
        stretches = [(12 * figure.value, 12 * figure.value), *stretches]
    for low, high in stretches:
        for number in side.numbers:
            if low <= number <= high:
                return 1
            if low <= -number <= high and number:
                return -1
    return 0


def _is_payment(term: Term, pack: PackView) -> bool:
    """Whether a term is an amount that more or less of says nothing about the account, such as the next payment's."""
    return _measured(term, pack) == 0 and pack.nature(term.parts[0][0]) == "size"


def _told_of(figure: Figure) -> int:
    """Whether the words around a share speak of what is still there (1) or of what is gone (-1), 0 for neither."""
    words = lexicon().words
    for said in (figure.after, figure.before[:-4:-1]):
        for text in said:
            if text in words["remaining"]:
                return 1
            if text in words["consumed"]:
                return -1
            if text in _BREAKS:
                break
    return 0


def _measured(term: Term, pack: PackView) -> int:
    """Whether a term grows with what is still owed (1) or with what has been paid (-1), 0 for neither."""
    for key, part in term.parts:
        member = member_of(pack.catalogue, key)
        if member is None or member.type != "money":
            continue
        if pack.is_balance(key) or member.worse == "up":
            return 1 if part > 0 else -1
        if member.worse == "down":
            return -1 if part > 0 else 1
    return 0


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
                return 1 + 2 * len((words - lexicon().words["common"]) & set(figure.near))
    return 2 * len((words - lexicon().words["common"]) & set(figure.near))


def figures_for(site: Site, rule: RuleView, pack: PackView) -> Iterator[tuple[str, Figure, int]]:
    """The figures in whole sentences that plainly speak of a comparator: where, the figure, and the side left open."""
    for where, text in rule.prose:
        for figure in figures(text) if where != "its name" else ():
            found = _matches(site, rule, pack, figure)
            if found is not None and figure.way and not figure.soft and figure.unit not in ("months", "weeks", "years"):
                rivals = (_matches(other, rule, pack, figure) for other in rule.sites if other is not site)
                if all(rival is None for rival in rivals):
                    yield where, figure, found.way
