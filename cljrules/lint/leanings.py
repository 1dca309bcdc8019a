"""Which way each loan variable should point for what a rule does.

Takes a rule's actions, gives `Leaning`s: one for each use of an action that its options make, with the variant's
stance, severity and justified directions. Knows nothing of criteria.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from cljrules.lint.lexicon import lexicon
from cljrules.packs.model import ActionCall, Amount
from cljrules.stdlib.catalogue import Action, Catalogue
from cljrules.stdlib.catalogue.model import Variant

_ORDER = {"adverse": 0, "relief": 1, "neutral": 2}


@dataclass(frozen=True)
class Leaning:
    """One use of an action: `up` and `down` are the places of which a larger or smaller value justifies it."""

    call: ActionCall
    name: str
    doc: str
    stance: str
    severity: int
    drivers: frozenset[str]
    up: frozenset[str]
    down: frozenset[str]
    never_on: frozenset[str]

    def way(self, key: str) -> int:
        """1 or -1 for a place of which more or less justifies the action, else 0."""
        return (key in self.up) - (key in self.down)


def leanings(
    calls: tuple[ActionCall, ...], asked: Mapping[str, frozenset[str]], catalogue: Catalogue
) -> tuple[Leaning, ...]:
    """The uses that a rule makes of its actions, most severe first; of equal severity adverse ones first.

    `asked`: the texts that the criteria ask of places, which say what an account comes from.
    """
    found = [leaning for call in calls for leaning in _of_call(call, asked, catalogue.actions[call.name])]
    return tuple(sorted(found, key=lambda leaning: (-leaning.severity, _ORDER[leaning.stance])))


def _of_call(call: ActionCall, asked: Mapping[str, frozenset[str]], action: Action) -> Iterator[Leaning]:
    applying = [variant for variant in action.variants if _applies(call, variant)]
    names = {variant.name for variant in applying}
    applying = [variant for variant in applying if variant.unless not in names]
    for variant in applying:
        leaning = _leaning(call, variant)
        if variant.stance == "relief" and _ends_relief(call, variant, asked, action):
            # an arrangement ends in success or in failure
            leaning = replace(leaning, stance="neutral", up=frozenset(), down=frozenset(), never_on=frozenset())
        yield leaning
    if not applying:
        yield _leaning(call, action)


def _leaning(call: ActionCall, use: Action | Variant) -> Leaning:
    return Leaning(
        call=call,
        name=use.name,
        doc=use.doc,
        stance=use.stance,
        severity=use.severity,
        drivers=frozenset(use.drivers),
        up=frozenset(use.justified.get("up", ())),
        down=frozenset(use.justified.get("down", ())),
        never_on=frozenset(use.never_on),
    )


def _ends_relief(call: ActionCall, variant: Variant, asked: Mapping[str, frozenset[str]], action: Action) -> bool:
    """Whether a favourable setting takes the place of another favourable one."""
    return any(
        other is not variant and other.stance == "relief" and option in other.options and _matches(old, other)
        for option in variant.options
        if option in call.options
        for old in asked.get(option, ())
        for other in action.variants
    )


def _applies(call: ActionCall, variant: Variant) -> bool:
    return any(option in call.options and _matches(call.options[option], variant) for option in variant.options)


def _matches(value: Any, variant: Variant) -> bool:
    if variant.present:
        return value is not None
    if variant.bases:
        return isinstance(value, Amount) and value.base in variant.bases
    if variant.values:
        return value in variant.values
    if variant.pattern is None:
        return False
    words = value if isinstance(value, tuple) else (value,)
    refusing = lexicon().words["refusals"] if variant.stance == "relief" else frozenset()
    return any(
        isinstance(word, str) and _pattern(variant.pattern).search(word) and refusing.isdisjoint(word.lower().split())
        for word in words
    )


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)
