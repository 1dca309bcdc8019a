"""Why criteria held for a loan or did not, value by value, and what would have to change for the opposite answer.

Takes a pack, one of its forms and a loan; gives an `Explanation`, which is data for the command, the audit, the REPL
and the editor alike. The answer is the reference evaluator's; the change was tried in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

from cljrules.evaluation import Criteria, Program
from cljrules.explain.phrases import Choice, Clause, Group, Negated, Phrase, say, sentence
from cljrules.explain.rules import PackReader
from cljrules.explain.values import in_words
from cljrules.interp.trace import Step
from cljrules.lint.nearest import Known, Nearby, literals_of
from cljrules.lint.translate import Translator
from cljrules.packs.model import Notification, Pack, Rule, Scenario
from cljrules.parser.forms import Form
from cljrules.stdlib.catalogue import Catalogue
from cljrules.stdlib.catalogue.places import value_at
from cljrules.values.errors import ClojureError, LimitExceeded
from cljrules.values.printer import Style, pr_str
from cljrules.values.symbols import from_units

HOLDS, FAILS, ERROR, UNSEEN = "holds", "fails", "error", "not looked at"


@dataclass(frozen=True, slots=True)
class Seen:
    """A value that a condition looked at: what it is called, in words, and as the language prints it."""

    label: str
    said: str
    code: str
    printed: str


@dataclass(frozen=True, slots=True)
class Point:
    """One condition and what became of it: `holds`, `fails`, `error` or `not looked at`. A group has `points`; `said`
    is then how they are joined.
    """

    said: str
    state: str
    values: tuple[Seen, ...] = ()
    points: tuple[Point, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The point as JSON data."""
        return {
            "said": self.said,
            "state": self.state,
            "values": [
                {"label": seen.label, "said": seen.said, "code": seen.code, "value": seen.printed}
                for seen in self.values
            ],
            "points": [point.as_json() for point in self.points],
        }


@dataclass(frozen=True, slots=True)
class Change:
    """A place on the loan, its value now and another one: in words and as the language prints them; `value` is the
    other one itself.
    """

    place: str
    label: str
    now: str
    then: str
    printed: str
    value: Any = None

    def as_json(self) -> dict[str, Any]:
        """The change as JSON data."""
        return {
            "place": self.place,
            "label": self.label,
            "now": self.now,
            "then": self.then,
            "value": self.printed,
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a form of a pack fired on a loan or did not. `fires` is None where its criteria gave an `error`; `changes`
    are the fewest that turn the answer round, None where none were found; `steps` is the whole trace.
    """

    kind: str
    name: str
    as_of: date
    fires: bool | None
    error: str | None
    sentence: str
    points: tuple[Point, ...]
    changes: tuple[Change, ...] | None
    read: Mapping[str, Any]
    steps: tuple[Step, ...]

    def as_json(self) -> dict[str, Any]:
        """The explanation as JSON data."""
        changes = None
        if self.changes is not None:
            changes = [change.as_json() for change in self.changes]
        return {
            "kind": self.kind,
            "name": self.name,
            "as_of": self.as_of.isoformat(),
            "fires": self.fires,
            "error": self.error,
            "sentence": self.sentence,
            "points": [point.as_json() for point in self.points],
            "changes": changes,
            "read": {name: printed(value) for name, value in self.read.items()},
            "trace": [step_json(step) for step in self.steps],
        }


def step_json(step: Step) -> dict[str, Any]:
    """A step of a trace as JSON data, with its place from 1."""
    start = step.form.source.position(step.form.span.start)
    data: dict[str, Any] = {
        "text": step.text,
        "file": step.form.source.path,
        "line": start.line,
        "column": start.column,
        "looked_at": step.looked_at,
    }
    if step.error is not None:
        data["error"] = from_units(step.error.message or "")
    elif step.looked_at:
        data["value"] = printed(step.value)
    if step.steps:
        data["steps"] = [step_json(inside) for inside in step.steps]
    return data


def printed(value: Any) -> str:
    """A value as the language prints it; of a collection the first twenty elements."""
    return from_units(pr_str(value, Style(length=20)))


class Explainer:
    """Explains the forms of one pack; made once for many loans."""

    def __init__(self, pack: Pack, catalogue: Catalogue) -> None:
        self.reader: Final = PackReader(pack, catalogue)
        self._catalogue: Final = catalogue
        self._pack: Final = pack
        self._criteria: Final[dict[tuple[str, str], Criteria]] = {}

    @cached_property
    def _program(self) -> Program:
        forms = (definition.form for definition in self._pack.definitions)
        return Program(forms, extensions=self._pack.functions, traced=True)

    @cached_property
    def _fast(self) -> Program:
        forms = (definition.form for definition in self._pack.definitions)
        return Program(forms, extensions=self._pack.functions)

    def explain(self, top: Rule | Notification | Scenario, loan: Mapping[str, Any], as_of: date) -> Explanation:
        """Why a form with criteria fired on a loan on a business date, or did not.

        Raises ClojureError and LimitExceeded where the criteria or the pack's definitions cannot be read.
        """
        form = criteria_of(top)
        assert form is not None, f"{top.name} has no criteria"
        trace = self._program.criteria(form).trace(loan, as_of)
        decision = trace.decision
        reading = self.reader.read(top)
        phrase = self.reader.phrase(form)
        root = trace.steps[0] if trace.steps else None
        parts = phrase.items if isinstance(phrase, Group) and phrase.all else (phrase,)
        points = tuple(self._point(part, root, root) for part in parts)
        error = None if decision.error is None else from_units(decision.error.message or "")
        changes = self._changes(form, loan, as_of, fires=decision.fires)
        return Explanation(
            reading.kind,
            top.name,
            as_of,
            None if decision.error is not None else decision.fires,
            error,
            sentence(phrase, "Holds when" if not isinstance(top, Rule) else "Fires when"),
            points,
            changes,
            decision.read,
            trace.steps,
        )

    # -- what became of each condition --------------------------------------------------------------------------------

    def _point(self, phrase: Phrase, within: Step | None, root: Step | None) -> Point:
        step = _step_of(phrase.form, within) or _step_of(phrase.form, root)
        if isinstance(phrase, Clause):
            return Point(phrase.text, _state(step), tuple(self._values(step)) if step is not None else ())
        if isinstance(phrase, Negated):
            inner = self._point(phrase.item, step or within, root)
            said = say(phrase, 1)
            if inner.points:
                return Point("none of this, taken together", _state(step), (), (inner,))
            return Point(said, _state(step), inner.values)
        if isinstance(phrase, Choice):
            parts = (phrase.test, phrase.then, phrase.otherwise)
            return Point(
                "if the first, then the second, and otherwise the third",
                _state(step),
                (),
                tuple(self._point(part, step or within, root) for part in parts),
            )
        points = tuple(self._point(item, step or within, root) for item in phrase.items)
        return Point("all of these" if phrase.all else "at least one of these", _state(step), (), points)

    def _values(self, step: Step) -> Iterator[Seen]:
        said: set[str] = set()
        for inside in step.walk():
            if inside.variable is not None and inside.looked_at and inside.error is None:
                variable = self._catalogue.variables[inside.variable]
                if variable.type != "boolean" and inside.variable not in said:
                    said.add(inside.variable)
                    words = in_words(inside.value, variable, self._catalogue)
                    yield Seen(variable.label, words, inside.text, printed(inside.value))
        for inside in step.steps:
            if inside.variable is None and inside.looked_at and inside.steps and inside.error is None:
                value = printed(inside.value)
                if not isinstance(inside.value, bool):
                    yield Seen(inside.text, value, inside.text, value)

    # -- what would have to change ------------------------------------------------------------------------------------

    def _changes(self, form: Form, loan: Mapping[str, Any], as_of: date, *, fires: bool) -> tuple[Change, ...] | None:
        criteria = self._fast_criteria(form)
        if criteria is None:
            return None
        nearby = Nearby(loan, self._known(form, criteria), self._catalogue, self._pack.manifest.vocabulary)
        wanted = not fires
        found = nearby.smallest(lambda changed: criteria.ask(changed, as_of) is wanted)
        if found is None:
            return None
        decision = criteria.decide(nearby.loan_with(found), as_of)
        if decision.error is not None or decision.fires is not wanted:
            return None
        return tuple(self._change(place, value, loan) for place, value in found.items())

    def _fast_criteria(self, form: Form) -> Criteria | None:
        try:
            return self._fast.criteria(form)
        except (ClojureError, LimitExceeded):
            return None

    def _known(self, form: Form, criteria: Criteria) -> Known:
        tree = Translator(self._catalogue, self._pack.definitions).criteria(form)
        forms = (form, *(definition.form for definition in self._pack.definitions))
        return Known((tree,), criteria.variables, literals_of(forms))

    def _change(self, place: str, value: Any, loan: Mapping[str, Any]) -> Change:
        variable = self._catalogue.variables[place.split(".")[0]]
        inside = place.split(".")[1:]
        label = " ".join([*(key.lower().replace("-", " ") for key in reversed(inside)), *(["of"] if inside else [])])
        member = None if inside else variable
        return Change(
            place,
            f"{label} {variable.label}".strip(),
            in_words(value_at(loan, place), member, self._catalogue),
            in_words(value, member, self._catalogue),
            printed(value),
            value,
        )


def criteria_of(top: Rule | Notification | Scenario) -> Form | None:
    """The criteria of a form of a pack; None where it has none."""
    if isinstance(top, Rule):
        return top.when
    return top.when if isinstance(top, Notification) else top.applies_when


def _step_of(form: Form, within: Step | None) -> Step | None:
    """The step of a form, where it was taken once or always came to the same."""
    if within is None:
        return None
    place = (form.source.path, form.span)
    found = [step for step in within.walk() if (step.form.source.path, step.form.span) == place]
    if not found or any(_state(step) != _state(found[0]) for step in found):
        return None
    return found[0]


def _state(step: Step | None) -> str:
    if step is None or not step.looked_at:
        return UNSEEN
    if step.error is not None:
        return ERROR
    return FAILS if step.value is None or step.value is False else HOLDS
