"""Whether a name is that of a specially designated national: a fuzzy match over names and aliases, with a score.

Takes the list's entries and a name with what is known beside it, gives matches with scores from 0 to 100. Names are
compared without accents, case, punctuation and the order of their words, transliterated to Latin letters. A date of
birth that contradicts an entry's lowers its score; it never rules an entry out, since such dates are often wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from runtime.customers.texts import folded

#: Points that a contradicting year of birth costs, and those that an agreeing one adds.
_OTHER_BIRTH: Final = 15
_SAME_BIRTH: Final = 3
#: An entry is looked at closely when a coarse comparison gives at least this.
_COARSE: Final = 55
_CLOSE: Final = 200
#: Words that say what kind of company it is, and not which.
_FORM_WORDS: Final = (
    "CO COMPANY CORP CORPORATION INC INCORPORATED LLC LLP LP LTD LIMITED GMBH SA SARL SRL BV NV AG PLC PJSC OAO OOO "
    "ZAO JSC FZE FZCO PTE PTY THE AND OF"
)
_FORMS: Final = frozenset(_FORM_WORDS.split())
_YEAR: Final = re.compile(r"\b(1[89]\d\d|20\d\d)\b")


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry with its names as they are compared, and the spans of years its births lie in."""

    number: int
    name: str
    type: str | None
    programs: str | None
    remarks: str | None
    names: tuple[tuple[str, str], ...]
    births: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Index:
    """All entries of a list, and every name with the number of the entry it belongs to."""

    list_id: int
    checksum: str
    entries: tuple[Entry, ...]
    names: tuple[str, ...]
    owners: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that a customer may be: the name that matched, the score, and how the births compare."""

    number: int
    name: str
    matched: str
    score: int
    birth: str
    programs: str | None
    remarks: str | None

    def as_data(self) -> dict[str, Any]:
        """The match as JSON data."""
        return {
            "entry": self.number,
            "name": self.name,
            "matched": self.matched,
            "score": self.score,
            "birth": self.birth,
            "programs": self.programs,
            "remarks": self.remarks,
        }


def build_index(list_id: int, checksum: str, rows: Iterable[Mapping[str, Any]]) -> Index:
    """An index of a list's rows."""
    entries: list[Entry] = []
    names: list[str] = []
    owners: list[int] = []
    for row in rows:
        told = [row["name"], *(alias["name"] for alias in row["aliases"])]
        compared = tuple(dict.fromkeys((_compared(name), name) for name in told if _compared(name)))
        births = birth_years(row["remarks"] or "")
        entry = Entry(row["number"], row["name"], row["type"], row["programs"], row["remarks"], compared, births)
        for form, _ in compared:
            names.append(form)
            owners.append(len(entries))
        entries.append(entry)
    return Index(list_id, checksum, tuple(entries), tuple(names), tuple(owners))


def _compared(name: str) -> str:
    words = folded(name).split()
    kept = [word for word in words if word not in _FORMS] or words
    return " ".join(sorted(kept))


def birth_years(remarks: str) -> tuple[tuple[int, int], ...]:
    """The spans of years that remarks give for births: `DOB 12 Mar 1962; alt. DOB circa 1955; DOB 1960 to 1965`."""
    found = []
    for part in remarks.split(";"):
        text = part.strip()
        if not re.match(r"(alt\. )?DOB\b", text):
            continue
        years = [int(year) for year in _YEAR.findall(text)]
        if years:
            loose = 2 if "circa" in text else 0
            found.append((min(years) - loose, max(years) + loose))
    return tuple(dict.fromkeys(found))


def find_matches(index: Index, names: Sequence[str], birth_date: str | None, threshold: int) -> list[Match]:
    """Entries that any of the names may stand for, the best first, each with a score of at least `threshold`."""
    from rapidfuzz import fuzz, process

    best: dict[int, Match] = {}
    year = int(birth_date[:4]) if birth_date else None
    for name in names:
        asked = _compared(name)
        if not asked:
            continue
        near: dict[int, None] = {}
        for scorer in (fuzz.token_sort_ratio, fuzz.token_set_ratio):
            found = process.extract(asked, index.names, scorer=scorer, score_cutoff=_COARSE, limit=_CLOSE)
            near.update((at, None) for _, _, at in found)
        for at in near:
            entry = index.entries[index.owners[at]]
            score, birth = _judged(likeness(asked, index.names[at]), entry.births, year)
            known = best.get(entry.number)
            if score >= threshold and (known is None or score > known.score):
                matched = next(told for form, told in entry.names if form == index.names[at])
                best[entry.number] = Match(
                    entry.number, entry.name, matched, score, birth, entry.programs, entry.remarks
                )
    return sorted(best.values(), key=lambda match: (-match.score, match.number))


def _judged(score: int, births: Sequence[tuple[int, int]], year: int | None) -> tuple[int, str]:
    if year is None or not births:
        return score, "unknown"
    if any(first - 1 <= year <= last + 1 for first, last in births):
        return min(100, score + _SAME_BIRTH), "agrees"
    return max(0, score - _OTHER_BIRTH), "differs"


def likeness(one: str, other: str) -> int:
    """How alike two names are, 0 to 100, whatever the order of their words: every word of the shorter name is held
    against the nearest word of the longer one, long words counting more; words that are left over cost a little.
    """
    from rapidfuzz.distance import JaroWinkler

    shorter, longer = sorted((one.split(), other.split()), key=lambda words: sum(map(len, words)))
    if not shorter:
        return 0
    rest = list(longer)
    total = weight = 0.0
    for word in sorted(shorter, key=len, reverse=True):
        if not rest:
            weight += len(word)
            continue
        nearest = max(rest, key=lambda known: JaroWinkler.similarity(word, known))
        alike = JaroWinkler.similarity(word, nearest)
        # A likeness below this is that of words that have nothing to do with each other.
        total += len(word) * (alike if alike >= 0.75 else alike / 2)
        weight += len(word)
        rest.remove(nearest)
    left = sum(map(len, rest))
    cover = weight / (weight + left * (0.25 if len(shorter) > 1 else 0.6))
    joined = JaroWinkler.similarity(one.replace(" ", ""), other.replace(" ", ""))
    return round(100 * max(total / weight * cover, joined if joined > 0.93 else 0.0))
