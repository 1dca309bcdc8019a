"""What a rule is about, by the words in its name, docstring and titles: curing, charging off, small balances …"""

from __future__ import annotations

from collections.abc import Iterator

from cljrules.lint.clues import Clue
from cljrules.lint.conditions import Site, Subject
from cljrules.lint.lexicon import lexicon, plain_words
from cljrules.lint.views import PackView, RuleView
from cljrules.stdlib.catalogue.places import member_of

_WAYS = {1: "larger", -1: "smaller"}


def weigh(site: Site, rule: RuleView, pack: PackView) -> list[Clue]:
    """Compare the side left open with the one that the words of the rule go with."""
    for subject, way in rule.sides.get(site, ()):
        natures = _natures(subject.main, pack) if subject.is_single else _of_dates(subject, pack)
        votes = _by_word(_votes(rule, natures))
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


def _by_word(votes: Iterator[tuple[int, str, float]]) -> list[tuple[int, str, float]]:
    """The same word in several texts counts once, and a little for having been repeated."""
    found: dict[tuple[int, str], tuple[str, float]] = {}
    for vote, told, weight in votes:
        word = told.partition("”")[0].rstrip("s")
        before = found.get((vote, word))
        found[vote, word] = (told, weight) if before is None else (before[0], max(before[1], weight) + 0.4)
    return [(vote, told, weight) for (vote, _), (told, weight) in found.items()]


def _votes(rule: RuleView, natures: set[str]) -> Iterator[tuple[int, str, float]]:
    """For each text and theme that it speaks of, the side asked for, in words, and how much it counts."""
    for where, text, sign, weight in _texts(rule):
        said: dict[int, tuple[str, float]] = {}
        for theme in lexicon().themes:
            for nature in natures & theme.sides.keys() if not theme.only or where in theme.only else ():
                match = theme.words.search(text)
                vote = theme.sides[nature] * sign
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


def _natures(key: str, pack: PackView) -> set[str]:
    member = member_of(pack.catalogue, key)
    found = {pack.nature(key)} - {"none"}
    if member is None:
        return found
    if "trouble" in found and member.unit == "days" and member.nilable:
        found.add("recency")
    if member.type == "money":
        found.add("size")
        if member.min is None:
            found.add("room")
    return found


def _of_dates(subject: Subject, pack: PackView) -> set[str]:
    """`until` where days until a date are compared, `since` where days since one are."""
    parts = dict(subject.parts)
    today = parts.pop(pack.catalogue.sample.today, None)
    if today is None or len(parts) != 1 or abs(today) != 1:
        return set()
    # the subject's first factor is 1: the sides are those of this factor
    return {"since" if today > 0 else "until"}
