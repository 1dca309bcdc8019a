"""The other rules of the pack: pairs that undo each other, neighbours that share a bound, and the odd one out."""

from __future__ import annotations

from collections import Counter
from operator import itemgetter

from cljrules.lint.clues import Clue
from cljrules.lint.conditions import Compare, Site, Subject
from cljrules.lint.index import Deed, Index, deeds, kind_of
from cljrules.lint.regions import WAY, bounded
from cljrules.lint.views import PackView, RuleView

_FEW = 2
#: What the rules of a kind have in common, in words.
_THAT = {
    "rule adverse": "that act against the borrower",
    "rule relief": "that favour the borrower",
    "undoing": "that take something back",
}
_OPPOSITE = ({">", "<="}, {">=", "<"})


def weigh(site: Site, rule: RuleView, pack: PackView) -> list[Clue]:
    """Compare a comparator with those that other rules of the pack hold against the same subject."""
    index = pack.index
    found = []
    for subject, way in rule.sides.get(site, ()):
        found += [*_undoing(rule, subject, way, pack), *_odd(rule, subject, way, index, pack)]
    return [*found, *_neighbours(site, rule, index)]


def _undoing(rule: RuleView, subject: Subject, way: int, pack: PackView) -> list[Clue]:
    """A rule and the one that takes its effect back should select opposite sides."""
    for deed in deeds(rule):
        for other in pack.index.doing.get(deed.opposite, ()):
            theirs = other.ways.get(subject, 0)
            giver, taker = (rule, other) if deed.gives else (other, rule)
            if other is rule or not theirs or _moves_on(giver, taker, deed):
                continue
            if theirs == way:
                both = f"both select the same side of `{pack.name_of(subject)}`"
                text = f"`{other.name}` undoes what this rule does, and {both}"
                return [Clue("siblings", 2.5, text)]
            return [Clue("siblings", -2.0, f"`{other.name}` undoes what this rule does and selects the other side")]
    return []


def _odd(rule: RuleView, subject: Subject, way: int, index: Index, pack: PackView) -> list[Clue]:
    """Rules of one kind nearly always select the same side."""
    if pack.nature(subject.main) != "trouble" or not subject.is_single:
        return []
    kind = kind_of(rule)
    others = Counter(index.sides.get((kind, subject)))
    others[rule.ways.get(subject, 0)] -= 1
    others = +others
    total = others.total()
    most, number = max(others.items(), key=itemgetter(1), default=(0, 0))
    if total < 2 or 5 * number < 4 * total:
        return []
    of_kind = f"other rules {_THAT.get(kind, 'of this kind')}"
    if most == way:
        return [Clue("siblings", -1.0, f"{total} {of_kind} select the same side of `{subject.main}`")]
    weight = 1.75 if total > 2 else 1.25
    return [Clue("siblings", weight, f"{number} of {total} {of_kind} select the other side of `{subject.main}`")]


def _neighbours(site: Site, rule: RuleView, index: Index) -> list[Clue]:
    """Two rules that part the loans at one bound use `<` with `>=`, or `<=` with `>`."""
    for branch in rule.branches or ():
        for item, wanted in branch:
            if not isinstance(item, Compare) or item.site is not site:
                continue
            said = bounded((item, wanted), None)
            # rules share a bound of one or two by chance
            if said is None or (abs(said[2]) <= _FEW and said[0].is_single):
                continue
            theirs = [
                (other, sign)
                for other, sign, their_site in index.bounds.get((said[0], said[2]), ())
                if other is not rule and their_site is not site
            ]
            for other, sign in theirs:
                if {said[1], sign} in _OPPOSITE:
                    return [Clue("siblings", -1.25, f"`{other.name}` takes the other side of the same bound")]
            for other, sign in theirs:
                if sign != said[1] and WAY[sign] == WAY[said[1]] != 0:
                    text = f"`{other.name}` has `{sign}` at the same bound; turned round, the two would part the loans"
                    return [Clue("siblings", 2.25 if _same_status(rule, other, index) else 1.0, text)]
    return []


def _same_status(rule: RuleView, other: RuleView, index: Index) -> bool:
    """Whether two rules are for the same accounts of some sub-status, or the like, that few rules ask for."""
    mine, theirs = ({(key, text) for key, texts in one.asked.items() for text in texts} for one in (rule, other))
    return rule.kind == other.kind and mine == theirs and bool(mine - index.common)


def _moves_on(giver: RuleView, taker: RuleView, deed: Deed) -> bool:
    """Whether the second rule takes an account further, as the steps of a ladder do, and not back."""
    if deed.kind in giver.asked:
        # from one status to another: back is where the first rule found it
        return not set(taker.titles.get(deed.kind, ())) & giver.asked[deed.kind]
    return bool(taker.titles.get(f"add-{deed.kind}")) and bool(taker.titles.get(f"remove-{deed.kind}"))
