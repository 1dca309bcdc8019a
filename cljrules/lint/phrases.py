"""What a text says about figures: "more than 30 days", "$25 or less", "between the fortieth and the forty-fifth day".

Takes plain text, gives the figures with the side that the words ask for. Knows nothing of rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import Final, NamedTuple

from cljrules.lint.lexicon import Saying, lexicon
from cljrules.lint.numerals import STOPS, Token, tokens

_DAYS: Final[Mapping[str, tuple[int, int]]] = {
    "weeks": (7, 7),
    "months": (28, 31),
    "quarters": (89, 92),
    "years": (360, 366),
}
_NEAR: Final = 6


class Figure(NamedTuple):
    """A number in a text. `way`: 1 when the text asks for larger ones, -1 for smaller ones, 0 when it does not say.

    `strict`: whether the number itself is left out, None when the words leave that open. `unit`: days, dollars,
    percent, share, times, a stretch of time, or "" when none is said. `near`: the words around it. `soft`: only a hint.
    """

    value: Fraction
    way: int
    strict: bool | None
    unit: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    phrase: str
    soft: bool

    @property
    def near(self) -> tuple[str, ...]:
        return self.before + self.after

    def amounts(self) -> list[tuple[Fraction, Fraction]]:
        """The stretches of numbers that the figure may stand for in criteria: as it is, as a share, in days."""
        value = self.value
        if self.unit == "percent":
            return [(value / 100, value / 100), (value, value), (1 + value / 100, 1 + value / 100)]
        if self.unit == "share":
            # a third is 0.33, 0.34 or 1/3
            return [(value - Fraction(1, 100), value + Fraction(1, 100)) if value.denominator == 3 else (value, value)]
        if self.unit in _DAYS:
            low, high = _DAYS[self.unit]
            return [(value * low, value * high), (value, value)]
        return [(value, value)]


_PLAIN: Final = Saying(1, False)
_Said = tuple[int, bool | None, str, bool]


@cache
def figures(text: str) -> tuple[Figure, ...]:
    """The figures of a text, in order."""
    said = tokens(text)
    found = []
    for at, token in enumerate(said):
        if token.value is None:
            continue
        way, strict, phrase, soft = _side(said, at)
        before = tuple(word.text for word in said[max(0, at - _NEAR) : at])
        after = tuple(word.text for word in said[at + 1 : at + 1 + _NEAR])
        found.append(Figure(token.value, way, strict, token.unit or _unit_after(said, at), before, after, phrase, soft))
    return tuple(found)


def _unit_after(said: list[Token], at: int) -> str:
    words = lexicon().words
    for token in said[at + 1 : at + 4]:
        text = token.text.partition("'")[0]
        if text in STOPS or text in (",", ":") or token.value is not None:
            break
        if text in words["times"]:
            return "times"
        if text in words["days"]:
            return "days"
        if text in words["dollars"]:
            return "dollars"
        if text in words["percents"]:
            return "percent"
        for unit in _DAYS:
            if text in (unit, unit[:-1]):
                return unit
    before = said[at - 1].text if at else ""
    return "days" if before in words["days"] else ""


def _side(said: list[Token], at: int) -> _Said:
    token = said[at]
    if token.plus:
        return 1, False, f"{token.text}", False
    ranged = _range(said, at)
    if ranged is not None:
        return ranged
    found, later = _before(said, at), _after(said, at)
    if later is not None and (found is None or found[3] or _is_weaker(found, later)):
        found = later
    if found is not None:
        return _excepted(said, at, found)
    if _is_denied(said, at, _PLAIN):
        return -1, True, f"not {token.text}", False
    return 0, None, "", False


def _range(said: list[Token], at: int) -> _Said | None:
    """`between a and b`, `from a to b`, `a to b`, `a-b`."""

    def joined(first: int, second: int) -> bool:
        words = lexicon().words
        between = [token.text for token in said[first + 1 : second] if token.text not in words["fillers"]]
        opened = any(token.text in ("between", "from") for token in said[max(0, first - 3) : first])
        links = [text for text in between if text not in words["units"] - {"and"}]
        if links in (["to"], ["-"], ["–"], ["—"], ["through"], ["thru"], ["up", "to"]):
            return True
        return opened and links in (["and"], ["until"], ["till"])

    later = next((i for i in range(at + 1, min(at + 6, len(said))) if said[i].value is not None), None)
    if later is not None and joined(at, later) and said[later].value > said[at].value:  # type: ignore[operator]
        return 1, None, f"{said[at].text} to {said[later].text}", False
    earlier = next((i for i in range(at - 1, max(-1, at - 6), -1) if said[i].value is not None), None)
    if earlier is not None and joined(earlier, at) and said[at].value > said[earlier].value:  # type: ignore[operator]
        return -1, None, f"{said[earlier].text} to {said[at].text}", False
    return None


def _before(said: list[Token], at: int) -> _Said | None:
    words = lexicon()
    end = at
    skipped = 0
    while end > 0 and skipped <= 3:
        for length in range(min(words.longest, end), 0, -1):
            phrase = tuple(token.text for token in said[end - length : end])
            saying = words.before.get(phrase)
            if saying is None or (saying.soft and skipped > 1):
                continue
            told = " ".join([*phrase, said[at].text])
            way, strict = saying.way, saying.strict
            if (saying.window or not saying.soft) and _is_denied(said, end - length, saying):
                way, strict = -way, None if strict is None else not strict
            return way, strict, told, saying.soft
        text = said[end - 1].text
        if text not in words.words["fillers"] or said[end - 1].value is not None:
            return None
        end -= 1
        skipped += 1
    return None


def _is_weaker(before: _Said, after: _Said) -> bool:
    """Whether the word before a figure gives way to `or more` after it, as in `short by 250 or more`."""
    words = set(before[2].split()[:-1])
    return words <= lexicon().words["loose"] and not after[3] and bool({"or", "and"} & set(after[2].split()))


def _excepted(said: list[Token], at: int, found: _Said) -> _Said:
    """What is said after `unless` is what must not be; after `not … unless` it is open again. A day "not later than"
    some days before another is at least that far ahead of it.
    """
    way, strict, phrase, soft = found
    words = lexicon().words
    clause = _back_to(said, at, STOPS | {",", ":", "and", "or", "but"})
    if words["exceptions"] & set(clause):
        whole = _back_to(said, at, STOPS)
        if words["negations"] & set(whole) or words["nothings"] & set(whole):
            return 0, None, "", False
        way, strict, phrase = -way, None if strict is None else not strict, f"unless … {phrase}"
    if words["timely"] & set(phrase.split()):
        rest = _back_to(said[::-1], len(said) - 1 - at, STOPS)
        if rest and words["ahead"] & set(rest):
            way, strict = -way, strict
    return way, strict, phrase, soft


def _back_to(said: list[Token], at: int, stops: frozenset[str]) -> list[str]:
    """The words before a place, back to the nearest of some marks or words."""
    found: list[str] = []
    for token in reversed(said[:at]):
        if token.text in stops:
            break
        found.append(token.text)
    return found


def _is_denied(said: list[Token], at: int, saying: Saying) -> bool:
    """Whether the phrase that begins here is denied: `is not over`, `never been late by more than`, `fails to reach`,
    `no payment is over`, and for a stretch of time `nothing was paid in the last`.
    """
    words = lexicon().words
    back = [token.text for token in said[max(0, at - _NEAR) : at]]
    if back[-1:] == ["to"] and back[-2:-1] and back[-2] in words["failures"]:
        return True
    for text in reversed(back):
        if text in words["negations"] and (text not in ("no", "without") or (text == "without" and text != back[-1])):
            return True
        if text not in words["light"]:
            break
    if back[-2:-1] in (["no"], ["without"]) and back[-1] in words["compared"]:
        return True
    if len(back) >= 3 and back[-1] in words["verbs"] and bool({"no", "none"} & set(back[:-1])):
        return True
    if not saying.window:
        return False
    clause = set(_back_to(said, at, STOPS | {"and", "or", "but", ",", ":"})[:_NEAR])
    return bool(words["negations"] & clause) or bool(words["nothings"] & clause)


def _after(said: list[Token], at: int) -> _Said | None:
    words = lexicon()
    start = at + 1
    for _ in range(6):
        if start >= len(said):
            return None
        for length in range(min(words.longest, len(said) - start), 0, -1):
            phrase = tuple(token.text for token in said[start : start + length])
            saying = words.after.get(phrase)
            if saying is not None and _belongs(said, start, phrase):
                return saying.way, saying.strict, " ".join([said[at].text, *phrase]), saying.soft
        if said[start].text not in words.words["units"] | words.words["consumed"] or said[start].value is not None:
            return None
        start += 1
    return None


class Direction(NamedTuple):
    """A comparison made in words without a figure: `more than the last payment`, `below that limit`.

    `loose`: the phrase stands for much else as well, such as `after`.
    """

    way: int
    phrase: str
    after: tuple[str, ...]
    loose: bool


@cache
def directions(text: str) -> tuple[Direction, ...]:
    """The comparisons that a text makes without figures, in order."""
    words = lexicon()
    said = tokens(text)
    found: list[Direction] = []
    at = 0
    while at < len(said):
        for length in range(min(words.longest, len(said) - at), 0, -1):
            phrase = tuple(token.text for token in said[at : at + length])
            saying = words.before.get(phrase)
            if saying is None or saying.soft:
                continue
            after = said[at + length : at + length + _NEAR]
            if any(
                token.value is not None and (not place or token.text != "one") for place, token in enumerate(after[:3])
            ):
                break
            way = -saying.way if _is_denied(said, at, saying) else saying.way
            loose = saying.window or words.words["loose"] >= set(phrase)
            found.append(Direction(way, " ".join(phrase), tuple(token.text for token in after), loose))
            break
        else:
            at += 1
            continue
        at += length
    return tuple(found)


def _belongs(said: list[Token], start: int, phrase: tuple[str, ...]) -> bool:
    """Whether a phrase after a figure is of that figure and not of the next: `and over $50`, `and more than 50`."""
    following = start + len(phrase)
    if phrase in (("on",), ("up",)):
        return _ends(said, following)
    if phrase[0] not in ("and", "or"):
        return True
    if following >= len(said):
        return True
    if " ".join(phrase[1:]) in lexicon().words["prepositions"]:
        return said[following].value is None
    return said[following].text != "than"


def _ends(said: list[Token], at: int) -> bool:
    return at >= len(said) or said[at].text in STOPS or said[at].text in (",", ":")
