"""How much a text looks like what nobody writes on purpose.

Takes the tokens of a text whose delimiters match, gives a figure: 0 for what is laid out and shaped like rules and
programs are, more for each oddity: a line that begins left of what it belongs to, a map with a key too many, a
comparison of comparisons. Evidence for choosing between repairs of a malformed form, never a reason for a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from cljrules.parser.shorthands import MARKS
from cljrules.parser.stretches import CLOSERS, CLOSING
from cljrules.parser.tree import Token


class Word(NamedTuple):
    """A token as it is laid out: kind, text, line, column (both from 0), whether it begins its line, and whether it
    follows the token before it without a space."""

    kind: str
    text: str
    line: int
    column: int
    leads: bool
    joined: bool


_COMPARISONS: Final = frozenset(("=", "not=", "==", "<", ">", "<=", ">="))
# Forms that give true or false; `or` gives what stands in for nil as often.
_TRUTHS: Final = _COMPARISONS | {"and", "not"}
_CONDITIONS: Final = _TRUTHS | {"or", "if", "when"}
_THREADING: Final = frozenset(("->", "->>", "some->", "some->>", "cond->", "cond->>", "doto"))
_BINDERS: Final = frozenset(("let", "when-let", "if-let", "when-some", "if-some", "loop", "for", "doseq", "binding"))
# Fewest and most arguments of forms that authors of rules use every day.
_ARGUMENTS: Final = {
    **dict.fromkeys(_COMPARISONS, (2, 3)),
    "and": (2, 99),
    "or": (2, 99),
    "not": (1, 1),
    "nil?": (1, 1),
    "some?": (1, 1),
    "empty?": (1, 1),
    "if": (2, 3),
    "def": (2, 3),
    "defn": (3, 99),
    "when": (2, 99),
}
_CODES: Final = {
    "SYMBOL": "s",
    "KEYWORD": "k",
    "NUMBER": "n",
    "STRING": "t",
    "LPAR": "l",
    "LSQB": "v",
    "LBRACE": "m",
}
_DELIMITERS: Final = frozenset((*CLOSERS, *CLOSING, *MARKS))
_NUMBER: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?(?:[eE][+-]?\d+)?M?|\d+N|\d+/\d+|0[xX][\da-fA-F]+|\d+r\w+)")
_CODE: Final = re.compile(r"(?:^|[\s(\[{])[:#][\w{(]")
_PROSE: Final = re.compile(r"[$%]|.[:,.]$|^[^\W\d]+'|[“”‘’]")
_ONE_TOP_LEVEL_FORM: Final = 1


class _Frame:
    """A collection being looked at, or the top level."""

    __slots__ = ("codes", "column", "first", "head", "kind", "lead", "line", "loose", "second", "texts", "truths")

    def __init__(self, word: Word | None) -> None:
        self.kind = word.kind if word is not None else ""
        self.line = word.line if word is not None else -1
        self.column = word.column if word is not None else -1
        self.codes: list[str] = []
        self.texts: list[str] = []
        self.first = self.second = self.lead = -1
        self.head = ""
        self.truths = 0
        self.loose = False


def words_of(tokens: Iterable[Token], text: str) -> list[Word]:
    """The tokens of a text as they are laid out."""
    found: list[Word] = []
    line, line_start, last = 0, 0, 0
    for token in tokens:
        between = text[last : token.start]
        leads = not found
        if "\n" in between:
            line += between.count("\n")
            line_start = last + between.rindex("\n") + 1
            leads = True
        elif not found:
            line_start = text.rfind("\n", 0, token.start) + 1
        shown = text[token.start : token.end]
        found.append(Word(token.kind, shown, line, token.start - line_start, leads, bool(found) and not between))
        if "\n" in shown:
            line += shown.count("\n")
            line_start = token.start + shown.rindex("\n") + 1
        last = token.end
    return found


def strangeness(words: Sequence[Word]) -> float:
    """How odd the text looks; infinite where its delimiters do not match."""
    total = 0.0
    frame = _Frame(None)
    frames = [frame]
    previous = ""
    for word in words:
        kind = word.kind
        if kind in CLOSING:
            if len(frames) == 1 or CLOSERS[frame.kind] != word.text:
                return float("inf")
            frames.pop()
            truth = frame.head in _TRUTHS
            if frames[-1].head in _THREADING:
                frame.loose = True
            total += _shape(frame)
            frame = frames[-1]
            frame.truths += truth
        else:
            if kind in MARKS or kind == "UNREADABLE":
                frame.loose = True
                total += 5.0 * (kind == "UNREADABLE")
            else:
                total += _placed(frame, word)
                if kind in CLOSERS:
                    frame = _Frame(word)
                    frames.append(frame)
                else:
                    total += _oddity(word, previous)
        previous = kind
    if len(frames) > 1:
        return float("inf")
    return total + 4.0 * max(0, len(frame.codes) - _ONE_TOP_LEVEL_FORM)


def _placed(frame: _Frame, word: Word) -> float:
    """How odd it is for a word to stand where it does in its collection, which takes note of it."""
    count = len(frame.codes)
    frame.codes.append(_CODES.get(word.kind, "x"))
    frame.texts.append(word.text)
    if count == 0:
        frame.first = word.column
        if word.kind == "SYMBOL":
            frame.head = word.text
    elif count == 1 and not word.leads:
        frame.second = word.column
    if not word.leads or not frame.kind:
        return 0.0
    if word.column <= frame.column:
        return 4.0
    odd = 0.0
    if frame.lead >= 0:
        odd = 1.5 * (word.column != frame.lead)
    elif count and frame.kind in ("LPAR", "HASH_LPAR"):
        base = frame.column + len("#(" if frame.kind == "HASH_LPAR" else "(")
        odd = 1.5 * (word.column not in (base, base + 1, frame.second))
    elif count:
        odd = 1.5 * (word.column != frame.first)
    if count and not odd:
        frame.lead = word.column
    return odd


def _oddity(word: Word, previous: str) -> float:
    """How odd a word is by itself and right after the word before it."""
    odd = 0.0
    if word.joined and previous not in CLOSERS and previous not in MARKS:
        odd += 2.0
    text = word.text
    if word.kind == "STRING":
        inside = text[1:-1]
        odd += 1.0 * (inside != inside.strip()) + 1.0 * (not inside)
        odd += 1.5 * (inside.count("(") != inside.count(")") or inside.count("[") != inside.count("]"))
        odd += 1.5 * (_CODE.search(inside) is not None)
        if "\n" in inside:
            odd += 0.5 + 2.0 * bool(re.search(r"\n\s*[:(]", inside))
    elif word.kind == "NUMBER":
        odd += 3.0 * (_NUMBER.fullmatch(text) is None)
    elif word.kind == "SYMBOL":
        odd += 2.0 * bool(_PROSE.search(text) and text != "%")
    return odd


def is_turned_round(words: Sequence[Word]) -> bool:
    """Whether texts and code seem to have changed places, as they do after a quote that is missing: again and again a
    text touches a word."""
    touching = sum(
        word.joined and "STRING" in (word.kind, before.kind) and not {word.kind, before.kind} & _DELIMITERS
        for before, word in pairwise(words)
    )
    return touching > 1


def _shape(frame: _Frame) -> float:
    """How odd the contents of a collection are."""
    codes = frame.codes
    if frame.kind in ("LPAR", "HASH_LPAR"):
        return _list(frame)
    if frame.kind == "LBRACE":
        keys = frame.texts[::2]
        odd = 4.0 * (len(codes) % 2 and not frame.loose) + 2.0 * (len(set(keys)) < len(keys))
        return odd + sum(2.0 if code in "lvm" else 0.0 if code in "kt" else 1.0 for code in codes[::2])
    if frame.kind == "HASH_LBRACE":
        return sum(1.0 for code in codes if code in "lm")
    kinds = set(codes)
    odd = 2.0 * ("k" in kinds and bool(kinds & {"l", "m"})) + 1.5 * ("l" in kinds and "m" in kinds)
    odd += 1.0 * (codes == ["v"]) + 2.0 * (frame.head in _TRUTHS or "/" in frame.head)
    if codes[:1] == ["k"] and len(codes) > 1:
        odd += 0.5 * any(code != "k" for code in codes)
    return odd


def _list(frame: _Frame) -> float:
    codes, head = frame.codes, frame.head
    if not codes:
        return 0.5
    odd = {"t": 3.0, "n": 3.0, "v": 1.5, "m": 2.0, "l": 1.5, "k": 0.0}.get(codes[0], 0.0)
    if codes[0] == "k":
        odd += 3.0 * (len(codes) > 3) + 0.5 * (len(codes) == 1)
    given = codes[1:]
    if head in _ARGUMENTS and not frame.loose:
        least, most = _ARGUMENTS[head]
        odd += 2.0 * (not least <= len(given) <= most)
    if head in _CONDITIONS:
        odd += 2.0 * sum(text in _CONDITIONS for text in frame.texts[1:])
    if head in _COMPARISONS:
        odd += 2.0 * frame.truths * (not frame.loose)
    elif head in ("and", "or", "not"):
        odd += 2.0 * sum(code in "tnkvm" for code in (given[:-1] if head == "or" else given))
    elif head in _BINDERS:
        odd += 2.0 * (given[:1] != ["v"])
    elif head.startswith("def") and head != "defn" and "k" in given:
        rest = given[1:]
        if rest[:1] == ["t"]:
            rest = rest[1:]
        odd += 2.0 * (given[0] != "s") + 2.0 * sum(code != "k" for code in rest[::2]) + 2.0 * (len(rest) % 2)
        odd += 1.0 * sum(code == "k" for text, code in zip(rest[::2], rest[1::2], strict=False) if text == "k") * 0.5
    return odd
