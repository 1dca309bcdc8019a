"""Rules, notifications and promise scenarios read back: everything that each says, in words.

Takes a pack, gives a `Reading` for each of its forms. Nothing is evaluated and nothing is judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from cljrules.explain.actions import Deed, action_in_words
from cljrules.explain.clauses import Clauses
from cljrules.explain.phrases import Phrase, listed, sentence
from cljrules.explain.scope import scope_of
from cljrules.explain.values import in_words, money, number
from cljrules.packs.model import Example, Notification, Pack, PortfolioChanged, Rule, Scenario, StatusChanged, Top
from cljrules.packs.restrictions import restrictions
from cljrules.parser.forms import Form
from cljrules.stdlib.catalogue import Catalogue

_ONCE: Final[Mapping[str, str]] = {
    "never-again": "It acts once in the life of a loan.",
    "while-true": "It acts once for each unbroken stretch in which its criteria hold.",
}
_RUNS: Final[Mapping[str, str]] = {"real-time": "in real time", "daily-maintenance": "in daily maintenance"}


@dataclass(frozen=True, slots=True)
class ReadExample:
    """An example in words."""

    given: tuple[tuple[str, str], ...]
    as_of: str | None
    fires: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """A form of a pack in words. `sentence` says when it fires; `actions` what it then does; `terms` when and how often
    it runs; `phrase` is None for a form without criteria.
    """

    kind: str
    name: str
    doc: str | None
    sentence: str
    phrase: Phrase | None
    actions: tuple[Deed, ...]
    terms: tuple[str, ...]
    examples: tuple[ReadExample, ...]

    def as_json(self) -> dict[str, Any]:
        """The reading as JSON data."""
        return {
            "kind": self.kind,
            "name": self.name,
            "doc": self.doc,
            "sentence": self.sentence,
            "actions": [action.text for action in self.actions],
            "terms": list(self.terms),
            "examples": [
                {"given": dict(example.given), "as_of": example.as_of, "fires": example.fires}
                for example in self.examples
            ],
        }


class PackReader:
    """Reads the forms of one pack."""

    def __init__(self, pack: Pack, catalogue: Catalogue) -> None:
        self.pack: Final = pack
        self.catalogue: Final = catalogue
        self._clauses: Final = Clauses(catalogue)
        self._scope: Final = scope_of(pack.definitions)

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """All forms of the pack: rules, notifications, scenarios, each in evaluation order."""
        return tuple(self.read(top) for top in self.pack.tops)

    def phrase(self, criteria: Form) -> Phrase:
        """Criteria as a tree of phrases."""
        return self._clauses.phrase(criteria, self._scope)

    def read(self, top: Top) -> Reading:
        """One form in words."""
        if isinstance(top, Rule):
            return self._rule(top)
        return self._notification(top) if isinstance(top, Notification) else self._scenario(top)

    def _rule(self, rule: Rule) -> Reading:
        phrase = self.phrase(rule.when)
        return Reading(
            "rule",
            rule.name,
            rule.doc,
            sentence(phrase),
            phrase,
            tuple(action_in_words(call, self.catalogue) for call in rule.then),
            tuple(_terms(rule)),
            tuple(self.example(example) for example in rule.examples),
        )

    def example(self, example: Example) -> ReadExample:
        """An example in words."""
        variables = self.catalogue.variables
        given = tuple(
            (variables[name].label, in_words(value, variables[name], self.catalogue))
            for name, value in example.given.items()
        )
        return ReadExample(given, example.as_of.isoformat() if example.as_of else None, example.fires)

    def _notification(self, of: Notification) -> Reading:
        phrase = self.phrase(of.when) if of.when is not None else None
        if phrase is not None:
            said = sentence(phrase, "Sent in daily maintenance when")
        else:
            said = f"Sent when {listed([_event(event) for event in of.on], 'or')}."
        sends = []
        for channel in of.channels:
            settings = (f"{key} {_setting(value)}" for key, value in channel.settings.items())
            off = "" if channel.enabled else " (switched off)"
            limits = (f"only {limit}" for limit in self._limits(channel.restrict or {}))
            sends.append(Deed(f"Sends by {channel.name.replace('-', ' ')}{off}", (*settings, *limits)))
        terms = tuple(f"Only {limit}." for limit in self._limits(of.restrict))
        return Reading("notification", of.name, of.doc, said, phrase, tuple(sends), terms, ())

    def _limits(self, restrict: Mapping[str, Any]) -> Iterator[str]:
        for key, value in restrict.items():
            known = restrictions()[key]
            label = self.catalogue.variables[known.variable].label
            if known.kind == "words":
                yield f"where the {label} is {listed([f'“{item}”' for item in value], 'or')}"
            elif known.kind == "switch":
                yield f"where {label} is {'on' if value else 'off'}"
            elif known.kind == "days-since":
                yield f"where the {label} is from {number(value[0])} to {number(value[1])} days ago, both included"
            else:
                low, high = (money(end) if known.kind == "dollars" else number(end) for end in value)
                yield f"where the {label} is from {low} to {high}, both included"

    def _scenario(self, of: Scenario) -> Reading:
        phrase = self.phrase(of.applies_when) if of.applies_when is not None else None
        said = sentence(phrase, "Applies when") if phrase is not None else "Applies to every loan."
        window, tolerance = of.window, of.tolerance
        if tolerance.percent is not None:
            least = f"at most {number(tolerance.percent)}% less than promised"
        elif tolerance.dollars is not None:
            least = f"at most {money(tolerance.dollars)} less than promised"
        else:
            least = "no less than promised"
        what = listed(sorted(word.removesuffix("s") for word in of.evaluate_on), "or")
        keeps = (
            f"A {what} keeps a promise when it is {least}, counted by its {window.by.replace('-', ' ')} from"
            f" {window.days_before} days before to {window.days_after} days after the due date, both included"
        )
        reversal = "fails again" if of.fail_on_reversal else "stays kept"
        terms = (f"When the {what} is reversed, the promise {reversal}.",)
        return Reading("scenario", of.name, of.doc, said, phrase, (Deed(keeps),), terms, ())


def _terms(rule: Rule) -> Iterator[str]:
    if not rule.active:
        yield "It is not active: it is checked and never runs."
    if rule.runs == frozenset(_RUNS):
        yield "It runs in real time and in daily maintenance."
    elif rule.runs:
        yield f"It runs only {listed([_RUNS[name] for name in sorted(rule.runs)], 'and')}."
    if rule.preactivation:
        yield "It also runs before the account is activated."
    if len(rule.enroll) == 1:
        yield f"It takes in only {next(iter(rule.enroll)).replace('-', ' ')}."
    yield _ONCE.get(rule.once or "", "It acts at each evaluation in which its criteria hold.")
    if rule.intent is not None and rule.intent.inverse:
        yield f"The author means a comparator the unusual way round: {rule.intent.reason.rstrip('.')}."


def _event(event: StatusChanged | PortfolioChanged) -> str:
    if isinstance(event, PortfolioChanged):
        return f"an account {'enters' if event.added else 'leaves'} the portfolio “{event.title}”"
    ends = (
        ("from", event.from_status, event.from_sub_status),
        ("to", event.to_status, event.to_sub_status),
    )
    said = [
        f"{way} {' / '.join(f'“{word}”' for word in (status, sub) if word is not None)}"
        for way, status, sub in ends
        if status is not None or sub is not None
    ]
    return " ".join(["an account's status changes", *said])


def _setting(value: Any) -> str:
    if isinstance(value, str):
        return f"“{value}”"
    if isinstance(value, Mapping):
        return listed([f"{key} {_setting(item)}" for key, item in value.items()], "and")
    if isinstance(value, tuple | list | frozenset):
        items = sorted(map(str, value)) if isinstance(value, frozenset) else list(map(str, value))
        return listed(items, "and")
    return str(value)
