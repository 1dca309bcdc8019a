"""The notifications of the deployed packs, ready to be matched and written.

Takes deployments, gives a `Deck`: notifications by what they listen to, restrictions and criteria compiled, templates
read. It is made once for a set of deployments. A template that cannot be used leaves its channel with the reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final

from sqlalchemy import Connection

from cljrules.evaluation import Criteria, Program, compile_together
from cljrules.interp.compiled import Sift
from cljrules.packs.model import Channel, Notification, PortfolioChanged, StatusChanged
from cljrules.parser.reader import read
from cljrules.source import Source
from cljrules.stdlib import catalogue
from cljrules.templating.purse import TemplateFault
from cljrules.templating.templates import Template, Templates
from cljrules.values.errors import ClojureError, LimitExceeded
from runtime.deployments import Deployed, active_deployments
from runtime.events import Written
from runtime.notifications.message import EMAIL, MAIL_HOUSE, SMS, SYSTEM, WEBHOOK
from runtime.notifications.restricting import Test, restriction
from runtime.store.kept import kept

STATUS_CHANGED: Final = "loan-status-changed"
PORTFOLIO_CHANGED: Final = "portfolio-changed"
#: Channels whose messages go to the account's customers.
TO_CUSTOMERS: Final = frozenset({EMAIL, SMS, MAIL_HOUSE})


@dataclass(frozen=True, slots=True)
class Way:
    """A channel of a notification: its test, its templates by what they are for, and all variables that they and a
    webhook's context read. `fault` says why nothing can be written.
    """

    channel: Channel
    allows: Test
    templates: Mapping[str, Template]
    variables: frozenset[str]
    fault: str | None = None

    @property
    def name(self) -> str:
        return self.channel.name

    @property
    def enabled(self) -> bool:
        return self.channel.enabled


@dataclass(frozen=True, slots=True)
class Ready:
    """A notification of a deployed pack. `tested` are the variables of its restrictions and those of its channels,
    `asked` the criteria that its templates give to `rule`, by their text.
    """

    notification: Notification
    deployed: Deployed
    allows: Test
    ways: tuple[Way, ...]
    tested: frozenset[str]
    asked: Mapping[str, Criteria]
    criteria: Criteria | None = None

    @property
    def name(self) -> str:
        return self.notification.name

    @property
    def variables(self) -> frozenset[str]:
        """Every variable that deciding about it and writing its messages read."""
        return self.tested.union(*(way.variables for way in self.ways if way.enabled))

    @property
    def all_variables(self) -> frozenset[str]:
        """The same, with channels that are not enabled."""
        return self.tested.union(*(way.variables for way in self.ways))

    def answer(self, text: str, loan: Mapping[str, Any], business_date: date) -> Any:
        """The value of an expression of its templates; TemplateFault where it ends in an error."""
        if text not in self.asked:
            raise TemplateFault("`rule` takes an expression that stands in the template")
        decision = self.asked[text].work_out(loan, business_date)
        if decision.error is not None:
            raise TemplateFault(f"`{text}` ends in an error: {decision.error}")
        return decision.value


@dataclass(frozen=True, slots=True)
class Asked:
    """Triggers that are asked together: a function that gives those that are not surely false, and what they read."""

    triggers: Sequence[Ready]
    sift: Sift
    variables: frozenset[str]


@dataclass
class Deck:
    """All notifications. An event finds those that listen to it by what it changed from and to."""

    ready: Sequence[Ready]
    triggered: Sequence[Ready] = ()
    _by_status: dict[tuple[str | None, str | None], list[tuple[StatusChanged, int]]] = field(default_factory=dict)
    _by_portfolio: dict[tuple[str, bool], list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        by_status: defaultdict[tuple[str | None, str | None], list[tuple[StatusChanged, int]]] = defaultdict(list)
        by_portfolio: defaultdict[tuple[str, bool], list[int]] = defaultdict(list)
        for number, one in enumerate(self.ready):
            for change in one.notification.on:
                if isinstance(change, PortfolioChanged):
                    by_portfolio[change.title, change.added].append(number)
                else:
                    by_status[change.from_status, change.to_status].append((change, number))
        self._by_status, self._by_portfolio = dict(by_status), dict(by_portfolio)
        self.triggered = [one for one in self.ready if one.criteria is not None]

    @cached_property
    def asked(self) -> Asked:
        """The triggers, prepared."""
        criteria = [ready.criteria for ready in self.triggered if ready.criteria is not None]
        variables = frozenset().union(*(one.variables for one in criteria))
        return Asked(self.triggered, compile_together(criteria), variables)

    def listening(self, event: Written) -> list[Ready]:
        """The notifications that an event sets off, in order, each once."""
        if event.type == STATUS_CHANGED:
            found = set(self._of_status(event.payload))
        elif event.type == PORTFOLIO_CHANGED:
            found = set(self._of_portfolio(event.payload))
        else:
            return []
        return [self.ready[number] for number in sorted(found)]

    def _of_status(self, payload: Mapping[str, Any]) -> Iterator[int]:
        before, after = payload["from-status"], payload["to-status"]
        below_before, below_after = payload["from-sub-status"], payload["to-sub-status"]
        for key in {(before, after), (None, after), (before, None), (None, None)}:
            for change, number in self._by_status.get(key, ()):
                if change.from_sub_status not in (None, below_before):
                    continue
                if change.to_sub_status in (None, below_after):
                    yield number

    def _of_portfolio(self, payload: Mapping[str, Any]) -> Iterator[int]:
        added = payload["change"] == "added"
        title, below = payload["portfolio"], payload["sub-portfolio"]
        names = (title,) if below is None else (below, f"{title}/{below}")
        for name in names:
            yield from self._by_portfolio.get((name, added), ())


def read_deck(connection: Connection) -> Deck:
    """The notifications of the packs that are deployed now."""
    deployed = active_deployments(connection)
    return kept(connection, "notifications", deployed, lambda: deck_of(deployed))


def deck_of(deployed: Sequence[Deployed]) -> Deck:
    """The notifications of these packs, in order."""
    return Deck([one for pack in deployed for one in _of_pack(pack)])


def _of_pack(deployed: Deployed) -> Iterator[Ready]:
    pack = deployed.pack
    if not pack.notifications:
        return
    program = Program((definition.form for definition in pack.definitions), extensions=pack.functions)
    templates = Templates(pack.template_texts)
    for notification in pack.notifications:
        yield _ready(notification, deployed, program, templates)


def _ready(notification: Notification, deployed: Deployed, program: Program, templates: Templates) -> Ready:
    asked: dict[str, Criteria] = {}
    allows, tested = restriction(notification.restrict)
    ways = []
    for channel in notification.channels:
        test, more = restriction(channel.restrict)
        tested |= more
        ways.append(_way(channel, test, templates, program, asked))
    criteria = program.criteria(notification.when) if notification.when is not None else None
    return Ready(notification, deployed, allows, tuple(ways), tested, asked, criteria)


def _way(channel: Channel, test: Test, templates: Templates, program: Program, asked: dict[str, Criteria]) -> Way:
    found: dict[str, Template] = {}
    variables: set[str] = set(channel.settings.get("context", ()))
    names = {name.replace("-", "_"): name for name in catalogue.load().variables}
    try:
        for part, template in _parts(channel, templates):
            found[part] = template
            variables |= {names[name] for name in template.names if name in names}
            for text in template.rules:
                criteria = asked.get(text) or _expression(text, program)
                asked[text] = criteria
                variables |= criteria.variables
    except TemplateFault as fault:
        return Way(channel, test, {}, frozenset(), str(fault))
    return Way(channel, test, found, frozenset(variables))


def _parts(channel: Channel, templates: Templates) -> Iterator[tuple[str, Template]]:
    settings = channel.settings
    if channel.name in (EMAIL, MAIL_HOUSE):
        name = settings["template"]
        yield ("text" if name.endswith(".txt.j2") else "html"), templates.file(name, html=not name.endswith(".txt.j2"))
    if channel.name == EMAIL:
        yield "subject", templates.inline(settings["subject"])
    if channel.name == SMS:
        yield "text", templates.file(settings["template"], html=False)
    if channel.name == SYSTEM:
        yield "message", templates.inline(settings["message"])
    if channel.name == WEBHOOK:
        yield "url", templates.inline(settings["url"], quoted=True)
        for number, value in enumerate(settings["headers"].values()):
            yield f"header {number}", templates.inline(value)


def _expression(text: str, program: Program) -> Criteria:
    forms, findings = read(Source("<template>", text))
    if findings or len(forms) != 1:
        raise TemplateFault(f"`{text}` is not one expression")
    try:
        return program.criteria(forms[0])
    except (ClojureError, LimitExceeded) as error:
        raise TemplateFault(f"`{text}` cannot be evaluated: {error}") from None
