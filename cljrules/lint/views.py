"""A pack as the evidence looks at it: rules, notifications and scenarios alike, with their criteria as trees.

Made once for each pack. Everything that several kinds of evidence need is worked out here, or on first use.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property, partial
from typing import Any, Final, TypeVar

from cljrules.evaluation import Criteria, Program
from cljrules.lint.boxes import Box, boxes_of
from cljrules.lint.calls import Call, calls_in
from cljrules.lint.conditions import Branch, Compare, Condition, Is, Site, Subject, branches, compares
from cljrules.lint.exact import ExactTranslator
from cljrules.lint.index import Index
from cljrules.lint.judgements import Judge, Judgement
from cljrules.lint.leanings import Leaning, leanings
from cljrules.lint.lexicon import lexicon, plain_words
from cljrules.lint.reasoning import Reasoner
from cljrules.lint.regions import WAY, bounds_in, way_in
from cljrules.lint.scopes import Scopes
from cljrules.lint.terms import day_number, number_at
from cljrules.lint.translate import Translator
from cljrules.packs.definitions import constants_of
from cljrules.packs.memory import Memory
from cljrules.packs.model import ActionCall, Example, Intent, Notification, Pack, Rule, Scenario
from cljrules.parser.forms import Form
from cljrules.source import Source, Span
from cljrules.stdlib.catalogue import Catalogue, sample_loan
from cljrules.stdlib.catalogue.places import member_of
from cljrules.values.errors import ClojureError, LimitExceeded

_NUMBERS: Final = ("integer", "money", "rate", "percent", "number")
_T = TypeVar("_T")
_COMMENT = re.compile(r"^\s*;+\s?(.*)$")


class RuleView:
    """One top-level form with criteria. `kind` is `rule`, `notification` or `scenario`."""

    def __init__(
        self,
        kind: str,
        of: Rule | Notification | Scenario,
        criteria: Form,
        condition: Condition,
        catalogue: Catalogue,
    ) -> None:
        self.kind: Final = kind
        self.name: Final = of.name
        self.doc: Final = of.doc or ""
        self.source: Final[Source] = of.source
        self.span: Final[Span] = of.span
        self.criteria: Final = criteria
        self.condition: Final = condition
        self.calls: Final[tuple[ActionCall, ...]] = of.then if isinstance(of, Rule) else ()
        self.examples: Final[tuple[Example, ...]] = of.examples if isinstance(of, Rule) else ()
        self.intent: Final[Intent | None] = of.intent if isinstance(of, Rule) else None
        self._of = of
        self._catalogue = catalogue
        self._kept: dict[str, Any] = {}

    @property
    def rule(self) -> Rule | None:
        """The rule itself; None for notifications and scenarios."""
        return self._of if isinstance(self._of, Rule) else None

    def kept(self, name: str, make: Callable[[], _T]) -> _T:
        """Something that one kind of evidence works out once for the whole rule."""
        if name not in self._kept:
            self._kept[name] = make()
        found: _T = self._kept[name]
        return found

    @cached_property
    def compares(self) -> tuple[Compare, ...]:
        """The comparisons of the criteria, those in the functions they call included."""
        return tuple(compares(self.condition))

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        """The comparators as written, each once."""
        return tuple(dict.fromkeys(compare.site for compare in self.compares if compare.site is not None))

    @cached_property
    def branches(self) -> list[Branch] | None:
        """The ways in which the criteria hold; None where there are too many."""
        return branches(self.condition)

    @cached_property
    def leanings(self) -> tuple[Leaning, ...]:
        """What the actions come to, most severe first."""
        return leanings(self.calls, self.asked, self._catalogue)

    @cached_property
    def stance(self) -> str:
        """What the rule does to the borrower: adverse, relief or neutral, by its most severe action that does any."""
        if self.kind == "scenario":
            return "relief"
        return next((leaning.stance for leaning in self.leanings if leaning.stance != "neutral"), "neutral")

    @cached_property
    def is_kind(self) -> bool:
        """Whether the words of a rule without a stance of its own speak of relief."""
        words = set(plain_words(f"{self.name} {self.doc}").replace(",", " ").replace(".", " ").split())
        return self.stance == "neutral" and bool(words & lexicon().words["kindness"])

    @cached_property
    def only_undoes(self) -> bool:
        """Whether all that the rule does is to take portfolios away or marks off."""
        titles = self.titles.keys()
        removes = {name for name in titles if name.startswith("remove-")}
        undoing = all(call.name.endswith(("/uncheck", "/resume")) or call.name == "loan/set" for call in self.calls)
        return undoing and bool(removes) and titles == removes

    @cached_property
    def sides(self) -> Mapping[Site, list[tuple[Subject, int]]]:
        """For each comparator the subjects that it alone bounds, with the side left open; none where that differs
        between the ways in which the criteria hold.
        """
        found: dict[tuple[Site, Subject], set[int]] = {}
        for branch in self.branches or ():
            for item, _ in branch:
                if isinstance(item, Compare) and item.site is not None and item.subject is not None:
                    said = bounds_in(branch, item.subject, None)
                    # where another comparison bounds the same subject, turning this one round makes or breaks a band
                    way = WAY[said[0][1]] if len(said) == 1 else 0
                    found.setdefault((item.site, item.subject), set()).add(way)
        sides: dict[Site, list[tuple[Subject, int]]] = {}
        for (site, subject), ways in found.items():
            if len(ways) == 1 and (way := ways.pop()):
                sides.setdefault(site, []).append((subject, way))
        return sides

    @cached_property
    def ways(self) -> Mapping[Subject, int]:
        """For each subject, the side to which the criteria leave it open in every way that they can hold."""
        found: dict[Subject, set[int]] = {}
        for branch in self.branches or ():
            for item, _ in branch:
                if isinstance(item, Compare) and item.subject is not None:
                    found.setdefault(item.subject, set()).add(way_in(branch, item.subject, None))
        return {subject: ways.pop() for subject, ways in found.items() if len(ways) == 1}

    @cached_property
    def titles(self) -> Mapping[str, tuple[str, ...]]:
        """Texts that the actions set, by the option they are given to."""
        found: dict[str, tuple[str, ...]] = {}
        for call in self.calls:
            for option, value in call.options.items():
                words = value if isinstance(value, tuple) else (value,)
                texts = tuple(word for word in words if isinstance(word, str))
                if texts:
                    found[option] = found.get(option, ()) + texts
        return found

    @cached_property
    def asked(self) -> Mapping[str, frozenset[str]]:
        """The texts that a place must hold for the criteria to hold, whichever way they do."""
        ways = [
            {(item.key, item.value) for item, wanted in branch if isinstance(item, Is) and wanted}
            for branch in self.branches or ()
        ]
        found: dict[str, frozenset[str]] = {}
        for key, value in set.intersection(*ways) if ways else ():
            if isinstance(value, str):
                found[key] = found.get(key, frozenset()) | {value}
        return found

    @cached_property
    def comments(self) -> str:
        """The comment lines right above the form, or within it."""
        source = self.source
        first = source.position(self.span.start).line
        lines = []
        at = first - 1
        while at >= 1 and (comment := _COMMENT.match(source.line(at))) is not None:
            lines.append(comment.group(1))
            at -= 1
        # a comment that runs to the top of the file, or is set off by a heading, tells of the file and not of this form
        above = [] if at < 1 and source.begins_file else lines[::-1]
        inside = [line.partition(";")[2].lstrip(";") for line in source.slice(self.span).splitlines() if ";" in line]
        return " . ".join(above + [text for text in inside if '"' not in text])

    @cached_property
    def prose(self) -> tuple[tuple[str, str], ...]:
        """What people wrote about the rule, by where they wrote it."""
        subjects = []
        if isinstance(self._of, Notification):
            for channel in self._of.channels:
                subjects += [str(channel.settings[key]) for key in ("subject", "message") if key in channel.settings]
        told = (
            ("the docstring", self.doc),
            ("a comment", self.comments),
            ("the text it sends", " . ".join(subjects)),
            ("an action's text", " . ".join(self.titles.get("info", ()))),
            ("its name", self.name.replace("-", " ").replace("_", " ")),
        )
        return tuple((where, text) for where, text in told if text.strip())


class PackView:
    """A pack's forms with criteria, and what is known about loans."""

    def __init__(self, pack: Pack, catalogue: Catalogue, memory: Memory | None = None) -> None:
        self.catalogue: Final = catalogue
        self.pack: Final = pack
        self._memory = memory if memory is not None else Memory()
        self._defined = tuple(id(definition.form) for definition in pack.definitions)
        self._holding: dict[str, int | None] = {}
        translator = self._shared("translator", lambda: Translator(catalogue, pack.definitions))

        def view(kind: str, of: Any, form: Form) -> RuleView:
            key = ("view", id(of), id(translator))
            return self._memory.once(
                key, (of, translator), lambda: RuleView(kind, of, form, translator.criteria(form), catalogue)
            )

        self.rules: Final = tuple(view(kind, of, form) for kind, of, form in pack.with_criteria())

    def _shared(self, name: str, make: Callable[[], _T]) -> _T:
        """What depends on the definitions alone."""
        return self._memory.once((name, self._defined), self.pack.definitions, make)

    @cached_property
    def constants(self) -> frozenset[str]:
        """The names that `def` gives to literals."""
        return frozenset(constants_of(self.pack.definitions))

    @cached_property
    def exact(self) -> ExactTranslator:
        """What criteria say, where it can be said exactly."""
        return self._shared("exact", lambda: ExactTranslator(self.catalogue, self.pack.definitions))

    @cached_property
    def reasoner(self) -> Reasoner:
        """What conditions exclude and imply."""
        return self._shared("reasoner", lambda: Reasoner(self.catalogue))

    @cached_property
    def boxes(self) -> Mapping[RuleView, tuple[Box, ...] | None]:
        """For each rule the ways in which its criteria hold, as boxes; None where there are none to be given."""
        top = self.exact.top

        def boxes(rule: RuleView) -> tuple[Box, ...] | None:
            return boxes_of(branches(self.exact.condition(rule.criteria, top)), self.reasoner)

        return {rule: rule.kept("boxes", partial(boxes, rule)) for rule in self.rules}

    @cached_property
    def judgements(self) -> tuple[Judgement, ...]:
        """What is sure about the conditions inside criteria and functions, for every loan."""
        judge = Judge(self.exact, self.reasoner)

        def judged(rule: RuleView) -> tuple[Judgement, ...]:
            return tuple(judge.criteria(rule.criteria, rule.name))

        found = [known for rule in self.rules for known in rule.kept("judgements", partial(judged, rule))]
        for definition in self.pack.definitions:
            if definition.form.head is not None and definition.form.head.name == "defn":
                found += judge.function(definition.form)
        return tuple(found)

    @cached_property
    def calls(self) -> Mapping[str, list[Call]]:
        """The calls in criteria and definitions, by the name called."""
        return calls_in(self._owned)

    @cached_property
    def scopes(self) -> Scopes:
        """The local names of criteria and definitions, and the calls of names from outside."""
        return Scopes(self._owned)

    @cached_property
    def _owned(self) -> list[tuple[Form, str | None]]:
        """The definitions and criteria, each with the rule it belongs to."""
        own: list[tuple[Form, str | None]] = [(definition.form, None) for definition in self.pack.definitions]
        return [*own, *((rule.criteria, rule.name) for rule in self.rules)]

    @cached_property
    def program(self) -> Program | None:
        """The pack's definitions, evaluated; None where they are wrong, which is reported elsewhere."""

        def evaluated() -> Program | None:
            try:
                forms = (definition.form for definition in self.pack.definitions)
                return Program(forms, extensions=self.pack.functions)
            except (ClojureError, LimitExceeded):
                return None

        return self._shared("program", evaluated)

    @cached_property
    def index(self) -> Index:
        """What the rules have in common."""
        return Index(self)

    def prepared(self, form: Form) -> Criteria | None:
        """Criteria ready to be asked; None where they cannot be evaluated, which is reported elsewhere."""
        try:
            criteria = self.program.criteria(form) if self.program is not None else None
        except (ClojureError, LimitExceeded):
            return None
        return criteria if criteria is not None and criteria.missing is None else None

    def examples_holding(self, rule: RuleView, criteria: Form | None = None) -> int | None:
        """How many of a rule's examples hold, with its own criteria or others; None where those cannot be evaluated."""
        if criteria is None:
            if rule.name not in self._holding:
                self._holding[rule.name] = self.examples_holding(rule, rule.criteria)
            return self._holding[rule.name]
        asked = self.prepared(criteria)
        if asked is None:
            return None
        known = self.catalogue.sample
        held = 0
        for example in rule.examples:
            as_of = example.as_of or date.fromisoformat(known.as_of)
            decision = asked.decide({**sample_loan(), known.today: as_of.isoformat(), **example.given}, as_of)
            held += decision.error is None and decision.fires is example.fires
        return held

    def name_of(self, subject: Subject) -> str:
        """The place that a comparison is about: of a difference of days the date that is not the business date."""
        today = self.catalogue.sample.today
        return next((key for key, _ in subject.parts if key != today), subject.main)

    def nature(self, key: str) -> str:
        """What more of a place means: `trouble`, `merit`, `size` (of an amount), `age` (in days), `left` (terms
        to go), or `none`."""
        member = member_of(self.catalogue, key)
        if member is None or member.type not in _NUMBERS:
            return "none"
        if member.worse in ("up", "down"):
            return "trouble" if member.worse == "up" else "merit"
        if member.type == "money":
            return "size"
        return {"days": "age", "terms": "left"}.get(member.unit or "", "none")

    def trouble(self, subject: Subject) -> int:
        """1 where larger values of a subject mean more trouble for the lender, -1 where they mean less, 0 for neither
        or both. Of a share or a multiple the place that means trouble or merit decides; dates count by what is worse.
        """
        ways = {self._worse(key) * (1 if part > 0 else -1) for key, part in subject.parts} - {0}
        return ways.pop() if len(ways) == 1 else 0

    def _worse(self, key: str) -> int:
        member = member_of(self.catalogue, key)
        if member is None or member.type not in (*_NUMBERS, "date"):
            return 0
        if member.type == "date":
            # a date to come is a term of the contract, not a sign of anything
            day, today = number_at(sample_loan(), key), day_number(self.catalogue.sample.as_of)
            if day is None or today is None or day > today:
                return 0
        if self.is_room(key):
            return -1
        return {"up": 1, "down": -1}.get(member.worse or "", 0)

    def owed_share(self, subject: Subject) -> int:
        """1 where a subject grows with the share of something that is still owed, such as the principal against the
        amount of the loan, -1 where it shrinks with it, 0 for any other subject.
        """
        owed = [(key, part) for key, part in subject.parts if self.is_balance(key)]
        others = [key for key, _ in subject.parts if not self.is_balance(key)]
        if len(owed) != 1 or not others or any(self.nature(key) != "size" for key in others):
            return 0
        return 1 if owed[0][1] > 0 else -1

    def is_room(self, key: str) -> bool:
        """Whether a place holds what is left of something that can be overdrawn."""
        member = member_of(self.catalogue, key)
        return member is not None and member.type == "money" and member.min is None and not self.is_balance(key)

    def is_days_since(self, subject: Subject) -> bool:
        """Whether a subject counts the days since something that happens to few accounts, or has happened to all."""
        parts = dict(subject.parts)
        today = self.catalogue.sample.today
        others = [key for key in parts if key != today]
        if parts.get(today) != 1 or len(others) != 1 or parts[others[0]] != -1:
            return False
        day, now = number_at(sample_loan(), others[0]), day_number(self.catalogue.sample.as_of)
        return day is None or now is None or day <= now

    def is_balance(self, key: str) -> bool:
        """Whether a place holds what a borrower owes in all, which can be below zero."""
        member = member_of(self.catalogue, key)
        if member is None or member.type != "money" or member.min is not None or member.worse != "none":
            return False
        return (number_at(sample_loan(), key) or 0) > 0
