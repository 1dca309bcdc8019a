"""What a rule is about, by the words in its name, docstring and titles: curing, charging off, small balances …"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from cljrules.lint.clues import Clue
from cljrules.lint.conditions import Site, Subject
from cljrules.lint.lexicon import lexicon, plain_words
from cljrules.lint.views import PackView, RuleView
from cljrules.stdlib.catalogue.places import member_of

_WAYS = {1: "larger", -1: "smaller"}


def weigh(site: Site, rule: RuleView, pack: PackView) -> list[Clue]:
    """Compare the side left open with the one that the words of the rule go with."""
    for subject, way in rule.sides.get(site, ()):
        natures = _natures(subject.main, pack) if subject.is_single else _of_several(subject, pack)
        votes = _by_word([*_votes(rule, natures), *_qualified(rule, subject, pack)])
        total = sum(vote * weight for vote, _, weight in votes)
        if abs(total) < 0.75:
            continue
        asked = 1 if total > 0 else -1
        weight = min(abs(total), 2.5)
        text = next(said for vote, said, _ in votes if vote == asked)
        if asked == way:
            return [Clue("wording", -weight, f"{text} fits")]
        return [Clue("wording", weight, f"{text} goes with {_WAYS[asked]} values of `{pack.name_of(subject)}`")]
    return []


def _by_word(votes: Iterable[tuple[int, str, float]]) -> list[tuple[int, str, float]]:
    """The same word in several texts counts once, and a little for having been repeated."""
    found: dict[tuple[int, str], tuple[str, float]] = {}
    for vote, told, weight in votes:
        word = told.partition("”")[0].rstrip("s")
        before = found.get((vote, word))
        found[vote, word] = (told, weight) if before is None else (before[0], max(before[1], weight) + 0.4)
    return [(vote, told, weight) for (vote, _), (told, weight) in found.items()]


def _votes(rule: RuleView, natures: Mapping[str, int]) -> Iterator[tuple[int, str, float]]:
    """For each text and theme that it speaks of, the side asked for, in words, and how much it counts."""
    for where, text, sign, weight in _texts(rule):
        said: dict[int, tuple[str, float]] = {}
        for theme in lexicon().themes:
            for nature in natures.keys() & theme.sides.keys() if not theme.only or where in theme.only else ():
                match = theme.words.search(text)
                vote = theme.sides[nature] * natures[nature] * sign
                if match is not None and _is_refused(text, match.start()):
                    # "no agency" goes with what "agency" does not; in a sentence it may go with anything
                    if where == "the docstring":
                        continue
                    vote = -vote
                if match is not None and said.get(vote, ("", 0.0))[1] < weight * theme.weight:
                    said[vote] = (f"“{match.group()}” in {where}", weight * theme.weight)
        for vote, (told, counts) in said.items():
            yield vote, told, counts


def _is_refused(text: str, at: int) -> bool:
    before = text[:at].split()
    return bool(before) and before[-1] in lexicon().words["refusals"]


def _texts(rule: RuleView) -> list[tuple[str, str, int, float]]:
    """Texts with what they stand in, whether they name what is done or undone, and how much they count."""
    titles = rule.titles
    found = [("the name", plain_words(rule.name), 1, 1.25), ("the docstring", plain_words(rule.doc), 1, 1.0)]
    added = [title for option in ("add-portfolios", "add-sub-portfolios") for title in titles.get(option, ())]
    removed = [title for option in ("remove-portfolios", "remove-sub-portfolios") for title in titles.get(option, ())]
    if added:
        found.append(("the portfolio's title", plain_words(" . ".join(added)), 1, 1.0))
    elif removed:
        found.append(("the portfolio's title", plain_words(" . ".join(removed)), -1, 1.0))
    others = [title for option in ("category", "info", "checklist", "items") for title in titles.get(option, ())]
    if others:
        found.append(("an action's text", plain_words(" . ".join(others)), 1, 0.75))
    return found


def _natures(key: str, pack: PackView) -> dict[str, int]:
    """What more of a place means, each with the way in which it grows: 1 with the place."""
    member = member_of(pack.catalogue, key)
    found = {pack.nature(key)} - {"none"}
    if member is None:
        return dict.fromkeys(found, 1)
    if "trouble" in found and member.unit == "days" and member.nilable:
        found.add("recency")
    if member.type == "money":
        found.add("size")
        if member.min is None and not pack.is_balance(key):
            found.add("room")
    return dict.fromkeys(found, 1)


def _of_several(subject: Subject, pack: PackView) -> dict[str, int]:
    """What more of a share, a multiple or a stretch of days means: `until` where days until a date are compared,
    `since` where days since one are, `owed` of a share still owed.
    """
    parts = dict(subject.parts)
    today = parts.pop(pack.catalogue.sample.today, None)
    if today is not None:
        if len(parts) != 1 or abs(today) != 1:
            return {}
        # the subject's first factor is 1: the sides are those of this factor
        return {"since" if today > 0 else "until": 1}
    ways = {"trouble": pack.trouble(subject), "owed": pack.owed_share(subject)}
    return {nature: way for nature, way in ways.items() if way}


def _qualified(rule: RuleView, subject: Subject, pack: PackView) -> Iterator[tuple[int, str, float]]:
    """`high rate`, `low miles`: a word of size right before the name of what is compared."""
    if not subject.is_single:
        return
    names = names_of(subject.main, pack)
    for where, text, sign, weight in _texts(rule):
        words = text.split()
        for word, following in pairwise(words):
            way = lexicon().qualifiers.get(word)
            if way is not None and following.strip(".,;:()") in names and sign > 0:
                yield way, f"“{word} {following}” in {where}", 1.25 * weight


def names_of(key: str, pack: PackView) -> frozenset[str]:
    """The words that people call a place by: those of its own name that are not in many names, and usual others."""
    others = lexicon().synonyms
    own = {word for word in re.split(r"[.-]", key) if word in others}
    return frozenset(own.union(*(others[word] for word in own)))
