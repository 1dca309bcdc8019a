"""Sets of characters for regexes: sorted, disjoint ranges of code points, and the JVM's named classes of them."""

from __future__ import annotations

import sys
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from functools import cache
from typing import Final

LAST: Final = sys.maxunicode


class CharSet:
    """A set of code points. `ranges` are pairs of first and last code point, in order, not touching."""

    __slots__ = ("_mask", "_starts", "ranges")

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        merged: list[tuple[int, int]] = []
        for low, high in sorted(ranges):
            if merged and low <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
            else:
                merged.append((low, high))
        self.ranges: Final = tuple(merged)
        self._starts = [low for low, _ in merged]
        self._mask = 0
        for low, high in merged:
            if low < 128:
                self._mask |= (1 << min(high, 127) + 1) - (1 << low)

    @property
    def mask(self) -> int:
        """A bit for each of the first 128 code points."""
        return self._mask

    def __contains__(self, code: int) -> bool:
        if code < 128:
            return bool(self._mask >> code & 1)
        at = bisect_right(self._starts, code) - 1
        return at >= 0 and code <= self.ranges[at][1]

    def union(self, other: CharSet) -> CharSet:
        return CharSet(self.ranges + other.ranges)

    def negated(self) -> CharSet:
        gaps = []
        at = 0
        for low, high in self.ranges:
            if low > at:
                gaps.append((at, low - 1))
            at = high + 1
        if at <= LAST:
            gaps.append((at, LAST))
        return CharSet(gaps)

    def intersection(self, other: CharSet) -> CharSet:
        return self.negated().union(other.negated()).negated()

    def folded(self, *, unicode: bool) -> CharSet:
        """With the other case of each letter: of ASCII letters, or of all."""
        more = list(self.ranges)
        for low, high in self.ranges:
            for first, shift in ((65, 32), (97, -32)):
                start, end = max(low, first), min(high, first + 25)
                if start <= end:
                    more.append((start + shift, end + shift))
        if unicode:
            for low, high in self.ranges:
                for code in range(low, min(high, low + _FOLD_MOST) + 1):
                    more += [(ord(other), ord(other)) for other in _other_cases(chr(code))]
        return CharSet(more)


_FOLD_MOST: Final = 2000


def _other_cases(character: str) -> set[str]:
    upper = character.upper()
    cases = {character.lower(), upper, upper.lower()} if len(upper) == 1 else {character.lower()}
    return {case for case in cases if len(case) == 1}


def of_text(characters: str) -> CharSet:
    """The set of the characters of a text."""
    return CharSet((ord(character), ord(character)) for character in characters)


ANY: Final = CharSet([(0, LAST)])
LINE_ENDS: Final = of_text("\n\r\x85\u2028\u2029")
DIGIT: Final = CharSet([(48, 57)])
WORD: Final = CharSet([(48, 57), (65, 90), (95, 95), (97, 122)])
SPACE: Final = of_text(" \t\n\x0b\f\r")
BLANK: Final = of_text(" \t\xa0\u1680\u180e\u202f\u205f\u3000").union(CharSet([(0x2000, 0x200A)]))
VERTICAL: Final = of_text("\n\x0b\f\r\x85\u2028\u2029")

_UPPER: Final = CharSet([(65, 90)])
_LOWER: Final = CharSet([(97, 122)])
_ALPHA: Final = _UPPER.union(_LOWER)
_PUNCT: Final = CharSet([(33, 47), (58, 64), (91, 96), (123, 126)])

_POSIX: Final = {
    "Lower": _LOWER,
    "Upper": _UPPER,
    "ASCII": CharSet([(0, 127)]),
    "Alpha": _ALPHA,
    "Digit": DIGIT,
    "Alnum": _ALPHA.union(DIGIT),
    "Punct": _PUNCT,
    "Graph": CharSet([(33, 126)]),
    "Print": CharSet([(32, 126)]),
    "Blank": of_text(" \t"),
    "Cntrl": CharSet([(0, 31), (127, 127)]),
    "XDigit": CharSet([(48, 57), (65, 70), (97, 102)]),
    "Space": SPACE,
}

_JAVA: Final = {
    "javaLowerCase": ("Ll",),
    "javaUpperCase": ("Lu",),
    "javaTitleCase": ("Lt",),
    "javaDigit": ("Nd",),
    "javaLetter": ("Lu", "Ll", "Lt", "Lm", "Lo"),
    "javaAlphabetic": ("Lu", "Ll", "Lt", "Lm", "Lo", "Nl"),
    "javaLetterOrDigit": ("Lu", "Ll", "Lt", "Lm", "Lo", "Nd"),
    "javaISOControl": ("Cc",),
    "javaSpaceChar": ("Zs", "Zl", "Zp"),
}

_BINARY: Final = {
    "ALPHABETIC": _JAVA["javaAlphabetic"],
    "LETTER": _JAVA["javaLetter"],
    "LOWERCASE": ("Ll",),
    "UPPERCASE": ("Lu",),
    "TITLECASE": ("Lt",),
    "DIGIT": ("Nd",),
    "PUNCTUATION": ("Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po"),
    "CONTROL": ("Cc",),
}


@cache
def _categories() -> dict[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = {}
    start, held = 0, unicodedata.category("\0")
    for code in range(1, LAST + 1):
        category = unicodedata.category(chr(code))
        if category != held:
            found.setdefault(held, []).append((start, code - 1))
            start, held = code, category
    found.setdefault(held, []).append((start, LAST))
    return found


def _of_categories(names: Iterable[str]) -> CharSet:
    table = _categories()
    return CharSet(part for name in names for part in table[name])


def named(name: str, *, ignore_case: bool) -> CharSet | None:
    """The class written `\\p{name}`, None where there is none of this name."""
    if ignore_case and name in ("Lower", "Upper"):
        return _ALPHA
    if name in _POSIX:
        return _POSIX[name]
    if name in _JAVA:
        return _of_categories(("Lu", "Ll", "Lt") if ignore_case and name.endswith("Case") else _JAVA[name])
    if name == "javaWhitespace":
        return (
            _of_categories(("Zs", "Zl", "Zp"))
            .intersection(of_text("\xa0\u2007\u202f").negated())
            .union(CharSet([(9, 13), (28, 31)]))
        )
    for prefix in ("general_category=", "gc=", "Is"):
        if name.startswith(prefix):
            rest = name.removeprefix(prefix)
            if prefix == "Is" and rest.upper() in _BINARY:
                return _of_categories(_BINARY[rest.upper()])
            return _category(rest, ignore_case=ignore_case)
    return _category(name, ignore_case=ignore_case)


def _category(name: str, *, ignore_case: bool) -> CharSet | None:
    if name == "L1":
        return CharSet([(0, 255)])
    if name == "LD":
        return _of_categories(_JAVA["javaLetterOrDigit"])
    if name == "LC" or (ignore_case and name in ("Lu", "Ll", "Lt")):
        return _of_categories(("Lu", "Ll", "Lt"))
    known = [category for category in _categories() if category == name or (len(name) == 1 and category[0] == name)]
    return _of_categories(known) if known else None
