"""A rule pack as data: what `load` gives and the runtime executes.

Names that the language writes as keywords (`:daily-maintenance`) are held as text without the colon. Option values are
plain Python: text in code points, int, Decimal, bool, None, `Amount`, `DateSpec`, tuples, and mappings from
custom-field numbers. Criteria stay forms, so that every later finding has its place. Nothing here changes after
loading.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from cljrules.diagnostics import Diagnostic, Severity
from cljrules.parser.forms import Coll, Form
from cljrules.source import Source, Span
from cljrules.stdlib.catalogue.data import NOTHING, Data


class Amount(Data):
    """Dollars: the amount base's figure (none for a fixed amount) plus a number."""

    base: str | None
    plus: Decimal


class DateSpec(Data):
    """A day: either a date base or a fixed `iso` day, plus a number of days."""

    base: str | None
    iso: str | None
    plus_days: int = 0


class ActionCall(Data):
    """One action of a rule. `options` are those given; `effective` adds the defaults of those left out."""

    name: str
    options: Mapping[str, Any]
    effective: Mapping[str, Any]
    span: Span
    form: Form


class Example(Data):
    """`given` variables (bound.

    The rest are the sample loan's) and whether the rule fires on them, on a business date or the sample's.
    """

    given: Mapping[str, Any]
    as_of: date | None
    fires: bool
    span: Span


class Intent(Data):
    """An author's word that a comparator is meant as it stands, with the reason."""

    inverse: bool
    reason: str


class Rule(Data):
    """Criteria and actions.

    `once` is `never-again`, `while-true` or None; `span` covers the whole form, `name_span` its name.
    """

    name: str
    doc: str | None
    when: Form
    then: tuple[ActionCall, ...]
    span: Span
    name_span: Span
    source: Source
    runs: frozenset[str]
    preactivation: bool = False
    active: bool = True
    enroll: frozenset[str] = frozenset()
    once: str | None = None
    intent: Intent | None = None
    examples: tuple[Example, ...] = ()


class StatusChanged(Data):
    """A status change that a notification listens to; what is None matches any."""

    from_status: str | None = None
    from_sub_status: str | None = None
    to_status: str | None = None
    to_sub_status: str | None = None


class PortfolioChanged(Data):
    """A portfolio or sub-portfolio, by title, that an account enters (`added`) or leaves."""

    title: str
    added: bool


class Channel(Data):
    """One way a notification goes out.

    `settings` are the channel's own keys; `restrict` narrows the accounts, None for no more than the whole.
    """

    name: str
    settings: Mapping[str, Any]
    enabled: bool
    restrict: Mapping[str, Any] | None
    span: Span


class Notification(Data):
    """Tells people or systems. Exactly one of `on` (events) and `when` (criteria, daily) is given. `expressions` are
    those that its template files give to `rule`.
    """

    name: str
    doc: str | None
    on: tuple[StatusChanged | PortfolioChanged, ...]
    when: Form | None
    restrict: Mapping[str, Any]
    channels: tuple[Channel, ...]
    span: Span
    name_span: Span
    source: Source
    expressions: tuple[Form, ...] = ()


class Window(Data):
    """Days around a promise's due date, both ends inclusive, `by` the `apply-date` or the `process-date`."""

    days_before: int
    days_after: int
    by: str


class Tolerance(Data):
    """How much less than promised still keeps the promise: percent of it, or dollars."""

    percent: Decimal | None = None
    dollars: Decimal | None = None


class Scenario(Data):
    """When a posted payment or credit keeps a promise; `applies_when` None applies to every loan."""

    name: str
    doc: str | None
    evaluate_on: frozenset[str]
    applies_when: Form | None
    window: Window
    tolerance: Tolerance
    fail_on_reversal: bool
    span: Span
    name_span: Span
    source: Source


class Definition(Data):
    """A `def` or `defn` shared by the pack; `form` is the whole of it."""

    name: str
    form: Coll
    name_span: Span


class Allowance(Data):
    """Findings of a code that are kept, with the reason: those of a rule, those `within` a form, or all of the pack.

    `place` is where it is written.
    """

    code: str
    rule: str | None
    reason: str
    place: tuple[Source, Span]
    within: tuple[Source, Span] | None = None


class Manifest(Data):
    """What cljrules.toml says. `vocabulary` maps each list's name to words, or to words with their words inside;
    `extensions` maps a namespace to the name of its file, None where what is given is no file's name.
    """

    name: str
    version: str
    description: str = ""
    files: tuple[str, ...] = ()
    timezone: str = "UTC"
    vocabulary: Mapping[str, Any] = NOTHING
    extensions: Mapping[str, str | None] = NOTHING
    store_url: str | None = None
    disabled: frozenset[str] = frozenset()
    severities: Mapping[str, Severity] = NOTHING
    allowances: tuple[Allowance, ...] = ()
    source: Source | None = None


class Extension(Data):
    """A namespace of functions that the pack brings along; of one that cannot be used, `functions` say why when they
    are called.
    """

    ns: str
    source: Source | None
    functions: Mapping[str, Any]


#: What stands at the top of a pack and has criteria or events of its own.
Top = Rule | Notification | Scenario


class Pack(Data):
    """A pack that was read. Rules, notifications and scenarios are in evaluation order; `forms` are all top-level forms
    of its files, `files` all the texts that it is made of, the manifest first.
    """

    manifest: Manifest
    rules: tuple[Rule, ...]
    notifications: tuple[Notification, ...]
    scenarios: tuple[Scenario, ...]
    definitions: tuple[Definition, ...]
    sources: tuple[Source, ...]
    content_hash: str
    forms: tuple[Form, ...] = ()
    extensions: tuple[Extension, ...] = ()
    templates: tuple[Source, ...] = ()

    @property
    def files(self) -> tuple[Source, ...]:
        manifest = self.manifest.source
        extra = tuple(extension.source for extension in self.extensions if extension.source is not None)
        return (*((manifest,) if manifest is not None else ()), *self.sources, *extra, *self.templates)

    @property
    def template_texts(self) -> Mapping[str, str]:
        """The texts of the template files by the name within the pack."""
        first = self.manifest.source or (self.sources[0] if self.sources else None)
        home = Path(first.path).parent if first is not None else Path()
        return {Path(source.path).relative_to(home).as_posix(): source.text for source in self.templates}

    @property
    def tops(self) -> tuple[Top, ...]:
        """The rules, notifications and scenarios, each kind in evaluation order."""
        return (*self.rules, *self.notifications, *self.scenarios)

    def with_criteria(self) -> Iterator[tuple[str, Top, Form]]:
        """Every form that has criteria, with its kind (`rule`, `notification`, `scenario`) and the criteria."""
        for rule in self.rules:
            yield "rule", rule, rule.when
        for notification in self.notifications:
            if notification.when is not None:
                yield "notification", notification, notification.when
        for scenario in self.scenarios:
            if scenario.applies_when is not None:
                yield "scenario", scenario, scenario.applies_when

    @property
    def functions(self) -> Mapping[str, Mapping[str, Any]]:
        """The functions of the extensions by namespace and name, as programs take them."""
        return {extension.ns: extension.functions for extension in self.extensions}

    @property
    def name(self) -> str:
        return self.manifest.name

    @property
    def version(self) -> str:
        return self.manifest.version


class LoadedPack(Data):
    """A pack with everything found in it; `pack` is None where not even its manifest could be read.

    A pack with errors must not run.
    """

    pack: Pack | None
    diagnostics: list[Diagnostic]
