"""What a text says about figures: "more than 30 days", "$25 or less", "between the fortieth and the forty-fifth day".

Takes plain text, gives the figures with the side that the words ask for. Knows nothing of rules.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

_TOKEN: Final = re.compile(
    r"\$?\d[\d,]*(?:\.\d+)?(?:%|\+|k\b|m\b|st\b|nd\b|rd\b|th\b)*\+?|[a-z]+(?:'[a-z]+)?|[-–—]|[.;:!?,()\[\]]", re.ASCII
)
_FIGURE: Final = re.compile(r"(\$?)(\d[\d,]*(?:\.\d+)?)(%|k|m|st|nd|rd|th)?(\+?)")
_NOT_NATURES: Final = frozenset({"words", "patterns", "weight", "only"})
_DAYS: Final[Mapping[str, tuple[int, int]]] = {"months": (28, 31), "weeks": (7, 7), "years": (360, 366)}
_SPANS: Final = frozenset({"day", "week", "month", "year"})
_STOPS: Final = frozenset(".;!?()[]")


class Figure(NamedTuple):
    """A number in a text. `way`: 1 when the text asks for larger ones, -1 for smaller ones, 0 when it does not say.

    `strict`: whether the number itself is left out, None when the words leave that open. `unit`: days, dollars,
    percent, months, weeks, years, or "" when none is said. `near`: the words around it. `soft`: only a hint.
    """

    value: Fraction
    way: int
    strict: bool | None
    unit: str
    near: tuple[str, ...]
    after: tuple[str, ...]
    phrase: str
    soft: bool

    def amounts(self) -> list[tuple[Fraction, Fraction]]:
        """The stretches of numbers that the figure may stand for in criteria: as it is, as a share, in days."""
        value = self.value
        if self.unit == "percent":
            return [(value / 100, value / 100), (value, value), (1 + value / 100, 1 + value / 100)]
        if self.unit in _DAYS:
            low, high = _DAYS[self.unit]
            return [(value * low, value * high), (value, value)]
        return [(value, value)]


class Theme(NamedTuple):
    """What a rule is about: words, the side they go with by the nature of what is compared, how much they count, the
    texts they are looked for in (all, when none are named).
    """

    words: re.Pattern[str]
    sides: Mapping[str, int]
    weight: float
    only: frozenset[str]


class Lexicon(NamedTuple):
    """The words of lexicon.toml, arranged for looking up."""

    before: Mapping[tuple[str, ...], tuple[int, bool | None, bool]]
    after: Mapping[tuple[str, ...], tuple[int, bool | None, bool]]
    words: Mapping[str, frozenset[str]]
    numbers: Mapping[str, int]
    ordinals: Mapping[str, int]
    multipliers: Mapping[str, int]
    themes: tuple[Theme, ...]


@cache
def lexicon() -> Lexicon:
    """The words of lexicon.toml."""
    data = tomllib.loads(files("cljrules.lint").joinpath("lexicon.toml").read_text(encoding="utf-8"))
    return Lexicon(
        _phrases(data["before"]),
        _phrases(data["after"]),
        {name: frozenset(words) for name, words in data["words"].items()},
        data["numbers"],
        data["ordinals"],
        data["multipliers"],
        tuple(
            Theme(_pattern(theme), _sides(theme), theme.get("weight", 1.0), frozenset(theme.get("only", ())))
            for theme in data["themes"]
        ),
    )


def _phrases(table: Mapping[str, Mapping[str, list[str]]]) -> dict[tuple[str, ...], tuple[int, bool | None, bool]]:
    strictness: dict[str, bool | None] = {"strict": True, "inclusive": False, "soft": None}
    return {
        tuple(phrase.split()): (1 if way == "up" else -1, strictness[kind], kind == "soft")
        for way, kinds in table.items()
        for kind, phrases in kinds.items()
        for phrase in phrases
    }


def _pattern(theme: Mapping[str, Any]) -> re.Pattern[str]:
    words = [re.escape(word) for word in sorted(theme["words"], key=len, reverse=True)]
    return re.compile(r"(?<![a-z])(?:" + "|".join([*theme.get("patterns", ()), *words]) + r")(?![a-z])")


def _sides(theme: Mapping[str, Any]) -> Mapping[str, int]:
    return {nature: 1 if side == "up" else -1 for nature, side in theme.items() if nature not in _NOT_NATURES}


def plain_words(text: str) -> str:
    """A text in lower case with its words one space apart, fixed expressions joined."""
    text = " ".join(re.sub(r"[-_/]", " ", text.lower()).split())
    return text.replace("past due", "pastdue")


class _Token(NamedTuple):
    text: str
    value: Fraction | None = None
    unit: str = ""
    plus: bool = False
    ordinal: bool = False


@cache
def figures(text: str) -> tuple[Figure, ...]:
    """The figures of a text, in order."""
    tokens = _numbers(_tokens(text))
    found = []
    for at, token in enumerate(tokens):
        if token.value is None:
            continue
        unit = token.unit or _unit_after(tokens, at)
        way, strict, phrase, soft = _said(tokens, at)
        near = tuple(word.text for word in tokens[max(0, at - 6) : at + 7])
        found.append(
            Figure(token.value, way, strict, unit, near, tuple(t.text for t in tokens[at + 1 : at + 7]), phrase, soft)
        )
    return tuple(found)


def _tokens(text: str) -> list[str]:
    text = text.lower().replace("past due", "pastdue").replace("past-due", "pastdue")
    text = re.sub(r"(?<=[a-z])[-_/](?=[a-z])", " ", text)
    text = re.sub(r"(?<=\d)[-_](?=[a-z])|(?<=[a-z])[-_](?=\d)", " ", text)
    return _TOKEN.findall(text)


def _numbers(raw: list[str]) -> list[_Token]:
    """Figures in digits and in words put together."""
    words = lexicon()
    made: list[_Token] = []
    at = 0
    while at < len(raw):
        text = raw[at]
        match = _FIGURE.fullmatch(text)
        if match is not None:
            value = Fraction(match.group(2).replace(",", "").rstrip("."))
            suffix = match.group(3) or ""
            value *= words.multipliers.get(suffix, 1)
            unit = "dollars" if match.group(1) else "percent" if suffix == "%" else ""
            at += 1
            while at < len(raw) and raw[at] in words.multipliers and raw[at] not in ("k", "m"):
                value *= words.multipliers[raw[at]]
                at += 1
            made.append(_Token(text, value, unit, bool(match.group(4)), suffix in ("st", "nd", "rd", "th")))
            continue
        length, value_found, ordinal = _spelt(raw, at)
        if length:
            made.append(_Token(text, value_found, "", False, ordinal))
            at += length
            continue
        if text in _SPANS and made and made[-1].value is None and made[-1].text in ("first", "last", "final", "next"):
            made += [_Token("one", Fraction(1)), _Token(text)]
        elif text in ("half", "quarter"):
            made.append(_Token(text, Fraction(1, 2) if text == "half" else Fraction(1, 4), "share"))
        else:
            made.append(_Token(text))
        at += 1
    return made


def _spelt(raw: list[str], at: int) -> tuple[int, Fraction, bool]:
    """The number written in words from here: how many words, its value, and whether it counts places (`tenth`)."""
    words = lexicon()
    total = current = length = 0
    ordinal = False
    article = raw[at] in ("a", "an")
    start = at
    if article:
        if at + 1 < len(raw) and raw[at + 1] in ("hundred", "thousand", "million", "dozen", "fortnight"):
            current, at, length = 1, at + 1, 1
            if raw[at] in ("dozen", "fortnight"):
                return 2, Fraction(words.numbers[raw[at]]), False
        elif at + 1 < len(raw) and raw[at + 1] in _SPANS:
            # the month of "a month and a half" is looked for right here
            more = Fraction(1, 2) if raw[at + 2 : at + 5] == ["and", "a", "half"] else Fraction(0)
            return 1, 1 + more, False
        else:
            return 0, Fraction(0), False
    while at < len(raw) and not ordinal:
        word = raw[at]
        if word in words.numbers:
            current += words.numbers[word]
        elif word in words.ordinals:
            current, ordinal = current + words.ordinals[word], True
        elif word in words.multipliers and length and word not in ("k", "m"):
            current *= words.multipliers[word]
            if words.multipliers[word] >= 1000:
                total, current = total + current, 0
        else:
            break
        at += 1
        length = at - start
        if word in ("once", "twice", "nothing", "zero"):
            break
    return length, Fraction(total + current), ordinal


def _unit_after(tokens: list[_Token], at: int) -> str:
    words = lexicon().words
    if at + 1 < len(tokens) and tokens[at + 1].text.partition("'")[0] in words["times"]:
        return "times"
    for token in tokens[at + 1 : at + 4]:
        text = token.text
        if text in _STOPS or token.value is not None:
            break
        if text in words["days"]:
            return "days"
        if text in words["dollars"]:
            return "dollars"
        if text in words["percents"]:
            return "percent"
        for unit in ("months", "weeks", "years"):
            if text in (unit, unit[:-1]):
                return unit
    before = tokens[at - 1].text if at else ""
    return "days" if before in words["days"] else ""


def _said(tokens: list[_Token], at: int) -> tuple[int, bool | None, str, bool]:
    token = tokens[at]
    if token.plus:
        return 1, False, f"{token.text}", False
    ranged = _range(tokens, at)
    if ranged is not None:
        return ranged
    found = _before(tokens, at)
    if found is not None and not found[3]:
        return found
    later = _after(tokens, at)
    return later or found or (0, None, "", False)


def _range(tokens: list[_Token], at: int) -> tuple[int, bool | None, str, bool] | None:
    """`between a and b`, `from a to b`, `a to b`, `a-b`."""

    def joined(first: int, second: int) -> bool:
        between = [token.text for token in tokens[first + 1 : second] if token.text not in lexicon().words["fillers"]]
        opened = any(token.text == "between" for token in tokens[max(0, first - 3) : first])
        units = lexicon().words["units"] - {"and"}
        links = [text for text in between if text not in units and text not in ("$",)]
        return links in (["to"], ["-"], ["–"], ["—"], ["through"], ["thru"]) or (opened and links == ["and"])

    later = next((i for i in range(at + 1, min(at + 6, len(tokens))) if tokens[i].value is not None), None)
    if later is not None and joined(at, later) and tokens[later].value > tokens[at].value:  # type: ignore[operator]
        return 1, None, f"{tokens[at].text} to {tokens[later].text}", False
    earlier = next((i for i in range(at - 1, max(-1, at - 6), -1) if tokens[i].value is not None), None)
    if earlier is not None and joined(earlier, at) and tokens[at].value > tokens[earlier].value:  # type: ignore[operator]
        return -1, None, f"{tokens[earlier].text} to {tokens[at].text}", False
    return None


def _before(tokens: list[_Token], at: int) -> tuple[int, bool | None, str, bool] | None:
    words = lexicon()
    end = at
    skipped = 0
    while end > 0 and skipped <= 3:
        for length in (4, 3, 2, 1):
            if length > end:
                continue
            phrase = tuple(token.text for token in tokens[end - length : end])
            said = words.before.get(phrase)
            if said is not None and not (said[2] and skipped > 1):
                way, strict, soft = said
                if not soft and _is_denied(tokens, end - length):
                    way, strict = -way, None if strict is None else not strict
                return way, strict, " ".join([*phrase, tokens[at].text]), soft
        text = tokens[end - 1].text
        if text not in words.words["fillers"] or tokens[end - 1].value is not None:
            return None
        end -= 1
        skipped += 1
    return None


def _is_denied(tokens: list[_Token], at: int) -> bool:
    """Whether the phrase that begins here is denied: `is not over`, `no payment is over`."""
    words = lexicon().words
    if at and tokens[at - 1].text in words["negations"] - {"no", "without"}:
        return True
    back = [token.text for token in tokens[max(0, at - 4) : at]]
    return len(back) >= 3 and back[-1] in words["verbs"] and bool({"no", "none"} & set(back[:-1]))


def _after(tokens: list[_Token], at: int) -> tuple[int, bool | None, str, bool] | None:
    words = lexicon()
    start = at + 1
    for _ in range(6):
        if start >= len(tokens):
            return None
        for length in (3, 2, 1):
            phrase = tuple(token.text for token in tokens[start : start + length])
            said = words.after.get(phrase) if len(phrase) == length else None
            if said is not None and not (phrase == ("on",) and not _ends(tokens, start + 1)):
                return said[0], said[1], " ".join([tokens[at].text, *phrase]), said[2]
        if tokens[start].text not in words.words["units"] or tokens[start].value is not None:
            return None
        start += 1
    return None


def _ends(tokens: list[_Token], at: int) -> bool:
    return at >= len(tokens) or tokens[at].text in _STOPS or tokens[at].text in (",", ":")
