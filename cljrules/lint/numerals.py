"""The words and numbers of a text: digits, numbers in words, ordinals, shares, with the unit that follows.

Takes plain text, gives tokens. Knows nothing of comparisons.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Final, NamedTuple

from cljrules.lint.lexicon import lexicon

_TOKEN: Final = re.compile(
    r"[<>]=?|[≤≥]|\$?\d[\d,]*(?:\.\d+)?(?:%|\+|k\b|m\b|st\b|nd\b|rd\b|th\b)*\+?|\$?\.\d+%?"
    r"|[a-z]+(?:['’][a-z]+)?|[-–—]|[.;:!?,()\[\]]",
    re.ASCII,
)
_FIGURE: Final = re.compile(r"(\$?)(\d[\d,]*(?:\.\d+)?|\.\d+)(%|k|m|st|nd|rd|th)?(\+?)")
_SPANS: Final = frozenset({"day", "week", "month", "quarter", "year"})
_SHARES: Final[Mapping[str, Fraction]] = {"half": Fraction(1, 2), "quarter": Fraction(1, 4)}
STOPS: Final = frozenset(".;!?()[]")


class Token(NamedTuple):
    """A word, a mark or a number. `unit` is dollars, percent or share where the number itself says it."""

    text: str
    value: Fraction | None = None
    unit: str = ""
    plus: bool = False
    ordinal: bool = False


def tokens(text: str) -> list[Token]:
    """The tokens of a text in lower case; figures in digits and in words are put together."""
    text = text.lower().replace("past due", "pastdue").replace("past-due", "pastdue").replace("’", "'")
    text = re.sub(r"\bno longer\b(?! than)", "not", re.sub(r"(?<=\d)\s+%", "%", text))
    text = re.sub(r"(?<=[a-z])[-_/](?=[a-z])", " ", text)
    text = re.sub(r"(?<=\d)[-_](?=[a-z])|(?<=[a-z])[-_](?=\d)", " ", text)
    text = re.sub(r"\b([1-9])/([1-9])\b", lambda found: f" {_fraction_words(*found.groups())} ", text)
    return _without_echoes(_joined(_TOKEN.findall(text)))


def _without_echoes(made: list[Token]) -> list[Token]:
    """`thirty (30) days` says thirty once."""
    kept: list[Token] = []
    at = 0
    while at < len(made):
        kept.append(made[at])
        echo = made[at + 1 : at + 4]
        if [token.text for token in echo[::2]] == ["(", ")"] and echo[1].value == made[at].value is not None:
            kept[-1] = made[at]._replace(unit=made[at].unit or echo[1].unit)
            at += 3
        at += 1
    return kept


def _fraction_words(above: str, below: str) -> str:
    """`2/3` in words; a date or anything else that is no usual share stays as it was."""
    names = {value: word for word, value in lexicon().ordinals.items()} | {2: "half"}
    usual = int(above) < int(below) <= 5
    return f"{above} {names[int(below)]}" if usual else f"{above}/{below}"


def _joined(raw: list[str]) -> list[Token]:
    words = lexicon()
    made: list[Token] = []
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
            made.append(Token(text, value, unit, bool(match.group(4)), suffix in ("st", "nd", "rd", "th")))
            at = _shared(raw, at, made)
            continue
        counted = bool(made) and made[-1].value is not None
        length, value_found, ordinal = (
            (0, None, False) if counted and text in words.words["single"] else _spelt(raw, at)
        )
        if length:
            made.append(Token(" ".join(raw[at : at + length]), value_found, "", False, ordinal))
            at = _shared(raw, at + length, made)
            continue
        if text in _SPANS and made and made[-1].value is None and made[-1].text in words.words["openers"]:
            made += [Token("one", Fraction(1)), Token(text)]
        elif text == "half" or (text == "quarter" and raw[at + 1 : at + 2] == ["of"]):
            made.append(Token(text, _SHARES[text], "share"))
            at = _of_time(raw, at, made)
        else:
            made.append(Token(text))
        at += 1
    return made


def _shared(raw: list[str], at: int, made: list[Token]) -> int:
    """Turn the number last made into a share where `thirds`, `quarters`, `tenth` follows: `two thirds`, `a fifth`."""
    number = made[-1]
    if at >= len(raw) or number.unit or number.ordinal or number.value is None or number.value != int(number.value):
        return at
    word = raw[at].rstrip("s") if raw[at] != "halves" else "half"
    below = lexicon().ordinals.get(word) if word != "second" else None
    below = {"half": 2, "quarter": 4}.get(word, below)
    if below is None or number.value >= below or (word == "quarter" and number.value == 1 and raw[at] != word):
        return at
    made[-1] = Token(f"{number.text} {raw[at]}", number.value / below, "share")
    return _of_time(raw, at, made) + 1


def _of_time(raw: list[str], at: int, made: list[Token]) -> int:
    """`half a year`, `a quarter of a million`: a share of a stretch of time is time, one of a number is a number."""
    skipped = 1 if raw[at + 1 : at + 2] == ["of"] else 0
    article, thing = [*raw[at + 1 + skipped : at + 3 + skipped], "", ""][:2]
    share = made[-1]
    if article not in ("a", "an") or share.value is None:
        return at
    if thing in ("year", "month"):
        made[-1:] = [Token(share.text, share.value), Token(thing)]
    elif thing in lexicon().multipliers:
        made[-1] = Token(share.text, share.value * lexicon().multipliers[thing])
    else:
        return at
    return at + skipped + 2


def _spelt(raw: list[str], at: int) -> tuple[int, Fraction, bool]:
    """The number written in words from here: how many words, its value, and whether it counts places (`tenth`)."""
    words = lexicon()
    total = current = length = 0
    ordinal = False
    start = at
    if raw[at] in ("a", "an"):
        following = raw[at + 1] if at + 1 < len(raw) else ""
        if following in ("dozen", "fortnight", "couple", "pair"):
            skipped = 3 if raw[at + 2 : at + 3] == ["of"] else 2
            return skipped, Fraction(words.numbers[following]), False
        if following in ("half", "quarter") or (following in words.ordinals and following != "second"):
            # "a third" of something; "a" alone is the one of "one third"
            return 1, Fraction(1), False
        if following in ("hundred", "thousand", "million"):
            current, at, length = 1, at + 1, 1
        elif following in _SPANS:
            # the month of "a month and a half" is looked for right here
            more = Fraction(1, 2) if raw[at + 2 : at + 5] == ["and", "a", "half"] else Fraction(0)
            return 1, 1 + more, False
        elif following in words.words["single"] and raw[at + 2 : at + 3] and raw[at + 2] in words.words["times"]:
            return 2, Fraction(1), False
        elif following in words.words["installments"]:
            return 1, Fraction(1), False
        else:
            return 0, Fraction(0), False
    if raw[at] in words.words["single"]:
        following = raw[at + 1] if at + 1 < len(raw) else ""
        return (1, Fraction(1), False) if following in words.words["times"] else (0, Fraction(0), False)
    last = ""
    while at < len(raw) and not ordinal:
        word = raw[at]
        if word == "and" and last in words.multipliers and at + 1 < len(raw) and raw[at + 1] in words.numbers:
            at += 1
            continue
        if last and not _continues(last, word):
            break
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
        last = word
        at += 1
        length = at - start
        if word in ("once", "twice", "zero"):
            break
    if length and not ordinal and raw[at : at + 3] == ["and", "a", "half"]:
        return length + 3, Fraction(total + current) + Fraction(1, 2), False
    return length, Fraction(total + current), ordinal


def _continues(last: str, word: str) -> bool:
    """Whether a number word goes on with the number before it: `twenty five`, `one hundred`, not `two third`."""
    words = lexicon()
    if word in words.multipliers:
        return True
    worth = words.numbers.get(word, words.ordinals.get(word, 0))
    if last in words.multipliers:
        return True
    before = words.numbers.get(last, 0)
    return before >= 20 and before % 10 == 0 and 0 < worth < 10
