"""The words of lexicon.toml, arranged for looking up.

Takes nothing but the file, gives words and phrases. What a phrase means beside a figure is the file's to say; those of
a comparative (`no fewer than`, `or older`) are put together here, so that each comparative has all of them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

_NOT_NATURES: Final = frozenset({"words", "patterns", "weight", "only"})
_STRICTNESS: Final[Mapping[str, bool | None]] = {
    "strict": True,
    "inclusive": False,
    "window": False,
    "soft": None,
    "span": None,
}


class Saying(NamedTuple):
    """What a phrase beside a figure asks for: `way` 1 for larger numbers, -1 for smaller ones.

    `strict`: whether the figure itself is left out, None when that is open. `soft`: no more than a hint. `window`: the
    phrase is of a stretch of time up to now, within which something happened or did not.
    """

    way: int
    strict: bool | None
    soft: bool = False
    window: bool = False


Phrase = tuple[str, ...]


class Theme(NamedTuple):
    """What a rule is about: words, the side they go with by the nature of what is compared, how much they count, the
    texts they are looked for in (all, when none are named).
    """

    words: re.Pattern[str]
    sides: Mapping[str, int]
    weight: float
    only: frozenset[str]


class Lexicon(NamedTuple):
    """The words of lexicon.toml."""

    before: Mapping[Phrase, Saying]
    after: Mapping[Phrase, Saying]
    words: Mapping[str, frozenset[str]]
    qualifiers: Mapping[str, int]
    synonyms: Mapping[str, frozenset[str]]
    numbers: Mapping[str, int]
    ordinals: Mapping[str, int]
    multipliers: Mapping[str, int]
    themes: tuple[Theme, ...]
    longest: int


@cache
def lexicon() -> Lexicon:
    """The words of lexicon.toml."""
    data = tomllib.loads(Path(__file__).with_name("lexicon.toml").read_text(encoding="utf-8"))
    before, after = _made_phrases(data)
    before |= _phrases(data["before"])
    after |= _phrases(data["after"])
    return Lexicon(
        before,
        after,
        {name: frozenset(words) for name, words in data["words"].items()}
        | {"prepositions": frozenset(phrase for _, phrase in _either(data["prepositions"]))},
        {word: 1 if way == "up" else -1 for way, words in data["qualifiers"].items() for word in words},
        {word: frozenset(words) for word, words in data["synonyms"].items()},
        data["numbers"],
        data["ordinals"],
        data["multipliers"],
        tuple(
            Theme(_pattern(theme), _sides(theme), theme.get("weight", 1.0), frozenset(theme.get("only", ())))
            for theme in data["themes"]
        ),
        max(len(phrase) for phrase in (*before, *after)),
    )


def _made_phrases(data: Mapping[str, Any]) -> tuple[dict[Phrase, Saying], dict[Phrase, Saying]]:
    """The phrases that each comparative, preposition and stretch of time makes."""
    before: dict[Phrase, Saying] = {}
    after: dict[Phrase, Saying] = {}
    for way, word in _either(data["comparatives"]):
        before[word, "than"] = Saying(way, True)
        for denial in ("no", "not", "never", "nor"):
            before[denial, word, "than"] = Saying(-way, False)
        before["any", word, "than"] = Saying(way, True)
        before["equal", "to", "or", word, "than"] = before[word, "than", "or", "equal", "to"] = Saying(way, False)
        for link in ("or", "and"):
            after[link, word] = Saying(way, False)
    for way, word in _either(data["prepositions"]):
        phrase = tuple(word.split())
        before[phrase] = Saying(way, True)
        for link in ("at or", "on or", "equal to or", "to or"):
            before[(*link.split(), *phrase)] = Saying(way, False)
        for link in ("or", "and"):
            after[link, *phrase] = Saying(way, False)
    for link in data["stretches"]["opened"]:
        for word in data["stretches"]["by"]:
            for phrase in ((*link.split(), word), (*link.split(), "the", word)):
                before[phrase] = Saying(-1, False, window=True)
    return before, after


def _either(table: Mapping[str, list[str]]) -> Iterator[tuple[int, str]]:
    for way, words in table.items():
        for word in words:
            yield (1 if way == "up" else -1), word


def _phrases(table: Mapping[str, Mapping[str, list[str]]]) -> dict[Phrase, Saying]:
    return {
        tuple(phrase.split()): Saying(
            1 if way == "up" else -1, _STRICTNESS[kind], kind in ("soft", "span"), kind in ("window", "span")
        )
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
