"""Did you mean: the known names nearest to a name that is not known.

Takes a name and the names that would have been right; gives the nearest ones, best first, or none when nothing is near
enough to be worth saying. Used by every front end, so that the same slip gets the same suggestion.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORDS = re.compile(r"[^0-9A-Za-z]+")


def suggest(name: str, candidates: Iterable[str], *, limit: int = 1) -> tuple[str, ...]:
    """At most `limit` candidates near to `name`, best first.

    Near is: the same but for case and punctuation; within one slip for every three letters; or holding all the words of
    the name (so that a left-out prefix is found).
    """
    known = sorted(set(candidates) - {name})
    if not name or not known or len(name) > 200:
        return ()
    squeezed = _squeeze(name)
    alike = [candidate for candidate in known if _squeeze(candidate) == squeezed]
    if alike:
        return tuple(alike[:limit])
    near = _within_slips(name, known)
    if len(near) < limit:
        words = _words(name)
        holding = [candidate for candidate in known if words and words <= _words(candidate) and candidate not in near]
        near += sorted(holding, key=lambda candidate: (len(candidate), candidate))
    return tuple(near[:limit])


def did_you_mean(name: str, candidates: Iterable[str], *, prefix: str = "") -> str | None:
    """The help line for an unknown name, None when nothing is near.

    `prefix` is written before the name, such as a colon.
    """
    found = suggest(name, candidates)
    return f"did you mean `{prefix}{found[0]}`?" if found else None


def _within_slips(name: str, known: list[str]) -> list[str]:
    from rapidfuzz.distance import OSA

    lowered = name.lower()
    slips = max(1, len(name) // 3)
    distances = [
        (OSA.distance(lowered, candidate.lower(), score_cutoff=slips), candidate)
        for candidate in known
        if abs(len(candidate) - len(name)) <= slips
    ]
    return [candidate for distance, candidate in sorted(distances) if distance <= slips and distance < len(name)]


def _squeeze(name: str) -> str:
    return _WORDS.sub("", name).lower() or name


def _words(name: str) -> frozenset[str]:
    return frozenset(word for word in _WORDS.split(name.lower()) if word)
