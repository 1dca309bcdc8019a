"""What a rule is about, by the words in its name, docstring and titles: curing, charging off, small balances …"""

from __future__ import annotations

from cljrules.lint.clues import Clue
from cljrules.lint.conditions import Site
from cljrules.lint.evidence.polarity import sides
from cljrules.lint.phrases import lexicon, plain_words
from cljrules.lint.terms import member_of
from cljrules.lint.views import PackView, RuleView

_WAYS = {1: "larger", -1: "smaller"}


def weigh(site: Site, rule: RuleView, pack: PackView) -> list[Clue]:
    """Compare the side left open with the one that the words of the rule go with."""
    for subject, way in sides(site, rule):
        if not subject.is_single:
            continue
        natures = _natures(subject.main, pack)
        votes: list[tuple[int, str, float]] = []
        for where, text, sign, weight in _texts(rule):
            for pattern, themes in lexicon().themes:
                for nature in natures & themes.keys():
                    match = pattern.search(text)
                    if match is not None:
                        votes.append((themes[nature] * sign, f"“{match.group()}” in {where}", weight))
        total = sum(vote * weight for vote, _, weight in votes)
        if abs(total) < 0.75:
            continue
        asked = 1 if total > 0 else -1
        weight = min(abs(total), 1.75)
        text = next(said for vote, said, _ in votes if vote == asked)
        if asked == way:
            return [Clue("wording", -weight, f"{text} fits")]
        return [Clue("wording", weight, f"{text} goes with {_WAYS[asked]} values of `{subject.main}`")]
    return []


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
    if member.type == "money" and member.min is None and "size" in found | {"size"}:
        found.add("room")
    return found
